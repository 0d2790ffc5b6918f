//! The database goes and comes back, takes no more connections, or has no more room; the disk of the files is full. Who
//! asks meanwhile is told to come again, nothing is written by halves, and nothing needs to be started anew.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{path::PathBuf, process::Command, time::Duration};

use imports::engine::execute;
use it::{Answer, Ask, Site, invariants};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use types::RunId;

const JSON: &str = "application/json";

async fn get(site: &Site, uri: &str, session: Option<&str>) -> Answer {
    site.ask(&Ask { method: "GET", uri, session, ..Ask::default() }).await
}

async fn post(site: &Site, uri: &str, session: &str, body: &Value, key: &str) -> Answer {
    let body = body.to_string();
    let ask = Ask {
        method: "POST",
        uri,
        session: Some(session),
        body: Some((JSON, &body)),
        key: Some(key),
        ..Ask::default()
    };
    site.ask(&ask).await
}

fn order() -> Value {
    json!({
        "address": {"email": "a@example.com", "name": "A", "street": "S 1", "postal_code": "1", "city": "C", "country": "LU"},
        "expected_totals": [{"minor": 1490, "currency": "EUR"}],
    })
}

async fn put_in_cart(site: &Site, session: &str) {
    let s = site.world.sellers[0];
    let line = json!({"seller": s.seller, "product": s.product, "variant": s.variants[0], "quantity": 1});
    let answer = post(site, "/api/v1/cart/lines", session, &line, "").await;
    assert!(answer.status.is_success(), "{}", answer.body);
}

/// A site whose seed agrees with itself, a buyer with one piece in his cart, and the owner of an empty shop.
async fn trading(site: Site) -> (Site, String, String) {
    let sql = "UPDATE stock_levels s SET reserved = 1 FROM order_lines l WHERE l.seller_id = s.seller_id AND l.variant_id = s.variant_id";
    site.world.oracle.execute(sql, &[]).await.unwrap();
    let buyer = site.session_of(&site.register_buyer("ada").await).await;
    let seller = site.session_of(&site.register_seller("importing").await).await;
    put_in_cart(&site, &buyer).await;
    (site, buyer, seller)
}

/// Runs statements as the administrator of the server, beside the database.
async fn administer(site: &Site, sql: &str) {
    test_support::superuser("postgres").await.batch_execute(&sql.replace("{}", &site.world.database)).await.unwrap();
}

const END_ALL: &str =
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{}' AND usename LIKE 'karum\\_%'";

/// Every way in says 503 and when to come again, and none says what the database said.
async fn all_are_told_to_come_again(site: &Site, buyer: &str, seller: &str) {
    for (uri, session) in [
        ("/", None),
        ("/s/seed-a", None),
        ("/cart", Some(buyer)),
        ("/api/v1/cart", Some(buyer)),
        ("/api/v1/purchases", Some(buyer)),
        ("/api/v1/marketplace/feeds", Some(seller)),
        ("/seller/importing/orders", Some(seller)),
    ] {
        told_to_come_again(uri, &get(site, uri, session).await);
    }
    told_to_come_again("checkout", &post(site, "/api/v1/checkout", buyer, &order(), "away").await);
}

fn told_to_come_again(what: &str, answer: &Answer) {
    assert_eq!(answer.status, 503, "{what}: {}", answer.body);
    let seconds: u64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{what}: {seconds}");
    for word in ["SELECT", "connection", "database \"", "karum_world", "No space"] {
        assert!(!answer.body.contains(word), "{what} tells of \"{word}\": {}", answer.body);
    }
}

/// And afterwards it is as if nothing had been.
async fn all_is_well(site: &Site, buyer: &str, seller: &str, purchases: i64) {
    for (uri, session) in
        [("/", None), ("/s/seed-a", None), ("/cart", Some(buyer)), ("/api/v1/marketplace/feeds", Some(seller))]
    {
        assert_eq!(get(site, uri, session).await.status, 200, "{uri}");
    }
    let sql = "SELECT FROM purchases WHERE number NOT LIKE 'P-SEED%'";
    assert_eq!(site.world.count(sql).await, purchases, "before it is asked again");
    let placed = post(site, "/api/v1/checkout", buyer, &order(), "away").await;
    assert_eq!(placed.status, 201, "{}", placed.body);
    assert_eq!(site.world.count(sql).await, purchases + 1);
    assert_eq!(invariants::violations(&site.world.oracle).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_goes_and_comes_back_needs_no_restart() {
    let (site, buyer, seller) = trading(Site::start().await).await;
    assert_eq!(get(&site, "/", None).await.status, 200);
    administer(&site, "ALTER DATABASE {} ALLOW_CONNECTIONS false").await;
    administer(&site, END_ALL).await;
    all_are_told_to_come_again(&site, &buyer, &seller).await;
    administer(&site, "ALTER DATABASE {} ALLOW_CONNECTIONS true").await;
    all_is_well(&site, &buyer, &seller, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_without_a_free_connection_is_asked_again_later() {
    let (site, buyer, seller) = trading(Site::start().await).await;
    administer(&site, "ALTER DATABASE {} CONNECTION LIMIT 0").await;
    administer(&site, END_ALL).await;
    all_are_told_to_come_again(&site, &buyer, &seller).await;
    administer(&site, "ALTER DATABASE {} CONNECTION LIMIT -1").await;
    all_is_well(&site, &buyer, &seller, 0).await;
}

/// Connections are cut in the middle of checkouts, wherever each happens to be.
async fn cut_checkouts(rounds: usize) {
    let (site, _, _) = trading(Site::start().await).await;
    let (mut told, mut cut) = (0, 0);
    for round in 0..rounds {
        let mut sessions = Vec::new();
        for n in 0..4 {
            let session = site.session_of(&site.register_buyer(&format!("b{round}-{n}")).await).await;
            put_in_cart(&site, &session).await;
            sessions.push(session);
        }
        let ordering = async {
            let order = order();
            let asked = sessions.iter().map(|s| post(&site, "/api/v1/checkout", s, &order, "k"));
            futures_util::future::join_all(asked).await
        };
        // later each time, so that every place of a checkout is met
        let cutting = async {
            tokio::time::sleep(Duration::from_millis(2 + round as u64 % 12 * 2)).await;
            let admin = &site.world.oracle;
            let ended = "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity
                         WHERE datname = current_database() AND usename LIKE 'karum\\_%'";
            admin.query_one(ended, &[]).await.unwrap().get::<_, i64>(0)
        };
        let (answers, ended) = tokio::join!(ordering, cutting);
        cut += ended;
        for answer in &answers {
            assert!(matches!(answer.status.as_u16(), 201 | 503), "round {round}: {}", answer.body);
            told += usize::from(answer.status == 503);
        }
        for session in &sessions {
            let mut again = post(&site, "/api/v1/checkout", session, &order(), "k").await;
            while again.status == 503 {
                again = post(&site, "/api/v1/checkout", session, &order(), "k").await; // a pooled connection had died
            }
            assert_eq!(again.status, 201, "{}", again.body);
        }
    }
    println!("{} checkouts, {told} told to come again, {cut} connections cut", rounds * 4);
    assert!(told > 0 && cut > 0, "nothing was in the middle: {told} of {cut}");
    let placed = site.world.count("SELECT FROM purchases WHERE number NOT LIKE 'P-SEED%'").await;
    assert_eq!(placed, i64::try_from(rounds * 4).unwrap(), "none lost, none doubled");
    assert_eq!(invariants::violations(&site.world.oracle).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checkout_that_is_cut_off_and_asked_again_orders_once() {
    cut_checkouts(6).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: many rounds"]
async fn long_checkouts_that_are_cut_off_order_once() {
    cut_checkouts(150).await;
}

/// PostgreSQL refuses what would need room, in its own words for it.
const FULL: &str = "CREATE FUNCTION public.full_disk() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
    GRANT EXECUTE ON FUNCTION public.full_disk() TO PUBLIC;
    CREATE TRIGGER full_disk AFTER INSERT ON karum.TABLE FOR EACH STATEMENT EXECUTE FUNCTION public.full_disk()";

async fn feed(site: &Site, seller: &str) -> String {
    let feed = post(site, "/api/v1/marketplace/feeds", seller, &json!({"language": "fr"}), "").await;
    assert_eq!(feed.status, 201, "{}", feed.body);
    serde_json::from_str::<Value>(&feed.body).unwrap()["id"].as_str().unwrap().to_owned()
}

async fn send(site: &Site, seller: &str, feed: &str, file: &[u8]) -> Answer {
    let uri = format!("/api/v1/marketplace/feeds/{feed}/file");
    let bytes = Some(("application/octet-stream", file));
    site.ask(&Ask { method: "POST", uri: &uri, session: Some(seller), bytes, ..Ask::default() }).await
}

const FEED: &[u8] = b"id\ttitle\tprice\tavailability\na\tTopf\t1 EUR\tin stock\nb\tKessel\t2 EUR\tin stock";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_of_the_database_stops_checkouts_and_imports_whole() {
    let (site, buyer, seller) = trading(Site::start().await).await;
    let id = feed(&site, &seller).await;
    assert_eq!(send(&site, &seller, &id, FEED).await.status, 200);
    let started = post(&site, "/api/v1/marketplace/import", &seller, &json!({"feed": id}), "").await;
    assert_eq!(started.status, 202, "{}", started.body);
    let row =
        site.world.oracle.query_one("SELECT seller_id, id FROM import_runs WHERE state = 'queued'", &[]).await.unwrap();
    let (shop, run): (_, RunId) = (row.get(0), row.get(1));
    let staged = format!("SELECT FROM staged_products WHERE seller_id = '{shop}'");
    for table in ["staged_products", "purchase_payments"] {
        site.world
            .oracle
            .batch_execute(&FULL.replace("TABLE", table).replace("full_disk", &format!("full_{table}")))
            .await
            .unwrap();
    }
    let failed = execute(&site.imports, shop, run, CancellationToken::new(), |_| {}).await;
    assert!(failed.is_err(), "a worker tries again later: {failed:?}");
    assert_eq!(site.world.count(&staged).await, 0);
    told_to_come_again("checkout", &post(&site, "/api/v1/checkout", &buyer, &order(), "away").await);
    assert_eq!(get(&site, "/", None).await.status, 200, "reading goes on");
    for table in ["staged_products", "purchase_payments"] {
        site.world.oracle.batch_execute(&format!("DROP TRIGGER full_{table} ON {table}")).await.unwrap();
    }
    execute(&site.imports, shop, run, CancellationToken::new(), |_| {}).await.unwrap();
    assert_eq!(site.world.count(&staged).await, 2);
    all_is_well(&site, &buyer, &seller, 0).await;
}

/// A file system of one MiB; only root can make one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: PathBuf) -> Option<Self> {
        std::fs::create_dir_all(&at).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(&at).output();
        mounted.is_ok_and(|done| done.status.success()).then(|| Self(at))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

fn in_work(blobs: &std::path::Path) -> usize {
    std::fs::read_dir(blobs.join(".work")).unwrap().count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_has_no_room_is_not_stored_by_halves() {
    let files = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(files.path().join("blobs")) else {
        eprintln!("skipped: a small file system can be mounted by root only");
        return;
    };
    let (site, buyer, seller) = trading(Site::start_in(files).await).await;
    let id = feed(&site, &seller).await;
    let line = "x\tTopf\t1 EUR\tin stock\n".repeat(100_000);
    told_to_come_again("upload", &send(&site, &seller, &id, &[FEED, line.as_bytes()].concat()).await);
    assert_eq!(site.stored_files(), 1, "what was there before, a feed's empty file, and nothing more");
    assert_eq!(in_work(&disk.0), 0, "nothing unfinished is left of it");
    assert_eq!(send(&site, &seller, &id, FEED).await.status, 200, "a small one has room");
    all_is_well(&site, &buyer, &seller, 0).await;
}
