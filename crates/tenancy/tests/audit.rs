//! The audit: a sound database gives no finding; each fault is planted, named by its check, mended, and gone.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;

use tenancy::{
    audit::{self, Finding, audit},
    map::TenancyMap,
};
use test_support::World;

/// A fault: what it is, the checks that name it, and the SQL that plants it.
type Fault = (&'static str, &'static [&'static str], &'static str);

#[path = "audit/around.rs"]
mod around;
#[path = "audit/cluster.rs"]
mod cluster;
#[path = "audit/functions.rs"]
mod functions;
#[path = "audit/policies.rs"]
mod policies;
#[path = "audit/tables.rs"]
mod tables;

fn map() -> TenancyMap {
    TenancyMap::embedded().unwrap()
}

fn checks(findings: &[Finding]) -> BTreeSet<&str> {
    findings.iter().map(|finding| finding.check).collect()
}

fn told(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{finding}\n")).collect::<Vec<_>>().concat()
}

/// Plants one fault after the other, sees each named by its checks and no others, and mends it as the findings say.
/// What a mend leaves behind shows in the next audit.
async fn plant(faults: &[Fault]) {
    let world = World::start().await;
    let mut before = "nothing".to_owned();
    for (name, expected, sql) in faults {
        world.oracle.batch_execute(sql).await.unwrap_or_else(|e| panic!("planting {name}: {e:?}"));
        let findings = audit(&world.admin(), &map()).await.unwrap();
        let (found, told) = (checks(&findings), told(&findings));
        assert_eq!(found, expected.iter().copied().collect(), "{name}\n{told}\nbefore was {before}");
        for finding in &findings {
            world.oracle.batch_execute(&finding.mend).await.unwrap_or_else(|e| panic!("{name}: {finding}\n{e:?}"));
        }
        before = format!("{name}, mended\n{told}");
    }
    let left = audit(&world.admin(), &map()).await.unwrap();
    assert!(left.is_empty(), "{}\nis left after {before}", told(&left));
}

#[tokio::test]
async fn faults_of_tables_are_named_and_mended() {
    plant(tables::FAULTS).await;
}

#[tokio::test]
async fn faults_of_policies_are_named_and_mended() {
    plant(policies::FAULTS).await;
}

#[tokio::test]
async fn faults_of_functions_are_named_and_mended() {
    plant(functions::FAULTS).await;
}

#[tokio::test]
async fn faults_of_what_is_around_are_named_and_mended() {
    plant(around::FAULTS).await;
}

#[tokio::test]
async fn a_sound_database_gives_no_finding() {
    let world = World::start().await;
    let findings = audit(&world.admin(), &map()).await.unwrap();
    assert!(findings.is_empty(), "\n{}", told(&findings));
}

#[test]
fn every_check_has_a_planted_fault() {
    let here = [tables::FAULTS, policies::FAULTS, functions::FAULTS, around::FAULTS].concat();
    let mut planted: BTreeSet<&str> = here.iter().flat_map(|(_, checks, _)| checks.iter().copied()).collect();
    planted.extend(cluster::FAULTS.iter().map(|(check, _)| check));
    planted.insert("map-columns"); // planted in the map
    let all: BTreeSet<&str> = audit::CHECKS.iter().copied().flatten().map(|check| check.name).collect();
    assert_eq!(planted, all);
}

#[tokio::test]
async fn a_finding_reads_as_text_and_as_json() {
    let world = World::start().await;
    world.oracle.batch_execute("ALTER TABLE karum.orders NO FORCE ROW LEVEL SECURITY").await.unwrap();
    let findings = audit(&world.admin(), &map()).await.unwrap();
    assert_eq!(
        told(&findings),
        "karum.orders has row-level security not forced [rls]\n    \
         why:  Without row-level security, forced on the owner too, a query sees the rows of all sellers.\n    \
         mend: ALTER TABLE karum.orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;\n"
    );
    let json = serde_json::to_value(&findings).unwrap();
    assert_eq!(json[0]["check"], "rls");
    assert_eq!(json[0]["object"], "karum.orders");
}

#[tokio::test]
async fn columns_that_only_the_map_knows_are_named() {
    let world = World::start().await;
    let text = tenancy::TENANCY_MAP.replace("pii = [\"agent\"]", "pii = [\"agent\", \"shoe_size\"]");
    let findings = audit(&world.admin(), &TenancyMap::parse(&text).unwrap()).await.unwrap();
    assert_eq!(checks(&findings), BTreeSet::from(["map-columns"]));
    assert_eq!(findings[0].object, "karum.sessions.shoe_size");
}

#[tokio::test]
async fn a_table_that_only_the_map_knows_is_named() {
    let world = World::start().await;
    let text = format!(
        "{}\n[tables.ghosts]\nkind = \"seller_isolated\"\nkey = [\"seller_id\", \"id\"]\nretention = \"none\"\nseller = {{ select = true }}\n",
        tenancy::TENANCY_MAP
    );
    let findings = audit(&world.admin(), &TenancyMap::parse(&text).unwrap()).await.unwrap();
    assert_eq!(checks(&findings), BTreeSet::from(["map-tables"]));
    assert_eq!(findings[0].object, "karum.ghosts");
}
