//! Passwords: changed, and chosen anew where they were forgotten.

use axum::{extract::State, http::StatusCode};
use identity::Market;
use serde::Deserialize;
use utoipa::ToSchema;
use web_kit::{App, ClientAddress, Json, Problem, SignedIn};

use crate::problems::JsonBody;

/// A new password for who is signed in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The one so far.
    former: String,
    /// 8 to 256 characters, none of the most common.
    password: String,
}

/// Whose password was forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Forgotten {
    /// The address of the account.
    email: String,
}

/// A new password by the link of a mail.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordReset {
    /// The last part of the link.
    token: String,
    /// 8 to 256 characters, none of the most common.
    password: String,
}

fn market(app: &App) -> Market<'_> {
    Market { name: &app.site.name, url: &app.site.public_url }
}

/// Change one's password. Other sessions and all programs end.
#[utoipa::path(post, path = "/auth/password", tag = "auth", security(("bearer" = [])), request_body = PasswordChange, responses(
    (status = 204, description = "It is changed"), (status = 401, body = Problem), JsonBody, (status = 429, body = Problem)
))]
pub async fn change(
    State(app): State<App>,
    who: SignedIn,
    Json(input): Json<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let session = who.who.session().map(|session| session.id).ok_or_else(Problem::unauthorized)?;
    let passwords = (input.former.into(), input.password.into());
    identity::change_password(&app.pools, market(&app), who.user, session, passwords).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask for a link to a new password. The answer is the same whether the address has an account or not.
#[utoipa::path(post, path = "/auth/password/forgot", tag = "auth", request_body = Forgotten, responses(
    (status = 202, description = "A mail is on its way, if there is an account"), JsonBody, (status = 429, body = Problem)
))]
pub async fn forgot(
    State(app): State<App>,
    address: ClientAddress,
    Json(input): Json<Forgotten>,
) -> Result<StatusCode, Problem> {
    identity::forgot_password(&app.pools, market(&app), &input.email, &address.network().to_string()).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Choose a new password by the link of a mail: once, within the hour. Every session and program of the account ends.
#[utoipa::path(post, path = "/auth/password/reset", tag = "auth", request_body = PasswordReset, responses(
    (status = 204, description = "It is changed: sign in with it"), (status = 409, body = Problem, description = "The link opens nothing any more"), JsonBody
))]
pub async fn reset(State(app): State<App>, Json(input): Json<PasswordReset>) -> Result<StatusCode, Problem> {
    identity::reset_password(&app.pools, market(&app), &input.token, input.password.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
