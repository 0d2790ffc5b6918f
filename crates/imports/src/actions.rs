//! What is done in the background with all staged products that match: taken into the catalogue, put on the shelf, taken
//! off it. An action is a row, by which its progress is seen; a worker does it portion by portion.

use jiff::Timestamp;
use postgres_types::Json;
use serde_json::json;
use tenancy::{
    Door, Mode, Scope, Write,
    class::{Seller, SellerBound, Worker},
    row, statements,
};
use tokio_util::sync::CancellationToken;
use types::{JobId, SellerId};

use crate::{
    ActionState, ImportError, StagedAction,
    engine::{Halt, Tries},
    select::{self, PORTION},
    staged::{self, Filter},
};

/// The kind of the job that does an action; its payload is `{"action": "…", "actor": "…"}`.
pub(crate) const ACT: &str = "staged.act";

row! {
    /// An action and how far it is.
    pub struct Action {
        /// Its id.
        id: JobId,
        /// What is done.
        action: StagedAction,
        /// With which staged products.
        filter: Json<Filter>,
        /// Where it stands.
        state: ActionState,
        /// How many matched when it was asked for; no more are counted than [`COUNT_LIMIT`](crate::staged::COUNT_LIMIT).
        matching: i64,
        /// How many are done.
        handled: i64,
        /// Of these, those that are in the catalogue now.
        selected: i64,
        /// Of these, those that were not there before.
        created: i64,
        /// Variants put on the shelf that were not there before.
        published: i64,
        /// Variants taken off it.
        unpublished: i64,
        /// Staged products that no feed has any more.
        missing: i64,
        /// Variants that cannot be put on the shelf as they are.
        refused: i64,
        /// When it was asked for.
        created_at: Timestamp,
        /// When it ended.
        finished_at: Option<Timestamp>,
    }
    struct Begun { action: StagedAction, filter: Json<Filter>, after: String }
}

statements! {
    fn insert(seller: SellerId, id: JobId, action: StagedAction, filter: Json<&Filter>, matching: i64) -> Count for Seller =
        "INSERT INTO staged_actions (seller_id, id, action, filter, matching) VALUES ($1, $2, $3, $4, $5)";
    fn by_id(seller: SellerId, id: JobId) -> Option<Action> for Seller | Worker =
        "SELECT id, action, filter, state, matching, handled, selected, created, published, unpublished, missing, refused, created_at, finished_at
         FROM staged_actions WHERE seller_id = $1 AND id = $2";
    fn begin(seller: SellerId, id: JobId) -> Option<Begun> for Worker =
        "UPDATE staged_actions SET state = 'running' WHERE seller_id = $1 AND id = $2 AND state IN ('queued', 'running') RETURNING action, filter, after";
    fn note(seller: SellerId, id: JobId, after: &str, handled: i64, selected: i64, created: i64, published: i64, unpublished: i64, missing: i64, refused: i64)
        -> Count for Worker =
        "UPDATE staged_actions SET after = $3, handled = handled + $4, selected = selected + $5, created = created + $6, published = published + $7,
             unpublished = unpublished + $8, missing = missing + $9, refused = refused + $10
         WHERE seller_id = $1 AND id = $2";
    fn end(seller: SellerId, id: JobId, state: ActionState) -> Count for Worker =
        "UPDATE staged_actions SET state = $3, finished_at = now() WHERE seller_id = $1 AND id = $2 AND state IN ('queued', 'running')";
}

/// Has a worker do this with all that matches; for sets that are too big to wait for.
pub async fn later(q: &Scope<Seller, Write>, filter: &Filter, action: StagedAction) -> Result<JobId, ImportError> {
    let id = JobId::new();
    let matching = staged::count(q, filter).await?;
    insert(q, q.seller(), id, action, Json(&filter.storable()), matching).await?;
    jobs::enqueue(q, ACT, &json!({ "action": id, "actor": q.identity().actor })).await?;
    Ok(id)
}

/// One action.
pub async fn find<C: SellerBound, M: Mode>(q: &Scope<C, M>, id: JobId) -> Result<Action, ImportError> {
    by_id(q, q.seller(), id).await?.ok_or(ImportError::NoAction)
}

/// Does an action, or goes on with one that was interrupted. Answers whether it has ended: not so when `stop` was cancelled.
pub(crate) async fn work(door: &Door<Worker>, id: JobId, stop: &CancellationToken) -> Result<bool, ImportError> {
    let mut tries = Tries::default();
    while !stop.is_cancelled() {
        match portion(door, id).await {
            Ok(true) => tries = Tries::default(),
            Ok(false) => return Ok(true),
            Err(error) => match tries.again(Halt::Failed(error)).await {
                Ok(()) => {}
                Err(Halt::Failed(error)) => return Err(error),
                Err(_) => return Err(ImportError::Interrupted),
            },
        }
    }
    Ok(false)
}

/// Gives an action up. What it has done stays.
pub(crate) async fn give_up(door: &Door<Worker>, id: JobId) -> Result<(), ImportError> {
    let q = door.write().await?;
    end(&q, q.seller(), id, ActionState::Failed).await?;
    Ok(q.commit().await?)
}

/// Does the next portion in a transaction of its own; says whether there may be more.
async fn portion(door: &Door<Worker>, id: JobId) -> Result<bool, ImportError> {
    let q = door.write().await?;
    let Some(Begun { action, filter: Json(filter), after }) = begin(&q, q.seller(), id).await? else {
        return Ok(false);
    };
    let ids = staged::ids(&q, &filter, &after, i64::try_from(PORTION).unwrap_or(i64::MAX)).await?;
    let Some(last) = ids.last() else {
        end(&q, q.seller(), id, ActionState::Done).await?;
        let done = find(&q, id).await?;
        let detail = json!({ "action": action, "filter": filter, "handled": done.handled, "selected": done.selected,
            "published": done.published, "unpublished": done.unpublished });
        identity::audit::record(&q, "staged.act_matching", "staged_action", &id.to_string(), &detail).await?;
        q.commit().await?;
        return Ok(false);
    };
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let handled = number(ids.len() as u64);
    if action == StagedAction::Unpublish {
        let off = number(select::off_the_shelf(&q, &ids).await?);
        note(&q, q.seller(), id, last, handled, 0, 0, 0, off, 0, 0).await?;
    } else {
        let done = select::taken(&q, &ids, action == StagedAction::SelectPublish).await?;
        let (selected, created, published) = (number(done.selected), number(done.created), number(done.published));
        let refused = number(done.refused.len() as u64);
        note(&q, q.seller(), id, last, handled, selected, created, published, 0, number(done.missing), refused).await?;
    }
    q.commit().await?;
    Ok(true)
}
