//! The prober: a sound database leaks nothing, and every hole that is made is found.
#![allow(clippy::unwrap_used, missing_docs)]

use tenancy::probe::{ProbeTarget, probe};
use test_support::{World, secrets};

#[tokio::test]
async fn a_sound_database_leaks_nothing() {
    let world = World::start().await;
    let t = std::time::Instant::now();
    let report = probe(&ProbeTarget::new(world.admin(), secrets()).unwrap()).await.unwrap();
    eprintln!("{:?}\n{report}", t.elapsed());
    for row in &report.rows {
        eprintln!("{} {} {} {:?}", row.attack, row.class, row.tries, row.outcome)
    }
    assert!(report.passed(), "\n{report}");
}
