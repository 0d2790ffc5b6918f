//! Whatever is typed is only text.

use proptest::prelude::*;

use super::*;

#[test]
fn no_text_is_an_error() {
    let world = World::real();
    let long = "kettle \"AND (".repeat(1_000);
    let deep = "(".repeat(10_000);
    for typed in [
        "\"",
        "'",
        "\\",
        "*",
        "?",
        "~",
        "^2",
        "kettle~2",
        "+kettle -tea",
        "title:kettle",
        "[a TO b]",
        "{",
        "(((",
        "AND",
        "OR NOT",
        "kettle AND",
        "/.*/",
        "\0",
        "ket\0tle",
        "\u{1}",
        "e\u{1}kettle",
        "😀",
        "😀 kettle",
        "\u{202e}elttek",
        "ﷺ",
        "Ω",
        "İ",
        "\u{300}",
        "' OR 1=1 --",
        "<script>",
        "%",
        "_",
        "\u{fffd}",
        "\u{10ffff}",
        &long,
        &deep,
    ] {
        let hits = world.index.search(&Query::text(Language::En, typed));
        assert!(hits.is_ok(), "{typed:?}: {hits:?}");
        assert!(world.index.suggest(typed, Language::De, 10).is_ok(), "{typed:?}");
    }
    assert_eq!(world.find_text(Language::En, "😀 kettle"), [5, 6]);
    assert_eq!(world.find_text(Language::En, "ket\0tle").len(), 0);
    assert_eq!(world.find_text(Language::En, "(((").len(), 0, "signs find nothing");
    assert_eq!(world.find_text(Language::En, " \t ").len(), 14, "nothing typed finds everything");
}

#[test]
fn hostile_documents_are_only_text() {
    let nasty = "\0\u{1}\u{202e}'\"<b>&amp;😀 \u{300}\u{300} ".repeat(3_000) + &"y".repeat(100_000);
    let worst = ShelfDocument {
        texts: Language::ALL.map(|language| text(language, &nasty, &nasty)).to_vec(),
        brand: Some(nasty.clone()),
        category: Some(" > > \u{1} > ".into()),
        options: vec![nasty.clone()],
        gtins: vec![nasty.clone()],
        skus: vec![nasty.clone(), String::new()],
        price_min: i64::MIN,
        price_max: i64::MAX,
        published_at: Timestamp::MIN,
        boost: 255,
        ..plain(ANNA, 1, "")
    };
    let world = World::new(&[worst, plain(BRUNO, 2, "Kettle")]);
    assert_eq!(world.index.products(), 2);
    for sort in [Sort::Relevance, Sort::PriceAsc, Sort::PriceDesc, Sort::Newest] {
        let hits = world.index.search(&Query { sort, ..Query::new(Language::De) }).unwrap();
        assert_eq!(hits.total, 2);
    }
    let extreme = PriceRange { currency: Currency::Eur, min: Some(i64::MAX), max: Some(i64::MIN) };
    assert_eq!(world.find(&Query { price: Some(extreme), ..Query::new(Language::En) }), [1]);
    assert_eq!(world.find_text(Language::En, "kettle"), [2]);
}

/// How many cases: as many as `PROPTEST_CASES` says, for long runs.
fn cases(usual: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(600)))]
    #[test]
    fn random_text_is_never_an_error(typed in "\\PC{0,40}|[a-zäöüß\"'*~() ]{0,60}") {
        thread_local!(static WORLD: World = World::real());
        WORLD.with(|world| {
            for language in Language::ALL {
                prop_assert!(world.index.search(&Query::text(language, typed.clone())).is_ok());
            }
            prop_assert!(world.index.suggest(&typed, Language::Fr, 10).is_ok());
            Ok(())
        })?;
    }
}
