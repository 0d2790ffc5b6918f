//! Grants on the mapped tables: those of the map, to the column, and no others.

use std::collections::BTreeSet;

use tokio_postgres::Row;

use super::{
    Check, Fault,
    facts::{Facts, MIGRATOR},
    found_by,
};
use crate::{generate::SCHEMA, map::Access};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "grants",
        why: "A class that may do more than the map says writes what it must not; one that may do less does not work.",
        query: "
SELECT t.object, CASE WHEN t.own THEN t.name END, who.name, x.privilege_type, NULL::text, x.is_grantable
FROM tables t CROSS JOIN LATERAL aclexplode(t.relacl) x JOIN anyone who ON who.oid = x.grantee
WHERE x.grantee <> t.relowner AND x.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
UNION ALL
SELECT t.object, CASE WHEN t.own THEN t.name END, who.name, x.privilege_type, a.attname::text, x.is_grantable
FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid CROSS JOIN LATERAL aclexplode(a.attacl) x JOIN anyone who ON who.oid = x.grantee
WHERE x.grantee <> t.relowner AND x.privilege_type IN ('SELECT', 'INSERT', 'UPDATE')
    AND NOT (x.privilege_type = 'UPDATE' AND a.attname IS NOT DISTINCT FROM t.owner) -- told of by owner-column
ORDER BY 1, 3, 4, 5",
        judge: grants,
    },
    found_by(
        "structural-grants",
        "TRUNCATE passes by every policy, REFERENCES and TRIGGER run others' rows through one's own constraints and code.",
        "
SELECT t.object, format('can be put to %s by %s', x.privilege_type, who.name), format('REVOKE %s ON %s FROM %s;', x.privilege_type, t.object, who.name)
FROM tables t CROSS JOIN LATERAL aclexplode(t.relacl) x JOIN anyone who ON who.oid = x.grantee
WHERE x.grantee <> t.relowner AND x.privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
UNION ALL
SELECT t.object || '.' || a.attname, format('can be put to %s by %s', x.privilege_type, who.name),
    format('REVOKE %s (%I) ON %s FROM %s;', x.privilege_type, a.attname, t.object, who.name)
FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid CROSS JOIN LATERAL aclexplode(a.attacl) x JOIN anyone who ON who.oid = x.grantee
WHERE x.grantee <> t.relowner AND x.privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE')
ORDER BY 1, 2",
    ),
];

/// Role, table, privilege, column.
type Grant = (String, String, &'static str, Option<String>);

fn expected(facts: &Facts<'_>) -> BTreeSet<Grant> {
    let mut all = BTreeSet::new();
    for (name, table) in facts.map.tables.iter().filter(|(name, _)| facts.tables_present.contains(*name)) {
        let classes = table.classes().map(|(class, access)| (format!("karum_{class}"), access));
        let definers = table.definers.iter().map(|(definer, access)| (format!("karum_def_{definer}"), access));
        for (role, access) in classes.chain(definers) {
            all.extend(of_access(access).map(|(privilege, column)| (role.clone(), name.clone(), privilege, column)));
        }
        let migrator = ["SELECT", "INSERT", "UPDATE", "DELETE"];
        all.extend(migrator.map(|privilege| (MIGRATOR.to_owned(), name.clone(), privilege, None)));
    }
    all
}

fn of_access(access: &Access) -> impl Iterator<Item = (&'static str, Option<String>)> {
    let whole = [(access.select, "SELECT"), (access.insert, "INSERT"), (access.delete, "DELETE")];
    let whole = whole.into_iter().filter(|(has, _)| *has).map(|(_, privilege)| (privilege, None));
    whole.chain(access.update.iter().map(|column| ("UPDATE", Some(column.clone()))))
}

fn grants(facts: &Facts<'_>, rows: &[Row]) -> Result<Vec<Fault>, tokio_postgres::Error> {
    let mut missing = expected(facts);
    let mut faults = Vec::new();
    for row in rows {
        let object: String = row.try_get(0)?;
        let table: Option<String> = row.try_get(1)?;
        let (role, privilege, column): (String, String, Option<String>) =
            (row.try_get(2)?, row.try_get(3)?, row.try_get(4)?);
        let what = spelled(&privilege, column.as_deref());
        let known = table
            .and_then(|table| Some((role.clone(), table, of_the_map(&privilege)?, column)))
            .is_some_and(|grant| missing.remove(&grant));
        let (wrong, mend) = if !known {
            let wrong = format!("is open to {what} by {role}, which the map does not say");
            (wrong, revoke(facts, &what, &object, &role))
        } else if row.try_get(5)? {
            let wrong = format!("can be opened to others by {role}, which holds {what} WITH GRANT OPTION");
            (wrong, format!("REVOKE GRANT OPTION FOR {what} ON {object} FROM {role} CASCADE;"))
        } else {
            continue;
        };
        faults.push(Fault { object, wrong, mend, waivable: false });
    }
    faults.extend(missing.into_iter().map(|(role, table, privilege, column)| {
        let (what, object) = (spelled(privilege, column.as_deref()), format!("{SCHEMA}.{table}"));
        Fault {
            mend: format!("GRANT {what} ON {object} TO {role};"),
            wrong: format!("is closed to {what} by {role}, which the map says"),
            waivable: false,
            object,
        }
    }));
    Ok(faults)
}

/// The privilege as the map's grants have it.
fn of_the_map(privilege: &str) -> Option<&'static str> {
    ["SELECT", "INSERT", "UPDATE", "DELETE"].into_iter().find(|known| *known == privilege)
}

/// Revoking from the table revokes from its columns too: what the map says of these is granted anew.
fn revoke(facts: &Facts<'_>, what: &str, object: &str, role: &str) -> String {
    let end = format!(" ON {object} TO {role};");
    let line = facts.generated.lines().find(|line| line.starts_with("GRANT ") && line.ends_with(&end));
    format!("REVOKE {what} ON {object} FROM {role}; {}", line.unwrap_or_default()).trim_end().to_owned()
}

fn spelled(privilege: &str, column: Option<&str>) -> String {
    column.map_or_else(|| privilege.to_owned(), |column| format!("{privilege} (\"{column}\")"))
}
