//! Why a check did not pass.

use std::path::PathBuf;

pub(crate) type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("{0}")]
    Usage(&'static str),
    #[error("{check}: {count} to mend")]
    Offences { check: &'static str, count: usize },
    #[error("cargo metadata: {0}")]
    Cargo(String),
    #[error("cargo metadata: {0}")]
    Metadata(#[from] serde_json::Error),
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error("{}: {source}", path.display())]
    Syntax { path: PathBuf, source: syn::Error },
    #[error(transparent)]
    Database(#[from] devdb::Error),
}
