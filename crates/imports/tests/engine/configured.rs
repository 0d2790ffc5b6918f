//! Feeds and how their runs are started.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use axum::{Router, http::HeaderMap, response::IntoResponse, routing::get};
use imports::{
    ImportError, RunState, Trigger,
    feed::{Defaults, Field},
    feeds::{self, FeedChange, NewFeed, Reading, Source, analyse},
    handlers,
    runs::{self, Start},
};
use jobs::{Handler, Handlers, Settings};
use tokio_util::sync::CancellationToken;
use types::{
    Currency, FeedId,
    Language::{De, En, Fr},
};

use super::{Shops, policy, tsv};

/// A server with one feed, which changes when the counter is raised.
pub async fn server(version: Arc<AtomicUsize>) -> String {
    let feed = move |headers: HeaderMap| {
        let version = version.load(SeqCst);
        async move {
            let etag = format!("\"{version}\"");
            if headers.get("if-none-match").is_some_and(|known| known == etag.as_str()) {
                return axum::http::StatusCode::NOT_MODIFIED.into_response();
            }
            let rows: Vec<String> = (0..=version).map(|n| format!("{n}\tTopf {n}\t1 EUR\tin stock")).collect();
            ([("etag", etag)], tsv(&rows.iter().map(String::as_str).collect::<Vec<_>>())).into_response()
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/x/feed.tsv", get(feed))).await });
    format!("http://{address}/x/feed.tsv")
}

pub async fn create(shops: &Shops, new: &NewFeed) -> Result<FeedId, ImportError> {
    let q = shops.world.seller(0).write().await.unwrap();
    let id = feeds::create(&q, new, &policy()).await?;
    q.commit().await.unwrap();
    Ok(id)
}

#[tokio::test]
async fn a_language_has_one_feed() {
    let shops = Shops::open().await;
    let url = NewFeed {
        language: Fr,
        source: Source::Url("https://shop.example/fr.tsv".into()),
        default_currency: Some(Currency::Eur),
    };
    let id = create(&shops, &url).await.unwrap();
    let error = create(&shops, &url).await.unwrap_err();
    assert_eq!(error.to_string(), "there is a feed in Français already: change that one, or delete it first");
    let list = feeds::list(&shops.world.seller(0).read().await.unwrap()).await.unwrap();
    let short: Vec<_> = list.iter().map(|f| (f.feed.language, f.feed.url.as_deref(), f.last_run.is_some())).collect();
    assert_eq!(short, [(De, None, true), (Fr, Some("https://shop.example/fr.tsv"), false)]);
    let other = feeds::find(&shops.world.seller(1).read().await.unwrap(), id).await.unwrap_err();
    assert!(matches!(other, ImportError::NoFeed));
}

#[tokio::test]
async fn absurd_configurations_are_refused_with_advice() {
    let shops = Shops::open().await;
    let bad = |source| NewFeed { language: Fr, source, default_currency: None };
    let error = create(&shops, &bad(Source::Url("file:///etc/passwd".into()))).await.unwrap_err();
    assert!(matches!(error, ImportError::Fetch(_)), "{error}");
    let foreign = shops.upload(1, b"x").await;
    let error = create(&shops, &bad(Source::Upload { file: foreign, name: "x".into() })).await.unwrap_err();
    assert!(matches!(error, ImportError::ForeignFile));

    let feed = shops.feed(0, De, &tsv(&[])).await;
    for (minutes, words) in [(7, "choose one of the schedules"), (60, "only a feed with an address")] {
        let q = shops.world.seller(0).write().await.unwrap();
        let change = FeedChange { schedule_minutes: Some(Some(minutes)), ..FeedChange::default() };
        let error = feeds::change(&q, feed, change, &policy()).await.unwrap_err();
        assert!(error.to_string().starts_with(words), "{error}");
    }
}

#[tokio::test]
async fn a_file_is_analysed_and_the_mapping_can_be_changed() {
    let shops = Shops::open().await;
    let rows: Vec<String> = (0..30).map(|n| format!("{n};Topf {n};{n},50;ja")).collect();
    let file = shops.upload(0, format!("Nr;Was;Preis;lieferbar\n{}\n", rows.join("\n")).as_bytes()).await;
    let found = analyse(&shops.ctx.blobs, &file, Reading::default()).await.unwrap();
    assert_eq!((found.header.len(), found.rows.len()), (4, 20));
    assert!(found.problem.is_some(), "no column is a title by its name");

    let mut mapping = found.suggested.clone();
    mapping.columns.insert(Field::Id, "Nr".into());
    mapping.columns.insert(Field::Title, "Was".into());
    mapping.columns.insert(Field::Availability, "lieferbar".into());
    let defaults = Defaults { currency: Some(Currency::Eur), ..Defaults::default() };
    let reading = Reading { mapping: Some(mapping.clone()), defaults, ..Reading::default() };
    let found = analyse(&shops.ctx.blobs, &file, reading).await.unwrap();
    assert!(found.problem.is_none(), "{:?}", found.problem);
    let row = found.rows[1].outcome.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((row.title.as_str(), row.price.minor), ("Topf 1", 150));

    let id = shops.feed(0, De, b"").await;
    let change = FeedChange {
        source: Some(Source::Upload { file, name: "x.csv".into() }),
        mapping: Some(Some(mapping)),
        default_currency: Some(Some(Currency::Eur)),
        ..FeedChange::default()
    };
    shops.change(0, id, change).await;
    let run = shops.start(0, id).await;
    let run = shops.work(0, run).await;
    assert_eq!((run.state, run.rows_new, run.rows_rejected), (RunState::Done, 30, 0));

    let page = shops.upload(0, b"<!DOCTYPE html><html>").await;
    let found = analyse(&shops.ctx.blobs, &page, Reading::default()).await.unwrap();
    assert_eq!(found.problem.unwrap().to_string(), "this is a web page, not a product feed: check the address");
}

#[tokio::test]
async fn an_address_is_fetched_at_each_run_and_an_unchanged_file_is_not_read() {
    let shops = Shops::open().await;
    let version = Arc::new(AtomicUsize::new(3));
    let url = server(version.clone()).await;
    let feed =
        create(&shops, &NewFeed { language: En, source: Source::Url(url), default_currency: None }).await.unwrap();
    let checked = feeds::check(&shops.world.seller(0), &shops.ctx.blobs, &shops.ctx.fetcher, feed).await.unwrap();
    assert_eq!(analyse(&shops.ctx.blobs, &checked, Reading::default()).await.unwrap().rows.len(), 4);

    let run = async || {
        let run = shops.start(0, feed).await;
        shops.work(0, run).await
    };
    let first = run().await;
    assert_eq!((first.state, first.rows_new, first.file_name.as_deref()), (RunState::Done, 4, Some("feed.tsv")));
    let before = shops.snapshot(0).await;
    let second = run().await;
    assert_eq!((second.state, second.rows_unchanged, second.bytes_read), (RunState::Done, 4, 0));
    assert_eq!(shops.snapshot(0).await, before);
    version.store(4, SeqCst);
    assert_eq!(run().await.rows_new, 1);
    // A changed configuration reads the same file in another way.
    shops.change(0, feed, FeedChange { default_currency: Some(Some(Currency::Chf)), ..FeedChange::default() }).await;
    let again = run().await;
    assert!(again.bytes_read > 0 && again.rows_unchanged == 5);
    assert_eq!(run().await.bytes_read, 0);
}

#[tokio::test]
async fn an_address_that_cannot_be_fetched_fails_the_run_with_the_reason() {
    let shops = Shops::open().await;
    let url = server(Arc::default()).await.replace("/x/", "/y/");
    let feed =
        create(&shops, &NewFeed { language: En, source: Source::Url(url), default_currency: None }).await.unwrap();
    let run = shops.start(0, feed).await;
    let run = shops.work(0, run).await;
    assert_eq!((run.state, run.error_code.as_deref()), (RunState::Failed, Some("fetch_not_found")));
    assert_eq!(
        run.error.unwrap(),
        "the server answered 404 Not Found: there is nothing at this address, check its spelling"
    );
}

#[tokio::test]
async fn a_feed_has_one_open_run() {
    let shops = Shops::open().await;
    let feed = shops.feed(0, De, &tsv(&["a\tTopf\t1 EUR\tin stock"])).await;
    let q = shops.world.seller(0).write().await.unwrap();
    let open = runs::start(&q, feed, &Start::by(Trigger::Person)).await.unwrap();
    q.commit().await.unwrap();
    let q = shops.world.seller(0).write().await.unwrap();
    let error = runs::start(&q, feed, &Start::by(Trigger::Person)).await.unwrap_err();
    assert!(matches!(error, ImportError::AlreadyRunning { run } if run == open), "{error}");
    drop(q);
    shops.work(0, open).await;
    shops.start(0, feed).await;
    let q = shops.world.seller(0).read().await.unwrap();
    let page = runs::list(&q, feed, None, 2).await.unwrap();
    assert_eq!(page[1].id, open, "newest first");
    let next = runs::list(&q, feed, Some(page[1].cursor()), 10).await.unwrap();
    assert_eq!(next.len(), 1, "the seed's run is the oldest");
}

#[tokio::test]
async fn replaced_files_go_and_those_in_use_stay() {
    let shops = Shops::open().await;
    let feed = shops.feed(0, De, &tsv(&["a\tTopf\t1 EUR\tin stock"])).await;
    let run = shops.start(0, feed).await;
    let first = feeds::find(&shops.world.seller(0).read().await.unwrap(), feed).await.unwrap().file.unwrap();
    shops.feed(0, De, &tsv(&["b\tKessel\t1 EUR\tin stock"])).await;
    drained(&shops, "import.discard").await;
    assert!(shops.ctx.blobs.open_blob(&first).await.is_ok(), "the run has not read it yet");
    shops.work(0, run).await;
    assert_eq!(shops.staged(0).await, ["a de 100 in_stock main"]);
    assert!(shops.ctx.blobs.open_blob(&first).await.is_err());
}

/// Does the jobs of a kind that are queued.
pub async fn drained(shops: &Shops, kind: &'static str) {
    let (done, mut ended) = tokio::sync::mpsc::unbounded_channel();
    let handler = handlers(&shops.ctx).remove(kind).unwrap();
    let telling: Handler = Arc::new(move |job, stop| {
        let (work, done) = (handler(job, stop), done.clone());
        Box::pin(async move {
            let ended = work.await;
            done.send(()).unwrap();
            ended
        })
    });
    let queued = shops.world.count(&format!("SELECT FROM jobs WHERE kind = '{kind}' AND state = 'ready'")).await;
    assert!(queued > 0, "there is no {kind}");
    let stop = CancellationToken::new();
    let jobs = Handlers::from([(kind, telling)]);
    let worker = tokio::spawn(jobs::work(shops.world.pools.clone(), jobs, Settings::default(), stop.clone()));
    for _ in 0..queued {
        tokio::time::timeout(std::time::Duration::from_mins(2), ended.recv()).await.unwrap();
    }
    stop.cancel();
    worker.await.unwrap();
    let left = format!("SELECT FROM jobs WHERE kind = '{kind}' AND state <> 'done'");
    assert_eq!(shops.world.count(&left).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_does_what_was_started_and_what_is_due() {
    let shops = Shops::open().await;
    let version = Arc::new(AtomicUsize::new(1));
    let url = server(version).await;
    let feed =
        create(&shops, &NewFeed { language: En, source: Source::Url(url), default_currency: None }).await.unwrap();
    shops.change(0, feed, FeedChange { schedule_minutes: Some(Some(60)), ..FeedChange::default() }).await;
    let q = shops.world.seller(0).write().await.unwrap();
    let run = runs::start(&q, feed, &Start::by(Trigger::Person)).await.unwrap();
    q.commit().await.unwrap();
    drained(&shops, "import").await;
    assert_eq!(shops.run(0, run).await.rows_new, 2);

    shops.world.oracle.execute("UPDATE feeds SET next_run_at = now() WHERE id = $1", &[&feed]).await.unwrap();
    shops.world.oracle.batch_execute("SELECT queue.due_feeds(10)").await.unwrap();
    drained(&shops, "import").await;
    let status = feeds::list(&shops.world.seller(0).read().await.unwrap()).await.unwrap();
    let last = status.iter().find(|status| status.feed.id == feed).unwrap().last_run.clone().unwrap();
    assert_eq!((last.trigger, last.state, last.rows_unchanged), (Trigger::Schedule, RunState::Done, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_feed_takes_its_staged_rows_with_it() {
    let shops = Shops::open().await;
    shops
        .imported(0, De, &tsv(&["a\tTopf\t1 EUR\tin stock", "b\t\t1 EUR\tin stock", "c\tKessel\t1 EUR\tin stock"]))
        .await;
    shops.imported(0, Fr, &tsv(&["a\tMarmite\t2 EUR\tin stock"])).await;
    let feed = feeds::find_language(&shops.world.seller(0).read().await.unwrap(), De).await.unwrap().unwrap();
    let open = shops.start(0, feed.id).await;
    let error = feeds::delete(&shops.world.seller(0), feed.id).await.unwrap_err();
    assert!(matches!(error, ImportError::AlreadyRunning { .. }));
    shops.work(0, open).await;
    feeds::delete(&shops.world.seller(0), feed.id).await.unwrap();
    drained(&shops, "import.forget").await;
    drained(&shops, "import.discard").await;
    assert_eq!(shops.staged(0).await, ["a fr 200 in_stock main"]);
    assert!(shops.ctx.blobs.open_blob(&feed.file.unwrap()).await.is_err());
    assert_eq!(shops.staged(1).await.len(), 1, "the other seller's is there");
    let error = feeds::delete(&shops.world.seller(0), feed.id).await.unwrap_err();
    assert!(matches!(error, ImportError::NoFeed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_feed_made_again_keeps_what_its_next_import_has() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&["a\tTopf\t1 EUR\tin stock"])).await;
    let feed = feeds::find_language(&shops.world.seller(0).read().await.unwrap(), De).await.unwrap().unwrap();
    feeds::delete(&shops.world.seller(0), feed.id).await.unwrap();
    shops.feed(0, De, &tsv(&["a\tTopf\t1 EUR\tin stock"])).await;
    drained(&shops, "import.forget").await;
    assert_eq!(shops.staged(0).await, ["a de 100 in_stock main"]);
}
