-- Two sellers and two buyers, with a row of each in every table. Ids: kind (8 hex) and number (4 hex) at the end.
CREATE FUNCTION pg_temp.seed_id(kind integer, n integer) RETURNS uuid LANGUAGE sql IMMUTABLE AS $f$
    SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(kind), 8, '0') || lpad(to_hex(n), 4, '0'))::uuid
$f$;

DO $$
DECLARE
    n     integer;
    s     uuid;
    b     uuid;
    slug  text;
BEGIN
    FOR n IN 1..2 LOOP
        s := pg_temp.seed_id(1, n);
        b := pg_temp.seed_id(4, n);
        slug := CASE n WHEN 1 THEN 'seed-a' ELSE 'seed-b' END;

        INSERT INTO users (id, email, email_key, name, password_hash, language) VALUES
            (pg_temp.seed_id(2, n), slug || '@example.com', slug || '@example.com', 'Owner of ' || slug, 'none', 'en');
        INSERT INTO slugs VALUES (slug, s);
        INSERT INTO sellers (seller_id, name, country, currency, language, time_zone) VALUES (s, 'Shop ' || slug, 'LU', 'EUR', 'de', 'Europe/Luxembourg');
        INSERT INTO members (seller_id, id, user_id, role) VALUES (s, pg_temp.seed_id(3, n), pg_temp.seed_id(2, n), 'admin');
        INSERT INTO owners (seller_id, member_id) VALUES (s, pg_temp.seed_id(3, n));
        INSERT INTO roles (seller_id, id, name, permissions) VALUES (s, pg_temp.seed_id(50, n), 'Packer of ' || slug, '{orders.view,orders.edit}');
        INSERT INTO invitations (seller_id, id, email, email_key, language, role, token_hash, invited_by, expires_at)
            VALUES (s, pg_temp.seed_id(51, n), 'invited-' || slug || '@example.com', 'invited-' || slug || '@example.com', 'en', 'viewer', sha256(convert_to('seed invitation ' || n, 'UTF8')), pg_temp.seed_id(3, n), now() + interval '1 day');
        INSERT INTO storefronts (seller_id, slug, name, country, currency, language, shipping_flat, shipping_free_above)
            VALUES (s, slug, 'Shop ' || slug, 'LU', 'EUR', 'de', 490, 5000);
        INSERT INTO sessions (token_hash, id, user_id, expires_at)
            VALUES (sha256(convert_to('seed session ' || n, 'UTF8')), pg_temp.seed_id(5, n), pg_temp.seed_id(2, n), now() + interval '1 day');
        INSERT INTO token_families (id, user_id, seller_id, expires_at) VALUES (pg_temp.seed_id(52, n), pg_temp.seed_id(2, n), s, now() + interval '1 day');
        INSERT INTO refresh_tokens (token_hash, family_id, expires_at) VALUES (sha256(convert_to('seed refresh ' || n, 'UTF8')), pg_temp.seed_id(52, n), now() + interval '1 day');
        INSERT INTO password_resets (user_id, token_hash, expires_at) VALUES (pg_temp.seed_id(2, n), sha256(convert_to('seed reset ' || n, 'UTF8')), now() + interval '1 hour');
        INSERT INTO api_keys (seller_id, id, name, prefix, secret_hash, permissions, created_by)
            VALUES (s, pg_temp.seed_id(53, n), 'Key of ' || slug, 'seedkey' || n, sha256(convert_to('seed key ' || n, 'UTF8')), '{orders.view}', pg_temp.seed_id(3, n));
        INSERT INTO attempts VALUES (sha256(convert_to('seed ' || n, 'UTF8')), 1, now());
        INSERT INTO audit_log (seller_id, id, actor_id, action, object_kind, object_id) VALUES (s, pg_temp.seed_id(6, n), pg_temp.seed_id(2, n), 'seed', 'seller', s::text);
        INSERT INTO jobs (seller_id, id, kind, payload, state, finished_at) VALUES (s, pg_temp.seed_id(7, n), 'seed', '{}', 'done', now());
        INSERT INTO lanes (seller_id) VALUES (s);
        INSERT INTO mails (id, seller_id, recipient, recipient_name, subject, text, html, kind, language, urgent, state, attempts, sent_at)
            VALUES (pg_temp.seed_id(42, n), s, 'seed-' || n || '@example.com', '', 'Mail of ' || slug, '', '', 'seed', 'en', false, 'sent', 1, now());

        INSERT INTO feeds (seller_id, id, language, source, file_name, blob_key) VALUES (s, pg_temp.seed_id(8, n), 'de', 'upload', 'feed.tsv', 'seller/' || s || '/feeds/seed');
        INSERT INTO import_runs (seller_id, id, feed_id, language, state, trigger, rows_read, finished_at)
            VALUES (s, pg_temp.seed_id(9, n), pg_temp.seed_id(8, n), 'de', 'done', 'person', 2, now());
        INSERT INTO import_rejects (seller_id, id, run_id, severity, line, record, reason, detail, raw)
            VALUES (s, pg_temp.seed_id(40, n), pg_temp.seed_id(9, n), 'reject', 3, 2, 'bad_price', 'seed ' || slug, 'raw ' || slug);
        INSERT INTO staged_products (seller_id, external_id, language, row_hash, main, title, search, description, images, price, currency, availability, group_key, options, since_run, changed_run)
            VALUES (s, 'seed-1', 'de', '\x00', true, 'Staged of ' || slug, 'staged of ' || slug || ' seed-1', '', '{}', 1000, 'EUR', 'in_stock', 'seed', '{}', pg_temp.seed_id(9, n), pg_temp.seed_id(9, n));

        INSERT INTO staging_locks (seller_id) VALUES (s);
        INSERT INTO staged_actions (seller_id, id, action, filter, state, matching, handled, selected, finished_at)
            VALUES (s, pg_temp.seed_id(41, n), 'select', '{}', 'done', 1, 1, 1, now());

        INSERT INTO products (seller_id, id, group_key, handle, brand, category, search)
            VALUES (s, pg_temp.seed_id(10, n), 'seed', 'seed-product', 'Seed', 'Seeds > Good', 'seed-product seed produkt von ' || slug || ' seed-1 seed-2');
        INSERT INTO product_texts VALUES (s, pg_temp.seed_id(10, n), 'de', 'Produkt von ' || slug, 'Beschreibung von ' || slug);
        INSERT INTO variants (seller_id, id, product_id, external_id, titles, options, source, position, published_at) VALUES
            (s, pg_temp.seed_id(11, n), pg_temp.seed_id(10, n), 'seed-1', jsonb_build_object('de', 'Produkt von ' || slug || ' – rot'), '{"color":"rot"}', 'feed', 0, now()),
            (s, pg_temp.seed_id(12, n), pg_temp.seed_id(10, n), 'seed-2', jsonb_build_object('de', 'Produkt von ' || slug || ' – blau'), '{"color":"blau"}', 'feed', 1, now());
        INSERT INTO offers (seller_id, id, variant_id, price, currency) VALUES
            (s, pg_temp.seed_id(13, n), pg_temp.seed_id(11, n), 1000, 'EUR'),
            (s, pg_temp.seed_id(14, n), pg_temp.seed_id(12, n), 1250, 'EUR');
        INSERT INTO warehouses VALUES (s, pg_temp.seed_id(15, n), 'Main', true);
        INSERT INTO stock_levels (seller_id, id, product_id, variant_id, warehouse_id, tracked, available, on_hand, reserved) VALUES
            (s, pg_temp.seed_id(16, n), pg_temp.seed_id(10, n), pg_temp.seed_id(11, n), pg_temp.seed_id(15, n), false, true, 0, 0),
            (s, pg_temp.seed_id(17, n), pg_temp.seed_id(10, n), pg_temp.seed_id(12, n), pg_temp.seed_id(15, n), true, true, 10, 0);
        INSERT INTO overrides (seller_id, id, product_id, field, language, value) VALUES (s, pg_temp.seed_id(18, n), pg_temp.seed_id(10, n), 'description', 'de', to_jsonb('Eigene Beschreibung von ' || slug));
        INSERT INTO shelf_products (seller_id, id, handle, brand, category, currency, price_min, price_max, in_stock, variants, published_at)
            VALUES (s, pg_temp.seed_id(10, n), 'seed-product', 'Seed', 'Seeds > Good', 'EUR', 1000, 1250, true,
                jsonb_build_array(
                    jsonb_build_object('id', pg_temp.seed_id(11, n), 'sku', 'seed-1', 'title', jsonb_build_object('de', 'Produkt von ' || slug || ' – rot'), 'options', '{"color":"rot"}'::jsonb,
                        'price', 1000, 'compare_at', NULL, 'images', '[]'::jsonb, 'in_stock', true, 'tax_class', 'standard', 'gtin', NULL),
                    jsonb_build_object('id', pg_temp.seed_id(12, n), 'sku', 'seed-2', 'title', jsonb_build_object('de', 'Produkt von ' || slug || ' – blau'), 'options', '{"color":"blau"}'::jsonb,
                        'price', 1250, 'compare_at', NULL, 'images', '[]'::jsonb, 'in_stock', true, 'tax_class', 'standard', 'gtin', NULL)),
                now());
        INSERT INTO shelf_texts VALUES (s, pg_temp.seed_id(10, n), 'de', 'Produkt von ' || slug, 'Eigene Beschreibung von ' || slug);
        INSERT INTO shelf_changes (seller_id, product_id) VALUES (s, pg_temp.seed_id(10, n));

        INSERT INTO buyers (buyer_id, language) VALUES (b, 'en');
        INSERT INTO cart_lines (buyer_id, id, seller_id, product_id, variant_id, quantity, price_seen, currency)
            VALUES (b, pg_temp.seed_id(20, n), s, pg_temp.seed_id(10, n), pg_temp.seed_id(11, n), 1, 1000, 'EUR');
        INSERT INTO purchases (buyer_id, id, number, currency, items_total, shipping_total, tax_total, total, language, token_hash)
            VALUES (b, pg_temp.seed_id(31, n), 'P-SEED-' || n, 'EUR', 1000, 490, 216, 1490, 'en', sha256(convert_to('seed purchase ' || n, 'UTF8')));
        INSERT INTO purchase_contacts VALUES (b, pg_temp.seed_id(31, n), 'buyer' || n || '@example.com', 'Buyer ' || n, NULL, 'Street ' || n, NULL, 'L-1000', 'Luxembourg', 'LU');
        INSERT INTO orders (seller_id, id, number, channel, purchase_id, buyer_id, state, currency, items_total, shipping, shipping_tax_rate, shipping_tax, tax_total, total, language)
            VALUES (s, pg_temp.seed_id(30, n), 'SEED-' || n, 'marketplace', pg_temp.seed_id(31, n), b, 'placed', 'EUR', 1000, 490, 1700, 71, 216, 1490, 'en');
        INSERT INTO order_lines (seller_id, id, order_id, product_id, variant_id, external_id, title, options, quantity, unit_price, total, tax_rate, tax)
            VALUES (s, pg_temp.seed_id(32, n), pg_temp.seed_id(30, n), pg_temp.seed_id(10, n), pg_temp.seed_id(11, n), 'seed-1', 'Produkt von ' || slug, '{"color":"rot"}', 1, 1000, 1000, 1700, 145);
        INSERT INTO order_contacts VALUES (s, pg_temp.seed_id(30, n), 'buyer' || n || '@example.com', 'Buyer ' || n, NULL, 'Street ' || n, NULL, 'L-1000', 'Luxembourg', 'LU');
        INSERT INTO order_events (seller_id, id, order_id, to_state) VALUES (s, pg_temp.seed_id(33, n), pg_temp.seed_id(30, n), 'placed');
        INSERT INTO order_requests VALUES (s, 'seed', '\x00', pg_temp.seed_id(30, n));
        INSERT INTO purchase_orders (buyer_id, id, purchase_id, seller_id, seller_name, seller_slug, number, state, items_total, shipping, shipping_tax_rate, shipping_tax, tax_total)
            VALUES (b, pg_temp.seed_id(30, n), pg_temp.seed_id(31, n), s, 'Shop ' || slug, slug, 'SEED-' || n, 'placed', 1000, 490, 1700, 71, 216);
        INSERT INTO purchase_lines (buyer_id, id, order_id, product_id, variant_id, handle, title, options, quantity, unit_price, total, tax_rate, tax)
            VALUES (b, pg_temp.seed_id(32, n), pg_temp.seed_id(30, n), pg_temp.seed_id(10, n), pg_temp.seed_id(11, n), 'seed-product', 'Produkt von ' || slug, '{"color":"rot"}', 1, 1000, 1000, 1700, 145);
        INSERT INTO purchase_events (buyer_id, id, order_id, state) VALUES (b, pg_temp.seed_id(33, n), pg_temp.seed_id(30, n), 'placed');
        INSERT INTO purchase_payments (buyer_id, id, purchase_id, provider, state, amount, currency, reference)
            VALUES (b, pg_temp.seed_id(34, n), pg_temp.seed_id(31, n), 'invoice', 'pending', 1490, 'EUR', 'P-SEED-' || n);
        INSERT INTO purchase_requests VALUES (b, 'seed', '\x00', ARRAY[pg_temp.seed_id(31, n)]);
    END LOOP;
END $$;
