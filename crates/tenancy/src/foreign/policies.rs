//! Policies of a foreign database: for whom they are, on what they rest, and what they let through.

use serde_json::{Map, Value};
use tokio_postgres::{Client, Row, types::Json};

use super::{FACTS, evaluate::Evaluator, map::ForeignKind, map::ForeignMap};
use crate::{
    ServerConfig,
    audit::{AuditError, Finding},
};

const LIVE: &str = "
SELECT t.object, t.entry, t.tenant, ty.typname::text, quote_ident(t.name), p.polname::text, p.polcmd::text, p.polpermissive,
    ARRAY(SELECT w.name FROM unnest(p.polroles) AS r (oid) JOIN anyone w ON w.oid = r.oid ORDER BY 1),
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid),
    (SELECT jsonb_object_agg(c.attname, CASE
        WHEN y.typname = 'uuid' THEN to_jsonb('cccccccc-0000-4000-8000-00000000000c'::text) WHEN y.typcategory = 'B' THEN to_jsonb(true)
        WHEN y.typcategory = 'N' THEN to_jsonb(1) WHEN y.typcategory = 'S' THEN to_jsonb('x'::text) WHEN y.typcategory = 'D' THEN to_jsonb(now())
        WHEN y.typcategory = 'E' THEN (SELECT to_jsonb(e.enumlabel::text) FROM pg_enum e WHERE e.enumtypid = y.oid ORDER BY e.enumsortorder LIMIT 1)
        WHEN y.typname IN ('json', 'jsonb') THEN '{}'::jsonb END)
     FROM pg_attribute c JOIN pg_type y ON y.oid = c.atttypid WHERE c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped),
    ARRAY(SELECT DISTINCT n.nspname || '.' || f.proname FROM pg_depend d JOIN pg_proc f ON f.oid = d.refobjid JOIN pg_namespace n ON n.oid = f.pronamespace
        WHERE d.classid = 'pg_policy'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_proc'::regclass ORDER BY 1),
    (SELECT quote_ident(app.name) FROM app WHERE pg_has_role(current_user, app.oid, 'MEMBER')
        ORDER BY NOT (app.oid = ANY (p.polroles)), app.name DESC LIMIT 1)
FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = t.tenant JOIN pg_type ty ON ty.oid = a.atttypid
LEFT JOIN pg_policy p ON p.polrelid = t.oid ORDER BY 1, 6";

/// A policy of the catalogue, and the table that it stands on.
pub(super) struct Live {
    /// The table, quoted.
    pub object: String,
    /// The table's name alone, quoted, as conditions call it.
    pub alias: String,
    pub tenant: String,
    pub tenant_type: String,
    /// Every column with a value of its type, null where none was thought of.
    pub columns: Map<String, Value>,
    /// The role to evaluate as, where whoever audits may become one of them.
    pub ask_as: Option<String>,
    entry: String,
    name: String,
    command: String,
    permissive: bool,
    roles: Vec<String>,
    using: Option<String>,
    check: Option<String>,
    functions: Vec<String>,
}

fn live(row: &Row) -> Result<Live, tokio_postgres::Error> {
    let Json(columns): Json<Map<String, Value>> = row.try_get(11)?;
    Ok(Live {
        object: row.try_get(0)?,
        entry: row.try_get(1)?,
        tenant: row.try_get(2)?,
        tenant_type: row.try_get(3)?,
        alias: row.try_get(4)?,
        name: row.try_get(5)?,
        command: row.try_get(6)?,
        permissive: row.try_get(7)?,
        roles: row.try_get(8)?,
        using: row.try_get(9)?,
        check: row.try_get(10)?,
        columns,
        functions: row.try_get(12)?,
        ask_as: row.try_get(13)?,
    })
}

pub(super) async fn findings(
    admin: &ServerConfig,
    client: &Client,
    map: &ForeignMap,
    facts: &Value,
) -> Result<Vec<Finding>, AuditError> {
    let failed = |source| AuditError::Check { check: "policy", source };
    let evaluator = Evaluator::open(admin, map).await?;
    let mut found = Vec::new();
    for row in client.query(&format!("{FACTS}{LIVE}"), &[&Json(facts)]).await.map_err(failed)? {
        if row.try_get::<_, Option<String>>(5).map_err(failed)?.is_none() {
            found.push(missing(&row, map).map_err(failed)?);
            continue;
        }
        let live = live(&row).map_err(failed)?;
        roles(&live, map, &mut found);
        texts(&live, map, &mut found);
        if live.permissive {
            conditions(&evaluator, &live, map, &mut found).await;
        }
    }
    Ok(found)
}

fn missing(row: &Row, map: &ForeignMap) -> Result<Finding, tokio_postgres::Error> {
    let (object, entry, tenant): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let sound = sound(map, &entry, &tenant);
    let mend = format!("CREATE POLICY tenant ON {object} TO {} USING ({sound}) WITH CHECK ({sound});", names(map));
    let why = "Without a policy the application sees no row, until someone turns row-level security off to see any.";
    Ok(finding("policy-missing", object, "has no policy".into(), why, mend))
}

fn roles(live: &Live, map: &ForeignMap, found: &mut Vec<Finding>) {
    let known: Vec<String> = map.roles.iter().map(|role| quoted(role)).collect();
    let other: Vec<&str> =
        live.roles.iter().filter(|r| !known.contains(&quoted(r.trim_matches('"')))).map(String::as_str).collect();
    if !other.is_empty() {
        let why = "A policy for PUBLIC, or for a role that the map does not name, opens rows to whoever comes next.";
        let mend = format!("ALTER POLICY {} ON {} TO {};", quoted(&live.name), live.object, names(map));
        found.push(finding("policy-role", named(live), format!("is for {}", other.join(", ")), why, mend));
    }
}

/// What the text shows: functions that nobody reviewed, and a call for every row.
fn texts(live: &Live, map: &ForeignMap, found: &mut Vec<Finding>) {
    let unknown: Vec<&str> =
        live.functions.iter().filter(|f| !map.scope.functions.contains(f)).map(String::as_str).collect();
    if !unknown.is_empty() {
        let why = "A policy is no better than the functions that it calls, and these are not in the map.";
        found.push(finding(
            "policy-function",
            named(live),
            format!("rests on {}", unknown.join(", ")),
            why,
            mend(live, map),
        ));
    }
    let scope = expression(map, &live.entry);
    let called = |text: &&String| text.contains(scope) && !text.contains(&format!("SELECT {scope}"));
    if live.using.iter().chain(&live.check).any(|text| called(&text)) {
        let why =
            "Not unsafe but slow: a call outside of (SELECT …) is made for every row instead of once a statement.";
        found.push(finding(
            "policy-per-row",
            named(live),
            format!("calls {scope} for every row"),
            why,
            mend(live, map),
        ));
    }
}

async fn conditions(evaluator: &Evaluator, live: &Live, map: &ForeignMap, found: &mut Vec<Finding>) {
    let reads_shared =
        live.command == "r" && map.tables.get(&live.entry).is_some_and(|t| t.kind == ForeignKind::Shared);
    let mut kind = None;
    if live.command != "a" && !reads_shared {
        let why = "What USING lets through is read, changed and deleted by whoever it is true for.";
        let told = match &live.using {
            None => Some("has no USING".to_owned()),
            Some(using) => {
                kind = evaluator.kind(live, using).await;
                kind.as_ref().map(|kind| format!("has a USING that {}", kind.told()))
            }
        };
        found.extend(told.map(|wrong| finding("policy-using", named(live), wrong, why, mend(live, map))));
    }
    let why = "What WITH CHECK lets through is written into another tenant's rows.";
    let told = match &live.check {
        None if live.command == "a" => Some("has no WITH CHECK".to_owned()),
        Some(check) if matches!(live.command.as_str(), "a" | "w" | "*") => {
            evaluator.kind(live, check).await.map(|found| {
                let weaker = if live.command != "a" && kind.is_none() { "weaker than its USING: it " } else { "that " };
                format!("has a WITH CHECK {weaker}{}", found.told())
            })
        }
        _ => None,
    };
    found.extend(told.map(|wrong| finding("policy-check", named(live), wrong, why, mend(live, map))));
}

fn finding(check: &'static str, object: String, wrong: String, why: &str, mend: String) -> Finding {
    Finding { check, object, wrong, why: why.into(), mend, waived: None }
}

fn named(live: &Live) -> String {
    format!("policy {} on {}", live.name, live.object)
}

fn expression<'a>(map: &'a ForeignMap, entry: &str) -> &'a str {
    map.tables.get(entry).and_then(|t| t.expression.as_ref()).unwrap_or(&map.scope.expression)
}

/// The condition that a policy should have.
fn sound(map: &ForeignMap, entry: &str, tenant: &str) -> String {
    format!("{} = (SELECT {})", quoted(tenant), expression(map, entry))
}

fn mend(live: &Live, map: &ForeignMap) -> String {
    let sound = sound(map, &live.entry, &live.tenant);
    let using = if live.command == "a" { String::new() } else { format!(" USING ({sound})") };
    let check =
        if matches!(live.command.as_str(), "r" | "d") { String::new() } else { format!(" WITH CHECK ({sound})") };
    format!("ALTER POLICY {} ON {}{using}{check};", quoted(&live.name), live.object)
}

fn names(map: &ForeignMap) -> String {
    map.roles.iter().map(|role| quoted(role)).collect::<Vec<_>>().join(", ")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
