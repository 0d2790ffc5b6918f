//! The commands, as a person uses them: a site's life from its first start, with everything that can be done beside it.
#![allow(clippy::unwrap_used, missing_docs)]

mod program;

use program::{Place, eventually, lives, signal, text};
use test_support::{Client, superuser_of};

struct Database(tokio::runtime::Runtime, Client);

impl Database {
    fn of(place: &Place) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let client = runtime.block_on(superuser_of(&place.data().join("pg"), "karum"));
        Self(runtime, client)
    }

    fn number(&self, sql: &str) -> i64 {
        self.0.block_on(self.1.query_one(sql, &[])).unwrap().get(0)
    }
}

const RUNS: &str = "SELECT count(*) FROM karum.import_runs WHERE state = 'done'";
const ORDERS: &str = "SELECT count(*) FROM karum.orders";

#[test]
fn settings_say_where_they_come_from_and_hide_what_is_secret() {
    let place = Place::new();
    let mut command = place.command(&["config"]);
    command
        .env("KARUM_DATABASE_URL", "postgres://admin:hunter2@db/x")
        .env("KARUM_NAME", "123")
        .env("KARUM_SECRETS", "hunter3")
        // No setting of a site: what `karum audit --map` looks at.
        .env("KARUM_AUDIT_DATABASE", "postgres://auditor@db/x");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    assert!(!told.contains("hunter"), "{told}");
    let line = |name: &str| told.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    for (name, value, source) in [
        ("database_url", "\"********\"", "environment, KARUM_DATABASE_URL"),
        ("name", "\"123\"", "environment, KARUM_NAME"),
        ("data_dir", "/data\"", "command line, --data-dir"),
        ("public_url", &*format!("\"http://localhost:{}/\"", place.port), "from listen"),
        ("connections", "8", "default"),
    ] {
        assert!(line(name).contains(value) && line(name).ends_with(source), "{}", line(name));
    }
    let refused = place.command(&["up"]).env("KARUM_DATABASE_SERVER", "postgres://db/x").output().unwrap();
    assert!(!refused.status.success());
    assert!(text(&refused.stderr).contains("KARUM_DATABASE_URL"), "{}", text(&refused.stderr));
    let shown = place.succeeds(&["tenancy", "show"]);
    assert!(shown.contains("orders  (SellerIsolated, key seller_id, id)"), "{shown}");
}

#[test]
fn a_site_from_its_first_start_to_its_end() {
    let place = Place::new();
    killed_while_the_demo_is_loaded(&place);
    let mut running = place.up();
    the_demo_is_whole(&place);
    what_is_done_beside_it(&place);

    // SIGTERM ends in order.
    let postgres = place.postgres();
    signal("-TERM", running.0.id());
    assert!(running.0.wait().unwrap().success(), "{}", place.read("log"));
    assert!(!lives(postgres), "PostgreSQL has ended too");
    let log = place.read("log");
    assert!(!log.contains('\u{1b}'), "no colours in a file: {log}");

    // Started again it has everything, loads nothing, and notices when PostgreSQL is gone.
    let mut running = place.up();
    assert!(!place.read("out").contains("Loading the demo"));
    signal("-KILL", place.postgres());
    let mut ended = None;
    eventually("it ends with its database", || {
        ended = running.0.try_wait().unwrap();
        ended.is_some()
    });
    assert!(!ended.unwrap().success());
    assert!(place.read("log").contains("PostgreSQL ended by itself"), "{}", place.read("log"));
}

/// Killed in the middle, and PostgreSQL with it: what was begun is made good at the next start.
fn killed_while_the_demo_is_loaded(place: &Place) {
    let mut running = place.begin();
    eventually("the first feed is imported", || {
        assert!(running.0.try_wait().unwrap().is_none(), "it ended: {}", place.read("log"));
        place.read("out").contains("Pharmacie, ")
    });
    signal("-KILL", running.0.id());
    running.0.wait().unwrap();
    signal("-KILL", place.postgres());
}

fn the_demo_is_whole(place: &Place) {
    assert!(place.read("out").contains("Karum is up"), "{}", place.read("out"));
    let database = Database::of(place);
    assert_eq!(database.number(RUNS), 5, "a run for each feed");
    assert_eq!(database.number("SELECT count(*) FROM karum.import_runs"), 5, "and no other");
    assert_eq!(database.number("SELECT count(DISTINCT seller_id) FROM karum.shelf_products"), 3);
    assert_eq!(database.number("SELECT count(*) FROM karum.purchases"), 18);
    assert_eq!(database.number(ORDERS), 36, "each purchase is of two shops");
    assert!(database.number("SELECT count(DISTINCT placed_at::date) FROM karum.orders") >= 15, "spread over the month");
    assert_eq!(database.number("SELECT count(*) FROM karum.orders WHERE placed_at > now()"), 0);
    assert!(database.number("SELECT count(DISTINCT state) FROM karum.orders") >= 4, "at different stages");
}

fn what_is_done_beside_it(place: &Place) {
    let said = place.fails(&["up"]);
    assert!(said.contains("already"), "a second start: {said}");

    let feed = place.path("examples/feeds/shop-mode-saleor/feed_en.tsv");
    let said = place.succeeds(&["import", "--seller", "mode", "--language", "en", feed.to_str().unwrap()]);
    assert!(said.contains("0 new, 0 changed"), "the same feed again: {said}");
    let said = place.fails(&["import", "--seller", "nobody", "--language", "en", feed.to_str().unwrap()]);
    assert!(said.contains("no shop at /s/nobody"), "{said}");

    let said = place.succeeds(&["audit"]);
    assert!(said.contains(" 0 findings, 0 waived"), "{said}");

    place.succeeds(&["keys", "rotate"]);
    eventually("the running site signs with the new key", || place.read("log").contains("signing with a new key"));
    assert_eq!(place.status("/"), Some(200));
    let database = Database::of(place);
    assert_eq!(database.number("SELECT count(*) FROM keyring.secret WHERE valid_until IS NULL"), 1);
    let said = place.succeeds(&["migrate"]);
    assert!(said.contains("up to date"), "{said}");
}
