//! Putting jobs in.

use serde_json::Value;
use tenancy::{DbError, Mode, Scope, Write, class::SellerBound, row, statements};
use types::{JobId, SellerId};

row! {
    /// A job as a worker got it.
    pub struct Claimed {
        /// Whose.
        seller_id: SellerId ["of the job's row"],
        /// Which.
        id: JobId ["of the job's row"],
        /// What to do.
        kind: String ["of the job's row"],
        /// With what.
        payload: Value ["of the job's row"],
        /// Tries, this one included.
        attempts: i32 ["of the job's row"],
    }
    struct State { state: String }
}

statements! {
    fn insert(seller: SellerId, id: JobId, kind: &str, payload: &Value) -> Count for Seller | Worker =
        "INSERT INTO jobs (seller_id, id, kind, payload) VALUES ($1, $2, $3, $4)";
    fn open_lane(seller: SellerId) -> Count for Seller | Worker = "INSERT INTO lanes (seller_id) VALUES ($1) ON CONFLICT DO NOTHING";
    fn state(seller: SellerId, id: JobId) -> Option<State> for Seller | Worker = "SELECT state FROM jobs WHERE seller_id = $1 AND id = $2";
}

/// Queues a job for the seller in scope; it is there when the transaction commits.
pub async fn enqueue<C: SellerBound>(q: &Scope<C, Write>, kind: &str, payload: &Value) -> Result<JobId, DbError> {
    let id = JobId::new();
    futures_util::try_join!(insert(q, q.seller(), id, kind, payload), open_lane(q, q.seller()))?;
    Ok(id)
}

/// The state of a job of the seller in scope: `ready`, `running`, `done` or `dead`.
pub async fn find<C: SellerBound, M: Mode>(q: &Scope<C, M>, id: JobId) -> Result<Option<String>, DbError> {
    Ok(state(q, q.seller(), id).await?.map(|s| s.state))
}
