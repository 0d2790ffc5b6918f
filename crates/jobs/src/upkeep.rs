//! What is done from time to time: queueing due feeds, removing expired rows, counting for the metrics.

use std::time::Duration;

use tenancy::{DbError, Pools, row, statements};
use tokio_util::sync::CancellationToken;

/// How often due feeds are looked for and expired rows removed.
const TICK: Duration = Duration::from_secs(5);
/// Feeds queued at one tick, at most.
const DUE_FEEDS: i32 = 100;

row! {
    struct Number { count: Option<i32> }
    struct Removed { count: Option<i64> }
    /// How many of something are in a state.
    pub struct Counted {
        /// `job`, `lane` or `import`.
        what: String ["a constant of queue.counts"],
        /// `due`, `running` and the like.
        state: String ["a constant of queue.counts"],
        /// How many.
        count: i64 ["count(*) is never null"],
    }
}

statements! {
    fn due_feeds(limit: i32) -> One<Number> for Worker = "SELECT queue.due_feeds($1) AS count";
    fn housekeep() -> One<Removed> for Worker = "SELECT queue.housekeeping() AS count";
    fn counted() -> Vec<Counted> for Worker = "SELECT what, state, count FROM queue.counts()";
}

/// How many jobs, lanes and import runs there are of all sellers together, by state.
pub async fn counts(pools: &Pools) -> Result<Vec<Counted>, DbError> {
    counted(&pools.queue().read().await?).await
}

/// Queues due feeds and removes expired rows, until `stop` is cancelled.
pub async fn housekeeping(pools: Pools, stop: CancellationToken) {
    let mut tick = tokio::time::interval(TICK);
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            () = stop.cancelled() => return,
        }
        // Each by itself: what cannot be removed keeps no feed waiting.
        if let Err(error) = queue_due(&pools).await {
            tracing::warn!(%error, "due feeds were not queued; it will be repeated");
        }
        if let Err(error) = keep_house(&pools).await {
            tracing::warn!(%error, "housekeeping failed; it will be repeated");
        }
    }
}

async fn queue_due(pools: &Pools) -> Result<(), DbError> {
    let q = pools.queue().write().await?;
    let due = due_feeds(&q, DUE_FEEDS).await?.count.unwrap_or(0);
    q.commit().await?;
    if due > 0 {
        tracing::info!(due, "feeds were queued");
    }
    Ok(())
}

/// Removes what has expired, once; [`housekeeping`] does it again and again.
pub async fn keep_house(pools: &Pools) -> Result<i64, DbError> {
    let q = pools.queue().write().await?;
    let removed = housekeep(&q).await?.count.unwrap_or(0);
    q.commit().await?;
    if removed > 0 {
        tracing::info!(removed, "housekeeping");
    }
    Ok(removed)
}
