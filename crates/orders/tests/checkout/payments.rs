//! Payments: asked for once the purchase stands, once per key; cancelled with the last order.

use std::sync::Mutex;

use money::{Begun, Payment, PaymentError, PaymentProvider, PaymentRequest, PaymentState};
use orders::{
    OrderError, OrderState,
    checkout::Agreed,
    order::{self, Step},
    purchase,
};
use test_support::World;

use crate::{place, place_agreed, put};

/// A gateway that gives these answers, and remembers what it was asked for.
struct Gateway {
    answers: Mutex<Vec<Result<PaymentState, PaymentError>>>,
    asked: Mutex<Vec<PaymentRequest>>,
}

impl Gateway {
    fn new(answers: Vec<Result<PaymentState, PaymentError>>) -> Self {
        Self { answers: Mutex::new(answers), asked: Mutex::default() }
    }
}

impl PaymentProvider for Gateway {
    fn name(&self) -> &'static str {
        "gateway"
    }

    fn begin<'a>(&'a self, request: &'a PaymentRequest) -> Begun<'a> {
        self.asked.lock().unwrap().push(request.clone());
        let answer = self.answers.lock().unwrap().remove(0);
        Box::pin(async move {
            answer.map(|state| Payment { provider: self.name(), state, reference: format!("gw-{}", request.number) })
        })
    }
}

async fn states(world: &World) -> Vec<String> {
    let sql = "SELECT state FROM purchase_payments WHERE reference NOT LIKE 'P-SEED%' ORDER BY id";
    world.oracle.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn a_gateway_that_does_not_answer_is_asked_again_for_the_same_purchase() {
    let world = World::start().await;
    let gateway = Gateway::new(vec![Err(PaymentError::Unavailable), Ok(PaymentState::Authorized)]);
    let buyer = world.buyers[0];
    let first = place_agreed(&world, buyer, ("k", "x"), Agreed::Cart, &gateway).await;
    assert!(matches!(first, Err(OrderError::Payment(PaymentError::Unavailable))), "{first:?}");
    assert_eq!(states(&world).await, ["new"], "the purchase stands");
    let again = place_agreed(&world, buyer, ("k", "x"), Agreed::Cart, &gateway).await.unwrap();
    assert_eq!(states(&world).await, ["authorized"]);
    place_agreed(&world, buyer, ("k", "x"), Agreed::Cart, &gateway).await.unwrap();
    let asked: Vec<_> =
        gateway.asked.lock().unwrap().iter().map(|r| (r.purchase, r.number.clone(), r.amount.minor)).collect();
    let same = (again[0].id, again[0].number.clone(), 1490);
    assert_eq!(asked, [same.clone(), same], "one id for one key, and none after it has begun");
    assert_eq!(world.count("SELECT FROM orders WHERE number NOT LIKE 'SEED%'").await, 1);
}

#[tokio::test]
async fn a_refusal_is_noted_and_a_checkout_that_fails_asks_nobody() {
    let world = World::start().await;
    let gateway = Gateway::new(vec![Err(PaymentError::Refused("no funds".into()))]);
    put(&world, world.buyers[0], 0, 1, 11).await; // ten are there
    let short = place_agreed(&world, world.buyers[0], ("k", "x"), Agreed::Cart, &gateway).await;
    assert!(matches!(short, Err(OrderError::OutOfStock(_))), "{short:?}");
    assert!(gateway.asked.lock().unwrap().is_empty());
    place_agreed(&world, world.buyers[1], ("k", "x"), Agreed::Cart, &gateway).await.unwrap();
    assert_eq!(states(&world).await, ["failed"]);
}

#[tokio::test]
async fn the_last_order_that_is_cancelled_cancels_the_payment() {
    let world = World::start().await;
    let buyer = world.buyers[0];
    put(&world, buyer, 1, 0, 1).await;
    let placed = place(&world, buyer, "k", "x").await.unwrap();
    let cancel = async |which: usize| {
        let q = world.buyer(0).read().await.unwrap();
        let found = purchase::find(&q, placed[0].id).await.unwrap();
        drop(q);
        let own = found.orders.iter().find(|o| o.seller_id == world.sellers[which].seller).unwrap();
        let q = world.seller(which).write().await.unwrap();
        order::step(&q, own.id, OrderState::Cancelled, &Step::default()).await.unwrap();
        q.commit().await.unwrap();
    };
    cancel(0).await;
    assert_eq!(states(&world).await, ["pending"], "the other order is still to be paid");
    cancel(1).await;
    assert_eq!(states(&world).await, ["cancelled"]);
    // another buyer's payment is as it was
    assert_eq!(world.count("SELECT FROM purchase_payments WHERE state = 'pending'").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_sellers_who_cancel_at_once_cancel_the_payment() {
    let world = World::start().await;
    let buyer = world.buyers[0];
    put(&world, buyer, 1, 0, 1).await;
    let placed = place(&world, buyer, "k", "x").await.unwrap();
    let q = world.buyer(0).read().await.unwrap();
    let found = purchase::find(&q, placed[0].id).await.unwrap();
    drop(q);
    let cancel = async |which: usize| {
        let own = found.orders.iter().find(|o| o.seller_id == world.sellers[which].seller).unwrap();
        let q = world.seller(which).write().await.unwrap();
        order::step(&q, own.id, OrderState::Cancelled, &Step::default()).await.unwrap();
        q.commit().await.unwrap();
    };
    tokio::join!(cancel(0), cancel(1));
    assert_eq!(states(&world).await, ["cancelled"]);
}
