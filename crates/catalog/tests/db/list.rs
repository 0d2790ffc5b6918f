//! The seller's own view.

use catalog::{
    feed::AndPublish::{No, Yes},
    list::{Counts, Filter, Query, Wanted, counts, page, product},
    overrides::{Edit, set},
};
use test_support::World;
use types::Language;

use crate::fixture::{eur, feed, item, product as product_of};

const EVERY: Wanted<'static> = Wanted { text: "", category: "", brand: "", filter: Filter::All };
const ALL: Query<'static> = Query { wanted: EVERY, language: Language::De, after: None, limit: 10 };

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
        assert_eq!(titles(&world, &Query { wanted: Wanted { filter, ..EVERY }, ..ALL }).await, expected, "{filter:?}");
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
        assert_eq!(titles(&world, &Query { wanted: Wanted { text, ..EVERY }, ..ALL }).await, expected, "{text:?}");
    }
    let q = world.seller(0).read().await.unwrap();
    let all = counts(&q, &EVERY).await.unwrap();
    assert_eq!(all, Counts { all: 4, published: 2, overridden: 2, out_of_stock: 1 });
    assert_eq!(all.draft(), 2);
    assert_eq!(
        counts(&q, &Wanted { text: "kanne", ..EVERY }).await.unwrap(),
        Counts { all: 1, published: 1, overridden: 0, out_of_stock: 0 }
    );
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

#[tokio::test]
async fn a_category_in_force_and_a_brand_narrow_the_list_and_what_is_done_with_all_of_it() {
    use catalog::{
        bulk::{Action, matching},
        list::choices,
        overrides::{Edit, set},
    };
    let world = World::start().await;
    let mut batch = [item("1", "1", "Kanne"), item("2", "2", "Tasse"), item("3", "3", "Hemd")];
    batch[1].category = Some("Küche > Kaffeetassen".into());
    batch[2].brand = Some("Andere".into());
    feed(&world, 0, &batch, Yes).await;
    feed(&world, 1, &batch, Yes).await;
    let q = world.seller(0).write().await.unwrap();
    set(&q, product_of(&world, 0, "3").await, Edit::Category("Mode".into())).await.unwrap();
    q.commit().await.unwrap();

    for (category, brand, expected) in [
        ("Küche", "", &["Tasse", "Kanne"][..]),
        ("Küche > Kaffee", "", &["Kanne"]),
        ("Mode", "", &["Hemd"]),
        ("Küche", "Andere", &[]),
        ("", "Andere", &["Hemd"]),
    ] {
        let wanted = Wanted { category, brand, ..EVERY };
        assert_eq!(titles(&world, &Query { wanted, ..ALL }).await, expected, "{category} {brand}");
        let q = world.seller(0).read().await.unwrap();
        assert_eq!(counts(&q, &wanted).await.unwrap().all, i64::try_from(expected.len()).unwrap());
    }
    let q = world.seller(0).read().await.unwrap();
    let (brands, categories) = choices(&q).await.unwrap();
    assert!(
        brands.contains(&"Andere".to_owned()) && categories.contains(&"Mode".to_owned()),
        "{brands:?} {categories:?}"
    );
    let wanted = Wanted { category: "Küche", ..EVERY };
    let done = matching(&world.seller(0), &wanted, Action::Unpublish).await.unwrap();
    assert_eq!((done.products, done.variants), (2, 2));
    let left = |which: usize| {
        format!(
            "SELECT FROM variants WHERE published_at IS NOT NULL AND external_id IN ('1', '2', '3') AND seller_id = '{}'",
            world.sellers[which].seller
        )
    };
    assert_eq!((world.count(&left(0)).await, world.count(&left(1)).await), (1, 3));
    let done = matching(&world.seller(0), &EVERY, Action::Publish).await.unwrap();
    assert_eq!((done.variants, done.refused), (2, 0));
}
