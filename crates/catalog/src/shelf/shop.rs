//! Shops as buyers see them.

use jiff::Timestamp;
use tenancy::{
    Mode, Scope, Write,
    class::{Seller, ShelfReader},
    row, statements,
};
use types::{Currency, Language, ProductId, SellerId, Slug};

use super::can_name;
use crate::CatalogError;

/// Shops of one page at most.
const MAX_SHOPS: usize = 100;

row! {
    /// A shop's public settings.
    #[derive(PartialEq, Eq)]
    pub struct Storefront {
        /// Whose it is.
        seller: SellerId,
        /// Its address.
        slug: Slug,
        /// Its name.
        name: String,
        /// What it says of itself.
        about: String,
        /// Where it sells from: ISO 3166-1 alpha-2.
        country: String,
        /// What shipping is paid in.
        currency: Currency,
        /// Its own language.
        language: Language,
        /// Whether buyers can find it and buy in it.
        open: bool ["state is never null"],
        /// Minor units per order.
        shipping_flat: i64,
        /// Minor units of goods above which shipping is free.
        shipping_free_above: Option<i64>,
        /// When it was opened.
        created_at: Timestamp,
    }

    struct Counted { count: i64 ["count(*) is never null"] }

    struct WindowRow {
        seller: SellerId,
        slug: Slug,
        name: String,
        about: String,
        country: String,
        currency: Currency,
        language: Language,
        open: bool ["state is never null"],
        shipping_flat: i64,
        shipping_free_above: Option<i64>,
        created_at: Timestamp,
        images: Vec<String> ["an array of a query is never null"],
    }
}

macro_rules! columns {
    () => {
        "f.seller_id AS seller, f.slug, f.name, f.about, f.country, f.currency, f.language, f.state = 'open' AS open,
         f.shipping_flat, f.shipping_free_above, f.created_at"
    };
}

/// Pictures of the newest products. They are looked for among the newest 50, so that a shop without any costs no more
/// than one with many.
macro_rules! window {
    () => {
        "LATERAL (SELECT ARRAY(SELECT c.image FROM (SELECT p.image FROM shelf_products p WHERE p.seller_id = f.seller_id
                                                    ORDER BY p.published_at DESC, p.id LIMIT 50) c
                               WHERE c.image IS NOT NULL LIMIT 4) AS images) i"
    };
}

statements! {
    fn find(slug: &str) -> Option<Storefront> for Public | Buyer = concat!("SELECT ", columns!(), " FROM storefronts f WHERE f.slug = $1");
    fn find_window(slug: &str) -> Option<WindowRow> for Public | Buyer = concat!(
        "SELECT ", columns!(), ", i.images FROM storefronts f, ", window!(), " WHERE f.slug = $1 AND f.state = 'open'");
    fn windows(since: Timestamp, seller: SellerId, limit: i64) -> Vec<WindowRow> for Public | Buyer = concat!(
        "SELECT ", columns!(), ", i.images FROM storefronts f, ", window!(), "
         WHERE f.state = 'open' AND f.created_at >= $1 AND (f.created_at > $1 OR f.seller_id > $2)
           AND EXISTS (SELECT FROM shelf_products p WHERE p.seller_id = f.seller_id)
         ORDER BY f.created_at, f.seller_id LIMIT $3");
    fn count_open() -> One<Counted> for Public | Buyer, scans "counts the shops; a node asks only after changes" =
        "SELECT count(*) AS count FROM storefronts f WHERE f.state = 'open' AND EXISTS (SELECT FROM shelf_products p WHERE p.seller_id = f.seller_id)";
    fn insert_change(seller: SellerId, product: ProductId) -> Count for Seller =
        "INSERT INTO shelf_changes (seller_id, product_id) VALUES ($1, $2)";
}

/// A shop and a glance at what it sells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopWindow {
    /// The shop.
    pub shop: Storefront,
    /// Pictures of its newest products, at most four.
    pub images: Vec<String>,
}

impl ShopWindow {
    /// Its place in the list of shops.
    pub fn cursor(&self) -> ShopCursor {
        ShopCursor { created_at: self.shop.created_at, seller: self.shop.seller }
    }
}

/// A place in the list of shops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShopCursor {
    /// The last shop's time.
    pub created_at: Timestamp,
    /// The last shop.
    pub seller: SellerId,
}

impl From<WindowRow> for ShopWindow {
    fn from(row: WindowRow) -> Self {
        let WindowRow { seller, slug, name, about, country, currency, language, open, .. } = row;
        let WindowRow { shipping_flat, shipping_free_above, created_at, images, .. } = row;
        let shop = Storefront {
            seller,
            slug,
            name,
            about,
            country,
            currency,
            language,
            open,
            shipping_flat,
            shipping_free_above,
            created_at,
        };
        Self { shop, images }
    }
}

/// The shop at an address, open or closed: what leads from a host or a path to its seller.
pub async fn storefront<C: ShelfReader, M: Mode>(
    q: &Scope<C, M>,
    slug: &str,
) -> Result<Option<Storefront>, CatalogError> {
    if !can_name(&[slug]) {
        return Ok(None);
    }
    Ok(find(q, slug).await?)
}

/// The open shop at an address with a glance at what it sells.
pub async fn shop<C: ShelfReader, M: Mode>(q: &Scope<C, M>, slug: &str) -> Result<Option<ShopWindow>, CatalogError> {
    if !can_name(&[slug]) {
        return Ok(None);
    }
    Ok(find_window(q, slug).await?.map(ShopWindow::from))
}

/// Open shops that have something on the shelf, the oldest first.
pub async fn shops<C: ShelfReader, M: Mode>(
    q: &Scope<C, M>,
    after: Option<ShopCursor>,
    limit: usize,
) -> Result<Vec<ShopWindow>, CatalogError> {
    let start = ShopCursor { created_at: Timestamp::UNIX_EPOCH, seller: SellerId(uuid::Uuid::nil()) };
    let after = after.unwrap_or(start);
    let limit = i64::try_from(limit.clamp(1, MAX_SHOPS)).unwrap_or(1);
    Ok(windows(q, after.created_at, after.seller, limit).await?.into_iter().map(ShopWindow::from).collect())
}

/// How many open shops have something on the shelf.
pub async fn count_shops<C: ShelfReader, M: Mode>(q: &Scope<C, M>) -> Result<u64, CatalogError> {
    Ok(count_open(q).await?.count.unsigned_abs())
}

/// Tells those who follow the shelf that the shop in scope was opened or closed. In the transaction that does it.
pub async fn changed(q: &Scope<Seller, Write>) -> Result<(), CatalogError> {
    insert_change(q, q.seller(), crate::follow::WHOLE_SHOP).await?;
    Ok(())
}
