//! A feed to staged rows, and the same feed again; beside it, the bare COPY of the same file.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use futures_util::SinkExt;
use imports::{
    Trigger,
    engine::{EngineContext, Progress, execute},
    feeds::{self, NewFeed, Source},
    fetch::{FetchPolicy, Fetcher},
    new_key,
    runs::{self, Run, Start},
};
use storage::LocalBlobs;
use tokio::io::AsyncReadExt;
use tokio_util::sync::CancellationToken;
use types::{FeedId, Language, SellerId, UserId};

use crate::{
    BenchError, Figure, Report,
    ground::{Base, Ground},
    id,
    measure::rss_anon,
};

/// Columns of the feed.
const COLUMNS: usize = 18;

/// A run, with its time and by how many MiB this process grew.
struct Measured {
    run: Run,
    took: Duration,
    grew: f64,
}

impl Measured {
    fn rate(&self) -> f64 {
        self.run.rows_read as f64 / self.took.as_secs_f64()
    }
}

fn who() -> (SellerId, UserId) {
    (SellerId(id(1, 1)), UserId(id(2, 1)))
}

async fn import(ctx: &EngineContext, feed: FeedId) -> Result<Measured, BenchError> {
    let (seller, owner) = who();
    let q = ctx.pools.seller(seller, owner, None).write().await.map_err(BenchError::of)?;
    let run =
        runs::start(&q, feed, &Start { queue: false, ..Start::by(Trigger::Command) }).await.map_err(BenchError::of)?;
    q.commit().await.map_err(BenchError::of)?;
    let (idle, most) = (rss_anon(None), AtomicU64::new(0));
    let noted = |_: &Progress| {
        most.fetch_max((rss_anon(None) * 16.0) as u64, Relaxed);
    };
    let begun = Instant::now();
    execute(ctx, seller, run, CancellationToken::new(), noted).await.map_err(BenchError::of)?;
    let took = begun.elapsed();
    let q = ctx.pools.seller(seller, owner, None).read().await.map_err(BenchError::of)?;
    let run = runs::find(&q, run).await.map_err(BenchError::of)?;
    Ok(Measured { run, took, grew: most.load(Relaxed) as f64 / 16.0 - idle })
}

pub async fn run(ground: &Ground, report: &mut Report) -> Result<(), BenchError> {
    let base = ground.database("bench_feed").await?;
    base.sellers(1, 2).await?;
    let directory = ground.directory("feed")?;
    let file = directory.join("feed.tsv");
    let rows = ground.size.feed_rows;
    ground.feeds.repeat(rows, &file)?;
    let copy = copy(&base, &file).await?;
    let ctx = EngineContext {
        pools: base.pools.clone(),
        blobs: LocalBlobs::open(directory.join("blobs")).map_err(BenchError::of)?,
        fetcher: Fetcher::new(FetchPolicy::default()).map_err(BenchError::of)?,
    };
    let feed = configure(&ctx, &file).await?;
    let first = import(&ctx, feed).await?;
    base.oracle.batch_execute("ANALYZE karum.staged_products; CHECKPOINT").await?;
    let written = "SELECT coalesce(max(xmin::text::bigint), 0) FROM karum.staged_products";
    let before: i64 = base.oracle.query_one(written, &[]).await?.get(0);
    let again = import(&ctx, feed).await?;
    let after: i64 = base.oracle.query_one(written, &[]).await?.get(0);
    if first.run.rows_read != rows as i64 || again.run.rows_unchanged != first.run.rows_new {
        return Err(BenchError::Wrong("the imports did not do what they are measured for".into()));
    }
    let memory = first.grew.max(again.grew);
    report.add(Figure {
        subject: "feed",
        what: format!("feed to staged rows, {rows} rows"),
        reach: "≥ 25,000 rows/s".into(),
        measured: format!("{:.0} rows/s", first.rate()),
        beside: format!(
            "bare COPY of the file's {COLUMNS} columns: {copy:.0} rows/s; {} rejected",
            first.run.rows_rejected
        ),
        met: Some(first.rate() >= 25_000.0),
    });
    report.add(Figure {
        subject: "feed",
        what: "the same feed again, unchanged".into(),
        reach: "≥ 60,000 rows/s, no row written".into(),
        measured: format!("{:.0} rows/s", again.rate()),
        beside: format!(
            "{} rows changed; newest staged row {}",
            again.run.rows_changed,
            if before == after { "as before" } else { "IS NEWER" }
        ),
        met: Some(again.rate() >= 60_000.0 && again.run.rows_changed == 0 && before == after),
    });
    report.add(Figure {
        subject: "feed",
        what: "memory above idle while importing".into(),
        reach: "≤ 64 MiB".into(),
        measured: format!("{memory:.0} MiB"),
        beside: format!("first run {:.0}, second {:.0} MiB of RssAnon", first.grew, again.grew),
        met: Some(memory <= 64.0),
    });
    Ok(())
}

async fn configure(ctx: &EngineContext, file: &Path) -> Result<FeedId, BenchError> {
    let (seller, owner) = who();
    let key = new_key(seller);
    ctx.blobs.put(&key, tokio::fs::File::open(file).await?, u64::MAX).await.map_err(BenchError::of)?;
    let q = ctx.pools.seller(seller, owner, None).write().await.map_err(BenchError::of)?;
    let source = Source::Upload { file: key, name: "feed.tsv".to_owned() };
    let new = NewFeed { language: Language::Fr, source, default_currency: None };
    let feed = feeds::create(&q, &new, &FetchPolicy::default()).await.map_err(BenchError::of)?;
    q.commit().await.map_err(BenchError::of)?;
    Ok(feed)
}

/// Rows per second of the file's own columns into a table of texts, without a key and without a look at them.
async fn copy(base: &Base, file: &Path) -> Result<f64, BenchError> {
    let columns: Vec<String> = (0..COLUMNS).map(|n| format!("c{n} text")).collect();
    base.oracle.batch_execute(&format!("CREATE TABLE public.copied ({})", columns.join(", "))).await?;
    let begun = Instant::now();
    // A quote character that no feed has: the file is read as it is.
    let sink = base
        .oracle
        .copy_in("COPY public.copied FROM STDIN (FORMAT csv, DELIMITER E'\\t', QUOTE E'\\x01', HEADER)")
        .await?;
    let mut sink = std::pin::pin!(sink);
    let mut from = tokio::fs::File::open(file).await?;
    let mut buffer = vec![0; 1 << 18];
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            break;
        }
        sink.send(hyper::body::Bytes::copy_from_slice(&buffer[..read])).await?;
    }
    let rows = sink.as_mut().finish().await?;
    let rate = rows as f64 / begun.elapsed().as_secs_f64();
    base.oracle.batch_execute("DROP TABLE public.copied").await?;
    Ok(rate)
}
