//! The engine against a live database: from files to staged rows, and on to the catalogue.
#![allow(clippy::unwrap_used, missing_docs)]

mod acted;
mod browsed;
mod configured;
mod held;
mod interrupted;
mod read;
mod reported;
mod selected;
mod staging;
mod vanishing;

use std::sync::Mutex;

use imports::{
    RunState, Trigger,
    engine::{EngineContext, Progress, execute},
    feeds::{self, FeedChange, NewFeed, Source},
    fetch::{FetchPolicy, Fetcher},
    new_key,
    runs::{self, Run, Start},
};
use storage::{BlobKey, LocalBlobs};
use tempfile::TempDir;
use test_support::World;
use tokio_util::sync::CancellationToken;
use types::{FeedId, Language, RunId, SellerId};

/// Two sellers who import. What the seed has staged for the first one is gone; the second one's is there.
pub struct Shops {
    pub world: World,
    pub ctx: EngineContext,
    _files: TempDir,
}

/// A feed of these rows: id, title, price, availability, and whatever follows.
pub fn tsv(rows: &[&str]) -> Vec<u8> {
    let header = "id\ttitle\tprice\tavailability\titem_group_id\tcolor\tdescription\timage_link";
    let rows = rows.iter().map(|row| {
        let missing = 7 - row.matches('\t').count();
        format!("{row}{}", "\t".repeat(missing))
    });
    std::iter::once(header.to_owned()).chain(rows).collect::<Vec<_>>().join("\n").into_bytes()
}

pub fn policy() -> FetchPolicy {
    FetchPolicy { allow_loopback: true, ..FetchPolicy::default() }
}

impl Shops {
    pub async fn open() -> Self {
        let world = World::start().await;
        let seller = world.sellers[0].seller;
        world.oracle.execute("DELETE FROM staged_products WHERE seller_id = $1", &[&seller]).await.unwrap();
        let files = tempfile::tempdir().unwrap();
        let ctx = EngineContext {
            pools: world.pools.clone(),
            blobs: LocalBlobs::open(files.path().join("blobs")).unwrap(),
            fetcher: Fetcher::new(policy()).unwrap(),
        };
        Self { world, ctx, _files: files }
    }

    pub fn seller(&self, which: usize) -> SellerId {
        self.world.sellers[which].seller
    }

    pub async fn upload(&self, which: usize, bytes: &[u8]) -> BlobKey {
        let key = new_key(self.seller(which));
        self.ctx.blobs.put(&key, bytes, u64::MAX).await.unwrap();
        key
    }

    /// Makes or changes the feed of a language so that it has this file.
    pub async fn feed(&self, which: usize, language: Language, bytes: &[u8]) -> FeedId {
        let source = Source::Upload { file: self.upload(which, bytes).await, name: "feed.tsv".into() };
        let q = self.world.seller(which).write().await.unwrap();
        let id = if let Some(feed) = feeds::find_language(&q, language).await.unwrap() {
            let change = FeedChange { source: Some(source), ..FeedChange::default() };
            feeds::change(&q, feed.id, change, &policy()).await.unwrap();
            feed.id
        } else {
            let new = NewFeed { language, source, default_currency: None };
            feeds::create(&q, &new, &policy()).await.unwrap()
        };
        q.commit().await.unwrap();
        id
    }

    pub async fn change(&self, which: usize, feed: FeedId, change: FeedChange) {
        let q = self.world.seller(which).write().await.unwrap();
        feeds::change(&q, feed, change, &policy()).await.unwrap();
        q.commit().await.unwrap();
    }

    /// Starts a run that no worker does.
    pub async fn start(&self, which: usize, feed: FeedId) -> RunId {
        let q = self.world.seller(which).write().await.unwrap();
        let how = Start { queue: false, ..Start::by(Trigger::Person) };
        let run = runs::start(&q, feed, &how).await.unwrap();
        q.commit().await.unwrap();
        run
    }

    /// Does a run to its end, or to where it is held.
    pub async fn work(&self, which: usize, run: RunId) -> Run {
        let progress = Mutex::new(Progress::default());
        let stop = CancellationToken::new();
        let noted = |at: &Progress| *progress.lock().unwrap() = *at;
        let state = execute(&self.ctx, self.seller(which), run, stop, noted).await.unwrap();
        let run = self.run(which, run).await;
        assert_eq!(run.state, state);
        run
    }

    pub async fn run(&self, which: usize, run: RunId) -> Run {
        runs::find(&self.world.seller(which).read().await.unwrap(), run).await.unwrap()
    }

    /// Imports a file and answers how it went.
    pub async fn import(&self, which: usize, language: Language, bytes: &[u8]) -> Run {
        let feed = self.feed(which, language, bytes).await;
        let run = self.start(which, feed).await;
        self.work(which, run).await
    }

    /// The same where it must go well.
    pub async fn imported(&self, which: usize, language: Language, bytes: &[u8]) -> Run {
        let run = self.import(which, language, bytes).await;
        assert_eq!((run.state, run.error.as_deref()), (RunState::Done, None));
        run
    }

    /// The staged rows of a seller as text, with the transaction that wrote each.
    pub async fn snapshot(&self, which: usize) -> Vec<String> {
        let sql =
            "SELECT xmin::text || s::text FROM staged_products s WHERE seller_id = $1 ORDER BY external_id, language";
        let rows = self.world.oracle.query(sql, &[&self.seller(which)]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// Staged rows of a seller in few words: `id language price availability` and what is remarkable.
    pub async fn staged(&self, which: usize) -> Vec<String> {
        let sql = "SELECT concat_ws(' ', external_id, language, price, availability, CASE WHEN main THEN 'main' END,
                       CASE WHEN NOT present THEN 'vanished' END, nullif(array_to_string(conflicts, ' '), ''))
                   FROM staged_products WHERE seller_id = $1 ORDER BY external_id, language";
        let rows = self.world.oracle.query(sql, &[&self.seller(which)]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}
