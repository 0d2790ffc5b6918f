//! Words: stems, spellings, typos, beginnings, codes.

use super::*;
use Language::{De, En, Fr};

#[test]
fn inflections_are_found_in_each_language() {
    let world = World::real();
    for (language, text, expected) in [
        (De, "Kaffeemaschinen", 3),
        (De, "elektrische Wasserkocher", 5),
        (Fr, "cafetières", 3),
        (Fr, "bouilloires électriques", 5),
        (En, "kettles electric", 5),
        (En, "hair straighteners", 13),
    ] {
        assert_eq!(world.find_text(language, text).first(), Some(&expected), "{text}");
    }
}

#[test]
fn accents_and_umlauts_may_be_left_out_or_written_out() {
    let world = World::real();
    for text in ["Haarglätter", "haarglatter", "haarglaetter", "HAARGLA\u{308}TTER"] {
        assert_eq!(world.find_text(De, text), [13], "{text}");
    }
    for text in ["heißluftfritteuse", "heissluftfritteuse", "große fritteuse", "grosse fritteuse"] {
        assert_eq!(world.find_text(De, text), [4], "{text}");
    }
    for text in ["cafetière", "cafetiere", "cafetieres"] {
        assert_eq!(world.find_text(Fr, text), [3], "{text}");
    }
    let world = World::new(&[
        ShelfDocument { texts: vec![text(De, "Hemd, alle Größen", "")], ..plain(ANNA, 1, "") },
        ShelfDocument { texts: vec![text(De, "Hose", "Die Groesse faellt klein aus")], ..plain(BRUNO, 2, "") },
    ]);
    for spelling in ["größe", "groesse", "grösse", "grosse", "GRÖẞE"] {
        assert_eq!(world.find_text(De, spelling), [1, 2], "{spelling}");
        assert_eq!(world.find_text(En, spelling), [1, 2], "{spelling}");
    }
}

#[test]
fn compounds_are_found_by_what_they_end_in() {
    let world = World::real();
    assert_eq!(world.find_text(De, "staubsauger"), [10, 9]);
    assert_eq!(world.find_text(De, "Kaffeemaschine"), [3]);
    assert_eq!(world.find_text(De, "fritteusen"), [4]);
}

#[test]
fn any_language_finds_and_its_own_comes_first() {
    let world = World::new(&[
        ShelfDocument { texts: vec![text(Fr, "Table basse", "")], ..plain(ANNA, 1, "") },
        ShelfDocument { texts: vec![text(En, "Table low", "")], ..plain(BRUNO, 2, "") },
    ]);
    assert_eq!(world.find_text(Fr, "table"), [1, 2]);
    assert_eq!(world.find_text(En, "table"), [2, 1]);
    assert_eq!(world.find_text(De, "tables").len(), 2);
}

#[test]
fn a_title_comes_before_a_brand_before_a_category_before_a_description() {
    let with = |number: u128, change: fn(&mut ShelfDocument)| {
        let mut document =
            plain(if number.is_multiple_of(2) { ANNA } else { BRUNO }, number, "Something else altogether");
        change(&mut document);
        document
    };
    let world = World::new(&[
        with(1, |d| d.texts[0].description = "for every espresso".into()),
        with(2, |d| d.category = Some("Kitchen > Espresso".into())),
        with(3, |d| d.brand = Some("Espresso".into())),
        with(4, |d| {
            d.texts[0].title = "A long title that has an espresso in it among the many other words of it".into();
        }),
        with(5, |d| d.texts[0].title = "Espresso".into()),
        with(6, |d| d.options = vec!["Espresso brown".into()]),
    ]);
    assert_eq!(world.find_text(En, "espresso"), [5, 4, 3, 2, 6, 1]);
}

#[test]
fn all_words_must_match_in_any_place() {
    let world = World::real();
    assert_eq!(world.find_text(En, "delonghi espresso"), [2]);
    for text in ["de'longhi espresso", "De Longhi Espresso", "espresso longhi"] {
        assert_eq!(world.find_text(En, text), [2], "{text}");
    }
    assert_eq!(world.find_text(Fr, "grillepain"), [7]);
    assert_eq!(world.find_text(En, "kettle tea"), [6]);
    assert_eq!(world.find_text(En, "the kettle for the tea"), [6], "words without meaning are left out");
}

#[test]
fn typos_are_forgiven_and_said() {
    let world = World::real();
    for (language, typed, expected, corrected) in [
        (En, "ketle", vec![5, 6], "kettle"),
        (En, "electric ketlte", vec![5], "electric kettle"),
        (De, "wasserkoher", vec![5, 6], "wasserkocher"),
        (De, "stabstaubsuager", vec![9], "stabstaubsauger"),
        (De, "haarglättre", vec![13], "haarglätter"),
        (De, "waserkoc", vec![5, 6], "wasserkocher"),
        (De, "vaserkocher", vec![], ""),
        (Fr, "boulloire", vec![5, 6], "bouilloire"),
    ] {
        let hits = world.index.search(&Query::text(language, typed)).unwrap();
        let mut found = numbers(&hits);
        found.sort_unstable();
        assert_eq!(found, expected, "{typed}");
        assert_eq!(hits.corrected.as_deref().unwrap_or_default(), corrected, "{typed}");
    }
    // A word that products have is not corrected while it finds something, and short ones never.
    assert_eq!(world.index.search(&Query::text(En, "kettle")).unwrap().corrected, None);
    assert_eq!(world.index.search(&Query::text(En, "aor")).unwrap().total, 0);
}

#[test]
fn the_last_word_may_be_unfinished() {
    let world = World::real();
    assert_eq!(world.find_text(De, "wasserk"), [6, 5]);
    let hits = world.index.search(&Query::text(En, "coffee mak")).unwrap();
    assert_eq!((numbers(&hits), hits.corrected, hits.dropped.len()), (vec![3], None, 0));
    let hits = world.index.search(&Query::text(En, "espres mach")).unwrap();
    assert_eq!(hits.dropped, ["espres"], "only the last one");
    let hits = world.index.search(&Query::text(En, "ket ")).unwrap();
    assert_eq!(hits.total, 0, "a blank ends the word");
}

#[test]
fn codes_are_exact() {
    let world = World::real();
    for code in ["4006381333931", "04006381333931", "4006-3813-33931", "sku-0005-x", " SKU-0005-X "] {
        assert_eq!(world.find_text(En, code), [5], "{code}");
    }
    assert_eq!(world.find_text(En, "4006381333932"), Vec::<u128>::new());
    assert_eq!(world.find_text(En, "kettle SKU-0006-X"), [6]);
}

#[test]
fn words_that_nothing_has_are_dropped_and_said() {
    let world = World::real();
    let hits = world.index.search(&Query::text(En, "kettle zzyzx")).unwrap();
    assert_eq!((numbers(&hits), hits.dropped), (vec![5, 6], vec!["zzyzx".to_owned()]));
    // Each exists, but not together: the rarer goes.
    let hits = world.index.search(&Query::text(En, "vacuum toaster")).unwrap();
    assert_eq!((hits.total, hits.dropped), (3, vec!["toaster".to_owned()]));
    let hits = world.index.search(&Query::text(En, "zzyzx qwrtp")).unwrap();
    assert_eq!((hits.total, hits.dropped.len()), (0, 0));
}

#[test]
fn stock_and_boost_decide_among_equals() {
    let world = World::new(&[
        ShelfDocument { in_stock: false, boost: 100, ..plain(ANNA, 1, "Blue cup") },
        plain(BRUNO, 2, "Blue cup"),
        ShelfDocument { boost: 50, ..plain(ANNA, 3, "Blue cup") },
        ShelfDocument { boost: 255, ..plain(BRUNO, 4, "A cup with some blue things on it and much more") },
    ]);
    assert_eq!(world.find_text(En, "blue cup"), [3, 2, 1, 4]);
}

#[test]
fn a_correction_goes_with_the_other_words() {
    let title = |seller, number, title| plain(seller, number, title);
    let world = World::new(&[
        title(ANNA, 1, "Mary Barton"),
        title(BRUNO, 2, "Mary Poppins"),
        title(ANNA, 3, "Harry Potter"),
        title(BRUNO, 4, "Peter Pan"),
        title(ANNA, 5, "Peter Rabbit"),
        title(BRUNO, 6, "The Peter Principle for porter beer"),
        title(ANNA, 7, "Tasse"),
        title(BRUNO, 8, "Tape"),
        title(ANNA, 9, "More tape"),
    ]);
    for (typed, expected, corrected) in [
        ("hary", vec![3], "harry"),
        ("hary barton", vec![1], "mary barton"),
        // A doubled letter is sooner forgotten than another one mistaken.
        ("tase", vec![7], "tasse"),
        ("hary potter", vec![3], "harry potter"),
        ("hary poter", vec![3], "harry potter"),
        ("poter hary", vec![3], "potter harry"),
        // Both words are known, but not together.
        ("harry porter", vec![3], "harry potter"),
    ] {
        let hits = world.index.search(&Query::text(En, typed)).unwrap();
        assert_eq!(numbers(&hits), expected, "{typed}");
        assert_eq!(hits.corrected.as_deref(), Some(corrected), "{typed}");
        assert_eq!(hits.dropped, Vec::<String>::new());
    }
}

#[test]
fn single_letters_mean_something_but_not_beside_an_apostrophe() {
    let world = World::new(&[
        ShelfDocument { texts: vec![text(Fr, "Vitamine C", "")], ..plain(ANNA, 1, "") },
        ShelfDocument { texts: vec![text(Fr, "Vitamine D", "")], ..plain(BRUNO, 2, "") },
        ShelfDocument {
            texts: vec![text(Fr, "Huile d'olive", "")],
            brand: Some("L’Oréal".into()),
            ..plain(ANNA, 3, "")
        },
    ]);
    assert_eq!(world.find_text(Fr, "vitamine d"), [2]);
    let hits = world.index.search(&Query::text(Fr, "huile d")).unwrap();
    assert_eq!((numbers(&hits), hits.dropped), (vec![3], vec!["d".to_owned()]), "rather the letter than the word");
    for typed in ["l'huile d’olive", "huile olive", "loreal", "l'oréal", "oreal huile"] {
        assert_eq!(world.find_text(Fr, typed), [3], "{typed}");
    }
}
