//! A line of the table.

use std::borrow::Cow;

/// A route with an example of a request, and the status that it has for each of the three who ask.
#[derive(Clone)]
pub struct Line {
    pub method: &'static str,
    /// As the router spells it.
    pub path: &'static str,
    /// Path and query to ask for; `$order` and the like are of the seller who is not theirs, see `names.rs`.
    pub ask: Cow<'static, str>,
    /// Media type and text.
    pub body: Option<(&'static str, &'static str)>,
    /// Anonymous, a member of another team, a buyer.
    pub expected: [u16; 3],
}

impl Line {
    /// Whether it asks for something of the seller.
    pub fn names_something(&self) -> bool {
        self.ask.contains('$') || self.body.is_some_and(|(_, text)| text.contains('$'))
    }
}

pub const fn get(path: &'static str, ask: &'static str, expected: [u16; 3]) -> Line {
    Line { method: "GET", path, ask: Cow::Borrowed(ask), body: None, expected }
}

pub const fn form(path: &'static str, ask: &'static str, body: &'static str, expected: [u16; 3]) -> Line {
    Line {
        method: "POST",
        path,
        ask: Cow::Borrowed(ask),
        body: Some(("application/x-www-form-urlencoded", body)),
        expected,
    }
}

pub const fn file(path: &'static str, ask: &'static str, body: &'static str, expected: [u16; 3]) -> Line {
    Line {
        method: "POST",
        path,
        ask: Cow::Borrowed(ask),
        body: Some(("multipart/form-data; boundary=x", body)),
        expected,
    }
}

pub const fn json(
    method: &'static str,
    path: &'static str,
    ask: &'static str,
    body: &'static str,
    expected: [u16; 3],
) -> Line {
    Line { method, path, ask: Cow::Borrowed(ask), body: Some(("application/json", body)), expected }
}

pub const fn bare(method: &'static str, path: &'static str, ask: &'static str, expected: [u16; 3]) -> Line {
    Line { method, path, ask: Cow::Borrowed(ask), body: None, expected }
}
