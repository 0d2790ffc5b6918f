//! How fast a feed becomes staged rows: `cargo run --release -p imports --example import_speed -- FILE [ROWS]`.
//!
//! Repeats the table FILE with changed ids up to ROWS rows, a million unless said otherwise, and imports that twice into
//! a durable cluster of its own: the second time nothing has changed. Says rows per second, and by how much the memory of
//! this process grew (RssAnon).
#![allow(clippy::unwrap_used)]

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Instant,
};

use devdb::{Cluster, Settings};
use imports::{
    Trigger,
    engine::{EngineContext, Progress, execute},
    feeds::{self, NewFeed, Source},
    fetch::{FetchPolicy, Fetcher},
    new_key,
    runs::{self, Run, Start},
};
use storage::LocalBlobs;
use tenancy::{PoolSettings, Pools, Secrets};
use tokio_util::sync::CancellationToken;
use types::{BuyerId, FeedId, Language, MemberId, SellerId, UserId};

type Failure = Box<dyn std::error::Error>;

/// Writes the table so often, with the number of the repetition before each id, that it has so many rows.
fn repeat(table: &Path, rows: u64, to: &Path) -> Result<(), Failure> {
    let text = std::fs::read_to_string(table)?;
    let (header, body) = text.split_once('\n').ok_or("the table has no rows")?;
    let mut out = BufWriter::new(File::create(to)?);
    writeln!(out, "{header}")?;
    let mut written = 0;
    for repetition in 1.. {
        for line in body.lines() {
            if written == rows {
                out.flush()?;
                return Ok(());
            }
            writeln!(out, "{repetition}-{line}")?;
            written += 1;
        }
    }
    Ok(())
}

/// Anonymous memory of this process, in KiB.
fn rss_anon() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or(0)
}

async fn register(pools: &Pools, seller: SellerId, owner: UserId) -> Result<(), Failure> {
    let q = pools.gate().write().await?;
    q.raw(
        "SELECT gate.register_seller($1, 'speed@example.com', 'speed@example.com', 'Speed', 'none', 'fr', $2, $3, $4, 'speed', 'Speed', 'LU', 'EUR', 'Europe/Luxembourg')",
        &[&owner, &BuyerId::new(), &seller, &MemberId::new()],
    )
    .await?;
    Ok(q.commit().await?)
}

async fn import(ctx: &EngineContext, seller: SellerId, owner: UserId, feed: FeedId) -> Result<Run, Failure> {
    let q = ctx.pools.seller(seller, owner, None).write().await?;
    let run = runs::start(&q, feed, &Start { queue: false, ..Start::by(Trigger::Command) }).await?;
    q.commit().await?;
    let (idle, most) = (rss_anon(), AtomicU64::new(0));
    let noted = |_: &Progress| {
        most.fetch_max(rss_anon(), Relaxed);
    };
    let start = Instant::now();
    execute(ctx, seller, run, CancellationToken::new(), noted).await?;
    let took = start.elapsed();
    let run = runs::find(&ctx.pools.seller(seller, owner, None).read().await?, run).await?;
    let rate = u128::try_from(run.rows_read)? * 1_000_000 / took.as_micros().max(1);
    println!(
        "{}: {} new, {} changed, {} unchanged, {} rejected in {took:.2?}: {rate} rows/s, memory grew by {} MiB",
        run.state.name(),
        run.rows_new,
        run.rows_changed,
        run.rows_unchanged,
        run.rows_rejected,
        most.load(Relaxed).saturating_sub(idle) / 1024,
    );
    Ok(run)
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let table = arguments.next().ok_or("say which table to repeat")?;
    let rows = arguments.next().map_or(Ok(1_000_000), |rows| rows.parse())?;
    let scratch = tempfile::tempdir()?;
    let file = scratch.path().join("feed.tsv");
    repeat(Path::new(&table), rows, &file)?;
    let cluster = Cluster::start(&Settings::new(scratch.path().join("cluster")))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let secrets = Secrets::generate()?;
        let server = cluster.connection().config("postgres");
        tenancy::migrate(&server.clone().into(), &secrets).await?;
        let pools = Pools::new(&PoolSettings { server: server.into(), connections: 4, bind_pid: true }, &secrets)?;
        let blobs = LocalBlobs::open(scratch.path().join("blobs"))?;
        let ctx = EngineContext { pools, blobs, fetcher: Fetcher::new(FetchPolicy::default())? };
        let (seller, owner) = (SellerId::new(), UserId::new());
        register(&ctx.pools, seller, owner).await?;

        let key = new_key(seller);
        let bytes = ctx.blobs.put(&key, tokio::fs::File::open(&file).await?, u64::MAX).await?.bytes;
        println!("{rows} rows, {} MB", bytes / 1_000_000);
        let q = ctx.pools.seller(seller, owner, None).write().await?;
        let source = Source::Upload { file: key, name: "feed.tsv".to_owned() };
        let new = NewFeed { language: Language::Fr, source, default_currency: None };
        let feed = feeds::create(&q, &new, &FetchPolicy::default()).await?;
        q.commit().await?;
        let first = import(&ctx, seller, owner, feed).await?;
        let second = import(&ctx, seller, owner, feed).await?;
        if second.rows_unchanged != first.rows_new {
            return Err("the second import was not unchanged".into());
        }
        Ok(())
    })
}
