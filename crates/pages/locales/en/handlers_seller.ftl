# What the seller's handlers say beside fields and after a redirect.
handlers-queued = { $count ->
    [one] One product is being added in the background.
   *[other] { $count } products are being added in the background.
}
handlers-refused = { $count ->
    [one] One variant could not be published: it has no price, or another currency than the rest of its product.
   *[other] { $count } variants could not be published: they have no price, or another currency than the rest of their product.
}
handlers-file-needed = Choose a file.
handlers-file-empty = This file is empty.
handlers-file-too-large = This file is too large. Split it, or leave out columns.
handlers-file-broken = This file did not arrive whole, or its compression is damaged. Try again.
handlers-url = Write the whole address, such as https://shop.example/feed.csv. It must be public and need no password.
handlers-source = Choose where the file comes from.
handlers-language = Choose a language.
handlers-language-taken = There is a feed in this language already. Change that one, or delete it first.
handlers-rules = These rules were not understood. Nothing was changed.
handlers-amount = Write an amount such as 4.90.
handlers-price = Write a price above zero, such as 49.90.
handlers-compare-at = Write an amount above the price, or leave it empty.
handlers-title = Write a title of 1 to 500 characters on one line.
handlers-description = Use at most 65,000 characters, and give a title in this language too.
handlers-category = Write a path such as Kitchen > Kettles, at most 750 characters.
handlers-images = Write one address per line, beginning with https:// or http://, ten at most.
handlers-pieces = Write a whole number from 0 up.
handlers-pieces-reserved = { $count ->
    [one] One piece is promised to a buyer: it cannot be fewer.
   *[other] { $count } pieces are promised to buyers: it cannot be fewer.
}
handlers-short = Use at most 200 characters on one line.
handlers-gtin = The check digit does not fit. Copy the 8 to 14 digits under the bar code.
handlers-other-currency = All of it must be sold in one currency.
handlers-quantity = Write a number from 1 to 999.
handlers-item-unknown = No product of yours has this SKU or GTIN.
handlers-item-many = Several products have this number. Use the SKU.
handlers-out-of-stock = There is not enough of it in stock.
handlers-lines = An order has 1 to 100 lines.
handlers-reachable = Write an e-mail address or a telephone number.
handlers-key = This form was sent before with other contents. Look at your orders, then send it again.
handlers-reason = Choose a reason.
handlers-time-zone = Choose a time zone.
handlers-amount-too-high = This amount is too high: use at most 999,999,999.99.
handlers-action = This was not understood. Nothing was changed.
