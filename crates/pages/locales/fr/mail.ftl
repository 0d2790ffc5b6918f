## La boîte d’envoi, là où Karum est développé
mails-title = E-mails
mails-intro = Le contenu de la boîte d’envoi, du plus récent au plus ancien. Cette page n’existe que sur la machine du développeur.
mails-empty-title = Aucun e-mail pour l’instant
mails-empty-text = Invitations, confirmations et nouveaux mots de passe apparaissent ici dès qu’ils sont rédigés.
mail-state-queued = en attente
mail-state-sending = en cours d’envoi
mail-state-sent = envoyé
mail-state-failed = échec
mail-to = À
mail-letter = Lettre
mail-created = Rédigé
mail-sent = Envoyé le
mail-attempts = Tentatives
mail-error = Dernière erreur
mail-form-html = Mise en page
mail-form-text = Texte seul
mail-words-gone = Le contenu d’un e-mail est supprimé dès qu’il est envoyé ou abandonné : il contient des liens qui donnent accès.
