//! What people may type into the catalogue: every limit and its message. The limits are those of feeds.

use std::collections::BTreeMap;

use types::Money;

use crate::Fault;

pub(crate) const MAX_TITLE: usize = 500;
pub(crate) const MAX_DESCRIPTION: usize = 65_000;
pub(crate) const MAX_CATEGORY: usize = 750;
pub(crate) const MAX_SHORT: usize = 200;
pub(crate) const MAX_IMAGES: usize = 10;
const MAX_LINK: usize = 2_000;
const MAX_OPTIONS: usize = 8;
/// Just under a thousand million of major units.
const MAX_PRICE: i64 = 99_999_999_999;
/// Pieces in stock.
pub(crate) const MAX_PIECES: u32 = 100_000_000;

/// Collects what is wrong, field by field.
#[derive(Default)]
pub(crate) struct Faults(pub Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(Fault::new(field, message));
    }

    /// A text on one line, without blanks at its ends.
    pub(crate) fn line(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = text.trim();
        if text.chars().any(char::is_control) {
            self.add(field, "use one line without control characters");
        } else if text.chars().count() > max {
            self.add(field, format!("use at most {max} characters"));
        }
        text.to_owned()
    }

    /// The same, and not empty.
    pub(crate) fn needed(&mut self, field: &str, text: &str, max: usize) -> String {
        if text.trim().is_empty() {
            self.add(field, "this is needed");
        }
        self.line(field, text, max)
    }

    /// The same, `None` where empty.
    pub(crate) fn optional(&mut self, field: &str, text: Option<&str>, max: usize) -> Option<String> {
        Some(self.line(field, text?, max)).filter(|text| !text.is_empty())
    }

    /// A text of several lines, with LF as line end.
    pub(crate) fn lines(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = text.trim();
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.add(field, "use no control characters");
        } else if text.chars().count() > max {
            self.add(field, format!("use at most {max} characters"));
        }
        text.to_owned()
    }

    /// A category's path, its levels parted by ` > `.
    pub(crate) fn category(&mut self, field: &str, path: &str) -> String {
        let path = self.line(field, path, MAX_CATEGORY);
        path.split('>').map(str::trim).filter(|level| !level.is_empty()).collect::<Vec<_>>().join(" > ")
    }

    pub(crate) fn price(&mut self, field: &str, price: Money) -> Money {
        if price.minor <= 0 {
            self.add(field, "use a price above zero");
        } else if price.minor > MAX_PRICE {
            self.add(field, "this price is too high");
        }
        price
    }

    /// Addresses of pictures: web addresses, or paths of our own.
    pub(crate) fn images(&mut self, field: &str, images: &[String]) -> Vec<String> {
        if images.len() > MAX_IMAGES {
            self.add(field, format!("use at most {MAX_IMAGES} pictures"));
        }
        let mut kept: Vec<String> = Vec::new();
        for address in images.iter().map(|address| address.trim()).filter(|address| !address.is_empty()) {
            if !is_address(address) {
                self.add(field, "a picture's address begins with http:// or https://");
            } else if address.len() > MAX_LINK {
                self.add(field, format!("use addresses of at most {MAX_LINK} characters"));
            } else if !kept.iter().any(|known| known == address) {
                kept.push(address.to_owned());
            }
        }
        kept
    }

    /// Colour, size and the like; empty ones are left out.
    pub(crate) fn options(&mut self, field: &str, options: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        if options.len() > MAX_OPTIONS {
            self.add(field, format!("use at most {MAX_OPTIONS} options"));
        }
        let mut kept = BTreeMap::new();
        for (name, value) in options {
            let at = format!("{field}.{name}");
            let value = self.line(&at, value, MAX_SHORT);
            let name = self.line(&at, name, MAX_SHORT);
            if !value.is_empty() && !name.is_empty() {
                kept.insert(name, value);
            }
        }
        kept
    }

    pub(crate) fn pieces(&mut self, field: &str, pieces: u32) {
        if pieces > MAX_PIECES {
            self.add(field, format!("use at most {MAX_PIECES} pieces"));
        }
    }

    /// Nothing wrong, or all of it.
    pub(crate) fn done(self) -> Result<(), crate::CatalogError> {
        if self.0.is_empty() { Ok(()) } else { Err(crate::CatalogError::Invalid(self.0)) }
    }
}

fn is_address(address: &str) -> bool {
    let rest = ["https://", "http://"].iter().find_map(|s| address.strip_prefix(s));
    let own = address.starts_with("/media/") && !address.contains("..");
    let plain =
        !address.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\' | '`'));
    plain && (own || rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '[')))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    fn one(f: impl FnOnce(&mut Faults)) -> Option<String> {
        let mut faults = Faults::default();
        f(&mut faults);
        faults.0.pop().map(|f| f.message)
    }

    #[test]
    fn what_is_absurd_is_refused_and_said() {
        assert!(one(|f| drop(f.needed("t", "  ", 10))).unwrap().contains("needed"));
        assert!(one(|f| drop(f.line("t", "a\0b", 10))).unwrap().contains("control"));
        assert!(one(|f| drop(f.line("t", "abc", 2))).unwrap().contains("at most 2"));
        assert!(one(|f| drop(f.lines("t", "a\u{7}", 10))).unwrap().contains("control"));
        assert!(one(|f| drop(f.images("t", &["javascript:alert(1)".into()]))).unwrap().contains("http"));
        assert!(one(|f| drop(f.images("t", &["/media/../x".into()]))).is_some());
        assert!(
            one(|f| assert_eq!(f.price("t", Money::new(0, types::Currency::Eur)).minor, 0))
                .unwrap()
                .contains("above zero")
        );
    }

    #[test]
    fn what_is_taken_is_cleaned() {
        let mut f = Faults::default();
        assert_eq!(f.lines("t", " a\r\nb\rc ", 10), "a\nb\nc");
        assert_eq!(f.category("c", "A>  B > "), "A > B");
        let images = [
            "https://a.example/1.webp".to_owned(),
            " ".into(),
            "https://a.example/1.webp".into(),
            "/media/x.webp".into(),
        ];
        assert_eq!(f.images("i", &images), ["https://a.example/1.webp", "/media/x.webp"]);
        f.done().unwrap();
    }
}
