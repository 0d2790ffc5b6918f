//! The header of a feed: its columns, by name.

use std::io::Read;

use super::aliases::is_known;
use super::limits::{MAX_COLUMN_CHARS, MAX_COLUMNS};
use super::text::{Lines, clean, cut};
use super::xml::{Items, names_in};
use super::{Delimiter, FeedError, Format, Kind, Row, Splitter, price};

/// The columns in the head of a file: the names in the first line of a table, or the element names of the first
/// items of an XML feed. Refuses a table whose first line is a product.
pub fn header(head: &[u8], format: Format) -> Result<Vec<String>, FeedError> {
    let decoder = super::decode::Decoder::new(head, format.encoding);
    match format.kind {
        Kind::Table => read_header(&mut Splitter::new(decoder, format), format),
        Kind::Xml => names_in(Items::new(decoder).of_head()),
    }
}

/// Excel's line before the header that names the delimiter, `sep=;`.
pub(crate) fn sep_line(text: &[u8]) -> Option<Delimiter> {
    let rest = text.strip_prefix(b"sep=")?;
    let (delimiter, rest) = rest.split_first()?;
    let ends = rest.first().is_none_or(|b| matches!(b, b'\r' | b'\n'));
    Delimiter::ALL.into_iter().find(|known| ends && known.byte() == *delimiter)
}

/// Reads the header off the beginning of a table.
pub(crate) fn read_header<R: Read>(splitter: &mut Splitter<R>, format: Format) -> Result<Vec<String>, FeedError> {
    while let Some(row) = splitter.next_row()? {
        if row.is_blank() || sep_line(row.bytes()).is_some() {
            continue;
        }
        let columns = columns(&row, format)?;
        splitter.expect_columns(columns.len());
        return Ok(columns);
    }
    Err(FeedError::Empty)
}

fn columns(row: &Row<'_>, format: Format) -> Result<Vec<String>, FeedError> {
    if row.oversize() {
        return Err(FeedError::HeaderTooLong);
    }
    if row.len() > MAX_COLUMNS {
        return Err(FeedError::TooManyColumns(row.len()));
    }
    let mut names = Vec::with_capacity(row.len());
    for cell in row.cells() {
        let name = std::str::from_utf8(cell).map_err(|_| FeedError::HeaderEncoding(format.encoding.name()))?;
        let name = clean(name, Lines::One).text;
        let without = |quote: char| name.strip_prefix(quote).and_then(|name| name.strip_suffix(quote));
        let bare = without('\'').or_else(|| without('"')).unwrap_or(&name);
        names.push(super::text::trim(bare).to_owned());
    }
    let mut names = repaired(names, format.delimiter);
    if !names.iter().any(|name| is_known(name))
        && let Some(value) = names.iter().find(|name| is_value(name))
    {
        return Err(FeedError::NoHeader(cut(value, MAX_COLUMN_CHARS).0.to_owned()));
    }
    for name in &mut names {
        name.truncate(cut(name, MAX_COLUMN_CHARS).0.len());
    }
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    Ok(names)
}

/// Splits a name that holds a delimiter of another kind, where both parts are known columns: even an official example
/// has `title;description` in a file with commas.
fn repaired(names: Vec<String>, delimiter: Delimiter) -> Vec<String> {
    let mut out = Vec::with_capacity(names.len());
    for name in names {
        let others = Delimiter::ALL.into_iter().filter(|other| *other != delimiter);
        let parts = others.filter_map(|other| name.split_once(char::from(other.byte())));
        match parts.into_iter().find(|(left, right)| is_known(left) && is_known(right)) {
            Some((left, right)) => out.extend([left.trim().to_owned(), right.trim().to_owned()]),
            None => out.push(name),
        }
    }
    out
}

/// Whether this is a value of a product and no name of a column: an address, an amount, a long text.
fn is_value(cell: &str) -> bool {
    let address = cell.starts_with("http://") || cell.starts_with("https://");
    address || cut(cell, MAX_COLUMN_CHARS).1 || price::price(cell, None).is_ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Vec<String>, FeedError> {
        header(text.as_bytes(), Format { delimiter: Delimiter::Comma, ..Format::default() })
    }

    #[test]
    fn a_stray_delimiter_is_repaired_only_where_both_names_are_known() {
        assert_eq!(of(" id,title;description,price\n").unwrap(), ["id", "title", "description", "price"]);
        assert_eq!(of("id,foo;description,price\n").unwrap(), ["id", "foo;description", "price"]);
    }

    #[test]
    fn names_lose_marks_quotes_and_empty_ends() {
        assert_eq!(of("\n \nsep=,\n\u{feff}\"id\", 'title' ,,price,,\n").unwrap(), ["id", "title", "", "price"]);
    }

    #[test]
    fn a_column_may_be_called_like_the_line_that_names_the_delimiter() {
        assert_eq!(of("sep=,title,price\n").unwrap(), ["sep=", "title", "price"]);
    }

    #[test]
    fn a_product_is_no_header() {
        assert!(matches!(of("A-1,Kettle,19.99 EUR\n"), Err(FeedError::NoHeader(_))));
        assert!(matches!(of("A-1,Kettle,https://example.com/a\n"), Err(FeedError::NoHeader(_))));
        assert_eq!(of("Nr,Was,Wieviel\n").unwrap().len(), 3);
        assert!(matches!(of("a,".repeat(MAX_COLUMNS + 1).as_str()), Err(FeedError::TooManyColumns(_))));
        assert!(matches!(header(b"id,Gr\xf6\xdfe\n", Format::default()), Err(FeedError::HeaderEncoding("UTF-8"))));
    }
}
