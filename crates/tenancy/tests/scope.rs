//! Scopes against a live database: bound, pipelined, and gone without a trace when abandoned.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{
    sync::atomic::Ordering::Relaxed,
    time::{Duration, Instant},
};

use tenancy::{DbError, Identity, Scope, SigningKey, class::Class, row, statements};
use test_support::{Refusal, World, refusal};
use types::{BuyerId, OrderId, SellerId};

row! {
    struct Order { seller_id: SellerId, id: OrderId }
    struct Buyer { buyer_id: BuyerId }
}

statements! {
    fn orders() -> Vec<Order> for Seller | Worker = "SELECT seller_id, id FROM orders ORDER BY id";
    fn note(id: OrderId, note: &str) -> Count for Seller = "UPDATE orders SET note = $2 WHERE id = $1";
    fn purchases() -> Vec<Buyer> for Buyer | Checkout = "SELECT buyer_id FROM purchases";
}

#[tokio::test]
async fn each_sees_its_own_and_only_its_own() {
    let world = World::start().await;
    for (at, seller) in world.sellers.iter().enumerate() {
        let q = world.seller(at).read().await.unwrap();
        let seen = orders(&q).await.unwrap();
        assert_eq!(seen.iter().map(|o| (o.seller_id, o.id)).collect::<Vec<_>>(), [(seller.seller, seller.order)]);
        let q = world.buyer(at).read().await.unwrap();
        assert_eq!(purchases(&q).await.unwrap().iter().map(|p| p.buyer_id).collect::<Vec<_>>(), [world.buyers[at]]);
    }
}

#[tokio::test]
async fn a_write_without_where_touches_only_its_own_and_a_dropped_write_nothing() {
    let world = World::start().await;
    let q = world.seller(0).write().await.unwrap();
    q.raw("UPDATE orders SET note = 'mine'", &[]).await.unwrap();
    q.commit().await.unwrap();
    let q = world.seller(0).write().await.unwrap();
    q.raw("UPDATE orders SET note = 'never'", &[]).await.unwrap();
    drop(q);
    assert_eq!(world.count("SELECT FROM orders WHERE note = 'mine'").await, 1);
    assert_eq!(world.count("SELECT FROM orders WHERE note = 'never'").await, 0);
    let q = world.seller(0).write().await.unwrap();
    assert_eq!(note(&q, world.sellers[1].order, "theirs").await.unwrap(), 0);
}

#[tokio::test]
async fn an_unbound_worker_raises_and_does_not_see_none() {
    let world = World::start().await;
    let q = world.pools.queue().read().await.unwrap();
    assert_eq!(refusal(&orders(&q).await.unwrap_err()), Refusal::Scope);
}

#[tokio::test]
async fn a_checkout_sees_each_seller_in_its_turn() {
    let world = World::start().await;
    let mut q = world.pools.checkout(world.buyers[0], None).write().await.unwrap();
    for seller in world.sellers {
        q.enter_seller(seller.seller).unwrap();
        let rows = q.raw("SELECT seller_id FROM stock_levels", &[]).await.unwrap();
        assert!(rows.len() == 2 && rows.iter().all(|r| r.get::<_, SellerId>(0) == seller.seller));
        assert_eq!(purchases(&q).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn commit_of_a_failed_transaction_is_an_error() {
    let world = World::start().await;
    let q = world.seller(0).write().await.unwrap();
    q.raw("UPDATE orders SET note = 'lost'", &[]).await.unwrap();
    let refused = q.raw("UPDATE orders SET state = 'nonsense'", &[]).await.unwrap_err();
    assert!(matches!(refused, DbError::Constraint { ref name, .. } if name == "orders_state_check"), "{refused:?}");
    assert!(matches!(q.commit().await, Err(DbError::Abandoned)));
    assert_eq!(world.count("SELECT FROM orders WHERE note = 'lost'").await, 0);
}

/// Polls until `done` holds, for five seconds at most.
async fn eventually(what: &str, mut done: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(5);
    while !done().await {
        assert!(Instant::now() < deadline, "not in time: {what}");
        test_support::pause().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn abandoned_scopes_leave_no_transaction_no_lock_and_no_scope() {
    let world = World::start().await;
    let running = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename = 'karum_login_seller' AND query LIKE '%pg_sleep%' AND state = 'active'";
    for _ in 0..6 {
        let q = world.seller(0).write().await.unwrap();
        let sleeper = tokio::spawn(async move {
            q.raw("UPDATE orders SET note = 'half'", &[]).await.unwrap();
            q.raw("SELECT pg_sleep(60)", &[]).await.map(drop)
        });
        eventually("the statement runs", async || world.count(running).await == 1).await;
        sleeper.abort();
        eventually("the statement is cancelled", async || world.count(running).await == 0).await;
    }
    let left = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename = 'karum_login_seller' AND state LIKE 'idle in transaction%'";
    eventually("no transaction is left", async || world.count(left).await == 0).await;
    assert_eq!(world.count("SELECT FROM orders WHERE note = 'half'").await, 0);
    assert!(world.seller(0).stats().discarded.load(Relaxed) >= 6);
    // every connection that the pool still has is clean and useful
    for _ in 0..16 {
        let q = world.seller(1).read().await.unwrap();
        assert_eq!(orders(&q).await.unwrap().len(), 1);
    }
}

/// The server goes away under a scope whose ROLLBACK is on its way: the connection is thrown away, and no thread is
/// kept busy by it.
#[test]
fn a_connection_that_dies_while_it_is_handed_back_is_let_go() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let work = async || {
        let world = World::start().await;
        let sleeping = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep%' AND state = 'active' AND pid <> pg_backend_pid()";
        for _ in 0..6 {
            let q = world.seller(0).write().await.unwrap();
            let sleeper = tokio::spawn(async move { q.raw("SELECT pg_sleep(60)", &[]).await.map(drop) });
            eventually("the statement runs", async || world.count(sleeping).await == 1).await;
            sleeper.abort();
            sleeper.await.unwrap_err();
            world.oracle.query(&format!("SELECT pg_terminate_backend(pid) FROM ({sleeping}) s"), &[]).await.unwrap();
        }
        let door = world.seller(0);
        let stats = door.stats();
        let deadline = Instant::now() + Duration::from_secs(5);
        while stats.discarded.load(Relaxed) < 6 && Instant::now() < deadline {
            test_support::pause().await;
        }
        stats.discarded.load(Relaxed)
    };
    // A thread that never ends must fail this test, and not hold it.
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        sender.send(runtime.block_on(work())).unwrap();
    });
    assert_eq!(receiver.recv_timeout(Duration::from_secs(20)), Ok(6));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_cut_at_any_moment_never_show_another_sellers_rows() {
    let world = World::start().await;
    let mut cut = 0;
    for round in 0..200_u64 {
        let which = usize::try_from(round % 2).unwrap();
        let door = world.seller(which);
        let own = world.sellers[which].seller;
        let request = async move {
            let q = door.read().await.unwrap();
            let seen = orders(&q).await.unwrap();
            assert!(seen.iter().all(|o| o.seller_id == own), "round {round}");
            orders(&q).await.unwrap();
        };
        // 0 to 1,990 microseconds: before, in the middle of, and after the statements
        cut += u32::from(tokio::time::timeout(Duration::from_micros(round * 10), request).await.is_err());
    }
    assert!(cut > 0, "no request was cut: the test shows nothing");
    let q = world.seller(0).read().await.unwrap();
    assert_eq!(orders(&q).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_key_rotates_while_scopes_are_open() {
    let world = World::start().await;
    let before = world.seller(0).read().await.unwrap();
    orders(&before).await.unwrap();
    let key = SigningKey::generate().unwrap();
    tenancy::add_key(&world.admin(), &key).await.unwrap();
    tenancy::retire_other_keys(&world.admin(), &key.kid).await.unwrap();
    assert_eq!(orders(&before).await.unwrap().len(), 1, "the former key holds for a while");
    let again = world.seller(0).read().await.unwrap();
    assert_eq!(orders(&again).await.unwrap().len(), 1);
    world.pools.keys().rotate(key);
    let after = world.seller(0).read().await.unwrap();
    assert_eq!(orders(&after).await.unwrap().len(), 1);
    world
        .oracle
        .execute("UPDATE keyring.secret SET valid_until = now() - interval '1 s' WHERE kid = 'scratch'", &[])
        .await
        .unwrap();
    assert_eq!(refusal(&orders(&again).await.unwrap_err()), Refusal::Scope);
}

fn class_name<C: Class, M: tenancy::Mode>(_: &Scope<C, M>) -> &'static str {
    C::NAME
}

#[tokio::test]
async fn a_scope_knows_whom_it_is_bound_to() {
    let world = World::start().await;
    let q = world.seller(1).read().await.unwrap();
    assert_eq!((q.seller(), class_name(&q)), (world.sellers[1].seller, "seller"));
    assert_eq!(
        *q.identity(),
        Identity { seller: Some(world.sellers[1].seller), actor: Some(world.sellers[1].owner), ..Identity::default() }
    );
}
