//! A seller's webshop.

use askama::Template;

use super::{ActiveFilter, Delivery, Facets, ProductCard, SearchNote, Sorting};
use crate::view::{Page, Pager, Picture};

/// The shop with its products.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/shop.html")]
pub struct ShopPage {
    /// The layout's context.
    pub page: Page,
    /// Whose shop.
    pub shop: ShopHeader,
    /// What was searched within the shop.
    pub query: String,
    /// What was done to the words.
    pub note: SearchNote,
    /// What its products can be narrowed by.
    pub facets: Facets,
    /// The filters in force.
    pub active: Vec<ActiveFilter>,
    /// The shop without any filter.
    pub clear_href: String,
    /// All that match.
    pub count: u64,
    /// This page of them.
    pub results: Vec<ProductCard>,
    /// The order.
    pub sorting: Sorting,
    /// The next page.
    pub pager: Pager,
    /// What delivery costs.
    pub delivery: Option<Delivery>,
    /// The index is being built: nothing found is no answer yet.
    pub building: bool,
}

/// The head of a webshop.
#[derive(Debug, Clone)]
pub struct ShopHeader {
    /// The seller's name.
    pub name: String,
    /// The shop's address, which its own search and categories start from.
    pub href: String,
    /// What the seller says of itself.
    pub about: Option<String>,
    /// Where it sells from, in the reader's language.
    pub country: String,
    /// Products that can be found; None while the search index is being built.
    pub product_count: Option<u64>,
    /// Up to four pictures for the head.
    pub samples: Vec<Picture>,
}

impl ShopHeader {
    /// One or two letters for the seal.
    fn initials(&self) -> String {
        initials(&self.name)
    }
}

/// The first letters of the first and the last word.
pub(crate) fn initials(name: &str) -> String {
    let letter = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    let mut letters = name.split_whitespace().filter_map(letter);
    let first = letters.next();
    first.into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_letters() {
        assert_eq!(initials("Haushalt & Küche"), "HK");
        assert_eq!(initials("  élan mode paris"), "ÉP");
        assert_eq!(initials("Atelier"), "A");
        assert_eq!(initials("–"), "");
    }
}
