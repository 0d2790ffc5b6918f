//! What becomes of the staged rows of a deleted feed: they go, and products stay as they are.

use tenancy::{Door, class::Worker, row, statements};
use tokio_util::sync::CancellationToken;
use types::{Language, SellerId};

use super::{
    EngineContext, Halt, Tries,
    leave::{Leaving, PORTION, leave},
    lookup,
};
use crate::ImportError;

/// The kind of the job that does this; its payload is `{"language": "…"}`.
pub(crate) const FORGET: &str = "import.forget";

row! {
    struct Row { external_id: String }
}

statements! {
    fn rows(seller: SellerId, language: Language, after: &str, limit: i64) -> Vec<Row> for Worker =
        "SELECT external_id FROM staged_products WHERE seller_id = $1 AND external_id > $3 AND language = $2
             AND NOT EXISTS (SELECT FROM feeds f WHERE f.seller_id = $1 AND f.language = $2)
         ORDER BY external_id LIMIT $4";
}

/// Deletes the staged rows of a language that has no feed. A feed that was made meanwhile keeps them: its next import
/// says which are still there. Answers whether all is done: not so when `stop` was cancelled.
pub(crate) async fn forget(
    ctx: &EngineContext,
    seller: SellerId,
    language: Language,
    stop: &CancellationToken,
) -> Result<bool, ImportError> {
    let door = ctx.pools.worker(seller, None);
    let mut after = String::new();
    let mut tries = Tries::default();
    while !stop.is_cancelled() {
        match some(&door, language, &after).await {
            Ok(None) => return Ok(true),
            Ok(Some(last)) => (after, tries) = (last, Tries::default()),
            Err(halt) => match tries.again(halt).await {
                Ok(()) => {}
                Err(Halt::Failed(error)) => return Err(error),
                Err(_) => return Err(ImportError::Interrupted),
            },
        }
    }
    Ok(false)
}

/// Deletes some rows behind an id; answers the last one's, where there was any.
async fn some(door: &Door<Worker>, language: Language, after: &str) -> Result<Option<String>, Halt> {
    let q = door.write().await?;
    let ranking = lookup::ranking(&q).await?;
    let found = rows(&q, q.seller(), language, after, i64::try_from(PORTION).unwrap_or(i64::MAX)).await?;
    let ids: Vec<&str> = found.iter().map(|row| row.external_id.as_str()).collect();
    if ids.is_empty() {
        return Ok(None);
    }
    leave(&q, language, ranking, &ids, Leaving::Forgotten).await?;
    q.commit().await?;
    Ok(found.into_iter().last().map(|row| row.external_id))
}
