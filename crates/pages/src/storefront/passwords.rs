//! Changing a password, and choosing a new one where it was forgotten.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use identity::{IdentityError, Market};
use web_kit::{App, ClientAddress, FormValues, Path, Problem, SignedIn};

use super::account::{refused, unprocessable};
use crate::{
    context::Context,
    i18n::Texts,
    render,
    view::{
        Filled,
        storefront::{ForgotPage, PasswordForm, PasswordPage},
    },
};

fn market(app: &App) -> Market<'_> {
    Market { name: &app.site.name, url: &app.site.public_url }
}

/// What is wrong with the form; a wrong former password is not that of [`refused`].
fn faults(t: Texts, values: &FormValues, error: IdentityError) -> Result<Filled, Problem> {
    if let IdentityError::WrongPassword = error {
        let mut filled = Filled::default();
        filled.errors.insert("former".to_owned(), t.get("fault-own-password").into_owned());
        return Ok(filled);
    }
    refused(t, values, &["email"], error)
}

/// `GET /forgot-password`
pub async fn forgot_page(context: Context) -> Result<Response, Problem> {
    render(&ForgotPage::new(context.page, &Filled::default(), None))
}

/// `POST /forgot-password`: the same answer whether the address has an account or not.
pub async fn forgot(
    State(app): State<App>,
    context: Context,
    address: ClientAddress,
    values: FormValues,
) -> Result<Response, Problem> {
    let email = values.get("email").trim();
    match identity::forgot_password(&app.pools, market(&app), email, &address.network().to_string()).await {
        Ok(()) => render(&ForgotPage::new(context.page, &Filled::default(), Some(email.to_owned()))),
        Err(error) => {
            let filled = faults(context.t(), &values, error)?;
            Ok(unprocessable(render(&ForgotPage::new(context.page, &filled, None))?))
        }
    }
}

fn reset_form(context: Context, token: &str, ended: bool, filled: &Filled) -> PasswordPage {
    let form = PasswordForm::new(context.t(), filled, false);
    PasswordPage { form, action: format!("/reset-password/{token}"), ended, page: context.page }
}

/// `GET /reset-password/{token}`
pub async fn reset_page(
    State(app): State<App>,
    Path(token): Path<String>,
    context: Context,
) -> Result<Response, Problem> {
    let ended = !identity::reset_holds(&app.pools, &token).await?;
    render(&reset_form(context, &token, ended, &Filled::default()))
}

/// `POST /reset-password/{token}`
pub async fn reset(
    State(app): State<App>,
    Path(token): Path<String>,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let new = values.get("password").to_owned().into();
    match identity::reset_password(&app.pools, market(&app), &token, new).await {
        Ok(()) => Ok(Redirect::to("/sign-in?done=password").into_response()),
        Err(IdentityError::LinkEnded) => {
            Ok(unprocessable(render(&reset_form(context, &token, true, &Filled::default()))?))
        }
        Err(error) => {
            let filled = faults(context.t(), &values, error)?;
            Ok(unprocessable(render(&reset_form(context, &token, false, &filled))?))
        }
    }
}

fn change_form(context: Context, filled: &Filled) -> PasswordPage {
    let form = PasswordForm::new(context.t(), filled, true);
    PasswordPage { form, action: "/account/password".to_owned(), ended: false, page: context.page }
}

/// `GET /account/password`
pub async fn change_page(_: SignedIn, context: Context) -> Result<Response, Problem> {
    render(&change_form(context, &Filled::default()))
}

/// `POST /account/password`: with the former one.
pub async fn change(
    State(app): State<App>,
    who: SignedIn,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let session = who.who.session().map(|session| session.id).ok_or_else(Problem::unauthorized)?;
    let passwords = (values.get("former").to_owned().into(), values.get("password").to_owned().into());
    match identity::change_password(&app.pools, market(&app), who.user, session, passwords).await {
        Ok(()) => Ok(Redirect::to("/account/sessions?done=password").into_response()),
        Err(error) => {
            let filled = faults(context.t(), &values, error)?;
            Ok(unprocessable(render(&change_form(context, &filled))?))
        }
    }
}
