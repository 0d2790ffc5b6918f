//! Orders entered by hand: once per key, with amounts that can be counted; and the seller's note.

use orders::{
    OrderError,
    by_hand::{self, Channel, Entry},
    order,
};
use test_support::World;
use types::{Money, OrderId, VariantId};

use crate::contact;

async fn enter(
    world: &World,
    (key, body): (&str, &str),
    lines: &[(VariantId, u32)],
    shipping: Option<i64>,
) -> Result<OrderId, OrderError> {
    let contact = contact();
    let entry =
        Entry { channel: Channel::Counter, contact: &contact, lines, shipping, note: "", key, body: body.as_bytes() };
    let q = world.seller(0).write().await.unwrap();
    let entered = by_hand::enter(&q, &entry).await?;
    q.commit().await?;
    Ok(entered)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_at_once_is_one_order_and_another_body_is_refused() {
    let world = World::start().await;
    let lines = [(world.sellers[0].variants[1], 2)];
    let ask = || enter(&world, ("k", "x"), &lines, None);
    let (a, b, c) = tokio::join!(ask(), ask(), ask());
    let ids = [a.unwrap(), b.unwrap(), c.unwrap()];
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert!(matches!(enter(&world, ("k", "y"), &lines, None).await, Err(OrderError::KeyReused)));
    assert_eq!(world.count("SELECT FROM orders WHERE channel = 'counter'").await, 1);
    assert_eq!(world.count("SELECT FROM stock_levels WHERE reserved = 2").await, 1, "reserved once");
    let theirs = [(world.sellers[1].variants[0], 1)];
    assert!(matches!(enter(&world, ("k2", "x"), &theirs, None).await, Err(OrderError::NotFound)));
}

#[tokio::test]
async fn shipping_has_bounds() {
    let world = World::start().await;
    let lines = [(world.sellers[0].variants[0], 999)];
    for absurd in [-1, Money::MAX_PRICE + 1, i64::MAX, i64::MIN] {
        let refused = enter(&world, ("k", "x"), &lines, Some(absurd)).await;
        assert!(matches!(refused, Err(OrderError::Invalid { field: "shipping", .. })), "{absurd}: {refused:?}");
    }
    let entered = enter(&world, ("k", "x"), &lines, Some(Money::MAX_PRICE)).await.unwrap();
    let q = world.seller(0).read().await.unwrap();
    let found = order::find(&q, entered).await.unwrap();
    assert_eq!(found.order.total, 999_000 + Money::MAX_PRICE);
    assert_eq!(
        found.order.shipping_tax,
        Money::new(Money::MAX_PRICE, found.order.currency).tax_included(types::TaxRate::new(1700).unwrap()).minor
    );
}

#[tokio::test]
async fn a_note_is_the_seller_s_own_and_leaves_a_line_in_the_log() {
    let world = World::start().await;
    let q = world.seller(0).write().await.unwrap();
    assert!(matches!(order::set_note(&q, world.sellers[1].order, "x").await, Err(OrderError::NotFound)));
    assert!(matches!(
        order::set_note(&q, world.sellers[0].order, &"x".repeat(2001)).await,
        Err(OrderError::Invalid { field: "note", .. })
    ));
    order::set_note(&q, world.sellers[0].order, "Ada calls on Monday").await.unwrap();
    q.commit().await.unwrap();
    assert_eq!(world.count("SELECT FROM orders WHERE note <> ''").await, 1);
    assert_eq!(
        world.count("SELECT FROM audit_log WHERE action = 'order.note' AND detail::text NOT LIKE '%Ada%'").await,
        1
    );
}
