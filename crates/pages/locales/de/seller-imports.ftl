# Importe: Feeds, Zuordnung, Läufe, Ablehnungen, vorgemerkte Artikel.

seller-imports-title = Importe
seller-imports-intro = Ein Feed je Sprache. Zeilen mit gleicher Id werden ein Produkt.
seller-feeds-title = Feeds
seller-feed-add = Feed anlegen
seller-feeds-empty-title = Noch kein Feed
seller-feeds-empty-text = Ein Feed ist Ihre Produktdatei: CSV, TSV oder XML, eine je Sprache. Laden Sie sie hoch oder lassen Sie sie nach Zeitplan abholen.
seller-feed-source = Quelle
seller-feed-source-url = Von einer Adresse geholt
seller-feed-schedule = Zeitplan
seller-feed-last-run = Letzter Lauf
seller-feed-next-run = Nächster Lauf
seller-feed-products = Vorgemerkt
seller-feed-title = Feed { $language }
seller-feed-import-now = Jetzt importieren
seller-feed-upload-new = Neue Datei hochladen
seller-feed-upload-new-hint = Ersetzt die Datei dieses Feeds und startet einen Lauf mit der gespeicherten Zuordnung.
seller-feed-change-mapping = Zuordnung und Regeln
seller-feed-finish-mapping = Spalten zuordnen
seller-feed-delete = Feed löschen
seller-feed-delete-title = Feed { $language } löschen?
seller-feed-delete-text = Zuordnung und Zeitplan entfallen. Vorgemerkte Artikel und Ihr Sortiment bleiben, wie sie sind.
seller-feed-not-run = Noch nicht gelaufen
seller-feed-no-schedule = Nur wenn Sie ihn starten
seller-feed-mapped = { $count ->
    [one] { $count } Spalte zugeordnet
   *[other] { $count } Spalten zugeordnet
}
seller-feed-facts = Feed

seller-feed-mapped-none = Werden beim Import erkannt
seller-feed-state-new = Zuordnung fehlt
seller-feed-state-ready = Bereit
seller-feed-state-running = Läuft
seller-feed-state-held = Wartet auf Sie
seller-feed-state-failed = Letzter Lauf misslungen

seller-schedule-off = Aus
seller-schedule-hourly = Stündlich
seller-schedule-six-hourly = Alle 6 Stunden
seller-schedule-daily = Täglich

seller-vanish-unpublish = Zurückziehen
seller-vanish-unpublish-hint = Käufer sehen sie nicht mehr; stehen sie wieder im Feed, kommen sie zurück.
seller-vanish-keep = Behalten
seller-vanish-keep-hint = Sie bleiben, wie sie sind.

# Neuer Feed
seller-feed-new-title = Feed anlegen
seller-feed-new-intro = Danach prüfen Sie das erkannte Format und die Spalten. Vorher wird nichts importiert.
seller-feed-new-language-hint = Die Sprache der Titel und Beschreibungen in dieser Datei.
seller-feed-new-from = Wo liegt die Datei?
seller-feed-new-upload = Datei hochladen
seller-feed-new-upload-hint = CSV, TSV oder XML, auch als .gz, bis { $limit }.
seller-feed-new-url = Adresse angeben
seller-feed-new-url-label = Adresse der Datei
seller-feed-new-url-hint = http oder https. Karum kann sie nach Zeitplan wieder abholen.
seller-feed-new-file = Datei
seller-feed-new-continue = Weiter zu den Spalten
seller-feed-language-taken = In dieser Sprache gibt es schon einen Feed.

# Zuordnung
seller-mapping-title = Zuordnung und Regeln
seller-mapping-format = Format
seller-mapping-format-hint = Aus der Datei erkannt. Ändern Sie es, wenn die Vorschau falsch aussieht.
seller-mapping-delimiter = Trennzeichen
seller-delimiter-tab = Tabulator
seller-delimiter-comma = Komma ,
seller-delimiter-semicolon = Strichpunkt ;
seller-delimiter-pipe = Senkrechter Strich |
seller-delimiter-xml = XML-Elemente
seller-mapping-encoding = Zeichensatz
seller-mapping-line-ends = Zeilenenden
seller-mapping-currency = Währung von Preisen ohne Angabe
seller-mapping-columns = Spalten
seller-mapping-columns-hint = Was jede Spalte der Datei bedeutet. Unbekannte Spalten bleiben unbeachtet.
seller-mapping-column = Spalte der Datei
seller-mapping-field = Feld in Karum
seller-mapping-samples = Erste Werte
seller-mapping-ignore = Spalte nicht beachten
seller-mapping-empty-sample = (leer)
seller-mapping-field-for = Feld für die Spalte { $column }
seller-mapping-required-missing = Noch nicht zugeordnet: { $fields }
seller-mapping-required-ok = Alle Pflichtfelder sind zugeordnet.
seller-mapping-suggested = Vorschlag
seller-mapping-preview = Vorschau
seller-mapping-preview-hint = { $count ->
    [one] Die erste Zeile der Datei, gelesen mit den Einstellungen oben.
   *[other] Die ersten { $count } Zeilen der Datei, gelesen mit den Einstellungen oben.
}
seller-mapping-preview-update = Vorschau erneuern
seller-mapping-preview-stale = Sie haben die Zuordnung geändert: Erneuern Sie die Vorschau, um das Ergebnis zu sehen.
seller-mapping-preview-empty = Die Datei hat keine Zeilen.
seller-mapping-outcome = Ergebnis
seller-mapping-accepted = Angenommen
seller-mapping-rejected = Abgelehnt
seller-mapping-with-warning = Mit Warnung angenommen
seller-mapping-outcome-summary = { $accepted } angenommen, { $rejected } abgelehnt
seller-mapping-rules = Regeln
seller-mapping-rules-vanish = Produkte, die aus dem Feed verschwinden
seller-mapping-rules-schedule = Erneut importieren
seller-mapping-rules-schedule-upload = Eine hochgeladene Datei kann nicht erneut geholt werden. Für einen Zeitplan geben Sie eine Adresse an.
seller-mapping-rules-hold = Verschwindet mehr als die Hälfte der Produkte oder ist die Datei leer, hält der Lauf an und fragt Sie.
seller-mapping-save = Speichern
seller-mapping-save-import = Speichern und importieren
seller-mapping-file-error = Diese Datei lässt sich nicht lesen
seller-mapping-other-file = Andere Datei verwenden

# Läufe
seller-run-title = Import { $language }
seller-run-started = Begonnen
seller-run-duration = Dauer
seller-run-state-queued = Wartet
seller-run-state-running = Läuft
seller-run-state-held = Wartet auf Sie
seller-run-state-done = Fertig
seller-run-state-failed = Misslungen
seller-run-state-cancelled = Abgebrochen
seller-run-rows = Zeilen gelesen
seller-run-new = Neu
seller-run-changed = Geändert
seller-run-unchanged = Unverändert
seller-run-vanished = Verschwunden
seller-run-rejected = Abgelehnt
seller-run-warnings = Warnungen
seller-run-progress = Fortschritt des Imports
seller-run-queued-text = Der Lauf beginnt, sobald Platz ist. Sie können diese Seite verlassen.
seller-run-running-text = Sie können diese Seite verlassen; der Import läuft weiter.
seller-run-cancel = Lauf abbrechen
seller-run-cancel-title = Diesen Import abbrechen?
seller-run-cancel-text = Bisher vorgemerkte Zeilen bleiben. Es wird nichts zurückgezogen.
seller-run-cancelling = Wird abgebrochen …
seller-run-done-text = { $count ->
    [one] Eine Zeile wurde gelesen.
   *[other] { $count } Zeilen wurden gelesen.
}
seller-run-nothing-changed = Der Feed ist derselbe wie beim letzten Mal. Es wurde nichts geschrieben.
seller-run-cancelled-text = Dieser Lauf wurde abgebrochen. Vorher vorgemerkte Zeilen bleiben.
seller-run-browse = Vorgemerkte Artikel ansehen
seller-run-again = Erneut importieren
seller-run-failed-title = Der Import ist misslungen
seller-run-change-source = Feed ändern
seller-run-held-most = Mehr als die Hälfte der Produkte ist verschwunden
seller-run-held-most-text = { $vanished } von { $known } Produkten dieser Sprache fehlen in der neuen Datei. Oft ist das eine halb geschriebene Datei. Was soll mit ihnen geschehen?
seller-run-held-empty = Der Feed ist leer
seller-run-held-empty-text = Die Datei hat eine Kopfzeile und keine Zeilen, Sie haben aber { $known } Produkte dieser Sprache. Was soll mit ihnen geschehen?
seller-run-held-apply = Verschwundene zurückziehen
seller-run-held-apply-hint = Ihre Regel auf { $vanished } Produkte anwenden.
seller-run-held-keep = Alle Produkte behalten
seller-run-held-keep-hint = Die neuen Zeilen importieren, die anderen lassen, wie sie sind.
seller-run-held-cancel = Lauf abbrechen
seller-run-held-cancel-hint = Nichts ändern, als hätte es den Lauf nicht gegeben.
seller-run-held-sample = Darunter sind
seller-run-rejects-title = Abgelehnte Zeilen
seller-run-rejects-none = Keine Zeile wurde abgelehnt.
seller-run-rejects-by-reason = Nach Grund
seller-run-see-rejects = Zum Bericht
seller-run-see-warnings = Zu den Warnungen

# Ablehnungen und Warnungen
seller-rejects-title = Abgelehnte Zeilen
seller-rejects-tab-rejected = Abgelehnt
seller-rejects-tab-warnings = Warnungen
seller-rejects-csv = Als CSV laden
seller-rejects-line = Zeile
seller-rejects-record = Datensatz
seller-rejects-column = Spalte
seller-rejects-reason = Grund
seller-rejects-id = Id
seller-rejects-raw = Zeile in der Datei
seller-rejects-raw-show = Zeile zeigen
seller-rejects-all-reasons = Alle Gründe
seller-rejects-empty = In diesem Lauf wurde keine Zeile abgelehnt.
seller-warnings-empty = Keine Warnung in diesem Lauf.
seller-rejects-hint = Diese Zeilen fehlen bei den vorgemerkten Artikeln. Bessern Sie sie in der Datei aus und importieren Sie erneut.
seller-warnings-hint = Diese Zeilen wurden importiert, aber etwas wurde weggelassen oder für Sie gewählt.
seller-rejects-whole-file = ganze Datei

# Vorgemerkte Artikel
seller-staged-title = Vorgemerkte Artikel
seller-staged-intro = Was Ihre Feeds gebracht haben. Wählen Sie, was in Ihr Sortiment kommt.
seller-staged-search = Id, Titel, GTIN, Marke
seller-staged-state-all = Alle
seller-staged-state-new = Neu
seller-staged-state-selected = Im Sortiment
seller-staged-state-published = Veröffentlicht
seller-staged-state-vanished = Verschwunden
seller-staged-state-conflict = Widerspruch
seller-staged-product = Artikel
seller-staged-languages = Sprachen
seller-staged-category = Kategorie
seller-staged-brand = Marke
seller-staged-price = Preis
seller-staged-price-from = Preis ab
seller-staged-price-to = Preis bis
seller-staged-availability = Verfügbarkeit
seller-staged-count = { $count ->
    [one] { $count } Artikel
   *[other] { $count } Artikel
}
seller-staged-empty-title = Noch nichts vorgemerkt
seller-staged-empty-text = Nach einem Import warten seine Artikel hier auf Ihre Wahl.
seller-staged-none-title = Kein Treffer
seller-staged-none-text = Kein vorgemerkter Artikel passt zu diesen Filtern.
seller-availability-in-stock = Vorrätig
seller-availability-out-of-stock = Nicht vorrätig
seller-availability-preorder = Vorbestellung
seller-bulk-label = Was mit den gewählten Artikeln geschehen soll
seller-bulk-checked = { $count } gewählt
seller-bulk-none = Kreuzen Sie Artikel an, um sie zu wählen
seller-bulk-all-matching = Alle { $count } Treffer
seller-bulk-check-page = Alle auf dieser Seite wählen
seller-bulk-check-row = { $title } wählen
seller-bulk-select = Ins Sortiment
seller-bulk-select-publish = Ins Sortiment und veröffentlichen
seller-bulk-confirm-select = { $count ->
    [one] Einen Artikel ins Sortiment aufnehmen?
   *[other] { $count } Artikel ins Sortiment aufnehmen?
}
seller-bulk-confirm-publish = { $count ->
    [one] Einen Artikel aufnehmen und veröffentlichen?
   *[other] { $count } Artikel aufnehmen und veröffentlichen?
}
seller-bulk-confirm-text = Artikel, die schon im Sortiment sind, bleiben, wie sie sind.

seller-staged-texts = Texte
seller-staged-facts = Angaben
seller-staged-missing-text = Nicht im Feed { $language }
seller-staged-conflicts = Widersprüche zwischen den Feeds
seller-staged-conflicts-text = Die Feeds sind sich bei diesem Artikel nicht einig. Karum nimmt den Wert, bei dem „gilt“ steht.
seller-staged-used = gilt
seller-staged-field = Feld
seller-staged-open-product = Produkt öffnen
seller-staged-last-seen = Zuletzt im Feed gesehen
seller-staged-siblings = Andere Varianten dieses Produkts
seller-staged-vanished-notice = Dieser Artikel steht nicht mehr im Feed.

seller-run-trigger-person = Von Hand
seller-line-ends-lf = LF oder CRLF
seller-line-ends-any = Auch CR (alter Macintosh)
seller-quote-double = Doppeltes Anführungszeichen "
seller-quote-single = Apostroph '
seller-mapping-quote = Anführungszeichen
seller-run-read-of = { $read } von { $total } gelesen
seller-feed-new-upload-short = Von Ihrem Rechner
seller-feed-new-url-short = Nach Zeitplan abgeholt
seller-run-watch = Lauf öffnen
seller-runs-older = Ältere Läufe
seller-done-feed-added = Feed angelegt. Prüfen Sie Format und Spalten.
seller-done-feed-deleted = Feed gelöscht.
seller-done-mapping-saved = Gespeichert.
seller-done-run-cancelled = Der Lauf wird abgebrochen.
seller-done-run-resolved = Der Lauf geht weiter, wie Sie entschieden haben.
seller-done-selected = { $count ->
    [one] Ein Artikel ist im Sortiment.
   *[other] { $count } Artikel sind im Sortiment.
}
seller-done-nothing-chosen = Wählen Sie zuerst mindestens einen Artikel.
seller-run-rate = Zeilen/s
seller-runs-title = Läufe
seller-runs-empty = Noch kein Lauf.
seller-run-trigger-schedule = Zeitplan
seller-run-trigger-command = Befehlszeile
seller-run-technical = Einzelheiten:
seller-run-unknown-columns = Nicht beachtete Spalten:
seller-staged-missing-text-hint = Käufer sehen stattdessen den Text auf { $fallback }.
seller-bulk-all-matching-more = Alle Treffer, mehr als { $count }
seller-done-source-saved = Die Adresse ist gespeichert. Prüfen Sie Format und Spalten.
seller-done-file-waits = Ihre neue Datei ist gespeichert. Der laufende Import liest noch die frühere: starten Sie einen weiteren, wenn er zu Ende ist.
seller-done-nothing-in-feed = Was Sie gewählt haben, steht in keinem Feed mehr und kann nicht übernommen werden.
seller-feed-upload-once-hint = Wird einmal mit der gespeicherten Zuordnung importiert. Die Adresse bleibt die Quelle dieses Feeds.
seller-feed-upload-instead = Künftig diese Datei verwenden und die Adresse nicht mehr
seller-feed-address-give = Von einer Adresse abrufen
seller-feed-address-change = Adresse ändern
seller-mapping-availability = Verfügbarkeit von Zeilen ohne Angabe
seller-mapping-availability-none = Solche Zeilen ablehnen
seller-mapping-availability-hint = Wo die Datei Stückzahlen nennt, entscheiden diese.
seller-rejects-cut = Der Bericht enthält die ersten { $limit } Einträge. Beheben Sie diese in der Datei und importieren Sie erneut, um die übrigen zu sehen.
seller-action-handled = Bisher erledigt
seller-action-selected = Im Katalog
seller-action-published = Neu veröffentlicht
seller-action-unpublished = Nicht mehr veröffentlicht
seller-action-refused = Nicht zu veröffentlichen
seller-action-missing = In keinem Feed mehr
seller-action-progress = Fortschritt der Aktion
seller-action-running-text = Sie können diese Seite verlassen, die Arbeit geht weiter.
seller-action-done = Alles ist erledigt.
seller-action-failed = Ein Fehler auf unserer Seite hat dies abgebrochen. Was erledigt ist, bleibt: starten Sie es noch einmal.
seller-yes = ja
