# Das Team: Mitglieder, Einladungen, Rollen, API-Schlüssel.
seller-nav-team = Team
seller-nav-keys = API-Schlüssel
team-title = Team
team-count = { $count ->
    [one] Eine Person arbeitet in diesem Laden
   *[other] { $count } Personen arbeiten in diesem Laden
}
team-roles-link = Rollen und Rechte
team-invite-title = Jemanden einladen
team-invite-email = E-Mail-Adresse
team-invite-role = Rolle
team-invite-language = Sprache der E-Mail
team-invite-send = Einladung senden
team-invite-hint = Der Link in der E-Mail gilt sieben Tage, einmal und nur für diese Adresse. Sie können zu dem einladen, was Sie selbst dürfen.
team-members = Mitglieder
team-you = Sie
team-suspended = Gesperrt
team-seen = Zuletzt hier:
team-never-seen = War noch nicht hier
team-change = Ändern
team-change-label = { $name } ändern
team-invited = Eingeladen
team-invited-by = Eingeladen von { $name }
team-sends = { $count ->
    [one] einmal gesendet
   *[other] { $count }-mal gesendet
}
team-expires = Gilt bis
team-resend = Erneut senden
team-resend-label = Einladung an { $email } erneut senden
team-revoke = Zurücknehmen
team-revoke-label = Einladung an { $email } zurücknehmen
team-leave = Team verlassen
team-leave-hint = Sie verlieren den Zugang zu diesem Laden sofort. Um zurückzukommen, müssen Sie eingeladen werden.
team-leave-title = { $shop } verlassen?
team-leave-text = Sie verlieren den Zugang zu diesem Laden sofort: Ihre Programme werden abgemeldet, von Ihnen erstellte API-Schlüssel widerrufen. Was Sie getan haben, bleibt im Protokoll des Ladens.
team-role = Rolle
team-own-title = Ausnahmen
team-own-hint = Was diese Person über die Rolle hinaus darf, oder trotz der Rolle nicht darf.
team-own-role = Wie die Rolle
team-own-grant = Erlaubt
team-own-deny = Nicht erlaubt
team-access = Zugang
team-suspend = Sperren
team-suspend-hint = Kein Zugang, bis Sie die Person zurückholen. Programme werden abgemeldet, API-Schlüssel widerrufen.
team-resume = Zurückholen
team-resume-hint = Wieder dabei, mit derselben Rolle. Programme müssen sich neu anmelden, API-Schlüssel neu erstellt werden.
team-remove = Aus dem Team entfernen
team-remove-hint = Endgültig, es sei denn, jemand lädt diese Person wieder ein.
team-remove-title = { $name } aus dem Team entfernen?
team-remove-text = { $name } ist beim nächsten Klick draußen und erfährt es per E-Mail; offene Einladungen von dieser Person enden. Was getan wurde, bleibt im Protokoll des Ladens.
team-transfer = Laden übergeben
team-transfer-hint = Diese Person besitzt den Laden dann, und Sie werden Administrator.
team-transfer-title = Laden an { $name } übergeben?
team-transfer-text = { $name } besitzt dann den Laden und entscheidet über Abrechnung, Tarif und Team. Sie werden Administrator. Nur der neue Inhaber kann ihn zurückgeben.
team-transfer-password = Ihr Passwort
team-unchangeable = Sie können diese Person nicht ändern: Niemand ändert den Inhaber, sich selbst oder jemanden, der mehr darf als er.
team-fault-more = Niemand kann mehr geben, ändern oder nehmen, als er selbst darf. Fragen Sie den Inhaber des Ladens.
team-fault-in-team = Jemand mit dieser Adresse ist schon im Team.
team-fault-invited = Diese Adresse wurde schon eingeladen. Senden Sie die Einladung unten erneut, oder nehmen Sie sie zurück.
team-fault-too-many = Es sind schon zu viele offen. Nehmen Sie zuerst einige zurück.
team-fault-owner = Den Platz des Inhabers ändert nur die Übergabe des Ladens.
team-fault-own = Niemand ändert seinen eigenen Platz. Das muss jemand anders im Team tun.
team-fault-role-in-use = Mitglieder haben diese Rolle, oder jemand ist dazu eingeladen. Geben Sie ihnen zuerst eine andere.
team-fault-name = Nehmen Sie einen anderen Namen mit 1 bis 60 Zeichen.
team-fault-permissions = Wählen Sie mindestens ein Recht.
fault-own-password = Das ist nicht Ihr Passwort.
roles-title = Rollen und Rechte
roles-intro = Was jede Rolle darf. Eine Änderung wirkt beim nächsten Klick aller, die die Rolle haben.
roles-new = Neue Rolle
roles-new-hint = Stellen Sie zusammen, was Personen mit dieser Rolle dürfen. Hineinlegen können Sie, was Sie selbst dürfen.
roles-own = Rollen dieses Ladens
roles-matrix = Wer darf was
roles-permission = Recht
roles-yes = ja
roles-no = nein
roles-name = Name der Rolle
roles-may = Darf
roles-delete = Rolle löschen
roles-delete-hint = Möglich, sobald niemand die Rolle hat und niemand zu ihr eingeladen ist.
roles-permissions = { $count ->
    [one] Ein Recht
   *[other] { $count } Rechte
}
roles-members = { $count ->
    [0] niemand hat sie
    [one] eine Person hat sie
   *[other] { $count } Personen haben sie
}
keys-title = API-Schlüssel
keys-intro = Für Programme, bei denen sich niemand anmeldet. Ein Schlüssel handelt für die Person, die ihn erstellt hat, und darf nie mehr als sie.
keys-docs = Dokumentation der API
keys-list = Schlüssel
keys-empty = Noch kein Schlüssel. Erstellen Sie unten einen für Ihr erstes Programm.
keys-by = Erstellt von { $name }
keys-seen = zuletzt benutzt
keys-unused = noch nicht benutzt
keys-expires = gilt bis
keys-revoked = Widerrufen
keys-revoke = Widerrufen
keys-revoke-label = { $name } widerrufen
keys-new = Neuer Schlüssel
keys-name = Wofür er ist
keys-name-hint = Zum Beispiel der Name des Programms.
keys-days = Gilt
keys-days-30 = 30 Tage
keys-days-90 = 90 Tage
keys-days-365 = Ein Jahr
keys-days-none = Bis er widerrufen wird
keys-may = Darf
keys-make = Schlüssel erstellen
keys-made = Der Schlüssel für { $name }
keys-made-text = Kopieren Sie ihn jetzt: Er wird nur dieses eine Mal gezeigt, und niemand kann ihn noch einmal zeigen.
seller-done-invited = Die Einladung ist unterwegs.
seller-done-invited-again = Die Einladung wurde erneut gesendet. Der frühere Link öffnet nichts mehr.
seller-done-invitation-revoked = Die Einladung wurde zurückgenommen.
seller-done-member-saved = Gespeichert. Es wirkt beim nächsten Klick.
seller-done-member-suspended = Gesperrt: beim nächsten Klick draußen.
seller-done-member-resumed = Wieder im Team.
seller-done-member-removed = Entfernt: beim nächsten Klick draußen.
seller-done-handed-over = Der Laden hat einen neuen Inhaber.
seller-done-role-saved = Die Rolle wurde gespeichert. Sie wirkt beim nächsten Klick.
seller-done-role-deleted = Die Rolle wurde gelöscht.
seller-done-key-revoked = Der Schlüssel wurde widerrufen: Er öffnet nichts mehr.
invitation-title = { $shop } beitreten
invitation-text = { $inviter } lädt Sie als { $role } in das Team von { $shop } ein.
invitation-for = Die Einladung gilt für { $email }.
invitation-account = Sie haben schon ein Konto: Melden Sie sich damit an, um beizutreten.
invitation-sign-in = Anmelden und beitreten
invitation-accept = Dem Team beitreten
invitation-signed-in = Sie sind angemeldet als { $name }.
invitation-other = Sie sind mit einer anderen Adresse angemeldet als { $email }, die eingeladen wurde. Melden Sie sich ab und mit jener wieder an.
invitation-new = Sie haben noch kein Konto. Wählen Sie einen Namen und ein Passwort.
invitation-create = Konto eröffnen und beitreten
invitation-ended-title = Diese Einladung öffnet nichts mehr
invitation-ended-text = Sie wurde benutzt, zurückgenommen oder ist abgelaufen. Bitten Sie um eine neue.
invitation-in-team = Sie sind schon in diesem Team.
