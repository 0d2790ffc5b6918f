//! From staged rows to what the catalogue takes: the rows of one id in all languages become one variant.

use std::collections::BTreeMap;

use catalog::feed::{AndPublish, Applied, FeedVariant};
use postgres_types::Json;
use tenancy::{DbError, Mode, Scope, Write, class::SellerBound, row, statements};
use types::{Currency, Gtin, Language, Money, SellerId, TaxRate};

use crate::{ImportError, engine::Ranking, feed::Availability};

row! {
    struct Row {
        external_id: String,
        language: Language,
        main: bool,
        title: String,
        description: String,
        images: Vec<String>,
        price: i64,
        sale_price: Option<i64>,
        currency: Currency,
        availability: Availability,
        quantity: Option<i32>,
        gtin: Option<Gtin>,
        brand: Option<String>,
        mpn: Option<String>,
        category: Option<String>,
        google_category: Option<String>,
        condition: Option<String>,
        group_key: String,
        options: Json<BTreeMap<String, String>>,
        weight_grams: Option<i32>,
        tax_rate: Option<TaxRate>,
    }
}

statements! {
    fn present(seller: SellerId, ids: &[&str]) -> Vec<Row> for Seller | Worker =
        "SELECT external_id, language, main, title, description, images, price, sale_price, currency, availability, quantity, gtin, brand, mpn, category,
             google_category, condition, group_key, options, weight_grams, tax_rate
         FROM staged_products WHERE seller_id = $1 AND external_id = ANY($2) AND present ORDER BY external_id, main DESC";
}

/// What the feeds say of these ids, those that are present in some language.
pub(crate) async fn load<C: SellerBound, M: Mode>(
    q: &Scope<C, M>,
    ids: &[&str],
    ranking: Ranking,
) -> Result<Vec<FeedVariant>, DbError> {
    let mut variants: Vec<FeedVariant> = Vec::new();
    for row in present(q, q.seller(), ids).await? {
        let text = (row.language, row.title.clone(), row.description.clone());
        match variants.last_mut() {
            Some(variant) if variant.external_id == row.external_id => variant.texts.push(text),
            _ => variants.push(variant(row, text)),
        }
    }
    let rank = |language: Language| ranking.iter().position(|known| *known == language);
    for variant in &mut variants {
        variant.texts.sort_by_key(|(language, ..)| rank(*language));
    }
    Ok(variants)
}

/// The main row gives all but the other languages' texts.
fn variant(row: Row, text: (Language, String, String)) -> FeedVariant {
    FeedVariant {
        external_id: row.external_id,
        group_key: row.group_key,
        texts: vec![text],
        brand: row.brand,
        category: row.category,
        google_category: row.google_category,
        price: Money::new(row.price, row.currency),
        sale_price: row.sale_price.map(|sale| Money::new(sale, row.currency)),
        // What can only be ordered ahead is not sold as if it were there.
        in_stock: row.availability == Availability::InStock,
        quantity: row.quantity.and_then(|quantity| u32::try_from(quantity).ok()),
        gtin: row.gtin,
        mpn: row.mpn,
        options: row.options.0,
        images: row.images,
        weight_grams: row.weight_grams.and_then(|grams| u32::try_from(grams).ok()),
        condition: row.condition,
        tax_rate: row.tax_rate,
    }
}

/// Makes the catalogue say what the feeds say of these ids.
pub(crate) async fn apply<C: SellerBound>(
    q: &Scope<C, Write>,
    ids: &[String],
    ranking: Ranking,
    publish: AndPublish,
) -> Result<Applied, ImportError> {
    if ids.is_empty() {
        return Ok(Applied::default());
    }
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let variants = load(q, &ids, ranking).await?;
    Ok(catalog::feed::apply(q, &variants, publish).await?)
}
