//! Building the index anew from the shelf, with progress.

use std::{
    sync::{Mutex, PoisonError, atomic::Ordering},
    time::{Duration, Instant},
};

use super::{Request, SCAN, SearchNode, blocking};
use crate::{CatalogError, follow};

/// How often the log tells how far a rebuild is.
const TELL: Duration = Duration::from_secs(5);

impl SearchNode {
    /// Builds the index anew from the shelf while the old one answers. `progress` is told how many of how many are done;
    /// the log and [`SearchNode::rebuilding`] tell it too.
    pub async fn reindex(&self, progress: impl Fn(u64, u64)) -> Result<(), CatalogError> {
        let begun = Instant::now();
        let told = Mutex::new(begun);
        let built = self
            .build(|done, total| {
                self.0.rebuilt.store(done, Ordering::Relaxed);
                self.0.to_rebuild.store(total, Ordering::Relaxed);
                let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
                if told.elapsed() >= TELL {
                    *told = Instant::now();
                    tracing::info!(done, total, "building the search index");
                }
                progress(done, total);
            })
            .await;
        self.0.rebuilt.store(0, Ordering::Relaxed);
        self.0.to_rebuild.store(0, Ordering::Relaxed);
        let products = built?;
        tracing::info!(products, seconds = begun.elapsed().as_secs_f32(), "the search index was built");
        Ok(())
    }

    async fn build(&self, progress: impl Fn(u64, u64)) -> Result<u64, CatalogError> {
        let q = self.0.pools.public().read().await?;
        // What changes while the shelf is read is applied afterwards.
        let position = follow::start_position(&q).await?;
        let total = follow::count(&q).await?;
        progress(0, total);
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
            progress(writer.added(), total.max(writer.added()));
        }
        let added = writer.added();
        blocking(move || writer.finish(position)).await?;
        progress(added, added);
        Ok(added)
    }

    /// Does what another process asked for, and tells it how far it is.
    pub(super) async fn answer(&self, request: &Request) -> Result<(), CatalogError> {
        let built = self.reindex(|done, total| request.tell(&super::Progress::Running { done, total })).await;
        request.tell(&match &built {
            Ok(()) => super::Progress::Done { products: self.products() },
            Err(error) => super::Progress::Failed { why: error.to_string() },
        });
        built
    }
}
