//! `karum import`: a file into a seller's staged products, with a progress bar.

use std::path::Path;

use imports::{
    ImportError, RunState, Trigger,
    engine::{self, EngineContext, Progress},
    feeds::{self, FeedChange, NewFeed, Source},
    runs::{self, Start},
    select, staged,
};
use indicatif::{ProgressBar, ProgressStyle};
use tokio_util::sync::CancellationToken;
use types::{Currency, Language, RunId, SellerId};

use crate::{cli::Import, config::Config, database, demo, error::CommandError, serve, shutdown};

/// The bar of a long piece of work.
pub fn style(what: &str) -> ProgressStyle {
    let template = format!("{{bar:30}} {{pos}}/{{len}} {what}, {{per_sec}}, {{eta}} left {{msg}}");
    ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn bytes_style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes}, {eta} left {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn show(bar: &ProgressBar, progress: &Progress) {
    bar.set_length(progress.bytes_total.unsigned_abs());
    bar.set_position(progress.bytes_read.unsigned_abs());
    bar.set_message(format!("· {} rows, {} rejected", progress.rows_read, progress.rows_rejected));
}

/// Stores the file, makes the language's feed where there is none, and runs the import here.
pub async fn import_file(
    engine: &EngineContext,
    seller: SellerId,
    language: Language,
    currency: Option<Currency>,
    file: &Path,
    stop: &CancellationToken,
    on_progress: impl Fn(&Progress) + Send + Sync,
) -> Result<runs::Run, CommandError> {
    let name = file.file_name().and_then(|n| n.to_str()).unwrap_or("feed").to_owned();
    let reader = tokio::fs::File::open(file).await.map_err(|e| CommandError::File(file.to_owned(), e))?;
    let key = imports::new_key(seller);
    engine.blobs.put(&key, reader, imports::fetch::MAX_FEED_BYTES).await?;
    let run = begin(engine, seller, language, currency, (key, name)).await?;
    engine::execute(engine, seller, run, stop.clone(), on_progress).await?;
    Ok(runs::find(&engine.pools.worker(seller, None).read().await?, run).await?)
}

async fn begin(
    engine: &EngineContext,
    seller: SellerId,
    language: Language,
    currency: Option<Currency>,
    file: (storage::BlobKey, String),
) -> Result<RunId, CommandError> {
    let policy = engine.fetcher.policy();
    let q = engine.pools.worker(seller, None).write().await?;
    let source = Source::Upload { file: file.0.clone(), name: file.1.clone() };
    let feed = match feeds::find_language(&q, language).await? {
        Some(feed) => {
            if currency.is_some() {
                feeds::change(
                    &q,
                    feed.id,
                    FeedChange { default_currency: Some(currency), ..FeedChange::default() },
                    policy,
                )
                .await?;
            }
            feed.id
        }
        None => feeds::create(&q, &NewFeed { language, source, default_currency: currency }, policy).await?,
    };
    let run = runs::start(&q, feed, &Start { trigger: Trigger::Command, file: Some(file), queue: false }).await?;
    q.commit().await?;
    Ok(run)
}

/// Takes everything that is staged into the catalogue and puts it on the shelf; answers how many variants are there.
pub async fn publish_all(
    engine: &EngineContext,
    seller: SellerId,
    stop: &CancellationToken,
) -> Result<u64, CommandError> {
    let door = engine.pools.worker(seller, None);
    let selected = select::select_matching(&door, &staged::Filter::default(), true, stop, |_| {}).await?;
    for refused in selected.refused.iter().take(5) {
        eprintln!("not published: {refused:?}");
    }
    Ok(selected.published)
}

/// Runs the command.
pub async fn import(config: &Config, options: &Import) -> Result<(), CommandError> {
    let stop = shutdown::on_signal()?;
    let pools = database::pools(config)?;
    let engine = serve::engine(config, &pools)?;
    let seller = demo::find(&pools, &options.seller).await?;
    let seller = seller.ok_or_else(|| CommandError::NotFound(format!("there is no shop at /s/{}", options.seller)))?;
    let bar = ProgressBar::new(0).with_style(bytes_style());
    let run = import_file(&engine, seller, options.language, options.currency, &options.file, &stop, |p| show(&bar, p))
        .await?;
    bar.finish();
    println!(
        "{} rows: {} new, {} changed, {} unchanged, {} rejected, {} vanished, {} warnings",
        run.rows_read,
        run.rows_new,
        run.rows_changed,
        run.rows_unchanged,
        run.rows_rejected,
        run.rows_vanished,
        run.warnings
    );
    match run.state {
        RunState::Done => {}
        RunState::Held => println!(
            "The run is held: too much has vanished, or the feed is empty. Decide at /seller/imports/runs/{}",
            run.id
        ),
        RunState::Failed => {
            return Err(CommandError::Failed(run.error.unwrap_or_else(|| ImportError::Interrupted.to_string())));
        }
        RunState::Queued | RunState::Running | RunState::Cancelled => {
            println!("The import was broken off; it can be repeated at any time.");
        }
    }
    if options.publish && run.state == RunState::Done {
        println!("{} variants were put on the shelf", publish_all(&engine, seller, &stop).await?);
    }
    Ok(())
}
