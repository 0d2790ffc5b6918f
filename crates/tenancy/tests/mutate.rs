//! The mutation run: what is altered is named, the judge owes nothing to the audit, and nothing is left behind.
#![allow(clippy::unwrap_used, missing_docs)]

use tenancy::mutate::{MutationReport, Plan, Verdict, self_test};
use test_support::{World, secrets};

async fn run(plan: Plan) -> MutationReport {
    let world = World::start().await;
    let report = self_test(&world.admin(), &secrets(), &plan).await.unwrap();
    println!("{report}");
    report
}

#[tokio::test]
async fn every_mutation_that_departs_from_the_map_is_named() {
    let report = run(Plan { seed: 1, count: 60, ..Plan::default() }).await;
    assert!(report.passed(), "\n{report}");
    assert!(report.mutants.len() >= 55, "only {} could be made", report.mutants.len());
}

#[tokio::test]
async fn what_an_audit_with_fewer_checks_does_not_name_is_a_miss() {
    let whole = run(Plan { seed: 7, count: 14, ..Plan::default() }).await;
    let named_by = |report: &MutationReport, check: &str| {
        let by = |verdict: &Verdict| matches!(verdict, Verdict::Named(checks) if checks.as_slice() == [check]);
        report.mutants.iter().filter(|mutant| by(&mutant.verdict)).map(|m| m.what.clone()).collect::<Vec<_>>()
    };
    let mutant = whole.mutants.iter().find_map(|m| match &m.verdict {
        Verdict::Named(checks) if checks.len() == 1 => Some(checks[0]),
        _ => None,
    });
    let check = mutant.unwrap();
    let without = vec![check.to_owned()];
    let blind = run(Plan { seed: 7, count: 14, without, ..Plan::default() }).await;
    let missed: Vec<String> = blind.misses().map(|mutant| mutant.what.clone()).collect();
    assert_eq!(missed, named_by(&whole, check));
    assert!(!blind.passed());
}

#[tokio::test]
#[ignore = "long: 400 mutations from each of 3 seeds"]
async fn long_many_mutations_from_several_seeds_are_named() {
    for seed in [1, 2, 3] {
        let report = run(Plan { seed, count: 400, ..Plan::default() }).await;
        assert!(report.passed(), "\n{report}");
    }
}
