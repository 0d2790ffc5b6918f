//! Policies of a foreign database: for whom they are, on what they rest, and how they are mended.

use super::{
    evaluate::{can_compute, truths},
    floors,
    judge::Judge,
    live::{Live, Policy, Table},
    map::{ForeignMap, ForeignSetting},
};
use crate::{audit::Finding, quote::ident};
use tokio_postgres::Client;

/// Whatever is wrong with the policies. The connection must never have set one of the map's settings.
pub(super) async fn findings(client: &Client, map: &ForeignMap, live: &Live) -> Vec<Finding> {
    let truths = truths(client, map, live).await;
    let mut found = Vec::new();
    let asked = live.asked.as_deref().unwrap_or_default();
    let auditor = &live.auditor;
    for role in asked.iter().filter(|role| !role.tried) {
        let why = "A condition can ask who the role is, and what it looks into is hidden or shown by role.";
        let mend = format!("GRANT {} TO {auditor};", role.name);
        let wrong = format!("cannot be taken by {auditor}, who audits: its policies were tried as himself");
        found.push(finding("role-untried", format!("role {}", role.name), wrong, why, mend));
    }
    found.extend(computed(client, map, live).await);
    for (place, table) in live.tables.iter().flatten().enumerate() {
        if !table.child && !table.policies.iter().any(|policy| policy.permissive) {
            found.push(missing(table, map));
        }
        for policy in &table.policies {
            roles(policy, table, map, &mut found);
            texts(policy, table, map, &mut found);
        }
        let judge = Judge { map, table, place, truths: &truths };
        found.extend(judge.findings());
        if !table.child {
            found.extend(floors::findings(&judge, asked));
        }
    }
    found
}

/// Settings that are computed, by roles that should not be able to.
async fn computed(client: &Client, map: &ForeignMap, live: &Live) -> Vec<Finding> {
    let mut found = Vec::new();
    let Some(table) = live.tables.iter().flatten().next() else { return found };
    let computed = map.scope.settings.iter().filter(|(_, value)| matches!(value, ForeignSetting::Computed { .. }));
    for (name, value) in computed {
        for role in live.asked.iter().flatten().filter(|role| role.tried) {
            if can_compute(client, map, table, &role.name, value).await {
                let why = "Whoever can compute what says who asks can be any tenant.";
                let mend = format!(
                    "-- Take from {} what the expression needs: its functions, or the key that they read.",
                    role.name
                );
                let wrong = format!("says who asks, and can be computed by {}", role.name);
                found.push(finding("scope-setting", format!("setting {name}"), wrong, why, mend));
            }
        }
    }
    found
}

fn missing(table: &Table, map: &ForeignMap) -> Finding {
    let (sound, name) = (sound(map, table), free_name(table, "tenant"));
    let (object, roles) = (&table.object, names(map));
    let mend = format!("CREATE POLICY {name} ON {object} TO {roles} USING ({sound}) WITH CHECK ({sound});");
    let why = "Without a policy the application sees no row, until someone turns row-level security off to see any.";
    finding("policy-missing", object.clone(), "has no permissive policy".into(), why, mend)
}

fn roles(policy: &Policy, table: &Table, map: &ForeignMap, found: &mut Vec<Finding>) {
    let known: Vec<String> = map.roles.iter().map(|role| ident(role)).collect();
    let other: Vec<&str> =
        policy.roles.iter().filter(|r| !known.contains(&ident(r.trim_matches('"')))).map(String::as_str).collect();
    // A restrictive policy for more than it needs to be opens nothing.
    if policy.permissive && !other.is_empty() {
        let why = "A policy for PUBLIC, or for a role that the map does not name, opens rows to whoever comes next.";
        let mend = format!("ALTER POLICY {} ON {} TO {};", ident(&policy.name), table.object, names(map));
        found.push(finding("policy-role", named(policy, table), format!("is for {}", other.join(", ")), why, mend));
    }
}

/// What the text shows: functions that nobody reviewed, and a call for every row.
fn texts(policy: &Policy, table: &Table, map: &ForeignMap, found: &mut Vec<Finding>) {
    let mut tell = |check, wrong, why| {
        found.push(finding(check, named(policy, table), wrong, why, mend(policy, table, map)));
    };
    let unknown: Vec<&str> =
        policy.functions.iter().filter(|f| !map.scope.functions.contains(f)).map(String::as_str).collect();
    if !unknown.is_empty() {
        let why = "A policy is no better than the functions that it calls, and these are not in the map.";
        tell("policy-function", format!("rests on {}", unknown.join(", ")), why);
    }
    let scope = expression(map, table);
    let called =
        |text: &String| !scope.is_empty() && text.contains(scope) && !text.contains(&format!("SELECT {scope}"));
    if policy.using.iter().chain(&policy.check).any(called) {
        let why =
            "Not unsafe but slow: a call outside of (SELECT …) is made for every row instead of once a statement.";
        tell("policy-per-row", format!("calls {scope} for every row"), why);
    }
}

pub(super) fn finding(check: &'static str, object: String, wrong: String, why: &str, mend: String) -> Finding {
    Finding { check, object, wrong, why: why.into(), mend, waived: None }
}

pub(super) fn named(policy: &Policy, table: &Table) -> String {
    format!("policy {} on {}", policy.name, table.object)
}

fn expression<'a>(map: &'a ForeignMap, table: &Table) -> &'a str {
    map.tables.get(&table.entry).and_then(|entry| entry.expression.as_ref()).unwrap_or(&map.scope.expression)
}

/// The condition that a policy should have.
pub(super) fn sound(map: &ForeignMap, table: &Table) -> String {
    let said = map.tables.get(&table.entry).and_then(|entry| entry.condition.clone());
    said.unwrap_or_else(|| format!("{} = (SELECT {})", ident(&table.tenant), expression(map, table)))
}

pub(super) fn mend(policy: &Policy, table: &Table, map: &ForeignMap) -> String {
    let sound = sound(map, table);
    let using = if policy.command == "a" { String::new() } else { format!(" USING ({sound})") };
    let check =
        if matches!(policy.command.as_str(), "r" | "d") { String::new() } else { format!(" WITH CHECK ({sound})") };
    format!("ALTER POLICY {} ON {}{using}{check};", ident(&policy.name), table.object)
}

/// A name that no policy of the table has yet.
pub(super) fn free_name(table: &Table, name: &str) -> String {
    let mut free = name.to_owned();
    while table.policies.iter().any(|policy| policy.name == free) {
        free.push('_');
    }
    free
}

pub(super) fn names(map: &ForeignMap) -> String {
    map.roles.iter().map(|role| ident(role)).collect::<Vec<_>>().join(", ")
}
