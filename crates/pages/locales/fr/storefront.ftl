## En-tête et pied de page
search-label = Chercher dans toutes les boutiques
search-placeholder = Produits, marques, boutiques
search-go = Chercher
search-suggestions = Propositions
nav-account = Compte et panier
nav-categories = Catégories
nav-purchases = Mes achats
nav-dashboard = Tableau de bord
nav-sell = Ouvrir votre boutique
nav-cart = Panier
nav-cart-count = { $count ->
    [one] Panier, { $count } article
   *[other] Panier, { $count } articles
}
signed-in-as = Connecté en tant que
sign-in = Se connecter
sign-out = Se déconnecter
foot-about = Le quartier des marchands : des boutiques indépendantes côte à côte, une recherche, un panier, une commande.
foot-buy = Acheter
foot-sell = Vendre
foot-all = Tous les produits
foot-api = API pour développeurs
foot-law = Bon à savoir
foot-law-text = Chaque boutique vend en son nom : votre contrat est conclu avec elle. Les prix comprennent la TVA ; la livraison s’ajoute à la commande.
foot-licence = Propulsé par Karum, logiciel libre sous licence Apache 2.0.

## Accueil
home-title = Le quartier des marchands
home-headline-shops = Des boutiques indépendantes.
home-headline-cart = Un seul panier.
home-lead = { $products } produits de { $shops ->
    [one] { $shops } boutique
   *[other] { $shops } boutiques
    }, chacune tenue par son marchand. Cherchez partout, commandez une fois.
home-popular = Marques :
home-categories = Parcourir les catégories
home-all = Tous les produits
home-arrivals = Nouveautés
home-all-new = Toutes les nouveautés
home-shops = Les boutiques
home-all-shops = Toutes les boutiques
shop-count = { $count ->
    [one] { $count } boutique
   *[other] { $count } boutiques
}
home-sell-title = Vous vendez aussi ?
home-sell-text = Apportez votre flux de produits, choisissez ce que vous publiez, et votre boutique est ouverte. Vos données restent à vous seul.
home-empty-title = Les étals s’installent
home-empty-text = Aucune boutique n’a encore publié de produit. Revenez bientôt, ou ouvrez la première.

## Vignettes et prix
card-new = Nouveau
card-variants = { $count ->
    [one] { $count } option
   *[other] { $count } options
}
price-from = dès
price-now = Maintenant
price-before = Avant
price-vat = TVA de { $rate } comprise, livraison en sus
free = Offerte
stock-in = En stock
stock-out = Épuisé

## Recherche
result-count = { $count ->
    [one] { $count } produit
   *[other] { $count } produits
}
search-for = « { $query } »
search-all = Tous les produits
search-instead = Aucun produit ne contient « { $typed } ». Voici les résultats pour « { $found } ».
search-exact = Chercher quand même « { $typed } »
search-dropped = Laissé de côté, car aucun produit ne le contient avec le reste : { $words }
search-building-title = La recherche se met en place
search-building-text = Les produits sont en cours de saisie. Cette page se recharge d’elle-même toutes les quelques secondes.
search-building-again = Recharger
search-empty-title = Aucun résultat
search-empty-text = Vérifiez l’orthographe, essayez moins de mots ou des mots plus généraux, ou parcourez une catégorie.
search-empty-filters = Aucun produit ne répond à tous les filtres. Retirez-en quelques-uns.
results = Résultats
filters = Filtres
filters-close = Fermer les filtres
filters-active = Filtres actifs
filters-clear = Tout effacer
filters-apply = Afficher les résultats
filter-remove = Retirer le filtre
facet-shop = Boutique
facet-brand = Marque
facet-category = Catégorie
facet-price = Prix
facet-price-min = Prix minimal
facet-price-max = Prix maximal
facet-from = de
facet-to = à
price-up-to = Jusqu’à { $amount }
price-and-up = { $amount } et plus
price-between = { $from } à { $to }
facet-stock = Disponibilité
facet-more = { $count } de plus
sort-label = Trier par
sort-relevance = Pertinence
sort-price-asc = Prix croissant
sort-price-desc = Prix décroissant
sort-newest = Nouveautés
sort-go = Trier

## Produit et boutique
product-pictures = Photos
product-picture = Photo { $at } sur { $of }
product-description = Description
product-no-description = La boutique n’a pas décrit ce produit.
product-facts = Caractéristiques
option-colour = Couleur
option-size = Taille
option-material = Matière
option-pattern = Motif
option-variant = Variante
fact-brand = Marque
fact-number = Référence
fact-gtin = GTIN
fact-weight = Poids
fact-condition = État
condition-used = Occasion
condition-refurbished = Reconditionné
product-seller = Vendu par
product-others = Aussi chez { $shop }
product-others-all = Voir la boutique
quantity = Quantité
add-to-cart = Ajouter au panier
sold-by = Vendu et expédié par
delivery-free = Livraison offerte
delivery-flat = Livraison { $amount }
delivery-free-from = Offerte dès { $amount } dans cette boutique
delivery-free-from-short = offerte dès { $amount }
assurance-invoice = Payez sur facture, à réception
shop-search = Chercher chez { $shop }
shop-empty-title = Rien pour l’instant
shop-empty-text = Cette boutique n’a pas de produits en rayon pour le moment.

## Panier
cart-title = Votre panier
cart-articles = { $count ->
    [one] { $count } article
   *[other] { $count } articles
}
cart-empty-title = Votre panier est vide
cart-empty-text = Ce que vous ajoutez, de toute boutique, vous attend ici jusqu’à la commande.
cart-empty-go = Découvrir les produits
cart-prices-changed = { $count ->
    [one] Un prix a changé depuis l’ajout au panier
   *[other] { $count } prix ont changé depuis l’ajout au panier
}
cart-prices-confirm = { $count ->
    [one] Accepter le nouveau prix
   *[other] Accepter les nouveaux prix
}
cart-currencies = { $count ->
    [one] Votre panier contient des prix en { $count } monnaie. Il donnera { $count } achat distinct.
   *[other] Votre panier contient des prix en { $count } monnaies. Il donnera { $count } achats distincts.
}
cart-purchase-of = Achat { $at } en { $currency }
cart-free-missing = Plus que { $more } pour la livraison offerte (dès { $from })
cart-free-reached = La livraison de cette boutique est offerte
cart-free-label = Progression vers la livraison offerte
cart-each = { $amount } l’unité
cart-quantity-of = Quantité de { $title }
cart-update = Actualiser
cart-remove = Retirer
cart-checkout = Passer la commande
cart-blocked = Réglez d’abord les articles signalés.
cart-vat = Les prix comprennent la TVA. Rien n’est encore commandé.
summary = Récapitulatif
total = Total
total-goods = Articles
total-shipping = Livraison
total-tax = dont TVA { $rate }

## Commande
checkout-title = Commande
checkout-back = Retour au panier
checkout-contact = Coordonnées
checkout-have-account = Déjà un compte ?
checkout-address = Adresse de livraison
checkout-payment = Paiement
checkout-review = Vérification
checkout-buy = Commander avec obligation de paiement
checkout-law = En commandant, vous achetez auprès des boutiques ci-dessus, chacune en son nom.
payment-invoice = Facture
payment-invoice-hint = Chaque boutique joint sa facture au colis ; à régler sous 14 jours.
field-email = Adresse e-mail
field-email-hint = Les boutiques vous y joignent.
field-name = Nom complet
field-your-name = Votre nom
field-phone = Téléphone (facultatif)
field-street = Rue et numéro
field-street-more = Étage, société, complément (facultatif)
field-postcode = Code postal
field-city = Ville
field-country = Pays
field-note = Message aux boutiques (facultatif)
field-payment = Mode de paiement
field-password = Mot de passe
field-password-hint = Au moins 8 caractères.
field-shop-name = Nom de la boutique
field-slug = Adresse de la boutique
field-slug-hint = Minuscules, chiffres et tirets : la boutique ouvre à /s/ suivi de ceci.
field-shop-country = Pays de la boutique
field-currency = Monnaie

## Achats
purchase-title = Achat { $reference }
purchase-placed = Passé le { $when }
purchase-thanks = Merci pour votre commande
purchase-thanks-text = Votre référence : { $reference }. Les boutiques vous joignent à { $email } ; { $sellers ->
    [one] la boutique a reçu
   *[other] { $sellers } boutiques ont reçu
    } votre commande.
purchase-siblings = Commandé en même temps, dans une autre monnaie :
purchase-guest = Gardez ce lien : il ouvre votre achat sans compte.
purchase-guest-link = Lien vers cet achat
purchase-address = Livré à
purchases-empty-title = Aucun achat pour l’instant
purchases-empty-text = Vos commandes et leur acheminement apparaîtront ici.
order-number = Commande { $number }
order-course = Avancement de cette commande
order-ahead = à venir
order-total = Total de cette boutique
order-placed = Passée
order-confirmed = Confirmée
order-packed = Préparée
order-shipped = Expédiée
order-delivered = Livrée
order-cancelled = Annulée

## Comptes
sign-in-title = Bon retour
sign-in-text = Connectez-vous pour voir vos achats ou votre boutique.
sign-in-new = Nouveau ici ?
sign-in-seller = Envie de vendre ?
sign-up-title = Créer un compte
sign-up-text = Gardez vos achats au même endroit. Vous pouvez aussi commander sans compte.
sign-up-go = Créer le compte
sign-up-have = Vous avez déjà un compte ?
sell-title = Ouvrez votre boutique dans le quartier
sell-text = Votre propre boutique, et une place dans la recherche de tous ceux qui viennent au marché.
sell-feed = Apportez votre flux
sell-feed-text = Déposez un fichier CSV, TSV ou XML par langue. Les colonnes sont reconnues, et vous pouvez les changer.
sell-shop = Choisissez ce qui est en rayon
sell-shop-text = Publiez un produit ou des milliers. Vos modifications survivent à chaque import.
sell-wall = Derrière votre propre mur
sell-wall-text = La base de données elle-même sépare vos commandes et vos clients de ceux des autres.
sell-your-shop = Votre boutique
sell-you = Votre compte

## Pays
country-at = Autriche
country-be = Belgique
country-ch = Suisse
country-de = Allemagne
country-dk = Danemark
country-es = Espagne
country-fr = France
country-gb = Royaume-Uni
country-ie = Irlande
country-it = Italie
country-li = Liechtenstein
country-lu = Luxembourg
country-nl = Pays-Bas
country-pl = Pologne
country-pt = Portugal
country-se = Suède

## Pages d’erreur
failure-home = Retour à l’accueil
failure-search = Chercher un produit
failure-request = Pour demander de l’aide, indiquez ce numéro :
failure-forbidden-title = Cette porte vous est fermée
failure-forbidden-text = Vous êtes connecté, mais cette page ne vous est pas ouverte.
failure-not-found-title = Il n’y a rien ici
failure-not-found-text = La page a changé d’adresse, ou le produit n’est plus en vente.
failure-too-many-title = Un instant, s’il vous plaît
failure-too-many-text = Cela fait beaucoup de demandes en peu de temps. Réessayez dans une minute.
failure-broken-title = Un incident s’est produit chez nous
failure-broken-text = Ce n’est pas de votre fait, et rien n’a été commandé deux fois. Réessayez.
failure-unavailable-title = De retour dans un instant
failure-unavailable-text = Le marché est en entretien. Réessayez dans un instant.
