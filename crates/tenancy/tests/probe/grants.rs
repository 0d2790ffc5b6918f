//! Holes of grants and keys.

use tenancy::POLICIES;

use super::holes::{Hole, hole};

/// The text of a function of ours.
fn function(name: &str) -> String {
    let begins = format!("CREATE OR REPLACE FUNCTION {name}(");
    let part = POLICIES.iter().map(|(_, text)| *text).find(|text| text.contains(&begins)).unwrap();
    let from = &part[part.find(&begins).unwrap()..];
    from[..from.find("$$;").unwrap() + 3].to_owned()
}

/// A function that forgets a condition, and is itself again when it is mended.
fn forgetful(name: &'static str, attack: &'static str, function_name: &str, condition: &str) -> Hole {
    let text = function(function_name);
    assert!(text.contains(condition), "{text}");
    hole(name, (attack, "seller"), text.replace(condition, "")).mended_by(text)
}

pub(crate) fn of_grants_and_keys() -> Vec<Hole> {
    let database = |grant: &str| format!("DO $$ BEGIN EXECUTE format('{grant}', current_database()); END $$");
    vec![
        hole("the owner can be changed", ("UPDATE of the owner", "seller"), "GRANT UPDATE (seller_id) ON karum.orders TO karum_seller"),
        hole("a total can be changed", ("UPDATE without WHERE", "seller"), "GRANT UPDATE (total) ON karum.orders TO karum_seller"),
        hole("a table can be emptied", ("TRUNCATE", "seller"), "GRANT TRUNCATE ON karum.order_requests TO karum_seller"),
        hole("a table can be locked", ("LOCK TABLE", "seller"), "GRANT UPDATE ON karum.orders TO karum_seller"),
        hole("a class can become another", ("definer functions", "buyer"),
            "GRANT USAGE ON SCHEMA gate TO karum_buyer; GRANT EXECUTE ON FUNCTION gate.credentials(text) TO karum_buyer")
            .mended_by("REVOKE USAGE ON SCHEMA gate FROM karum_buyer; REVOKE EXECUTE ON FUNCTION gate.credentials(text) FROM karum_buyer"),
        hole("a foreign key by id alone", ("foreign ids", "seller"),
            "ALTER TABLE karum.variants ADD CONSTRAINT variants_id UNIQUE (id); ALTER TABLE karum.order_lines DROP CONSTRAINT order_lines_seller_id_variant_id_fkey;
             ALTER TABLE karum.order_lines ADD CONSTRAINT lines_variant FOREIGN KEY (variant_id) REFERENCES karum.variants (id)")
            .mended_by("ALTER TABLE karum.order_lines DROP CONSTRAINT lines_variant, ADD CONSTRAINT order_lines_seller_id_variant_id_fkey
             FOREIGN KEY (seller_id, variant_id) REFERENCES karum.variants (seller_id, id); ALTER TABLE karum.variants DROP CONSTRAINT variants_id"),
        hole("a number is unique for all", ("unique values", "checkout"), "ALTER TABLE karum.orders ADD CONSTRAINT numbers UNIQUE (number)")
            .mended_by("ALTER TABLE karum.orders DROP CONSTRAINT numbers"),
        hole("the same, by an expression", ("unique values", "seller"), "CREATE UNIQUE INDEX numbers ON karum.orders (lower(number))")
            .mended_by("DROP INDEX karum.numbers"),
        hole("the same, by an exclusion", ("unique values", "checkout"),
            "ALTER TABLE karum.orders ADD CONSTRAINT numbers EXCLUDE USING btree (number WITH =)")
            .mended_by("ALTER TABLE karum.orders DROP CONSTRAINT numbers"),
        hole("keys can be read", ("secrets", "public"), "GRANT USAGE ON SCHEMA keyring TO karum_public; GRANT SELECT ON keyring.secret TO karum_public")
            .mended_by("REVOKE USAGE ON SCHEMA keyring FROM karum_public; REVOKE SELECT ON keyring.secret FROM karum_public"),
        hole("temporary tables", ("CREATE", "platform"), database("GRANT TEMP ON DATABASE %I TO karum_platform"))
            .mended_by(database("REVOKE TEMP ON DATABASE %I FROM karum_platform")),
        hole("tables in public", ("CREATE", "gate"), "GRANT CREATE ON SCHEMA public TO PUBLIC")
            .mended_by("REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
        hole("the wall belongs to a class", ("change the wall", "worker"), "ALTER TABLE karum.orders OWNER TO karum_worker"),
        hole("large objects", ("large objects", "buyer"), "GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC")
            .mended_by("REVOKE EXECUTE ON FUNCTION lo_create(oid) FROM PUBLIC"),
        hole("advisory locks", ("advisory locks", "staff"), "GRANT EXECUTE ON FUNCTION pg_try_advisory_lock(bigint) TO karum_staff")
            .mended_by("REVOKE EXECUTE ON FUNCTION pg_try_advisory_lock(bigint) FROM karum_staff"),
        hole("a role can be written", ("role raising", "seller"), "GRANT UPDATE (role) ON karum.members TO karum_seller"),
        forgetful("a key of any seller", "another's team", "team.revoke_key", "seller_id = keyring.seller() AND "),
        forgetful("a place of anybody", "mixed places", "team.acting", "AND user_id = keyring.actor() "),
        hole("sessions can be ended", ("end sessions", "seller"), "GRANT EXECUTE ON FUNCTION pg_terminate_backend(integer, bigint) TO karum_seller")
            .mended_by("REVOKE EXECUTE ON FUNCTION pg_terminate_backend(integer, bigint) FROM karum_seller"),
    ]
}
