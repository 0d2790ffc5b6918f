//! What becomes of rows that a later file lacks.

use imports::{Decision, HeldFor, RunState, Vanish, feeds::FeedChange, runs};
use types::{
    Language::{De, Fr},
    RunId,
};

use super::{Shops, tsv};

const A: &str = "a\tKessel\t1 EUR\tin stock";
const B: &str = "b\tTopf\t2 EUR\tin stock";
const C: &str = "c\tPfanne\t3 EUR\tin stock";
const D: &str = "d\tDeckel\t4 EUR\tin stock";

async fn resolve(shops: &Shops, run: RunId, decision: Decision) {
    let q = shops.world.seller(0).write().await.unwrap();
    runs::resolve(&q, run, decision).await.unwrap();
    q.commit().await.unwrap();
}

#[tokio::test]
async fn what_a_later_file_lacks_has_vanished_and_comes_back_as_new() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&[A, B, C])).await;
    let run = shops.imported(0, De, &tsv(&[A, C])).await;
    assert_eq!((run.rows_vanished, run.rows_unchanged), (1, 2));
    assert_eq!(shops.staged(0).await[1], "b de 200 in_stock main vanished");
    let run = shops.imported(0, De, &tsv(&[A, B, C])).await;
    assert_eq!((run.rows_new, run.rows_unchanged, run.rows_vanished), (1, 2, 0));
    assert_eq!(shops.staged(0).await[1], "b de 200 in_stock main");
}

#[tokio::test]
async fn a_row_that_is_rejected_now_has_not_vanished() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&[A, B])).await;
    let run = shops.imported(0, De, &tsv(&[A, "b\tTopf\tfree\tin stock"])).await;
    assert_eq!((run.rows_vanished, run.rows_rejected), (0, 1));
    assert_eq!(shops.staged(0).await[1], "b de 200 in_stock main");
}

#[tokio::test]
async fn another_language_takes_the_place_of_what_vanished() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&[A, B])).await;
    shops.imported(0, Fr, &tsv(&["a\tBouilloire\t9 EUR\tin stock", "b\tMarmite\t2 EUR\tin stock"])).await;
    shops.imported(0, De, &tsv(&[B])).await;
    assert_eq!(
        shops.staged(0).await,
        ["a de 100 in_stock vanished", "a fr 900 in_stock main", "b de 200 in_stock main", "b fr 200 in_stock"]
    );
}

#[tokio::test]
async fn more_than_half_is_held_until_somebody_decides() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&[A, B, C, D])).await;
    let half = shops.imported(0, De, &tsv(&[A, B])).await;
    assert_eq!(half.rows_vanished, 2, "half is not more than half");
    shops.imported(0, De, &tsv(&[A, B, C, D])).await;

    let held = shops.import(0, De, &tsv(&[A])).await;
    assert_eq!((held.state, held.held_for, held.rows_vanished), (RunState::Held, Some(HeldFor::Vanished), 3));
    assert_eq!((held.finished_at, held.percent()), (None, 100));
    assert!(shops.staged(0).await.iter().all(|row| !row.contains("vanished")), "nothing is done yet");
    resolve(&shops, held.id, Decision::Apply).await;
    let done = shops.work(0, held.id).await;
    assert_eq!((done.state, done.rows_vanished, done.rows_unchanged), (RunState::Done, 3, 1));
    assert_eq!(shops.staged(0).await.iter().filter(|row| row.ends_with("vanished")).count(), 3);
}

#[tokio::test]
async fn what_came_in_with_a_held_run_stays_new_when_it_goes_on() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&[A, B, C])).await;
    let held = shops.import(0, De, &tsv(&[D])).await;
    assert_eq!((held.state, held.rows_new, held.rows_vanished), (RunState::Held, 1, 3));
    resolve(&shops, held.id, Decision::Apply).await;
    let done = shops.work(0, held.id).await;
    assert_eq!((done.rows_new, done.rows_unchanged, done.rows_vanished), (1, 0, 3));
}

#[tokio::test]
async fn a_held_run_that_keeps_lets_nothing_vanish() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&[A, B, C])).await;
    let held = shops.import(0, De, &tsv(&[A])).await;
    resolve(&shops, held.id, Decision::Keep).await;
    let done = shops.work(0, held.id).await;
    assert_eq!((done.state, done.rows_vanished, done.decision), (RunState::Done, 0, Some(Decision::Keep)));
    assert_eq!(shops.staged(0).await.len(), 3);
    assert!(shops.staged(0).await.iter().all(|row| !row.contains("vanished")));
    let again = {
        let q = shops.world.seller(0).write().await.unwrap();
        runs::resolve(&q, held.id, Decision::Apply).await.unwrap_err()
    };
    assert_eq!(again.to_string(), "this run is not waiting for a decision");
}

#[tokio::test]
async fn an_empty_file_holds_where_there_was_something_and_fails_where_not() {
    let shops = Shops::open().await;
    let empty = shops.import(0, De, b"").await;
    assert_eq!((empty.state, empty.error.as_deref()), (RunState::Failed, Some("the file is empty")));
    let header_only = shops.imported(0, De, &tsv(&[])).await;
    assert_eq!(header_only.rows_read, 0);
    shops.imported(0, De, &tsv(&[A, B])).await;
    for nothing in [Vec::new(), tsv(&[]), tsv(&["a\tKessel\t?\tin stock", "b\tTopf\t?\tin stock"])] {
        let held = shops.import(0, De, &nothing).await;
        assert_eq!((held.state, held.held_for), (RunState::Held, Some(HeldFor::Empty)), "{nothing:?}");
        resolve(&shops, held.id, Decision::Keep).await;
        shops.work(0, held.id).await;
    }
    let held = shops.import(0, De, b"").await;
    resolve(&shops, held.id, Decision::Apply).await;
    assert_eq!(shops.work(0, held.id).await.rows_vanished, 2);
}

#[tokio::test]
async fn a_file_that_is_cut_off_lets_nothing_vanish() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&[A, B, C])).await;
    let mut cut = tsv(&[A, B]);
    cut.truncate(cut.len() - 15);
    let run = shops.imported(0, De, &cut).await;
    assert_eq!((run.rows_vanished, run.rows_rejected), (0, 1));
    let sql = "SELECT FROM import_rejects WHERE reason = 'cut_off' AND severity = 'warning'";
    assert_eq!(shops.world.count(sql).await, 1);
    assert!(shops.staged(0).await.iter().all(|row| !row.contains("vanished")));
}

#[tokio::test]
async fn the_rule_of_the_feed_is_that_of_the_run() {
    let shops = Shops::open().await;
    let feed = shops.feed(0, De, &tsv(&[A, B, C])).await;
    let run = shops.start(0, feed).await;
    shops.work(0, run).await;
    shops.change(0, feed, FeedChange { vanish: Some(Vanish::Keep), ..FeedChange::default() }).await;
    let run = shops.imported(0, De, &tsv(&[A, B])).await;
    assert_eq!(run.rows_vanished, 1);
    assert_eq!(shops.staged(0).await[2], "c de 300 in_stock main vanished");
}
