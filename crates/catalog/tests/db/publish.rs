//! On the shelf and off it.

use catalog::{
    feed::AndPublish::{No, Yes},
    publish::{Published, Which, publish, unpublish},
};
use test_support::World;

use crate::fixture::{feed, item, product, text, variant, versions, versions_of};

#[tokio::test]
async fn publishing_is_per_variant_and_idempotent() {
    let world = World::start().await;
    feed(&world, 0, &[item("1", "g", "Hemd – Rot"), item("2", "g", "Hemd – Blau"), item("3", "h", "Hose")], No).await;
    let (g, one) = (product(&world, 0, "g").await, variant(&world, 0, "1").await);
    let q = world.seller(0).write().await.unwrap();
    assert_eq!(publish(&q, Which::Variants(&[one])).await.unwrap(), Published { published: 1, ..Published::default() });
    q.commit().await.unwrap();
    let count = format!("SELECT jsonb_array_length(variants) FROM shelf_products WHERE id = '{g}'");
    assert_eq!(text(&world, &count).await, "1");

    let q = world.seller(0).write().await.unwrap();
    let both = publish(&q, Which::Products(&[g])).await.unwrap();
    assert_eq!(both, Published { published: 1, already: 1, refused: vec![] });
    q.commit().await.unwrap();
    assert_eq!(text(&world, &count).await, "2");
    assert_eq!(world.count("SELECT FROM audit_log WHERE action = 'product.publish' AND actor_id IS NOT NULL").await, 2);

    let before = versions(&world).await;
    let q = world.seller(0).write().await.unwrap();
    assert_eq!(publish(&q, Which::Products(&[g])).await.unwrap().published, 0);
    q.commit().await.unwrap();
    assert_eq!(versions(&world).await, before);

    let q = world.pools.worker(world.sellers[0].seller, None).write().await.unwrap();
    assert_eq!(unpublish(&q, Which::ExternalIds(&["1", "unknown", "\0"])).await.unwrap(), 1);
    q.commit().await.unwrap();
    assert_eq!(text(&world, &count).await, "1");
}

#[tokio::test]
async fn unpublishing_takes_it_off_the_shelf_and_leaves_the_other_seller_alone() {
    let world = World::start().await;
    let other = versions_of(&world, world.sellers[1].seller).await;
    let changes = world.count("SELECT FROM shelf_changes").await;
    let seeded = world.sellers[0].product;
    let q = world.seller(0).write().await.unwrap();
    assert_eq!(unpublish(&q, Which::Products(&[seeded])).await.unwrap(), 2);
    q.commit().await.unwrap();
    assert_eq!(world.count(&format!("SELECT FROM shelf_products WHERE id = '{seeded}'")).await, 0);
    assert_eq!(world.count(&format!("SELECT FROM shelf_texts WHERE product_id = '{seeded}'")).await, 0);
    assert_eq!(world.count("SELECT FROM shelf_changes").await, changes + 1);
    assert_eq!(versions_of(&world, world.sellers[1].seller).await, other);
}

#[tokio::test]
async fn another_sellers_products_are_not_there() {
    let world = World::start().await;
    let theirs = world.sellers[1];
    let before = versions(&world).await;
    let q = world.seller(0).write().await.unwrap();
    assert_eq!(unpublish(&q, Which::Products(&[theirs.product])).await.unwrap(), 0);
    assert_eq!(unpublish(&q, Which::Variants(&theirs.variants)).await.unwrap(), 0);
    assert_eq!(publish(&q, Which::Variants(&theirs.variants)).await.unwrap(), Published::default());
    assert_eq!(catalog::shelf::project(&q, &[theirs.product]).await.unwrap(), 0);
    q.commit().await.unwrap();
    assert_eq!(versions(&world).await, before);
}

#[tokio::test]
async fn what_has_no_price_is_refused_by_name() {
    let world = World::start().await;
    let mut free = item("free", "free", "Gratis");
    free.price.minor = 0;
    let applied = feed(&world, 0, &[free], Yes).await;
    assert_eq!((applied.published, applied.refused.len()), (0, 1));
    let q = world.seller(0).write().await.unwrap();
    let answer = publish(&q, Which::ExternalIds(&["free"])).await.unwrap();
    assert_eq!((answer.published, answer.refused[0].reason), (0, catalog::publish::Reason::NoPrice));
}
