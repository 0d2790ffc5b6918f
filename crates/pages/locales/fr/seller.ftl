# Le côté des vendeurs : cadre, tableau de bord, réglages, sécurité.

seller-nav-label = Espace vendeur
seller-nav-imports = Imports
seller-nav-products = Produits
seller-nav-orders = Commandes
seller-nav-settings = Réglages de la boutique
seller-nav-security = Sécurité
seller-nav-group-shop = Boutique
seller-view-shop = Voir la boutique
seller-shop-open = Ouverte
seller-shop-closed = Fermée
seller-shop-closed-notice = Votre boutique est fermée : les acheteurs ne voient pas vos produits.
seller-shop-open-it = L’ouvrir dans les réglages
seller-signed-in-as = Connecté en tant que { $email }
seller-sign-out = Se déconnecter
seller-nav-waiting = { $count } en attente

# Mots présents sur de nombreuses pages
seller-save = Enregistrer
seller-save-changes = Enregistrer les modifications
seller-cancel = Annuler
seller-back = Retour
seller-apply = Appliquer
seller-filter = Filtrer
seller-filters = Filtres
seller-clear-filters = Effacer les filtres
seller-search = Chercher
seller-any = Indifférent
seller-language = Langue
seller-state = État
seller-date = Date
seller-total = Total
seller-unsaved = Vous avez des modifications non enregistrées.

# Tableau de bord
seller-dashboard-title = Tableau de bord
seller-dashboard-greeting = Aujourd’hui chez { $shop }
seller-tasks-title = À faire
seller-task-confirm = { $count ->
    [one] commande à confirmer
   *[other] commandes à confirmer
}
seller-task-ship = { $count ->
    [one] commande à expédier
   *[other] commandes à expédier
}
seller-task-held = { $count ->
    [one] import vous attend
   *[other] imports vous attendent
}
seller-task-rejects = { $count ->
    [one] ligne refusée au dernier import
   *[other] lignes refusées aux derniers imports
}
seller-task-conflicts = { $count ->
    [one] contradiction entre langues
   *[other] contradictions entre langues
}
seller-tasks-done = Tout est fait. Les nouvelles commandes et les imports qui vous attendent apparaîtront ici.
seller-sales-title = 30 derniers jours
seller-sales-orders = Commandes
seller-sales-revenue = Chiffre d’affaires
seller-sales-average = Commande moyenne
seller-sales-against-before = par rapport aux 30 jours d’avant
seller-sales-chart-label = Chiffre d’affaires et commandes par jour sur les 30 derniers jours. Les mêmes chiffres figurent dans le tableau ci-dessous.
seller-sales-show-table = Afficher les chiffres en tableau
seller-sales-day = Jour
seller-sales-empty = Aucune commande ces 30 derniers jours.
seller-recent-title = Commandes récentes
seller-recent-empty = Pas encore de commande. Elles apparaîtront ici dès qu’un acheteur commandera.
seller-stock-title = Stock bientôt épuisé
seller-stock-left = { $count ->
    [0] épuisé
    [one] { $count } restant
   *[other] { $count } restants
}
seller-stock-empty = Aucun stock compté n’est bas.
seller-all-orders = Toutes les commandes
seller-all-low-stock = Tous les produits épuisés

seller-first-title = Préparez votre boutique
seller-first-intro = Cinq étapes, du fichier de produits à la première commande.
seller-first-progress = { $done } sur { $total } faites
seller-first-feed = Ajouter un flux de produits
seller-first-feed-text = Envoyez un fichier CSV, TSV ou XML, ou donnez son adresse. Un flux par langue.
seller-first-import = Vérifier les colonnes et importer
seller-first-import-text = Le format est reconnu ; vous voyez 20 lignes avant que rien ne soit enregistré.
seller-first-publish = Choisir et publier des produits
seller-first-publish-text = Choisissez un, plusieurs ou tous les articles en attente pour votre boutique.
seller-first-shipping = Régler la livraison et la TVA
seller-first-shipping-text = Un forfait, gratuit à partir du montant que vous choisissez.
seller-first-open = Ouvrir votre boutique
seller-first-open-text = Les acheteurs vous trouvent sur la place de marché et à votre propre adresse.
seller-first-done = Fait
seller-first-go-feed = Ajouter un flux
seller-first-go-import = Vérifier les colonnes
seller-first-go-publish = Voir les articles en attente
seller-first-go-shipping = Réglages de la boutique
seller-first-go-open = Ouvrir la boutique

# Réglages de la boutique
seller-settings-title = Réglages de la boutique
seller-settings-shop = Boutique
seller-settings-shop-hint = Ce que les acheteurs voient sur vos pages.
seller-settings-name = Nom de la boutique
seller-settings-slug = Adresse
seller-settings-slug-hint = Minuscules, chiffres et traits d’union. Les anciens liens ne marchent plus si vous la changez.
seller-settings-about = À propos de la boutique
seller-settings-about-hint = Deux ou trois phrases, affichées sur la première page de votre boutique.
seller-settings-region = Pays et langue
seller-settings-region-hint = Détermine la TVA, l’ordre des langues et la devise des nouveaux produits.
seller-settings-country = Pays
seller-settings-language = Langue principale
seller-settings-language-hint = Affichée là où un texte manque dans la langue de l’acheteur.
seller-settings-currency = Devise
seller-settings-vat = TVA
seller-settings-vat-hint = Vos prix comprennent la TVA. Le taux dépend de votre pays et de la classe fiscale du produit.
seller-settings-vat-number = Numéro de TVA
seller-settings-vat-rates = Taux : { $country }
seller-tax-class-standard = Normal
seller-tax-class-reduced = Réduit
seller-tax-class-super-reduced = Super-réduit
seller-tax-class-intermediate = Intermédiaire
seller-tax-class-zero = Zéro
seller-settings-shipping = Livraison
seller-settings-shipping-hint = Un forfait par commande dans votre boutique, TVA comprise.
seller-settings-flat = Forfait
seller-settings-free-above = Gratuite à partir de
seller-settings-free-above-hint = Montant de commande à partir duquel la livraison est gratuite. Vide : jamais.
seller-settings-open = Ouverte aux acheteurs
seller-settings-open-text = Vos produits sont visibles et peuvent être commandés.
seller-settings-closed-text = Fermée : vos pages, vos produits dans la recherche et le paiement disparaissent aussitôt. Rien n’est supprimé.
seller-settings-state = Ouverture

# Sécurité
seller-security-title = Sécurité
seller-security-intro = Tous les navigateurs connectés à votre compte. Mettez fin à ceux que vous ne reconnaissez pas.
seller-sessions-title = Sessions ouvertes
seller-session-current = Ce navigateur
seller-session-created = Connexion
seller-session-seen = Dernière activité
seller-session-revoke = Déconnecter
seller-session-revoke-label = Déconnecter { $device }
seller-session-revoke-all = Se déconnecter partout
seller-session-revoke-all-hint = Met fin à toutes les sessions, celle-ci comprise. Vous vous reconnecterez avec votre mot de passe.
seller-session-unknown-device = Navigateur inconnu
seller-security-revoke-all-title = Se déconnecter partout ?
seller-security-revoke-all-text = { $count ->
    [one] Une session se termine aussitôt : celle-ci.
   *[other] { $count } sessions se terminent aussitôt, celle-ci comprise.
}

# Confirmations et erreurs
seller-confirm-cannot-undo = Cette action est définitive.
seller-error-not-found = Introuvable
seller-error-not-found-text = Cette page n’existe pas, ou n’est pas à vous.
seller-error-conflict = Modifié entre-temps
seller-error-conflict-text = Quelqu’un, ou un import, a modifié ceci depuis que vous l’avez ouvert. Regardez le nouvel état et recommencez.
seller-error-unavailable = Indisponible pour le moment
seller-error-unavailable-text = Rien n’a été modifié. Veuillez réessayer dans un instant.
seller-error-home = Retour au tableau de bord
seller-error-reference = Référence pour l’assistance : { $id }

seller-language-en = anglais
seller-language-fr = français
seller-language-de = allemand
seller-settings-time-zone = Fuseau horaire
seller-settings-time-zone-hint = Les jours et les horaires le suivent.
seller-find = Chercher un produit
seller-account = Compte
seller-done-settings-saved = Réglages enregistrés.
seller-done-session-ended = La session est terminée.
seller-nav-staged = En attente
seller-nav-dashboard = Accueil
seller-optional = facultatif
seller-settings-currency-hint = Fixée à l’ouverture de la boutique.
