//! Runs that a command does itself, as `karum import`: what is left when its process dies, and what comes after.

use imports::{
    ImportError, RunState, Trigger,
    engine::execute,
    runs::{self, Start},
};
use tokio_util::sync::CancellationToken;
use types::{FeedId, JobId, Language::De, RunId};

use super::{Shops, configured::drained, tsv};

const FILE: [&str; 2] = ["a\tTopf\t1 EUR\tin stock", "b\tKessel\t2 EUR\tin stock"];

async fn begun(shops: &Shops, feed: FeedId) -> Result<(RunId, JobId), ImportError> {
    let q = shops.world.pools.worker(shops.seller(0), None).write().await.unwrap();
    let how = Start { queue: false, ..Start::by(Trigger::Command) };
    let run = runs::start(&q, feed, &how).await?;
    let job = runs::hold(&q, run).await?;
    q.commit().await.unwrap();
    Ok((run, job))
}

/// What the end of a minute does to the job of a process that has died.
async fn lease_runs_out(shops: &Shops, job: JobId) {
    let sql = "UPDATE jobs SET leased_until = now() - interval '1 s' WHERE id = $1 AND state = 'running'";
    assert_eq!(shops.world.oracle.execute(sql, &[&job]).await.unwrap(), 1);
}

async fn job_state(shops: &Shops, job: JobId) -> String {
    shops.world.oracle.query_one("SELECT state FROM jobs WHERE id = $1", &[&job]).await.unwrap().get(0)
}

#[tokio::test]
async fn the_import_after_a_killed_one_ends_it_and_begins() {
    let shops = Shops::open().await;
    let feed = shops.feed(0, De, &tsv(&FILE)).await;
    let (killed, job) = begun(&shops, feed).await.unwrap();
    let error = begun(&shops, feed).await.unwrap_err();
    assert!(matches!(error, ImportError::AlreadyRunning { run } if run == killed), "its process may live");
    lease_runs_out(&shops, job).await;
    let (next, _) = begun(&shops, feed).await.unwrap();
    assert_eq!(shops.run(0, killed).await.state, RunState::Cancelled);
    assert_eq!(shops.work(0, next).await.rows_new, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_goes_on_with_what_a_killed_command_had_begun() {
    let shops = Shops::open().await;
    let feed = shops.feed(0, De, &tsv(&FILE)).await;
    let (killed, job) = begun(&shops, feed).await.unwrap();
    lease_runs_out(&shops, job).await;
    shops
        .world
        .oracle
        .execute("UPDATE jobs SET state = 'ready', leased_until = NULL WHERE id = $1", &[&job])
        .await
        .unwrap();
    shops
        .world
        .oracle
        .execute("INSERT INTO lanes (seller_id) VALUES ($1) ON CONFLICT DO NOTHING", &[&shops.seller(0)])
        .await
        .unwrap();
    drained(&shops, "import").await;
    let run = shops.run(0, killed).await;
    assert_eq!((run.state, run.rows_new), (RunState::Done, 2));
}

#[tokio::test]
async fn a_command_that_is_broken_off_leaves_nothing_open() {
    let shops = Shops::open().await;
    let feed = shops.feed(0, De, &tsv(&FILE)).await;
    let (run, job) = begun(&shops, feed).await.unwrap();
    let stop = CancellationToken::new();
    let breaking = stop.clone();
    let work = execute(&shops.ctx, shops.seller(0), run, stop, move |_| breaking.cancel());
    let state = jobs::holding(&shops.world.pools, shops.seller(0), job, work).await.unwrap().unwrap();
    assert_eq!((state, job_state(&shops, job).await.as_str()), (RunState::Queued, "done"));
    let q = shops.world.pools.worker(shops.seller(0), None).write().await.unwrap();
    assert!(runs::abandon(&q, run).await.unwrap());
    assert!(!runs::abandon(&q, run).await.unwrap(), "it has ended already");
    q.commit().await.unwrap();
    assert_eq!(shops.run(0, run).await.state, RunState::Cancelled);
    let (next, _) = begun(&shops, feed).await.unwrap();
    assert_eq!(shops.work(0, next).await.state, RunState::Done);
}
