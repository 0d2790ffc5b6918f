//! The report of a run: what was rejected, and what was changed on the way in.

use tenancy::{DbError, Scope, Write, class::Worker, statements};
use types::{FeedId, RecordId, RunId, SellerId};

use super::diff::Item;
use crate::{Severity, feed::Fault, files::storable};

/// Entries of each severity that a run stores. Beyond it they are only counted: whoever has more looks at the first and
/// mends the file.
pub const MAX_STORED_REJECTS: usize = 10_000;
/// Runs of a feed that keep their report; that of an older run goes when a new one begins.
pub const KEPT_REPORTS: i64 = 10;
/// Entries deleted in one transaction.
const PORTION: i64 = 5_000;

statements! {
    fn insert(seller: SellerId, run: RunId, ids: &[RecordId], severities: &[Severity], lines: &[i64], records: &[i64],
        external_ids: &[Option<&str>], columns: &[Option<&str>], reasons: &[&str], details: &[&str], raws: &[&str]) -> Count for Worker =
        "INSERT INTO import_rejects (seller_id, id, run_id, severity, line, record, external_id, column_name, reason, detail, raw)
         SELECT $1, u.id, $2, u.severity, u.line, u.record, u.external_id, u.column_name, u.reason, u.detail, u.raw
         FROM unnest($3::uuid[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
             AS u(id, severity, line, record, external_id, column_name, reason, detail, raw)";
    fn clear(seller: SellerId, run: RunId, limit: i64) -> Count for Worker =
        "DELETE FROM import_rejects WHERE seller_id = $1 AND id IN (SELECT j.id FROM import_rejects j WHERE j.seller_id = $1 AND j.run_id = $2 LIMIT $3)";
    fn clear_old(seller: SellerId, feed: FeedId, kept: i64, limit: i64) -> Count for Worker =
        "DELETE FROM import_rejects WHERE seller_id = $1 AND id IN (
             SELECT j.id FROM import_runs r JOIN import_rejects j ON j.seller_id = r.seller_id AND j.run_id = r.id
             WHERE r.seller_id = $1 AND j.seller_id = $1 AND r.feed_id = $2 AND r.created_at < (
                 SELECT min(k.created_at) FROM (
                     SELECT x.created_at FROM import_runs x WHERE x.seller_id = $1 AND x.feed_id = $2 ORDER BY x.created_at DESC, x.id DESC LIMIT $3) k)
             LIMIT $4)";
}

/// One line of the report.
#[derive(Debug)]
pub(crate) struct Entry {
    pub severity: Severity,
    pub line: u64,
    pub record: u64,
    pub external_id: Option<String>,
    pub column: Option<String>,
    pub reason: &'static str,
    pub detail: String,
    pub raw: String,
}

impl Entry {
    fn of(severity: Severity, item: &Item, fault: &Fault) -> Self {
        let record = &item.record;
        Self {
            severity,
            line: record.line,
            record: record.number,
            external_id: record.id.as_deref().map(storable),
            column: fault.column.as_deref().map(storable),
            reason: fault.reason.name(),
            detail: storable(&fault.detail),
            raw: storable(&record.raw),
        }
    }
}

/// How many entries a run has stored, by severity, and what it may store yet.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stored {
    rejects: usize,
    warnings: usize,
}

impl Stored {
    /// Takes the entry into account; says whether there is room for it.
    fn admit(&mut self, severity: Severity) -> bool {
        let count = match severity {
            Severity::Reject => &mut self.rejects,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        *count <= MAX_STORED_REJECTS
    }

    /// The entries that are stored of a batch: its faults and warnings, and `more`, in the order of the file.
    pub(crate) fn entries(&mut self, items: &[Item], more: Vec<Entry>) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut more = more.into_iter().peekable();
        for item in items {
            let fault = item.record.outcome.as_ref().err().map(|fault| (Severity::Reject, fault));
            let warnings = item.record.warnings.iter().map(|fault| (Severity::Warning, fault));
            for (severity, fault) in fault.into_iter().chain(warnings) {
                if self.admit(severity) {
                    entries.push(Entry::of(severity, item, fault));
                }
            }
            while let Some(entry) = more.next_if(|entry| entry.record <= item.record.number) {
                if self.admit(entry.severity) {
                    entries.push(entry);
                }
            }
        }
        entries
    }
}

/// Stores entries; their ids are in their order.
pub(crate) async fn store(q: &Scope<Worker, Write>, run: RunId, entries: &[Entry]) -> Result<(), DbError> {
    if entries.is_empty() {
        return Ok(());
    }
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let ids: Vec<RecordId> = entries.iter().map(|_| RecordId::new()).collect();
    let severities: Vec<Severity> = entries.iter().map(|entry| entry.severity).collect();
    let lines: Vec<i64> = entries.iter().map(|entry| number(entry.line)).collect();
    let records: Vec<i64> = entries.iter().map(|entry| number(entry.record)).collect();
    let external_ids: Vec<Option<&str>> = entries.iter().map(|entry| entry.external_id.as_deref()).collect();
    let columns: Vec<Option<&str>> = entries.iter().map(|entry| entry.column.as_deref()).collect();
    let reasons: Vec<&str> = entries.iter().map(|entry| entry.reason).collect();
    let details: Vec<&str> = entries.iter().map(|entry| entry.detail.as_str()).collect();
    let raws: Vec<&str> = entries.iter().map(|entry| entry.raw.as_str()).collect();
    let seller = q.seller();
    insert(q, seller, run, &ids, &severities, &lines, &records, &external_ids, &columns, &reasons, &details, &raws)
        .await
        .map(drop)
}

/// Deletes some of what the run has reported so far; says whether that was all.
pub(crate) async fn cleared(q: &Scope<Worker, Write>, run: RunId) -> Result<bool, DbError> {
    Ok(clear(q, q.seller(), run, PORTION).await? < PORTION.unsigned_abs())
}

/// Deletes some of the reports that are no longer kept; says whether that was all.
pub(crate) async fn cleared_old(q: &Scope<Worker, Write>, feed: FeedId) -> Result<bool, DbError> {
    Ok(clear_old(q, q.seller(), feed, KEPT_REPORTS, PORTION).await? < PORTION.unsigned_abs())
}
