# La mise en page et les petits éléments communs à toutes les pages.
skip = Aller au contenu
language-label = Langue
theme-label = Apparence
theme-auto = Comme le système
theme-light = Clair
theme-dark = Sombre
pager-label = Pages
pager-first = Première page
pager-next = Page suivante
crumbs-label = Vous êtes ici
form-errors = { $count ->
    [one] Une saisie est à revoir
   *[other] { $count } saisies sont à revoir
}
