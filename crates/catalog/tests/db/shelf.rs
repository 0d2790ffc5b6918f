//! The shelf as buyers read it.

use catalog::{feed::AndPublish::Yes, shelf};
use test_support::World;
use types::{Language, ProductId, SellerId};

use crate::fixture::{eur, feed, item, product};

async fn close(world: &World, which: usize) {
    world
        .oracle
        .execute("UPDATE storefronts SET state = 'closed' WHERE seller_id = $1", &[&world.sellers[which].seller])
        .await
        .unwrap();
}

#[tokio::test]
async fn a_product_is_read_with_its_shop_in_the_best_language() {
    let world = World::start().await;
    let mut row = item("1", "g", "Hemd");
    row.texts.push((Language::Fr, "Chemise".into(), String::new()));
    feed(&world, 0, &[row], Yes).await;
    let q = world.pools.public().read().await.unwrap();
    let handle = shelf::newest(&q, None, Language::De, 1).await.unwrap().remove(0).handle;
    let read = async |language| shelf::product(&q, "seed-a", &handle, language).await.unwrap().unwrap();
    let french = read(Language::Fr).await;
    assert_eq!((french.title.as_str(), french.title_language), ("Chemise", Language::Fr));
    assert_eq!((french.description.as_str(), french.description_language), ("Beschreibung von 1", Language::De));
    let english = read(Language::En).await;
    assert_eq!(
        (english.title.as_str(), english.title_language),
        ("Hemd", Language::De),
        "the shop's own language comes next"
    );
    assert_eq!((english.shop.slug.as_str(), english.shop.shipping_flat, english.variants.len()), ("seed-a", 490, 1));
    let variant = english.chosen(None).unwrap();
    assert_eq!((variant.price, variant.sku.as_str(), variant.weight_grams), (1000, "1", Some(250)));

    assert!(shelf::product(&q, "seed-b", &handle, Language::De).await.unwrap().is_none());
    assert!(shelf::product(&q, "seed-a", "nothing", Language::De).await.unwrap().is_none());
    for absurd in ["", "\0", "SEED-A", "a/../b", &"x".repeat(5000)] {
        assert!(shelf::product(&q, absurd, absurd, Language::De).await.unwrap().is_none(), "{absurd:?}");
        assert!(
            shelf::storefront(&q, absurd).await.unwrap().is_none() && shelf::shop(&q, absurd).await.unwrap().is_none()
        );
        assert!(shelf::related(&q, absurd, absurd, Language::De, 4).await.unwrap().is_empty());
        assert!(shelf::sellers_at(&q, &[absurd]).await.unwrap().is_empty());
    }
    close(&world, 0).await;
    assert!(shelf::product(&q, "seed-a", &handle, Language::De).await.unwrap().is_none());
    assert!(!shelf::storefront(&q, "seed-a").await.unwrap().unwrap().open);
}

#[tokio::test]
async fn cards_come_in_the_order_asked_for_and_closed_shops_are_left_out() {
    let world = World::start().await;
    // A plan that keeps the order by chance must not hide that it is not asked for.
    world.oracle.batch_execute(&format!("ALTER DATABASE {} SET enable_nestloop = off", world.database)).await.unwrap();
    feed(&world, 0, &[item("1", "1", "Eins"), item("2", "2", "Zwei")], Yes).await;
    let [a, b] = world.sellers;
    let ids = [
        (b.seller, b.product),
        (a.seller, product(&world, 0, "2").await),
        (a.seller, ProductId::new()),
        (SellerId::new(), b.product),
        (a.seller, product(&world, 0, "1").await),
        (a.seller, b.product),
        (a.seller, a.product),
    ];
    let q = world.buyer(0).read().await.unwrap();
    let titles = |cards: Vec<shelf::Card>| cards.into_iter().map(|c| c.title).collect::<Vec<_>>();
    let cards = shelf::cards(&q, &ids, Language::En).await.unwrap();
    assert_eq!((cards[0].seller_slug.as_str(), cards[0].variants, cards[1].price()), ("seed-b", 2, eur(1000)));
    assert_eq!(titles(cards), ["Produkt von seed-b", "Zwei", "Eins", "Produkt von seed-a"]);
    close(&world, 0).await;
    assert_eq!(titles(shelf::cards(&q, &ids, Language::En).await.unwrap()), ["Produkt von seed-b"]);
    assert_eq!(titles(shelf::newest(&q, None, Language::En, 10).await.unwrap()), ["Produkt von seed-b"]);
    assert!(shelf::newest_of(&q, a.seller, None, Language::En, 10).await.unwrap().is_empty());
    assert_eq!(shelf::shops(&q, None, 10).await.unwrap().len(), 1);
    assert!(matches!(
        shelf::cards(&q, &vec![ids[0]; 101], Language::En).await,
        Err(catalog::CatalogError::TooMany(100))
    ));
}

#[tokio::test]
async fn lists_by_newness_are_walked_by_cursor_without_gap_or_repetition() {
    let world = World::start().await;
    // one batch has one time: ids decide
    let batch: Vec<_> = (0..25).map(|n| item(&n.to_string(), &n.to_string(), &format!("Artikel {n}"))).collect();
    feed(&world, 0, &batch, Yes).await;
    feed(&world, 1, &batch, Yes).await;
    let q = world.pools.public().read().await.unwrap();
    let (mut all, mut own, mut after) = (Vec::new(), Vec::new(), None);
    loop {
        let page = shelf::newest(&q, after, Language::De, 7).await.unwrap();
        after = page.last().map(shelf::Card::cursor);
        all.extend(page.into_iter().map(|c| (c.seller, c.product)));
        if after.is_none() {
            break;
        }
    }
    loop {
        let page = shelf::newest_of(&q, world.sellers[0].seller, after, Language::De, 7).await.unwrap();
        after = page.last().map(shelf::Card::cursor);
        own.extend(page.into_iter().map(|c| c.product));
        if after.is_none() {
            break;
        }
    }
    let distinct: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!((all.len(), distinct.len(), own.len()), (52, 52, 26));
}

#[tokio::test]
async fn related_products_are_of_the_same_shop_and_kind() {
    let world = World::start().await;
    let mut batch: Vec<_> = (0..12).map(|n| item(&n.to_string(), &n.to_string(), &format!("Artikel {n}"))).collect();
    batch[3].category = Some("Garten".into());
    batch[7].category = Some("Garten".into());
    feed(&world, 0, &batch, Yes).await;
    let q = world.pools.public().read().await.unwrap();
    let handle: String =
        world.oracle.query_one("SELECT handle FROM products WHERE group_key = '3'", &[]).await.unwrap().get(0);
    let cards = shelf::related(&q, "seed-a", &handle, Language::De, 4).await.unwrap();
    assert_eq!((cards.len(), cards[0].title.as_str()), (4, "Artikel 7"));
    assert!(cards.iter().all(|c| c.seller == world.sellers[0].seller && c.handle != handle));
}

#[tokio::test]
async fn a_shops_window_shows_its_products() {
    let world = World::start().await;
    feed(&world, 0, &[item("1", "1", "Eins"), item("2", "2", "Zwei")], Yes).await;
    let q = world.pools.public().read().await.unwrap();
    let window = shelf::shop(&q, "seed-a").await.unwrap().unwrap();
    assert_eq!((window.images.len(), window.shop.name.as_str()), (2, "Shop seed-a"));
    let all = shelf::shops(&q, None, 10).await.unwrap();
    assert_eq!(all.len(), 2);
    let rest = shelf::shops(&q, Some(all[0].cursor()), 10).await.unwrap();
    assert_eq!(rest, all[1..]);
}

#[tokio::test]
async fn a_sellers_own_variants_can_be_sold_by_hand_published_or_not() {
    let world = World::start().await;
    feed(&world, 0, &[item("1", "1", "Eins")], catalog::feed::AndPublish::No).await;
    let (one, g) = (crate::fixture::variant(&world, 0, "1").await, product(&world, 0, "1").await);
    let q = world.seller(0).write().await.unwrap();
    catalog::overrides::change(
        &q,
        g,
        None,
        &[catalog::overrides::Edit::Price(one, eur(333)), catalog::overrides::Edit::Title(Language::En, "One".into())],
        &[],
    )
    .await
    .unwrap();
    let found = shelf::sellable(&q, &[one, world.sellers[1].variants[0]], Language::En).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].price, found[0].title.as_str(), found[0].sku.as_str(), found[0].in_stock),
        (eur(333), "One", "1", true)
    );
}
