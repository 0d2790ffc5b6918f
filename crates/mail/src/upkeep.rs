//! What is done from time to time: counting for the metrics, and removing what is old.

use std::time::Duration;

use tenancy::{DbError, Pools, row, statements};
use tokio_util::sync::CancellationToken;

/// How often what is old is looked for.
const TICK: Duration = Duration::from_mins(1);

row! {
    struct Removed { count: Option<i64> }
    /// How the outbox is doing.
    pub struct Counts {
        /// Waiting.
        queued: i64 ["count(*) is never null"],
        /// In somebody's hands.
        sending: i64 ["count(*) is never null"],
        /// Given up, of the last 30 days.
        failed: i64 ["count(*) is never null"],
        /// For how many seconds the oldest that is not sent has waited.
        oldest: f64 ["coalesced"],
    }
}

statements! {
    fn counted() -> One<Counts> for Worker = "SELECT queued, sending, failed, oldest FROM mail.counts()";
    fn housekeep() -> One<Removed> for Worker = "SELECT mail.housekeeping() AS count";
}

/// How many mails there are by state, and how long the oldest waits.
pub async fn counts(pools: &Pools) -> Result<Counts, DbError> {
    counted(&pools.queue().read().await?).await
}

/// Gives up mails of more than three days and removes those of more than 30, until `stop` is cancelled; also where nothing
/// is ever sent.
pub async fn housekeeping(pools: Pools, stop: CancellationToken) {
    let mut tick = tokio::time::interval(TICK);
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            () = stop.cancelled() => return,
        }
        if let Err(error) = keep_house(&pools).await {
            tracing::warn!(%error, "the outbox was not tidied; it will be repeated");
        }
    }
}

/// The same once. Answers how many mails were touched.
pub async fn keep_house(pools: &Pools) -> Result<i64, DbError> {
    let q = pools.queue().write().await?;
    let touched = housekeep(&q).await?.count.unwrap_or(0);
    q.commit().await?;
    Ok(touched)
}
