//! Naughty strings and the dirty feeds, from the file through staged products and the seller's pages to the shelf and the
//! API: kept as they are, and run nowhere.

use std::{fmt::Write, path::Path};

use serde_json::json;

use super::Shop;

fn naughty() -> Vec<String> {
    serde_json::from_str(include_str!("../../../imports/tests/naughty/blns.json")).unwrap()
}

fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Whether a page that holds this text as it is would hold an element of it.
fn is_markup(text: &str) -> bool {
    text.len() > 8 && text.as_bytes().windows(2).any(|w| w[0] == b'<' && (w[1].is_ascii_alphabetic() || w[1] == b'!'))
}

/// Texts that nothing has to be removed from or cut.
fn is_plain(text: &str) -> bool {
    let removed = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let edge = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}');
    !text.chars().any(removed) && !text.starts_with(edge) && !text.ends_with(edge) && text.chars().count() <= 200
}

/// Whether a page would run, or fetch, what the hostile feeds hold.
fn is_alive(page: &str) -> bool {
    ["<script>alert", "<img src=x", "<svg onload", "href=\"javascript:", "src=\"javascript:"]
        .iter()
        .any(|bad| page.contains(bad))
}

/// The texts that stand in a page as they are.
fn unescaped(page: &str, texts: &[String]) -> Vec<String> {
    texts.iter().filter(|text| is_markup(text) && page.contains(text.as_str())).cloned().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn naughty_strings_reach_the_shelf_unharmed_and_run_nowhere() {
    let shop = Shop::open().await;
    let texts = naughty();
    let mut file = "id,title,description,price,availability,brand,product_type,color,size,mpn\n".to_owned();
    for (number, text) in texts.iter().enumerate() {
        let text = cell(text);
        writeln!(file, "n{number},{text},{text},9.90 EUR,in stock,{text},{text},{text},{text},{text}").unwrap();
    }
    let run = shop.imported("en", file.as_bytes()).await;
    let mut wrong = unescaped(&shop.page(&run).await, &texts);
    wrong.extend(unescaped(&shop.page(&format!("{run}/rejects?kind=warnings")).await, &texts));
    let rows = shop
        .site
        .world
        .oracle
        .query("SELECT external_id, title, brand FROM staged_products WHERE seller_id = $1", &[&shop.seller])
        .await
        .unwrap();
    assert!(rows.len() > texts.len() * 9 / 10, "{} of {}", rows.len(), texts.len());
    for row in &rows {
        let text = &texts[row.get::<_, &str>(0)[1..].parse::<usize>().unwrap()];
        if is_plain(text) {
            assert_eq!((row.get::<_, &str>(1), row.get::<_, Option<&str>>(2)), (text.as_str(), Some(text.as_str())));
        }
    }
    let fields = [("scope", "all"), ("do", "select_publish"), ("confirmed", "yes")];
    assert_eq!(shop.form("/seller/importing/staged/select", &fields).await.status, 303);
    let sql = "SELECT s.handle, v.external_id, v.product_id::text FROM shelf_products s
               JOIN variants v ON v.seller_id = s.seller_id AND v.product_id = s.id WHERE s.seller_id = $1 ORDER BY 1";
    let shelf = shop.site.world.oracle.query(sql, &[&shop.seller]).await.unwrap();
    assert_eq!(shelf.len(), rows.len(), "all of it is on the shelf");
    for row in &shelf {
        let (handle, id, product): (&str, &str, &str) = (row.get(0), row.get(1), row.get(2));
        let number: usize = id[1..].parse().unwrap();
        let text = &texts[number];
        // Each page costs; texts that are no markup are sampled.
        if !is_markup(text) && !number.is_multiple_of(10) {
            continue;
        }
        for uri in [
            format!("/seller/importing/staged/{id}"),
            format!("/seller/importing/products/{product}"),
            format!("/products/importing/{handle}"),
        ] {
            let page = shop.page(&uri).await;
            wrong.extend(unescaped(&page, std::slice::from_ref(text)).iter().map(|text| format!("{uri}: {text}")));
        }
        let api = shop.json(&format!("/api/v1/storefront/products/importing/{handle}")).await;
        if is_plain(text) {
            assert!(api.to_string().contains(&json!(text).to_string()), "{text:?} in {api}");
        }
    }
    for uri in ["/seller/importing/staged", "/s/importing", "/search?q=a", "/seller/importing/products"] {
        wrong.extend(unescaped(&shop.page(uri).await, &texts));
    }
    assert!(wrong.is_empty(), "{} stand in a page as they are: {wrong:?}", wrong.len());
    shop.others_are_untouched().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dirty_feeds_go_through_every_page_calmly() {
    let shop = Shop::open().await;
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let ours = std::fs::read_dir(workspace.join("examples/dirty")).unwrap();
    let shared = std::fs::read_dir(workspace.join("../shared/data/feeds/dirty")).into_iter().flatten();
    let mut files: Vec<_> = ours.chain(shared).map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "tsv" || end == "csv"));
    files.sort();
    assert!(files.len() >= 20);
    let feed = shop.feed("de", b"id\ttitle\tprice\tavailability\nz\tFirst\t1 EUR\tin stock\n").await;
    shop.form(&format!("{feed}/mapping"), &[("do", "save"), ("vanish", "keep")]).await;
    // Each file by the names of its own columns.
    shop.site
        .world
        .oracle
        .execute("UPDATE feeds SET mapping = NULL WHERE seller_id = $1", &[&shop.seller])
        .await
        .unwrap();
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let sent = shop.upload(&format!("{feed}/file"), &[], &std::fs::read(&path).unwrap()).await;
        assert!(sent.status == 303 || name.starts_with("17_"), "{name}: {}", sent.status);
        let mapping = shop.page(&format!("{feed}/mapping")).await;
        let run = shop.run(&feed).await;
        let mut pages = vec![mapping, shop.page(&run).await];
        if pages[1].contains("name=\"decision\"") {
            shop.form(&format!("{run}/resolve"), &[("decision", "keep")]).await;
            shop.work().await;
        }
        for part in ["rejects", "rejects?kind=warnings", "rejects.csv", "progress"] {
            pages.push(shop.page(&format!("{run}/{part}")).await);
        }
        pages.push(shop.page("/seller/importing/staged").await);
        for page in pages.iter().filter(|page| page.starts_with("<!")) {
            assert!(!is_alive(page), "{name}: {page}");
        }
    }
    let select = [("scope", "all"), ("do", "select_publish"), ("confirmed", "yes")];
    assert_eq!(shop.form("/seller/importing/staged/select", &select).await.status, 303);
    let shelf = shop
        .site
        .world
        .oracle
        .query("SELECT handle FROM shelf_products WHERE seller_id = $1", &[&shop.seller])
        .await
        .unwrap();
    assert!(shelf.len() > 30, "{}", shelf.len());
    for row in &shelf {
        let handle: &str = row.get(0);
        let page = shop.page(&format!("/products/importing/{handle}")).await;
        assert!(!is_alive(&page), "{handle}: {page}");
        shop.json(&format!("/api/v1/storefront/products/importing/{handle}")).await;
    }
    shop.others_are_untouched().await;
}
