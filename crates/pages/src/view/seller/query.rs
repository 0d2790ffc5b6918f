//! Addresses with a query: filters and cursors, percent-encoded.

use std::fmt::Write;

/// The query of an address, built pair by pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(String);

impl Query {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// With this pair, unless the value is absent or empty.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<&str>) -> Self {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.0.push(if self.0.is_empty() { '?' } else { '&' });
            self.0.push_str(name);
            self.0.push('=');
            encode(value, &mut self.0);
        }
        self
    }

    /// The address of this path with the query.
    pub fn on(&self, path: &str) -> String {
        format!("{path}{}", self.0)
    }
}

/// A text as one segment of a path: external ids hold slashes, spaces and worse.
pub fn segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    encode(text, &mut out);
    out
}

/// Everything but RFC 3986's unreserved characters is encoded, so the result fits a path segment and a query alike.
fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_encoded_and_empty_ones_left_out() {
        let query =
            Query::new().with("q", Some("a&b=ü")).with("state", None).with("brand", Some("")).with("p", Some("2"));
        assert_eq!(query.on("/x"), "/x?q=a%26b%3D%C3%BC&p=2");
        assert_eq!(Query::new().on("/x"), "/x");
        assert_eq!(segment("A/1 2"), "A%2F1%202");
    }
}
