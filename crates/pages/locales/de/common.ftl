# Das Gerüst und die kleinen Teile aller Seiten.
skip = Zum Inhalt springen
language-label = Sprache
theme-label = Darstellung
theme-auto = Wie das System
theme-light = Hell
theme-dark = Dunkel
pager-label = Seiten
pager-first = Erste Seite
pager-next = Nächste Seite
crumbs-label = Sie sind hier
form-errors = { $count ->
    [one] Eine Angabe stimmt noch nicht
   *[other] { $count } Angaben stimmen noch nicht
}
