//! The small pictures of things that many pages show: a product, a shop, a category.

use types::Money;

use crate::view::{Link, Picture};

/// A product in a grid. `components/product_card.html` shows it.
#[derive(Debug, Clone)]
pub struct ProductCard {
    /// The product's page.
    pub href: String,
    /// Its title in the reader's language, or the nearest there is.
    pub title: String,
    /// Its first picture.
    pub picture: Picture,
    /// The price, VAT included; the lowest where variants differ.
    pub price: Money,
    /// Variants differ in price.
    pub price_from: bool,
    /// What it cost before, if it is reduced.
    pub compare_at: Option<Money>,
    /// The seller; `None` inside the seller's own shop.
    pub shop: Option<Link>,
    /// How many variants there are to choose from.
    pub variants: u32,
    /// At least one variant can be bought.
    pub in_stock: bool,
    /// Newly published.
    pub is_new: bool,
}

impl ProductCard {
    /// The reduction in whole percent, if there is one worth naming.
    pub fn reduction(&self) -> Option<i64> {
        reduction(self.price, self.compare_at)
    }
}

/// How many whole percent `price` is below `before`; `None` below one percent or across currencies.
pub(crate) fn reduction(price: Money, before: Option<Money>) -> Option<i64> {
    let before = before.filter(|before| before.currency == price.currency && before.minor > price.minor)?;
    let percent = i128::from(before.minor - price.minor) * 100 / i128::from(before.minor);
    i64::try_from(percent).ok().filter(|percent| *percent >= 1)
}

/// A shop among others.
#[derive(Debug, Clone)]
pub struct ShopCard {
    /// The seller's name.
    pub name: String,
    /// The webshop.
    pub href: String,
    /// One or two sentences of its own.
    pub about: Option<String>,
    /// Products that can be found; None while the search index is being built.
    pub product_count: Option<u64>,
    /// Up to three pictures of what it sells.
    pub samples: Vec<Picture>,
}

/// A category with a picture of something in it.
#[derive(Debug, Clone)]
pub struct CategoryTile {
    /// Its name.
    pub label: String,
    /// The search within it.
    pub href: String,
    /// Something of it.
    pub picture: Picture,
    /// Products in it.
    pub count: u64,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use types::Currency;

    use super::*;

    #[test]
    fn a_reduction_is_named_only_where_there_is_one() {
        let eur = |minor| Money::new(minor, Currency::Eur);
        assert_eq!(reduction(eur(7_500), Some(eur(10_000))), Some(25));
        assert_eq!(reduction(eur(6_667), Some(eur(10_000))), Some(33)); // never rounded up
        assert_eq!(reduction(eur(10_000), Some(eur(10_000))), None);
        assert_eq!(reduction(eur(9_999), Some(eur(10_000))), None);
        assert_eq!(reduction(eur(100), Some(Money::new(200, Currency::Chf))), None);
        assert_eq!(reduction(eur(100), Some(eur(0))), None);
        assert_eq!(reduction(eur(100), None), None);
    }
}
