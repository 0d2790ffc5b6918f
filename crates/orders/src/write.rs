//! Writing an order down: on the seller's side, and on the buyer's. A handful of statements whatever the number of lines.

use jiff::Timestamp;
use serde_json::{Value, json};
use tenancy::{
    DbError, Scope, Write,
    class::{Checkout, SellerBound},
    statements,
};
use types::{
    BuyerId, Currency, Language, LineId, OrderId, ProductId, PurchaseId, RecordId, SellerId, UserId, VariantId,
};

use crate::{Contact, Draft, SellerPart, number::number};

statements! {
    fn insert_order(
        seller: SellerId, id: OrderId, number: &str, channel: &str, purchase: Option<PurchaseId>, buyer: Option<BuyerId>, currency: Currency,
        items: i64, shipping: i64, tax: i64, total: i64, language: Language, note: &str, shipping_rate: i32, shipping_tax: i64, at: Option<Timestamp>
    ) -> Count for Checkout | Seller =
        "INSERT INTO orders (seller_id, id, number, channel, purchase_id, buyer_id, state, currency, items_total, shipping, tax_total, total, language, note, shipping_tax_rate, shipping_tax, placed_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'placed', $7, $8, $9, $10, $11, $12, $13, $14, $15, coalesce($16, now()))";
    fn insert_order_lines(
        seller: SellerId, order: OrderId, ids: &[LineId], products: &[ProductId], variants: &[VariantId], skus: &[&str], titles: &[&str],
        options: &[Value], images: &[Option<&str>], quantities: &[i32], prices: &[i64], totals: &[i64], rates: &[i32], taxes: &[i64]
    ) -> Count for Checkout | Seller =
        "INSERT INTO order_lines (seller_id, order_id, id, product_id, variant_id, external_id, title, options, image, quantity, unit_price, total, tax_rate, tax)
         SELECT $1, $2, l.* FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::jsonb[], $9::text[], $10::int[], $11::bigint[], $12::bigint[], $13::int[], $14::bigint[]) l";
    fn insert_order_contact(
        seller: SellerId, id: OrderId, email: Option<&str>, name: &str, phone: Option<&str>, street: &str, extra: Option<&str>, postal_code: &str, city: &str, country: &str
    ) -> Count for Checkout | Seller =
        "INSERT INTO order_contacts (seller_id, id, email, name, phone, street, extra, postal_code, city, country) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    fn insert_order_event(seller: SellerId, id: RecordId, order: OrderId, from: Option<&str>, to: &str, actor: Option<UserId>, note: &str, at: Option<Timestamp>) -> Count for Checkout | Seller =
        "INSERT INTO order_events (seller_id, id, order_id, from_state, to_state, actor_id, note, at) VALUES ($1, $2, $3, $4, $5, $6, $7, coalesce($8, now()))";
    fn insert_purchase(
        buyer: BuyerId, id: PurchaseId, number: &str, currency: Currency, items: i64, shipping: i64, tax: i64, total: i64, language: Language, token_hash: &[u8], at: Option<Timestamp>
    ) -> Count for Checkout =
        "INSERT INTO purchases (buyer_id, id, number, currency, items_total, shipping_total, tax_total, total, language, token_hash, placed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, coalesce($11, now()))";
    fn insert_purchase_contact(
        buyer: BuyerId, id: PurchaseId, email: &str, name: &str, phone: Option<&str>, street: &str, extra: Option<&str>, postal_code: &str, city: &str, country: &str
    ) -> Count for Checkout =
        "INSERT INTO purchase_contacts (buyer_id, id, email, name, phone, street, extra, postal_code, city, country) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    fn insert_purchase_orders(
        buyer: BuyerId, purchase: PurchaseId, ids: &[OrderId], sellers: &[SellerId], names: &[&str], slugs: &[&str], numbers: &[String],
        items: &[i64], shipping: &[i64], taxes: &[i64], shipping_rates: &[i32], shipping_taxes: &[i64]
    ) -> Count for Checkout =
        "INSERT INTO purchase_orders (buyer_id, purchase_id, id, seller_id, seller_name, seller_slug, number, state, items_total, shipping, tax_total, shipping_tax_rate, shipping_tax)
         SELECT $1, $2, o.id, o.seller, o.name, o.slug, o.number, 'placed', o.items, o.shipping, o.tax, o.shipping_rate, o.shipping_tax
         FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[], $11::int[], $12::bigint[])
              AS o(id, seller, name, slug, number, items, shipping, tax, shipping_rate, shipping_tax)";
    fn insert_purchase_lines(
        buyer: BuyerId, ids: &[LineId], orders: &[OrderId], products: &[ProductId], variants: &[VariantId], handles: &[&str], titles: &[&str],
        options: &[Value], images: &[Option<&str>], quantities: &[i32], prices: &[i64], totals: &[i64], rates: &[i32], taxes: &[i64]
    ) -> Count for Checkout =
        "INSERT INTO purchase_lines (buyer_id, id, order_id, product_id, variant_id, handle, title, options, image, quantity, unit_price, total, tax_rate, tax)
         SELECT $1, l.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::jsonb[], $9::text[], $10::int[], $11::bigint[], $12::bigint[], $13::int[], $14::bigint[]) l";
    fn insert_purchase_events(buyer: BuyerId, ids: &[RecordId], orders: &[OrderId], at: Option<Timestamp>) -> Count for Checkout =
        "INSERT INTO purchase_events (buyer_id, id, order_id, state, at) SELECT $1, e.id, e.order_id, 'placed', coalesce($4, now()) FROM unnest($2::uuid[], $3::uuid[]) AS e(id, order_id)";
    fn insert_payment(buyer: BuyerId, id: RecordId, purchase: PurchaseId, provider: &str, state: &str, amount: i64, currency: Currency, reference: &str) -> Count for Checkout =
        "INSERT INTO purchase_payments (buyer_id, id, purchase_id, provider, state, amount, currency, reference) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
}

/// The columns that an order's lines and their copy in the purchase share.
struct Columns<'a> {
    ids: Vec<LineId>,
    products: Vec<ProductId>,
    variants: Vec<VariantId>,
    handles: Vec<&'a str>,
    skus: Vec<&'a str>,
    titles: Vec<&'a str>,
    options: Vec<Value>,
    images: Vec<Option<&'a str>>,
    quantities: Vec<i32>,
    prices: Vec<i64>,
    totals: Vec<i64>,
    rates: Vec<i32>,
    taxes: Vec<i64>,
}

fn columns<'a>(parts: impl Iterator<Item = &'a SellerPart>) -> Columns<'a> {
    let lines: Vec<_> = parts.flat_map(|p| &p.lines).collect();
    Columns {
        ids: lines.iter().map(|_| LineId::new()).collect(),
        products: lines.iter().map(|l| l.product).collect(),
        variants: lines.iter().map(|l| l.variant).collect(),
        handles: lines.iter().map(|l| l.handle.as_str()).collect(),
        skus: lines.iter().map(|l| l.sku.as_str()).collect(),
        titles: lines.iter().map(|l| l.title.as_str()).collect(),
        options: lines.iter().map(|l| json!(l.options)).collect(),
        images: lines.iter().map(|l| l.image.as_deref()).collect(),
        quantities: lines.iter().map(|l| i32::try_from(l.quantity).unwrap_or(i32::MAX)).collect(),
        prices: lines.iter().map(|l| l.unit_price.minor).collect(),
        totals: lines.iter().map(|l| l.total.minor).collect(),
        rates: lines.iter().map(|l| l.tax_rate.basis_points()).collect(),
        taxes: lines.iter().map(|l| l.tax.minor).collect(),
    }
}

/// What an order has besides its part.
pub(crate) struct OrderHead<'a> {
    pub channel: &'a str,
    pub purchase: Option<PurchaseId>,
    pub buyer: Option<BuyerId>,
    pub language: Language,
    pub contact: &'a Contact,
    pub actor: Option<UserId>,
    /// The seller's own note.
    pub note: &'a str,
    /// What the order's first event says.
    pub message: &'a str,
    /// When it was placed; now, where nothing is said.
    pub at: Option<Timestamp>,
}

/// The seller's side of an order: one round trip.
pub(crate) async fn order<C: SellerBound>(
    q: &Scope<C, Write>,
    part: &SellerPart,
    head: &OrderHead<'_>,
) -> Result<(), DbError> {
    let (seller, id, contact) = (q.seller(), part.order, head.contact);
    let c = columns(std::iter::once(part));
    let number = number(id.0);
    futures_util::try_join!(
        insert_order(
            q,
            seller,
            id,
            &number,
            head.channel,
            head.purchase,
            head.buyer,
            part.items.currency,
            part.items.minor,
            part.shipping.minor,
            part.tax.minor,
            part.total.minor,
            head.language,
            head.note,
            part.shipping_rate.basis_points(),
            part.shipping_tax.minor,
            head.at
        ),
        insert_order_lines(
            q,
            seller,
            id,
            &c.ids,
            &c.products,
            &c.variants,
            &c.skus,
            &c.titles,
            &c.options,
            &c.images,
            &c.quantities,
            &c.prices,
            &c.totals,
            &c.rates,
            &c.taxes
        ),
        insert_order_contact(
            q,
            seller,
            id,
            contact.email.as_deref(),
            &contact.name,
            contact.phone.as_deref(),
            &contact.street,
            contact.extra.as_deref(),
            &contact.postal_code,
            &contact.city,
            &contact.country
        ),
        insert_order_event(q, seller, RecordId::new(), id, None, "placed", head.actor, head.message, head.at),
    )?;
    Ok(())
}

/// What is written of a payment: begun, or to be begun once the purchase stands.
pub(crate) struct Begun<'a> {
    pub provider: &'a str,
    pub state: &'a str,
    pub reference: &'a str,
}

/// The buyer's side of a purchase: one round trip. Statements reach the server in the order in which they are joined, so
/// the purchase is there before what refers to it.
pub(crate) async fn purchase(
    q: &Scope<Checkout, Write>,
    draft: &Draft,
    contact: &Contact,
    language: Language,
    token_hash: &[u8],
    payment: &Begun<'_>,
    at: Option<Timestamp>,
) -> Result<(), DbError> {
    let (buyer, id) = (q.buyer(), draft.purchase);
    let number = number(id.0);
    let Draft { currency, items, shipping, tax, total, .. } = draft;
    let email = contact.email.as_deref().unwrap_or_default();
    let (phone, extra) = (contact.phone.as_deref(), contact.extra.as_deref());
    let Contact { name, street, postal_code, city, country, .. } = contact;
    futures_util::try_join!(
        insert_purchase(
            q,
            buyer,
            id,
            &number,
            *currency,
            items.minor,
            shipping.minor,
            tax.minor,
            total.minor,
            language,
            token_hash,
            at
        ),
        insert_purchase_contact(q, buyer, id, email, name, phone, street, extra, postal_code, city, country),
        copies(q, draft, at),
        insert_payment(
            q,
            buyer,
            RecordId::new(),
            id,
            payment.provider,
            payment.state,
            total.minor,
            *currency,
            payment.reference
        ),
    )?;
    Ok(())
}

/// The buyer's copies of the orders, with their lines and first events.
async fn copies(q: &Scope<Checkout, Write>, draft: &Draft, at: Option<Timestamp>) -> Result<(), DbError> {
    let (buyer, id, parts) = (q.buyer(), draft.purchase, &draft.parts);
    let c = columns(parts.iter());
    let line_orders: Vec<_> = parts.iter().flat_map(|p| p.lines.iter().map(|_| p.order)).collect();
    let orders: Vec<_> = parts.iter().map(|p| p.order).collect();
    let sellers: Vec<_> = parts.iter().map(|p| p.shop.seller).collect();
    let names: Vec<_> = parts.iter().map(|p| p.shop.name.as_str()).collect();
    let slugs: Vec<_> = parts.iter().map(|p| p.shop.slug.as_str()).collect();
    let numbers: Vec<_> = orders.iter().map(|o| number(o.0)).collect();
    let items: Vec<_> = parts.iter().map(|p| p.items.minor).collect();
    let shipping: Vec<_> = parts.iter().map(|p| p.shipping.minor).collect();
    let taxes: Vec<_> = parts.iter().map(|p| p.tax.minor).collect();
    let shipping_rates: Vec<_> = parts.iter().map(|p| p.shipping_rate.basis_points()).collect();
    let shipping_taxes: Vec<_> = parts.iter().map(|p| p.shipping_tax.minor).collect();
    let events: Vec<_> = orders.iter().map(|_| RecordId::new()).collect();
    futures_util::try_join!(
        insert_purchase_orders(
            q,
            buyer,
            id,
            &orders,
            &sellers,
            &names,
            &slugs,
            &numbers,
            &items,
            &shipping,
            &taxes,
            &shipping_rates,
            &shipping_taxes
        ),
        insert_purchase_lines(
            q,
            buyer,
            &c.ids,
            &line_orders,
            &c.products,
            &c.variants,
            &c.handles,
            &c.titles,
            &c.options,
            &c.images,
            &c.quantities,
            &c.prices,
            &c.totals,
            &c.rates,
            &c.taxes
        ),
        insert_purchase_events(q, buyer, &events, &orders, at),
    )?;
    Ok(())
}
