//! A buyer's purchases.

use axum::{extract::State, response::Response};
use orders::purchase::{self, PurchaseDetail};
use serde::Deserialize;
use types::{Money, PurchaseId, TaxRate};
use web_kit::{App, Cursor, PageParams, Path, Problem, Query};

use super::{cards, options::options_line};
use crate::{
    context::Context,
    links, render,
    view::{
        Link, Pager,
        storefront::{
            OrderState, PurchaseOrder, PurchasePage, PurchaseRow, PurchasesPage, StateReached, SummaryLine, TaxLine,
            Totals, Tracking, country_name,
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

/// VAT by rate: of the lines, and what remains of the total on shipping.
fn taxes(found: &PurchaseDetail) -> Vec<TaxLine> {
    let p = &found.purchase;
    let mut sums = std::collections::BTreeMap::new();
    for line in &found.lines {
        if let Some(rate) = TaxRate::new(line.tax_rate) {
            *sums.entry(rate).or_insert(0) += Money::new(line.total, p.currency).tax_included(rate).minor;
        }
    }
    let rest = p.tax_total - sums.values().sum::<i64>();
    if let Some(mut highest) = sums.last_entry() {
        *highest.get_mut() += rest;
    }
    sums.into_iter()
        .filter(|(_, minor)| *minor > 0)
        .map(|(rate, minor)| TaxLine { rate, amount: Money::new(minor, p.currency) })
        .collect()
}

fn page(
    app: &App,
    context: Context,
    found: &PurchaseDetail,
    just_placed: bool,
    guest_href: Option<String>,
) -> Result<Response, Problem> {
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
        payment: t.get("payment-invoice").into(),
        orders: found.orders.iter().map(|o| order(app, found, o)).collect(),
        totals: Totals {
            goods: money(p.items_total),
            shipping: money(p.shipping_total),
            taxes: taxes(found),
            total: money(p.total),
        },
        guest_href,
        siblings: Vec::new(),
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

/// `GET /p/{token}`: a purchase by its secret address.
pub async fn by_token(
    State(app): State<App>,
    context: Context,
    Path(token): Path<String>,
    Query(placed): Query<Placed>,
) -> Result<Response, Problem> {
    let (buyer, id) = purchase::of_token(&app.pools, &token).await?;
    let found = purchase::find(&app.pools.buyer(buyer, None).read().await?, id).await?;
    let href = app.site.public_url.join(&format!("/p/{token}")).map_err(Problem::internal)?;
    page(&app, context, &found, placed.placed == "1", Some(href.to_string()))
}

/// `GET /purchases`
pub async fn list(State(app): State<App>, context: Context, params: PageParams) -> Result<Response, Problem> {
    let found = match context.who.buyer_door(&app) {
        Some(door) => {
            let before = params.cursor.as_ref().map(Cursor::key).transpose()?;
            purchase::list(&door.read().await?, before, i64::from(params.limit) + 1).await?
        }
        None => return Err(Problem::unauthorized()),
    };
    let limit = usize::try_from(params.limit).unwrap_or(usize::MAX);
    let next =
        (found.len() > limit).then(|| found.get(limit - 1).map(|(p, _)| Cursor::of(&p.id).to_string())).flatten();
    let rows = found.iter().take(limit).map(|(p, orders)| PurchaseRow {
        href: format!("/purchases/{}", p.id),
        reference: p.number.clone(),
        placed_at: p.placed_at,
        orders: orders.iter().map(|o| (o.seller_name.clone(), state(&o.state))).collect(),
        pictures: Vec::new(),
        article_count: 0,
        total: Money::new(p.total, p.currency),
    });
    let pager = Pager {
        first: params.cursor.is_some().then(|| "/purchases".to_owned()),
        next: next.map(|cursor| links::with_query("/purchases", [("cursor", cursor.as_str())])),
    };
    render(&PurchasesPage { purchases: rows.collect(), pager, page: context.page })
}
