//! A run: its live progress, what it asks, how it ended, and the rows it did not take.

use askama::Template;
use jiff::Timestamp;
use serde::Serialize;
use types::{FeedId, Language, RunId};

use crate::view::{Page, Pager};

use super::{
    DeskPath,
    imports::{RunCounts, Source},
    mapping::Problem,
    query::Query,
    shell::Shell,
    state::{RunState, Trigger},
};

/// A run's page.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/run.html")]
pub struct RunPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// Its id.
    pub id: RunId,
    /// Its feed.
    pub feed: FeedId,
    /// The feed's language.
    pub language: Language,
    /// The file it reads.
    pub source: Source,
    /// What started it.
    pub trigger: Trigger,
    /// How it stands.
    pub state: RunState,
    /// When it was started or asked for.
    pub started: Timestamp,
    /// How long it took or has taken so far, in milliseconds.
    pub took_ms: u64,
    /// What it counted.
    pub counts: RunCounts,
    /// Bytes of the file read so far.
    pub bytes_read: u64,
    /// Bytes of the file; zero while they are not known.
    pub bytes_total: u64,
    /// Columns of the file that no field was mapped to and no name was known of.
    pub unknown_columns: Vec<String>,
    /// Rows a second, over the whole run.
    pub rate: u64,
    /// Whether the seller has asked to cancel and the worker has not stopped yet.
    pub cancelling: bool,
    /// What it asks; only in the state "held".
    pub held: Option<Held>,
    /// What stopped it; only in the state "failed". Where only a sentence is known, the code is empty.
    pub error: Option<Problem>,
    /// Rejects by reason, the most frequent first.
    pub reasons: Vec<ReasonCount>,
    /// Warnings by reason, the most frequent first.
    pub warnings: Vec<ReasonCount>,
}

/// Why a run holds.
#[derive(Debug, Clone)]
pub struct Held {
    /// Whether the file had no rows at all.
    pub empty: bool,
    /// Products the file no longer lists.
    pub vanished: u64,
    /// Products of this language known before.
    pub known: u64,
    /// Titles of some that vanished, ten at most.
    pub sample: Vec<String>,
}

/// How often a reason stands in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonCount {
    /// The reason's code, as in [`Problem`].
    pub code: String,
    /// How many rows.
    pub count: u64,
}

impl RunPage {
    /// Whether the page should look again soon.
    pub const fn live(&self) -> bool {
        matches!(self.state, RunState::Queued | RunState::Running)
    }

    /// Progress in whole percent, where the file's size is known.
    pub fn percent(&self) -> Option<u64> {
        if self.state == RunState::Queued { None } else { percent(self.bytes_read, self.bytes_total) }
    }

    /// Whether it ended well and wrote nothing.
    pub const fn wrote_nothing(&self) -> bool {
        matches!(self.state, RunState::Done)
            && self.counts.new == 0
            && self.counts.changed == 0
            && self.counts.vanished == 0
            && self.counts.unchanged > 0
    }

    /// Address of the report of one reason.
    pub fn rejects_href(&self, warnings: bool, reason: &str) -> String {
        rejects_href(&self.shell.desk, self.id, warnings, "rejects", Some(reason), None)
    }

    /// The answer of the run's progress address.
    pub fn progress(&self) -> Progress {
        let c = self.counts;
        Progress {
            state: self.state.code(),
            live: self.live(),
            rows: c.rows,
            percent: self.percent(),
            rate: self.rate,
            new: c.new,
            changed: c.changed,
            unchanged: c.unchanged,
            rejected: c.rejected,
            warnings: c.warnings,
            vanished: c.vanished,
        }
    }
}

fn percent(read: u64, total: u64) -> Option<u64> {
    let share = u128::from(read) * 100 / u128::from(total.max(1));
    (total > 0).then(|| u64::try_from(share.min(100)).unwrap_or(100))
}

/// What the run's page polls: `/seller/{seller}/imports/runs/{id}/progress`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Progress {
    pub state: &'static str,
    /// Whether to ask again; when not, the page loads itself anew.
    pub live: bool,
    pub rows: u64,
    pub percent: Option<u64>,
    pub rate: u64,
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub rejected: u64,
    pub warnings: u64,
    pub vanished: u64,
}

/// The rejects or the warnings of a run.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/rejects.html")]
pub struct RejectsPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// The run.
    pub run: RunId,
    /// The feed's language.
    pub language: Language,
    /// When the run was started.
    pub started: Timestamp,
    /// Whether these are warnings (`?kind=warnings`).
    pub warnings: bool,
    /// How many rows were rejected.
    pub rejected_total: u64,
    /// How many warnings there are.
    pub warning_total: u64,
    /// The reasons of this kind with their counts.
    pub reasons: Vec<ReasonCount>,
    /// The reason in force (`?reason=`).
    pub reason: Option<String>,
    /// This page's rows.
    pub rows: Vec<RejectRow>,
    /// Cursor of the next page (`?after=`).
    pub next: Option<String>,
    /// Whether this is not the first page.
    pub paged: bool,
    /// Whether only the first entries were stored.
    pub cut: bool,
}

/// A row that was not taken, or taken with a warning.
#[derive(Debug, Clone)]
pub struct RejectRow {
    /// Line in the file, from 1; `None` when it is about the whole file.
    pub line: Option<u64>,
    /// Data record, from 1.
    pub record: Option<u64>,
    /// The column it is about.
    pub column: Option<String>,
    /// Why.
    pub problem: Problem,
    /// The row's id, where it has one.
    pub id: Option<String>,
    /// The row as it stood in the file, shortened to 4,000 characters.
    pub raw: String,
}

impl RejectsPage {
    /// Address of this report with another reason, or of its CSV form.
    pub fn href(&self, path: &str, reason: Option<&str>, after: Option<&str>) -> String {
        rejects_href(&self.shell.desk, self.run, self.warnings, path, reason, after)
    }

    /// Where to turn to.
    pub fn pager(&self) -> Pager {
        let href = |after| self.href("rejects", self.reason.as_deref(), after);
        Pager { first: self.paged.then(|| href(None)), next: self.next.as_deref().map(|cursor| href(Some(cursor))) }
    }
}

fn rejects_href(
    desk: &DeskPath,
    run: RunId,
    warnings: bool,
    path: &str,
    reason: Option<&str>,
    after: Option<&str>,
) -> String {
    Query::new()
        .with("kind", warnings.then_some("warnings"))
        .with("reason", reason)
        .with("after", after)
        .on(&format!("{}/{path}", desk.run(run)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_never_leaves_its_range() {
        assert_eq!(percent(5, 10), Some(50));
        assert_eq!(percent(11, 10), Some(100));
        assert_eq!(percent(u64::MAX, u64::MAX), Some(100));
        assert_eq!(percent(1, 0), None);
    }
}
