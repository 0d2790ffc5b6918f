//! Why a run does not go on.

use std::time::Duration;

use catalog::CatalogError;
use storage::StorageError;
use tenancy::DbError;

use crate::{ImportError, feed::FeedError, fetch::FetchError};

/// How often a transaction is tried that met another one.
const TRIES: u32 = 6;
/// The pause before the second try; it doubles with each, and varies by half either way.
const PAUSE: Duration = Duration::from_millis(20);

/// Why a run does not go on.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The worker is shutting down.
    Stop,
    /// Somebody wants the run to end.
    Cancel,
    /// Another worker has taken the run over, or it was ended.
    Superseded,
    /// The file is refused, or cannot be had.
    Refused(Why),
    /// Something failed that may go well at another time.
    Failed(ImportError),
}

/// Why a file is refused: a stable name, by which pages translate it, and words for the seller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Why {
    pub code: &'static str,
    pub words: String,
}

impl Why {
    pub(crate) fn new(code: &'static str, words: &impl ToString) -> Self {
        Self { code, words: words.to_string() }
    }
}

impl From<DbError> for Halt {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<ImportError> for Halt {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Feed(error) => error.into(),
            ImportError::Fetch(error) => error.into(),
            ImportError::Storage(error) => error.into(),
            error => Self::Failed(error),
        }
    }
}

impl From<FeedError> for Halt {
    fn from(error: FeedError) -> Self {
        match error {
            FeedError::Io(_) => Self::Failed(error.into()),
            error => Self::Refused(Why::new(error.name(), &error)),
        }
    }
}

impl From<FetchError> for Halt {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Storage(error) => error.into(),
            error if error.is_ours() => Self::Failed(error.into()),
            error => Self::Refused(Why::new(error.name(), &error)),
        }
    }
}

impl From<StorageError> for Halt {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NotFound { .. } => {
                Self::Refused(Why::new("file_gone", &"the file is no longer there: upload it again"))
            }
            error => Self::Failed(error.into()),
        }
    }
}

/// Counts how often a transaction was tried.
#[derive(Debug, Default)]
pub(crate) struct Tries(u32);

impl Tries {
    /// Waits a moment where the transaction met another one and may go well now; else gives the reason back.
    pub(crate) async fn again(&mut self, halt: Halt) -> Result<(), Halt> {
        self.0 += 1;
        let met = match &halt {
            Halt::Failed(ImportError::Catalog(error)) => error.may_try_again(),
            Halt::Failed(ImportError::Db(DbError::Contention(_))) => true,
            _ => false,
        };
        if !met || self.0 >= TRIES {
            return Err(halt);
        }
        tokio::time::sleep(PAUSE.mul_f64(rand::random_range(0.5..1.5)) * 2_u32.pow(self.0 - 1)).await;
        Ok(())
    }
}

impl From<CatalogError> for Halt {
    fn from(error: CatalogError) -> Self {
        Self::Failed(error.into())
    }
}
