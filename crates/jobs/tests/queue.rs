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
    let deadline = Instant::now() + Duration::from_mins(1);
    while world.count(until).await < count {
        assert!(Instant::now() < deadline, "not in time: {until}");
        test_support::pause().await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handler_that_panics_has_failed_and_its_job_is_tried_again() {
    let world = World::start().await;
    queue(&world, 0, 1).await;
    let handler: Handler = Arc::new(|_, _| Box::pin(async { panic!("broken for good") }));
    let panicked = "SELECT FROM jobs WHERE kind = 'test' AND state = 'ready' AND error LIKE '%broken for good%'";
    worked(&world, Handlers::from([("test", handler.clone())]), panicked, 1).await;
    assert_eq!(world.count("SELECT FROM jobs WHERE kind = 'test' AND attempts = 1 AND run_at > now()").await, 1);
    world.oracle.batch_execute("UPDATE jobs SET attempts = 4, run_at = now() WHERE kind = 'test'").await.unwrap();
    let dead = "SELECT FROM jobs WHERE kind = 'test' AND state = 'dead' AND error LIKE '%broken for good%'";
    worked(&world, Handlers::from([("test", handler)]), dead, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_took_its_worker_down_too_often_is_dead_and_its_run_has_failed() {
    let world = World::start().await;
    let seller = world.sellers[0].seller;
    queue(&world, 0, 1).await;
    world
        .oracle
        .batch_execute(&format!(
            "UPDATE jobs SET state = 'running', attempts = 5, leased_until = now() - interval '1 s' WHERE kind = 'test';
             UPDATE import_runs SET state = 'running', finished_at = NULL;
             UPDATE jobs SET kind = 'import', payload = jsonb_build_object('run_id', (SELECT id FROM import_runs WHERE seller_id = '{seller}' LIMIT 1))
             WHERE kind = 'test'"
        ))
        .await
        .unwrap();
    let seen = Seen::default();
    let dead = "SELECT FROM jobs WHERE kind = 'import' AND state = 'dead' AND error LIKE 'its worker ended%' AND finished_at IS NOT NULL";
    worked(&world, recording(&seen, false), dead, 1).await;
    assert!(seen.lock().unwrap().is_empty(), "it was not done again");
    jobs::keep_house(&world.pools).await.unwrap();
    let failed = "SELECT FROM import_runs WHERE state = 'failed' AND error IS NOT NULL AND finished_at IS NOT NULL";
    assert_eq!(world.count(failed).await, 1, "its feed can be imported again");
    assert_eq!(world.count("SELECT FROM import_runs WHERE state = 'running'").await, 1, "the other seller's goes on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sellers_whose_jobs_wait_keep_nobody_back() {
    let world = World::start().await;
    world
        .oracle
        .batch_execute(
            "INSERT INTO sellers (seller_id, name, country, currency, language, time_zone)
             SELECT gen_random_uuid(), 'waiting', 'LU', 'EUR', 'en', 'UTC' FROM generate_series(1, 300);
             INSERT INTO jobs (seller_id, id, kind, payload, run_at)
             SELECT seller_id, gen_random_uuid(), 'test', '{\"n\": 0}', now() + interval '1 hour' FROM sellers WHERE name = 'waiting';
             INSERT INTO lanes (seller_id) SELECT seller_id FROM sellers WHERE name = 'waiting'",
        )
        .await
        .unwrap();
    queue(&world, 1, 1).await;
    // served after all of the waiting ones
    world
        .oracle
        .batch_execute(&format!("UPDATE lanes SET served_at = now() WHERE seller_id = '{}'", world.sellers[1].seller))
        .await
        .unwrap();
    let seen = Seen::default();
    worked(&world, recording(&seen, false), "SELECT FROM jobs WHERE kind = 'test' AND state = 'done'", 1).await;
    assert_eq!(seen.lock().unwrap()[0].0, world.sellers[1].seller);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_expired_is_removed_and_nothing_else() {
    let world = World::start().await;
    queue(&world, 0, 2).await;
    let (seller, buyer) = (world.sellers[0].seller, world.buyers[0]);
    world
        .oracle
        .batch_execute(&format!(
            "UPDATE jobs SET state = 'done', finished_at = now() - interval '31 days' WHERE kind = 'test' AND payload ->> 'n' = '0';
             UPDATE jobs SET state = 'dead', finished_at = now() - interval '29 days' WHERE kind = 'test' AND payload ->> 'n' = '1';
             INSERT INTO order_requests (seller_id, key, body_hash, order_id, created_at)
             SELECT '{seller}', k, '\\x00', gen_random_uuid(), now() - a FROM (VALUES ('old', interval '31 days'), ('new', interval '29 days')) v (k, a);
             INSERT INTO purchase_requests (buyer_id, key, body_hash, purchase_ids, created_at)
             SELECT '{buyer}', k, '\\x00', '{{}}', now() - a FROM (VALUES ('old', interval '31 days'), ('new', interval '29 days')) v (k, a);
             UPDATE cart_lines SET added_at = now() - interval '91 days' WHERE buyer_id = '{buyer}';
             UPDATE import_runs SET state = 'done', created_at = now() - interval '500 days', finished_at = now() - interval '400 days';
             INSERT INTO import_runs (seller_id, id, feed_id, language, trigger, state)
             SELECT seller_id, gen_random_uuid(), feed_id, language, 'person', 'queued' FROM import_runs WHERE seller_id = '{seller}' LIMIT 1;
             DELETE FROM shelf_changes;
             INSERT INTO shelf_changes (seller_id, product_id, at) SELECT '{seller}', gen_random_uuid(), now() - interval '8 days' FROM generate_series(1, 3)"
        ))
        .await
        .unwrap();
    jobs::keep_house(&world.pools).await.unwrap();
    for (left, count) in [
        ("SELECT FROM jobs WHERE kind = 'test' AND state = 'done'", 0),
        ("SELECT FROM jobs WHERE kind = 'test' AND state = 'dead'", 1),
        ("SELECT FROM lanes", 0),
        ("SELECT FROM order_requests WHERE key = 'old'", 0),
        ("SELECT FROM order_requests WHERE key = 'new'", 1),
        ("SELECT FROM purchase_requests WHERE key = 'old'", 0),
        ("SELECT FROM purchase_requests WHERE key = 'new'", 1),
        ("SELECT FROM shelf_changes", 1),
        ("SELECT FROM shelf_changes WHERE seq = (SELECT max(seq) FROM shelf_changes)", 1),
    ] {
        assert_eq!(world.count(left).await, count, "{left}");
    }
    assert_eq!(world.count(&format!("SELECT FROM cart_lines WHERE buyer_id = '{buyer}'")).await, 0);
    assert_eq!(world.count(&format!("SELECT FROM cart_lines WHERE buyer_id = '{}'", world.buyers[1])).await, 1);
    let runs = |of| format!("SELECT FROM import_runs WHERE seller_id = '{of}' AND state = 'done'");
    assert_eq!(world.count(&runs(seller)).await, 0, "there is a newer one of the feed");
    assert_eq!(world.count(&runs(world.sellers[1].seller)).await, 1, "the newest of a feed stays");
    assert_eq!(world.count(&format!("SELECT FROM import_rejects WHERE seller_id = '{seller}'")).await, 0);
}

#[tokio::test]
async fn the_queue_is_counted_for_all_sellers_together() {
    let world = World::start().await;
    queue(&world, 0, 2).await;
    queue(&world, 1, 1).await;
    world
        .oracle
        .batch_execute("UPDATE jobs SET run_at = now() + interval '1 hour' WHERE payload ->> 'n' = '1'")
        .await
        .unwrap();
    let counts = jobs::counts(&world.pools).await.unwrap();
    let count = |what: &str, state: &str| counts.iter().find(|c| c.what == what && c.state == state).unwrap().count;
    assert_eq!(count("job", "waiting"), 1);
    assert_eq!(count("job", "due"), world.count("SELECT FROM jobs WHERE state = 'ready' AND run_at <= now()").await);
    assert_eq!(count("import", "queued"), world.count("SELECT FROM import_runs WHERE state = 'queued'").await);
}
