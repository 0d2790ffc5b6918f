//! A node's index beside a live shelf.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use catalog::{
    CatalogError,
    feed::AndPublish::Yes,
    node::{Progress, Request, SearchNode},
    search, shelf,
};
use tempfile::TempDir;
use test_support::World;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::fixture::{feed, item};

/// A node that follows its shelf as long as it lives.
async fn following(world: &World) -> (SearchNode, TempDir, DropGuard) {
    let folder = tempfile::tempdir().unwrap();
    let node = SearchNode::open(world.pools.clone(), folder.path()).unwrap();
    let stop = CancellationToken::new();
    let (follower, stopped) = (node.clone(), stop.clone());
    tokio::spawn(async move { follower.follow(stopped).await });
    until("the index is built", || node.is_ready()).await;
    (node, folder, stop.drop_guard())
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !holds() {
        assert!(Instant::now() < deadline, "not in time: {what}");
        test_support::pause().await;
    }
}

fn build(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("current")).unwrap().trim().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_asks_for_a_rebuild_and_sees_how_far_it_is() {
    let world = World::start().await;
    let (node, folder, _stop) = following(&world).await;
    let again = SearchNode::open(world.pools.clone(), folder.path());
    assert!(matches!(again, Err(CatalogError::Search(search::Error::InUse(_)))), "one process holds it");
    let before = build(folder.path());
    let request = Request::new(folder.path()).unwrap();
    until("the rebuild is done", || matches!(request.progress(), Some(Progress::Done { products: 2 }))).await;
    assert_ne!(build(folder.path()), before);
    assert_eq!((node.products(), node.rebuilding()), (2, (0, 0)));
    let of = |at: usize| node.products_of(world.sellers[at].seller);
    assert_eq!((of(0), of(1)), (Some(1), Some(1)), "each shop's own are counted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_database_is_indexed_once() {
    let world = World::start().await;
    world.oracle.execute("DELETE FROM shelf_changes", &[]).await.unwrap();
    let (node, folder, _stop) = following(&world).await;
    feed(&world, 0, &[item("1", "1", "Eins")], Yes).await;
    until("the change was followed", || node.products() == 3).await;
    assert!(build(folder.path()).ends_with("build-1"), "{}", build(folder.path()));
    until("shops are counted", || node.shops() == 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_goes_and_comes_back_whole() {
    let world = World::start().await;
    let (node, folder, _stop) = following(&world).await;
    let before = build(folder.path());
    for (state, products) in [("closed", 1), ("open", 2)] {
        let change = world.seller(0).write().await.unwrap();
        change
            .raw("UPDATE storefronts SET state = $2 WHERE seller_id = $1", &[&world.sellers[0].seller, &state])
            .await
            .unwrap();
        shelf::changed(&change).await.unwrap();
        change.commit().await.unwrap();
        until(state, || node.products() == products).await;
    }
    assert_eq!(build(folder.path()), before, "followed, not built anew");
}
