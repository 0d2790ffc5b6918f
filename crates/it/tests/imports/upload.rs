//! Files on their way in.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use serde_json::json;

use super::{Shop, parts, tsv};

const ROWS: [&str; 2] = ["a\tTopf\t1 EUR\tin stock", "b\tKessel\t2 EUR\tin stock"];

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[tokio::test]
async fn a_compressed_feed_is_the_same_on_the_page_and_in_the_api() {
    let shop = Shop::open().await;
    shop.imported("de", &gzip(&tsv(&ROWS))).await;
    assert_eq!(shop.count("staged_products", "language = 'de'").await, 2);
    let feed = shop.call("/api/v1/marketplace/feeds", &json!({"language": "fr"})).await;
    assert_eq!(feed.status, 201, "{}", feed.body);
    let feed: serde_json::Value = serde_json::from_str(&feed.body).unwrap();
    assert_eq!(feed["default_currency"], "EUR", "the shop's");
    let id = feed["id"].as_str().unwrap().to_owned();
    let file = format!("/api/v1/marketplace/feeds/{id}/file");
    assert_eq!(shop.raw(&file, &gzip(&tsv(&ROWS))).await.status, 200);
    assert_eq!(shop.call("/api/v1/marketplace/import", &json!({"feed": id})).await.status, 202);
    shop.work().await;
    assert_eq!(shop.count("staged_products", "language = 'fr'").await, 2);
    for (bad, status) in [
        (gzip(&vec![b' '; 6 << 20]), 422),
        (gzip(&tsv(&ROWS))[..20].to_vec(), 422),
        (Vec::new(), 422),
        (gzip(b""), 422),
        (vec![b'x'; 9 << 20], 413),
    ] {
        assert_eq!(shop.raw(&file, &bad).await.status, status);
    }
    shop.others_are_untouched().await;
}

#[tokio::test]
async fn a_file_that_is_not_taken_is_told_beside_the_field_and_leaves_nothing() {
    let shop = Shop::open().await;
    let new = "/seller/importing/imports/feeds/new";
    let fields = [("language", "de"), ("source", "upload")];
    for (what, body, words) in [
        ("empty", parts(&fields, b"", true), "This file is empty."),
        ("half-sent", parts(&fields, &tsv(&ROWS).repeat(1_000), false), "did not arrive whole"),
        ("damaged", parts(&fields, &gzip(&tsv(&ROWS))[..20], true), "did not arrive whole"),
        ("too large", parts(&fields, &vec![b'x'; 9 << 20], true), "too large"),
        ("a bomb", parts(&fields, &gzip(&vec![b' '; 6 << 20]), true), "grows far beyond its size"),
        (
            "no file",
            b"--x\r\nContent-Disposition: form-data; name=\"language\"\r\n\r\nde\r\n--x--\r\n".to_vec(),
            "Choose a file.",
        ),
        ("no language", parts(&fields[1..], &tsv(&ROWS), true), "Choose a language."),
        ("broken off later", [&parts(&fields, &tsv(&ROWS), true)[..], b"--x\r\nConte"].concat().replace_end(), ""),
    ] {
        let answer = shop.multipart(new, &body).await;
        assert!(answer.status.is_client_error(), "{what}: {}", answer.status);
        assert!(answer.body.contains(words), "{what}: {}", answer.body);
        assert_eq!(shop.site.stored_files(), 0, "{what}");
    }
    assert_eq!(shop.count("feeds", "true").await, 0);
    let answer = shop.form(new, &[("language", "de")]).await;
    assert_eq!(answer.status, 415, "a form without a file part");
}

trait ReplaceEnd {
    fn replace_end(self) -> Self;
}

impl ReplaceEnd for Vec<u8> {
    /// The last boundary becomes one after which more would come.
    fn replace_end(mut self) -> Self {
        let at = self.windows(7).position(|w| w == b"--x--\r\n").unwrap();
        self.drain(at..at + 7);
        self
    }
}

#[tokio::test]
async fn a_file_sent_while_a_run_is_open_waits_and_says_so() {
    let shop = Shop::open().await;
    let feed = shop.feed("de", &tsv(&ROWS)).await;
    shop.form(&format!("{feed}/mapping"), &[("do", "save")]).await;
    let open = shop.form(&format!("{feed}/run"), &[]).await.location().to_owned();
    let answer = shop.upload(&format!("{feed}/file"), &[], &tsv(&ROWS[..1])).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, format!("{open}?done=file-waits&n=0").as_str()));
    assert!(shop.page(answer.location()).await.contains("still reads the former one"));
    shop.work().await;
    assert_eq!(shop.count("staged_products", "present").await, 2);
    shop.run(&feed).await;
    assert_eq!(shop.count("staged_products", "present").await, 1, "the new file is imported");
}

#[tokio::test]
async fn the_source_of_a_feed_is_changed_on_its_page() {
    let shop = Shop::open().await;
    let feed = shop.feed("de", &tsv(&ROWS)).await;
    let source = format!("{feed}/source");
    for (url, words) in [
        (String::new(), "Write the whole address"),
        ("shop.example/feed.csv".to_owned(), "write it as the browser shows it"),
        ("http://127.0.0.1/feed.csv".to_owned(), "not on the public internet"),
        ("http://169.254.169.254/".to_owned(), "not on the public internet"),
        ("https://user:pw@shop.example/".to_owned(), "user name or password"),
        (format!("https://shop.example/{}", "ä".repeat(400)), "cannot be used"),
    ] {
        let answer = shop.form(&source, &[("url", &url)]).await;
        assert_eq!(answer.status, 422, "{url}");
        assert!(answer.body.contains(words), "{url}: {}", answer.body);
    }
    let answer = shop.form(&source, &[("url", "https://shop.example/feed.csv")]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(
        shop.count("feeds", "source = 'url' AND url = 'https://shop.example/feed.csv' AND blob_key IS NULL").await,
        1
    );
    assert!(shop.page(&feed).await.contains("value=\"https://shop.example/feed.csv\""));
    let answer = shop.upload(&format!("{feed}/file"), &[("instead", "yes")], &tsv(&ROWS)).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(shop.count("feeds", "source = 'upload' AND url IS NULL").await, 1);
}
