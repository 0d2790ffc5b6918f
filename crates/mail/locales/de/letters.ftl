## In jedem Brief
greeting = Guten Tag { $name },
greeting-nameless = Guten Tag,
copy = Falls sich beim Klicken nichts öffnet, kopieren Sie diese Adresse in Ihren Browser:
automatic = Diese Nachricht wurde von { $site } automatisch verschickt. Antworten darauf liest niemand.

## In ein Team
invitation-subject = { $inviter } lädt Sie in das Team von { $shop } ein
invitation-preheader = Nehmen Sie binnen { $days ->
    [one] eines Tages
   *[other] { $days } Tagen
} an, um mit { $shop } auf { $site } zu arbeiten.
invitation-text = { $inviter } möchte, dass Sie bei { $shop } auf { $site } mitarbeiten. Ihre Rolle: { $role ->
    [owner] Inhaber
    [admin] Verwaltung
    [operator] Tagesgeschäft
    [finance] Finanzen
    [viewer] nur Lesen
    [manager] Leitung
    [editor] Redaktion
   *[other] „{ $role }“
}.

    Sie können mit Ihrem Konto annehmen oder unterwegs eines anlegen: Ein Name und ein Passwort genügen.
invitation-button = Einladung annehmen
invitation-note = Die Einladung gilt nur Ihnen: Leiten Sie diese Nachricht nicht weiter. Sie verfällt nach { $days ->
    [one] einem Tag
   *[other] { $days } Tagen
}. Wenn Sie nicht wissen, wer Sie einlädt, beachten Sie sie nicht; dann geschieht nichts.
invitation-why = Sie erhalten diese Nachricht, weil { $inviter } Ihre Adresse eingegeben hat, um Sie einzuladen.

## Ein neues Konto
confirm-sign-up-subject = Bestätigen Sie Ihre E-Mail-Adresse
confirm-sign-up-preheader = Noch ein Klick, und Ihr Konto bei { $site } ist bereit.
confirm-sign-up-text = Willkommen bei { $site }. Bestätigen Sie, dass diese Adresse Ihnen gehört, und Ihr Konto ist bereit.
confirm-sign-up-button = Adresse bestätigen
confirm-sign-up-note = Der Link gilt { $hours ->
    [one] eine Stunde
   *[other] { $hours } Stunden
}. Wenn Sie sich nicht registriert haben, beachten Sie diese Nachricht nicht: Ohne Ihre Bestätigung entsteht kein Konto.
confirm-sign-up-why = Sie erhalten diese Nachricht, weil diese Adresse bei einer Registrierung auf { $site } angegeben wurde.

already-registered-subject = Sie haben bei { $site } schon ein Konto
already-registered-preheader = Jemand, vermutlich Sie selbst, wollte mit dieser Adresse noch ein Konto anlegen.
already-registered-text = Jemand, vermutlich Sie selbst, wollte auf { $site } mit dieser Adresse ein Konto anlegen. Es gibt dafür schon eines, deshalb wurde nichts geändert.
already-registered-button = Anmelden
already-registered-other = Wenn Sie Ihr Passwort vergessen haben, wählen Sie hier ein neues:
already-registered-note = Wenn Sie es nicht waren, brauchen Sie nichts zu tun. Wer immer es war, hat nicht erfahren, dass Sie ein Konto haben.
already-registered-why = Sie erhalten diese Nachricht, weil diese Adresse bei einer Registrierung auf { $site } angegeben wurde.

## Das Passwort
reset-password-subject = Wählen Sie ein neues Passwort
reset-password-preheader = Der Link gilt { $minutes ->
    [one] eine Minute
   *[other] { $minutes } Minuten
} und nur einmal.
reset-password-text = Für Ihr Konto bei { $site } wurde ein neues Passwort angefordert. Wählen Sie es hier:
reset-password-button = Passwort wählen
reset-password-note = Der Link gilt { $minutes ->
    [one] eine Minute
   *[other] { $minutes } Minuten
} und nur einmal. Wenn Sie ihn nicht angefordert haben, beachten Sie diese Nachricht nicht: Ihr Passwort bleibt, wie es ist.
reset-password-why = Sie erhalten diese Nachricht, weil mit dieser Adresse auf { $site } ein neues Passwort angefordert wurde.

password-changed-subject = Ihr Passwort wurde geändert
password-changed-preheader = Wenn Sie es waren, brauchen Sie nichts zu tun.
password-changed-text = Das Passwort Ihres Kontos bei { $site } wurde geändert, und alle anderen Geräte wurden abgemeldet.

    Wenn Sie es waren, brauchen Sie nichts zu tun. Wenn nicht, fordern Sie auf der Anmeldeseite sofort ein neues Passwort an und sehen Sie die angemeldeten Geräte durch.
password-changed-why = Sie erhalten diese Nachricht, weil sich an der Sicherheit Ihres Kontos bei { $site } etwas geändert hat.

## Die Adresse
confirm-new-email-subject = Bestätigen Sie Ihre neue E-Mail-Adresse
confirm-new-email-preheader = Ein Klick, und Ihr Konto bei { $site } hat diese Adresse.
confirm-new-email-text = Diese Adresse soll die Ihres Kontos bei { $site } werden. Bestätigen Sie, dass sie Ihnen gehört.
confirm-new-email-button = Adresse bestätigen
confirm-new-email-note = Der Link gilt { $hours ->
    [one] eine Stunde
   *[other] { $hours } Stunden
}. Der Änderung muss auch von der bisherigen Adresse aus zugestimmt werden. Wenn Sie von nichts wissen, beachten Sie diese Nachricht nicht.
confirm-new-email-why = Sie erhalten diese Nachricht, weil diese Adresse als neue eines Kontos bei { $site } eingegeben wurde.

email-change-asked-subject = Soll Ihre E-Mail-Adresse geändert werden?
email-change-asked-preheader = Ihr Konto bei { $site } soll eine andere Adresse bekommen. Stimmen Sie zu, oder lehnen Sie ab.
email-change-asked-text = Ihr Konto bei { $site } soll eine andere E-Mail-Adresse bekommen: { $new }

    Nichts ändert sich, bevor Sie hier zugestimmt haben und auch die neue Adresse bestätigt ist.
email-change-asked-button = Zustimmen oder ablehnen
email-change-asked-note = Wenn Sie das nicht wollten, lehnen Sie ab und ändern Sie dann Ihr Passwort: Vielleicht ist jemand an Ihrer Stelle angemeldet.
email-change-asked-why = Sie erhalten diese Nachricht, weil dies die Adresse Ihres Kontos bei { $site } ist.

email-changed-subject = Ihre E-Mail-Adresse wurde geändert
email-changed-preheader = Nachrichten von { $site } gehen von jetzt an an Ihre neue Adresse.
email-changed-text = Ihr Konto bei { $site } hat von jetzt an eine andere E-Mail-Adresse: { $new }

    Mit ihr melden Sie sich an, und dorthin gehen alle Nachrichten. Dies ist die letzte an die bisherige Adresse. Wenn Sie es nicht waren, schreiben Sie sofort an die Betreiber von { $site }.
email-changed-why = Sie erhalten diese Nachricht, weil dies die Adresse Ihres Kontos bei { $site } war.

## Der zweite Faktor
second-factor-changed-subject = { $what ->
    [totp-on] Von jetzt an wird nach Codes Ihrer App gefragt
    [totp-off] Nach Codes Ihrer App wird nicht mehr gefragt
    [passkey-added] Ein Passkey kam hinzu
    [passkey-removed] Ein Passkey wurde entfernt
    [recovery-codes] Sie haben neue Wiederherstellungscodes
   *[recovery-code-used] Jemand hat sich mit einem Wiederherstellungscode angemeldet
}
second-factor-changed-preheader = An der Anmeldung bei Ihrem Konto auf { $site } hat sich etwas geändert.
second-factor-changed-text = { $what ->
    [totp-on] Wenn Sie sich bei { $site } anmelden, werden Sie von jetzt an auch nach einem Code Ihrer App gefragt.
    [totp-off] Wenn Sie sich bei { $site } anmelden, werden Sie nicht mehr nach einem Code Ihrer App gefragt. Ihr Passwort allein genügt.
    [passkey-added] Zu Ihrem Konto bei { $site } kam ein Passkey hinzu. Wer ihn besitzt, kann sich damit anmelden.
    [passkey-removed] Ein Passkey wurde von Ihrem Konto bei { $site } entfernt. Man kann sich damit nicht mehr anmelden.
    [recovery-codes] Für Ihr Konto bei { $site } wurden neue Wiederherstellungscodes erzeugt. Die bisherigen gelten nicht mehr.
   *[recovery-code-used] Jemand hat sich bei Ihrem Konto auf { $site } mit einem Wiederherstellungscode angemeldet. Er gilt kein zweites Mal.
}

    Wenn Sie es waren, brauchen Sie nichts zu tun. Wenn nicht, ändern Sie sofort Ihr Passwort und sehen Sie die angemeldeten Geräte durch.
second-factor-changed-why = Sie erhalten diese Nachricht, weil sich an der Sicherheit Ihres Kontos bei { $site } etwas geändert hat.

token-reused-subject = Ein Gerät wurde zur Sicherheit abgemeldet
token-reused-preheader = Ein alter Schlüssel von { $device } wurde noch einmal benutzt. Sein Zugang ist beendet.
token-reused-text = Der Zugang von „{ $device }“ zu { $shop } auf { $site } wurde beendet: Ein alter Schlüssel, der längst ausgetauscht war, wurde ein zweites Mal benutzt. Das geschieht, wenn ein Schlüssel kopiert wurde oder ein Programm ihn versehentlich behalten hat.

    Melden Sie sich auf dem Gerät neu an. Wenn Sie es nicht kennen oder es wieder geschieht, ändern Sie Ihr Passwort und sehen Sie die angemeldeten Geräte durch.
token-reused-why = Sie erhalten diese Nachricht, weil das Gerät mit Ihrem Konto angemeldet war.

## Im Team
owner-now-subject = { $shop } gehört jetzt Ihnen
owner-now-preheader = Von jetzt an sind Sie Inhaber von { $shop } auf { $site }.
owner-now-text = { $shop } wurde Ihnen übergeben: Von jetzt an sind Sie der Inhaber auf { $site }, mit Tarif, Rechnungen und Team.

    Der bisherige Inhaber bleibt Mitglied des Teams, solange Sie es wollen.
owner-now-why = Sie erhalten diese Nachricht, weil Sie zum Team von { $shop } gehören.

removed-from-team-subject = Sie gehören nicht mehr zum Team von { $shop }
removed-from-team-preheader = Ihr Zugang zu { $shop } auf { $site } ist beendet.
removed-from-team-text = Ihr Zugang zu { $shop } auf { $site } ist beendet. Ihr Konto bleibt: Sie können damit weiter einkaufen und in anderen Teams arbeiten.

    Wenn Sie das für einen Irrtum halten, fragen Sie den Inhaber des Ladens.
removed-from-team-why = Sie erhalten diese Nachricht, weil Sie zum Team von { $shop } gehörten.

welcome-subject = Ihr Laden { $shop } ist bereit
welcome-preheader = Wählen Sie ein Passwort, und beginnen Sie auf { $site } zu verkaufen.
welcome-text = { $site } hat für Sie den Laden { $shop } eröffnet. Wählen Sie ein Passwort, dann können Sie sich anmelden und verkaufen.
welcome-button = Passwort wählen
welcome-note = Der Link gilt { $hours ->
    [one] eine Stunde
   *[other] { $hours } Stunden
} und nur einmal. Danach fordern Sie auf der Anmeldeseite einen neuen an.
welcome-why = Sie erhalten diese Nachricht, weil { $site } in Ihrem Namen einen Laden eröffnet hat.

staff-asks-consent-subject = Der Kundendienst bittet um Einblick in { $shop }
staff-asks-consent-preheader = Niemand sieht etwas, bevor Sie zugestimmt haben.
staff-asks-consent-text = Der Kundendienst von { $site } möchte in { $shop } Einblick nehmen. Als Grund wurde angegeben: { $reason }

    Niemand sieht etwas, bevor Sie zugestimmt haben. Was danach angesehen wird, wird aufgezeichnet, und Sie können die Aufzeichnung lesen.
staff-asks-consent-button = Zustimmen oder ablehnen
staff-asks-consent-note = Sie können den Einblick jederzeit beenden.
staff-asks-consent-why = Sie erhalten diese Nachricht, weil Sie bestimmen, wer in { $shop } Einblick hat.
