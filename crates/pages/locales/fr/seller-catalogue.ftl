# Produits et commandes.

seller-products-title = Produits
seller-products-new = Nouveau produit
seller-products-search = Titre, référence, GTIN, marque
seller-products-tab-all = Tous
seller-products-tab-published = Publiés
seller-products-tab-draft = Brouillons
seller-products-tab-overridden = Remplacés
seller-products-tab-out-of-stock = Épuisés
seller-products-product = Produit
seller-products-variants = { $count ->
    [one] { $count } variante
   *[other] { $count } variantes
}
seller-products-price = Prix
seller-products-stock = Stock
seller-products-stock-in = En stock
seller-products-stock-out = Épuisé
seller-products-stock-some = { $in } sur { $all } en stock
seller-products-on-hand = { $count } en réserve
seller-products-state-published = Publié
seller-products-state-draft = Brouillon
seller-products-state-partly = { $published } sur { $all } publiées
seller-products-overrides = { $count ->
    [one] { $count } valeur à vous
   *[other] { $count } valeurs à vous
}
seller-products-overridden = Remplacé
seller-products-vanished = Disparu du flux
seller-products-source-feed = Flux
seller-products-source-hand = À la main
seller-products-publish = Publier
seller-products-unpublish = Dépublier
seller-products-empty-title = Votre catalogue est vide
seller-products-empty-text = Choisissez des articles d’un import, ou saisissez un produit à la main.
seller-products-none-title = Aucun résultat
seller-products-none-text = Aucun produit ne correspond à ces filtres.
seller-products-confirm-publish = { $count ->
    [one] Publier un produit ?
   *[other] Publier { $count } produits ?
}
seller-products-confirm-unpublish = { $count ->
    [one] Dépublier un produit ?
   *[other] Dépublier { $count } produits ?
}
seller-products-confirm-publish-text = Les acheteurs les trouvent en moins d’une seconde.
seller-products-confirm-unpublish-text = Ils disparaissent aussitôt de votre boutique et de la recherche. Les commandes passées restent.

# Un produit
seller-product-view = Voir dans la boutique
seller-product-texts = Textes
seller-product-texts-hint = Ce que vous écrivez ici survit à chaque import. La valeur du flux reste à côté.
seller-product-title = Titre
seller-product-description = Description
seller-product-category = Catégorie
seller-product-from-feed = Flux
seller-product-overridden = Remplacé
seller-product-undo = Reprendre la valeur du flux
seller-product-undo-label = Reprendre la valeur du flux pour { $field }
seller-product-feed-empty = Le flux n’en a pas
seller-product-variants = Variantes
seller-product-variants-hint = Le prix et les images appartiennent à la variante ; la publication aussi.
seller-product-variant = Variante
seller-product-sku = Référence
seller-product-price = Prix
seller-product-compare-at = Prix barré
seller-product-compare-at-hint = L’ancien prix, affiché barré.
seller-product-stock = Stock
seller-product-on-hand = En réserve
seller-product-reserved = { $count ->
    [one] { $count } réservé
   *[other] { $count } réservés
}
seller-product-untracked = Non compté
seller-product-in-stock = En stock
seller-product-published = Publiée
seller-product-publish-variant = Publier { $variant }
seller-product-pictures = Images
seller-product-pictures-hint = Une adresse par ligne ; la première est l’image principale.
seller-product-pictures-count = { $count ->
    [one] { $count } image
   *[other] { $count } images
}
seller-product-overridden-count = { $count ->
    [0] Rien n’est remplacé
    [one] { $count } champ remplacé
   *[other] { $count } champs remplacés
}
seller-product-organisation = Classement
seller-product-brand = Marque
seller-product-gtin = GTIN
seller-product-tax-class = Classe fiscale
seller-product-weight = Poids en grammes
seller-product-details = Détails de chaque variante
seller-product-details-hint = Numéros, options et taux de TVA de ce que vous avez saisi vous-même.
seller-product-further = Une variante de plus
handlers-weight = Indiquez des grammes entiers, par exemple 250.
seller-product-source = Source
seller-product-updated = Dernier import
seller-product-created = Créé
seller-product-single = Variante unique
seller-product-vanished = N’est plus dans le flux

# Nouveau produit
seller-new-product-title = Nouveau produit
seller-new-product-basics = Produit
seller-new-product-title-hint = Tel que les acheteurs doivent le lire, en { $language }.
seller-new-product-offer = Prix et stock
seller-new-product-stock-tracked = Compter les pièces
seller-new-product-stock-untracked = Seulement en stock ou épuisé
seller-new-product-quantity = Pièces en réserve
seller-new-product-variants = Variantes
seller-new-product-variants-hint = Seulement s’il existe des tailles ou des couleurs. Les lignes vides sont ignorées.
seller-new-product-add-variant = Ajouter une variante
seller-new-product-color = Couleur
seller-new-product-size = Taille
seller-new-product-save = Enregistrer le brouillon
seller-new-product-publish = Enregistrer et publier

# Commandes
seller-orders-title = Commandes
seller-orders-new = Saisir une commande
seller-orders-csv = Exporter en CSV
seller-orders-search = Numéro ou nom
seller-orders-number = Commande
seller-orders-buyer = Acheteur
seller-orders-items = { $count ->
    [one] { $count } article
   *[other] { $count } articles
}
seller-orders-source = Arrivée par
seller-orders-source-marketplace = Place de marché
seller-orders-source-shop = Votre boutique
seller-orders-source-telephone = Téléphone
seller-orders-source-counter = Comptoir
seller-orders-tab-all = Toutes
seller-orders-empty-title = Pas encore de commande
seller-orders-empty-text = Les commandes de votre boutique et de la place de marché arrivent ici, chacune avec sa prochaine étape.
seller-orders-none-title = Aucun résultat
seller-orders-none-text = Aucune commande ne correspond à cette recherche.

seller-order-state-placed = Reçue
seller-order-state-confirmed = Confirmée
seller-order-state-packed = Emballée
seller-order-state-shipped = Expédiée
seller-order-state-delivered = Livrée
seller-order-state-cancelled = Annulée

seller-order-title = Commande { $number }
seller-order-placed-at = Reçue { $when }
seller-order-next = Prochaine étape
seller-order-next-none = Il n’y a plus rien à faire.
seller-order-confirm = Confirmer la commande
seller-order-confirm-hint = Dit à l’acheteur que vous acceptez la commande.
seller-order-pack = Marquer comme emballée
seller-order-pack-hint = Tout est dans le colis, prêt à partir.
seller-order-ship = Marquer comme expédiée
seller-order-ship-hint = Avec un numéro de suivi, si vous en avez un.
seller-order-deliver = Marquer comme livrée
seller-order-deliver-hint = L’acheteur l’a reçue.
seller-order-cancel = Annuler la commande
seller-order-cancel-hint = La marchandise revient en stock et l’acheteur le voit dans son achat.
seller-order-cancel-title = Annuler la commande { $number } ?
seller-order-carrier = Transporteur
seller-order-tracking = Numéro de suivi
seller-order-reason = Motif
seller-order-reason-hint = L’acheteur peut le lire.
seller-order-reason-out-of-stock = Épuisé
seller-order-reason-buyer-asked = À la demande de l’acheteur
seller-order-reason-undeliverable = Livraison impossible
seller-order-reason-other = Autre motif
seller-order-reason-note = Mot à l’acheteur
seller-order-lines = Articles
seller-order-line-item = Article
seller-order-quantity = Quantité
seller-order-unit-price = Prix unitaire
seller-order-line-total = Total
seller-order-subtotal = Sous-total
seller-order-shipping = Livraison
seller-order-shipping-free = gratuite
seller-order-vat-included = dont TVA { $rate }
seller-order-grand-total = Total
seller-order-contact = Acheteur
seller-order-email = E-mail
seller-order-phone = Téléphone
seller-order-address = Adresse de livraison
seller-order-no-address = Retirée au comptoir
seller-order-payment = Paiement
seller-order-payment-invoice = Sur facture
seller-order-timeline = Historique
seller-order-event-placed = Commande reçue
seller-order-event-entered = Commande saisie à la main
seller-order-event-confirmed = Confirmée
seller-order-event-packed = Emballée
seller-order-event-shipped = Expédiée
seller-order-event-delivered = Livrée
seller-order-event-cancelled = Annulée
seller-order-by-buyer = Acheteur
seller-order-note = Note

# Saisir une commande
seller-order-new-title = Saisir une commande
seller-order-new-intro = Pour les commandes par téléphone ou au comptoir. Le stock est pris aussitôt.
seller-order-new-channel = Comment est-elle arrivée ?
seller-order-new-lines = Articles
seller-order-new-line-hint = Choisissez un produit, ou tapez sa référence ou son GTIN.
seller-order-new-product = Produit
seller-order-new-add-line = Ajouter un article
seller-order-new-name = Nom
seller-order-new-contact = Acheteur
seller-order-new-contact-hint = Une adresse e-mail ou un numéro de téléphone, pour pouvoir rappeler.
seller-order-new-delivery = Livraison
seller-order-new-ship = Envoyer à une adresse
seller-order-new-collect = Retirée au comptoir
seller-order-new-street = Rue et numéro
seller-order-new-postal-code = Code postal
seller-order-new-city = Ville
seller-order-new-country = Pays
seller-order-new-shipping-fee = Livraison
seller-order-new-shipping-fee-hint = Vide : votre forfait.
seller-order-new-note = Note
seller-order-new-place = Passer la commande
seller-order-new-review = Le stock et les prix sont vérifiés au moment de passer la commande.

seller-order-new-extra = Complément d’adresse
seller-products-count = { $count ->
    [one] { $count } produit
   *[other] { $count } produits
}
seller-done-published = { $count ->
    [one] Un produit est publié.
   *[other] { $count } produits sont publiés.
}
seller-done-unpublished = { $count ->
    [one] Un produit est dépublié.
   *[other] { $count } produits sont dépubliés.
}
seller-done-product-saved = Modifications enregistrées.
seller-done-undone = La valeur du flux est rétablie.
seller-done-product-added = Produit ajouté.
seller-done-order-placed = Commande saisie.
seller-done-order-moved = La commande a avancé.
seller-done-order-cancelled = La commande est annulée.
seller-product-tracked = Compté
seller-order-note-own = Votre note interne
seller-order-note-hint = Seule votre équipe la lit.
seller-order-note-save = Enregistrer la note
seller-done-note-saved = La note est enregistrée.
