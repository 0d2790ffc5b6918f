//! The seller's own view.

use catalog::{
    feed::AndPublish::{No, Yes},
    list::{Counts, Filter, Query, counts, page, product},
    overrides::{Edit, set},
};
use test_support::World;
use types::Language;

use crate::fixture::{eur, feed, item, product as product_of};

const ALL: Query<'static> = Query { text: "", filter: Filter::All, language: Language::De, after: None, limit: 10 };

async fn titles(world: &World, query: &Query<'_>) -> Vec<String> {
    let q = world.seller(0).read().await.unwrap();
    page(&q, query).await.unwrap().into_iter().map(|p| p.title.unwrap()).collect()
}

async fn stocked(world: &World) {
    let mut batch = vec![
        item("HK-1", "a", "Größte Kanne – Rot"),
        item("HK-2", "a", "Größte Kanne – Blau"),
        item("MX-1", "b", "Mixer"),
        item("TO-1", "c", "Toaster"),
    ];
    batch[1].price = eur(2500);
    batch[3].in_stock = false;
    feed(world, 0, &batch[..2], Yes).await;
    feed(world, 0, &batch[2..], No).await;
    feed(world, 1, &batch, Yes).await;
    let b = product_of(world, 0, "b").await;
    let q = world.seller(0).write().await.unwrap();
    set(&q, b, Edit::Title(Language::De, "Standmixer".into())).await.unwrap();
    q.commit().await.unwrap();
}

#[tokio::test]
async fn filters_text_and_counts_agree() {
    let world = World::start().await;
    stocked(&world).await;
    assert_eq!(titles(&world, &ALL).await, ["Toaster", "Standmixer", "Größte Kanne", "Produkt von seed-a"]);
    for (filter, expected) in [
        (Filter::Published, &["Größte Kanne", "Produkt von seed-a"][..]),
        (Filter::Draft, &["Toaster", "Standmixer"]),
        (Filter::Overridden, &["Standmixer", "Produkt von seed-a"]),
        (Filter::OutOfStock, &["Toaster"]),
    ] {
        assert_eq!(titles(&world, &Query { filter, ..ALL }).await, expected, "{filter:?}");
    }
    for (text, expected) in [
        ("hk-2", &["Größte Kanne"][..]),
        ("GRÖSSTE", &[]),
        ("größte", &["Größte Kanne"]),
        ("mixer", &["Standmixer"]),
        ("standmixer", &["Standmixer"]),
        ("KANNE", &["Größte Kanne"]),
        ("groesste-kanne", &["Größte Kanne"]),
        ("%", &[]),
        ("\0'; DROP TABLE products", &[]),
    ] {
        assert_eq!(titles(&world, &Query { text, ..ALL }).await, expected, "{text:?}");
    }
    let q = world.seller(0).read().await.unwrap();
    let all = counts(&q, "").await.unwrap();
    assert_eq!(all, Counts { all: 4, published: 2, overridden: 2, out_of_stock: 1 });
    assert_eq!(all.draft(), 2);
    assert_eq!(counts(&q, "kanne").await.unwrap(), Counts { all: 1, published: 1, overridden: 0, out_of_stock: 0 });
}

#[tokio::test]
async fn rows_tell_prices_stock_and_languages_and_pages_follow_each_other() {
    let world = World::start().await;
    stocked(&world).await;
    let q = world.seller(0).read().await.unwrap();
    let rows = page(&q, &ALL).await.unwrap();
    let kanne = &rows[2];
    assert_eq!(
        (kanne.price_min, kanne.price_max, kanne.variants, kanne.published, kanne.in_stock),
        (Some(1000), Some(2500), 2, 2, 2)
    );
    assert_eq!(
        (kanne.pieces, kanne.by_hand, kanne.overrides, &kanne.languages[..]),
        (None, false, 0, &[Language::De][..])
    );
    let mut after = None;
    let mut walked = Vec::new();
    while let Some(row) = page(&q, &Query { after, limit: 1, ..ALL }).await.unwrap().pop() {
        after = Some(row.id);
        walked.push(row);
    }
    assert_eq!(walked, rows);
}

#[tokio::test]
async fn a_product_is_read_whole_and_another_sellers_is_not_there() {
    let world = World::start().await;
    let q = world.seller(0).read().await.unwrap();
    let detail = product(&q, world.sellers[0].product).await.unwrap().unwrap();
    assert_eq!((detail.variants.len(), detail.overrides.len(), detail.published()), (2, 1, true));
    assert_eq!(
        (detail.variants[1].stock.on_hand, detail.variants[1].sku(), detail.variants[1].price),
        (10, "seed-2", eur(1250))
    );
    assert!(product(&q, world.sellers[1].product).await.unwrap().is_none());
}
