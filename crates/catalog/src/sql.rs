//! Parts of statements that say the same in several places: what the value in force is.
//!
//! Macros, since a statement is one literal; named `sql_…`.

/// Joins the price overrides `op` and `oc` (compare-at) to a variant `v` with its offer `o`. An override in another
/// currency than the offer's has lost its meaning and counts for nothing.
macro_rules! sql_price_overrides {
    () => {
        "LEFT JOIN overrides op ON op.seller_id = v.seller_id AND op.product_id = v.product_id AND op.variant_id = v.id
            AND op.field = 'price' AND op.value ->> 'currency' = o.currency
         LEFT JOIN overrides oc ON oc.seller_id = v.seller_id AND oc.product_id = v.product_id AND oc.variant_id = v.id
            AND oc.field = 'compare_at' AND (oc.value = 'null'::jsonb OR oc.value ->> 'currency' = o.currency)"
    };
}

/// The price in force, after `sql_price_overrides!`.
macro_rules! sql_price {
    () => {
        "coalesce((op.value ->> 'minor')::bigint, o.price)"
    };
}

/// The former price in force: only where it is above the price.
macro_rules! sql_compare_at {
    () => {
        concat!(
            "nullif(greatest(CASE WHEN oc.id IS NULL THEN o.compare_at ELSE (oc.value ->> 'minor')::bigint END, ",
            sql_price!(),
            "), ",
            sql_price!(),
            ")"
        )
    };
}

/// Joins the override `oi` of a variant's pictures, jsonb.
macro_rules! sql_image_override {
    () => {
        "LEFT JOIN overrides oi ON oi.seller_id = v.seller_id AND oi.product_id = v.product_id AND oi.variant_id = v.id AND oi.field = 'images'"
    };
}

/// Joins the stock `s` in the default warehouse.
macro_rules! sql_stock {
    () => {
        "JOIN warehouses w ON w.seller_id = v.seller_id AND w.is_default
         JOIN stock_levels s ON s.seller_id = v.seller_id AND s.variant_id = v.id AND s.warehouse_id = w.id"
    };
}

/// Whether the stock `s` can be had.
macro_rules! sql_in_stock {
    () => {
        "(s.available AND (NOT s.tracked OR s.on_hand > s.reserved))"
    };
}

/// The title in force of the product `p`: in the language of a parameter, the seller's own, any.
macro_rules! sql_own_title {
    ($language:literal) => {
        concat!(
            "(SELECT x.title FROM (
                 SELECT o.language, o.value #>> '{}' AS title, 0 AS later FROM overrides o
                 WHERE o.seller_id = $1 AND o.product_id = p.id AND o.field = 'title'
                 UNION ALL SELECT t.language, t.title, 1 FROM product_texts t WHERE t.seller_id = $1 AND t.product_id = p.id) x
              ORDER BY x.language = ",
            $language,
            " DESC, x.language = (SELECT y.language FROM sellers y WHERE y.seller_id = $1) DESC,
                 array_position('{en,fr,de}'::text[], x.language), x.later LIMIT 1)"
        )
    };
}

/// The order of texts `t` of a storefront `f` for a reader: the language of a parameter, the seller's own, any.
macro_rules! sql_reader_order {
    ($language:literal) => {
        concat!(
            "t.language = ",
            $language,
            " DESC, t.language = f.language DESC, array_position('{en,fr,de}'::text[], t.language)"
        )
    };
}
