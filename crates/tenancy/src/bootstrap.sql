-- Roles and schemas that must stand before the first migration. Run by the administrator; safe to run again.
DO $$
DECLARE
    r text;
BEGIN
    FOREACH r IN ARRAY ARRAY['karum_owner', 'karum_keyring', 'karum_migrator',
        'karum_gate', 'karum_public', 'karum_buyer', 'karum_seller', 'karum_checkout', 'karum_worker', 'karum_staff', 'karum_platform',
        'karum_def_gate', 'karum_def_unique', 'karum_def_queue', 'karum_def_carry', 'karum_def_totals', 'karum_def_team', 'karum_def_mail']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT NOCREATEDB NOCREATEROLE', r);
        END IF;
    END LOOP;
    -- The administrator acts as these while migrating. A superuser needs no membership.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        FOREACH r IN ARRAY ARRAY['karum_owner', 'karum_keyring', 'karum_migrator', 'karum_def_gate', 'karum_def_unique', 'karum_def_queue', 'karum_def_carry', 'karum_def_totals', 'karum_def_team', 'karum_def_mail'] LOOP
            EXECUTE format('GRANT %I TO %I', r, current_user);
        END LOOP;
    END IF;
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS karum AUTHORIZATION karum_owner;
CREATE SCHEMA IF NOT EXISTS keyring AUTHORIZATION karum_keyring;
CREATE SCHEMA IF NOT EXISTS meta AUTHORIZATION karum_owner;
CREATE SCHEMA IF NOT EXISTS gate AUTHORIZATION karum_owner;
CREATE SCHEMA IF NOT EXISTS uniq AUTHORIZATION karum_owner;
CREATE SCHEMA IF NOT EXISTS queue AUTHORIZATION karum_owner;
CREATE SCHEMA IF NOT EXISTS carry AUTHORIZATION karum_owner;
CREATE SCHEMA IF NOT EXISTS team AUTHORIZATION karum_owner;
CREATE SCHEMA IF NOT EXISTS mail AUTHORIZATION karum_owner;

-- Policies name keyring's functions, so the role that creates them needs USAGE; the classes need none to be checked.
GRANT USAGE ON SCHEMA keyring TO karum_owner, karum_def_unique, karum_def_carry, karum_def_team, karum_def_mail;
GRANT USAGE ON SCHEMA karum TO karum_gate, karum_public, karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform,
    karum_migrator, karum_def_gate, karum_def_unique, karum_def_queue, karum_def_carry, karum_def_totals, karum_def_team, karum_def_mail;
GRANT USAGE ON SCHEMA gate TO karum_gate, karum_def_gate;
GRANT USAGE ON SCHEMA uniq TO karum_seller;
GRANT USAGE ON SCHEMA queue TO karum_worker;
GRANT USAGE ON SCHEMA carry TO karum_seller;
GRANT USAGE ON SCHEMA mail TO karum_gate, karum_seller, karum_worker, karum_def_mail;
GRANT USAGE ON SCHEMA team TO karum_seller, karum_def_gate, karum_def_team;

CREATE TABLE IF NOT EXISTS keyring.secret (
    kid         text PRIMARY KEY,
    ikey        bytea NOT NULL CHECK (length(ikey) = 64),
    okey        bytea NOT NULL CHECK (length(okey) = 64),
    valid_until timestamptz,
    made_at     timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS keyring.login (login name PRIMARY KEY, class text NOT NULL);
ALTER TABLE keyring.secret OWNER TO karum_keyring;
ALTER TABLE keyring.login OWNER TO karum_keyring;

CREATE TABLE IF NOT EXISTS meta.migrations (
    name       text PRIMARY KEY,
    checksum   text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS meta.policies (
    part       text PRIMARY KEY,
    checksum   text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE meta.migrations OWNER TO karum_owner;
ALTER TABLE meta.policies OWNER TO karum_owner;

CREATE OR REPLACE FUNCTION meta.drop_policies(p_table regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    p name;
BEGIN
    FOR p IN SELECT polname FROM pg_policy WHERE polrelid = p_table LOOP
        EXECUTE format('DROP POLICY %I ON %s', p, p_table);
    END LOOP;
END $$;
ALTER FUNCTION meta.drop_policies(regclass) OWNER TO karum_owner;
REVOKE ALL ON FUNCTION meta.drop_policies(regclass) FROM PUBLIC;

-- What every role could do by default and no class may: large objects, advisory locks, ending others' sessions, settings.
DO $$
DECLARE
    f regprocedure;
BEGIN
    -- These belong to the server's first superuser, and nobody less can close them: the map waives them then.
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    FOR f IN
        SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'pg_catalog'
          AND (p.proname ~ '^(lo_|loread$|lowrite$)' OR p.proname ~ '^pg_(try_)?advisory' OR p.proname IN ('pg_terminate_backend', 'pg_cancel_backend'))
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    END LOOP;
    -- A query that is led astray can change a setting by this one: only for classes whose scopes are bound by it, and
    -- for the administrator's dumps, which begin with it.
    REVOKE ALL ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean)
        TO karum_buyer, karum_seller, karum_checkout, karum_worker, karum_staff, karum_platform, karum_migrator;
    END IF;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
END $$;
