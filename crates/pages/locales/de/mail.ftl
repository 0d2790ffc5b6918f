## Der Postausgang, dort wo Karum entwickelt wird
mails-title = E-Mails
mails-intro = Was im Postausgang liegt, das Neueste zuerst. Diese Seite gibt es nur auf dem Rechner des Entwicklers.
mails-empty-title = Noch keine E-Mail
mails-empty-text = Einladungen, Bestätigungen und neue Passwörter erscheinen hier, sobald sie geschrieben sind.
mail-state-queued = wartet
mail-state-sending = wird verschickt
mail-state-sent = verschickt
mail-state-failed = gescheitert
mail-to = An
mail-letter = Brief
mail-created = Geschrieben
mail-sent = Verschickt am
mail-attempts = Versuche
mail-error = Letzter Fehler
mail-form-html = Mit Gestaltung
mail-form-text = Nur Text
mail-words-gone = Der Inhalt einer E-Mail wird gelöscht, sobald sie verschickt oder aufgegeben ist: Er enthält Links, die etwas öffnen.
