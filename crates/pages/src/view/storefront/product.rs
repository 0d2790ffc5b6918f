//! A product's page.

use askama::Template;
use types::{Money, TaxRate};

use super::{ProductCard, ShopCard};
use crate::{
    i18n::Texts,
    view::{Link, Page, Picture},
};

/// One product, with one of its variants chosen by the address.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/product.html")]
pub struct ProductPage {
    /// The layout's context.
    pub page: Page,
    /// The way here; the last crumb is the product itself, without an address.
    pub crumbs: Vec<Link>,
    /// The title.
    pub title: String,
    /// The title's language where it is not the page's: a `lang` code.
    pub title_lang: Option<&'static str>,
    /// The brand and the search for it.
    pub brand: Option<Link>,
    /// Pictures, the variant's own first. Never empty: without pictures it holds one placeholder.
    pub gallery: Vec<Picture>,
    /// Colour, size and so on: each choice is a link to the variant it leads to.
    pub options: Vec<OptionPicker>,
    /// What `POST /cart/lines` sends as `product`.
    pub product_id: String,
    /// What `POST /cart/lines` sends as `variant`; the seller goes with it as `seller`.
    pub variant_id: String,
    /// What `POST /cart/lines` sends as `seller`.
    pub seller_id: String,
    /// VAT included.
    pub price: Money,
    /// What it cost before.
    pub compare_at: Option<Money>,
    /// The rate within the price.
    pub tax_rate: TaxRate,
    /// Whether it can be bought.
    pub stock: Stock,
    /// The most that one may put into the cart at once.
    pub max_quantity: u32,
    /// What delivery costs.
    pub delivery: Delivery,
    /// Who sells it.
    pub seller: ShopCard,
    /// The description, paragraphs divided by empty lines.
    pub description: String,
    /// The description's language where it is not the page's: a `lang` code.
    pub description_lang: Option<&'static str>,
    /// Brand, GTIN, weight and so on.
    pub facts: Vec<Fact>,
    /// More of the same shop.
    pub others: Vec<ProductCard>,
}

impl ProductPage {
    fn reduction(&self) -> Option<i64> {
        super::cards::reduction(self.price, self.compare_at)
    }

    fn paragraphs(&self) -> impl Iterator<Item = &str> {
        self.description.split("\n\n").map(str::trim).filter(|text| !text.is_empty())
    }

    fn can_buy(&self) -> bool {
        self.stock != Stock::Out && self.max_quantity > 0
    }
}

/// Whether a variant can be bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stock {
    /// Plenty, or not counted.
    In,
    /// None.
    Out,
}

/// One dimension in which variants differ.
#[derive(Debug, Clone)]
pub struct OptionPicker {
    /// Its name: "Colour".
    pub label: String,
    /// The chosen value's name.
    pub chosen: String,
    /// All values.
    pub choices: Vec<OptionChoice>,
}

/// What variants differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// The colour.
    Colour,
    /// The size.
    Size,
    /// What it is made of.
    Material,
    /// What is printed or woven on it.
    Pattern,
    /// None of them tells the variants apart: their own titles.
    Variant,
}

impl OptionPicker {
    /// The choices of a dimension; the selected one is named beside the label.
    pub fn new(t: Texts, dimension: Dimension, choices: Vec<OptionChoice>) -> Self {
        let label = match dimension {
            Dimension::Colour => t.get("option-colour"),
            Dimension::Size => t.get("option-size"),
            Dimension::Material => t.get("option-material"),
            Dimension::Pattern => t.get("option-pattern"),
            Dimension::Variant => t.get("option-variant"),
        };
        let chosen = choices.iter().find(|choice| choice.selected).map(|choice| choice.label.clone());
        Self { label: label.into(), chosen: chosen.unwrap_or_default(), choices }
    }

    /// Thumbnails where every choice has a picture, else chips.
    fn has_pictures(&self) -> bool {
        self.choices.iter().all(|choice| choice.picture.is_some())
    }
}

/// A value of an option.
#[derive(Debug, Clone)]
pub struct OptionChoice {
    /// Its name.
    pub label: String,
    /// The page with this variant chosen.
    pub href: String,
    /// The chosen one.
    pub selected: bool,
    /// It exists together with the other choices and is in stock.
    pub available: bool,
    /// What it looks like.
    pub picture: Option<Picture>,
}

/// A line of the table of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What.
    pub label: String,
    /// How much, which.
    pub value: String,
}

/// Facts that many products have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactKind {
    /// Who makes it.
    Brand,
    /// The seller's own number.
    Number,
    /// The number under the bar code.
    Gtin,
    /// What it weighs.
    Weight,
    /// New, used, refurbished.
    Condition,
}

impl Fact {
    /// A fact by its usual name; `None` where the value is empty.
    pub fn of(t: Texts, kind: FactKind, value: &str) -> Option<Self> {
        let label = match kind {
            FactKind::Brand => t.get("fact-brand"),
            FactKind::Number => t.get("fact-number"),
            FactKind::Gtin => t.get("fact-gtin"),
            FactKind::Weight => t.get("fact-weight"),
            FactKind::Condition => t.get("fact-condition"),
        };
        (!value.is_empty()).then(|| Self { label: label.into(), value: value.to_owned() })
    }
}

/// What a seller asks for delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// The flat rate; zero is free.
    pub flat: Money,
    /// Free from this value of goods.
    pub free_from: Option<Money>,
}
