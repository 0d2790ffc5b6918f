//! Opening an account, signing in and out.

use axum::{extract::State, http::StatusCode};
use identity::{NewBuyer, NewSeller, NewShop, SignIn, SignedIn};
use serde::{Deserialize, Serialize};
use types::{BuyerId, Currency, Language, SellerId, UserId};
use utoipa::ToSchema;
use web_kit::{App, ClientAddress, Cookies, Json, PreferredLanguage, Problem, SessionSecret, SetCookie, Who};

/// How long a sign-in's cookie lives.
pub(crate) const LIFE: std::time::Duration =
    std::time::Duration::from_hours(24 * identity::SESSION_DAYS.unsigned_abs() as u64);

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The person's name.
    name: String,
    /// The e-mail address to sign in with.
    email: String,
    /// 8 to 256 characters.
    password: String,
    /// The language of the interface; by default that of the request.
    #[serde(default)]
    language: Option<Language>,
    /// The shop to open; without it the account buys only.
    #[serde(default)]
    shop: Option<RegisterShop>,
}

/// The shop of a new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterShop {
    /// Its name.
    name: String,
    /// Its address, as in `/s/{slug}`.
    slug: String,
    /// ISO 3166-1 alpha-2.
    country: String,
    /// What it sells in.
    currency: Currency,
}

impl RegisterShop {
    /// As identity takes it.
    pub(crate) fn typed(&self) -> NewShop<'_> {
        NewShop { name: &self.name, slug: &self.slug, country: &self.country, currency: self.currency.code() }
    }
}

/// E-mail address and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// As registered.
    email: String,
    /// As registered.
    password: String,
}

/// An open session.
#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    /// For `Authorization: Bearer`; the answer sets it as a cookie as well.
    token: String,
    /// The user.
    user: UserId,
    /// Whose cart and purchases.
    buyer: Option<BuyerId>,
    /// The seller the user works for.
    seller: Option<SellerId>,
    /// The user's language.
    language: Language,
}

/// Who is asking.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// The user; a guest has none.
    user: Option<UserId>,
    /// The user's name.
    name: Option<String>,
    /// Whose cart and purchases.
    buyer: Option<BuyerId>,
    /// The seller the user works for.
    seller: Option<SellerId>,
    /// The shop's address.
    shop: Option<String>,
}

fn opened(secret: &SessionSecret, cookies: &Cookies, who: &SignedIn) -> (SetCookie, Json<SessionBody>) {
    let body = SessionBody {
        token: secret.expose(),
        user: who.user,
        buyer: who.buyer,
        seller: who.seller,
        language: who.language,
    };
    (cookies.policy().set_session(secret, LIFE), Json(body))
}

/// Open an account and sign in.
#[utoipa::path(post, path = "/auth/register", tag = "auth", request_body = Register, responses(
    (status = 201, body = SessionBody), (status = 422, body = Problem, description = "A field is wrong, or the e-mail address or slug is taken"), (status = 429, body = Problem)
))]
pub async fn register(
    State(app): State<App>,
    who: Who,
    address: ClientAddress,
    language: PreferredLanguage,
    cookies: Cookies,
    Json(input): Json<Register>,
) -> Result<(StatusCode, SetCookie, Json<SessionBody>), Problem> {
    let secret = SessionSecret::generate();
    let address = address.network().to_string();
    let owner = NewBuyer {
        name: &input.name,
        email: &input.email,
        password: input.password.into(),
        language: input.language.unwrap_or(language.language),
        address: &address,
        agent: who.agent(),
        key: identity::SessionKey(secret.hash()),
        former: who.former(),
    };
    let signed_in = match &input.shop {
        Some(shop) => {
            crate::shop::known_rates("country", &shop.country)?;
            let new = NewSeller { owner, shop: shop.typed() };
            identity::sign_up_seller(&app.pools, new).await?
        }
        None => identity::sign_up_buyer(&app.pools, owner).await?,
    };
    let (cookie, body) = opened(&secret, &cookies, &signed_in);
    Ok((StatusCode::CREATED, cookie, body))
}

/// Sign in.
#[utoipa::path(post, path = "/auth/login", tag = "auth", request_body = Login, responses(
    (status = 200, body = SessionBody), (status = 401, body = Problem), (status = 429, body = Problem)
))]
pub async fn login(
    State(app): State<App>,
    who: Who,
    address: ClientAddress,
    cookies: Cookies,
    Json(input): Json<Login>,
) -> Result<(SetCookie, Json<SessionBody>), Problem> {
    let secret = SessionSecret::generate();
    let address = address.network().to_string();
    let sign_in = SignIn {
        email: &input.email,
        password: input.password.into(),
        address: &address,
        agent: who.agent(),
        key: identity::SessionKey(secret.hash()),
        former: who.former(),
    };
    Ok(opened(&secret, &cookies, &identity::sign_in(&app.pools, sign_in).await?))
}

/// Sign out: the token holds no more.
#[utoipa::path(post, path = "/auth/logout", tag = "auth", security((), ("bearer" = [])), responses((status = 204, description = "Signed out")))]
pub async fn logout(
    State(app): State<App>,
    who: Who,
    cookies: Cookies,
) -> Result<(StatusCode, SetCookie, ()), Problem> {
    if let Some(session) = who.key() {
        identity::sign_out(&app.pools, session).await?;
    }
    Ok((StatusCode::NO_CONTENT, cookies.policy().clear_session(), ()))
}

/// Who am I?
#[utoipa::path(get, path = "/auth/me", tag = "auth", security((), ("bearer" = [])), responses((status = 200, body = Me)))]
pub async fn me(who: Who) -> Json<Me> {
    let session = who.session();
    let team = session.and_then(|s| s.team.as_ref());
    Json(Me {
        user: session.and_then(|s| s.user),
        name: session.and_then(|s| s.name.clone()),
        buyer: session.and_then(|s| s.buyer),
        seller: team.map(|t| t.seller),
        shop: team.map(|t| t.slug.clone()),
    })
}
