//! Signing in, signing up, signing out.

use std::time::Duration;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use identity::{IdentityError, NewBuyer, NewSeller, NewShop, SessionKey, SignIn};
use serde::Deserialize;
use types::{Currency, Language};
use web_kit::{App, ClientAddress, Cookies, FormValues, Problem, Query, SessionSecret};

use super::checkout::COUNTRIES;
use crate::{
    context::Context,
    i18n::Texts,
    links, render,
    view::{
        Choice, Filled,
        seller::DeskPath,
        storefront::{SellPage, ShopForm, SignInForm, SignInPage, SignUpForm, SignUpPage, country_choices},
    },
};

/// How long a sign-in's cookie lives.
pub(super) const LIFE: Duration = Duration::from_hours(24 * identity::SESSION_DAYS.unsigned_abs() as u64);

/// Where to go afterwards.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// What was filled in, with what is wrong in the reader's language; a fault that is ours becomes a problem.
pub(super) fn refused(t: Texts, values: &FormValues, names: &[&str], error: IdentityError) -> Result<Filled, Problem> {
    let mut filled = Filled::default();
    for name in names.iter().filter(|n| **n != "password") {
        filled.values.insert((*name).to_owned(), values.get(name).to_owned());
    }
    let (field, text) = match &error {
        IdentityError::BadEmail => ("email", t.get("fault-email")),
        IdentityError::BadPassword => ("password", t.get("fault-password")),
        IdentityError::CommonPassword => ("password", t.get("fault-common-password")),
        IdentityError::EmailTaken => ("email", t.get("fault-email-taken")),
        IdentityError::SlugTaken | IdentityError::SlugReserved => ("slug", t.get("fault-slug-taken")),
        IdentityError::WrongCredentials => ("", t.get("fault-credentials")),
        IdentityError::Invalid { field: "slug", .. } => ("slug", t.get("fault-slug")),
        IdentityError::Invalid { field: "shop", .. } => ("shop_name", t.get("fault-name")),
        IdentityError::Invalid { field: "country", .. } => ("country", t.get("fault-country")),
        IdentityError::Invalid { field: "currency", .. } => ("currency", t.get("fault-currency")),
        IdentityError::SignedUpAlready => ("", t.get("failure-signed-up")),
        IdentityError::Invalid { .. } => ("name", t.get("fault-name")),
        IdentityError::WrongPassword
        | IdentityError::NoTeam
        | IdentityError::TokenEnded
        | IdentityError::TokenReused
        | IdentityError::BadKey
        | IdentityError::LinkEnded
        | IdentityError::Mail(_)
        | IdentityError::TooManyAttempts(_)
        | IdentityError::ManyShops
        | IdentityError::SignedOut
        | IdentityError::Hashing
        | IdentityError::Db(_) => return Err(error.into()),
    };
    if field.is_empty() {
        filled.whole = Some(text.into());
    } else {
        filled.errors.insert(field.to_owned(), text.into());
    }
    Ok(filled)
}

pub(super) fn unprocessable(page: Response) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// `GET /sign-in`
pub async fn sign_in_page(context: Context, Query(next): Query<Next>) -> Result<Response, Problem> {
    let form = SignInForm::new(context.t(), &Filled::default());
    render(&SignInPage { form, next: next.next, page: context.page })
}

/// `POST /sign-in`
pub async fn sign_in(
    State(app): State<App>,
    context: Context,
    address: ClientAddress,
    cookies: Cookies,
    values: FormValues,
) -> Result<Response, Problem> {
    let secret = SessionSecret::generate();
    let address = address.network().to_string();
    let input = SignIn {
        email: values.get("email"),
        password: values.get("password").to_owned().into(),
        address: &address,
        agent: context.who.agent(),
        key: SessionKey(secret.hash()),
        former: context.who.former(),
    };
    let next = values.get("next").to_owned();
    match identity::sign_in(&app.pools, input).await {
        Ok(who) => {
            let home = if who.seller.is_some() { "/seller" } else { "/" };
            Ok((cookies.policy().set_session(&secret, LIFE), Redirect::to(links::local(&next, home))).into_response())
        }
        Err(error) => {
            let filled = refused(context.t(), &values, &["email"], error)?;
            let form = SignInForm::new(context.t(), &filled);
            Ok(unprocessable(render(&SignInPage { form, next, page: context.page })?))
        }
    }
}

/// `POST /sign-out`
pub async fn sign_out(State(app): State<App>, context: Context, cookies: Cookies) -> Result<Response, Problem> {
    if let Some(session) = context.who.key() {
        identity::sign_out(&app.pools, session).await?;
    }
    Ok((cookies.policy().clear_session(), Redirect::to("/?done=signed-out")).into_response())
}

fn new_buyer<'a>(
    values: &'a FormValues,
    language: Language,
    address: &'a str,
    context: &Context,
    secret: &SessionSecret,
) -> NewBuyer<'a> {
    NewBuyer {
        name: values.get("name"),
        email: values.get("email"),
        password: values.get("password").to_owned().into(),
        language,
        address,
        agent: context.who.agent(),
        key: SessionKey(secret.hash()),
        former: context.who.former(),
    }
}

/// `GET /sign-up`
pub async fn sign_up_page(context: Context, Query(next): Query<Next>) -> Result<Response, Problem> {
    let form = SignUpForm::new(context.t(), &Filled::default());
    render(&SignUpPage { form, next: next.next, page: context.page })
}

/// `POST /sign-up`
pub async fn sign_up(
    State(app): State<App>,
    context: Context,
    address: ClientAddress,
    cookies: Cookies,
    values: FormValues,
) -> Result<Response, Problem> {
    let secret = SessionSecret::generate();
    let address = address.network().to_string();
    let next = values.get("next").to_owned();
    match identity::sign_up_buyer(&app.pools, new_buyer(&values, context.language, &address, &context, &secret)).await {
        Ok(_) => Ok((cookies.policy().set_session(&secret, LIFE), Redirect::to(links::local(&next, "/?done=welcome")))
            .into_response()),
        Err(error) => {
            let filled = refused(context.t(), &values, &["name", "email"], error)?;
            let form = SignUpForm::new(context.t(), &filled);
            Ok(unprocessable(render(&SignUpPage { form, next, page: context.page })?))
        }
    }
}

fn signed_in(context: &Context) -> bool {
    context.who.session().is_some_and(|session| session.user.is_some())
}

fn has_shop(context: &Context) -> bool {
    context.who.session().is_some_and(|session| session.teams > 0)
}

fn shop_form(context: &Context, filled: &Filled) -> ShopForm {
    let currencies = Currency::ALL.iter().map(|c| Choice::new(c.code(), c.code())).collect();
    let countries = country_choices(context.language, COUNTRIES);
    ShopForm::new(context.t(), filled, countries, currencies, signed_in(context))
}

/// Whether another shop is to be opened beside those that one has.
#[derive(Deserialize)]
pub struct Another {
    #[serde(default)]
    another: bool,
}

/// `GET /sell`: who has a shop goes there, but for who wants another.
pub async fn sell_page(context: Context, Query(asked): Query<Another>) -> Result<Response, Problem> {
    if has_shop(&context) && !asked.another {
        return Ok(Redirect::to("/seller").into_response());
    }
    let mut filled = Filled::default();
    filled.values.insert("country".into(), "LU".into());
    filled.values.insert("currency".into(), "EUR".into());
    render(&SellPage { form: shop_form(&context, &filled), page: context.page })
}

/// The new shop's dashboard.
fn welcome(slug: &str) -> String {
    DeskPath::new(slug.trim()).page("?done=welcome")
}

/// `POST /sell`: a shop with its owner; for who is signed in, a shop for his account.
pub async fn sell(
    State(app): State<App>,
    context: Context,
    address: ClientAddress,
    cookies: Cookies,
    values: FormValues,
) -> Result<Response, Problem> {
    let shop = NewShop {
        name: values.get("shop_name"),
        slug: values.get("slug"),
        country: values.get("country"),
        currency: values.get("currency"),
    };
    let secret = SessionSecret::generate();
    let known = context.who.key().filter(|_| signed_in(&context));
    // Without the rates of its country a shop's prices would hold no tax.
    let taxed = !catalog::tax::lacks_rates(values.get("country"));
    let opened = match known {
        _ if !taxed => Err(IdentityError::Invalid { field: "country", message: String::new() }),
        Some(session) => identity::open_shop(&app.pools, session, &shop).await.map(drop),
        None => {
            let address = address.network().to_string();
            let owner = new_buyer(&values, context.language, &address, &context, &secret);
            identity::sign_up_seller(&app.pools, NewSeller { owner, shop }).await.map(drop)
        }
    };
    let to = Redirect::to(&welcome(shop.slug));
    match opened {
        Ok(()) if known.is_some() => Ok(to.into_response()),
        Ok(()) => Ok((cookies.policy().set_session(&secret, LIFE), to).into_response()),
        Err(error) => {
            let names = ["shop_name", "slug", "country", "currency", "name", "email"];
            let filled = refused(context.t(), &values, &names, error)?;
            let form = shop_form(&context, &filled);
            Ok(unprocessable(render(&SellPage { form, page: context.page })?))
        }
    }
}
