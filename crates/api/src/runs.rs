//! Import runs: started, watched, steered.

use axum::http::StatusCode;
use futures_util::future::try_join_all;
use identity::permission::{TriggerImports, ViewImports};
use imports::{
    Decision, Trigger, feeds,
    runs::{self, Run, Start},
};
use serde::{Deserialize, Serialize};
use types::{FeedId, Language, RunId};
use utoipa::{IntoParams, ToSchema};
use web_kit::{Cursor, Json, Member, Page, PageParams, Path, Problem, Query};

use crate::problems::{JsonBody, Parameters, TeamOnly};

/// A run and how far it is.
#[derive(Serialize, ToSchema)]
pub struct RunBody {
    id: RunId,
    feed: FeedId,
    language: Language,
    /// queued, running, held, done, failed or cancelled.
    state: &'static str,
    /// person, schedule or command.
    trigger: &'static str,
    file_name: Option<String>,
    /// How much of the file was read, 0 to 100.
    percent: u8,
    bytes_total: i64,
    bytes_read: i64,
    /// Records read, rejected ones included.
    rows_read: i64,
    rows_new: i64,
    rows_changed: i64,
    rows_unchanged: i64,
    rows_rejected: i64,
    /// Rows of earlier files that this one lacks. While the run is held: those that would vanish.
    rows_vanished: i64,
    warnings: i64,
    rows_per_second: Option<i64>,
    /// Until the file is read, at the rate so far.
    seconds_left: Option<i64>,
    /// Columns that no field takes.
    unknown_columns: Vec<String>,
    /// What it waits for a decision for: empty or vanished.
    held_for: Option<&'static str>,
    /// What was decided: apply or keep.
    decision: Option<&'static str>,
    cancel_asked: bool,
    /// The ids of some that would vanish, while it is held for that.
    held_sample: Vec<String>,
    /// Why it failed: a stable name.
    error_code: Option<String>,
    /// The same in words.
    error: Option<String>,
    created_at: String,
    started_at: Option<String>,
    finished_at: Option<String>,
}

/// Which feed to import.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportBody {
    feed: FeedId,
}

/// What to do with a run that is held.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionBody {
    /// apply: what the file lacks has vanished. keep: nothing has.
    #[schema(value_type = String, example = "keep")]
    decision: Decision,
}

/// Which runs.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RunQuery {
    /// Only those of this feed.
    feed: Option<FeedId>,
}

pub(crate) fn body(r: Run) -> RunBody {
    RunBody {
        percent: r.percent(),
        rows_per_second: r.rows_per_second(),
        seconds_left: r.seconds_left(),
        id: r.id,
        feed: r.feed_id,
        language: r.language,
        state: r.state.name(),
        trigger: r.trigger.name(),
        file_name: r.file_name,
        bytes_total: r.bytes_total,
        bytes_read: r.bytes_read,
        rows_read: r.rows_read,
        rows_new: r.rows_new,
        rows_changed: r.rows_changed,
        rows_unchanged: r.rows_unchanged,
        rows_rejected: r.rows_rejected,
        rows_vanished: r.rows_vanished,
        warnings: r.warnings,
        unknown_columns: r.unknown_columns,
        held_for: r.held_for.map(imports::HeldFor::name),
        decision: r.decision.map(Decision::name),
        cancel_asked: r.cancel_asked,
        held_sample: r.held_sample,
        error_code: r.error_code,
        error: r.error,
        created_at: r.created_at.to_string(),
        started_at: r.started_at.map(|at| at.to_string()),
        finished_at: r.finished_at.map(|at| at.to_string()),
    }
}

/// Start an import of a feed. Watch it at `/marketplace/imports/{id}`.
#[utoipa::path(post, path = "/marketplace/import", tag = "imports", security(("bearer" = [])), request_body = ImportBody, responses(
    (status = 202, body = RunBody), TeamOnly, (status = 404, body = Problem, description = "There is no such feed"),
    (status = 409, body = Problem, description = "The feed is being imported already"), JsonBody
))]
pub async fn start(
    member: Member<TriggerImports>,
    Json(input): Json<ImportBody>,
) -> Result<(StatusCode, Json<RunBody>), Problem> {
    let q = member.door.write().await?;
    let id = runs::start(&q, input.feed, &Start::by(Trigger::Person)).await?;
    let run = runs::find(&q, id).await?;
    q.commit().await?;
    Ok((StatusCode::ACCEPTED, Json(body(run))))
}

/// The runs of all feeds, the last first.
#[utoipa::path(get, path = "/marketplace/imports", tag = "imports", security(("bearer" = [])), params(RunQuery, PageParams), responses(
    (status = 200, body = Page<RunBody>), Parameters, TeamOnly, (status = 404, body = Problem, description = "There is no such feed")
))]
pub async fn list(
    member: Member<ViewImports>,
    Query(query): Query<RunQuery>,
    page: PageParams,
) -> Result<Page<RunBody>, Problem> {
    let after: Option<runs::Cursor> = page.cursor.as_ref().map(Cursor::key).transpose()?;
    let q = member.door.read().await?;
    let feeds = match query.feed {
        Some(id) => vec![feeds::find(&q, id).await?.id],
        None => feeds::list(&q).await?.into_iter().map(|s| s.feed.id).collect(),
    };
    let limit = i64::from(page.limit) + 1;
    let lists = try_join_all(feeds.into_iter().map(|feed| runs::list(&q, feed, after, limit))).await?;
    let mut found: Vec<Run> = lists.into_iter().flatten().collect();
    found.sort_unstable_by_key(|run| std::cmp::Reverse((run.created_at, run.id)));
    Ok(Page::from_rows(found, page.limit, |last| Cursor::of(&last.cursor())).map(body))
}

/// A run and how far it is.
#[utoipa::path(get, path = "/marketplace/imports/{id}", tag = "imports", security(("bearer" = [])), params(("id" = RunId, Path)), responses(
    (status = 200, body = RunBody), TeamOnly, (status = 404, body = Problem)
))]
pub async fn show(member: Member<ViewImports>, Path(id): Path<RunId>) -> Result<Json<RunBody>, Problem> {
    Ok(Json(body(runs::find(&member.door.read().await?, id).await?)))
}

/// End a run early. What it has staged stays.
#[utoipa::path(post, path = "/marketplace/imports/{id}/cancel", tag = "imports", security(("bearer" = [])), params(("id" = RunId, Path)), responses(
    (status = 202, body = RunBody), TeamOnly, (status = 404, body = Problem), (status = 409, body = Problem, description = "It has ended already")
))]
pub async fn cancel(
    member: Member<TriggerImports>,
    Path(id): Path<RunId>,
) -> Result<(StatusCode, Json<RunBody>), Problem> {
    let q = member.door.write().await?;
    runs::cancel(&q, id).await?;
    let run = runs::find(&q, id).await?;
    q.commit().await?;
    Ok((StatusCode::ACCEPTED, Json(body(run))))
}

/// Decide about a run that is held, since its file is empty or lacks more than half of the products.
#[utoipa::path(post, path = "/marketplace/imports/{id}/decision", tag = "imports", security(("bearer" = [])), params(("id" = RunId, Path)), request_body = DecisionBody, responses(
    (status = 202, body = RunBody), TeamOnly, (status = 404, body = Problem), (status = 409, body = Problem, description = "It does not wait for a decision"), JsonBody
))]
pub async fn decide(
    member: Member<TriggerImports>,
    Path(id): Path<RunId>,
    Json(input): Json<DecisionBody>,
) -> Result<(StatusCode, Json<RunBody>), Problem> {
    let q = member.door.write().await?;
    runs::resolve(&q, id, input.decision).await?;
    let run = runs::find(&q, id).await?;
    q.commit().await?;
    Ok((StatusCode::ACCEPTED, Json(body(run))))
}
