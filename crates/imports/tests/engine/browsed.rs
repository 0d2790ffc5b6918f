//! Looking through what is staged.

use imports::{
    feed::Availability,
    select::select,
    staged::{self, Filter, State},
};
use types::Language::{De, Fr};

use super::{Shops, tsv};

async fn stocked() -> Shops {
    let shops = Shops::open().await;
    let de = "id\ttitle\tprice\tsale_price\tavailability\tbrand\tproduct_type\tgtin\tcondition\n\
              a\tKessel 100%\t20 EUR\t15 EUR\tin stock\tAlpha\tHaus > Küche\t3400949497294\t\n\
              b\tÖlkanne_x\t5 EUR\t\tout of stock\tBeta\tHaus > Küche > Öl\t\t\n\
              c\tPfanne\t7 EUR\t\tin stock\tAlpha\tHaus\t\t\n\
              d\tHacke\t9 EUR\t\tin stock\t\tHausrat\t\t\n";
    shops.imported(0, De, de.as_bytes()).await;
    shops.imported(0, Fr, &tsv(&["c\tPoêle\t8 EUR\tin stock", "e\tSeau\t3 EUR\tpreorder"])).await;
    let q = shops.world.seller(0).write().await.unwrap();
    select(&q, &["a".to_owned()], true).await.unwrap();
    select(&q, &["b".to_owned()], false).await.unwrap();
    q.commit().await.unwrap();
    shops.imported(0, De, de.replace("d\tHacke", "f\tSpaten").as_bytes()).await;
    shops
}

async fn ids(shops: &Shops, filter: Filter) -> String {
    let q = shops.world.seller(0).read().await.unwrap();
    let list = staged::list(&q, &filter, None, 100, None).await.unwrap();
    let many = i64::try_from(list.len()).unwrap();
    assert_eq!(staged::count(&q, &filter).await.unwrap(), many);
    assert_eq!(staged::counts(&q, &filter).await.unwrap().of(filter.state), many, "{filter:?}");
    list.iter().map(|row| row.external_id.as_str()).collect()
}

#[tokio::test]
async fn filters_find_what_they_mean() {
    let shops = stocked().await;
    let text = |text: &str| Filter { text: Some(text.into()), ..Filter::default() };
    let state = |state| Filter { state: Some(state), ..Filter::default() };
    for (filter, expected) in [
        (Filter::default(), "abcdef"),
        (text(" ölkanne"), "b"),
        (text("ALPHA"), "ac"),
        (text("100%"), "a"),
        (text("e_x"), "b"),
        (text("3400949497294"), "a"),
        (text("kessel alpha"), "a"),
        (text("nothing\0"), ""),
        (Filter { brand: Some("Al\0pha".into()), ..Filter::default() }, ""),
        (state(State::New), "cef"),
        (state(State::Selected), "b"),
        (state(State::Published), "a"),
        (state(State::Vanished), "d"),
        (state(State::Conflict), "c"),
        (Filter { language: Some(Fr), ..Filter::default() }, "ce"),
        (Filter { category: Some("Haus".into()), ..Filter::default() }, "abc"),
        (Filter { category: Some("Haus > Küche".into()), ..Filter::default() }, "ab"),
        (Filter { brand: Some("Alpha".into()), ..Filter::default() }, "ac"),
        (Filter { availability: Some(Availability::Preorder), ..Filter::default() }, "e"),
        (Filter { price_min: Some(700), price_max: Some(1500), ..Filter::default() }, "acdf"),
        (Filter { brand: Some("Alpha".into()), state: Some(State::New), ..Filter::default() }, "c"),
    ] {
        assert_eq!(ids(&shops, filter.clone()).await, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn lists_go_on_after_the_last_id() {
    let shops = stocked().await;
    let q = shops.world.seller(0).read().await.unwrap();
    let mut found = String::new();
    let mut after: Option<String> = None;
    loop {
        let page = staged::list(&q, &Filter::default(), after.as_deref(), 4, None).await.unwrap();
        let Some(last) = page.last() else { break };
        found.extend(page.iter().map(|row| row.external_id.as_str()));
        after = Some(last.external_id.clone());
    }
    assert_eq!(found, "abcdef");
    let page = staged::list(&q, &Filter::default(), Some("b"), 1, None).await.unwrap();
    let row = &page[0];
    assert_eq!(
        (row.title.as_str(), row.price, row.languages.as_slice(), row.published),
        ("Pfanne", 700, &[De, Fr][..], false)
    );
    assert_eq!(row.conflicts, ["price_conflict"]);
    let page = staged::list(&q, &Filter::default(), Some("b"), 1, Some(Fr)).await.unwrap();
    assert_eq!(
        (page[0].title.as_str(), page[0].language, page[0].price),
        ("Poêle", Fr, 700),
        "in the reader's language"
    );
}

#[tokio::test]
async fn facets_count_and_one_product_shows_all_languages() {
    let shops = stocked().await;
    let q = shops.world.seller(0).read().await.unwrap();
    let facets = staged::facets(&q).await.unwrap();
    let brands: Vec<_> = facets.brands.iter().map(|f| (f.value.as_str(), f.count)).collect();
    assert_eq!(brands, [("Alpha", 2), ("Beta", 1)]);
    assert_eq!(facets.categories.len(), 4);

    let c = staged::find(&q, "c").await.unwrap().unwrap();
    let rows: Vec<_> = c.rows.iter().map(|row| (row.language, row.main, row.title.as_str(), row.price)).collect();
    assert_eq!(rows, [(De, true, "Pfanne", 700), (Fr, false, "Poêle", 800)]);
    assert!(c.selected.is_none());
    assert!(staged::find(&q, "a").await.unwrap().unwrap().published);
    assert!(staged::find(&q, "zzz\0").await.unwrap().is_none());
    assert!(staged::find(&q, "seed-1").await.unwrap().is_none(), "that is the other seller's");
}
