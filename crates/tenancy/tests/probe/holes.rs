//! Holes: each is made, found by the attack that is meant for it, named by the audit, and mended.

use std::{collections::BTreeSet, fmt::Write as _};

use tenancy::{POLICIES, audit::audit, generate::keyring_sql, map::TenancyMap, probe::Prober};
use test_support::World;

use super::{between, grants, leaked, policies, scopes, target};

/// A hole: what it is, the SQL that makes it and that which mends it, and the attack and class that find it.
pub(crate) struct Hole {
    name: &'static str,
    made: String,
    mended: String,
    pub(crate) attack: &'static str,
    class: &'static str,
}

/// A hole in a table or in the verifying functions, which are made anew as a whole.
pub(crate) fn hole(name: &'static str, (attack, class): (&'static str, &'static str), made: impl Into<String>) -> Hole {
    Hole { name, made: made.into(), mended: String::new(), attack, class }
}

impl Hole {
    /// What must be taken away besides.
    pub(crate) fn mended_by(mut self, sql: impl Into<String>) -> Self {
        self.mended = sql.into();
        self
    }

    /// The tables that it names.
    fn tables(&self, map: &TenancyMap) -> Vec<String> {
        let named = |table: &&String| {
            let at = format!("karum.{table}");
            let follows = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            self.made.match_indices(&at).any(|(start, _)| follows(&self.made[start + at.len()..]))
        };
        map.tables.keys().filter(named).cloned().collect()
    }

    /// The SQL after which nothing of it is left.
    fn mend(&self, map: &TenancyMap) -> String {
        let mut sql = format!("{};", self.mended);
        if self.made.contains("keyring.") {
            sql += &keyring_sql();
        }
        if self.made.contains("TO karum_keyring") {
            sql += "REVOKE EXECUTE ON FUNCTION set_config(text, text, boolean), pg_advisory_lock(bigint), pg_advisory_lock(int, int) FROM karum_keyring;";
        }
        for table in self.tables(map) {
            let _ = write!(sql, "ALTER TABLE karum.{table} OWNER TO karum_owner;");
            sql += &generated(&table);
        }
        sql
    }
}

/// What `policies/` says of a table.
fn generated(table: &str) -> String {
    let (_, all) = POLICIES.iter().find(|(name, _)| *name == "generated").unwrap();
    let (_, rest) = all.split_once(&format!("\n-- {table}\n")).unwrap();
    rest.split("\n-- ").next().unwrap().to_owned()
}

/// Makes one hole after the other: the attack that is meant for it must find it, as the class and no other way, and the
/// audit name it. What a mend leaves behind is seen at the end.
async fn found(holes: Vec<Hole>) {
    let (world, map) = (World::start().await, TenancyMap::embedded().unwrap());
    let mut prober = Prober::prepare(&target(&world)).await.unwrap();
    // The same hole is tried by many attacks; to the audit it is one.
    let mut named = BTreeSet::new();
    for hole in holes {
        let Hole { name, made, attack, class, .. } = &hole;
        world.oracle.batch_execute(made).await.unwrap_or_else(|e| panic!("{name}: {e:?}"));
        if named.insert(made.clone()) {
            let findings = audit(&world.admin(), &map).await.unwrap();
            assert!(!findings.is_empty(), "{name}: the audit sees nothing");
        }
        let report = prober.attack(&[(*attack).to_owned()], &[(*class).to_owned()]).await.unwrap();
        assert_eq!(leaked(&report, attack), BTreeSet::from([*class]), "{name}\n{report}");
        assert!(!report.passed(), "{name}");
        world.oracle.batch_execute(&hole.mend(&map)).await.unwrap_or_else(|e| panic!("{name}: {e:?}"));
    }
    assert_eq!(audit(&world.admin(), &map).await.unwrap(), []);
}

#[tokio::test]
async fn holes_of_policies_are_found() {
    found(policies::of_policies()).await;
}

#[tokio::test]
async fn holes_that_count_are_found() {
    found(policies::that_count()).await;
}

#[tokio::test]
async fn holes_of_scopes_are_found() {
    found(scopes::of_scopes()).await;
}

#[tokio::test]
async fn holes_of_grants_and_keys_are_found() {
    found(grants::of_grants_and_keys()).await;
}

#[tokio::test]
async fn holes_between_scopes_are_found() {
    found(between::between_scopes()).await;
}

#[test]
fn every_attack_has_a_hole_that_it_finds() {
    let holes = [policies::of_policies(), scopes::of_scopes(), grants::of_grants_and_keys(), between::between_scopes()];
    let mut found: BTreeSet<&str> = holes.iter().flatten().map(|hole| hole.attack).collect();
    found.extend(super::cluster::HOLES_OF_ROLES.iter().map(|(attack, ..)| attack));
    assert_eq!(found, super::attacks().collect());
}
