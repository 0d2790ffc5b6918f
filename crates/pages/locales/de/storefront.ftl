## Kopf und Fuß
search-label = In allen Läden suchen
search-placeholder = Produkte, Marken, Läden suchen
search-go = Suchen
search-suggestions = Vorschläge
nav-account = Konto und Warenkorb
nav-categories = Kategorien
nav-purchases = Meine Einkäufe
nav-dashboard = Übersicht
nav-sell = Laden eröffnen
nav-cart = Warenkorb
nav-cart-count = Warenkorb, { $count } Artikel
signed-in-as = Angemeldet als
sign-in = Anmelden
sign-out = Abmelden
foot-about = Das Viertel der Händler: unabhängige Läden Tür an Tür, mit einer Suche, einem Warenkorb und einer Kasse.
foot-buy = Einkaufen
foot-sell = Verkaufen
foot-all = Alle Produkte
foot-api = API für Entwickler
foot-law = Gut zu wissen
foot-law-text = Jeder Laden verkauft im eigenen Namen: Ihr Vertrag besteht mit dem Laden. Preise enthalten die Mehrwertsteuer; der Versand kommt an der Kasse hinzu.
foot-licence = Läuft mit Karum, freier Software unter der Apache-Lizenz 2.0.

## Startseite
home-title = Das Viertel der Händler
home-headline-shops = Unabhängige Läden.
home-headline-cart = Ein Warenkorb.
home-lead = { $products } Produkte aus { $shops ->
    [one] { $shops } Laden
   *[other] { $shops } Läden
    }, jeder von seinem Händler geführt. Überall suchen, einmal bestellen.
home-popular = Marken:
home-categories = Nach Kategorien stöbern
home-all = Alle Produkte
home-arrivals = Neu eingetroffen
home-all-new = Alle Neuheiten
home-shops = Die Läden
home-all-shops = Alle Läden
shop-count = { $count ->
    [one] { $count } Laden
   *[other] { $count } Läden
}
home-sell-title = Sie verkaufen selbst?
home-sell-text = Bringen Sie Ihren Produktfeed mit, wählen Sie aus, was erscheint, und Ihr Laden ist offen. Ihre Daten bleiben allein Ihre.
home-empty-title = Die Stände werden noch aufgebaut
home-empty-text = Noch hat kein Laden ein Produkt veröffentlicht. Schauen Sie bald wieder vorbei oder eröffnen Sie den ersten.

## Karten und Preise
card-new = Neu
card-variants = { $count ->
    [one] { $count } Variante
   *[other] { $count } Varianten
}
price-from = ab
price-now = Jetzt
price-before = Vorher
price-vat = Inkl. { $rate } MwSt., zzgl. Versand
free = Kostenlos
stock-in = Auf Lager
stock-out = Ausverkauft

## Suche
result-count = { $count ->
    [one] { $count } Produkt
   *[other] { $count } Produkte
}
search-for = „{ $query }“
search-all = Alle Produkte
search-instead = Kein Produkt enthält „{ $typed }“. Das sind die Ergebnisse für „{ $found }“.
search-exact = Trotzdem nach „{ $typed }“ suchen
search-dropped = Weggelassen, weil kein Produkt sie zusammen mit dem Rest enthält: { $words }
search-building-title = Die Suche wird eingerichtet
search-building-text = Die Produkte werden gerade aufgenommen. Diese Seite sieht alle paar Sekunden von selbst wieder nach.
search-building-again = Erneut nachsehen
search-empty-title = Nichts gefunden
search-empty-text = Prüfen Sie die Schreibweise, versuchen Sie weniger oder allgemeinere Wörter oder sehen Sie in eine Kategorie.
search-empty-filters = Kein Produkt passt zu allen Filtern. Nehmen Sie einige davon weg.
results = Ergebnisse
filters = Filter
filters-close = Filter schließen
filters-active = Aktive Filter
filters-clear = Alle löschen
filters-apply = Ergebnisse anzeigen
filter-remove = Filter entfernen
facet-shop = Laden
facet-brand = Marke
facet-category = Kategorie
facet-price = Preis
facet-price-min = Niedrigster Preis
facet-price-max = Höchster Preis
facet-from = von
facet-to = bis
price-up-to = Bis { $amount }
price-and-up = Ab { $amount }
price-between = { $from } bis { $to }
facet-stock = Verfügbarkeit
facet-more = { $count } weitere
sort-label = Sortieren
sort-relevance = Relevanz
sort-price-asc = Preis aufsteigend
sort-price-desc = Preis absteigend
sort-newest = Neueste
sort-go = Anwenden

## Produkt und Laden
product-pictures = Bilder
product-picture = Bild { $at } von { $of }
product-description = Beschreibung
product-no-description = Der Laden hat dieses Produkt nicht beschrieben.
product-facts = Einzelheiten
option-colour = Farbe
option-size = Größe
option-material = Material
option-pattern = Muster
option-variant = Variante
fact-brand = Marke
fact-number = Artikelnummer
fact-gtin = GTIN
fact-weight = Gewicht
fact-condition = Zustand
condition-used = Gebraucht
condition-refurbished = Generalüberholt
product-seller = Verkauf durch
product-others = Mehr von { $shop }
product-others-all = Zum Laden
quantity = Menge
add-to-cart = In den Warenkorb
sold-by = Verkauf und Versand durch
delivery-free = Kostenloser Versand
delivery-flat = Versand { $amount }
delivery-free-from = Kostenlos ab { $amount } in diesem Laden
delivery-free-from-short = kostenlos ab { $amount }
assurance-invoice = Zahlung auf Rechnung nach Erhalt
shop-search = Bei { $shop } suchen
shop-empty-title = Hier ist noch nichts
shop-empty-text = Dieser Laden hat gerade keine Produkte im Regal.

## Warenkorb
cart-title = Ihr Warenkorb
cart-articles = { $count } Artikel
cart-empty-title = Ihr Warenkorb ist leer
cart-empty-text = Was Sie in einem der Läden auswählen, wartet hier bis zur Bestellung.
cart-empty-go = Jetzt stöbern
cart-prices-changed = { $count ->
    [one] Ein Preis hat sich geändert, seit er im Warenkorb liegt
   *[other] { $count } Preise haben sich geändert, seit sie im Warenkorb liegen
}
cart-prices-confirm = { $count ->
    [one] Neuen Preis annehmen
   *[other] Neue Preise annehmen
}
cart-currencies = { $count ->
    [one] Ihr Warenkorb enthält Preise in { $count } Währung. Daraus wird { $count } eigener Einkauf.
   *[other] Ihr Warenkorb enthält Preise in { $count } Währungen. Daraus werden { $count } getrennte Einkäufe.
}
cart-purchase-of = Einkauf { $at } in { $currency }
cart-free-missing = Noch { $more } bis zum kostenlosen Versand (ab { $from })
cart-free-reached = Der Versand dieses Ladens ist kostenlos
cart-free-label = Stand bis zum kostenlosen Versand
cart-each = je { $amount }
cart-quantity-of = Menge von { $title }
cart-update = Ändern
cart-remove = Entfernen
cart-checkout = Zur Kasse
cart-blocked = Klären Sie zuerst die markierten Artikel.
cart-vat = Preise inklusive Mehrwertsteuer. Noch ist nichts bestellt.
summary = Zusammenfassung
total = Gesamt
total-goods = Waren
total-shipping = Versand
total-tax = darin { $rate } MwSt.

## Kasse
checkout-title = Kasse
checkout-back = Zurück zum Warenkorb
checkout-contact = Kontakt
checkout-have-account = Schon ein Konto?
checkout-address = Lieferadresse
checkout-payment = Zahlung
checkout-review = Prüfen
checkout-buy = Zahlungspflichtig bestellen
checkout-law = Mit der Bestellung kaufen Sie bei den genannten Läden, bei jedem in seinem Namen.
payment-invoice = Rechnung
payment-invoice-hint = Jeder Laden legt der Ware seine Rechnung bei; zahlbar in 14 Tagen.
field-email = E-Mail-Adresse
field-email-hint = Darunter erreichen Sie die Läden.
field-name = Vor- und Nachname
field-your-name = Ihr Name
field-phone = Telefon (freiwillig)
field-street = Straße und Hausnummer
field-street-more = Stockwerk, Firma, Zusatz (freiwillig)
field-postcode = Postleitzahl
field-city = Ort
field-country = Land
field-note = Nachricht an die Läden (freiwillig)
field-payment = Zahlungsart
field-password = Passwort
field-password-hint = Mindestens 8 Zeichen.
field-shop-name = Name des Ladens
field-slug = Adresse des Ladens
field-slug-hint = Kleinbuchstaben, Ziffern und Bindestriche: Der Laden öffnet unter /s/ und diesem Namen.
field-shop-country = Land des Ladens
field-currency = Währung

## Einkäufe
purchase-title = Einkauf { $reference }
purchase-placed = Bestellt am { $when }
purchase-thanks = Danke für Ihre Bestellung
purchase-thanks-text = Ihre Nummer ist { $reference }. Die Läden erreichen Sie unter { $email }; { $sellers ->
    [one] der Laden hat
   *[other] { $sellers } Läden haben
    } Ihre Bestellung.
purchase-siblings = Zugleich bestellt, in anderer Währung:
purchase-guest = Bewahren Sie diesen Link auf: Damit finden Sie Ihren Einkauf ohne Konto.
purchase-guest-link = Link zu diesem Einkauf
purchase-address = Lieferung an
purchases-empty-title = Noch keine Einkäufe
purchases-empty-text = Hier sehen Sie Ihre Bestellungen und ihren Weg zu Ihnen.
order-number = Bestellung { $number }
order-course = Stand dieser Bestellung
order-ahead = steht noch aus
order-total = Summe dieses Ladens
order-placed = Aufgegeben
order-confirmed = Bestätigt
order-packed = Verpackt
order-shipped = Versandt
order-delivered = Zugestellt
order-cancelled = Storniert

## Konten
sign-in-title = Willkommen zurück
sign-in-text = Melden Sie sich an, um Ihre Einkäufe oder Ihren Laden zu sehen.
sign-in-new = Neu hier?
sign-in-seller = Sie möchten verkaufen?
sign-up-title = Konto anlegen
sign-up-text = Alle Einkäufe an einem Ort. Bestellen können Sie auch ohne Konto.
sign-up-go = Konto anlegen
sign-up-have = Sie haben schon ein Konto?
sell-title = Eröffnen Sie Ihren Laden im Viertel
sell-text = Ihr eigener Laden und ein Platz in der Suche aller, die auf den Markt kommen.
sell-feed = Bringen Sie Ihren Feed mit
sell-feed-text = Laden Sie je Sprache eine CSV-, TSV- oder XML-Datei hoch. Spalten werden erkannt, Sie können sie ändern.
sell-shop = Bestimmen Sie, was im Regal steht
sell-shop-text = Veröffentlichen Sie ein Produkt oder Tausende. Ihre Änderungen überstehen jeden neuen Import.
sell-wall = Hinter Ihrer eigenen Mauer
sell-wall-text = Die Datenbank selbst trennt Ihre Bestellungen und Kunden von denen aller anderen.
sell-your-shop = Ihr Laden
sell-you = Ihr Konto

## Länder
country-at = Österreich
country-be = Belgien
country-ch = Schweiz
country-de = Deutschland
country-dk = Dänemark
country-es = Spanien
country-fr = Frankreich
country-gb = Vereinigtes Königreich
country-ie = Irland
country-it = Italien
country-li = Liechtenstein
country-lu = Luxemburg
country-nl = Niederlande
country-pl = Polen
country-pt = Portugal
country-se = Schweden

## Fehlerseiten
failure-home = Zur Startseite
failure-search = In allen Läden suchen
failure-request = Wenn Sie um Hilfe bitten, nennen Sie diese Nummer:
failure-forbidden-title = Diese Tür ist für Sie geschlossen
failure-forbidden-text = Sie sind angemeldet, aber diese Seite ist nicht für Sie bestimmt.
failure-not-found-title = Hier ist nichts
failure-not-found-text = Die Seite ist umgezogen, oder das Produkt wird nicht mehr verkauft.
failure-too-many-title = Einen Moment, bitte
failure-too-many-text = Das waren sehr viele Anfragen in kurzer Zeit. Versuchen Sie es in einer Minute noch einmal.
failure-broken-title = Bei uns ist etwas schiefgegangen
failure-broken-text = Es liegt nicht an Ihnen, und nichts wurde doppelt bestellt. Versuchen Sie es noch einmal.
failure-unavailable-title = Gleich wieder da
failure-unavailable-text = Am Markt wird gerade gearbeitet. Versuchen Sie es in Kürze noch einmal.
