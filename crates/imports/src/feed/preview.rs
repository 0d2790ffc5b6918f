//! The first rows of a file under a mapping, for the page where a seller checks and changes it.

use super::header::header;
use super::{Defaults, Fault, FeedError, FeedRow, Format, Kind, Mapping, Reader, ResolvedMapping};

/// What a file looks like under a format and a mapping.
#[derive(Debug)]
pub struct Preview {
    /// The columns.
    pub header: Vec<String>,
    /// The first records.
    pub rows: Vec<PreviewRow>,
    /// Columns that no field takes.
    pub unknown: Vec<String>,
    /// Why the file would be refused under this mapping, if it would; its rows have no outcome then.
    pub problem: Option<FeedError>,
}

/// One record with its cells as they stand in the file.
#[derive(Debug)]
pub struct PreviewRow {
    /// Its number among the data records, from 1.
    pub number: u64,
    /// The physical line on which it begins, from 1.
    pub line: u64,
    /// Its cells in the order of the header; a ragged row may have more or fewer.
    pub cells: Vec<String>,
    /// What became of it, where the mapping is complete.
    pub outcome: Option<Result<FeedRow, Fault>>,
    /// What was changed or left out.
    pub warnings: Vec<Fault>,
}

/// Reads the first `rows` records of a file out of its head ([`HEAD_BYTES`](super::limits::HEAD_BYTES)); `whole` says
/// that the head is all of it. Fails where not even a header can be read.
pub fn preview(
    head: &[u8],
    whole: bool,
    format: Format,
    mapping: &Mapping,
    defaults: Defaults,
    rows: usize,
) -> Result<Preview, FeedError> {
    let header = header(head, format)?;
    let resolved = match format.kind {
        Kind::Table => mapping.check(&header, defaults),
        Kind::Xml => mapping.check_elements(&header, defaults),
    };
    let (resolved, problem) = match resolved {
        Ok(resolved) => (resolved, None),
        Err(problem) => (ResolvedMapping::of(mapping, &header), Some(problem)),
    };
    let (header, unknown) = (resolved.header().to_vec(), resolved.unknown().to_vec());
    let mut reader = Reader::open(head, format, defaults, |_| Ok(resolved))?;
    if !whole {
        reader = reader.of_head();
    }
    let mut shown = Vec::new();
    let mut cells = Vec::new();
    while shown.len() < rows
        && let Some(record) = reader.step(Some(&mut cells))?
    {
        shown.push(PreviewRow {
            number: record.number,
            line: record.line,
            cells: std::mem::take(&mut cells),
            outcome: problem.is_none().then_some(record.outcome),
            warnings: if problem.is_none() { record.warnings } else { Vec::new() },
        });
    }
    Ok(Preview { header, rows: shown, unknown, problem })
}
