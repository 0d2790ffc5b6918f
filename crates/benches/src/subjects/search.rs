//! Searching the market: words, facets and rows; how soon what is published is found; and the pages, over HTTP.

use std::time::{Duration, Instant};

use catalog::{
    node::SearchNode,
    publish::{self, Which},
    search::Query,
    shelf,
};
use tokio_util::sync::CancellationToken;
use types::{Language, ProductId, SellerId, UserId};

use super::{market, pages};
use crate::{
    BenchError, Figure, Report,
    ground::{Base, Ground},
    id,
    measure::{Random, Times, closed, median},
};

const TASKS: u64 = 8;
/// How often something is published and unpublished.
const TIMES: usize = 15;
/// How long it may take to be found.
const PATIENCE: Duration = Duration::from_secs(30);

pub async fn run(ground: &Ground, report: &mut Report) -> Result<(), BenchError> {
    let base = market::make(ground, "bench_market").await?;
    let index = ground.directory("index")?;
    let node = SearchNode::open(base.pools.clone(), &index).map_err(BenchError::of)?;
    let begun = Instant::now();
    node.reindex(|_, _| {}).await.map_err(BenchError::of)?;
    let built = begun.elapsed().as_secs_f64();
    let products = node.products();
    let mut all = Times::default();
    let mut p50 = Vec::new();
    let mut p99 = Vec::new();
    for round in 0..ground.size.rounds as u64 {
        let times = searches(ground, &base, &node, round, Parts::Both).await?;
        p50.push(times.at(0.5));
        p99.push(times.at(0.99));
        all = all.and(times);
    }
    let (middle, high) = (median(p50), median(p99));
    let index_alone = searches(ground, &base, &node, 0, Parts::Index).await?.rate();
    let rows_alone = searches(ground, &base, &node, 0, Parts::Rows).await?.rate();
    report.add(Figure {
        subject: "search",
        what: format!("{products} products, 1 to 3 words, facets and rows, {TASKS} tasks"),
        reach: "p50 ≤ 5 ms, p99 ≤ 25 ms".into(),
        measured: format!("{middle:.1} / {high:.1} ms"),
        beside: format!(
            "{:.0} searches/s; the index alone {index_alone:.0}/s, the rows alone {rows_alone:.0}/s; the index was built in {built:.0} s ({:.0}/s)",
            all.rate(),
            products as f64 / built
        ),
        met: Some(middle <= 5.0 && high <= 25.0),
    });
    published(&base, &node, report).await?;
    drop(node);
    pages::run(ground, &base, &index, report).await
}

/// What of a search is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parts {
    Both,
    Index,
    Rows,
}

async fn searches(
    ground: &Ground,
    base: &Base,
    node: &SearchNode,
    round: u64,
    parts: Parts,
) -> Result<Times, BenchError> {
    let mut random = Random::new(round + 1);
    let words: Vec<String> = (0..2_000).map(|_| ground.feeds.words(&mut random)).collect();
    let found: Vec<Vec<(SellerId, ProductId)>> = if parts == Parts::Rows {
        let find = |text: &String| Ok(node.find(&Query::text(Language::Fr, text)).map_err(BenchError::of)?.ids);
        words.iter().map(find).collect::<Result<_, BenchError>>()?
    } else {
        Vec::new()
    };
    let (pools, node) = (base.pools.clone(), node.clone());
    let (words, found) = (std::sync::Arc::new(words), std::sync::Arc::new(found));
    let one = move |task: u64, request: u64| {
        let (pools, node, words, found) = (pools.clone(), node.clone(), words.clone(), found.clone());
        async move {
            let at = ((task * 251 + request) % words.len() as u64) as usize;
            let ids = if let Some(ids) = found.get(at) {
                ids.clone()
            } else {
                let hits = node.find(&Query::text(Language::Fr, words[at].clone())).map_err(BenchError::of)?;
                if hits.facets.is_none() {
                    return Err(BenchError::Wrong("facets are missing".into()));
                }
                hits.ids
            };
            if parts == Parts::Index {
                return Ok(());
            }
            let q = pools.public().read().await.map_err(BenchError::of)?;
            let cards = shelf::cards(&q, &ids, Language::Fr).await.map_err(BenchError::of)?;
            // What the index finds is on the shelf.
            if cards.len() == ids.len() { Ok(()) } else { Err(BenchError::Wrong("a row is missing".into())) }
        }
    };
    closed(TASKS, Duration::from_secs_f64(ground.size.seconds), one).await
}

/// How long a product that is published takes to be found, and one that is unpublished to be gone.
async fn published(base: &Base, node: &SearchNode, report: &mut Report) -> Result<(), BenchError> {
    let (seller, product) = (SellerId(id(1, 7)), ProductId(id(10, 7 * 4)));
    let stop = CancellationToken::new();
    let follower = tokio::spawn({
        let (node, stop) = (node.clone(), stop.clone());
        async move { node.follow(stop).await }
    });
    let door = base.pools.seller(seller, UserId(id(2, 7)), None);
    let (mut to_appear, mut to_go) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        for (publish, times) in [(false, &mut to_go), (true, &mut to_appear)] {
            let q = door.write().await.map_err(BenchError::of)?;
            let which = Which::Products(&[product]);
            if publish {
                publish::publish(&q, which).await.map_err(BenchError::of)?;
            } else {
                publish::unpublish(&q, which).await.map_err(BenchError::of)?;
            }
            q.commit().await.map_err(BenchError::of)?;
            let begun = Instant::now();
            // As another process would: nobody nudges this node.
            while found(node, seller, product)? != publish {
                if begun.elapsed() > PATIENCE {
                    return Err(BenchError::Wrong("what was published was not found".into()));
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
    }
    stop.cancel();
    follower.await.map_err(BenchError::of)?;
    let worst = to_appear.iter().chain(&to_go).copied().fold(0.0, f64::max);
    report.add(Figure {
        subject: "search",
        what: "published to searchable, on a node that nobody nudges".into(),
        reach: "≤ 1 s".into(),
        measured: format!("{:.0} ms", median(to_appear)),
        beside: format!("unpublished to gone {:.0} ms; longest of {} {worst:.0} ms", median(to_go), 2 * TIMES),
        met: Some(worst <= 1_000.0),
    });
    Ok(())
}

fn found(node: &SearchNode, seller: SellerId, product: ProductId) -> Result<bool, BenchError> {
    let query = Query { shop: Some(seller), facets: false, ..Query::text(Language::En, "product shop 7") };
    Ok(node.find(&query).map_err(BenchError::of)?.ids.contains(&(seller, product)))
}
