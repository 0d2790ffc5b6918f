//! The catalogue's list, and the form for a product entered by hand.

use std::borrow::Cow;

use askama::Template;
use types::{Currency, Language, Money, ProductId, TaxRate};

use crate::view::{FormError, Page, Pager};

use super::{form::Value, query::Query, shell::Shell, state::ProductFilter, words::name};

/// The list of products.
///
/// The bulk form posts to `/seller/{seller}/products/publish`: `id` once for each ticked row, or `scope` = `all` with `q`,
/// `category`, `brand` and `filter`; `do` = `publish` or `unpublish`; `back` = `product` when it comes from a product's own page.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/products.html")]
pub struct ProductsPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// `q`: searched in title, SKU, GTIN and brand.
    pub q: String,
    /// `category`: only in it or below it.
    pub category: String,
    /// `brand`: only of it.
    pub brand: String,
    /// Brands to choose from.
    pub brands: Vec<String>,
    /// Categories to choose from.
    pub categories: Vec<String>,
    /// `filter`: the tab in force.
    pub filter: ProductFilter,
    /// How many products each tab has, the search applied.
    pub tabs: Vec<(ProductFilter, u64)>,
    /// How many products match.
    pub total: u64,
    /// Whether the catalogue has no product at all.
    pub nothing_yet: bool,
    /// This page's products.
    pub rows: Vec<ProductRow>,
    /// Cursor of the next page (`?after=`).
    pub next: Option<String>,
    /// Whether this is not the first page.
    pub paged: bool,
}

impl ProductsPage {
    /// Address of the list with another tab.
    pub fn href(&self, filter: &ProductFilter, after: Option<&str>) -> String {
        let filter = (*filter != ProductFilter::All).then_some(filter.code());
        let query = Query::new().with("q", Some(&self.q)).with("category", Some(&self.category));
        query
            .with("brand", Some(&self.brand))
            .with("filter", filter)
            .with("after", after)
            .on(&self.shell.desk.page("/products"))
    }

    /// How many filters are in force besides the search.
    pub fn narrowed(&self) -> usize {
        [&self.category, &self.brand].into_iter().filter(|value| !value.is_empty()).count()
    }

    /// Where to turn to.
    pub fn pager(&self) -> Pager {
        Pager {
            first: self.paged.then(|| self.href(&self.filter, None)),
            next: self.next.as_deref().map(|cursor| self.href(&self.filter, Some(cursor))),
        }
    }
}

/// A product in the list.
#[derive(Debug, Clone)]
pub struct ProductRow {
    /// Its id.
    pub id: ProductId,
    /// Its title in the reader's language or the next of the fallback order.
    pub title: String,
    /// Address of its picture.
    pub image: Option<String>,
    /// Its category path.
    pub category: Option<String>,
    /// Lowest and highest price of its variants; the same twice where they do not differ.
    pub prices: Option<(Money, Money)>,
    /// How many variants it has.
    pub variants: u64,
    /// How many of them are published.
    pub published: u64,
    /// How many of them can be had.
    pub in_stock: u64,
    /// Pieces that can be sold, where all variants are counted.
    pub on_hand: Option<u64>,
    /// Languages it has a text in.
    pub languages: Vec<Language>,
    /// How many fields are overridden.
    pub overrides: u64,
    /// Whether the feed no longer lists it.
    pub vanished: bool,
    /// Whether it was entered by hand.
    pub by_hand: bool,
}

/// The form for a product entered by hand.
///
/// Posted fields: those named below, and for row N of the variants (from 0) `variant.N.color`, `.size`, `.sku`,
/// `.gtin`, `.price`, `.quantity`. Buttons: `do` = `save`, `publish`, or `row` (one more variant row, nothing saved).
#[derive(Debug, Clone, Template)]
#[template(path = "seller/product_new.html")]
pub struct ProductNewPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// The seller's default language: its title is required.
    pub language: Language,
    /// `title.en`, `description.en` and so on; the default language first.
    pub texts: Vec<TextFields>,
    /// `category`, with proposals.
    pub category: Value,
    /// Categories already in use, offered as one types.
    pub categories: Vec<String>,
    /// `brand`.
    pub brand: Value,
    /// `sku`.
    pub sku: Value,
    /// `gtin`.
    pub gtin: Value,
    /// `price`, in major units.
    pub price: Value,
    /// `compare_at`.
    pub compare_at: Value,
    /// The currency of the amounts.
    pub currency: Currency,
    /// `tax_class`.
    pub tax_class: Value,
    /// The classes of the seller's country.
    pub tax_classes: Vec<TaxClass>,
    /// `stock`: `tracked` or `untracked`.
    pub stock: Value,
    /// `quantity`.
    pub quantity: Value,
    /// `images`: one address a line.
    pub images: Value,
    /// Rows for variants; one empty row to begin with.
    pub variants: Vec<VariantFields>,
}

impl ProductNewPage {
    /// The error summary.
    pub fn errors(&self) -> Vec<FormError> {
        let t = self.page.t;
        let texts = self.texts.iter().flat_map(|text| {
            let code = text.language.code();
            [
                text.title.summary(&name("title", code), t.get("seller-product-title")),
                text.description.summary(&name("description", code), t.get("seller-product-description")),
            ]
        });
        let fields = [
            self.category.summary("category", t.get("seller-product-category")),
            self.brand.summary("brand", t.get("seller-product-brand")),
            self.price.summary("price", t.get("seller-product-price")),
            self.compare_at.summary("compare_at", t.get("seller-product-compare-at")),
            self.sku.summary("sku", t.get("seller-product-sku")),
            self.gtin.summary("gtin", t.get("seller-product-gtin")),
            self.tax_class.summary("tax_class", t.get("seller-product-tax-class")),
            self.quantity.summary("quantity", t.get("seller-new-product-quantity")),
            self.images.summary("images", t.get("seller-product-pictures")),
        ];
        let variants = self.variants.iter().enumerate().flat_map(|(at, row)| {
            let name = move |part| format!("variant.{at}.{part}");
            row.cells(&self.page).map(|(part, label, value, _)| value.summary(&name(part), label))
        });
        texts.chain(fields).chain(variants).flatten().collect()
    }
}

impl VariantFields {
    /// The row's cells: name, label, value and the keyboard a telephone shows.
    pub(crate) fn cells(&self, page: &Page) -> [(&'static str, Cow<'static, str>, &Value, &'static str); 6] {
        let t = page.t;
        [
            ("color", t.get("seller-new-product-color"), &self.color, "text"),
            ("size", t.get("seller-new-product-size"), &self.size, "text"),
            ("sku", t.get("seller-product-sku"), &self.sku, "text"),
            ("gtin", t.get("seller-product-gtin"), &self.gtin, "numeric"),
            ("price", t.get("seller-product-price"), &self.price, "decimal"),
            ("quantity", t.get("seller-order-quantity"), &self.quantity, "numeric"),
        ]
    }
}

/// A product's texts in one language.
#[derive(Debug, Clone)]
pub struct TextFields {
    /// The language.
    pub language: Language,
    /// The title.
    pub title: Value,
    /// The description.
    pub description: Value,
}

/// A row of the variants' table.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct VariantFields {
    pub color: Value,
    pub size: Value,
    pub sku: Value,
    pub gtin: Value,
    pub price: Value,
    pub quantity: Value,
}

/// A tax class of a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxClass {
    /// `standard`, `reduced`, `super_reduced`, `intermediate`, `zero` or `exempt`.
    pub code: String,
    /// Its rate there.
    pub rate: TaxRate,
}
