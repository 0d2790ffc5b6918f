# Die Seite der Händler: Rahmen, Übersicht, Einstellungen, Sicherheit.

seller-nav-label = Händlerbereich
seller-nav-imports = Importe
seller-nav-products = Produkte
seller-nav-orders = Bestellungen
seller-nav-settings = Shop-Einstellungen
seller-nav-security = Sicherheit
seller-nav-group-shop = Shop
seller-view-shop = Shop ansehen
seller-shop-open = Offen
seller-shop-closed = Geschlossen
seller-shop-closed-notice = Ihr Shop ist geschlossen: Käufer sehen Ihre Produkte nicht.
seller-shop-open-it = In den Einstellungen öffnen
seller-signed-in-as = Angemeldet als { $email }
seller-sign-out = Abmelden
seller-nav-waiting = { $count ->
    [one] { $count } wartet
   *[other] { $count } warten
}

# Wörter, die auf vielen Seiten stehen
seller-save = Speichern
seller-save-changes = Änderungen speichern
seller-cancel = Abbrechen
seller-back = Zurück
seller-apply = Anwenden
seller-filter = Filtern
seller-filters = Filter
seller-clear-filters = Filter zurücksetzen
seller-search = Suchen
seller-any = Beliebig
seller-language = Sprache
seller-state = Stand
seller-date = Datum
seller-total = Summe
seller-unsaved = Sie haben ungespeicherte Änderungen.

# Übersicht
seller-dashboard-title = Übersicht
seller-dashboard-greeting = Heute bei { $shop }
seller-tasks-title = Zu tun
seller-task-confirm = { $count ->
    [one] Bestellung zu bestätigen
   *[other] Bestellungen zu bestätigen
}
seller-task-ship = { $count ->
    [one] Bestellung zu versenden
   *[other] Bestellungen zu versenden
}
seller-task-held = { $count ->
    [one] Import wartet auf Sie
   *[other] Importe warten auf Sie
}
seller-task-rejects = { $count ->
    [one] Zeile beim letzten Lauf abgelehnt
   *[other] Zeilen bei den letzten Läufen abgelehnt
}
seller-task-conflicts = { $count ->
    [one] Widerspruch zwischen Sprachen
   *[other] Widersprüche zwischen Sprachen
}
seller-tasks-done = Alles erledigt. Neue Bestellungen und Importe, die Sie brauchen, erscheinen hier.
seller-sales-title = Letzte 30 Tage
seller-sales-orders = Bestellungen
seller-sales-revenue = Umsatz
seller-sales-average = Mittlere Bestellung
seller-sales-against-before = gegenüber den 30 Tagen davor
seller-sales-chart-label = Umsatz und Bestellungen je Tag in den letzten 30 Tagen. Dieselben Zahlen stehen in der Tabelle darunter.
seller-sales-show-table = Zahlen als Tabelle zeigen
seller-sales-day = Tag
seller-sales-empty = Keine Bestellungen in den letzten 30 Tagen.
seller-recent-title = Neueste Bestellungen
seller-recent-empty = Noch keine Bestellungen. Sie erscheinen hier, sobald jemand bestellt.
seller-stock-title = Bestand geht zur Neige
seller-stock-left = { $count ->
    [0] keine mehr
   *[other] noch { $count }
}
seller-stock-empty = Kein gezählter Bestand ist knapp.
seller-all-orders = Alle Bestellungen
seller-all-low-stock = Alle nicht vorrätigen

seller-first-title = Richten Sie Ihren Shop ein
seller-first-intro = Fünf Schritte von der Produktdatei zur ersten Bestellung.
seller-first-progress = { $done } von { $total } erledigt
seller-first-feed = Produkt-Feed anlegen
seller-first-feed-text = Laden Sie eine CSV-, TSV- oder XML-Datei hoch oder geben Sie ihre Adresse an. Ein Feed je Sprache.
seller-first-import = Spalten prüfen und importieren
seller-first-import-text = Wir erkennen das Format; Sie sehen 20 Zeilen, bevor etwas gespeichert wird.
seller-first-publish = Produkte auswählen und veröffentlichen
seller-first-publish-text = Wählen Sie einzelne, viele oder alle vorgemerkten Artikel für Ihren Shop.
seller-first-shipping = Versand und Mehrwertsteuer festlegen
seller-first-shipping-text = Eine Pauschale, ab einem Betrag Ihrer Wahl versandkostenfrei.
seller-first-open = Shop öffnen
seller-first-open-text = Käufer finden Sie im Marktplatz und unter Ihrer eigenen Adresse.
seller-first-done = Erledigt
seller-first-go-feed = Feed anlegen
seller-first-go-import = Spalten prüfen
seller-first-go-publish = Vorgemerkte Artikel ansehen
seller-first-go-shipping = Shop-Einstellungen
seller-first-go-open = Shop öffnen

# Shop-Einstellungen
seller-settings-title = Shop-Einstellungen
seller-settings-shop = Shop
seller-settings-shop-hint = Was Käufer auf Ihren Seiten sehen.
seller-settings-name = Name des Shops
seller-settings-slug = Adresse
seller-settings-slug-hint = Kleinbuchstaben, Ziffern und Bindestriche. Alte Links gelten nicht mehr, wenn Sie sie ändern.
seller-settings-about = Über den Shop
seller-settings-about-hint = Zwei oder drei Sätze. Sie stehen auf der ersten Seite Ihres Shops.
seller-settings-region = Land und Sprache
seller-settings-region-hint = Bestimmt Mehrwertsteuer, Reihenfolge der Sprachen und Währung neuer Produkte.
seller-settings-country = Land
seller-settings-language = Hauptsprache
seller-settings-language-hint = Wird gezeigt, wo ein Text in der Sprache des Käufers fehlt.
seller-settings-currency = Währung
seller-settings-vat = Mehrwertsteuer
seller-settings-vat-hint = Ihre Preise enthalten die Mehrwertsteuer. Der Satz folgt aus Ihrem Land und der Steuerklasse des Produkts.
seller-settings-vat-number = USt-IdNr.
seller-settings-vat-rates = Sätze in { $country }
seller-tax-class-standard = Regelsatz
seller-tax-class-reduced = Ermäßigt
seller-tax-class-super-reduced = Stark ermäßigt
seller-tax-class-intermediate = Zwischensatz
seller-tax-class-zero = Nullsatz
seller-settings-shipping = Versand
seller-settings-shipping-hint = Eine Pauschale je Bestellung in Ihrem Shop, inklusive Mehrwertsteuer.
seller-settings-flat = Pauschale
seller-settings-free-above = Versandkostenfrei ab
seller-settings-free-above-hint = Bestellwert, ab dem der Versand nichts kostet. Leer: nie.
seller-settings-open = Offen für Käufer
seller-settings-open-text = Ihre Produkte sind sichtbar und können bestellt werden.
seller-settings-closed-text = Geschlossen: Ihre Seiten, Ihre Produkte in der Suche und die Kasse verschwinden sofort. Gelöscht wird nichts.
seller-settings-state = Öffnung

# Sicherheit
seller-security-title = Sicherheit
seller-security-intro = Alle Browser, die an Ihrem Konto angemeldet sind. Beenden Sie, was Sie nicht kennen.
seller-sessions-title = Angemeldete Sitzungen
seller-session-current = Dieser Browser
seller-session-created = Angemeldet
seller-session-seen = Zuletzt aktiv
seller-session-revoke = Abmelden
seller-session-revoke-label = { $device } abmelden
seller-session-revoke-all = Überall abmelden
seller-session-revoke-all-hint = Beendet jede Sitzung, auch diese. Sie melden sich mit Ihrem Passwort neu an.
seller-session-unknown-device = Unbekannter Browser
seller-security-revoke-all-title = Überall abmelden?
seller-security-revoke-all-text = { $count ->
    [one] Eine Sitzung endet sofort, nämlich diese.
   *[other] { $count } Sitzungen enden sofort, auch diese.
}

# Rückfragen und Fehler
seller-confirm-cannot-undo = Das lässt sich nicht rückgängig machen.
seller-error-not-found = Nicht gefunden
seller-error-not-found-text = Diese Seite gibt es nicht, oder sie gehört nicht Ihnen.
seller-error-conflict = Inzwischen geändert
seller-error-conflict-text = Jemand oder ein Import hat dies geändert, seit Sie es geöffnet haben. Sehen Sie sich den neuen Stand an und versuchen Sie es erneut.
seller-error-unavailable = Gerade nicht erreichbar
seller-error-unavailable-text = Es wurde nichts geändert. Bitte versuchen Sie es gleich noch einmal.
seller-error-home = Zurück zur Übersicht
seller-error-reference = Kennzeichen für den Support: { $id }

seller-language-en = Englisch
seller-language-fr = Französisch
seller-language-de = Deutsch
seller-settings-time-zone = Zeitzone
seller-settings-time-zone-hint = Tage und Zeitpläne richten sich danach.
seller-find = Produkte suchen
seller-account = Konto
seller-done-settings-saved = Einstellungen gespeichert.
seller-done-session-ended = Die Sitzung wurde beendet.
seller-nav-staged = Vorgemerkt
seller-nav-dashboard = Übersicht
seller-optional = optional
seller-settings-currency-hint = Seit der Eröffnung des Shops festgelegt.
