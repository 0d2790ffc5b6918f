//! What can go wrong with a blob.

use std::io;

use crate::{BlobKey, ByteSize};

/// Why a blob could not be stored, read or deleted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// The text is not a key.
    #[error("this is not a blob key: {reason}")]
    Key {
        /// The rule that it breaks.
        reason: &'static str,
    },
    /// No blob stands under the key.
    #[error("there is no blob {key}")]
    NotFound {
        /// What was looked for.
        key: BlobKey,
    },
    /// The data is longer than the caller allows; nothing was stored.
    #[error("the file is larger than {limit}, the most that is accepted")]
    TooLarge {
        /// The most that was allowed.
        limit: ByteSize,
    },
    /// The disk, or the quota on it, is used up; nothing was stored.
    #[error("the disk of the blob store is full; free some space and try again")]
    DiskFull,
    /// A blob stands where this key needs a directory, or the reverse.
    #[error("{key} cannot be stored: its place is taken by a blob or a directory of another key")]
    Taken {
        /// What was to be stored.
        key: BlobKey,
    },
    /// The data to store could not be read from where it comes; nothing was stored.
    #[error("the data to store could not be read: {0}")]
    Source(#[source] io::Error),
    /// Any other refusal of the operating system.
    #[error("the blob store could not {action}: {source}")]
    Io {
        /// What was tried, in words that follow "could not".
        action: &'static str,
        /// What the operating system said.
        source: io::Error,
    },
}

impl StorageError {
    /// For `map_err`: what the operating system said while `action` was tried.
    pub(crate) fn while_trying(action: &'static str) -> impl Fn(io::Error) -> Self {
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io { action, source },
        }
    }
}
