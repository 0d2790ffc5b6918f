//! How a file is written, found out from its first bytes.

use std::io::{self, Read};

use memchr::memchr_iter;

use super::aliases::is_known;
use super::decode::Decoder;
use super::header::sep_line;
use super::text::trim;
use super::xml::xml_encoding;
use super::{Delimiter, Encoding, FeedError, Format, Kind, LineEnds, Quote, Splitter};

/// How many data rows are looked at.
const SAMPLE: usize = 50;

/// Finds out encoding, kind, delimiter, quote and line ends from the head of a file ([`HEAD_BYTES`](super::limits)
/// of it, or all of a shorter one). What it finds is a proposal that the seller may change.
pub fn sniff(head: &[u8]) -> Result<Format, FeedError> {
    if let Some(what) = binary(head) {
        return Err(FeedError::NotReadable(what));
    }
    let encoding = encoding(head);
    let text = decoded(head, encoding)?;
    let start = text.trim_ascii_start();
    if start.is_empty() {
        return Err(FeedError::Empty);
    }
    if encoding == Encoding::Utf8 && memchr_iter(0, start).count() > start.len() / 10 {
        return Err(FeedError::NotReadable("binary data"));
    }
    let within = start.strip_prefix(b"[").map_or(start, <[u8]>::trim_ascii_start);
    if within.starts_with(b"{") {
        return Err(FeedError::NotReadable("JSON"));
    }
    if start.starts_with(b"<") {
        let declared = xml_encoding(start)?;
        // The declaration counts only where the bytes leave a choice.
        let encoding = if encoding == Encoding::Utf8 { declared.unwrap_or_default() } else { encoding };
        return Ok(Format { kind: Kind::Xml, encoding, ..Format::default() });
    }
    Ok(table(&text, encoding))
}

/// The same for a whole file: where the head is plain ASCII, what follows is looked through for the first letters beyond
/// it, since a table of many products may have its first umlaut late.
pub fn sniff_file(head: &[u8], rest: impl Read) -> Result<Format, FeedError> {
    let format = sniff(head)?;
    let open = format.kind == Kind::Table && format.encoding == Encoding::Utf8 && head.is_ascii();
    let encoding = if open { Letters::of(rest)?.encoding() } else { format.encoding };
    Ok(Format { encoding, ..format })
}

/// Refuses a file that is plainly not written in the format that was chosen for it: read so, it would become mojibake, or
/// nothing at all.
pub fn agrees(head: &[u8], rest: impl Read, chosen: Format) -> Result<(), FeedError> {
    if let Some(what) = binary(head) {
        return Err(FeedError::NotReadable(what));
    }
    let differs = |found: &'static str, chosen: &'static str| Err(FeedError::Differs { found, chosen });
    let found = match (marked(head), chosen.encoding) {
        (Some(found), _) => Some(found),
        (None, Encoding::Utf16Le | Encoding::Utf16Be) => {
            (!head.contains(&0) && !head.is_empty()).then(|| encoding(head))
        }
        (None, Encoding::Utf8 | Encoding::Windows1252) => {
            let letters = if head.is_ascii() { Letters::of(rest)? } else { Letters::of(head)? };
            letters.certain()
        }
    };
    if let Some(found) = found.filter(|found| *found != chosen.encoding) {
        return differs(found.name(), chosen.encoding.name());
    }
    let text = decoded(head, chosen.encoding)?;
    let start = text.trim_ascii_start();
    match (start.starts_with(b"<"), chosen.kind) {
        _ if start.is_empty() => Err(FeedError::Empty),
        (true, Kind::Table) => differs("XML", "a table"),
        (false, Kind::Xml) => differs("a table", "XML"),
        (true, Kind::Xml) => match xml_encoding(start) {
            // Which encoding it is was chosen.
            Ok(_) | Err(FeedError::Encoding(_)) => Ok(()),
            Err(error) => Err(error),
        },
        (false, Kind::Table) => Ok(()),
    }
}

/// How many groups of letters beyond ASCII are UTF-8, and how many are not.
#[derive(Debug, Default, Clone, Copy)]
struct Letters {
    good: u32,
    bad: u32,
}

impl Letters {
    /// So many groups say enough.
    const ENOUGH: u32 = 1_000;
    /// The longest group that is kept together, in bytes.
    const GROUP: usize = 4_096;

    /// Looks through a stream until it ends or enough is known. Memory is flat.
    fn of(mut bytes: impl Read) -> io::Result<Self> {
        let mut letters = Self::default();
        let mut chunk = vec![0; 64 * 1024];
        let mut group = Vec::new();
        while letters.good + letters.bad < Self::ENOUGH {
            let count = match bytes.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            letters.add(&chunk[..count], &mut group);
        }
        // What ends here may end in the middle of a letter.
        letters.judge(&group, true);
        Ok(letters)
    }

    fn add(&mut self, chunk: &[u8], group: &mut Vec<u8>) {
        if group.is_empty() && chunk.is_ascii() {
            return;
        }
        for byte in chunk {
            if byte.is_ascii() {
                self.judge(group, group.len() == Self::GROUP);
                group.clear();
            } else if group.len() < Self::GROUP {
                group.push(*byte);
            }
        }
    }

    fn judge(&mut self, group: &[u8], open: bool) {
        match std::str::from_utf8(group) {
            Ok("") => {}
            Ok(_) => self.good += 1,
            Err(error) if open && error.error_len().is_none() => {}
            Err(_) => self.bad += 1,
        }
    }

    const fn encoding(self) -> Encoding {
        if self.bad > self.good { Encoding::Windows1252 } else { Encoding::Utf8 }
    }

    /// The encoding where all that was seen agrees.
    const fn certain(self) -> Option<Encoding> {
        match (self.good, self.bad) {
            (1.., 0) => Some(Encoding::Utf8),
            (0, 1..) => Some(Encoding::Windows1252),
            _ => None,
        }
    }
}

/// What a file that is no text is, by its first bytes.
fn binary(head: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 7] = [
        (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"%PDF", "a PDF document"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GIF8", "a picture"),
    ];
    MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, what)| *what)
}

fn decoded(head: &[u8], encoding: Encoding) -> Result<Vec<u8>, FeedError> {
    let mut text = Vec::new();
    Decoder::new(head, encoding).read_to_end(&mut text)?;
    Ok(text)
}

/// The encoding that a byte order mark names, or the pattern of zero bytes that UTF-16 makes.
fn marked(head: &[u8]) -> Option<Encoding> {
    if head.starts_with(b"\xef\xbb\xbf") {
        return Some(Encoding::Utf8);
    }
    if head.starts_with(b"\xff\xfe") {
        return Some(Encoding::Utf16Le);
    }
    if head.starts_with(b"\xfe\xff") {
        return Some(Encoding::Utf16Be);
    }
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    match (zeros(0), zeros(1)) {
        (0, odd) if odd > head.len() / 4 => Some(Encoding::Utf16Le),
        (even, 0) if even > head.len() / 4 => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// What is [`marked`], else UTF-8, unless most lines with letters beyond ASCII are not UTF-8: one bad line must not
/// switch a whole file.
fn encoding(head: &[u8]) -> Encoding {
    if let Some(marked) = marked(head) {
        return marked;
    }
    let (mut good, mut bad) = (0, 0);
    for line in head.split(|b| matches!(b, b'\n' | b'\r')).filter(|line| !line.is_ascii()) {
        match std::str::from_utf8(line) {
            Ok(_) => good += 1,
            // The head may end in the middle of a character.
            Err(error) if error.error_len().is_none() => {}
            Err(_) => bad += 1,
        }
    }
    if bad > good { Encoding::Windows1252 } else { Encoding::Utf8 }
}

fn table(text: &[u8], encoding: Encoding) -> Format {
    let mut format = Format { encoding, line_ends: LineEnds::Any, ..Format::default() };
    let named = sep_line(text);
    format.delimiter = named.unwrap_or_else(|| {
        let score = |delimiter: &Delimiter| {
            let names = first_row(text, Format { delimiter: *delimiter, ..format });
            (names.iter().filter(|name| is_known(name)).count(), names.len())
        };
        // max_by_key takes the last of equals, ALL has the preferred one first.
        Delimiter::ALL.into_iter().rev().max_by_key(score).unwrap_or_default()
    });
    if single_quoted(text, format) {
        format.quote = Quote::Single;
    }
    format.line_ends = line_ends(text, format);
    format
}

/// The cells of the first row that is neither blank nor Excel's `sep=` line.
fn first_row(text: &[u8], format: Format) -> Vec<String> {
    rows(text, format).next().unwrap_or_default()
}

/// The cells of the first rows, as far as they are UTF-8.
fn rows(text: &[u8], format: Format) -> impl Iterator<Item = Vec<String>> {
    let mut splitter = Splitter::new(text, format);
    let mut left = SAMPLE;
    std::iter::from_fn(move || {
        while left > 0 {
            left -= 1;
            // Reading from memory does not fail.
            let row = splitter.next_row().ok()??;
            if !row.is_blank() && sep_line(row.bytes()).is_none() {
                return Some(row.cells().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect());
            }
        }
        None
    })
}

/// Whether values are wrapped in single quotes: all names of the header are, or most values of the first rows.
fn single_quoted(text: &[u8], format: Format) -> bool {
    let wrapped = |cell: &str| cell.len() >= 2 && cell.starts_with('\'') && cell.ends_with('\'');
    let mut rows = rows(text, format);
    let count = |cells: Vec<String>| {
        let filled: Vec<&str> = cells.iter().map(|cell| trim(cell)).filter(|cell| !cell.is_empty()).collect();
        (filled.iter().filter(|cell| wrapped(cell)).count(), filled.len())
    };
    let (in_header, names) = rows.next().map(count).unwrap_or_default();
    if names > 1 && in_header == names {
        return true;
    }
    let (in_rows, values) = rows.map(count).fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
    2 * in_rows > values
}

/// Whether a CR alone ends lines: where there is no LF at all, or where most of the lines that it would end have as
/// many cells as the header. Elsewhere it is a leftover inside a text.
fn line_ends(text: &[u8], format: Format) -> LineEnds {
    if !text.contains(&b'\n') {
        return if text.contains(&b'\r') { LineEnds::Any } else { LineEnds::Lf };
    }
    let lone = text.windows(2).any(|pair| pair[0] == b'\r' && pair[1] != b'\n');
    if !lone {
        return LineEnds::Lf;
    }
    let fitting = |line_ends: LineEnds| {
        let mut rows = rows(text, Format { line_ends, ..format });
        let columns = rows.next().map_or(0, |row| row.len());
        let (fits, all) = rows.fold((0, 0), |(fits, all), row| (fits + usize::from(row.len() == columns), all + 1));
        if columns > 1 && all > 0 { fits * 1000 / all } else { 0 }
    };
    if fitting(LineEnds::Any) > fitting(LineEnds::Lf) { LineEnds::Any } else { LineEnds::Lf }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_found_by_the_names_they_separate() {
        for (head, delimiter) in [
            ("id\ttitle, long\tprice\n", Delimiter::Tab),
            ("id,title;description,price\n1,a;b,2\n", Delimiter::Comma),
            ("Artikelnummer;Preis;Foo, Bar, Baz\n", Delimiter::Semicolon),
            ("id|title|price\n", Delimiter::Pipe),
            ("sep=|\nid;title;price|x\n", Delimiter::Pipe),
            ("foo;bar;baz,qux\n", Delimiter::Semicolon),
        ] {
            assert_eq!(sniff(head.as_bytes()).unwrap().delimiter, delimiter, "{head:?}");
        }
    }

    #[test]
    fn the_first_letters_may_come_late() {
        let head = b"id\ttitle\n1\tCup\n";
        let of = |rest: &[u8]| sniff_file(head, rest).unwrap().encoding;
        assert_eq!(of(b""), Encoding::Utf8);
        assert_eq!(of(&[&b"2\tx\n".repeat(50_000)[..], b"3\tGr\xf6\xdfe\n"].concat()), Encoding::Windows1252);
        assert_eq!(of("2\tGrößé\n".repeat(50_000).as_bytes()), Encoding::Utf8, "chunks tear no letter");
        assert_eq!(of(&["2\tö\n3\té\n".as_bytes(), b"4\t\xf6\n"].concat()), Encoding::Utf8);
        let marked = [b"\xef\xbb\xbf", &head[..]].concat();
        assert_eq!(sniff_file(&marked, &b"3\tGr\xf6\xdfe\n"[..]).unwrap().encoding, Encoding::Utf8);
    }

    #[test]
    fn a_chosen_format_that_the_file_contradicts_is_refused() {
        let table = |encoding| Format { encoding, ..Format::default() };
        let (utf8, windows) = (table(Encoding::Utf8), table(Encoding::Windows1252));
        let xml = Format { kind: Kind::Xml, ..Format::default() };
        let (umlaut, latin) = ("id\ttitle\n1\tGröße\n".as_bytes(), b"id\ttitle\n1\tGr\xf6\xdfe\n");
        let feed = b"<rss><channel></channel></rss>";
        let said = |head: &[u8], format| agrees(head, &b""[..], format).err().map(|error| error.to_string());
        for (head, format) in [(umlaut, utf8), (&latin[..], windows), (b"id\ttitle\n", windows), (&feed[..], xml)] {
            assert_eq!(said(head, format), None);
        }
        for (head, format, found) in [
            (umlaut, windows, "this is UTF-8, not Windows-1252"),
            (&latin[..], utf8, "this is Windows-1252, not UTF-8"),
            (&b"\xff\xfei\0d\0"[..], utf8, "this is UTF-16LE, not UTF-8"),
            (umlaut, table(Encoding::Utf16Le), "this is UTF-8, not UTF-16LE"),
            (&feed[..], utf8, "this is XML, not a table"),
            (umlaut, xml, "this is a table, not XML"),
        ] {
            assert!(said(head, format).unwrap().starts_with(found), "{found}");
        }
        let late = agrees(b"id\n", "Größe".as_bytes(), windows);
        assert!(matches!(late, Err(FeedError::Differs { .. })));
        assert!(matches!(agrees(b" \n", &b""[..], utf8), Err(FeedError::Empty)));
    }

    #[test]
    fn encodings_are_found_and_one_bad_line_does_not_switch() {
        assert_eq!(sniff(b"id\ttitle\n1\tGr\xf6\xdfe\n").unwrap().encoding, Encoding::Windows1252);
        assert_eq!(sniff("id\ttitle\n1\tä\n2\tGr\n3\té".as_bytes()).unwrap().encoding, Encoding::Utf8);
        let mut mixed = "id\ttitle\n1\tä\n2\té\n".as_bytes().to_vec();
        mixed.extend_from_slice(b"3\tGr\xf6\xdfe\n4\tx\xe2\x82");
        assert_eq!(sniff(&mixed).unwrap().encoding, Encoding::Utf8);
        assert_eq!(sniff(b"id\ttitle\n1\tx\xe2\x82").unwrap().encoding, Encoding::Utf8);
        let bare: Vec<u8> = "id\ttitle\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniff(&bare).unwrap().encoding, Encoding::Utf16Le);
    }

    #[test]
    fn line_ends_and_single_quotes_are_found() {
        let any = |text: &str| sniff(text.as_bytes()).unwrap().line_ends == LineEnds::Any;
        assert!(any("id\ttitle\r1\ta\r") && any("id\ttitle\n1\ta\r2\tb\n3\tc\n"));
        assert!(!any("id\ttitle\r\n1\ta\r\n") && !any("id\ttitle\tsize\n1\ta\rb\tc\n2\tb\tx\n"));
        assert_eq!(sniff(b"'id','title'\n1,2\n").unwrap().quote, Quote::Single);
        assert_eq!(sniff(b"id,title\n'1','a, b'\n'2','c'\n").unwrap().quote, Quote::Single);
        assert_eq!(sniff(b"id,title\n1,'t Hof\n").unwrap().quote, Quote::Double);
    }

    #[test]
    fn what_is_no_feed_is_named() {
        assert!(matches!(sniff(b""), Err(FeedError::Empty)));
        assert!(matches!(sniff(b"\xef\xbb\xbf \r\n"), Err(FeedError::Empty)));
        assert!(matches!(sniff(b"PK\x03\x04xl/"), Err(FeedError::NotReadable(_))));
        assert!(matches!(sniff(b"[\n {\"id\": 1}]"), Err(FeedError::NotReadable("JSON"))));
        assert!(matches!(sniff(b"id\0\0\0\x01title\0\0\x02\0"), Err(FeedError::NotReadable("binary data"))));
        assert!(matches!(sniff(b"<!DOCTYPE html><html>"), Err(FeedError::WebPage)));
        assert!(matches!(sniff(b"<urlset/>"), Err(FeedError::NotAFeed(root)) if root == "urlset"));
    }
}
