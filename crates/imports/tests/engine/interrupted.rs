//! Runs that do not come to their end at once.

use std::sync::{
    Mutex,
    mpsc::{Sender, channel},
};

use imports::{
    ImportError, RunState,
    engine::{Progress, execute},
    runs,
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use types::{Language::De, RunId};

use super::{Shops, tsv};

/// More than two batches.
const ROWS: i64 = 6_000;

fn big(word: &str) -> Vec<u8> {
    let rows: Vec<String> = (0..ROWS).map(|n| format!("{n:05}\t{word} {n}\t5 EUR\tin stock")).collect();
    tsv(&rows.iter().map(String::as_str).collect::<Vec<_>>())
}

async fn started(shops: &Shops, file: &[u8]) -> RunId {
    let feed = shops.feed(0, De, file).await;
    shops.start(0, feed).await
}

async fn staged(shops: &Shops) -> i64 {
    shops.world.count(&format!("SELECT FROM staged_products WHERE seller_id = '{}'", shops.seller(0))).await
}

/// A run that a task works on, which waits after its first rows.
struct Paused {
    task: JoinHandle<Result<RunState, ImportError>>,
    /// Lets the task go on.
    resume: Sender<()>,
}

async fn paused(shops: &Shops, run: RunId) -> Paused {
    let (ctx, seller) = (shops.ctx.clone(), shops.seller(0));
    let (resume, resumed) = channel();
    let (reached, begun) = tokio::sync::oneshot::channel();
    let wait = Mutex::new(Some((reached, resumed)));
    let task = tokio::spawn(async move {
        let noted = move |_: &Progress| {
            if let Some((reached, resumed)) = wait.lock().unwrap().take() {
                reached.send(()).unwrap();
                resumed.recv().unwrap();
            }
        };
        execute(&ctx, seller, run, CancellationToken::new(), noted).await
    });
    begun.await.unwrap();
    Paused { task, resume }
}

/// Works on a run and drops it in the middle of its second batch.
async fn crash(shops: &Shops, run: RunId) {
    let Paused { task, resume } = paused(shops, run).await;
    task.abort();
    resume.send(()).unwrap();
    assert!(task.await.unwrap_err().is_cancelled());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_whose_worker_died_is_done_by_another_without_doubles() {
    let shops = Shops::open().await;
    let mut file = big("Topf");
    file.extend_from_slice(b"\nbad\t\t5 EUR\tin stock\t\t\t\t");
    let run = started(&shops, &file).await;
    crash(&shops, run).await;
    assert_eq!(shops.run(0, run).await.state, RunState::Running);
    let done = shops.work(0, run).await;
    assert_eq!((done.state, done.rows_new, done.rows_unchanged, done.rows_rejected), (RunState::Done, ROWS, 0, 1));
    assert_eq!(staged(&shops).await, ROWS);
    assert_eq!(shops.world.count(&format!("SELECT FROM import_rejects WHERE run_id = '{run}'")).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_of_an_interrupted_run_are_counted_as_changes() {
    let shops = Shops::open().await;
    shops.imported(0, De, &big("Topf")).await;
    let run = started(&shops, &big("Kessel")).await;
    crash(&shops, run).await;
    let done = shops.work(0, run).await;
    assert_eq!((done.rows_new, done.rows_changed, done.rows_unchanged), (0, ROWS, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_lost_its_run_writes_no_more() {
    let shops = Shops::open().await;
    let run = started(&shops, &big("Topf")).await;
    let first = paused(&shops, run).await;
    // What another worker does when it takes over.
    let taken =
        "UPDATE import_runs SET started_at = clock_timestamp() + interval '1 s' WHERE id = $1 AND state = 'running'";
    assert_eq!(shops.world.oracle.execute(taken, &[&run]).await.unwrap(), 1);
    let read = shops.run(0, run).await.rows_read;
    first.resume.send(()).unwrap();
    let state = first.task.await.unwrap().unwrap();
    assert_eq!(state, RunState::Running, "it is in other hands");
    assert_eq!(shops.run(0, run).await.rows_read, read);
    assert_eq!(shops.work(0, run).await.rows_new, ROWS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_shuts_down_leaves_the_run_for_the_next() {
    let shops = Shops::open().await;
    let run = started(&shops, &big("Topf")).await;
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    let state = execute(&shops.ctx, shops.seller(0), run, stop, move |_| stopping.cancel()).await.unwrap();
    assert_eq!(state, RunState::Queued);
    let left = shops.run(0, run).await;
    assert_eq!(left.state, RunState::Queued);
    assert!((1..ROWS).contains(&left.rows_read), "{}", left.rows_read);
    assert_eq!(shops.work(0, run).await.rows_new, ROWS);
    assert_eq!(staged(&shops).await, ROWS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_is_cancelled_wherever_it_is() {
    let shops = Shops::open().await;
    let cancel = async |run: RunId| {
        let q = shops.world.seller(0).write().await.unwrap();
        runs::cancel(&q, run).await.unwrap();
        q.commit().await.unwrap();
    };

    let queued = started(&shops, &big("Topf")).await;
    cancel(queued).await;
    assert_eq!(shops.run(0, queued).await.state, RunState::Cancelled);
    assert_eq!(shops.work(0, queued).await.state, RunState::Cancelled);
    assert_eq!(staged(&shops).await, 0);

    let running = started(&shops, &big("Topf")).await;
    let work = paused(&shops, running).await;
    cancel(running).await;
    work.resume.send(()).unwrap();
    assert_eq!(work.task.await.unwrap().unwrap(), RunState::Cancelled);
    let run = shops.run(0, running).await;
    assert!(run.rows_read < ROWS && run.finished_at.is_some());
    assert_eq!(staged(&shops).await, run.rows_new, "what was staged stays");

    let refused = runs::cancel(&shops.world.seller(0).write().await.unwrap(), running).await.unwrap_err();
    assert_eq!(refused.to_string(), "this run has ended already");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_whose_worker_died_can_be_cancelled() {
    let shops = Shops::open().await;
    let run = started(&shops, &big("Topf")).await;
    crash(&shops, run).await;
    let q = shops.world.seller(0).write().await.unwrap();
    runs::cancel(&q, run).await.unwrap();
    q.commit().await.unwrap();
    let jobs = format!("SELECT FROM jobs WHERE kind = 'import' AND payload ->> 'run_id' = '{run}'");
    assert_eq!(shops.world.count(&jobs).await, 1, "a worker will end it");
    assert_eq!(shops.work(0, run).await.state, RunState::Cancelled);
}
