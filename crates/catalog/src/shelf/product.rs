//! A product's page, in one statement.

use jiff::Timestamp;
use postgres_types::Json;
use tenancy::{Mode, Scope, class::ShelfReader, row, statements};
use types::{Currency, Language, ProductId, SellerId, Slug, VariantId};

use super::{ShelfVariant, Storefront, can_name};
use crate::CatalogError;

row! {
    struct Row {
        seller: SellerId,
        slug: Slug,
        shop_name: String,
        about: String,
        country: String,
        shop_currency: Currency,
        shop_language: Language,
        shipping_flat: i64,
        shipping_free_above: Option<i64>,
        opened_at: Timestamp,
        product: ProductId,
        handle: String,
        title: String ["an inner join: the text is never null"],
        title_language: Language ["an inner join: the text is never null"],
        description: Option<String>,
        description_language: Option<Language>,
        brand: Option<String>,
        category: Option<String>,
        currency: Currency,
        price_min: i64,
        price_max: i64,
        compare_at: Option<i64>,
        in_stock: bool,
        image: Option<String>,
        variants: Json<Vec<ShelfVariant>>,
        published_at: Timestamp,
        updated_at: Timestamp,
    }
}

statements! {
    fn find(slug: &str, handle: &str, language: Language) -> Option<Row> for Public | Buyer = concat!(
        "SELECT f.seller_id AS seller, f.slug, f.name AS shop_name, f.about, f.country, f.currency AS shop_currency, f.language AS shop_language,
                f.shipping_flat, f.shipping_free_above, f.created_at AS opened_at,
                p.id AS product, p.handle, t.title, t.language AS title_language, d.description, d.language AS description_language,
                p.brand, p.category, p.currency, p.price_min, p.price_max, p.compare_at, p.in_stock, p.image, p.variants, p.published_at, p.updated_at
         FROM storefronts f
         JOIN shelf_products p ON p.seller_id = f.seller_id AND p.handle = $2
         JOIN LATERAL (SELECT t.title, t.language FROM shelf_texts t WHERE t.seller_id = p.seller_id AND t.product_id = p.id
                       ORDER BY ", sql_reader_order!("$3"), " LIMIT 1) t ON true
         LEFT JOIN LATERAL (SELECT t.description, t.language FROM shelf_texts t
                            WHERE t.seller_id = p.seller_id AND t.product_id = p.id AND t.description <> ''
                            ORDER BY ", sql_reader_order!("$3"), " LIMIT 1) d ON true
         WHERE f.slug = $1 AND f.state = 'open'");
}

/// A product as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfProduct {
    /// The shop that sells it.
    pub shop: Storefront,
    /// Which it is.
    pub product: ProductId,
    /// The last part of its address.
    pub handle: String,
    /// The title: in the reader's language, else the seller's own, else any.
    pub title: String,
    /// What the title is written in.
    pub title_language: Language,
    /// The description, found in the same order where it is not empty. May hold markup: text to be escaped or cleaned.
    pub description: String,
    /// What the description is written in.
    pub description_language: Language,
    /// The brand.
    pub brand: Option<String>,
    /// The category's path, its levels parted by `>`.
    pub category: Option<String>,
    /// What it is sold in.
    pub currency: Currency,
    /// The lowest price of its variants, minor units, VAT included.
    pub price_min: i64,
    /// The highest.
    pub price_max: i64,
    /// What the cheapest variant cost before.
    pub compare_at: Option<i64>,
    /// Whether any variant can be had.
    pub in_stock: bool,
    /// The first picture.
    pub image: Option<String>,
    /// Its variants in the seller's order, at least one.
    pub variants: Vec<ShelfVariant>,
    /// When it came onto the shelf.
    pub published_at: Timestamp,
    /// When its row changed last.
    pub updated_at: Timestamp,
}

impl ShelfProduct {
    /// The variant of this id, else the first that can be had, else the first.
    pub fn chosen(&self, id: Option<VariantId>) -> Option<&ShelfVariant> {
        let named = self.variants.iter().find(|v| Some(v.id) == id);
        named.or_else(|| self.variants.iter().find(|v| v.in_stock)).or_else(|| self.variants.first())
    }
}

/// The product of an open shop at its address, as a reader of this language sees it.
pub async fn product<C: ShelfReader, M: Mode>(
    q: &Scope<C, M>,
    slug: &str,
    handle: &str,
    language: Language,
) -> Result<Option<ShelfProduct>, CatalogError> {
    if !can_name(&[slug, handle]) {
        return Ok(None);
    }
    Ok(find(q, slug, handle, language).await?.map(ShelfProduct::from))
}

impl From<Row> for ShelfProduct {
    fn from(row: Row) -> Self {
        let shop = Storefront {
            seller: row.seller,
            slug: row.slug,
            name: row.shop_name,
            about: row.about,
            country: row.country,
            currency: row.shop_currency,
            language: row.shop_language,
            open: true,
            shipping_flat: row.shipping_flat,
            shipping_free_above: row.shipping_free_above,
            created_at: row.opened_at,
        };
        Self {
            shop,
            product: row.product,
            handle: row.handle,
            title: row.title,
            title_language: row.title_language,
            description: row.description.unwrap_or_default(),
            description_language: row.description_language.unwrap_or(row.title_language),
            brand: row.brand,
            category: row.category,
            currency: row.currency,
            price_min: row.price_min,
            price_max: row.price_max,
            compare_at: row.compare_at,
            in_stock: row.in_stock,
            image: row.image,
            variants: row.variants.0,
            published_at: row.published_at,
            updated_at: row.updated_at,
        }
    }
}
