# Imports: feeds, mapping, runs, rejects, staged products.

seller-imports-title = Imports
seller-imports-intro = One feed per language. Rows with the same id become one product.
seller-feeds-title = Feeds
seller-feed-add = Add feed
seller-feeds-empty-title = No feed yet
seller-feeds-empty-text = A feed is your product file: CSV, TSV or XML, one per language. Upload it or let Karum fetch it on a schedule.
seller-feed-source = Source
seller-feed-source-url = Fetched from address
seller-feed-schedule = Schedule
seller-feed-last-run = Last run
seller-feed-next-run = Next run
seller-feed-products = Staged
seller-feed-title = { $language } feed
seller-feed-import-now = Import now
seller-feed-upload-new = Upload a new file
seller-feed-upload-new-hint = Replaces the file of this feed and starts a run with the saved mapping.
seller-feed-change-mapping = Mapping and rules
seller-feed-finish-mapping = Set up columns
seller-feed-delete = Delete feed
seller-feed-delete-title = Delete the { $language } feed?
seller-feed-delete-text = The mapping and the schedule go. Staged products and your catalogue stay as they are.
seller-feed-not-run = Not run yet
seller-feed-no-schedule = Only when you start it
seller-feed-mapped = { $count ->
    [one] { $count } column mapped
   *[other] { $count } columns mapped
}
seller-feed-facts = Feed

seller-feed-mapped-none = Recognised when imported
seller-feed-state-new = Needs mapping
seller-feed-state-ready = Ready
seller-feed-state-running = Running
seller-feed-state-held = Waits for you
seller-feed-state-failed = Last run failed

seller-schedule-off = Off
seller-schedule-hourly = Every hour
seller-schedule-six-hourly = Every 6 hours
seller-schedule-daily = Every day

seller-vanish-unpublish = Unpublish them
seller-vanish-unpublish-hint = Buyers no longer see them; they come back when the feed lists them again.
seller-vanish-keep = Keep them
seller-vanish-keep-hint = They stay as they are.

# New feed
seller-feed-new-title = Add a feed
seller-feed-new-intro = Next you check the recognised format and the columns. Nothing is imported before that.
seller-feed-new-language-hint = The language of titles and descriptions in this file.
seller-feed-new-from = Where is the file?
seller-feed-new-upload = Upload a file
seller-feed-new-upload-hint = CSV, TSV or XML, plain or .gz, up to { $limit }.
seller-feed-new-url = Give an address
seller-feed-new-url-label = Address of the file
seller-feed-new-url-hint = http or https. Karum can fetch it again on a schedule.
seller-feed-new-file = File
seller-feed-new-continue = Continue to the columns
seller-feed-language-taken = There is a feed in this language already.

# Mapping
seller-mapping-title = Mapping and rules
seller-mapping-format = Format
seller-mapping-format-hint = Recognised from the file. Change it if the preview looks wrong.
seller-mapping-delimiter = Delimiter
seller-delimiter-tab = Tab
seller-delimiter-comma = Comma ,
seller-delimiter-semicolon = Semicolon ;
seller-delimiter-pipe = Vertical bar |
seller-delimiter-xml = XML elements
seller-mapping-encoding = Encoding
seller-mapping-line-ends = Line ends
seller-mapping-currency = Currency of prices without one
seller-mapping-columns = Columns
seller-mapping-columns-hint = What each column of the file means. Columns we do not know are ignored.
seller-mapping-column = Column in the file
seller-mapping-field = Field in Karum
seller-mapping-samples = First values
seller-mapping-ignore = Ignore this column
seller-mapping-empty-sample = (empty)
seller-mapping-field-for = Field for the column { $column }
seller-mapping-required-missing = Not mapped yet: { $fields }
seller-mapping-required-ok = All required fields are mapped.
seller-mapping-suggested = suggested
seller-mapping-preview = Preview
seller-mapping-preview-hint = { $count ->
    [one] The first row of the file, read with the settings above.
   *[other] The first { $count } rows of the file, read with the settings above.
}
seller-mapping-preview-update = Update preview
seller-mapping-preview-stale = You changed the mapping: update the preview to see the outcome.
seller-mapping-preview-empty = The file has no rows.
seller-mapping-outcome = Outcome
seller-mapping-accepted = Accepted
seller-mapping-rejected = Rejected
seller-mapping-with-warning = Accepted with a warning
seller-mapping-outcome-summary = { $accepted } accepted, { $rejected } rejected
seller-mapping-rules = Rules
seller-mapping-rules-vanish = Products that vanish from the feed
seller-mapping-rules-schedule = Import again
seller-mapping-rules-schedule-upload = An uploaded file cannot be fetched again. Give an address to use a schedule.
seller-mapping-rules-hold = If more than half of the products vanish, or the file is empty, the run stops and asks you.
seller-mapping-save = Save
seller-mapping-save-import = Save and import
seller-mapping-file-error = This file cannot be read
seller-mapping-other-file = Use another file

# Runs
seller-run-title = { $language } import
seller-run-started = Started
seller-run-duration = Duration
seller-run-state-queued = Queued
seller-run-state-running = Running
seller-run-state-held = Waits for you
seller-run-state-done = Done
seller-run-state-failed = Failed
seller-run-state-cancelled = Cancelled
seller-run-rows = Rows read
seller-run-new = New
seller-run-changed = Changed
seller-run-unchanged = Unchanged
seller-run-vanished = Vanished
seller-run-rejected = Rejected
seller-run-warnings = Warnings
seller-run-progress = Progress of the import
seller-run-queued-text = The run begins as soon as there is room. You may leave this page.
seller-run-running-text = You may leave this page; the import goes on.
seller-run-cancel = Cancel run
seller-run-cancel-title = Cancel this import?
seller-run-cancel-text = Rows that were staged so far stay. Nothing is unpublished.
seller-run-cancelling = Cancelling…
seller-run-done-text = { $count ->
    [one] One row was read.
   *[other] { $count } rows were read.
}
seller-run-nothing-changed = The feed is the same as last time. Nothing was written.
seller-run-cancelled-text = This run was cancelled. Rows staged before that stay.
seller-run-browse = Browse staged products
seller-run-again = Import again
seller-run-failed-title = The import failed
seller-run-change-source = Change the feed
seller-run-held-most = More than half of the products vanished
seller-run-held-most-text = { $vanished } of { $known } products of this language are not in the new file. Often that is a half-written file. What should happen to them?
seller-run-held-empty = The feed is empty
seller-run-held-empty-text = The file has a header and no rows, but you have { $known } products of this language. What should happen to them?
seller-run-held-apply = Unpublish what vanished
seller-run-held-apply-hint = Apply your rule to { $vanished } products.
seller-run-held-keep = Keep all products
seller-run-held-keep-hint = Import the new rows and leave the others as they are.
seller-run-held-cancel = Cancel the run
seller-run-held-cancel-hint = Change nothing, as if the run had not happened.
seller-run-held-sample = Among those that vanished
seller-run-rejects-title = Rejected rows
seller-run-rejects-none = No row was rejected.
seller-run-rejects-by-reason = By reason
seller-run-see-rejects = See the report
seller-run-see-warnings = See warnings

# Rejects and warnings
seller-rejects-title = Rejected rows
seller-rejects-tab-rejected = Rejected
seller-rejects-tab-warnings = Warnings
seller-rejects-csv = Download CSV
seller-rejects-line = Line
seller-rejects-record = Record
seller-rejects-column = Column
seller-rejects-reason = Reason
seller-rejects-id = Id
seller-rejects-raw = Row in the file
seller-rejects-raw-show = Show the row
seller-rejects-all-reasons = All reasons
seller-rejects-empty = No row was rejected in this run.
seller-warnings-empty = No warning in this run.
seller-rejects-hint = These rows are not in your staged products. Mend them in the file and import again.
seller-warnings-hint = These rows were imported, but something was left out or chosen for you.
seller-rejects-whole-file = whole file

# Staged products
seller-staged-title = Staged products
seller-staged-intro = What your feeds brought. Choose what goes into your catalogue.
seller-staged-search = Id, title, GTIN, brand
seller-staged-state-all = All
seller-staged-state-new = New
seller-staged-state-selected = In catalogue
seller-staged-state-published = Published
seller-staged-state-vanished = Vanished
seller-staged-state-conflict = Conflict
seller-staged-product = Product
seller-staged-languages = Languages
seller-staged-category = Category
seller-staged-brand = Brand
seller-staged-price = Price
seller-staged-price-from = Price from
seller-staged-price-to = Price to
seller-staged-availability = Availability
seller-staged-count = { $count ->
    [one] { $count } product
   *[other] { $count } products
}
seller-staged-empty-title = Nothing staged yet
seller-staged-empty-text = When an import has run, its products wait here for your choice.
seller-staged-none-title = Nothing matches
seller-staged-none-text = No staged product fits these filters.
seller-availability-in-stock = In stock
seller-availability-out-of-stock = Out of stock
seller-availability-preorder = Pre-order
seller-bulk-label = What to do with the chosen products
seller-bulk-checked = { $count ->
    [one] { $count } chosen
   *[other] { $count } chosen
}
seller-bulk-none = Tick products to choose them
seller-bulk-all-matching = All { $count } that match
seller-bulk-check-page = Choose all on this page
seller-bulk-check-row = Choose { $title }
seller-bulk-select = Add to catalogue
seller-bulk-select-publish = Add and publish
seller-bulk-confirm-select = { $count ->
    [one] Add one product to your catalogue?
   *[other] Add { $count } products to your catalogue?
}
seller-bulk-confirm-publish = { $count ->
    [one] Add one product and publish it?
   *[other] Add { $count } products and publish them?
}
seller-bulk-confirm-text = Products that are in the catalogue already stay as they are.

seller-staged-texts = Texts
seller-staged-facts = Facts
seller-staged-missing-text = Not in the { $language } feed
seller-staged-conflicts = Conflicts between the feeds
seller-staged-conflicts-text = The feeds of this product disagree. Karum takes the value marked “used”.
seller-staged-used = used
seller-staged-field = Field
seller-staged-open-product = Open product
seller-staged-last-seen = Last seen in the feed
seller-staged-siblings = Other variants of this product
seller-staged-vanished-notice = This product is no longer in the feed.

seller-run-trigger-person = By hand
seller-line-ends-lf = LF or CRLF
seller-line-ends-any = CR too (old Macintosh)
seller-quote-double = Double quotation mark "
seller-quote-single = Apostrophe '
seller-mapping-quote = Quotation mark
seller-run-read-of = { $read } of { $total } read
seller-feed-new-upload-short = From your computer
seller-feed-new-url-short = Fetched on a schedule
seller-run-watch = Open the run
seller-runs-older = Older runs
seller-done-feed-added = Feed added. Check the format and the columns.
seller-done-feed-deleted = Feed deleted.
seller-done-mapping-saved = Saved.
seller-done-run-cancelled = The run is being cancelled.
seller-done-run-resolved = The run goes on as you decided.
seller-done-selected = { $count ->
    [one] One product is in your catalogue.
   *[other] { $count } products are in your catalogue.
}
seller-done-nothing-chosen = Choose at least one product first.
seller-run-rate = Rows/s
seller-runs-title = Runs
seller-runs-empty = No run yet.
seller-run-trigger-schedule = Schedule
seller-run-trigger-command = Command line
seller-run-technical = Details:
seller-run-unknown-columns = Columns that were ignored:
seller-staged-missing-text-hint = Buyers see the { $fallback } text instead.
seller-bulk-all-matching-more = All that match, more than { $count }
seller-done-source-saved = The address is saved. Check the format and the columns.
seller-done-file-waits = Your new file is saved. The run that goes on still reads the former one: when it has ended, import again.
seller-done-nothing-in-feed = What you chose is in no feed any more, so it cannot be added.
seller-feed-upload-once-hint = Is imported once with the saved mapping. The address stays the source of this feed.
seller-feed-upload-instead = From now on use this file, and no longer the address
seller-feed-address-give = Fetch from an address
seller-feed-address-change = Change the address
seller-mapping-availability = Availability of rows without one
seller-mapping-availability-none = Reject such rows
seller-mapping-availability-hint = Where the file counts pieces, they decide.
seller-rejects-cut = The report holds the first { $limit } entries. Mend these in the file, and import again to see the rest.
seller-action-handled = Done so far
seller-action-selected = In the catalogue
seller-action-published = Newly published
seller-action-unpublished = Unpublished
seller-action-refused = Could not be published
seller-action-missing = In no feed any more
seller-action-progress = Progress of the action
seller-action-running-text = You may leave this page; the work goes on.
seller-action-done = All of it is done.
seller-action-failed = This was broken off by a fault on our side. What was done so far stays: start it again.
seller-yes = yes
