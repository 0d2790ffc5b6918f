//! Answering an invitation to a seller's team.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use identity::{
    IdentityError, SessionKey,
    team::{self, Invitation, InvitationToken, Newcomer, TeamError},
};
use web_kit::{App, ClientAddress, Cookies, FormValues, Path, Problem, SessionSecret};

use super::account::{LIFE, refused, unprocessable};
use crate::{
    context::Context,
    render,
    view::{
        Filled,
        seller::{DeskPath, role_name},
        storefront::{Answer, InvitationForm, InvitationPage},
    },
};

async fn told(app: &App, token: InvitationToken) -> Result<Invitation, Problem> {
    team::invitation(&app.pools, token).await?.ok_or_else(Problem::not_found)
}

fn token(text: &str) -> Result<InvitationToken, Problem> {
    InvitationToken::parse(text).ok_or_else(Problem::not_found)
}

fn page(context: Context, text: &str, told: Invitation, refused_as: Option<Answer>, filled: &Filled) -> InvitationPage {
    let t = context.t();
    let session = context.who.session().filter(|session| session.user.is_some());
    let answer = match (refused_as, session) {
        (Some(answer), _) => answer,
        _ if !told.open => Answer::Ended,
        (None, Some(session)) => Answer::Accept { name: session.name.clone().unwrap_or_default() },
        (None, None) if told.has_account => Answer::SignIn,
        (None, None) => Answer::Open(Box::new(InvitationForm::new(t, filled))),
    };
    InvitationPage {
        role: role_name(t, told.role, told.role_name.as_deref()),
        action: format!("/invitations/{text}"),
        shop: told.shop,
        email: told.email,
        inviter: told.invited_by,
        answer,
        page: context.page,
    }
}

/// `GET /invitations/{token}`
pub async fn show(State(app): State<App>, Path(text): Path<String>, context: Context) -> Result<Response, Problem> {
    let told = told(&app, token(&text)?).await?;
    render(&page(context, &text, told, None, &Filled::default()))
}

/// `POST /invitations/{token}`: who is signed in joins; who is not opens an account with `name` and `password`.
pub async fn accept(
    State(app): State<App>,
    Path(text): Path<String>,
    address: ClientAddress,
    cookies: Cookies,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let token = token(&text)?;
    let told = told(&app, token).await?;
    let desk = Redirect::to(&DeskPath::new(told.slug.as_str()).to_string());
    let signed_in = context.who.session().and_then(|session| session.user);
    let secret = SessionSecret::generate();
    let joined = if let Some(user) = signed_in {
        team::accept(&app.pools, token, user).await.map(drop)
    } else {
        let address = address.network().to_string();
        let new = Newcomer {
            name: values.get("name"),
            password: values.get("password").to_owned().into(),
            language: context.language,
            address: &address,
            agent: context.who.agent(),
            key: SessionKey(secret.hash()),
            former: context.who.former(),
        };
        team::join(&app.pools, token, new).await.map(drop)
    };
    let (answer, filled) = match joined {
        Ok(()) if signed_in.is_some() => return Ok(desk.into_response()),
        Ok(()) => return Ok((cookies.policy().set_session(&secret, LIFE), desk).into_response()),
        Err(TeamError::InvitationEnded) => (Some(Answer::Ended), Filled::default()),
        Err(TeamError::InvitationForAnother) => (Some(Answer::Another), Filled::default()),
        Err(TeamError::InTeamAlready) => (Some(Answer::InTeam), Filled::default()),
        Err(TeamError::Account(IdentityError::EmailTaken)) => (Some(Answer::SignIn), Filled::default()),
        Err(TeamError::Account(error)) => (None, refused(context.t(), &values, &["name"], error)?),
        Err(error) => return Err(error.into()),
    };
    Ok(unprocessable(render(&page(context, &text, told, answer, &filled))?))
}
