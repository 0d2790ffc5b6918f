//! From cart to order against a live database: two sellers, their walls, contention and repetition.
#![allow(clippy::unwrap_used, missing_docs)]

mod agreement;
mod amounts;
mod by_hand;
mod figures;
mod payments;

use money::{Invoice, PaymentProvider};
use orders::{
    Contact, OrderError, OrderState, cart,
    checkout::{self, Agreed, Placed, Placement},
    order::{self, Step},
    purchase,
};
use test_support::World;
use types::{BuyerId, Language};

fn contact() -> Contact {
    let text = str::to_owned;
    Contact {
        email: Some(text("buyer@example.com")),
        name: text("A Buyer"),
        phone: None,
        street: text("Street 1"),
        extra: None,
        postal_code: text("1000"),
        city: text("Luxembourg"),
        country: text("LU"),
    }
}

async fn put(world: &World, buyer: BuyerId, seller: usize, variant: usize, pieces: u32) {
    let s = world.sellers[seller];
    let q = world.pools.buyer(buyer, None).write().await.unwrap();
    cart::add(&q, s.seller, s.product, s.variants[variant], pieces).await.unwrap();
    q.commit().await.unwrap();
}

async fn place(world: &World, buyer: BuyerId, key: &str, body: &str) -> Result<Vec<Placed>, OrderError> {
    place_agreed(world, buyer, (key, body), Agreed::Cart, &Invoice).await
}

async fn place_agreed(
    world: &World,
    buyer: BuyerId,
    (key, body): (&str, &str),
    agreed: Agreed<'_>,
    payment: &dyn PaymentProvider,
) -> Result<Vec<Placed>, OrderError> {
    let contact = contact();
    let placement = Placement {
        contact: &contact,
        language: Language::De,
        key,
        body: body.as_bytes(),
        agreed,
        only_seller: None,
        payment,
        note: "please ring",
        at: None,
    };
    checkout::place(&world.pools, buyer, None, &placement).await
}

#[tokio::test]
async fn one_cart_over_two_sellers_becomes_one_purchase_and_an_order_each() {
    let world = World::start().await;
    let buyer = world.buyers[0]; // one piece of seller a is in the cart already
    put(&world, buyer, 1, 1, 2).await;
    let placed = place(&world, buyer, "k1", "body").await.unwrap();
    assert_eq!(placed.len(), 1);

    let q = world.pools.buyer(buyer, None).read().await.unwrap();
    let found = purchase::find(&q, placed[0].id).await.unwrap();
    // 10.00 of a and 2 × 12.50 of b, each with 4.90 shipping
    assert_eq!((found.purchase.items_total, found.purchase.shipping_total, found.purchase.total), (3500, 980, 4480));
    // 17 % contained: 145 + 71 of a, 363 + 71 of b
    assert_eq!(found.purchase.tax_total, 650);
    assert_eq!(found.taxes().iter().map(|(r, m)| (r.basis_points(), m.minor)).collect::<Vec<_>>(), [(1700, 650)]);
    let listed = purchase::list(&q, None, 1).await.unwrap().remove(0);
    assert_eq!((listed.purchase.id, listed.pieces, listed.orders.len()), (placed[0].id, 3, 2));
    assert_eq!(found.orders.len(), 2);
    assert!(cart::read(&q, Language::De).await.unwrap().lines.is_empty(), "the cart is empty");
    for (at, seller) in world.sellers.iter().enumerate() {
        let own = found.orders.iter().find(|o| o.seller_id == seller.seller).unwrap();
        let q = world.seller(at).read().await.unwrap();
        let order = order::find(&q, own.id).await.unwrap();
        assert_eq!((order.order.number.as_str(), order.order.items_total), (own.number.as_str(), own.items_total));
        assert_eq!(order.events[0].note, "please ring");
        assert_eq!((order.order.shipping_tax_rate, order.order.shipping_tax), (1700, 71));
        assert_eq!(order.taxes()[0].1.minor, order.order.tax_total);
        let other = found.orders.iter().find(|o| o.seller_id != seller.seller).unwrap();
        assert!(
            matches!(order::find(&q, other.id).await, Err(OrderError::NotFound)),
            "seller {at} sees the other's order"
        );
    }
    assert_eq!(world.count("SELECT FROM stock_levels WHERE reserved = 2").await, 1);
    // by its secret, and not by another buyer
    let token = placed[0].token.clone().unwrap();
    assert_eq!(purchase::of_token(&world.pools, &token).await.unwrap(), (buyer, vec![placed[0].id]));
    let q = world.buyer(1).read().await.unwrap();
    assert!(matches!(purchase::find(&q, placed[0].id).await, Err(OrderError::NotFound)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_orders_once_and_another_body_under_it_is_refused() {
    let world = World::start().await;
    let buyer = world.buyers[0];
    let (a, b, c) =
        tokio::join!(place(&world, buyer, "k", "x"), place(&world, buyer, "k", "x"), place(&world, buyer, "k", "x"));
    let ids: Vec<_> = [a, b, c].into_iter().map(|r| r.unwrap()[0].id).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(world.count("SELECT FROM purchases WHERE number NOT LIKE 'P-SEED%'").await, 1);
    assert!(matches!(place(&world, buyer, "k", "y").await, Err(OrderError::KeyReused)));
    assert!(matches!(place(&world, buyer, "k2", "x").await, Err(OrderError::CartEmpty)));
    // the key is this buyer's own
    assert_ne!(place(&world, world.buyers[1], "k", "x").await.unwrap()[0].id, ids[0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_buyers_never_get_more_than_there_is() {
    let world = World::start().await;
    let mut buyers = Vec::new();
    for _ in 0..16 {
        let buyer = BuyerId::new();
        world.oracle.execute("INSERT INTO buyers (buyer_id, language) VALUES ($1, 'en')", &[&buyer]).await.unwrap();
        put(&world, buyer, 0, 1, 1).await;
        put(&world, buyer, 1, 1, 1).await;
        buyers.push(buyer);
    }
    let placed = futures_util::future::join_all(buyers.iter().map(|b| place(&world, *b, "k", "x"))).await;
    let good = placed.iter().filter(|p| p.is_ok()).count();
    assert_eq!(good, 10, "{placed:?}");
    assert!(
        placed.iter().filter_map(|p| p.as_ref().err()).all(|e| matches!(e, OrderError::OutOfStock(_))),
        "{placed:?}"
    );
    assert_eq!(
        world.count("SELECT FROM stock_levels WHERE tracked AND (reserved > on_hand OR reserved <> 10)").await,
        0
    );
    assert_eq!(world.count("SELECT FROM purchases WHERE number NOT LIKE 'P-SEED%'").await, 10);
    assert_eq!(world.count("SELECT FROM orders WHERE number NOT LIKE 'SEED%'").await, 20);
    // who was refused still has his cart
    assert_eq!(world.count("SELECT FROM cart_lines").await, 2 + 6 * 2);
}

#[tokio::test]
async fn a_changed_price_must_be_confirmed_and_what_is_gone_removed() {
    let world = World::start().await;
    let buyer = world.buyers[0];
    let dearer = "UPDATE shelf_products SET variants = jsonb_set(variants, '{0,price}', '1100') WHERE seller_id = $1";
    world.oracle.execute(dearer, &[&world.sellers[0].seller]).await.unwrap();
    assert!(matches!(place(&world, buyer, "k", "x").await, Err(OrderError::PricesChanged)));
    let q = world.buyer(0).write().await.unwrap();
    let shown = cart::read(&q, Language::En).await.unwrap();
    assert_eq!(shown.lines[0].obstacle, Some(cart::Obstacle::PriceChanged));
    assert!(!shown.ready());
    cart::confirm_prices(&q, &shown, &[(shown.lines[0].id, 999)]).await.unwrap();
    assert!(!cart::read(&q, Language::En).await.unwrap().ready(), "another price than the one shown");
    cart::confirm_prices(&q, &shown, &[(shown.lines[0].id, 1100)]).await.unwrap();
    assert!(cart::read(&q, Language::En).await.unwrap().ready());
    q.commit().await.unwrap();
    world
        .oracle
        .execute("UPDATE storefronts SET state = 'closed' WHERE seller_id = $1", &[&world.sellers[0].seller])
        .await
        .unwrap();
    assert!(matches!(place(&world, buyer, "k", "x").await, Err(OrderError::NoLongerSold(_))));
    assert_eq!(world.count("SELECT FROM purchases WHERE number NOT LIKE 'P-SEED%'").await, 0);
}

#[tokio::test]
async fn two_currencies_become_two_purchases() {
    let world = World::start().await;
    let chf = "UPDATE shelf_products SET currency = 'CHF' WHERE seller_id = $1";
    world.oracle.execute(chf, &[&world.sellers[1].seller]).await.unwrap();
    put(&world, world.buyers[0], 1, 0, 1).await;
    let placed = place(&world, world.buyers[0], "k", "x").await.unwrap();
    assert_eq!(placed.len(), 2);
    let currencies = world
        .oracle
        .query("SELECT currency, items_total FROM purchases WHERE number NOT LIKE 'P-SEED%' ORDER BY 1", &[])
        .await
        .unwrap();
    let currencies: Vec<(String, i64)> = currencies.iter().map(|r| (r.get(0), r.get(1))).collect();
    assert_eq!(currencies, [("CHF".to_owned(), 1000), ("EUR".to_owned(), 1000)]);
    // one token opens both, and each names the other
    assert_eq!(placed[0].token, placed[1].token);
    let (buyer, mut ids) = purchase::of_token(&world.pools, placed[0].token.as_ref().unwrap()).await.unwrap();
    ids.sort();
    let mut both = vec![placed[0].id, placed[1].id];
    both.sort();
    assert_eq!((buyer, ids), (world.buyers[0], both));
    let q = world.buyer(0).read().await.unwrap();
    let found = purchase::find(&q, placed[0].id).await.unwrap();
    assert_eq!(found.siblings.iter().map(|s| s.id).collect::<Vec<_>>(), [placed[1].id]);
    assert!(purchase::find(&q, world.sellers[0].purchase).await.unwrap().siblings.is_empty(), "of another checkout");
}

#[tokio::test]
async fn a_seller_moves_his_order_and_the_buyer_sees_it_at_once() {
    let world = World::start().await;
    let (own, other) = (world.sellers[0], world.sellers[1]);
    let q = world.seller(0).write().await.unwrap();
    assert!(matches!(
        order::step(&q, other.order, OrderState::Confirmed, &Step::default()).await,
        Err(OrderError::NotFound)
    ));
    assert!(matches!(
        order::step(&q, own.order, OrderState::Delivered, &Step::default()).await,
        Err(OrderError::Step { .. })
    ));
    drop(q);
    for to in [OrderState::Confirmed, OrderState::Packed, OrderState::Shipped] {
        let q = world.seller(0).write().await.unwrap();
        let step = Step { carrier: Some("Post"), tracking: Some("RR1"), note: "" };
        order::step(&q, own.order, to, &step).await.unwrap();
        q.commit().await.unwrap();
    }
    let q = world.buyer(0).read().await.unwrap();
    let found = purchase::find(&q, own.purchase).await.unwrap();
    assert_eq!((found.orders[0].state.as_str(), found.orders[0].tracking.as_deref()), ("shipped", Some("RR1")));
    let states: Vec<_> = found.events.iter().map(|e| e.state.as_str()).collect();
    assert_eq!(states, ["placed", "confirmed", "packed", "shipped"]);
    let q = world.buyer(1).read().await.unwrap();
    assert_eq!(purchase::find(&q, other.purchase).await.unwrap().orders[0].state, "placed");
    assert_eq!(world.count("SELECT FROM audit_log WHERE action = 'order.step'").await, 3);
}

#[tokio::test]
async fn cancelling_frees_the_stock_and_shipping_takes_it() {
    let world = World::start().await;
    put(&world, world.buyers[0], 0, 1, 3).await;
    let placed = place(&world, world.buyers[0], "k", "x").await.unwrap();
    let q = world.buyer(0).read().await.unwrap();
    let order = purchase::find(&q, placed[0].id).await.unwrap().orders[0].id;
    let stock = async || {
        let row = world
            .oracle
            .query_one(
                "SELECT on_hand, reserved FROM stock_levels WHERE variant_id = $1",
                &[&world.sellers[0].variants[1]],
            )
            .await
            .unwrap();
        (row.get::<_, i32>(0), row.get::<_, i32>(1))
    };
    assert_eq!(stock().await, (10, 3));
    let q = world.seller(0).write().await.unwrap();
    order::step(&q, order, OrderState::Cancelled, &Step { note: "sold out", ..Step::default() }).await.unwrap();
    q.commit().await.unwrap();
    assert_eq!(stock().await, (10, 0));

    put(&world, world.buyers[0], 0, 1, 4).await;
    let placed = place(&world, world.buyers[0], "k2", "x").await.unwrap();
    let q = world.buyer(0).read().await.unwrap();
    let order = purchase::find(&q, placed[0].id).await.unwrap().orders[0].id;
    for to in [OrderState::Confirmed, OrderState::Shipped] {
        let q = world.seller(0).write().await.unwrap();
        order::step(&q, order, to, &Step::default()).await.unwrap();
        q.commit().await.unwrap();
    }
    assert_eq!(stock().await, (6, 0));
}
