//! The list of staged products, and what is done with them.

use serde_json::json;

use super::{Shop, between, tsv};

fn rows(count: usize) -> Vec<u8> {
    let rows: Vec<String> = (0..count).map(|n| format!("{n:04}\tTopf {n}\t{}.00 EUR\tin stock", n + 1)).collect();
    tsv(&rows.iter().map(String::as_str).collect::<Vec<_>>())
}

const SELECT: &str = "/seller/importing/staged/select";

#[tokio::test]
async fn lists_are_filtered_paged_and_in_the_reader_s_language() {
    let shop = Shop::open().await;
    shop.imported("de", &rows(120)).await;
    shop.imported("en", &tsv(&["0000\tPot\t1.00 EUR\tin stock"])).await;
    let first = shop.page("/seller/importing/staged").await;
    assert!(first.contains("120 products") && first.contains(">Pot<") && first.contains("Topf 49<"), "{first}");
    let mut seen = first.matches("name=\"id\"").count();
    let mut page = first;
    while let Some(next) = page.split("href=\"").find(|part| {
        part.starts_with("/seller/importing/staged?") && part.contains("after=") && !part.contains("rel=\"first\"")
    }) {
        let next = next.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
        page = shop.page(&next).await;
        seen += page.matches("name=\"id\"").count();
        if seen >= 120 {
            break;
        }
    }
    assert_eq!(seen, 120);
    let few = shop.page("/seller/importing/staged?min=10&max=12,00&state=new").await;
    assert_eq!(few.matches("name=\"id\"").count(), 3, "{few}");
    let pot = shop.page("/seller/importing/staged?q=pot").await;
    assert_eq!(pot.matches("name=\"id\"").count(), 1, "{pot}");
    let absurd = shop.get("/seller/importing/staged?min=abc&state=lost&language=tlh&after=%00").await;
    assert!(absurd.status.is_client_error() || absurd.body.contains("price"), "{}", absurd.status);
}

#[tokio::test]
async fn what_is_not_understood_selects_nothing() {
    let shop = Shop::open().await;
    shop.imported("de", &rows(3)).await;
    let all = [("scope", "all"), ("confirmed", "yes")];
    for (name, value) in [("min", "abc"), ("max", "-1"), ("do", "delete"), ("do", "")] {
        let action = if name == "do" { "x" } else { "select_publish" };
        let fields = [&all[..], &[("do", if name == "do" { value } else { action }), (name, value)]].concat();
        let answer = shop.form(SELECT, &fields).await;
        assert_eq!(answer.status, 422, "{name}={value}: {}", answer.location());
    }
    let both = [&all[..], &[("do", "select"), ("min", "9"), ("max", "1")]].concat();
    let answer = shop.form(SELECT, &both).await;
    assert!(answer.status == 422 && answer.body.contains("f-price-error"), "{}", answer.body);
    assert_eq!(shop.count("variants", "true").await, 0);
    let long = "x".repeat(2_000);
    let gone = shop.form(SELECT, &[("do", "select"), ("id", "none"), ("id", &long)]).await;
    assert_eq!((gone.status.as_u16(), gone.location()), (303, "/seller/importing/staged?done=vanished&n=0"));
    assert!(shop.page(gone.location()).await.contains("in no feed any more"));
    let id = json!({"ids": [long]});
    assert_eq!(shop.call("/api/v1/marketplace/staged/select", &id).await.status, 200);
    let one = format!("/api/v1/products/from-import/{long}");
    assert_eq!(shop.call(&one, &json!({})).await.status, 404);
}

#[tokio::test]
async fn ticked_ones_are_published_and_unpublished() {
    let shop = Shop::open().await;
    shop.imported("de", &rows(5)).await;
    let ticked = [("id", "0000"), ("id", "0003")];
    let done = shop.form(SELECT, &[&ticked[..], &[("do", "select_publish")]].concat()).await;
    assert_eq!(done.location(), "/seller/importing/staged?done=selected-published&n=2&refused=0");
    assert_eq!(shop.count("variants", "published_at IS NOT NULL").await, 2);
    let done = shop.form(SELECT, &[&ticked[..1], &[("do", "unpublish")]].concat()).await;
    assert_eq!(done.location(), "/seller/importing/staged?done=unpublished&n=1");
    assert_eq!(shop.count("variants", "published_at IS NOT NULL").await, 1);
    let question = shop.form(SELECT, &[("scope", "all"), ("do", "unpublish")]).await;
    assert!(question.status == 200 && question.body.contains("name=\"do\" value=\"unpublish\""), "{}", question.body);
    shop.form(SELECT, &[("scope", "all"), ("do", "unpublish"), ("confirmed", "yes")]).await;
    assert_eq!(shop.count("variants", "published_at IS NOT NULL").await, 0);
    shop.others_are_untouched().await;
}

#[tokio::test]
async fn what_is_too_much_to_wait_for_is_followed_on_its_page() {
    let shop = Shop::open().await;
    shop.imported("de", &rows(1_001)).await;
    let fields = [("scope", "all"), ("do", "select"), ("confirmed", "yes")];
    let asked = shop.form(SELECT, &fields).await;
    let action = asked.location().to_owned();
    assert!(action.starts_with("/seller/importing/staged/actions/"), "{action}");
    let page = shop.page(&action).await;
    assert!(page.contains("data-progress") && page.contains("Queued"), "{page}");
    assert_eq!(shop.json(&format!("{action}/progress")).await["live"], true);
    shop.work().await;
    let page = shop.page(&action).await;
    assert!(
        page.contains("All of it is done") && between(&page, "In the catalogue</dt>", "</dd>").contains("1,001"),
        "{page}"
    );
    assert_eq!(shop.json(&format!("{action}/progress")).await["live"], false);
    let api = format!("/api/v1/marketplace/staged/actions/{}", action.rsplit('/').next().unwrap());
    let status = shop.json(&api).await;
    assert_eq!((status["state"].as_str(), status["selected"].as_i64()), (Some("done"), Some(1_001)));
    let answer = shop.call("/api/v1/marketplace/staged/unpublish", &json!({"filter": {"state": "selected"}})).await;
    assert_eq!(answer.status, 202, "{}", answer.body);
}
