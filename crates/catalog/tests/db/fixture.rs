//! What the tests share: feed rows, and what the superuser sees.

use catalog::feed::{AndPublish, Applied, FeedVariant, apply};
use test_support::World;
use types::{Currency, Language, Money, ProductId, SellerId, VariantId};

/// Every table of the catalogue.
pub const TABLES: [&str; 9] = [
    "products",
    "product_texts",
    "variants",
    "offers",
    "stock_levels",
    "overrides",
    "shelf_products",
    "shelf_texts",
    "shelf_changes",
];

pub fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::Eur)
}

/// A row of a feed, in German.
pub fn item(id: &str, group: &str, title: &str) -> FeedVariant {
    FeedVariant {
        external_id: id.into(),
        group_key: group.into(),
        texts: vec![(Language::De, title.into(), format!("Beschreibung von {id}"))],
        brand: Some("Marke".into()),
        category: Some("Küche > Kaffee".into()),
        google_category: None,
        price: eur(1000),
        sale_price: None,
        in_stock: true,
        quantity: None,
        gtin: None,
        mpn: None,
        options: [("color".to_owned(), id.to_owned())].into(),
        images: vec![format!("https://pictures.example/{id}.webp")],
        weight_grams: Some(250),
        condition: Some("new".into()),
        tax_rate: None,
    }
}

/// Applies a batch as a worker of a seller, and commits.
pub async fn feed(world: &World, which: usize, batch: &[FeedVariant], publish: AndPublish) -> Applied {
    let q = world.pools.worker(world.sellers[which].seller, None).write().await.unwrap();
    let applied = apply(&q, batch, publish).await.unwrap();
    q.commit().await.unwrap();
    applied
}

/// Every row of the catalogue with the transaction that wrote it: equal before and after only if nothing was written.
pub async fn versions(world: &World) -> Vec<String> {
    let parts = TABLES.map(|t| format!("SELECT '{t} ' || xmin || ' ' || ctid || ' ' || to_jsonb(x) AS row FROM {t} x"));
    let sql = format!("SELECT row FROM ({}) r ORDER BY row", parts.join(" UNION ALL "));
    world.oracle.query(&sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

/// The same of one seller's rows.
pub async fn versions_of(world: &World, seller: SellerId) -> Vec<String> {
    let id = seller.to_string();
    versions(world).await.into_iter().filter(|row| row.contains(&id)).collect()
}

/// One text, as the superuser reads it.
pub async fn text(world: &World, sql: &str) -> String {
    world.oracle.query_one(&format!("SELECT coalesce(({sql})::text, 'NULL')"), &[]).await.unwrap().get(0)
}

/// The variant of a seller that its feed calls so.
pub async fn variant(world: &World, which: usize, external_id: &str) -> VariantId {
    let sql = "SELECT id FROM variants WHERE seller_id = $1 AND external_id = $2";
    world.oracle.query_one(sql, &[&world.sellers[which].seller, &external_id]).await.unwrap().get(0)
}

/// The product of a seller's group.
pub async fn product(world: &World, which: usize, group: &str) -> ProductId {
    let sql = "SELECT id FROM products WHERE seller_id = $1 AND group_key = $2";
    world.oracle.query_one(sql, &[&world.sellers[which].seller, &group]).await.unwrap().get(0)
}
