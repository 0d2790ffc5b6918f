//! How files are read: formats that were chosen, defaults, and what a server says later.

use imports::{
    HeldFor, RunState, Trigger,
    feed::{Availability, Encoding, Format},
    feeds::{self, FeedChange, NewFeed, Source},
    runs::{self, Start},
};
use types::Language::{De, En};

use super::{
    Shops,
    configured::{create, server},
    policy, tsv,
};

async fn texts(shops: &Shops, sql: &str) -> Vec<String> {
    let rows = shops.world.oracle.query(sql, &[&shops.seller(0)]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn a_file_that_contradicts_the_chosen_format_is_refused_and_not_garbled() {
    let shops = Shops::open().await;
    let file = tsv(&["a\tGrößer\t1 EUR\tin stock"]);
    let feed = shops.feed(0, De, &file).await;
    let format = Format { encoding: Encoding::Windows1252, ..Format::default() };
    shops.change(0, feed, FeedChange { format: Some(Some(format)), ..FeedChange::default() }).await;
    let run = shops.start(0, feed).await;
    let run = shops.work(0, run).await;
    assert_eq!((run.state, run.error_code.as_deref()), (RunState::Failed, Some("format_differs")));
    assert_eq!(shops.staged(0).await.len(), 0);
    shops.change(0, feed, FeedChange { format: Some(None), ..FeedChange::default() }).await;
    let run = shops.start(0, feed).await;
    assert_eq!(shops.work(0, run).await.rows_new, 1);
}

#[tokio::test]
async fn a_letter_beyond_ascii_may_come_late() {
    let shops = Shops::open().await;
    let mut file = b"id\ttitle\tprice\tavailability\n".to_vec();
    for n in 0..12_000 {
        file.extend_from_slice(format!("{n:05}\tTopf {n}\t1 EUR\tin stock\n").as_bytes());
    }
    assert!(file.len() > imports::feed::limits::HEAD_BYTES);
    file.extend_from_slice(b"last\tGr\xf6\xdfer\t1 EUR\tin stock\n");
    let run = shops.imported(0, De, &file).await;
    assert_eq!((run.rows_read, run.rows_rejected), (12_001, 0));
    let title = texts(&shops, "SELECT title FROM staged_products WHERE seller_id = $1 AND external_id = 'last'").await;
    assert_eq!(title, ["Größer"]);
}

#[tokio::test]
async fn availability_comes_from_pieces_or_the_default() {
    let shops = Shops::open().await;
    let file = b"id\ttitle\tprice\tquantity\na\tTopf\t1 EUR\t3\nb\tKessel\t1 EUR\t0\nc\tPfanne\t1 EUR\t\n";
    let run = shops.imported(0, De, file).await;
    assert_eq!((run.rows_new, run.rows_rejected, run.warnings), (2, 1, 0));
    assert_eq!(shops.staged(0).await, ["a de 100 in_stock main", "b de 100 out_of_stock main"]);

    let feed = shops.feed(0, De, b"id\ttitle\tprice\na\tTopf\t1 EUR\n").await;
    let run = shops.start(0, feed).await;
    let run = shops.work(0, run).await;
    assert_eq!(run.error.as_deref(), Some("required columns not found: availability"));
    assert_eq!(run.error_code.as_deref(), Some("missing_columns"));
    let default = FeedChange { default_availability: Some(Some(Availability::Preorder)), ..FeedChange::default() };
    shops.change(0, feed, default).await;
    let run = shops.start(0, feed).await;
    let run = shops.work(0, run).await;
    assert_eq!((run.state, run.rows_changed, run.warnings), (RunState::Done, 1, 0), "{:?}", run.error);
    assert_eq!(shops.staged(0).await[0], "a de 100 preorder main");
}

#[tokio::test]
async fn a_file_of_its_own_makes_the_next_fetch_bring_the_feed_whole() {
    let shops = Shops::open().await;
    let url = server(std::sync::Arc::default()).await;
    let feed =
        create(&shops, &NewFeed { language: En, source: Source::Url(url), default_currency: None }).await.unwrap();
    let fetched = shops.start(0, feed).await;
    assert_eq!(shops.work(0, fetched).await.rows_new, 1);
    let key = shops.upload(0, &tsv(&["0\tAnother pot\t9 EUR\tin stock"])).await;
    let q = shops.world.seller(0).write().await.unwrap();
    let once = Start { file: Some((key, "once.tsv".into())), queue: false, ..Start::by(Trigger::Person) };
    let run = runs::start(&q, feed, &once).await.unwrap();
    q.commit().await.unwrap();
    assert_eq!(shops.work(0, run).await.rows_changed, 1);
    let again = shops.start(0, feed).await;
    assert_eq!(shops.work(0, again).await.rows_changed, 1, "the server would answer that nothing has changed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fetch_ends_when_its_run_is_cancelled() {
    let shops = Shops::open().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/feed.tsv", listener.local_addr().unwrap());
    let feed =
        create(&shops, &NewFeed { language: En, source: Source::Url(url), default_currency: None }).await.unwrap();
    let run = shops.start(0, feed).await;
    let (ctx, seller) = (shops.ctx.clone(), shops.seller(0));
    let work = tokio::spawn(async move {
        imports::engine::execute(&ctx, seller, run, tokio_util::sync::CancellationToken::new(), |_| {}).await
    });
    // A server that takes the call and says nothing.
    let (_silent, _) = listener.accept().await.unwrap();
    let q = shops.world.seller(0).write().await.unwrap();
    runs::cancel(&q, run).await.unwrap();
    q.commit().await.unwrap();
    let ended =
        tokio::time::timeout(std::time::Duration::from_secs(20), work).await.expect("before the server is given up");
    assert_eq!(ended.unwrap().unwrap(), RunState::Cancelled);
}

#[tokio::test]
async fn a_held_run_names_some_of_what_would_vanish() {
    let shops = Shops::open().await;
    let rows: Vec<String> = (0..30).map(|n| format!("{n:02}\tTopf {n}\t1 EUR\tin stock")).collect();
    shops.imported(0, De, &tsv(&rows.iter().map(String::as_str).collect::<Vec<_>>())).await;
    let run = shops.import(0, De, &tsv(&["00\tTopf 0\t1 EUR\tin stock"])).await;
    assert_eq!((run.state, run.held_for), (RunState::Held, Some(HeldFor::Vanished)));
    assert_eq!(run.held_sample.len(), 10);
    let q = shops.world.seller(0).read().await.unwrap();
    let titles = imports::staged::titles(&q, &run.held_sample, En).await.unwrap();
    assert_eq!((titles.len(), titles[0].as_str()), (10, "Topf 1"));
    let theirs = shops.world.seller(1).read().await.unwrap();
    assert!(imports::staged::titles(&theirs, &run.held_sample, En).await.unwrap().is_empty());
}

#[tokio::test]
async fn adult_goods_and_further_categories_are_kept() {
    let shops = Shops::open().await;
    let file = "id\ttitle\tprice\tavailability\tadult\tproduct_type\tadditional_product_type_1\tadditional_product_type_3\n\
                a\tWein\t9 EUR\tin stock\tyes\tWein\tWein > Rot\tGeschenke\n";
    shops.imported(0, De, file.as_bytes()).await;
    let q = shops.world.seller(0).read().await.unwrap();
    let wine = imports::staged::find(&q, "a").await.unwrap().unwrap();
    assert_eq!((wine.rows[0].adult, wine.rows[0].more_categories.join(" | ")), (true, "Wein > Rot | Geschenke".into()));
}

#[tokio::test]
async fn absurd_names_do_not_keep_a_run_from_its_end() {
    let shops = Shops::open().await;
    let long = "x".repeat(100_000);
    let file = format!(
        "<rss><channel><item><id>a</id><title>Topf</title><price>1 EUR</price><availability>in stock</availability>\
         <bad\u{1}name>1</bad\u{1}name><{long}>1</{long}></item></channel></rss>"
    );
    let run = shops.import(0, De, file.as_bytes()).await;
    assert_ne!(run.state, RunState::Running, "it has ended");
    assert!(run.unknown_columns.iter().all(|name| name.chars().count() <= 100 && !name.contains('\u{1}')));
    let feed = feeds::find_language(&shops.world.seller(0).read().await.unwrap(), De).await.unwrap().unwrap();
    let mut mapping = imports::feed::Mapping::default();
    for name in ["nul\0", long.as_str()] {
        mapping.columns.insert(imports::feed::Field::Brand, name.to_owned());
        let q = shops.world.seller(0).write().await.unwrap();
        let change = FeedChange { mapping: Some(Some(mapping.clone())), ..FeedChange::default() };
        let error = feeds::change(&q, feed.id, change, &policy()).await.unwrap_err();
        assert!(matches!(error, imports::ImportError::BadColumn(_)), "{error}");
    }
}
