//! Deleting a feed.
//!
//! Its runs and their reports go with it. Its staged rows go too, in the background ([`crate::engine`]): products that
//! other languages have lose this one's texts, products that are already in the catalogue stay there as they are.

use serde_json::json;
use tenancy::{Door, class::Seller, row, statements};
use types::{FeedId, RunId, SellerId};

use super::{Feed, FeedRow, columns, find};
use crate::{ImportError, engine::FORGET, files, runs};

/// Rows deleted in one transaction.
const PORTION: i64 = 5_000;

row! {
    struct Gone { id: RunId }
}

statements! {
    fn lock(seller: SellerId, id: FeedId) -> Option<FeedRow> for Seller =
        concat!("SELECT ", columns!(), " FROM feeds WHERE seller_id = $1 AND id = $2 FOR UPDATE");
    fn delete_rejects(seller: SellerId, feed: FeedId, limit: i64) -> Count for Seller =
        "DELETE FROM import_rejects WHERE seller_id = $1 AND id IN (
             SELECT j.id FROM import_runs r JOIN import_rejects j ON j.seller_id = r.seller_id AND j.run_id = r.id
             WHERE r.seller_id = $1 AND j.seller_id = $1 AND r.feed_id = $2 LIMIT $3)";
    fn delete_runs(seller: SellerId, feed: FeedId, limit: i64) -> Vec<Gone> for Seller =
        "DELETE FROM import_runs WHERE seller_id = $1 AND id IN (
             SELECT r.id FROM import_runs r WHERE r.seller_id = $1 AND r.feed_id = $2 AND r.state IN ('done', 'failed', 'cancelled')
             AND NOT EXISTS (SELECT FROM import_rejects j WHERE j.seller_id = $1 AND j.run_id = r.id) LIMIT $3)
         RETURNING id";
    fn delete_feed(seller: SellerId, id: FeedId) -> Count for Seller = "DELETE FROM feeds WHERE seller_id = $1 AND id = $2";
}

/// Deletes a feed that no run is open of. Works in several transactions, so that a long history does not lock for long;
/// broken off, it can be repeated.
pub async fn delete(door: &Door<Seller>, id: FeedId) -> Result<(), ImportError> {
    let portion = usize::try_from(PORTION).unwrap_or(usize::MAX);
    loop {
        let q = door.write().await?;
        find(&q, id).await?;
        if let Some(run) = runs::open(&q, q.seller(), id).await? {
            return Err(ImportError::AlreadyRunning { run: run.id });
        }
        let mut gone = usize::try_from(delete_rejects(&q, q.seller(), id, PORTION).await?).unwrap_or(portion);
        if gone < portion {
            gone = delete_runs(&q, q.seller(), id, PORTION).await?.len();
        }
        if gone == portion {
            q.commit().await?;
            continue;
        }
        // No run can be added to the feed from here on.
        let feed: Feed = lock(&q, q.seller(), id).await?.ok_or(ImportError::NoFeed)?.into();
        delete_rejects(&q, q.seller(), id, PORTION).await?;
        delete_runs(&q, q.seller(), id, PORTION).await?;
        if let Some(run) = runs::open(&q, q.seller(), id).await? {
            return Err(ImportError::AlreadyRunning { run: run.id });
        }
        delete_feed(&q, q.seller(), id).await?;
        files::discard_later(&q, feed.file.map(|file| file.to_string()).as_deref()).await?;
        jobs::enqueue(&q, FORGET, &json!({ "language": feed.language })).await?;
        let detail = json!({ "language": feed.language });
        identity::audit::record(&q, "feed.delete", "feed", &id.to_string(), &detail).await?;
        q.commit().await?;
        return Ok(());
    }
}
