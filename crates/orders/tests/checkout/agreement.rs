//! What was reviewed is what is ordered, or nothing is.

use money::Invoice;
use orders::{OrderError, cart, checkout::Agreed, review_mark};
use test_support::World;
use types::{Currency, Language, Money};

use crate::{place_agreed, put};

async fn mark(world: &World) -> String {
    let q = world.buyer(0).read().await.unwrap();
    review_mark(&cart::read(&q, Language::En).await.unwrap().drafts)
}

async fn place(world: &World, key: &str, agreed: Agreed<'_>) -> Result<usize, OrderError> {
    place_agreed(world, world.buyers[0], (key, "body"), agreed, &Invoice).await.map(|placed| placed.len())
}

#[tokio::test]
async fn a_line_from_another_window_is_not_ordered_unseen() {
    let world = World::start().await;
    let seen = mark(&world).await;
    put(&world, world.buyers[0], 1, 1, 1).await;
    assert!(matches!(place(&world, "k", Agreed::Review(&seen)).await, Err(OrderError::ReviewChanged)));
    assert!(matches!(place(&world, "k", Agreed::Review("")).await, Err(OrderError::ReviewChanged)));
    assert_eq!(world.count("SELECT FROM orders WHERE number NOT LIKE 'SEED%'").await, 0);
    assert_eq!(world.count("SELECT FROM stock_levels WHERE reserved > 0").await, 0);
    // looked at again, and under the same key
    let seen = mark(&world).await;
    assert_eq!(place(&world, "k", Agreed::Review(&seen)).await.unwrap(), 1);
}

#[tokio::test]
async fn dearer_shipping_is_not_ordered_unseen() {
    let world = World::start().await;
    let seen = mark(&world).await;
    let dearer = "UPDATE storefronts SET shipping_flat = 990 WHERE seller_id = $1";
    world.oracle.execute(dearer, &[&world.sellers[0].seller]).await.unwrap();
    assert!(matches!(place(&world, "k", Agreed::Review(&seen)).await, Err(OrderError::ReviewChanged)));
    let eur = |minor| Money::new(minor, Currency::Eur);
    for wrong in [&[eur(1490)][..], &[], &[eur(1990), eur(1990)], &[Money::new(1990, Currency::Chf)]] {
        assert!(matches!(place(&world, "k", Agreed::Totals(wrong)).await, Err(OrderError::ReviewChanged)), "{wrong:?}");
    }
    assert_eq!(place(&world, "k", Agreed::Totals(&[eur(1990)])).await.unwrap(), 1);
}

/// A checkout waits for stock that another transaction has locked; the product leaves the shelf meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_leaves_the_shelf_while_stock_is_waited_for_is_not_ordered() {
    let world = World::start().await;
    let seller = world.sellers[0].seller;
    let mut other = test_support::superuser(&world.database).await;
    let locked = other.transaction().await.unwrap();
    locked.execute("SELECT FROM karum.stock_levels WHERE seller_id = $1 FOR UPDATE", &[&seller]).await.unwrap();
    let unpublished = async {
        let waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while world.count(waiting).await == 0 {
            assert!(std::time::Instant::now() < deadline, "the checkout does not wait for the stock");
            test_support::pause().await;
        }
        for table in ["shelf_texts WHERE seller_id = $1", "shelf_products WHERE seller_id = $1"] {
            world.oracle.execute(&format!("DELETE FROM {table}"), &[&seller]).await.unwrap();
        }
        locked.commit().await.unwrap();
    };
    let (placed, ()) = tokio::join!(place(&world, "k", Agreed::Cart), unpublished);
    assert!(matches!(placed, Err(OrderError::NoLongerSold(_))), "{placed:?}");
    assert_eq!(world.count("SELECT FROM orders WHERE number NOT LIKE 'SEED%'").await, 0);
}
