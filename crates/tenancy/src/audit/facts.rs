//! What the audit holds the catalogue against.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tokio_postgres::Client;

use super::{AuditError, leakproof, sources::Source};
use crate::{
    CLASSES, TOKEN_TTL,
    class::SCOPED,
    generate::{self, FUNCTION_SCHEMAS, Policy, SCHEMA},
    map::{Access, DEFINERS, Table, TenancyMap},
};

/// The owner of the tables, and of every schema but the keyring's.
pub(super) const OWNER: &str = "karum_owner";
/// The owner of the keyring's schema, tables and functions.
pub(super) const KEYRING: &str = "karum_keyring";
/// The role that moves data in migrations.
pub(super) const MIGRATOR: &str = "karum_migrator";

/// A function of ours as it must be.
pub(super) struct Function {
    /// `schema.name(types)`, as `regprocedure` prints it.
    pub signature: String,
    /// The role that owns it.
    pub owner: String,
    /// The roles that may call it.
    pub execute: Vec<String>,
    /// Its text, where this build has it.
    pub source: Option<Source>,
}

/// What must be.
pub(super) struct Facts<'a> {
    pub map: &'a TenancyMap,
    /// What `migrate` would apply for this map: mends are lines of it.
    pub generated: String,
    pub functions: Vec<Function>,
    /// Each policy that must be, with its table.
    pub policies: Vec<(String, Policy)>,
    /// The mapped tables that the schema has.
    pub tables_present: BTreeSet<String>,
    /// Whether `keyring.login` could be read; if not, the logins are the members of the class roles.
    pub logins_known: bool,
    /// The parameter of every query: see `facts.sql`.
    pub json: Value,
}

impl<'a> Facts<'a> {
    pub async fn gather(client: &Client, map: &'a TenancyMap) -> Result<Self, AuditError> {
        let (logins, logins_known) =
            logins(client).await.map_err(|source| AuditError::Check { check: "keyring-login", source })?;
        let keys = keys(client).await.map_err(|source| AuditError::Check { check: "keyring-keys", source })?;
        let tables_present =
            tables(client).await.map_err(|source| AuditError::Check { check: "map-tables", source })?;
        let major = major(client).await.map_err(|source| AuditError::Check { check: "leakproof", source })?;
        let functions = functions(map);
        let json = json!({
            "schema": SCHEMA,
            "tables": map.tables.iter().map(|(name, table)| table_json(name, table)).collect::<Vec<_>>(),
            "places": places(),
            "roles": roles(),
            "logins": logins,
            "keys": keys,
            "usage": usage(map, &functions),
            "setters": setters(),
            "leakproof": leakproof::marked(major),
            "leakproof_of": major.min(leakproof::NEWEST),
            "functions": functions.iter().map(|f| &f.signature).collect::<Vec<_>>(),
        });
        let generated = generate::generated_sql(map)?;
        let policies = policies(map)?;
        Ok(Self { map, generated, functions, policies, tables_present, logins_known, json })
    }

    /// The line of what `migrate` applies that begins so.
    pub fn generated_line(&self, beginning: &str) -> Option<&str> {
        self.generated.lines().find(|line| line.starts_with(beginning))
    }
}

fn policies(map: &TenancyMap) -> Result<Vec<(String, Policy)>, AuditError> {
    let mut all = Vec::new();
    for (name, table) in &map.tables {
        all.extend(generate::policies(table)?.into_iter().map(|policy| (name.clone(), policy)));
    }
    Ok(all)
}

fn table_json(name: &str, table: &Table) -> Value {
    let accesses = table.classes().map(|(_, access)| access).chain(table.definers.values());
    let mut columns: Vec<&String> = accesses.flat_map(|a: &Access| &a.update).collect();
    columns.extend(table.key.iter().chain(&table.pii));
    columns.sort();
    columns.dedup();
    json!({ "name": name, "owner": table.kind.owner_column(), "key": table.key, "columns": columns })
}

fn places() -> Vec<Value> {
    let schemas = FUNCTION_SCHEMAS.iter().chain([&SCHEMA, &"meta"]).map(|schema| (*schema, OWNER));
    schemas.chain([("keyring", KEYRING)]).map(|(name, owner)| json!({ "name": name, "owner": owner })).collect()
}

fn roles() -> Vec<Value> {
    let fixed = [(OWNER, "owner"), (KEYRING, "keyring"), (MIGRATOR, "migrator")].map(|(n, p)| (n.to_owned(), p));
    let classes = CLASSES.iter().map(|class| (format!("karum_{class}"), "class"));
    let definers = DEFINERS.iter().map(|definer| (format!("karum_def_{definer}"), "definer"));
    let all = fixed.into_iter().chain(classes).chain(definers);
    all.map(|(name, part)| json!({ "name": name, "part": part })).collect()
}

/// Who may call `set_config`: the classes whose scopes are bound by it, and the role by which the administrator dumps.
fn setters() -> Vec<String> {
    let scoped = SCOPED.iter().filter(|(_, scoped)| *scoped).map(|(class, _)| format!("karum_{class}"));
    scoped.chain([MIGRATOR.to_owned()]).collect()
}

/// Which role has USAGE on which schema: the classes on theirs, policy makers and definers on the keyring's.
fn usage(map: &TenancyMap, functions: &[Function]) -> Vec<Value> {
    let definers = || DEFINERS.iter().map(|d| format!("karum_def_{d}"));
    let mut pairs: Vec<(String, String)> = Vec::new();
    let everyone = CLASSES.iter().map(|c| format!("karum_{c}")).chain(definers()).chain([MIGRATOR.to_owned()]);
    pairs.extend(everyone.map(|role| (SCHEMA.to_owned(), role)));
    pairs.push(("keyring".into(), OWNER.into()));
    let callers = functions.iter().filter(|f| f.owner == KEYRING).flat_map(|f| &f.execute);
    pairs.extend(callers.filter(|r| r.starts_with("karum_def_")).map(|role| ("keyring".to_owned(), role.clone())));
    for (signature, function) in &map.functions {
        let schema = signature.split('.').next().unwrap_or_default();
        pairs.extend(function.callers().into_iter().map(|role| (schema.to_owned(), role)));
        // What nobody else calls is called by its owner's other functions.
        if function.callers().is_empty() {
            pairs.push((schema.to_owned(), format!("karum_def_{}", function.owner)));
        }
    }
    pairs.sort();
    pairs.dedup();
    pairs.into_iter().map(|(schema, role)| json!({ "schema": schema, "role": role })).collect()
}

fn functions(map: &TenancyMap) -> Vec<Function> {
    let sources = Source::all();
    let source = |signature: &str| sources.iter().find(|s| signature.split('(').next() == Some(&s.name)).cloned();
    let own = ["meta.drop_policies(regclass)"].map(|signature| Function {
        signature: signature.to_owned(),
        owner: OWNER.into(),
        execute: Vec::new(),
        source: source(signature),
    });
    let mapped = map.functions.iter().map(|(signature, function)| Function {
        signature: signature.clone(),
        owner: format!("karum_def_{}", function.owner),
        execute: function.callers(),
        source: source(signature),
    });
    let verifying = sources.iter().filter(|s| s.name.starts_with("keyring.")).map(|s| Function {
        signature: format!("{}()", s.name),
        owner: KEYRING.into(),
        execute: s.callers.clone(),
        source: Some(s.clone()),
    });
    own.into_iter().chain(mapped).chain(verifying).collect()
}

async fn major(client: &Client) -> Result<i32, tokio_postgres::Error> {
    client.query_one("SELECT current_setting('server_version_num')::integer / 10000", &[]).await?.try_get(0)
}

async fn tables(client: &Client) -> Result<BTreeSet<String>, tokio_postgres::Error> {
    let sql = "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = $1 AND c.relkind IN ('r', 'p')";
    client.query(sql, &[&SCHEMA]).await?.iter().map(|row| row.try_get(0)).collect()
}

/// Whether whoever audits can read this table of the keyring.
async fn readable(client: &Client, table: &str) -> Result<bool, tokio_postgres::Error> {
    let sql = "SELECT coalesce(has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'), false)
               FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'keyring' AND c.relname = $1";
    Ok(client.query_opt(sql, &[&table]).await?.is_some_and(|row| row.get(0)))
}

/// The keys that hold for longer than a retired one may. Who cannot read them is told so by `keyring-login`.
async fn keys(client: &Client) -> Result<Vec<Value>, tokio_postgres::Error> {
    if !readable(client, "secret").await? {
        return Ok(Vec::new());
    }
    let sql = "SELECT kid, valid_until::text, made_at = max(made_at) OVER () FROM keyring.secret
               WHERE valid_until IS NULL OR valid_until > now() + make_interval(secs => $1)";
    let rows = client.query(sql, &[&(2.0 * TOKEN_TTL.as_secs_f64())]).await?;
    let key = |row: &tokio_postgres::Row| -> Result<Value, tokio_postgres::Error> {
        let (kid, until, newest): (String, Option<String>, bool) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        Ok(json!({ "kid": kid, "until": until, "newest": newest }))
    };
    rows.iter().map(key).collect()
}

/// The logins and their classes, and whether they come from where the verifying functions look.
async fn logins(client: &Client) -> Result<(Vec<Value>, bool), tokio_postgres::Error> {
    let known = readable(client, "login").await?;
    let sql = if known {
        "SELECT login::text, class FROM keyring.login WHERE $1::text[] IS NOT NULL ORDER BY 1"
    } else {
        "SELECT m.rolname::text, min(substr(c.rolname, 7))
         FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles c ON c.oid = a.roleid
         WHERE c.rolname = ANY ($1) AND m.rolcanlogin AND NOT m.rolsuper AND NOT m.rolcreaterole GROUP BY 1"
    };
    let classes: Vec<String> = CLASSES.iter().map(|class| format!("karum_{class}")).collect();
    let rows = client.query(sql, &[&classes]).await?;
    let login = |row: &tokio_postgres::Row| -> Result<Value, tokio_postgres::Error> {
        Ok(json!({ "name": row.try_get::<_, String>(0)?, "class": row.try_get::<_, String>(1)? }))
    };
    Ok((rows.iter().map(login).collect::<Result<_, _>>()?, known))
}
