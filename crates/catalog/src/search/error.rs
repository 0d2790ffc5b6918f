//! What can go wrong with the index.

use std::path::PathBuf;

/// Why the index could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The index directory could not be read or written.
    #[error("search index: {path}: {source}")]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Another process has this index open.
    #[error("search index: {0} is in use by another process")]
    InUse(PathBuf),
    /// A rebuild is already under way.
    #[error("search index: a rebuild is already running")]
    Rebuilding,
    /// There is no index to change: it must be rebuilt first.
    #[error("search index: it must be rebuilt before changes can be applied")]
    NotBuilt,
    /// The cursor is not one of ours, or belongs to another query or sort order.
    #[error("the cursor does not belong to this search")]
    Cursor,
    /// The files do not hold what the schema says; only a rebuild helps.
    #[error("search index: damaged: {0}")]
    Damaged(String),
    /// tantivy failed: a full disk, most often.
    #[error("search index: {0}")]
    Engine(#[from] tantivy::TantivyError),
}

/// The result of an operation on the index.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// For `map_err`, with the path that the system's message leaves out.
    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

/// Reading a term dictionary or a posting list fails only when its file is broken.
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}
