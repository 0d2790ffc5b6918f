//! The seller's orders.

use axum::http::{HeaderMap, StatusCode};
use identity::permission::{CreateOrders, EditOrders, ViewOrders};
use orders::{
    OrderState,
    by_hand::{self, Channel, Entry},
    order::{self, Step},
    order_list::{self, Filter},
};
use serde::{Deserialize, Serialize};
use types::{Money, OrderId, ProductId, VariantId};
use utoipa::{IntoParams, ToSchema};
use web_kit::{Cursor, FieldError, Json, Member, Page, PageParams, Path, Problem, Query};

use crate::purchases::{Address, TaxBody, contact, idempotency_key, taxes};

/// Which orders.
#[derive(Deserialize, IntoParams)]
pub struct OrderQuery {
    /// Only in this state.
    #[serde(default)]
    #[param(value_type = Option<OrderStateName>)]
    state: Option<String>,
    /// Part of a number, a name or an e-mail address.
    #[serde(default)]
    q: String,
}

/// An order in the list.
#[derive(Serialize, ToSchema)]
pub struct OrderSummary {
    id: OrderId,
    number: String,
    /// Where it came from.
    #[schema(value_type = OrderChannelName)]
    channel: String,
    /// Where it is.
    #[schema(value_type = OrderStateName)]
    state: String,
    total: Money,
    placed_at: String,
    name: String,
    city: String,
    country: String,
    pieces: i64,
}

/// An order with all that belongs to it.
#[derive(Serialize, ToSchema)]
pub struct OrderBody {
    id: OrderId,
    number: String,
    /// Where it came from.
    #[schema(value_type = OrderChannelName)]
    channel: String,
    /// Where it is.
    #[schema(value_type = OrderStateName)]
    state: String,
    /// Where it may go from here.
    #[schema(value_type = Vec<OrderStateName>)]
    next_states: Vec<&'static str>,
    items: Money,
    shipping: Money,
    tax: Money,
    total: Money,
    carrier: Option<String>,
    tracking: Option<String>,
    /// The seller's own note.
    note: String,
    placed_at: String,
    address: Address,
    lines: Vec<OrderLineBody>,
    /// VAT contained in `total`, by rate.
    taxes: Vec<TaxBody>,
    events: Vec<OrderEventBody>,
}

/// A line.
#[derive(Serialize, ToSchema)]
pub struct OrderLineBody {
    product: ProductId,
    variant: VariantId,
    /// How the seller calls the variant.
    external_id: String,
    title: String,
    options: serde_json::Value,
    quantity: i32,
    unit_price: Money,
    total: Money,
    /// Basis points.
    tax_rate: i32,
    tax: Money,
}

/// A step.
#[derive(Serialize, ToSchema)]
pub struct OrderEventBody {
    #[schema(value_type = Option<OrderStateName>)]
    from: Option<String>,
    #[schema(value_type = OrderStateName)]
    to: String,
    note: String,
    at: String,
}

/// Where an order shall go.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepBody {
    /// confirmed, packed, shipped, delivered or cancelled.
    state: OrderStateName,
    /// Who carries it, when it is shipped.
    #[serde(default)]
    carrier: Option<String>,
    /// Under which number.
    #[serde(default)]
    tracking: Option<String>,
    /// Why, for the order's history.
    #[serde(default)]
    note: String,
}

/// A state's name.
#[derive(Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum OrderStateName {
    Placed,
    Confirmed,
    Packed,
    Shipped,
    Delivered,
    Cancelled,
}

impl From<OrderStateName> for OrderState {
    fn from(name: OrderStateName) -> Self {
        match name {
            OrderStateName::Placed => Self::Placed,
            OrderStateName::Confirmed => Self::Confirmed,
            OrderStateName::Packed => Self::Packed,
            OrderStateName::Shipped => Self::Shipped,
            OrderStateName::Delivered => Self::Delivered,
            OrderStateName::Cancelled => Self::Cancelled,
        }
    }
}

/// Where an order came from.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[allow(dead_code, missing_docs)] // it describes what the domain names
pub enum OrderChannelName {
    Marketplace,
    Shop,
    Telephone,
    Counter,
}

/// The seller's own note.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteBody {
    /// At most 2,000 characters; nothing removes it.
    note: String,
}

/// An order entered by hand.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    /// `telephone` or `counter`.
    channel: ChannelName,
    /// For whom.
    address: Address,
    /// 1 to 100 lines.
    lines: Vec<NewOrderLine>,
    /// Minor units; what the shop charges where it is left out.
    #[serde(default)]
    shipping: Option<i64>,
    /// The seller's own note.
    #[serde(default)]
    note: String,
}

/// How it came.
#[derive(Deserialize, Serialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum ChannelName {
    Telephone,
    Counter,
}

/// A line of it.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrderLine {
    variant: VariantId,
    /// 1 to 999.
    quantity: u32,
}

/// The orders of the seller, the last first.
#[utoipa::path(get, path = "/orders", tag = "orders", security(("bearer" = [])), params(OrderQuery, PageParams), responses(
    (status = 200, body = Page<OrderSummary>), (status = 401, body = Problem), (status = 403, body = Problem)
))]
pub async fn list(
    member: Member<ViewOrders>,
    Query(query): Query<OrderQuery>,
    page: PageParams,
) -> Result<Page<OrderSummary>, Problem> {
    let state = match query.state.as_deref().filter(|s| !s.is_empty()) {
        Some(name) => Some(
            OrderState::parse(name)
                .ok_or_else(|| Problem::invalid_query(vec![FieldError::new("state", "there is no such state")]))?,
        ),
        None => None,
    };
    let before = page.cursor.as_ref().map(Cursor::key).transpose()?;
    let found = order_list::list(
        &member.door.read().await?,
        &Filter { state, text: query.q },
        before,
        i64::from(page.limit) + 1,
    )
    .await?;
    let found = Page::from_rows(found, page.limit, |last| Cursor::of(&last.id));
    Ok(found.map(|o| OrderSummary {
        id: o.id,
        number: o.number,
        channel: o.channel,
        state: o.state,
        total: Money::new(o.total, o.currency),
        placed_at: o.placed_at.to_string(),
        name: o.name,
        city: o.city,
        country: o.country,
        pieces: o.pieces,
    }))
}

fn body(found: order::OrderDetail) -> OrderBody {
    let taxes = taxes(found.taxes());
    let order::OrderDetail { order: o, lines, contact: c, events } = found;
    let money = |minor| Money::new(minor, o.currency);
    OrderBody {
        id: o.id,
        next_states: OrderState::parse(&o.state)
            .map(|s| s.next().iter().map(|n| n.name()).collect())
            .unwrap_or_default(),
        items: money(o.items_total),
        shipping: money(o.shipping),
        tax: money(o.tax_total),
        total: money(o.total),
        taxes,
        lines: lines
            .into_iter()
            .map(|l| OrderLineBody {
                product: l.product_id,
                variant: l.variant_id,
                external_id: l.external_id,
                title: l.title,
                options: l.options,
                quantity: l.quantity,
                unit_price: money(l.unit_price),
                total: money(l.total),
                tax_rate: l.tax_rate,
                tax: money(l.tax),
            })
            .collect(),
        events: events
            .into_iter()
            .map(|e| OrderEventBody { from: e.from_state, to: e.to_state, note: e.note, at: e.at.to_string() })
            .collect(),
        address: Address {
            email: c.email.unwrap_or_default(),
            name: c.name,
            phone: c.phone.unwrap_or_default(),
            street: c.street,
            extra: c.extra.unwrap_or_default(),
            postal_code: c.postal_code,
            city: c.city,
            country: c.country,
        },
        placed_at: o.placed_at.to_string(),
        number: o.number,
        channel: o.channel,
        state: o.state,
        carrier: o.carrier,
        tracking: o.tracking,
        note: o.note,
    }
}

/// An order.
#[utoipa::path(get, path = "/orders/{id}", tag = "orders", security(("bearer" = [])), params(("id" = OrderId, Path)), responses(
    (status = 200, body = OrderBody), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)
))]
pub async fn show(member: Member<ViewOrders>, Path(id): Path<OrderId>) -> Result<Json<OrderBody>, Problem> {
    Ok(Json(body(order::find(&member.door.read().await?, id).await?)))
}

/// Move an order: confirm, pack, ship, deliver, cancel. The buyer's purchase follows at once.
#[utoipa::path(post, path = "/orders/{id}/state", tag = "orders", security(("bearer" = [])), params(("id" = OrderId, Path)), request_body = StepBody, responses(
    (status = 200, body = OrderBody), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "There is no such step from where the order is"), (status = 422, body = Problem)
))]
pub async fn step(
    member: Member<EditOrders>,
    Path(id): Path<OrderId>,
    Json(input): Json<StepBody>,
) -> Result<Json<OrderBody>, Problem> {
    let q = member.door.write().await?;
    let step = Step { carrier: input.carrier.as_deref(), tracking: input.tracking.as_deref(), note: &input.note };
    order::step(&q, id, input.state.into(), &step).await?;
    q.commit().await?;
    Ok(Json(body(order::find(&member.door.read().await?, id).await?)))
}

/// Change the seller's own note on an order.
#[utoipa::path(put, path = "/orders/{id}/note", tag = "orders", security(("bearer" = [])), params(("id" = OrderId, Path)), request_body = NoteBody, responses(
    (status = 200, body = OrderBody), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)
))]
pub async fn set_note(
    member: Member<EditOrders>,
    Path(id): Path<OrderId>,
    Json(input): Json<NoteBody>,
) -> Result<Json<OrderBody>, Problem> {
    let q = member.door.write().await?;
    order::set_note(&q, id, &input.note).await?;
    q.commit().await?;
    Ok(Json(body(order::find(&member.door.read().await?, id).await?)))
}

/// Enter an order by hand: by telephone, at the counter. Safe to repeat under the same `Idempotency-Key`.
#[utoipa::path(post, path = "/orders", tag = "orders", security(("bearer" = [])), request_body = NewOrder, params(("Idempotency-Key" = String, Header, description = "1 to 200 characters")), responses(
    (status = 201, body = OrderBody), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem, description = "No such variant"),
    (status = 409, body = Problem, description = "Out of stock"), (status = 422, body = Problem)
))]
pub async fn enter(
    member: Member<CreateOrders>,
    headers: HeaderMap,
    Json(input): Json<NewOrder>,
) -> Result<(StatusCode, Json<OrderBody>), Problem> {
    let key = idempotency_key(&headers)?;
    let contact = contact(&input.address, false)?;
    let bytes = serde_json::to_vec(&input).map_err(Problem::internal)?;
    let lines: Vec<_> = input.lines.iter().map(|l| (l.variant, l.quantity)).collect();
    let channel = match input.channel {
        ChannelName::Telephone => Channel::Telephone,
        ChannelName::Counter => Channel::Counter,
    };
    let q = member.door.write().await?;
    let entry = Entry {
        channel,
        contact: &contact,
        lines: &lines,
        shipping: input.shipping,
        note: &input.note,
        key,
        body: &bytes,
    };
    let id = Box::pin(by_hand::enter(&q, &entry)).await?;
    q.commit().await?;
    Ok((StatusCode::CREATED, Json(body(order::find(&member.door.read().await?, id).await?))))
}
