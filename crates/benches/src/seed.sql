-- Sellers $1 to $2, each with three products of one variant, stock without end, and ten orders of three lines. No buyers.
-- The planner's statistics are made afterwards. Ids: kind (3 hex) and number; lib.rs makes the same.
CREATE OR REPLACE FUNCTION pg_temp.bid(kind integer, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $f$
    SELECT ('00000000-0000-7' || lpad(to_hex(kind), 3, '0') || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid
$f$;
SET search_path = karum, pg_temp;
-- Checking half a million foreign keys one by one would take longer than what is measured.
SET session_replication_role = replica;

INSERT INTO sellers (seller_id, name, country, currency, language, time_zone)
    SELECT pg_temp.bid(1, n), 'Shop ' || n, 'LU', 'EUR', 'en', 'Europe/Luxembourg' FROM generate_series($FROM, $TO) n;
INSERT INTO members (seller_id, id, user_id, role) SELECT pg_temp.bid(1, n), pg_temp.bid(3, n), pg_temp.bid(2, n), 'admin' FROM generate_series($FROM, $TO) n;
INSERT INTO owners (seller_id, member_id) SELECT pg_temp.bid(1, n), pg_temp.bid(3, n) FROM generate_series($FROM, $TO) n;
INSERT INTO slugs SELECT 'shop-' || n, pg_temp.bid(1, n) FROM generate_series($FROM, $TO) n;
INSERT INTO storefronts (seller_id, slug, name, country, currency, language, shipping_flat, shipping_free_above)
    SELECT pg_temp.bid(1, n), 'shop-' || n, 'Shop ' || n, 'LU', 'EUR', 'en', 490, 5000 FROM generate_series($FROM, $TO) n;
INSERT INTO warehouses SELECT pg_temp.bid(1, n), pg_temp.bid(15, n), 'Main', true FROM generate_series($FROM, $TO) n;

INSERT INTO products (seller_id, id, group_key, handle, brand, category, search)
    SELECT pg_temp.bid(1, n), pg_temp.bid(10, n * 4 + k), 'g' || k, 'p' || k, 'Bench', 'Bench', 'p' || k
    FROM generate_series($FROM, $TO) n, generate_series(0, 2) k;
INSERT INTO product_texts SELECT pg_temp.bid(1, n), pg_temp.bid(10, n * 4 + k), 'en', 'Product ' || k || ' of shop ' || n, 'A product.'
    FROM generate_series($FROM, $TO) n, generate_series(0, 2) k;
INSERT INTO variants (seller_id, id, product_id, external_id, titles, source, published_at)
    SELECT pg_temp.bid(1, n), pg_temp.bid(11, n * 4 + k), pg_temp.bid(10, n * 4 + k), 'v' || k, '{}', 'hand', now()
    FROM generate_series($FROM, $TO) n, generate_series(0, 2) k;
INSERT INTO offers (seller_id, id, variant_id, price, currency)
    SELECT pg_temp.bid(1, n), pg_temp.bid(13, n * 4 + k), pg_temp.bid(11, n * 4 + k), 1000 + 250 * k, 'EUR'
    FROM generate_series($FROM, $TO) n, generate_series(0, 2) k;
INSERT INTO stock_levels (seller_id, id, product_id, variant_id, warehouse_id, tracked, available, on_hand)
    SELECT pg_temp.bid(1, n), pg_temp.bid(16, n * 4 + k), pg_temp.bid(10, n * 4 + k), pg_temp.bid(11, n * 4 + k), pg_temp.bid(15, n), true, true, 1000000
    FROM generate_series($FROM, $TO) n, generate_series(0, 2) k;
INSERT INTO shelf_products (seller_id, id, handle, brand, category, currency, price_min, price_max, in_stock, variants, published_at)
    SELECT pg_temp.bid(1, n), pg_temp.bid(10, n * 4 + k), 'p' || k, 'Bench', 'Bench', 'EUR', 1000 + 250 * k, 1000 + 250 * k, true,
        jsonb_build_array(jsonb_build_object('id', pg_temp.bid(11, n * 4 + k), 'sku', 'v' || k, 'title', jsonb_build_object('en', 'Product ' || k),
            'options', '{}'::jsonb, 'price', 1000 + 250 * k, 'compare_at', NULL, 'images', '[]'::jsonb, 'in_stock', true, 'tax_class', 'standard', 'gtin', NULL)), now()
    FROM generate_series($FROM, $TO) n, generate_series(0, 2) k;
INSERT INTO shelf_texts SELECT pg_temp.bid(1, n), pg_temp.bid(10, n * 4 + k), 'en', 'Product ' || k || ' of shop ' || n, 'A product.'
    FROM generate_series($FROM, $TO) n, generate_series(0, 2) k;

INSERT INTO orders (seller_id, id, number, channel, state, currency, items_total, shipping, shipping_tax_rate, shipping_tax, tax_total, total, language)
    SELECT pg_temp.bid(1, n), pg_temp.bid(30, n * 16 + o), 'O-' || o, 'counter', 'placed', 'EUR', 3750, 490, 1700, 71, 616, 4240, 'en'
    FROM generate_series($FROM, $TO) n, generate_series(0, 9) o;
INSERT INTO order_lines (seller_id, id, order_id, product_id, variant_id, external_id, title, options, quantity, unit_price, total, tax_rate, tax)
    SELECT pg_temp.bid(1, n), pg_temp.bid(32, (n * 16 + o) * 4 + k), pg_temp.bid(30, n * 16 + o), pg_temp.bid(10, n * 4 + k), pg_temp.bid(11, n * 4 + k), 'v' || k,
        'Product ' || k || ' of shop ' || n, '{}', 1, 1000 + 250 * k, 1000 + 250 * k, 1700, 145
    FROM generate_series($FROM, $TO) n, generate_series(0, 9) o, generate_series(0, 2) k;
INSERT INTO order_contacts SELECT pg_temp.bid(1, n), pg_temp.bid(30, n * 16 + o), NULL, 'A customer', NULL, 'A street 1', NULL, 'L-1000', 'Luxembourg', 'LU'
    FROM generate_series($FROM, $TO) n, generate_series(0, 9) o;
INSERT INTO order_events (seller_id, id, order_id, to_state) SELECT pg_temp.bid(1, n), pg_temp.bid(33, n * 16 + o), pg_temp.bid(30, n * 16 + o), 'placed'
    FROM generate_series($FROM, $TO) n, generate_series(0, 9) o;
RESET session_replication_role;
ANALYZE;
CHECKPOINT;
RESET search_path;
