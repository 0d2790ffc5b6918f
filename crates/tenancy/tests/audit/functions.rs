//! Faults of definer functions.

use crate::Fault;

pub const FAULTS: &[Fault] = &[
    ("definer off the list", &["definer-function"], "CREATE FUNCTION gate.all_mail() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER
        SET search_path = karum, pg_temp AS 'SELECT email FROM users'"),
    ("definer elsewhere", &["definer-function"], "CREATE FUNCTION public.peek(bigint) RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS 'SELECT email FROM karum.users'"),
    ("scope function changed", &["scope-function"], "CREATE OR REPLACE FUNCTION keyring.seller() RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
        SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN split_part(current_setting(''karum.scope'', true), ''|'', 3)::uuid; END'"),
    ("scope function immutable", &["scope-function"], "ALTER FUNCTION keyring.buyer() IMMUTABLE"),
    ("scope function not definer", &["scope-function"], "ALTER FUNCTION keyring.actor() SECURITY INVOKER"),
    ("scope function missing", &["scope-function"], "DROP FUNCTION keyring.session()"),
    ("function changed", &["function-text"], "CREATE OR REPLACE FUNCTION gate.forget_attempts(p_key bytea) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
        SET search_path = karum, pg_temp AS 'DELETE FROM attempts'"),
    ("function missing", &["function-text"], "DROP FUNCTION queue.housekeeping()"),
    ("function stable", &["function-text"], "ALTER FUNCTION queue.housekeeping() STABLE"),
    ("search path reset", &["function-search-path"], "ALTER FUNCTION gate.session(bytea) RESET search_path"),
    ("search path open", &["function-search-path"], "ALTER FUNCTION gate.session(bytea) SET search_path = public, karum"),
    ("row security in a function", &["function-search-path"], "ALTER FUNCTION gate.session(bytea) SET row_security = off"),
    ("function of the superuser", &["function-owner"], "ALTER FUNCTION gate.session(bytea) OWNER TO CURRENT_USER"),
    ("scope function of another", &["function-owner"], "ALTER FUNCTION keyring.seller() OWNER TO karum_owner"),
    ("function of another definer", &["function-owner"], "GRANT CREATE ON SCHEMA queue TO karum_def_gate; ALTER FUNCTION queue.housekeeping() OWNER TO karum_def_gate;
        REVOKE CREATE ON SCHEMA queue FROM karum_def_gate"),
    ("function for all", &["function-execute"], "GRANT EXECUTE ON FUNCTION gate.credentials(text) TO PUBLIC"),
    ("function for another class", &["function-execute"], "GRANT EXECUTE ON FUNCTION gate.credentials(text) TO karum_buyer"),
    ("function for nobody", &["function-execute"], "REVOKE EXECUTE ON FUNCTION gate.credentials(text) FROM karum_gate"),
    ("scope function for all", &["function-execute"], "GRANT EXECUTE ON FUNCTION keyring.session() TO PUBLIC"),
    ("leakproof function", &["leakproof"], "CREATE FUNCTION public.tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.001 LEAKPROOF
        AS 'BEGIN RAISE NOTICE ''%'', $1; RETURN true; END'"),
];
