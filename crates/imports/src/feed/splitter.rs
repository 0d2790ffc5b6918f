//! Bytes of a table become rows of cells.
//!
//! Our own and not the `csv` crate: that one cannot say on which physical line a record begins once quotes hold line
//! breaks, swallows all that follows a quote that never closes, and reads `"Quoted" word` as `Quoted word`. Here a
//! quote that makes no sense is text (see [`quoted`](super::quoted)). Lines without any quote, nearly all, take a
//! short way through `memchr`.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memchr2};

use super::Format;
use super::limits::{MAX_COLUMNS, MAX_RECORD_BYTES};
use super::quoted::quoted_row;
use super::window::Window;

/// The characters a table is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    pub(crate) quote: u8,
    /// Whether a CR alone ends a line.
    pub(crate) cr: bool,
}

impl Dialect {
    pub(crate) const fn of(format: Format) -> Self {
        Self {
            delimiter: format.delimiter.byte(),
            quote: format.quote.byte(),
            cr: matches!(format.line_ends, super::LineEnds::Any),
        }
    }
}

/// Where a cell's text stands: in the row's bytes, or unescaped in the scratch buffer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) in_scratch: bool,
}

/// A row that was found at the beginning of the window.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    /// Bytes without the line end.
    pub(crate) text: usize,
    /// Bytes with the line end.
    pub(crate) used: usize,
    pub(crate) terminated: bool,
    pub(crate) stray_quote: bool,
    pub(crate) oversize: bool,
}

/// The cells of the row being read.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    pub(crate) spans: Vec<Span>,
    pub(crate) scratch: Vec<u8>,
    pub(crate) count: usize,
}

impl Cells {
    pub(crate) fn clear(&mut self) {
        self.spans.clear();
        self.scratch.clear();
        self.count = 0;
    }

    /// Adds a cell. Those beyond [`MAX_COLUMNS`] are only counted.
    pub(crate) fn push(&mut self, from: usize, to: usize, in_scratch: bool) {
        if self.count < MAX_COLUMNS {
            self.spans.push(Span { from, to, in_scratch });
        }
        self.count += 1;
    }
}

/// One row of a table, borrowed from its [`Splitter`].
#[derive(Debug)]
pub struct Row<'a> {
    line: u64,
    bytes: &'a [u8],
    cells: &'a Cells,
    extent: Extent,
    delimiter: u8,
}

impl<'a> Row<'a> {
    /// The physical line on which it begins, from 1.
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// The row as it stands in the file (in UTF-8), without its line end.
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// How many cells it has.
    pub const fn len(&self) -> usize {
        self.cells.count
    }

    /// Whether it has no cells at all, as a record that is too long to be split.
    pub const fn is_empty(&self) -> bool {
        self.cells.count == 0
    }

    /// The bytes of one cell, unquoted and unescaped; those beyond [`MAX_COLUMNS`] are not kept.
    pub fn cell(&self, index: usize) -> Option<&'a [u8]> {
        let span = self.cells.spans.get(index)?;
        let from = if span.in_scratch { self.cells.scratch.as_slice() } else { self.bytes };
        from.get(span.from..span.to)
    }

    /// Every cell that is kept.
    pub fn cells(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        (0..self.cells.spans.len()).filter_map(|index| self.cell(index))
    }

    /// One cell as text, given the row's bytes as text; empty where there is none.
    pub(crate) fn text(&self, row: &'a str, index: usize) -> &'a str {
        match self.cells.spans.get(index) {
            Some(span) if span.in_scratch => {
                std::str::from_utf8(&self.cells.scratch[span.from..span.to]).unwrap_or_default()
            }
            Some(span) => row.get(span.from..span.to).unwrap_or_default(),
            None => "",
        }
    }

    /// Whether there is nothing on it but blanks and delimiters: no record.
    pub fn is_blank(&self) -> bool {
        let blank = |b: &u8| matches!(*b, b' ' | b'\t' | b'\r') || *b == self.delimiter;
        self.bytes.first().is_none_or(blank) && self.bytes.iter().all(blank)
    }

    /// Whether a line end follows; the last row of a file may lack it.
    pub const fn terminated(&self) -> bool {
        self.extent.terminated
    }

    /// Whether a quote in it was read as text because it had no partner.
    pub const fn stray_quote(&self) -> bool {
        self.extent.stray_quote
    }

    /// Whether it is longer than [`MAX_RECORD_BYTES`] and was skipped: it has no cells, and only its beginning.
    pub const fn oversize(&self) -> bool {
        self.extent.oversize
    }
}

/// What a look at the window finds.
#[derive(Debug)]
pub(crate) enum Step {
    Row(Extent),
    /// The row does not end within the window.
    More,
}

/// Splits a stream of UTF-8 into rows.
pub struct Splitter<R> {
    window: Window<R>,
    dialect: Dialect,
    columns: Option<usize>,
    partial: bool,
    line: u64,
    /// The row that was given out last: bytes and physical lines.
    last: (usize, u64),
    skip: bool,
    cells: Cells,
}

impl<R: Read> Splitter<R> {
    /// Splits what `input` gives, which must be UTF-8 (or ASCII at least where the delimiters are).
    pub fn new(input: R, format: Format) -> Self {
        Self {
            window: Window::new(input),
            dialect: Dialect::of(format),
            columns: None,
            partial: false,
            line: 1,
            last: (0, 0),
            skip: false,
            cells: Cells::default(),
        }
    }

    /// Says how many columns the header has. From then on an opening quote that would swallow whole records, lines
    /// with just as many cells, is taken for a stray one.
    pub fn expect_columns(&mut self, columns: usize) {
        self.columns = Some(columns);
    }

    /// Says that the input is only the head of a file: what stands at its end without a line end is no row.
    #[must_use]
    pub const fn of_head(mut self) -> Self {
        self.partial = true;
        self
    }

    pub(crate) const fn input(&self) -> &R {
        self.window.input()
    }

    /// The next row, or `None` at the end. Blank lines are rows too: see [`Row::is_blank`].
    pub fn next_row(&mut self) -> io::Result<Option<Row<'_>>> {
        let found = self.find()?;
        Ok(found.map(|extent| self.row(extent)))
    }

    /// The next row that is not blank.
    pub(crate) fn next_filled(&mut self) -> io::Result<Option<Row<'_>>> {
        loop {
            match self.find()? {
                Some(extent) if self.row(extent).is_blank() => {}
                found => return Ok(found.map(|extent| self.row(extent))),
            }
        }
    }

    fn row(&self, extent: Extent) -> Row<'_> {
        let bytes = &self.window.bytes()[..extent.text];
        Row { line: self.line, bytes, cells: &self.cells, extent, delimiter: self.dialect.delimiter }
    }

    /// Moves past the last row and finds the next one, which then stands at the beginning of the window.
    fn find(&mut self) -> io::Result<Option<Extent>> {
        self.window.consume(self.last.0);
        self.line += self.last.1;
        self.last = (0, 0);
        if self.skip {
            self.skip_line()?;
        }
        loop {
            let ended = self.window.ended();
            let bytes = self.window.bytes();
            if bytes.is_empty() && ended {
                return Ok(None);
            }
            let look = Look { bytes, ended: ended && !self.partial, dialect: self.dialect, columns: self.columns };
            self.cells.clear();
            match look.row(&mut self.cells) {
                Step::Row(extent) => {
                    self.last = (extent.used, self.count_lines(extent));
                    return Ok(Some(extent));
                }
                Step::More if ended => return Ok(None),
                Step::More if bytes.len() >= MAX_RECORD_BYTES => {
                    self.skip = true;
                    self.cells.clear();
                    let text = 4 * super::limits::MAX_RAW_CHARS;
                    return Ok(Some(Extent { text, used: 0, terminated: true, stray_quote: false, oversize: true }));
                }
                Step::More => self.window.fill()?,
            }
        }
    }

    /// How many physical lines a row takes.
    fn count_lines(&self, extent: Extent) -> u64 {
        let bytes = &self.window.bytes()[..extent.used];
        if !self.dialect.cr {
            return memchr_iter(b'\n', bytes).count() as u64;
        }
        let lone = memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).count();
        (memchr_iter(b'\n', bytes).count() + lone) as u64
    }

    /// Throws away the rest of a line that is too long.
    fn skip_line(&mut self) -> io::Result<()> {
        self.skip = false;
        loop {
            let ended = self.window.ended();
            let look = Look { bytes: self.window.bytes(), ended, dialect: self.dialect, columns: None };
            if let Some((_, next)) = look.line_end(0) {
                self.window.consume(next);
                self.line += 1;
                return Ok(());
            }
            // A CR at the very end may be half of a CRLF: it stays.
            let rest = usize::from(look.bytes.last() == Some(&b'\r') && !ended);
            self.window.consume(look.bytes.len() - rest);
            if ended {
                return Ok(());
            }
            self.window.fill()?;
        }
    }
}

/// The window as seen by one attempt to find a row.
#[derive(Clone, Copy)]
pub(crate) struct Look<'a> {
    pub(crate) bytes: &'a [u8],
    /// Whether the file ends where the bytes end.
    pub(crate) ended: bool,
    pub(crate) dialect: Dialect,
    pub(crate) columns: Option<usize>,
}

impl Look<'_> {
    fn row(&self, cells: &mut Cells) -> Step {
        let (text, used, terminated) = match self.line_end(0) {
            Some((text, next)) => (text, next, true),
            None if self.ended => (self.open_end(), self.bytes.len(), false),
            None => return Step::More,
        };
        let line = &self.bytes[..text];
        if memchr(self.dialect.quote, line).is_some() {
            return quoted_row(self, cells);
        }
        let mut from = 0;
        for at in memchr_iter(self.dialect.delimiter, line) {
            cells.push(from, at, false);
            from = at + 1;
        }
        cells.push(from, text, false);
        Step::Row(Extent { text, used, terminated, stray_quote: false, oversize: false })
    }

    /// The end of the text of the line that holds `from`, and the start of the next line; `None` where the line does
    /// not end within the bytes.
    pub(crate) fn line_end(&self, from: usize) -> Option<(usize, usize)> {
        let rest = self.bytes.get(from..)?;
        let at = from + if self.dialect.cr { memchr2(b'\n', b'\r', rest)? } else { memchr(b'\n', rest)? };
        self.break_at(from, at)
    }

    /// The same, where the line break has been found already at `at`.
    pub(crate) fn break_at(&self, from: usize, at: usize) -> Option<(usize, usize)> {
        if self.bytes[at] == b'\n' {
            let crlf = at > from && self.bytes[at - 1] == b'\r';
            return Some((at - usize::from(crlf), at + 1));
        }
        match self.bytes.get(at + 1) {
            Some(b'\n') => Some((at, at + 2)),
            Some(_) => Some((at, at + 1)),
            None if self.ended => Some((at, at + 1)),
            None => None,
        }
    }

    /// The end of the text where the file ends without a line end: before a CR, half of a CRLF that was cut.
    pub(crate) fn open_end(&self) -> usize {
        self.bytes.len() - usize::from(self.bytes.last() == Some(&b'\r'))
    }
}
