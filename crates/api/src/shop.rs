//! The seller's own shop.

use axum::{extract::State, http::StatusCode};
use identity::{
    permission::{EditShop, ViewShop},
    shop::{self, Settings},
};
use serde::{Deserialize, Serialize};
use types::{Currency, Language};
use utoipa::ToSchema;
use web_kit::{App, FieldError, Json, Member, Problem, SignedIn};

use crate::{
    auth::RegisterShop,
    problems::{JsonBody, TeamOnly},
};

/// The shop's settings.
#[derive(Serialize, ToSchema)]
pub struct SettingsBody {
    /// What can be changed.
    settings: ShopSettings,
    /// What it sells in; it stays what it was when the shop was opened.
    currency: Currency,
}

/// The settings that can be changed.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShopSettings {
    /// Its address, as in `/s/{slug}`.
    slug: String,
    /// Its name.
    name: String,
    /// What it says of itself, 5,000 characters at most.
    #[serde(default)]
    about: String,
    /// ISO 3166-1 alpha-2.
    country: String,
    /// The language its texts fall back to.
    language: Language,
    /// Whether buyers can find it and buy in it.
    open: bool,
    /// Shipping per order, minor units.
    shipping_flat: i64,
    /// Minor units of goods above which shipping is free.
    #[serde(default)]
    shipping_free_above: Option<i64>,
    /// The zone whose midnight ends the seller's day.
    time_zone: String,
    /// As the tax office gave it.
    #[serde(default)]
    vat_number: Option<String>,
}

fn is_open(shop: &shop::Shop) -> bool {
    shop.state == "open"
}

fn body(s: shop::Shop) -> SettingsBody {
    SettingsBody {
        currency: s.currency,
        settings: ShopSettings {
            open: is_open(&s),
            slug: s.slug.to_string(),
            name: s.name,
            about: s.about,
            country: s.country,
            language: s.language,
            shipping_flat: s.shipping_flat,
            shipping_free_above: s.shipping_free_above,
            time_zone: s.time_zone,
            vat_number: s.vat_number,
        },
    }
}

/// Refuses a country whose VAT rates are not known: a shop's prices would hold no tax.
pub(crate) fn known_rates(field: &str, country: &str) -> Result<(), Problem> {
    if !catalog::tax::lacks_rates(country) {
        return Ok(());
    }
    Err(Problem::unprocessable(vec![FieldError::new(
        field,
        "its VAT rates are not known: no shop can sell from there",
    )]))
}

/// The shop's settings.
#[utoipa::path(get, path = "/shop", tag = "shop", security(("bearer" = [])), responses((status = 200, body = SettingsBody), TeamOnly))]
pub async fn show(member: Member<ViewShop>) -> Result<Json<SettingsBody>, Problem> {
    Ok(Json(body(shop::shop(&member.door.read().await?).await?)))
}

/// Open a shop for the account that is signed in. With a second one, requests name the seller in the header `karum-seller`.
#[utoipa::path(post, path = "/shop", tag = "shop", security(("bearer" = [])), request_body = RegisterShop, responses(
    (status = 201, body = SettingsBody), (status = 401, body = Problem), (status = 409, body = Problem, description = "The account owns 20 shops"), JsonBody
))]
pub async fn open(
    State(app): State<App>,
    who: SignedIn,
    Json(input): Json<RegisterShop>,
) -> Result<(StatusCode, Json<SettingsBody>), Problem> {
    let session = who.who.key().ok_or_else(Problem::unauthorized)?;
    known_rates("country", input.typed().country)?;
    let seller = identity::open_shop(&app.pools, session, &input.typed()).await?;
    let door = app.pools.seller(seller, who.user, who.who.session().map(|session| session.id));
    Ok((StatusCode::CREATED, Json(body(shop::shop(&door.read().await?).await?))))
}

/// Change the settings, all of them. A shop that is closed is gone from pages, search and checkout at once.
#[utoipa::path(put, path = "/shop", tag = "shop", security(("bearer" = [])), request_body = ShopSettings, responses(
    (status = 200, body = SettingsBody), TeamOnly, (status = 409, body = Problem, description = "Somebody else is changing it"), JsonBody
))]
pub async fn change(
    State(app): State<App>,
    member: Member<EditShop>,
    Json(input): Json<ShopSettings>,
) -> Result<Json<SettingsBody>, Problem> {
    let settings = Settings {
        slug: input.slug,
        name: input.name,
        about: input.about,
        country: input.country,
        language: input.language,
        open: input.open,
        shipping_flat: input.shipping_flat,
        shipping_free_above: input.shipping_free_above,
        time_zone: input.time_zone,
        vat_number: input.vat_number.filter(|number| !number.trim().is_empty()),
    };
    known_rates("country", &settings.country)?;
    let q = member.door.write().await?;
    let former = is_open(&shop::shop(&q).await?);
    shop::change(&q, &settings).await?;
    let flipped = former != settings.open;
    if flipped {
        catalog::shelf::changed(&q).await?;
    }
    let now = shop::shop(&q).await?;
    q.commit().await?;
    if flipped {
        app.search.nudge();
    }
    Ok(Json(body(now)))
}
