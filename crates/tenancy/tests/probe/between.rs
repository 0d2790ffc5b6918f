//! Holes between scopes, and beyond the row that a statement names.

use tenancy::generate::keyring_sql;

use super::holes::{Hole, hole};

/// The verifying functions, with a session that goes on seeing whom it first saw in the transaction.
fn keyring_that_remembers() -> String {
    keyring_sql().replace("    RETURN nullif(split_part(t, '|', 3), '')::uuid;",
        "    IF coalesce(current_setting('karum.kept', true), '') = '' THEN PERFORM set_config('karum.kept', split_part(t, '|', 3), true); END IF;
    RETURN current_setting('karum.kept')::uuid;").replace("uuid\nLANGUAGE plpgsql STABLE", "uuid\nLANGUAGE plpgsql VOLATILE")
        + "\nGRANT EXECUTE ON FUNCTION set_config(text, text, boolean) TO karum_keyring;"
}

pub(crate) fn between_scopes() -> Vec<Hole> {
    let by_id = |end: &str| {
        format!("ALTER TABLE karum.products ADD CONSTRAINT products_id UNIQUE (id);
        ALTER TABLE karum.variants DROP CONSTRAINT variants_seller_id_product_id_fkey;
        ALTER TABLE karum.variants ADD CONSTRAINT crossing FOREIGN KEY (product_id) REFERENCES karum.products (id) {end}")
    };
    let led = "ALTER TABLE karum.variants DROP CONSTRAINT crossing, ADD CONSTRAINT variants_seller_id_product_id_fkey
        FOREIGN KEY (seller_id, product_id) REFERENCES karum.products (seller_id, id); ALTER TABLE karum.products DROP CONSTRAINT products_id";
    let planned = "ALTER FUNCTION keyring.seller() IMMUTABLE; ALTER POLICY seller_select ON karum.orders USING (seller_id = keyring.seller());
        ALTER POLICY seller_floor ON karum.orders USING (seller_id = keyring.seller())";
    vec![
        hole("a plan keeps whom it was made for", ("prepared statements", "seller"), planned),
        hole("a transaction keeps whom it first served", ("scope switch", "seller"), keyring_that_remembers()),
        hole("the same, past a savepoint", ("savepoints", "worker"), keyring_that_remembers()),
        hole("a cursor keeps whom it was declared for", ("cursors", "seller"), planned),
        hole("a cursor meets no policy", ("cursors", "worker"), "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("more is read where the id is another's", ("hidden or absent", "seller"),
            "ALTER POLICY seller_select ON karum.orders USING (seller_id = (SELECT keyring.seller())
                OR (SELECT count(*) FROM karum.order_lines l WHERE l.seller_id = orders.seller_id) < 0);
             DROP POLICY seller_floor ON karum.orders"),
        hole("a partition stands open", ("off the map", "seller"),
            "CREATE TABLE karum.parted (seller_id uuid NOT NULL, at date) PARTITION BY RANGE (at);
             CREATE TABLE karum.parted_2026 PARTITION OF karum.parted FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
             GRANT SELECT ON karum.parted_2026 TO karum_seller")
            .mended_by("DROP TABLE karum.parted"),
        hole("a sequence counts for all", ("sequences", "buyer"), "CREATE SEQUENCE karum.numbers; GRANT SELECT ON SEQUENCE karum.numbers TO karum_buyer")
            .mended_by("DROP SEQUENCE karum.numbers"),
        hole("a definer function takes the caller's path", ("shadowing", "seller"), "ALTER FUNCTION keyring.seller() RESET search_path"),
        hole("a trigger tells every change", ("NOTIFY", "public"),
            "CREATE FUNCTION karum.tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('orders', NEW.id::text); RETURN NEW; END $$;
             CREATE TRIGGER tell AFTER INSERT ON karum.orders FOR EACH ROW EXECUTE FUNCTION karum.tell()")
            .mended_by("DROP FUNCTION karum.tell() CASCADE"),
        hole("the same, and its text does not say so", ("NOTIFY", "buyer"),
            "CREATE FUNCTION karum.tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('%s orders', 'NOT' || 'IFY'); RETURN NEW; END $$;
             CREATE TRIGGER tell AFTER UPDATE ON karum.orders FOR EACH ROW EXECUTE FUNCTION karum.tell()")
            .mended_by("DROP FUNCTION karum.tell() CASCADE"),
        hole("a trigger puts what others have into what comes back", ("RETURNING", "seller"),
            "CREATE FUNCTION karum.fill() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
                NEW.note := coalesce((SELECT string_agg(number, ' ') FROM karum.orders), ''); RETURN NEW; END $$;
             CREATE TRIGGER fill BEFORE UPDATE ON karum.orders FOR EACH ROW EXECUTE FUNCTION karum.fill()")
            .mended_by("DROP FUNCTION karum.fill() CASCADE"),
        hole("rows of others come back with a write", ("RETURNING", "seller"), "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("what others have goes with one's own", ("cascades", "seller"),
            format!("{}; GRANT DELETE ON karum.products TO karum_seller; CREATE POLICY seller_delete ON karum.products FOR DELETE TO karum_seller USING (seller_id = (SELECT keyring.seller()))", by_id("ON DELETE CASCADE")))
            .mended_by(led),
        hole("what others have changes with one's own keys", ("cascades", "worker"),
            format!("{}; GRANT UPDATE (id) ON karum.products TO karum_worker", by_id("ON UPDATE CASCADE"))).mended_by(led),
        hole("a trigger takes what others have along", ("cascades", "seller"),
            "CREATE FUNCTION karum.sweep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN DELETE FROM karum.shelf_texts; RETURN OLD; END $$;
             CREATE TRIGGER sweep BEFORE DELETE ON karum.shelf_products FOR EACH ROW EXECUTE FUNCTION karum.sweep()")
            .mended_by("DROP FUNCTION karum.sweep() CASCADE"),
        hole("a key by id alone is checked late", ("deferred constraints", "worker"), by_id("DEFERRABLE INITIALLY DEFERRED"))
            .mended_by(led),
    ]
}
