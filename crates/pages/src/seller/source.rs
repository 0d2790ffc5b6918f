//! Feeds and runs as the pages show them.

use futures_util::future::try_join_all;
use imports::{
    Trigger as Started,
    feeds::{Feed, FeedStatus},
    runs::Run,
    staged::{self, Filter},
};
use jiff::Timestamp;
use tenancy::{Mode, Scope, class::Seller};
use web_kit::{App, Problem};

use super::{desk::count, words};
use crate::view::seller::{FeedRow, RunCounts, RunRow, Source};

/// Where a feed's file comes from.
pub async fn of_feed(app: &App, feed: &Feed) -> Source {
    if let Some(url) = &feed.url {
        return Source::Url(url.clone());
    }
    let name = feed.file_name.clone().unwrap_or_default();
    let (mut size, mut at) = (0, feed.updated_at);
    // A file that cannot be opened is told of where it is read.
    if let Some(key) = &feed.file
        && let Ok((file, bytes)) = app.imports.blobs.open_blob(key).await
    {
        size = bytes;
        let modified = file.metadata().await.and_then(|m| m.modified()).ok();
        at = modified.and_then(|time| Timestamp::try_from(time).ok()).unwrap_or(at);
    }
    Source::Upload { name, size, at }
}

/// Where a run's file comes from; the command brings one of its own.
pub fn of_run(run: &Run, feed: &Feed) -> Source {
    match &feed.url {
        Some(url) if run.trigger != Started::Command => Source::Url(url.clone()),
        _ => Source::Upload {
            name: run.file_name.clone().unwrap_or_default(),
            size: count(run.bytes_total),
            at: run.created_at,
        },
    }
}

/// What a run counted.
pub fn counts(run: &Run) -> RunCounts {
    RunCounts {
        rows: count(run.rows_read),
        new: count(run.rows_new),
        changed: count(run.rows_changed),
        unchanged: count(run.rows_unchanged),
        rejected: count(run.rows_rejected),
        warnings: count(run.warnings),
        vanished: count(run.rows_vanished),
    }
}

/// A run in a list.
pub fn run_row(run: &Run) -> RunRow {
    RunRow {
        id: run.id,
        language: run.language,
        trigger: words::trigger(run.trigger),
        state: words::run_state(run.state),
        started: run.started_at.unwrap_or(run.created_at),
        took_ms: run.finished_at.and(run.millis).map(count),
        counts: counts(run),
    }
}

/// How many staged products have a text of each feed.
pub async fn staged<M: Mode>(q: &Scope<Seller, M>, feeds: &[FeedStatus]) -> Result<Vec<u64>, Problem> {
    let filters: Vec<_> =
        feeds.iter().map(|f| Filter { language: Some(f.feed.language), ..Filter::default() }).collect();
    let counts = try_join_all(filters.iter().map(|filter| staged::count(q, filter))).await?;
    Ok(counts.into_iter().map(count).collect())
}

/// A feed in a list.
pub async fn feed_row(app: &App, status: &FeedStatus, staged: u64) -> FeedRow {
    let feed = &status.feed;
    FeedRow {
        id: feed.id,
        language: feed.language,
        source: of_feed(app, feed).await,
        schedule: words::schedule(feed.schedule_minutes),
        state: words::feed_state(feed, status.last_run.as_ref()),
        last_run: status.last_run.as_ref().map(run_row),
        next_run: feed.next_run_at,
        staged,
    }
}
