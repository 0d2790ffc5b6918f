# L’équipe : membres, invitations, rôles, clés d’API.
seller-nav-team = Équipe
seller-nav-keys = Clés d’API
team-title = Équipe
team-count = { $count ->
    [one] Une personne travaille dans cette boutique
   *[other] { $count } personnes travaillent dans cette boutique
}
team-roles-link = Rôles et droits
team-invite-title = Inviter quelqu’un
team-invite-email = Adresse e-mail
team-invite-role = Rôle
team-invite-language = Langue de l’e-mail
team-invite-send = Envoyer l’invitation
team-invite-hint = Le lien de l’e-mail est valable sept jours, une seule fois et pour cette adresse uniquement. Vous pouvez inviter à ce que vous pouvez faire vous-même.
team-members = Membres
team-you = Vous
team-suspended = Suspendu
team-seen = Dernière visite :
team-never-seen = N’est pas encore venu
team-change = Modifier
team-change-label = Modifier { $name }
team-invited = Invités
team-invited-by = Invité par { $name }
team-sends = { $count ->
    [one] envoyée une fois
   *[other] envoyée { $count } fois
}
team-expires = Valable jusqu’au
team-resend = Renvoyer
team-resend-label = Renvoyer l’invitation à { $email }
team-revoke = Annuler
team-revoke-label = Annuler l’invitation à { $email }
team-leave = Quitter l’équipe
team-leave-hint = Vous perdez aussitôt l’accès à cette boutique. Pour revenir, il faudra être invité.
team-leave-title = Quitter { $shop } ?
team-leave-text = Vous perdez aussitôt l’accès à cette boutique : vos programmes sont déconnectés et les clés d’API que vous avez créées sont révoquées. Ce que vous avez fait reste dans le journal de la boutique.
team-role = Rôle
team-own-title = Exceptions
team-own-hint = Ce que cette personne peut faire en plus de son rôle, ou ne peut pas faire malgré lui.
team-own-role = Selon le rôle
team-own-grant = Autorisé
team-own-deny = Non autorisé
team-access = Accès
team-suspend = Suspendre
team-suspend-hint = Plus d’accès tant que vous ne rétablissez pas la personne. Programmes déconnectés, clés d’API révoquées.
team-resume = Rétablir
team-resume-hint = De retour avec le même rôle. Les programmes doivent se reconnecter, les clés d’API être recréées.
team-remove = Retirer de l’équipe
team-remove-hint = Définitivement, sauf nouvelle invitation.
team-remove-title = Retirer { $name } de l’équipe ?
team-remove-text = { $name } n’a plus accès dès le prochain clic et l’apprend par e-mail ; ses invitations en attente prennent fin. Ce qui a été fait reste dans le journal de la boutique.
team-transfer = Céder la boutique
team-transfer-hint = Cette personne devient propriétaire de la boutique, et vous administrateur.
team-transfer-title = Céder la boutique à { $name } ?
team-transfer-text = { $name } sera propriétaire de la boutique et décidera de la facturation, du forfait et de l’équipe. Vous devenez administrateur. Seul le nouveau propriétaire peut vous la rendre.
team-transfer-password = Votre mot de passe
team-unchangeable = Vous ne pouvez pas modifier cette personne : nul ne modifie le propriétaire, soi-même, ni quelqu’un qui peut davantage que soi.
team-fault-more = Nul ne peut donner, modifier ou retirer plus qu’il ne peut faire lui-même. Adressez-vous au propriétaire de la boutique.
team-fault-in-team = Quelqu’un ayant cette adresse fait déjà partie de l’équipe.
team-fault-invited = Cette adresse a déjà été invitée. Renvoyez l’invitation ci-dessous, ou annulez-la.
team-fault-too-many = Il y en a déjà trop en attente. Annulez-en d’abord.
team-fault-owner = La place du propriétaire ne change qu’en cédant la boutique.
team-fault-own = Nul ne modifie sa propre place. Quelqu’un d’autre de l’équipe doit le faire.
team-fault-role-in-use = Des membres ont ce rôle, ou quelqu’un y est invité. Donnez-leur-en d’abord un autre.
team-fault-name = Choisissez un autre nom, de 1 à 60 caractères.
team-fault-permissions = Choisissez au moins un droit.
fault-own-password = Ce n’est pas votre mot de passe.
roles-title = Rôles et droits
roles-intro = Ce que chaque rôle peut faire. Un changement prend effet au prochain clic de ceux qui l’ont.
roles-new = Nouveau rôle
roles-new-hint = Composez ce que peuvent faire les personnes ayant ce rôle. Vous pouvez y mettre ce que vous pouvez faire vous-même.
roles-own = Rôles de cette boutique
roles-matrix = Qui peut faire quoi
roles-permission = Droit
roles-yes = oui
roles-no = non
roles-name = Nom du rôle
roles-may = Peut
roles-delete = Supprimer le rôle
roles-delete-hint = Possible lorsque personne n’a ce rôle et que personne n’y est invité.
roles-permissions = { $count ->
    [one] Un droit
   *[other] { $count } droits
}
roles-members = { $count ->
    [0] personne ne l’a
    [one] une personne l’a
   *[other] { $count } personnes l’ont
}
keys-title = Clés d’API
keys-intro = Pour les programmes auxquels personne ne se connecte. Une clé agit pour qui l’a créée, sans jamais pouvoir davantage.
keys-docs = La documentation de l’API
keys-list = Clés
keys-empty = Pas encore de clé. Créez-en une ci-dessous pour votre premier programme.
keys-by = Créée par { $name }
keys-seen = dernière utilisation
keys-unused = pas encore utilisée
keys-expires = valable jusqu’au
keys-revoked = Révoquée
keys-revoke = Révoquer
keys-revoke-label = Révoquer { $name }
keys-new = Nouvelle clé
keys-name = À quoi elle sert
keys-name-hint = Par exemple le nom du programme.
keys-days = Valable
keys-days-30 = 30 jours
keys-days-90 = 90 jours
keys-days-365 = Un an
keys-days-none = Jusqu’à sa révocation
keys-may = Peut
keys-make = Créer la clé
keys-made = La clé pour { $name }
keys-made-text = Copiez-la maintenant : elle n’est montrée que cette fois, et personne ne pourra la montrer de nouveau.
seller-done-invited = L’invitation est en route.
seller-done-invited-again = L’invitation a été renvoyée. L’ancien lien n’ouvre plus rien.
seller-done-invitation-revoked = L’invitation a été annulée.
seller-done-member-saved = Enregistré. Cela prend effet au prochain clic.
seller-done-member-suspended = Suspendu : plus d’accès dès le prochain clic.
seller-done-member-resumed = De retour dans l’équipe.
seller-done-member-removed = Retiré : plus d’accès dès le prochain clic.
seller-done-handed-over = La boutique a un nouveau propriétaire.
seller-done-role-saved = Le rôle a été enregistré. Il prend effet au prochain clic.
seller-done-role-deleted = Le rôle a été supprimé.
seller-done-key-revoked = La clé a été révoquée : elle n’ouvre plus rien.
invitation-title = Rejoindre { $shop }
invitation-text = { $inviter } vous invite dans l’équipe de { $shop } en tant que : { $role }.
invitation-for = L’invitation est destinée à { $email }.
invitation-account = Vous avez déjà un compte : connectez-vous pour rejoindre l’équipe.
invitation-sign-in = Se connecter et rejoindre
invitation-accept = Rejoindre l’équipe
invitation-signed-in = Vous êtes connecté en tant que { $name }.
invitation-other = Vous êtes connecté avec une autre adresse que { $email }, qui a été invitée. Déconnectez-vous et reconnectez-vous avec celle-ci.
invitation-new = Vous n’avez pas encore de compte. Choisissez un nom et un mot de passe.
invitation-create = Ouvrir un compte et rejoindre
invitation-ended-title = Cette invitation n’ouvre plus rien
invitation-ended-text = Elle a été utilisée, annulée ou a expiré. Demandez-en une nouvelle.
invitation-in-team = Vous faites déjà partie de cette équipe.
