//! What a buyer sees of his purchases. He reads his own copies, never the sellers' orders.

use jiff::Timestamp;
use serde_json::Value;
use tenancy::{Mode, Pools, Scope, class::Buyer, row, statements};
use types::{BuyerId, Currency, Language, LineId, OrderId, ProductId, PurchaseId, SellerId, VariantId};

use crate::{OrderError, checkout::token_hash};

/// Purchases on a page, at most.
pub const MAX_PAGE: i64 = 100;

row! {
    /// A purchase as a whole.
    pub struct Purchase {
        /// Its id.
        id: PurchaseId,
        /// Its number.
        number: String,
        /// All its amounts.
        currency: Currency,
        /// Goods, minor units.
        items_total: i64,
        /// Shipping, minor units.
        shipping_total: i64,
        /// VAT contained, minor units.
        tax_total: i64,
        /// What is paid, minor units.
        total: i64,
        /// The language it was made in.
        language: Language,
        /// When.
        placed_at: Timestamp,
    }
    /// One seller's part of a purchase.
    pub struct PurchaseOrder {
        /// The order's id.
        id: OrderId,
        /// The purchase.
        purchase_id: PurchaseId,
        /// Whose.
        seller_id: SellerId,
        /// The shop's name at the time.
        seller_name: String,
        /// The shop's address at the time.
        seller_slug: String,
        /// The order's number.
        number: String,
        /// Where it is: a name of [`crate::OrderState`].
        state: String,
        /// Goods, minor units.
        items_total: i64,
        /// Shipping, minor units.
        shipping: i64,
        /// VAT contained, minor units.
        tax_total: i64,
        /// Who carries it.
        carrier: Option<String>,
        /// Under which number.
        tracking: Option<String>,
    }
    /// A line of it.
    pub struct PurchaseLine {
        /// Its id.
        id: LineId,
        /// The order it belongs to.
        order_id: OrderId,
        /// Which product.
        product_id: ProductId,
        /// Which variant.
        variant_id: VariantId,
        /// The product's address in the shop.
        handle: String,
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
    }
    /// A step of one of its orders.
    pub struct PurchaseEvent {
        /// The order.
        order_id: OrderId,
        /// Where it went.
        state: String,
        /// When.
        at: Timestamp,
    }
    /// Where it goes.
    pub struct PurchaseContact {
        /// The buyer's e-mail address.
        email: String,
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
    /// How it is paid.
    pub struct PurchasePayment {
        /// The way.
        provider: String,
        /// How far.
        state: String,
        /// How the provider knows it.
        reference: String,
    }
    struct Owner { buyer_id: BuyerId ["of the purchase's row"], purchase_id: PurchaseId ["of the purchase's row"] }
}

statements! {
    fn purchase(buyer: BuyerId, id: PurchaseId) -> Option<Purchase> for Buyer =
        "SELECT id, number, currency, items_total, shipping_total, tax_total, total, language, placed_at FROM purchases WHERE buyer_id = $1 AND id = $2";
    fn purchases(buyer: BuyerId, before: PurchaseId, limit: i64) -> Vec<Purchase> for Buyer =
        "SELECT id, number, currency, items_total, shipping_total, tax_total, total, language, placed_at FROM purchases
         WHERE buyer_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    fn purchase_orders(buyer: BuyerId, purchases: &[PurchaseId]) -> Vec<PurchaseOrder> for Buyer =
        "SELECT id, purchase_id, seller_id, seller_name, seller_slug, number, state, items_total, shipping, tax_total, carrier, tracking
         FROM purchase_orders WHERE buyer_id = $1 AND purchase_id = ANY($2) ORDER BY seller_name, id";
    fn purchase_lines(buyer: BuyerId, purchase: PurchaseId) -> Vec<PurchaseLine> for Buyer =
        "SELECT l.id, l.order_id, l.product_id, l.variant_id, l.handle, l.title, l.options, l.image, l.quantity, l.unit_price, l.total, l.tax_rate
         FROM purchase_orders o JOIN purchase_lines l ON l.buyer_id = o.buyer_id AND l.order_id = o.id WHERE o.buyer_id = $1 AND o.purchase_id = $2 ORDER BY l.id";
    fn purchase_events(buyer: BuyerId, purchase: PurchaseId) -> Vec<PurchaseEvent> for Buyer =
        "SELECT e.order_id, e.state, e.at FROM purchase_orders o JOIN purchase_events e ON e.buyer_id = o.buyer_id AND e.order_id = o.id
         WHERE o.buyer_id = $1 AND o.purchase_id = $2 ORDER BY e.at, e.id";
    fn contact(buyer: BuyerId, id: PurchaseId) -> Option<PurchaseContact> for Buyer =
        "SELECT email, name, phone, street, extra, postal_code, city, country FROM purchase_contacts WHERE buyer_id = $1 AND id = $2";
    fn payment(buyer: BuyerId, id: PurchaseId) -> Option<PurchasePayment> for Buyer =
        "SELECT provider, state, reference FROM purchase_payments WHERE buyer_id = $1 AND purchase_id = $2 ORDER BY id DESC LIMIT 1";
    fn by_token(hash: &[u8]) -> Option<Owner> for Gate = "SELECT buyer_id, purchase_id FROM gate.purchase_by_token($1)";
}

/// A purchase with all that belongs to it.
#[derive(Debug, Clone)]
pub struct PurchaseDetail {
    /// Itself.
    pub purchase: Purchase,
    /// Its orders, by the shop's name.
    pub orders: Vec<PurchaseOrder>,
    /// The lines of all orders.
    pub lines: Vec<PurchaseLine>,
    /// The steps of all orders, the first first.
    pub events: Vec<PurchaseEvent>,
    /// Where it goes.
    pub contact: PurchaseContact,
    /// How it is paid.
    pub payment: Option<PurchasePayment>,
}

/// A purchase of the buyer in scope: one round trip.
pub async fn find<M: Mode>(q: &Scope<Buyer, M>, id: PurchaseId) -> Result<PurchaseDetail, OrderError> {
    let buyer = q.buyer();
    let ids = [id];
    let (purchase, orders, lines, events, contact, payment) = futures_util::try_join!(
        purchase(q, buyer, id),
        purchase_orders(q, buyer, &ids),
        purchase_lines(q, buyer, id),
        purchase_events(q, buyer, id),
        contact(q, buyer, id),
        payment(q, buyer, id)
    )?;
    match (purchase, contact) {
        (Some(purchase), Some(contact)) => Ok(PurchaseDetail { purchase, orders, lines, events, contact, payment }),
        _ => Err(OrderError::NotFound),
    }
}

/// The purchases of the buyer in scope, the last first, each with its orders; those before `before`.
pub async fn list<M: Mode>(
    q: &Scope<Buyer, M>,
    before: Option<PurchaseId>,
    limit: i64,
) -> Result<Vec<(Purchase, Vec<PurchaseOrder>)>, OrderError> {
    let before = before.unwrap_or(PurchaseId(uuid::Uuid::max()));
    let found = purchases(q, q.buyer(), before, limit.clamp(1, MAX_PAGE)).await?;
    let ids: Vec<_> = found.iter().map(|p| p.id).collect();
    let mut orders = purchase_orders(q, q.buyer(), &ids).await?;
    Ok(found
        .into_iter()
        .map(|p| {
            let own = orders.extract_if(.., |o| o.purchase_id == p.id).collect();
            (p, own)
        })
        .collect())
}

/// Whose purchase a guest's token opens.
pub async fn of_token(pools: &Pools, token: &str) -> Result<(BuyerId, PurchaseId), OrderError> {
    let owner = by_token(&pools.gate().read().await?, &token_hash(token)).await?.ok_or(OrderError::NotFound)?;
    Ok((owner.buyer_id, owner.purchase_id))
}
