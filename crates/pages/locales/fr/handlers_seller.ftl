# Ce que disent les pages du vendeur à côté des champs et après une redirection.
handlers-queued = { $count ->
    [one] { $count } produit est ajouté en arrière-plan.
   *[other] { $count } produits sont ajoutés en arrière-plan.
}
handlers-refused = { $count ->
    [one] { $count } variante n’a pas pu être publiée : elle n’a pas de prix, ou une autre devise que le reste de son produit.
   *[other] { $count } variantes n’ont pas pu être publiées : elles n’ont pas de prix, ou une autre devise que le reste de leur produit.
}
handlers-file-needed = Choisissez un fichier.
handlers-file-empty = Ce fichier est vide.
handlers-file-too-large = Ce fichier est trop volumineux. Divisez-le ou retirez des colonnes.
handlers-file-broken = Ce fichier n’est pas arrivé entier, ou sa compression est endommagée. Réessayez.
handlers-url = Écrivez l’adresse entière, par exemple https://shop.example/feed.csv. Elle doit être publique et sans mot de passe.
handlers-source = Choisissez d’où vient le fichier.
handlers-language = Choisissez une langue.
handlers-language-taken = Il y a déjà un flux dans cette langue. Modifiez-le, ou supprimez-le d’abord.
handlers-rules = Ces règles n’ont pas été comprises. Rien n’a été modifié.
handlers-amount = Écrivez un montant tel que 4,90.
handlers-price = Écrivez un prix supérieur à zéro, tel que 49,90.
handlers-compare-at = Écrivez un montant supérieur au prix, ou laissez vide.
handlers-title = Écrivez un titre de 1 à 500 caractères sur une ligne.
handlers-description = 65 000 caractères au plus ; il faut aussi un titre dans cette langue.
handlers-category = Écrivez un chemin tel que Cuisine > Bouilloires, 750 caractères au plus.
handlers-images = Une adresse par ligne, commençant par https:// ou http://, dix au plus.
handlers-pieces = Écrivez un nombre entier à partir de 0.
handlers-pieces-reserved = { $count ->
    [one] { $count } pièce est promise à un acheteur : pas moins.
   *[other] { $count } pièces sont promises à des acheteurs : pas moins.
}
handlers-short = 200 caractères au plus, sur une ligne.
handlers-gtin = Le chiffre de contrôle ne convient pas. Recopiez les 8 à 14 chiffres sous le code-barres.
handlers-other-currency = Le tout doit être vendu dans une seule devise.
handlers-quantity = Écrivez un nombre de 1 à 999.
handlers-item-unknown = Aucun de vos produits n’a ce numéro d’article ou ce GTIN.
handlers-item-many = Plusieurs produits ont ce numéro. Utilisez le numéro d’article.
handlers-out-of-stock = Il n’y en a pas assez en stock.
handlers-lines = Une commande a de 1 à 100 lignes.
handlers-reachable = Écrivez une adresse e-mail ou un numéro de téléphone.
handlers-key = Ce formulaire a déjà été envoyé avec un autre contenu. Consultez vos commandes, puis renvoyez-le.
handlers-reason = Choisissez un motif.
handlers-time-zone = Choisissez un fuseau horaire.
handlers-amount-too-high = Ce montant est trop élevé : 999 999 999,99 au maximum.
handlers-action = Cela n’a pas été compris. Rien n’a été modifié.
