//! Where a buyer is signed in: to see, and to end.

use axum::{
    extract::State,
    response::{Redirect, Response},
};
use types::SessionId;
use web_kit::{App, FormValues, Problem, SignedIn};

use crate::{context::Context, render, sessions::rows, view::storefront::SessionsPage};

fn current(who: &SignedIn) -> Result<SessionId, Problem> {
    who.who.session().map(|session| session.id).ok_or_else(Problem::unauthorized)
}

/// `GET /account/sessions`
pub async fn show(State(app): State<App>, who: SignedIn, context: Context) -> Result<Response, Problem> {
    let sessions = rows(&app, who.user, current(&who)?).await?;
    render(&SessionsPage { sessions, page: context.page })
}

/// `POST /account/sessions/end`: one of them, at once.
pub async fn end(State(app): State<App>, who: SignedIn, values: FormValues) -> Result<Redirect, Problem> {
    let id: SessionId = values.get("session").parse().map_err(|_| Problem::not_found())?;
    if !identity::revoke(&app.pools, who.user, id).await? {
        return Err(Problem::not_found());
    }
    Ok(Redirect::to("/account/sessions?done=revoked"))
}

/// `POST /account/sessions/end-others`: all but the one that asks.
pub async fn end_others(State(app): State<App>, who: SignedIn) -> Result<Redirect, Problem> {
    identity::revoke_all(&app.pools, who.user, Some(current(&who)?)).await?;
    Ok(Redirect::to("/account/sessions?done=revoked"))
}
