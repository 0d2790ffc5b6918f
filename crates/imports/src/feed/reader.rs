//! The stream of records of a whole file.

use std::io::Read;

use super::decode::Decoder;
use super::header::read_header;
use super::judge::Judge;
use super::limits::MAX_ROWS;
use super::text::raw;
use super::xml::Items;
use super::{Defaults, Fault, FeedError, FeedRow, Format, Kind, Mapping, Reason, ResolvedMapping, Splitter};

/// One data record of a file, accepted or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its number among the data records, from 1; header and empty lines do not count.
    pub number: u64,
    /// The physical line on which it begins, from 1.
    pub line: u64,
    /// The record as it stands in the file, cut to [`MAX_RAW_CHARS`](super::limits::MAX_RAW_CHARS), bytes that are no
    /// text as `\xF6`. Empty where there is neither a fault nor a warning to report.
    pub raw: String,
    /// The id, as far as it could be read.
    pub id: Option<String>,
    /// The row, or what keeps it out.
    pub outcome: Result<FeedRow, Fault>,
    /// What was changed or left out before the row came in.
    pub warnings: Vec<Fault>,
    /// How many bytes of the file were read when this record was ready, a few hundred KiB ahead at most.
    pub bytes_read: u64,
}

impl Record {
    pub(crate) fn new(number: u64, line: u64, bytes_read: u64) -> Self {
        let unjudged = Err(Fault::of_record(Reason::MissingId, ""));
        Self { number, line, raw: String::new(), id: None, outcome: unjudged, warnings: Vec::new(), bytes_read }
    }

    pub(crate) fn keep_raw(&mut self, bytes: &[u8]) {
        if self.outcome.is_err() || !self.warnings.is_empty() {
            self.raw = raw(bytes);
        }
    }
}

/// Where records come from.
enum Source<R> {
    Table(Splitter<Decoder<R>>),
    Xml(Items<Decoder<R>>),
}

impl<R: Read> Source<R> {
    const fn decoder(&self) -> &Decoder<R> {
        match self {
            Self::Table(splitter) => splitter.input(),
            Self::Xml(items) => items.input(),
        }
    }
}

/// Reads a feed record by record. Memory is flat but for 12 to 28 bytes for each id.
pub struct Reader<R> {
    source: Source<R>,
    judge: Judge,
    records: u64,
    done: bool,
}

impl<R: Read> Reader<R> {
    /// Reads the header and looks the mapping's columns up in it.
    pub fn new(read: R, format: Format, mapping: &Mapping, defaults: Defaults) -> Result<Self, FeedError> {
        match format.kind {
            Kind::Table => Self::open(read, format, defaults, |header| mapping.check(header, defaults)),
            Kind::Xml => Self::open(read, format, defaults, |_| mapping.check_elements(&[], defaults)),
        }
    }

    /// The same with any way to resolve the mapping; it is given the header of a table, nothing for XML.
    pub(crate) fn open(
        read: R,
        format: Format,
        defaults: Defaults,
        resolve: impl FnOnce(&[String]) -> Result<ResolvedMapping, FeedError>,
    ) -> Result<Self, FeedError> {
        let decoder = Decoder::new(read, format.encoding);
        let (source, resolved) = match format.kind {
            Kind::Table => {
                let mut splitter = Splitter::new(decoder, format);
                let header = read_header(&mut splitter, format)?;
                (Source::Table(splitter), resolve(&header)?)
            }
            Kind::Xml => (Source::Xml(Items::new(decoder)), resolve(&[])?),
        };
        Ok(Self { source, judge: Judge::new(resolved, defaults), records: 0, done: false })
    }

    /// Says that the input is only the head of a file: a record that does not end in it is left out.
    #[must_use]
    pub(crate) fn of_head(mut self) -> Self {
        self.source = match self.source {
            Source::Table(splitter) => Source::Table(splitter.of_head()),
            Source::Xml(items) => Source::Xml(items.of_head()),
        };
        self
    }

    /// The columns of a table; of an XML feed the elements of the mapping.
    pub fn header(&self) -> &[String] {
        self.judge.mapping.header()
    }

    /// Columns that no field takes; of an XML feed those elements that came so far.
    pub fn unknown(&self) -> &[String] {
        &self.judge.unknown
    }

    /// Whether any record so far, accepted or not, had this id.
    pub fn seen(&self, id: &str) -> bool {
        self.judge.seen.contains(id)
    }

    /// How many bytes of the file were read so far.
    pub const fn bytes_read(&self) -> u64 {
        self.source.decoder().bytes_read()
    }

    /// Whether the file, read to its end, turned out to be cut off: what is not in it has not vanished then.
    pub const fn cut_off(&self) -> bool {
        let open = match &self.source {
            Source::Table(_) => false,
            Source::Xml(items) => self.done && !items.closed(),
        };
        self.judge.cut_off || open
    }

    /// The next record, with its cells in the order of the header put into `cells` where they are wanted.
    pub(crate) fn step(&mut self, cells: Option<&mut Vec<String>>) -> Result<Option<Record>, FeedError> {
        let number = self.records + 1;
        let record = match &mut self.source {
            Source::Table(splitter) => {
                let bytes_read = splitter.input().bytes_read();
                let Some(row) = splitter.next_filled()? else { return Ok(None) };
                if let Some(cells) = cells {
                    *cells = row.cells().map(raw).collect();
                }
                self.judge.row(&row, number, bytes_read)
            }
            Source::Xml(items) => {
                let bytes_read = items.input().bytes_read();
                let Some(item) = items.next_item()? else { return Ok(None) };
                let record = self.judge.item(&item, number, bytes_read);
                if let Some(cells) = cells {
                    *cells = self.judge.last_item();
                }
                record
            }
        };
        if number > MAX_ROWS {
            return Err(FeedError::TooManyRows);
        }
        self.records = number;
        Ok(Some(record))
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Record, FeedError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let step = self.step(None).transpose();
        self.done = !matches!(step, Some(Ok(_)));
        step
    }
}
