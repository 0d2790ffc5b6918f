//! Brings a database to this build's schema: roles, logins and key, migrations, then policies and grants as a whole.

use postgres_protocol::password::scram_sha_256;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use tokio_postgres::{Client, NoTls, Transaction};

use crate::{
    CLASSES, MIGRATIONS, POLICIES, Secrets, SigningKey, TOKEN_TTL,
    map::{MapError, TenancyMap},
    token::hex,
};

/// How long `migrate` waits for a lock before it gives up and says so.
const LOCK_TIMEOUT: &str = "10s";
/// Roles and schemas, before the first migration.
pub const BOOTSTRAP: &str = include_str!("bootstrap.sql");
/// The order in which the parts of `policies/` are applied.
const PARTS: [&str; 3] = ["keyring", "functions", "generated"];

/// What migrating can run into.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The administrator cannot connect.
    #[error("cannot connect as the administrator ({0}). Is the server running, and KARUM_DATABASE_URL right?")]
    Connect(#[source] tokio_postgres::Error),
    /// A step failed; everything is as before.
    #[error("{step}: {message}. Nothing was changed")]
    Step {
        /// Which.
        step: String,
        /// What the server said.
        message: String,
    },
    /// An applied migration is not what it was.
    #[error("migration {0} was edited after it had been applied; migrations are append-only, write a new one")]
    Edited(String),
    /// The database is newer than this build.
    #[error("the database has migration {0}, which this build does not know; run a newer build")]
    Newer(String),
    /// The map and the schema differ.
    #[error("{0}")]
    Map(#[from] MapError),
    /// The server is too old.
    #[error("PostgreSQL {0} is too old: 15 or newer is needed")]
    ServerTooOld(String),
}

/// What was done.
#[derive(Debug, Default)]
pub struct Report {
    /// Names of the migrations that were applied now.
    pub applied: Vec<String>,
    /// Whether policies and grants were written anew.
    pub policies: bool,
}

fn step<T>(name: &str, result: Result<T, tokio_postgres::Error>) -> Result<T, MigrateError> {
    result.map_err(|error| {
        let message = error.as_db_error().map_or_else(
            || error.to_string(),
            |db| {
                let detail = db.detail().map(|d| format!(" ({d})")).unwrap_or_default();
                format!("{}{detail}", db.message())
            },
        );
        MigrateError::Step { step: name.to_owned(), message }
    })
}

fn checksum(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Connects as the administrator of `config` (and to its database).
pub(crate) async fn connect(config: &tokio_postgres::Config) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Migrates the database that `admin` names, in one transaction, and gives every class the login of `secrets`.
pub async fn migrate(admin: &tokio_postgres::Config, secrets: &Secrets) -> Result<Report, MigrateError> {
    let mut client = connect(admin).await.map_err(MigrateError::Connect)?;
    let version: i32 =
        step("server version", client.query_one("SELECT current_setting('server_version_num')::int", &[]).await)?
            .get(0);
    if version < 150_000 {
        return Err(MigrateError::ServerTooOld(format!("{}.{}", version / 10_000, version % 10_000)));
    }
    let map = TenancyMap::embedded()?;
    let transaction = step("begin", client.transaction().await)?;
    step(
        "lock timeout",
        transaction
            .batch_execute(&format!(
                "SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'; SET LOCAL client_min_messages = warning"
            ))
            .await,
    )?;
    step("roles and schemas", transaction.batch_execute(BOOTSTRAP).await)?;
    step(
        "waiting for another migration",
        transaction.batch_execute("LOCK TABLE meta.migrations IN ACCESS EXCLUSIVE MODE").await,
    )?;
    logins(&transaction, secrets).await?;
    let mut report = Report { applied: migrations(&transaction).await?, policies: false };
    unmapped(&transaction, &map).await?;
    report.policies = policies(&transaction).await?;
    step("commit", transaction.commit().await)?;
    Ok(report)
}

/// Logins, their settings and the signing key.
async fn logins(transaction: &Transaction<'_>, secrets: &Secrets) -> Result<(), MigrateError> {
    let missing =
        |what: &str| MigrateError::Step { step: "logins".into(), message: format!("the secrets hold no {what}") };
    let database: String =
        step("database name", transaction.query_one("SELECT quote_ident(current_database())", &[]).await)?.get(0);
    for class in CLASSES {
        let login = secrets.login(class).ok_or_else(|| missing(class))?;
        let verifier = scram_sha_256(login.password.expose_secret().as_bytes());
        let name = &login.name;
        if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
            return Err(MigrateError::Step { step: "logins".into(), message: format!("{name:?} is no login name") });
        }
        let exists =
            step("logins", transaction.query_opt("SELECT FROM pg_roles WHERE rolname = $1", &[name]).await)?.is_some();
        let make = if exists { "ALTER" } else { "CREATE" };
        let seconds = TOKEN_TTL.as_secs() / 2;
        let sql = format!(
            "{make} ROLE {name} LOGIN INHERIT NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '{verifier}';
             GRANT karum_{class} TO {name};
             ALTER ROLE {name} SET search_path = karum;
             ALTER ROLE {name} SET statement_timeout = '{seconds}s';
             ALTER ROLE {name} SET lock_timeout = '10s';
             ALTER ROLE {name} SET idle_in_transaction_session_timeout = '{seconds}s';
             ALTER ROLE {name} SET jit = off;
             GRANT CONNECT ON DATABASE {database} TO karum_{class};"
        );
        step(&format!("login of {class}"), transaction.batch_execute(&sql).await)?;
        step(&format!("login of {class}"), transaction.execute("INSERT INTO keyring.login (login, class) VALUES ($1::text::name, $2) ON CONFLICT (login) DO UPDATE SET class = excluded.class", &[name, class]).await)?;
    }
    let key = secrets.signing_key().ok_or_else(|| missing("signing key"))?;
    step("signing key", add_key(transaction, &key).await)
}

async fn add_key(transaction: &Transaction<'_>, key: &SigningKey) -> Result<(), tokio_postgres::Error> {
    let (inner, outer) = key.pads();
    let sql = "INSERT INTO keyring.secret (kid, ikey, okey) VALUES ($1, $2, $3)
               ON CONFLICT (kid) DO UPDATE SET ikey = excluded.ikey, okey = excluded.okey, valid_until = NULL";
    transaction.execute(sql, &[&&*key.kid, &inner.as_slice(), &outer.as_slice()]).await?;
    Ok(())
}

/// Makes `key` the signing key; the others hold for one time to live of a token.
pub async fn rotate_key(admin: &tokio_postgres::Config, key: &SigningKey) -> Result<(), MigrateError> {
    let mut client = connect(admin).await.map_err(MigrateError::Connect)?;
    let transaction = step("begin", client.transaction().await)?;
    step("signing key", add_key(&transaction, key).await)?;
    let seconds = i32::try_from(TOKEN_TTL.as_secs()).unwrap_or(i32::MAX);
    step("former keys", transaction.execute("UPDATE keyring.secret SET valid_until = least(coalesce(valid_until, 'infinity'), now() + make_interval(secs => $2)) WHERE kid <> $1", &[&&*key.kid, &f64::from(seconds)]).await)?;
    step("former keys", transaction.execute("DELETE FROM keyring.secret WHERE valid_until < now()", &[]).await)?;
    step("commit", transaction.commit().await)
}

/// Applies what has not been applied; answers their names.
async fn migrations(transaction: &Transaction<'_>) -> Result<Vec<String>, MigrateError> {
    let known = step(
        "applied migrations",
        transaction.query("SELECT name, checksum FROM meta.migrations ORDER BY name", &[]).await,
    )?;
    for row in &known {
        let (name, sum): (String, String) = (row.get(0), row.get(1));
        match MIGRATIONS.iter().find(|(n, _)| *n == name) {
            None => return Err(MigrateError::Newer(name)),
            Some((_, text)) if checksum(text) != sum => return Err(MigrateError::Edited(name)),
            Some(_) => {}
        }
    }
    let mut applied = Vec::new();
    for (name, text) in MIGRATIONS {
        if known.iter().any(|row| row.get::<_, &str>(0) == *name) {
            continue;
        }
        let run = format!(
            "SET LOCAL ROLE karum_owner; SET LOCAL search_path = karum, pg_temp;\n{text}\n;RESET ROLE; SET LOCAL search_path = pg_catalog, pg_temp;"
        );
        step(&format!("migration {name}"), transaction.batch_execute(&run).await)?;
        step(
            name,
            transaction
                .execute("INSERT INTO meta.migrations (name, checksum) VALUES ($1, $2)", &[name, &checksum(text)])
                .await,
        )?;
        applied.push((*name).to_owned());
    }
    Ok(applied)
}

/// A table that nobody mapped has no policies: it must not come to be.
async fn unmapped(transaction: &Transaction<'_>, map: &TenancyMap) -> Result<(), MigrateError> {
    let sql = "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'karum' AND c.relkind IN ('r', 'p', 'f', 'm', 'v') ORDER BY 1";
    let tables = step("tables", transaction.query(sql, &[]).await)?;
    for row in &tables {
        let name: &str = row.get(0);
        if !map.tables.contains_key(name) {
            return Err(MapError(format!(
                "table {name} is not in the map. Add\n\n[tables.{name}]\nkind = \"seller_isolated\"   # or read_shared, buyer_isolated, platform\nkey = [\"seller_id\", \"id\"]\nretention = \"…\"\nseller = {{ select = true }}\n\nthen run `karum tenancy generate` (docs/adding-a-table.md)"
            ))
            .into());
        }
    }
    if let Some(name) = map.tables.keys().find(|name| !tables.iter().any(|row| row.get::<_, &str>(0) == **name)) {
        return Err(MapError(format!(
            "table {name} is in the map but not in the database: write its migration, or take it out"
        ))
        .into());
    }
    Ok(())
}

/// Applies `policies/` as a whole when any part of it changed.
async fn policies(transaction: &Transaction<'_>) -> Result<bool, MigrateError> {
    let part = |name: &str| POLICIES.iter().find(|(n, _)| *n == name).map_or("", |(_, text)| *text);
    let sum = checksum(&PARTS.map(part).join("\n"));
    let known =
        step("policies", transaction.query_opt("SELECT checksum FROM meta.policies WHERE part = 'all'", &[]).await)?;
    if known.is_some_and(|row| row.get::<_, &str>(0) == sum) {
        return Ok(false);
    }
    for name in PARTS {
        step(&format!("policies/{name}.sql"), transaction.batch_execute(part(name)).await)?;
    }
    let sql = "INSERT INTO meta.policies (part, checksum) VALUES ('all', $1) ON CONFLICT (part) DO UPDATE SET checksum = excluded.checksum, applied_at = now()";
    step("policies", transaction.execute(sql, &[&sum]).await)?;
    Ok(true)
}
