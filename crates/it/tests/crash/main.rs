//! The program is killed in the middle of imports and checkouts, again and again. What was answered stands, what was not
//! answered is asked again under the same key, and nothing is lost, doubled or stuck.
//!
//! `CRASHES` is another number of kills.
#![allow(clippy::unwrap_used, missing_docs)]

mod site;

use std::{
    fmt::Write as _,
    thread,
    time::{Duration, Instant},
};

use it::invariants;
use serde_json::{Value, json};
use site::{PATIENCE, Site};
use test_support::{Client, superuser_of};
use tokio::runtime::Runtime;
use uuid::Uuid;
use web_kit::SessionSecret;

/// Buyers who order at the same time.
const BUYERS: usize = 3;

/// The superuser of the site's database.
struct Oracle(Runtime, Client);

impl Oracle {
    fn of(site: &Site) -> Self {
        let runtime = Runtime::new().unwrap();
        let client = runtime.block_on(superuser_of(&site.data().join("pg"), "karum"));
        runtime.block_on(client.batch_execute("SET search_path = karum")).unwrap();
        Self(runtime, client)
    }

    fn text(&self, sql: &str) -> String {
        self.0.block_on(self.1.query_one(sql, &[])).unwrap().get(0)
    }

    fn number(&self, sql: &str) -> i64 {
        self.0.block_on(self.1.query_one(&format!("SELECT count(*) FROM {sql}"), &[])).unwrap().get(0)
    }

    /// A session: its secret. `whose` are its user and buyer, `from` where they stand.
    fn session(&self, whose: &str, from: &str) -> String {
        let secret = SessionSecret::generate();
        let hash = secret.hash().iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        });
        let sql = format!(
            "INSERT INTO sessions (token_hash, id, user_id, buyer_id, expires_at)
             SELECT '\\x{hash}', gen_random_uuid(), {whose}, now() + interval '1 day' {from}"
        );
        self.0.block_on(self.1.batch_execute(&sql)).unwrap();
        secret.expose()
    }

    fn guest(&self) -> String {
        let buyer = Uuid::now_v7();
        let sql = format!("INSERT INTO buyers (buyer_id, language) VALUES ('{buyer}', 'en')");
        self.0.block_on(self.1.batch_execute(&sql)).unwrap();
        self.session(&format!("NULL::uuid, '{buyer}'::uuid"), "")
    }
}

/// A buyer with something in his cart, who orders it until he has an answer.
struct Buyer {
    session: String,
    key: String,
    /// The purchase that he was told of.
    told: Option<Value>,
}

impl Buyer {
    /// Orders once. An answer that says another purchase than a former one fails the test.
    fn order(&mut self, site: &Site) -> bool {
        let order = json!({"address": {"email": "a@example.com", "name": "A", "street": "S 1", "postal_code": "1", "city": "C", "country": "LU"}});
        let Some((status, answer)) =
            site.call("POST", "/api/v1/checkout", &self.session, &self.key, Some(order.to_string().as_bytes()))
        else {
            return false;
        };
        if status == 503 {
            return false;
        }
        assert_eq!(status, 201, "{answer}");
        let id = answer["purchases"][0]["id"].clone();
        assert!(self.told.as_ref().is_none_or(|told| *told == id), "told of {:?}, then of {id}", self.told);
        self.told = Some(id);
        true
    }
}

/// What can be bought without end: a variant whose stock is not counted.
fn goods(oracle: &Oracle) -> Value {
    let sql = "SELECT json_build_object('seller', s.seller_id, 'product', s.product_id, 'variant', s.variant_id)::text
               FROM stock_levels s JOIN variants v ON v.seller_id = s.seller_id AND v.id = s.variant_id
               JOIN storefronts f ON f.seller_id = s.seller_id
               WHERE NOT s.tracked AND s.available AND v.published_at IS NOT NULL AND f.slug = 'haushalt' ORDER BY s.variant_id LIMIT 1";
    let mut line: Value = serde_json::from_str(&oracle.text(sql)).unwrap();
    line["quantity"] = json!(1);
    line
}

/// The seller's side: another file each time, and a run of it. Either may be cut off.
fn import(site: &Site, session: &str, feed: &str, round: usize) {
    let mut file = "id\ttitle\tprice\tavailability\n".to_owned();
    for n in 0..3_000 {
        writeln!(file, "crash-{n}\tTopf {n}\t{}.00 EUR\tin stock", 1 + (n + round) % 9).unwrap();
    }
    site.call("POST", &format!("/api/v1/marketplace/feeds/{feed}/file"), session, "", Some(file.as_bytes()));
    let run = json!({ "feed": feed }).to_string();
    site.call("POST", "/api/v1/marketplace/import", session, "", Some(run.as_bytes()));
}

/// One kill: `delay` after everybody has begun.
fn round(site: &mut Site, buyers: &mut [Buyer], seller: (&str, &str), number: usize, delay: Duration) -> usize {
    let shared = &*site;
    let answered = thread::scope(|scope| {
        let import = scope.spawn(|| import(shared, seller.0, seller.1, number));
        let orders: Vec<_> = buyers.iter_mut().map(|buyer| scope.spawn(|| buyer.order(shared))).collect();
        thread::sleep(delay);
        shared.signal_kill();
        import.join().unwrap();
        orders.into_iter().map(|order| usize::from(order.join().unwrap())).sum()
    });
    site.ended();
    site.up();
    for buyer in buyers {
        let deadline = Instant::now() + PATIENCE;
        while !buyer.order(site) {
            assert!(Instant::now() < deadline, "no answer: {}", site.log());
        }
    }
    answered
}

#[test]
#[ignore = "long: a hundred kills"]
fn long_what_is_killed_loses_nothing_and_doubles_nothing() {
    let kills: usize = std::env::var("CRASHES").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    let mut site = Site::new();
    site.up();
    let oracle = Oracle::of(&site);
    let before = oracle.number("purchases");
    let line = goods(&oracle).to_string();
    let team = "FROM members m JOIN storefronts f ON f.seller_id = m.seller_id WHERE f.slug = 'mode' LIMIT 1";
    let owner = oracle.session("m.user_id, NULL::uuid", team);
    let made = site.call(
        "POST",
        "/api/v1/marketplace/feeds",
        &owner,
        "",
        Some(json!({"language": "fr"}).to_string().as_bytes()),
    );
    let (status, feed) = made.unwrap();
    assert_eq!(status, 201, "{feed}");
    let feed = feed["id"].as_str().unwrap().to_owned();
    let (mut answered, mut ordered) = (0, Vec::new());
    for number in 0..kills {
        let mut buyers: Vec<_> =
            (0..BUYERS).map(|n| Buyer { session: oracle.guest(), key: format!("{number}-{n}"), told: None }).collect();
        for buyer in &buyers {
            let added = site.call("POST", "/api/v1/cart/lines", &buyer.session, "", Some(line.as_bytes())).unwrap();
            assert!((200..300).contains(&added.0), "{added:?}");
        }
        // spread over the time that orders and an import take
        let delay = Duration::from_millis((number as u64 * 37) % 400);
        answered += round(&mut site, &mut buyers, (&owner, &feed), number, delay);
        ordered.extend(buyers.into_iter().map(|buyer| buyer.told.unwrap().to_string()));
    }
    settled(&site, &oracle);
    let many = kills * BUYERS;
    println!("{kills} kills, {many} checkouts, {answered} of them answered before the kill");
    ordered.sort();
    ordered.dedup();
    assert_eq!(ordered.len(), many, "a purchase for each");
    assert_eq!(oracle.number("purchases") - before, i64::try_from(many).unwrap(), "none lost, none doubled");
    let wrong = oracle.0.block_on(invariants::violations(&oracle.1));
    assert_eq!(wrong, Vec::<String>::new());
    assert!(kills < 20 || (answered > 0 && answered < many), "killed always before or always after");
    assert_eq!(oracle.number("import_runs WHERE state = 'failed'"), 0);
    let audit = site.command(&["audit"]).output().unwrap();
    assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stdout));
}

/// Every job is done, without a dead one, and no run is open.
fn settled(site: &Site, oracle: &Oracle) {
    let deadline = Instant::now() + PATIENCE;
    let open = "jobs WHERE state = 'running' OR (state = 'ready' AND kind LIKE '%import%')";
    while oracle.number(open) + oracle.number("import_runs WHERE state IN ('queued', 'running')") > 0 {
        let left = "SELECT coalesce(json_agg(j)::text, '') FROM jobs j WHERE state IN ('ready', 'running')";
        assert!(Instant::now() < deadline, "stuck: {}\n{}", oracle.text(left), site.log());
        thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(oracle.number("jobs WHERE state = 'dead'"), 0, "{}", site.log());
}
