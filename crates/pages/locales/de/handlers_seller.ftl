# Was die Handler der Verkäuferseite neben Feldern und nach einer Weiterleitung sagen.
handlers-queued = { $count ->
    [one] Ein Produkt wird im Hintergrund übernommen.
   *[other] { $count } Produkte werden im Hintergrund übernommen.
}
handlers-refused = { $count ->
    [one] Eine Variante konnte nicht veröffentlicht werden: Sie hat keinen Preis oder eine andere Währung als der Rest ihres Produkts.
   *[other] { $count } Varianten konnten nicht veröffentlicht werden: Sie haben keinen Preis oder eine andere Währung als der Rest ihres Produkts.
}
handlers-file-needed = Wählen Sie eine Datei.
handlers-file-empty = Diese Datei ist leer.
handlers-file-too-large = Diese Datei ist zu groß. Teilen Sie sie auf oder lassen Sie Spalten weg.
handlers-file-broken = Diese Datei kam nicht vollständig an, oder ihre Komprimierung ist beschädigt. Versuchen Sie es noch einmal.
handlers-url = Schreiben Sie die ganze Adresse, etwa https://shop.example/feed.csv. Sie muss öffentlich sein und ohne Kennwort lesbar.
handlers-source = Wählen Sie, woher die Datei kommt.
handlers-language = Wählen Sie eine Sprache.
handlers-language-taken = In dieser Sprache gibt es schon einen Feed. Ändern Sie ihn, oder löschen Sie ihn zuerst.
handlers-rules = Diese Regeln wurden nicht verstanden. Es wurde nichts geändert.
handlers-amount = Schreiben Sie einen Betrag wie 4,90.
handlers-price = Schreiben Sie einen Preis über null, etwa 49,90.
handlers-compare-at = Schreiben Sie einen Betrag über dem Preis, oder lassen Sie das Feld leer.
handlers-title = Schreiben Sie einen Titel von 1 bis 500 Zeichen in einer Zeile.
handlers-description = Höchstens 65.000 Zeichen; auch ein Titel in dieser Sprache ist nötig.
handlers-category = Schreiben Sie einen Pfad wie Küche > Wasserkocher, höchstens 750 Zeichen.
handlers-images = Eine Adresse je Zeile, beginnend mit https:// oder http://, höchstens zehn.
handlers-pieces = Schreiben Sie eine ganze Zahl ab 0.
handlers-pieces-reserved = { $count ->
    [one] Ein Stück ist einem Käufer versprochen: weniger geht nicht.
   *[other] { $count } Stück sind Käufern versprochen: weniger geht nicht.
}
handlers-short = Höchstens 200 Zeichen in einer Zeile.
handlers-gtin = Die Prüfziffer stimmt nicht. Übernehmen Sie die 8 bis 14 Ziffern unter dem Strichcode.
handlers-other-currency = Alles zusammen muss in einer Währung verkauft werden.
handlers-quantity = Schreiben Sie eine Zahl von 1 bis 999.
handlers-item-unknown = Keines Ihrer Produkte hat diese Artikelnummer oder GTIN.
handlers-item-many = Mehrere Produkte haben diese Nummer. Nehmen Sie die Artikelnummer.
handlers-out-of-stock = Davon ist nicht genug auf Lager.
handlers-lines = Eine Bestellung hat 1 bis 100 Positionen.
handlers-reachable = Schreiben Sie eine E-Mail-Adresse oder eine Telefonnummer.
handlers-key = Dieses Formular wurde schon mit anderem Inhalt gesendet. Sehen Sie bei Ihren Bestellungen nach und senden Sie es dann noch einmal.
handlers-reason = Wählen Sie einen Grund.
handlers-time-zone = Wählen Sie eine Zeitzone.
handlers-amount-too-high = Dieser Betrag ist zu hoch: höchstens 999.999.999,99.
handlers-action = Das wurde nicht verstanden. Es wurde nichts geändert.
