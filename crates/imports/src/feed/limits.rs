//! Every limit of the feed reader, in one place. Beyond a limit a record is refused or a text is cut, always by name.

/// How many bytes of a file [`sniff`](super::sniff) and [`preview`](super::preview) want to see: 256 KiB.
pub const HEAD_BYTES: usize = 256 * 1024;

/// The longest record, in bytes of UTF-8: 1 MiB. A longer one is skipped and reported; a quote that finds no partner
/// within it counts as never closed.
pub const MAX_RECORD_BYTES: usize = 1024 * 1024;

/// The most data records of one file.
pub const MAX_ROWS: u64 = 5_000_000;

/// The most columns of a header, and the most different element names of an XML feed.
pub const MAX_COLUMNS: usize = 500;

/// The longest column name, in characters.
pub const MAX_COLUMN_CHARS: usize = 100;

/// The longest id, in characters: an id cannot be cut, so a longer one is refused.
pub const MAX_ID_CHARS: usize = 100;

/// The longest title, in characters; the rest is cut with a warning. Google asks for 150, but titles of medicines run
/// past it and differ in their last words, so 150 is advice and this is the limit.
pub const MAX_TITLE_CHARS: usize = 500;

/// The longest description, in characters; the rest is cut with a warning.
pub const MAX_DESCRIPTION_CHARS: usize = 65_000;

/// The longest category path, in characters; the rest is cut with a warning.
pub const MAX_CATEGORY_CHARS: usize = 750;

/// The longest brand, colour, size and other short text, in characters; the rest is cut with a warning.
pub const MAX_SHORT_CHARS: usize = 200;

/// The longest address of a page or picture, in bytes.
pub const MAX_LINK_BYTES: usize = 2_000;

/// The most pictures of a row, the first one included; the rest is left out with a warning.
pub const MAX_IMAGES: usize = 10;

/// The highest price in minor units: just under 1,000,000,000.00.
pub const MAX_PRICE_MINOR: i64 = 99_999_999_999;

/// The most pieces in stock.
pub const MAX_QUANTITY: u32 = 100_000_000;

/// The heaviest weight in grams: 100 tonnes.
pub const MAX_WEIGHT_GRAMS: u32 = 100_000_000;

/// How much of a record's raw text the report keeps, in characters.
pub const MAX_RAW_CHARS: usize = 2_000;

/// How much of a wrong value a fault quotes, in characters.
pub const MAX_QUOTED_CHARS: usize = 80;
