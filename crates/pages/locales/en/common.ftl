# The layout and the small parts that every page shares.
skip = Skip to content
language-label = Language
theme-label = Appearance
theme-auto = As the system
theme-light = Light
theme-dark = Dark
pager-label = Pages
pager-first = First page
pager-next = Next page
crumbs-label = You are here
form-errors = { $count ->
    [one] One entry needs another look
   *[other] { $count } entries need another look
}
