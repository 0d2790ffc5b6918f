//! What is done with all staged products that match, in the background: watched by its id; and unpublishing.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use identity::permission::{EditProducts, ViewImports};
use imports::{
    StagedAction,
    actions::{self, Action},
    select,
};
use serde::{Deserialize, Serialize};
use types::JobId;
use utoipa::ToSchema;
use web_kit::{App, FieldError, Json, Member, Path, Problem};

use crate::{
    problems::{JsonBody, TeamOnly},
    staged::{QueuedBody, StagedFilter},
};

/// An action and how far it is.
#[derive(Serialize, ToSchema)]
pub struct ActionBody {
    id: JobId,
    /// select, `select_publish` or unpublish.
    action: &'static str,
    /// queued, running, done or failed.
    state: &'static str,
    /// How many matched when it was asked for; counted up to 100,000.
    matching: i64,
    /// How many are done.
    handled: i64,
    /// Of these, those that are in the catalogue now.
    selected: i64,
    /// Of these, those that were not there before.
    created: i64,
    /// Variants put on the shelf.
    published: i64,
    /// Variants taken off it.
    unpublished: i64,
    /// Those that no feed has any more.
    missing: i64,
    /// Variants that cannot be put on the shelf as they are.
    refused: i64,
    created_at: String,
    finished_at: Option<String>,
}

fn body(a: &Action) -> ActionBody {
    ActionBody {
        id: a.id,
        action: a.action.name(),
        state: a.state.name(),
        matching: a.matching,
        handled: a.handled,
        selected: a.selected,
        created: a.created,
        published: a.published,
        unpublished: a.unpublished,
        missing: a.missing,
        refused: a.refused,
        created_at: a.created_at.to_string(),
        finished_at: a.finished_at.map(|at| at.to_string()),
    }
}

/// What to take off the shelf: either ids or a filter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnpublishStagedBody {
    /// The feed's ids, at most 1,000: they are taken at once.
    #[serde(default)]
    ids: Option<Vec<String>>,
    /// All that match: they are taken in the background.
    #[serde(default)]
    filter: Option<StagedFilter>,
}

/// What became of it.
#[derive(Serialize, ToSchema)]
pub struct UnpublishedBody {
    /// Variants that left the shelf.
    unpublished: u64,
}

/// What is being done with all staged products that matched, by the id that was answered when it was asked for.
#[utoipa::path(get, path = "/marketplace/staged/actions/{id}", tag = "imports", security(("bearer" = [])), params(("id" = JobId, Path)), responses(
    (status = 200, body = ActionBody), TeamOnly, (status = 404, body = Problem)
))]
pub async fn show(member: Member<ViewImports>, Path(id): Path<JobId>) -> Result<Json<ActionBody>, Problem> {
    Ok(Json(body(&actions::find(&member.door.read().await?, id).await?)))
}

/// Take what was selected of staged products off the shelf: some by their ids, or all that match in the background. They stay
/// in the catalogue.
#[utoipa::path(post, path = "/marketplace/staged/unpublish", tag = "imports", security(("bearer" = [])), request_body = UnpublishStagedBody, responses(
    (status = 200, body = UnpublishedBody), (status = 202, body = QueuedBody, description = "All that match will leave the shelf"), TeamOnly,
    (status = 409, body = Problem, description = "Another change came between"), JsonBody
))]
pub async fn unpublish(
    State(app): State<App>,
    member: Member<EditProducts>,
    Json(input): Json<UnpublishStagedBody>,
) -> Result<Response, Problem> {
    let q = member.door.write().await?;
    match (input.ids, input.filter) {
        (Some(ids), None) => {
            let unpublished = select::unpublish(&q, &ids).await?;
            q.commit().await?;
            app.search.nudge();
            Ok(Json(UnpublishedBody { unpublished }).into_response())
        }
        (None, Some(filter)) => {
            let job = actions::later(&q, &filter.into(), StagedAction::Unpublish).await?;
            q.commit().await?;
            Ok((StatusCode::ACCEPTED, Json(QueuedBody { job })).into_response())
        }
        _ => Err(Problem::unprocessable(vec![FieldError::new("ids", "give either ids or a filter")])),
    }
}
