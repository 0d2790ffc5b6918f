//! Facets, filters and pages, on products one can look at. `oracle` has them at random.

use super::*;

fn facets(world: &World, query: &Query) -> Facets {
    world.index.search(query).unwrap().facets.unwrap()
}

fn counted(list: &[(&str, u64)]) -> Vec<(String, u64)> {
    list.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

#[test]
fn facets_count_what_was_found() {
    let world = World::real();
    let found = facets(&world, &Query::text(Language::En, "espresso machine"));
    assert_eq!(found.categories, counted(&[("Kitchen", 2)]));
    assert_eq!(found.brands, counted(&[("De'Longhi", 1), ("Spree Demo", 1)]));
    assert_eq!(found.sellers, [(ANNA, 1), (BRUNO, 1)]);
    assert_eq!((found.in_stock, found.out_of_stock, found.approximate), (2, 0, false));
    assert_eq!((found.prices[0].min, found.prices[0].max, found.prices[0].count), (50_999, 81_999, 2));
}

#[test]
fn categories_open_level_by_level() {
    let world = World::real();
    let all = facets(&world, &Query::new(Language::En));
    assert_eq!(
        all.categories,
        counted(&[("Kitchen", 7), ("Floor Care", 3), ("Personal Care", 3), ("Air & Climate", 1)])
    );
    let kitchen = Query { category: Some("Kitchen".into()), ..Query::new(Language::En) };
    assert_eq!(
        facets(&world, &kitchen).categories,
        counted(&[
            ("Kitchen > Coffee Machines", 3),
            ("Kitchen > Kettles", 2),
            ("Kitchen > Air Fryers", 1),
            ("Kitchen > Toasters", 1)
        ])
    );
    let kettles = Query { category: Some(" Kitchen>Kettles ".into()), ..Query::new(Language::En) };
    assert_eq!(world.find(&kettles), [5, 6]);
    assert_eq!(facets(&world, &kettles).categories, []);
    let half = Query { category: Some("Kitch".into()), ..Query::new(Language::En) };
    assert_eq!(world.find(&half), Vec::<u128>::new());
}

#[test]
fn a_facet_ignores_its_own_filter_and_no_other() {
    let world = World::real();
    let query = Query {
        brands: vec!["De'Longhi".into()],
        sellers: vec![BRUNO],
        category: Some("Kitchen".into()),
        ..Query::new(Language::En)
    };
    let hits = world.index.search(&query).unwrap();
    // Chance decides among equals.
    let mut ids = numbers(&hits);
    ids.sort_unstable();
    assert_eq!(ids, [2, 4, 6]);
    let found = hits.facets.unwrap();
    // Spree Demo's products are Anna's, so the filter of sellers hides them; and the other way round.
    assert_eq!(found.brands, counted(&[("De'Longhi", 3)]));
    assert_eq!(found.sellers, [(BRUNO, 3)]);
    let query = Query { sellers: Vec::new(), ..query };
    let found = facets(&world, &query);
    assert_eq!(found.brands, counted(&[("Spree Demo", 4), ("De'Longhi", 3)]));
    assert_eq!(found.sellers, [(BRUNO, 3)]);
}

#[test]
fn a_price_range_of_the_facet_finds_what_it_counted() {
    let world = World::real();
    let mut query = Query { limit: 100, ..Query::new(Language::En) };
    let prices = facets(&world, &query).prices;
    let [euros] = prices.as_slice() else { panic!("{prices:?}") };
    assert!(euros.ranges.len() > 2, "{euros:?}");
    assert!(euros.ranges.windows(2).all(|pair| pair[0].max.map(|max| max + 1) == pair[1].min), "{euros:?}");
    for range in &euros.ranges {
        query.price = Some(PriceRange { currency: Currency::Eur, min: range.min, max: range.max });
        let hits = world.index.search(&query).unwrap();
        assert_eq!(hits.total, range.count, "{range:?}");
        assert_eq!(hits.facets.unwrap().prices[0].ranges, euros.ranges, "the facet ignores its own filter");
    }
    query.price = Some(PriceRange { currency: Currency::Chf, min: None, max: None });
    assert_eq!(world.index.search(&query).unwrap().total, 0);
}

#[test]
fn a_shop_is_not_a_choice_among_sellers() {
    let world = World::real();
    let query = Query { shop: Some(ANNA), ..Query::text(Language::De, "wasserkocher") };
    let hits = world.index.search(&query).unwrap();
    assert_eq!(numbers(&hits), [5]);
    assert_eq!(hits.facets.unwrap().sellers, [(ANNA, 1)]);
}

#[test]
fn a_cursor_belongs_to_its_search() {
    let world = World::real();
    let query = Query { limit: 3, sort: Sort::PriceAsc, ..Query::new(Language::En) };
    let first = world.index.search(&query).unwrap();
    assert_eq!(numbers(&first), [12, 7, 5]);
    let cursor = Cursor::from_bytes(first.next.as_ref().unwrap().as_bytes()).unwrap();
    let next = Query { after: Some(cursor.clone()), ..query.clone() };
    assert_eq!(world.find(&next), [6, 13, 3]);
    for other in [
        Query { sort: Sort::PriceDesc, ..next.clone() },
        Query { text: Some("kettle".into()), ..next.clone() },
        Query { in_stock: true, ..next.clone() },
        Query { brands: vec!["De'Longhi".into()], ..next.clone() },
        Query { sellers: vec![BRUNO], ..next.clone() },
        Query { price: Some(PriceRange { currency: Currency::Eur, min: None, max: Some(1) }), ..next.clone() },
    ] {
        assert!(matches!(world.index.search(&other), Err(Error::Cursor)), "{other:?}");
    }
    for bytes in [&b""[..], &[1; 10], &[9; 49], &cursor.as_bytes()[1..]] {
        assert!(matches!(Cursor::from_bytes(bytes), Err(Error::Cursor)));
    }
    assert_eq!(world.find(&Query { limit: 0, ..query.clone() }).len(), 1, "limits are moved into their range");
    assert_eq!(world.find(&Query { limit: 9_999, ..query }).len(), 14);
}

#[test]
fn pages_stay_in_order_while_products_come_and_go() {
    let world = World::real();
    let mut query = Query { limit: 5, ..Query::text(Language::En, "vacuum") };
    query.limit = 2;
    let first = world.index.search(&query).unwrap();
    // Many more documents with the same word would change what a statistical score says of the old ones.
    let more: Vec<Change> = (100..140)
        .map(|n| Change::Put(Box::new(plain(BRUNO, n, "Hose for a vacuum of some make or another one"))))
        .collect();
    world.apply(&more);
    query.after = first.next.clone();
    query.limit = 100;
    let rest = world.find(&query);
    let seen: Vec<u128> = numbers(&first).into_iter().chain(rest).collect();
    for number in [9, 10, 11] {
        assert_eq!(seen.iter().filter(|n| **n == number).count(), 1, "{number} in {seen:?}");
    }
}
