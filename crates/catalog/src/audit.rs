//! What people did to the catalogue, in the seller's audit log.

use serde_json::Value;
use tenancy::{DbError, Scope, Write, class::SellerBound, statements};
use types::{RecordId, SellerId, SessionId, UserId};

statements! {
    fn insert(seller: SellerId, id: RecordId, actor: Option<UserId>, session: Option<SessionId>, action: &str, kind: &str, object: &str, detail: &Value) -> Count
        for Seller | Worker =
        "INSERT INTO audit_log (seller_id, id, actor_id, session_id, action, object_kind, object_id, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
}

/// Records an action in the transaction that does it.
pub(crate) async fn record<C: SellerBound>(
    q: &Scope<C, Write>,
    action: &str,
    kind: &str,
    object: &str,
    detail: &Value,
) -> Result<(), DbError> {
    let who = q.identity();
    insert(q, q.seller(), RecordId::new(), who.actor, who.session, action, kind, object, detail).await.map(drop)
}
