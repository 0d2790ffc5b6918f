# Products and orders.

seller-products-title = Products
seller-products-new = New product
seller-products-search = Title, SKU, GTIN, brand
seller-products-tab-all = All
seller-products-tab-published = Published
seller-products-tab-draft = Drafts
seller-products-tab-overridden = Overridden
seller-products-tab-out-of-stock = Out of stock
seller-products-product = Product
seller-products-variants = { $count ->
    [one] { $count } variant
   *[other] { $count } variants
}
seller-products-price = Price
seller-products-stock = Stock
seller-products-stock-in = In stock
seller-products-stock-out = Out of stock
seller-products-stock-some = { $in } of { $all } in stock
seller-products-on-hand = { $count } on hand
seller-products-state-published = Published
seller-products-state-draft = Draft
seller-products-state-partly = { $published } of { $all } published
seller-products-overrides = { $count ->
    [one] { $count } override
   *[other] { $count } overrides
}
seller-products-overridden = Overridden
seller-products-vanished = Vanished from the feed
seller-products-source-feed = Feed
seller-products-source-hand = By hand
seller-products-publish = Publish
seller-products-unpublish = Unpublish
seller-products-empty-title = Your catalogue is empty
seller-products-empty-text = Choose staged products from an import, or enter one by hand.
seller-products-none-title = Nothing matches
seller-products-none-text = No product fits these filters.
seller-products-confirm-publish = { $count ->
    [one] Publish one product?
   *[other] Publish { $count } products?
}
seller-products-confirm-unpublish = { $count ->
    [one] Unpublish one product?
   *[other] Unpublish { $count } products?
}
seller-products-confirm-publish-text = Buyers find them within a second.
seller-products-confirm-unpublish-text = They disappear from your shop and from the search at once. Orders already placed stay.

# One product
seller-product-view = View in shop
seller-product-texts = Texts
seller-product-texts-hint = What you write here survives every import. The feed’s value stays beside it.
seller-product-title = Title
seller-product-description = Description
seller-product-category = Category
seller-product-from-feed = Feed
seller-product-overridden = Overridden
seller-product-undo = Use the feed’s value
seller-product-undo-label = Use the feed’s value for { $field }
seller-product-feed-empty = The feed has none
seller-product-variants = Variants
seller-product-variants-hint = Price and pictures belong to the variant; publishing too.
seller-product-variant = Variant
seller-product-sku = SKU
seller-product-price = Price
seller-product-compare-at = Compare-at
seller-product-compare-at-hint = The former price, shown struck through.
seller-product-stock = Stock
seller-product-on-hand = On hand
seller-product-reserved = { $count } reserved
seller-product-untracked = Not counted
seller-product-in-stock = In stock
seller-product-published = Published
seller-product-publish-variant = Publish { $variant }
seller-product-pictures = Pictures
seller-product-pictures-hint = One address per line; the first is the main picture.
seller-product-pictures-count = { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
}
seller-product-overridden-count = { $count ->
    [0] Nothing overridden
    [one] { $count } field overridden
   *[other] { $count } fields overridden
}
seller-product-organisation = Organisation
seller-product-brand = Brand
seller-product-gtin = GTIN
seller-product-tax-class = Tax class
seller-product-weight = Weight in grams
seller-product-details = Details of each variant
seller-product-details-hint = Numbers, options and tax class of what you entered yourself.
seller-product-further = A further variant
handlers-weight = Write whole grams, such as 250.
seller-product-source = Source
seller-product-updated = Last import
seller-product-created = Created
seller-product-single = Single variant
seller-product-vanished = No longer in the feed

# New product
seller-new-product-title = New product
seller-new-product-basics = Product
seller-new-product-title-hint = As buyers should read it, in { $language }.
seller-new-product-offer = Price and stock
seller-new-product-stock-tracked = Count pieces
seller-new-product-stock-untracked = Only in or out of stock
seller-new-product-quantity = Pieces on hand
seller-new-product-variants = Variants
seller-new-product-variants-hint = Only if it comes in sizes or colours. Empty rows are ignored.
seller-new-product-add-variant = Add a variant
seller-new-product-color = Colour
seller-new-product-size = Size
seller-new-product-save = Save as draft
seller-new-product-publish = Save and publish

# Orders
seller-orders-title = Orders
seller-orders-new = Enter an order
seller-orders-csv = Export CSV
seller-orders-search = Number or name
seller-orders-number = Order
seller-orders-buyer = Buyer
seller-orders-items = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
seller-orders-source = Came by
seller-orders-source-marketplace = Marketplace
seller-orders-source-shop = Your shop
seller-orders-source-telephone = Telephone
seller-orders-source-counter = Counter
seller-orders-tab-all = All
seller-orders-empty-title = No orders yet
seller-orders-empty-text = Orders from your shop and from the marketplace arrive here, each with its next step.
seller-orders-none-title = Nothing matches
seller-orders-none-text = No order fits this search.

seller-order-state-placed = Placed
seller-order-state-confirmed = Confirmed
seller-order-state-packed = Packed
seller-order-state-shipped = Shipped
seller-order-state-delivered = Delivered
seller-order-state-cancelled = Cancelled

seller-order-title = Order { $number }
seller-order-placed-at = Placed { $when }
seller-order-next = Next step
seller-order-next-none = Nothing left to do.
seller-order-confirm = Confirm order
seller-order-confirm-hint = Tells the buyer that you accept the order.
seller-order-pack = Mark as packed
seller-order-pack-hint = Everything is in the box and ready to go.
seller-order-ship = Mark as shipped
seller-order-ship-hint = With a tracking number, if you have one.
seller-order-deliver = Mark as delivered
seller-order-deliver-hint = The buyer has received it.
seller-order-cancel = Cancel order
seller-order-cancel-hint = The goods go back into stock and the buyer’s purchase shows it.
seller-order-cancel-title = Cancel order { $number }?
seller-order-carrier = Carrier
seller-order-tracking = Tracking number
seller-order-reason = Reason
seller-order-reason-hint = The buyer can read it.
seller-order-reason-out-of-stock = Out of stock
seller-order-reason-buyer-asked = The buyer asked for it
seller-order-reason-undeliverable = Cannot be delivered
seller-order-reason-other = Another reason
seller-order-reason-note = Note to the buyer
seller-order-lines = Items
seller-order-line-item = Item
seller-order-quantity = Quantity
seller-order-unit-price = Unit price
seller-order-line-total = Total
seller-order-subtotal = Subtotal
seller-order-shipping = Shipping
seller-order-shipping-free = free
seller-order-vat-included = incl. { $rate } VAT
seller-order-grand-total = Total
seller-order-contact = Buyer
seller-order-email = E-mail
seller-order-phone = Telephone
seller-order-address = Delivery address
seller-order-no-address = Collected at the counter
seller-order-payment = Payment
seller-order-payment-invoice = On invoice
seller-order-timeline = History
seller-order-event-placed = Order placed
seller-order-event-entered = Order entered by hand
seller-order-event-confirmed = Confirmed
seller-order-event-packed = Packed
seller-order-event-shipped = Shipped
seller-order-event-delivered = Delivered
seller-order-event-cancelled = Cancelled
seller-order-by-buyer = Buyer
seller-order-note = Note

# Enter an order
seller-order-new-title = Enter an order
seller-order-new-intro = For orders by telephone or at the counter. Stock is taken at once.
seller-order-new-channel = How did it come?
seller-order-new-lines = Items
seller-order-new-line-hint = Choose a product, or type its SKU or GTIN.
seller-order-new-product = Product
seller-order-new-add-line = Add an item
seller-order-new-name = Name
seller-order-new-contact = Buyer
seller-order-new-contact-hint = An e-mail address or a telephone number, to be able to ask back.
seller-order-new-delivery = Delivery
seller-order-new-ship = Ship to an address
seller-order-new-collect = Collected at the counter
seller-order-new-street = Street and number
seller-order-new-postal-code = Postcode
seller-order-new-city = Town
seller-order-new-country = Country
seller-order-new-shipping-fee = Shipping
seller-order-new-shipping-fee-hint = Empty: your flat rate.
seller-order-new-note = Note
seller-order-new-place = Place order
seller-order-new-review = Stock and prices are checked when you place the order.

seller-order-new-extra = Address line 2
seller-products-count = { $count ->
    [one] { $count } product
   *[other] { $count } products
}
seller-done-published = { $count ->
    [one] One product is published.
   *[other] { $count } products are published.
}
seller-done-unpublished = { $count ->
    [one] One product is unpublished.
   *[other] { $count } products are unpublished.
}
seller-done-product-saved = Changes saved.
seller-done-undone = The feed’s value is back.
seller-done-product-added = Product added.
seller-done-order-placed = Order entered.
seller-done-order-moved = The order has moved on.
seller-done-order-cancelled = The order is cancelled.
seller-product-tracked = Counted
seller-order-note-own = Your own note
seller-order-note-hint = Only your team reads it.
seller-order-note-save = Save the note
seller-done-note-saved = The note is saved.
