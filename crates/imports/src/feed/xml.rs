//! An XML feed becomes items: `<item>` of RSS, `<entry>` of Atom.
//!
//! Items are cut out of the stream by their tags and read one by one, so that one that is not well-formed, or not
//! UTF-8, is refused by its line and the others go on. Nothing is ever resolved: no DTD, no entity of the file's own.

use std::collections::BTreeSet;
use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memmem};

use super::item::{Prefixes, read_item};
use super::limits::{MAX_COLUMNS, MAX_RAW_CHARS, MAX_RECORD_BYTES};
use super::text::column_name;
use super::window::Window;
use super::{Encoding, FeedError};

/// One item, tags included.
pub(crate) struct RawItem<'a> {
    pub(crate) line: u64,
    pub(crate) bytes: &'a [u8],
    /// Whether the file ends in the middle of it.
    pub(crate) cut: bool,
    /// Whether it is too long and only its beginning is here.
    pub(crate) oversize: bool,
    pub(crate) prefixes: &'a Prefixes,
}

/// A piece of markup.
enum Markup<'a> {
    Tag {
        at: usize,
        end: usize,
        name: &'a [u8],
        closing: bool,
        empty: bool,
    },
    /// Comments, CDATA, declarations and lone `<`, up to here.
    Other(usize),
    /// Markup begins here and does not end within the bytes.
    More(usize),
}

/// Cuts a stream of UTF-8 into items.
pub(crate) struct Items<R> {
    window: Window<R>,
    prefixes: Prefixes,
    /// The outermost element; empty until it was seen.
    root: Vec<u8>,
    closed: bool,
    partial: bool,
    line: u64,
    last: usize,
}

/// Where an item stands in the window.
struct Found {
    from: usize,
    to: usize,
    cut: bool,
    oversize: bool,
}

impl<R: Read> Items<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            window: Window::new(input),
            prefixes: Prefixes::default(),
            root: Vec::new(),
            closed: false,
            partial: false,
            line: 1,
            last: 0,
        }
    }

    /// Says that the input is only the head of a file: an item that does not end in it is none.
    pub(crate) const fn of_head(mut self) -> Self {
        self.partial = true;
        self
    }

    pub(crate) const fn input(&self) -> &R {
        self.window.input()
    }

    /// Whether the outermost element was closed: where it is not, the file was cut off.
    pub(crate) const fn closed(&self) -> bool {
        self.closed
    }

    /// The next item, or `None` at the end.
    pub(crate) fn next_item(&mut self) -> io::Result<Option<RawItem<'_>>> {
        self.advance(self.last);
        self.last = 0;
        let Some(found) = self.find()? else { return Ok(None) };
        self.advance(found.from);
        let length = found.to - found.from;
        let shown = if found.oversize { length.min(4 * MAX_RAW_CHARS) } else { length };
        self.last = length;
        Ok(Some(RawItem {
            line: self.line,
            bytes: &self.window.bytes()[..shown],
            cut: found.cut,
            oversize: found.oversize,
            prefixes: &self.prefixes,
        }))
    }

    fn advance(&mut self, count: usize) {
        self.line += memchr_iter(b'\n', &self.window.bytes()[..count]).count() as u64;
        self.window.consume(count);
    }

    fn find(&mut self) -> io::Result<Option<Found>> {
        let (mut at, mut open) = (0, None);
        loop {
            let bytes = self.window.bytes();
            let (next, item) = match markup(bytes, at) {
                Markup::Other(end) => (end, None),
                Markup::Tag { at, end, name, closing, empty } => {
                    let item = local(name) == item_name(&self.root);
                    let root = closing && name == self.root.as_slice();
                    self.closed |= root;
                    let found = match open {
                        None if item && !closing && empty => {
                            Some(Found { from: at, to: end, cut: false, oversize: false })
                        }
                        None if item && !closing => {
                            open = Some(at);
                            None
                        }
                        Some(from) if item && closing => Some(Found { from, to: end, cut: false, oversize: false }),
                        // The end tag is missing: the next item, or the end of all, comes before it.
                        Some(from) if item || root => Some(Found { from, to: at, cut: false, oversize: false }),
                        _ => None,
                    };
                    if open.is_none() && found.is_none() && !closing {
                        let tag = std::str::from_utf8(&bytes[at..end]).unwrap_or_default();
                        self.prefixes.declare(tag);
                        if self.root.is_empty() {
                            self.root = name.to_vec();
                            self.closed = empty;
                        }
                    }
                    (end, found)
                }
                Markup::More(start) => match self.more(open, start)? {
                    Refill::Again => {
                        (at, open) = (0, None);
                        continue;
                    }
                    Refill::Item(found) => return Ok(Some(found)),
                    Refill::End => return Ok(None),
                },
            };
            if item.is_some() {
                return Ok(item);
            }
            at = next;
        }
    }

    /// Brings more bytes into sight, dropping what is before `start` or, within an item, before the item.
    fn more(&mut self, open: Option<usize>, start: usize) -> io::Result<Refill> {
        let length = self.window.bytes().len();
        let from = open.unwrap_or(start);
        if self.window.ended() {
            let cut = open.filter(|_| !self.partial);
            return Ok(
                cut.map_or(Refill::End, |from| Refill::Item(Found { from, to: length, cut: true, oversize: false }))
            );
        }
        if length - from >= MAX_RECORD_BYTES {
            if open.is_some() {
                return Ok(Refill::Item(Found { from, to: length, cut: false, oversize: true }));
            }
            self.advance(length);
        } else {
            self.advance(from);
        }
        self.window.fill()?;
        Ok(Refill::Again)
    }
}

/// What became of the wish for more bytes.
enum Refill {
    /// Look again from the beginning of the window, where the item that was open begins now.
    Again,
    Item(Found),
    End,
}

/// What an item is called below this outermost element.
fn item_name(root: &[u8]) -> &'static [u8] {
    if local(root) == b"feed" { b"entry" } else { b"item" }
}

fn local(name: &[u8]) -> &[u8] {
    memchr(b':', name).map_or(name, |at| &name[at + 1..])
}

/// The first markup at or after `from`.
fn markup(bytes: &[u8], from: usize) -> Markup<'_> {
    let Some(at) = memchr(b'<', &bytes[from..]).map(|at| from + at) else { return Markup::More(bytes.len()) };
    let rest = &bytes[at..];
    let sections: [(&[u8], &[u8]); 3] = [(b"<![CDATA[", b"]]>"), (b"<!--", b"-->"), (b"<?", b"?>")];
    for (begin, end) in sections {
        if rest.len() < begin.len() && begin.starts_with(rest) {
            return Markup::More(at);
        }
        if rest.starts_with(begin) {
            let found = memmem::find(&rest[begin.len()..], end);
            return found.map_or(Markup::More(at), |found| Markup::Other(at + begin.len() + found + end.len()));
        }
    }
    tag(bytes, at)
}

/// A tag, or a `<` that is none.
fn tag(bytes: &[u8], at: usize) -> Markup<'_> {
    let closing = bytes.get(at + 1) == Some(&b'/');
    let start = at + 1 + usize::from(closing);
    let Some(first) = bytes.get(start) else { return Markup::More(at) };
    if !first.is_ascii_alphabetic() && !matches!(first, b'_' | b'!' | 0x80..) {
        return Markup::Other(start);
    }
    let mut within = None;
    for (offset, byte) in bytes[start..].iter().enumerate() {
        match (byte, within) {
            // No tag holds a `<`, in quotes or not: what went before was text.
            (b'<', _) => return Markup::Other(start + offset),
            (b'"' | b'\'', None) => within = Some(*byte),
            (byte, Some(quote)) if *byte == quote => within = None,
            (b'>', None) => {
                let inner = &bytes[start..start + offset];
                let name_ends = inner.iter().position(|b| b.is_ascii_whitespace() || *b == b'/');
                return Markup::Tag {
                    at,
                    end: start + offset + 1,
                    name: &inner[..name_ends.unwrap_or(inner.len())],
                    closing,
                    empty: inner.ends_with(b"/"),
                };
            }
            _ => {}
        }
    }
    Markup::More(at)
}

/// The encoding that an XML declaration names. Refuses what is no feed by its outermost element.
pub(crate) fn xml_encoding(text: &[u8]) -> Result<Option<Encoding>, FeedError> {
    let mut at = 0;
    let root = loop {
        match markup(text, at) {
            Markup::Tag { name, .. } if name.first() == Some(&b'!') => {
                let doctype = text[at..].trim_ascii_start().to_ascii_lowercase();
                if doctype.starts_with(b"<!doctype html") {
                    return Err(FeedError::WebPage);
                }
                at += memchr(b'>', &text[at..]).map_or(1, |end| end + 1);
            }
            Markup::Tag { name, .. } => break String::from_utf8_lossy(local(name)).into_owned(),
            Markup::Other(end) => at = end,
            Markup::More(_) => return Err(FeedError::NotAFeed("?".to_owned())),
        }
    };
    match root.as_str() {
        "rss" | "feed" | "RDF" => {}
        root if root.eq_ignore_ascii_case("html") => return Err(FeedError::WebPage),
        _ => return Err(FeedError::NotAFeed(root)),
    }
    let Some(label) = declared(text) else { return Ok(None) };
    match encoding_rs::Encoding::for_label(label) {
        Some(found) if found == encoding_rs::UTF_8 => Ok(Some(Encoding::Utf8)),
        Some(found) if found == encoding_rs::WINDOWS_1252 => Ok(Some(Encoding::Windows1252)),
        _ => Err(FeedError::Encoding(String::from_utf8_lossy(label).into_owned())),
    }
}

/// The value of `encoding` in an XML declaration.
fn declared(text: &[u8]) -> Option<&[u8]> {
    let declaration = text.strip_prefix(b"<?xml")?;
    let declaration = &declaration[..memmem::find(declaration, b"?>")?];
    let value = declaration[memmem::find(declaration, b"encoding")? + 8..].trim_ascii_start();
    let value = value.strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    Some(&value[..memchr(*quote, value)?])
}

/// The element names of the first items, in the order in which they appear.
pub(crate) fn names_in<R: Read>(mut items: Items<R>) -> Result<Vec<String>, FeedError> {
    let (mut names, mut seen) = (Vec::new(), BTreeSet::new());
    let mut values = Vec::new();
    while let Some(item) = items.next_item()? {
        let text = std::str::from_utf8(item.bytes).unwrap_or_default();
        if read_item(text, item.prefixes, &mut values).is_err() {
            continue;
        }
        for (name, _) in values.drain(..) {
            // A name that would not be kept as it is cannot be found again by a mapping.
            let kept = !name.is_empty() && column_name(&name) == name;
            if kept && names.len() < MAX_COLUMNS && seen.insert(name.clone()) {
                names.push(name);
            }
        }
    }
    Ok(names)
}
