//! Who is in the team, and as what.

use axum::{extract::State, http::StatusCode};
use identity::{
    permission::{EditTeam, Membership, TransferOwnership, ViewTeam},
    team::{self, Change, MemberState},
};
use serde::{Deserialize, Serialize};
use types::{MemberId, UserId};
use utoipa::ToSchema;
use web_kit::{App, Json, Member, Path, Problem};

use super::{permissions, role, wrong};
use crate::problems::{JsonBody, TeamOnly};

/// A member of the team.
#[derive(Serialize, ToSchema)]
pub struct MemberBody {
    id: MemberId,
    user: UserId,
    /// The person's name.
    name: String,
    email: String,
    /// The name of a built-in role, or the id of one of the seller's own.
    role: String,
    /// What the role is called, where it is one of the seller's own.
    role_name: Option<String>,
    /// Permissions beside the role's.
    grants: Vec<&'static str>,
    /// Permissions of the role that the member does not hold.
    denials: Vec<&'static str>,
    /// What all this comes to.
    permissions: Vec<&'static str>,
    /// `active` or `suspended`.
    state: &'static str,
    created_at: String,
    /// When he last did anything for this seller, to five minutes.
    seen_at: Option<String>,
}

/// What a member is to be. What is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberChange {
    /// The name of a built-in role but `owner`, or the id of one of the seller's own.
    #[serde(default)]
    role: Option<String>,
    /// Permissions beside the role's.
    #[serde(default)]
    grants: Option<Vec<String>>,
    /// Permissions of the role that the member is not to hold.
    #[serde(default)]
    denials: Option<Vec<String>>,
    /// `active` or `suspended`.
    #[serde(default)]
    state: Option<String>,
}

/// To whom the shop goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The member who shall own it.
    member: MemberId,
    /// The password of the owner, who asks.
    password: String,
}

fn body(m: team::Member) -> MemberBody {
    MemberBody {
        role: m.role.to_string(),
        grants: m.grants.names(),
        denials: m.denials.names(),
        permissions: m.held.names(),
        state: m.state.name(),
        created_at: m.since.to_string(),
        seen_at: m.seen.as_ref().map(ToString::to_string),
        id: m.id,
        user: m.user,
        name: m.name,
        email: m.email,
        role_name: m.role_name,
    }
}

/// The team: the owner first, then who is active, by name; 500 at most.
#[utoipa::path(get, path = "/teams/members", tag = "team", security(("bearer" = [])), responses((status = 200, body = Vec<MemberBody>), TeamOnly))]
pub async fn members(member: Member<ViewTeam>) -> Result<Json<Vec<MemberBody>>, Problem> {
    let roster = team::roster(&member.door.read().await?).await?;
    Ok(Json(roster.into_iter().map(body).collect()))
}

/// A member.
#[utoipa::path(get, path = "/teams/members/{id}", tag = "team", security(("bearer" = [])), params(("id" = MemberId, Path)), responses(
    (status = 200, body = MemberBody), TeamOnly, (status = 404, body = Problem)
))]
pub async fn show(member: Member<ViewTeam>, Path(id): Path<MemberId>) -> Result<Json<MemberBody>, Problem> {
    Ok(Json(body(team::member(&member.door.read().await?, id).await?)))
}

/// Change a member: role, grants and denials, whether he can act. It works at his next request. Nobody gives, changes or
/// takes away more than he holds himself, nobody changes himself, and the owner changes by `teams/transfer` alone.
#[utoipa::path(put, path = "/teams/members/{id}", tag = "team", security(("bearer" = [])), params(("id" = MemberId, Path)), request_body = MemberChange, responses(
    (status = 200, body = MemberBody), TeamOnly, (status = 404, body = Problem), (status = 409, body = Problem, description = "That is the owner, or yourself"), JsonBody
))]
pub async fn change(
    State(app): State<App>,
    member: Member<(ViewTeam, EditTeam)>,
    Path(id): Path<MemberId>,
    Json(input): Json<MemberChange>,
) -> Result<Json<MemberBody>, Problem> {
    let q = member.door.write().await?;
    let now = team::member(&q, id).await?;
    if input.role.is_some() || input.grants.is_some() || input.denials.is_some() {
        let set = |field, names: Option<Vec<String>>, now| names.map_or(Ok(now), |names| permissions(field, &names));
        let change = Change {
            role: input.role.as_deref().map_or(Ok(now.role), role)?,
            grants: set("grants", input.grants, now.grants)?,
            denials: set("denials", input.denials, now.denials)?,
        };
        team::set_role(&q, id, &change).await?;
    }
    if let Some(state) = &input.state {
        let state = MemberState::parse(state).filter(|state| *state != MemberState::Removed);
        let state = state.ok_or_else(|| wrong("state", "use active or suspended; DELETE removes"))?;
        if state != now.state {
            team::set_state(&q, &member.sender(&app), id, state).await?;
        }
    }
    let now = team::member(&q, id).await?;
    q.commit().await?;
    Ok(Json(body(now)))
}

/// Remove a member: his sessions, tokens and keys open nothing here from his next request on. What he did stays in the log.
#[utoipa::path(delete, path = "/teams/members/{id}", tag = "team", security(("bearer" = [])), params(("id" = MemberId, Path)), responses(
    (status = 204, description = "He is out"), TeamOnly, (status = 404, body = Problem), (status = 409, body = Problem, description = "That is the owner, or yourself")
))]
pub async fn remove(
    State(app): State<App>,
    member: Member<(ViewTeam, EditTeam)>,
    Path(id): Path<MemberId>,
) -> Result<StatusCode, Problem> {
    let q = member.door.write().await?;
    team::set_state(&q, &member.sender(&app), id, MemberState::Removed).await?;
    q.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Leave the team oneself. An owner hands the shop over first.
#[utoipa::path(post, path = "/teams/leave", tag = "team", security(("bearer" = [])), responses(
    (status = 204, description = "You are out"), TeamOnly, (status = 409, body = Problem, description = "You are the owner")
))]
pub async fn leave(State(app): State<App>, member: Member<Membership>) -> Result<StatusCode, Problem> {
    // Who only looks may leave all the same.
    let q = app.pools.member(member.team.seller, member.team.member, member.user, Some(member.session)).write().await?;
    team::leave(&q).await?;
    q.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hand the shop over: another member owns it from now on, and you are an admin. Your password is asked for.
#[utoipa::path(post, path = "/teams/transfer", tag = "team", security(("bearer" = [])), request_body = Transfer, responses(
    (status = 204, description = "It is the other's"), TeamOnly, (status = 404, body = Problem), JsonBody, (status = 429, body = Problem)
))]
pub async fn transfer(
    State(app): State<App>,
    member: Member<TransferOwnership>,
    Json(input): Json<Transfer>,
) -> Result<StatusCode, Problem> {
    identity::confirm_password(&app.pools, member.user, input.password.into()).await?;
    let q = member.door.write().await?;
    team::transfer(&q, &member.sender(&app), input.member).await?;
    q.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
