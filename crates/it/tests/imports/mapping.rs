//! The mapping form.

use serde_json::json;

use super::{Shop, between};

const WINDOWS: &[u8] =
    b"Artikelnummer;Bezeichnung;Preis;Lieferbar\n1;Gr\xf6\xdfer Topf;19,90 EUR;ja\n2;Pf\xe4nnchen;9,90 EUR;nein\n";
const UTF8: &str = "Artikelnummer,Bezeichnung,Preis,Lieferbar\n1,Größter Topf,\"19,90 EUR\",ja\n";

fn selected(page: &str, field: &str) -> String {
    let select = between(page, &format!("name=\"{field}\""), "</select>");
    select.split("<option").find(|o| o.contains(" selected")).map_or("", |o| between(o, "value=\"", "\"")).to_owned()
}

#[tokio::test]
async fn what_was_found_is_not_pinned_and_the_next_file_may_be_written_otherwise() {
    let shop = Shop::open().await;
    let feed = shop.feed("de", WINDOWS).await;
    let mapping = format!("{feed}/mapping");
    let page = shop.page(&mapping).await;
    assert_eq!((selected(&page, "encoding"), selected(&page, "delimiter")), ("windows1252".into(), "semicolon".into()));
    assert!(page.contains("Größer Topf") && page.contains("value=\"xml\""), "{page}");
    let sent = [
        ("delimiter", "semicolon"),
        ("encoding", "windows1252"),
        ("line_ends", "lf"),
        ("quote", "double"),
        ("map.0", "id"),
        ("map.1", "title"),
        ("map.2", "price"),
        ("map.3", "availability"),
        ("do", "import"),
    ];
    let answer = shop.form(&mapping, &sent).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(shop.count("feeds", "format IS NULL AND mapping IS NOT NULL").await, 1);
    shop.work().await;
    assert_eq!(shop.count("staged_products", "title = 'Größer Topf'").await, 1);
    // The shop's export was changed meanwhile: UTF-8 and commas.
    shop.upload(&format!("{feed}/file"), &[], UTF8.as_bytes()).await;
    shop.work().await;
    assert_eq!(shop.count("staged_products", "title = 'Größter Topf'").await, 1, "no mojibake");
    shop.others_are_untouched().await;
}

#[tokio::test]
async fn a_choice_that_the_file_contradicts_is_told_and_not_saved() {
    let shop = Shop::open().await;
    let feed = shop.feed("de", UTF8.as_bytes()).await;
    let mapping = format!("{feed}/mapping");
    for (delimiter, encoding) in [("comma", "windows1252"), ("comma", "utf16_le"), ("xml", "utf8")] {
        let answer = shop.form(&mapping, &[("delimiter", delimiter), ("encoding", encoding), ("do", "save")]).await;
        assert_eq!(answer.status, 422, "{delimiter} {encoding}");
        assert!(answer.body.contains("not written as chosen"), "{}", answer.body);
        assert_eq!(selected(&answer.body, "encoding"), encoding, "the choice stays, to be changed");
    }
    assert_eq!(shop.count("feeds", "format IS NULL AND mapping IS NULL").await, 1);
    let put = json!({"vanish": "keep", "mapping": {"brand": "nul\u{0}"}});
    let answer = shop.put(&feed, &put).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert!(answer.body.contains("mapping"), "{}", answer.body);
    let answer = shop.put(&feed, &json!({"vanish": "keep", "schedule_minutes": 7})).await;
    assert!(answer.status == 422 && answer.body.contains("\"schedule_minutes\""), "{}", answer.body);
}

#[tokio::test]
async fn a_file_without_availability_needs_the_default() {
    let shop = Shop::open().await;
    let feed = shop.feed("de", b"id,title,price\n1,Topf,9.90\n").await;
    let mapping = format!("{feed}/mapping");
    let columns = [("map.0", "id"), ("map.1", "title"), ("map.2", "price")];
    let refused = shop.form(&mapping, &[&columns[..], &[("do", "import")]].concat()).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Not mapped yet: Availability"), "{}", refused.body);
    let absurd = shop.form(&mapping, &[&columns[..], &[("availability", "maybe"), ("do", "import")]].concat()).await;
    assert_eq!(absurd.status, 422);
    let fine = shop.form(&mapping, &[&columns[..], &[("availability", "in_stock"), ("do", "import")]].concat()).await;
    assert_eq!(fine.status, 303, "{}", fine.body);
    shop.work().await;
    assert_eq!(
        shop.count("staged_products", "availability = 'in_stock' AND price = 990 AND currency = 'EUR'").await,
        1
    );
    let page = shop.page(&mapping).await;
    assert_eq!(selected(&page, "availability"), "in_stock");
    let put = shop.put(&feed, &json!({"vanish": "keep", "default_availability": "out_of_stock"})).await;
    assert!(put.status == 200 && put.body.contains("\"default_availability\":\"out_of_stock\""), "{}", put.body);
}

impl Shop {
    async fn put(&self, feed: &str, body: &serde_json::Value) -> it::Answer {
        let uri = format!("/api/v1/marketplace/feeds/{}", feed.rsplit('/').next().unwrap());
        let text = body.to_string();
        let ask = it::Ask {
            method: "PUT",
            uri: &uri,
            session: Some(&self.session),
            body: Some((super::JSON, &text)),
            ..it::Ask::default()
        };
        self.site.ask(&ask).await
    }
}
