//! Addresses of pages, written in one place.

use std::fmt::Write;

/// Percent-encodes what cannot stand in a query or a path segment (RFC 3986, section 2.3).
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// `path?name=value&…`; pairs without a value are left out.
pub fn with_query<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let query = pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)));
    let query = query.collect::<Vec<_>>().join("&");
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The search within a category.
pub fn category(path: &str) -> String {
    with_query("/search", [("category", path)])
}

/// A product's page.
pub fn product(slug: &str, handle: &str) -> String {
    format!("/products/{slug}/{handle}")
}

/// A shop.
pub fn shop(slug: &str) -> String {
    format!("/s/{slug}")
}

/// A path of this site to go to afterwards; anything else becomes `fallback`.
pub fn local<'a>(next: &'a str, fallback: &'a str) -> &'a str {
    let safe = next.starts_with('/')
        && !next.starts_with("//")
        && !next.starts_with("/\\")
        && !next.contains(|c: char| c.is_control() || c == '\\');
    if safe { next } else { fallback }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_encoded_and_empty_values_left_out() {
        assert_eq!(with_query("/search", [("q", "a&b=ü"), ("brand", "")]), "/search?q=a%26b%3D%C3%BC");
        assert_eq!(with_query("/search", [("q", "")]), "/search");
        assert_eq!(category("Kitchen > Toasters"), "/search?category=Kitchen%20%3E%20Toasters");
    }

    #[test]
    fn only_own_paths_are_gone_to() {
        assert_eq!(local("/cart?x=1", "/"), "/cart?x=1");
        for foreign in ["", "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"]
        {
            assert_eq!(local(foreign, "/"), "/", "{foreign}");
        }
    }
}
