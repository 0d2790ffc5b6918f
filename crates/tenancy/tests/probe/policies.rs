//! Holes of policies.

use super::holes::{Hole, hole};

pub(crate) fn of_policies() -> Vec<Hole> {
    let own = "seller_id = (SELECT keyring.seller())";
    let open = format!("coalesce(current_setting('karum.scope', true), '') = '' OR {own}");
    vec![
        hole("a class owns a table that is not forced", ("SELECT without WHERE", "seller"),
            "ALTER TABLE karum.orders NO FORCE ROW LEVEL SECURITY; ALTER TABLE karum.orders OWNER TO karum_seller"),
        hole("row-level security is off", ("SELECT without WHERE", "worker"), "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("the same, copied", ("COPY TO", "seller"), "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("the same, copied into", ("COPY FROM", "seller"), "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("the same, by a condition", ("telling condition", "seller"), "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("the same, and no error to say so", ("SET row_security", "seller"), "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("statistics of what is not guarded", ("statistics", "seller"), "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("policy and floor are always true", ("SELECT without WHERE", "seller"),
            "ALTER POLICY seller_select ON karum.orders USING (true); ALTER POLICY seller_floor ON karum.orders USING (true)"),
        hole("no floor, and an open policy for UPDATE", ("UPDATE without WHERE", "seller"),
            "DROP POLICY seller_floor ON karum.orders; ALTER POLICY seller_select ON karum.orders USING (true);
             ALTER POLICY seller_update ON karum.orders USING (true) WITH CHECK (true)"),
        hole("the same, merged", ("MERGE", "seller"),
            "DROP POLICY seller_floor ON karum.orders; ALTER POLICY seller_select ON karum.orders USING (true);
             ALTER POLICY seller_update ON karum.orders USING (true) WITH CHECK (true)"),
        hole("no floor, and an open policy for INSERT, merged", ("MERGE", "seller"),
            "DROP POLICY seller_floor ON karum.orders; ALTER POLICY seller_insert ON karum.orders WITH CHECK (true)"),
        hole("no floor, and an open policy for DELETE, merged", ("MERGE", "buyer"),
            "DROP POLICY buyer_floor ON karum.cart_lines; ALTER POLICY buyer_delete ON karum.cart_lines USING (true);
             ALTER POLICY buyer_select ON karum.cart_lines USING (true)"),
        hole("no floor, and an open policy for INSERT", ("INSERT for another", "seller"),
            "DROP POLICY seller_floor ON karum.orders; ALTER POLICY seller_insert ON karum.orders WITH CHECK (true)"),
        hole("the same, met by a conflict", ("ON CONFLICT", "seller"),
            "DROP POLICY seller_floor ON karum.orders; ALTER POLICY seller_insert ON karum.orders WITH CHECK (true);
             ALTER POLICY seller_select ON karum.orders USING (true)"),
        hole("no floor, and an open policy for DELETE", ("DELETE without WHERE", "buyer"),
            "DROP POLICY buyer_floor ON karum.cart_lines; ALTER POLICY buyer_delete ON karum.cart_lines USING (true);
             ALTER POLICY buyer_select ON karum.cart_lines USING (true)"),
        hole("a policy for PUBLIC, and a grant", ("SELECT without WHERE", "staff"),
            "CREATE POLICY oops ON karum.order_contacts TO PUBLIC USING (true); GRANT SELECT ON karum.order_contacts TO PUBLIC"),
        hole("open while no scope is bound", ("no token", "seller"),
            format!("ALTER POLICY seller_select ON karum.orders USING ({open}); ALTER POLICY seller_floor ON karum.orders USING ({open})")),
        hole("open under an empty scope", ("empty token", "worker"),
            format!("ALTER POLICY worker_select ON karum.orders USING ({open}); ALTER POLICY worker_floor ON karum.orders USING ({open})")),
        hole("the bare id is a scope", ("plain SET", "seller"),
            "ALTER POLICY seller_select ON karum.orders USING (seller_id::text = current_setting('karum.scope', true));
             ALTER POLICY seller_floor ON karum.orders USING (seller_id::text = current_setting('karum.scope', true))"),
        hole("the id stands in the plan", ("EXPLAIN", "seller"),
            "ALTER FUNCTION keyring.seller() IMMUTABLE; ALTER POLICY seller_select ON karum.orders USING (seller_id = keyring.seller());
             ALTER POLICY seller_floor ON karum.orders USING (seller_id = keyring.seller())"),
    ]
}

/// Holes that only show because the attacker has fewer rows than the others, or asks whose they are.
pub(crate) fn that_count() -> Vec<Hole> {
    vec![
        hole("policy and floor are turned round", ("SELECT without WHERE", "seller"),
            "ALTER POLICY seller_select ON karum.orders USING (seller_id <> (SELECT keyring.seller()));
             ALTER POLICY seller_floor ON karum.orders USING (seller_id <> (SELECT keyring.seller()))"),
        hole("UPDATE is open to who reads nothing by it", ("UPDATE without WHERE", "seller"),
            "ALTER POLICY seller_update ON karum.orders USING (true) WITH CHECK (true); DROP POLICY seller_floor ON karum.orders;
             CREATE POLICY seller_floor ON karum.orders AS RESTRICTIVE FOR SELECT TO karum_seller USING (seller_id = (SELECT keyring.seller()))"),
    ]
}
