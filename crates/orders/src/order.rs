//! An order as its seller sees and moves it.

use catalog::stock;
use jiff::Timestamp;
use serde_json::{Value, json};
use tenancy::{
    Mode, Scope, Write,
    class::{Seller, SellerBound},
    row, statements,
};
use types::{
    Currency, Language, LineId, Money, OrderId, ProductId, PurchaseId, RecordId, SellerId, SessionId, TaxRate, UserId,
    VariantId,
};

use crate::{OrderError, OrderState};

row! {
    /// An order as a whole.
    pub struct Order {
        /// Its id.
        id: OrderId,
        /// Its number.
        number: String,
        /// Where it came from: marketplace, shop, telephone or counter.
        channel: String,
        /// The purchase it is a part of; one entered by hand has none.
        purchase_id: Option<PurchaseId>,
        /// Where it is: a name of [`OrderState`].
        state: String,
        /// All its amounts.
        currency: Currency,
        /// Goods, minor units.
        items_total: i64,
        /// Shipping, minor units.
        shipping: i64,
        /// The rate that shipping was taxed at, basis points.
        shipping_tax_rate: i32,
        /// VAT contained in shipping, minor units.
        shipping_tax: i64,
        /// VAT contained, minor units.
        tax_total: i64,
        /// What is paid, minor units.
        total: i64,
        /// The buyer's language.
        language: Language,
        /// Who carries it.
        carrier: Option<String>,
        /// Under which number.
        tracking: Option<String>,
        /// The seller's own note.
        note: String,
        /// When it was placed.
        placed_at: Timestamp,
    }
    /// A line of it.
    pub struct OrderLine {
        /// Its id.
        id: LineId,
        /// Which product.
        product_id: ProductId,
        /// Which variant.
        variant_id: VariantId,
        /// How the seller calls the variant.
        external_id: String,
        /// Its title at the time.
        title: String,
        /// Colour, size and the like.
        options: Value,
        /// Its picture.
        image: Option<String>,
        /// How many.
        quantity: i32,
        /// For one, minor units.
        unit_price: i64,
        /// For all, minor units.
        total: i64,
        /// Basis points.
        tax_rate: i32,
        /// VAT contained in `total`.
        tax: i64,
    }
    /// Where it goes.
    pub struct OrderContact {
        /// The buyer's e-mail address.
        email: Option<String>,
        /// The name.
        name: String,
        /// For the carrier.
        phone: Option<String>,
        /// Street and number.
        street: String,
        /// A second line.
        extra: Option<String>,
        /// As the country writes it.
        postal_code: String,
        /// The city.
        city: String,
        /// ISO 3166-1 alpha-2.
        country: String,
    }
    /// A step of it.
    pub struct OrderEvent {
        /// Where it was.
        from_state: Option<String>,
        /// Where it went.
        to_state: String,
        /// Who moved it; a buyer's checkout has nobody.
        actor_id: Option<UserId>,
        /// Why.
        note: String,
        /// When.
        at: Timestamp,
    }
    struct Locked { state: String }
    struct Piece { variant_id: VariantId, quantity: i32 }
}

statements! {
    fn order(seller: SellerId, id: OrderId) -> Option<Order> for Seller | Worker =
        "SELECT id, number, channel, purchase_id, state, currency, items_total, shipping, shipping_tax_rate, shipping_tax, tax_total, total, language, carrier, tracking, note, placed_at
         FROM orders WHERE seller_id = $1 AND id = $2";
    fn lines(seller: SellerId, order: OrderId) -> Vec<OrderLine> for Seller | Worker =
        "SELECT id, product_id, variant_id, external_id, title, options, image, quantity, unit_price, total, tax_rate, tax
         FROM order_lines WHERE seller_id = $1 AND order_id = $2 ORDER BY id";
    fn contact(seller: SellerId, id: OrderId) -> Option<OrderContact> for Seller | Worker =
        "SELECT email, name, phone, street, extra, postal_code, city, country FROM order_contacts WHERE seller_id = $1 AND id = $2";
    fn events(seller: SellerId, order: OrderId) -> Vec<OrderEvent> for Seller | Worker =
        "SELECT from_state, to_state, actor_id, note, at FROM order_events WHERE seller_id = $1 AND order_id = $2 ORDER BY id";
    fn lock(seller: SellerId, id: OrderId) -> Option<Locked> for Seller = "SELECT state FROM orders WHERE seller_id = $1 AND id = $2 FOR UPDATE";
    fn pieces(seller: SellerId, order: OrderId) -> Vec<Piece> for Seller =
        "SELECT variant_id, quantity FROM order_lines WHERE seller_id = $1 AND order_id = $2 ORDER BY variant_id";
    fn update_state(seller: SellerId, id: OrderId, state: &str, carrier: Option<&str>, tracking: Option<&str>) -> Count for Seller =
        "UPDATE orders SET state = $3, carrier = coalesce($4, carrier), tracking = coalesce($5, tracking), updated_at = now() WHERE seller_id = $1 AND id = $2";
    fn update_note(seller: SellerId, id: OrderId, note: &str) -> Count for Seller = "UPDATE orders SET note = $3, updated_at = now() WHERE seller_id = $1 AND id = $2";
    fn insert_event(seller: SellerId, id: RecordId, order: OrderId, from: &str, to: &str, actor: Option<UserId>, note: &str) -> Count for Seller =
        "INSERT INTO order_events (seller_id, id, order_id, from_state, to_state, actor_id, note) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    fn carry(order: OrderId) -> Count for Seller = "SELECT carry.order_state($1)";
    pub(crate) fn audit(seller: SellerId, id: RecordId, actor: Option<UserId>, session: Option<SessionId>, action: &str, object: &str, detail: &Value) -> Count for Seller =
        "INSERT INTO audit_log (seller_id, id, actor_id, session_id, action, object_kind, object_id, detail) VALUES ($1, $2, $3, $4, $5, 'order', $6, $7)";
}

/// An order with all that belongs to it.
#[derive(Debug, Clone)]
pub struct OrderDetail {
    /// Itself.
    pub order: Order,
    /// Its lines.
    pub lines: Vec<OrderLine>,
    /// Where it goes.
    pub contact: OrderContact,
    /// Its steps, the first first.
    pub events: Vec<OrderEvent>,
}

impl OrderDetail {
    /// VAT by rate, as it was frozen when the order was placed.
    pub fn taxes(&self) -> Vec<(TaxRate, Money)> {
        let currency = self.order.currency;
        let tax = |rate, minor| Some((TaxRate::new(rate)?, Money::new(minor, currency)));
        let shipping = tax(self.order.shipping_tax_rate, self.order.shipping_tax);
        crate::tax_sums(currency, self.lines.iter().filter_map(|l| tax(l.tax_rate, l.tax)).chain(shipping))
    }
}

/// An order of the seller in scope: one round trip.
pub async fn find<C: SellerBound, M: Mode>(q: &Scope<C, M>, id: OrderId) -> Result<OrderDetail, OrderError> {
    let seller = q.seller();
    let (order, lines, contact, events) = futures_util::try_join!(
        order(q, seller, id),
        lines(q, seller, id),
        contact(q, seller, id),
        events(q, seller, id)
    )?;
    match (order, contact) {
        (Some(order), Some(contact)) => Ok(OrderDetail { order, lines, contact, events }),
        _ => Err(OrderError::NotFound),
    }
}

/// A step to take.
#[derive(Debug, Clone, Default)]
pub struct Step<'a> {
    /// Who carries it, when it is shipped.
    pub carrier: Option<&'a str>,
    /// Under which number.
    pub tracking: Option<&'a str>,
    /// Why, for the order's history.
    pub note: &'a str,
}

/// Moves an order of the seller in scope; stock and the buyer's purchase follow in the same transaction.
pub async fn step(q: &Scope<Seller, Write>, id: OrderId, to: OrderState, step: &Step<'_>) -> Result<(), OrderError> {
    for (field, text, max) in [
        ("note", step.note, 2000),
        ("carrier", step.carrier.unwrap_or_default(), 100),
        ("tracking", step.tracking.unwrap_or_default(), 200),
    ] {
        if text.chars().count() > max {
            return Err(OrderError::Invalid { field, message: format!("use at most {max} characters") });
        }
    }
    let seller = q.seller();
    let locked = lock(q, seller, id).await?.ok_or(OrderError::NotFound)?;
    let from = OrderState::parse(&locked.state).ok_or(OrderError::NotFound)?;
    if !from.may_become(to) {
        return Err(OrderError::Step { from, to });
    }
    if matches!(to, OrderState::Shipped | OrderState::Cancelled) {
        let lines: Vec<_> = pieces(q, seller, id)
            .await?
            .into_iter()
            .map(|p| stock::Line { variant: p.variant_id, quantity: p.quantity.unsigned_abs() })
            .collect();
        let lines = stock::sum(lines);
        if to == OrderState::Shipped { stock::ship(q, &lines).await? } else { stock::release(q, &lines).await? }
    }
    let who = *q.identity();
    let detail = json!({ "from": from.name(), "to": to.name() });
    let object = id.to_string();
    // `carry` reads the new state, and the statements of one scope run in the order in which they are joined.
    futures_util::try_join!(
        update_state(
            q,
            seller,
            id,
            to.name(),
            step.carrier.filter(|c| !c.is_empty()),
            step.tracking.filter(|t| !t.is_empty())
        ),
        insert_event(q, seller, RecordId::new(), id, from.name(), to.name(), who.actor, step.note),
        audit(q, seller, RecordId::new(), who.actor, who.session, "order.step", &object, &detail),
    )?;
    carry(q, id).await?;
    Ok(())
}

/// Changes the seller's own note on an order.
pub async fn set_note(q: &Scope<Seller, Write>, id: OrderId, note: &str) -> Result<(), OrderError> {
    if note.chars().count() > 2000 {
        return Err(OrderError::invalid("note", "use at most 2,000 characters"));
    }
    if update_note(q, q.seller(), id, note).await? == 0 {
        return Err(OrderError::NotFound);
    }
    let who = *q.identity();
    // what it says may tell of a person: the log keeps its length
    let detail = json!({ "characters": note.chars().count() });
    audit(q, q.seller(), RecordId::new(), who.actor, who.session, "order.note", &id.to_string(), &detail).await?;
    Ok(())
}
