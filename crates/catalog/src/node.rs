//! This node's search: the index, kept in step with the shelf.

mod rebuild;
mod request;
mod top;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tenancy::Pools;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use types::{Language, SellerId};

pub use request::{Progress, Request};
pub use top::TopCategory;

use crate::{
    CatalogError, follow,
    search::{Change, Hits, Index, Position, Query, Result as SearchResult, State, Suggestion},
};

/// How often the shelf is asked for changes. Published is searchable within this and the time of a commit.
const POLL: Duration = Duration::from_millis(200);
/// Changes read at once.
const CHANGES: usize = 1000;
/// Products read at once while the index is built anew, or a shop is.
const SCAN: usize = 1000;
/// The writer's memory is given back after so long without changes.
const REST_AFTER: Duration = Duration::from_secs(30);
/// The pause after the database or the disk failed.
const PAUSE: Duration = Duration::from_secs(2);
/// The topmost categories are counted again after changes, but not more often than this.
const TOP_KEPT: Duration = Duration::from_secs(5);

struct Inner {
    pools: Pools,
    index: Index,
    directory: PathBuf,
    wake: Notify,
    top: RwLock<Arc<Vec<TopCategory>>>,
    /// Open shops with something on the shelf.
    shops: AtomicU64,
    /// Products that the rebuild under way has added, and how many there are in all.
    rebuilt: AtomicU64,
    to_rebuild: AtomicU64,
}

/// The index of this node. Cheap to clone.
#[derive(Clone)]
pub struct SearchNode(Arc<Inner>);

impl SearchNode {
    /// Opens the index in a directory. It answers at once, with what it has; [`SearchNode::follow`] keeps it in step.
    pub fn open(pools: Pools, directory: &Path) -> Result<Self, CatalogError> {
        let (index, state) = Index::open(directory)?;
        if let State::Rebuild(reason) = state {
            tracing::info!(reason, "the search index will be built");
        }
        request::clear(directory);
        let node = Self(Arc::new(Inner {
            pools,
            index,
            directory: directory.to_owned(),
            wake: Notify::new(),
            top: RwLock::default(),
            shops: AtomicU64::new(0),
            rebuilt: AtomicU64::new(0),
            to_rebuild: AtomicU64::new(0),
        }));
        node.count_top();
        Ok(node)
    }

    /// Whether there is an index to search.
    pub fn is_ready(&self) -> bool {
        matches!(self.0.index.state(), State::Ready(_))
    }

    /// Products that can be found.
    pub fn products(&self) -> u64 {
        self.0.index.products()
    }

    /// Open shops that have something on the shelf, as of a few seconds ago.
    pub fn shops(&self) -> u64 {
        self.0.shops.load(Ordering::Relaxed)
    }

    /// How far the rebuild under way is: products added, and products in all. Both are 0 where none is.
    pub fn rebuilding(&self) -> (u64, u64) {
        (self.0.rebuilt.load(Ordering::Relaxed), self.0.to_rebuild.load(Ordering::Relaxed))
    }

    /// Searches. Takes from tens of microseconds to a few milliseconds, during which it blocks.
    pub fn find(&self, query: &Query) -> SearchResult<Hits> {
        self.0.index.search(query)
    }

    /// How many products of a shop can be found; None while the index is being built. Where the database took half a
    /// millisecond to count the five thousand products of a shop, this takes some ten microseconds.
    pub fn products_of(&self, shop: SellerId) -> Option<u64> {
        let query = Query { shop: Some(shop), limit: 1, facets: false, ..Query::new(Language::En) };
        self.find(&query).ok().map(|hits| hits.total)
    }

    /// What may complete what is being typed.
    pub fn suggest(&self, typed: &str, language: Language, limit: usize) -> SearchResult<Vec<Suggestion>> {
        self.0.index.suggest(typed, language, limit)
    }

    /// Looks for changes now: after something was published by this process.
    pub fn nudge(&self) {
        self.0.wake.notify_one();
    }

    /// Keeps the index in step with the shelf until `stop` is cancelled; builds it anew where it must be, or where
    /// `karum search reindex` asks for it.
    pub async fn follow(&self, stop: CancellationToken) {
        let mut at = Following { checked: false, changed: true, counted: None, idle_since: Instant::now() };
        while !stop.is_cancelled() {
            let pause = match self.turn(&mut at).await {
                Ok(true) => {
                    at.idle_since = Instant::now();
                    at.changed = true;
                    self.keep_top(&mut at).await;
                    continue;
                }
                Ok(false) => POLL,
                Err(error) => {
                    tracing::warn!(%error, "the search index could not follow the shelf");
                    PAUSE
                }
            };
            self.keep_top(&mut at).await;
            if at.idle_since.elapsed() > REST_AFTER {
                at.idle_since = Instant::now();
                self.rest().await;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.0.wake.notified() => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// What is to be done next; false where nothing is.
    async fn turn(&self, at: &mut Following) -> Result<bool, CatalogError> {
        if let Some(request) = request::taken(&self.0.directory) {
            tracing::info!("the search index is built anew, as asked for");
            self.answer(&request).await?;
            at.checked = true;
            return Ok(true);
        }
        match self.0.index.state() {
            State::Rebuild(_) => {
                self.reindex(|_, _| {}).await?;
                // A new index is in step with this database: its position need not be looked for.
                at.checked = true;
                Ok(true)
            }
            State::Ready(position) if !at.checked => {
                self.check(position).await?;
                at.checked = true;
                Ok(true)
            }
            State::Ready(position) => self.step(position).await,
        }
    }

    /// Counts the topmost categories again where something has changed, at most every few seconds.
    async fn keep_top(&self, at: &mut Following) {
        if !at.changed || at.counted.is_some_and(|counted| counted.elapsed() < TOP_KEPT) {
            return;
        }
        let node = self.clone();
        let counted = tokio::task::spawn_blocking(move || node.count_top()).await.is_ok();
        match self.count_shops().await {
            Ok(()) if counted => at.changed = false,
            Ok(()) => {}
            Err(error) => tracing::warn!(%error, "the shops could not be counted"),
        }
        at.counted = Some(Instant::now());
    }

    async fn count_shops(&self) -> Result<(), CatalogError> {
        let q = self.0.pools.public().read().await?;
        self.0.shops.store(crate::shelf::count_shops(&q).await?, Ordering::Relaxed);
        Ok(())
    }

    /// Makes sure that following from the position loses nothing; else the index is built anew.
    async fn check(&self, position: Position) -> Result<(), CatalogError> {
        let reachable = follow::reachable(&self.0.pools.public().read().await?, position).await?;
        if !reachable {
            tracing::info!("the shelf has forgotten what this index knows: it is built anew");
            self.reindex(|_, _| {}).await?;
        }
        Ok(())
    }

    /// Applies the next changes; false where there are none.
    async fn step(&self, position: Position) -> Result<bool, CatalogError> {
        let q = self.0.pools.public().read().await?;
        let changes = follow::changes_after(&q, position, CHANGES).await?;
        if changes.changed.is_empty() {
            return Ok(false);
        }
        for changed in &changes.changed {
            if let follow::Changed::Shop(seller) = changed {
                self.shop(&q, *seller, position).await?;
            }
        }
        let updates = follow::updates(&q, &changes.changed).await?;
        drop(q);
        self.apply(updates, changes.position).await?;
        Ok(true)
    }

    /// A shop that was opened is put part by part, one that was closed is removed. The position stays until all is done:
    /// after a crash between the parts they are put again.
    async fn shop(
        &self,
        q: &tenancy::Scope<tenancy::class::Public, tenancy::Read>,
        seller: SellerId,
        position: Position,
    ) -> Result<(), CatalogError> {
        let mut after = None;
        loop {
            let part = follow::shop(q, seller, after, SCAN).await?;
            let Some(last) = part.last() else { break };
            after = Some(last.product);
            self.apply(part.into_iter().map(|d| Change::Put(Box::new(d))).collect(), position).await?;
        }
        if after.is_none() {
            self.apply(vec![Change::RemoveSeller(seller)], position).await?;
        }
        Ok(())
    }

    async fn apply(&self, updates: Vec<Change>, position: Position) -> Result<(), CatalogError> {
        let index = self.0.index.clone();
        blocking(move || index.apply(&updates, position)).await
    }

    async fn rest(&self) {
        let index = self.0.index.clone();
        if let Err(error) = blocking(move || index.rest()).await {
            tracing::warn!(%error, "the search index kept its writer");
        }
    }
}

/// How far following is.
struct Following {
    /// The position was compared with the shelf's log.
    checked: bool,
    /// Something has changed since the topmost categories were counted.
    changed: bool,
    counted: Option<Instant>,
    idle_since: Instant,
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> SearchResult<T> + Send + 'static,
) -> Result<T, CatalogError> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(|_| CatalogError::Interrupted)??)
}
