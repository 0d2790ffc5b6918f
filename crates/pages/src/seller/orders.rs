//! Orders: the list, as CSV, one of them, its steps and its note.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use futures_util::{TryFutureExt, TryStreamExt, stream, try_join};
use identity::permission::{CreateExports, EditOrders, ViewOrders};
use jiff::tz::TimeZone;
use orders::{
    OrderError, OrderState,
    order::{self as domain, OrderDetail, Step},
    order_list::{self, Filter, MAX_PAGE, OrderRow as Listed},
    overview,
};
use serde::Deserialize;
use tenancy::{Door, class::Seller};
use types::{Money, OrderId, TaxRate, UserId};
use web_kit::{App, Cell, CsvResponse, FormValues, Member, Path, Problem, Query};

use super::{
    desk::{Desk, at, count, cut, done, key, refused},
    words,
};
use crate::{
    context::Context,
    i18n::Texts,
    render,
    storefront::options::options_line,
    view::{
        seller::{
            Actor, Address, CancelReason, ConfirmPage, Contact, OrderEvent, OrderLine, OrderPage, OrderRow,
            OrderSource, OrdersPage, Outcome, StepForm, Value,
        },
        storefront::country_name,
    },
};

/// Orders on a page.
const PAGE: usize = 50;
/// Characters of a note, at most.
const MAX_NOTE: usize = 2_000;

/// The list as its address holds it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    state: String,
    after: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            state: OrderState::parse(&self.state),
            text: self.q.chars().filter(|c| !c.is_control()).take(200).collect(),
        }
    }
}

/// An order in a list.
pub fn row(found: &Listed) -> OrderRow {
    OrderRow {
        id: found.id,
        number: found.number.clone(),
        placed: found.placed_at,
        buyer: found.name.clone(),
        items: count(found.pieces),
        total: Money::new(found.total, found.currency),
        state: words::order_state(&found.state),
        source: source(&found.channel),
    }
}

fn source(channel: &str) -> OrderSource {
    OrderSource::from_code(channel).unwrap_or(OrderSource::Marketplace)
}

/// `GET /seller/{seller}/orders`
pub async fn list(
    member: Member<ViewOrders>,
    context: Context,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let before: Option<OrderId> = key(&asked.after)?;
    let filter = asked.filter();
    let q = member.door.read().await?;
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let (desk, found, counts) = try_join!(
        Desk::open(&q, context),
        order_list::list(&q, &filter, before, limit).err_into(),
        overview::matching(&q, &filter.text).err_into(),
    )?;
    drop(q);
    let (found, next) = cut(found, PAGE, |order| order.id);
    let all = counts.iter().map(|(_, n)| count(*n)).sum();
    let states = counts.iter().map(|(state, n)| (Some(words::order_state(state.name())), count(*n)));
    let page = OrdersPage {
        state: filter.state.map(|state| words::order_state(state.name())),
        tabs: std::iter::once((None, all)).chain(states).collect(),
        nothing_yet: all == 0 && filter.text.trim().is_empty(),
        q: asked.q,
        rows: found.iter().map(row).collect(),
        next,
        paged: before.is_some(),
        page: desk.page,
        shell: desk.shell,
    };
    render(&page)
}

const COLUMNS: [&str; 10] =
    ["number", "placed_at", "state", "channel", "name", "city", "country", "pieces", "total", "currency"];

fn cells(found: Listed, zone: &TimeZone) -> Vec<Cell> {
    let placed = found.placed_at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    vec![
        found.number.into(),
        placed.into(),
        found.state.into(),
        found.channel.into(),
        found.name.into(),
        found.city.into(),
        found.country.into(),
        found.pieces.into(),
        Money::new(found.total, found.currency).into(),
        found.currency.code().into(),
    ]
}

async fn part(door: &Door<Seller>, filter: &Filter, before: Option<OrderId>) -> Result<Vec<Listed>, OrderError> {
    order_list::list(&door.read().await?, filter, before, MAX_PAGE).await
}

/// `GET /seller/{seller}/orders.csv`: all that match, in the seller's time zone.
pub async fn export(
    member: Member<(ViewOrders, CreateExports)>,
    Query(asked): Query<Asked>,
) -> Result<CsvResponse, Problem> {
    let shop = identity::shop::shop(&member.door.read().await?).await?;
    let zone = TimeZone::get(&shop.time_zone).unwrap_or(TimeZone::UTC);
    let start = (member.door, asked.filter(), zone, None);
    let parts = stream::try_unfold(start, |(door, filter, zone, before)| async move {
        let found = part(&door, &filter, before).await?;
        let Some(last) = found.last().map(|order| order.id) else { return Ok::<_, OrderError>(None) };
        let rows: Vec<_> = found.into_iter().map(|order| Ok::<_, OrderError>(cells(order, &zone))).collect();
        Ok(Some((stream::iter(rows), (door, filter, zone, Some(last)))))
    });
    Ok(CsvResponse::new("orders.csv", &COLUMNS, parts.try_flatten()).with_byte_order_mark())
}

fn lines(app: &App, detail: &OrderDetail) -> Vec<OrderLine> {
    let money = |minor| Money::new(minor, detail.order.currency);
    let line = |line: &domain::OrderLine| OrderLine {
        product: Some(line.product_id),
        title: line.title.clone(),
        variant: serde_json::from_value(line.options.clone()).ok().map(|o| options_line(&o)).filter(|o| !o.is_empty()),
        sku: line.external_id.clone(),
        image: line.image.as_deref().and_then(|link| app.pictures.address(link)),
        quantity: line.quantity.unsigned_abs(),
        unit: money(line.unit_price),
        total: money(line.total),
        rate: TaxRate::new(line.tax_rate).unwrap_or(TaxRate::ZERO),
    };
    detail.lines.iter().map(line).collect()
}

/// The steps of an order; a member of the team other than the reader is named by the shop.
fn events(detail: &OrderDetail, desk: &Desk, reader: UserId) -> Vec<OrderEvent> {
    let by = |actor: Option<UserId>, first: bool| match actor {
        Some(user) if user == reader && !desk.shell.email.is_empty() => Actor::Member(desk.shell.email.clone()),
        Some(_) => Actor::Member(desk.shop.name.clone()),
        None if first => Actor::Buyer,
        None => Actor::System,
    };
    let event = |event: &domain::OrderEvent| OrderEvent {
        state: words::order_state(&event.to_state),
        at: event.at,
        by: by(event.actor_id, event.from_state.is_none()),
        note: Some(event.note.clone()).filter(|note| !note.is_empty()),
    };
    detail.events.iter().map(event).collect()
}

/// The page of an order; `step` is what was typed and refused.
fn page(app: &App, desk: Desk, detail: &OrderDetail, reader: UserId, step: StepForm) -> OrderPage {
    let (order, contact) = (&detail.order, &detail.contact);
    let money = |minor| Money::new(minor, order.currency);
    let state = words::order_state(&order.state);
    let next = OrderState::parse(&order.state).map_or(&[][..], OrderState::next);
    let tracking = (order.carrier.is_some() || order.tracking.is_some())
        .then(|| (order.carrier.clone().unwrap_or_default(), order.tracking.clone().unwrap_or_default()));
    OrderPage {
        order: OrderRow {
            id: order.id,
            number: order.number.clone(),
            placed: order.placed_at,
            buyer: contact.name.clone(),
            items: detail.lines.iter().map(|line| u64::from(line.quantity.unsigned_abs())).sum(),
            total: money(order.total),
            state,
            source: source(&order.channel),
        },
        lines: lines(app, detail),
        subtotal: money(order.items_total),
        shipping: money(order.shipping),
        vat: detail.taxes(),
        contact: Contact { name: contact.name.clone(), email: contact.email.clone(), phone: contact.phone.clone() },
        address: (!contact.street.is_empty()).then(|| Address {
            name: contact.name.clone(),
            street: contact.street.clone(),
            extra: contact.extra.clone(),
            postal_code: contact.postal_code.clone(),
            city: contact.city.clone(),
            country: country_name(desk.language, &contact.country),
        }),
        language: order.language,
        events: events(detail, &desk, reader),
        allowed: next.iter().map(|state| words::order_state(state.name())).collect(),
        tracking,
        note: Value::new(order.note.as_str()),
        step,
        page: desk.page,
        shell: desk.shell,
    }
}

/// `GET /seller/{seller}/orders/{id}`
pub async fn show(
    State(app): State<App>,
    member: Member<ViewOrders>,
    context: Context,
    Path(id): Path<OrderId>,
) -> Result<Response, Problem> {
    let q = member.door.read().await?;
    let (desk, detail) = try_join!(Desk::open(&q, context), domain::find(&q, id).err_into())?;
    drop(q);
    render(&page(&app, desk, &detail, member.user, StepForm::default()))
}

/// The form of a step with what is wrong in it, if anything is.
fn checked(t: Texts, values: &FormValues, to: OrderState) -> Result<Option<CancelReason>, Box<StepForm>> {
    let long = |name: &str, max: usize| {
        let text = values.get(name);
        let error = (text.chars().count() > max).then(|| t.get("fault-too-long").into());
        Value { value: text.to_owned(), error }
    };
    let reason = CancelReason::from_code(values.get("reason"));
    // The reason's own words stand before the note.
    let room = reason.map_or(0, |reason| t.get(reason.text()).chars().count() + 2);
    let mut form = StepForm {
        carrier: long("carrier", 100),
        tracking: long("tracking", 200),
        reason: Value::new(values.get("reason")),
        note: long("note", MAX_NOTE - room),
    };
    if to == OrderState::Cancelled {
        if reason.is_none() {
            form.reason.error = Some(t.get("handlers-reason").into());
        } else if reason == Some(CancelReason::Other) && form.note.value.trim().is_empty() {
            form.note.error = Some(t.get("fault-needed").into());
        }
    }
    let wrong = [&form.carrier, &form.tracking, &form.reason, &form.note].iter().any(|value| value.error.is_some());
    if wrong { Err(Box::new(form)) } else { Ok(reason) }
}

/// What the order's history says of a step.
fn said(t: Texts, reason: Option<CancelReason>, note: &str) -> String {
    match (reason.map(|reason| t.get(reason.text())), note.trim()) {
        (None, note) => note.to_owned(),
        (Some(reason), "") => reason.into_owned(),
        (Some(reason), note) => format!("{reason}: {note}"),
    }
}

/// `POST /seller/{seller}/orders/{id}/state`: a step; cancelling asks first.
pub async fn step(
    State(app): State<App>,
    member: Member<EditOrders>,
    context: Context,
    Path(id): Path<OrderId>,
    values: FormValues,
) -> Result<Response, Problem> {
    let t = context.t();
    let to = OrderState::parse(values.get("to"));
    let checked = to.map(|to| checked(t, &values, to));
    let confirmed = to != Some(OrderState::Cancelled) || values.get("confirmed") == "yes";
    let (Some(to), Some(Ok(reason)), true) = (to, &checked, confirmed) else {
        let q = member.door.read().await?;
        let (desk, detail) = try_join!(Desk::open(&q, context), domain::find(&q, id).err_into())?;
        drop(q);
        return match checked {
            Some(Ok(_)) => {
                let (reason, note) = (values.get("reason"), values.get("note"));
                render(&ConfirmPage::cancel_order(desk.page, desk.shell, id, &detail.order.number, reason, note))
            }
            Some(Err(form)) => refused(&page(&app, desk, &detail, member.user, *form)),
            None => desk.conflict(at(&member).order(id)),
        };
    };
    let cancelled = to == OrderState::Cancelled;
    let note = if cancelled { said(t, *reason, values.get("note")) } else { values.get("note").trim().to_owned() };
    let text = |name| Some(values.get(name).trim()).filter(|text| !text.is_empty() && to == OrderState::Shipped);
    let step = Step { carrier: text("carrier"), tracking: text("tracking"), note: &note };
    let q = member.door.write().await?;
    match domain::step(&q, id, to, &step).await {
        Ok(()) => {
            q.commit().await?;
            app.search.nudge();
            let outcome = if cancelled { Outcome::OrderCancelled } else { Outcome::OrderMoved };
            Ok(done(&at(&member).order(id), outcome, 0).into_response())
        }
        Err(OrderError::Step { .. }) => {
            drop(q);
            Desk::open(&member.door.read().await?, context).await?.conflict(at(&member).order(id))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /seller/{seller}/orders/{id}/note`: `text`, the seller's own note.
pub async fn note(
    State(app): State<App>,
    member: Member<EditOrders>,
    context: Context,
    Path(id): Path<OrderId>,
    values: FormValues,
) -> Result<Response, Problem> {
    let text = values.get("text").replace("\r\n", "\n");
    let q = member.door.write().await?;
    match domain::set_note(&q, id, text.trim()).await {
        Ok(()) => {
            q.commit().await?;
            Ok(done(&at(&member).order(id), Outcome::NoteSaved, 0).into_response())
        }
        Err(OrderError::Invalid { .. }) => {
            drop(q);
            let error = Some(context.t().get("fault-too-long").into());
            let q = member.door.read().await?;
            let (desk, detail) = try_join!(Desk::open(&q, context), domain::find(&q, id).err_into())?;
            drop(q);
            let page = page(&app, desk, &detail, member.user, StepForm::default());
            refused(&OrderPage { note: Value { value: text, error }, ..page })
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use types::Language;

    use super::*;

    #[test]
    fn cancelling_needs_a_reason_and_another_reason_a_note() {
        let t = Texts::of(Language::En);
        let form = |reason: &'static str, note: &'static str| FormValues::new([("reason", reason), ("note", note)]);
        let wrong = |values: &FormValues| checked(t, values, OrderState::Cancelled).err();
        assert!(wrong(&form("", "")).is_some_and(|f| f.reason.error.is_some()));
        assert!(wrong(&form("other", " ")).is_some_and(|f| f.note.error.is_some()));
        assert!(wrong(&form("other", "lost")).is_none() && wrong(&form("buyer_asked", "")).is_none());
        assert!(checked(t, &form("", ""), OrderState::Confirmed).is_ok());
        let reason = t.get(CancelReason::OutOfStock.text());
        assert_eq!(said(t, Some(CancelReason::OutOfStock), "sorry"), format!("{reason}: sorry"));
    }

    #[test]
    fn a_note_leaves_room_for_its_reason() {
        let t = Texts::of(Language::De);
        let note = "x".repeat(MAX_NOTE);
        let values = FormValues::new([("reason", "out_of_stock"), ("note", note.as_str())]);
        assert!(checked(t, &values, OrderState::Cancelled).is_err());
        assert!(checked(t, &FormValues::new([("tracking", "9".repeat(201))]), OrderState::Shipped).is_err());
    }
}
