//! Why a whole file is refused.

use std::io;

use super::Field;

/// Why a file cannot be read as a feed. Faults of single records are [`Fault`](super::Fault)s instead.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// No bytes, or blanks only.
    #[error("the file is empty")]
    Empty,
    /// An archive, a spreadsheet, a picture, JSON: the kind that was recognised.
    #[error("this is {0}, not a product feed: export the products as CSV, TSV or XML")]
    NotReadable(&'static str),
    /// An HTML page: mostly a wrong address or a login page.
    #[error("this is a web page, not a product feed: check the address")]
    WebPage,
    /// XML, but neither RSS nor Atom; holds the name of the outermost element.
    #[error("the XML begins with <{0}>: a product feed is RSS (<rss>) or Atom (<feed>)")]
    NotAFeed(String),
    /// The declared or found encoding is none that is read.
    #[error("encoding {0} is not supported: save the file as UTF-8")]
    Encoding(String),
    /// The file is plainly not written as the seller chose.
    #[error("this is {found}, not {chosen} as chosen in the mapping: choose again there, or save the file as {chosen}")]
    Differs {
        /// What it is.
        found: &'static str,
        /// What was chosen.
        chosen: &'static str,
    },
    /// The header is not valid in the chosen encoding.
    #[error("the header is not valid {0}: choose another encoding")]
    HeaderEncoding(&'static str),
    /// The first line is a product.
    #[error("required columns not found: the first line looks like a product, not like column names (\"{0}\")")]
    NoHeader(String),
    /// Required fields have no column.
    #[error("required columns not found: {}", names(.0))]
    MissingColumns(Vec<Field>),
    /// A column that a field is taken from stands in the header more than once.
    #[error("the column \"{0}\" is in the header more than once")]
    DuplicateColumn(String),
    /// More columns than [`MAX_COLUMNS`](super::limits::MAX_COLUMNS).
    #[error("the header has {0} columns, more than {max}", max = super::limits::MAX_COLUMNS)]
    TooManyColumns(usize),
    /// The first line is longer than [`MAX_RECORD_BYTES`](super::limits::MAX_RECORD_BYTES).
    #[error("the first line is too long to be a header")]
    HeaderTooLong,
    /// More records than [`MAX_ROWS`](super::limits::MAX_ROWS).
    #[error("the file has more than {max} products", max = super::limits::MAX_ROWS)]
    TooManyRows,
    /// The file could not be read on.
    #[error("reading failed: {0}")]
    Io(#[from] io::Error),
}

impl FeedError {
    /// The stable name, `snake_case`, by which pages translate it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Empty => "empty_file",
            Self::NotReadable(_) => "not_readable",
            Self::WebPage => "web_page",
            Self::NotAFeed(_) => "not_a_feed",
            Self::Encoding(_) => "unknown_encoding",
            Self::Differs { .. } => "format_differs",
            Self::HeaderEncoding(_) => "header_encoding",
            Self::NoHeader(_) => "no_header",
            Self::MissingColumns(_) => "missing_columns",
            Self::DuplicateColumn(_) => "duplicate_column",
            Self::TooManyColumns(_) => "too_many_columns",
            Self::HeaderTooLong => "header_too_long",
            Self::TooManyRows => "too_many_rows",
            Self::Io(_) => "read_failed",
        }
    }
}

fn names(fields: &[Field]) -> String {
    fields.iter().map(|field| field.name()).collect::<Vec<_>>().join(", ")
}
