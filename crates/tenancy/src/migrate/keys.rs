//! Signing keys in the database: the one that signs holds without end, former ones for one time to live of a token.

use tokio_postgres::Transaction;

use super::{MigrateError, step};
use crate::{ServerConfig, SigningKey, TOKEN_TTL};

/// Makes tokens of `key` valid, beside those of the others.
pub async fn add_key(admin: &ServerConfig, key: &SigningKey) -> Result<(), MigrateError> {
    within(admin, async |transaction| step("signing key", insert(transaction, key).await)).await
}

/// Lets every key but this one end after one time to live of a token, and removes those that have ended.
pub async fn retire_other_keys(admin: &ServerConfig, kid: &str) -> Result<(), MigrateError> {
    within(admin, async |transaction| retire_others(transaction, kid).await).await
}

/// Removes a key that nobody has signed with.
pub async fn remove_key(admin: &ServerConfig, kid: &str) -> Result<(), MigrateError> {
    within(admin, async |transaction| {
        let removed = transaction.execute("DELETE FROM keyring.secret WHERE kid = $1", &[&kid]).await;
        step("signing key", removed).map(|_| ())
    })
    .await
}

async fn within(
    admin: &ServerConfig,
    work: impl AsyncFnOnce(&Transaction<'_>) -> Result<(), MigrateError>,
) -> Result<(), MigrateError> {
    let mut client = admin.open().await.map_err(MigrateError::Connect)?;
    let transaction = step("begin", client.transaction().await)?;
    work(&transaction).await?;
    step("commit", transaction.commit().await)
}

pub(super) async fn insert(transaction: &Transaction<'_>, key: &SigningKey) -> Result<(), tokio_postgres::Error> {
    let (inner, outer) = key.pads();
    let sql = "INSERT INTO keyring.secret (kid, ikey, okey) VALUES ($1, $2, $3)
               ON CONFLICT (kid) DO UPDATE SET ikey = excluded.ikey, okey = excluded.okey, valid_until = NULL, made_at = now()";
    transaction.execute(sql, &[&&*key.kid, &inner.as_slice(), &outer.as_slice()]).await?;
    Ok(())
}

pub(super) async fn retire_others(transaction: &Transaction<'_>, kid: &str) -> Result<(), MigrateError> {
    let sql = "UPDATE keyring.secret SET valid_until = least(coalesce(valid_until, 'infinity'), now() + make_interval(secs => $2)) WHERE kid <> $1";
    step("former keys", transaction.execute(sql, &[&kid, &TOKEN_TTL.as_secs_f64()]).await)?;
    let ended = transaction.execute("DELETE FROM keyring.secret WHERE valid_until < now()", &[]).await;
    step("former keys", ended).map(|_| ())
}
