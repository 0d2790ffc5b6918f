//! Absurd amounts and full carts: a matter of the line they are in, never of the whole cart.

use orders::{
    OrderError,
    cart::{self, MAX_LINES, Obstacle},
};
use test_support::World;
use types::Language;

use crate::{place, put};

#[tokio::test]
async fn a_price_beyond_all_bounds_is_an_obstacle_of_its_line() {
    let world = World::start().await;
    put(&world, world.buyers[0], 1, 0, 2).await;
    let absurd = format!(
        "UPDATE shelf_products SET variants = jsonb_set(variants, '{{0,price}}', '{}') WHERE seller_id = $1",
        i64::MAX
    );
    world.oracle.execute(&absurd, &[&world.sellers[1].seller]).await.unwrap();
    let q = world.buyer(0).read().await.unwrap();
    let shown = cart::read(&q, Language::En).await.unwrap();
    let obstacles: Vec<_> = shown.lines.iter().map(|l| l.obstacle).collect();
    assert_eq!(obstacles, [None, Some(Obstacle::TooMuch)]);
    assert_eq!(shown.drafts[0].total.minor, 1490, "the other line counts as ever");
    assert!(!shown.ready());
    drop(q);
    assert!(matches!(place(&world, world.buyers[0], "k", "x").await, Err(OrderError::Money(_))));
    // no shop can set such a rate for shipping
    let shipping = format!("UPDATE storefronts SET shipping_flat = {}", i64::MAX);
    assert!(world.oracle.execute(&shipping, &[]).await.is_err());
}

async fn fill(world: &World, buyer: usize, lines: i64) {
    let sql = "INSERT INTO cart_lines (buyer_id, id, seller_id, product_id, variant_id, quantity, price_seen, currency, added_at)
        SELECT $1, gen_random_uuid(), $2, gen_random_uuid(), gen_random_uuid(), 1, 100, 'EUR', now() - interval '1 day' + make_interval(secs => n)
        FROM generate_series(1, $3::bigint) n";
    let (buyer, seller) = (world.buyers[buyer], world.sellers[0].seller);
    world.oracle.execute(sql, &[&buyer, &seller, &lines]).await.unwrap();
}

#[tokio::test]
async fn a_full_cart_takes_more_of_what_is_in_it_and_nothing_else() {
    let world = World::start().await;
    fill(&world, 0, MAX_LINES - 1).await; // one line is in it already
    let (own, other) = (world.sellers[0], world.sellers[1]);
    let q = world.buyer(0).write().await.unwrap();
    cart::add(&q, own.seller, own.product, own.variants[0], 2).await.unwrap();
    let refused = cart::add(&q, other.seller, other.product, other.variants[0], 1).await;
    assert!(matches!(refused, Err(OrderError::CartFull)), "{refused:?}");
    let shown = cart::read(&q, Language::En).await.unwrap();
    assert_eq!(shown.lines.iter().find(|l| l.wanted.variant == own.variants[0]).unwrap().wanted.quantity, 3);
}

#[tokio::test]
async fn a_guest_s_cart_never_makes_more_lines_than_a_cart_holds() {
    let world = World::start().await;
    fill(&world, 0, 69).await;
    fill(&world, 1, 79).await;
    // the same variant in both, besides
    let (guest, buyer) = (world.buyers[1], world.buyers[0]);
    put(&world, guest, 0, 0, 4).await;
    world.oracle.execute("UPDATE buyers SET user_id = NULL WHERE buyer_id = $1", &[&guest]).await.unwrap();
    world.oracle.execute("SELECT gate.adopt_cart($1, $2)", &[&guest, &buyer]).await.unwrap();
    assert_eq!(world.count(&format!("SELECT FROM cart_lines WHERE buyer_id = '{buyer}'")).await, MAX_LINES);
    assert_eq!(world.count(&format!("SELECT FROM cart_lines WHERE buyer_id = '{guest}'")).await, 0);
    let q = world.buyer(0).read().await.unwrap();
    let shown = cart::read(&q, Language::En).await.unwrap();
    let both = shown.lines.iter().find(|l| l.wanted.variant == world.sellers[0].variants[0]).unwrap();
    assert_eq!(both.wanted.quantity, 5, "what is in both adds up, also where the rest has no room");
}
