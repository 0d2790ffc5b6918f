//! The report of a run.

use imports::{Severity, engine::MAX_STORED_REJECTS, rejects};
use types::Language::De;

use super::{Shops, tsv};

#[tokio::test]
async fn every_rejected_row_is_named_with_line_column_reason_and_text() {
    let shops = Shops::open().await;
    let file = tsv(&[
        "a\tKessel\t1 EUR\tin stock",
        "b\t\t2 EUR\tin stock",
        "c\tPfanne\t1,2,3\tin stock",
        "\tDeckel\t4 EUR\tin stock",
    ]);
    let run = shops.imported(0, De, &file).await;
    assert_eq!((run.rows_read, run.rows_rejected), (4, 3));
    let q = shops.world.seller(0).read().await.unwrap();
    let report = rejects::list(&q, run.id, Severity::Reject, None, None, 100).await.unwrap();
    let short: Vec<_> = report
        .iter()
        .map(|r| (r.line, r.record, r.external_id.as_deref(), r.column_name.as_deref(), r.reason.as_str()))
        .collect();
    assert_eq!(
        short,
        [
            (3, 2, Some("b"), Some("title"), "empty_title"),
            (4, 3, Some("c"), Some("price"), "bad_price"),
            (5, 4, None, Some("id"), "missing_id"),
        ]
    );
    assert!(report[1].raw.contains("1,2,3") && report[1].detail.contains("1,2,3"));

    let rest = rejects::list(&q, run.id, Severity::Reject, None, Some(report[0].id), 1).await.unwrap();
    assert_eq!(rest[0].id, report[1].id);
    let prices = rejects::list(&q, run.id, Severity::Reject, Some("bad_price"), None, 10).await.unwrap();
    assert_eq!(prices.len(), 1);
    let counts = rejects::counts(&q, run.id).await.unwrap();
    assert_eq!(counts.len(), 3);
    assert!(counts.iter().all(|c| c.count == 1 && c.severity == Severity::Reject));
    let csv = String::from_utf8(rejects::csv(&report)).unwrap();
    assert!(csv.starts_with("reject,3,2,b,title,empty_title,the title is empty,"), "{csv}");

    let other = shops.world.seller(1).read().await.unwrap();
    assert!(rejects::list(&other, run.id, Severity::Reject, None, None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_hopeless_file_does_not_fill_the_database() {
    let shops = Shops::open().await;
    let rows: Vec<String> = (0..MAX_STORED_REJECTS + 500).map(|n| format!("{n}\tTopf\t?\tin stock")).collect();
    let mut rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    rows.push("good\tTopf\t1 EUR\tin stock");
    let run = shops.imported(0, De, &tsv(&rows)).await;
    assert_eq!((run.rows_rejected, run.rows_new), (10_500, 1));
    let stored = shops.world.count(&format!("SELECT FROM import_rejects WHERE run_id = '{}'", run.id)).await;
    assert_eq!(stored, 10_000);
}

#[tokio::test]
async fn the_reports_of_the_latest_runs_are_kept() {
    let shops = Shops::open().await;
    let file = tsv(&["a\tKessel\t1 EUR\tin stock", "b\t\t2 EUR\tin stock"]);
    let mut runs = Vec::new();
    for _ in 0..12 {
        runs.push(shops.imported(0, De, &file).await.id);
    }
    let sql = "SELECT DISTINCT run_id FROM import_rejects WHERE seller_id = $1 ORDER BY 1";
    let kept = shops.world.oracle.query(sql, &[&shops.seller(0)]).await.unwrap();
    let kept: Vec<types::RunId> = kept.iter().map(|row| row.get(0)).collect();
    assert_eq!(kept, runs[2..]);
}

#[tokio::test]
async fn unknown_columns_are_named_once() {
    let shops = Shops::open().await;
    let run = shops.imported(0, De, b"id\ttitle\tprice\tavailability\tx_margin\na\tTopf\t1 EUR\tin stock\t3\n").await;
    assert_eq!(run.unknown_columns, ["x_margin"]);
}
