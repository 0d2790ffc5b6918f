//! An order that the seller enters himself: by telephone, at the counter.

use aws_lc_rs::digest::{SHA256, digest};
use catalog::{shelf, stock};
use serde_json::json;
use tenancy::{Scope, Write, class::Seller, row, statements};
use types::{Currency, Language, Money, OrderId, RecordId, SellerId, VariantId};

use crate::{
    Contact, DraftLine, OrderError,
    draft::{self, Shop},
    order, write,
};

/// Lines of an order entered by hand, at most.
pub const MAX_LINES: usize = 100;

row! {
    struct RequestRow { body_hash: Vec<u8>, order_id: OrderId }
    struct ShopRow { name: String, slug: String, country: String, currency: Currency, language: Language, shipping_flat: i64, shipping_free_above: Option<i64> }
}

statements! {
    fn request(seller: SellerId, key: &str) -> Option<RequestRow> for Seller = "SELECT body_hash, order_id FROM order_requests WHERE seller_id = $1 AND key = $2";
    fn insert_request(seller: SellerId, key: &str, body_hash: &[u8], order: OrderId) -> Count for Seller =
        "INSERT INTO order_requests (seller_id, key, body_hash, order_id) VALUES ($1, $2, $3, $4) ON CONFLICT (seller_id, key) DO NOTHING";
    fn shop(seller: SellerId) -> One<ShopRow> for Seller =
        "SELECT name, slug, country, currency, language, shipping_flat, shipping_free_above FROM storefronts WHERE seller_id = $1";
}

/// How the order reached the seller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Somebody called.
    Telephone,
    /// Somebody stood there.
    Counter,
}

impl Channel {
    /// Its name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Telephone => "telephone",
            Self::Counter => "counter",
        }
    }
}

/// The order to enter.
pub struct Entry<'a> {
    /// How it came.
    pub channel: Channel,
    /// For whom.
    pub contact: &'a Contact,
    /// What, and how many.
    pub lines: &'a [(VariantId, u32)],
    /// What shipping costs, minor units; `None`: what the shop charges.
    pub shipping: Option<i64>,
    /// The seller's own note.
    pub note: &'a str,
    /// The same key never orders twice.
    pub key: &'a str,
    /// What was sent under the key.
    pub body: &'a [u8],
}

/// Enters an order for variants of the seller in scope, published or not, at their present prices.
pub async fn enter(q: &Scope<Seller, Write>, entry: &Entry<'_>) -> Result<OrderId, OrderError> {
    if entry.key.is_empty() || entry.key.len() > 200 {
        return Err(OrderError::invalid("Idempotency-Key", "use 1 to 200 characters"));
    }
    if entry.lines.is_empty() || entry.lines.len() > MAX_LINES {
        return Err(OrderError::invalid("lines", "use 1 to 100 lines"));
    }
    if entry.lines.iter().any(|(_, quantity)| !(1..=crate::cart::MAX_QUANTITY).contains(quantity)) {
        return Err(OrderError::invalid("quantity", "use 1 to 999"));
    }
    if entry.note.chars().count() > 2000 {
        return Err(OrderError::invalid("note", "use at most 2,000 characters"));
    }
    if entry.shipping.is_some_and(|s| !(0..=Money::MAX_PRICE).contains(&s)) {
        return Err(OrderError::invalid("shipping", "use 0 to 99,999,999,999 minor units"));
    }
    let seller = q.seller();
    let body_hash = digest(&SHA256, entry.body);
    let wanted = stock::sum(
        entry.lines.iter().map(|(variant, quantity)| stock::Line { variant: *variant, quantity: *quantity }).collect(),
    );
    let ids: Vec<_> = wanted.iter().map(|l| l.variant).collect();
    let (former, shop) = futures_util::try_join!(request(q, seller, entry.key), shop(q, seller))?;
    if let Some(former) = former {
        return repeated(&former, body_hash.as_ref());
    }
    let offered = shelf::sellable(q, &ids, shop.language).await?;
    let language = shop.language;
    let shop = Shop {
        seller,
        name: shop.name,
        slug: shop.slug,
        country: shop.country,
        currency: shop.currency,
        shipping_flat: shop.shipping_flat,
        shipping_free_above: shop.shipping_free_above,
    };
    let lines = wanted.iter().map(|line| draft_line(line, &offered, &shop)).collect::<Result<Vec<_>, _>>()?;
    let currency = lines.first().map_or(shop.currency, |l| l.total.currency);
    let part = draft::part(&shop, lines, currency, entry.shipping.map(|minor| Money::new(minor, currency)))?;
    // A second request under this key waits here for the first, and answers with its order.
    if insert_request(q, seller, entry.key, body_hash.as_ref(), part.order).await? == 0 {
        let former = request(q, seller, entry.key).await?.ok_or(OrderError::CartChanged)?;
        return repeated(&former, body_hash.as_ref());
    }
    stock::reserve(q, &wanted).await.map_err(|error| match error {
        catalog::CatalogError::OutOfStock(short) => OrderError::OutOfStock(short),
        other => other.into(),
    })?;
    let who = *q.identity();
    let head = write::OrderHead {
        channel: entry.channel.name(),
        purchase: None,
        buyer: None,
        language,
        contact: entry.contact,
        actor: who.actor,
        note: entry.note,
        message: "",
        at: None,
    };
    Box::pin(write::order(q, &part, &head)).await?;
    let detail = json!({ "channel": entry.channel.name(), "lines": part.lines.len() });
    order::audit(q, seller, RecordId::new(), who.actor, who.session, "order.enter", &part.order.to_string(), &detail)
        .await?;
    Ok(part.order)
}

fn repeated(former: &RequestRow, body_hash: &[u8]) -> Result<OrderId, OrderError> {
    if former.body_hash == body_hash { Ok(former.order_id) } else { Err(OrderError::KeyReused) }
}

fn draft_line(line: &stock::Line, offered: &[shelf::Sellable], shop: &Shop) -> Result<DraftLine, OrderError> {
    let found = offered.iter().find(|s| s.variant == line.variant).ok_or(OrderError::NotFound)?;
    let total = found.price.times(line.quantity)?;
    let tax_rate = catalog::tax::rate(&shop.country, found.tax_class);
    Ok(DraftLine {
        line: None,
        product: found.product,
        variant: found.variant,
        handle: found.handle.clone(),
        sku: found.sku.clone(),
        title: found.title.clone(),
        options: found.options.clone(),
        image: found.image.clone(),
        quantity: line.quantity,
        unit_price: found.price,
        total,
        tax_rate,
        tax: total.tax_included(tax_rate),
    })
}
