//! Taking jobs out and doing them.

use std::{collections::HashMap, future::Future, panic::AssertUnwindSafe, pin::Pin, sync::Arc, time::Duration};

use futures_util::FutureExt;
use tenancy::{DbError, Pools, statements};
use tokio::{sync::Semaphore, task::JoinSet, time::Instant};
use tokio_util::sync::CancellationToken;
use types::{JobId, SellerId};

use crate::queue::Claimed;

/// Seconds for which a job is a worker's own; a worker that lives renews it, one that died loses it.
pub(crate) const LEASE: i32 = 60;
/// Tries of a job before it is laid aside as dead.
const MAX_ATTEMPTS: i32 = 5;
/// The pause after the first failed try; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_secs(5);

statements! {
    fn claim(kinds: &[&str], lease: i32, tries: i32) -> Option<Claimed> for Worker = "SELECT seller_id, id, kind, payload, attempts FROM queue.claim($1, $2, $3)";
    // The try is named: a worker whose lease ran out does not end what another has begun.
    fn renew(seller: SellerId, id: JobId, attempt: i32, lease: f64) -> Count for Worker =
        "UPDATE jobs SET leased_until = now() + make_interval(secs => $4) WHERE seller_id = $1 AND id = $2 AND state = 'running' AND attempts = $3";
    fn finish(seller: SellerId, id: JobId, attempt: i32, state: &str, error: Option<&str>) -> Count for Worker =
        "UPDATE jobs SET state = $4, leased_until = NULL, error = $5, finished_at = now() WHERE seller_id = $1 AND id = $2 AND state = 'running' AND attempts = $3";
    fn put_back(seller: SellerId, id: JobId, attempt: i32, pause: f64, error: &str) -> Count for Worker =
        "UPDATE jobs SET state = 'ready', leased_until = NULL, error = $5, run_at = now() + make_interval(secs => $4)
         WHERE seller_id = $1 AND id = $2 AND state = 'running' AND attempts = $3";
    fn open_lane(seller: SellerId) -> Count for Worker = "INSERT INTO lanes (seller_id) VALUES ($1) ON CONFLICT DO NOTHING";
}

/// Why a job was not done.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// It may go well later.
    #[error("{0}")]
    Again(String),
    /// It never will.
    #[error("{0}")]
    Never(String),
}

impl From<DbError> for JobError {
    fn from(error: DbError) -> Self {
        Self::Again(error.to_string())
    }
}

/// Does one kind of job. The token is cancelled when the worker stops: a long job then ends at its next safe point.
pub type Handler =
    Arc<dyn Fn(Claimed, CancellationToken) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>> + Send + Sync>;

/// The handlers by kind.
pub type Handlers = HashMap<&'static str, Handler>;

/// How a worker works.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Jobs done at once.
    pub concurrency: usize,
    /// The pause when there is nothing to do.
    pub idle: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { concurrency: 2, idle: Duration::from_millis(250) }
    }
}

/// Works until `stop` is cancelled, and then until the jobs in hand have ended.
pub async fn work(pools: Pools, handlers: Handlers, settings: Settings, stop: CancellationToken) {
    let handlers = Arc::new(handlers);
    let kinds: Vec<&'static str> = handlers.keys().copied().collect();
    let permits = Arc::new(Semaphore::new(settings.concurrency));
    let mut running = JoinSet::new();
    while !stop.is_cancelled() {
        let permit = tokio::select! {
            permit = permits.clone().acquire_owned() => permit,
            () = stop.cancelled() => break,
        };
        let Ok(permit) = permit else { break };
        while running.try_join_next().is_some() {}
        match next(&pools, &kinds).await {
            Ok(Some(job)) => {
                let (pools, handlers, stop) = (pools.clone(), handlers.clone(), stop.clone());
                running.spawn(async move {
                    run(&pools, &handlers, job, stop).await;
                    drop(permit);
                });
                continue;
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the queue cannot be read"),
        }
        drop(permit);
        tokio::select! {
            () = tokio::time::sleep(settings.idle) => {}
            () = stop.cancelled() => {}
        }
    }
    while running.join_next().await.is_some() {}
}

async fn next(pools: &Pools, kinds: &[&'static str]) -> Result<Option<Claimed>, DbError> {
    let q = pools.queue().write().await?;
    let job = claim(&q, kinds, LEASE, MAX_ATTEMPTS).await?;
    q.commit().await?;
    Ok(job)
}

/// A job in hand: which, and in which try.
#[derive(Clone, Copy)]
pub(crate) struct InHand {
    pub seller: SellerId,
    pub id: JobId,
    pub attempt: i32,
}

async fn run(pools: &Pools, handlers: &Handlers, job: Claimed, stop: CancellationToken) {
    let this = InHand { seller: job.seller_id, id: job.id, attempt: job.attempts };
    let (seller, id) = (this.seller, this.id);
    let Some(handler) = handlers.get(job.kind.as_str()).cloned() else { return };
    let kind = job.kind.clone();
    let done = while_renewed(pools, this, caught(async move { handler(job, stop).await })).await;
    let ended = match done {
        Ok(()) => ended(pools, this, "done", None).await,
        Err(JobError::Again(error)) if this.attempt < MAX_ATTEMPTS => again(pools, this, &error).await,
        Err(error) => {
            tracing::error!(%error, kind, %seller, job = %id, "a job is dead");
            ended(pools, this, "dead", Some(&error.to_string())).await
        }
    };
    if let Err(error) = ended {
        tracing::error!(%error, %seller, job = %id, "the end of a job was not recorded; it will be repeated");
    }
}

/// A handler that panics has failed like any other: its job is tried again, and laid aside in the end.
async fn caught(work: impl Future<Output = Result<(), JobError>>) -> Result<(), JobError> {
    // Nothing that the handler left half done is seen again: what it held is dropped here.
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        Err(JobError::Again(format!("it panicked: {said}")))
    })
}

/// Waits for `work`, and keeps the job its worker's meanwhile.
pub(crate) async fn while_renewed<T>(pools: &Pools, job: InHand, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    let mut renewal = tokio::time::interval_at(Instant::now() + lease() / 3, lease() / 3);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = renewal.tick() => {
                if let Err(error) = renewed(pools, job).await {
                    tracing::warn!(%error, seller = %job.seller, job = %job.id, "a lease was not renewed");
                }
            }
        }
    }
}

fn lease() -> Duration {
    Duration::from_secs(u64::from(LEASE.unsigned_abs()))
}

async fn renewed(pools: &Pools, job: InHand) -> Result<(), DbError> {
    let q = pools.worker(job.seller, None).write().await?;
    renew(&q, job.seller, job.id, job.attempt, f64::from(LEASE)).await?;
    q.commit().await
}

pub(crate) async fn ended(pools: &Pools, job: InHand, state: &str, error: Option<&str>) -> Result<(), DbError> {
    let q = pools.worker(job.seller, None).write().await?;
    let error = error.map(|e| e.chars().take(2000).collect::<String>());
    finish(&q, job.seller, job.id, job.attempt, state, error.as_deref()).await?;
    q.commit().await
}

/// Puts a job back, after a pause that grows and scatters.
async fn again(pools: &Pools, job: InHand, error: &str) -> Result<(), DbError> {
    let doubled = FIRST_PAUSE.as_secs_f64() * f64::from(1 << job.attempt.clamp(1, 10)) / 2.0;
    let pause = doubled * rand::random_range(0.75..1.25);
    let q = pools.worker(job.seller, None).write().await?;
    put_back(&q, job.seller, job.id, job.attempt, pause, &error.chars().take(2000).collect::<String>()).await?;
    open_lane(&q, job.seller).await?;
    q.commit().await
}
