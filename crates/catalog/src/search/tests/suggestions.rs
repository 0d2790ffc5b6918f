//! Completions.

use super::*;
use Language::{De, En};

fn suggest(world: &World, language: Language, typed: &str) -> Vec<Suggestion> {
    world.index.suggest(typed, language, 8).unwrap()
}

fn term(text: &str) -> Suggestion {
    Suggestion::Term(text.into())
}

#[test]
fn words_are_completed_in_the_language_asked_for() {
    let world = World::real();
    assert_eq!(suggest(&world, De, "wass")[0], term("wasserkocher"));
    assert_eq!(suggest(&world, En, "ket")[0], term("kettle"));
    let german = suggest(&world, De, "HAARGL");
    assert_eq!(german[0], term("haarglätter"), "shown as it is written");
    assert_eq!(suggest(&world, De, "haarglae")[0], term("haarglätter"));
    assert_eq!(suggest(&world, De, "haargla")[0], term("haarglätter"));
}

#[test]
fn several_words_are_completed_to_what_exists_together() {
    let world = World::real();
    assert_eq!(suggest(&world, En, "electric k")[0], term("electric kettle"));
    assert_eq!(suggest(&world, Language::Fr, "machine e")[0], term("machine espresso"));
    assert!(suggest(&world, De, "espresso s").contains(&Suggestion::Product(BRUNO, product(2))));
    let none = suggest(&world, En, "toaster ket");
    assert!(!none.iter().any(|s| matches!(s, Suggestion::Term(_))), "{none:?}");
}

#[test]
fn brands_categories_and_products_are_among_them() {
    let world = World::real();
    assert!(suggest(&world, En, "spree d").contains(&Suggestion::Brand("Spree Demo".into())));
    assert!(suggest(&world, En, "de lon").contains(&Suggestion::Brand("De'Longhi".into())));
    assert!(suggest(&world, En, "coffee m").contains(&Suggestion::Category("Kitchen > Coffee Machines".into())));
    assert!(suggest(&world, En, "kitch").contains(&Suggestion::Category("Kitchen".into())));
    assert!(suggest(&world, En, "bagless").contains(&Suggestion::Product(BRUNO, product(10))));
    for typed in ["", " ", "!", "zzzz", "\0", &"x".repeat(10_000)] {
        assert_eq!(suggest(&world, En, typed), [], "{typed:?}");
    }
    assert_eq!(world.index.suggest("k", En, 2).unwrap().len(), 2);
    assert_eq!(world.index.suggest("k", En, 0).unwrap(), []);
}

#[test]
fn nothing_that_is_gone_is_suggested() {
    let world = World::real();
    world.apply(&[Change::Remove(BRUNO, product(10)), Change::RemoveSeller(ANNA)]);
    assert_eq!(suggest(&world, En, "bagless"), []);
    assert_eq!(suggest(&world, En, "spree"), []);
    assert_eq!(suggest(&world, En, "floor"), []);
    assert_eq!(suggest(&world, En, "kettle")[0], term("kettle"), "Bruno's other kettle is still there");
}

#[test]
fn what_goes_together_most_comes_first() {
    let titles = ["Electric kettle", "Electric kettle, red", "Electric knife", "Knife", "Knife block", "Long knife"];
    let number = |at: usize| u128::try_from(at).unwrap() + 1;
    let seller = |at: usize| if at.is_multiple_of(2) { ANNA } else { BRUNO };
    let documents: Vec<ShelfDocument> =
        titles.iter().enumerate().map(|(at, title)| plain(seller(at), number(at), title)).collect();
    let world = World::new(&documents);
    assert_eq!(suggest(&world, En, "k")[0], term("knife"));
    let together = suggest(&world, En, "electric k");
    assert_eq!(together[..2], [term("electric kettle"), term("electric knife")]);
}

#[test]
fn products_are_found_while_nothing_completes_the_word() {
    let world = World::new(&[plain(ANNA, 1, "Vitamin C"), plain(BRUNO, 2, "Vitamin complex")]);
    // There are no German titles.
    let found = suggest(&world, De, "vitamin c");
    assert_eq!(found, [Suggestion::Product(ANNA, product(1)), Suggestion::Product(BRUNO, product(2))]);
}
