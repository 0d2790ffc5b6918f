//! The logins of the classes, and the key that signs.

use postgres_protocol::password::scram_sha_256;
use secrecy::ExposeSecret;
use tokio_postgres::Transaction;

use super::{MigrateError, keys, step};
use crate::{CLASSES, Login, Secrets, TOKEN_TTL};

fn refused(message: String) -> MigrateError {
    MigrateError::Step { step: "logins".into(), message }
}

/// Logins with their passwords and settings, and the signing key: what `secrets` says, and nothing else.
pub(super) async fn write(transaction: &Transaction<'_>, secrets: &Secrets) -> Result<(), MigrateError> {
    let database: String =
        step("database name", transaction.query_one("SELECT quote_ident(current_database())", &[]).await)?.get(0);
    for class in CLASSES {
        let login = secrets.login(class).ok_or_else(|| refused(format!("the secrets hold no {class}")))?;
        write_login(transaction, class, login, &database).await?;
    }
    let key = secrets.signing_key().ok_or_else(|| refused("the secrets hold no signing key".into()))?;
    step("signing key", keys::insert(transaction, &key).await)?;
    // A restored dump brings the keys of its time, which whoever has the dump knows.
    keys::retire_others(transaction, &key.kid).await
}

async fn write_login(
    transaction: &Transaction<'_>,
    class: &str,
    login: &Login,
    database: &str,
) -> Result<(), MigrateError> {
    let name = &login.name;
    if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
        return Err(refused(format!("{name:?} is no login name")));
    }
    let exists =
        step("logins", transaction.query_opt("SELECT FROM pg_roles WHERE rolname = $1", &[name]).await)?.is_some();
    // Only a superuser may alter these attributes, even to what they are; the audit looks at them.
    let make = if exists { "ALTER ROLE" } else { "CREATE ROLE" };
    let attributes = if exists { "" } else { "INHERIT NOCREATEDB NOCREATEROLE NOREPLICATION" };
    let verifier = scram_sha_256(login.password.expose_secret().as_bytes());
    let seconds = TOKEN_TTL.as_secs() / 2;
    let sql = format!(
        "{make} {name} LOGIN {attributes} PASSWORD '{verifier}';
         GRANT karum_{class} TO {name};
         ALTER ROLE {name} SET search_path = karum;
         ALTER ROLE {name} SET statement_timeout = '{seconds}s';
         ALTER ROLE {name} SET lock_timeout = '10s';
         ALTER ROLE {name} SET idle_in_transaction_session_timeout = '{seconds}s';
         ALTER ROLE {name} SET jit = off;
         GRANT CONNECT ON DATABASE {database} TO karum_{class};"
    );
    step(&format!("login of {class}"), transaction.batch_execute(&sql).await)?;
    let known = "INSERT INTO keyring.login (login, class) VALUES ($1::text::name, $2) ON CONFLICT (login) DO UPDATE SET class = excluded.class";
    step(&format!("login of {class}"), transaction.execute(known, &[name, &class]).await).map(|_| ())
}
