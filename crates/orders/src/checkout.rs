//! Checkout: one transaction makes the buyer's purchase and one order per seller, and takes the stock.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use catalog::{shelf::ShelfVariant, stock};
use jiff::Timestamp;
use money::{PaymentProvider, PaymentRequest};
use serde_json::Value;
use tenancy::{DbError, OnConstraint, Pools, Scope, Write, class::Checkout, row, statements};
use types::{BuyerId, CartLineId, Currency, Language, Money, ProductId, PurchaseId, SellerId, SessionId, VariantId};

use crate::{
    Contact, Draft, DraftLine, OrderError,
    draft::{self, OnShelf, Shop, Wanted},
    number::number,
    write,
};

/// Tries of a checkout that met another one (a deadlock, the same key, a number given twice).
const TRIES: usize = 3;

row! {
    struct WantedRow { id: CartLineId, seller_id: SellerId, product_id: ProductId, variant_id: VariantId, quantity: i32, price_seen: i64, currency: Currency }
    struct RequestRow { body_hash: Vec<u8>, purchase_ids: Vec<PurchaseId> }
    struct ShopRow { name: String, slug: String, state: String, country: String, currency: Currency, shipping_flat: i64, shipping_free_above: Option<i64> }
    struct ShelfRow { id: ProductId, handle: String, currency: Currency, image: Option<String>, variants: Value, title: Option<String> }
}

statements! {
    fn request(buyer: BuyerId, key: &str) -> Option<RequestRow> for Checkout =
        "SELECT body_hash, purchase_ids FROM purchase_requests WHERE buyer_id = $1 AND key = $2";
    fn insert_request(buyer: BuyerId, key: &str, body_hash: &[u8], purchases: &[PurchaseId]) -> Count for Checkout =
        "INSERT INTO purchase_requests (buyer_id, key, body_hash, purchase_ids) VALUES ($1, $2, $3, $4)";
    fn wanted_lines(buyer: BuyerId) -> Vec<WantedRow> for Checkout =
        "SELECT id, seller_id, product_id, variant_id, quantity, price_seen, currency FROM cart_lines WHERE buyer_id = $1 ORDER BY seller_id, variant_id LIMIT 100";
    fn delete_lines(buyer: BuyerId, ids: &[CartLineId]) -> Count for Checkout = "DELETE FROM cart_lines WHERE buyer_id = $1 AND id = ANY($2)";
    fn shop(seller: SellerId) -> Option<ShopRow> for Checkout =
        "SELECT name, slug, state, country, currency, shipping_flat, shipping_free_above FROM storefronts WHERE seller_id = $1";
    fn shelf(seller: SellerId, products: &[ProductId], languages: &[&str]) -> Vec<ShelfRow> for Checkout =
        "SELECT p.id, p.handle, p.currency, p.image, p.variants,
                (SELECT t.title FROM shelf_texts t WHERE t.seller_id = p.seller_id AND t.product_id = p.id
                 ORDER BY array_position(($3::text[])[1:1] || f.language || $3::text[], t.language) LIMIT 1) AS title
         FROM shelf_products p JOIN storefronts f ON f.seller_id = p.seller_id WHERE p.seller_id = $1 AND p.id = ANY($2)";
}

/// What the buyer sends.
pub struct Placement<'a> {
    /// Where the goods go.
    pub contact: &'a Contact,
    /// The buyer's language: of titles in the order, and of letters about it.
    pub language: Language,
    /// The same key never orders twice.
    pub key: &'a str,
    /// What was sent under the key, as bytes: other bytes under the same key are refused.
    pub body: &'a [u8],
    /// On a shop's own host: only this seller's lines.
    pub only_seller: Option<SellerId>,
    /// How it is paid.
    pub payment: &'a dyn PaymentProvider,
    /// A word to the sellers, for the orders' history.
    pub note: &'a str,
}

/// A purchase that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its id.
    pub id: PurchaseId,
    /// Its number.
    pub number: String,
    /// The secret under which a guest opens it; `None` where the request was a repetition.
    pub token: Option<String>,
}

/// Orders what is in the buyer's cart: one purchase per currency. A repetition under the same key answers the same
/// purchases and orders nothing.
pub async fn place(
    pools: &Pools,
    buyer: BuyerId,
    session: Option<SessionId>,
    input: &Placement<'_>,
) -> Result<Vec<Placed>, OrderError> {
    place_when(pools, buyer, session, (input, None)).await
}

/// The same, for a purchase of another time: of a demo, or taken over from elsewhere.
pub async fn place_at(
    pools: &Pools,
    buyer: BuyerId,
    session: Option<SessionId>,
    input: &Placement<'_>,
    when: Timestamp,
) -> Result<Vec<Placed>, OrderError> {
    place_when(pools, buyer, session, (input, Some(when))).await
}

async fn place_when(
    pools: &Pools,
    buyer: BuyerId,
    session: Option<SessionId>,
    (input, when): (&Placement<'_>, Option<Timestamp>),
) -> Result<Vec<Placed>, OrderError> {
    if input.key.is_empty() || input.key.len() > 200 {
        return Err(OrderError::invalid("Idempotency-Key", "use 1 to 200 characters"));
    }
    let mut tries = 0;
    loop {
        tries += 1;
        match Box::pin(try_place(pools, buyer, session, (input, when))).await {
            Err(OrderError::Db(error)) if tries < TRIES && may_try_again(&error) => {}
            // the same request may have emptied the cart between two statements: look again
            Err(OrderError::CartEmpty) if tries == 1 => {}
            done => return done,
        }
    }
}

fn may_try_again(error: &DbError) -> bool {
    match error {
        DbError::Contention(_) => true,
        DbError::Constraint { name, .. } => name == "purchase_requests_pkey" || name == "orders_number",
        _ => false,
    }
}

async fn try_place(
    pools: &Pools,
    buyer: BuyerId,
    session: Option<SessionId>,
    (input, when): (&Placement<'_>, Option<Timestamp>),
) -> Result<Vec<Placed>, OrderError> {
    let body_hash = digest(&SHA256, input.body);
    let mut q = pools.checkout(buyer, session).write().await?;
    let (former, wanted) = futures_util::try_join!(request(&q, buyer, input.key), wanted_lines(&q, buyer))?;
    if let Some(former) = former {
        if former.body_hash != body_hash.as_ref() {
            return Err(OrderError::KeyReused);
        }
        return Ok(former
            .purchase_ids
            .into_iter()
            .map(|id| Placed { id, number: number(id.0), token: None })
            .collect());
    }
    let wanted: Vec<_> =
        wanted.into_iter().map(Wanted::from).filter(|w| input.only_seller.is_none_or(|s| s == w.seller)).collect();
    if wanted.is_empty() {
        return Err(OrderError::CartEmpty);
    }
    let drafts = price(&mut q, &wanted, input.language).await?;
    let purchases: Vec<_> = drafts.iter().map(|d| d.purchase).collect();
    // A second request under this key waits here for the first, and is then refused and repeated.
    insert_request(&q, buyer, input.key, body_hash.as_ref(), &purchases).await?;
    take_stock(&mut q, &drafts).await?;
    let channel = if input.only_seller.is_some() { "shop" } else { "marketplace" };
    let mut placed = Vec::new();
    for draft in &drafts {
        for part in &draft.parts {
            q.enter_seller(part.shop.seller)?;
            let head = write::OrderHead {
                channel,
                purchase: Some(draft.purchase),
                buyer: Some(buyer),
                language: input.language,
                contact: input.contact,
                actor: None,
                note: "",
                message: input.note,
                at: when,
            };
            Box::pin(write::order(&q, part, &head)).await?;
        }
        placed.push(Box::pin(write_purchase(&q, draft, input, when)).await?);
    }
    let lines: Vec<_> = wanted.iter().map(|w| w.line).collect();
    if delete_lines(&q, buyer, &lines).await? != lines.len() as u64 {
        return Err(OrderError::CartChanged); // another checkout was faster
    }
    q.commit().await?;
    Ok(placed)
}

impl From<WantedRow> for Wanted {
    fn from(row: WantedRow) -> Self {
        let seen = Money::new(row.price_seen, row.currency);
        Self {
            line: row.id,
            seller: row.seller_id,
            product: row.product_id,
            variant: row.variant_id,
            quantity: row.quantity.unsigned_abs(),
            seen,
        }
    }
}

/// Prices the lines, seller by seller: what is gone or costs something else stops the checkout.
async fn price(
    q: &mut Scope<Checkout, Write>,
    wanted: &[Wanted],
    language: Language,
) -> Result<Vec<Draft>, OrderError> {
    let languages = draft::language_order(language);
    let mut by_seller: BTreeMap<SellerId, Vec<&Wanted>> = BTreeMap::new();
    for line in wanted {
        by_seller.entry(line.seller).or_default().push(line);
    }
    let (mut lines, mut gone) = (Vec::new(), Vec::new());
    for (seller, wanted) in by_seller {
        q.enter_seller(seller)?;
        let products: Vec<_> = wanted.iter().map(|w| w.product).collect::<BTreeSet<_>>().into_iter().collect();
        let (shop, shelf) = futures_util::try_join!(shop(q, seller), shelf(q, seller, &products, &languages))?;
        let Some(shop) = shop.filter(|s| s.state == "open").map(|s| s.named(seller)) else {
            gone.extend(wanted.iter().map(|w| w.variant));
            continue;
        };
        for line in wanted {
            match on_shelf(&shelf, line) {
                Some(found) => lines.push((shop.clone(), confirmed(draft::line(line, &shop, &found)?, line)?)),
                None => gone.push(line.variant),
            }
        }
    }
    if gone.is_empty() { draft::drafts(lines) } else { Err(OrderError::NoLongerSold(gone)) }
}

fn confirmed(line: DraftLine, wanted: &Wanted) -> Result<DraftLine, OrderError> {
    if line.unit_price == wanted.seen { Ok(line) } else { Err(OrderError::PricesChanged) }
}

fn on_shelf(shelf: &[ShelfRow], line: &Wanted) -> Option<OnShelf> {
    let row = shelf.iter().find(|r| r.id == line.product)?;
    let variant = ShelfVariant::find(&row.variants, line.variant)?;
    Some(OnShelf {
        handle: row.handle.clone(),
        title: row.title.clone()?,
        image: row.image.clone(),
        currency: row.currency,
        variant,
    })
}

impl ShopRow {
    fn named(self, seller: SellerId) -> Shop {
        let Self { name, slug, country, currency, shipping_flat, shipping_free_above, .. } = self;
        Shop { seller, name, slug, country, currency, shipping_flat, shipping_free_above }
    }
}

/// Reserves the stock of all sellers, in the order of sellers and variants over the whole cart: two checkouts never wait
/// for each other in a circle.
async fn take_stock(q: &mut Scope<Checkout, Write>, drafts: &[Draft]) -> Result<(), OrderError> {
    let mut by_seller: BTreeMap<SellerId, BTreeMap<VariantId, u32>> = BTreeMap::new();
    for part in drafts.iter().flat_map(|d| &d.parts) {
        for line in &part.lines {
            *by_seller.entry(part.shop.seller).or_default().entry(line.variant).or_default() += line.quantity;
        }
    }
    for (seller, lines) in by_seller {
        q.enter_seller(seller)?;
        let lines: Vec<_> = lines.into_iter().map(|(variant, quantity)| stock::Line { variant, quantity }).collect();
        stock::reserve(q, &lines).await.map_err(|error| match error {
            catalog::CatalogError::OutOfStock(short) => OrderError::OutOfStock(short),
            other => other.into(),
        })?;
    }
    Ok(())
}

async fn write_purchase(
    q: &Scope<Checkout, Write>,
    draft: &Draft,
    input: &Placement<'_>,
    when: Option<Timestamp>,
) -> Result<Placed, OrderError> {
    let mut secret = [0; 32];
    rand::fill(&mut secret).map_err(|_| OrderError::invalid("token", "the system gives no random numbers"))?;
    let token = URL_SAFE_NO_PAD.encode(secret);
    let number = number(draft.purchase.0);
    let payment = input
        .payment
        .begin(&PaymentRequest { purchase: draft.purchase, number: number.clone(), amount: draft.total })
        .await?;
    let hash = token_hash(&token);
    Box::pin(write::purchase(q, draft, input.contact, input.language, &hash, &payment, when))
        .await
        .on_constraint("purchases_buyer_id_fkey", || OrderError::NotFound)?;
    Ok(Placed { id: draft.purchase, number, token: Some(token) })
}

/// What the database knows of a guest's token.
pub fn token_hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    hash
}
