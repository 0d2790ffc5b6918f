//! A month of purchases in the demo, through the checkout that buyers go through.

use std::num::NonZeroUsize;

use ::orders::{
    Contact, ContactInput, OrderError, OrderState, cart,
    checkout::{self, Agreed, Placement},
    order, order_list, purchase,
};
use catalog::shelf;
use jiff::{Timestamp, ToSpan};
use tenancy::Pools;
use types::{BuyerId, Language, ProductId, SellerId, UserId, VariantId};

use crate::error::CommandError;

/// Purchases in all; each takes something of every shop that sells.
pub const PURCHASES: i64 = 18;
/// Days over which they are spread, the last one today.
const DAYS: i64 = 29;
/// Of each shop's newest products so many are bought.
const RANGE: usize = 40;

/// Something that can be bought.
struct Goods {
    seller: SellerId,
    product: ProductId,
    variant: VariantId,
}

/// Places what is missing, the oldest first.
pub async fn place(pools: &Pools, buyer: BuyerId, sellers: &[(SellerId, Option<UserId>)]) -> Result<(), CommandError> {
    let mut goods = Vec::new();
    for (seller, _) in sellers {
        goods.push(on_sale(pools, *seller).await?);
    }
    let Some(fewest) = goods.iter().map(Vec::len).min().and_then(NonZeroUsize::new) else { return Ok(()) };
    let known = purchase::list(&pools.buyer(buyer, None).read().await?, None, PURCHASES).await?.len();
    let contact = contact()?;
    for number in i64::try_from(known).unwrap_or(PURCHASES)..PURCHASES {
        let at = usize::try_from(number).unwrap_or_default();
        for (shop, goods) in goods.iter().enumerate() {
            // A stride that shares no divisor with most ranges: neither the same goods each time nor neighbours.
            let chosen = &goods[(at * 7 + shop * 3) % fewest];
            let pieces = u32::try_from(1 + (at + shop) % 3).unwrap_or(1);
            put_in_cart(pools, buyer, chosen, pieces).await?;
        }
        let back = (PURCHASES - 1 - number) * DAYS / (PURCHASES - 1);
        let key = format!("demo-{number}");
        let when = Timestamp::now() - (back * 24 + (number * 5) % 7).hours();
        let input = Placement {
            contact: &contact,
            language: Language::En,
            key: &key,
            body: key.as_bytes(),
            agreed: Agreed::Cart,
            only_seller: None,
            payment: &money::Invoice,
            note: "",
            at: Some(when),
        };
        checkout::place(pools, buyer, None, &input).await?;
    }
    for (seller, owner) in sellers {
        if let Some(owner) = owner {
            move_on(pools, *seller, *owner).await?;
        }
    }
    println!("  {PURCHASES} purchases over {} days", DAYS + 1);
    Ok(())
}

/// What a shop has on its shelf, one variant of each product.
async fn on_sale(pools: &Pools, seller: SellerId) -> Result<Vec<Goods>, CommandError> {
    let q = pools.public().read().await?;
    let mut goods = Vec::new();
    for card in shelf::newest_of(&q, seller, None, Language::En, RANGE).await? {
        let product = shelf::product(&q, card.seller_slug.as_str(), &card.handle, Language::En).await?;
        let chosen = product.as_ref().and_then(|p| p.chosen(None)).filter(|variant| variant.in_stock);
        goods.extend(chosen.map(|v| Goods { seller, product: card.product, variant: v.id }));
    }
    Ok(goods)
}

async fn put_in_cart(pools: &Pools, buyer: BuyerId, goods: &Goods, pieces: u32) -> Result<(), CommandError> {
    let q = pools.buyer(buyer, None).write().await?;
    match cart::add(&q, goods.seller, goods.product, goods.variant, pieces).await {
        Ok(()) => Ok(q.commit().await?),
        Err(OrderError::OutOfStock(_)) => Ok(()), // the other shops' goods are enough
        Err(error) => Err(error.into()),
    }
}

fn contact() -> Result<Contact, CommandError> {
    let input = ContactInput {
        email: super::BUYER.email.to_owned(),
        name: "Demo Buyer".to_owned(),
        street: "Musterweg 1".to_owned(),
        postal_code: "1234".to_owned(),
        city: "Luxemburg".to_owned(),
        country: "LU".to_owned(),
        ..ContactInput::default()
    };
    Ok(input.check(true)?)
}

/// How far orders are by now, the newest first; the older ones have arrived.
const PROGRESS: &[&[OrderState]] = {
    use OrderState::{Cancelled, Confirmed, Packed, Shipped};
    &[&[], &[], &[], &[Confirmed], &[Confirmed, Packed], &[Confirmed, Shipped], &[Confirmed, Shipped], &[Cancelled]]
};
const ARRIVED: &[OrderState] = &[OrderState::Confirmed, OrderState::Shipped, OrderState::Delivered];

/// Moves a seller's orders as he would have.
async fn move_on(pools: &Pools, seller: SellerId, owner: UserId) -> Result<(), CommandError> {
    let door = pools.seller(seller, owner, None);
    let filter = order_list::Filter { state: Some(OrderState::Placed), text: String::new() };
    let placed = order_list::list(&door.read().await?, &filter, None, PURCHASES).await?;
    for (age, row) in placed.iter().enumerate() {
        for to in *PROGRESS.get(age).unwrap_or(&ARRIVED) {
            let q = door.write().await?;
            let step =
                order::Step { carrier: Some("Post").filter(|_| *to == OrderState::Shipped), ..Default::default() };
            order::step(&q, row.id, *to, &step).await?;
            q.commit().await?;
        }
    }
    Ok(())
}
