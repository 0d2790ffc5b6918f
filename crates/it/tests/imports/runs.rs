//! Runs and their reports.

use super::{Shop, tsv};

#[tokio::test]
async fn a_run_is_followed_and_its_report_read_as_page_and_csv() {
    let shop = Shop::open().await;
    let rows = [
        "a\tTopf\t1 EUR\tin stock",
        "b\t\t1 EUR\tin stock",
        "=1+1\tKessel\tfree\tin stock",
        "c\tPfanne\t-3 EUR\tin stock",
    ];
    let feed = shop.feed("de", &tsv(&rows)).await;
    let run = shop.form(&format!("{feed}/run"), &[]).await.location().to_owned();
    let progress = shop.json(&format!("{run}/progress")).await;
    assert_eq!((progress["state"].as_str(), progress["live"].as_bool()), (Some("queued"), Some(true)));
    assert!(shop.page(&run).await.contains("data-progress"));
    shop.work().await;
    let progress = shop.json(&format!("{run}/progress")).await;
    assert_eq!(
        (progress["state"].as_str(), progress["rows"].as_u64(), progress["rejected"].as_u64()),
        (Some("done"), Some(4), Some(3))
    );
    let rejects = shop.page(&format!("{run}/rejects")).await;
    for text in ["The title is empty", "The price cannot be read", "The price is negative", "free"] {
        assert!(rejects.contains(text), "{text}");
    }
    assert!(!rejects.contains("holds the first"), "it is whole");
    let one = shop.page(&format!("{run}/rejects?reason=bad_price")).await;
    assert!(one.contains("free") && !one.contains("-3 EUR"));
    let csv = shop.page(&format!("{run}/rejects.csv")).await;
    assert_eq!(csv.lines().count(), 4, "{csv}");
    assert!(csv.contains("'=1+1"), "no formula: {csv}");
    let api = format!("/api/v1/marketplace/imports/{}", run.rsplit('/').next().unwrap());
    assert_eq!(shop.json(&format!("{api}/rejects")).await["items"].as_array().map(Vec::len), Some(3));
    shop.others_are_untouched().await;
}

#[tokio::test]
async fn a_report_that_is_cut_says_so() {
    let shop = Shop::open().await;
    let rows: Vec<String> = (0..10_001).map(|n| format!("{n}\t\t1 EUR\tin stock")).collect();
    let run = shop.imported("de", &tsv(&rows.iter().map(String::as_str).collect::<Vec<_>>())).await;
    let page = shop.page(&format!("{run}/rejects")).await;
    assert!(page.contains("holds the first 10,000 entries"), "{page}");
    let csv = shop.page(&format!("{run}/rejects.csv")).await;
    assert!(csv.trim_end().lines().last().unwrap().contains("this report holds the first 10000 entries of 10001"));
}

#[tokio::test]
async fn a_run_is_cancelled_after_a_question() {
    let shop = Shop::open().await;
    let feed = shop.feed("de", &tsv(&["a\tTopf\t1 EUR\tin stock"])).await;
    let run = shop.form(&format!("{feed}/run"), &[]).await.location().to_owned();
    let asked = shop.form(&format!("{run}/cancel"), &[]).await;
    assert!(asked.status == 200 && asked.body.contains("confirmed"));
    assert_eq!(shop.form(&format!("{run}/cancel"), &[("confirmed", "yes")]).await.status, 303);
    shop.work().await;
    assert!(shop.page(&run).await.contains("This run was cancelled"));
    assert_eq!(shop.count("staged_products", "true").await, 0);
    let again = shop.form(&format!("{run}/cancel"), &[("confirmed", "yes")]).await;
    assert_eq!((again.status.as_u16(), again.location()), (303, run.as_str()));
}

#[tokio::test]
async fn a_failure_is_told_in_the_reader_s_language() {
    let shop = Shop::open().await;
    for (language, file, reason) in [
        ("de", &b"%PDF-1.7 a document"[..], "This is not a text file"),
        ("fr", b"<html><body>sign in</body></html>", "This is a web page"),
        ("en", b"id,title,availability\n1,Topf,ja\n", "Required columns were not found"),
    ] {
        let run = shop.imported(language, file).await;
        let page = shop.page(&run).await;
        assert!(page.contains("The import failed") && page.contains(reason), "{reason}: {page}");
        assert!(!page.contains("could not be read to its end"));
        let api = shop.json(&format!("/api/v1/marketplace/imports/{}", run.rsplit('/').next().unwrap())).await;
        assert!(api["error_code"].is_string() && api["error"].is_string(), "{api}");
    }
    let german = shop.page("/seller/importing/imports?lang=de").await;
    assert!(!german.is_empty());
}

#[tokio::test]
async fn a_held_run_shows_what_would_vanish_and_does_what_is_decided() {
    let shop = Shop::open().await;
    let rows: Vec<String> = (0..9).map(|n| format!("{n}\tTopf Nummer {n}\t1 EUR\tin stock")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let feed = shop.feed("de", &tsv(&rows)).await;
    shop.form(&format!("{feed}/mapping"), &[("do", "save")]).await;
    shop.run(&feed).await;
    let answer = shop.upload(&format!("{feed}/file"), &[], &tsv(&rows[..2])).await;
    shop.work().await;
    let page = shop.page(answer.location()).await;
    assert!(page.contains("More than half") && page.contains("Topf Nummer 5"), "{page}");
    assert_eq!(shop.count("staged_products", "present").await, 9);
    shop.form(&format!("{}/resolve", answer.location()), &[("decision", "apply")]).await;
    shop.work().await;
    assert_eq!(shop.count("staged_products", "present").await, 2);
}
