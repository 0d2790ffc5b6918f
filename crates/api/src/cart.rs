//! The buyer's cart.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use orders::{
    Draft,
    cart::{self, Obstacle},
};
use serde::{Deserialize, Serialize};
use types::{CartLineId, Language, Money, ProductId, SellerId, VariantId};
use utoipa::ToSchema;
use web_kit::{App, BuyerSession, CartOwner, Json, Path, PreferredLanguage, Problem, Who};

/// The cart, and what it would cost now.
#[derive(Serialize, ToSchema)]
pub struct CartBody {
    /// Its lines.
    lines: Vec<CartLineBody>,
    /// What it becomes: one purchase per currency.
    purchases: Vec<DraftBody>,
    /// Whether it can be ordered as it stands.
    ready: bool,
}

/// A line.
#[derive(Serialize, ToSchema)]
pub struct CartLineBody {
    id: CartLineId,
    seller: SellerId,
    product: ProductId,
    variant: VariantId,
    quantity: u32,
    /// In the buyer's language; none once it is not sold any more.
    title: Option<String>,
    /// Colour, size and the like.
    options: BTreeMap<String, String>,
    /// For one, when it was put in or confirmed.
    price_seen: Money,
    /// For one, now.
    price: Option<Money>,
    /// What keeps it from being ordered.
    obstacle: Option<ObstacleName>,
}

/// What keeps a line from being ordered as it stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObstacleName {
    /// It costs something else now: confirm it.
    PriceChanged,
    /// It is out of stock.
    OutOfStock,
    /// It is not sold any more.
    Gone,
    /// It comes to more than can be counted: order fewer.
    TooMuch,
}

/// A purchase to be.
#[derive(Serialize, ToSchema)]
pub struct DraftBody {
    sellers: Vec<PartBody>,
    items: Money,
    shipping: Money,
    /// Contained in `total`.
    tax: Money,
    total: Money,
}

/// One seller's part of it.
#[derive(Serialize, ToSchema)]
pub struct PartBody {
    seller: SellerId,
    name: String,
    items: Money,
    shipping: Money,
    tax: Money,
}

/// What to put in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddLine {
    seller: SellerId,
    product: ProductId,
    variant: VariantId,
    /// 1 to 999.
    #[serde(default = "one")]
    quantity: u32,
}

const fn one() -> u32 {
    1
}

/// How many.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetQuantity {
    /// 0 removes the line.
    quantity: u32,
}

fn draft(draft: &Draft) -> DraftBody {
    let part = |p: &orders::SellerPart| PartBody {
        seller: p.shop.seller,
        name: p.shop.name.clone(),
        items: p.items,
        shipping: p.shipping,
        tax: p.tax,
    };
    DraftBody {
        sellers: draft.parts.iter().map(part).collect(),
        items: draft.items,
        shipping: draft.shipping,
        tax: draft.tax,
        total: draft.total,
    }
}

fn body(cart: &cart::Cart) -> CartBody {
    let line = |l: &cart::CartLine| CartLineBody {
        id: l.id,
        seller: l.wanted.seller,
        product: l.wanted.product,
        variant: l.wanted.variant,
        quantity: l.wanted.quantity,
        title: l.line.as_ref().map(|d| d.title.clone()),
        options: l.line.as_ref().map(|d| d.options.clone()).unwrap_or_default(),
        price_seen: l.wanted.seen,
        price: l.line.as_ref().map(|d| d.unit_price),
        obstacle: l.obstacle.map(|o| match o {
            Obstacle::PriceChanged => ObstacleName::PriceChanged,
            Obstacle::OutOfStock => ObstacleName::OutOfStock,
            Obstacle::Gone => ObstacleName::Gone,
            Obstacle::TooMuch => ObstacleName::TooMuch,
        }),
    };
    CartBody {
        lines: cart.lines.iter().map(line).collect(),
        purchases: cart.drafts.iter().map(draft).collect(),
        ready: cart.ready(),
    }
}

async fn current(session: &BuyerSession, language: Language) -> Result<CartBody, Problem> {
    Ok(body(&cart::read(&session.door.read().await?, language).await?))
}

/// The answer with the cart as it is now; a new guest is told his token.
async fn answer(session: BuyerSession, language: Language) -> Result<Response, Problem> {
    let body = Json(current(&session, language).await?);
    Ok(match session.opened {
        Some((cookie, secret)) => (cookie, [("x-guest-token", secret.expose())], body).into_response(),
        None => body.into_response(),
    })
}

/// The cart.
#[utoipa::path(get, path = "/cart", tag = "cart", security((), ("bearer" = [])), responses((status = 200, body = CartBody)))]
pub async fn show(State(app): State<App>, who: Who, language: PreferredLanguage) -> Result<Json<CartBody>, Problem> {
    let Some(door) = who.buyer_door(&app) else {
        return Ok(Json(CartBody { lines: Vec::new(), purchases: Vec::new(), ready: false }));
    };
    Ok(Json(body(&cart::read(&door.read().await?, language.language).await?)))
}

/// Put something in. A visitor becomes a guest: the answer sets his cookie, and names his token in `X-Guest-Token`.
#[utoipa::path(post, path = "/cart/lines", tag = "cart", security((), ("bearer" = [])), request_body = AddLine, responses(
    (status = 200, body = CartBody, headers(("X-Guest-Token" = String, description = "The token of a new guest, for `Authorization: Bearer`; only where the request had none"))), (status = 404, body = Problem), (status = 409, body = Problem, description = "Out of stock, or the cart is full"), (status = 422, body = Problem)
))]
pub async fn add(
    State(app): State<App>,
    owner: CartOwner,
    language: PreferredLanguage,
    Json(input): Json<AddLine>,
) -> Result<Response, Problem> {
    let AddLine { seller, product, variant, quantity } = input;
    if owner.is_new() {
        cart::can_add(&app.pools.public().read().await?, seller, product, variant, quantity).await?;
    }
    let session = owner.open(&app).await?;
    let q = session.door.write().await?;
    cart::add(&q, seller, product, variant, quantity).await?;
    q.commit().await?;
    answer(session, language.language).await
}

/// Change how many.
#[utoipa::path(put, path = "/cart/lines/{id}", tag = "cart", security((), ("bearer" = [])), params(("id" = CartLineId, Path)), request_body = SetQuantity, responses(
    (status = 200, body = CartBody), (status = 404, body = Problem), (status = 422, body = Problem)
))]
pub async fn set_quantity(
    State(app): State<App>,
    who: Who,
    Path(id): Path<CartLineId>,
    language: PreferredLanguage,
    Json(input): Json<SetQuantity>,
) -> Result<Json<CartBody>, Problem> {
    let door = who.buyer_door(&app).ok_or_else(Problem::not_found)?;
    let q = door.write().await?;
    cart::set_quantity(&q, id, input.quantity).await?;
    q.commit().await?;
    Ok(Json(body(&cart::read(&door.read().await?, language.language).await?)))
}

/// Take a line out.
#[utoipa::path(delete, path = "/cart/lines/{id}", tag = "cart", security((), ("bearer" = [])), params(("id" = CartLineId, Path)), responses((status = 204, description = "It is out"), (status = 404, body = Problem)))]
pub async fn remove(State(app): State<App>, who: Who, Path(id): Path<CartLineId>) -> Result<StatusCode, Problem> {
    let door = who.buyer_door(&app).ok_or_else(Problem::not_found)?;
    let q = door.write().await?;
    cart::remove(&q, id).await?;
    q.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A price that was shown.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownPrice {
    line: CartLineId,
    /// Minor units.
    price: i64,
}

/// Agree to prices that were shown; a line that costs something else by now stays as it is.
#[utoipa::path(post, path = "/cart/confirm-prices", tag = "cart", security((), ("bearer" = [])), request_body = Vec<ShownPrice>, responses((status = 200, body = CartBody), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn confirm_prices(
    State(app): State<App>,
    who: Who,
    language: PreferredLanguage,
    Json(shown): Json<Vec<ShownPrice>>,
) -> Result<Json<CartBody>, Problem> {
    let door = who.buyer_door(&app).ok_or_else(Problem::not_found)?;
    let q = door.write().await?;
    let cart = cart::read(&q, language.language).await?;
    let shown: Vec<_> = shown.iter().map(|s| (s.line, s.price)).collect();
    cart::confirm_prices(&q, &cart, &shown).await?;
    q.commit().await?;
    Ok(Json(body(&cart::read(&door.read().await?, language.language).await?)))
}
