//! Brings a database to this build's schema: roles, logins and key, migrations, then policies and grants as a whole.

mod data;
mod keys;
mod logins;

use sha2::{Digest, Sha256};
use tokio_postgres::Transaction;

use crate::{
    ConnectError, MIGRATIONS, POLICIES, Secrets, ServerConfig,
    map::{MapError, TenancyMap},
    token::hex,
};

pub use keys::{add_key, remove_key, retire_other_keys};

/// How long `migrate` waits for a lock before it gives up and says so.
const LOCK_TIMEOUT: &str = "10s";
/// The oldest server that has all that the wall needs, as `server_version_num` counts.
const OLDEST_SERVER: i32 = 150_000;
/// Roles and schemas, before the first migration.
pub const BOOTSTRAP: &str = include_str!("bootstrap.sql");
/// The order in which the parts of `policies/` are applied: a function stands before those that call it.
const PARTS: [&str; 8] = ["keyring", "permissions", "team", "functions", "mail", "tokens", "passwords", "generated"];

/// What migrating can run into.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The administrator cannot connect.
    #[error("cannot connect as the administrator ({0}). Is the server running, and KARUM_DATABASE_URL right?")]
    Connect(#[source] ConnectError),
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

/// What a database is brought to.
#[derive(Debug, Clone)]
pub struct Build<'a> {
    /// Name and text of each migration, in order.
    pub migrations: &'a [(&'a str, &'a str)],
    /// The parts of `policies/`.
    pub policies: &'a [(&'a str, &'a str)],
    /// Which tables there are.
    pub map: TenancyMap,
}

impl Build<'static> {
    /// This build's.
    pub fn embedded() -> Result<Self, MapError> {
        Ok(Self { migrations: MIGRATIONS, policies: POLICIES, map: TenancyMap::embedded()? })
    }
}

/// Migrates the database that `admin` names to this build, in one transaction, and gives every class the login of
/// `secrets`. The administrator need not be a superuser: one who may make roles and owns the database will do.
pub async fn migrate(admin: &ServerConfig, secrets: &Secrets) -> Result<Report, MigrateError> {
    migrate_to(&Build::embedded()?, admin, secrets).await
}

/// The same to any build.
pub async fn migrate_to(build: &Build<'_>, admin: &ServerConfig, secrets: &Secrets) -> Result<Report, MigrateError> {
    let mut client = admin.open().await.map_err(MigrateError::Connect)?;
    let version =
        step("server version", client.query_one("SELECT current_setting('server_version_num')::int", &[]).await)?;
    new_enough(version.get(0))?;
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
    logins::write(&transaction, secrets).await?;
    let applied = migrations(&transaction, build.migrations).await?;
    unmapped(&transaction, &build.map).await?;
    let policies = policies(&transaction, build.policies, !applied.is_empty()).await?;
    step("commit", transaction.commit().await)?;
    Ok(Report { applied, policies })
}

fn new_enough(version: i32) -> Result<(), MigrateError> {
    if version < OLDEST_SERVER {
        return Err(MigrateError::ServerTooOld(format!("{}.{}", version / 10_000, version % 10_000)));
    }
    Ok(())
}

/// Applies what has not been applied; answers their names.
async fn migrations(transaction: &Transaction<'_>, wanted: &[(&str, &str)]) -> Result<Vec<String>, MigrateError> {
    let known = step(
        "applied migrations",
        transaction.query("SELECT name, checksum FROM meta.migrations ORDER BY name", &[]).await,
    )?;
    for row in &known {
        let (name, sum): (String, String) = (row.get(0), row.get(1));
        match wanted.iter().find(|(n, _)| *n == name) {
            None => return Err(MigrateError::Newer(name)),
            Some((_, text)) if checksum(text) != sum => return Err(MigrateError::Edited(name)),
            Some(_) => {}
        }
    }
    let mut applied = Vec::new();
    for (name, text) in wanted {
        if known.iter().any(|row| row.get::<_, &str>(0) == *name) {
            continue;
        }
        data::run(transaction, name, text).await?;
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

/// Applies `policies/` as a whole when any part of it changed, or a migration did: a table that was made anew has none.
async fn policies(transaction: &Transaction<'_>, parts: &[(&str, &str)], migrated: bool) -> Result<bool, MigrateError> {
    let part = |name: &str| parts.iter().find(|(n, _)| *n == name).map_or("", |(_, text)| *text);
    let sum = checksum(&PARTS.map(part).join("\n"));
    let known =
        step("policies", transaction.query_opt("SELECT checksum FROM meta.policies WHERE part = 'all'", &[]).await)?;
    if !migrated && known.is_some_and(|row| row.get::<_, &str>(0) == sum) {
        return Ok(false);
    }
    for name in PARTS {
        step(&format!("policies/{name}.sql"), transaction.batch_execute(part(name)).await)?;
    }
    let sql = "INSERT INTO meta.policies (part, checksum) VALUES ('all', $1) ON CONFLICT (part) DO UPDATE SET checksum = excluded.checksum, applied_at = now()";
    step("policies", transaction.execute(sql, &[&sum]).await)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_too_old_is_named_with_what_is_needed() {
        assert!(new_enough(150_000).is_ok() && new_enough(170_002).is_ok());
        let message = new_enough(140_011).map_err(|error| error.to_string());
        assert_eq!(message, Err("PostgreSQL 14.11 is too old: 15 or newer is needed".to_owned()));
    }
}
