//! The files that are imported: where they are kept, and when they go.
//!
//! Each upload and each fetch has a blob of its own, so that a run reads the same file from its beginning to its end,
//! however often it is restarted. A feed refers to its latest file, a run to the one it reads; what neither a feed nor an
//! open run refers to is deleted.

use serde_json::{Value, json};
use storage::{BlobKey, LocalBlobs};
use tenancy::{
    DbError, Door, Scope, Write,
    class::{SellerBound, Worker},
    row, statements,
};
use types::{RunId, SellerId};

use crate::ImportError;

/// The kind of the job that deletes a file; its payload is `{"key": "…"}`.
pub(crate) const DISCARD: &str = "import.discard";

row! {
    struct Used { used: bool ["EXISTS is never null"] }
}

statements! {
    fn used(seller: SellerId, key: &str) -> One<Used> for Seller | Worker =
        "SELECT EXISTS (SELECT FROM feeds f WHERE f.seller_id = $1 AND f.blob_key = $2)
             OR EXISTS (SELECT FROM import_runs r WHERE r.seller_id = $1 AND r.blob_key = $2 AND r.state IN ('queued', 'running', 'held')) AS used";
}

/// A new key for a file of this seller: where an upload is put before it is named in [`Source::Upload`](crate::feeds::Source).
pub fn new_key(seller: SellerId) -> BlobKey {
    BlobKey::run(seller, RunId::new())
}

/// PostgreSQL takes no NUL in a text, not even to look for it.
pub(crate) fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// A file's name as it is shown: the last part of a path, without control characters, at most 255 characters.
pub(crate) fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(255).collect::<String>().trim().to_owned()
}

/// Refuses the key of a file that belongs to somebody else.
pub(crate) fn check_owner(seller: SellerId, key: &BlobKey) -> Result<(), ImportError> {
    let own = key.as_str().strip_prefix(BlobKey::seller(seller).as_str()).is_some_and(|rest| rest.starts_with('/'));
    if own { Ok(()) } else { Err(ImportError::ForeignFile) }
}

/// Has a file deleted, unless something refers to it when the time comes. Takes effect with the transaction.
pub(crate) async fn discard_later<C: SellerBound>(q: &Scope<C, Write>, key: Option<&str>) -> Result<(), DbError> {
    if let Some(key) = key {
        jobs::enqueue(q, DISCARD, &json!({ "key": key })).await?;
    }
    Ok(())
}

/// The key in the payload of a [`DISCARD`] job.
pub(crate) fn key_of(payload: &Value) -> Option<BlobKey> {
    payload.get("key")?.as_str()?.parse().ok()
}

/// Deletes a file of the seller that neither a feed nor an open run refers to.
pub(crate) async fn discard(door: &Door<Worker>, blobs: &LocalBlobs, key: &BlobKey) -> Result<(), ImportError> {
    let q = door.read().await?;
    check_owner(q.seller(), key)?;
    if !used(&q, q.seller(), key.as_str()).await?.used {
        blobs.delete(key).await?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_seller_is_refused() {
        let (own, other) = (SellerId::new(), SellerId::new());
        check_owner(own, &new_key(own)).unwrap();
        assert!(matches!(check_owner(own, &new_key(other)), Err(ImportError::ForeignFile)));
        let longer: BlobKey = format!("seller/{own}0/runs/x").parse().unwrap();
        assert!(check_owner(own, &longer).is_err());
    }

    #[test]
    fn file_names_are_shown_without_path_and_control_characters() {
        assert_eq!(shown_name("C:\\Users\\x\\feed de.csv"), "feed de.csv");
        assert_eq!(shown_name("../../etc/\u{7}passwd "), "passwd");
        assert_eq!(shown_name(&"ä".repeat(300)).chars().count(), 255);
    }
}
