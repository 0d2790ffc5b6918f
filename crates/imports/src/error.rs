//! What can go wrong with imports, in words for the seller.

use catalog::CatalogError;
use storage::StorageError;
use tenancy::DbError;
use types::{Language, RunId};

use crate::{feed::FeedError, fetch::FetchError};

/// Why something about feeds, runs and staged products was not done. Every message says what the seller can do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The catalogue refused.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The blob store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The address of a feed is not acceptable, or the feed could not be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The file cannot be read.
    #[error(transparent)]
    Feed(#[from] FeedError),
    /// No such feed of this seller.
    #[error("there is no such feed; it may have been deleted in the meantime")]
    NoFeed,
    /// No such run of this seller.
    #[error("there is no such import run")]
    NoRun,
    /// A seller has one feed per language.
    #[error("there is a feed in {} already: change that one, or delete it first", .0.name())]
    LanguageTaken(Language),
    /// A feed has one open run at most.
    #[error("this feed is being imported already: wait until that run has ended, or cancel it")]
    AlreadyRunning {
        /// The run that is open.
        run: RunId,
    },
    /// The feed has neither file nor address.
    #[error("no file was uploaded for this feed yet: upload one, or enter the address of one")]
    NothingToImport,
    /// The run does not wait for a decision.
    #[error("this run is not waiting for a decision")]
    NotHeld,
    /// The run is over.
    #[error("this run has ended already")]
    Ended,
    /// Uploaded files do not change by themselves.
    #[error("only a feed with an address can be imported by schedule: enter the address of the feed")]
    ScheduleNeedsUrl,
    /// Not one of the schedules.
    #[error("choose one of the schedules: every hour, every 6 hours, every day, or none")]
    BadSchedule,
    /// No header has a column of this name.
    #[error("no column can be called \"{0}\": write the name as it stands in the header, at most 100 characters")]
    BadColumn(String),
    /// No such action of this seller.
    #[error("there is no such action")]
    NoAction,
    /// More ids in one call than are taken.
    #[error("choose at most {limit} products at a time")]
    TooMany {
        /// The most.
        limit: usize,
    },
    /// The key of a file that is not this seller's.
    #[error("this file is not one of the seller's: upload it again")]
    ForeignFile,
    /// Reading the file ended without a result: a fault of ours.
    #[error("reading the file was broken off; try again")]
    Interrupted,
}
