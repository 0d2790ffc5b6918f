//! Rows with quotes in them, RFC 4180 where it can be applied and lenient where it cannot.
//!
//! A cell is quoted when it begins with a quote (blanks before it do not count) and a closing quote is followed by a
//! delimiter, a line end or the end of the file. Any other quote is text, so no text is ever lost to one:
//! `Monitor 27" Curved`, `"Quoted" word`, and a quote that never closes.
//!
//! A stray opening quote could find a partner many lines on, and would then swallow the records between. So a quoted
//! cell with line breaks is taken for text where its lines would be records by themselves: the first one and most of
//! the others have exactly as many cells as the header.

use memchr::{memchr, memchr_iter, memchr2, memchr3};

use super::splitter::{Cells, Extent, Look, Step};

/// Fewer columns than this say nothing about whether a line is a record.
const TELLING_COLUMNS: usize = 4;

/// Where a cell ends.
enum After {
    /// The next cell begins here.
    Cell(usize),
    /// The row ends: end of its text, start of the next line.
    Row(usize, usize),
    /// The file ends, without a line end.
    End(usize),
}

/// What follows an opening quote.
enum Closing {
    /// The closing quote, whether there are doubled quotes before it, and what follows.
    At(usize, bool, After),
    /// There is none, or none that makes sense.
    Stray,
    /// Not within the bytes.
    More,
}

/// Splits a row, at the beginning of the bytes, that holds a quote on its first line.
pub(crate) fn quoted_row(look: &Look<'_>, cells: &mut Cells) -> Step {
    let mut stray_quote = false;
    let mut at = 0;
    loop {
        let Some(after) = cell(look, at, cells, &mut stray_quote) else { return Step::More };
        let (text, used, terminated) = match after {
            After::Cell(next) => {
                at = next;
                continue;
            }
            After::Row(text, next) => (text, next, true),
            After::End(text) => (text, look.bytes.len(), false),
        };
        return Step::Row(Extent { text, used, terminated, stray_quote, oversize: false });
    }
}

/// Reads the cell that begins at `at`; `None` when more bytes are needed.
fn cell(look: &Look<'_>, at: usize, cells: &mut Cells, stray: &mut bool) -> Option<After> {
    let open = skip_blanks(look, at);
    if look.bytes.get(open) == Some(&look.dialect.quote) {
        match closing(look, open) {
            Closing::More => return None,
            Closing::At(close, doubled, after) if !swallows(look, open, close, cells.count)? => {
                push_quoted(look, open + 1, close, doubled, cells);
                return Some(after);
            }
            Closing::At(..) | Closing::Stray => *stray = true,
        }
    }
    literal(look, at, cells)
}

/// Skips spaces, and tabs where they are not the delimiter.
fn skip_blanks(look: &Look<'_>, at: usize) -> usize {
    let blank = |b: &&u8| **b == b' ' || (**b == b'\t' && look.dialect.delimiter != b'\t');
    at + look.bytes[at..].iter().take_while(blank).count()
}

/// A cell that is taken as it stands, up to the next delimiter or line end.
fn literal(look: &Look<'_>, at: usize, cells: &mut Cells) -> Option<After> {
    let delimiter = look.dialect.delimiter;
    let rest = &look.bytes[at..];
    let found = if look.dialect.cr { memchr3(delimiter, b'\n', b'\r', rest) } else { memchr2(delimiter, b'\n', rest) };
    let Some(found) = found.map(|found| at + found) else {
        if !look.ended {
            return None;
        }
        let end = look.open_end().max(at);
        cells.push(at, end, false);
        return Some(After::End(end));
    };
    if look.bytes[found] == delimiter {
        cells.push(at, found, false);
        return Some(After::Cell(found + 1));
    }
    let (text, next) = look.break_at(at, found)?;
    cells.push(at, text, false);
    Some(After::Row(text, next))
}

/// Looks for the partner of the quote at `open`.
fn closing(look: &Look<'_>, open: usize) -> Closing {
    let quote = look.dialect.quote;
    let mut from = open + 1;
    let mut doubled = false;
    loop {
        let Some(found) = memchr(quote, &look.bytes[from..]) else {
            // Beyond the longest record a partner counts for nothing.
            let give_up = look.ended || look.bytes.len() >= super::limits::MAX_RECORD_BYTES;
            return if give_up { Closing::Stray } else { Closing::More };
        };
        let close = from + found;
        if look.bytes.get(close + 1) == Some(&quote) {
            doubled = true;
            from = close + 2;
            continue;
        }
        return after_quote(look, close, doubled);
    }
}

/// What a quote at `close` is, by what follows it: a closing one stands before a delimiter or an end.
fn after_quote(look: &Look<'_>, close: usize, doubled: bool) -> Closing {
    let next = skip_blanks(look, close + 1);
    let closing = |after| Closing::At(close, doubled, after);
    match look.bytes.get(next) {
        None if look.ended => closing(After::End(look.bytes.len())),
        None => Closing::More,
        Some(b) if *b == look.dialect.delimiter => closing(After::Cell(next + 1)),
        Some(b'\n') => closing(After::Row(next, next + 1)),
        Some(b'\r') => match look.bytes.get(next + 1) {
            Some(b'\n') => closing(After::Row(next, next + 2)),
            None if look.ended => closing(After::End(next)),
            None => Closing::More,
            Some(_) if look.dialect.cr => closing(After::Row(next, next + 1)),
            Some(_) => Closing::Stray,
        },
        Some(_) => Closing::Stray,
    }
}

fn push_quoted(look: &Look<'_>, from: usize, to: usize, doubled: bool, cells: &mut Cells) {
    if !doubled {
        cells.push(from, to, false);
        return;
    }
    let start = cells.scratch.len();
    let mut rest = &look.bytes[from..to];
    while let Some(at) = memchr(look.dialect.quote, rest) {
        cells.scratch.extend_from_slice(&rest[..=at]);
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    cells.scratch.extend_from_slice(rest);
    cells.push(start, cells.scratch.len(), true);
}

/// Whether the quoted text from `open` to `close`, after `before` cells of its row, holds whole records; `None` when
/// more bytes are needed to say.
fn swallows(look: &Look<'_>, open: usize, close: usize, before: usize) -> Option<bool> {
    let Some(columns) = look.columns.filter(|columns| *columns >= TELLING_COLUMNS) else { return Some(false) };
    let cells_of = |from: usize, to: usize| memchr_iter(look.dialect.delimiter, &look.bytes[from..to]).count() + 1;
    let Some((first, mut next)) = look.line_end(open).filter(|(text, _)| *text < close) else { return Some(false) };
    if before + cells_of(open, first) != columns {
        return Some(false);
    }
    let (mut lines, mut records) = (0, 0);
    while next <= close {
        let (text, after) = match look.line_end(next) {
            Some(end) => end,
            None if look.ended => (look.open_end(), look.bytes.len()),
            None => return None,
        };
        lines += 1;
        records += usize::from(cells_of(next, text) == columns);
        next = after;
    }
    Some(2 * records > lines)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{Delimiter, Format, LineEnds, Splitter};

    /// Every row as its line number and cells, and whether a quote was stray.
    fn rows(text: &str, columns: usize, format: Format) -> Vec<(u64, Vec<String>, bool)> {
        let mut splitter = Splitter::new(text.as_bytes(), format);
        splitter.expect_columns(columns);
        let mut out = Vec::new();
        while let Some(row) = splitter.next_row().unwrap() {
            let cells = row.cells().map(|cell| String::from_utf8(cell.to_vec()).unwrap()).collect();
            out.push((row.line(), cells, row.stray_quote()));
        }
        out
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        let format = Format { delimiter: Delimiter::Comma, ..Format::default() };
        rows(text, 1, format).into_iter().map(|row| row.1).collect()
    }

    #[test]
    fn quotes_that_make_sense_wrap() {
        assert_eq!(cells("a,\"b,\"\"c\"\"\",\"\"\n"), [["a", "b,\"c\"", ""]]);
        assert_eq!(cells("a , \"b\" ,c"), [["a ", "b", "c"]]);
        assert_eq!(cells("\"a\r\nb\",c\r\nd,\"e\"\r"), [["a\r\nb", "c"], ["d", "e"]]);
    }

    #[test]
    fn quotes_that_make_none_are_text() {
        assert_eq!(cells("a,\"b\" c,d\n"), [["a", "\"b\" c", "d"]]);
        assert_eq!(cells("27\",x\n\"y,z\nu,v"), [vec!["27\"", "x"], vec!["\"y", "z"], vec!["u", "v"]]);
        assert_eq!(cells("\""), [["\""]]);
        assert_eq!(cells("\"a\"\rb,c"), [["\"a\"\rb", "c"]]);
        assert_eq!(cells("a\rb,c\r"), [["a\rb", "c"]]);
    }

    #[test]
    fn lines_are_counted_through_line_breaks_in_cells() {
        let format = Format { delimiter: Delimiter::Comma, line_ends: LineEnds::Any, ..Format::default() };
        let found: Vec<u64> = rows("\"a\nb\r\nc\",d\re,f\r\ng,h", 1, format).iter().map(|row| row.0).collect();
        assert_eq!(found, [1, 4, 5]);
    }

    #[test]
    fn a_stray_quote_swallows_no_records() {
        let text = "1,\"Saucer,x,y\n2,b,c,d\n3,c,d\n4,Monitor 27\",x,y\n5,\"two\nlines, here\",x,y\n";
        let format = Format { delimiter: Delimiter::Comma, ..Format::default() };
        let found = rows(text, 4, format);
        assert_eq!(found[0], (1, vec!["1".into(), "\"Saucer".into(), "x".into(), "y".into()], true));
        assert_eq!(found[3].1[1], "Monitor 27\"");
        assert_eq!(found[4], (5, vec!["5".into(), "two\nlines, here".into(), "x".into(), "y".into()], false));
        assert_eq!(found.len(), 5);
    }
}
