//! Policies: those of the map and no others, in PostgreSQL's own spelling.

use std::collections::BTreeMap;

use tokio_postgres::Row;

use super::{Check, Fault, facts::Facts};
use crate::{
    generate::{Policy, SCHEMA},
    map::Kind,
    quote::ident,
};

/// One query for all of these checks; each judges its share.
const LIVE: &str = "
SELECT t.object, CASE WHEN t.own THEN t.name END, p.polname::text,
    CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
    p.polpermissive, ARRAY(SELECT who.name FROM unnest(p.polroles) AS r (oid) JOIN anyone who ON who.oid = r.oid ORDER BY 1),
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
FROM tables t JOIN pg_policy p ON p.polrelid = t.oid ORDER BY 1, 3";

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "shelf-policy",
        why: "What is shared must be readable by every visitor, and what is one seller's by no visitor at all.",
        query: LIVE,
        judge: |facts, rows| share(facts, rows, Share::Shelf),
    },
    Check {
        name: "policy-floor",
        why: "The restrictive floor holds when a permissive policy is added by mistake: permissive ones are joined by OR.",
        query: LIVE,
        judge: |facts, rows| share(facts, rows, Share::Floor),
    },
    Check {
        name: "policy-role",
        why: "A policy for PUBLIC, or for a role that the map does not name, opens rows to whoever comes next.",
        query: LIVE,
        judge: |facts, rows| share(facts, rows, Share::Role),
    },
    Check {
        name: "policy-set",
        why: "A policy too many shows rows, and one too few hides them from those who own them.",
        query: LIVE,
        judge: |facts, rows| share(facts, rows, Share::Set),
    },
    Check {
        name: "policy-text",
        why: "A condition other than the generated one can be true for rows of another owner.",
        query: LIVE,
        judge: |facts, rows| share(facts, rows, Share::Text),
    },
];

/// Which of the checks a fault belongs to: exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Share {
    Shelf,
    Floor,
    Role,
    Set,
    Text,
}

/// A policy of the catalogue.
struct Live {
    object: String,
    /// The table's own entry in the map, if it has one.
    entry: Option<String>,
    name: String,
    command: String,
    permissive: bool,
    roles: Vec<String>,
    using: Option<String>,
    check: Option<String>,
}

fn live(row: &Row) -> Result<Live, tokio_postgres::Error> {
    Ok(Live {
        object: row.try_get(0)?,
        entry: row.try_get(1)?,
        name: row.try_get(2)?,
        command: row.try_get(3)?,
        permissive: row.try_get(4)?,
        roles: row.try_get(5)?,
        using: row.try_get(6)?,
        check: row.try_get(7)?,
    })
}

fn share(facts: &Facts<'_>, rows: &[Row], wanted: Share) -> Result<Vec<Fault>, tokio_postgres::Error> {
    let mut expected: BTreeMap<&str, BTreeMap<&str, &Policy>> = BTreeMap::new();
    for (table, policy) in &facts.policies {
        expected.entry(table).or_default().insert(&policy.name, policy);
    }
    let mut faults = Vec::new();
    for row in rows {
        let live = live(row)?;
        let table = live.entry.clone().unwrap_or_default();
        let found = if let Some(policy) = expected.get_mut(table.as_str()).and_then(|of| of.remove(live.name.as_str()))
        {
            differs(&live, policy).map(|(share, wrong)| {
                let share = if is_visitors(facts, &table, &policy.role) { Share::Shelf } else { share };
                (share, wrong, mend(facts, &live.object, &live.name, &table))
            })
        } else {
            let (share, wrong) = unexpected(facts, &live, &table);
            Some((share, wrong, format!("DROP POLICY {} ON {};", ident(&live.name), live.object)))
        };
        if let Some((share, wrong, mend)) = found
            && share == wanted
        {
            faults.push(Fault {
                object: format!("policy {} on {}", live.name, live.object),
                wrong,
                mend,
                waivable: false,
            });
        }
    }
    for (table, (name, policy)) in expected.into_iter().flat_map(|(table, of)| of.into_iter().map(move |p| (table, p)))
    {
        let share = match () {
            () if is_visitors(facts, table, &policy.role) => Share::Shelf,
            () if !policy.permissive => Share::Floor,
            () => Share::Set,
        };
        // A table that is not there is told of once, by `map-tables`.
        if share == wanted && facts.tables_present.contains(table) {
            let object = format!("{SCHEMA}.{table}");
            let mend = mend(facts, &object, name, table);
            faults.push(Fault {
                object: format!("policy {name} on {object}"),
                wrong: "is missing".into(),
                mend,
                waivable: false,
            });
        }
    }
    Ok(faults)
}

/// Whether a policy is one of those by which visitors see the shelf, or see what they must not.
fn is_visitors(facts: &Facts<'_>, table: &str, role: &str) -> bool {
    let seller_owned =
        facts.map.tables.get(table).is_some_and(|t| matches!(t.kind, Kind::ReadShared | Kind::SellerIsolated));
    seller_owned && matches!(role, "karum_public" | "karum_buyer")
}

fn differs(live: &Live, policy: &Policy) -> Option<(Share, String)> {
    if live.roles != [policy.role.as_str()] {
        return Some((Share::Role, format!("is for {}, the map says {}", live.roles.join(", "), policy.role)));
    }
    if live.permissive != policy.permissive || live.command != policy.command {
        let is = |permissive: bool, command: &str| {
            format!("{} FOR {command}", if permissive { "PERMISSIVE" } else { "RESTRICTIVE" })
        };
        let share = if policy.permissive { Share::Set } else { Share::Floor };
        let (found, right) = (is(live.permissive, &live.command), is(policy.permissive, policy.command));
        return Some((share, format!("is {found}, the map says {right}")));
    }
    for (what, found, right) in [("USING", &live.using, &policy.using), ("WITH CHECK", &live.check, &policy.check)] {
        if found != right {
            let text = |t: &Option<String>| t.clone().unwrap_or_else(|| "nothing".into());
            return Some((Share::Text, format!("has {what} {}, the map says {}", text(found), text(right))));
        }
    }
    None
}

fn unexpected(facts: &Facts<'_>, live: &Live, table: &str) -> (Share, String) {
    let access = facts.map.tables.get(table);
    let known = |role: &String| {
        let class = role.strip_prefix("karum_").unwrap_or_default();
        access.is_some_and(|t| {
            t.classes().any(|(name, _)| name == class)
                || class.strip_prefix("def_").is_some_and(|definer| t.definers.contains_key(definer))
                || class == "migrator"
        })
    };
    let roles = live.roles.join(", ");
    if live.roles.iter().any(|role| is_visitors(facts, table, role)) {
        return (Share::Shelf, format!("shows rows to {roles}, and the map has no such policy"));
    }
    if !live.roles.iter().all(known) {
        return (Share::Role, format!("is for {roles}, whom the map does not name"));
    }
    (Share::Set, format!("is not in the map (for {roles})"))
}

fn mend(facts: &Facts<'_>, object: &str, name: &str, table: &str) -> String {
    let create = facts.generated_line(&format!("CREATE POLICY {name} ON {SCHEMA}.{table} ")).unwrap_or_default();
    format!("DROP POLICY IF EXISTS {} ON {object}; {create}", ident(name))
}
