//! Jobs that are done where they are queued: by a command, in front of a person.

use std::future::Future;

use serde_json::Value;
use tenancy::{DbError, Pools, Scope, Write, class::Worker, statements};
use types::{JobId, SellerId};

use crate::worker::{InHand, LEASE, ended, while_renewed};

statements! {
    fn insert(seller: SellerId, id: JobId, kind: &str, payload: &Value, lease: f64) -> Count for Worker =
        "INSERT INTO jobs (seller_id, id, kind, payload, state, attempts, leased_until)
         VALUES ($1, $2, $3, $4, 'running', 1, now() + make_interval(secs => $5))";
}

/// Queues a job as one that is being done. Whoever queued it does it at once, under [`holding`]: where its process dies,
/// the lease runs out and a worker does the job anew.
pub async fn enqueue_held(q: &Scope<Worker, Write>, kind: &str, payload: &Value) -> Result<JobId, DbError> {
    let id = JobId::new();
    insert(q, q.seller(), id, kind, payload, f64::from(LEASE)).await?;
    Ok(id)
}

/// Does a job that was queued as held: renews its lease until `work` has ended, and then notes it as done, whatever came of
/// it.
pub async fn holding<T>(
    pools: &Pools,
    seller: SellerId,
    job: JobId,
    work: impl Future<Output = T> + Send,
) -> Result<T, DbError> {
    // Its first try; where a worker has taken it over, the job is that one's to end.
    let this = InHand { seller, id: job, attempt: 1 };
    let done = while_renewed(pools, this, work).await;
    ended(pools, this, "done", None).await?;
    Ok(done)
}
