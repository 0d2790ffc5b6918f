//! This node's search: the index, kept in step with the shelf.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tenancy::Pools;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use types::{Language, ProductId, SellerId};

use crate::{
    CatalogError, follow,
    search::{Hits, Index, Position, Query, Result as SearchResult, State, Suggestion},
};

/// How often the shelf is asked for changes. Published is searchable within this and the time of a commit.
const POLL: Duration = Duration::from_millis(200);
/// Changes read at once.
const CHANGES: usize = 1000;
/// Products read at once while the index is built anew.
const SCAN: usize = 1000;
/// The writer's memory is given back after so long without changes.
const REST_AFTER: Duration = Duration::from_secs(30);
/// The pause after the database or the disk failed.
const PAUSE: Duration = Duration::from_secs(2);
/// How long the topmost categories are remembered.
const TOP_KEPT: Duration = Duration::from_secs(5);
/// Categories that are remembered.
const TOP: usize = 12;

/// A topmost category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopCategory {
    /// Its path.
    pub path: String,
    /// Products in it.
    pub count: u64,
    /// One of them, to show a picture of.
    pub first: Option<(SellerId, ProductId)>,
}

struct Inner {
    pools: Pools,
    index: Index,
    wake: Notify,
    top: Mutex<Option<(Instant, Arc<Vec<TopCategory>>)>>,
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
        Ok(Self(Arc::new(Inner { pools, index, wake: Notify::new(), top: Mutex::new(None) })))
    }

    /// Whether there is an index to search.
    pub fn is_ready(&self) -> bool {
        matches!(self.0.index.state(), State::Ready(_))
    }

    /// Products that can be found.
    pub fn products(&self) -> u64 {
        self.0.index.products()
    }

    /// Searches. Takes from tens of microseconds to a few milliseconds, during which it blocks.
    pub fn find(&self, query: &Query) -> SearchResult<Hits> {
        self.0.index.search(query)
    }

    /// What may complete what is being typed.
    pub fn suggest(&self, typed: &str, language: Language, limit: usize) -> SearchResult<Vec<Suggestion>> {
        self.0.index.suggest(typed, language, limit)
    }

    /// The topmost categories, most products first, as of a few seconds ago.
    pub fn top(&self) -> Arc<Vec<TopCategory>> {
        let mut kept = self.0.top.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, top)) = kept.as_ref()
            && at.elapsed() < TOP_KEPT
        {
            return Arc::clone(top);
        }
        let top = Arc::new(self.count_top());
        *kept = Some((Instant::now(), Arc::clone(&top)));
        top
    }

    fn count_top(&self) -> Vec<TopCategory> {
        let all = Query { limit: 1, ..Query::new(Language::En) };
        let facets = self.find(&all).ok().and_then(|hits| hits.facets).unwrap_or_default();
        let first = |path: &str| {
            let query = Query {
                category: Some(path.to_owned()),
                in_stock: true,
                limit: 1,
                facets: false,
                ..Query::new(Language::En)
            };
            self.find(&query).ok().and_then(|hits| hits.ids.first().copied())
        };
        let top = facets.categories.into_iter().take(TOP);
        top.map(|(path, count)| TopCategory { first: first(&path), path, count }).collect()
    }

    /// Looks for changes now: after something was published by this process.
    pub fn nudge(&self) {
        self.0.wake.notify_one();
    }

    /// Keeps the index in step with the shelf until `stop` is cancelled; builds it anew where it must be.
    pub async fn follow(&self, stop: CancellationToken) {
        let mut checked = false;
        let mut idle_since = Instant::now();
        while !stop.is_cancelled() {
            let done = match self.0.index.state() {
                State::Rebuild(_) => self
                    .reindex(|done, total| tracing::debug!(done, total, "building the search index"))
                    .await
                    .map(|()| true),
                State::Ready(position) if !checked => self.check(position).await.map(|reachable| {
                    checked = reachable;
                    true
                }),
                State::Ready(position) => self.step(position).await,
            };
            let pause = match done {
                Ok(true) => {
                    idle_since = Instant::now();
                    continue;
                }
                Ok(false) => POLL,
                Err(error) => {
                    tracing::warn!(%error, "the search index could not follow the shelf");
                    PAUSE
                }
            };
            if idle_since.elapsed() > REST_AFTER {
                idle_since = Instant::now();
                self.rest().await;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.0.wake.notified() => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// Whether following from the position loses nothing; if it does, the index is built anew.
    async fn check(&self, position: Position) -> Result<bool, CatalogError> {
        let reachable = follow::reachable(&self.0.pools.public().read().await?, position).await?;
        if !reachable {
            tracing::info!("the shelf has forgotten what this index knows: it is built anew");
            self.reindex(|_, _| {}).await?;
        }
        Ok(true)
    }

    /// Applies the next changes; false where there are none.
    async fn step(&self, position: Position) -> Result<bool, CatalogError> {
        let q = self.0.pools.public().read().await?;
        let changes = follow::changes_after(&q, position, CHANGES).await?;
        if changes.changed.is_empty() {
            return Ok(false);
        }
        let updates = follow::updates(&q, &changes.changed).await?;
        drop(q);
        let index = self.0.index.clone();
        blocking(move || index.apply(&updates, changes.position)).await?;
        Ok(true)
    }

    async fn rest(&self) {
        let index = self.0.index.clone();
        if let Err(error) = blocking(move || index.rest()).await {
            tracing::warn!(%error, "the search index kept its writer");
        }
    }

    /// Builds the index anew from the shelf while the old one answers. `progress` is told how many of how many are done.
    pub async fn reindex(&self, progress: impl Fn(u64, u64)) -> Result<(), CatalogError> {
        let q = self.0.pools.public().read().await?;
        // What changes while the shelf is read is applied afterwards.
        let position = follow::start_position(&q).await?;
        let total = follow::count(&q).await?;
        let mut writer = self.0.index.begin_rebuild()?;
        let mut after = None;
        loop {
            let part = follow::scan(&q, after, SCAN).await?;
            let Some(last) = part.last() else { break };
            after = Some((last.seller, last.product));
            writer = blocking(move || {
                for document in &part {
                    writer.add(document)?;
                }
                Ok(writer)
            })
            .await?;
            progress(writer.added(), total);
        }
        let added = writer.added();
        blocking(move || writer.finish(position)).await?;
        progress(added, added);
        tracing::info!(products = added, "the search index was built");
        Ok(())
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> SearchResult<T> + Send + 'static,
) -> Result<T, CatalogError> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(|_| CatalogError::Interrupted)??)
}
