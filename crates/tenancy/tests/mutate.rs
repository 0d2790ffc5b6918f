//! The mutation run: what is altered is named, the judge owes nothing to the audit, and nothing is left behind.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;

use devdb::Scratch;
use tenancy::{
    ServerConfig,
    mutate::{MutationReport, Plan, Verdict, self_test},
};
use test_support::{World, secrets};

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
    let missed: BTreeSet<&str> = report.misses().map(|mutant| mutant.kind).collect();
    assert!(missed.is_empty(), "{missed:?}\n{report}");
}

#[tokio::test]
async fn every_mutation_that_departs_from_the_map_is_named() {
    let report = run(Plan { seed: 1, count: 30, ..Plan::default() }).await;
    all_named(&report);
    assert_eq!((report.mutants.len(), report.unmade.len()), (30, 0), "not all could be made");
    assert!(report.to_string().contains("seed 1: 30 mutations asked for, 30 made: "), "{report}");
}

#[tokio::test]
async fn what_an_audit_with_fewer_checks_does_not_name_is_a_miss() {
    let checks = ["shelf-policy", "policy-floor", "policy-role", "policy-set", "policy-text"];
    let without = checks.map(str::to_owned).to_vec();
    // With this seed the first kinds are those of policies.
    let report = run(Plan { seed: 29, count: 4, without, ..Plan::default() }).await;
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
        assert_eq!(report.mutants.len() + report.unmade.len(), 400);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: 200 mutations of roles, in a cluster of their own"]
async fn long_many_mutations_of_roles_are_named() {
    let scratch = tokio::task::spawn_blocking(|| Scratch::start().unwrap()).await.unwrap();
    // A database of its own: the classes have no business in `postgres`, which mutations let them into.
    let postgres = ServerConfig::from(scratch.connection().config("postgres"));
    tenancy::create_database(&postgres, "karum_home").await.unwrap();
    let admin = ServerConfig::from(scratch.connection().config("karum_home"));
    tenancy::migrate(&admin, &secrets()).await.unwrap();
    let plan = Plan { seed: 1, count: 200, roles: true, ..Plan::default() };
    let report = self_test(&admin, &secrets(), &plan).await.unwrap();
    println!("{report}");
    all_named(&report);
    tokio::task::spawn_blocking(move || drop(scratch)).await.unwrap();
}
