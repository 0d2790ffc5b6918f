//! What is no row: objects made or changed, secrets, functions that are for others, and what PostgreSQL offers.

use tokio_postgres::error::SqlState;

use super::{Attack, ProbeError, Where, attacker::Attacker, field::Field, tally::Tally};

pub(super) const ATTACKS: &[Attack] = &[
    Attack {
        name: "CREATE",
        tries: "objects of every kind, in every place",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(denied(f, a, t, CREATE)),
    },
    Attack {
        name: "change the wall",
        tries: "to alter, drop and replace what guards",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(change(f, a, t)),
    },
    Attack {
        name: "secrets",
        tries: "keys, passwords, the server's files and programs",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(denied(f, a, t, SECRETS)),
    },
    Attack {
        name: "large objects",
        tries: "to make, read and import them",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(denied(f, a, t, LARGE_OBJECTS)),
    },
    Attack {
        name: "advisory locks",
        tries: "every sort",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(denied(f, a, t, ADVISORY_LOCKS)),
    },
    Attack {
        name: "end sessions",
        tries: "to end and cancel a session of the same login",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(end_sessions(f, a, t)),
    },
    Attack {
        name: "definer functions",
        tries: "those that are for other classes",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(functions(f, a, t)),
    },
];

const CREATE: &[&str] = &[
    "CREATE TABLE karum.probe_made (x integer)",
    "CREATE TABLE public.probe_made (x integer)",
    "CREATE TABLE keyring.probe_made (x integer)",
    "CREATE TEMPORARY TABLE probe_made (x integer)",
    "CREATE TEMPORARY TABLE orders (x integer)",
    "CREATE TEMPORARY VIEW probe_made AS SELECT 1",
    "SELECT 1 INTO TEMPORARY probe_made",
    "CREATE TABLE karum.probe_made PARTITION OF karum.orders DEFAULT",
    "CREATE VIEW public.probe_made AS SELECT 1",
    "CREATE MATERIALIZED VIEW public.probe_made AS SELECT 1",
    "CREATE SEQUENCE public.probe_made",
    "CREATE TYPE public.probe_made AS (x integer)",
    "CREATE SCHEMA probe_made",
    "CREATE FUNCTION public.probe_made() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION pg_temp.probe_made() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE OPERATOR public.=== (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq)",
    "CREATE PUBLICATION probe_made",
    "CREATE EVENT TRIGGER probe_made ON ddl_command_end EXECUTE FUNCTION suppress_redundant_updates_trigger()",
];

const CHANGE: &[&str] = &[
    "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE karum.orders NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE karum.orders OWNER TO CURRENT_USER",
    "ALTER TABLE karum.orders DISABLE TRIGGER ALL",
    "DROP TABLE karum.orders CASCADE",
    "CREATE POLICY probe_made ON karum.orders USING (true)",
    "ALTER POLICY seller_select ON karum.orders USING (true)",
    "DROP POLICY seller_floor ON karum.orders",
    "CREATE INDEX probe_made ON karum.orders (id)",
    "GRANT SELECT ON keyring.secret TO PUBLIC",
    "CREATE OR REPLACE FUNCTION keyring.seller() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
    "ALTER FUNCTION keyring.seller() OWNER TO CURRENT_USER",
    "DROP FUNCTION keyring.seller() CASCADE",
    "ALTER SCHEMA karum OWNER TO CURRENT_USER",
    "DROP SCHEMA karum CASCADE",
    "SELECT meta.drop_policies('karum.orders')",
    "INSERT INTO keyring.login (login, class) VALUES (session_user, 'platform')",
    "UPDATE keyring.secret SET valid_until = NULL",
];

/// Of the same kind, but PostgreSQL takes the lock before it looks at the privilege: anybody can make others wait so.
const CHANGE_THAT_LOCKS: &[&str] = &[
    "CREATE STATISTICS karum.probe_made ON id, state FROM karum.orders",
    "CREATE RULE probe_made AS ON INSERT TO karum.orders DO NOTHING",
    "CREATE TRIGGER probe_made BEFORE UPDATE ON karum.orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "COMMENT ON TABLE karum.orders IS 'probe'",
];

const SECRETS: &[&str] = &[
    "SELECT * FROM keyring.secret",
    "SELECT ikey FROM keyring.secret",
    "SELECT * FROM keyring.login",
    "SELECT * FROM meta.migrations",
    "SELECT * FROM meta.policies",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_shadow",
    "SELECT * FROM pg_hba_file_rules",
    "SELECT * FROM pg_file_settings",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT pg_read_binary_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "SELECT pg_stat_file('PG_VERSION')",
    "SELECT pg_ls_logdir()",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/dev/null'",
];

const LARGE_OBJECTS: &[&str] = &[
    "SELECT lo_create(0)",
    "SELECT lo_creat(-1)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT lo_import('/dev/null')",
    "SELECT lo_export(1, '/dev/null')",
    "SELECT lo_get(1)",
    "SELECT lo_put(1, 0, 'x')",
    "SELECT lo_open(1, 131072)",
    "SELECT loread(0, 1)",
    "SELECT lowrite(0, 'x')",
    "SELECT lo_unlink(1)",
    "SELECT count(*) FROM pg_largeobject",
];

const ADVISORY_LOCKS: &[&str] = &[
    "SELECT pg_advisory_lock(1)",
    "SELECT pg_advisory_lock(1, 1)",
    "SELECT pg_advisory_lock_shared(1)",
    "SELECT pg_advisory_xact_lock(1)",
    "SELECT pg_advisory_xact_lock_shared(1)",
    "SELECT pg_try_advisory_lock(1)",
    "SELECT pg_try_advisory_lock_shared(1)",
    "SELECT pg_try_advisory_xact_lock(1)",
    "SELECT pg_try_advisory_xact_lock_shared(1)",
    "SELECT pg_try_advisory_xact_lock(1, 1)",
    "SELECT pg_advisory_unlock(1)",
    "SELECT pg_advisory_unlock_all()",
];

/// Statements that every class must be denied.
async fn denied(_: &Field, attacker: &Attacker, tally: &mut Tally, statements: &[&str]) -> Result<(), ProbeError> {
    for sql in statements {
        tally.must_be_denied(sql, &attacker.attempt(sql).await?);
    }
    Ok(())
}

async fn change(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    denied(field, attacker, tally, CHANGE).await?;
    if !field.is_in_place() {
        return denied(field, attacker, tally, CHANGE_THAT_LOCKS).await;
    }
    for sql in CHANGE_THAT_LOCKS {
        tally.leave_out(sql, "PostgreSQL locks the table before it looks at the privilege");
    }
    Ok(())
}

async fn end_sessions(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let victim = Attacker::sign_in(field, attacker.class).await?;
    for function in ["pg_terminate_backend", "pg_cancel_backend"] {
        let sql = format!("SELECT {function}({})", victim.pid);
        tally.must_be_denied(&sql, &attacker.attempt(&sql).await?);
    }
    if !tally.leaks.is_empty() {
        return Ok(());
    }
    let lives = victim.attempt("SELECT 1").await?;
    tally.control("the other session lives", lives.number() == Some(1), || lives.how());
    Ok(())
}

/// A call with a null for each argument: whether it may be called is decided before they are looked at.
fn call(signature: &str) -> String {
    let (name, types) = signature.trim_end_matches(')').split_once('(').unwrap_or((signature, ""));
    let nulls: Vec<_> = types.split(',').filter(|t| !t.is_empty()).map(|t| format!("NULL::{t}")).collect();
    format!("SELECT * FROM {name}({})", nulls.join(", "))
}

async fn functions(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for (signature, function) in &field.map.functions {
        // A plan asks for the privilege as well, and carries nothing out.
        let explain = if field.is_in_place() { "EXPLAIN " } else { "" };
        let answer = attacker.attempt(&(explain.to_owned() + &call(signature))).await?;
        if function.execute.iter().any(|class| class == attacker.class) {
            let denied = answer.code() == SqlState::INSUFFICIENT_PRIVILEGE.code();
            tally.control(format!("{signature} can be called"), !denied, || answer.how());
        } else {
            tally.must_be_refused(signature, &answer);
        }
    }
    for name in ["seller", "buyer", "actor", "session"] {
        let answer = attacker.attempt(&format!("SELECT keyring.{name}()")).await?;
        tally.must_be_refused(&format!("keyring.{name}()"), &answer);
    }
    Ok(())
}
