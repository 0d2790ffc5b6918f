//! Fetching a feed's address before it is imported, to see what is there.

use storage::{BlobKey, LocalBlobs};
use tenancy::{Door, class::Seller, statements};
use types::{FeedId, SellerId};

use super::{by_id_locked, find};
use crate::{
    ImportError,
    fetch::{Fetched, Fetcher, Validators},
    files,
};

statements! {
    pub(crate) fn set_file(seller: SellerId, id: FeedId, blob: &str, name: &str) -> Count for Seller | Worker =
        "UPDATE feeds SET blob_key = $3, file_name = $4 WHERE seller_id = $1 AND id = $2";
}

/// Fetches the feed from its address into its file, which [`analyse`](super::analyse) can then look at. Answers the
/// file; of a feed without an address, the one that was uploaded.
pub async fn check(
    door: &Door<Seller>,
    blobs: &LocalBlobs,
    fetcher: &Fetcher,
    id: FeedId,
) -> Result<BlobKey, ImportError> {
    let (seller, feed) = {
        let q = door.read().await?;
        (q.seller(), find(&q, id).await?)
    };
    let Some(url) = feed.url else { return feed.file.ok_or(ImportError::NothingToImport) };
    let key = files::new_key(seller);
    // Without validators, since the file is wanted even if it has not changed.
    let Fetched::Stored(fetched) = fetcher.store(&url, &Validators::default(), blobs, &key).await? else {
        return Err(ImportError::Interrupted);
    };
    let noted = note(door, id, &url, &key, &name_of(&fetched.url)).await;
    if noted.is_err() {
        blobs.delete(&key).await?;
    }
    noted.map(|()| key)
}

/// Notes the file that was fetched, unless the feed has another address by now.
async fn note(door: &Door<Seller>, id: FeedId, url: &str, key: &BlobKey, name: &str) -> Result<(), ImportError> {
    let q = door.write().await?;
    let Some(before) = by_id_locked(&q, q.seller(), id).await?.filter(|now| now.url.as_deref() == Some(url)) else {
        return Err(ImportError::NoFeed);
    };
    set_file(&q, q.seller(), id, key.as_str(), name).await?;
    files::discard_later(&q, before.blob_key.as_deref()).await?;
    Ok(q.commit().await?)
}

/// The last part of an address's path, else its host.
pub(crate) fn name_of(url: &url::Url) -> String {
    let last = url.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default();
    files::shown_name(if last.is_empty() { url.host_str().unwrap_or_default() } else { last })
}
