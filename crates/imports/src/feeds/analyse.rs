//! What a file looks like: format, columns, and the first rows under a mapping.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
};

use storage::{BlobKey, LocalBlobs};

use crate::{
    ImportError,
    feed::{Defaults, FeedError, Format, Mapping, PreviewRow, agrees, header, limits::HEAD_BYTES, preview, sniff_file},
};

/// Rows of a preview.
pub const PREVIEW_ROWS: usize = 20;

/// How a file is to be read; what is `None` is found out from the file.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Encoding, delimiter and the like.
    pub format: Option<Format>,
    /// Which column fills which field.
    pub mapping: Option<Mapping>,
    /// What stands in for missing values.
    pub defaults: Defaults,
}

impl Reading {
    /// Format and mapping for a file with this head: what was given and is not contradicted, else what is found.
    pub(crate) fn resolve(&self, file: &File, head: &[u8]) -> Result<(Format, Mapping), FeedError> {
        let format = self.format_of(file, head)?;
        let mapping = match &self.mapping {
            Some(mapping) => mapping.clone(),
            None => Mapping::suggest(&header(head, format)?),
        };
        Ok((format, mapping))
    }

    fn format_of(&self, mut file: &File, head: &[u8]) -> Result<Format, FeedError> {
        file.seek(SeekFrom::Start(head.len() as u64))?;
        match self.format {
            Some(chosen) => agrees(head, file, chosen).map(|()| chosen),
            None => sniff_file(head, file),
        }
    }
}

/// What a file looks like under a [`Reading`].
#[derive(Debug, Default)]
pub struct Analysis {
    /// The format in force; `None` where the file is no feed at all.
    pub format: Option<Format>,
    /// The columns; empty where they cannot be read.
    pub header: Vec<String>,
    /// The mapping in force.
    pub mapping: Mapping,
    /// What the columns' names suggest.
    pub suggested: Mapping,
    /// The first [`PREVIEW_ROWS`] records.
    pub rows: Vec<PreviewRow>,
    /// Columns that no field takes.
    pub unknown: Vec<String>,
    /// Why the file would be refused as it stands, if it would.
    pub problem: Option<FeedError>,
}

/// Looks into the beginning of a stored file.
pub async fn analyse(blobs: &LocalBlobs, file: &BlobKey, reading: Reading) -> Result<Analysis, ImportError> {
    let (blobs, file) = (blobs.clone(), file.clone());
    let looking = tokio::task::spawn_blocking(move || {
        let file = blobs.open_blocking(&file)?;
        let (head, whole) = head_of(&file).map_err(FeedError::Io)?;
        // A format that was chosen is shown even where the file contradicts it.
        let mut analysis = Analysis { format: reading.format, ..Analysis::default() };
        if let Err(problem) = look(&file, &head, whole, reading, &mut analysis) {
            analysis.problem = Some(problem);
        }
        Ok(analysis)
    });
    looking.await.map_err(|_| ImportError::Interrupted)?
}

/// The first [`HEAD_BYTES`] of a file, and whether that is all of it.
pub(crate) fn head_of(file: impl Read) -> std::io::Result<(Vec<u8>, bool)> {
    let mut head = Vec::new();
    file.take(HEAD_BYTES as u64 + 1).read_to_end(&mut head)?;
    let whole = head.len() <= HEAD_BYTES;
    head.truncate(HEAD_BYTES);
    Ok((head, whole))
}

/// Fills in one thing after another, so that what was found before a problem is shown with it.
fn look(file: &File, head: &[u8], whole: bool, reading: Reading, analysis: &mut Analysis) -> Result<(), FeedError> {
    let format = reading.format_of(file, head)?;
    analysis.format = Some(format);
    analysis.header = header(head, format)?;
    analysis.suggested = Mapping::suggest(&analysis.header);
    analysis.mapping = reading.mapping.unwrap_or_else(|| analysis.suggested.clone());
    let preview = preview(head, whole, format, &analysis.mapping, reading.defaults, PREVIEW_ROWS)?;
    analysis.header = preview.header;
    analysis.rows = preview.rows;
    analysis.unknown = preview.unknown;
    analysis.problem = preview.problem;
    Ok(())
}
