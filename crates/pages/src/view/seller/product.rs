//! A product with its overrides: the feed's value beside the seller's own, field by field.
//!
//! The page is one form to `/seller/{seller}/products/{id}/overrides`. Every control shows the value in force. A posted value
//! that equals the feed's is no override; any other is one. `version` guards against a change in between. Field
//! names: `title.de`, `description.de`, `category` on the product; `price.V`, `compare_at.V`, `images.V` (one address a
//! line), `published.V` (checkbox), `stock.V` (`tracked` or `untracked`), `on_hand.V` and `in_stock.V` (checkbox) on the variant V.
//! An undo button posts `field` = one of these names (and `version`) to `/seller/{seller}/products/{id}/overrides/undo`.

use askama::Template;
use jiff::Timestamp;
use types::{Currency, Language, Money, ProductId, VariantId};

use crate::view::{FormError, Page};

use super::{hand::HandFields, shell::Shell, state::StagedState, words::name};

/// A value that the feed gives and the seller may replace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overridable<T> {
    /// What the feed says; `None` when it says nothing, or the product was entered by hand.
    pub feed: Option<T>,
    /// The seller's own.
    pub own: Option<T>,
    /// What was typed and refused: shown instead of the value in force.
    pub typed: Option<String>,
    /// Why it was refused.
    pub error: Option<String>,
}

impl<T> Overridable<T> {
    /// A value from the feed and perhaps an own one.
    pub const fn new(feed: Option<T>, own: Option<T>) -> Self {
        Self { feed, own, typed: None, error: None }
    }

    /// The value in force.
    pub fn value(&self) -> Option<&T> {
        self.own.as_ref().or(self.feed.as_ref())
    }

    /// Whether the seller replaced the feed's value.
    pub const fn overridden(&self) -> bool {
        self.own.is_some()
    }
}

impl Overridable<String> {
    /// What the control shows.
    pub fn shown(&self) -> &str {
        self.typed.as_deref().or_else(|| self.value().map(String::as_str)).unwrap_or_default()
    }
}

impl Overridable<Money> {
    /// What the control shows: major units without currency, with a point.
    pub fn shown(&self) -> String {
        self.typed.clone().or_else(|| self.value().map(|money| money.decimal().to_string())).unwrap_or_default()
    }
}

impl Overridable<Vec<String>> {
    /// What the control shows: one address a line.
    pub fn shown(&self) -> String {
        self.typed.clone().or_else(|| self.value().map(|all| all.join("\n"))).unwrap_or_default()
    }

    /// The main picture.
    pub fn first_ref(&self) -> Option<&String> {
        self.value()?.first()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.value().map_or(0, Vec::len)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A product's page.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/product.html")]
pub struct ProductPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// Its id.
    pub id: ProductId,
    /// What must still be true when the form comes back; opaque.
    pub version: String,
    /// Its title for the head of the page.
    pub title: String,
    /// Its picture.
    pub image: Option<String>,
    /// Its address for buyers, where something is published.
    pub shop_url: Option<String>,
    /// Titles and descriptions, one entry a language: the default language first, then those with a text.
    pub texts: Vec<ProductText>,
    /// Its category path.
    pub category: Overridable<String>,
    /// Its brand.
    pub brand: Option<String>,
    /// The code of its tax class.
    pub tax_class: String,
    /// The currency of its prices.
    pub currency: Currency,
    /// Its variants, at least one.
    pub variants: Vec<Variant>,
    /// Whether it was entered by hand.
    pub by_hand: bool,
    /// What only such a product has in its form.
    pub hand: Option<HandFields>,
    /// The last run that changed it.
    pub imported: Option<Timestamp>,
    /// When it was made.
    pub created: Timestamp,
}

/// A product's texts in one language.
#[derive(Debug, Clone)]
pub struct ProductText {
    /// The language.
    pub language: Language,
    /// The title.
    pub title: Overridable<String>,
    /// The description.
    pub description: Overridable<String>,
}

impl ProductText {
    /// Whether a text is overridden.
    pub const fn overridden(&self) -> bool {
        self.title.overridden() || self.description.overridden()
    }

    /// Whether a text was refused.
    pub const fn refused(&self) -> bool {
        self.title.error.is_some() || self.description.error.is_some()
    }
}

/// A variant of a product.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Its id.
    pub id: VariantId,
    /// The feed's id of it, or its SKU.
    pub sku: String,
    /// Colour and size; empty where there is but one variant.
    pub label: String,
    /// Its bar code.
    pub gtin: Option<String>,
    /// What it costs.
    pub price: Overridable<Money>,
    /// The former price.
    pub compare_at: Overridable<Money>,
    /// Addresses of its pictures.
    pub images: Overridable<Vec<String>>,
    /// Its stock.
    pub stock: StockFields,
    /// Whether buyers see it.
    pub published: bool,
    /// Whether it is still in the feed.
    pub staged: Option<StagedState>,
}

/// A variant's stock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StockFields {
    /// Whether its pieces are counted.
    pub tracked: bool,
    /// Where they are not: whether it can be had.
    pub available: bool,
    /// Where they are: pieces in the warehouse.
    pub on_hand: i64,
    /// Pieces promised to buyers.
    pub reserved: i64,
    /// What was typed for `on_hand` and refused, and why.
    pub refused: Option<(String, String)>,
}

impl Variant {
    /// Overridden fields.
    pub fn overrides(&self) -> usize {
        [self.price.overridden(), self.compare_at.overridden(), self.images.overridden()]
            .into_iter()
            .filter(|set| *set)
            .count()
    }

    /// What names it: colour and size, else the SKU.
    pub fn name(&self) -> &str {
        if self.label.is_empty() { &self.sku } else { &self.label }
    }

    /// Whether the feed no longer lists it.
    pub fn vanished(&self) -> bool {
        self.staged == Some(StagedState::Vanished)
    }
}

impl ProductPage {
    /// Overridden fields of the product and its variants.
    pub fn overrides(&self) -> usize {
        let texts = self.texts.iter().flat_map(|text| [text.title.overridden(), text.description.overridden()]);
        let own = texts.chain([self.category.overridden()]).filter(|set| *set).count();
        own + self.variants.iter().map(Variant::overrides).sum::<usize>()
    }

    /// The error summary.
    pub fn errors(&self) -> Vec<FormError> {
        let t = self.page.t;
        let line = |field: String, label: &str, error: &Option<String>| {
            error.clone().map(|text| FormError { field, label: label.to_owned(), text })
        };
        let texts = self.texts.iter().flat_map(|text| {
            let code = text.language.code();
            [
                line(name("title", code), &t.get("seller-product-title"), &text.title.error),
                line(name("description", code), &t.get("seller-product-description"), &text.description.error),
            ]
        });
        let category = line("category".to_owned(), &t.get("seller-product-category"), &self.category.error);
        let variants = self.variants.iter().flat_map(|variant| {
            let id = variant.id.to_string();
            let stock = variant.stock.refused.as_ref().map(|(_, why)| why.clone());
            [
                line(name("price", &id), &t.get("seller-product-price"), &variant.price.error),
                line(name("compare_at", &id), &t.get("seller-product-compare-at"), &variant.compare_at.error),
                line(name("on_hand", &id), &t.get("seller-product-on-hand"), &stock),
                line(name("images", &id), &t.get("seller-product-pictures"), &variant.images.error),
            ]
        });
        let hand = self.hand.iter().flat_map(|hand| {
            let rows = hand.variants.iter().chain([&hand.further]);
            let cells = rows.flat_map(|row| row.cells(t));
            let brand = line("brand".to_owned(), &t.get("seller-product-brand"), &hand.brand.error);
            let cells: Vec<_> = cells.map(|(name, label, value, _)| line(name, &label, &value.error)).collect();
            [brand].into_iter().chain(cells)
        });
        texts.chain([category]).chain(variants).chain(hand).flatten().collect()
    }

    /// Published variants.
    pub fn published(&self) -> usize {
        self.variants.iter().filter(|variant| variant.published).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_value_wins_and_what_was_typed_is_shown() {
        let mut price = Overridable::new(Some(Money::new(1_999, Currency::Eur)), None);
        assert_eq!((price.shown().as_str(), price.overridden()), ("19.99", false));
        price.own = Some(Money::new(1_500, Currency::Eur));
        assert_eq!((price.shown().as_str(), price.overridden()), ("15.00", true));
        price.typed = Some("fifteen".into());
        assert_eq!(price.shown(), "fifteen");
        assert_eq!(Overridable::<String>::new(None, None).shown(), "");
    }
}
