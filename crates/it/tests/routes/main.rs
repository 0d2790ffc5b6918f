//! Every route, asked by three who may not: an anonymous visitor, a member of another seller's team, a buyer. The
//! routes come from the routers themselves; a route without a line in the table fails, and a line without a route.
#![allow(clippy::unwrap_used, missing_docs)]

mod line;
mod matrix;
mod names;
mod seller_lines;
mod table;

use std::collections::BTreeSet;

use axum::http::Method;
use it::{Answer, Ask, Site};
use line::Line;
use names::Names;
use types::SellerId;

/// Every method and path pattern that the site answers.
fn routes() -> BTreeSet<(String, String)> {
    let mut found: BTreeSet<_> = listed(&pages::routes());
    found.extend(listed(&web_kit::media().list()));
    found.extend(web_kit::OPERATIONS.map(|path| ("GET".to_owned(), path.to_owned())));
    found.extend(["/api/openapi.json", "/api/docs"].map(|path| ("GET".to_owned(), path.to_owned())));
    let document: serde_json::Value = serde_json::from_str(&api::openapi_json()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().keys();
        found.extend(methods.filter(|m| *m != "parameters").map(|m| (m.to_uppercase(), path.clone())));
    }
    found
}

fn listed(list: &[(Method, &'static str)]) -> BTreeSet<(String, String)> {
    list.iter().map(|(method, path)| (method.to_string(), (*path).to_owned())).collect()
}

#[test]
fn every_route_has_a_line_and_every_line_a_route() {
    let routes = routes();
    let lines = table::lines();
    let told: BTreeSet<_> = lines.iter().map(|l| (l.method.to_owned(), l.path.to_owned())).collect();
    let untested: Vec<_> = routes.difference(&told).collect();
    assert!(untested.is_empty(), "add a line to crates/it/tests/routes/table.rs for each of {untested:?}");
    let gone: Vec<_> = told.difference(&routes).collect();
    assert!(gone.is_empty(), "these lines of crates/it/tests/routes/table.rs have no route: {gone:?}");
    println!("{} routes, {} lines", routes.len(), lines.len());
}

/// A route that stands beside the lists is as reachable as one in them.
#[tokio::test]
async fn the_router_has_no_path_that_the_lists_do_not_tell() {
    let site = Site::start().await;
    let known: BTreeSet<_> = routes().into_iter().map(|(_, path)| path).collect();
    let found = site.paths();
    assert!(found.len() >= known.len() && found.contains("/seller/{seller}/orders/{id}"), "only {found:?}");
    // The reader of the API's document brings files of its own, and axum has a place for what is not found.
    let untold: Vec<_> = found
        .iter()
        .filter(|p| !known.contains(*p) && !p.starts_with("/api/docs/") && !p.contains("axum_fallback"))
        .collect();
    assert!(untold.is_empty(), "{untold:?}: add it by `Routes` or to the OpenAPI router, and to the table");
}

/// What stands in rows that are the seller's alone: ids, names, texts, times. What anybody can read, as on the shelf,
/// and what others have too is left out.
async fn secrets_of(site: &Site, seller: SellerId) -> BTreeSet<String> {
    let map = tenancy::map::TenancyMap::embedded().unwrap();
    let mut values = [BTreeSet::new(), BTreeSet::new()];
    for (name, table) in &map.tables {
        if table.kind.owner_column() != Some("seller_id") {
            continue; // no seller's team reads these at all
        }
        let sql = format!(
            "SELECT v.value, t.seller_id = '{seller}' AND v.value !~ '^[\\[{{]'
             FROM {name} t CROSS JOIN jsonb_each_text(to_jsonb(t)) v WHERE length(v.value) >= 8"
        );
        for row in site.world.oracle.query(&sql, &[]).await.unwrap() {
            let secret = table.kind == tenancy::map::Kind::SellerIsolated && row.get::<_, bool>(1);
            values[usize::from(secret)].insert(row.get::<_, String>(0));
        }
    }
    let [open, secret] = values;
    let secret: BTreeSet<_> =
        secret.into_iter().filter(|value| !open.iter().any(|o| o.contains(value.as_str()))).collect();
    assert!(secret.len() > 20, "{secret:?}");
    secret
}

/// Each table that is led by a seller, with the count and a checksum of the seller's rows.
async fn rows_of(site: &Site, seller: SellerId) -> Vec<(String, i64, String)> {
    let led = "SELECT i.indrelid::regclass::text FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'karum'::regnamespace
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indisprimary AND a.attname = 'seller_id' ORDER BY 1";
    let mut found = Vec::new();
    for row in site.world.oracle.query(led, &[]).await.unwrap() {
        let table: String = row.get(0);
        let sql = format!(
            "SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t WHERE t.seller_id = '{seller}'"
        );
        let row = site.world.oracle.query_one(&sql, &[]).await.unwrap();
        found.push((table, row.get(0), row.get(1)));
    }
    found
}

async fn ask(site: &Site, line: &Line, names: &Names, session: Option<&str>, key: &str) -> Answer {
    let uri = names.fill(&line.ask);
    let body = line.body.map(|(media_type, text)| (media_type, names.fill(text)));
    let body = body.as_ref().map(|(media_type, text)| (*media_type, text.as_str()));
    site.ask(&Ask { method: line.method, uri: &uri, session, body, key: Some(key), ..Ask::default() }).await
}

#[tokio::test]
async fn strangers_get_what_the_table_says_and_change_nothing_of_the_seller_s() {
    let site = Site::start().await;
    let (other, buyer) = (site.register_seller("other-shop").await, site.register_buyer("a-buyer").await);
    let seller = site.world.sellers[0].seller;
    let before = rows_of(&site, seller).await;
    for table in ["orders", "products", "variants", "feeds", "import_runs", "storefronts"] {
        assert!(before.iter().any(|(name, count, _)| name == table && *count > 0), "{table} has rows of the seller");
    }
    let secrets = secrets_of(&site, seller).await;
    let mut wrong = Vec::new();
    for (number, line) in table::lines().iter().enumerate() {
        for (at, caller) in ["anonymous", "other", "buyer"].into_iter().enumerate() {
            let place = format!("{} {} as {caller}", line.method, line.ask);
            let who = [None, Some(&other), Some(&buyer)][at];
            let key = format!("{number}-{caller}");
            let (mut answers, mut shown) = (Vec::new(), String::new());
            for names in [Names::of(&site.world, caller), Names::absent(&site.world, caller)] {
                // Each request has a session of its own: signing out is one of the routes.
                let session = match who {
                    Some(who) => Some(site.session_of(who).await),
                    None => None,
                };
                let answer = ask(&site, line, &names, session.as_deref(), &key).await;
                shown.push_str(&answer.body);
                answers.push((answer.status.as_u16(), names.hide(answer.location()), names.hide(&answer.lasting())));
                if answers[0].0 < 400 || !line.names_something() {
                    break;
                }
            }
            let (status, location, body) = &answers[0];
            if *status != line.expected[at] {
                wrong.push(format!("{place}: {status}, expected {}: {}", line.expected[at], excerpt(body)));
            }
            if *status < 400
                && let Some(secret) = secrets.iter().find(|secret| shown.contains(secret.as_str()))
            {
                wrong.push(format!("{place}: shows {secret:?}, which is the seller's alone: {}", excerpt(body)));
            }
            if caller == "anonymous" && line.path.starts_with("/seller") && !location.starts_with("/sign-in") {
                wrong.push(format!("{place}: leads to {location:?}, not to the sign-in"));
            }
            if answers.len() == 2 && answers[0] != answers[1] {
                wrong.push(format!("{place}: a hidden and an absent one differ:\n{answers:?}"));
            }
        }
    }
    let after = rows_of(&site, seller).await;
    wrong.extend(before.iter().zip(&after).filter(|(b, a)| a != b).map(|(b, a)| format!("changed: {b:?} is {a:?}")));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Enough of a body to see what went wrong.
fn excerpt(body: &str) -> String {
    let text = body.split("<main").nth(1).unwrap_or(body);
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect()
}
