//! Stock under contention, and on the shelf.

use std::time::{Duration, Instant};

use catalog::{
    CatalogError,
    stock::{Line, Stock, release, reserve, set, ship},
};
use test_support::World;
use types::VariantId;

use crate::fixture::{text, versions};

fn line(variant: VariantId, quantity: u32) -> Line {
    Line { variant, quantity }
}

async fn level(world: &World, variant: VariantId) -> String {
    text(world, &format!("SELECT on_hand || '/' || reserved FROM stock_levels WHERE variant_id = '{variant}'")).await
}

/// What the shelf says of the seeded variants, and of the product.
async fn shown(world: &World, which: usize) -> String {
    let id = world.sellers[which].product;
    text(world, &format!("SELECT jsonb_path_query_array(variants, '$[*].in_stock') || to_jsonb(in_stock) FROM shelf_products WHERE id = '{id}'")).await
}

/// One more way of saying: a checkout of these lines of one seller that commits.
async fn check_out(world: &World, pools: &tenancy::Pools, which: usize, lines: &[Line]) -> Result<(), CatalogError> {
    let mut q = pools.checkout(world.buyers[0], None).write().await?;
    q.enter_seller(world.sellers[which].seller)?;
    reserve(&q, lines).await?;
    Ok(q.commit().await?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_buyers_never_take_more_than_there_is() {
    let world = std::sync::Arc::new(World::start().await);
    let [untracked, counted] = world.sellers[0].variants;
    let pools = world.more_pools(16);
    let tasks: Vec<_> = (0..16)
        .map(|n| {
            let (world, pools) = (world.clone(), pools.clone());
            // half of them name the variants the other way round
            let lines = if n % 2 == 0 {
                vec![line(untracked, 1), line(counted, 1)]
            } else {
                vec![line(counted, 1), line(untracked, 1)]
            };
            tokio::spawn(async move { check_out(&world, &pools, 0, &lines).await })
        })
        .collect();
    let (mut taken, mut short) = (0, 0);
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => taken += 1,
            Err(CatalogError::OutOfStock(variants)) if variants == [counted] => short += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((taken, short), (10, 6));
    assert_eq!((level(&world, counted).await.as_str(), level(&world, untracked).await.as_str()), ("10/10", "0/10"));
    assert_eq!(shown(&world, 0).await, "[true, false, true]");
    assert_eq!(shown(&world, 1).await, "[true, true, true]");
}

#[tokio::test]
async fn the_shelf_flips_when_it_runs_out_and_when_it_comes_back_and_not_between() {
    let world = World::start().await;
    let [_, counted] = world.sellers[0].variants;
    let changes = world.count("SELECT FROM shelf_changes").await;
    check_out(&world, &world.pools, 0, &[line(counted, 9)]).await.unwrap();
    assert_eq!(world.count("SELECT FROM shelf_changes").await, changes, "quantities are nobody's business");
    check_out(&world, &world.pools, 0, &[line(counted, 1)]).await.unwrap();
    assert_eq!(
        (world.count("SELECT FROM shelf_changes").await, shown(&world, 0).await.as_str()),
        (changes + 1, "[true, false, true]")
    );

    let q = world.seller(0).write().await.unwrap();
    ship(&q, &[line(counted, 6)]).await.unwrap();
    q.commit().await.unwrap();
    assert_eq!(
        (level(&world, counted).await.as_str(), shown(&world, 0).await.as_str()),
        ("4/4", "[true, false, true]")
    );
    let q = world.seller(0).write().await.unwrap();
    release(&q, &[line(counted, 4)]).await.unwrap();
    q.commit().await.unwrap();
    assert_eq!((level(&world, counted).await.as_str(), shown(&world, 0).await.as_str()), ("4/0", "[true, true, true]"));
    assert_eq!(world.count("SELECT FROM shelf_changes").await, changes + 2);
    // the projection agrees
    let before = versions(&world).await;
    let q = world.seller(0).write().await.unwrap();
    assert_eq!(
        catalog::shelf::project(&q, &[world.sellers[0].product]).await.unwrap(),
        1,
        "the seed lacks some fields"
    );
    drop(q);
    assert_eq!(versions(&world).await, before);
}

#[tokio::test]
async fn everything_short_is_named_and_nothing_is_taken() {
    let world = World::start().await;
    let [untracked, counted] = world.sellers[0].variants;
    let q = world.seller(0).write().await.unwrap();
    set(&q, &[(untracked, Stock::Untracked { in_stock: false })]).await.unwrap();
    q.commit().await.unwrap();
    assert_eq!(shown(&world, 0).await, "[false, true, true]");
    let refused = check_out(&world, &world.pools, 0, &[line(counted, 11), line(untracked, 1)]).await.unwrap_err();
    assert!(matches!(refused, CatalogError::OutOfStock(ref all) if all[..] == [untracked, counted]), "{refused:?}");
    assert_eq!(level(&world, counted).await, "10/0");
}

/// The projection must wait for an order that is under way, or it would show what it read before.
#[tokio::test]
async fn a_projection_does_not_show_again_what_an_order_is_just_taking() {
    let world = std::sync::Arc::new(World::start().await);
    let [_, counted] = world.sellers[0].variants;
    let mut order = world.pools.checkout(world.buyers[0], None).write().await.unwrap();
    order.enter_seller(world.sellers[0].seller).unwrap();
    reserve(&order, &[line(counted, 10)]).await.unwrap();
    let other = world.clone();
    let override_ = tokio::spawn(async move {
        let q = other.seller(0).write().await.unwrap();
        let edit = catalog::overrides::Edit::Category("Anders".into());
        catalog::overrides::set(&q, other.sellers[0].product, edit).await.unwrap();
        q.commit().await.unwrap();
    });
    let deadline = Instant::now() + Duration::from_mins(1);
    let waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while world.count(waiting).await == 0 {
        assert!(Instant::now() < deadline && !override_.is_finished(), "the override waits for the order");
    }
    order.commit().await.unwrap();
    override_.await.unwrap();
    assert_eq!(shown(&world, 0).await, "[true, false, true]");
    assert_eq!(world.count("SELECT FROM shelf_products WHERE category = 'Anders'").await, 1);
}

#[tokio::test]
async fn the_sellers_hand_sets_stock_but_not_below_what_is_promised() {
    let world = World::start().await;
    let [_, counted] = world.sellers[0].variants;
    let q = world.seller(0).write().await.unwrap();
    reserve(&q, &[line(counted, 3)]).await.unwrap();
    let below = set(&q, &[(counted, Stock::Tracked { on_hand: 2 })]).await;
    assert!(matches!(below, Err(CatalogError::BelowReserved { reserved: 3, .. })), "{below:?}");
    assert_eq!(set(&q, &[(counted, Stock::Tracked { on_hand: 3 })]).await.unwrap(), 1);
    assert_eq!(set(&q, &[(counted, Stock::Tracked { on_hand: 3 })]).await.unwrap(), 0);
    q.commit().await.unwrap();
    assert_eq!(shown(&world, 0).await, "[true, false, true]");
    assert_eq!(world.count("SELECT FROM audit_log WHERE action = 'stock.set'").await, 1);
}

#[tokio::test]
async fn another_sellers_stock_is_not_there() {
    let world = World::start().await;
    let theirs = world.sellers[1].variants[1];
    let before = versions(&world).await;
    assert!(matches!(check_out(&world, &world.pools, 0, &[line(theirs, 1)]).await, Err(CatalogError::NotFound)));
    for outcome in [
        {
            let q = world.seller(0).write().await.unwrap();
            set(&q, &[(theirs, Stock::Tracked { on_hand: 0 })]).await.map(drop)
        },
        {
            let q = world.seller(0).write().await.unwrap();
            release(&q, &[line(theirs, 1)]).await
        },
        {
            let q = world.seller(0).write().await.unwrap();
            ship(&q, &[line(theirs, 1)]).await
        },
    ] {
        assert!(matches!(outcome, Err(CatalogError::NotFound)), "{outcome:?}");
    }
    assert_eq!(versions(&world).await, before);
}
