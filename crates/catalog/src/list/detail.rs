//! A product of the seller's with everything: what the feed or the hand says, and the overrides beside it.

use std::collections::BTreeMap;

use futures_util::try_join;
use jiff::Timestamp;
use postgres_types::Json;
use tenancy::{Mode, Scope, class::Seller, row, statements};
use types::{Currency, Language, Money, ProductId, SellerId, VariantId};

use crate::{
    CatalogError, TaxClass,
    overrides::{self, Edit, Field, Override},
};

row! {
    struct ProductRow {
        id: ProductId,
        group_key: String,
        handle: String,
        brand: Option<String>,
        category: Option<String>,
        google_category: Option<String>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }

    /// A product's own text: the feed's, or typed for a product made by hand.
    #[derive(PartialEq, Eq)]
    pub struct OwnText {
        /// What it is written in.
        language: Language,
        /// The title.
        title: String,
        /// The description.
        description: String,
    }

    struct VariantRow {
        id: VariantId,
        external_id: String,
        titles: Json<BTreeMap<Language, String>>,
        sku: Option<String>,
        gtin: Option<String>,
        mpn: Option<String>,
        options: Json<BTreeMap<String, String>>,
        images: Vec<String>,
        weight_grams: Option<i32>,
        condition: Option<String>,
        source: String,
        published_at: Option<Timestamp>,
        updated_at: Timestamp,
        price: i64,
        compare_at: Option<i64>,
        currency: Currency,
        tax_class: TaxClass,
        tracked: bool,
        available: bool,
        on_hand: i32,
        reserved: i32,
        feed_quantity: Option<i32>,
    }
}

statements! {
    fn find(seller: SellerId, id: ProductId) -> Option<ProductRow> for Seller =
        "SELECT id, group_key, handle, brand, category, google_category, created_at, updated_at FROM products WHERE seller_id = $1 AND id = $2";
    fn texts(seller: SellerId, id: ProductId) -> Vec<OwnText> for Seller =
        "SELECT language, title, description FROM product_texts WHERE seller_id = $1 AND product_id = $2 ORDER BY language";
    fn variants(seller: SellerId, id: ProductId) -> Vec<VariantRow> for Seller = concat!(
        "SELECT v.id, v.external_id, v.titles, v.sku, v.gtin, v.mpn, v.options, v.images, v.weight_grams, v.condition, v.source, v.published_at, v.updated_at,
                o.price, o.compare_at, o.currency, o.tax_class, s.tracked, s.available, s.on_hand, s.reserved, s.feed_quantity
         FROM variants v JOIN offers o ON o.seller_id = v.seller_id AND o.variant_id = v.id ", sql_stock!(), "
         WHERE v.seller_id = $1 AND v.product_id = $2 ORDER BY v.position, v.id LIMIT 1000");
}

/// A variant's stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockLevel {
    /// Whether it is counted.
    pub tracked: bool,
    /// Whether it may be sold at all.
    pub available: bool,
    /// Pieces in the warehouse.
    pub on_hand: i32,
    /// Pieces promised to orders.
    pub reserved: i32,
    /// What the feed said last.
    pub feed_quantity: Option<i32>,
}

impl StockLevel {
    /// Whether it can be had.
    pub const fn in_stock(self) -> bool {
        self.available && (!self.tracked || self.on_hand > self.reserved)
    }
}

/// A variant of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Which.
    pub id: VariantId,
    /// The feed's id.
    pub external_id: String,
    /// Its own titles, as its feed has them.
    pub titles: BTreeMap<Language, String>,
    /// The seller's article number where it differs from the feed's id.
    pub sku: Option<String>,
    /// The number under its bar code.
    pub gtin: Option<String>,
    /// The manufacturer's number.
    pub mpn: Option<String>,
    /// Colour, size and the like.
    pub options: BTreeMap<String, String>,
    /// Addresses of the feed's pictures.
    pub images: Vec<String>,
    /// The weight.
    pub weight_grams: Option<i32>,
    /// `new`, `used` or `refurbished`.
    pub condition: Option<String>,
    /// Whether it was entered by hand.
    pub by_hand: bool,
    /// Since when it is on the shelf.
    pub published_at: Option<Timestamp>,
    /// When the feed or a hand changed it last.
    pub updated_at: Timestamp,
    /// The feed's price.
    pub price: Money,
    /// The feed's former price.
    pub compare_at: Option<Money>,
    /// The tax class.
    pub tax_class: TaxClass,
    /// The stock.
    pub stock: StockLevel,
}

impl Variant {
    /// The article number, else the feed's id.
    pub fn sku(&self) -> &str {
        self.sku.as_deref().unwrap_or(&self.external_id)
    }
}

/// A product with everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Which.
    pub id: ProductId,
    /// What joins its variants in the feed.
    pub group_key: String,
    /// The last part of its address.
    pub handle: String,
    /// The brand.
    pub brand: Option<String>,
    /// The feed's category.
    pub category: Option<String>,
    /// Google's category.
    pub google_category: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
    /// What must still be true when a form about it comes back; opaque.
    pub version: String,
    /// The feed's texts.
    pub texts: Vec<OwnText>,
    /// Its variants in the seller's order, at most 1,000.
    pub variants: Vec<Variant>,
    /// The seller's own values.
    pub overrides: Vec<Override>,
}

impl Product {
    /// The seller's own value of a field.
    pub fn own(&self, field: Field) -> Option<&Override> {
        self.overrides.iter().find(|o| o.value.field() == field)
    }

    /// The title in force in a language.
    pub fn title(&self, language: Language) -> Option<&str> {
        match self.own(Field::Title(language)).map(|o| &o.value) {
            Some(Edit::Title(_, title)) => Some(title),
            _ => self.texts.iter().find(|t| t.language == language).map(|t| t.title.as_str()),
        }
    }

    /// Whether buyers can see any of it.
    pub fn published(&self) -> bool {
        self.variants.iter().any(|v| v.published_at.is_some())
    }

    /// Whether it was entered by hand: its fields are changed, not overridden.
    pub fn by_hand(&self) -> bool {
        self.variants.iter().all(|v| v.by_hand)
    }
}

/// A product of the seller in scope.
pub async fn product<M: Mode>(q: &Scope<Seller, M>, id: ProductId) -> Result<Option<Product>, CatalogError> {
    let seller = q.seller();
    let parts =
        async { try_join!(find(q, seller, id), texts(q, seller, id), variants(q, seller, id), overrides::list(q, id)) };
    let (row, texts, variants, overrides) = Box::pin(parts).await?;
    let variants = variants.into_iter().map(Variant::from).collect();
    Ok(row.map(|row| Product {
        id: row.id,
        group_key: row.group_key,
        handle: row.handle,
        brand: row.brand,
        category: row.category,
        google_category: row.google_category,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: super::version(row.updated_at),
        texts,
        variants,
        overrides,
    }))
}

impl From<VariantRow> for Variant {
    fn from(row: VariantRow) -> Self {
        Self {
            id: row.id,
            external_id: row.external_id,
            titles: row.titles.0,
            sku: row.sku,
            gtin: row.gtin,
            mpn: row.mpn,
            options: row.options.0,
            images: row.images,
            weight_grams: row.weight_grams,
            condition: row.condition,
            by_hand: row.source == "hand",
            published_at: row.published_at,
            updated_at: row.updated_at,
            price: Money::new(row.price, row.currency),
            compare_at: row.compare_at.map(|minor| Money::new(minor, row.currency)),
            tax_class: row.tax_class,
            stock: StockLevel {
                tracked: row.tracked,
                available: row.available,
                on_hand: row.on_hand,
                reserved: row.reserved,
                feed_quantity: row.feed_quantity,
            },
        }
    }
}
