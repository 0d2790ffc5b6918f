//! Writing the shelf: from the values in force of published variants, only where something differs.

use tenancy::{Scope, Write, class::SellerBound, statements};
use types::{ProductId, SellerId};

use crate::{CatalogError, MAX_BATCH, lock};

statements! {
    // The first published variant's currency is the product's; variants in another currency stay off the shelf.
    fn project_products(seller: SellerId, ids: &[ProductId]) -> Count for Seller | Worker = concat!(
        "WITH live AS (
             SELECT v.product_id, v.id, v.position, v.titles, coalesce(v.sku, v.external_id) AS sku, v.gtin, v.mpn, v.options,
                    v.weight_grams, v.condition, coalesce(oi.value, to_jsonb(v.images)) AS images,
                    ", sql_price!(), " AS price, ", sql_compare_at!(), " AS compare_at, o.currency, o.tax_class,
                    ", sql_in_stock!(), " AS in_stock,
                    first_value(o.currency) OVER (PARTITION BY v.product_id ORDER BY v.position, v.id) AS product_currency
             FROM variants v
             JOIN offers o ON o.seller_id = v.seller_id AND o.variant_id = v.id
             ", sql_stock!(), " ", sql_price_overrides!(), " ", sql_image_override!(), "
             WHERE v.seller_id = $1 AND v.product_id = ANY($2) AND v.published_at IS NOT NULL
         ), wanted AS (
             SELECT p.id, p.handle, p.brand, coalesce(k.value #>> '{}', p.category) AS category, l.product_currency AS currency,
                    min(l.price) AS price_min, max(l.price) AS price_max,
                    (array_agg(l.compare_at ORDER BY l.price, l.position, l.id))[1] AS compare_at,
                    bool_or(l.in_stock) AS in_stock,
                    (array_agg(l.images ->> 0 ORDER BY l.position, l.id) FILTER (WHERE l.images ->> 0 IS NOT NULL))[1] AS image,
                    jsonb_agg(jsonb_build_object('id', l.id, 'sku', l.sku, 'title', l.titles, 'options', l.options,
                        'price', l.price, 'compare_at', l.compare_at, 'images', l.images, 'in_stock', l.in_stock,
                        'tax_class', l.tax_class, 'gtin', l.gtin, 'mpn', l.mpn, 'weight_grams', l.weight_grams,
                        'condition', l.condition) ORDER BY l.position, l.id) AS variants
             FROM live l JOIN products p ON p.seller_id = $1 AND p.id = l.product_id
             LEFT JOIN overrides k ON k.seller_id = $1 AND k.product_id = p.id AND k.variant_id IS NULL AND k.field = 'category'
             WHERE l.currency = l.product_currency
             GROUP BY p.id, p.handle, p.brand, k.value, p.category, l.product_currency
         ), texts AS (
             SELECT x.id AS product_id, n.language, coalesce(ot.value #>> '{}', t.title) AS title,
                    coalesce(od.value #>> '{}', t.description, '') AS description
             FROM wanted x CROSS JOIN unnest('{en,fr,de}'::text[]) AS n(language)
             LEFT JOIN product_texts t ON t.seller_id = $1 AND t.product_id = x.id AND t.language = n.language
             LEFT JOIN overrides ot ON ot.seller_id = $1 AND ot.product_id = x.id AND ot.variant_id IS NULL AND ot.field = 'title' AND ot.language = n.language
             LEFT JOIN overrides od ON od.seller_id = $1 AND od.product_id = x.id AND od.variant_id IS NULL AND od.field = 'description' AND od.language = n.language
             WHERE ot.id IS NOT NULL OR t.title IS NOT NULL
         ), put AS (
             INSERT INTO shelf_products AS s (seller_id, id, handle, brand, category, currency, price_min, price_max, compare_at, in_stock, image, variants, published_at)
             SELECT $1, id, handle, brand, category, currency, price_min, price_max, compare_at, in_stock, image, variants, now() FROM wanted ORDER BY id
             ON CONFLICT (seller_id, id) DO UPDATE SET brand = excluded.brand, category = excluded.category, currency = excluded.currency,
                 price_min = excluded.price_min, price_max = excluded.price_max, compare_at = excluded.compare_at, in_stock = excluded.in_stock,
                 image = excluded.image, variants = excluded.variants, updated_at = now()
             WHERE (s.brand, s.category, s.currency, s.price_min, s.price_max, s.compare_at, s.in_stock, s.image, s.variants)
                 IS DISTINCT FROM (excluded.brand, excluded.category, excluded.currency, excluded.price_min, excluded.price_max,
                                   excluded.compare_at, excluded.in_stock, excluded.image, excluded.variants)
             RETURNING s.id
         ), gone AS (
             DELETE FROM shelf_products s WHERE s.seller_id = $1 AND s.id = ANY($2) AND NOT EXISTS (SELECT FROM wanted x WHERE x.id = s.id)
             RETURNING s.id
         ), text_put AS (
             INSERT INTO shelf_texts AS s (seller_id, product_id, language, title, description)
             SELECT $1, product_id, language, title, description FROM texts ORDER BY product_id, language
             ON CONFLICT (seller_id, product_id, language) DO UPDATE SET title = excluded.title, description = excluded.description
             WHERE (s.title, s.description) IS DISTINCT FROM (excluded.title, excluded.description)
             RETURNING s.product_id
         ), text_gone AS (
             DELETE FROM shelf_texts s WHERE s.seller_id = $1 AND s.product_id = ANY($2)
                 AND EXISTS (SELECT FROM wanted x WHERE x.id = s.product_id)
                 AND NOT EXISTS (SELECT FROM texts x WHERE x.product_id = s.product_id AND x.language = s.language)
             RETURNING s.product_id
         )
         INSERT INTO shelf_changes (seller_id, product_id)
         SELECT $1, c.id FROM (SELECT id FROM put UNION SELECT id FROM gone UNION SELECT product_id FROM text_put UNION SELECT product_id FROM text_gone) c");
}

/// Makes the shelf show what these products of the seller in scope are now; at most [`MAX_BATCH`]. Products without a
/// published variant leave it. Writes only what differs, and one change per changed product for those who follow the
/// shelf. Answers how many changed.
pub async fn project<C: SellerBound>(q: &Scope<C, Write>, products: &[ProductId]) -> Result<u64, CatalogError> {
    if products.len() > MAX_BATCH {
        return Err(CatalogError::TooMany(MAX_BATCH));
    }
    lock::products(q, products).await?;
    write(q, products).await
}

/// The same for products that the transaction has locked.
pub(crate) async fn write<C: SellerBound>(q: &Scope<C, Write>, products: &[ProductId]) -> Result<u64, CatalogError> {
    if products.is_empty() {
        return Ok(0);
    }
    lock::stock(q, products).await?;
    Ok(project_products(q, q.seller(), products).await?)
}
