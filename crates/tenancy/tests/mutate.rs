//! The mutation run: what is altered is named, the judge owes nothing to the audit, and nothing is left behind.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;

use tenancy::mutate::{MutationReport, Plan, Verdict, self_test};
use test_support::{World, secrets};

/// Kinds of which the audit does not name every mutation yet. The list only shrinks.
const UNNAMED: &[&str] = &["function strict", "function parallel", "table without an entry", "plain function added"];

/// Each run migrates a template of its own, and two that migrate meet at the logins, which are the cluster's.
static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn run(plan: Plan) -> MutationReport {
    let _alone = ONE_AT_A_TIME.lock().await;
    let world = World::start().await;
    let report = self_test(&world.admin(), &secrets(), &plan).await.unwrap();
    println!("{report}");
    let sql = "SELECT FROM pg_database WHERE starts_with(datname, $1)";
    let left = world.oracle.query(sql, &[&report.scratch]).await.unwrap();
    assert!(left.is_empty(), "{} databases are left", left.len());
    report
}

fn all_named(report: &MutationReport) {
    let missed: BTreeSet<&str> = report.misses().map(|mutant| mutant.kind).filter(|k| !UNNAMED.contains(k)).collect();
    assert!(missed.is_empty(), "{missed:?}\n{report}");
}

#[tokio::test]
async fn every_mutation_that_departs_from_the_map_is_named() {
    let report = run(Plan { seed: 1, count: 30, ..Plan::default() }).await;
    all_named(&report);
    assert_eq!(report.mutants.len(), 30, "not all could be made");
}

#[tokio::test]
async fn what_an_audit_with_fewer_checks_does_not_name_is_a_miss() {
    let checks = ["shelf-policy", "policy-floor", "policy-role", "policy-set", "policy-text"];
    let without = checks.map(str::to_owned).to_vec();
    // With this seed the first kinds are those of policies.
    let report = run(Plan { seed: 6, count: 4, without, ..Plan::default() }).await;
    let missed: Vec<_> = report.misses().collect();
    assert!(!missed.is_empty() && !report.passed(), "\n{report}");
    for mutant in missed {
        let Verdict::Missed(lines) = &mutant.verdict else { panic!("{mutant:?}") };
        assert!(lines.iter().all(|line| line.contains(" policy ")), "{lines:?}");
    }
}

#[tokio::test]
#[ignore = "long: 400 mutations from each of 3 seeds"]
async fn long_many_mutations_from_several_seeds_are_named() {
    for seed in [1, 2, 3] {
        let report = run(Plan { seed, count: 400, ..Plan::default() }).await;
        all_named(&report);
    }
}
