## Dans chaque lettre
greeting = Bonjour { $name },
greeting-nameless = Bonjour,
copy = Si le bouton ne réagit pas, copiez cette adresse dans votre navigateur :
automatic = Ce message a été envoyé automatiquement par { $site }. Personne ne lit les réponses.

## Dans une équipe
invitation-subject = { $inviter } vous invite dans l’équipe de { $shop }
invitation-preheader = Acceptez sous { $days ->
    [one] { $days } jour
   *[other] { $days } jours
} pour travailler avec { $shop } sur { $site }.
invitation-text = { $inviter } souhaite que vous travailliez avec { $shop } sur { $site }. Votre rôle : { $role ->
    [owner] propriétaire
    [admin] administration
    [operator] exploitation
    [finance] finances
    [viewer] lecture seule
    [manager] gestion
    [editor] rédaction
   *[other] « { $role } »
}.

    Vous pouvez accepter avec votre compte, ou en créer un au passage : il suffit d’un nom et d’un mot de passe.
invitation-button = Accepter l’invitation
invitation-note = L’invitation n’est destinée qu’à vous : ne transférez pas ce message. Elle expire au bout de { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}. Si vous ne connaissez pas la personne qui vous invite, ignorez-la ; il ne se passera rien.
invitation-why = Vous recevez ce message parce que { $inviter } a saisi votre adresse pour vous inviter.

## Un nouveau compte
confirm-sign-up-subject = Confirmez votre adresse e-mail
confirm-sign-up-preheader = Encore un clic, et votre compte { $site } est prêt.
confirm-sign-up-text = Bienvenue sur { $site }. Confirmez que cette adresse est bien la vôtre, et votre compte est prêt.
confirm-sign-up-button = Confirmer l’adresse
confirm-sign-up-note = Le lien est valable { $hours ->
    [one] { $hours } heure
   *[other] { $hours } heures
}. Si vous n’avez pas demandé d’inscription, ignorez ce message : sans votre confirmation, aucun compte ne sera ouvert.
confirm-sign-up-why = Vous recevez ce message parce que cette adresse a servi à une inscription sur { $site }.

already-registered-subject = Vous avez déjà un compte sur { $site }
already-registered-preheader = Quelqu’un, sans doute vous, a voulu s’inscrire de nouveau avec cette adresse.
already-registered-text = Quelqu’un, sans doute vous, a voulu s’inscrire sur { $site } avec cette adresse. Un compte existe déjà : rien n’a donc été modifié.
already-registered-button = Se connecter
already-registered-other = Si vous avez oublié votre mot de passe, choisissez-en un nouveau ici :
already-registered-note = Si ce n’était pas vous, il n’y a rien à faire. La personne en question n’a pas appris que vous avez un compte.
already-registered-why = Vous recevez ce message parce que cette adresse a servi à une inscription sur { $site }.

## Le mot de passe
reset-password-subject = Choisissez un nouveau mot de passe
reset-password-preheader = Le lien est valable { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
} et ne sert qu’une fois.
reset-password-text = Un nouveau mot de passe a été demandé pour votre compte sur { $site }. Choisissez-le ici :
reset-password-button = Choisir un mot de passe
reset-password-note = Le lien est valable { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
} et ne sert qu’une fois. Si vous n’avez rien demandé, ignorez ce message : votre mot de passe reste le même.
reset-password-why = Vous recevez ce message parce qu’un nouveau mot de passe a été demandé avec cette adresse sur { $site }.

password-changed-subject = Votre mot de passe a été modifié
password-changed-preheader = Si c’était vous, il n’y a rien à faire.
password-changed-text = Le mot de passe de votre compte sur { $site } a été modifié, et tous les autres appareils ont été déconnectés.

    Si c’était vous, il n’y a rien à faire. Sinon, demandez immédiatement un nouveau mot de passe sur la page de connexion, puis vérifiez les appareils connectés.
password-changed-why = Vous recevez ce message parce que la sécurité de votre compte sur { $site } a été modifiée.

## L’adresse
confirm-new-email-subject = Confirmez votre nouvelle adresse e-mail
confirm-new-email-preheader = Un clic suffit pour que votre compte { $site } prenne cette adresse.
confirm-new-email-text = Cette adresse doit devenir celle de votre compte sur { $site }. Confirmez qu’elle est bien la vôtre.
confirm-new-email-button = Confirmer l’adresse
confirm-new-email-note = Le lien est valable { $hours ->
    [one] { $hours } heure
   *[other] { $hours } heures
}. Le changement doit aussi être accepté depuis l’ancienne adresse. Si vous n’êtes au courant de rien, ignorez ce message.
confirm-new-email-why = Vous recevez ce message parce que cette adresse a été indiquée comme nouvelle adresse d’un compte sur { $site }.

email-change-asked-subject = Faut-il changer votre adresse e-mail ?
email-change-asked-preheader = Votre compte { $site } doit changer d’adresse. Acceptez ou refusez.
email-change-asked-text = Votre compte sur { $site } doit recevoir une autre adresse e-mail : { $new }

    Rien ne change tant que vous n’avez pas accepté ici et que la nouvelle adresse n’a pas été confirmée.
email-change-asked-button = Accepter ou refuser
email-change-asked-note = Si vous n’avez rien demandé, refusez, puis changez votre mot de passe : quelqu’un est peut-être connecté à votre place.
email-change-asked-why = Vous recevez ce message parce que c’est l’adresse de votre compte sur { $site }.

email-changed-subject = Votre adresse e-mail a été modifiée
email-changed-preheader = Les messages de { $site } vont désormais à votre nouvelle adresse.
email-changed-text = Votre compte sur { $site } a désormais une autre adresse e-mail : { $new }

    C’est avec elle que vous vous connectez et que vous recevez nos messages. Celui-ci est le dernier à l’ancienne adresse. Si ce n’était pas vous, écrivez immédiatement à l’équipe de { $site }.
email-changed-why = Vous recevez ce message parce que c’était l’adresse de votre compte sur { $site }.

## Le second facteur
second-factor-changed-subject = { $what ->
    [totp-on] Les codes de votre application sont désormais demandés
    [totp-off] Les codes de votre application ne sont plus demandés
    [passkey-added] Une clé d’accès a été ajoutée
    [passkey-removed] Une clé d’accès a été supprimée
    [recovery-codes] Vous avez de nouveaux codes de secours
   *[recovery-code-used] Un code de secours a servi à une connexion
}
second-factor-changed-preheader = La connexion à votre compte { $site } a changé.
second-factor-changed-text = { $what ->
    [totp-on] Quand vous vous connectez à { $site }, un code de votre application vous est désormais demandé.
    [totp-off] Quand vous vous connectez à { $site }, aucun code de votre application ne vous est plus demandé. Votre mot de passe suffit.
    [passkey-added] Une clé d’accès a été ajoutée à votre compte sur { $site }. Quiconque la détient peut se connecter.
    [passkey-removed] Une clé d’accès de votre compte sur { $site } a été supprimée. Elle ne permet plus de se connecter.
    [recovery-codes] De nouveaux codes de secours ont été créés pour votre compte sur { $site }. Les anciens ne fonctionnent plus.
   *[recovery-code-used] Quelqu’un s’est connecté à votre compte sur { $site } avec un code de secours. Ce code ne fonctionnera plus.
}

    Si c’était vous, il n’y a rien à faire. Sinon, changez immédiatement votre mot de passe, puis vérifiez les appareils connectés.
second-factor-changed-why = Vous recevez ce message parce que la sécurité de votre compte sur { $site } a été modifiée.

token-reused-subject = Un appareil a été déconnecté par sécurité
token-reused-preheader = Une ancienne clé de { $device } a servi de nouveau. Nous avons mis fin à son accès.
token-reused-text = L’accès de « { $device } » à { $shop } sur { $site } a été coupé : une ancienne clé, déjà remplacée, a servi une seconde fois. Cela arrive quand une clé a été copiée, ou quand un programme l’a gardée par erreur.

    Reconnectez-vous sur l’appareil. Si vous ne le connaissez pas, ou si cela se reproduit, changez votre mot de passe et vérifiez les appareils connectés.
token-reused-why = Vous recevez ce message parce que l’appareil était connecté avec votre compte.

## Dans l’équipe
owner-now-subject = { $shop } est désormais à vous
owner-now-preheader = Vous êtes désormais propriétaire de { $shop } sur { $site }.
owner-now-text = { $shop } vous a été transmis : vous en êtes désormais propriétaire sur { $site }, avec sa formule, ses factures et son équipe.

    L’ancien propriétaire reste membre de l’équipe aussi longtemps que vous le souhaitez.
owner-now-why = Vous recevez ce message parce que vous êtes membre de l’équipe de { $shop }.

removed-from-team-subject = Vous ne faites plus partie de l’équipe de { $shop }
removed-from-team-preheader = Votre accès à { $shop } sur { $site } a pris fin.
removed-from-team-text = Votre accès à { $shop } sur { $site } a pris fin. Votre compte demeure : vous pouvez continuer à acheter et à travailler dans d’autres équipes.

    Si vous pensez qu’il s’agit d’une erreur, adressez-vous au propriétaire de la boutique.
removed-from-team-why = Vous recevez ce message parce que vous étiez membre de l’équipe de { $shop }.

welcome-subject = Votre boutique { $shop } est prête
welcome-preheader = Choisissez un mot de passe et commencez à vendre sur { $site }.
welcome-text = { $site } a ouvert pour vous la boutique { $shop }. Choisissez un mot de passe : vous pourrez alors vous connecter et vendre.
welcome-button = Choisir un mot de passe
welcome-note = Le lien est valable { $hours ->
    [one] { $hours } heure
   *[other] { $hours } heures
} et ne sert qu’une fois. Passé ce délai, demandez-en un autre sur la page de connexion.
welcome-why = Vous recevez ce message parce que { $site } a ouvert une boutique à votre nom.

staff-asks-consent-subject = L’assistance demande à consulter { $shop }
staff-asks-consent-preheader = Personne ne consulte rien avant que vous ayez accepté.
staff-asks-consent-text = L’assistance de { $site } souhaite consulter { $shop }. Motif indiqué : { $reason }

    Personne ne consulte rien avant que vous ayez accepté. Ce qui est consulté ensuite est consigné, et vous pouvez lire ce relevé.
staff-asks-consent-button = Accepter ou refuser
staff-asks-consent-note = Vous pouvez mettre fin à la consultation à tout moment.
staff-asks-consent-why = Vous recevez ce message parce que c’est vous qui décidez qui peut consulter { $shop }.
