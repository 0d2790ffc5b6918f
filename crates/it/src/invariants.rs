//! What holds in a database of Karum whatever was done to it, asked as the superuser. The queries are written here once
//! more, from the meaning of the tables, so that a mistake of the program's own statements is not repeated by its test.

use test_support::Client;

/// What is asked, in words that say what was found wrong, and a query of the rows where it is so.
const QUERIES: &[(&str, &str)] = &[
    (
        "stock out of its bounds",
        "SELECT seller_id, variant_id, on_hand, reserved FROM karum.stock_levels
         WHERE reserved < 0 OR on_hand < 0 OR (tracked AND reserved > on_hand)",
    ),
    (
        "reserved is not what open orders hold",
        "SELECT s.seller_id, s.variant_id, s.reserved, coalesce(h.pieces, 0) AS held FROM karum.stock_levels s
         LEFT JOIN (SELECT l.seller_id, l.variant_id, sum(l.quantity) AS pieces FROM karum.order_lines l
                    JOIN karum.orders o ON o.seller_id = l.seller_id AND o.id = l.order_id
                    WHERE o.state IN ('placed', 'confirmed', 'packed') GROUP BY 1, 2) h
             ON h.seller_id = s.seller_id AND h.variant_id = s.variant_id
         WHERE s.reserved <> coalesce(h.pieces, 0)",
    ),
    (
        "an order's sums are not those of its lines",
        "SELECT o.seller_id, o.id, o.items_total, o.tax_total, l.items, l.tax FROM karum.orders o
         LEFT JOIN (SELECT seller_id, order_id, sum(total) AS items, sum(tax) AS tax FROM karum.order_lines GROUP BY 1, 2) l
             ON l.seller_id = o.seller_id AND l.order_id = o.id
         WHERE (o.items_total, o.tax_total, o.total)
             IS DISTINCT FROM (l.items, l.tax + o.shipping_tax, o.items_total + o.shipping)",
    ),
    (
        "a purchase's sums are not those of its orders",
        "SELECT p.buyer_id, p.id, p.items_total, p.shipping_total, p.tax_total, p.total, o.* FROM karum.purchases p
         LEFT JOIN (SELECT buyer_id, purchase_id, sum(items_total) AS items, sum(shipping) AS shipping, sum(tax_total) AS tax
                    FROM karum.purchase_orders GROUP BY 1, 2) o ON o.buyer_id = p.buyer_id AND o.purchase_id = p.id
         WHERE (p.items_total, p.shipping_total, p.tax_total, p.total)
             IS DISTINCT FROM (o.items, o.shipping, o.tax, o.items + o.shipping)",
    ),
    (
        "a purchase has not one payment of its total",
        "SELECT p.buyer_id, p.id, p.total, y.many, y.amount FROM karum.purchases p
         LEFT JOIN (SELECT buyer_id, purchase_id, count(*) AS many, sum(amount) AS amount FROM karum.purchase_payments GROUP BY 1, 2) y
             ON y.buyer_id = p.buyer_id AND y.purchase_id = p.id
         WHERE (y.many, y.amount) IS DISTINCT FROM (1, p.total)",
    ),
    (
        "an order and the buyer's copy differ",
        "SELECT o.id AS of_seller, c.id AS of_buyer, o.state, c.state AS copied
         FROM (SELECT * FROM karum.orders WHERE purchase_id IS NOT NULL) o
         FULL JOIN karum.purchase_orders c ON c.id = o.id AND c.seller_id = o.seller_id AND c.buyer_id = o.buyer_id
         WHERE (o.purchase_id, o.number, o.state, o.items_total, o.shipping, o.shipping_tax_rate, o.shipping_tax, o.tax_total, o.carrier, o.tracking)
             IS DISTINCT FROM (c.purchase_id, c.number, c.state, c.items_total, c.shipping, c.shipping_tax_rate, c.shipping_tax, c.tax_total, c.carrier, c.tracking)",
    ),
    (
        "an order's lines and the buyer's copy differ",
        "WITH sold AS (SELECT o.id AS order_id, l.product_id, l.variant_id, l.title, l.quantity, l.unit_price, l.total, l.tax_rate, l.tax
                       FROM karum.orders o JOIN karum.order_lines l ON l.seller_id = o.seller_id AND l.order_id = o.id WHERE o.purchase_id IS NOT NULL),
              bought AS (SELECT order_id, product_id, variant_id, title, quantity, unit_price, total, tax_rate, tax FROM karum.purchase_lines)
         (SELECT 'only the order' AS has, x.* FROM (SELECT * FROM sold EXCEPT ALL SELECT * FROM bought) x)
         UNION ALL (SELECT 'only the purchase', x.* FROM (SELECT * FROM bought EXCEPT ALL SELECT * FROM sold) x)",
    ),
    (
        "an order's history does not end where it is",
        "SELECT o.id, o.state, e.steps, c.steps AS copied FROM karum.orders o
         LEFT JOIN (SELECT order_id, array_agg(to_state ORDER BY at, id) AS steps FROM karum.order_events GROUP BY 1) e ON e.order_id = o.id
         LEFT JOIN (SELECT order_id, array_agg(state ORDER BY at, id) AS steps FROM karum.purchase_events GROUP BY 1) c ON c.order_id = o.id
         WHERE e.steps[cardinality(e.steps)] IS DISTINCT FROM o.state
             OR (o.purchase_id IS NOT NULL AND c.steps[cardinality(c.steps)] IS DISTINCT FROM o.state)",
    ),
    (
        "a key and its purchases do not belong together",
        "SELECT r.buyer_id, r.key, p.id FROM (SELECT buyer_id, key, unnest(purchase_ids) AS purchase FROM karum.purchase_requests) r
         FULL JOIN karum.purchases p ON p.buyer_id = r.buyer_id AND p.id = r.purchase
         WHERE p.id IS NULL OR r.key IS NULL",
    ),
    (
        "the shelf does not show the published variants as they are",
        "WITH live AS (
             SELECT v.seller_id, v.product_id, v.id::text AS id, v.position, o.currency,
                    coalesce((SELECT (x.value ->> 'minor')::bigint FROM karum.overrides x WHERE x.seller_id = v.seller_id
                              AND x.variant_id = v.id AND x.field = 'price' AND x.value ->> 'currency' = o.currency), o.price) AS price,
                    s.available AND (NOT s.tracked OR s.on_hand > s.reserved) AS in_stock,
                    coalesce((SELECT x.value FROM karum.overrides x WHERE x.seller_id = v.seller_id AND x.variant_id = v.id
                              AND x.field = 'images'), to_jsonb(v.images)) AS images, o.tax_class
             FROM karum.variants v JOIN karum.offers o ON o.seller_id = v.seller_id AND o.variant_id = v.id
             JOIN karum.stock_levels s ON s.seller_id = v.seller_id AND s.variant_id = v.id
             WHERE v.published_at IS NOT NULL
         ), expected AS (
             SELECT seller_id, product_id, id, price, in_stock, images, tax_class FROM live l
             WHERE currency = (SELECT f.currency FROM live f WHERE f.seller_id = l.seller_id AND f.product_id = l.product_id
                               ORDER BY f.position, f.id::uuid LIMIT 1)
         ), shown AS (
             SELECT p.seller_id, p.id AS product_id, e ->> 'id' AS id, (e ->> 'price')::bigint AS price,
                    (e ->> 'in_stock')::boolean AS in_stock, e -> 'images' AS images, e ->> 'tax_class' AS tax_class
             FROM karum.shelf_products p, jsonb_array_elements(p.variants) e
         )
         (SELECT 'missing' AS how, x.* FROM (SELECT * FROM expected EXCEPT ALL SELECT * FROM shown) x)
         UNION ALL (SELECT 'too much', x.* FROM (SELECT * FROM shown EXCEPT ALL SELECT * FROM expected) x)",
    ),
    (
        "a product on the shelf is not the sum of its variants",
        "SELECT p.seller_id, p.id, p.price_min, p.price_max, p.in_stock, e.* FROM karum.shelf_products p,
         LATERAL (SELECT min((e ->> 'price')::bigint) AS low, max((e ->> 'price')::bigint) AS high, bool_or((e ->> 'in_stock')::boolean) AS there
                  FROM jsonb_array_elements(p.variants) e) e
         WHERE (p.price_min, p.price_max, p.in_stock) IS DISTINCT FROM (e.low, e.high, e.there)",
    ),
    (
        "texts on the shelf are not those in force",
        "WITH own AS (SELECT seller_id, product_id, language, field, value #>> '{}' AS text FROM karum.overrides WHERE variant_id IS NULL),
         expected AS (
             SELECT p.seller_id, p.id, n.language, coalesce(t.text, f.title) AS title, coalesce(d.text, f.description, '') AS description
             FROM karum.shelf_products p CROSS JOIN (VALUES ('en'), ('fr'), ('de')) n(language)
             LEFT JOIN karum.product_texts f ON f.seller_id = p.seller_id AND f.product_id = p.id AND f.language = n.language
             LEFT JOIN own t ON t.seller_id = p.seller_id AND t.product_id = p.id AND t.language = n.language AND t.field = 'title'
             LEFT JOIN own d ON d.seller_id = p.seller_id AND d.product_id = p.id AND d.language = n.language AND d.field = 'description'
             WHERE coalesce(t.text, f.title) IS NOT NULL
         ), shown AS (SELECT seller_id, product_id, language, title, description FROM karum.shelf_texts)
         (SELECT 'missing' AS how, x.* FROM (SELECT * FROM expected EXCEPT SELECT * FROM shown) x)
         UNION ALL (SELECT 'too much', x.* FROM (SELECT * FROM shown EXCEPT SELECT * FROM expected) x)",
    ),
    (
        "a category on the shelf is not the one in force",
        "SELECT s.seller_id, s.id, s.category, p.category AS of_feed, k.value FROM karum.shelf_products s
         JOIN karum.products p ON p.seller_id = s.seller_id AND p.id = s.id
         LEFT JOIN karum.overrides k ON k.seller_id = s.seller_id AND k.product_id = s.id AND k.field = 'category'
         WHERE s.category IS DISTINCT FROM coalesce(k.value #>> '{}', p.category)",
    ),
];

/// Everything that is wrong, in words, with the first rows where it is so. Empty where all holds.
pub async fn violations(oracle: &Client) -> Vec<String> {
    let mut found = Vec::new();
    for (what, query) in QUERIES {
        let sql = format!("SELECT to_jsonb(wrong)::text FROM ({query}) wrong LIMIT 3");
        let rows = oracle.query(&sql, &[]).await.unwrap_or_else(|error| panic!("{what}: {error:?}"));
        found.extend(rows.iter().map(|row| format!("{what}: {}", row.get::<_, String>(0))));
    }
    found
}
