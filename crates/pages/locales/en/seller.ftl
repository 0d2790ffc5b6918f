# The seller's side: frame, dashboard, settings, security.

seller-nav-label = Seller
seller-nav-imports = Imports
seller-nav-products = Products
seller-nav-orders = Orders
seller-nav-settings = Shop settings
seller-nav-security = Security
seller-nav-group-shop = Shop
seller-view-shop = View shop
seller-shop-open = Open
seller-shop-closed = Closed
seller-shop-closed-notice = Your shop is closed: buyers do not see your products.
seller-shop-open-it = Open it in the settings
seller-signed-in-as = Signed in as { $email }
seller-sign-out = Sign out
seller-nav-waiting = { $count ->
    [one] { $count } waiting
   *[other] { $count } waiting
}

# Words used on many pages
seller-save = Save
seller-save-changes = Save changes
seller-cancel = Cancel
seller-back = Back
seller-apply = Apply
seller-filter = Filter
seller-filters = Filters
seller-clear-filters = Clear filters
seller-search = Search
seller-any = Any
seller-language = Language
seller-state = State
seller-date = Date
seller-total = Total
seller-unsaved = You have unsaved changes.

# Dashboard
seller-dashboard-title = Dashboard
seller-dashboard-greeting = Today at { $shop }
seller-tasks-title = To do
seller-task-confirm = { $count ->
    [one] order to confirm
   *[other] orders to confirm
}
seller-task-ship = { $count ->
    [one] order to ship
   *[other] orders to ship
}
seller-task-held = { $count ->
    [one] import waits for you
   *[other] imports wait for you
}
seller-task-rejects = { $count ->
    [one] row rejected in the last run
   *[other] rows rejected in the last runs
}
seller-task-conflicts = { $count ->
    [one] conflict between languages
   *[other] conflicts between languages
}
seller-tasks-done = All done. New orders and imports that need you appear here.
seller-sales-title = Last 30 days
seller-sales-orders = Orders
seller-sales-revenue = Revenue
seller-sales-average = Average order
seller-sales-against-before = against the 30 days before
seller-sales-chart-label = Revenue and orders per day over the last 30 days. The same figures stand in the table below.
seller-sales-show-table = Show figures as a table
seller-sales-day = Day
seller-sales-empty = No orders in the last 30 days.
seller-recent-title = Recent orders
seller-recent-empty = No orders yet. They appear here as soon as a buyer places one.
seller-stock-title = Stock running low
seller-stock-left = { $count ->
    [0] none left
   *[other] { $count } left
}
seller-stock-empty = No tracked stock is low.
seller-all-orders = All orders
seller-all-low-stock = All out of stock

seller-first-title = Set up your shop
seller-first-intro = Five steps from a product file to your first order.
seller-first-progress = { $done } of { $total } done
seller-first-feed = Add a product feed
seller-first-feed-text = Upload a CSV, TSV or XML file, or give the address of one. One feed per language.
seller-first-import = Check the columns and import
seller-first-import-text = We recognise the format; you see 20 rows before anything is saved.
seller-first-publish = Choose and publish products
seller-first-publish-text = Select one, many or all staged products and put them into your shop.
seller-first-shipping = Set shipping and VAT
seller-first-shipping-text = One flat rate, free above an amount you choose.
seller-first-open = Open your shop
seller-first-open-text = Buyers find you in the marketplace and at your own address.
seller-first-done = Done
seller-first-go-feed = Add feed
seller-first-go-import = Check columns
seller-first-go-publish = Browse staged products
seller-first-go-shipping = Shop settings
seller-first-go-open = Open shop

# Shop settings
seller-settings-title = Shop settings
seller-settings-shop = Shop
seller-settings-shop-hint = What buyers see on your pages.
seller-settings-name = Shop name
seller-settings-slug = Address
seller-settings-slug-hint = Lower-case letters, digits and hyphens. Old links stop working when you change it.
seller-settings-about = About the shop
seller-settings-about-hint = Two or three sentences. Shown on your shop’s first page.
seller-settings-region = Region and language
seller-settings-region-hint = Decides VAT, the order of languages and the currency of new products.
seller-settings-country = Country
seller-settings-language = Default language
seller-settings-language-hint = Shown where a text is missing in the buyer’s language.
seller-settings-currency = Currency
seller-settings-vat = VAT
seller-settings-vat-hint = Your prices include VAT. The rate follows from your country and the tax class of each product.
seller-settings-vat-number = VAT number
seller-settings-vat-rates = Rates in { $country }
seller-tax-class-standard = Standard
seller-tax-class-reduced = Reduced
seller-tax-class-super-reduced = Super-reduced
seller-tax-class-intermediate = Intermediate
seller-tax-class-zero = Zero
seller-settings-shipping = Shipping
seller-settings-shipping-hint = One flat rate per order of your shop, VAT included.
seller-settings-flat = Flat rate
seller-settings-free-above = Free from
seller-settings-free-above-hint = Order value from which shipping is free. Empty: never free.
seller-settings-open = Open for buyers
seller-settings-open-text = Your products are visible and can be ordered.
seller-settings-closed-text = Closed: your pages, your products in the search and the checkout disappear at once. Nothing is deleted.
seller-settings-state = Opening

# Security
seller-security-title = Security
seller-security-intro = Every browser that is signed in to your account. End what you do not recognise.
seller-sessions-title = Signed-in sessions
seller-session-current = This browser
seller-session-created = Signed in
seller-session-seen = Last active
seller-session-revoke = Sign out
seller-session-revoke-label = Sign out { $device }
seller-session-revoke-all = Sign out everywhere
seller-session-revoke-all-hint = Ends every session, this one too. You sign in again with your password.
seller-session-unknown-device = Unknown browser
seller-security-revoke-all-title = Sign out everywhere?
seller-security-revoke-all-text = { $count ->
    [one] One session ends at once, this one.
   *[other] { $count } sessions end at once, this one among them.
}

# Confirmations and errors
seller-confirm-cannot-undo = This cannot be undone.
seller-error-not-found = Not found
seller-error-not-found-text = This page does not exist, or it is not one of yours.
seller-error-conflict = It changed meanwhile
seller-error-conflict-text = Somebody, or an import, changed this since you opened it. Look at the new state and try again.
seller-error-unavailable = Not available right now
seller-error-unavailable-text = Nothing was changed. Please try again in a moment.
seller-error-home = Back to the dashboard
seller-error-reference = Reference for support: { $id }

seller-language-en = English
seller-language-fr = French
seller-language-de = German
seller-settings-time-zone = Time zone
seller-settings-time-zone-hint = Days and schedules follow it.
seller-find = Search products
seller-account = Account
seller-done-settings-saved = Settings saved.
seller-done-session-ended = The session was ended.
seller-nav-staged = Staged
seller-nav-dashboard = Dashboard
seller-optional = optional
seller-settings-currency-hint = Fixed since your shop was opened.
