## Header and footer
search-label = Search all shops
search-placeholder = Search products, brands, shops
search-go = Search
search-suggestions = Suggestions
nav-account = Account and cart
nav-categories = Categories
nav-purchases = My purchases
nav-dashboard = Dashboard
nav-sell = Open your shop
nav-cart = Cart
nav-cart-count = { $count ->
    [one] Cart, { $count } item
   *[other] Cart, { $count } items
}
signed-in-as = Signed in as
sign-in = Sign in
sign-out = Sign out
foot-about = The merchants’ quarter: independent shops side by side, with one search, one cart and one checkout.
foot-buy = Shopping
foot-sell = Selling
foot-all = All products
foot-api = API for developers
foot-law = Good to know
foot-law-text = Each shop sells in its own name: your contract is with the shop. Prices include VAT; delivery is added at the checkout.
foot-licence = Runs on Karum, free software under the Apache License 2.0.

## Home
home-title = The merchants’ quarter
home-headline-shops = Independent shops.
home-headline-cart = One cart.
home-lead = { $products } products from { $shops ->
    [one] { $shops } shop
   *[other] { $shops } shops
    }, each run by its own merchant. Search them all, order once.
home-popular = Brands:
home-categories = Browse by category
home-all = All products
home-arrivals = New arrivals
home-all-new = All new arrivals
home-shops = The shops
home-all-shops = All shops
shop-count = { $count ->
    [one] { $count } shop
   *[other] { $count } shops
}
home-sell-title = Selling something yourself?
home-sell-text = Bring your product feed, choose what to publish, and your shop is open. Your data stays yours alone.
home-empty-title = The stalls are still being set up
home-empty-text = No shop has published a product yet. Come back soon, or open the first one.

## Cards and prices
card-new = New
card-variants = { $count ->
    [one] { $count } option
   *[other] { $count } options
}
price-from = from
price-now = Now
price-before = Before
price-vat = Includes { $rate } VAT, plus delivery
free = Free
stock-in = In stock
stock-out = Sold out

## Search
result-count = { $count ->
    [one] { $count } product
   *[other] { $count } products
}
search-for = “{ $query }”
search-all = All products
search-instead = No product has “{ $typed }”. These are the results for “{ $found }”.
search-exact = Search for “{ $typed }” all the same
search-dropped = Left out, since no product has them together with the rest: { $words }
search-building-title = The search is being set up
search-building-text = The products are being entered right now. This page looks again by itself every few seconds.
search-building-again = Look again
search-empty-title = Nothing found
search-empty-text = Check the spelling, try fewer or more general words, or look into a category.
search-empty-filters = No product matches all the filters. Take some of them away.
results = Results
filters = Filters
filters-close = Close filters
filters-active = Filters in force
filters-clear = Clear all
filters-apply = Show results
filter-remove = Remove filter
facet-shop = Shop
facet-brand = Brand
facet-category = Category
facet-price = Price
facet-price-min = Lowest price
facet-price-max = Highest price
facet-from = from
facet-to = to
price-up-to = Up to { $amount }
price-and-up = { $amount } and more
price-between = { $from } to { $to }
facet-stock = Availability
facet-more = { $count } more
sort-label = Sort by
sort-relevance = Relevance
sort-price-asc = Price, low to high
sort-price-desc = Price, high to low
sort-newest = Newest
sort-go = Sort

## Product and shop
product-pictures = Pictures
product-picture = Picture { $at } of { $of }
product-description = Description
product-no-description = The shop has not described this product.
product-facts = Details
option-colour = Colour
option-size = Size
option-material = Material
option-pattern = Pattern
option-variant = Variant
fact-brand = Brand
fact-number = Article number
fact-gtin = GTIN
fact-weight = Weight
fact-condition = Condition
condition-used = Used
condition-refurbished = Refurbished
product-seller = Sold by
product-others = More from { $shop }
product-others-all = Visit the shop
quantity = Quantity
add-to-cart = Add to cart
sold-by = Sold and shipped by
delivery-free = Free delivery
delivery-flat = Delivery { $amount }
delivery-free-from = Free from { $amount } in this shop
delivery-free-from-short = free from { $amount }
assurance-invoice = Pay by invoice once the goods are yours
shop-search = Search { $shop }
shop-empty-title = Nothing here yet
shop-empty-text = This shop has no products on its shelves at the moment.

## Cart
cart-title = Your cart
cart-articles = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
cart-empty-title = Your cart is empty
cart-empty-text = What you add from any shop waits here until you order.
cart-empty-go = Start shopping
cart-prices-changed = { $count ->
    [one] A price changed since you put it in your cart
   *[other] { $count } prices changed since you put them in your cart
}
cart-prices-confirm = { $count ->
    [one] Accept the new price
   *[other] Accept the new prices
}
cart-currencies = Your cart holds prices in { $count } currencies. It becomes { $count } separate purchases.
cart-purchase-of = Purchase { $at } in { $currency }
cart-free-missing = { $more } more and delivery is free (from { $from })
cart-free-reached = Delivery from this shop is free
cart-free-label = Way to free delivery
cart-each = { $amount } each
cart-quantity-of = Quantity of { $title }
cart-update = Update
cart-remove = Remove
cart-checkout = Go to checkout
cart-blocked = Settle the marked items first.
cart-vat = Prices include VAT. Nothing is ordered yet.
summary = Summary
total = Total
total-goods = Goods
total-shipping = Delivery
total-tax = including { $rate } VAT

## Checkout
checkout-title = Checkout
checkout-back = Back to the cart
checkout-contact = Contact
checkout-have-account = Have an account?
checkout-address = Delivery address
checkout-payment = Payment
checkout-review = Review
checkout-buy = Order and pay
checkout-law = By ordering you buy from the shops named above, each in its own name.
payment-invoice = Invoice
payment-invoice-hint = Each shop sends its invoice with the goods; pay within 14 days.
field-email = E-mail
field-email-hint = Here the shops reach you.
field-name = Full name
field-your-name = Your name
field-phone = Telephone (optional)
field-street = Street and number
field-street-more = Floor, company or other (optional)
field-postcode = Postcode
field-city = Town
field-country = Country
field-note = Note to the shops (optional)
field-payment = How you pay
field-password = Password
field-password-hint = At least 8 characters.
field-shop-name = Shop name
field-slug = Shop address
field-slug-hint = Lower-case letters, digits and hyphens: your shop opens at /s/ followed by this.
field-shop-country = Country of the shop
field-currency = Currency

## Purchases
purchase-title = Purchase { $reference }
purchase-placed = Placed on { $when }
purchase-thanks = Thank you for your order
purchase-thanks-text = Your reference is { $reference }. The shops reach you at { $email }; { $sellers ->
    [one] the shop has
   *[other] { $sellers } shops have
    } your order.
purchase-siblings = Ordered at the same time, in another currency:
purchase-guest = Keep this link: with it you find your purchase without an account.
purchase-guest-link = Link to this purchase
purchase-address = Delivered to
purchases-empty-title = No purchases yet
purchases-empty-text = Your orders and their way to you appear here.
order-number = Order { $number }
order-course = Progress of this order
order-ahead = to come
order-total = Total of this shop
order-placed = Placed
order-confirmed = Confirmed
order-packed = Packed
order-shipped = Shipped
order-delivered = Delivered
order-cancelled = Cancelled

## Accounts
sign-in-title = Welcome back
sign-in-text = Sign in to see your purchases, or your shop.
sign-in-new = New here?
sign-in-seller = Want to sell?
sign-up-title = Create an account
sign-up-text = Keep your purchases in one place. You can also order without an account.
sign-up-go = Create account
sign-up-have = Already have an account?
sell-title = Open your shop in the quarter
sell-text = Your own shop, and a place in the search of everyone who comes to the market.
sell-feed = Bring your feed
sell-feed-text = Upload a CSV, TSV or XML file, one per language. Columns are recognised and yours to change.
sell-shop = Choose what is on the shelf
sell-shop-text = Publish one product or thousands. Your changes survive every new import.
sell-wall = Behind your own wall
sell-wall-text = The database itself keeps your orders and customers apart from every other shop’s.
sell-your-shop = Your shop
sell-you = Your account

## Countries
country-at = Austria
country-be = Belgium
country-ch = Switzerland
country-de = Germany
country-dk = Denmark
country-es = Spain
country-fr = France
country-gb = United Kingdom
country-ie = Ireland
country-it = Italy
country-li = Liechtenstein
country-lu = Luxembourg
country-nl = Netherlands
country-pl = Poland
country-pt = Portugal
country-se = Sweden

## Error pages
failure-home = To the home page
failure-search = Search all shops
failure-request = If you ask for help, give this number:
failure-forbidden-title = This door is closed to you
failure-forbidden-text = You are signed in, but this page is not yours to open.
failure-not-found-title = There is nothing here
failure-not-found-text = The page has moved, or the product is no longer sold.
failure-too-many-title = One moment, please
failure-too-many-text = That was very many requests in a short time. Try again in a minute.
failure-broken-title = Something broke on our side
failure-broken-text = It is not your fault, and nothing was ordered twice. Try again.
failure-unavailable-title = Back in a moment
failure-unavailable-text = The market is being looked after right now. Try again shortly.
