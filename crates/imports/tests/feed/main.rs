//! The feed reader against real, hard and hostile files.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod any_bytes;
mod dirty;
mod naughty;
mod shops;
mod spectrum;
mod tables;
mod xml;

use std::path::PathBuf;

use imports::feed::{Defaults, FeedError, FeedRow, Format, Mapping, Reader, Record, header, limits::HEAD_BYTES, sniff};

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file beside the repository, or `None` with a word on standard error where it is absent.
pub fn shared(path: &str) -> Option<Vec<u8>> {
    let found = std::fs::read(root().join("../shared").join(path)).ok();
    if found.is_none() {
        eprintln!("skipped: ../shared/{path} is absent");
    }
    found
}

/// All that an import does with a file before its records: format and mapping as they are proposed.
pub fn proposed(bytes: &[u8]) -> Result<(Format, Mapping), FeedError> {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let format = sniff(head)?;
    let mapping = Mapping::suggest(&header(head, format)?);
    Ok((format, mapping))
}

/// Reads a file as it proposes itself.
pub fn read(bytes: &[u8], defaults: Defaults) -> Result<Vec<Record>, FeedError> {
    let (format, mapping) = proposed(bytes)?;
    Reader::new(bytes, format, &mapping, defaults)?.collect()
}

/// The rows of a file that are accepted.
pub fn accepted(bytes: &[u8]) -> Vec<FeedRow> {
    read(bytes, Defaults::default()).unwrap().into_iter().filter_map(|record| record.outcome.ok()).collect()
}

/// The outcome of a record in one word: `accept` or the reason's name.
pub fn verdict(record: &Record) -> &'static str {
    record.outcome.as_ref().map_or_else(|fault| fault.reason.name(), |_| "accept")
}

/// The names of a record's warnings.
pub fn warnings(record: &Record) -> Vec<&'static str> {
    record.warnings.iter().map(|fault| fault.reason.name()).collect()
}
