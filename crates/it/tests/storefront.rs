//! The storefront as visitors see it: hosts, search, facets, shops.
#![allow(clippy::unwrap_used, missing_docs)]

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use catalog::{
    feed::{AndPublish, FeedVariant, apply},
    publish::{Which, unpublish},
};
use it::{Answer, Ask, Site, encoded};
use types::{Currency, Language, Money};

/// A row of a feed.
fn item(id: &str, title: &str, category: &str, price: Money) -> FeedVariant {
    FeedVariant {
        external_id: id.into(),
        group_key: id.into(),
        texts: vec![(Language::En, title.into(), String::new())],
        brand: Some(format!("Brand {id}")),
        category: Some(category.into()),
        google_category: None,
        price,
        sale_price: None,
        in_stock: true,
        quantity: None,
        gtin: None,
        mpn: None,
        options: std::collections::BTreeMap::new(),
        images: vec![],
        weight_grams: None,
        condition: None,
        tax_rate: None,
    }
}

async fn publish(site: &Site, which: usize, batch: &[FeedVariant]) {
    let q = site.world.pools.worker(site.world.sellers[which].seller, None).write().await.unwrap();
    apply(&q, batch, AndPublish::Yes).await.unwrap();
    q.commit().await.unwrap();
}

async fn get(site: &Site, host: Option<&str>, uri: &str) -> Answer {
    site.ask(&Ask { method: "GET", uri, host, ..Ask::default() }).await
}

/// Asks until the answer holds a text: the index follows the shelf within a moment.
async fn until(site: &Site, uri: &str, text: &str) -> Answer {
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        let answer = get(site, None, uri).await;
        if answer.body.contains(text) {
            return answer;
        }
        assert!(Instant::now() < deadline, "{text} is not in {uri}: {}", answer.body);
        test_support::pause().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_published_is_found_and_what_is_not_is_gone_at_once() {
    let site = Site::start().await;
    publish(&site, 0, &[item("1", "Zinnober Kettle", "Kitchen > Kettles", Money::new(1999, Currency::Eur))]).await;
    until(&site, "/search?q=zinnober", "Zinnober Kettle").await;
    let q = site.world.seller(0).write().await.unwrap();
    unpublish(&q, Which::ExternalIds(&["1"])).await.unwrap();
    q.commit().await.unwrap();
    let answer = get(&site, None, "/search?q=zinnober").await;
    assert!(!answer.body.contains("Zinnober Kettle"), "its row is fetched, and there is none");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_s_own_host_knows_that_shop_alone() {
    let site = Site::start().await;
    publish(&site, 0, &[item("1", "Zinnober Kettle", "Kitchen", Money::new(1999, Currency::Eur))]).await;
    publish(&site, 1, &[item("1", "Zinnober Vase", "Vases", Money::new(2999, Currency::Eur))]).await;
    until(&site, "/search?q=zinnober", "Zinnober Vase").await;
    until(&site, "/search?q=zinnober", "Zinnober Kettle").await;
    let own = Some("seed-a.karum.test");

    let search = get(&site, own, "/search?q=zinnober&shop=seed-b&sort=price").await;
    assert_eq!((search.status, search.location()), (StatusCode::SEE_OTHER, "/s/seed-a?q=zinnober&sort=price"));
    let shop = get(&site, own, "/s/seed-a?q=zinnober").await;
    assert!(shop.body.contains("Zinnober Kettle") && !shop.body.contains("Zinnober Vase"));
    assert!(!shop.body.contains("Vases"), "no category of another shop in the header");
    let suggested = get(&site, own, "/search/suggest?q=zinnober").await;
    assert!(suggested.body.contains("Zinnober Kettle") && !suggested.body.contains("Zinnober Vase"));
    let suggested = get(&site, None, "/search/suggest?q=zinnober").await;
    assert!(suggested.body.contains("Zinnober Vase"));

    for elsewhere in ["/s/seed-b?q=a", "/products/seed-b/seed-product", "/shops"] {
        let answer = get(&site, own, elsewhere).await;
        let to = format!("http://karum.test{elsewhere}");
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, to.as_str()));
    }
    assert_eq!(get(&site, own, "/products/seed-a/seed-product").await.status, StatusCode::OK);
    for host in ["nobody.karum.test", "evil.example", "a.seed-a.karum.test"] {
        for uri in ["/", "/search?q=zinnober", "/cart", "/s/seed-a", "/search/suggest?q=z"] {
            assert_eq!(get(&site, Some(host), uri).await.status, StatusCode::NOT_FOUND, "{host}{uri}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cart_of_a_shop_s_host_counts_and_takes_that_shop_s_alone() {
    let site = Site::start().await;
    let buyer = site.register_buyer("anna").await;
    let session = site.session_of(&buyer).await;
    let add = async |host: Option<&'static str>, which: usize| {
        let seller = site.world.sellers[which];
        let ids = (seller.seller.to_string(), seller.product.to_string(), seller.variants[0].to_string());
        let body = encoded(&[("seller", &ids.0), ("product", &ids.1), ("variant", &ids.2)]);
        let body = Some(("application/x-www-form-urlencoded", body.as_str()));
        let session = Some(session.as_str());
        site.ask(&Ask { method: "POST", uri: "/cart/lines", host, session, body, ..Ask::default() }).await.status
    };
    let own = Some("seed-a.karum.test");
    assert_eq!(add(own, 1).await, StatusCode::NOT_FOUND);
    assert_eq!(add(own, 0).await, StatusCode::SEE_OTHER);
    assert_eq!(add(None, 1).await, StatusCode::SEE_OTHER);
    for (host, count) in [(own, "Cart, 1 item"), (None, "Cart, 2 items")] {
        let session = Some(session.as_str());
        let page = site.ask(&Ask { method: "GET", uri: "/sign-up", host, session, ..Ask::default() }).await;
        assert!(page.body.contains(&format!("\"{count}\"")), "{count}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facets_count_what_is_found_in_its_own_currency() {
    let site = Site::start().await;
    let chf = |minor| Money::new(minor, Currency::Chf);
    let mut batch: Vec<_> = (1..=9)
        .map(|n| item(&n.to_string(), &format!("Zinnober {n}"), "Kitchen > Kettles > Steel", chf(n * 1000)))
        .collect();
    batch.push(item("10", "Zinnober direct", "Kitchen > Kettles", chf(5000)));
    publish(&site, 0, &batch).await;
    let found = until(&site, "/search?q=zinnober&category=Kitchen+%3E+Kettles", ">10</span>").await;
    assert!(found.body.contains("CHF") && !found.body.contains("EUR"), "the currency of what was found");
    assert!(!found.body.contains(">0</span>"), "nothing is said to hold nothing");
    assert!(
        found.body.contains("currency=CHF&amp;min=") || found.body.contains("currency=CHF&#38;min="),
        "ranges to choose"
    );
    let cheap = get(&site, None, "/search?q=zinnober&currency=CHF&max=20").await;
    assert!(cheap.body.contains("Zinnober 2") && !cheap.body.contains("Zinnober 3"));
    let unnamed = get(&site, None, "/search?q=zinnober&max=20").await;
    assert!(
        unnamed.body.contains("Zinnober 2") && !unnamed.body.contains("Zinnober 3"),
        "the currency most are sold in"
    );
    let shop = get(&site, None, "/s/seed-a?brand=Brand+3&stock=1").await;
    assert!(shop.body.contains("Zinnober 3") && !shop.body.contains("Zinnober 4"), "the shop has the facets too");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn absurd_searches_are_answered() {
    let site = Site::start().await;
    let endless = encoded(&[("category", &vec!["a"; 300].join(" > "))]);
    for path in ["/search", "/s/seed-a"] {
        assert_eq!(get(&site, None, &format!("{path}?{endless}")).await.status, StatusCode::OK, "{path}");
    }
    let batch: Vec<_> = (0..60)
        .map(|n| item(&format!("c{n}"), &format!("Zinnober {n}"), "A", Money::new(1000, Currency::Eur)))
        .collect();
    publish(&site, 0, &batch).await;
    let first = until(&site, "/search?q=zinnober&shop=seed-b&shop=seed-a", "cursor=").await;
    let at = first.body.find("cursor=").unwrap() + "cursor=".len();
    let cursor = first.body[at..].split('"').next().unwrap();
    for (uri, there) in [
        (format!("/search?q=zinnober&shop=seed-a&shop=seed-b&cursor={cursor}"), "rel=\"first\""),
        (format!("/search?q=other&cursor={cursor}"), "<h1>"),
        ("/search?q=zinnober&cursor=absurd".to_owned(), "Zinnober"),
    ] {
        let answer = get(&site, None, &uri).await;
        assert_eq!(answer.status, StatusCode::OK, "{uri}");
        assert!(answer.body.contains(there), "{uri}: {there}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_that_were_taken_for_others_are_named_with_the_way_back() {
    let site = Site::start().await;
    publish(&site, 0, &[item("1", "Porcelain teapot", "Kitchen", Money::new(1999, Currency::Eur))]).await;
    until(&site, "/search?q=porcelain", "Porcelain teapot").await;
    let corrected = get(&site, None, "/search?q=porcelian").await;
    assert!(corrected.body.contains("Porcelain teapot") && corrected.body.contains("exact=1"), "{}", corrected.body);
    let exact = get(&site, None, "/search?q=porcelian&exact=1").await;
    assert!(!exact.body.contains("Porcelain teapot"), "as typed");
    let dropped = get(&site, None, "/search?q=porcelain+teapot+qqqqqqqq").await;
    assert!(dropped.body.contains("Left out") && dropped.body.contains("qqqqqqqq"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_shops_are_listed_counted_and_suggested() {
    let site = Site::start().await;
    let shops = get(&site, None, "/shops").await;
    assert!(shops.body.contains("/s/seed-a") && shops.body.contains("/s/seed-b"), "{}", shops.body);
    until(&site, "/shops", "2 shops").await;
    site.world
        .oracle
        .batch_execute(
            "UPDATE storefronts SET name = 'Zinnober and Sons' WHERE slug = 'seed-b';
             UPDATE storefronts SET name = 'Zinnober closed', state = 'closed' WHERE slug = 'seed-a'",
        )
        .await
        .unwrap();
    let suggested = get(&site, None, "/search/suggest?q=zinn").await.body;
    assert!(suggested.contains("/s/seed-b") && !suggested.contains("/s/seed-a"), "{suggested}");
    let suggested = get(&site, None, "/api/v1/storefront/suggest?q=ZINNOBER%20A").await.body;
    assert!(suggested.contains("Zinnober and Sons"), "{suggested}");
}
