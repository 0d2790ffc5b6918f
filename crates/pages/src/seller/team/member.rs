//! One member of the team.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use futures_util::{TryFutureExt, try_join};
use identity::{
    IdentityError,
    permission::{EditTeam, Needs, Permission, PermissionSet, Role, TransferOwnership, ViewTeam},
    team::{self, Change, MemberState, RoleChoice},
};
use types::MemberId;
use web_kit::{App, FormValues, Member, Path, Problem};

use super::{
    super::desk::{Desk, at, done, refused},
    absurd, kept, refusal, roles_to_give,
};
use crate::{
    context::Context,
    i18n::Texts,
    render,
    view::seller::{
        ConfirmPage, MemberPage, Outcome, Own, Setting, SettingGroup, TransferPage, Value, by_group, permission_key,
    },
};

fn groups(t: Texts, whom: &team::Member, held: PermissionSet) -> Vec<SettingGroup> {
    let setting = |permission: Permission| Setting {
        name: permission.name(),
        text: t.get(permission_key(permission)).into_owned(),
        own: match permission {
            _ if whom.denials.has(permission) => Own::Denied,
            _ if whom.grants.has(permission) => Own::Granted,
            _ => Own::Role,
        },
        held: whom.held.has(permission),
        givable: held.has(permission),
    };
    let offered = Permission::ALL.iter().copied().filter(|permission| !permission.owners_alone());
    let groups = by_group(t, offered, setting).into_iter();
    groups.map(|(title, settings)| SettingGroup { title, settings }).collect()
}

async fn page(member: &Member<impl Needs>, context: Context, id: MemberId) -> Result<MemberPage, Problem> {
    let q = member.door.read().await?;
    let (desk, whom, own) = try_join!(
        Desk::open(&q, context),
        team::member(&q, id).err_into::<Problem>(),
        team::roles(&q).err_into::<Problem>(),
    )?;
    let held = member.team.permissions;
    let changeable =
        held.has(Permission::EditTeam) && id != member.team.member && !whom.is_owner() && held.covers(whom.held);
    Ok(MemberPage {
        roles: roles_to_give(desk.t(), held, &own),
        groups: groups(desk.t(), &whom, held),
        heir: changeable && member.team.role == Role::Owner && whom.state == MemberState::Active,
        member: whom,
        changeable,
        error: None,
        page: desk.page,
        shell: desk.shell,
    })
}

/// `GET /seller/{seller}/team/members/{id}`
pub async fn show(member: Member<ViewTeam>, Path(id): Path<MemberId>, context: Context) -> Result<Response, Problem> {
    render(&page(&member, context, id).await?)
}

/// `POST /seller/{seller}/team/members/{id}`: `role`, and for each permission `role`, `grant` or `deny`.
pub async fn save(
    member: Member<(ViewTeam, EditTeam)>,
    Path(id): Path<MemberId>,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let t = context.t();
    let set = |word: &str| {
        Permission::ALL.iter().copied().filter(|permission| values.get(permission.name()) == word).collect()
    };
    let role = RoleChoice::parse(values.get("role")).ok_or_else(|| absurd("role"))?;
    let change = Change { role, grants: set("grant"), denials: set("deny") };
    let q = member.door.write().await?;
    let saved = team::set_role(&q, id, &change).await;
    let saved = kept(q, saved).await;
    let Err(error) = saved else {
        return Ok(done(&at(&member).page(&format!("/team/members/{id}")), Outcome::MemberSaved, 1).into_response());
    };
    let Some(text) = refusal(t, &error) else { return Err(error.into()) };
    let mut page = page(&member, context, id).await?;
    page.error = Some(text);
    refused(&page)
}

/// `POST /seller/{seller}/team/members/{id}/state`: `to` is `active`, `suspended` or `removed`, which is asked first.
pub async fn state(
    State(app): State<App>,
    member: Member<(ViewTeam, EditTeam)>,
    Path(id): Path<MemberId>,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let to = MemberState::parse(values.get("to")).ok_or_else(|| absurd("to"))?;
    let q = member.door.write().await?;
    if to == MemberState::Removed && values.get("confirmed") != "yes" {
        let (desk, whom) = try_join!(Desk::open(&q, context), team::member(&q, id).err_into::<Problem>())?;
        return render(&ConfirmPage::remove_member(desk.page, desk.shell, &whom));
    }
    team::set_state(&q, &member.sender(&app), id, to).await?;
    q.commit().await?;
    let (back, outcome) = match to {
        MemberState::Removed => ("/team".to_owned(), Outcome::MemberRemoved),
        MemberState::Suspended => (format!("/team/members/{id}"), Outcome::MemberSuspended),
        MemberState::Active => (format!("/team/members/{id}"), Outcome::MemberResumed),
    };
    Ok(done(&at(&member).page(&back), outcome, 1).into_response())
}

async fn question(
    member: &Member<TransferOwnership>,
    context: Context,
    id: MemberId,
    error: Option<&str>,
) -> Result<TransferPage, Problem> {
    let q = member.door.read().await?;
    let (desk, whom) = try_join!(Desk::open(&q, context), team::member(&q, id).err_into::<Problem>())?;
    if whom.is_owner() || whom.state != MemberState::Active {
        return Err(Problem::not_found());
    }
    Ok(TransferPage { page: desk.page, shell: desk.shell, member: whom, password: Value::checked("", error) })
}

/// `GET /seller/{seller}/team/members/{id}/transfer`
pub async fn transfer_page(
    member: Member<TransferOwnership>,
    Path(id): Path<MemberId>,
    context: Context,
) -> Result<Response, Problem> {
    render(&question(&member, context, id, None).await?)
}

/// `POST /seller/{seller}/team/members/{id}/transfer`: with the owner's password.
pub async fn transfer(
    State(app): State<App>,
    member: Member<TransferOwnership>,
    Path(id): Path<MemberId>,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    match identity::confirm_password(&app.pools, member.user, values.get("password").to_owned().into()).await {
        Ok(()) => {}
        Err(IdentityError::WrongPassword) => {
            let text = context.t().get("fault-own-password");
            return refused(&question(&member, context, id, Some(&text)).await?);
        }
        Err(error) => return Err(error.into()),
    }
    let q = member.door.write().await?;
    team::transfer(&q, &member.sender(&app), id).await?;
    q.commit().await?;
    Ok(done(&at(&member).page("/team"), Outcome::ShopHandedOver, 1).into_response())
}
