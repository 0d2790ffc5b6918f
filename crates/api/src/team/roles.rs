//! Roles, and the catalogue of permissions that they are made of.

use axum::http::StatusCode;
use identity::{
    permission::{EditTeam, Permission, Role, ViewTeam},
    team,
};
use serde::{Deserialize, Serialize};
use types::RoleId;
use utoipa::ToSchema;
use web_kit::{Json, Member, Path, Problem};

use super::permissions;
use crate::problems::{JsonBody, TeamOnly};

/// A role: built in, or of the seller's own.
#[derive(Serialize, ToSchema)]
pub struct RoleBody {
    /// The name of a built-in role, or the id of one of the seller's own.
    role: String,
    /// What people call it.
    name: String,
    permissions: Vec<&'static str>,
    /// Its id, where the seller made it and can change it.
    id: Option<RoleId>,
    /// How many members have it; of the seller's own roles only.
    members: Option<u64>,
}

/// A role of the seller's own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    /// 1 to 60 characters.
    name: String,
    /// Names of the catalogue.
    permissions: Vec<String>,
}

/// A permission of the catalogue.
#[derive(Serialize, ToSchema)]
pub struct PermissionBody {
    name: &'static str,
    /// What it is about.
    group: &'static str,
    /// What it lets one do.
    purpose: &'static str,
    /// The built-in roles that hold it.
    roles: Vec<&'static str>,
}

/// The roles: those that every shop has, then the team's own, by name.
#[utoipa::path(get, path = "/teams/roles", tag = "team", security(("bearer" = [])), responses((status = 200, body = Vec<RoleBody>), TeamOnly))]
pub async fn roles(member: Member<ViewTeam>) -> Result<Json<Vec<RoleBody>>, Problem> {
    let own = team::roles(&member.door.read().await?).await?;
    let built_in = Role::BUILT_IN.into_iter().map(|role| RoleBody {
        role: role.name().to_owned(),
        name: role.name().to_owned(),
        permissions: role.permissions().names(),
        id: None,
        members: None,
    });
    let own = own.into_iter().map(|role| RoleBody {
        role: role.id.to_string(),
        name: role.name,
        permissions: role.permissions.names(),
        id: Some(role.id),
        members: Some(role.members),
    });
    Ok(Json(built_in.chain(own).collect()))
}

async fn saved(member: &Member<EditTeam>, id: RoleId, input: NewRole) -> Result<Json<RoleBody>, Problem> {
    let set = permissions("permissions", &input.permissions)?;
    let q = member.door.write().await?;
    team::save_role(&q, id, &input.name, set).await?;
    let role = team::roles(&q).await?.into_iter().find(|role| role.id == id).ok_or_else(Problem::not_found)?;
    q.commit().await?;
    let permissions = role.permissions.names();
    Ok(Json(RoleBody { role: id.to_string(), name: role.name, permissions, id: Some(id), members: Some(role.members) }))
}

/// Make a role of the team's own. Nobody puts more into it than he holds himself.
#[utoipa::path(post, path = "/teams/roles", tag = "team", security(("bearer" = [])), request_body = NewRole, responses(
    (status = 201, body = RoleBody), TeamOnly, (status = 409, body = Problem, description = "There are 50 already"), JsonBody
))]
pub async fn create_role(
    member: Member<EditTeam>,
    Json(input): Json<NewRole>,
) -> Result<(StatusCode, Json<RoleBody>), Problem> {
    Ok((StatusCode::CREATED, saved(&member, RoleId::new(), input).await?))
}

/// Change a role of the team's own, for everybody who has it, at their next request.
#[utoipa::path(put, path = "/teams/roles/{id}", tag = "team", security(("bearer" = [])), params(("id" = RoleId, Path)), request_body = NewRole, responses(
    (status = 200, body = RoleBody), TeamOnly, (status = 404, body = Problem), JsonBody
))]
pub async fn change_role(
    member: Member<EditTeam>,
    Path(id): Path<RoleId>,
    Json(input): Json<NewRole>,
) -> Result<Json<RoleBody>, Problem> {
    let known = team::roles(&member.door.read().await?).await?;
    if !known.iter().any(|role| role.id == id) {
        return Err(Problem::not_found());
    }
    saved(&member, id, input).await
}

/// Remove a role of the team's own that nobody has and nobody is invited to.
#[utoipa::path(delete, path = "/teams/roles/{id}", tag = "team", security(("bearer" = [])), params(("id" = RoleId, Path)), responses(
    (status = 204, description = "It is gone"), TeamOnly, (status = 404, body = Problem), (status = 409, body = Problem, description = "Members have it, or are invited to it")
))]
pub async fn delete_role(member: Member<EditTeam>, Path(id): Path<RoleId>) -> Result<StatusCode, Problem> {
    let q = member.door.write().await?;
    team::delete_role(&q, id).await?;
    q.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The catalogue of permissions.
#[utoipa::path(get, path = "/permissions", tag = "team", responses((status = 200, body = Vec<PermissionBody>)))]
pub async fn catalogue() -> Json<Vec<PermissionBody>> {
    let body = |permission: &Permission| PermissionBody {
        name: permission.name(),
        group: permission.group(),
        purpose: permission.purpose(),
        roles: Role::BUILT_IN
            .iter()
            .filter(|role| role.permissions().has(*permission))
            .map(|role| role.name())
            .collect(),
    };
    Json(Permission::ALL.iter().map(body).collect())
}
