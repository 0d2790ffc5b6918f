//! What files become.

use imports::RunState;
use types::Language::{De, En, Fr};

use super::{Shops, tsv};

fn numbers(run: &imports::runs::Run) -> (i64, i64, i64, i64) {
    (run.rows_new, run.rows_changed, run.rows_unchanged, run.rows_rejected)
}

#[tokio::test]
async fn three_languages_become_one_product_each() {
    let shops = Shops::open().await;
    let de = tsv(&["a\tKessel\t19.99 EUR\tin stock", "b\tTopf\t5 EUR\tin stock"]);
    let fr = tsv(&["a\tBouilloire\t19.99 EUR\tin stock", "c\tPoêle\t7 EUR\tout of stock"]);
    let en = tsv(&["a\tKettle\t19.99 EUR\tin stock", "c\tPan\t7 EUR\tout of stock"]);
    // The seller's own language is German: it wins, though it comes last.
    shops.imported(0, En, &en).await;
    shops.imported(0, Fr, &fr).await;
    let run = shops.imported(0, De, &de).await;
    assert_eq!(numbers(&run), (2, 0, 0, 0));
    assert_eq!(
        shops.staged(0).await,
        [
            "a de 1999 in_stock main",
            "a en 1999 in_stock",
            "a fr 1999 in_stock",
            "b de 500 in_stock main",
            "c en 700 out_of_stock main",
            "c fr 700 out_of_stock",
        ]
    );
    assert_eq!((run.percent(), run.bytes_read, run.file_name.as_deref()), (100, run.bytes_total, Some("feed.tsv")));
}

#[tokio::test]
async fn the_same_file_again_writes_nothing() {
    let shops = Shops::open().await;
    let file =
        tsv(&["a\tKessel\t19.99 EUR\tin stock\tg\trot", "b\tTopf\t5 EUR\tin stock\tg\tblau", "c\t\t5 EUR\tin stock"]);
    let first = shops.imported(0, De, &file).await;
    assert_eq!(numbers(&first), (2, 0, 0, 1));
    let before = shops.snapshot(0).await;
    let second = shops.imported(0, De, &file).await;
    assert_eq!(numbers(&second), (0, 0, 2, 1));
    assert_eq!(shops.snapshot(0).await, before);
}

#[tokio::test]
async fn a_changed_row_updates_and_nothing_is_doubled() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&["a\tKessel\t19.99 EUR\tin stock", "b\tTopf\t5 EUR\tin stock"])).await;
    let before = shops.snapshot(0).await;
    let run = shops.imported(0, De, &tsv(&["b\tTopf\t6 EUR\tin stock", "a\tKessel\t19.99 EUR\tin stock"])).await;
    assert_eq!(numbers(&run), (0, 1, 1, 0));
    let after = shops.snapshot(0).await;
    assert_eq!(after.len(), 2);
    assert_eq!(after[0], before[0]);
    assert_eq!(shops.staged(0).await[1], "b de 600 in_stock main");
}

#[tokio::test]
async fn the_documented_language_wins_and_the_conflict_is_reported() {
    let shops = Shops::open().await;
    let de = tsv(&["a\tKessel\t20 EUR\tin stock", "b\tTopf\t5 EUR\tin stock", "c\tPfanne\t7 EUR\tin stock"]);
    let fr = tsv(&["a\tBouilloire\t19 EUR\tin stock", "b\tMarmite\t5 EUR\tout of stock", "c\tPoêle\t7 EUR\tin stock"]);
    for order in [[De, Fr], [Fr, De]] {
        let mut last = None;
        for language in order {
            let file = if language == De { &de } else { &fr };
            last = Some(shops.imported(0, language, file).await);
        }
        assert_eq!(
            shops.staged(0).await,
            [
                "a de 2000 in_stock main price_conflict",
                "a fr 1900 in_stock price_conflict",
                "b de 500 in_stock main availability_conflict",
                "b fr 500 out_of_stock availability_conflict",
                "c de 700 in_stock main",
                "c fr 700 in_stock",
            ]
        );
        let run = last.unwrap();
        assert_eq!(run.warnings, 2, "{order:?}");
        let sql = "SELECT external_id || ' ' || reason || ' ' || column_name || ': ' || detail FROM import_rejects WHERE run_id = $1 ORDER BY id";
        let report = shops.world.oracle.query(sql, &[&run.id]).await.unwrap();
        let report: Vec<String> = report.iter().map(|row| row.get(0)).collect();
        let expected = if order[1] == Fr {
            [
                "a price_conflict price: 19.00 EUR here, 20.00 EUR in Deutsch, which counts",
                "b availability_conflict availability: out_of_stock here, in_stock in Deutsch, which counts",
            ]
        } else {
            [
                "a price_conflict price: 20.00 EUR here, which counts, 19.00 EUR in Français",
                "b availability_conflict availability: in_stock here, which counts, out_of_stock in Français",
            ]
        };
        assert_eq!(report, expected);
        shops.world.oracle.batch_execute("DELETE FROM staged_products").await.unwrap();
    }
}

#[tokio::test]
async fn a_conflict_that_is_mended_is_gone() {
    let shops = Shops::open().await;
    shops.imported(0, De, &tsv(&["a\tKessel\t20 EUR\tin stock"])).await;
    shops.imported(0, Fr, &tsv(&["a\tBouilloire\t19 EUR\tin stock"])).await;
    let run = shops.imported(0, De, &tsv(&["a\tKessel\t19 EUR\tin stock"])).await;
    assert_eq!(run.warnings, 0);
    assert_eq!(shops.staged(0).await, ["a de 1900 in_stock main", "a fr 1900 in_stock"]);
}

#[tokio::test]
async fn two_sellers_with_the_same_ids_do_not_touch_each_other() {
    let shops = Shops::open().await;
    let other = shops.snapshot(1).await;
    shops.imported(0, De, &tsv(&["seed-1\tKessel\t20 EUR\tin stock"])).await;
    assert_eq!(shops.snapshot(1).await, other);
    let own = shops.snapshot(0).await;
    shops.imported(1, De, &tsv(&["seed-1\tTopf\t3 EUR\tout of stock"])).await;
    assert_eq!(shops.snapshot(0).await, own);
    assert_eq!(shops.staged(1).await, ["seed-1 de 300 out_of_stock main"]);
}

#[tokio::test]
async fn what_a_row_says_is_staged_whole() {
    let shops = Shops::open().await;
    let file = "id\ttitle\tdescription\tlink\timage_link\tadditional_image_link\tprice\tsale_price\tavailability\tgtin\tbrand\tmpn\t\
                product_type\tgoogle_product_category\tcondition\titem_group_id\tcolor\tsize\tshipping_weight\tatalanda:tax_rate\tatalanda:quantity\t\
                adult\tadditional_product_type_1\tadditional_product_type_2\n\
                a-1\tJacke\tWarm\thttps://shop.example/a\thttps://shop.example/1.jpg\thttps://shop.example/2.jpg,https://shop.example/3.jpg\t\
                59.90 EUR\t49.90 EUR\tin stock\t3400949497294\tMarke\tM1\tMode > Jacken\t5322\tnew\ta\trot\tM\t0.5 kg\t17\t4\tyes\tMode > Neu\tMode > Rot\n";
    shops.imported(0, De, file.as_bytes()).await;
    let sql = "SELECT to_jsonb(s) - 'seller_id' - 'row_hash' - 'since_run' - 'changed_run' - 'updated_at' FROM staged_products s WHERE seller_id = $1";
    let row: serde_json::Value = shops.world.oracle.query_one(sql, &[&shops.seller(0)]).await.unwrap().get(0);
    assert_eq!(
        row,
        serde_json::json!({
            "external_id": "a-1", "language": "de", "present": true, "main": true, "title": "Jacke", "search": "jacke\nmarke\na-1\n3400949497294\nm1", "description": "Warm",
            "link": "https://shop.example/a",
            "images": ["https://shop.example/1.jpg", "https://shop.example/2.jpg", "https://shop.example/3.jpg"],
            "price": 5990, "sale_price": 4990, "currency": "EUR", "availability": "in_stock", "quantity": 4, "gtin": "3400949497294",
            "brand": "Marke", "mpn": "M1", "category": "Mode > Jacken", "more_categories": ["Mode > Neu", "Mode > Rot"], "adult": true, "google_category": "5322", "condition": "new", "group_key": "a",
            "options": { "color": "rot", "size": "M" }, "weight_grams": 500, "tax_rate": 1700, "conflicts": [],
        })
    );
}

#[tokio::test]
async fn the_hard_pair_of_files_gives_one_product_per_id() {
    let shops = Shops::open().await;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/dirty");
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    shops.imported(0, De, &read("25_pair_de.tsv")).await;
    let run = shops.imported(0, Fr, &read("25_pair_fr.tsv")).await;
    assert_eq!(numbers(&run), (6, 0, 0, 0));
    assert_eq!(run.warnings, 2, "one price, one availability");
    let mains = shops.world.count("SELECT FROM staged_products WHERE main AND title NOT LIKE 'Staged of%'").await;
    assert_eq!(mains, 6);
    let conflict =
        shops.world.count("SELECT FROM staged_products WHERE main AND language = 'de' AND conflicts <> '{}'").await;
    assert_eq!(conflict, 2);
}

#[tokio::test]
async fn every_hard_file_goes_through_twice_and_the_second_time_writes_nothing() {
    let shops = Shops::open().await;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/dirty");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ext| ext == "tsv" || ext == "csv"));
    files.sort();
    assert!(files.len() >= 26);
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        let first = shops.import(0, De, &bytes).await;
        let refused =
            ["17_empty", "18_no_header", "19_duplicate"].iter().any(|name| path.to_str().unwrap().contains(name));
        assert_eq!(first.state, if refused { RunState::Failed } else { RunState::Done }, "{path:?}: {:?}", first.error);
        let before = shops.snapshot(0).await;
        assert_eq!(i64::try_from(before.len()).unwrap(), first.rows_accepted(), "{path:?}");
        let second = shops.import(0, De, &bytes).await;
        assert_eq!((second.rows_new, second.rows_changed), (0, 0), "{path:?}");
        assert_eq!(second.rows_rejected, first.rows_rejected, "{path:?}");
        assert_eq!(shops.snapshot(0).await, before, "{path:?}");
        shops
            .world
            .oracle
            .execute("DELETE FROM staged_products WHERE seller_id = $1", &[&shops.seller(0)])
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn imports_of_two_languages_at_once_agree_on_the_main_row() {
    let shops = Shops::open().await;
    let rows = |word: &str| (0..6_000).map(|n| format!("{n}\t{word} {n}\t5 EUR\tin stock")).collect::<Vec<_>>();
    let (de, fr) = (rows("Topf"), rows("Marmite"));
    let (de, fr) =
        (de.iter().map(String::as_str).collect::<Vec<_>>(), fr.iter().map(String::as_str).collect::<Vec<_>>());
    let (de, fr) = (shops.feed(0, De, &tsv(&de)).await, shops.feed(0, Fr, &tsv(&fr)).await);
    let (de, fr) = (shops.start(0, de).await, shops.start(0, fr).await);
    let (de, fr) = tokio::join!(shops.work(0, de), shops.work(0, fr));
    assert_eq!((de.rows_new, fr.rows_new), (6_000, 6_000));
    let seller = shops.seller(0);
    let wrong = format!("SELECT FROM staged_products WHERE seller_id = '{seller}' AND main <> (language = 'de')");
    assert_eq!(shops.world.count(&wrong).await, 0);
}
