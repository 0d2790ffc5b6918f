//! The queue against a live database.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use jobs::{Claimed, Handler, Handlers, JobError, Settings, enqueue, work};
use serde_json::json;
use test_support::World;
use tokio_util::sync::CancellationToken;
use types::SellerId;

type Seen = Arc<Mutex<Vec<(SellerId, i64)>>>;

fn recording(seen: &Seen, fail_first: bool) -> Handlers {
    let seen = seen.clone();
    let handler: Handler = Arc::new(move |job: Claimed, _| {
        let seen = seen.clone();
        Box::pin(async move {
            if fail_first && job.attempts == 1 {
                return Err(JobError::Never("not this one".into()));
            }
            seen.lock().unwrap().push((job.seller_id, job.payload["n"].as_i64().unwrap()));
            Ok(())
        })
    });
    Handlers::from([("test", handler)])
}

async fn queue(world: &World, which: usize, count: i64) {
    let q = world.seller(which).write().await.unwrap();
    for n in 0..count {
        enqueue(&q, "test", &json!({ "n": n })).await.unwrap();
    }
    q.commit().await.unwrap();
}

async fn worked(world: &World, handlers: Handlers, until: &str, count: i64) {
    let stop = CancellationToken::new();
    let settings = Settings { concurrency: 1, idle: Duration::from_millis(10) };
    let worker = tokio::spawn(work(world.pools.clone(), handlers, settings, stop.clone()));
    let deadline = Instant::now() + Duration::from_secs(20);
    while world.count(until).await < count {
        assert!(Instant::now() < deadline, "not in time: {until}");
        tokio::task::yield_now().await;
    }
    stop.cancel();
    worker.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seller_with_few_jobs_does_not_wait_behind_one_with_many() {
    let world = World::start().await;
    queue(&world, 0, 50).await;
    queue(&world, 1, 2).await;
    let seen = Seen::default();
    worked(&world, recording(&seen, false), "SELECT FROM jobs WHERE kind = 'test' AND state = 'done'", 52).await;
    let seen = seen.lock().unwrap();
    let own: Vec<_> = seen.iter().filter(|(s, _)| *s == world.sellers[0].seller).map(|(_, n)| *n).collect();
    assert_eq!(own, (0..50).collect::<Vec<_>>(), "each once, in order");
    let last_of_b = seen.iter().rposition(|(s, _)| *s == world.sellers[1].seller).unwrap();
    assert!(last_of_b <= 4, "seller b's second job came as number {last_of_b}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_never_can_be_done_is_laid_aside_with_its_reason() {
    let world = World::start().await;
    queue(&world, 0, 1).await;
    worked(&world, recording(&Seen::default(), true), "SELECT FROM jobs WHERE kind = 'test' AND state = 'dead'", 1)
        .await;
    assert_eq!(world.count("SELECT FROM jobs WHERE kind = 'test' AND error = 'not this one'").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_job_of_a_worker_that_died_is_done_by_another() {
    let world = World::start().await;
    queue(&world, 1, 1).await;
    world.oracle.batch_execute("UPDATE jobs SET state = 'running', attempts = 1, leased_until = now() - interval '1 s' WHERE kind = 'test'; DELETE FROM lanes").await.unwrap();
    let seen = Seen::default();
    worked(&world, recording(&seen, false), "SELECT FROM jobs WHERE kind = 'test' AND state = 'done'", 1).await;
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_rolled_back_transaction_queues_nothing() {
    let world = World::start().await;
    let q = world.seller(0).write().await.unwrap();
    enqueue(&q, "test", &json!({})).await.unwrap();
    drop(q);
    assert_eq!(world.count("SELECT FROM jobs WHERE kind = 'test'").await, 0);
}
