//! How a file is written: found by [`sniff`](super::sniff), changeable by the seller, stored with his feed.

use serde::{Deserialize, Serialize};

/// How the bytes of a file are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Format {
    /// A table or XML.
    pub kind: Kind,
    /// The encoding of the text. A byte order mark is skipped whatever stands here.
    pub encoding: Encoding,
    /// What separates the fields of a table.
    pub delimiter: Delimiter,
    /// What fields of a table are wrapped in.
    pub quote: Quote,
    /// What ends a line of a table.
    pub line_ends: LineEnds,
}

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// CSV, TSV and the like.
    #[default]
    Table,
    /// Google's RSS or Atom, with Letzshop's elements.
    Xml,
}

/// The encodings that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// UTF-16, little end first: what Excel calls Unicode text.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// Windows-1252, which holds ISO 8859-1 (Latin-1).
    Windows1252,
}

impl Encoding {
    /// The name as people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// What separates fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// A tab, which exporters write most.
    #[default]
    Tab,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `|`
    Pipe,
}

impl Delimiter {
    /// Every delimiter; the first is preferred where a header fits several.
    pub const ALL: [Self; 4] = [Self::Tab, Self::Semicolon, Self::Comma, Self::Pipe];

    /// The character, which is ASCII.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Tab => b'\t',
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Pipe => b'|',
        }
    }
}

/// What fields are wrapped in when they hold a delimiter or a line break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quote {
    /// `"`
    #[default]
    Double,
    /// `'`
    Single,
}

impl Quote {
    /// The character, which is ASCII.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Double => b'"',
            Self::Single => b'\'',
        }
    }
}

/// What ends a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineEnds {
    /// LF or CRLF, mixed as they come; a CR alone is part of the text.
    #[default]
    Lf,
    /// LF, CRLF or CR alone (old Macintosh), mixed as they come.
    Any,
}
