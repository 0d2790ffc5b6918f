//! Texts as they come out of a feed: what is trimmed, removed and cut before they are kept.
//!
//! Kept as they are: markup, formulas, quotes, every letter of every script, joiners inside emoji. Removed: control
//! characters (PostgreSQL cannot store NUL) and bidirectional overrides, which make a text read as another one.
//! Repaired: U+0080 to U+009F, which no text means; they are Windows-1252 read as Latin-1 somewhere on the way, and real
//! feeds have them for apostrophes and dashes.

use std::borrow::Cow;
use std::fmt::Write;

use encoding_rs::WINDOWS_1252;

use super::limits::{MAX_COLUMN_CHARS, MAX_RAW_CHARS};

/// A text that was looked through.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Clean<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Whether control characters or overrides were removed.
    pub(crate) removed: bool,
    /// Whether letters of Windows-1252 were repaired.
    pub(crate) repaired: bool,
    /// Whether it holds U+FFFD: it was damaged before.
    pub(crate) damaged: bool,
}

/// Whether line breaks mean something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    /// They become spaces, as tabs do.
    One,
    /// They are kept, as LF.
    Many,
}

/// Blank, or of no width where it stands alone.
fn is_void(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Without blanks at both ends, those of no width included.
pub(crate) fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    let plain = |b: Option<&u8>| b.is_none_or(u8::is_ascii_graphic);
    if plain(bytes.first()) && plain(bytes.last()) {
        return text;
    }
    let edge = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}');
    text.trim_matches(edge)
}

/// Whether nothing of it can be seen.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_void)
}

fn is_removed(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What a control character from U+0080 to U+009F stands for in Windows-1252; five stand for nothing and stay.
fn windows_letter(c: char) -> Option<char> {
    let byte = u8::try_from(u32::from(c)).ok().filter(|byte| (0x80..0xa0).contains(byte))?;
    let byte = [byte];
    let (letter, _) = WINDOWS_1252.decode_without_bom_handling(&byte);
    letter.chars().next().filter(|letter| *letter != c)
}

/// Whether a text holds anything that [`clean`] acts on. Looks at bytes: this runs over every text of a feed.
fn needs_care(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        let Some(at) = rest.iter().position(|b| *b < b' ' || *b >= 0x7f) else { return false };
        rest = &rest[at..];
        let care = match rest {
            [..0x20 | 0x7f, ..] => true,
            [0xc2, next, ..] => *next < 0xa0,
            [0xe2, 0x80, last, ..] => matches!(last, 0xaa..=0xae),
            [0xe2, 0x81, last, ..] => matches!(last, 0xa6..=0xa9),
            [0xef, 0xbf, last, ..] => *last == 0xbd,
            _ => false,
        };
        if care {
            return true;
        }
        let width = match rest[0] {
            0xf0.. => 4,
            0xe0.. => 3,
            _ => 2,
        };
        rest = rest.get(width..).unwrap_or_default();
    }
}

/// Trims, and removes what must not be kept.
pub(crate) fn clean(text: &str, lines: Lines) -> Clean<'_> {
    let text = trim(text);
    if !needs_care(text.as_bytes()) {
        return Clean { text: Cow::Borrowed(text), removed: false, repaired: false, damaged: false };
    }
    let mut out = String::with_capacity(text.len());
    let (mut removed, mut repaired, mut damaged) = (false, false, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if let Some(letter) = windows_letter(c) {
            out.push(letter);
            repaired = true;
            continue;
        }
        if is_removed(c) {
            removed = true;
            continue;
        }
        damaged |= c == '\u{fffd}';
        let line_break = matches!(c, '\n' | '\r');
        if c == '\r' && chars.peek() == Some(&'\n') {
            continue;
        }
        match lines {
            Lines::Many if line_break => out.push('\n'),
            Lines::One if line_break || c == '\t' => out.push(' '),
            _ => out.push(c),
        }
    }
    let text = match trim(&out).len() {
        len if len == out.len() => out,
        _ => trim(&out).to_owned(),
    };
    Clean { text: Cow::Owned(text), removed, repaired, damaged }
}

/// The first so many characters, and whether there were more.
pub(crate) fn cut(text: &str, max_chars: usize) -> (&str, bool) {
    if text.len() <= max_chars {
        return (text, false);
    }
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => (&text[..end], true),
        None => (text, false),
    }
}

/// The name of a column as it is kept and shown: without control characters, and not endless.
pub(crate) fn column_name(name: &str) -> String {
    let mut name = clean(name, Lines::One).text.into_owned();
    name.truncate(cut(&name, MAX_COLUMN_CHARS).0.len());
    name
}

/// Bytes of a file as text for a report, cut to [`MAX_RAW_CHARS`]; bytes that are no UTF-8 as `\xF6`.
pub(crate) fn raw(bytes: &[u8]) -> String {
    let bytes = &bytes[..bytes.len().min(4 * MAX_RAW_CHARS)];
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string does not fail.
            let _ = write!(out, "\\x{byte:02X}");
        }
    }
    out.truncate(cut(&out, MAX_RAW_CHARS).0.len());
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(text: &str) -> (String, bool) {
        let clean = clean(text, Lines::One);
        (clean.text.into_owned(), clean.removed)
    }

    #[test]
    fn what_can_harm_is_removed_and_the_rest_is_not() {
        for (text, kept, removed) in [
            ("  a\u{a0}", "a", false),
            ("a\0b\u{1f}c\u{b}", "abc", true),
            ("Black \u{202e}6x\u{202e}", "Black 6x", true),
            ("\u{81}x\u{9d}", "x", true),
            ("l\u{92}eau", "l’eau", false),
            ("a\r\nb\tc", "a b c", false),
            ("👨\u{200d}👩\u{200d}👦 ’–„“ é", "👨\u{200d}👩\u{200d}👦 ’–„“ é", false),
            ("<b>=1+1</b>", "<b>=1+1</b>", false),
        ] {
            assert_eq!(one(text), (kept.to_owned(), removed), "{text:?}");
        }
        assert_eq!(clean("a\r\nb\rc\td", Lines::Many).text, "a\nb\nc\td");
        assert!(clean("37\u{fffd}36", Lines::One).damaged);
    }

    #[test]
    fn blank_means_that_nothing_is_seen() {
        assert!(is_blank("\u{a0}\u{200b} \u{feff}\u{200d}") && is_blank(""));
        assert!(!is_blank("\u{200b}.") && trim("\u{a0}\u{200b}x\u{feff}") == "x");
    }

    #[test]
    fn cuts_are_made_between_characters() {
        assert_eq!(cut("äöü", 2), ("äö", true));
        assert_eq!(cut("äöü", 3), ("äöü", false));
        assert_eq!(column_name(&format!("a\0{}", "ä".repeat(300))).chars().count(), MAX_COLUMN_CHARS);
        assert_eq!(raw(b"Gr\xf6\xdfe"), "Gr\\xF6\\xDFe");
        assert_eq!(raw("ä".repeat(5_000).as_bytes()).chars().count(), MAX_RAW_CHARS);
    }

    proptest! {
        #[test]
        fn the_short_way_agrees_with_the_long_one(text in any::<String>()) {
            let long = text.chars().any(|c| is_removed(c) || matches!(c, '\t' | '\n' | '\r' | '\u{fffd}'));
            prop_assert_eq!(needs_care(text.as_bytes()), long);
            let kept = clean(&text, Lines::One).text;
            let damaged = kept.contains(char::REPLACEMENT_CHARACTER);
            prop_assert!(damaged || !needs_care(kept.as_bytes()), "{:?}", kept);
            prop_assert_eq!(trim(&kept), kept.as_ref());
        }
    }
}
