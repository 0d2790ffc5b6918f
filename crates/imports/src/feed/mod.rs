//! The feed reader: bytes of a seller's product file become typed rows, or faults that say where and why.
//!
//! No database and no network. [`sniff`] finds encoding and delimiter in the head of a file, [`header`] its columns,
//! [`Mapping::suggest`] what the columns mean, [`preview`] shows the first rows under a mapping, and [`Reader`]
//! streams the whole file with flat memory. A bad record never stops the others.

mod aliases;
mod build;
mod currency;
mod decode;
mod error;
mod fault;
mod field;
mod format;
mod hash;
mod header;
mod item;
mod judge;
pub mod limits;
mod link;
mod mapping;
mod measures;
mod preview;
mod price;
mod quoted;
mod reader;
mod row;
mod seen;
mod sniff;
mod splitter;
mod text;
mod window;
mod words;
mod xml;

pub use error::FeedError;
pub use fault::{Fault, Reason};
pub use field::Field;
pub use format::{Delimiter, Encoding, Format, Kind, LineEnds, Quote};
pub use hash::HASH_VERSION;
pub use header::header;
pub use mapping::{Mapping, ResolvedMapping};
pub use preview::{Preview, PreviewRow, preview};
pub use reader::{Reader, Record};
pub use row::{AgeGroup, Availability, Condition, Defaults, FeedRow, Gender};
pub use sniff::{agrees, sniff, sniff_file};
pub use splitter::{Row, Splitter};
