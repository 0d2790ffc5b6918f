//! API keys of the seller.

use axum::http::StatusCode;
use identity::{
    permission::{ManageKeys, ViewKeys},
    team::{self, NewKey},
};
use serde::{Deserialize, Serialize};
use types::ApiKeyId;
use utoipa::ToSchema;
use web_kit::{Json, Member, Path, Problem};

use super::permissions;
use crate::problems::{JsonBody, TeamOnly};

/// An API key, but for its secret.
#[derive(Serialize, ToSchema)]
pub struct KeyBody {
    id: ApiKeyId,
    name: String,
    /// What the key's text begins with, behind `karum_`.
    prefix: String,
    permissions: Vec<&'static str>,
    /// The name of the member who made it: it may do no more than he.
    created_by: String,
    created_at: String,
    /// Until when it holds; null: until it is revoked.
    expires_at: Option<String>,
    /// When it was last used, to the minute.
    seen_at: Option<String>,
    /// The network address of its last use.
    address: String,
    revoked_at: Option<String>,
}

/// A key to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKeyBody {
    /// What it is for: 1 to 100 characters.
    name: String,
    /// Names of the catalogue, of which you hold all. No key may change the team or make keys.
    permissions: Vec<String>,
    /// Days that it holds, 1 to 730; without it: until it is revoked.
    #[serde(default)]
    days: Option<u32>,
}

/// A key that was made. Its text is shown this once.
#[derive(Serialize, ToSchema)]
pub struct MadeKeyBody {
    id: ApiKeyId,
    prefix: String,
    /// The key itself, for `Authorization: Bearer`.
    key: String,
}

/// The API keys: those that hold first, the newest first; revoked ones for 30 days; 500 at most.
#[utoipa::path(get, path = "/api-keys", tag = "team", security(("bearer" = [])), responses((status = 200, body = Vec<KeyBody>), TeamOnly))]
pub async fn list(member: Member<ViewKeys>) -> Result<Json<Vec<KeyBody>>, Problem> {
    let keys = team::keys(&member.door.read().await?).await?;
    let body = |key: team::ApiKey| KeyBody {
        permissions: key.permissions.names(),
        created_at: key.created.to_string(),
        expires_at: key.expires.map(|at| at.to_string()),
        seen_at: key.seen.map(|at| at.to_string()),
        revoked_at: key.revoked.map(|at| at.to_string()),
        id: key.id,
        name: key.name,
        prefix: key.prefix,
        created_by: key.created_by,
        address: key.address,
    };
    Ok(Json(keys.into_iter().map(body).collect()))
}

/// Make an API key. It acts for you, with these permissions as long as you hold them, and ends when you leave the team.
#[utoipa::path(post, path = "/api-keys", tag = "team", security(("bearer" = [])), request_body = NewKeyBody, responses(
    (status = 201, body = MadeKeyBody), TeamOnly, (status = 409, body = Problem, description = "There are 100 already"), JsonBody
))]
pub async fn create(
    member: Member<ManageKeys>,
    Json(input): Json<NewKeyBody>,
) -> Result<(StatusCode, Json<MadeKeyBody>), Problem> {
    let permissions = permissions("permissions", &input.permissions)?;
    let q = member.door.write().await?;
    let made = team::make_key(&q, &NewKey { name: &input.name, permissions, days: input.days }).await?;
    q.commit().await?;
    Ok((StatusCode::CREATED, Json(MadeKeyBody { id: made.id, key: made.expose(), prefix: made.prefix })))
}

/// Revoke an API key: at its next request it opens nothing.
#[utoipa::path(delete, path = "/api-keys/{id}", tag = "team", security(("bearer" = [])), params(("id" = ApiKeyId, Path)), responses(
    (status = 204, description = "It opens nothing any more"), TeamOnly, (status = 404, body = Problem)
))]
pub async fn revoke(member: Member<ManageKeys>, Path(id): Path<ApiKeyId>) -> Result<StatusCode, Problem> {
    let q = member.door.write().await?;
    team::revoke_key(&q, id).await?;
    q.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
