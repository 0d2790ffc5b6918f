//! Checkout: one transaction makes the buyer's purchase and one order per seller, and takes the stock.

use std::collections::BTreeMap;

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use catalog::stock;
use jiff::Timestamp;
use money::{PaymentProvider, PaymentRequest};
use tenancy::{DbError, OnConstraint, Pools, Scope, Write, class::Checkout, row, statements};
use types::{BuyerId, CartLineId, Currency, Language, Money, ProductId, PurchaseId, SellerId, SessionId, VariantId};

use crate::{
    Contact, Draft, OrderError,
    draft::{Wanted, review_mark},
    number::number,
    payment,
    pricing::price,
    write,
};

/// Tries of a checkout that met another one (a deadlock, a number given twice).
const TRIES: usize = 3;
/// Characters of a key, at most.
pub const MAX_KEY: usize = 200;

row! {
    struct WantedRow { id: CartLineId, seller_id: SellerId, product_id: ProductId, variant_id: VariantId, quantity: i32, price_seen: i64, currency: Currency }
    struct RequestRow { body_hash: Vec<u8>, purchase_ids: Vec<PurchaseId> }
}

statements! {
    fn request(buyer: BuyerId, key: &str) -> Option<RequestRow> for Checkout =
        "SELECT body_hash, purchase_ids FROM purchase_requests WHERE buyer_id = $1 AND key = $2";
    fn insert_request(buyer: BuyerId, key: &str, body_hash: &[u8], purchases: &[PurchaseId]) -> Count for Checkout =
        "INSERT INTO purchase_requests (buyer_id, key, body_hash, purchase_ids) VALUES ($1, $2, $3, $4) ON CONFLICT (buyer_id, key) DO NOTHING";
    fn wanted_lines(buyer: BuyerId) -> Vec<WantedRow> for Checkout =
        "SELECT id, seller_id, product_id, variant_id, quantity, price_seen, currency FROM cart_lines WHERE buyer_id = $1 ORDER BY added_at, id LIMIT 100";
    fn delete_lines(buyer: BuyerId, ids: &[CartLineId]) -> Count for Checkout = "DELETE FROM cart_lines WHERE buyer_id = $1 AND id = ANY($2)";
}

/// What the buyer has seen and agreed to. What is ordered is that, or nothing.
#[derive(Debug, Clone, Copy)]
pub enum Agreed<'a> {
    /// Whatever is in the cart, at the prices that were confirmed there.
    Cart,
    /// A review with this mark, see [`review_mark`].
    Review(&'a str),
    /// These totals, one per currency, in any order.
    Totals(&'a [Money]),
}

impl Agreed<'_> {
    fn check(&self, drafts: &[Draft]) -> Result<(), OrderError> {
        let same = match self {
            Self::Cart => true,
            Self::Review(mark) => *mark == review_mark(drafts),
            Self::Totals(totals) => {
                totals.len() == drafts.len() && drafts.iter().all(|draft| totals.contains(&draft.total))
            }
        };
        if same { Ok(()) } else { Err(OrderError::ReviewChanged) }
    }
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
    /// What he agreed to.
    pub agreed: Agreed<'a>,
    /// On a shop's own host: only this seller's lines.
    pub only_seller: Option<SellerId>,
    /// How it is paid.
    pub payment: &'a dyn PaymentProvider,
    /// A word to the sellers, for the orders' history.
    pub note: &'a str,
    /// When it was placed, for purchases of a demo or taken over from elsewhere; `None`: now.
    pub at: Option<Timestamp>,
}

/// A purchase that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its id.
    pub id: PurchaseId,
    /// Its number.
    pub number: String,
    /// The secret under which a guest opens it, and the other purchases of the same checkout; `None` where the request
    /// was a repetition.
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
    if input.key.is_empty() || input.key.len() > MAX_KEY {
        return Err(OrderError::invalid("Idempotency-Key", "use 1 to 200 characters"));
    }
    let mut tries = 0;
    let (placed, all_begun) = loop {
        tries += 1;
        match Box::pin(try_place(pools, buyer, session, input)).await {
            Err(OrderError::Db(error)) if tries < TRIES && may_try_again(&error) => {}
            // the same request may have emptied the cart between two statements: look again
            Err(OrderError::CartEmpty) if tries == 1 => {}
            done => break done?,
        }
    };
    if !all_begun {
        let ids: Vec<_> = placed.iter().map(|p| p.id).collect();
        payment::begin(pools, buyer, session, input.payment, &ids).await?;
    }
    Ok(placed)
}

/// What was ordered under a key before, and whether by the same body.
pub async fn former(
    pools: &Pools,
    buyer: BuyerId,
    session: Option<SessionId>,
    key: &str,
    body: &[u8],
) -> Result<Option<(Vec<Placed>, bool)>, OrderError> {
    let found = request(&pools.checkout(buyer, session).read().await?, buyer, key).await?;
    Ok(found.map(|former| {
        let same = former.body_hash == digest(&SHA256, body).as_ref();
        (former.placed(), same)
    }))
}

fn may_try_again(error: &DbError) -> bool {
    match error {
        DbError::Contention(_) => true,
        DbError::Constraint { name, .. } => name == "orders_number",
        _ => false,
    }
}

impl RequestRow {
    fn placed(self) -> Vec<Placed> {
        self.purchase_ids.into_iter().map(|id| Placed { id, number: number(id.0), token: None }).collect()
    }

    /// The same purchases again. Whether their payments have begun is not known here.
    fn again(self, body_hash: &[u8]) -> Result<(Vec<Placed>, bool), OrderError> {
        if self.body_hash == body_hash { Ok((self.placed(), false)) } else { Err(OrderError::KeyReused) }
    }
}

/// The purchases, and whether all their payments have begun.
async fn try_place(
    pools: &Pools,
    buyer: BuyerId,
    session: Option<SessionId>,
    input: &Placement<'_>,
) -> Result<(Vec<Placed>, bool), OrderError> {
    let body_hash = digest(&SHA256, input.body);
    let mut q = pools.checkout(buyer, session).write().await?;
    let (former, wanted) = futures_util::try_join!(request(&q, buyer, input.key), wanted_lines(&q, buyer))?;
    if let Some(former) = former {
        return former.again(body_hash.as_ref());
    }
    let wanted: Vec<_> =
        wanted.into_iter().map(Wanted::from).filter(|w| input.only_seller.is_none_or(|s| s == w.seller)).collect();
    if wanted.is_empty() {
        return Err(OrderError::CartEmpty);
    }
    let drafts = price(&mut q, &wanted, input.language).await?;
    input.agreed.check(&drafts)?;
    let purchases: Vec<_> = drafts.iter().map(|d| d.purchase).collect();
    // A second request under this key waits here for the first, and answers with its purchases.
    if insert_request(&q, buyer, input.key, body_hash.as_ref(), &purchases).await? == 0 {
        let former = request(&q, buyer, input.key).await?.ok_or(OrderError::CartChanged)?;
        return former.again(body_hash.as_ref());
    }
    take_stock(&mut q, &drafts).await?;
    // Stock may have been waited for: what was taken off the shelf meanwhile is not ordered any more.
    if review_mark(&price(&mut q, &wanted, input.language).await?) != review_mark(&drafts) {
        return Err(OrderError::ReviewChanged);
    }
    let (placed, all_begun) = write_down(&mut q, &drafts, input).await?;
    let lines: Vec<_> = wanted.iter().map(|w| w.line).collect();
    if delete_lines(&q, buyer, &lines).await? != lines.len() as u64 {
        return Err(OrderError::CartChanged); // another checkout was faster
    }
    q.commit().await?;
    Ok((placed, all_begun))
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

/// Writes every seller's order and the buyer's purchases. One token opens all of them.
async fn write_down(
    q: &mut Scope<Checkout, Write>,
    drafts: &[Draft],
    input: &Placement<'_>,
) -> Result<(Vec<Placed>, bool), OrderError> {
    let buyer = q.buyer();
    let channel = if input.only_seller.is_some() { "shop" } else { "marketplace" };
    let mut secret = [0; 32];
    rand::fill(&mut secret).map_err(|_| OrderError::invalid("token", "the system gives no random numbers"))?;
    let token = URL_SAFE_NO_PAD.encode(secret);
    let (mut placed, mut all_begun) = (Vec::new(), true);
    for draft in drafts {
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
                at: input.at,
            };
            Box::pin(write::order(q, part, &head)).await?;
        }
        let number = number(draft.purchase.0);
        all_begun &= Box::pin(write_purchase(q, draft, input, &number, &token)).await?;
        placed.push(Placed { id: draft.purchase, number, token: Some(token.clone()) });
    }
    Ok((placed, all_begun))
}

/// Writes the buyer's side; answers whether its payment has begun.
async fn write_purchase(
    q: &Scope<Checkout, Write>,
    draft: &Draft,
    input: &Placement<'_>,
    number: &str,
    token: &str,
) -> Result<bool, OrderError> {
    let request = PaymentRequest { purchase: draft.purchase, number: number.to_owned(), amount: draft.total };
    let begun = input.payment.at_once(&request);
    let payment = match &begun {
        Some(payment) => {
            write::Begun { provider: payment.provider, state: payment.state.name(), reference: &payment.reference }
        }
        None => write::Begun { provider: input.payment.name(), state: payment::NEW, reference: number },
    };
    let hash = token_hash(token);
    Box::pin(write::purchase(q, draft, input.contact, input.language, &hash, &payment, input.at))
        .await
        .on_constraint("purchases_buyer_id_fkey", || OrderError::NotFound)?;
    Ok(begun.is_some())
}

/// What the database knows of a guest's token.
pub fn token_hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    hash
}
