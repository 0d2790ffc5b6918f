//! What workers do with all staged products that match.

use imports::{
    ActionState, ImportError, StagedAction,
    actions::{self, Action},
    select,
    staged::{Filter, State},
};
use types::{JobId, Language::De};

use super::{Shops, configured::drained, tsv};

const FILE: [&str; 3] =
    ["a\tJacke rot\t50 EUR\tin stock", "b\tJacke blau\t55 EUR\tin stock", "c\tHose\t30 EUR\tin stock"];

async fn asked(shops: &Shops, filter: &Filter, action: StagedAction) -> JobId {
    let q = shops.world.seller(0).write().await.unwrap();
    let id = actions::later(&q, filter, action).await.unwrap();
    q.commit().await.unwrap();
    id
}

async fn found(shops: &Shops, id: JobId) -> Action {
    actions::find(&shops.world.seller(0).read().await.unwrap(), id).await.unwrap()
}

async fn on_the_shelf(shops: &Shops) -> i64 {
    let sql = "SELECT FROM variants WHERE seller_id = '{}' AND source = 'feed' AND published_at IS NOT NULL AND external_id IN ('a', 'b', 'c')";
    shops.world.count(&sql.replace("{}", &shops.seller(0).to_string())).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_action_is_seen_from_its_asking_to_its_end() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&FILE)).await;
    let jackets = Filter { text: Some("jacke\0".into()), ..Filter::default() };
    let id = asked(&shops, &jackets, StagedAction::SelectPublish).await;
    let waiting = found(&shops, id).await;
    assert_eq!((waiting.state, waiting.matching, waiting.handled), (ActionState::Queued, 2, 0));
    drained(&shops, "staged.act").await;
    let done = found(&shops, id).await;
    assert_eq!(
        (done.state, done.handled, done.selected, done.created, done.published),
        (ActionState::Done, 2, 2, 2, 2)
    );
    assert!(done.finished_at.is_some());
    assert_eq!(on_the_shelf(&shops).await, 2);
    let who = format!(
        "SELECT FROM audit_log WHERE action = 'staged.act_matching' AND actor_id = '{}'",
        shops.world.sellers[0].owner
    );
    assert_eq!(shops.world.count(&who).await, 1);

    let published = Filter { state: Some(State::Published), ..Filter::default() };
    let id = asked(&shops, &published, StagedAction::Unpublish).await;
    drained(&shops, "staged.act").await;
    let done = found(&shops, id).await;
    assert_eq!((done.state, done.handled, done.unpublished, done.selected), (ActionState::Done, 2, 2, 0));
    assert_eq!(on_the_shelf(&shops).await, 0);
    let other = actions::find(&shops.world.seller(1).read().await.unwrap(), id).await.unwrap_err();
    assert!(matches!(other, ImportError::NoAction));
}

#[tokio::test]
async fn unpublishing_reaches_the_own_shelf_only() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&FILE)).await;
    let q = shops.world.seller(0).write().await.unwrap();
    let ids = ["a", "c", "seed-1"].map(str::to_owned);
    select::select(&q, &ids, true).await.unwrap();
    q.commit().await.unwrap();
    let theirs = format!("SELECT FROM shelf_products WHERE seller_id = '{}'", shops.seller(1));
    let before = shops.world.count(&theirs).await;
    let q = shops.world.seller(0).write().await.unwrap();
    let long = "x".repeat(5_000);
    let off = select::unpublish(&q, &["a".to_owned(), long, "nul\0".into(), "none".into()]).await.unwrap();
    q.commit().await.unwrap();
    assert_eq!((off, on_the_shelf(&shops).await), (1, 1));
    let left = select::unpublish_matching(&shops.world.seller(0), &Filter::default()).await.unwrap();
    assert_eq!((left, on_the_shelf(&shops).await), (1, 0));
    assert_eq!(shops.world.count(&theirs).await, before);
}

#[tokio::test]
async fn ids_that_no_feed_can_have_are_missing() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&FILE)).await;
    let q = shops.world.seller(0).write().await.unwrap();
    let done = select::select(&q, &["x".repeat(300), "y\0".into(), "a".into()], false).await.unwrap();
    assert_eq!((done.selected, done.missing), (1, 2));
    let none = select::select(&q, &["x".repeat(300)], false).await.unwrap();
    assert_eq!((none.selected, none.missing), (0, 1));
    q.commit().await.unwrap();
}
