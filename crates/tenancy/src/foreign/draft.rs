//! A first map of a live schema, to be read and corrected.

use std::{collections::BTreeMap, fmt::Write as _};

use tokio_postgres::Client;

use crate::{ServerConfig, audit::AuditError};

const TABLES: &str = "
SELECT n.nspname || '.' || c.relname,
    ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum),
    ARRAY(SELECT coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), '') FROM pg_policy p WHERE p.polrelid = c.oid ORDER BY p.polname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p') ORDER BY 1";

const ROLES: &str = "
SELECT DISTINCT r.rolname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL aclexplode(c.relacl) x JOIN pg_roles r ON r.oid = x.grantee
WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p') AND x.grantee <> c.relowner AND NOT r.rolsuper AND NOT r.rolbypassrls ORDER BY 1";

const FUNCTIONS: &str = "
SELECT DISTINCT n.nspname || '.' || f.proname, f.prosrc FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace
JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_proc'::regclass
JOIN pg_proc f ON f.oid = d.refobjid JOIN pg_namespace n ON n.oid = f.pronamespace WHERE cn.nspname = ANY ($1) ORDER BY 1";

const DEFINERS: &str = "
SELECT f.oid::regprocedure::text FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
WHERE f.prosecdef AND n.nspname <> 'pg_catalog' ORDER BY 1";

/// A table as it was found: the column that seems to name the tenant, and the expression that it is compared with.
struct Guess {
    name: String,
    tenant: Option<String>,
    expression: Option<String>,
}

/// Writes a first map of the schemas, as TOML with comments of what to look at.
pub async fn draft(admin: &ServerConfig, schemas: &[String]) -> Result<String, AuditError> {
    let client = super::open(admin).await?;
    let failed = |source| AuditError::Check { check: "draft", source };
    let guesses = guesses(&client, schemas).await.map_err(failed)?;
    let roles = strings(&client, ROLES, schemas).await.map_err(failed)?;
    let functions = client.query(FUNCTIONS, &[&schemas]).await.map_err(failed)?;
    let functions: Vec<(String, String)> = functions.iter().map(|row| (row.get(0), row.get(1))).collect();
    let definers = client.query(DEFINERS, &[]).await.map_err(failed)?;
    let definers: Vec<String> = definers.iter().map(|row| row.get(0)).collect();
    let expression = most(guesses.iter().filter_map(|guess| guess.expression.clone())).unwrap_or_default();
    let texts: Vec<&str> =
        guesses.iter().filter_map(|g| g.expression.as_deref()).chain(functions.iter().map(|f| f.1.as_str())).collect();
    let mut out = String::from("# Drafted from a live schema: every line is a guess until it was read.\n");
    let names: Vec<&String> = functions.iter().map(|f| &f.0).collect();
    let _ = writeln!(
        out,
        "schemas = {schemas:?}\n# Check: the roles as which the application asks, and no others.\nroles = {roles:?}"
    );
    let _ =
        writeln!(out, "# Check: read each of these functions; they pass by the policies.\ndefiners = {definers:?}\n");
    let _ = writeln!(
        out,
        "[scope]\n# Check: read each of these functions; every policy rests on them.\nfunctions = {names:?}"
    );
    let _ = writeln!(out, "expression = {}\n", toml::Value::from(expression.clone()));
    let _ = writeln!(out, "# Check: what the application sets for a request of a tenant.\n[scope.settings]");
    for (name, value) in settings(&texts) {
        let _ = writeln!(out, "{} = {}", toml::Value::from(name), toml::Value::from(value));
    }
    for guess in &guesses {
        let _ = writeln!(out, "\n[tables.{}]", toml::Value::from(guess.name.clone()));
        if let Some(tenant) = &guess.tenant {
            let _ = writeln!(out, "kind = \"isolated\"\ntenant = {}", toml::Value::from(tenant.clone()));
            if let Some(own) = guess.expression.as_ref().filter(|own| **own != expression) {
                let _ = writeln!(out, "expression = {}", toml::Value::from(own.clone()));
            }
        } else {
            let _ = writeln!(
                out,
                "# Check: no column looks like a tenant's; say why it needs none.\nkind = \"none\"\nreason = \"\""
            );
        }
    }
    Ok(out)
}

async fn strings(client: &Client, sql: &str, schemas: &[String]) -> Result<Vec<String>, tokio_postgres::Error> {
    client.query(sql, &[&schemas]).await?.iter().map(|row| row.try_get(0)).collect()
}

/// A table's tenant is the column that its policies compare with a scope; else the one that most other tables have.
async fn guesses(client: &Client, schemas: &[String]) -> Result<Vec<Guess>, tokio_postgres::Error> {
    let mut guesses = Vec::new();
    let mut columns_of = Vec::new();
    for row in client.query(TABLES, &[&schemas]).await? {
        let (name, columns, conditions): (String, Vec<String>, Vec<String>) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let read = conditions.iter().find_map(|text| compared(text, &columns));
        let (tenant, expression) = read.map_or((None, None), |(t, e)| (Some(t), Some(e)));
        guesses.push(Guess { name, tenant, expression });
        columns_of.push(columns);
    }
    let usual = most(guesses.iter().filter_map(|guess| guess.tenant.clone()));
    for (guess, columns) in guesses.iter_mut().zip(columns_of) {
        guess.tenant = guess.tenant.take().or_else(|| usual.clone().filter(|usual| columns.contains(usual)));
    }
    Ok(guesses)
}

/// `(column = ( SELECT expression AS name))` in its column and expression, with or without the SELECT.
fn compared(text: &str, columns: &[String]) -> Option<(String, String)> {
    let (column, right) = text.strip_prefix('(')?.strip_suffix(')')?.split_once(" = ")?;
    let column = columns.iter().find(|c| c.as_str() == column.trim_matches('"'))?;
    let inner = right.strip_prefix("( SELECT ").and_then(|r| r.strip_suffix(')')).map_or(right, |r| {
        r.rsplit_once(" AS ").filter(|(_, name)| !name.contains([' ', '(', ')', '\''])).map_or(r, |(e, _)| e)
    });
    (inner.contains('(') && !inner.contains(" FROM ")).then(|| (column.clone(), inner.to_owned()))
}

/// The settings that expressions and scope functions read. One of JSON is filled with the claims that are asked of it.
fn settings(texts: &[&str]) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::new();
    let claims: Vec<&str> =
        texts.iter().flat_map(|text| quoted_after(text, "->> ").into_iter().chain(quoted_after(text, "->>"))).collect();
    for name in texts.iter().flat_map(|text| quoted_after(text, "current_setting(")) {
        let value = if name.contains("claims") {
            let all = claims
                .iter()
                .map(|claim| format!("\"{claim}\": \"{{tenant}}\""))
                .collect::<std::collections::BTreeSet<_>>();
            format!("{{{}}}", all.into_iter().collect::<Vec<_>>().join(", "))
        } else {
            "{tenant}".into()
        };
        settings.insert(name.to_owned(), value);
    }
    settings
}

/// The string constants that follow a word.
fn quoted_after<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    text.split(word).skip(1).filter_map(|rest| rest.strip_prefix('\'')?.split('\'').next()).collect()
}

fn most(words: impl Iterator<Item = String>) -> Option<String> {
    let mut counted = BTreeMap::<String, usize>::new();
    words.for_each(|word| *counted.entry(word).or_default() += 1);
    counted.into_iter().max_by_key(|(_, count)| *count).map(|(word, _)| word)
}
