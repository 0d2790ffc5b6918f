//! The server's minor version against the faults of PostgreSQL that pass by policies, grants or hidden statistics.

use tokio_postgres::Row;

use super::{Check, Fault, facts::Facts};

pub(super) const CHECKS: &[Check] = &[Check {
    name: "server-version",
    why: "No policy and no grant helps where the server itself passes by them.",
    query: "SELECT current_setting('server_version_num')::integer",
    judge: version,
}];

/// A fault of the server: its number, what it lets happen, and the minor versions that mend it, by major version.
/// A major version that is not listed never had it.
type Known = (&'static str, &'static str, &'static [(i32, i32)]);

/// From <https://www.postgresql.org/support/security/>, for 15 and later: what concerns row security, the user in whose
/// name a query runs, grants, and what statistics tell.
const KNOWN: &[Known] = &[
    ("CVE-2023-2454", "CREATE SCHEMA passes by a fixed search_path", &[(15, 3)]),
    ("CVE-2023-2455", "inlined functions keep the policies of another role", &[(15, 3)]),
    ("CVE-2023-39418", "MERGE does not ask the policies for UPDATE and SELECT", &[(15, 4)]),
    ("CVE-2024-0985", "REFRESH MATERIALIZED VIEW CONCURRENTLY runs functions as another role", &[(15, 6)]),
    ("CVE-2024-4317", "pg_stats_ext shows samples of others' rows", &[(15, 7), (16, 3)]),
    ("CVE-2024-10976", "subqueries keep the policies of another role", &[(15, 9), (16, 5), (17, 1)]),
    ("CVE-2024-10978", "SET ROLE is reset to the wrong role", &[(15, 9), (16, 5), (17, 1)]),
    ("CVE-2025-8713", "the planner's statistics show samples of hidden rows", &[(15, 14), (16, 10), (17, 6)]),
    (
        "CVE-2025-12817",
        "CREATE STATISTICS needs no right to create in the schema",
        &[(15, 15), (16, 11), (17, 7), (18, 1)],
    ),
];

fn version(_: &Facts<'_>, rows: &[Row]) -> Result<Vec<Fault>, tokio_postgres::Error> {
    rows.iter().map(|row| Ok(faults_of(row.try_get(0)?))).collect::<Result<Vec<_>, _>>().map(|all| all.concat())
}

/// `number` is `server_version_num`: the major version times 10,000, and the minor one.
fn faults_of(number: i32) -> Vec<Fault> {
    let (major, minor) = (number / 10_000, number % 10_000);
    let fixed_in = |fixed: &[(i32, i32)]| fixed.iter().find(|(m, _)| *m == major).map(|(_, n)| *n);
    let mut faults: Vec<Fault> = KNOWN
        .iter()
        .filter_map(|(cve, what, fixed)| Some((cve, what, fixed_in(fixed).filter(|fixed| minor < *fixed)?)))
        .map(|(cve, what, fixed)| Fault {
            object: format!("server {major}.{minor}"),
            wrong: format!("has {cve}: {what}"),
            mend: format!("-- Install PostgreSQL {major}.{fixed} or a later minor version, and restart the server."),
            waivable: false,
        })
        .collect();
    if major < 15 {
        faults.push(Fault {
            object: format!("server {major}.{minor}"),
            wrong: "is older than 15, the first that Karum knows".to_owned(),
            mend: "-- Move to PostgreSQL 15 or later.".to_owned(),
            waivable: false,
        });
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cves(number: i32) -> Vec<String> {
        faults_of(number).iter().map(|f| f.wrong.split([' ', ':']).nth(1).unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn an_old_minor_version_is_named_with_each_of_its_faults() {
        assert_eq!(cves(150_000).len(), KNOWN.len());
        assert_eq!(cves(150_008), ["CVE-2024-10976", "CVE-2024-10978", "CVE-2025-8713", "CVE-2025-12817"]);
        assert_eq!(cves(160_004), ["CVE-2024-10976", "CVE-2024-10978", "CVE-2025-8713", "CVE-2025-12817"]);
        assert_eq!(cves(170_005), ["CVE-2025-8713", "CVE-2025-12817"]);
        assert_eq!(cves(180_000), ["CVE-2025-12817"]);
        assert_eq!(faults_of(140_020).len(), 1);
        assert!(faults_of(150_008)[0].mend.contains("PostgreSQL 15.9 "));
    }

    #[test]
    fn a_mended_minor_version_is_sound() {
        for number in [150_015, 160_011, 170_007, 180_001, 190_000] {
            assert_eq!(cves(number), [""; 0], "{number}");
        }
    }
}
