//! Holes of the functions that verify a scope.

use tenancy::generate::keyring_sql;

use super::holes::{Hole, hole};

/// The verifying functions without a line of theirs.
fn keyring_without(beginning: &str) -> String {
    let text = keyring_sql();
    let kept: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with(beginning)).collect();
    assert!(kept.len() < text.lines().count(), "no line begins with {beginning}");
    kept.join("\n")
}

pub(crate) fn of_scopes() -> Vec<Hole> {
    let without_mac = || keyring_sql().replace("IF ik IS NULL OR encode(", "IF false AND encode(");
    vec![
        hole("the MAC is not looked at", ("forged MAC", "seller"), without_mac()),
        hole("the same, with changed fields", ("changed field", "buyer"), without_mac()),
        hole("the same, with another key", ("other key", "checkout"), without_mac()),
        hole("an unknown key passes", ("other key", "worker"), keyring_sql().replace("IF ik IS NULL OR encode(", "IF encode(")),
        hole("a key never ends", ("retired key", "seller"),
            keyring_sql().replace("AND (s.valid_until IS NULL OR s.valid_until > clock_timestamp())", "")),
        hole("a token holds on every connection", ("stolen token", "seller"), keyring_without("IF split_part(t, '|', 7)")),
        hole("a token never expires", ("expired token", "buyer"), keyring_without("IF split_part(t, '|', 8)")),
        hole("a token is for every class", ("token of another class", "worker"), keyring_without("IF split_part(t, '|', 2)")),
        hole("a token for nobody raises nothing", ("incomplete token", "seller"), keyring_without("IF split_part(t, '|', 3)")),
        hole("what is no token raises nothing", ("malformed token", "seller"),
            "CREATE OR REPLACE FUNCTION keyring.seller() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
             AS $$ SELECT nullif(split_part(current_setting('karum.scope', true), '|', 3), '')::uuid $$"),
        hole("a session remembers whom it served", ("residue", "seller"),
            keyring_that_keeps()),
    ]
}

/// The verifying functions, with a session that goes on seeing whom it first served. Settings end with the scope; what
/// stays is the session's advisory locks: 128 bits make two.
fn keyring_that_keeps() -> String {
    let kept = "FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()";
    let text = keyring_sql().replace(
        "    RETURN nullif(split_part(t, '|', 3), '')::uuid;",
        &format!(
            "    IF NOT EXISTS (SELECT {kept}) THEN
        PERFORM pg_advisory_lock(('x' || left(replace(split_part(t, '|', 3), '-', ''), 16))::bit(64)::bigint);
        PERFORM pg_advisory_lock(('x' || substr(replace(split_part(t, '|', 3), '-', ''), 17, 8))::bit(32)::int, ('x' || right(split_part(t, '|', 3), 8))::bit(32)::int);
    END IF;
    RETURN (SELECT string_agg(lpad(to_hex(classid::bigint), 8, '0') || lpad(to_hex(objid::bigint), 8, '0'), '' ORDER BY objsubid) {kept})::uuid;"
        ),
    );
    text.replace("uuid\nLANGUAGE plpgsql STABLE", "uuid\nLANGUAGE plpgsql VOLATILE")
        + "\nGRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint), pg_advisory_lock(int, int) TO karum_keyring;"
}
