# Imports : flux, correspondance, exécutions, refus, articles en attente.

seller-imports-title = Imports
seller-imports-intro = Un flux par langue. Les lignes de même identifiant deviennent un seul produit.
seller-feeds-title = Flux
seller-feed-add = Ajouter un flux
seller-feeds-empty-title = Pas encore de flux
seller-feeds-empty-text = Un flux est votre fichier de produits : CSV, TSV ou XML, un par langue. Envoyez-le, ou laissez Karum le chercher régulièrement.
seller-feed-source = Source
seller-feed-source-url = Lu à une adresse
seller-feed-schedule = Fréquence
seller-feed-last-run = Dernier import
seller-feed-next-run = Prochain import
seller-feed-products = En attente
seller-feed-title = Flux { $language }
seller-feed-import-now = Importer maintenant
seller-feed-upload-new = Envoyer un nouveau fichier
seller-feed-upload-new-hint = Remplace le fichier de ce flux et lance un import avec la correspondance enregistrée.
seller-feed-change-mapping = Correspondance et règles
seller-feed-finish-mapping = Associer les colonnes
seller-feed-delete = Supprimer le flux
seller-feed-delete-title = Supprimer le flux { $language } ?
seller-feed-delete-text = La correspondance et la fréquence disparaissent. Les articles en attente et votre catalogue restent tels quels.
seller-feed-not-run = Pas encore importé
seller-feed-no-schedule = Seulement à votre demande
seller-feed-mapped = { $count ->
    [one] { $count } colonne associée
   *[other] { $count } colonnes associées
}
seller-feed-facts = Flux

seller-feed-mapped-none = Reconnues à l’import
seller-feed-state-new = Colonnes à associer
seller-feed-state-ready = Prêt
seller-feed-state-running = En cours
seller-feed-state-held = Vous attend
seller-feed-state-failed = Dernier import échoué

seller-schedule-off = Jamais
seller-schedule-hourly = Toutes les heures
seller-schedule-six-hourly = Toutes les 6 heures
seller-schedule-daily = Tous les jours

seller-vanish-unpublish = Les dépublier
seller-vanish-unpublish-hint = Les acheteurs ne les voient plus ; ils reviennent quand le flux les mentionne à nouveau.
seller-vanish-keep = Les garder
seller-vanish-keep-hint = Ils restent tels quels.

# Nouveau flux
seller-feed-new-title = Ajouter un flux
seller-feed-new-intro = Ensuite vous vérifiez le format reconnu et les colonnes. Rien n’est importé avant.
seller-feed-new-language-hint = La langue des titres et descriptions de ce fichier.
seller-feed-new-from = Où est le fichier ?
seller-feed-new-upload = Envoyer un fichier
seller-feed-new-upload-hint = CSV, TSV ou XML, même en .gz, jusqu’à { $limit }.
seller-feed-new-url = Donner une adresse
seller-feed-new-url-label = Adresse du fichier
seller-feed-new-url-hint = http ou https. Karum peut le relire régulièrement.
seller-feed-new-file = Fichier
seller-feed-new-continue = Continuer vers les colonnes
seller-feed-language-taken = Il y a déjà un flux dans cette langue.

# Correspondance
seller-mapping-title = Correspondance et règles
seller-mapping-format = Format
seller-mapping-format-hint = Reconnu dans le fichier. Changez-le si l’aperçu semble faux.
seller-mapping-delimiter = Séparateur
seller-delimiter-tab = Tabulation
seller-delimiter-comma = Virgule ,
seller-delimiter-semicolon = Point-virgule ;
seller-delimiter-pipe = Barre verticale |
seller-delimiter-xml = Éléments XML
seller-mapping-encoding = Encodage
seller-mapping-line-ends = Fins de ligne
seller-mapping-currency = Devise des prix qui n’en ont pas
seller-mapping-columns = Colonnes
seller-mapping-columns-hint = Ce que signifie chaque colonne du fichier. Les colonnes inconnues sont ignorées.
seller-mapping-column = Colonne du fichier
seller-mapping-field = Champ dans Karum
seller-mapping-samples = Premières valeurs
seller-mapping-ignore = Ignorer cette colonne
seller-mapping-empty-sample = (vide)
seller-mapping-field-for = Champ pour la colonne { $column }
seller-mapping-required-missing = Pas encore associés : { $fields }
seller-mapping-required-ok = Tous les champs obligatoires sont associés.
seller-mapping-suggested = suggestion
seller-mapping-preview = Aperçu
seller-mapping-preview-hint = { $count ->
    [one] La première ligne du fichier, lue avec les réglages ci-dessus.
   *[other] Les { $count } premières lignes du fichier, lues avec les réglages ci-dessus.
}
seller-mapping-preview-update = Actualiser l’aperçu
seller-mapping-preview-stale = Vous avez changé la correspondance : actualisez l’aperçu pour voir le résultat.
seller-mapping-preview-empty = Le fichier n’a aucune ligne.
seller-mapping-outcome = Résultat
seller-mapping-accepted = Acceptée
seller-mapping-rejected = Refusée
seller-mapping-with-warning = Acceptée avec réserve
seller-mapping-outcome-summary = { $accepted } acceptées, { $rejected } refusées
seller-mapping-rules = Règles
seller-mapping-rules-vanish = Produits disparus du flux
seller-mapping-rules-schedule = Importer à nouveau
seller-mapping-rules-schedule-upload = Un fichier envoyé ne peut pas être relu. Donnez une adresse pour choisir une fréquence.
seller-mapping-rules-hold = Si plus de la moitié des produits disparaît, ou si le fichier est vide, l’import s’arrête et vous demande.
seller-mapping-save = Enregistrer
seller-mapping-save-import = Enregistrer et importer
seller-mapping-file-error = Ce fichier ne peut pas être lu
seller-mapping-other-file = Prendre un autre fichier

# Exécutions
seller-run-title = Import { $language }
seller-run-started = Début
seller-run-duration = Durée
seller-run-state-queued = En file
seller-run-state-running = En cours
seller-run-state-held = Vous attend
seller-run-state-done = Terminé
seller-run-state-failed = Échoué
seller-run-state-cancelled = Annulé
seller-run-rows = Lignes lues
seller-run-new = Nouvelles
seller-run-changed = Modifiées
seller-run-unchanged = Inchangées
seller-run-vanished = Disparues
seller-run-rejected = Refusées
seller-run-warnings = Réserves
seller-run-progress = Avancement de l’import
seller-run-queued-text = L’import commence dès qu’il y a de la place. Vous pouvez quitter cette page.
seller-run-running-text = Vous pouvez quitter cette page ; l’import continue.
seller-run-cancel = Annuler l’import
seller-run-cancel-title = Annuler cet import ?
seller-run-cancel-text = Les lignes déjà mises en attente restent. Rien n’est dépublié.
seller-run-cancelling = Annulation…
seller-run-done-text = { $count ->
    [one] Une ligne a été lue.
   *[other] { $count } lignes ont été lues.
}
seller-run-nothing-changed = Le flux est le même que la dernière fois. Rien n’a été écrit.
seller-run-cancelled-text = Cet import a été annulé. Les lignes mises en attente avant restent.
seller-run-browse = Voir les articles en attente
seller-run-again = Importer à nouveau
seller-run-failed-title = L’import a échoué
seller-run-change-source = Changer le flux
seller-run-held-most = Plus de la moitié des produits ont disparu
seller-run-held-most-text = { $vanished } des { $known } produits de cette langue ne sont pas dans le nouveau fichier. Souvent, c’est un fichier à moitié écrit. Que faut-il en faire ?
seller-run-held-empty = Le flux est vide
seller-run-held-empty-text = Le fichier a un en-tête et aucune ligne, mais vous avez { $known } produits de cette langue. Que faut-il en faire ?
seller-run-held-apply = Dépublier les disparus
seller-run-held-apply-hint = Appliquer votre règle à { $vanished } produits.
seller-run-held-keep = Garder tous les produits
seller-run-held-keep-hint = Importer les nouvelles lignes et laisser les autres telles quelles.
seller-run-held-cancel = Annuler l’import
seller-run-held-cancel-hint = Ne rien changer, comme si l’import n’avait pas eu lieu.
seller-run-held-sample = Parmi les disparus
seller-run-rejects-title = Lignes refusées
seller-run-rejects-none = Aucune ligne n’a été refusée.
seller-run-rejects-by-reason = Par motif
seller-run-see-rejects = Voir le rapport
seller-run-see-warnings = Voir les réserves

# Refus et réserves
seller-rejects-title = Lignes refusées
seller-rejects-tab-rejected = Refusées
seller-rejects-tab-warnings = Réserves
seller-rejects-csv = Télécharger en CSV
seller-rejects-line = Ligne
seller-rejects-record = Enregistrement
seller-rejects-column = Colonne
seller-rejects-reason = Motif
seller-rejects-id = Identifiant
seller-rejects-raw = Ligne du fichier
seller-rejects-raw-show = Afficher la ligne
seller-rejects-all-reasons = Tous les motifs
seller-rejects-empty = Aucune ligne n’a été refusée dans cet import.
seller-warnings-empty = Aucune réserve dans cet import.
seller-rejects-hint = Ces lignes ne sont pas parmi vos articles en attente. Corrigez-les dans le fichier et importez à nouveau.
seller-warnings-hint = Ces lignes ont été importées, mais quelque chose a été omis ou choisi pour vous.
seller-rejects-whole-file = fichier entier

# Articles en attente
seller-staged-title = Articles en attente
seller-staged-intro = Ce que vos flux ont apporté. Choisissez ce qui entre dans votre catalogue.
seller-staged-search = Identifiant, titre, GTIN, marque
seller-staged-state-all = Tous
seller-staged-state-new = Nouveau
seller-staged-state-selected = Au catalogue
seller-staged-state-published = Publié
seller-staged-state-vanished = Disparu
seller-staged-state-conflict = Contradiction
seller-staged-product = Article
seller-staged-languages = Langues
seller-staged-category = Catégorie
seller-staged-brand = Marque
seller-staged-price = Prix
seller-staged-price-from = Prix de
seller-staged-price-to = Prix à
seller-staged-availability = Disponibilité
seller-staged-count = { $count ->
    [one] { $count } article
   *[other] { $count } articles
}
seller-staged-empty-title = Rien en attente
seller-staged-empty-text = Après un import, ses articles attendent ici votre choix.
seller-staged-none-title = Aucun résultat
seller-staged-none-text = Aucun article en attente ne correspond à ces filtres.
seller-availability-in-stock = En stock
seller-availability-out-of-stock = Épuisé
seller-availability-preorder = Précommande
seller-bulk-label = Que faire des articles choisis
seller-bulk-checked = { $count ->
    [one] { $count } choisi
   *[other] { $count } choisis
}
seller-bulk-none = Cochez des articles pour les choisir
seller-bulk-all-matching = Les { $count } résultats
seller-bulk-check-page = Choisir tous ceux de cette page
seller-bulk-check-row = Choisir { $title }
seller-bulk-select = Ajouter au catalogue
seller-bulk-select-publish = Ajouter et publier
seller-bulk-confirm-select = { $count ->
    [one] Ajouter un article à votre catalogue ?
   *[other] Ajouter { $count } articles à votre catalogue ?
}
seller-bulk-confirm-publish = { $count ->
    [one] Ajouter un article et le publier ?
   *[other] Ajouter { $count } articles et les publier ?
}
seller-bulk-confirm-text = Les articles déjà au catalogue restent tels quels.

seller-staged-texts = Textes
seller-staged-facts = Informations
seller-staged-missing-text = Absent du flux { $language }
seller-staged-conflicts = Contradictions entre les flux
seller-staged-conflicts-text = Les flux ne sont pas d’accord sur cet article. Karum prend la valeur marquée « retenue ».
seller-staged-used = retenue
seller-staged-field = Champ
seller-staged-open-product = Ouvrir le produit
seller-staged-last-seen = Vu dans le flux
seller-staged-siblings = Autres variantes de ce produit
seller-staged-vanished-notice = Cet article n’est plus dans le flux.

seller-run-trigger-person = À la main
seller-line-ends-lf = LF ou CRLF
seller-line-ends-any = Aussi CR (ancien Macintosh)
seller-quote-double = Guillemet double "
seller-quote-single = Apostrophe '
seller-mapping-quote = Guillemet
seller-run-read-of = { $read } lus sur { $total }
seller-feed-new-upload-short = Depuis votre ordinateur
seller-feed-new-url-short = Lu régulièrement
seller-run-watch = Ouvrir l’import
seller-runs-older = Imports plus anciens
seller-done-feed-added = Flux ajouté. Vérifiez le format et les colonnes.
seller-done-feed-deleted = Flux supprimé.
seller-done-mapping-saved = Enregistré.
seller-done-run-cancelled = L’import est en cours d’annulation.
seller-done-run-resolved = L’import continue comme vous l’avez décidé.
seller-done-selected = { $count ->
    [one] Un article est dans votre catalogue.
   *[other] { $count } articles sont dans votre catalogue.
}
seller-done-nothing-chosen = Choisissez d’abord au moins un article.
seller-run-rate = Lignes/s
seller-runs-title = Historique
seller-runs-empty = Aucun import pour l’instant.
seller-run-trigger-schedule = Planifié
seller-run-trigger-command = Ligne de commande
seller-run-technical = Détails :
seller-run-unknown-columns = Colonnes ignorées :
seller-staged-missing-text-hint = Les acheteurs voient le texte { $fallback } à la place.
seller-bulk-all-matching-more = Tous les résultats, plus de { $count }
seller-done-source-saved = L’adresse est enregistrée. Vérifiez le format et les colonnes.
seller-done-file-waits = Votre nouveau fichier est enregistré. L’import en cours lit encore l’ancien : quand il sera terminé, importez à nouveau.
seller-done-nothing-in-feed = Ce que vous avez choisi n’est plus dans aucun flux et ne peut pas être ajouté.
seller-feed-upload-once-hint = Sera importé une fois avec la correspondance enregistrée. L’adresse reste la source de ce flux.
seller-feed-upload-instead = Utiliser désormais ce fichier, et non plus l’adresse
seller-feed-address-give = Récupérer depuis une adresse
seller-feed-address-change = Changer l’adresse
seller-mapping-availability = Disponibilité des lignes qui n’en indiquent pas
seller-mapping-availability-none = Rejeter ces lignes
seller-mapping-availability-hint = Si le fichier compte les pièces, ce sont elles qui décident.
seller-rejects-cut = Le rapport contient les { $limit } premières entrées. Corrigez-les dans le fichier, puis importez à nouveau pour voir la suite.
seller-action-handled = Traités jusqu’ici
seller-action-selected = Dans le catalogue
seller-action-published = Nouvellement publiés
seller-action-unpublished = Retirés de la vente
seller-action-refused = Impossibles à publier
seller-action-missing = Plus dans aucun flux
seller-action-progress = Avancement de l’action
seller-action-running-text = Vous pouvez quitter cette page, le travail continue.
seller-action-done = Tout est fait.
seller-action-failed = Une erreur de notre côté a interrompu ce travail. Ce qui est fait reste : relancez-le.
seller-yes = oui
