//! Random documents and queries against a search that looks at every document.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

type Tested<T> = std::result::Result<T, TestCaseError>;

/// Words no stemmer changes, none of which begins, ends or misspells another.
const WORDS: [&str; 5] = ["gorbak", "tilmut", "vexdol", "pawnic", "hukrit"];
const BRANDS: [&str; 3] = ["Qorl", "Zemt", "Yabb"];
const CATEGORIES: [&str; 5] = ["A", "A > B", "A > B > C", "A & more", "D > E"];
const CURRENCIES: [Currency; 2] = [Currency::Eur, Currency::Chf];

prop_compose! {
    fn document()(
        words in prop::collection::vec(0..WORDS.len(), 1..4),
        brand in prop::option::of(0..BRANDS.len()),
        category in prop::option::of(0..CATEGORIES.len()),
        seller in any::<bool>(),
        franc in prop::bool::weighted(0.2),
        low in 0_i64..200,
        more in 0_i64..50,
        in_stock in any::<bool>(),
        age in 0_i64..5,
        boost in 0..3_u8,
    ) -> ShelfDocument {
        let title: Vec<&str> = words.iter().map(|word| WORDS[*word]).collect();
        ShelfDocument {
            brand: brand.map(|at| BRANDS[at].to_owned()),
            category: category.map(|at| CATEGORIES[at].to_owned()),
            currency: CURRENCIES[usize::from(franc)],
            price_min: low * 100,
            price_max: (low + more) * 100,
            in_stock,
            published_at: Timestamp::from_second(age).unwrap(),
            boost,
            ..plain(if seller { ANNA } else { BRUNO }, 0, &title.join(" "))
        }
    }
}

prop_compose! {
    fn query()(
        words in prop::collection::vec(0..WORDS.len(), 0..3),
        brands in prop::collection::vec(0..BRANDS.len(), 0..3),
        sellers in prop::collection::vec(any::<bool>(), 0..2),
        shop in prop::option::weighted(0.2, any::<bool>()),
        category in prop::option::weighted(0.4, 0..CATEGORIES.len()),
        price in prop::option::weighted(0.4, (any::<bool>(), prop::option::of(0_i64..200), prop::option::of(0_i64..250))),
        in_stock in any::<bool>(),
        sort in prop::sample::select(vec![Sort::Relevance, Sort::PriceAsc, Sort::PriceDesc, Sort::Newest]),
        limit in 1_usize..8,
    ) -> Query {
        let seller = |anna: bool| if anna { ANNA } else { BRUNO };
        let text: Vec<&str> = words.iter().map(|word| WORDS[*word]).collect();
        Query {
            text: (!text.is_empty()).then(|| text.join(" ") + " "),
            brands: brands.into_iter().map(|at| BRANDS[at].to_owned()).collect(),
            sellers: sellers.into_iter().map(seller).collect(),
            shop: shop.map(seller),
            category: category.map(|at| CATEGORIES[at].to_owned()),
            price: price.map(|(franc, min, max)| PriceRange {
                currency: CURRENCIES[usize::from(franc)],
                min: min.map(|min| min * 100),
                max: max.map(|max| max * 100),
            }),
            in_stock,
            sort,
            limit,
            ..Query::new(Language::En)
        }
    }
}

fn has_words(query: &Query, document: &ShelfDocument) -> bool {
    let title = &document.texts[0].title;
    query.text.iter().flat_map(|text| text.split_whitespace()).all(|word| title.contains(word))
}

fn is_in(query: &Query, document: &ShelfDocument) -> bool {
    let below =
        |path: &str| document.category.as_deref().is_some_and(|c| c == path || c.starts_with(&format!("{path} > ")));
    query.shop.is_none_or(|shop| shop == document.seller) && query.category.as_deref().is_none_or(below)
}

#[derive(Clone, Copy, PartialEq)]
enum Ignore {
    Nothing,
    Brands,
    Sellers,
    Prices,
    Stock,
}

fn passes(query: &Query, document: &ShelfDocument, ignore: Ignore) -> bool {
    let brand = query.brands.is_empty() || document.brand.as_ref().is_some_and(|brand| query.brands.contains(brand));
    let seller = query.sellers.is_empty() || query.sellers.contains(&document.seller);
    let price = query.price.is_none_or(|price| {
        document.currency == price.currency
            && price.min.is_none_or(|min| min <= document.price_max)
            && price.max.is_none_or(|max| document.price_min <= max)
    });
    has_words(query, document)
        && is_in(query, document)
        && (brand || ignore == Ignore::Brands)
        && (seller || ignore == Ignore::Sellers)
        && (price || ignore == Ignore::Prices)
        && (!query.in_stock || document.in_stock || ignore == Ignore::Stock)
}

fn counted<K: Ord + Clone>(keys: impl Iterator<Item = K>) -> Vec<(K, u64)> {
    let mut counts: BTreeMap<K, u64> = BTreeMap::new();
    keys.for_each(|key| *counts.entry(key).or_default() += 1);
    let mut counts: Vec<(K, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

/// The next level below the chosen category.
fn level(query: &Query, path: &str) -> Option<String> {
    let above = query.category.as_deref().map_or(0, |chosen| chosen.split(" > ").count());
    let levels: Vec<&str> = path.split(" > ").take(above + 1).collect();
    (levels.len() > above).then(|| levels.join(" > "))
}

fn check_facets(query: &Query, documents: &[ShelfDocument], facets: &Facets) -> Tested<()> {
    let without = |ignore| documents.iter().filter(move |document| passes(query, document, ignore));
    prop_assert!(!facets.approximate);
    prop_assert_eq!(&facets.brands, &counted(without(Ignore::Brands).filter_map(|d| d.brand.clone())));
    prop_assert_eq!(&facets.sellers, &counted(without(Ignore::Sellers).map(|d| d.seller)));
    let categories = without(Ignore::Nothing).filter_map(|d| level(query, d.category.as_deref()?));
    prop_assert_eq!(&facets.categories, &counted(categories));
    prop_assert_eq!(facets.in_stock, without(Ignore::Stock).filter(|d| d.in_stock).count() as u64);
    prop_assert_eq!(facets.out_of_stock, without(Ignore::Stock).filter(|d| !d.in_stock).count() as u64);
    let currencies = counted(without(Ignore::Prices).map(|d| d.currency));
    let found: Vec<(Currency, u64)> = facets.prices.iter().map(|price| (price.currency, price.count)).collect();
    prop_assert_eq!(found, currencies);
    for price in &facets.prices {
        let of = || without(Ignore::Prices).filter(|d| d.currency == price.currency);
        prop_assert_eq!(Some(price.min), of().map(|d| d.price_min).min());
        prop_assert_eq!(Some(price.max), of().map(|d| d.price_max).max());
        for range in &price.ranges {
            let within = |d: &&ShelfDocument| {
                range.min.is_none_or(|min| min <= d.price_max) && range.max.is_none_or(|max| d.price_min <= max)
            };
            prop_assert_eq!(range.count, of().filter(within).count() as u64, "{:?}", range);
        }
    }
    Ok(())
}

/// What the sort order looks at, smaller first; relevance by the rules of the documentation.
fn order(query: &Query, document: &ShelfDocument) -> (i64, u128) {
    let first = match query.sort {
        Sort::PriceAsc => document.price_min,
        Sort::PriceDesc => -document.price_min,
        Sort::Newest => -document.published_at.as_microsecond(),
        Sort::Relevance => -relevance(query, document),
    };
    (first, document.product.0.as_u128())
}

fn relevance(query: &Query, document: &ShelfDocument) -> i64 {
    let title: Vec<&str> = document.texts[0].title.split(' ').collect();
    let short = if title.len() <= 2 { 4 } else { 3 };
    let mut words: Vec<&str> = query.text.iter().flat_map(|text| text.split_whitespace()).collect();
    words.sort_unstable();
    words.dedup();
    let worth: i64 = words.iter().map(|word| 4 * (8 + short + i64::from(title[0] == *word))).sum();
    let quality = i64::from(document.boost) * 31 / 100 + if document.in_stock { 32 } else { 0 };
    (16 * worth + quality) * 65_536 + chance(document)
}

fn chance(document: &ShelfDocument) -> i64 {
    i64::try_from(crate::search::document::tie(document.product)).unwrap()
}

/// All pages of a search.
fn pages(index: &Index, query: &Query) -> Tested<Vec<u128>> {
    let (mut query, mut seen) = (query.clone(), Vec::new());
    loop {
        let hits = index.search(&query).unwrap();
        prop_assert!(hits.ids.len() <= query.limit);
        seen.extend(numbers(&hits));
        match hits.next {
            Some(next) => query.after = Some(next),
            None => return Ok(seen),
        }
    }
}

fn check(index: &Index, query: &Query, documents: &[ShelfDocument]) -> Tested<()> {
    let hits = index.search(query).unwrap();
    if documents.iter().all(|document| !has_words(query, document) || !is_in(query, document)) && query.text.is_some() {
        // Words are dropped then; `matching` has that.
        return Ok(());
    }
    let mut expected: Vec<&ShelfDocument> =
        documents.iter().filter(|document| passes(query, document, Ignore::Nothing)).collect();
    expected.sort_by_key(|document| order(query, document));
    let expected: Vec<u128> = expected.iter().map(|document| document.product.0.as_u128()).collect();
    prop_assert_eq!(hits.total, expected.len() as u64);
    prop_assert_eq!(&hits.dropped, &Vec::<String>::new());
    check_facets(query, documents, &hits.facets.unwrap())?;
    prop_assert_eq!(pages(index, query)?, expected);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_index_finds_sorts_pages_and_counts_as_looking_at_each_does(
        mut documents in prop::collection::vec(document(), 2..60),
        removed in prop::collection::vec(any::<prop::sample::Index>(), 0..10),
        queries in prop::collection::vec(query(), 12),
        split in any::<prop::sample::Index>(),
    ) {
        for (number, document) in documents.iter_mut().enumerate() {
            document.product = product(number as u128 + 1);
        }
        // Several segments, with removed documents in each.
        let split = split.index(documents.len());
        let world = World::new(&documents[..split]);
        let put: Vec<Change> = documents[split..].iter().cloned().map(|d| Change::Put(Box::new(d))).collect();
        world.apply(&put);
        let gone: Vec<ProductId> = removed.iter().map(|at| documents[at.index(documents.len())].product).collect();
        let take: Vec<Change> = documents.iter().filter(|d| gone.contains(&d.product)).map(|d| Change::Remove(d.seller, d.product)).collect();
        world.apply(&take);
        documents.retain(|document| !gone.contains(&document.product));
        for query in &queries {
            check(&world.index, query, &documents)?;
        }
    }
}

#[test]
fn more_documents_than_a_window_and_a_sample_hold() {
    // 20,000 of 30,000 match: facets are estimates then, totals and pages are not.
    let documents: Vec<ShelfDocument> = (0..30_000_u32)
        .map(|n| {
            let title = if n % 3 == 0 { "vexdol" } else { "gorbak" };
            ShelfDocument {
                brand: Some(BRANDS[(n % 2) as usize].into()),
                options: [(5, "tilmut"), (7, "pawnic"), (1_000, "hukrit")]
                    .into_iter()
                    .filter(|(every, _)| n % every == 0)
                    .map(|(_, option)| option.to_owned())
                    .collect(),
                price_min: i64::from(n * 7919 % 30_000),
                published_at: Timestamp::from_second(i64::from(n)).unwrap(),
                ..plain(if n % 5 == 0 { ANNA } else { BRUNO }, u128::from(n) + 1, title)
            }
        })
        .collect();
    let world = World::new(&documents);
    let mut query = Query { limit: 100, sort: Sort::PriceAsc, ..Query::text(Language::En, "gorbak ") };
    let hits = world.index.search(&query).unwrap();
    assert_eq!(hits.total, 20_000);
    let facets = hits.facets.unwrap();
    assert!(facets.approximate);
    let near = |count: u64, expected: u64| count.abs_diff(expected) * 20 < expected;
    assert!(facets.brands.iter().all(|(_, count)| near(*count, 10_000)), "{:?}", facets.brands);
    assert!(near(facets.sellers[0].1, 16_000) && near(facets.sellers[1].1, 4_000), "{:?}", facets.sellers);
    // Frequent with frequent, and frequent with rare.
    let total = |text: &str| world.index.search(&Query::text(Language::En, text)).unwrap().total;
    let count = |every: u32| (0..30_000_u32).filter(|n| n % 3 != 0 && n % every == 0).count() as u64;
    assert_eq!(total("gorbak tilmut "), count(5));
    assert_eq!(total("pawnic tilmut gorbak "), count(35));
    assert_eq!(total("gorbak hukrit tilmut "), count(1_000));
    let mut expected: Vec<&ShelfDocument> = documents.iter().filter(|d| d.texts[0].title == "gorbak").collect();
    for sort in [Sort::PriceAsc, Sort::Newest, Sort::Relevance] {
        query = Query { sort, facets: false, after: None, ..query };
        expected.sort_by_key(|document| match sort {
            Sort::PriceAsc => (document.price_min, document.product),
            Sort::Newest => (-document.published_at.as_microsecond(), document.product),
            _ => (-chance(document), document.product),
        });
        let seen = pages(&world.index, &query).unwrap();
        assert!(seen.iter().copied().eq(expected.iter().map(|d| d.product.0.as_u128())), "{sort:?}");
    }
    // What is removed is gone in whichever window it stood, one commit after the other.
    for (removed, number) in (1..).zip([7, 20_000, 8, 29_999]) {
        let document = &documents[number];
        world.apply(&[Change::Remove(document.seller, document.product)]);
        let found = documents[number].texts[0].title == "gorbak";
        let before = expected.len();
        expected.retain(|other| other.product != document.product);
        assert_eq!(before - expected.len(), usize::from(found));
        assert_eq!(total("gorbak "), expected.len() as u64, "after {removed} removals");
    }
}
