-- Generated from tenancy.toml by `karum tenancy generate`. Do not edit.

-- attempts
ALTER TABLE karum.attempts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.attempts');
REVOKE ALL ON karum.attempts FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY def_gate ON karum.attempts AS PERMISSIVE FOR ALL TO karum_def_gate USING (true) WITH CHECK (true);
CREATE POLICY def_queue ON karum.attempts AS PERMISSIVE FOR ALL TO karum_def_queue USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.attempts AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (count, started_at), DELETE ON karum.attempts TO karum_def_gate;
GRANT SELECT, DELETE ON karum.attempts TO karum_def_queue;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.attempts TO karum_migrator;

-- audit_log
ALTER TABLE karum.audit_log ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.audit_log');
REVOKE ALL ON karum.audit_log FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.audit_log AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.audit_log AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.audit_log AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.audit_log AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.audit_log AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY migrator ON karum.audit_log AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON karum.audit_log TO karum_seller;
GRANT INSERT ON karum.audit_log TO karum_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.audit_log TO karum_migrator;

-- buyers
ALTER TABLE karum.buyers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.buyers');
REVOKE ALL ON karum.buyers FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY buyer_select ON karum.buyers AS PERMISSIVE FOR SELECT TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY buyer_update ON karum.buyers AS PERMISSIVE FOR UPDATE TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY buyer_floor ON karum.buyers AS RESTRICTIVE FOR ALL TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_select ON karum.buyers AS PERMISSIVE FOR SELECT TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_floor ON karum.buyers AS RESTRICTIVE FOR ALL TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY def_gate ON karum.buyers AS PERMISSIVE FOR ALL TO karum_def_gate USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.buyers AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE (language) ON karum.buyers TO karum_buyer;
GRANT SELECT ON karum.buyers TO karum_checkout;
GRANT SELECT, INSERT, UPDATE (user_id) ON karum.buyers TO karum_def_gate;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.buyers TO karum_migrator;

-- cart_lines
ALTER TABLE karum.cart_lines ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.cart_lines');
REVOKE ALL ON karum.cart_lines FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY buyer_select ON karum.cart_lines AS PERMISSIVE FOR SELECT TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY buyer_insert ON karum.cart_lines AS PERMISSIVE FOR INSERT TO karum_buyer WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY buyer_update ON karum.cart_lines AS PERMISSIVE FOR UPDATE TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY buyer_delete ON karum.cart_lines AS PERMISSIVE FOR DELETE TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY buyer_floor ON karum.cart_lines AS RESTRICTIVE FOR ALL TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_select ON karum.cart_lines AS PERMISSIVE FOR SELECT TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_delete ON karum.cart_lines AS PERMISSIVE FOR DELETE TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_floor ON karum.cart_lines AS RESTRICTIVE FOR ALL TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY def_gate ON karum.cart_lines AS PERMISSIVE FOR ALL TO karum_def_gate USING (true) WITH CHECK (true);
CREATE POLICY def_queue ON karum.cart_lines AS PERMISSIVE FOR ALL TO karum_def_queue USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.cart_lines AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (quantity, price_seen, currency), DELETE ON karum.cart_lines TO karum_buyer;
GRANT SELECT, DELETE ON karum.cart_lines TO karum_checkout;
GRANT SELECT, INSERT, UPDATE (quantity), DELETE ON karum.cart_lines TO karum_def_gate;
GRANT SELECT, DELETE ON karum.cart_lines TO karum_def_queue;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.cart_lines TO karum_migrator;

-- feeds
ALTER TABLE karum.feeds ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.feeds');
REVOKE ALL ON karum.feeds FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.feeds AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.feeds AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_update ON karum.feeds AS PERMISSIVE FOR UPDATE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_delete ON karum.feeds AS PERMISSIVE FOR DELETE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.feeds AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.feeds AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.feeds AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_update ON karum.feeds AS PERMISSIVE FOR UPDATE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.feeds AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY def_queue ON karum.feeds AS PERMISSIVE FOR ALL TO karum_def_queue USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.feeds AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (source, url, blob_key, file_name, format, mapping, default_currency, default_availability, vanish, schedule_minutes, next_run_at, validators, updated_at), DELETE ON karum.feeds TO karum_seller;
GRANT SELECT, INSERT, UPDATE (source, url, blob_key, file_name, format, mapping, default_currency, default_availability, vanish, schedule_minutes, next_run_at, validators, updated_at) ON karum.feeds TO karum_worker;
GRANT SELECT, UPDATE (next_run_at) ON karum.feeds TO karum_def_queue;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.feeds TO karum_migrator;

-- import_rejects
ALTER TABLE karum.import_rejects ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.import_rejects');
REVOKE ALL ON karum.import_rejects FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.import_rejects AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_delete ON karum.import_rejects AS PERMISSIVE FOR DELETE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.import_rejects AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.import_rejects AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.import_rejects AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_delete ON karum.import_rejects AS PERMISSIVE FOR DELETE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.import_rejects AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY def_queue ON karum.import_rejects AS PERMISSIVE FOR ALL TO karum_def_queue USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.import_rejects AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, DELETE ON karum.import_rejects TO karum_seller;
GRANT SELECT, INSERT, DELETE ON karum.import_rejects TO karum_worker;
GRANT SELECT, DELETE ON karum.import_rejects TO karum_def_queue;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.import_rejects TO karum_migrator;

-- import_runs
ALTER TABLE karum.import_runs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.import_runs');
REVOKE ALL ON karum.import_runs FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.import_runs AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.import_runs AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_update ON karum.import_runs AS PERMISSIVE FOR UPDATE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_delete ON karum.import_runs AS PERMISSIVE FOR DELETE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.import_runs AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.import_runs AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.import_runs AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_update ON karum.import_runs AS PERMISSIVE FOR UPDATE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.import_runs AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY def_queue ON karum.import_runs AS PERMISSIVE FOR ALL TO karum_def_queue USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.import_runs AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (state, decision, cancel_asked, finished_at), DELETE ON karum.import_runs TO karum_seller;
GRANT SELECT, INSERT, UPDATE (state, blob_key, file_name, bytes_total, bytes_read, rows_read, rows_new, rows_changed, rows_unchanged, rows_rejected, rows_vanished, warnings, unknown_columns, held_for, held_sample, decision, error, error_code, started_at, finished_at) ON karum.import_runs TO karum_worker;
GRANT SELECT, INSERT, UPDATE (state, error, finished_at), DELETE ON karum.import_runs TO karum_def_queue;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.import_runs TO karum_migrator;

-- jobs
ALTER TABLE karum.jobs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.jobs');
REVOKE ALL ON karum.jobs FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.jobs AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.jobs AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.jobs AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.jobs AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.jobs AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_update ON karum.jobs AS PERMISSIVE FOR UPDATE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.jobs AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY def_queue ON karum.jobs AS PERMISSIVE FOR ALL TO karum_def_queue USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.jobs AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON karum.jobs TO karum_seller;
GRANT SELECT, INSERT, UPDATE (state, run_at, leased_until, error, finished_at) ON karum.jobs TO karum_worker;
GRANT SELECT, INSERT, UPDATE (state, run_at, attempts, leased_until, error, finished_at), DELETE ON karum.jobs TO karum_def_queue;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.jobs TO karum_migrator;

-- lanes
ALTER TABLE karum.lanes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.lanes');
REVOKE ALL ON karum.lanes FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.lanes AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.lanes AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.lanes AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.lanes AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.lanes AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.lanes AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY def_queue ON karum.lanes AS PERMISSIVE FOR ALL TO karum_def_queue USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.lanes AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON karum.lanes TO karum_seller;
GRANT SELECT, INSERT ON karum.lanes TO karum_worker;
GRANT SELECT, INSERT, UPDATE (served_at), DELETE ON karum.lanes TO karum_def_queue;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.lanes TO karum_migrator;

-- mails
ALTER TABLE karum.mails ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.mails');
REVOKE ALL ON karum.mails FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY def_mail ON karum.mails AS PERMISSIVE FOR ALL TO karum_def_mail USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.mails AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (recipient_name, text, html, state, attempts, due_at, leased_until, error, sent_at), DELETE ON karum.mails TO karum_def_mail;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.mails TO karum_migrator;

-- members
ALTER TABLE karum.members ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.members');
REVOKE ALL ON karum.members FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.members AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.members AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY def_gate ON karum.members AS PERMISSIVE FOR ALL TO karum_def_gate USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.members AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT ON karum.members TO karum_seller;
GRANT SELECT, INSERT ON karum.members TO karum_def_gate;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.members TO karum_migrator;

-- offers
ALTER TABLE karum.offers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.offers');
REVOKE ALL ON karum.offers FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.offers AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.offers AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_update ON karum.offers AS PERMISSIVE FOR UPDATE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.offers AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.offers AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.offers AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_update ON karum.offers AS PERMISSIVE FOR UPDATE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.offers AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY migrator ON karum.offers AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (price, compare_at, currency, tax_class, updated_at) ON karum.offers TO karum_seller;
GRANT SELECT, INSERT, UPDATE (price, compare_at, currency, tax_class, updated_at) ON karum.offers TO karum_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.offers TO karum_migrator;

-- order_contacts
ALTER TABLE karum.order_contacts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.order_contacts');
REVOKE ALL ON karum.order_contacts FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.order_contacts AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.order_contacts AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.order_contacts AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_insert ON karum.order_contacts AS PERMISSIVE FOR INSERT TO karum_checkout WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_floor ON karum.order_contacts AS RESTRICTIVE FOR ALL TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.order_contacts AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.order_contacts AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY migrator ON karum.order_contacts AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON karum.order_contacts TO karum_seller;
GRANT INSERT ON karum.order_contacts TO karum_checkout;
GRANT SELECT ON karum.order_contacts TO karum_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.order_contacts TO karum_migrator;

-- order_events
ALTER TABLE karum.order_events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.order_events');
REVOKE ALL ON karum.order_events FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.order_events AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.order_events AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.order_events AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_insert ON karum.order_events AS PERMISSIVE FOR INSERT TO karum_checkout WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_floor ON karum.order_events AS RESTRICTIVE FOR ALL TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.order_events AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.order_events AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY migrator ON karum.order_events AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON karum.order_events TO karum_seller;
GRANT INSERT ON karum.order_events TO karum_checkout;
GRANT SELECT ON karum.order_events TO karum_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.order_events TO karum_migrator;

-- order_lines
ALTER TABLE karum.order_lines ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.order_lines');
REVOKE ALL ON karum.order_lines FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.order_lines AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.order_lines AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.order_lines AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_insert ON karum.order_lines AS PERMISSIVE FOR INSERT TO karum_checkout WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_floor ON karum.order_lines AS RESTRICTIVE FOR ALL TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.order_lines AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.order_lines AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY migrator ON karum.order_lines AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON karum.order_lines TO karum_seller;
GRANT INSERT ON karum.order_lines TO karum_checkout;
GRANT SELECT ON karum.order_lines TO karum_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.order_lines TO karum_migrator;

-- order_requests
ALTER TABLE karum.order_requests ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.order_requests');
REVOKE ALL ON karum.order_requests FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.order_requests AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.order_requests AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.order_requests AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY def_queue ON karum.order_requests AS PERMISSIVE FOR ALL TO karum_def_queue USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.order_requests AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON karum.order_requests TO karum_seller;
GRANT SELECT, DELETE ON karum.order_requests TO karum_def_queue;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.order_requests TO karum_migrator;

-- orders
ALTER TABLE karum.orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.orders');
REVOKE ALL ON karum.orders FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.orders AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.orders AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_update ON karum.orders AS PERMISSIVE FOR UPDATE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.orders AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_insert ON karum.orders AS PERMISSIVE FOR INSERT TO karum_checkout WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_floor ON karum.orders AS RESTRICTIVE FOR ALL TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.orders AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.orders AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY def_carry ON karum.orders AS PERMISSIVE FOR ALL TO karum_def_carry USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.orders AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (state, carrier, tracking, note, updated_at) ON karum.orders TO karum_seller;
GRANT INSERT ON karum.orders TO karum_checkout;
GRANT SELECT ON karum.orders TO karum_worker;
GRANT SELECT ON karum.orders TO karum_def_carry;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.orders TO karum_migrator;

-- overrides
ALTER TABLE karum.overrides ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.overrides');
REVOKE ALL ON karum.overrides FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.overrides AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.overrides AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_update ON karum.overrides AS PERMISSIVE FOR UPDATE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_delete ON karum.overrides AS PERMISSIVE FOR DELETE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.overrides AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.overrides AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_update ON karum.overrides AS PERMISSIVE FOR UPDATE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.overrides AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY migrator ON karum.overrides AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (product_id, value, actor_id, created_at), DELETE ON karum.overrides TO karum_seller;
GRANT SELECT, UPDATE (product_id) ON karum.overrides TO karum_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.overrides TO karum_migrator;

-- product_texts
ALTER TABLE karum.product_texts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.product_texts');
REVOKE ALL ON karum.product_texts FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.product_texts AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.product_texts AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_update ON karum.product_texts AS PERMISSIVE FOR UPDATE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_delete ON karum.product_texts AS PERMISSIVE FOR DELETE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.product_texts AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.product_texts AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.product_texts AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_update ON karum.product_texts AS PERMISSIVE FOR UPDATE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_delete ON karum.product_texts AS PERMISSIVE FOR DELETE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.product_texts AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY migrator ON karum.product_texts AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (title, description), DELETE ON karum.product_texts TO karum_seller;
GRANT SELECT, INSERT, UPDATE (title, description), DELETE ON karum.product_texts TO karum_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.product_texts TO karum_migrator;

-- products
ALTER TABLE karum.products ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.products');
REVOKE ALL ON karum.products FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.products AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.products AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_update ON karum.products AS PERMISSIVE FOR UPDATE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.products AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.products AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.products AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_update ON karum.products AS PERMISSIVE FOR UPDATE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.products AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY migrator ON karum.products AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (brand, category, google_category, search, updated_at) ON karum.products TO karum_seller;
GRANT SELECT, INSERT, UPDATE (brand, category, google_category, search, updated_at) ON karum.products TO karum_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.products TO karum_migrator;

-- purchase_contacts
ALTER TABLE karum.purchase_contacts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.purchase_contacts');
REVOKE ALL ON karum.purchase_contacts FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY buyer_select ON karum.purchase_contacts AS PERMISSIVE FOR SELECT TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY buyer_floor ON karum.purchase_contacts AS RESTRICTIVE FOR ALL TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_select ON karum.purchase_contacts AS PERMISSIVE FOR SELECT TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_insert ON karum.purchase_contacts AS PERMISSIVE FOR INSERT TO karum_checkout WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_floor ON karum.purchase_contacts AS RESTRICTIVE FOR ALL TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY migrator ON karum.purchase_contacts AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT ON karum.purchase_contacts TO karum_buyer;
GRANT SELECT, INSERT ON karum.purchase_contacts TO karum_checkout;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.purchase_contacts TO karum_migrator;

-- purchase_events
ALTER TABLE karum.purchase_events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.purchase_events');
REVOKE ALL ON karum.purchase_events FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY buyer_select ON karum.purchase_events AS PERMISSIVE FOR SELECT TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY buyer_floor ON karum.purchase_events AS RESTRICTIVE FOR ALL TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_insert ON karum.purchase_events AS PERMISSIVE FOR INSERT TO karum_checkout WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_floor ON karum.purchase_events AS RESTRICTIVE FOR ALL TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY def_carry ON karum.purchase_events AS PERMISSIVE FOR ALL TO karum_def_carry USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.purchase_events AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT ON karum.purchase_events TO karum_buyer;
GRANT INSERT ON karum.purchase_events TO karum_checkout;
GRANT INSERT ON karum.purchase_events TO karum_def_carry;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.purchase_events TO karum_migrator;

-- purchase_lines
ALTER TABLE karum.purchase_lines ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.purchase_lines');
REVOKE ALL ON karum.purchase_lines FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY buyer_select ON karum.purchase_lines AS PERMISSIVE FOR SELECT TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY buyer_floor ON karum.purchase_lines AS RESTRICTIVE FOR ALL TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_select ON karum.purchase_lines AS PERMISSIVE FOR SELECT TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_insert ON karum.purchase_lines AS PERMISSIVE FOR INSERT TO karum_checkout WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_floor ON karum.purchase_lines AS RESTRICTIVE FOR ALL TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY migrator ON karum.purchase_lines AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT ON karum.purchase_lines TO karum_buyer;
GRANT SELECT, INSERT ON karum.purchase_lines TO karum_checkout;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.purchase_lines TO karum_migrator;

-- purchase_orders
ALTER TABLE karum.purchase_orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.purchase_orders');
REVOKE ALL ON karum.purchase_orders FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY buyer_select ON karum.purchase_orders AS PERMISSIVE FOR SELECT TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY buyer_floor ON karum.purchase_orders AS RESTRICTIVE FOR ALL TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_select ON karum.purchase_orders AS PERMISSIVE FOR SELECT TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_insert ON karum.purchase_orders AS PERMISSIVE FOR INSERT TO karum_checkout WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_floor ON karum.purchase_orders AS RESTRICTIVE FOR ALL TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY def_carry ON karum.purchase_orders AS PERMISSIVE FOR ALL TO karum_def_carry USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.purchase_orders AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT ON karum.purchase_orders TO karum_buyer;
GRANT SELECT, INSERT ON karum.purchase_orders TO karum_checkout;
GRANT SELECT, UPDATE (state, carrier, tracking, updated_at) ON karum.purchase_orders TO karum_def_carry;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.purchase_orders TO karum_migrator;

-- purchase_payments
ALTER TABLE karum.purchase_payments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.purchase_payments');
REVOKE ALL ON karum.purchase_payments FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY buyer_select ON karum.purchase_payments AS PERMISSIVE FOR SELECT TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY buyer_floor ON karum.purchase_payments AS RESTRICTIVE FOR ALL TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_select ON karum.purchase_payments AS PERMISSIVE FOR SELECT TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_insert ON karum.purchase_payments AS PERMISSIVE FOR INSERT TO karum_checkout WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_update ON karum.purchase_payments AS PERMISSIVE FOR UPDATE TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_floor ON karum.purchase_payments AS RESTRICTIVE FOR ALL TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY def_carry ON karum.purchase_payments AS PERMISSIVE FOR ALL TO karum_def_carry USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.purchase_payments AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT ON karum.purchase_payments TO karum_buyer;
GRANT SELECT, INSERT, UPDATE (state, reference, updated_at) ON karum.purchase_payments TO karum_checkout;
GRANT SELECT, UPDATE (state, updated_at) ON karum.purchase_payments TO karum_def_carry;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.purchase_payments TO karum_migrator;

-- purchase_requests
ALTER TABLE karum.purchase_requests ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.purchase_requests');
REVOKE ALL ON karum.purchase_requests FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY checkout_select ON karum.purchase_requests AS PERMISSIVE FOR SELECT TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_insert ON karum.purchase_requests AS PERMISSIVE FOR INSERT TO karum_checkout WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_floor ON karum.purchase_requests AS RESTRICTIVE FOR ALL TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY def_queue ON karum.purchase_requests AS PERMISSIVE FOR ALL TO karum_def_queue USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.purchase_requests AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON karum.purchase_requests TO karum_checkout;
GRANT SELECT, DELETE ON karum.purchase_requests TO karum_def_queue;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.purchase_requests TO karum_migrator;

-- purchases
ALTER TABLE karum.purchases ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.purchases');
REVOKE ALL ON karum.purchases FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY buyer_select ON karum.purchases AS PERMISSIVE FOR SELECT TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY buyer_floor ON karum.purchases AS RESTRICTIVE FOR ALL TO karum_buyer USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_select ON karum.purchases AS PERMISSIVE FOR SELECT TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_insert ON karum.purchases AS PERMISSIVE FOR INSERT TO karum_checkout WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY checkout_floor ON karum.purchases AS RESTRICTIVE FOR ALL TO karum_checkout USING ((buyer_id = ( SELECT keyring.buyer() AS buyer))) WITH CHECK ((buyer_id = ( SELECT keyring.buyer() AS buyer)));
CREATE POLICY def_gate ON karum.purchases AS PERMISSIVE FOR ALL TO karum_def_gate USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.purchases AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT ON karum.purchases TO karum_buyer;
GRANT SELECT, INSERT ON karum.purchases TO karum_checkout;
GRANT SELECT ON karum.purchases TO karum_def_gate;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.purchases TO karum_migrator;

-- sellers
ALTER TABLE karum.sellers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.sellers');
REVOKE ALL ON karum.sellers FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.sellers AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_update ON karum.sellers AS PERMISSIVE FOR UPDATE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.sellers AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.sellers AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.sellers AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY def_gate ON karum.sellers AS PERMISSIVE FOR ALL TO karum_def_gate USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.sellers AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE (name, country, language, time_zone, vat_number) ON karum.sellers TO karum_seller;
GRANT SELECT ON karum.sellers TO karum_worker;
GRANT SELECT, INSERT ON karum.sellers TO karum_def_gate;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.sellers TO karum_migrator;

-- sessions
ALTER TABLE karum.sessions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.sessions');
REVOKE ALL ON karum.sessions FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY def_gate ON karum.sessions AS PERMISSIVE FOR ALL TO karum_def_gate USING (true) WITH CHECK (true);
CREATE POLICY def_queue ON karum.sessions AS PERMISSIVE FOR ALL TO karum_def_queue USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.sessions AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (user_id, buyer_id, seller_id, seen_at, expires_at), DELETE ON karum.sessions TO karum_def_gate;
GRANT SELECT, DELETE ON karum.sessions TO karum_def_queue;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.sessions TO karum_migrator;

-- shelf_changes
ALTER TABLE karum.shelf_changes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.shelf_changes');
REVOKE ALL ON karum.shelf_changes FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY public_select ON karum.shelf_changes AS PERMISSIVE FOR SELECT TO karum_public USING (true);
CREATE POLICY public_floor ON karum.shelf_changes AS RESTRICTIVE FOR ALL TO karum_public USING (true) WITH CHECK (true);
CREATE POLICY buyer_select ON karum.shelf_changes AS PERMISSIVE FOR SELECT TO karum_buyer USING (true);
CREATE POLICY buyer_floor ON karum.shelf_changes AS RESTRICTIVE FOR ALL TO karum_buyer USING (true) WITH CHECK (true);
CREATE POLICY seller_insert ON karum.shelf_changes AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.shelf_changes AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_insert ON karum.shelf_changes AS PERMISSIVE FOR INSERT TO karum_checkout WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_floor ON karum.shelf_changes AS RESTRICTIVE FOR ALL TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.shelf_changes AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.shelf_changes AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY def_queue ON karum.shelf_changes AS PERMISSIVE FOR ALL TO karum_def_queue USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.shelf_changes AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT ON karum.shelf_changes TO karum_public;
GRANT SELECT ON karum.shelf_changes TO karum_buyer;
GRANT INSERT ON karum.shelf_changes TO karum_seller;
GRANT INSERT ON karum.shelf_changes TO karum_checkout;
GRANT INSERT ON karum.shelf_changes TO karum_worker;
GRANT SELECT, DELETE ON karum.shelf_changes TO karum_def_queue;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.shelf_changes TO karum_migrator;

-- shelf_products
ALTER TABLE karum.shelf_products ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.shelf_products');
REVOKE ALL ON karum.shelf_products FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY public_select ON karum.shelf_products AS PERMISSIVE FOR SELECT TO karum_public USING (true);
CREATE POLICY public_floor ON karum.shelf_products AS RESTRICTIVE FOR ALL TO karum_public USING (true) WITH CHECK (true);
CREATE POLICY buyer_select ON karum.shelf_products AS PERMISSIVE FOR SELECT TO karum_buyer USING (true);
CREATE POLICY buyer_floor ON karum.shelf_products AS RESTRICTIVE FOR ALL TO karum_buyer USING (true) WITH CHECK (true);
CREATE POLICY seller_select ON karum.shelf_products AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.shelf_products AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_update ON karum.shelf_products AS PERMISSIVE FOR UPDATE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_delete ON karum.shelf_products AS PERMISSIVE FOR DELETE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.shelf_products AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_select ON karum.shelf_products AS PERMISSIVE FOR SELECT TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_update ON karum.shelf_products AS PERMISSIVE FOR UPDATE TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_floor ON karum.shelf_products AS RESTRICTIVE FOR ALL TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.shelf_products AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.shelf_products AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_update ON karum.shelf_products AS PERMISSIVE FOR UPDATE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_delete ON karum.shelf_products AS PERMISSIVE FOR DELETE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.shelf_products AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY migrator ON karum.shelf_products AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT ON karum.shelf_products TO karum_public;
GRANT SELECT ON karum.shelf_products TO karum_buyer;
GRANT SELECT, INSERT, UPDATE (brand, category, currency, price_min, price_max, compare_at, in_stock, image, variants, updated_at), DELETE ON karum.shelf_products TO karum_seller;
GRANT SELECT, UPDATE (in_stock, variants, updated_at) ON karum.shelf_products TO karum_checkout;
GRANT SELECT, INSERT, UPDATE (brand, category, currency, price_min, price_max, compare_at, in_stock, image, variants, updated_at), DELETE ON karum.shelf_products TO karum_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.shelf_products TO karum_migrator;

-- shelf_texts
ALTER TABLE karum.shelf_texts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.shelf_texts');
REVOKE ALL ON karum.shelf_texts FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY public_select ON karum.shelf_texts AS PERMISSIVE FOR SELECT TO karum_public USING (true);
CREATE POLICY public_floor ON karum.shelf_texts AS RESTRICTIVE FOR ALL TO karum_public USING (true) WITH CHECK (true);
CREATE POLICY buyer_select ON karum.shelf_texts AS PERMISSIVE FOR SELECT TO karum_buyer USING (true);
CREATE POLICY buyer_floor ON karum.shelf_texts AS RESTRICTIVE FOR ALL TO karum_buyer USING (true) WITH CHECK (true);
CREATE POLICY seller_select ON karum.shelf_texts AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.shelf_texts AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_update ON karum.shelf_texts AS PERMISSIVE FOR UPDATE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_delete ON karum.shelf_texts AS PERMISSIVE FOR DELETE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.shelf_texts AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_select ON karum.shelf_texts AS PERMISSIVE FOR SELECT TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_floor ON karum.shelf_texts AS RESTRICTIVE FOR ALL TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.shelf_texts AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.shelf_texts AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_update ON karum.shelf_texts AS PERMISSIVE FOR UPDATE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_delete ON karum.shelf_texts AS PERMISSIVE FOR DELETE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.shelf_texts AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY migrator ON karum.shelf_texts AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT ON karum.shelf_texts TO karum_public;
GRANT SELECT ON karum.shelf_texts TO karum_buyer;
GRANT SELECT, INSERT, UPDATE (title, description), DELETE ON karum.shelf_texts TO karum_seller;
GRANT SELECT ON karum.shelf_texts TO karum_checkout;
GRANT SELECT, INSERT, UPDATE (title, description), DELETE ON karum.shelf_texts TO karum_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.shelf_texts TO karum_migrator;

-- slugs
ALTER TABLE karum.slugs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.slugs');
REVOKE ALL ON karum.slugs FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY def_gate ON karum.slugs AS PERMISSIVE FOR ALL TO karum_def_gate USING (true) WITH CHECK (true);
CREATE POLICY def_unique ON karum.slugs AS PERMISSIVE FOR ALL TO karum_def_unique USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.slugs AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON karum.slugs TO karum_def_gate;
GRANT SELECT, INSERT, DELETE ON karum.slugs TO karum_def_unique;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.slugs TO karum_migrator;

-- staged_actions
ALTER TABLE karum.staged_actions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.staged_actions');
REVOKE ALL ON karum.staged_actions FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.staged_actions AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.staged_actions AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.staged_actions AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.staged_actions AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.staged_actions AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_update ON karum.staged_actions AS PERMISSIVE FOR UPDATE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.staged_actions AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY def_queue ON karum.staged_actions AS PERMISSIVE FOR ALL TO karum_def_queue USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.staged_actions AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON karum.staged_actions TO karum_seller;
GRANT SELECT, INSERT, UPDATE (state, after, handled, selected, created, published, unpublished, missing, refused, finished_at) ON karum.staged_actions TO karum_worker;
GRANT SELECT, DELETE ON karum.staged_actions TO karum_def_queue;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.staged_actions TO karum_migrator;

-- staged_products
ALTER TABLE karum.staged_products ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.staged_products');
REVOKE ALL ON karum.staged_products FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.staged_products AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.staged_products AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.staged_products AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.staged_products AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_update ON karum.staged_products AS PERMISSIVE FOR UPDATE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_delete ON karum.staged_products AS PERMISSIVE FOR DELETE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.staged_products AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY migrator ON karum.staged_products AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT ON karum.staged_products TO karum_seller;
GRANT SELECT, INSERT, UPDATE (row_hash, present, main, title, search, description, link, images, price, sale_price, currency, availability, quantity, gtin, brand, mpn, category, more_categories, google_category, adult, condition, group_key, options, weight_grams, tax_rate, conflicts, since_run, changed_run, updated_at), DELETE ON karum.staged_products TO karum_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.staged_products TO karum_migrator;

-- staging_locks
ALTER TABLE karum.staging_locks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.staging_locks');
REVOKE ALL ON karum.staging_locks FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.staging_locks AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.staging_locks AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_update ON karum.staging_locks AS PERMISSIVE FOR UPDATE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.staging_locks AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.staging_locks AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.staging_locks AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_update ON karum.staging_locks AS PERMISSIVE FOR UPDATE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.staging_locks AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY migrator ON karum.staging_locks AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (created_at) ON karum.staging_locks TO karum_seller;
GRANT SELECT, INSERT, UPDATE (created_at) ON karum.staging_locks TO karum_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.staging_locks TO karum_migrator;

-- stock_levels
ALTER TABLE karum.stock_levels ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.stock_levels');
REVOKE ALL ON karum.stock_levels FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.stock_levels AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.stock_levels AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_update ON karum.stock_levels AS PERMISSIVE FOR UPDATE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.stock_levels AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_select ON karum.stock_levels AS PERMISSIVE FOR SELECT TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_update ON karum.stock_levels AS PERMISSIVE FOR UPDATE TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_floor ON karum.stock_levels AS RESTRICTIVE FOR ALL TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.stock_levels AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.stock_levels AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_update ON karum.stock_levels AS PERMISSIVE FOR UPDATE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.stock_levels AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY migrator ON karum.stock_levels AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (product_id, tracked, available, on_hand, reserved, feed_quantity, feed_available, updated_at) ON karum.stock_levels TO karum_seller;
GRANT SELECT, UPDATE (reserved, updated_at) ON karum.stock_levels TO karum_checkout;
GRANT SELECT, INSERT, UPDATE (product_id, tracked, available, on_hand, reserved, feed_quantity, feed_available, updated_at) ON karum.stock_levels TO karum_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.stock_levels TO karum_migrator;

-- storefronts
ALTER TABLE karum.storefronts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.storefronts');
REVOKE ALL ON karum.storefronts FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY public_select ON karum.storefronts AS PERMISSIVE FOR SELECT TO karum_public USING (true);
CREATE POLICY public_floor ON karum.storefronts AS RESTRICTIVE FOR ALL TO karum_public USING (true) WITH CHECK (true);
CREATE POLICY buyer_select ON karum.storefronts AS PERMISSIVE FOR SELECT TO karum_buyer USING (true);
CREATE POLICY buyer_floor ON karum.storefronts AS RESTRICTIVE FOR ALL TO karum_buyer USING (true) WITH CHECK (true);
CREATE POLICY seller_select ON karum.storefronts AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_update ON karum.storefronts AS PERMISSIVE FOR UPDATE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.storefronts AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_select ON karum.storefronts AS PERMISSIVE FOR SELECT TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_floor ON karum.storefronts AS RESTRICTIVE FOR ALL TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.storefronts AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.storefronts AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY def_gate ON karum.storefronts AS PERMISSIVE FOR ALL TO karum_def_gate USING (true) WITH CHECK (true);
CREATE POLICY def_unique ON karum.storefronts AS PERMISSIVE FOR ALL TO karum_def_unique USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.storefronts AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT ON karum.storefronts TO karum_public;
GRANT SELECT ON karum.storefronts TO karum_buyer;
GRANT SELECT, UPDATE (name, about, country, language, state, shipping_flat, shipping_free_above, updated_at) ON karum.storefronts TO karum_seller;
GRANT SELECT ON karum.storefronts TO karum_checkout;
GRANT SELECT ON karum.storefronts TO karum_worker;
GRANT SELECT, INSERT ON karum.storefronts TO karum_def_gate;
GRANT SELECT, UPDATE (slug, updated_at) ON karum.storefronts TO karum_def_unique;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.storefronts TO karum_migrator;

-- users
ALTER TABLE karum.users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.users');
REVOKE ALL ON karum.users FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY def_gate ON karum.users AS PERMISSIVE FOR ALL TO karum_def_gate USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.users AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (name, password_hash, language, buyer_id, state) ON karum.users TO karum_def_gate;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.users TO karum_migrator;

-- variants
ALTER TABLE karum.variants ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.variants');
REVOKE ALL ON karum.variants FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.variants AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.variants AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_update ON karum.variants AS PERMISSIVE FOR UPDATE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.variants AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.variants AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.variants AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_update ON karum.variants AS PERMISSIVE FOR UPDATE TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.variants AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY migrator ON karum.variants AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (product_id, titles, sku, gtin, mpn, options, images, weight_grams, condition, position, published_at, updated_at) ON karum.variants TO karum_seller;
GRANT SELECT, INSERT, UPDATE (product_id, titles, sku, gtin, mpn, options, images, weight_grams, condition, position, published_at, updated_at) ON karum.variants TO karum_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.variants TO karum_migrator;

-- warehouses
ALTER TABLE karum.warehouses ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT meta.drop_policies('karum.warehouses');
REVOKE ALL ON karum.warehouses FROM PUBLIC, karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
CREATE POLICY seller_select ON karum.warehouses AS PERMISSIVE FOR SELECT TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_insert ON karum.warehouses AS PERMISSIVE FOR INSERT TO karum_seller WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_update ON karum.warehouses AS PERMISSIVE FOR UPDATE TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY seller_floor ON karum.warehouses AS RESTRICTIVE FOR ALL TO karum_seller USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_select ON karum.warehouses AS PERMISSIVE FOR SELECT TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY checkout_floor ON karum.warehouses AS RESTRICTIVE FOR ALL TO karum_checkout USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_select ON karum.warehouses AS PERMISSIVE FOR SELECT TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_insert ON karum.warehouses AS PERMISSIVE FOR INSERT TO karum_worker WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY worker_floor ON karum.warehouses AS RESTRICTIVE FOR ALL TO karum_worker USING ((seller_id = ( SELECT keyring.seller() AS seller))) WITH CHECK ((seller_id = ( SELECT keyring.seller() AS seller)));
CREATE POLICY def_gate ON karum.warehouses AS PERMISSIVE FOR ALL TO karum_def_gate USING (true) WITH CHECK (true);
CREATE POLICY migrator ON karum.warehouses AS PERMISSIVE FOR ALL TO karum_migrator USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (name) ON karum.warehouses TO karum_seller;
GRANT SELECT ON karum.warehouses TO karum_checkout;
GRANT SELECT, INSERT ON karum.warehouses TO karum_worker;
GRANT INSERT ON karum.warehouses TO karum_def_gate;
GRANT SELECT, INSERT, UPDATE, DELETE ON karum.warehouses TO karum_migrator;

-- functions
GRANT CREATE ON SCHEMA carry TO karum_def_carry;
ALTER FUNCTION carry.order_state(uuid) OWNER TO karum_def_carry;
REVOKE CREATE ON SCHEMA carry FROM karum_def_carry;
REVOKE ALL ON FUNCTION carry.order_state(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION carry.order_state(uuid) TO karum_seller;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.adopt_cart(uuid,uuid) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.adopt_cart(uuid,uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.adopt_cart(uuid,uuid) TO karum_gate;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.attempt(bytea,integer,integer) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.attempt(bytea,integer,integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.attempt(bytea,integer,integer) TO karum_gate;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.close_session(bytea) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.close_session(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.close_session(bytea) TO karum_gate;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.credentials(text) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.credentials(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.credentials(text) TO karum_gate;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.forget_attempts(bytea) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.forget_attempts(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.forget_attempts(bytea) TO karum_gate;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.open_guest(bytea,uuid,uuid,text,integer) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.open_guest(bytea,uuid,uuid,text,integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.open_guest(bytea,uuid,uuid,text,integer) TO karum_gate;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.open_session(bytea,uuid,uuid,uuid,uuid,text,integer) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.open_session(bytea,uuid,uuid,uuid,uuid,text,integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.open_session(bytea,uuid,uuid,uuid,uuid,text,integer) TO karum_gate;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.open_shop(bytea,uuid,uuid,text,text,text,text,text) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.open_shop(bytea,uuid,uuid,text,text,text,text,text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.open_shop(bytea,uuid,uuid,text,text,text,text,text) TO karum_gate;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.purchase_by_token(bytea) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.purchase_by_token(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.purchase_by_token(bytea) TO karum_gate;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.register_buyer(uuid,text,text,text,text,text,uuid,boolean) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.register_buyer(uuid,text,text,text,text,text,uuid,boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.register_buyer(uuid,text,text,text,text,text,uuid,boolean) TO karum_gate;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.register_seller(uuid,text,text,text,text,text,uuid,boolean,uuid,uuid,text,text,text,text,text) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.register_seller(uuid,text,text,text,text,text,uuid,boolean,uuid,uuid,text,text,text,text,text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.register_seller(uuid,text,text,text,text,text,uuid,boolean,uuid,uuid,text,text,text,text,text) TO karum_gate;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.revoke_session(uuid,uuid) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.revoke_session(uuid,uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.revoke_session(uuid,uuid) TO karum_gate;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.revoke_sessions(uuid,uuid) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.revoke_sessions(uuid,uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.revoke_sessions(uuid,uuid) TO karum_gate;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.seller_by_slug(text) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.seller_by_slug(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.seller_by_slug(text) TO karum_gate;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.session(bytea) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.session(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.session(bytea) TO karum_gate;
GRANT CREATE ON SCHEMA gate TO karum_def_gate;
ALTER FUNCTION gate.sessions(uuid) OWNER TO karum_def_gate;
REVOKE CREATE ON SCHEMA gate FROM karum_def_gate;
REVOKE ALL ON FUNCTION gate.sessions(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate.sessions(uuid) TO karum_gate;
GRANT CREATE ON SCHEMA mail TO karum_def_mail;
ALTER FUNCTION mail.claim(integer,integer,integer) OWNER TO karum_def_mail;
REVOKE CREATE ON SCHEMA mail FROM karum_def_mail;
REVOKE ALL ON FUNCTION mail.claim(integer,integer,integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mail.claim(integer,integer,integer) TO karum_worker;
GRANT CREATE ON SCHEMA mail TO karum_def_mail;
ALTER FUNCTION mail.counts() OWNER TO karum_def_mail;
REVOKE CREATE ON SCHEMA mail FROM karum_def_mail;
REVOKE ALL ON FUNCTION mail.counts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mail.counts() TO karum_worker;
GRANT CREATE ON SCHEMA mail TO karum_def_mail;
ALTER FUNCTION mail.finish(uuid,integer,text,text,double precision) OWNER TO karum_def_mail;
REVOKE CREATE ON SCHEMA mail FROM karum_def_mail;
REVOKE ALL ON FUNCTION mail.finish(uuid,integer,text,text,double precision) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mail.finish(uuid,integer,text,text,double precision) TO karum_worker;
GRANT CREATE ON SCHEMA mail TO karum_def_mail;
ALTER FUNCTION mail.housekeeping() OWNER TO karum_def_mail;
REVOKE CREATE ON SCHEMA mail FROM karum_def_mail;
REVOKE ALL ON FUNCTION mail.housekeeping() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mail.housekeeping() TO karum_worker;
GRANT CREATE ON SCHEMA mail TO karum_def_mail;
ALTER FUNCTION mail.queue(uuid,text,text,text,text,text,text,text) OWNER TO karum_def_mail;
REVOKE CREATE ON SCHEMA mail FROM karum_def_mail;
REVOKE ALL ON FUNCTION mail.queue(uuid,text,text,text,text,text,text,text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mail.queue(uuid,text,text,text,text,text,text,text) TO karum_gate, karum_seller, karum_worker;
GRANT CREATE ON SCHEMA mail TO karum_def_mail;
ALTER FUNCTION mail.recent(integer) OWNER TO karum_def_mail;
REVOKE CREATE ON SCHEMA mail FROM karum_def_mail;
REVOKE ALL ON FUNCTION mail.recent(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mail.recent(integer) TO karum_worker;
GRANT CREATE ON SCHEMA mail TO karum_def_mail;
ALTER FUNCTION mail.show(uuid) OWNER TO karum_def_mail;
REVOKE CREATE ON SCHEMA mail FROM karum_def_mail;
REVOKE ALL ON FUNCTION mail.show(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mail.show(uuid) TO karum_worker;
GRANT CREATE ON SCHEMA queue TO karum_def_queue;
ALTER FUNCTION queue.claim(text[],integer,integer) OWNER TO karum_def_queue;
REVOKE CREATE ON SCHEMA queue FROM karum_def_queue;
REVOKE ALL ON FUNCTION queue.claim(text[],integer,integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION queue.claim(text[],integer,integer) TO karum_worker;
GRANT CREATE ON SCHEMA queue TO karum_def_queue;
ALTER FUNCTION queue.counts() OWNER TO karum_def_queue;
REVOKE CREATE ON SCHEMA queue FROM karum_def_queue;
REVOKE ALL ON FUNCTION queue.counts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION queue.counts() TO karum_worker;
GRANT CREATE ON SCHEMA queue TO karum_def_queue;
ALTER FUNCTION queue.due_feeds(integer) OWNER TO karum_def_queue;
REVOKE CREATE ON SCHEMA queue FROM karum_def_queue;
REVOKE ALL ON FUNCTION queue.due_feeds(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION queue.due_feeds(integer) TO karum_worker;
GRANT CREATE ON SCHEMA queue TO karum_def_queue;
ALTER FUNCTION queue.housekeeping() OWNER TO karum_def_queue;
REVOKE CREATE ON SCHEMA queue FROM karum_def_queue;
REVOKE ALL ON FUNCTION queue.housekeeping() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION queue.housekeeping() TO karum_worker;
GRANT CREATE ON SCHEMA uniq TO karum_def_unique;
ALTER FUNCTION uniq.change_slug(text) OWNER TO karum_def_unique;
REVOKE CREATE ON SCHEMA uniq FROM karum_def_unique;
REVOKE ALL ON FUNCTION uniq.change_slug(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION uniq.change_slug(text) TO karum_seller;
