//! A search as the address holds it.

use catalog::search::{self, PriceRange, Sort};
use serde::Deserialize;
use types::{Currency, Money};
use web_kit::Cursor;

use crate::links;

/// A category of the address is no longer than this; no product's is.
const CATEGORY_MAX: usize = 500;
/// Nor does it have more levels.
const LEVELS_MAX: usize = 16;

/// The search as the address holds it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What was typed.
    pub q: String,
    /// `1`: the words as they are, none taken for another.
    pub exact: String,
    /// The category's path.
    pub category: String,
    /// Brands.
    pub brand: Vec<String>,
    /// Shops, by address.
    pub shop: Vec<String>,
    /// The currency of the price range.
    pub currency: String,
    /// The lowest price, in major units.
    pub min: String,
    /// The highest.
    pub max: String,
    /// `1`: only what is in stock.
    pub stock: String,
    /// `relevance`, `newest`, `price` or `price-desc`.
    pub sort: String,
    /// Where the page begins.
    pub cursor: String,
}

impl Asked {
    /// The same within bounds: a category of many levels or letters is cut.
    pub fn bounded(mut self) -> Self {
        let cut: String = self.category.chars().take(CATEGORY_MAX).collect();
        self.category = cut.split(" > ").take(LEVELS_MAX).collect::<Vec<_>>().join(" > ");
        self.brand.truncate(search::CHOICES_MAX);
        self.shop.truncate(search::CHOICES_MAX);
        self
    }

    /// Name and value of every parameter but the cursor.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let mut pairs = vec![("q", self.q.as_str()), ("exact", &self.exact), ("category", &self.category)];
        pairs.extend(self.brand.iter().map(|b| ("brand", b.as_str())));
        pairs.extend(self.shop.iter().map(|s| ("shop", s.as_str())));
        pairs.extend([
            ("currency", self.currency.as_str()),
            ("min", self.min.as_str()),
            ("max", self.max.as_str()),
            ("stock", self.stock.as_str()),
            ("sort", self.sort.as_str()),
        ]);
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// The address without the pairs that `drop` names, with others added.
    pub fn href(&self, path: &str, drop: impl Fn(&str, &str) -> bool, add: &[(&str, &str)]) -> String {
        links::with_query(path, self.pairs().into_iter().filter(|(n, v)| !drop(n, v)).chain(add.iter().copied()))
    }

    /// The pairs but those of these names, for hidden fields.
    pub fn hidden(&self, but: &[&str]) -> Vec<(String, String)> {
        self.pairs().into_iter().filter(|(n, _)| !but.contains(n)).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
    }

    /// The order of results.
    pub fn sorted(&self) -> Sort {
        match self.sort.as_str() {
            "newest" => Sort::Newest,
            "price" => Sort::PriceAsc,
            "price-desc" => Sort::PriceDesc,
            _ => Sort::Relevance,
        }
    }

    /// The order's value in the form.
    pub fn sort_name(&self) -> &str {
        if self.sort.is_empty() { "relevance" } else { &self.sort }
    }

    /// The place after which the page begins; what is no place of a search begins at the first page.
    pub fn after(&self) -> Option<search::Cursor> {
        let cursor: Cursor = self.cursor.parse().ok()?;
        search::Cursor::from_bytes(cursor.bytes()).ok()
    }

    /// Whether a price range was typed.
    pub fn priced(&self) -> bool {
        !self.min.trim().is_empty() || !self.max.trim().is_empty()
    }

    /// The price range; `Err` where it is not understood.
    pub fn price(&self, currency: Currency) -> Result<Option<PriceRange>, ()> {
        let amount = |text: &str| -> Result<Option<i64>, ()> {
            let text = text.trim().replace(',', ".");
            if text.is_empty() {
                return Ok(None);
            }
            let decimal = text.parse().map_err(|_| ())?;
            let minor = Money::from_decimal(decimal, currency).map_err(|_| ())?.minor;
            if minor < 0 { Err(()) } else { Ok(Some(minor)) }
        };
        let (min, max) = (amount(&self.min)?, amount(&self.max)?);
        match (min, max) {
            (None, None) => Ok(None),
            (Some(low), Some(high)) if low > high => Err(()),
            _ => Ok(Some(PriceRange { currency, min, max })),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn an_endless_category_is_cut() {
        let endless = Asked { category: vec!["a"; 300].join(" > "), ..Asked::default() }.bounded();
        assert_eq!(endless.category.split(" > ").count(), LEVELS_MAX);
        let long = Asked { category: "ä".repeat(9000), ..Asked::default() }.bounded();
        assert_eq!(long.category.chars().count(), CATEGORY_MAX);
    }

    #[test]
    fn a_range_is_read_in_its_currency() {
        let asked = Asked { min: "1,50".into(), max: "20".into(), ..Asked::default() };
        let range = asked.price(Currency::Chf).unwrap().unwrap();
        assert_eq!((range.currency, range.min, range.max), (Currency::Chf, Some(150), Some(2000)));
        for (min, max) in [("2", "1"), ("x", ""), ("-1", "")] {
            assert!(Asked { min: min.into(), max: max.into(), ..Asked::default() }.price(Currency::Eur).is_err());
        }
    }

    #[test]
    fn a_cursor_that_is_none_begins_at_the_first_page() {
        for cursor in ["", "x", "AVs3LCJhIl2qu8zd"] {
            assert!(Asked { cursor: cursor.into(), ..Asked::default() }.after().is_none());
        }
    }
}
