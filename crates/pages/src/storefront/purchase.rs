//! A buyer's purchases.

use axum::{extract::State, response::Response};
use orders::purchase::{self, Listed, PurchaseDetail};
use serde::Deserialize;
use types::{Money, PurchaseId};
use web_kit::{App, Cursor, DEFAULT_PAGE, PageParams, Path, Problem, Query};

use super::{cards, cart::taxes, options::options_line};
use crate::{
    context::Context,
    i18n::Texts,
    links, render,
    view::{
        Link, Pager,
        storefront::{
            OrderState, PurchaseOrder, PurchasePage, PurchaseRow, PurchasesPage, StateReached, SummaryLine, Totals,
            Tracking, country_name,
        },
    },
};

/// Whether the page follows the checkout.
#[derive(Deserialize)]
pub struct Placed {
    #[serde(default)]
    placed: String,
}

/// The state as pages show it.
pub fn state(name: &str) -> OrderState {
    match name {
        "confirmed" => OrderState::Confirmed,
        "packed" => OrderState::Packed,
        "shipped" => OrderState::Shipped,
        "delivered" => OrderState::Delivered,
        "cancelled" => OrderState::Cancelled,
        _ => OrderState::Placed,
    }
}

fn order(app: &App, found: &PurchaseDetail, order: &purchase::PurchaseOrder) -> PurchaseOrder {
    let money = |minor| Money::new(minor, found.purchase.currency);
    let line = |l: &purchase::PurchaseLine| SummaryLine {
        title: l.title.clone(),
        href: Some(links::product(&order.seller_slug, &l.handle)),
        options: serde_json::from_value(l.options.clone()).map(|o| options_line(&o)).unwrap_or_default(),
        picture: cards::picture(app, l.image.as_deref(), &l.title, None).decorative(),
        quantity: l.quantity.unsigned_abs(),
        unit_price: money(l.unit_price),
        total: money(l.total),
    };
    let tracking = match (&order.carrier, &order.tracking) {
        (None, None) => None,
        (carrier, number) => Some(Tracking {
            carrier: carrier.clone().unwrap_or_default(),
            number: number.clone().unwrap_or_default(),
            href: None,
        }),
    };
    PurchaseOrder {
        seller: Link::new(order.seller_name.as_str(), links::shop(&order.seller_slug)),
        number: order.number.clone(),
        state: state(&order.state),
        reached: found
            .events
            .iter()
            .filter(|e| e.order_id == order.id)
            .map(|e| StateReached { state: state(&e.state), at: e.at })
            .collect(),
        tracking,
        lines: found.lines.iter().filter(|l| l.order_id == order.id).map(line).collect(),
        shipping: money(order.shipping),
        total: money(order.items_total + order.shipping),
    }
}

/// Another purchase of the same checkout; a guest reaches it by the token that opens this one.
fn sibling(t: Texts, sibling: &purchase::Sibling, token: Option<&str>) -> Link {
    let total = t.money(Money::new(sibling.total, sibling.currency));
    let href = match token {
        Some(token) => format!("/p/{token}?purchase={}", sibling.id),
        None => format!("/purchases/{}", sibling.id),
    };
    Link::new(format!("{} ({total})", sibling.number), href)
}

/// How it is paid, and what became of it where that is not as usual.
fn payment(t: Texts, found: &PurchaseDetail) -> String {
    match found.payment.as_ref().map(|payment| payment.state.as_str()) {
        Some("cancelled") => t.get("payment-cancelled").into(),
        Some("failed") => t.get("payment-failed").into(),
        _ => t.get("payment-invoice").into(),
    }
}

fn page(
    app: &App,
    context: Context,
    found: &PurchaseDetail,
    just_placed: bool,
    token: Option<&str>,
) -> Result<Response, Problem> {
    let guest_href = match token {
        Some(token) => Some(app.site.public_url.join(&format!("/p/{token}")).map_err(Problem::internal)?.to_string()),
        None => None,
    };
    let t = context.t();
    let p = &found.purchase;
    let c = &found.contact;
    let money = |minor| Money::new(minor, p.currency);
    let address = [
        Some(c.name.clone()),
        Some(c.street.clone()),
        c.extra.clone(),
        Some(format!("{} {}", c.postal_code, c.city)),
        Some(country_name(context.language, &c.country)),
        c.phone.clone(),
    ];
    let page = PurchasePage {
        reference: p.number.clone(),
        placed_at: p.placed_at,
        just_placed,
        email: c.email.clone(),
        address: address.into_iter().flatten().filter(|line| !line.trim().is_empty()).collect(),
        payment: payment(t, found),
        orders: found.orders.iter().map(|o| order(app, found, o)).collect(),
        totals: Totals {
            goods: money(p.items_total),
            shipping: money(p.shipping_total),
            taxes: taxes(found.taxes()),
            total: money(p.total),
        },
        guest_href,
        siblings: found.siblings.iter().map(|s| sibling(t, s, token)).collect(),
        page: context.page,
    };
    render(&page)
}

/// `GET /purchases/{id}`
pub async fn show(
    State(app): State<App>,
    context: Context,
    Path(id): Path<PurchaseId>,
    Query(placed): Query<Placed>,
) -> Result<Response, Problem> {
    let door = context.who.buyer_door(&app).ok_or_else(Problem::not_found)?;
    let found = purchase::find(&door.read().await?, id).await?;
    page(&app, context, &found, placed.placed == "1", None)
}

/// Which of the purchases that a token opens.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    purchase: String,
    #[serde(default)]
    placed: String,
}

/// `GET /p/{token}`: a purchase by its secret address; `?purchase=` names another one of the same checkout.
pub async fn by_token(
    State(app): State<App>,
    context: Context,
    Path(token): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let (buyer, ids) = purchase::of_token(&app.pools, &token).await?;
    let id = match which.purchase.as_str() {
        "" => ids.first().copied(),
        named => ids.iter().copied().find(|id| id.to_string() == named),
    };
    let id = id.ok_or_else(Problem::not_found)?;
    let found = purchase::find(&app.pools.buyer(buyer, None).read().await?, id).await?;
    page(&app, context, &found, which.placed == "1", Some(&token))
}

fn row(app: &App, listed: &Listed) -> PurchaseRow {
    let Listed { purchase, orders, pieces, images } = listed;
    PurchaseRow {
        href: format!("/purchases/{}", purchase.id),
        reference: purchase.number.clone(),
        placed_at: purchase.placed_at,
        orders: orders.iter().map(|o| (o.seller_name.clone(), state(&o.state))).collect(),
        pictures: images.iter().map(|link| cards::picture(app, Some(link), "", None).decorative()).collect(),
        article_count: u32::try_from(*pieces).unwrap_or(u32::MAX),
        total: Money::new(purchase.total, purchase.currency),
    }
}

/// `GET /purchases`
pub async fn list(State(app): State<App>, context: Context, params: PageParams) -> Result<Response, Problem> {
    let door = context.who.buyer_door(&app).ok_or_else(Problem::unauthorized)?;
    let before = params.cursor.as_ref().map(Cursor::key).transpose()?;
    let found = purchase::list(&door.read().await?, before, i64::from(params.limit) + 1).await?;
    let found = web_kit::Page::from_rows(found, params.limit, |last| Cursor::of(&last.purchase.id));
    let limit = if params.limit == DEFAULT_PAGE { String::new() } else { params.limit.to_string() };
    let next = found.next.map(|cursor| cursor.to_string());
    let pager = Pager {
        first: params.cursor.is_some().then(|| links::with_query("/purchases", [("limit", limit.as_str())])),
        next: next
            .map(|cursor| links::with_query("/purchases", [("cursor", cursor.as_str()), ("limit", limit.as_str())])),
    };
    let purchases = found.items.iter().map(|listed| row(&app, listed)).collect();
    render(&PurchasesPage { purchases, pager, page: context.page })
}
