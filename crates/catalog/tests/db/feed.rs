//! Feeds into the catalogue.

use catalog::feed::{
    AndPublish::{No, Yes},
    Applied, Reason,
};
use test_support::World;
use types::{Language, TaxRate};

use crate::fixture::{eur, feed, item, product, text, variant, versions, versions_of};

fn counts(applied: &Applied) -> (u64, u64, u64, u64) {
    (applied.created, applied.updated, applied.unchanged, applied.published)
}

#[tokio::test]
async fn a_feed_makes_products_of_groups_and_the_same_feed_again_writes_nothing() {
    let world = World::start().await;
    let mut batch = vec![
        item("a-red", "a", "Kanne – Rot"),
        item("a-blue", "a", "Kanne – Blau"),
        item("b", "b", "Größter Mixer 600 ml"),
    ];
    batch[1].sale_price = Some(eur(800));
    batch[1].texts.push((Language::Fr, "Carafe – Bleu".into(), "Description".into()));
    batch[2].quantity = Some(7);
    batch[2].tax_rate = TaxRate::new(300);
    let first = feed(&world, 0, &batch, Yes).await;
    assert_eq!((counts(&first), first.products.len()), ((3, 0, 0, 3), 2));

    let a = product(&world, 0, "a").await;
    let titles = format!(
        "SELECT string_agg(language || '=' || title, ',' ORDER BY language) FROM shelf_texts WHERE product_id = '{a}'"
    );
    assert_eq!(text(&world, &titles).await, "de=Kanne,fr=Carafe – Bleu");
    let row = format!(
        "SELECT jsonb_build_array(price_min, price_max, compare_at, currency, in_stock, image, brand, category) FROM shelf_products WHERE id = '{a}'"
    );
    assert_eq!(
        text(&world, &row).await,
        r#"[800, 1000, 1000, "EUR", true, "https://pictures.example/a-red.webp", "Marke", "Küche > Kaffee"]"#
    );
    let b = product(&world, 0, "b").await;
    let stock = format!(
        "SELECT jsonb_build_array(tracked, available, on_hand, reserved) FROM stock_levels WHERE product_id = '{b}'"
    );
    assert_eq!(text(&world, &stock).await, "[true, true, 7, 0]");
    assert_eq!(
        text(&world, &format!("SELECT variants -> 0 ->> 'tax_class' FROM shelf_products WHERE id = '{b}'")).await,
        "super_reduced"
    );
    let handle = text(&world, &format!("SELECT handle FROM products WHERE id = '{b}'")).await;
    assert!(
        handle.starts_with("groesster-mixer-600-ml-") && handle.len() == "groesster-mixer-600-ml-".len() + 6,
        "{handle}"
    );

    let before = versions(&world).await;
    let again = feed(&world, 0, &batch, Yes).await;
    assert_eq!((counts(&again), again.products.len()), ((0, 0, 3, 0), 0));
    assert_eq!(versions(&world).await, before);
}

#[tokio::test]
async fn only_what_changed_is_written_and_a_handle_stays() {
    let world = World::start().await;
    let mut batch = vec![item("a", "a", "Kanne"), item("b", "b", "Mixer"), item("c", "c", "Toaster")];
    feed(&world, 0, &batch, Yes).await;
    let b = product(&world, 0, "b").await;
    let handle = text(&world, &format!("SELECT handle FROM products WHERE id = '{b}'")).await;
    let changes = world.count("SELECT FROM shelf_changes").await;
    let other = versions_of(&world, world.sellers[1].seller).await;

    batch[1].texts[0].1 = "Standmixer".into();
    let applied = feed(&world, 0, &batch, No).await;
    assert_eq!((counts(&applied), &applied.products[..]), ((0, 1, 2, 0), &[b][..]));
    assert_eq!(text(&world, &format!("SELECT title FROM shelf_texts WHERE product_id = '{b}'")).await, "Standmixer");
    assert_eq!(text(&world, &format!("SELECT handle FROM shelf_products WHERE id = '{b}'")).await, handle);
    assert_eq!(world.count("SELECT FROM shelf_changes").await, changes + 1);
    assert_eq!(versions_of(&world, world.sellers[1].seller).await, other);

    batch[1].texts = vec![(Language::Fr, "Mixeur".into(), "Description".into())];
    feed(&world, 0, &batch, No).await;
    let texts = format!("SELECT string_agg(language || title, ',') FROM shelf_texts WHERE product_id = '{b}'");
    assert_eq!(text(&world, &texts).await, "frMixeur");
}

#[tokio::test]
async fn without_publishing_the_shelf_stays_as_it_was() {
    let world = World::start().await;
    let before = world.count("SELECT FROM shelf_products").await;
    let applied = feed(&world, 0, &[item("a", "a", "Kanne")], No).await;
    assert_eq!(counts(&applied), (1, 0, 0, 0));
    assert_eq!(world.count("SELECT FROM shelf_products").await, before);
    assert_eq!(counts(&feed(&world, 0, &[item("a", "a", "Kanne")], Yes).await), (0, 0, 1, 1));
    assert_eq!(world.count("SELECT FROM shelf_products").await, before + 1);
}

#[tokio::test]
async fn titles_and_descriptions_come_from_all_variants_also_those_outside_the_batch() {
    let world = World::start().await;
    feed(&world, 0, &[item("1", "g", "Hemd – Rot"), item("2", "g", "Hemd – Blau")], Yes).await;
    let g = product(&world, 0, "g").await;
    let shown = format!("SELECT title || '|' || description FROM shelf_texts WHERE product_id = '{g}'");
    assert_eq!(text(&world, &shown).await, "Hemd|Beschreibung von 1");
    // only the second comes again: the product's description is the first one's still
    let mut second = item("2", "g", "Hemdbluse – Blau");
    second.texts[0].2 = "anders".into();
    feed(&world, 0, &[second], No).await;
    assert_eq!(text(&world, &shown).await, "Hemd – Rot|Beschreibung von 1");
}

#[tokio::test]
async fn a_variant_moves_to_another_group_with_its_overrides_and_its_stock() {
    let world = World::start().await;
    feed(&world, 0, &[item("1", "g", "Hemd – Rot"), item("2", "g", "Hemd – Blau"), item("3", "h", "Hose")], Yes).await;
    let (g, h, two) = (product(&world, 0, "g").await, product(&world, 0, "h").await, variant(&world, 0, "2").await);
    let q = world.seller(0).write().await.unwrap();
    catalog::overrides::set(&q, g, catalog::overrides::Edit::Price(two, eur(555))).await.unwrap();
    q.commit().await.unwrap();

    let applied = feed(&world, 0, &[item("2", "h", "Hose – Blau")], No).await;
    assert_eq!((counts(&applied), applied.products.len()), ((0, 1, 0, 0), 2));
    let prices = |id| {
        format!(
            "SELECT price_min || '-' || price_max || '/' || jsonb_array_length(variants) FROM shelf_products WHERE id = '{id}'"
        )
    };
    assert_eq!(
        (text(&world, &prices(g)).await, text(&world, &prices(h)).await),
        ("1000-1000/1".into(), "555-1000/2".into())
    );
    assert_eq!(text(&world, &format!("SELECT title FROM shelf_texts WHERE product_id = '{g}'")).await, "Hemd – Rot");
    assert_eq!(text(&world, &format!("SELECT title FROM shelf_texts WHERE product_id = '{h}'")).await, "Hose");
    assert_eq!(
        world.count(&format!("SELECT FROM stock_levels WHERE variant_id = '{two}' AND product_id = '{h}'")).await,
        1
    );

    // the last one moves too: its product leaves the shelf
    feed(&world, 0, &[item("1", "h", "Hose – Rot")], No).await;
    assert_eq!(world.count(&format!("SELECT FROM shelf_products WHERE id = '{g}'")).await, 0);
    let q = world.seller(0).read().await.unwrap();
    assert_eq!(
        catalog::list::counts(&q, &catalog::list::Wanted::default()).await.unwrap().all,
        2,
        "the empty product is not listed"
    );
}

#[tokio::test]
async fn what_was_said_of_a_product_goes_along_to_the_group_that_a_feed_makes_of_it() {
    use catalog::overrides::{Edit, set};
    let world = World::start().await;
    feed(&world, 0, &[item("1", "1", "Hemd Rot"), item("2", "2", "Hemd Blau"), item("3", "3", "Hose")], Yes).await;
    feed(&world, 1, &[item("1", "1", "Tasse")], Yes).await;
    let (one, three) = (product(&world, 0, "1").await, product(&world, 0, "3").await);
    let other = versions_of(&world, world.sellers[1].seller).await;
    let q = world.seller(0).write().await.unwrap();
    set(&q, one, Edit::Title(Language::De, "Feines Hemd".into())).await.unwrap();
    set(&q, one, Edit::Category("Mode > Hemden".into())).await.unwrap();
    set(&q, three, Edit::Category("Mode > Hosen".into())).await.unwrap();
    q.commit().await.unwrap();

    // item_group_id is added later
    feed(&world, 0, &[item("1", "shirt", "Hemd Rot"), item("2", "shirt", "Hemd Blau")], No).await;
    let shirt = product(&world, 0, "shirt").await;
    let shown = |id| {
        format!(
            "SELECT t.title || '|' || p.category FROM shelf_products p JOIN shelf_texts t ON t.product_id = p.id WHERE p.id = '{id}'"
        )
    };
    assert_eq!(text(&world, &shown(shirt)).await, "Feines Hemd|Mode > Hemden");
    // a product that was there keeps its own, and its name is not taken from what joins it
    feed(&world, 0, &[item("3", "shirt", "Hose")], No).await;
    assert_eq!(text(&world, &shown(shirt)).await, "Feines Hemd|Mode > Hemden");
    assert_eq!(versions_of(&world, world.sellers[1].seller).await, other);
}

#[tokio::test]
async fn a_quantity_counts_only_where_the_feed_says_something_new() {
    let world = World::start().await;
    let mut row = item("1", "1", "Hemd");
    row.quantity = Some(5);
    feed(&world, 0, std::slice::from_ref(&row), Yes).await;
    let one = variant(&world, 0, "1").await;
    let q = world.seller(0).write().await.unwrap();
    let set = catalog::stock::Stock::Tracked { on_hand: 9 };
    assert_eq!(catalog::stock::set(&q, &[(one, set)]).await.unwrap(), 1);
    catalog::stock::reserve(&q, &[catalog::stock::Line { variant: one, quantity: 4 }]).await.unwrap();
    q.commit().await.unwrap();
    let level = format!(
        "SELECT jsonb_build_array(tracked, available, on_hand, reserved, feed_quantity) FROM stock_levels WHERE variant_id = '{one}'"
    );

    row.price = eur(1100);
    feed(&world, 0, std::slice::from_ref(&row), No).await;
    assert_eq!(text(&world, &level).await, "[true, true, 9, 4, 5]", "the feed says 5 as before");
    for (in_stock, expected) in [(false, "[true, false, 9, 4, 5]"), (true, "[true, true, 9, 4, 5]")] {
        row.in_stock = in_stock;
        feed(&world, 0, std::slice::from_ref(&row), No).await;
        assert_eq!(text(&world, &level).await, expected, "only the availability is new");
    }
    row.quantity = Some(2);
    feed(&world, 0, std::slice::from_ref(&row), No).await;
    assert_eq!(text(&world, &level).await, "[true, true, 4, 4, 2]", "never below what is reserved");
    assert_eq!(text(&world, "SELECT in_stock FROM shelf_products WHERE price_min = 1100").await, "false");
    row.quantity = None;
    row.in_stock = false;
    feed(&world, 0, std::slice::from_ref(&row), No).await;
    assert_eq!(text(&world, &level).await, "[false, false, 4, 4, null]");

    // in by hand, while the feed says out as before
    let q = world.seller(0).write().await.unwrap();
    catalog::stock::set(&q, &[(one, catalog::stock::Stock::Untracked { in_stock: true })]).await.unwrap();
    q.commit().await.unwrap();
    let before = versions(&world).await;
    feed(&world, 0, &[row], No).await;
    assert_eq!(versions(&world).await, before);
}

#[tokio::test]
async fn another_currency_in_one_product_stays_off_the_shelf() {
    let world = World::start().await;
    let mut batch = [item("1", "g", "Hemd – Rot"), item("2", "g", "Hemd – Blau")];
    batch[1].price = types::Money::new(900, types::Currency::Chf);
    let applied = feed(&world, 0, &batch, Yes).await;
    assert_eq!(applied.published, 1);
    assert_eq!(
        applied.refused.iter().map(|r| (r.external_id.as_str(), r.reason)).collect::<Vec<_>>(),
        [("2", Reason::OtherCurrency)]
    );
    // a published one changes its currency: it leaves the shelf, the other stays
    batch[1].price = eur(900);
    feed(&world, 0, &batch, Yes).await;
    batch[1].price = types::Money::new(900, types::Currency::Chf);
    feed(&world, 0, &batch, No).await;
    let g = product(&world, 0, "g").await;
    assert_eq!(
        text(&world, &format!("SELECT currency || jsonb_array_length(variants) FROM shelf_products WHERE id = '{g}'"))
            .await,
        "EUR1"
    );
}

#[tokio::test]
async fn a_batch_that_is_too_long_or_absurd_is_refused() {
    let world = World::start().await;
    let q = world.pools.worker(world.sellers[0].seller, None).write().await.unwrap();
    let many: Vec<_> = (0..=catalog::MAX_BATCH).map(|n| item(&n.to_string(), &n.to_string(), "x")).collect();
    assert!(matches!(catalog::feed::apply(&q, &many, No).await, Err(catalog::CatalogError::TooMany(1000))));
    let twice = [item("1", "g", "x"), item("1", "g", "y")];
    assert!(catalog::feed::apply(&q, &twice, No).await.unwrap_err().to_string().contains("comes twice"));
    let untitled = [item("1", "g", " ")];
    assert!(catalog::feed::apply(&q, &untitled, No).await.unwrap_err().to_string().contains("title"));
    assert_eq!(catalog::feed::apply(&q, &[], No).await.unwrap(), Applied::default());
}

#[tokio::test]
async fn two_batches_at_once_end_with_both_applied() {
    let world = World::start().await;
    let batch = |from: usize, price| -> Vec<_> {
        (from..from + 60)
            .map(|n| catalog::feed::FeedVariant {
                price: eur(price),
                ..item(&n.to_string(), &format!("g{}", n / 3), "Hemd")
            })
            .collect()
    };
    feed(&world, 0, &batch(0, 500), Yes).await;
    let run = |batch: Vec<catalog::feed::FeedVariant>| {
        let door = world.pools.worker(world.sellers[0].seller, None);
        async move {
            loop {
                let q = door.write().await.unwrap();
                match catalog::feed::apply(&q, &batch, Yes).await {
                    Ok(_) => return q.commit().await.unwrap(),
                    Err(error) => assert!(error.may_try_again(), "{error}"),
                }
            }
        }
    };
    tokio::join!(run(batch(0, 600)), run(batch(30, 600)), run(batch(60, 600)));
    assert_eq!(world.count("SELECT FROM offers WHERE price = 600").await, 120);
    assert_eq!(world.count("SELECT FROM shelf_products WHERE price_min = 600 AND price_max = 600").await, 40);
}
