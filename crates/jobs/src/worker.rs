//! Taking jobs out and doing them.

use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use tenancy::{DbError, Pools, row, statements};
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
/// How often due feeds are looked for and expired rows removed.
const TICK: Duration = Duration::from_secs(5);
/// Feeds queued at one tick, at most.
const DUE_FEEDS: i32 = 100;

row! {
    struct Number { count: Option<i32> }
    struct Removed { count: Option<i64> }
}

statements! {
    fn claim(kinds: &[&str], lease: i32) -> Option<Claimed> for Worker = "SELECT seller_id, id, kind, payload, attempts FROM queue.claim($1, $2)";
    fn due_feeds(limit: i32) -> One<Number> for Worker = "SELECT queue.due_feeds($1) AS count";
    fn housekeep() -> One<Removed> for Worker = "SELECT queue.housekeeping() AS count";
    fn renew(seller: SellerId, id: JobId, lease: f64) -> Count for Worker =
        "UPDATE jobs SET leased_until = now() + make_interval(secs => $3) WHERE seller_id = $1 AND id = $2 AND state = 'running'";
    fn finish(seller: SellerId, id: JobId, state: &str, error: Option<&str>) -> Count for Worker =
        "UPDATE jobs SET state = $3, leased_until = NULL, error = $4, finished_at = now() WHERE seller_id = $1 AND id = $2 AND state = 'running'";
    fn put_back(seller: SellerId, id: JobId, pause: f64, error: &str) -> Count for Worker =
        "UPDATE jobs SET state = 'ready', leased_until = NULL, error = $4, run_at = now() + make_interval(secs => $3) WHERE seller_id = $1 AND id = $2 AND state = 'running'";
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
    let job = claim(&q, kinds, LEASE).await?;
    q.commit().await?;
    Ok(job)
}

async fn run(pools: &Pools, handlers: &Handlers, job: Claimed, stop: CancellationToken) {
    let (seller, id, attempts) = (job.seller_id, job.id, job.attempts);
    let Some(handler) = handlers.get(job.kind.as_str()) else { return };
    let kind = job.kind.clone();
    let done = while_renewed(pools, seller, id, handler(job, stop)).await;
    let ended = match done {
        Ok(()) => ended(pools, seller, id, "done", None).await,
        Err(JobError::Again(error)) if attempts < MAX_ATTEMPTS => again(pools, seller, id, attempts, &error).await,
        Err(error) => {
            tracing::error!(%error, kind, %seller, job = %id, "a job is dead");
            ended(pools, seller, id, "dead", Some(&error.to_string())).await
        }
    };
    if let Err(error) = ended {
        tracing::error!(%error, %seller, job = %id, "the end of a job was not recorded; it will be repeated");
    }
}

/// Waits for `work`, and keeps the job its worker's meanwhile.
pub(crate) async fn while_renewed<T>(pools: &Pools, seller: SellerId, id: JobId, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    let mut renewal = tokio::time::interval_at(Instant::now() + lease() / 3, lease() / 3);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = renewal.tick() => {
                if let Err(error) = renewed(pools, seller, id).await {
                    tracing::warn!(%error, %seller, job = %id, "a lease was not renewed");
                }
            }
        }
    }
}

fn lease() -> Duration {
    Duration::from_secs(u64::from(LEASE.unsigned_abs()))
}

async fn renewed(pools: &Pools, seller: SellerId, id: JobId) -> Result<(), DbError> {
    let q = pools.worker(seller, None).write().await?;
    renew(&q, seller, id, f64::from(LEASE)).await?;
    q.commit().await
}

pub(crate) async fn ended(
    pools: &Pools,
    seller: SellerId,
    id: JobId,
    state: &str,
    error: Option<&str>,
) -> Result<(), DbError> {
    let q = pools.worker(seller, None).write().await?;
    let error = error.map(|e| e.chars().take(2000).collect::<String>());
    finish(&q, seller, id, state, error.as_deref()).await?;
    q.commit().await
}

/// Puts a job back, after a pause that grows and scatters.
async fn again(pools: &Pools, seller: SellerId, id: JobId, attempts: i32, error: &str) -> Result<(), DbError> {
    let doubled = FIRST_PAUSE.as_secs_f64() * f64::from(1 << attempts.clamp(1, 10)) / 2.0;
    let pause = doubled * rand::random_range(0.75..1.25);
    let q = pools.worker(seller, None).write().await?;
    put_back(&q, seller, id, pause, &error.chars().take(2000).collect::<String>()).await?;
    open_lane(&q, seller).await?;
    q.commit().await
}

/// Queues due feeds and removes expired rows, until `stop` is cancelled.
pub async fn housekeeping(pools: Pools, stop: CancellationToken) {
    let mut tick = tokio::time::interval(TICK);
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            () = stop.cancelled() => return,
        }
        if let Err(error) = keep_house(&pools).await {
            tracing::warn!(%error, "housekeeping failed; it will be repeated");
        }
    }
}

async fn keep_house(pools: &Pools) -> Result<(), DbError> {
    let q = pools.queue().write().await?;
    let due = due_feeds(&q, DUE_FEEDS).await?.count.unwrap_or(0);
    let removed = housekeep(&q).await?.count.unwrap_or(0);
    q.commit().await?;
    if due > 0 || removed > 0 {
        tracing::info!(due, removed, "housekeeping");
    }
    Ok(())
}
