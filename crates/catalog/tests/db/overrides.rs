//! The seller's own values over those of the feed.

use catalog::{
    CatalogError,
    feed::AndPublish::Yes,
    list,
    overrides::{Changed, Edit, Field, change, set, undo},
};
use test_support::World;
use types::{Currency, Language, Money};

use crate::fixture::{eur, feed, item, product, text, variant, versions};

#[tokio::test]
async fn overrides_show_on_the_shelf_survive_the_feed_and_are_undone_field_by_field() {
    let world = World::start().await;
    let mut row = item("1", "g", "Hemd");
    feed(&world, 0, std::slice::from_ref(&row), Yes).await;
    let (g, one) = (product(&world, 0, "g").await, variant(&world, 0, "1").await);
    let edits = [
        Edit::Title(Language::De, " Feines Hemd ".into()),
        Edit::Title(Language::En, "Fine shirt".into()),
        Edit::Description(Language::En, "Soft.\r\nWarm.".into()),
        Edit::Category("Mode>Hemden".into()),
        Edit::Price(one, eur(1500)),
        Edit::CompareAt(one, Some(eur(2000))),
        Edit::Images(one, vec!["/media/1.webp".into()]),
    ];
    let q = world.seller(0).write().await.unwrap();
    assert_eq!(change(&q, g, None, &edits, &[]).await.unwrap(), Changed { set: 7, undone: 0 });
    q.commit().await.unwrap();
    let shown = format!(
        "SELECT jsonb_build_array(p.category, p.price_min, p.compare_at, p.image, p.variants -> 0 -> 'images',
            (SELECT jsonb_object_agg(language, title || '|' || description) FROM shelf_texts WHERE product_id = p.id)) FROM shelf_products p WHERE p.id = '{g}'"
    );
    let own = r#"["Mode > Hemden", 1500, 2000, "/media/1.webp", ["/media/1.webp"], {"de": "Feines Hemd|Beschreibung von 1", "en": "Fine shirt|Soft.\nWarm."}]"#;
    assert_eq!(text(&world, &shown).await, own);

    row.price = eur(999);
    row.texts[0].1 = "Hemd neu".into();
    row.images = vec![];
    feed(&world, 0, &[row], Yes).await;
    assert_eq!(text(&world, &shown).await, own);
    let q = world.seller(0).read().await.unwrap();
    let detail = list::product(&q, g).await.unwrap().unwrap();
    assert_eq!((detail.texts[0].title.as_str(), detail.variants[0].price), ("Hemd neu", eur(999)));
    assert_eq!((detail.title(Language::De), detail.overrides.len()), (Some("Feines Hemd"), 7));
    assert!(detail.own(Field::Price(one)).is_some_and(|o| o.actor == Some(world.sellers[0].owner)));

    let q = world.seller(0).write().await.unwrap();
    for field in [Field::Title(Language::De), Field::Category, Field::Price(one), Field::Images(one)] {
        assert_eq!(undo(&q, g, field).await.unwrap(), Changed { set: 0, undone: 1 });
    }
    q.commit().await.unwrap();
    let left = r#"["Küche > Kaffee", 999, 2000, null, [], {"de": "Hemd neu|Beschreibung von 1", "en": "Fine shirt|Soft.\nWarm."}]"#;
    assert_eq!(text(&world, &shown).await, left);
    assert_eq!(world.count("SELECT FROM audit_log WHERE action = 'product.override'").await, 5);

    // the last title of a language goes: its text leaves the shelf, the description waits
    let q = world.seller(0).write().await.unwrap();
    undo(&q, g, Field::Title(Language::En)).await.unwrap();
    q.commit().await.unwrap();
    assert_eq!(world.count(&format!("SELECT FROM shelf_texts WHERE product_id = '{g}'")).await, 1);
}

#[tokio::test]
async fn the_same_value_again_writes_nothing() {
    let world = World::start().await;
    let (seeded, [one, _]) = (world.sellers[0].product, world.sellers[0].variants);
    let q = world.seller(0).write().await.unwrap();
    set(&q, seeded, Edit::Price(one, eur(777))).await.unwrap();
    q.commit().await.unwrap();
    let before = versions(&world).await;
    let q = world.seller(0).write().await.unwrap();
    assert_eq!(set(&q, seeded, Edit::Price(one, eur(777))).await.unwrap(), Changed::default());
    assert_eq!(undo(&q, seeded, Field::Category).await.unwrap(), Changed::default());
    q.commit().await.unwrap();
    assert_eq!(versions(&world).await, before);
}

#[tokio::test]
async fn a_form_that_is_older_than_the_product_is_refused() {
    let world = World::start().await;
    let (seeded, [one, _]) = (world.sellers[0].product, world.sellers[0].variants);
    let q = world.seller(0).read().await.unwrap();
    let version = list::product(&q, seeded).await.unwrap().unwrap().version;
    let q = world.seller(0).write().await.unwrap();
    change(&q, seeded, Some(&version), &[Edit::Price(one, eur(777))], &[]).await.unwrap();
    q.commit().await.unwrap();
    let q = world.seller(0).write().await.unwrap();
    let stale = change(&q, seeded, Some(&version), &[Edit::Price(one, eur(888))], &[]).await;
    assert!(matches!(stale, Err(CatalogError::Stale)));
}

#[tokio::test]
async fn a_former_price_can_be_hidden_and_never_lies_below_the_price() {
    let world = World::start().await;
    let mut row = item("1", "g", "Hemd");
    row.sale_price = Some(eur(800));
    feed(&world, 0, &[row], Yes).await;
    let (g, one) = (product(&world, 0, "g").await, variant(&world, 0, "1").await);
    let shown = format!(
        "SELECT jsonb_build_array(price_min, compare_at, variants -> 0 -> 'compare_at') FROM shelf_products WHERE id = '{g}'"
    );
    assert_eq!(text(&world, &shown).await, "[800, 1000, 1000]");
    for (edit, expected) in [
        (Edit::CompareAt(one, None), "[800, null, null]"),
        (Edit::CompareAt(one, Some(eur(1200))), "[800, 1200, 1200]"),
        (Edit::Price(one, eur(1300)), "[1300, null, null]"),
    ] {
        let q = world.seller(0).write().await.unwrap();
        set(&q, g, edit).await.unwrap();
        q.commit().await.unwrap();
        assert_eq!(text(&world, &shown).await, expected);
    }
}

#[tokio::test]
async fn a_price_in_a_currency_that_was_left_counts_for_nothing() {
    let world = World::start().await;
    let mut row = item("1", "g", "Hemd");
    feed(&world, 0, std::slice::from_ref(&row), Yes).await;
    let (g, one) = (product(&world, 0, "g").await, variant(&world, 0, "1").await);
    let q = world.seller(0).write().await.unwrap();
    set(&q, g, Edit::Price(one, eur(1500))).await.unwrap();
    q.commit().await.unwrap();
    row.price = Money::new(100_000, Currency::Jpy);
    feed(&world, 0, &[row], Yes).await;
    assert_eq!(
        text(&world, &format!("SELECT price_min || currency FROM shelf_products WHERE id = '{g}'")).await,
        "100000JPY"
    );
}

#[tokio::test]
async fn another_sellers_product_is_not_there() {
    let world = World::start().await;
    let theirs = world.sellers[1];
    let before = versions(&world).await;
    let q = world.seller(0).write().await.unwrap();
    assert!(matches!(set(&q, theirs.product, Edit::Category("x".into())).await, Err(CatalogError::NotFound)));
    let crossed = set(&q, world.sellers[0].product, Edit::Price(theirs.variants[0], eur(1))).await.unwrap_err();
    assert!(crossed.to_string().contains("not of this product"), "{crossed}");
    assert!(catalog::overrides::list(&q, theirs.product).await.unwrap().is_empty());
    q.commit().await.unwrap();
    assert_eq!(versions(&world).await, before);
}
