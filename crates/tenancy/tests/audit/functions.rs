//! Faults of definer functions.

use crate::Fault;

pub const FAULTS: &[Fault] = &[
    ("definer off the list", &["definer-function"], "CREATE FUNCTION gate.all_mail() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER
        SET search_path = karum, pg_temp AS 'SELECT email FROM users'"),
    ("definer elsewhere", &["definer-function"], "CREATE FUNCTION public.peek(bigint) RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS 'SELECT email FROM karum.users'"),
    ("definer procedure", &["definer-function"], "CREATE PROCEDURE public.forget() LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM karum.sessions'"),
    ("plain function in our schema", &["schema-contents"], "CREATE FUNCTION gate.lower(text) RETURNS text LANGUAGE sql AS 'SELECT $1'"),
    ("plain function where names are looked up", &["schema-contents"], "CREATE FUNCTION karum.now(text) RETURNS text LANGUAGE sql AS 'SELECT $1'"),
    ("scope function added", &["schema-contents"], "CREATE FUNCTION keyring.seller(text) RETURNS uuid LANGUAGE sql AS 'SELECT $1::uuid'"),
    ("procedure and aggregate", &["schema-contents"], "CREATE PROCEDURE queue.work(integer) LANGUAGE sql AS ''; CREATE AGGREGATE carry.total(integer) (SFUNC = int4pl, STYPE = integer)"),
    ("scope function changed", &["scope-function"], "CREATE OR REPLACE FUNCTION keyring.seller() RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
        SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN split_part(current_setting(''karum.scope'', true), ''|'', 3)::uuid; END'"),
    ("scope function immutable", &["scope-function"], "ALTER FUNCTION keyring.buyer() IMMUTABLE"),
    ("scope function not definer", &["scope-function"], "ALTER FUNCTION keyring.actor() SECURITY INVOKER"),
    ("scope function strict", &["scope-function"], "ALTER FUNCTION keyring.seller() STRICT"),
    ("scope function in no parallel worker", &["scope-function"], "ALTER FUNCTION keyring.seller() PARALLEL UNSAFE"),
    ("scope function missing", &["scope-function"], "DROP FUNCTION keyring.session()"),
    ("function changed", &["function-text"], "CREATE OR REPLACE FUNCTION gate.forget_attempts(p_key bytea) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
        SET search_path = karum, pg_temp AS 'DELETE FROM attempts'"),
    ("function missing", &["function-text"], "DROP FUNCTION queue.housekeeping()"),
    ("function strict", &["function-text"], "ALTER FUNCTION gate.attempt(bytea, integer, integer) STRICT"),
    ("function parallel", &["function-text"], "ALTER FUNCTION gate.credentials(text) PARALLEL RESTRICTED"),
    ("function with a default", &["function-text"], "CREATE OR REPLACE FUNCTION gate.forget_attempts(p_key bytea DEFAULT '') RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
        SET search_path = karum, pg_temp AS $$
    DELETE FROM attempts WHERE key = p_key
$$"),
    ("function with another result", &["function-text", "function-owner", "function-execute"], "DROP FUNCTION queue.housekeeping(); CREATE FUNCTION queue.housekeeping() RETURNS integer LANGUAGE sql SECURITY DEFINER
        SET search_path = karum, pg_temp AS 'SELECT 0'"),
    ("what migrating calls changed", &["function-text"], "CREATE OR REPLACE FUNCTION meta.drop_policies(p_table regclass) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS 'BEGIN END'"),
    ("what migrating calls as its owner", &["function-text"], "ALTER FUNCTION meta.drop_policies(regclass) SECURITY DEFINER"),
    ("function stable", &["function-text"], "ALTER FUNCTION queue.housekeeping() STABLE"),
    ("search path reset", &["function-search-path"], "ALTER FUNCTION gate.session(bytea, text, uuid, text) RESET search_path"),
    ("search path open", &["function-search-path"], "ALTER FUNCTION gate.session(bytea, text, uuid, text) SET search_path = public, karum"),
    ("row security in a function", &["function-search-path"], "ALTER FUNCTION gate.session(bytea, text, uuid, text) SET row_security = off"),
    ("function of the superuser", &["function-owner"], "ALTER FUNCTION gate.session(bytea, text, uuid, text) OWNER TO CURRENT_USER"),
    ("scope function of another", &["function-owner"], "ALTER FUNCTION keyring.seller() OWNER TO karum_owner"),
    ("function of another definer", &["function-owner"], "GRANT CREATE ON SCHEMA queue TO karum_def_gate; ALTER FUNCTION queue.housekeeping() OWNER TO karum_def_gate;
        REVOKE CREATE ON SCHEMA queue FROM karum_def_gate"),
    ("function for all", &["function-execute"], "GRANT EXECUTE ON FUNCTION gate.credentials(text) TO PUBLIC"),
    ("function for another class", &["function-execute"], "GRANT EXECUTE ON FUNCTION gate.credentials(text) TO karum_buyer"),
    ("function for nobody", &["function-execute"], "REVOKE EXECUTE ON FUNCTION gate.credentials(text) FROM karum_gate"),
    ("function to pass on", &["function-execute"], "GRANT EXECUTE ON FUNCTION gate.credentials(text) TO karum_gate WITH GRANT OPTION"),
    ("scope function for all", &["function-execute"], "GRANT EXECUTE ON FUNCTION keyring.session() TO PUBLIC"),
    ("leakproof function", &["leakproof"], "CREATE FUNCTION public.tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.001 LEAKPROOF
        AS 'BEGIN RAISE NOTICE ''%'', $1; RETURN true; END'"),
    ("leakproof function of the server", &["leakproof"], "ALTER FUNCTION textlike(text, text) LEAKPROOF; ALTER FUNCTION numeric_eq(numeric, numeric) LEAKPROOF"),
    ("function of the server not leakproof", &["leakproof"], "ALTER FUNCTION texteq(text, text) NOT LEAKPROOF"),
];
