//! The random prober.

use tenancy::{
    CLASSES,
    probe::{FuzzReport, Limit, ProbeTarget, fuzz},
};
use test_support::World;

use super::target;

async fn fuzzed(world: &World, statements: u64) -> FuzzReport {
    fuzz(&target(world), 4, Limit::Statements(statements)).await.unwrap()
}

#[tokio::test]
async fn random_statements_see_what_they_may() {
    let world = World::start().await;
    let report = fuzzed(&world, 240).await;
    assert!(report.passed(), "\n{report}");
    assert_eq!(report.classes.len(), CLASSES.len());
    // A seller is shown rows, and refused others; what was compared was not all refusals.
    let seller = report.classes["seller"];
    assert_eq!(seller.statements, 40);
    assert!(seller.compared > 5 && seller.refused > 0 && seller.executed > 5, "{report}");
    // The same seed, the same statements.
    let again = fuzzed(&World::start().await, 64).await;
    let fewer = fuzzed(&world, 64).await;
    // In the second world of the same kind, though its ids are others.
    assert!(again.passed() && fewer.passed(), "{again}{fewer}");
    let tried = |report: &FuzzReport| {
        report.classes.values().map(|class| (class.statements, class.refused)).collect::<Vec<_>>()
    };
    assert_eq!(tried(&again), tried(&fewer));
}

#[tokio::test]
async fn random_statements_find_holes() {
    for (made, class) in [
        ("DO $$ DECLARE t name; BEGIN FOR t IN SELECT tablename FROM pg_policies WHERE schemaname = 'karum' AND policyname = 'seller_select' LOOP
            EXECUTE format('ALTER POLICY seller_select ON karum.%I USING (true); DROP POLICY seller_floor ON karum.%I', t, t); END LOOP; END $$", "seller"),
        ("DO $$ DECLARE t name; BEGIN FOR t IN SELECT tablename FROM pg_policies WHERE schemaname = 'karum' AND policyname = 'worker_update' LOOP
            EXECUTE format('ALTER TABLE karum.%I DISABLE ROW LEVEL SECURITY', t); END LOOP; END $$", "worker"),
        ("GRANT SELECT ON ALL TABLES IN SCHEMA karum TO karum_public; DO $$ DECLARE t name; BEGIN
            FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'karum' LOOP EXECUTE format('ALTER TABLE karum.%I DISABLE ROW LEVEL SECURITY', t); END LOOP; END $$", "public"),
        // What the map allows, refused.
        ("REVOKE INSERT, DELETE ON ALL TABLES IN SCHEMA karum FROM karum_seller", "seller"),
        ("DROP POLICY buyer_insert ON karum.cart_lines; DROP POLICY buyer_delete ON karum.cart_lines", "buyer"),
    ] {
        let world = World::start().await;
        world.oracle.batch_execute(made).await.unwrap();
        let only = ProbeTarget { classes: vec![class.into()], ..target(&world) };
        let report = fuzz(&only, 4, Limit::Statements(150)).await.unwrap();
        assert!(!report.passed() && report.leaks.iter().all(|leak| leak.class == class), "{made}\n{report}");
    }
}

/// One table's policy, altered by hand, among all tables and classes: it must be met by chance.
#[tokio::test]
#[ignore = "long: until random statements meet it"]
async fn long_one_policy_altered_by_hand_is_found_within_seconds() {
    for made in [
        "ALTER POLICY seller_select ON karum.orders USING (true); DROP POLICY seller_floor ON karum.orders",
        "ALTER POLICY buyer_select ON karum.purchases USING (buyer_id IS NOT NULL); DROP POLICY buyer_floor ON karum.purchases",
        "ALTER POLICY worker_update ON karum.feeds USING (true) WITH CHECK (true); ALTER POLICY worker_select ON karum.feeds USING (true);
         DROP POLICY worker_floor ON karum.feeds",
        "ALTER POLICY seller_insert ON karum.jobs WITH CHECK (true); DROP POLICY seller_floor ON karum.jobs",
        "DROP POLICY buyer_update ON karum.cart_lines",
        "ALTER TABLE karum.variants ADD CONSTRAINT variants_id UNIQUE (id); ALTER TABLE karum.offers DROP CONSTRAINT offers_seller_id_variant_id_fkey,
         ADD CONSTRAINT offers_variant_id FOREIGN KEY (variant_id) REFERENCES karum.variants (id)",
    ] {
        let world = World::start().await;
        world.oracle.batch_execute(made).await.unwrap();
        let mut last = 0;
        let began = std::time::Instant::now();
        let found = loop {
            last = (last * 2).max(400);
            let report = fuzz(&target(&world), 1, Limit::Statements(last)).await.unwrap();
            if let Some(first) = report.leaks.first() {
                break first.statement;
            }
            assert!(last < 12_800, "{made}: not found");
        };
        println!("{made}: statement {found}, found after {:?} at most", began.elapsed());
    }
}
