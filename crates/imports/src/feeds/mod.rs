//! The seller's import configuration: one feed per language, from an uploaded file or an address.

mod analyse;
pub(crate) mod change;
pub(crate) mod check;
pub(crate) mod delete;

use jiff::Timestamp;
use postgres_types::Json;
use serde_json::json;
use storage::BlobKey;
use tenancy::{DbError, Mode, OnConstraint, Scope, Write, class::SellerBound, row, statements};
use types::{Currency, FeedId, Language, SellerId};

pub(crate) use analyse::head_of;
pub use analyse::{Analysis, PREVIEW_ROWS, Reading, analyse};
pub use change::{FeedChange, SCHEDULES, change};
pub use check::check;
pub(crate) use check::{name_of, set_file};
pub use delete::delete;

use crate::{
    ImportError, Vanish,
    feed::{Availability, Defaults, Format, Mapping},
    fetch::{FetchPolicy, check_url},
    files,
    runs::{self, Run},
};

macro_rules! columns {
    () => {
        "id, language, url, blob_key, file_name, format, mapping, default_currency, default_availability, vanish, schedule_minutes, next_run_at, created_at, updated_at"
    };
}
pub(crate) use columns;

row! {
    struct FeedRow {
        id: FeedId,
        language: Language,
        url: Option<String>,
        blob_key: Option<String>,
        file_name: Option<String>,
        format: Option<Json<Format>>,
        mapping: Option<Json<Mapping>>,
        default_currency: Option<Currency>,
        default_availability: Option<Availability>,
        vanish: Vanish,
        schedule_minutes: Option<i32>,
        next_run_at: Option<Timestamp>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
    struct Locked { seller_id: SellerId }
}

statements! {
    fn of_seller(seller: SellerId) -> Vec<FeedRow> for Seller | Worker =
        concat!("SELECT ", columns!(), " FROM feeds WHERE seller_id = $1 ORDER BY language LIMIT 10");
    fn by_id(seller: SellerId, id: FeedId) -> Option<FeedRow> for Seller | Worker =
        concat!("SELECT ", columns!(), " FROM feeds WHERE seller_id = $1 AND id = $2");
    fn by_id_locked(seller: SellerId, id: FeedId) -> Option<FeedRow> for Seller | Worker =
        concat!("SELECT ", columns!(), " FROM feeds WHERE seller_id = $1 AND id = $2 FOR NO KEY UPDATE");
    fn by_language(seller: SellerId, language: Language) -> Option<FeedRow> for Seller | Worker =
        concat!("SELECT ", columns!(), " FROM feeds WHERE seller_id = $1 AND language = $2");
    fn offer_lock(seller: SellerId) -> Count for Seller | Worker = "INSERT INTO staging_locks (seller_id) VALUES ($1) ON CONFLICT DO NOTHING";
    fn take_lock(seller: SellerId) -> Option<Locked> for Seller | Worker =
        "SELECT seller_id FROM staging_locks WHERE seller_id = $1 FOR NO KEY UPDATE";
    fn insert(seller: SellerId, id: FeedId, language: Language, source: &str, url: Option<&str>, blob: Option<&str>, name: Option<&str>, currency: Option<Currency>) -> Count
        for Seller | Worker =
        "INSERT INTO feeds (seller_id, id, language, source, url, blob_key, file_name, default_currency) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
}

/// Where a feed comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file that was stored under a [`new_key`](crate::new_key).
    Upload {
        /// Where it stands.
        file: BlobKey,
        /// What its owner calls it.
        name: String,
    },
    /// An address, fetched at each run.
    Url(String),
}

/// The import configuration of one language.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Its id.
    pub id: FeedId,
    /// The language of its texts.
    pub language: Language,
    /// The address, where it has one; else files are uploaded.
    pub url: Option<String>,
    /// The file it was last given, uploaded or fetched.
    pub file: Option<BlobKey>,
    /// That file's name.
    pub file_name: Option<String>,
    /// How files are read. `None`: found out from each file.
    pub format: Option<Format>,
    /// Which column fills which field. `None`: by the columns' names.
    pub mapping: Option<Mapping>,
    /// The currency of prices without one; where there is none, they are rejected.
    pub default_currency: Option<Currency>,
    /// The availability of rows without one; where there is none, it follows from the pieces in stock, or the row is
    /// rejected.
    pub default_availability: Option<Availability>,
    /// What becomes of published products that a later file lacks.
    pub vanish: Vanish,
    /// Minutes between two imports, one of [`SCHEDULES`].
    pub schedule_minutes: Option<i32>,
    /// When the next scheduled import is due.
    pub next_run_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its configuration was last changed.
    pub updated_at: Timestamp,
}

impl Feed {
    /// How its files are read.
    pub fn reading(&self) -> Reading {
        Reading {
            format: self.format,
            mapping: self.mapping.clone(),
            defaults: Defaults {
                currency: self.default_currency,
                availability: self.default_availability,
                country: None,
            },
        }
    }
}

impl From<FeedRow> for Feed {
    fn from(row: FeedRow) -> Self {
        Self {
            id: row.id,
            language: row.language,
            url: row.url,
            // What is no key cannot have been stored by us, and leads nowhere.
            file: row.blob_key.and_then(|key| key.parse().ok()),
            file_name: row.file_name,
            format: row.format.map(|Json(format)| format),
            mapping: row.mapping.map(|Json(mapping)| mapping),
            default_currency: row.default_currency,
            default_availability: row.default_availability,
            vanish: row.vanish,
            schedule_minutes: row.schedule_minutes,
            next_run_at: row.next_run_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A feed to be made. The rest is changed later.
#[derive(Debug, Clone)]
pub struct NewFeed {
    /// The language of its texts.
    pub language: Language,
    /// Where it comes from.
    pub source: Source,
    /// The currency of prices without one.
    pub default_currency: Option<Currency>,
}

/// A feed with its latest run.
#[derive(Debug, Clone)]
pub struct FeedStatus {
    /// The configuration.
    pub feed: Feed,
    /// The run that was started last.
    pub last_run: Option<Run>,
}

/// A source as it is stored.
struct StoredSource {
    kind: &'static str,
    url: Option<String>,
    key: Option<String>,
    name: Option<String>,
}

impl StoredSource {
    /// Checks that the file is the seller's, or the address as far as that goes without asking.
    fn of(seller: SellerId, source: &Source, policy: &FetchPolicy) -> Result<Self, ImportError> {
        match source {
            Source::Upload { file, name } => {
                files::check_owner(seller, file)?;
                let (key, name) = (Some(file.to_string()), Some(files::shown_name(name)));
                Ok(Self { kind: "upload", url: None, key, name })
            }
            Source::Url(url) => {
                let url = Some(check_url(url, policy.allow_loopback)?.into());
                Ok(Self { kind: "url", url, key: None, name: None })
            }
        }
    }
}

/// Makes a feed. Each language has one at most.
pub async fn create<C: SellerBound>(
    q: &Scope<C, Write>,
    new: &NewFeed,
    policy: &FetchPolicy,
) -> Result<FeedId, ImportError> {
    let StoredSource { kind, url, key, name } = StoredSource::of(q.seller(), &new.source, policy)?;
    let id = FeedId::new();
    let (url, key, name) = (url.as_deref(), key.as_deref(), name.as_deref());
    insert(q, q.seller(), id, new.language, kind, url, key, name, new.default_currency)
        .await
        .on_constraint("feeds_language", || ImportError::LanguageTaken(new.language))?;
    let detail = json!({ "language": new.language, "source": kind });
    identity::audit::record(q, "feed.create", "feed", &id.to_string(), &detail).await?;
    Ok(id)
}

/// All feeds of the seller in scope, by language, each with its latest run.
pub async fn list<C: SellerBound, M: Mode>(q: &Scope<C, M>) -> Result<Vec<FeedStatus>, ImportError> {
    let (feeds, mut last) = futures_util::try_join!(of_seller(q, q.seller()), runs::latest(q, q.seller()))?;
    let with_run = |row: FeedRow| {
        let at = last.iter().position(|run| run.feed_id == row.id);
        FeedStatus { feed: row.into(), last_run: at.map(|at| last.swap_remove(at)) }
    };
    Ok(feeds.into_iter().map(with_run).collect())
}

/// One feed.
pub async fn find<C: SellerBound, M: Mode>(q: &Scope<C, M>, id: FeedId) -> Result<Feed, ImportError> {
    by_id(q, q.seller(), id).await?.map(Into::into).ok_or(ImportError::NoFeed)
}

/// The feed of a language, where there is one.
pub async fn find_language<C: SellerBound, M: Mode>(
    q: &Scope<C, M>,
    language: Language,
) -> Result<Option<Feed>, ImportError> {
    Ok(by_language(q, q.seller(), language).await?.map(Into::into))
}

/// Waits until nobody else changes staged products of the seller in scope. Main rows and what the catalogue takes from
/// them depend on the rows of all languages, so whoever changes or selects staged products begins with this.
pub(crate) async fn lock<C: SellerBound>(q: &Scope<C, Write>) -> Result<(), DbError> {
    futures_util::try_join!(offer_lock(q, q.seller()), take_lock(q, q.seller())).map(drop)
}
