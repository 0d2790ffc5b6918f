//! Runs: what became, becomes or will become of a file.

pub(crate) mod start;
pub(crate) mod steer;

use jiff::Timestamp;
use tenancy::{Mode, Scope, class::SellerBound, row, statements};
use types::{FeedId, Language, RunId, SellerId};

pub use start::{Start, abandon, hold, start};
pub use steer::{cancel, resolve};

use crate::{Decision, HeldFor, ImportError, RunState, Trigger};

/// The most runs of one page.
pub const MAX_PAGE: i64 = 200;

row! {
    /// A run and how far it is.
    pub struct Run {
        /// Its id.
        id: RunId,
        /// Of which feed.
        feed_id: FeedId,
        /// That feed's language.
        language: Language,
        /// Where it stands.
        state: RunState,
        /// Who or what started it.
        trigger: Trigger,
        /// The file's name.
        file_name: Option<String>,
        /// The file's length.
        bytes_total: i64,
        /// How much of it was read.
        bytes_read: i64,
        /// Records read, rejected ones included.
        rows_read: i64,
        /// Rows that were not there before, or had vanished.
        rows_new: i64,
        /// Rows that say something else than before.
        rows_changed: i64,
        /// Rows that say what they said before.
        rows_unchanged: i64,
        /// Records that were refused.
        rows_rejected: i64,
        /// Rows of earlier files that are not in this one. While the run is held: those that would vanish.
        rows_vanished: i64,
        /// Warnings.
        warnings: i64,
        /// Columns of the file that no field takes.
        unknown_columns: Vec<String>,
        /// What it is, or was last, held for.
        held_for: Option<HeldFor>,
        /// The ids of some that would vanish, while it is held for that.
        held_sample: Vec<String>,
        /// What was decided when it was held.
        decision: Option<Decision>,
        /// Whether somebody wants it to end.
        cancel_asked: bool,
        /// Why it failed: a stable name.
        error_code: Option<String>,
        /// The same in English words.
        error: Option<String>,
        /// When it was asked for.
        created_at: Timestamp,
        /// When a worker began with it, for the last time.
        started_at: Option<Timestamp>,
        /// When it ended.
        finished_at: Option<Timestamp>,
        /// Milliseconds from its beginning to its end, or until now.
        millis: Option<i64>,
    }
    /// A run that is open.
    pub(crate) struct Open {
        id: RunId,
    }
}

macro_rules! columns {
    () => {
        "r.id, r.feed_id, r.language, r.state, r.trigger, r.file_name, r.bytes_total, r.bytes_read, r.rows_read, r.rows_new, r.rows_changed,
         r.rows_unchanged, r.rows_rejected, r.rows_vanished, r.warnings, r.unknown_columns, r.held_for, r.held_sample, r.decision, r.cancel_asked, r.error_code, r.error,
         r.created_at, r.started_at, r.finished_at, (extract(epoch FROM coalesce(r.finished_at, now()) - r.started_at) * 1000)::bigint AS millis"
    };
}

statements! {
    fn by_id(seller: SellerId, id: RunId) -> Option<Run> for Seller | Worker =
        concat!("SELECT ", columns!(), " FROM import_runs r WHERE r.seller_id = $1 AND r.id = $2");
    fn of_feed(seller: SellerId, feed: FeedId, limit: i64) -> Vec<Run> for Seller | Worker =
        concat!("SELECT ", columns!(), " FROM import_runs r WHERE r.seller_id = $1 AND r.feed_id = $2 ORDER BY r.created_at DESC, r.id DESC LIMIT $3");
    fn of_feed_before(seller: SellerId, feed: FeedId, at: Timestamp, id: RunId, limit: i64) -> Vec<Run> for Seller | Worker =
        concat!("SELECT ", columns!(), " FROM import_runs r WHERE r.seller_id = $1 AND r.feed_id = $2 AND (r.created_at, r.id) < ($3, $4)
                 ORDER BY r.created_at DESC, r.id DESC LIMIT $5");
    pub(crate) fn latest(seller: SellerId) -> Vec<Run> for Seller | Worker =
        concat!("SELECT ", columns!(), " FROM feeds f CROSS JOIN LATERAL (
                     SELECT x.* FROM import_runs x WHERE x.seller_id = $1 AND x.feed_id = f.id ORDER BY x.created_at DESC, x.id DESC LIMIT 1) r
                 WHERE f.seller_id = $1 LIMIT 10");
    pub(crate) fn open(seller: SellerId, feed: FeedId) -> Option<Open> for Seller | Worker =
        "SELECT id FROM import_runs WHERE seller_id = $1 AND feed_id = $2 AND state IN ('queued', 'running', 'held')";
}

/// Where a page of runs ends: the next one begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cursor {
    /// When the last run of the page was asked for.
    pub created_at: Timestamp,
    /// Its id.
    pub id: RunId,
}

impl Run {
    /// The cursor behind this run.
    pub const fn cursor(&self) -> Cursor {
        Cursor { created_at: self.created_at, id: self.id }
    }

    /// How much of the file was read, 0 to 100; 100 only at the end.
    pub fn percent(&self) -> u8 {
        match self.state {
            RunState::Held | RunState::Done => 100,
            _ => percent(self.bytes_read, self.bytes_total),
        }
    }

    /// Records a second since the run began.
    pub fn rows_per_second(&self) -> Option<i64> {
        let millis = self.millis.filter(|millis| *millis > 0)?;
        Some(self.rows_read.saturating_mul(1000) / millis)
    }

    /// Seconds until the file is read, at the rate so far; of a running run only.
    pub fn seconds_left(&self) -> Option<i64> {
        let running = self.state == RunState::Running && self.bytes_read > 0;
        let left = (self.bytes_total - self.bytes_read).max(0);
        running.then(|| self.millis.unwrap_or_default().saturating_mul(left) / self.bytes_read / 1000)
    }

    /// Records that were accepted.
    pub const fn rows_accepted(&self) -> i64 {
        self.rows_new + self.rows_changed + self.rows_unchanged
    }
}

/// `part` of `whole` in percent, 99 at most: it is the end that makes 100.
pub(crate) fn percent(part: i64, whole: i64) -> u8 {
    let percent = if whole > 0 { part.saturating_mul(100) / whole } else { 0 };
    u8::try_from(percent.clamp(0, 99)).unwrap_or(99)
}

/// One run.
pub async fn find<C: SellerBound, M: Mode>(q: &Scope<C, M>, id: RunId) -> Result<Run, ImportError> {
    by_id(q, q.seller(), id).await?.ok_or(ImportError::NoRun)
}

/// The runs of a feed, newest first, those after the cursor; at most [`MAX_PAGE`].
pub async fn list<C: SellerBound, M: Mode>(
    q: &Scope<C, M>,
    feed: FeedId,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Run>, ImportError> {
    let limit = limit.clamp(1, MAX_PAGE);
    Ok(match after {
        Some(Cursor { created_at, id }) => of_feed_before(q, q.seller(), feed, created_at, id, limit).await?,
        None => of_feed(q, q.seller(), feed, limit).await?,
    })
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn only_the_end_is_a_hundred_percent() {
        assert_eq!([percent(0, 0), percent(1, 2), percent(10, 10), percent(i64::MAX, 1)], [0, 50, 99, 99]);
    }
}
