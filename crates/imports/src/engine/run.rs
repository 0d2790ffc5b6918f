//! A run's own row, while a worker has the run in hand.
//!
//! `started_at` is the worker's claim to the run: another worker that takes the run over sets a new one, and from then
//! on every write of the former one finds no row.

use jiff::Timestamp;
use postgres_types::Json;
use serde::{Deserialize, Serialize};
use tenancy::{DbError, Door, Read, Scope, Write, class::Worker, row, statements};
use types::{FeedId, Language, RunId, SellerId};

use super::{Halt, Progress, halt::Why};
use crate::{Decision, HeldFor, RunState, feeds::Feed, files::storable};

row! {
    /// A run in hand.
    pub(crate) struct Begun {
        feed_id: FeedId,
        language: Language,
        blob_key: Option<String>,
        decision: Option<Decision>,
        cancel_asked: bool,
        rows_vanished: i64,
        started_at: Option<Timestamp>,
    }
    struct Asked { cancel_asked: bool }
    struct Closed { state: RunState, blob_key: Option<String> }
    struct Ended { id: RunId }
    struct Former { validators: Option<Json<Validators>>, accepted: Option<i64> }
}

statements! {
    fn begin_run(seller: SellerId, id: RunId) -> Option<Begun> for Worker =
        "UPDATE import_runs SET state = 'running', started_at = clock_timestamp(), finished_at = NULL, error = NULL, error_code = NULL, bytes_total = 0, bytes_read = 0,
             rows_read = 0, rows_new = 0, rows_changed = 0, rows_unchanged = 0, rows_rejected = 0, warnings = 0,
             rows_vanished = CASE WHEN held_for IS NULL THEN rows_vanished ELSE 0 END, held_for = NULL
         WHERE seller_id = $1 AND id = $2 AND state IN ('queued', 'running')
         RETURNING feed_id, language, blob_key, decision, cancel_asked, rows_vanished, started_at";
    fn closed(seller: SellerId, id: RunId) -> Option<Closed> for Worker =
        "SELECT state, blob_key FROM import_runs WHERE seller_id = $1 AND id = $2";
    fn set_file(seller: SellerId, id: RunId, claim: Timestamp, blob: &str, name: &str) -> Option<Ended> for Worker =
        "UPDATE import_runs SET blob_key = $4, file_name = $5 WHERE seller_id = $1 AND id = $2 AND state = 'running' AND started_at = $3 RETURNING id";
    fn set_validators(seller: SellerId, feed: FeedId, configured: Timestamp, validators: Json<&Validators>) -> Count for Worker =
        "UPDATE feeds SET validators = $4 WHERE seller_id = $1 AND id = $2 AND updated_at = $3";
    fn forget_validators(seller: SellerId, feed: FeedId) -> Count for Worker =
        "UPDATE feeds SET validators = NULL WHERE seller_id = $1 AND id = $2 AND validators IS NOT NULL";
    fn asked(seller: SellerId, id: RunId, claim: Timestamp) -> Option<Asked> for Worker =
        "SELECT cancel_asked FROM import_runs WHERE seller_id = $1 AND id = $2 AND state = 'running' AND started_at = $3";
    fn forget_would_be(seller: SellerId, id: RunId) -> Count for Worker =
        "UPDATE import_runs SET rows_vanished = 0 WHERE seller_id = $1 AND id = $2 AND state IN ('done', 'cancelled') AND held_for IS NOT NULL";
    fn fail_run(seller: SellerId, id: RunId, code: &str, error: &str) -> Count for Worker =
        "UPDATE import_runs SET state = 'failed', error_code = $3, error = $4, finished_at = now() WHERE seller_id = $1 AND id = $2 AND state IN ('queued', 'running')";
    fn progress(seller: SellerId, id: RunId, claim: Timestamp, total: i64, read: i64, rows: i64, new: i64, changed: i64, unchanged: i64, rejected: i64,
        vanished: i64, warnings: i64) -> Option<Asked> for Worker =
        "UPDATE import_runs SET bytes_total = $4, bytes_read = $5, rows_read = $6, rows_new = $7, rows_changed = $8, rows_unchanged = $9,
             rows_rejected = $10, rows_vanished = $11, warnings = $12
         WHERE seller_id = $1 AND id = $2 AND state = 'running' AND started_at = $3 RETURNING cancel_asked";
    fn end_run(seller: SellerId, id: RunId, claim: Timestamp, state: RunState, held_for: Option<HeldFor>, code: Option<&str>, error: Option<&str>,
        unknown: &[String], sample: &[String]) -> Option<Ended> for Worker =
        "UPDATE import_runs SET state = $4, held_for = $5, error_code = $6, error = left($7, 2000), unknown_columns = $8, held_sample = $9,
             finished_at = CASE WHEN $4 IN ('done', 'failed', 'cancelled') THEN now() END
         WHERE seller_id = $1 AND id = $2 AND state = 'running' AND started_at = $3 RETURNING id";
    fn former(seller: SellerId, feed: FeedId) -> Option<Former> for Worker =
        "SELECT f.validators, r.rows_new + r.rows_changed + r.rows_unchanged AS accepted
         FROM feeds f LEFT JOIN import_runs r ON r.seller_id = f.seller_id AND r.id = (f.validators ->> 'run')::uuid AND r.state = 'done'
         WHERE f.seller_id = $1 AND f.id = $2";
}

/// What the server said at the last fetch of a feed, and which run read it. They count once that run is done.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub run: RunId,
}

/// A run that was done: by which validators its file is known, and how many rows it accepted.
pub(crate) struct LastDone {
    pub validators: crate::fetch::Validators,
    pub accepted: i64,
}

/// A worker's claim to a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim {
    pub run: RunId,
    pub since: Timestamp,
}

/// How a run ends, or pauses.
#[derive(Debug, Default)]
pub(crate) struct End<'a> {
    pub held_for: Option<HeldFor>,
    pub why: Option<&'a Why>,
    pub unknown: &'a [String],
    /// Ids of some of what would vanish.
    pub sample: &'a [String],
}

/// Takes a run in hand, from a worker that died too. `None` where it is not to be worked on.
pub(crate) async fn begin(door: &Door<Worker>, run: RunId) -> Result<Option<(Claim, Begun)>, DbError> {
    let q = door.write().await?;
    let begun = begin_run(&q, q.seller(), run).await?;
    q.commit().await?;
    Ok(begun.and_then(|begun| Some((Claim { run, since: begun.started_at? }, begun))))
}

/// State and file of a run that is not to be worked on, or no longer by this worker. What a held run would have let
/// vanish is forgotten when it was decided otherwise.
pub(crate) async fn state(door: &Door<Worker>, run: RunId) -> Result<Option<(RunState, Option<String>)>, DbError> {
    let q = door.write().await?;
    forget_would_be(&q, q.seller(), run).await?;
    let closed = closed(&q, q.seller(), run).await?;
    q.commit().await?;
    Ok(closed.map(|run| (run.state, run.blob_key)))
}

/// Gives a run up that cannot be brought to an end.
pub(crate) async fn fail(door: &Door<Worker>, run: RunId, why: &Why) -> Result<(), DbError> {
    let q = door.write().await?;
    fail_run(&q, q.seller(), run, why.code, &why.words).await?;
    q.commit().await
}

/// Notes how far the run is; says whether somebody wants it to end.
pub(crate) async fn note(q: &Scope<Worker, Write>, claim: Claim, at: &Progress) -> Result<bool, Halt> {
    let noted = progress(
        q,
        q.seller(),
        claim.run,
        claim.since,
        at.bytes_total,
        at.bytes_read,
        at.rows_read,
        at.rows_new,
        at.rows_changed,
        at.rows_unchanged,
        at.rows_rejected,
        at.rows_vanished,
        at.warnings,
    );
    Ok(noted.await?.ok_or(Halt::Superseded)?.cancel_asked)
}

/// Forgets what the server said at the last fetch: another file than the one at the address is staged from here on, so
/// that the next fetch must bring it whole.
pub(crate) async fn forget_fetch(door: &Door<Worker>, feed: FeedId) -> Result<(), DbError> {
    let q = door.write().await?;
    forget_validators(&q, q.seller(), feed).await?;
    q.commit().await
}

/// Whether the run is still this worker's, and nobody wants it to end.
pub(crate) async fn may_go_on(door: &Door<Worker>, claim: Claim) -> Result<(), Halt> {
    let q = door.read().await?;
    match asked(&q, q.seller(), claim.run, claim.since).await? {
        None => Err(Halt::Superseded),
        Some(asked) if asked.cancel_asked => Err(Halt::Cancel),
        Some(_) => Ok(()),
    }
}

/// Notes which file the run reads, and what its server said, unless the feed was changed meanwhile.
pub(crate) async fn note_file(
    q: &Scope<Worker, Write>,
    claim: Claim,
    feed: &Feed,
    key: &str,
    name: &str,
    validators: crate::fetch::Validators,
) -> Result<(), Halt> {
    set_file(q, q.seller(), claim.run, claim.since, key, name).await?.ok_or(Halt::Superseded)?;
    let crate::fetch::Validators { etag, last_modified } = validators;
    let validators = Validators { etag, last_modified, run: claim.run };
    set_validators(q, q.seller(), feed.id, feed.updated_at, Json(&validators)).await?;
    Ok(())
}

/// The feed's last fetch, if the run that read it was done and nothing was changed about the feed since.
pub(crate) async fn last_done(q: &Scope<Worker, Read>, feed: FeedId) -> Result<Option<LastDone>, DbError> {
    let Some(Former { validators: Some(Json(known)), accepted: Some(accepted) }) = former(q, q.seller(), feed).await?
    else {
        return Ok(None);
    };
    let validators = crate::fetch::Validators { etag: known.etag, last_modified: known.last_modified };
    Ok(Some(LastDone { validators, accepted }))
}

/// Lets go of the run.
pub(crate) async fn end(q: &Scope<Worker, Write>, claim: Claim, state: RunState, end: &End<'_>) -> Result<(), Halt> {
    let words = end.why.map(|why| storable(&why.words));
    let code = end.why.map(|why| why.code);
    end_run(q, q.seller(), claim.run, claim.since, state, end.held_for, code, words.as_deref(), end.unknown, end.sample)
        .await?
        .map(drop)
        .ok_or(Halt::Superseded)
}
