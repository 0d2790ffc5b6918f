//! The mapping page: format, columns, preview, rules; one form with three buttons.
//!
//! Posted fields: `delimiter`, `encoding`, `line_ends`, `quote`, `currency`, `availability`, `vanish`, `schedule`, one `map.N` for the column at position N
//! (from 0) holding a code of [`FieldChoice`] or nothing, and `do`: `preview`, `save` or `import`.

use askama::Template;
use types::{FeedId, Language, Money};

use crate::view::Page;

use super::{
    imports::{Rules, Source},
    shell::Shell,
    state::{Availability, Delimiter, LineEnds, Quote},
    words::{self, FieldGroup},
};

/// The mapping page.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/mapping.html")]
pub struct MappingPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// The feed.
    pub feed: FeedId,
    /// Its language.
    pub language: Language,
    /// Its file.
    pub source: Source,
    /// What stops the file from being read; format and source can still be changed.
    pub file_error: Option<Problem>,
    /// How the file is read.
    pub format: Format,
    /// Its columns, in the file's order.
    pub columns: Vec<Column>,
    /// The fields a column can be mapped to.
    pub fields: Vec<FieldChoice>,
    /// Codes of required fields that no column is mapped to.
    pub missing: Vec<String>,
    /// The first rows and what would become of them.
    pub preview: Vec<PreviewRow>,
    /// The feed's rules.
    pub rules: Rules,
    /// Whether the shown mapping differs from the saved one.
    pub unsaved: bool,
}

/// Why something is not accepted: a code, and where there is one the exact wording of the trouble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The reason's stable name, such as `bad_price`; one we have no text for is shown as it is.
    pub code: String,
    /// What exactly, such as the value that could not be read. Shown as text, never translated.
    pub detail: Option<String>,
}

/// How the file is read: what is in force, and what the file looked like.
#[derive(Debug, Clone)]
pub struct Format {
    /// What separates its columns, or that it is XML.
    pub delimiter: Delimiter,
    /// As it was recognised.
    pub detected_delimiter: Delimiter,
    /// The code of the encoding.
    pub encoding: String,
    /// As it was recognised.
    pub detected_encoding: String,
    /// Codes and names of the encodings that are read.
    pub encodings: Vec<(String, String)>,
    /// What ends its lines.
    pub line_ends: LineEnds,
    /// As it was recognised.
    pub detected_line_ends: LineEnds,
    /// What cells are wrapped in.
    pub quote: Quote,
    /// As it was recognised.
    pub detected_quote: Quote,
}

/// A column of the file.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name in the header.
    pub name: String,
    /// The field it is mapped to.
    pub field: Option<String>,
    /// Whether the mapping is our proposal, not the seller's choice.
    pub suggested: bool,
    /// The first values, three at most, shortened to 80 characters.
    pub samples: Vec<String>,
}

/// A field a column can be mapped to.
#[derive(Debug, Clone)]
pub struct FieldChoice {
    /// Its code, such as `image_link`.
    pub code: String,
    /// Whether no import goes without it.
    pub required: bool,
}

/// A row of the preview.
#[derive(Debug, Clone)]
pub struct PreviewRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The price as it would be stored.
    pub price: Option<Money>,
    /// The price before the sale.
    pub compare_at: Option<Money>,
    /// What it says about stock.
    pub availability: Option<Availability>,
    /// Its category.
    pub category: String,
    /// Address of its picture.
    pub image: Option<String>,
    /// Why it would be rejected; `None` when it is accepted.
    pub reject: Option<Problem>,
    /// The column that the reject is about.
    pub reject_column: Option<String>,
    /// What would be left out or chosen.
    pub warnings: Vec<Problem>,
}

impl MappingPage {
    /// Rows of the preview that would be accepted.
    pub fn accepted(&self) -> usize {
        self.preview.iter().filter(|row| row.reject.is_none()).count()
    }

    /// The fields of a group of the select, in the given order.
    pub fn group(&self, group: FieldGroup) -> Vec<&FieldChoice> {
        self.fields.iter().filter(|field| words::group(field) == group).collect()
    }

    /// The names of the required fields that are missing, joined.
    pub fn missing_names(&self) -> String {
        let names = self.missing.iter().map(|code| words::field(&self.page.t, code));
        names.collect::<Vec<_>>().join(", ")
    }

    /// Rows of the preview that would be rejected.
    pub fn rejected(&self) -> usize {
        self.preview.len() - self.accepted()
    }
}
