//! What the catalogue says already of the variants of a batch, and of all others of their products.

use std::collections::HashMap;

use futures_util::try_join;
use serde_json::Value;
use tenancy::{Scope, Write, class::SellerBound, row, statements};
use types::{Currency, Language, ProductId, SellerId, VariantId, WarehouseId};

use super::FeedVariant;
use crate::{CatalogError, TaxClass};

row! {
    pub(super) struct ProductRow {
        id: ProductId,
        group_key: String,
        brand: Option<String>,
        category: Option<String>,
        google_category: Option<String>,
    }
    pub(super) struct VariantRow {
        id: VariantId,
        product_id: ProductId,
        external_id: String,
        titles: Value,
        gtin: Option<String>,
        mpn: Option<String>,
        options: Value,
        images: Vec<String>,
        weight_grams: Option<i32>,
        condition: Option<String>,
        position: i32,
        published: bool ["IS NOT NULL is never null"],
        price: i64,
        compare_at: Option<i64>,
        currency: Currency,
        tax_class: TaxClass,
        feed_quantity: Option<i32>,
        feed_available: Option<bool>,
    }
    pub(super) struct TextRow { product_id: ProductId, language: Language, title: String, description: String }
    struct Found { id: ProductId ["a product's id is never null"] }
    struct ShopRow { country: String, warehouse: WarehouseId }
}

statements! {
    // Found first and locked then: one statement for both is planned as a loop within a loop where statistics are young.
    fn find_products(seller: SellerId, groups: &[&str], external_ids: &[&str]) -> Vec<Found> for Seller | Worker =
        "SELECT g.id FROM products g WHERE g.seller_id = $1 AND g.group_key = ANY($2)
         UNION SELECT v.product_id FROM variants v WHERE v.seller_id = $1 AND v.external_id = ANY($3)";
    fn lock_products(seller: SellerId, ids: &[ProductId]) -> Vec<ProductRow> for Seller | Worker =
        "SELECT id, group_key, brand, category, google_category FROM products WHERE seller_id = $1 AND id = ANY($2)
         ORDER BY id FOR NO KEY UPDATE";
    fn variants(seller: SellerId, products: &[ProductId]) -> Vec<VariantRow> for Seller | Worker = concat!(
        "SELECT v.id, v.product_id, v.external_id, v.titles, v.gtin, v.mpn, v.options, v.images, v.weight_grams, v.condition, v.position,
                v.published_at IS NOT NULL AS published, o.price, o.compare_at, o.currency, o.tax_class, s.feed_quantity, s.feed_available
         FROM variants v JOIN offers o ON o.seller_id = v.seller_id AND o.variant_id = v.id ", sql_stock!(), "
         WHERE v.seller_id = $1 AND v.product_id = ANY($2) ORDER BY v.product_id, v.position, v.id");
    fn texts(seller: SellerId, products: &[ProductId]) -> Vec<TextRow> for Seller | Worker =
        "SELECT product_id, language, title, description FROM product_texts WHERE seller_id = $1 AND product_id = ANY($2)";
    fn shop(seller: SellerId) -> One<ShopRow> for Seller | Worker =
        "SELECT s.country, w.id AS warehouse FROM sellers s JOIN warehouses w ON w.seller_id = s.seller_id AND w.is_default WHERE s.seller_id = $1";
}

/// What the catalogue says. Its products are locked.
pub(super) struct Known {
    /// The seller's country, for tax classes.
    pub country: String,
    /// Where stock lies.
    pub warehouse: WarehouseId,
    pub products: Vec<ProductRow>,
    /// By product, then in the seller's order.
    pub variants: Vec<VariantRow>,
    pub texts: HashMap<(ProductId, Language), TextRow>,
}

pub(super) async fn read<C: SellerBound>(q: &Scope<C, Write>, batch: &[FeedVariant]) -> Result<Known, CatalogError> {
    let groups: Vec<&str> = batch.iter().map(|feed| feed.group_key.as_str()).collect();
    let external_ids: Vec<&str> = batch.iter().map(|feed| feed.external_id.as_str()).collect();
    let seller = q.seller();
    let found: Vec<_> = find_products(q, seller, &groups, &external_ids).await?.iter().map(|p| p.id).collect();
    let products = lock_products(q, seller, &found).await?;
    let ids: Vec<_> = products.iter().map(|p| p.id).collect();
    let (variants, texts, shop) = try_join!(variants(q, seller, &ids), texts(q, seller, &ids), shop(q, seller))?;
    let texts = texts.into_iter().map(|text| ((text.product_id, text.language), text)).collect();
    Ok(Known { country: shop.country, warehouse: shop.warehouse, products, variants, texts })
}
