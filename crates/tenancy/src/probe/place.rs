//! In place: attacks on the database that is in use. The parties' rows stand in a transaction of the administrator's that
//! nothing can commit; in it, his session is a login's for as long as one attempt lasts (docs/adr/0004).

use std::time::{Duration, Instant};

use tokio_postgres::{Client, Row};

use super::{
    ProbeError,
    attacker::Attacker,
    field::{Field, ident, literal},
    step,
};

/// What nothing of the prober may exceed there: waiting for others, and keeping them waiting.
pub(super) const CAUTION: &str =
    "SET statement_timeout = '2s'; SET lock_timeout = '100ms'; SET idle_in_transaction_session_timeout = '10s'";

/// One snapshot for all counts, the same bounds, and a cursor that fails when it is materialized: which is what COMMIT
/// would have to do first, so that no COMMIT can succeed, from wherever it comes.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ;
SET LOCAL statement_timeout = '2s'; SET LOCAL lock_timeout = '100ms'; SET LOCAL idle_in_transaction_session_timeout = '10s';
SET LOCAL jit = off;
DECLARE karum_probe_no_commit NO SCROLL CURSOR WITH HOLD FOR SELECT 1 / (random() * 0)::integer";

/// What an attempt begins with, before the session becomes the login's.
pub(super) const SAVE: &str = "SAVEPOINT probe";
/// What it ends with: the session is the administrator's again, and what was done is undone.
pub(super) const CLOSING: &str = "ROLLBACK TO probe; RELEASE probe";

/// Settings of a login that are not taken over: the prober's own are stricter.
const BOUNDS: &[&str] = &["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"];

/// How the administrator's session becomes a login's.
pub(super) struct Disguise {
    /// What the transaction needs at its start.
    preparation: String,
    /// What an attempt begins with.
    pub opening: String,
    /// Back to the administrator's own eyes, within an attempt.
    pub unmask: &'static str,
}

impl Disguise {
    /// A superuser takes the login's place whole. Anybody else takes its role, and is written down as its class's login
    /// in the transaction, since the verifying functions ask for the session's user.
    pub async fn of(field: &Field, login: &str, class: &str) -> Result<Self, ProbeError> {
        let sql = "SELECT split_part(s, '=', 1), substr(s, strpos(s, '=') + 1) FROM pg_db_role_setting r, unnest(r.setconfig) s
                   WHERE r.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = $1))
                     AND r.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                   ORDER BY r.setrole, r.setdatabase";
        let presets = field.oracle.query(sql, &[&login]).await.map_err(step("reading the settings of a login"))?;
        let presets = presets.iter().map(|row| (row.get::<_, String>(0), row.get::<_, String>(1)));
        let preset = presets.filter(|(name, _)| !BOUNDS.contains(&name.as_str())).map(|(name, value)| {
            // As the administrator, who may set what a login's settings may have set for it.
            format!("SELECT set_config({}, {}, true);", literal(&name), literal(&value))
        });
        let preset: String = preset.collect();
        let name = ident(login);
        Ok(if field.superuser {
            Self {
                preparation: String::new(),
                opening: format!("{SAVE}; {preset} SET LOCAL SESSION AUTHORIZATION {name}"),
                unmask: "SET LOCAL SESSION AUTHORIZATION DEFAULT",
            }
        } else {
            Self {
                preparation: format!(
                    "; RESET ROLE; GRANT {name} TO SESSION_USER; SET LOCAL ROLE karum_keyring;
                    INSERT INTO keyring.login (login, class) VALUES (session_user, {}) ON CONFLICT (login) DO UPDATE SET class = excluded.class;
                    SET LOCAL ROLE karum_migrator",
                    literal(class)
                ),
                opening: format!("{SAVE}; {preset} SET LOCAL ROLE {name}"),
                unmask: "SET LOCAL ROLE karum_migrator",
            }
        })
    }
}

/// Whether a statement would leave the transaction, or the login's place in it. The texts are the prober's own; this is
/// what it is held to.
pub(super) fn leaves(sql: &str) -> bool {
    sql.to_uppercase().split(';').any(|statement| {
        let words: Vec<&str> = statement.split_whitespace().collect();
        match words.as_slice() {
            ["ROLLBACK", "TO", ..] => false,
            ["BEGIN" | "START" | "COMMIT" | "END" | "ABORT" | "ROLLBACK" | "DISCARD" | "RESET" | "CLOSE", ..]
            | ["PREPARE", "TRANSACTION", ..] => true,
            ["SET", rest @ ..] => rest.contains(&"AUTHORIZATION"),
            _ => false,
        }
    })
}

/// What was open there, for how long.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Opened {
    pub transactions: usize,
    pub longest: Duration,
}

/// A transaction in which the parties' rows stand.
pub(super) struct Stage<'a> {
    oracle: &'a Client,
    began: Instant,
}

impl<'a> Stage<'a> {
    /// Begins it, for one attacker.
    pub async fn set(field: &'a Field, attacker: &Attacker) -> Result<Self, ProbeError> {
        let began = Instant::now();
        let preparation = attacker.disguise.as_ref().map_or("", |disguise| &disguise.preparation);
        let all = format!("{BEGIN}{preparation}; {}", field.rows.again(&field.tables));
        field.oracle.batch_execute(&all).await.map_err(step("making the rows of the parties"))?;
        Ok(Self { oracle: &field.oracle, began })
    }

    /// Undoes everything.
    pub async fn strike(self, opened: &mut Opened) -> Result<(), ProbeError> {
        self.oracle.batch_execute("ROLLBACK").await.map_err(step("rolling back"))?;
        opened.transactions += 1;
        opened.longest = opened.longest.max(self.began.elapsed());
        Ok(())
    }
}

/// Begins the transaction in which the rows are tried out.
pub(super) async fn rehearse(oracle: &Client) -> Result<(), ProbeError> {
    oracle.batch_execute(BEGIN).await.map_err(step("beginning the rehearsal"))
}

/// A statement of the administrator's that may fail: where it stands in a transaction, that goes on.
pub(super) async fn venture(oracle: &Client, within: bool, sql: &str) -> Result<Vec<Row>, tokio_postgres::Error> {
    if !within {
        return oracle.query(sql, &[]).await;
    }
    oracle.batch_execute("SAVEPOINT venture").await?;
    let done = oracle.query(sql, &[]).await;
    let end = if done.is_ok() { "RELEASE venture" } else { "ROLLBACK TO venture; RELEASE venture" };
    oracle.batch_execute(end).await?;
    done
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use test_support::World;

    use super::{BEGIN, CLOSING, SAVE, leaves};

    #[tokio::test]
    async fn nothing_can_be_committed() {
        let world = World::start().await;
        let client = test_support::superuser(&world.database).await;
        for end in ["COMMIT", "END", "SELECT; COMMIT", "PREPARE TRANSACTION 'probe'"] {
            client.batch_execute(BEGIN).await.unwrap();
            client.batch_execute(&format!("{SAVE}; DELETE FROM karum.order_events; RELEASE probe")).await.unwrap();
            let error = client.batch_execute(end).await.unwrap_err();
            assert!(error.as_db_error().is_some(), "{end}: {error:?}");
            client.batch_execute("ROLLBACK").await.unwrap();
            assert!(world.count("SELECT FROM karum.order_events").await > 0, "{end} came through");
        }
        // Without that cursor it would have.
        let open = BEGIN.split_once("DECLARE").unwrap().0;
        client
            .batch_execute(&format!("{open}; {SAVE}; DELETE FROM karum.order_events; RELEASE probe; COMMIT"))
            .await
            .unwrap();
        assert_eq!(world.count("SELECT FROM karum.order_events").await, 0);
        client.batch_execute(&format!("{BEGIN}; {SAVE}; {CLOSING}; ROLLBACK")).await.unwrap();
    }

    #[test]
    fn what_would_leave_the_transaction_is_known() {
        for sql in [
            "COMMIT",
            "select 1; commit",
            "END",
            "abort",
            "ROLLBACK",
            "PREPARE TRANSACTION 'x'",
            "RESET SESSION AUTHORIZATION",
            "SET LOCAL SESSION AUTHORIZATION DEFAULT",
            "DISCARD ALL",
            "CLOSE ALL",
            "BEGIN",
        ] {
            assert!(leaves(sql), "{sql}");
        }
        for sql in [
            "SELECT CASE WHEN true THEN 1 ELSE 2 END",
            "ROLLBACK TO a",
            "SET LOCAL search_path = karum; SELECT 1",
            "PREPARE probe_plan AS SELECT 1",
            "RELEASE a",
            "SET CONSTRAINTS ALL IMMEDIATE",
        ] {
            assert!(!leaves(sql), "{sql}");
        }
    }
}
