//! Writing staged rows.

use std::collections::BTreeMap;

use postgres_types::Json;
use tenancy::{DbError, Scope, Write, class::Worker, row, statements};
use types::{Language, RunId, SellerId};

use super::{
    diff::{Move, RowWrite},
    standing::Standing,
};
use crate::feed::{Availability, FeedRow};

row! {
    struct Deleted { external_id: String }
}

statements! {
    fn upsert(seller: SellerId, language: Language, run: RunId, ids: &[&str], hashes: &[&[u8]], mains: &[bool], conflicts: &[&str], since: &[RunId],
        titles: &[&str], searches: &[String], descriptions: &[&str], links: &[Option<&str>], images: &[String], prices: &[i64], sale_prices: &[Option<i64>],
        currencies: &[&str], availabilities: &[Availability], quantities: &[Option<i32>], gtins: &[Option<&str>], brands: &[Option<&str>],
        mpns: &[Option<&str>], categories: &[Option<&str>], google_categories: &[Option<&str>], conditions: &[Option<&str>], groups: &[&str],
        options: &[Json<BTreeMap<&str, &str>>], weights: &[Option<i32>], tax_rates: &[Option<i32>],
        more_categories: &[String], adults: &[bool]) -> Count for Worker =
        "INSERT INTO staged_products (seller_id, language, changed_run, external_id, row_hash, present, main, conflicts, since_run, title, search, description, link,
             images, price, sale_price, currency, availability, quantity, gtin, brand, mpn, category, google_category, condition, group_key, options,
             weight_grams, tax_rate, more_categories, adult)
         SELECT $1, $2, $3, u.external_id, u.row_hash, true, u.main, string_to_array(u.conflicts, ','), u.since_run, u.title, u.search, u.description, u.link,
             string_to_array(u.images, chr(10)), u.price, u.sale_price, u.currency, u.availability, u.quantity, u.gtin, u.brand, u.mpn, u.category,
             u.google_category, u.condition, u.group_key, u.options, u.weight_grams, u.tax_rate,
             string_to_array(u.more_categories, chr(10)), u.adult
         FROM unnest($4::text[], $5::bytea[], $6::boolean[], $7::text[], $8::uuid[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[],
                 $15::bigint[], $16::text[], $17::text[], $18::integer[], $19::text[], $20::text[], $21::text[], $22::text[], $23::text[], $24::text[],
                 $25::text[], $26::jsonb[], $27::integer[], $28::integer[], $29::text[], $30::boolean[])
             AS u(external_id, row_hash, main, conflicts, since_run, title, search, description, link, images, price, sale_price, currency, availability, quantity,
                 gtin, brand, mpn, category, google_category, condition, group_key, options, weight_grams, tax_rate, more_categories, adult)
         ON CONFLICT (seller_id, external_id, language) DO UPDATE SET changed_run = excluded.changed_run, row_hash = excluded.row_hash,
             present = true, main = excluded.main, conflicts = excluded.conflicts, since_run = excluded.since_run, title = excluded.title,
             search = excluded.search, description = excluded.description, link = excluded.link, images = excluded.images, price = excluded.price,
             sale_price = excluded.sale_price, currency = excluded.currency, availability = excluded.availability, quantity = excluded.quantity,
             gtin = excluded.gtin, brand = excluded.brand, mpn = excluded.mpn, category = excluded.category,
             google_category = excluded.google_category, condition = excluded.condition, group_key = excluded.group_key,
             options = excluded.options, weight_grams = excluded.weight_grams, tax_rate = excluded.tax_rate,
             more_categories = excluded.more_categories, adult = excluded.adult, updated_at = now()";
    fn set_standing(seller: SellerId, ids: &[&str], languages: &[Language], mains: &[bool], conflicts: &[&str]) -> Count for Worker =
        "UPDATE staged_products s SET main = u.main, conflicts = string_to_array(u.conflicts, ','), updated_at = now()
         FROM unnest($2::text[], $3::text[], $4::boolean[], $5::text[]) AS u(external_id, language, main, conflicts)
         WHERE s.seller_id = $1 AND s.external_id = u.external_id AND s.language = u.language";
    fn set_absent(seller: SellerId, language: Language, ids: &[&str], mains: &[bool]) -> Count for Worker =
        "UPDATE staged_products s SET present = false, main = u.main, conflicts = '{}', updated_at = now()
         FROM unnest($3::text[], $4::boolean[]) AS u(external_id, main)
         WHERE s.seller_id = $1 AND s.language = $2 AND s.external_id = u.external_id";
    fn delete_rows(seller: SellerId, language: Language, ids: &[&str]) -> Vec<Deleted> for Worker =
        "DELETE FROM staged_products WHERE seller_id = $1 AND language = $2 AND external_id = ANY($3)
             AND NOT EXISTS (SELECT FROM feeds f WHERE f.seller_id = $1 AND f.language = $2)
         RETURNING external_id";
}

/// Colour, size and what else tells the variants of a product apart.
fn options(row: &FeedRow) -> BTreeMap<&'static str, &str> {
    let gender = row.gender.map(crate::feed::Gender::name);
    let age_group = row.age_group.map(crate::feed::AgeGroup::name);
    [
        ("color", row.color.as_deref()),
        ("size", row.size.as_deref()),
        ("material", row.material.as_deref()),
        ("pattern", row.pattern.as_deref()),
        ("gender", gender),
        ("age_group", age_group),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

/// What a seller's text filter looks in, in lower case.
fn search(row: &FeedRow) -> String {
    let gtin = row.gtin.as_ref().map(types::Gtin::as_str);
    let parts = [Some(row.title.as_str()), row.brand.as_deref(), Some(&row.id), gtin, row.mpn.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n").to_lowercase()
}

/// A number that its limit in [`crate::feed::limits`] keeps within 31 bits.
fn integer(number: Option<u32>) -> Option<i32> {
    number.and_then(|number| i32::try_from(number).ok())
}

/// Writes new and changed rows of one language in one statement.
pub(crate) async fn write(
    q: &Scope<Worker, Write>,
    language: Language,
    run: RunId,
    rows: &[RowWrite<'_>],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    macro_rules! column {
        (|$write:ident| $value:expr) => {
            &rows.iter().map(|$write| $value).collect::<Vec<_>>()
        };
    }
    upsert(
        q,
        q.seller(),
        language,
        run,
        column!(|w| w.row.id.as_str()),
        column!(|w| w.hash.as_slice()),
        column!(|w| w.standing.main),
        column!(|w| w.standing.conflicts.joined()),
        column!(|w| w.since),
        column!(|w| w.row.title.as_str()),
        column!(|w| search(w.row)),
        column!(|w| w.row.description.as_deref().unwrap_or_default()),
        column!(|w| w.row.link.as_deref()),
        column!(|w| w.row.images.join("\n")),
        column!(|w| w.row.price.minor),
        column!(|w| w.row.sale_price.map(|sale| sale.minor)),
        column!(|w| w.row.price.currency.code()),
        column!(|w| w.row.availability),
        column!(|w| integer(w.row.quantity)),
        column!(|w| w.row.gtin.as_ref().map(types::Gtin::as_str)),
        column!(|w| w.row.brand.as_deref()),
        column!(|w| w.row.mpn.as_deref()),
        column!(|w| w.row.category.as_deref()),
        column!(|w| w.row.google_category.as_deref()),
        column!(|w| w.row.condition.map(crate::feed::Condition::name)),
        column!(|w| w.row.group.as_deref().unwrap_or(&w.row.id)),
        column!(|w| Json(options(w.row))),
        column!(|w| integer(w.row.weight_grams)),
        column!(|w| w.row.tax_rate.map(types::TaxRate::basis_points)),
        column!(|w| w.row.more_categories.join("\n")),
        column!(|w| w.row.adult),
    )
    .await
    .map(drop)
}

/// Notes how rows stand that say nothing new themselves.
pub(crate) async fn set_standings(q: &Scope<Worker, Write>, moves: &[Move<'_>]) -> Result<(), DbError> {
    if moves.is_empty() {
        return Ok(());
    }
    let ids: Vec<&str> = moves.iter().map(|m| m.id).collect();
    let languages: Vec<Language> = moves.iter().map(|m| m.language).collect();
    let mains: Vec<bool> = moves.iter().map(|m| m.standing.main).collect();
    let conflicts: Vec<&str> = moves.iter().map(|m| m.standing.conflicts.joined()).collect();
    set_standing(q, q.seller(), &ids, &languages, &mains, &conflicts).await.map(drop)
}

/// Notes that rows of a language have vanished.
pub(crate) async fn vanish(
    q: &Scope<Worker, Write>,
    language: Language,
    rows: &[(&str, Standing)],
) -> Result<(), DbError> {
    let ids: Vec<&str> = rows.iter().map(|(id, _)| *id).collect();
    let mains: Vec<bool> = rows.iter().map(|(_, standing)| standing.main).collect();
    set_absent(q, q.seller(), language, &ids, &mains).await.map(drop)
}

/// Deletes rows of a language, unless there is a feed in it again. Answers the ids of those it deleted.
pub(crate) async fn delete(q: &Scope<Worker, Write>, language: Language, ids: &[&str]) -> Result<Vec<String>, DbError> {
    Ok(delete_rows(q, q.seller(), language, ids).await?.into_iter().map(|row| row.external_id).collect())
}
