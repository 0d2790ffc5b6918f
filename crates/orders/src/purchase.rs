//! What a buyer sees of his purchases. He reads his own copies, never the sellers' orders.

use jiff::Timestamp;
use serde_json::Value;
use tenancy::{Mode, Pools, Scope, class::Buyer, row, statements};
use types::{BuyerId, Currency, Language, LineId, Money, OrderId, ProductId, PurchaseId, SellerId, TaxRate, VariantId};

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
        /// The rate that shipping was taxed at, basis points.
        shipping_tax_rate: i32,
        /// VAT contained in shipping, minor units.
        shipping_tax: i64,
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
        /// VAT contained in `total`.
        tax: i64,
    }
    /// Another purchase of the same checkout: what was sold in another currency.
    pub struct Sibling {
        /// Its id.
        id: PurchaseId,
        /// Its number.
        number: String,
        /// Of `total`.
        currency: Currency,
        /// What is paid, minor units.
        total: i64,
    }
    struct Contents {
        purchase_id: PurchaseId,
        pieces: i64 ["a sum over at least one line"],
        images: Option<Vec<String>>,
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
        "SELECT id, purchase_id, seller_id, seller_name, seller_slug, number, state, items_total, shipping, shipping_tax_rate, shipping_tax, tax_total, carrier, tracking
         FROM purchase_orders WHERE buyer_id = $1 AND purchase_id = ANY($2) ORDER BY seller_name, id";
    fn purchase_lines(buyer: BuyerId, purchase: PurchaseId) -> Vec<PurchaseLine> for Buyer =
        "SELECT l.id, l.order_id, l.product_id, l.variant_id, l.handle, l.title, l.options, l.image, l.quantity, l.unit_price, l.total, l.tax_rate, l.tax
         FROM purchase_orders o JOIN purchase_lines l ON l.buyer_id = o.buyer_id AND l.order_id = o.id WHERE o.buyer_id = $1 AND o.purchase_id = $2 ORDER BY l.id";
    fn contents(buyer: BuyerId, purchases: &[PurchaseId]) -> Vec<Contents> for Buyer =
        "SELECT o.purchase_id, sum(l.quantity) AS pieces, (array_agg(l.image ORDER BY l.id) FILTER (WHERE l.image IS NOT NULL))[1:4] AS images
         FROM purchase_orders o JOIN purchase_lines l ON l.buyer_id = o.buyer_id AND l.order_id = o.id
         WHERE o.buyer_id = $1 AND o.purchase_id = ANY($2) GROUP BY o.purchase_id";
    fn siblings(buyer: BuyerId, purchase: PurchaseId) -> Vec<Sibling> for Buyer =
        "SELECT s.id, s.number, s.currency, s.total FROM purchases p JOIN purchases s ON s.buyer_id = p.buyer_id AND s.token_hash = p.token_hash AND s.id <> p.id
         WHERE p.buyer_id = $1 AND p.id = $2 ORDER BY s.id LIMIT 50";
    fn purchase_events(buyer: BuyerId, purchase: PurchaseId) -> Vec<PurchaseEvent> for Buyer =
        "SELECT e.order_id, e.state, e.at FROM purchase_orders o JOIN purchase_events e ON e.buyer_id = o.buyer_id AND e.order_id = o.id
         WHERE o.buyer_id = $1 AND o.purchase_id = $2 ORDER BY e.at, e.id";
    fn contact(buyer: BuyerId, id: PurchaseId) -> Option<PurchaseContact> for Buyer =
        "SELECT email, name, phone, street, extra, postal_code, city, country FROM purchase_contacts WHERE buyer_id = $1 AND id = $2";
    fn payment(buyer: BuyerId, id: PurchaseId) -> Option<PurchasePayment> for Buyer =
        "SELECT provider, state, reference FROM purchase_payments WHERE buyer_id = $1 AND purchase_id = $2 ORDER BY id DESC LIMIT 1";
    fn by_token(hash: &[u8]) -> Vec<Owner> for Gate = "SELECT buyer_id, purchase_id FROM gate.purchase_by_token($1)";
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
    /// The other purchases of the same checkout.
    pub siblings: Vec<Sibling>,
}

impl PurchaseDetail {
    /// VAT by rate, as it was frozen when the purchase was made.
    pub fn taxes(&self) -> Vec<(TaxRate, Money)> {
        let currency = self.purchase.currency;
        let tax = |rate, minor| Some((TaxRate::new(rate)?, Money::new(minor, currency)));
        let lines = self.lines.iter().filter_map(|l| tax(l.tax_rate, l.tax));
        let shipping = self.orders.iter().filter_map(|o| tax(o.shipping_tax_rate, o.shipping_tax));
        crate::tax_sums(currency, lines.chain(shipping))
    }
}

/// A purchase of the buyer in scope: one round trip.
pub async fn find<M: Mode>(q: &Scope<Buyer, M>, id: PurchaseId) -> Result<PurchaseDetail, OrderError> {
    let buyer = q.buyer();
    let ids = [id];
    let (purchase, orders, lines, events, contact, payment, siblings) = futures_util::try_join!(
        purchase(q, buyer, id),
        purchase_orders(q, buyer, &ids),
        purchase_lines(q, buyer, id),
        purchase_events(q, buyer, id),
        contact(q, buyer, id),
        payment(q, buyer, id),
        siblings(q, buyer, id)
    )?;
    match (purchase, contact) {
        (Some(purchase), Some(contact)) => {
            Ok(PurchaseDetail { purchase, orders, lines, events, contact, payment, siblings })
        }
        _ => Err(OrderError::NotFound),
    }
}

/// A purchase in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Itself.
    pub purchase: Purchase,
    /// Its orders, by the shop's name.
    pub orders: Vec<PurchaseOrder>,
    /// Pieces in all of it.
    pub pieces: i64,
    /// Pictures of its first lines, four at most.
    pub images: Vec<String>,
}

/// The purchases of the buyer in scope, the last first, each with its orders; those before `before`: [`MAX_PAGE`] at
/// most, and one more, by which the caller sees that there is a next page.
pub async fn list<M: Mode>(
    q: &Scope<Buyer, M>,
    before: Option<PurchaseId>,
    limit: i64,
) -> Result<Vec<Listed>, OrderError> {
    let before = before.unwrap_or(PurchaseId(uuid::Uuid::max()));
    let found = purchases(q, q.buyer(), before, limit.clamp(1, MAX_PAGE + 1)).await?;
    let ids: Vec<_> = found.iter().map(|p| p.id).collect();
    let (mut orders, contents) =
        futures_util::try_join!(purchase_orders(q, q.buyer(), &ids), contents(q, q.buyer(), &ids))?;
    let listed = found.into_iter().map(|purchase| {
        let orders = orders.extract_if(.., |o| o.purchase_id == purchase.id).collect();
        let held = contents.iter().find(|c| c.purchase_id == purchase.id);
        let images = held.and_then(|c| c.images.clone()).unwrap_or_default();
        Listed { pieces: held.map_or(0, |c| c.pieces), images, orders, purchase }
    });
    Ok(listed.collect())
}

/// Whose purchases a guest's token opens: all of one checkout, the first first.
pub async fn of_token(pools: &Pools, token: &str) -> Result<(BuyerId, Vec<PurchaseId>), OrderError> {
    let found = by_token(&pools.gate().read().await?, &token_hash(token)).await?;
    let buyer = found.first().ok_or(OrderError::NotFound)?.buyer_id;
    Ok((buyer, found.iter().filter(|owner| owner.buyer_id == buyer).map(|owner| owner.purchase_id).collect()))
}
