//! The audit of a database that is not Karum's, from a map of its own: no roles, names or texts of Karum's are expected.
//!
//! What a policy lets through is not read from its text but asked of the server: its condition is evaluated for rows of
//! the tenant in scope, of another and of none, with the scope bound, empty and never set.

mod checks;
mod draft;
mod evaluate;
mod keys;
mod map;
mod policies;

use serde_json::{Value, json};
use tokio_postgres::{Client, types::Json};

pub use draft::draft;
pub use map::{ForeignKind, ForeignMap, ForeignMapError, ForeignScope, ForeignTable};

use crate::{
    ServerConfig,
    audit::{AuditError, Finding},
};

const FACTS: &str = include_str!("facts.sql");

/// Audits the database that `admin` names against a map of its own; nothing is written, and no finding that is not
/// waived means that nothing is wrong. Whoever audits must be able to read the tables' types and to become the
/// application's roles, else policies are evaluated as himself.
pub async fn audit_foreign(admin: &ServerConfig, map: &ForeignMap) -> Result<Vec<Finding>, AuditError> {
    let client = open(admin).await?;
    let facts = facts(map);
    let mut findings = Vec::new();
    for (check, why, query) in checks::CHECKS.iter().chain(keys::KEYS) {
        let failed = |source| AuditError::Check { check, source };
        let sql = format!("{FACTS}SELECT DISTINCT * FROM ({query}) AS found (object, wrong, mend) ORDER BY 1, 2");
        for row in client.query(&sql, &[&Json(&facts)]).await.map_err(failed)? {
            findings.push(Finding {
                check,
                object: row.try_get(0).map_err(failed)?,
                wrong: row.try_get(1).map_err(failed)?,
                why: (*why).to_owned(),
                mend: row.try_get(2).map_err(failed)?,
                waived: None,
            });
        }
    }
    findings.extend(policies::findings(admin, &client, map, &facts).await?);
    for finding in &mut findings {
        finding.waived = map.waivers.get(&format!("{} {}", finding.check, finding.object)).cloned();
    }
    Ok(findings)
}

/// A connection that cannot write, and to which names come out qualified.
async fn open(admin: &ServerConfig) -> Result<Client, AuditError> {
    let client = admin.open().await.map_err(AuditError::Connect)?;
    let settings = "SET default_transaction_read_only = on; SET search_path = pg_catalog, pg_temp; SET jit = off";
    client.batch_execute(settings).await.map_err(|e| AuditError::Connect(e.into()))?;
    Ok(client)
}

fn facts(map: &ForeignMap) -> Value {
    let tables = map.tables.iter().map(|(name, table)| {
        let kind = if table.kind == ForeignKind::None { "none" } else { "owned" };
        json!({ "name": name, "tenant": table.tenant, "kind": kind })
    });
    json!({
        "schemas": map.schemas,
        "roles": map.roles,
        "definers": map.definers,
        "functions": map.scope.functions,
        "tables": tables.collect::<Vec<_>>(),
    })
}
