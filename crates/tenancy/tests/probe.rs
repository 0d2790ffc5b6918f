//! The prober: a sound database leaks nothing, and every hole that is made is found, by the prober and by the audit.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;

use devdb::Scratch;
use tenancy::{
    CLASSES, Secrets, ServerConfig,
    audit::audit,
    generate::keyring_sql,
    map::TenancyMap,
    probe::{ATTACKS, FuzzReport, Limit, Outcome, ProbeReport, ProbeTarget, fuzz, probe, probe_scratch},
};
use test_support::{World, secrets};
use tokio_postgres::NoTls;

fn target(world: &World) -> ProbeTarget {
    ProbeTarget::new(world.admin(), secrets()).unwrap()
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
    let attacks: Vec<&str> = ATTACKS.iter().copied().flatten().map(|attack| attack.name).collect();
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

/// A hole: what it is, the SQL that makes it, and the attack and class that find it.
struct Hole {
    name: &'static str,
    made: String,
    attack: &'static str,
    class: &'static str,
}

fn hole(name: &'static str, (attack, class): (&'static str, &'static str), made: impl Into<String>) -> Hole {
    Hole { name, made: made.into(), attack, class }
}

/// What a verifying function that keeps something must be given first.
const MAY_SET: &str = "\nGRANT EXECUTE ON FUNCTION set_config(text, text, boolean) TO karum_keyring;";

/// The verifying functions without a line of theirs.
fn keyring_without(beginning: &str) -> String {
    let text = keyring_sql();
    let kept: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with(beginning)).collect();
    assert!(kept.len() < text.lines().count(), "no line begins with {beginning}");
    kept.join("\n")
}

fn holes_of_policies() -> Vec<Hole> {
    let own = "seller_id = (SELECT keyring.seller())";
    let open = format!("coalesce(current_setting('karum.scope', true), '') = '' OR {own}");
    vec![
        hole("a class owns a table that is not forced", ("SELECT without WHERE", "seller"),
            "ALTER TABLE karum.orders NO FORCE ROW LEVEL SECURITY; ALTER TABLE karum.orders OWNER TO karum_seller"),
        hole("row-level security is off", ("SELECT without WHERE", "worker"), "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("the same, copied", ("COPY TO", "seller"), "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("the same, copied into", ("COPY FROM", "seller"), "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("the same, by a condition", ("telling condition", "seller"), "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("the same, and no error to say so", ("SET row_security", "seller"), "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("statistics of what is not guarded", ("statistics", "seller"), "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("policy and floor are always true", ("SELECT without WHERE", "seller"),
            "ALTER POLICY seller_select ON karum.orders USING (true); ALTER POLICY seller_floor ON karum.orders USING (true)"),
        hole("no floor, and an open policy for UPDATE", ("UPDATE without WHERE", "seller"),
            "DROP POLICY seller_floor ON karum.orders; ALTER POLICY seller_select ON karum.orders USING (true);
             ALTER POLICY seller_update ON karum.orders USING (true) WITH CHECK (true)"),
        hole("the same, merged", ("MERGE", "seller"),
            "DROP POLICY seller_floor ON karum.orders; ALTER POLICY seller_select ON karum.orders USING (true);
             ALTER POLICY seller_update ON karum.orders USING (true) WITH CHECK (true)"),
        hole("no floor, and an open policy for INSERT", ("INSERT for another", "seller"),
            "DROP POLICY seller_floor ON karum.orders; ALTER POLICY seller_insert ON karum.orders WITH CHECK (true)"),
        hole("the same, met by a conflict", ("ON CONFLICT", "seller"),
            "DROP POLICY seller_floor ON karum.orders; ALTER POLICY seller_insert ON karum.orders WITH CHECK (true);
             ALTER POLICY seller_select ON karum.orders USING (true)"),
        hole("no floor, and an open policy for DELETE", ("DELETE without WHERE", "buyer"),
            "DROP POLICY buyer_floor ON karum.cart_lines; ALTER POLICY buyer_delete ON karum.cart_lines USING (true);
             ALTER POLICY buyer_select ON karum.cart_lines USING (true)"),
        hole("a policy for PUBLIC, and a grant", ("SELECT without WHERE", "staff"),
            "CREATE POLICY oops ON karum.order_contacts TO PUBLIC USING (true); GRANT SELECT ON karum.order_contacts TO PUBLIC"),
        hole("open while no scope is bound", ("no token", "seller"),
            format!("ALTER POLICY seller_select ON karum.orders USING ({open}); ALTER POLICY seller_floor ON karum.orders USING ({open})")),
        hole("open under an empty scope", ("empty token", "worker"),
            format!("ALTER POLICY worker_select ON karum.orders USING ({open}); ALTER POLICY worker_floor ON karum.orders USING ({open})")),
        hole("the bare id is a scope", ("plain SET", "seller"),
            "ALTER POLICY seller_select ON karum.orders USING (seller_id::text = current_setting('karum.scope', true));
             ALTER POLICY seller_floor ON karum.orders USING (seller_id::text = current_setting('karum.scope', true))"),
        hole("the id stands in the plan", ("EXPLAIN", "seller"),
            "ALTER FUNCTION keyring.seller() IMMUTABLE; ALTER POLICY seller_select ON karum.orders USING (seller_id = keyring.seller());
             ALTER POLICY seller_floor ON karum.orders USING (seller_id = keyring.seller())"),
    ]
}

/// Holes that only show because the attacker has fewer rows than the others, or asks whose they are.
fn holes_that_count() -> Vec<Hole> {
    vec![
        hole("policy and floor are turned round", ("SELECT without WHERE", "seller"),
            "ALTER POLICY seller_select ON karum.orders USING (seller_id <> (SELECT keyring.seller()));
             ALTER POLICY seller_floor ON karum.orders USING (seller_id <> (SELECT keyring.seller()))"),
        hole("UPDATE is open to who reads nothing by it", ("UPDATE without WHERE", "seller"),
            "ALTER POLICY seller_update ON karum.orders USING (true) WITH CHECK (true); DROP POLICY seller_floor ON karum.orders;
             CREATE POLICY seller_floor ON karum.orders AS RESTRICTIVE FOR SELECT TO karum_seller USING (seller_id = (SELECT keyring.seller()))"),
    ]
}

fn holes_of_scopes() -> Vec<Hole> {
    let without_mac = || keyring_sql().replace("IF ik IS NULL OR encode(", "IF false AND encode(");
    vec![
        hole("the MAC is not looked at", ("forged MAC", "seller"), without_mac()),
        hole("the same, with changed fields", ("changed field", "buyer"), without_mac()),
        hole("the same, with another key", ("other key", "checkout"), without_mac()),
        hole("an unknown key passes", ("other key", "worker"), keyring_sql().replace("IF ik IS NULL OR encode(", "IF encode(")),
        hole("a key never ends", ("retired key", "seller"),
            keyring_sql().replace("AND (s.valid_until IS NULL OR s.valid_until > clock_timestamp())", "")),
        hole("a token holds on every connection", ("stolen token", "seller"), keyring_without("IF split_part(t, '|', 7)")),
        hole("a token never expires", ("expired token", "buyer"), keyring_without("IF split_part(t, '|', 8)")),
        hole("a token is for every class", ("token of another class", "worker"), keyring_without("IF split_part(t, '|', 2)")),
        hole("a token for nobody raises nothing", ("incomplete token", "seller"), keyring_without("IF split_part(t, '|', 3)")),
        hole("what is no token raises nothing", ("malformed token", "seller"),
            "CREATE OR REPLACE FUNCTION keyring.seller() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
             AS $$ SELECT nullif(split_part(current_setting('karum.scope', true), '|', 3), '')::uuid $$"),
        hole("a session remembers whom it served", ("residue", "seller"),
            keyring_sql().replace("    RETURN nullif(split_part(t, '|', 3), '')::uuid;",
                "    IF current_setting('karum.kept', true) IS NULL THEN PERFORM set_config('karum.kept', split_part(t, '|', 3), false); END IF;
    RETURN current_setting('karum.kept')::uuid;").replace("uuid\nLANGUAGE plpgsql STABLE", "uuid\nLANGUAGE plpgsql VOLATILE") + MAY_SET),
    ]
}

fn holes_of_grants_and_keys() -> Vec<Hole> {
    let database = |grant: &str| format!("DO $$ BEGIN EXECUTE format('GRANT {grant}', current_database()); END $$");
    vec![
        hole("the owner can be changed", ("UPDATE of the owner", "seller"), "GRANT UPDATE (seller_id) ON karum.orders TO karum_seller"),
        hole("a total can be changed", ("UPDATE without WHERE", "seller"), "GRANT UPDATE (total) ON karum.orders TO karum_seller"),
        hole("a table can be emptied", ("TRUNCATE", "seller"), "GRANT TRUNCATE ON karum.order_requests TO karum_seller"),
        hole("a table can be locked", ("LOCK TABLE", "seller"), "GRANT UPDATE ON karum.orders TO karum_seller"),
        hole("a class can become another", ("definer functions", "buyer"),
            "GRANT USAGE ON SCHEMA gate TO karum_buyer; GRANT EXECUTE ON FUNCTION gate.credentials(text) TO karum_buyer"),
        hole("a foreign key by id alone", ("foreign ids", "seller"),
            "ALTER TABLE karum.variants ADD CONSTRAINT variants_id UNIQUE (id); ALTER TABLE karum.order_lines DROP CONSTRAINT order_lines_seller_id_variant_id_fkey;
             ALTER TABLE karum.order_lines ADD CONSTRAINT lines_variant FOREIGN KEY (variant_id) REFERENCES karum.variants (id)"),
        hole("a number is unique for all", ("unique values", "checkout"), "ALTER TABLE karum.orders ADD CONSTRAINT numbers UNIQUE (number)"),
        hole("the same, by an expression", ("unique values", "seller"), "CREATE UNIQUE INDEX numbers ON karum.orders (lower(number))"),
        hole("keys can be read", ("secrets", "public"), "GRANT USAGE ON SCHEMA keyring TO karum_public; GRANT SELECT ON keyring.secret TO karum_public"),
        hole("temporary tables", ("CREATE", "platform"), database("TEMP ON DATABASE %I TO karum_platform")),
        hole("tables in public", ("CREATE", "gate"), "GRANT CREATE ON SCHEMA public TO PUBLIC"),
        hole("the wall belongs to a class", ("change the wall", "worker"), "ALTER TABLE karum.orders OWNER TO karum_worker"),
        hole("large objects", ("large objects", "buyer"), "GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC"),
        hole("advisory locks", ("advisory locks", "staff"), "GRANT EXECUTE ON FUNCTION pg_try_advisory_lock(bigint) TO karum_staff"),
        hole("sessions can be ended", ("end sessions", "seller"), "GRANT EXECUTE ON FUNCTION pg_terminate_backend(integer, bigint) TO karum_seller"),
    ]
}

/// The verifying functions, with a session that goes on seeing whom it first saw in the transaction.
fn keyring_that_remembers() -> String {
    keyring_sql().replace("    RETURN nullif(split_part(t, '|', 3), '')::uuid;",
        "    IF coalesce(current_setting('karum.kept', true), '') = '' THEN PERFORM set_config('karum.kept', split_part(t, '|', 3), true); END IF;
    RETURN current_setting('karum.kept')::uuid;").replace("uuid\nLANGUAGE plpgsql STABLE", "uuid\nLANGUAGE plpgsql VOLATILE") + MAY_SET
}

fn holes_between_scopes() -> Vec<Hole> {
    let by_id = |end: &str| {
        format!("ALTER TABLE karum.products ADD CONSTRAINT products_id UNIQUE (id);
        ALTER TABLE karum.variants DROP CONSTRAINT variants_seller_id_product_id_fkey;
        ALTER TABLE karum.variants ADD CONSTRAINT crossing FOREIGN KEY (product_id) REFERENCES karum.products (id) {end}")
    };
    vec![
        hole("a plan keeps whom it was made for", ("prepared statements", "seller"),
            "ALTER FUNCTION keyring.seller() IMMUTABLE; ALTER POLICY seller_select ON karum.orders USING (seller_id = keyring.seller());
             ALTER POLICY seller_floor ON karum.orders USING (seller_id = keyring.seller())"),
        hole("a transaction keeps whom it first served", ("scope switch", "seller"), keyring_that_remembers()),
        hole("the same, past a savepoint", ("savepoints", "worker"), keyring_that_remembers()),
        hole("the same, by a cursor", ("cursors", "seller"),
            "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("more is read where the id is another's", ("hidden or absent", "seller"),
            "ALTER POLICY seller_select ON karum.orders USING (seller_id = (SELECT keyring.seller())
                OR (SELECT count(*) FROM karum.order_lines l WHERE l.seller_id = orders.seller_id) < 0);
             DROP POLICY seller_floor ON karum.orders"),
        hole("a partition stands open", ("off the map", "seller"),
            "CREATE TABLE karum.parted (seller_id uuid NOT NULL, at date) PARTITION BY RANGE (at);
             CREATE TABLE karum.parted_2026 PARTITION OF karum.parted FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
             GRANT SELECT ON karum.parted_2026 TO karum_seller"),
        hole("a sequence counts for all", ("sequences", "buyer"), "CREATE SEQUENCE karum.numbers; GRANT SELECT ON SEQUENCE karum.numbers TO karum_buyer"),
        hole("a definer function takes the caller's path", ("shadowing", "seller"), "ALTER FUNCTION keyring.seller() RESET search_path"),
        hole("a trigger tells every change", ("NOTIFY", "public"),
            "CREATE FUNCTION karum.tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('orders', NEW.id::text); RETURN NEW; END $$;
             CREATE TRIGGER tell AFTER INSERT ON karum.orders FOR EACH ROW EXECUTE FUNCTION karum.tell()"),
        hole("rows of others come back with a write", ("RETURNING", "seller"), "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
        hole("what others have goes with one's own", ("cascades", "seller"),
            format!("{}; GRANT DELETE ON karum.products TO karum_seller; CREATE POLICY seller_delete ON karum.products FOR DELETE TO karum_seller USING (seller_id = (SELECT keyring.seller()))", by_id("ON DELETE CASCADE"))),
        hole("a key by id alone is checked late", ("deferred constraints", "worker"), by_id("DEFERRABLE INITIALLY DEFERRED")),
    ]
}

/// Makes each hole in a world of its own: the attack that is meant for it must find it, and the audit name it.
async fn found(holes: Vec<Hole>) {
    for Hole { name, made, attack, class } in holes {
        let world = World::start().await;
        world.oracle.batch_execute(&made).await.unwrap_or_else(|e| panic!("{name}: {e:?}"));
        let findings = audit(&world.admin(), &TenancyMap::embedded().unwrap()).await.unwrap();
        assert!(!findings.is_empty(), "{name}: the audit sees nothing");
        let target = ProbeTarget { attacks: vec![attack.into()], classes: vec![class.into()], ..target(&world) };
        let report = probe(&target).await.unwrap();
        assert_eq!(leaked(&report, attack), BTreeSet::from([class]), "{name}\n{report}");
        assert!(!report.passed(), "{name}");
    }
}

#[tokio::test]
async fn holes_of_policies_are_found() {
    found(holes_of_policies()).await;
    found(holes_that_count()).await;
}

#[tokio::test]
async fn holes_of_scopes_are_found() {
    found(holes_of_scopes()).await;
}

#[tokio::test]
async fn holes_of_grants_and_keys_are_found() {
    found(holes_of_grants_and_keys()).await;
}

#[tokio::test]
async fn holes_between_scopes_are_found() {
    found(holes_between_scopes()).await;
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
    assert_eq!(lines[1], ["empty", "token", "-", "refused"]);
    assert_eq!(lines[2], ["TRUNCATE", "refused", "LEAK"]);
    assert_eq!(lines[3].join(" "), "LEAK TRUNCATE as seller: order_requests: done");
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

/// Holes of roles, which are the whole cluster's: attack, class, SQL.
const HOLES_OF_ROLES: &[(&str, &str, &str)] = &[
    ("SET ROLE", "seller", "GRANT karum_staff TO karum_login_seller"),
    ("SET ROLE", "gate", "GRANT karum_owner TO karum_gate"),
    ("SET SESSION AUTHORIZATION", "worker", "ALTER ROLE karum_login_worker SUPERUSER"),
    ("raise itself", "platform", "ALTER ROLE karum_login_platform CREATEROLE"),
    ("pg_stat_activity", "buyer", "GRANT pg_read_all_stats TO karum_login_buyer"),
    ("connect elsewhere", "checkout", "GRANT CONNECT ON DATABASE postgres TO karum_checkout"),
    (
        "SELECT without WHERE",
        "staff",
        "GRANT pg_read_all_data TO karum_login_staff; ALTER ROLE karum_login_staff BYPASSRLS",
    ),
];

#[test]
fn every_attack_has_a_hole_that_it_finds() {
    let holes = [holes_of_policies(), holes_of_scopes(), holes_of_grants_and_keys(), holes_between_scopes()];
    let mut found: BTreeSet<&str> = holes.iter().flatten().map(|hole| hole.attack).collect();
    found.extend(HOLES_OF_ROLES.iter().map(|(attack, ..)| attack));
    assert_eq!(found, ATTACKS.iter().copied().flatten().map(|attack| attack.name).collect());
}

async fn holes_of_roles_are_found(admin: &ServerConfig, secrets: &Secrets) {
    tenancy::migrate(admin, secrets).await.unwrap();
    let (oracle, connection) = admin.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    let map = TenancyMap::embedded().unwrap();
    for (attack, class, made) in HOLES_OF_ROLES {
        oracle.batch_execute(made).await.unwrap();
        let all = ProbeTarget::new(admin.clone(), secrets.clone()).unwrap();
        let (attacks, classes) = (vec![(*attack).to_owned()], vec![(*class).to_owned()]);
        let report = probe(&ProbeTarget { attacks, classes, ..all }).await.unwrap();
        assert_eq!(leaked(&report, attack), BTreeSet::from([*class]), "{made}\n{report}");
        let findings = audit(admin, &map).await.unwrap();
        assert!(!findings.is_empty(), "{made}: the audit sees nothing");
        for finding in findings {
            oracle.batch_execute(&finding.mend).await.unwrap();
        }
    }
    assert_eq!(audit(admin, &map).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_is_made_attacked_and_dropped() {
    let scratch = tokio::task::spawn_blocking(|| Scratch::start().unwrap()).await.unwrap();
    tenancy::create_database(&scratch.connection().config("postgres").into(), "karum").await.unwrap();
    let (admin, secrets) = (scratch.connection().config("karum").into(), Secrets::generate().unwrap());
    let report = probe_scratch(&admin, &secrets).await.unwrap();
    assert!(report.passed(), "\n{report}");
    let (client, connection) = admin.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    let left = client.query("SELECT FROM pg_database WHERE datname LIKE 'karum\\_probe\\_%'", &[]).await.unwrap();
    assert!(left.is_empty());
    holes_of_roles_are_found(&admin, &secrets).await;
    tokio::task::spawn_blocking(move || drop(scratch)).await.unwrap();
}

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
    assert_eq!(seller.statements, 30);
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
    ] {
        let world = World::start().await;
        world.oracle.batch_execute(made).await.unwrap();
        let only = ProbeTarget { classes: vec![class.into()], ..target(&world) };
        let report = fuzz(&only, 4, Limit::Statements(150)).await.unwrap();
        assert!(!report.passed() && report.leaks.iter().all(|leak| leak.class == class), "{made}\n{report}");
    }
}
