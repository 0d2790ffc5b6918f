//! Two sellers and two buyers do things in random order; whatever they do, stock, sums, shelf, buyers' copies and the
//! index agree. The sequences come from a seed: what failed fails again.
//!
//! `INVARIANTS_SEED` is another seed, `INVARIANTS_CASES` another number of sequences for the long form.
#![allow(clippy::unwrap_used, missing_docs)]

mod step;
mod take;

use std::{collections::BTreeSet, env, sync::Arc, time::Instant};

use catalog::search::{PriceRange, Query};
use it::{Site, invariants};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use step::Step;
use types::{Currency, Language, ProductId, SellerId};

/// How long the index may take to catch up.
const DEADLINE: std::time::Duration = std::time::Duration::from_secs(20);

type Found = BTreeSet<(SellerId, ProductId)>;

fn seed() -> u64 {
    env::var("INVARIANTS_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(4)
}

fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config { failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

fn draw(runner: &mut TestRunner, steps: usize) -> Vec<Step> {
    prop::collection::vec(step::step(), steps).new_tree(runner).unwrap().current()
}

/// A site whose seed agrees with itself (the seed's orders reserve nothing), with both sellers' feeds on the shelf.
async fn site() -> Site {
    let site = Site::start().await;
    let reserve = "UPDATE stock_levels SET reserved = 1 WHERE variant_id = ANY($1)";
    let sold: Vec<_> = site.world.sellers.iter().map(|s| s.variants[0]).collect();
    site.world.oracle.execute(reserve, &[&sold]).await.unwrap();
    assert_eq!(invariants::violations(&site.world.oracle).await, Vec::<String>::new(), "at the beginning");
    for step in step::beginning() {
        take::take(&site, &step, &mut take::Done::default()).await;
    }
    assert!(on_the_shelf(&site, "true").await.len() > 6, "both sellers sell");
    site
}

async fn on_the_shelf(site: &Site, condition: &str) -> Found {
    let sql = format!("SELECT seller_id, id FROM shelf_products WHERE {condition}");
    site.world.oracle.query(&sql, &[]).await.unwrap().iter().map(|row| (row.get(0), row.get(1))).collect()
}

fn found(site: &Site, query: &Query) -> Found {
    let mut found = Found::new();
    let mut query = Query { limit: 100, facets: false, ..query.clone() };
    loop {
        let hits = site.search.find(&query).unwrap();
        found.extend(hits.ids);
        let Some(next) = hits.next else { return found };
        query.after = Some(next);
    }
}

/// What the index finds wrong against the shelf; nothing where they agree.
async fn index_differs(site: &Site) -> Option<String> {
    let every = Query::new(Language::De);
    let there = Query { in_stock: true, ..every.clone() };
    for (query, condition) in [(&every, "true"), (&there, "in_stock")] {
        let (index, shelf) = (found(site, query), on_the_shelf(site, condition).await);
        if index != shelf {
            return Some(format!("where {condition}: the index has {index:?}, the shelf {shelf:?}"));
        }
    }
    let sql = "SELECT p.seller_id, p.id, p.price_min, t.language, t.title FROM shelf_products p
               JOIN shelf_texts t ON t.seller_id = p.seller_id AND t.product_id = p.id";
    for row in site.world.oracle.query(sql, &[]).await.unwrap() {
        let (product, price): ((SellerId, ProductId), i64) = ((row.get(0), row.get(1)), row.get(2));
        let language = Language::ALL.into_iter().find(|l| l.code() == row.get::<_, &str>(3)).unwrap();
        let range = PriceRange { currency: Currency::Eur, min: Some(price), max: Some(price) };
        let query = Query { price: Some(range), as_typed: true, ..Query::text(language, row.get::<_, &str>(4)) };
        if !found(site, &query).contains(&product) {
            return Some(format!("{product:?} is not found by {query:?}"));
        }
    }
    None
}

async fn index_agrees(site: &Site, told: &str) {
    let deadline = Instant::now() + DEADLINE;
    site.search.nudge();
    while let Some(differs) = index_differs(site).await {
        assert!(Instant::now() < deadline, "{told}: {differs}");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

/// One after the other; after each step everything agrees.
async fn one_by_one(seed: u64, steps: usize) -> take::Done {
    let (site, steps) = (site().await, draw(&mut runner(seed), steps));
    let mut done = take::Done::default();
    for (at, step) in steps.iter().enumerate() {
        take::take(&site, step, &mut done).await;
        let wrong = invariants::violations(&site.world.oracle).await;
        assert!(wrong.is_empty(), "seed {seed}, after step {at}, {step:?}: {wrong:#?}\n{:#?}", &steps[..=at]);
    }
    index_agrees(&site, &format!("seed {seed}")).await;
    done
}

/// After some steps one by one four at a time on the same few products; in the end everything agrees.
async fn at_once(seed: u64, steps: usize) -> take::Done {
    let site = Arc::new(site().await);
    let mut runner = runner(seed);
    let mut done = take::Done::default();
    for step in draw(&mut runner, 60) {
        take::take(&site, &step, &mut done).await;
    }
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let (site, steps) = (site.clone(), draw(&mut runner, steps / 4));
            tokio::spawn(async move {
                let mut done = take::Done::default();
                for step in &steps {
                    take::take(&site, step, &mut done).await;
                }
                done
            })
        })
        .collect();
    for task in tasks {
        done.add(&task.await.unwrap());
    }
    let wrong = invariants::violations(&site.world.oracle).await;
    assert!(wrong.is_empty(), "seed {seed}, at once: {wrong:#?}");
    index_agrees(&site, &format!("seed {seed}, at once")).await;
    done
}

/// A sequence in which nothing succeeds proves nothing.
fn assert_lively(done: &take::Done) {
    println!("{done:?}");
    for (what, many) in [("imports", done.imports), ("purchases", done.purchases), ("moves", done.moves)] {
        assert!(many > 0, "no {what} in {done:?}");
    }
    assert!(done.overrides > 0 && done.cancelled > 0, "{done:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_done_in_whatever_order_all_agrees() {
    assert_lively(&one_by_one(seed(), 100).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_done_at_once_all_agrees() {
    assert_lively(&at_once(seed(), 200).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: many sequences"]
async fn long_many_sequences_agree() {
    let cases: u64 = env::var("INVARIANTS_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(40);
    let mut done = take::Done::default();
    for seed in seed()..seed() + cases {
        done.add(&one_by_one(seed, 100).await);
        done.add(&at_once(seed, 200).await);
    }
    println!("{cases} sequences one by one and {cases} at once");
    assert_lively(&done);
}
