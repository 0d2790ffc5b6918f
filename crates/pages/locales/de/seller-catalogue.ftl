# Produkte und Bestellungen.

seller-products-title = Produkte
seller-products-new = Neues Produkt
seller-products-search = Titel, Artikelnummer, GTIN, Marke
seller-products-tab-all = Alle
seller-products-tab-published = Veröffentlicht
seller-products-tab-draft = Entwürfe
seller-products-tab-overridden = Überschrieben
seller-products-tab-out-of-stock = Nicht vorrätig
seller-products-product = Produkt
seller-products-variants = { $count ->
    [one] { $count } Variante
   *[other] { $count } Varianten
}
seller-products-price = Preis
seller-products-stock = Bestand
seller-products-stock-in = Vorrätig
seller-products-stock-out = Nicht vorrätig
seller-products-stock-some = { $in } von { $all } vorrätig
seller-products-on-hand = { $count } am Lager
seller-products-state-published = Veröffentlicht
seller-products-state-draft = Entwurf
seller-products-state-partly = { $published } von { $all } veröffentlicht
seller-products-overrides = { $count ->
    [one] { $count } überschrieben
   *[other] { $count } überschrieben
}
seller-products-overridden = Überschrieben
seller-products-vanished = Aus dem Feed verschwunden
seller-products-source-feed = Feed
seller-products-source-hand = Von Hand
seller-products-publish = Veröffentlichen
seller-products-unpublish = Zurückziehen
seller-products-empty-title = Ihr Sortiment ist leer
seller-products-empty-text = Wählen Sie vorgemerkte Artikel aus einem Import oder legen Sie ein Produkt von Hand an.
seller-products-none-title = Kein Treffer
seller-products-none-text = Kein Produkt passt zu diesen Filtern.
seller-products-confirm-publish = { $count ->
    [one] Ein Produkt veröffentlichen?
   *[other] { $count } Produkte veröffentlichen?
}
seller-products-confirm-unpublish = { $count ->
    [one] Ein Produkt zurückziehen?
   *[other] { $count } Produkte zurückziehen?
}
seller-products-confirm-publish-text = Käufer finden sie innerhalb einer Sekunde.
seller-products-confirm-unpublish-text = Sie verschwinden sofort aus Ihrem Shop und aus der Suche. Bestellungen bleiben bestehen.

# Ein Produkt
seller-product-view = Im Shop ansehen
seller-product-texts = Texte
seller-product-texts-hint = Was Sie hier schreiben, übersteht jeden Import. Der Wert des Feeds bleibt daneben stehen.
seller-product-title = Titel
seller-product-description = Beschreibung
seller-product-category = Kategorie
seller-product-from-feed = Feed
seller-product-overridden = Überschrieben
seller-product-undo = Wert des Feeds nehmen
seller-product-undo-label = Wert des Feeds nehmen für { $field }
seller-product-feed-empty = Im Feed steht nichts
seller-product-variants = Varianten
seller-product-variants-hint = Preis und Bilder gehören zur Variante, ebenso das Veröffentlichen.
seller-product-variant = Variante
seller-product-sku = Artikelnummer
seller-product-price = Preis
seller-product-compare-at = Vergleichspreis
seller-product-compare-at-hint = Der frühere Preis, durchgestrichen gezeigt.
seller-product-stock = Bestand
seller-product-on-hand = Am Lager
seller-product-reserved = { $count } reserviert
seller-product-untracked = Nicht gezählt
seller-product-in-stock = Vorrätig
seller-product-published = Veröffentlicht
seller-product-publish-variant = { $variant } veröffentlichen
seller-product-pictures = Bilder
seller-product-pictures-hint = Eine Adresse je Zeile; die erste ist das Hauptbild.
seller-product-pictures-count = { $count ->
    [one] { $count } Bild
   *[other] { $count } Bilder
}
seller-product-overridden-count = { $count ->
    [0] Nichts überschrieben
    [one] { $count } Feld überschrieben
   *[other] { $count } Felder überschrieben
}
seller-product-organisation = Einordnung
seller-product-brand = Marke
seller-product-gtin = GTIN
seller-product-tax-class = Steuerklasse
seller-product-weight = Gewicht in Gramm
seller-product-details = Einzelheiten jeder Variante
seller-product-details-hint = Nummern, Merkmale und Steuerklasse dessen, was Sie selbst eingegeben haben.
seller-product-further = Eine weitere Variante
handlers-weight = Schreiben Sie ganze Gramm, etwa 250.
seller-product-source = Quelle
seller-product-updated = Letzter Import
seller-product-created = Angelegt
seller-product-single = Einzige Variante
seller-product-vanished = Nicht mehr im Feed

# Neues Produkt
seller-new-product-title = Neues Produkt
seller-new-product-basics = Produkt
seller-new-product-title-hint = Wie Käufer ihn auf { $language } lesen sollen.
seller-new-product-offer = Preis und Bestand
seller-new-product-stock-tracked = Stücke zählen
seller-new-product-stock-untracked = Nur vorrätig oder nicht
seller-new-product-quantity = Stücke am Lager
seller-new-product-variants = Varianten
seller-new-product-variants-hint = Nur wenn es Größen oder Farben gibt. Leere Zeilen bleiben unbeachtet.
seller-new-product-add-variant = Variante hinzufügen
seller-new-product-color = Farbe
seller-new-product-size = Größe
seller-new-product-save = Als Entwurf speichern
seller-new-product-publish = Speichern und veröffentlichen

# Bestellungen
seller-orders-title = Bestellungen
seller-orders-new = Bestellung erfassen
seller-orders-csv = CSV exportieren
seller-orders-search = Nummer oder Name
seller-orders-number = Bestellung
seller-orders-buyer = Käufer
seller-orders-items = { $count ->
    [one] { $count } Artikel
   *[other] { $count } Artikel
}
seller-orders-source = Eingang
seller-orders-source-marketplace = Marktplatz
seller-orders-source-shop = Ihr Shop
seller-orders-source-telephone = Telefon
seller-orders-source-counter = Ladentheke
seller-orders-tab-all = Alle
seller-orders-empty-title = Noch keine Bestellungen
seller-orders-empty-text = Hier treffen Bestellungen aus Ihrem Shop und aus dem Marktplatz ein, jede mit ihrem nächsten Schritt.
seller-orders-none-title = Kein Treffer
seller-orders-none-text = Keine Bestellung passt zu dieser Suche.

seller-order-state-placed = Eingegangen
seller-order-state-confirmed = Bestätigt
seller-order-state-packed = Verpackt
seller-order-state-shipped = Versandt
seller-order-state-delivered = Zugestellt
seller-order-state-cancelled = Storniert

seller-order-title = Bestellung { $number }
seller-order-placed-at = Eingegangen { $when }
seller-order-next = Nächster Schritt
seller-order-next-none = Nichts mehr zu tun.
seller-order-confirm = Bestellung bestätigen
seller-order-confirm-hint = Sagt dem Käufer, dass Sie die Bestellung annehmen.
seller-order-pack = Als verpackt melden
seller-order-pack-hint = Alles ist im Paket und versandbereit.
seller-order-ship = Als versandt melden
seller-order-ship-hint = Mit Sendungsnummer, wenn Sie eine haben.
seller-order-deliver = Als zugestellt melden
seller-order-deliver-hint = Der Käufer hat sie erhalten.
seller-order-cancel = Bestellung stornieren
seller-order-cancel-hint = Die Ware geht zurück in den Bestand, und der Käufer sieht es in seinem Kauf.
seller-order-cancel-title = Bestellung { $number } stornieren?
seller-order-carrier = Versanddienst
seller-order-tracking = Sendungsnummer
seller-order-reason = Grund
seller-order-reason-hint = Der Käufer kann ihn lesen.
seller-order-reason-out-of-stock = Nicht vorrätig
seller-order-reason-buyer-asked = Wunsch des Käufers
seller-order-reason-undeliverable = Nicht zustellbar
seller-order-reason-other = Anderer Grund
seller-order-reason-note = Hinweis an den Käufer
seller-order-lines = Artikel
seller-order-line-item = Artikel
seller-order-quantity = Menge
seller-order-unit-price = Einzelpreis
seller-order-line-total = Summe
seller-order-subtotal = Zwischensumme
seller-order-shipping = Versand
seller-order-shipping-free = kostenlos
seller-order-vat-included = inkl. { $rate } MwSt.
seller-order-grand-total = Gesamtsumme
seller-order-contact = Käufer
seller-order-email = E-Mail
seller-order-phone = Telefon
seller-order-address = Lieferadresse
seller-order-no-address = Im Laden abgeholt
seller-order-payment = Zahlung
seller-order-payment-invoice = Auf Rechnung
seller-order-timeline = Verlauf
seller-order-event-placed = Bestellung eingegangen
seller-order-event-entered = Bestellung von Hand erfasst
seller-order-event-confirmed = Bestätigt
seller-order-event-packed = Verpackt
seller-order-event-shipped = Versandt
seller-order-event-delivered = Zugestellt
seller-order-event-cancelled = Storniert
seller-order-by-buyer = Käufer
seller-order-note = Notiz

# Bestellung erfassen
seller-order-new-title = Bestellung erfassen
seller-order-new-intro = Für Bestellungen am Telefon oder an der Ladentheke. Der Bestand wird sofort abgebucht.
seller-order-new-channel = Wie kam sie?
seller-order-new-lines = Artikel
seller-order-new-line-hint = Wählen Sie ein Produkt oder tippen Sie Artikelnummer oder GTIN ein.
seller-order-new-product = Produkt
seller-order-new-add-line = Artikel hinzufügen
seller-order-new-name = Name
seller-order-new-contact = Käufer
seller-order-new-contact-hint = Eine E-Mail-Adresse oder Telefonnummer, um nachfragen zu können.
seller-order-new-delivery = Lieferung
seller-order-new-ship = An eine Adresse senden
seller-order-new-collect = Im Laden abgeholt
seller-order-new-street = Straße und Hausnummer
seller-order-new-postal-code = Postleitzahl
seller-order-new-city = Ort
seller-order-new-country = Land
seller-order-new-shipping-fee = Versand
seller-order-new-shipping-fee-hint = Leer: Ihre Pauschale.
seller-order-new-note = Notiz
seller-order-new-place = Bestellung aufgeben
seller-order-new-review = Bestand und Preise werden beim Aufgeben geprüft.

seller-order-new-extra = Adresszusatz
seller-products-count = { $count ->
    [one] { $count } Produkt
   *[other] { $count } Produkte
}
seller-done-published = { $count ->
    [one] Ein Produkt ist veröffentlicht.
   *[other] { $count } Produkte sind veröffentlicht.
}
seller-done-unpublished = { $count ->
    [one] Ein Produkt ist zurückgezogen.
   *[other] { $count } Produkte sind zurückgezogen.
}
seller-done-product-saved = Änderungen gespeichert.
seller-done-undone = Der Wert des Feeds gilt wieder.
seller-done-product-added = Produkt angelegt.
seller-done-order-placed = Bestellung erfasst.
seller-done-order-moved = Die Bestellung ist einen Schritt weiter.
seller-done-order-cancelled = Die Bestellung ist storniert.
seller-product-tracked = Gezählt
seller-order-note-own = Ihre eigene Notiz
seller-order-note-hint = Nur Ihr Team liest sie.
seller-order-note-save = Notiz speichern
seller-done-note-saved = Die Notiz ist gespeichert.
