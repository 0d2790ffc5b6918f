//! Roles: what each may do, and those that the seller makes.

use axum::response::{IntoResponse, Response};
use futures_util::{TryFutureExt, try_join};
use identity::{
    permission::{EditTeam, Permission, PermissionSet, ViewTeam},
    team,
};
use types::RoleId;
use web_kit::{FormValues, Member, Path, Problem};

use super::{
    super::desk::{Desk, at, done, refused},
    kept, refusal, ticked,
};
use crate::{
    context::Context,
    render,
    view::seller::{Outcome, PermissionGroup, RolePage, RolesPage, Value},
};

/// `GET /seller/{seller}/team/roles`
pub async fn list(member: Member<ViewTeam>, context: Context) -> Result<Response, Problem> {
    let q = member.door.read().await?;
    let (desk, own) = try_join!(Desk::open(&q, context), team::roles(&q).err_into::<Problem>())?;
    render(&RolesPage::new(desk.page, desk.shell, own))
}

async fn page(
    member: &Member<EditTeam>,
    context: Context,
    id: Option<RoleId>,
    typed: Option<(&str, PermissionSet)>,
) -> Result<RolePage, Problem> {
    let q = member.door.read().await?;
    let (desk, own) = try_join!(Desk::open(&q, context), team::roles(&q).err_into::<Problem>())?;
    let now = own.into_iter().find(|role| Some(role.id) == id);
    if id.is_some() && now.is_none() {
        return Err(Problem::not_found());
    }
    let (name, chosen) = match (typed, &now) {
        (Some((name, chosen)), _) => (name, chosen),
        (None, Some(role)) => (role.name.as_str(), role.permissions),
        (None, None) => ("", PermissionSet::default()),
    };
    let alone: PermissionSet = Permission::ALL.iter().copied().filter(|permission| permission.owners_alone()).collect();
    Ok(RolePage {
        name: Value::new(name),
        groups: PermissionGroup::of(&desk.page, member.team.permissions.without(alone), chosen),
        members: now.as_ref().map_or(0, |role| role.members),
        error: None,
        id,
        page: desk.page,
        shell: desk.shell,
    })
}

/// `GET /seller/{seller}/team/roles/new`
pub async fn new(member: Member<EditTeam>, context: Context) -> Result<Response, Problem> {
    render(&page(&member, context, None, None).await?)
}

/// `GET /seller/{seller}/team/roles/{id}`
pub async fn show(member: Member<EditTeam>, Path(id): Path<RoleId>, context: Context) -> Result<Response, Problem> {
    render(&page(&member, context, Some(id), None).await?)
}

async fn saved(
    member: Member<EditTeam>,
    context: Context,
    id: Option<RoleId>,
    values: FormValues,
) -> Result<Response, Problem> {
    let (t, chosen) = (context.t(), ticked(&values));
    let q = member.door.write().await?;
    let saved = team::save_role(&q, id.unwrap_or_else(RoleId::new), values.get("name"), chosen).await;
    let saved = kept(q, saved).await;
    let Err(error) = saved else {
        return Ok(done(&at(&member).page("/team/roles"), Outcome::RoleSaved, 1).into_response());
    };
    let Some(text) = refusal(t, &error) else { return Err(error.into()) };
    let mut page = page(&member, context, id, Some((values.get("name"), chosen))).await?;
    match error {
        team::TeamError::Invalid { field: "name", .. } => page.name.error = Some(text),
        _ => page.error = Some(text),
    }
    refused(&page)
}

/// `POST /seller/{seller}/team/roles/new`
pub async fn create(member: Member<EditTeam>, context: Context, values: FormValues) -> Result<Response, Problem> {
    saved(member, context, None, values).await
}

/// `POST /seller/{seller}/team/roles/{id}`
pub async fn save(
    member: Member<EditTeam>,
    Path(id): Path<RoleId>,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let known = team::roles(&member.door.read().await?).await?;
    if !known.iter().any(|role| role.id == id) {
        return Err(Problem::not_found());
    }
    saved(member, context, Some(id), values).await
}

/// `POST /seller/{seller}/team/roles/{id}/delete`
pub async fn delete(member: Member<EditTeam>, Path(id): Path<RoleId>, context: Context) -> Result<Response, Problem> {
    let t = context.t();
    let q = member.door.write().await?;
    let gone = team::delete_role(&q, id).await;
    let gone = kept(q, gone).await;
    let Err(error) = gone else {
        return Ok(done(&at(&member).page("/team/roles"), Outcome::RoleDeleted, 1).into_response());
    };
    let Some(text) = refusal(t, &error) else { return Err(error.into()) };
    let mut page = page(&member, context, Some(id), None).await?;
    page.error = Some(text);
    refused(&page)
}
