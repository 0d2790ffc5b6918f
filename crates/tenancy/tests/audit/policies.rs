//! Faults of policies.

use crate::Fault;

pub const FAULTS: &[Fault] = &[
    ("shelf policy missing", &["shelf-policy"], "DROP POLICY public_select ON karum.shelf_products"),
    ("shelf policy narrowed", &["shelf-policy"], "ALTER POLICY buyer_select ON karum.shelf_products USING (in_stock)"),
    ("isolated table shown to visitors", &["shelf-policy"], "CREATE POLICY oops ON karum.orders FOR SELECT TO karum_buyer USING (true)"),
    ("floor missing", &["policy-floor"], "DROP POLICY seller_floor ON karum.orders"),
    ("floor permissive", &["policy-floor"], "DROP POLICY seller_floor ON karum.orders;
        CREATE POLICY seller_floor ON karum.orders TO karum_seller USING (seller_id = (SELECT keyring.seller())) WITH CHECK (seller_id = (SELECT keyring.seller()))"),
    ("floor for one command", &["policy-floor"], "DROP POLICY seller_floor ON karum.orders;
        CREATE POLICY seller_floor ON karum.orders AS RESTRICTIVE FOR SELECT TO karum_seller USING (seller_id = (SELECT keyring.seller()))"),
    ("policy to public", &["policy-role"], "CREATE POLICY oops ON karum.orders FOR SELECT TO PUBLIC USING (true)"),
    ("policy opened to public", &["policy-role"], "ALTER POLICY seller_select ON karum.orders TO PUBLIC"),
    ("policy to two classes", &["policy-role"], "ALTER POLICY seller_select ON karum.orders TO karum_seller, karum_staff"),
    ("policy to an unexpected class", &["policy-role"], "CREATE POLICY staff_select ON karum.orders FOR SELECT TO karum_staff USING (true)"),
    ("policy missing", &["policy-set"], "DROP POLICY seller_select ON karum.orders"),
    ("policy too many", &["policy-set"], "CREATE POLICY seller_delete ON karum.orders FOR DELETE TO karum_seller USING (seller_id = (SELECT keyring.seller()))"),
    ("policy for another command", &["policy-set"], "DROP POLICY seller_select ON karum.orders;
        CREATE POLICY seller_select ON karum.orders TO karum_seller USING (seller_id = (SELECT keyring.seller()))"),
    ("policy on a child", &["policy-role", "inheritance"], "CREATE TABLE karum.orders_old () INHERITS (karum.orders);
        ALTER TABLE karum.orders_old OWNER TO karum_owner, ADD PRIMARY KEY (seller_id, id), ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY seller_select ON karum.orders_old FOR SELECT TO karum_seller USING (true)"),
    ("using true", &["policy-text"], "ALTER POLICY seller_select ON karum.orders USING (true)"),
    ("using inverted", &["policy-text"], "ALTER POLICY seller_select ON karum.orders USING (seller_id <> (SELECT keyring.seller()))"),
    ("using fail open", &["policy-text"], "ALTER POLICY seller_select ON karum.orders
        USING (current_setting('karum.scope', true) IS NULL OR seller_id = (SELECT keyring.seller()))"),
    ("using missing", &["policy-text"], "DROP POLICY seller_select ON karum.orders; CREATE POLICY seller_select ON karum.orders FOR SELECT TO karum_seller"),
    ("using tautological", &["policy-text"], "ALTER POLICY seller_select ON karum.orders USING (seller_id = seller_id)"),
    ("using fail open when empty", &["policy-text"], "ALTER POLICY seller_select ON karum.orders
        USING (seller_id::text = coalesce(nullif(split_part(current_setting('karum.scope', true), '|', 3), ''), seller_id::text))"),
    ("using unsafe for null", &["policy-text"], "ALTER POLICY seller_select ON karum.orders USING (seller_id IS NOT DISTINCT FROM (SELECT keyring.seller()))"),
    ("using loosened", &["policy-text"], "ALTER POLICY seller_select ON karum.orders USING (seller_id >= (SELECT keyring.seller()))"),
    ("using another scope", &["policy-text"], "ALTER POLICY seller_select ON karum.orders USING (seller_id = (SELECT keyring.actor()))"),
    ("using another column", &["policy-text"], "ALTER POLICY seller_select ON karum.orders USING (id = (SELECT keyring.seller()))"),
    ("using a plain setting", &["policy-text"], "ALTER POLICY seller_select ON karum.orders USING (seller_id = current_setting('app.seller', true)::uuid)"),
    ("using once a row", &["policy-text"], "ALTER POLICY seller_select ON karum.orders USING (seller_id = keyring.seller())"),
    ("check weaker", &["policy-text"], "ALTER POLICY seller_update ON karum.orders WITH CHECK (true)"),
    ("check missing", &["policy-text"], "DROP POLICY seller_update ON karum.orders;
        CREATE POLICY seller_update ON karum.orders FOR UPDATE TO karum_seller USING (seller_id = (SELECT keyring.seller()))"),
    ("check missing where rows are added", &["policy-text"], "DROP POLICY checkout_insert ON karum.orders; CREATE POLICY checkout_insert ON karum.orders FOR INSERT TO karum_checkout WITH CHECK (true)"),
    ("floor true", &["policy-text"], "ALTER POLICY seller_floor ON karum.orders USING (true)"),
];
