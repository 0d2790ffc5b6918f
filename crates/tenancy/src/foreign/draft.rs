//! A first map of a live schema, to be read and corrected.

use std::{collections::BTreeMap, fmt::Write as _};

use serde::Deserialize;
use tokio_postgres::{Client, types::Json};
use toml::Value;

use super::guess::{JsonPaths, asked_about, compared, settings};
use crate::{ServerConfig, audit::AuditError};

/// The tables, but partitions and children: those go by what they belong to.
const TABLES: &str = "
SELECT jsonb_build_object('name', n.nspname || '.' || c.relname,
    'columns', ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum),
    'policies', ARRAY(SELECT jsonb_build_object('name', p.polname, 'permissive', p.polpermissive, 'command', p.polcmd,
            'text', coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), ''))
        FROM pg_policy p WHERE p.polrelid = c.oid ORDER BY p.polname))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p') AND NOT EXISTS (SELECT FROM pg_inherits i JOIN pg_class u ON u.oid = i.inhparent
    JOIN pg_namespace un ON un.oid = u.relnamespace WHERE i.inhrelid = c.oid AND un.nspname = ANY ($1)) ORDER BY n.nspname, c.relname";

const ROLES: &str = "
SELECT DISTINCT r.rolname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (SELECT x.grantee FROM aclexplode(c.relacl) x UNION SELECT x.grantee FROM pg_attribute a CROSS JOIN LATERAL aclexplode(a.attacl) x WHERE a.attrelid = c.oid) x
JOIN pg_roles r ON r.oid = x.grantee
WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p') AND x.grantee <> c.relowner AND NOT r.rolsuper AND NOT r.rolbypassrls ORDER BY 1";

const FUNCTIONS: &str = "
SELECT DISTINCT n.nspname || '.' || f.proname, coalesce(pg_get_function_sqlbody(f.oid), f.prosrc) FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace
JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_proc'::regclass
JOIN pg_proc f ON f.oid = d.refobjid JOIN pg_namespace n ON n.oid = f.pronamespace WHERE cn.nspname = ANY ($1) ORDER BY 1";

const DEFINERS: &str = "
SELECT f.oid::regprocedure::text FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
WHERE f.prosecdef AND n.nspname <> 'pg_catalog' ORDER BY 1";

#[derive(Deserialize)]
struct Found {
    name: String,
    columns: Vec<String>,
    policies: Vec<FoundPolicy>,
}

#[derive(Deserialize)]
struct FoundPolicy {
    name: String,
    permissive: bool,
    command: String,
    text: String,
}

/// A table as it was found: the column that seems to name the tenant, and the expression that it is compared with.
struct Guess {
    found: Found,
    tenant: Option<String>,
    expression: Option<String>,
    /// What functions or tables are asked about the column, where it is not compared.
    condition: Option<String>,
    /// A restrictive policy for all commands compares the tenant.
    floor: bool,
    /// The policy by which everybody reads.
    read_by_all: Option<String>,
}

/// What was found, and what most tables have in common.
struct Schema {
    guesses: Vec<Guess>,
    roles: Vec<String>,
    functions: Vec<(String, String)>,
    definers: Vec<String>,
    expression: String,
}

/// Writes a first map of the schemas, as TOML with comments of what to look at. It is not accepted until every empty
/// reason is filled in.
pub async fn draft(admin: &ServerConfig, schemas: &[String]) -> Result<String, AuditError> {
    let client = super::open(admin).await?;
    let schema = read(&client, schemas).await.map_err(|source| AuditError::Check { check: "draft", source })?;
    let mut out = String::new();
    head(&mut out, &schema, schemas);
    schema.guesses.iter().for_each(|guess| table(&mut out, guess, &schema.expression));
    Ok(out)
}

async fn read(client: &Client, schemas: &[String]) -> Result<Schema, tokio_postgres::Error> {
    let mut guesses = Vec::new();
    for row in client.query(TABLES, &[&schemas]).await? {
        let Json(found) = row.try_get(0)?;
        guesses.push(guess(found));
    }
    let usual = most(guesses.iter().filter_map(|guess| guess.tenant.clone()));
    for guess in &mut guesses {
        let usual = usual.clone().filter(|usual| guess.found.columns.contains(usual));
        guess.tenant = guess.tenant.take().or(usual);
    }
    let roles = client.query(ROLES, &[&schemas]).await?;
    let functions = client.query(FUNCTIONS, &[&schemas]).await?;
    let definers = client.query(DEFINERS, &[]).await?;
    let expression = most(guesses.iter().filter_map(|guess| guess.expression.clone())).unwrap_or_default();
    Ok(Schema {
        guesses,
        roles: roles.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?,
        functions: functions.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<Result<_, _>>()?,
        definers: definers.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?,
        expression,
    })
}

/// A table's tenant is the column that its policies compare with a scope; else the one that most other tables have.
fn guess(found: Found) -> Guess {
    let policies = &found.policies;
    let read = policies.iter().find_map(|policy| compared(&policy.text, &found.columns));
    let floor = |p: &FoundPolicy| !p.permissive && p.command == "*" && compared(&p.text, &found.columns).is_some();
    let by_all = |p: &&FoundPolicy| p.permissive && p.command == "r" && p.text == "true";
    let floor = policies.iter().any(floor);
    let read_by_all = policies.iter().find(by_all).filter(|_| !floor && read.is_some()).map(|p| p.name.clone());
    let name = found.name.rsplit('.').next().unwrap_or_default();
    let asked = policies.iter().find_map(|p| Some((asked_about(&p.text, name, &found.columns)?, p.text.clone())));
    let (tenant, expression, condition) = match (read, asked) {
        (Some((tenant, expression)), _) => (Some(tenant), Some(expression), None),
        (None, Some((tenant, condition))) => (Some(tenant), None, Some(condition)),
        (None, None) => (None, None, None),
    };
    Guess { found, tenant, expression, condition, floor, read_by_all }
}

fn head(out: &mut String, schema: &Schema, schemas: &[String]) {
    let list = |of: &[String]| Value::from(of.to_vec());
    let names: Vec<String> = schema.functions.iter().map(|f| f.0.clone()).collect();
    let _ = write!(
        out,
        "# Drafted from a live schema: every line is a guess until it was read. Where a reason is empty, write one, or mend
# what it would excuse; docs/security.md says what each line means.
schemas = {}
# Check: the roles as which the application asks, and no others.
roles = {}
# Check: read each of these functions; they pass by the policies.
definers = {}

[scope]
# Check: read each of these functions; every policy rests on them.
functions = {}
expression = {}

# Check: what the application sets for a request of a tenant.
[scope.settings]
",
        list(schemas),
        list(&schema.roles),
        list(&schema.definers),
        list(&names),
        Value::from(schema.expression.clone()),
    );
    // A function's text may ask for claims of its own besides those of the policies.
    let policies = schema.guesses.iter().flat_map(|g| &g.found.policies).map(|policy| policy.text.as_str());
    let texts: Vec<&str> = policies.chain(schema.functions.iter().map(|f| f.1.as_str())).collect();
    let role = schema.roles.iter().rfind(|role| *role == "authenticated").or(schema.roles.last());
    let settings = settings(&texts, &JsonPaths::of(&texts), role.map_or("", String::as_str));
    for (name, value) in &settings {
        let _ = writeln!(out, "{} = {}", Value::from(name.clone()), Value::from(value.clone()));
    }
    out.push_str("\n# Check: why is it right that these are as they are?\n[waivers]\n");
    for name in settings.keys() {
        let _ = writeln!(out, "{} = \"\"", Value::from(format!("scope-setting setting {name}")));
    }
}

fn table(out: &mut String, guess: &Guess, usual: &str) {
    let _ = writeln!(out, "\n[tables.{}]", Value::from(guess.found.name.clone()));
    let Some(tenant) = &guess.tenant else {
        out.push_str(
            "# Check: no column looks like a tenant's; say why it needs none.\nkind = \"none\"\nreason = \"\"\n",
        );
        return;
    };
    if let Some(policy) = &guess.read_by_all {
        let _ = writeln!(out, "# Check: {policy} shows every row to everybody; if that is wrong, it is isolated.");
        out.push_str("kind = \"shared\"\nreason = \"\"\n");
    } else {
        out.push_str("kind = \"isolated\"\n");
    }
    let _ = writeln!(out, "tenant = {}", Value::from(tenant.clone()));
    if let Some(own) = guess.expression.as_ref().filter(|own| **own != usual) {
        let _ = writeln!(out, "expression = {}", Value::from(own.clone()));
    }
    if let Some(condition) = &guess.condition {
        let _ = writeln!(out, "condition = {}", Value::from(condition.clone()));
    }
    if guess.floor {
        out.push_str("floor = true\n");
    }
}

fn most(words: impl Iterator<Item = String>) -> Option<String> {
    let mut counted = BTreeMap::<String, usize>::new();
    words.for_each(|word| *counted.entry(word).or_default() += 1);
    counted.into_iter().max_by_key(|(_, count)| *count).map(|(word, _)| word)
}
