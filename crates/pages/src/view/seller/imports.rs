//! Feeds: the overview, a new one, one feed with its runs.

use askama::Template;
use jiff::Timestamp;
use types::{Currency, FeedId, Language, RunId};

use crate::view::{FormError, Page};

use super::{
    form::Value,
    shell::Shell,
    state::{Availability, FeedState, RunState, Schedule, Trigger, VanishRule},
};

/// The overview of feeds and runs.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/imports.html")]
pub struct ImportsPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// Every feed, by language.
    pub feeds: Vec<FeedRow>,
    /// The newest runs of all feeds, newest first.
    pub runs: Vec<RunRow>,
    /// Address of the older runs.
    pub older: Option<String>,
}

/// A feed in a list, and the head of its own page.
#[derive(Debug, Clone)]
pub struct FeedRow {
    /// Its id.
    pub id: FeedId,
    /// The language of its texts.
    pub language: Language,
    /// Where the file comes from.
    pub source: Source,
    /// How often it is fetched.
    pub schedule: Schedule,
    /// How it stands.
    pub state: FeedState,
    /// The newest run.
    pub last_run: Option<RunRow>,
    /// When the schedule starts the next one.
    pub next_run: Option<Timestamp>,
    /// Staged products that have a text of this feed.
    pub staged: u64,
}

/// Where a feed's file comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Sent by a browser.
    Upload {
        /// The file's own name.
        name: String,
        /// Bytes.
        size: u64,
        /// When it came.
        at: Timestamp,
    },
    /// Fetched.
    Url(String),
}

impl Source {
    /// What identifies it to the seller: the file's name or the address.
    pub fn label(&self) -> &str {
        match self {
            Self::Upload { name, .. } => name,
            Self::Url(url) => url,
        }
    }

    /// Whether it can be fetched again.
    pub const fn is_url(&self) -> bool {
        matches!(self, Self::Url(_))
    }
}

/// A run in a list.
#[derive(Debug, Clone)]
pub struct RunRow {
    /// Its id.
    pub id: RunId,
    /// The feed's language.
    pub language: Language,
    /// What started it.
    pub trigger: Trigger,
    /// How it stands.
    pub state: RunState,
    /// When it was started; for a queued run when it was asked for.
    pub started: Timestamp,
    /// How long it took, in milliseconds; `None` while it goes on.
    pub took_ms: Option<u64>,
    /// What it counted so far.
    pub counts: RunCounts,
}

/// What a run counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunCounts {
    /// Data records read.
    pub rows: u64,
    /// Rows that became new staged products.
    pub new: u64,
    /// Rows that changed one.
    pub changed: u64,
    /// Rows that were the same as before.
    pub unchanged: u64,
    /// Rows not accepted.
    pub rejected: u64,
    /// Warnings; a row may have several.
    pub warnings: u64,
    /// Products that the file no longer lists.
    pub vanished: u64,
}

/// The form for a new feed.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/feed_new.html")]
pub struct FeedNewPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// Languages that have no feed yet; the form offers all, the others marked.
    pub taken: Vec<Language>,
    /// Field `language`: a code of [`Language`].
    pub language: Value,
    /// Field `source`: `upload` or `url`.
    pub source: Value,
    /// Field `file`: only its error is used, a browser never sends a file's value back.
    pub file: Value,
    /// Field `url`.
    pub url: Value,
    /// The largest upload, in bytes.
    pub max_bytes: u64,
}

impl FeedNewPage {
    /// The error summary.
    pub fn errors(&self) -> Vec<FormError> {
        let t = self.page.t;
        [
            self.language.summary("language", t.get("seller-language")),
            self.source.summary("source", t.get("seller-feed-new-from")),
            self.file.summary("file", t.get("seller-feed-new-file")),
            self.url.summary("url", t.get("seller-feed-new-url-label")),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// One feed with its rules and runs.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/feed.html")]
pub struct FeedPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// What lists show of it.
    pub feed: FeedRow,
    /// Columns that are mapped to a field; zero before the mapping was saved.
    pub mapped_columns: u64,
    /// Its rules.
    pub rules: Rules,
    /// The error of an upload that was refused.
    pub file: Value,
    /// Field `url` of the form that changes or gives the address.
    pub url: Value,
    /// Its runs, newest first.
    pub runs: Vec<RunRow>,
    /// Address of the older runs.
    pub older: Option<String>,
    /// The largest upload, in bytes.
    pub max_bytes: u64,
}

impl FeedPage {
    /// What becomes of an uploaded file.
    pub fn upload_hint(&self) -> String {
        let t = self.page.t;
        let hint = if self.feed.source.is_url() {
            t.get("seller-feed-upload-once-hint")
        } else {
            t.get("seller-feed-upload-new-hint")
        };
        hint.into()
    }
}

/// What the seller decides about a feed's runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Field `vanish`.
    pub vanish: VanishRule,
    /// Field `schedule`.
    pub schedule: Schedule,
    /// Field `currency`: for prices that name none.
    pub currency: Currency,
    /// Field `availability`: for rows that name none; `None` rejects them, unless they count their pieces.
    pub availability: Option<Availability>,
    /// Whether the feed has an address, without which there is no schedule: the field is then not sent.
    pub can_schedule: bool,
}
