//! `karum import`: a file into a seller's staged products, with a progress bar.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use imports::{
    ImportError, RunState, Trigger,
    engine::{self, EngineContext, Progress},
    feeds::{self, FeedChange, NewFeed, Source},
    runs::{self, Start},
    select, staged,
};
use indicatif::{ProgressBar, ProgressStyle};
use storage::BlobKey;
use tokio_util::sync::CancellationToken;
use types::{Currency, JobId, Language, RunId, SellerId};

use crate::{cli::Import, config::Config, database, demo, error::CommandError, serve, shutdown};

/// How long an earlier command's run is waited for: its job is its own for a minute after its process has died.
const PATIENCE: Duration = Duration::from_secs(70);
/// How often it is looked at.
const LOOK: Duration = Duration::from_secs(1);

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

/// Stores the file, makes the language's feed where there is none, and runs the import here. A run that `stop` breaks off is
/// cancelled; where this process dies, a worker goes on with it, or the next import of the feed ends it.
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
    imports::take(&engine.blobs, &key, reader, engine.fetcher.policy()).await?;
    let (run, job) = match begin_free(engine, seller, language, currency, (key.clone(), name), stop).await {
        Ok(begun) => begun,
        Err(error) => {
            engine.blobs.delete(&key).await?;
            return Err(error);
        }
    };
    let work = engine::execute(engine, seller, run, stop.clone(), on_progress);
    match jobs::holding(&engine.pools, seller, job, work).await? {
        Ok(RunState::Queued) => {
            let q = engine.pools.worker(seller, None).write().await?;
            runs::abandon(&q, run).await?;
            q.commit().await?;
        }
        Ok(_) => {}
        Err(error) => {
            engine::give_up(engine, seller, run).await?;
            return Err(error.into());
        }
    }
    Ok(runs::find(&engine.pools.worker(seller, None).read().await?, run).await?)
}

/// Begins a run. Where one of an earlier command is open, waits for its end, or until it is clear that its process has died.
async fn begin_free(
    engine: &EngineContext,
    seller: SellerId,
    language: Language,
    currency: Option<Currency>,
    file: (BlobKey, String),
    stop: &CancellationToken,
) -> Result<(RunId, JobId), CommandError> {
    let deadline = Instant::now() + PATIENCE;
    let mut said = false;
    loop {
        let error = match begin(engine, seller, language, currency, &file).await {
            Err(CommandError::Import(ImportError::AlreadyRunning { run })) => {
                let open = runs::find(&engine.pools.worker(seller, None).read().await?, run).await?;
                let error = ImportError::AlreadyRunning { run };
                if open.trigger != Trigger::Command || open.state == RunState::Held || Instant::now() > deadline {
                    return Err(error.into());
                }
                error
            }
            begun => return begun,
        };
        if !said {
            eprintln!("An earlier import of this feed goes on or was broken off: waiting for it, a minute at most.");
            said = true;
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => return Err(error.into()),
        }
    }
}

/// Makes or changes the feed, and starts a run that this process does.
async fn begin(
    engine: &EngineContext,
    seller: SellerId,
    language: Language,
    currency: Option<Currency>,
    (key, name): &(BlobKey, String),
) -> Result<(RunId, JobId), CommandError> {
    let policy = engine.fetcher.policy();
    let q = engine.pools.worker(seller, None).write().await?;
    let source = Source::Upload { file: key.clone(), name: name.clone() };
    let mut start = Start { trigger: Trigger::Command, file: None, queue: false };
    let feed = if let Some(feed) = feeds::find_language(&q, language).await? {
        let mut change = FeedChange { default_currency: currency.map(Some), ..FeedChange::default() };
        if feed.url.is_some() {
            start.file = Some((key.clone(), name.clone()));
        } else {
            // It is the feed's file from now on: what is imported again later is this one.
            change.source = Some(source);
        }
        if change.source.is_some() || currency.is_some() {
            feeds::change(&q, feed.id, change, policy).await?;
        }
        feed.id
    } else {
        let own = identity::shop::shop(&q).await?.currency;
        let new = NewFeed { language, source, default_currency: Some(currency.unwrap_or(own)) };
        feeds::create(&q, &new, policy).await?
    };
    let run = runs::start(&q, feed, &start).await?;
    let job = runs::hold(&q, run).await?;
    q.commit().await?;
    Ok((run, job))
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
            "The run is held: too much has vanished, or the feed is empty. Decide at /seller/{}/imports/runs/{}",
            options.seller, run.id
        ),
        RunState::Failed => {
            return Err(CommandError::Failed(run.error.unwrap_or_else(|| ImportError::Interrupted.to_string())));
        }
        RunState::Queued | RunState::Running | RunState::Cancelled => {
            let words = "the import was broken off: what it had staged stays, and it can be repeated at any time";
            return Err(CommandError::Failed(words.into()));
        }
    }
    if options.publish && run.state == RunState::Done {
        println!("{} variants were put on the shelf", publish_all(&engine, seller, &stop).await?);
    }
    Ok(())
}
