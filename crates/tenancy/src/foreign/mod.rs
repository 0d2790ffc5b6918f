//! The audit of a database that is not Karum's, from a map of its own: no roles, names or texts of Karum's are expected.
//!
//! What policies let through is not read from their texts but asked of the server: conditions are evaluated for rows of
//! the tenant in scope, of another and of none, with the scope bound, empty and never set, and combined as PostgreSQL
//! combines them, for every role of the map and every command.

mod checks;
mod draft;
mod evaluate;
mod floors;
mod guess;
mod judge;
mod keys;
mod live;
mod map;
mod policies;

use std::fmt::Write as _;

use futures_util::try_join;
use serde_json::{Value, json};
use tokio_postgres::{
    Client, Row,
    types::{Json, Type},
};

pub use draft::draft;
pub use map::{ForeignKind, ForeignMap, ForeignMapError, ForeignScope, ForeignSetting, ForeignTable, WHOLE};

use self::live::Live;
use crate::{
    ServerConfig,
    audit::{AuditError, Finding},
};

const FACTS: &str = include_str!("facts.sql");
const LIVE: &str = include_str!("live.sql");

/// How long one statement may take: a policy may look into tables without an index.
const STATEMENT_MAX: &str = "60s";
/// How long it may wait for somebody's lock, while others wait behind it.
const LOCK_MAX: &str = "5s";

/// Audits the database that `admin` names against a map of its own; nothing is written, and no finding that is not
/// waived means that nothing is wrong. Whoever audits must be able to read the tables' types and to become the
/// application's roles, else policies are evaluated as himself, which is named.
pub async fn audit_foreign(admin: &ServerConfig, map: &ForeignMap) -> Result<Vec<Finding>, AuditError> {
    let client = open(admin).await?;
    let facts = Json(facts(map));
    let (mut findings, live) = try_join!(catalogue(&client, &facts), live(&client, &facts))?;
    // Conditions come spelled in full; what their functions call is found as the application finds it.
    client.batch_execute("RESET search_path").await.map_err(|e| AuditError::Connect(e.into()))?;
    findings.extend(policies::findings(&client, map, &live).await);
    map.waive(&mut findings);
    Ok(findings)
}

/// What the catalogue shows, by all checks in one statement: the facts are gathered once.
async fn catalogue(client: &Client, facts: &Json<Value>) -> Result<Vec<Finding>, AuditError> {
    let failed = |source| AuditError::Check { check: "catalogue", source };
    let checks: Vec<_> = checks::CHECKS.iter().chain(keys::KEYS).collect();
    let mut sql = format!("{FACTS} SELECT nth, object::text, wrong::text, mend::text FROM (");
    for (nth, (_, _, query)) in checks.iter().enumerate() {
        let union = if nth == 0 { "" } else { " UNION ALL " };
        let _ = write!(sql, "{union}SELECT {nth} AS nth, f.* FROM ({query}) AS f (object, wrong, mend)");
    }
    sql.push_str(") AS found GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3");
    let rows = client.query_typed(&sql, &[(facts, Type::JSONB)]).await.map_err(failed)?;
    let finding = |row: &Row| {
        let (check, why, _) = checks[usize::try_from(row.try_get::<_, i32>(0)?).unwrap_or_default()];
        Ok(policies::finding(check, row.try_get(1)?, row.try_get(2)?, why, row.try_get(3)?))
    };
    rows.iter().map(finding).collect::<Result<_, _>>().map_err(failed)
}

/// The policies, and the roles to try them as.
async fn live(client: &Client, facts: &Json<Value>) -> Result<Live, AuditError> {
    let failed = |source| AuditError::Check { check: "policy", source };
    let rows = client.query_typed(&format!("{FACTS}{LIVE}"), &[(facts, Type::JSONB)]).await.map_err(failed)?;
    let Json(live) = rows.first().map_or_else(|| Ok(Json(Live::default())), |row| row.try_get(0)).map_err(failed)?;
    Ok(live)
}

/// A connection that cannot write, and to which names come out qualified.
async fn open(admin: &ServerConfig) -> Result<Client, AuditError> {
    let client = admin.open().await.map_err(AuditError::Connect)?;
    let settings = format!(
        "SET default_transaction_read_only = on; SET search_path = pg_catalog, pg_temp; SET jit = off;
         SET statement_timeout = '{STATEMENT_MAX}'; SET lock_timeout = '{LOCK_MAX}'"
    );
    client.batch_execute(&settings).await.map_err(|e| AuditError::Connect(e.into()))?;
    Ok(client)
}

fn facts(map: &ForeignMap) -> Value {
    let tables = map.tables.iter().map(|(name, table)| {
        let kind = if table.kind == ForeignKind::None { "none" } else { "owned" };
        json!({ "name": name, "tenant": table.tenant, "kind": kind, "whose": map.whose(table) })
    });
    let plain = map.scope.settings.iter().filter(|(_, value)| matches!(value, ForeignSetting::Plain(_)));
    json!({
        "schemas": map.schemas,
        "roles": map.roles,
        "definers": map.definers,
        "functions": map.scope.functions,
        "settings": map.scope.settings.keys().collect::<Vec<_>>(),
        "plain": plain.map(|(name, _)| name).collect::<Vec<_>>(),
        "tables": tables.collect::<Vec<_>>(),
    })
}
