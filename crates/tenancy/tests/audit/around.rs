//! Faults of what surrounds the tables: schemas, the database, the keyring, what PostgreSQL offers, what was added.

use crate::Fault;

pub const FAULTS: &[Fault] = &[
    ("create in our schema", &["schema-grants"], "GRANT CREATE ON SCHEMA karum TO karum_seller"),
    ("usage to pass on", &["schema-grants"], "GRANT USAGE ON SCHEMA karum TO karum_seller WITH GRANT OPTION"),
    ("create in public", &["schema-grants"], "GRANT CREATE ON SCHEMA public TO PUBLIC"),
    ("create by an outsider", &["schema-grants"], "GRANT CREATE ON SCHEMA karum TO pg_monitor"),
    ("usage too much", &["schema-grants"], "GRANT USAGE ON SCHEMA keyring TO karum_seller"),
    ("usage too little", &["schema-grants"], "REVOKE USAGE ON SCHEMA karum FROM karum_public"),
    (
        "temp",
        &["database-grants"],
        "DO $$ BEGIN EXECUTE format('GRANT TEMP ON DATABASE %I TO karum_seller', current_database()); END $$",
    ),
    (
        "connect to pass on",
        &["database-grants"],
        "DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO karum_seller WITH GRANT OPTION', current_database()); END $$",
    ),
    (
        "create schemas",
        &["database-grants"],
        "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO karum_def_gate', current_database()); END $$",
    ),
    (
        "connect for all",
        &["database-grants"],
        "DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database()); END $$",
    ),
    (
        "connect for nobody",
        &["database-grants"],
        "DO $$ BEGIN EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM karum_staff', current_database()); END $$",
    ),
    ("keys readable", &["keyring-tables"], "GRANT SELECT ON keyring.secret TO karum_seller"),
    ("a column of the keys readable", &["keyring-tables"], "GRANT SELECT (ikey) ON keyring.secret TO PUBLIC"),
    ("logins writable", &["keyring-tables"], "GRANT INSERT ON keyring.login TO karum_owner"),
    (
        "a second key",
        &["keyring-keys"],
        "INSERT INTO keyring.secret (kid, ikey, okey, made_at) VALUES ('old', repeat('a', 64)::bytea, repeat('a', 64)::bytea, '2020-01-01')",
    ),
    ("meta schema", &["meta-access"], "GRANT USAGE ON SCHEMA meta TO karum_seller"),
    ("meta table", &["meta-access"], "GRANT SELECT ON meta.migrations TO PUBLIC"),
    ("meta function", &["function-execute"], "GRANT EXECUTE ON FUNCTION meta.drop_policies(regclass) TO PUBLIC"),
    (
        "a copy elsewhere",
        &["grants-elsewhere"],
        "CREATE TABLE public.orders_copy AS SELECT * FROM karum.orders; GRANT SELECT ON public.orders_copy TO karum_seller",
    ),
    (
        "a view elsewhere",
        &["grants-elsewhere", "views-elsewhere"],
        "CREATE VIEW public.all_orders AS SELECT * FROM karum.orders; GRANT SELECT ON public.all_orders TO PUBLIC",
    ),
    (
        "a view elsewhere, of its reader's rights, for all",
        &["grants-elsewhere"],
        "CREATE VIEW public.own_orders WITH (security_invoker) AS SELECT * FROM karum.orders; GRANT SELECT ON public.own_orders TO PUBLIC",
    ),
    (
        "a view elsewhere of a view",
        &["views-elsewhere"],
        "CREATE VIEW public.first AS SELECT * FROM karum.orders; CREATE VIEW public.second AS SELECT * FROM public.first; GRANT SELECT ON public.second TO pg_monitor",
    ),
    (
        "a materialized view elsewhere",
        &["views-elsewhere"],
        "CREATE MATERIALIZED VIEW public.kept AS SELECT * FROM karum.orders; CREATE MATERIALIZED VIEW public.kept_again AS SELECT * FROM public.kept",
    ),
    ("a view of the keys", &["views-elsewhere"], "CREATE VIEW public.keys AS SELECT * FROM keyring.secret"),
    (
        "a rule elsewhere",
        &["rules"],
        "CREATE TABLE public.door (id uuid); CREATE RULE through AS ON INSERT TO public.door DO INSTEAD DELETE FROM karum.orders WHERE id = NEW.id",
    ),
    ("a sequence", &["grants-elsewhere"], "GRANT USAGE ON SEQUENCE karum.shelf_changes_seq_seq TO karum_seller"),
    (
        "a table of a class",
        &["ownership"],
        "CREATE TABLE public.mine (x integer); ALTER TABLE public.mine OWNER TO karum_seller",
    ),
    ("a table of ours given to a class", &["ownership", "grants"], "ALTER TABLE karum.orders OWNER TO karum_seller"),
    ("a table of ours of the superuser", &["ownership"], "ALTER TABLE karum.orders OWNER TO CURRENT_USER"),
    ("a schema of a definer", &["ownership"], "ALTER SCHEMA carry OWNER TO karum_def_carry"),
    ("the keys of another", &["ownership"], "ALTER TABLE keyring.secret OWNER TO karum_owner"),
    ("an unknown login", &["keyring-login"], "INSERT INTO keyring.login VALUES ('nobody_knows', 'seller')"),
    ("a login of no class", &["keyring-login"], "UPDATE keyring.login SET class = 'root' WHERE class = 'staff'"),
    ("large objects", &["catalogue-functions"], "GRANT EXECUTE ON FUNCTION lo_create(oid) TO karum_seller"),
    (
        "ending sessions",
        &["catalogue-functions"],
        "GRANT EXECUTE ON FUNCTION pg_terminate_backend(integer, bigint) TO PUBLIC",
    ),
    (
        "cancelling statements",
        &["catalogue-functions"],
        "GRANT EXECUTE ON FUNCTION pg_cancel_backend(integer) TO karum_def_gate",
    ),
    ("settings for all", &["set-config"], "GRANT EXECUTE ON FUNCTION set_config(text, text, boolean) TO PUBLIC"),
    (
        "settings for a class without a scope",
        &["set-config"],
        "GRANT EXECUTE ON FUNCTION set_config(text, text, boolean) TO karum_gate, karum_login_public, karum_def_gate",
    ),
    (
        "settings for nobody",
        &["set-config"],
        "REVOKE EXECUTE ON FUNCTION set_config(text, text, boolean) FROM karum_seller",
    ),
    (
        "advisory locks",
        &["catalogue-functions"],
        "GRANT EXECUTE ON FUNCTION pg_try_advisory_xact_lock(bigint) TO karum_buyer",
    ),
    ("reading files", &["catalogue-grants"], "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO karum_seller"),
    ("reading statistics", &["catalogue-grants"], "GRANT SELECT ON pg_statistic TO PUBLIC"),
    (
        "preset scope",
        &["settings"],
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET karum.scope = ''x''', current_database()); END $$",
    ),
    (
        "preset row security",
        &["settings"],
        "DO $$ BEGIN EXECUTE format('ALTER ROLE karum_login_seller IN DATABASE %I SET row_security = off', current_database()); END $$",
    ),
    (
        "preset search path",
        &["settings"],
        "DO $$ BEGIN EXECUTE format('ALTER ROLE karum_login_seller IN DATABASE %I SET search_path = public, karum', current_database()); END $$",
    ),
    (
        "preloaded library",
        &["settings"],
        "DO $$ BEGIN EXECUTE format('ALTER ROLE karum_seller IN DATABASE %I SET session_preload_libraries = ''x''', current_database()); END $$",
    ),
    (
        "default privileges",
        &["default-privileges"],
        "ALTER DEFAULT PRIVILEGES FOR ROLE karum_owner IN SCHEMA karum GRANT SELECT ON TABLES TO karum_seller",
    ),
    (
        "default privileges everywhere",
        &["default-privileges"],
        "ALTER DEFAULT PRIVILEGES FOR ROLE karum_owner GRANT EXECUTE ON FUNCTIONS TO karum_seller",
    ),
    (
        "trigger",
        &["triggers"],
        "CREATE FUNCTION public.copy_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER spy BEFORE INSERT ON karum.orders FOR EACH ROW EXECUTE FUNCTION public.copy_row()",
    ),
    ("disabled foreign keys", &["triggers"], "ALTER TABLE karum.order_lines DISABLE TRIGGER ALL"),
    ("rule", &["rules"], "CREATE RULE spy AS ON INSERT TO karum.orders DO ALSO NOTHING"),
    (
        "event trigger",
        &["event-triggers"],
        "CREATE FUNCTION public.spy() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE EVENT TRIGGER spy ON ddl_command_end EXECUTE FUNCTION public.spy()",
    ),
    (
        "publication",
        &["replication"],
        "SET client_min_messages = error; CREATE PUBLICATION everything FOR TABLE karum.orders",
    ),
    (
        "publication of everything",
        &["replication"],
        "SET client_min_messages = error; CREATE PUBLICATION everything FOR ALL TABLES; CREATE PUBLICATION orders FOR TABLES IN SCHEMA karum",
    ),
    (
        "subscription",
        &["replication"],
        "CREATE SUBSCRIPTION nothing CONNECTION 'dbname=nowhere' PUBLICATION nothing WITH (connect = false, slot_name = NONE)",
    ),
    ("extension", &["extensions"], "CREATE EXTENSION btree_gist SCHEMA public"),
];
