//! Where a user is signed in.

use axum::{extract::State, http::StatusCode};
use serde::Serialize;
use types::SessionId;
use utoipa::ToSchema;
use web_kit::{App, Json, Path, Problem, SignedIn};

/// A session of the user's.
#[derive(Serialize, ToSchema)]
pub struct OpenSessionBody {
    id: SessionId,
    /// The browser, as it named itself.
    agent: String,
    /// The network address of its last use.
    address: String,
    created_at: String,
    /// When it was last used, to the minute.
    seen_at: String,
    /// Whether it is the one that asks.
    current: bool,
}

/// How many sessions were ended.
#[derive(Serialize, ToSchema)]
pub struct EndedBody {
    ended: i64,
}

/// The user's open sessions, the last used first, 100 at most.
#[utoipa::path(get, path = "/sessions", tag = "auth", security(("bearer" = [])), responses(
    (status = 200, body = Vec<OpenSessionBody>), (status = 401, body = Problem)
))]
pub async fn list(State(app): State<App>, who: SignedIn) -> Result<Json<Vec<OpenSessionBody>>, Problem> {
    let current = who.who.session().map(|s| s.id);
    let found = identity::sessions(&app.pools, who.user).await?;
    let body = |s: identity::OpenSession| OpenSessionBody {
        current: Some(s.id) == current,
        id: s.id,
        agent: s.agent,
        address: s.address,
        created_at: s.created_at.to_string(),
        seen_at: s.seen_at.to_string(),
    };
    Ok(Json(found.into_iter().map(body).collect()))
}

/// End one session: its token holds no more.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "auth", security(("bearer" = [])), params(("id" = SessionId, Path)), responses(
    (status = 204, description = "It is over"), (status = 401, body = Problem), (status = 404, body = Problem)
))]
pub async fn end(State(app): State<App>, who: SignedIn, Path(id): Path<SessionId>) -> Result<StatusCode, Problem> {
    if identity::revoke(&app.pools, who.user, id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found())
    }
}

/// End every session but the one that asks.
#[utoipa::path(delete, path = "/sessions", tag = "auth", security(("bearer" = [])), responses(
    (status = 200, body = EndedBody), (status = 401, body = Problem)
))]
pub async fn end_others(State(app): State<App>, who: SignedIn) -> Result<Json<EndedBody>, Problem> {
    let ended = identity::revoke_all(&app.pools, who.user, who.who.session().map(|s| s.id)).await?;
    Ok(Json(EndedBody { ended }))
}
