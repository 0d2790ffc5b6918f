#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::unwrap_used)]
#[path = "/work/main/crates/catalog/tests/db/fixture.rs"]
mod fixture;
use catalog::{
    feed::{AndPublish::*, FeedVariant},
    list, shelf,
};
use fixture::*;
use std::time::Instant;
use types::Language;
#[tokio::main]
async fn main() {
    let world = test_support::World::start().await;
    if std::env::var("EXPLAIN").is_ok() {
        world.oracle.batch_execute(&format!("ALTER DATABASE {0} SET session_preload_libraries = 'auto_explain'; ALTER DATABASE {0} SET auto_explain.log_min_duration = 700; ALTER DATABASE {0} SET auto_explain.log_analyze=on; ALTER DATABASE {0} SET auto_explain.log_timing=off; ALTER DATABASE {0} SET log_min_messages='log'", world.database)).await.unwrap();
        for r in world.oracle.query("SELECT current_setting('data_directory')", &[]).await.unwrap() {
            println!("{}", r.get::<_, String>(0));
        }
    }
    if std::env::var("FRESH").is_ok() {
        world.oracle.batch_execute("UPDATE pg_class SET relpages = 0, reltuples = -1 WHERE relnamespace = 'karum'::regnamespace AND relkind IN ('r', 'i'); DELETE FROM pg_statistic WHERE starelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'karum'::regnamespace)").await.unwrap();
    }
    let n: usize = std::env::args().nth(1).map_or(100_000, |a| a.parse().unwrap());
    let row = |i: usize| FeedVariant {
        price: eur(100 + i as i64 % 5000),
        quantity: Some(50),
        category: Some(format!("Kat {}", i % 50)),
        ..item(&format!("sku-{i}"), &format!("g{}", i / 2), &format!("Artikel Nummer {} – Form {}", i / 2, i % 2))
    };
    let t = Instant::now();
    for s in (0..n).step_by(1000) {
        let b: Vec<_> = (s..s + 1000).map(row).collect();
        let t1 = Instant::now();
        feed(&world, 0, &b, Yes).await;
        if s % 5000 == 0 || t1.elapsed().as_secs() > 1 {
            println!("{s} {:?}", t1.elapsed());
        }
    }
    println!("apply+publish {n} variants: {:?} = {:.0}/s", t.elapsed(), n as f64 / t.elapsed().as_secs_f64());
    let t = Instant::now();
    for s in (0..10_000).step_by(1000) {
        let b: Vec<_> = (s..s + 1000).map(row).collect();
        feed(&world, 0, &b, Yes).await;
    }
    println!("unchanged 10k: {:?}", t.elapsed());
    let t = Instant::now();
    for s in (0..10_000).step_by(1000) {
        let b: Vec<_> = (s..s + 1000).map(|i| FeedVariant { price: eur(7), ..row(i) }).collect();
        feed(&world, 0, &b, No).await;
    }
    println!("changed 10k: {:?}", t.elapsed());
    world.oracle.batch_execute("VACUUM ANALYZE").await.unwrap();
    for f in [
        list::Filter::All,
        list::Filter::Published,
        list::Filter::Draft,
        list::Filter::Overridden,
        list::Filter::OutOfStock,
    ] {
        for text in ["", "nummer 4999", "zzz", "artikel"] {
            let q = world.seller(0).read().await.unwrap();
            let query = list::Query { text, filter: f, language: Language::De, after: None, limit: 50 };
            list::page(&q, &query).await.unwrap();
            let t = Instant::now();
            for _ in 0..5 {
                list::page(&q, &query).await.unwrap();
            }
            println!("page {:?} {text:?}: {:?}", f, t.elapsed() / 5);
        }
    }
    for text in ["", "nummer 4999", "zzz"] {
        let q = world.seller(0).read().await.unwrap();
        list::counts(&q, text).await.unwrap();
        let t = Instant::now();
        let c = list::counts(&q, text).await.unwrap();
        println!("counts {text:?}: {:?} {c:?}", t.elapsed());
    }
    let q = world.pools.public().read().await.unwrap();
    let cards = shelf::newest(&q, None, Language::En, 100).await.unwrap();
    let ids: Vec<_> = cards.iter().map(|c| (c.seller, c.product)).take(24).collect();
    for (name, k) in
        [("cards24", 0), ("product", 1), ("related", 2), ("newest24", 3), ("newest_of", 4), ("shops", 5), ("shop", 6)]
    {
        let t = Instant::now();
        let runs = 300;
        for i in 0..runs {
            let h = &cards[i % 100].handle;
            match k {
                0 => drop(shelf::cards(&q, &ids, Language::En).await.unwrap()),
                1 => drop(shelf::product(&q, "seed-a", h, Language::En).await.unwrap().unwrap()),
                2 => drop(shelf::related(&q, "seed-a", h, Language::En, 8).await.unwrap()),
                3 => drop(shelf::newest(&q, None, Language::En, 24).await.unwrap()),
                4 => drop(shelf::newest_of(&q, world.sellers[0].seller, None, Language::En, 24).await.unwrap()),
                5 => drop(shelf::shops(&q, None, 8).await.unwrap()),
                _ => drop(shelf::shop(&q, "seed-a").await.unwrap()),
            }
        }
        println!("{name}: {:?}", t.elapsed() / runs as u32);
    }
    let t = Instant::now();
    let docs = catalog::follow::scan(&q, None, 1000).await.unwrap();
    println!("scan {}: {:?}", docs.len(), t.elapsed());
    let ids: Vec<_> = docs.iter().map(|d| (d.seller, d.product)).collect();
    let t = Instant::now();
    println!("documents {}: {:?}", catalog::follow::documents(&q, &ids).await.unwrap().len(), t.elapsed());
    let variants: Vec<types::VariantId> =
        world.oracle.query("SELECT id FROM variants LIMIT 3000", &[]).await.unwrap().iter().map(|r| r.get(0)).collect();
    let t = Instant::now();
    let tasks: Vec<_> = (0..8)
        .map(|k| {
            let (door, seller, v) =
                (world.pools.checkout(world.buyers[0], None), world.sellers[0].seller, variants.clone());
            tokio::spawn(async move {
                for i in 0..100 {
                    let mut q = door.write().await.unwrap();
                    q.enter_seller(seller).unwrap();
                    let lines: Vec<_> = (0..3)
                        .map(|j| catalog::stock::Line { variant: v[(k * 337 + i * 3 + j) % v.len()], quantity: 1 })
                        .collect();
                    catalog::stock::reserve(&q, &lines).await.unwrap();
                    q.commit().await.unwrap();
                }
            })
        })
        .collect();
    for t in tasks {
        t.await.unwrap();
    }
    println!("reserve 3 lines, 8 tasks: {:.0}/s", 800.0 / t.elapsed().as_secs_f64());
    let q = world.seller(0).write().await.unwrap();
    let t = Instant::now();
    let products: Vec<types::ProductId> =
        world.oracle.query("SELECT id FROM products LIMIT 1000", &[]).await.unwrap().iter().map(|r| r.get(0)).collect();
    println!("unpublish 1000 products {:?}", {
        catalog::publish::unpublish(&q, catalog::publish::Which::Products(&products)).await.unwrap();
        t.elapsed()
    });
}
