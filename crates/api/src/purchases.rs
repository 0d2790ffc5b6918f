//! Checkout and the buyer's purchases.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use jiff::Timestamp;
use orders::{
    ContactInput,
    checkout::{self, Agreed, Placement},
    purchase,
};
use serde::{Deserialize, Serialize};
use types::{Currency, Money, OrderId, ProductId, PurchaseId, SellerId, TaxRate, VariantId};
use utoipa::ToSchema;
use web_kit::{App, Cursor, FieldError, Json, Page, PageParams, Path, PreferredLanguage, Problem, Who};

use crate::seller_orders::OrderStateName;

/// The header that makes a request safe to repeat.
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Where the goods go.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Needed in a shop; optional for an order entered by hand.
    #[serde(default)]
    pub email: String,
    /// First and last name.
    pub name: String,
    /// For the carrier.
    #[serde(default)]
    pub phone: String,
    /// Street and number.
    pub street: String,
    /// Company, floor, c/o.
    #[serde(default)]
    pub extra: String,
    /// As the country writes it.
    pub postal_code: String,
    /// The city.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

impl From<&Address> for ContactInput {
    fn from(a: &Address) -> Self {
        Self {
            email: a.email.clone(),
            name: a.name.clone(),
            phone: a.phone.clone(),
            street: a.street.clone(),
            extra: a.extra.clone(),
            postal_code: a.postal_code.clone(),
            city: a.city.clone(),
            country: a.country.clone(),
        }
    }
}

/// The contact, or every fault of it.
pub(crate) fn contact(address: &Address, email_needed: bool) -> Result<orders::Contact, Problem> {
    let input = ContactInput::from(address);
    let faults: Vec<_> = input
        .faults(email_needed)
        .into_iter()
        .map(|(field, message)| FieldError::new(format!("address.{field}"), message))
        .collect();
    if faults.is_empty() { Ok(input.check(email_needed)?) } else { Err(Problem::unprocessable(faults)) }
}

/// The key of the request, or why there is none.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<&str, Problem> {
    let wrong = || {
        Problem::unprocessable(vec![FieldError::new(
            "Idempotency-Key",
            "send a header of 1 to 200 characters, the same when you repeat the request",
        )])
    };
    headers
        .get(IDEMPOTENCY_KEY)
        .and_then(|k| k.to_str().ok())
        .map(str::trim)
        .filter(|k| (1..=200).contains(&k.len()))
        .ok_or_else(wrong)
}

/// A checkout of the whole cart, on invoice.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Checkout {
    /// Where the goods go.
    address: Address,
    /// A word to the sellers, 2,000 characters at most.
    #[serde(default)]
    note: String,
    /// What the buyer was shown as `total` of each of the cart's purchases, one per currency. Where it comes to something
    /// else by now nothing is ordered: 409 `review_changed`. Without it the cart is ordered as it stands, at the prices
    /// that were confirmed in it.
    #[serde(default)]
    expected_totals: Option<Vec<Money>>,
}

/// The purchases that were made.
#[derive(Serialize, ToSchema)]
pub struct PlacedBody {
    /// One per currency.
    purchases: Vec<PlacedPurchase>,
}

/// A purchase that was made.
#[derive(Serialize, ToSchema)]
pub struct PlacedPurchase {
    id: PurchaseId,
    number: String,
    /// Opens this purchase and the others of the same checkout without signing in, at `/p/{token}`. None where the request
    /// was a repetition.
    token: Option<String>,
}

/// A purchase in the list.
#[derive(Serialize, ToSchema)]
pub struct PurchaseSummary {
    id: PurchaseId,
    number: String,
    total: Money,
    #[schema(value_type = String, format = DateTime)]
    placed_at: Timestamp,
    orders: Vec<PurchaseOrderBody>,
    /// Pieces in all of it.
    pieces: i64,
}

/// One seller's part.
#[derive(Serialize, ToSchema)]
pub struct PurchaseOrderBody {
    id: OrderId,
    number: String,
    seller: SellerId,
    seller_name: String,
    /// Where it is.
    #[schema(value_type = OrderStateName)]
    state: String,
    items: Money,
    shipping: Money,
    carrier: Option<String>,
    tracking: Option<String>,
}

/// A line.
#[derive(Serialize, ToSchema)]
pub struct PurchaseLineBody {
    order: OrderId,
    product: ProductId,
    variant: VariantId,
    title: String,
    options: serde_json::Value,
    quantity: i32,
    unit_price: Money,
    total: Money,
    /// Basis points.
    tax_rate: i32,
}

/// A purchase with all that belongs to it.
#[derive(Serialize, ToSchema)]
pub struct PurchaseBody {
    #[serde(flatten)]
    summary: PurchaseSummary,
    lines: Vec<PurchaseLineBody>,
    items: Money,
    shipping: Money,
    tax: Money,
    address: Address,
    /// `invoice`.
    payment: Option<String>,
    /// How far the payment is.
    #[schema(value_type = Option<PaymentStateName>)]
    payment_state: Option<String>,
    /// VAT contained in `total`, by rate.
    taxes: Vec<TaxBody>,
    /// The other purchases of the same checkout, in other currencies.
    siblings: Vec<PurchaseId>,
}

/// VAT of one rate.
#[derive(Serialize, ToSchema)]
pub struct TaxBody {
    /// Basis points.
    rate: i32,
    tax: Money,
}

/// VAT by rate.
pub(crate) fn taxes(sums: Vec<(TaxRate, Money)>) -> Vec<TaxBody> {
    sums.into_iter().map(|(rate, tax)| TaxBody { rate: rate.basis_points(), tax }).collect()
}

/// How far a payment is.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[allow(dead_code, missing_docs)] // it describes what the domain names
pub enum PaymentStateName {
    New,
    Pending,
    Authorized,
    Paid,
    Failed,
    Cancelled,
}

fn order(o: &purchase::PurchaseOrder, currency: Currency) -> PurchaseOrderBody {
    PurchaseOrderBody {
        id: o.id,
        number: o.number.clone(),
        seller: o.seller_id,
        seller_name: o.seller_name.clone(),
        state: o.state.clone(),
        items: Money::new(o.items_total, currency),
        shipping: Money::new(o.shipping, currency),
        carrier: o.carrier.clone(),
        tracking: o.tracking.clone(),
    }
}

fn summary(p: &purchase::Purchase, orders: &[purchase::PurchaseOrder], pieces: i64) -> PurchaseSummary {
    PurchaseSummary {
        id: p.id,
        number: p.number.clone(),
        total: Money::new(p.total, p.currency),
        placed_at: p.placed_at,
        pieces,
        orders: orders.iter().map(|o| order(o, p.currency)).collect(),
    }
}

/// Order what is in the cart. The same `Idempotency-Key` never orders twice; another body under it is 422.
#[utoipa::path(post, path = "/checkout", tag = "purchases", security((), ("bearer" = [])), request_body = Checkout, params(("Idempotency-Key" = String, Header, description = "1 to 200 characters")), responses(
    (status = 201, body = PlacedBody), (status = 409, body = Problem, description = "Out of stock, no longer sold, prices or totals changed, or an empty cart"), (status = 422, body = Problem)
))]
pub async fn place(
    State(app): State<App>,
    who: Who,
    language: PreferredLanguage,
    headers: HeaderMap,
    Json(input): Json<Checkout>,
) -> Result<(StatusCode, Json<PlacedBody>), Problem> {
    let key = idempotency_key(&headers)?;
    let contact = contact(&input.address, true)?;
    if input.note.chars().count() > 2000 {
        return Err(Problem::unprocessable(vec![FieldError::new("note", "use at most 2,000 characters")]));
    }
    let buyer = who.buyer().ok_or_else(|| Problem::from(orders::OrderError::CartEmpty))?;
    let body = serde_json::to_vec(&input).map_err(Problem::internal)?;
    let placement = Placement {
        contact: &contact,
        language: language.language,
        key,
        body: &body,
        agreed: input.expected_totals.as_deref().map_or(Agreed::Cart, Agreed::Totals),
        only_seller: None,
        payment: &*app.payment,
        note: &input.note,
        at: None,
    };
    let placed = Box::pin(checkout::place(&app.pools, buyer, who.session().map(|s| s.id), &placement)).await?;
    let purchases = placed.into_iter().map(|p| PlacedPurchase { id: p.id, number: p.number, token: p.token }).collect();
    Ok((StatusCode::CREATED, Json(PlacedBody { purchases })))
}

/// The buyer's purchases, the last first.
#[utoipa::path(get, path = "/purchases", tag = "purchases", security((), ("bearer" = [])), params(PageParams), responses((status = 200, body = Page<PurchaseSummary>)))]
pub async fn list(State(app): State<App>, who: Who, page: PageParams) -> Result<Page<PurchaseSummary>, Problem> {
    let Some(door) = who.buyer_door(&app) else { return Ok(Page { items: Vec::new(), next: None }) };
    let before = page.cursor.as_ref().map(Cursor::key).transpose()?;
    let limit = i64::from(page.limit);
    let found = purchase::list(&door.read().await?, before, limit + 1).await?;
    let found = Page::from_rows(found, page.limit, |last| Cursor::of(&last.purchase.id));
    Ok(found.map(|p| summary(&p.purchase, &p.orders, p.pieces)))
}

/// A purchase.
#[utoipa::path(get, path = "/purchases/{id}", tag = "purchases", security((), ("bearer" = [])), params(("id" = PurchaseId, Path)), responses((status = 200, body = PurchaseBody), (status = 404, body = Problem)))]
pub async fn show(State(app): State<App>, who: Who, Path(id): Path<PurchaseId>) -> Result<Json<PurchaseBody>, Problem> {
    let door = who.buyer_door(&app).ok_or_else(Problem::not_found)?;
    let found = Box::pin(purchase::find(&door.read().await?, id)).await?;
    let p = &found.purchase;
    let line = |l: &purchase::PurchaseLine| PurchaseLineBody {
        order: l.order_id,
        product: l.product_id,
        variant: l.variant_id,
        title: l.title.clone(),
        options: l.options.clone(),
        quantity: l.quantity,
        unit_price: Money::new(l.unit_price, p.currency),
        total: Money::new(l.total, p.currency),
        tax_rate: l.tax_rate,
    };
    let c = &found.contact;
    let address = Address {
        email: c.email.clone(),
        name: c.name.clone(),
        phone: c.phone.clone().unwrap_or_default(),
        street: c.street.clone(),
        extra: c.extra.clone().unwrap_or_default(),
        postal_code: c.postal_code.clone(),
        city: c.city.clone(),
        country: c.country.clone(),
    };
    Ok(Json(PurchaseBody {
        summary: summary(p, &found.orders, found.lines.iter().map(|l| i64::from(l.quantity)).sum()),
        lines: found.lines.iter().map(line).collect(),
        items: Money::new(p.items_total, p.currency),
        shipping: Money::new(p.shipping_total, p.currency),
        tax: Money::new(p.tax_total, p.currency),
        address,
        payment: found.payment.as_ref().map(|p| p.provider.clone()),
        payment_state: found.payment.as_ref().map(|p| p.state.clone()),
        taxes: taxes(found.taxes()),
        siblings: found.siblings.iter().map(|s| s.id).collect(),
    }))
}
