//! What a policy's condition is true for, asked of the server.

use std::fmt::Write as _;

use serde_json::{Map, Value};
use tokio_postgres::{Client, SimpleQueryMessage};

use super::{map::ForeignMap, policies::Live};
use crate::{ServerConfig, audit::AuditError};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// Nobody ever set a scope in this session.
    Unset,
    /// The scope is set to nothing, as a pooled session is left behind.
    Empty,
    /// The tenant that owns the first of [`tenants`].
    Bound,
}

/// What a condition does that a sound one does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Tautological,
    Loose,
    Inverted,
    FailOpen,
    NullUnsafe,
    Nobody(String),
}

impl Kind {
    pub fn told(&self) -> String {
        match self {
            Self::Tautological => "is tautological: true for every tenant's rows, whoever asks".into(),
            Self::Loose => "is loose: true for rows of another tenant than the one in scope".into(),
            Self::Inverted => "is inverted: true for other tenants' rows and not for those of the one in scope".into(),
            Self::FailOpen => {
                "is fail-open: without a scope, or with an empty one, it lets a tenant's rows through".into()
            }
            Self::NullUnsafe => "is NULL-unsafe: true for rows whose tenant is NULL".into(),
            Self::Nobody(error) if error.is_empty() => "is true for nobody, not even the tenant in scope".into(),
            Self::Nobody(error) => format!("fails for the tenant in scope: {error}"),
        }
    }
}

/// Two connections: a setting that was once set is never unset again in its session, only empty.
pub(super) struct Evaluator {
    fresh: Client,
    used: Client,
    settings: Vec<(String, String)>,
}

impl Evaluator {
    pub async fn open(admin: &ServerConfig, map: &ForeignMap) -> Result<Self, AuditError> {
        let settings = map.scope.settings.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let (fresh, used) = (super::open(admin).await?, super::open(admin).await?);
        for client in [&fresh, &used] {
            // Conditions come spelled in full; what their functions call is found as the application finds it.
            client.batch_execute("RESET search_path").await.map_err(|e| AuditError::Connect(e.into()))?;
        }
        Ok(Self { fresh, used, settings })
    }

    /// What is wrong with a condition; nothing where it is true for the tenant in scope alone.
    pub async fn kind(&self, live: &Live, condition: &str) -> Option<Kind> {
        let [own, other] = tenants(&live.tenant_type);
        let (own, other) = (Some(own), Some(other));
        let seen_own = self.is_true(live, condition, Asks::Bound, own.as_ref()).await;
        let seen_other = matches!(self.is_true(live, condition, Asks::Bound, other.as_ref()).await, Ok(true));
        let mut open = false;
        let mut nulls = false;
        for asks in [Asks::Unset, Asks::Empty, Asks::Bound] {
            open |=
                asks != Asks::Bound && matches!(self.is_true(live, condition, asks, other.as_ref()).await, Ok(true));
            nulls |= matches!(self.is_true(live, condition, asks, None).await, Ok(true));
        }
        match (seen_own, seen_other) {
            (Ok(true), true) if open => Some(Kind::Tautological),
            (Ok(true), true) => Some(Kind::Loose),
            (_, true) => Some(Kind::Inverted),
            _ if open => Some(Kind::FailOpen),
            _ if nulls => Some(Kind::NullUnsafe),
            (Err(error), _) => Some(Kind::Nobody(error)),
            // A condition that looks into tables knows no tenant that was made up.
            (Ok(false), _) if !condition.contains(" FROM ") => Some(Kind::Nobody(String::new())),
            _ => None,
        }
    }

    /// Whether the condition is true for any row of the tenant: all else null, or filled in with flags up or down.
    async fn is_true(&self, live: &Live, condition: &str, asks: Asks, tenant: Option<&Value>) -> Result<bool, String> {
        let mut failed = None;
        for filled in [None, Some(true), Some(false)] {
            match self.ask(live, condition, asks, &row(live, tenant, filled)).await {
                Ok(true) => return Ok(true),
                Ok(false) => {}
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(false), Err)
    }

    async fn ask(&self, live: &Live, condition: &str, asks: Asks, row: &Value) -> Result<bool, String> {
        let [own, _] = tenants(&live.tenant_type);
        let own = own.as_str().map_or_else(|| own.to_string(), ToOwned::to_owned);
        let mut sql = String::new();
        if let Some(role) = &live.ask_as {
            let _ = write!(sql, "SET LOCAL ROLE {role}; ");
        }
        for (name, value) in self.settings.iter().filter(|_| asks != Asks::Unset) {
            let value = if asks == Asks::Bound { value.replace("{tenant}", &own) } else { String::new() };
            let _ = write!(sql, "SELECT set_config({}, {}, true); ", literal(name), literal(&value));
        }
        let (object, alias, row) = (&live.object, &live.alias, literal(&row.to_string()));
        let _ = write!(
            sql,
            "SELECT coalesce(({condition}), false) AS seen FROM pg_catalog.jsonb_populate_record(NULL::{object}, {row}) AS {alias}"
        );
        let client = if asks == Asks::Unset { &self.fresh } else { &self.used };
        let told = |e: tokio_postgres::Error| e.as_db_error().map_or_else(|| e.to_string(), |e| e.message().to_owned());
        let messages = client.simple_query(&sql).await.map_err(told)?;
        let last = messages.iter().rev().find_map(|m| if let SimpleQueryMessage::Row(r) = m { Some(r) } else { None });
        Ok(last.and_then(|row| row.get("seen")) == Some("t"))
    }
}

/// Two tenants that are nobody's, of the column's type.
fn tenants(type_name: &str) -> [Value; 2] {
    match type_name {
        "uuid" => ["aaaaaaaa-0000-4000-8000-00000000000a", "bbbbbbbb-0000-4000-8000-00000000000b"].map(Value::from),
        "int2" => [31_001, 31_002].map(Value::from),
        "int4" | "int8" | "numeric" => [2_000_000_001, 2_000_000_002].map(Value::from),
        _ => ["nobody-a", "nobody-b"].map(Value::from),
    }
}

fn row(live: &Live, tenant: Option<&Value>, filled: Option<bool>) -> Value {
    let mut row = Map::new();
    if let Some(flags) = filled {
        for (column, value) in &live.columns {
            row.insert(column.clone(), if value.is_boolean() { Value::from(flags) } else { value.clone() });
        }
    }
    row.insert(live.tenant.clone(), tenant.cloned().unwrap_or(Value::Null));
    Value::Object(row)
}

/// A string constant, whatever `standard_conforming_strings` is.
fn literal(text: &str) -> String {
    format!(" E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}
