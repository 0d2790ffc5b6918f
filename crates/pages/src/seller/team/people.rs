//! Who is in the team and who is invited.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use futures_util::{TryFutureExt, try_join};
use identity::{
    permission::{InviteMembers, Membership, ViewTeam},
    team::{self, Invite, RoleChoice},
};
use types::{InvitationId, Language};
use web_kit::{App, FormValues, Member, Path, Problem};

use super::{
    super::desk::{Desk, at, done, refused},
    absurd, kept, refusal, roles_to_give,
};
use crate::{
    context::Context,
    render,
    view::seller::{ConfirmPage, Outcome, TeamPage, Value},
};

async fn page(member: &Member<impl identity::permission::Needs>, context: Context) -> Result<TeamPage, Problem> {
    let q = member.door.read().await?;
    let (desk, members, invitations, own) = try_join!(
        Desk::open(&q, context),
        team::roster(&q).err_into::<Problem>(),
        team::invitations(&q).err_into::<Problem>(),
        team::roles(&q).err_into::<Problem>(),
    )?;
    Ok(TeamPage {
        roles: roles_to_give(desk.t(), member.team.permissions, &own),
        email: Value::default(),
        role: Value::new("viewer"),
        language: Value::new(desk.shop.language.code()),
        own: member.team.member,
        members,
        invitations,
        page: desk.page,
        shell: desk.shell,
    })
}

/// `GET /seller/{seller}/team`
pub async fn show(member: Member<ViewTeam>, context: Context) -> Result<Response, Problem> {
    render(&page(&member, context).await?)
}

/// `POST /seller/{seller}/team/invite`
pub async fn invite(
    State(app): State<App>,
    member: Member<(ViewTeam, InviteMembers)>,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let t = context.t();
    let language: Language = values.get("language").parse().unwrap_or(member.team.language);
    let role = RoleChoice::parse(values.get("role")).ok_or_else(|| absurd("role"))?;
    let q = member.door.write().await?;
    let new = Invite { email: values.get("email"), language, role };
    let sent = team::invite(&q, &member.sender(&app), &new).await;
    let sent = kept(q, sent).await;
    let Err(error) = sent else {
        return Ok(done(&at(&member).page("/team"), Outcome::Invited, 1).into_response());
    };
    let Some(text) = refusal(t, &error) else { return Err(error.into()) };
    let mut page = page(&member, context).await?;
    let about_role = matches!(error, team::TeamError::MoreThanHeld | team::TeamError::OwnersPlace);
    page.email = Value::checked(values.get("email"), Some(text.as_str()).filter(|_| !about_role));
    page.role = Value::checked(values.get("role"), Some(text.as_str()).filter(|_| about_role));
    page.language = Value::new(language.code());
    refused(&page)
}

/// `POST /seller/{seller}/team/invitations/{id}`: `do` is `resend` or `revoke`.
pub async fn invitation(
    State(app): State<App>,
    member: Member<InviteMembers>,
    Path(id): Path<InvitationId>,
    values: FormValues,
) -> Result<Response, Problem> {
    let q = member.door.write().await?;
    let outcome = match values.get("do") {
        "resend" => {
            team::resend(&q, &member.sender(&app), id).await?;
            Outcome::InvitedAgain
        }
        "revoke" => {
            team::revoke(&q, id).await?;
            Outcome::InvitationRevoked
        }
        _ => return Err(absurd("do")),
    };
    q.commit().await?;
    Ok(done(&at(&member).page("/team"), outcome, 1).into_response())
}

/// `POST /seller/{seller}/security/leave`: asks first. It stands with what is one's own, since not everybody sees the team.
pub async fn leave(
    State(app): State<App>,
    member: Member<Membership>,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    if values.get("confirmed") != "yes" {
        let desk = Desk::open(&member.door.read().await?, context).await?;
        return render(&ConfirmPage::leave_team(desk.page, desk.shell));
    }
    // Who only looks may leave all the same.
    let door = app.pools.member(member.team.seller, member.team.member, member.user, Some(member.session));
    let q = door.write().await?;
    team::leave(&q).await?;
    q.commit().await?;
    Ok(Redirect::to("/seller").into_response())
}
