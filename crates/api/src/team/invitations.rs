//! Inviting people to the team, and answering an invitation.

use axum::{extract::State, http::StatusCode};
use identity::{
    SessionKey, SessionSecret,
    permission::{InviteMembers, ViewTeam},
    team::{self, InvitationToken, Invite, Newcomer},
};
use serde::{Deserialize, Serialize};
use types::{InvitationId, Language, SellerId};
use utoipa::ToSchema;
use web_kit::{App, ClientAddress, Cookies, Json, Member, Path, PreferredLanguage, Problem, SetCookie, Who};

use super::role;
use crate::problems::{JsonBody, TeamOnly};

/// An invitation that nobody has answered.
#[derive(Serialize, ToSchema)]
pub struct InvitationBody {
    id: InvitationId,
    email: String,
    /// The name of a built-in role, or the id of one of the seller's own.
    role: String,
    /// The name of the member who sent it last.
    invited_by: String,
    /// How often it was sent.
    sends: u32,
    sent_at: String,
    expires_at: String,
}

/// Whom to invite.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// The address.
    email: String,
    /// The name of a built-in role but `owner`, or the id of one of the seller's own.
    role: String,
    /// The language of the mail; by default the shop's.
    #[serde(default)]
    language: Option<Language>,
}

/// An invitation that is on its way. Its link stands in the mail alone.
#[derive(Serialize, ToSchema)]
pub struct SentInvitation {
    id: InvitationId,
}

/// The invitations that nobody has answered, the newest first; 500 at most.
#[utoipa::path(get, path = "/teams/invitations", tag = "team", security(("bearer" = [])), responses((status = 200, body = Vec<InvitationBody>), TeamOnly))]
pub async fn invitations(member: Member<ViewTeam>) -> Result<Json<Vec<InvitationBody>>, Problem> {
    let open = team::invitations(&member.door.read().await?).await?;
    let body = |i: team::OpenInvitation| InvitationBody {
        role: i.role.to_string(),
        sent_at: i.sent.to_string(),
        expires_at: i.expires.to_string(),
        id: i.id,
        email: i.email,
        invited_by: i.invited_by,
        sends: i.sends,
    };
    Ok(Json(open.into_iter().map(body).collect()))
}

/// Invite somebody by e-mail. The link in the mail holds for seven days, once, for that address. Nobody invites to more than
/// he holds himself.
#[utoipa::path(post, path = "/teams/invite", tag = "team", security(("bearer" = [])), request_body = NewInvitation, responses(
    (status = 201, body = SentInvitation), TeamOnly, (status = 409, body = Problem, description = "Too many open invitations"), JsonBody
))]
pub async fn invite(
    State(app): State<App>,
    member: Member<InviteMembers>,
    Json(input): Json<NewInvitation>,
) -> Result<(StatusCode, Json<SentInvitation>), Problem> {
    let language = input.language.unwrap_or(member.team.language);
    let new = Invite { email: &input.email, language, role: role(&input.role)? };
    let q = member.door.write().await?;
    let sent = team::invite(&q, &member.sender(&app), &new).await?;
    q.commit().await?;
    Ok((StatusCode::CREATED, Json(SentInvitation { id: sent.id })))
}

/// Send an invitation once more. The former link opens nothing from now on.
#[utoipa::path(post, path = "/teams/invitations/{id}/resend", tag = "team", security(("bearer" = [])), params(("id" = InvitationId, Path)), responses(
    (status = 204, description = "It is on its way"), TeamOnly, (status = 404, body = Problem), (status = 409, body = Problem, description = "It was sent too often")
))]
pub async fn resend(
    State(app): State<App>,
    member: Member<InviteMembers>,
    Path(id): Path<InvitationId>,
) -> Result<StatusCode, Problem> {
    let q = member.door.write().await?;
    team::resend(&q, &member.sender(&app), id).await?;
    q.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take an invitation back.
#[utoipa::path(delete, path = "/teams/invitations/{id}", tag = "team", security(("bearer" = [])), params(("id" = InvitationId, Path)), responses(
    (status = 204, description = "It opens nothing any more"), TeamOnly, (status = 404, body = Problem)
))]
pub async fn revoke(member: Member<InviteMembers>, Path(id): Path<InvitationId>) -> Result<StatusCode, Problem> {
    let q = member.door.write().await?;
    team::revoke(&q, id).await?;
    q.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An invitation, as it is shown to whoever holds its token.
#[derive(Serialize, ToSchema)]
pub struct InvitationTold {
    /// The shop's name.
    shop: String,
    /// Who is invited.
    email: String,
    /// The name of a built-in role, or `custom`.
    role: &'static str,
    /// What the role is called, where it is one of the seller's own.
    role_name: Option<String>,
    /// The name of the member who sent it.
    invited_by: String,
    /// Whether it can still be answered.
    open: bool,
    /// Whether the address has an account, which must be signed in to answer.
    has_account: bool,
}

/// What an account is opened with.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The person's name; only without an account.
    #[serde(default)]
    name: String,
    /// 8 to 256 characters; only without an account.
    #[serde(default)]
    password: String,
}

/// Whose team one is in now.
#[derive(Serialize, ToSchema)]
pub struct JoinedBody {
    seller: SellerId,
    /// The new account's session, for `Authorization: Bearer`; none where one was signed in.
    token: Option<String>,
}

fn token(text: &str) -> Result<InvitationToken, Problem> {
    InvitationToken::parse(text).ok_or_else(Problem::not_found)
}

/// What an invitation says, to whoever holds the link.
#[utoipa::path(get, path = "/invitations/{token}", tag = "auth", params(("token" = String, Path, description = "The last part of the link in the mail")), responses(
    (status = 200, body = InvitationTold), (status = 404, body = Problem)
))]
pub async fn told(State(app): State<App>, Path(text): Path<String>) -> Result<Json<InvitationTold>, Problem> {
    let found = team::invitation(&app.pools, token(&text)?).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(InvitationTold {
        shop: found.shop,
        email: found.email,
        role: found.role.name(),
        role_name: found.role_name,
        invited_by: found.invited_by,
        open: found.open,
        has_account: found.has_account,
    }))
}

/// Accept an invitation: signed in as the address that was invited, or with a name and a password for a new account.
#[utoipa::path(post, path = "/invitations/{token}/accept", tag = "auth", security((), ("bearer" = [])), params(("token" = String, Path, description = "The last part of the link in the mail")), request_body = Answer, responses(
    (status = 200, body = JoinedBody), (status = 403, body = Problem, description = "It was sent to another address"), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "It opens nothing any more"), JsonBody
))]
pub async fn accept(
    State(app): State<App>,
    who: Who,
    address: ClientAddress,
    language: PreferredLanguage,
    cookies: Cookies,
    Path(text): Path<String>,
    Json(input): Json<Answer>,
) -> Result<(Option<SetCookie>, Json<JoinedBody>), Problem> {
    let token = token(&text)?;
    if let Some(user) = who.session().and_then(|session| session.user) {
        let seller = team::accept(&app.pools, token, user).await?;
        return Ok((None, Json(JoinedBody { seller, token: None })));
    }
    let secret = SessionSecret::generate();
    let address = address.network().to_string();
    let new = Newcomer {
        name: &input.name,
        password: input.password.into(),
        language: language.language,
        address: &address,
        agent: who.agent(),
        key: SessionKey(secret.hash()),
        former: who.former(),
    };
    let joined = team::join(&app.pools, token, new).await?;
    let seller = joined.seller.ok_or_else(Problem::not_found)?;
    let cookie = cookies.policy().set_session(&secret, crate::auth::LIFE);
    Ok((Some(cookie), Json(JoinedBody { seller, token: Some(secret.expose()) })))
}
