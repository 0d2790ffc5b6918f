//! Writing a plan: one statement for each kind of row, none where there is nothing to write.

use futures_util::try_join;
use serde_json::Value;
use tenancy::{DbError, Scope, Write, class::SellerBound, statements};
use types::{Gtin, OfferId, ProductId, RecordId, SellerId, VariantId, WarehouseId};

use super::{
    known::Known,
    plan::{NewProduct, Plan, StockWrite, VariantWrite},
};
use crate::{CatalogError, TaxClass, lock, shelf, touch::touch};

statements! {
    // Changes name their rows twice: the array bounds what a plan made from young statistics can do wrong.

    // Where another product of the shop has the address already, the longer one is taken.
    fn insert_products(seller: SellerId, ids: &[ProductId], groups: &[&str], handles: &[&str], longer: &[&str],
                       brands: &[Option<&str>], categories: &[Option<&str>], google: &[Option<&str>]) -> Count for Seller | Worker =
        "INSERT INTO products (seller_id, id, group_key, handle, brand, category, google_category)
         SELECT $1, n.id, n.group_key,
                CASE WHEN EXISTS (SELECT FROM products p WHERE p.seller_id = $1 AND p.handle = n.handle) THEN n.longer ELSE n.handle END,
                n.brand, n.category, n.google
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
             AS n(id, group_key, handle, longer, brand, category, google)
         ORDER BY n.group_key";
    fn update_products(seller: SellerId, ids: &[ProductId], brands: &[Option<&str>], categories: &[Option<&str>], google: &[Option<&str>]) -> Count for Seller | Worker =
        "UPDATE products p SET brand = n.brand, category = n.category, google_category = n.google
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) AS n(id, brand, category, google)
         WHERE p.seller_id = $1 AND p.id = ANY($2) AND p.id = n.id";
    fn insert_variants(seller: SellerId, ids: &[VariantId], products: &[ProductId], external_ids: &[&str], titles: &[&Value], gtins: &[Option<&str>],
                       mpns: &[Option<&str>], options: &[&Value], images: &[&Value], weights: &[Option<i32>], conditions: &[Option<&str>],
                       positions: &[i32], publish: &[bool]) -> Count for Seller | Worker =
        "INSERT INTO variants (seller_id, id, product_id, external_id, titles, gtin, mpn, options, images, weight_grams, condition, position, source, published_at)
         SELECT $1, n.id, n.product_id, n.external_id, n.titles, n.gtin, n.mpn, n.options, ARRAY(SELECT jsonb_array_elements_text(n.images)),
                n.weight, n.condition, n.position, 'feed', CASE WHEN n.publish THEN now() END
         FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::jsonb[], $6::text[], $7::text[], $8::jsonb[], $9::jsonb[], $10::integer[], $11::text[], $12::integer[], $13::boolean[])
             AS n(id, product_id, external_id, titles, gtin, mpn, options, images, weight, condition, position, publish)
         ORDER BY n.external_id";
    fn update_variants(seller: SellerId, ids: &[VariantId], products: &[ProductId], titles: &[&Value], gtins: &[Option<&str>],
                       mpns: &[Option<&str>], options: &[&Value], images: &[&Value], weights: &[Option<i32>], conditions: &[Option<&str>],
                       positions: &[i32], publish: &[bool]) -> Count for Seller | Worker =
        "UPDATE variants v SET product_id = n.product_id, titles = n.titles, gtin = n.gtin, mpn = n.mpn, options = n.options,
                images = ARRAY(SELECT jsonb_array_elements_text(n.images)), weight_grams = n.weight, condition = n.condition, position = n.position,
                published_at = CASE WHEN n.publish THEN coalesce(v.published_at, now()) ELSE v.published_at END, updated_at = now()
         FROM unnest($2::uuid[], $3::uuid[], $4::jsonb[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[], $9::integer[], $10::text[], $11::integer[], $12::boolean[])
             AS n(id, product_id, titles, gtin, mpn, options, images, weight, condition, position, publish)
         WHERE v.seller_id = $1 AND v.id = ANY($2) AND v.id = n.id";
    fn put_offers(seller: SellerId, ids: &[OfferId], variants: &[VariantId], prices: &[i64], compare_at: &[Option<i64>], currencies: &[&str], classes: &[TaxClass]) -> Count for Seller | Worker =
        "INSERT INTO offers AS o (seller_id, id, variant_id, price, compare_at, currency, tax_class)
         SELECT $1, n.id, n.variant_id, n.price, n.compare_at, n.currency, n.tax_class
         FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::text[], $7::text[]) AS n(id, variant_id, price, compare_at, currency, tax_class)
         ORDER BY n.variant_id
         ON CONFLICT (seller_id, variant_id) DO UPDATE SET price = excluded.price, compare_at = excluded.compare_at,
             currency = excluded.currency, tax_class = excluded.tax_class, updated_at = now()";
    fn insert_stock(seller: SellerId, warehouse: WarehouseId, ids: &[RecordId], products: &[ProductId], variants: &[VariantId], tracked: &[bool],
                    available: &[bool], on_hand: &[i32], quantities: &[Option<i32>], said: &[bool]) -> Count for Seller | Worker =
        "INSERT INTO stock_levels (seller_id, id, product_id, variant_id, warehouse_id, tracked, available, on_hand, feed_quantity, feed_available)
         SELECT $1, n.id, n.product_id, n.variant_id, $2, n.tracked, n.available, n.on_hand, n.quantity, n.said
         FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::boolean[], $7::boolean[], $8::integer[], $9::integer[], $10::boolean[])
             AS n(id, product_id, variant_id, tracked, available, on_hand, quantity, said)
         ORDER BY n.variant_id";
    fn update_stock(seller: SellerId, warehouse: WarehouseId, products: &[ProductId], variants: &[VariantId], tracked: &[Option<bool>],
                    available: &[Option<bool>], on_hand: &[Option<i32>], quantities: &[Option<i32>], said: &[bool]) -> Count for Seller | Worker =
        "UPDATE stock_levels s SET product_id = n.product_id, tracked = coalesce(n.tracked, s.tracked), available = coalesce(n.available, s.available),
                on_hand = CASE WHEN n.on_hand IS NULL THEN s.on_hand ELSE greatest(n.on_hand, s.reserved) END,
                feed_quantity = n.quantity, feed_available = n.said, updated_at = now()
         FROM unnest($3::uuid[], $4::uuid[], $5::boolean[], $6::boolean[], $7::integer[], $8::integer[], $9::boolean[])
             AS n(product_id, variant_id, tracked, available, on_hand, quantity, said)
         WHERE s.seller_id = $1 AND s.variant_id = ANY($4) AND s.variant_id = n.variant_id AND s.warehouse_id = $2";
    fn put_texts(seller: SellerId, products: &[ProductId], languages: &[&str], titles: &[&str], descriptions: &[&str]) -> Count for Seller | Worker =
        "INSERT INTO product_texts (seller_id, product_id, language, title, description)
         SELECT $1, n.product_id, n.language, n.title, n.description
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) AS n(product_id, language, title, description)
         ON CONFLICT (seller_id, product_id, language) DO UPDATE SET title = excluded.title, description = excluded.description";
    fn delete_texts(seller: SellerId, products: &[ProductId], languages: &[&str]) -> Count for Seller | Worker =
        "DELETE FROM product_texts t USING unnest($2::uuid[], $3::text[]) AS n(product_id, language)
         WHERE t.seller_id = $1 AND t.product_id = n.product_id AND t.language = n.language";
    fn move_overrides(seller: SellerId, variants: &[VariantId], from: &[ProductId], to: &[ProductId]) -> Count for Seller | Worker =
        "UPDATE overrides o SET product_id = n.later FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS n(variant_id, former, later)
         WHERE o.seller_id = $1 AND o.product_id = n.former AND o.variant_id = n.variant_id";
    // What the seller says of a whole product goes along to a new one when its last variant does. Of several products
    // that become one, the first override of a field is heard.
    fn move_product_overrides(seller: SellerId, from: &[ProductId], to: &[ProductId]) -> Count for Seller | Worker =
        "UPDATE overrides o SET product_id = m.later
         FROM (SELECT DISTINCT ON (n.later, x.field, x.language) x.id, n.later
               FROM unnest($2::uuid[], $3::uuid[]) AS n(former, later)
               JOIN overrides x ON x.seller_id = $1 AND x.product_id = n.former AND x.variant_id IS NULL
               WHERE NOT EXISTS (SELECT FROM variants v WHERE v.seller_id = $1 AND v.product_id = n.former)
               ORDER BY n.later, x.field, x.language, x.created_at, x.id) m
         WHERE o.seller_id = $1 AND o.id = m.id";
}

/// Writes a plan, says that its products changed, and makes the shelf show it.
pub(super) async fn write<C: SellerBound>(
    q: &Scope<C, Write>,
    known: &Known,
    plan: &Plan<'_>,
) -> Result<(), CatalogError> {
    let touched = &plan.applied.products;
    if touched.is_empty() {
        return Ok(());
    }
    products(q, plan).await.map_err(CatalogError::raced)?;
    variants(q, plan).await.map_err(CatalogError::raced)?;
    lock::stock(q, touched).await?;
    try_join!(offers(q, plan), stock(q, known, plan), texts(q, plan), moved(q, plan))?;
    touch(q, touched).await?;
    let on_shelf: Vec<_> = plan.on_shelf.iter().copied().collect();
    shelf::write(q, &on_shelf).await?;
    Ok(())
}

async fn products<C: SellerBound>(q: &Scope<C, Write>, plan: &Plan<'_>) -> Result<(), DbError> {
    let is_new = |id: ProductId| plan.new_products.iter().any(|p| p.id == id);
    let own = |id: ProductId| plan.products.iter().find(|p| p.0 == id).map(|p| &p.1);
    let new = &plan.new_products;
    if !new.is_empty() {
        insert_products(
            q,
            q.seller(),
            &each(new, |p| p.id),
            &each(new, |p| p.group_key.as_str()),
            &each(new, |p| p.handle.as_str()),
            &each(new, |p: &NewProduct| p.longer_handle.as_str()),
            &each(new, |p| own(p.id)?.brand.as_deref()),
            &each(new, |p| own(p.id)?.category.as_deref()),
            &each(new, |p| own(p.id)?.google_category.as_deref()),
        )
        .await?;
    }
    let changed: Vec<_> = plan.products.iter().filter(|(id, _)| !is_new(*id)).collect();
    if !changed.is_empty() {
        update_products(
            q,
            q.seller(),
            &each(&changed, |p| p.0),
            &each(&changed, |p| p.1.brand.as_deref()),
            &each(&changed, |p| p.1.category.as_deref()),
            &each(&changed, |p| p.1.google_category.as_deref()),
        )
        .await?;
    }
    Ok(())
}

async fn variants<C: SellerBound>(q: &Scope<C, Write>, plan: &Plan<'_>) -> Result<(), DbError> {
    let gtin = |v: &VariantWrite| v.feed.gtin.as_ref().map(Gtin::to_string);
    let weight = |v: &VariantWrite| v.feed.weight_grams.map(|w| i32::try_from(w).unwrap_or(i32::MAX));
    let new = &plan.new_variants;
    if !new.is_empty() {
        let gtins = each(new, gtin);
        insert_variants(
            q,
            q.seller(),
            &each(new, |v| v.id),
            &each(new, |v| v.product),
            &each(new, |v| v.feed.external_id.as_str()),
            &each(new, |v| &v.titles),
            &each(&gtins, Option::as_deref),
            &each(new, |v| v.feed.mpn.as_deref()),
            &each(new, |v| &v.options),
            &each(new, |v| &v.images),
            &each(new, weight),
            &each(new, |v| v.feed.condition.as_deref()),
            &each(new, |v| v.position),
            &each(new, |v| v.publish),
        )
        .await?;
    }
    let changed = &plan.variants;
    if !changed.is_empty() {
        let gtins = each(changed, gtin);
        update_variants(
            q,
            q.seller(),
            &each(changed, |v| v.id),
            &each(changed, |v| v.product),
            &each(changed, |v| &v.titles),
            &each(&gtins, Option::as_deref),
            &each(changed, |v| v.feed.mpn.as_deref()),
            &each(changed, |v| &v.options),
            &each(changed, |v| &v.images),
            &each(changed, weight),
            &each(changed, |v| v.feed.condition.as_deref()),
            &each(changed, |v| v.position),
            &each(changed, |v| v.publish),
        )
        .await?;
    }
    Ok(())
}

async fn offers<C: SellerBound>(q: &Scope<C, Write>, plan: &Plan<'_>) -> Result<(), DbError> {
    let all = &plan.offers;
    if !all.is_empty() {
        put_offers(
            q,
            q.seller(),
            &each(all, |_| OfferId::new()),
            &each(all, |o| o.variant),
            &each(all, |o| o.price),
            &each(all, |o| o.compare_at),
            &each(all, |o| o.currency),
            &each(all, |o| o.tax_class),
        )
        .await?;
    }
    Ok(())
}

async fn stock<C: SellerBound>(q: &Scope<C, Write>, known: &Known, plan: &Plan<'_>) -> Result<(), DbError> {
    let new = &plan.new_stock;
    if !new.is_empty() {
        insert_stock(
            q,
            q.seller(),
            known.warehouse,
            &each(new, |_| RecordId::new()),
            &each(new, |s| s.product),
            &each(new, |s| s.variant),
            &each(new, |s| s.tracked.unwrap_or_default()),
            &each(new, |s| s.available.unwrap_or_default()),
            &each(new, |s| s.on_hand.unwrap_or_default()),
            &each(new, |s| s.feed_quantity),
            &each(new, |s: &StockWrite| s.feed_available),
        )
        .await?;
    }
    let changed = &plan.stock;
    if !changed.is_empty() {
        update_stock(
            q,
            q.seller(),
            known.warehouse,
            &each(changed, |s| s.product),
            &each(changed, |s| s.variant),
            &each(changed, |s| s.tracked),
            &each(changed, |s| s.available),
            &each(changed, |s| s.on_hand),
            &each(changed, |s| s.feed_quantity),
            &each(changed, |s| s.feed_available),
        )
        .await?;
    }
    Ok(())
}

async fn texts<C: SellerBound>(q: &Scope<C, Write>, plan: &Plan<'_>) -> Result<(), DbError> {
    let all = &plan.texts;
    if !all.is_empty() {
        put_texts(
            q,
            q.seller(),
            &each(all, |t| t.product),
            &each(all, |t| t.language.code()),
            &each(all, |t| t.title.as_str()),
            &each(all, |t| t.description.as_str()),
        )
        .await?;
    }
    let gone = &plan.texts_gone;
    if !gone.is_empty() {
        delete_texts(q, q.seller(), &each(gone, |t| t.0), &each(gone, |t| t.1.code())).await?;
    }
    Ok(())
}

async fn moved<C: SellerBound>(q: &Scope<C, Write>, plan: &Plan<'_>) -> Result<(), DbError> {
    let all = &plan.moved;
    if !all.is_empty() {
        move_overrides(q, q.seller(), &each(all, |m| m.0), &each(all, |m| m.1), &each(all, |m| m.2)).await?;
        // One that was there before keeps saying what it says.
        let new: Vec<_> = all.iter().filter(|m| plan.new_products.iter().any(|p| p.id == m.2)).collect();
        if !new.is_empty() {
            move_product_overrides(q, q.seller(), &each(&new, |m| m.1), &each(&new, |m| m.2)).await?;
        }
    }
    Ok(())
}

/// One column of rows, as an array parameter.
fn each<'a, T, U>(rows: &'a [T], column: impl Fn(&'a T) -> U) -> Vec<U> {
    rows.iter().map(column).collect()
}
