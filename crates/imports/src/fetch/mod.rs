//! Feeds by address: downloaded from wherever a seller says, without trusting that place.
//!
//! The address is a stranger's and so is the server behind it. Only `http` and `https` are spoken; every host is
//! resolved here and every address that it has is checked, so that nobody reads the inside of our network through a
//! feed; the connection goes to the addresses that were checked; each redirect is followed by hand and checked anew;
//! and size, time, redirects and decompression have limits, each with an error that says what to do.

mod address;
mod body;
mod error;
mod request;
mod resolver;
mod span;
mod target;
#[cfg(test)]
mod tests;

use std::time::Duration;

use storage::{BlobInfo, BlobKey, LocalBlobs, StorageError};
use url::Url;

pub use body::FeedBody;
pub use error::{FetchError, NotPublic};
pub use request::Fetcher;
pub use target::check_url;

/// The largest feed, in bytes, both as it is sent and after decompression: 512 MiB.
pub const MAX_FEED_BYTES: u64 = 512 * 1024 * 1024;

/// What a fetch may do and how long it may take.
#[derive(Debug, Clone)]
pub struct FetchPolicy {
    /// Whether `127.0.0.0/8` and `::1` may be fetched from. For development only: in production this would let a seller
    /// talk to the machine's own services. All other private networks stay closed.
    pub allow_loopback: bool,
    /// The most bytes, as sent and after decompression.
    pub max_bytes: u64,
    /// How many times larger than what was sent the decompressed feed may be, once it is larger than 4 MiB.
    pub max_ratio: u64,
    /// How many redirects are followed.
    pub max_redirects: usize,
    /// How long finding the host and connecting to it may take.
    pub connect_timeout: Duration,
    /// How long the server may be silent, before its answer and within it.
    pub idle_timeout: Duration,
    /// How long everything may take, retries included.
    pub total_timeout: Duration,
    /// How often a failed connection or an answer 5xx is tried again.
    pub retries: u32,
    /// The pause before the first retry, doubled for each further one, and varied by half either way.
    pub retry_pause: Duration,
}

impl Default for FetchPolicy {
    fn default() -> Self {
        Self {
            allow_loopback: false,
            max_bytes: MAX_FEED_BYTES,
            max_ratio: 250,
            max_redirects: 5,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_mins(10),
            retries: 2,
            retry_pause: Duration::from_secs(1),
        }
    }
}

/// What a server said by which a later fetch can ask whether the feed has changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// The `ETag`.
    pub etag: Option<String>,
    /// The `Last-Modified` date, as the server wrote it.
    pub last_modified: Option<String>,
}

/// An answer, before its body is read.
#[derive(Debug)]
pub enum Opened {
    /// The feed is the one that the validators came with.
    NotModified,
    /// The feed, to be read.
    Feed(FeedBody),
}

/// A fetch that ended well.
#[derive(Debug)]
pub enum Fetched {
    /// The feed is the one that the validators came with; nothing was stored.
    NotModified,
    /// The feed was stored whole.
    Stored(StoredFeed),
}

/// A feed that was fetched and stored.
#[derive(Debug)]
pub struct StoredFeed {
    /// Length and hash of what was stored, decompressed.
    pub info: BlobInfo,
    /// For the next fetch.
    pub validators: Validators,
    /// The `Content-Type` that the server gave; often wrong.
    pub content_type: Option<String>,
    /// Where the feed came from after all redirects.
    pub url: Url,
}

impl Fetcher {
    /// Downloads the feed at `url` into the blob `key`, replacing what stood there only when all has arrived. With the
    /// `known` validators of an earlier fetch, an unchanged feed is not sent again.
    pub async fn store(
        &self,
        url: &str,
        known: &Validators,
        blobs: &LocalBlobs,
        key: &BlobKey,
    ) -> Result<Fetched, FetchError> {
        let mut body = match self.open(url, known).await? {
            Opened::NotModified => return Ok(Fetched::NotModified),
            Opened::Feed(body) => body,
        };
        let info = match blobs.put(key, &mut body, self.policy().max_bytes).await {
            Ok(info) => info,
            Err(StorageError::Source(error)) => return Err(body::fetch_error(error)),
            Err(error) => return Err(FetchError::Storage(error)),
        };
        let FeedBody { validators, content_type, url, .. } = body;
        Ok(Fetched::Stored(StoredFeed { info, validators, content_type, url }))
    }
}
