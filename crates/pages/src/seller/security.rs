//! The sessions of the member's account.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use identity::permission::Membership;
use types::SessionId;
use web_kit::{App, Cookies, FormValues, Member, Problem};

use super::desk::{Desk, at, done};
use crate::{
    context::Context,
    render,
    sessions::rows,
    view::seller::{ConfirmPage, Outcome, SecurityPage},
};

/// `GET /seller/{seller}/security`
pub async fn show(State(app): State<App>, member: Member<Membership>, context: Context) -> Result<Response, Problem> {
    let sessions = rows(&app, member.user, member.session).await?;
    let desk = Desk::open(&member.door.read().await?, context).await?;
    render(&SecurityPage { sessions, page: desk.page, shell: desk.shell })
}

/// `POST /seller/{seller}/security/revoke`
pub async fn revoke(
    State(app): State<App>,
    member: Member<Membership>,
    values: FormValues,
) -> Result<Response, Problem> {
    let id: SessionId = values.get("session").parse().map_err(|_| Problem::not_found())?;
    if identity::revoke(&app.pools, member.user, id).await? {
        Ok(done(&at(&member).page("/security"), Outcome::SessionEnded, 0).into_response())
    } else {
        Err(Problem::not_found())
    }
}

/// `POST /seller/{seller}/security/revoke-all`: asks first, and ends the session that asks too.
pub async fn revoke_all(
    State(app): State<App>,
    member: Member<Membership>,
    context: Context,
    cookies: Cookies,
    values: FormValues,
) -> Result<Response, Problem> {
    if values.get("confirmed") != "yes" {
        let sessions = identity::sessions(&app.pools, member.user).await?.len() as u64;
        let desk = Desk::open(&member.door.read().await?, context).await?;
        return render(&ConfirmPage::revoke_all(desk.page, desk.shell, sessions));
    }
    identity::revoke_all(&app.pools, member.user, None).await?;
    Ok((cookies.policy().clear_session(), Redirect::to("/sign-in?done=signed-out")).into_response())
}
