//! The prober: a sound database leaks nothing, and every hole that is made is found, by the prober and by the audit.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;

use tenancy::{
    CLASSES,
    audit::audit,
    map::TenancyMap,
    probe::{ATTACKS, Outcome, ProbeReport, ProbeTarget, probe},
};
use test_support::{World, secrets};

#[path = "probe/between.rs"]
mod between;
#[path = "probe/cluster.rs"]
mod cluster;
#[path = "probe/fuzz.rs"]
mod fuzz;
#[path = "probe/grants.rs"]
mod grants;
#[path = "probe/holes.rs"]
mod holes;
#[path = "probe/in_place.rs"]
mod in_place;
#[path = "probe/policies.rs"]
mod policies;
#[path = "probe/scopes.rs"]
mod scopes;

fn target(world: &World) -> ProbeTarget {
    ProbeTarget::new(world.admin(), secrets()).unwrap()
}

fn attacks() -> impl Iterator<Item = &'static str> {
    ATTACKS.iter().copied().flatten().map(|attack| attack.name)
}

/// The classes for which an attack found something.
fn leaked(report: &ProbeReport, attack: &str) -> BTreeSet<&'static str> {
    report.leaks().filter(|row| row.attack == attack).map(|row| row.class).collect()
}

#[tokio::test]
async fn a_sound_database_leaks_nothing() {
    let world = World::start().await;
    let report = probe(&target(&world)).await.unwrap();
    assert!(report.passed(), "\n{report}");
    let attacks: Vec<&str> = attacks().collect();
    assert_eq!(report.rows.len(), attacks.len() * CLASSES.len());
    // Every attack is tried as somebody, and every one of these stands beside controls.
    for attack in attacks {
        let tried = report.rows.iter().filter(|row| row.attack == attack && row.tries > 0).count();
        assert!(tried > 0, "{attack} was never tried");
        assert!(report.controls.iter().any(|control| control.attack == attack), "{attack} has no control");
    }
    // Who has rows of his own is attacked by every token.
    let tokens = report.rows.iter().filter(|row| row.class == "seller" && row.tries == 0).map(|row| row.attack);
    assert_eq!(tokens.collect::<Vec<_>>(), [""; 0]);
    // The prober leaves rows, and nothing else.
    let findings = audit(&world.admin(), &TenancyMap::embedded().unwrap()).await.unwrap();
    assert_eq!(findings, []);
}

#[tokio::test]
async fn a_wall_that_lets_nobody_through_proves_nothing() {
    let world = World::start().await;
    world
        .oracle
        .batch_execute("DROP POLICY seller_select ON karum.orders; REVOKE INSERT ON karum.orders FROM karum_seller")
        .await
        .unwrap();
    let attacks = ["SELECT without WHERE", "INSERT for another"].map(str::to_owned).to_vec();
    let report = probe(&ProbeTarget { attacks, classes: vec!["seller".into()], ..target(&world) }).await.unwrap();
    assert_eq!(report.leaks().count(), 0, "\n{report}");
    let failed: Vec<&str> = report.failed_controls().map(|control| control.what.as_str()).collect();
    assert_eq!(failed, ["orders: its own rows", "a row of orders in its own name"], "\n{report}");
    assert!(!report.passed());
}

#[tokio::test]
async fn a_report_reads_as_a_table_and_as_json() {
    let world = World::start().await;
    world.oracle.batch_execute("GRANT TRUNCATE ON karum.order_requests TO karum_seller").await.unwrap();
    let classes = ["gate", "seller"].map(str::to_owned).to_vec();
    let attacks = ["empty token", "TRUNCATE"].map(str::to_owned).to_vec();
    let report = probe(&ProbeTarget { attacks, classes, ..target(&world) }).await.unwrap();
    let text = report.to_string();
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[1], ["empty", "token", "-", "S"]);
    assert_eq!(lines[2], ["TRUNCATE", "G", "LEAK"]);
    assert!(lines[3].join(" ").starts_with("refused by: G grant"));
    assert_eq!(lines[4].join(" "), "LEAK TRUNCATE as seller: order_requests: done");
    assert!(
        matches!(&report.rows[0].outcome, Outcome::NotApplicable(why) if why == "the class has no rows of its own")
    );
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(
        (&json["rows"][3]["outcome"], &json["rows"][3]["how"]),
        (&"leak".into(), &"order_requests: done".into())
    );
}

#[tokio::test]
async fn a_token_in_a_statement_is_seen() {
    let world = World::start().await;
    let careless = world.login("seller").await;
    careless.batch_execute("SELECT set_config('karum.scope', 'k|seller|a|b|c|d|1|2|f', true)").await.unwrap();
    let (attacks, classes) = (vec!["pg_stat_activity".to_owned()], vec!["seller".to_owned()]);
    let report = probe(&ProbeTarget { attacks, classes, ..target(&world) }).await.unwrap();
    assert_eq!(leaked(&report, "pg_stat_activity"), BTreeSet::from(["seller"]), "\n{report}");
    drop(careless);
}
