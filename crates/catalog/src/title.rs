//! A product's title from those of its variants: what they have in common at the beginning.

use unicode_normalization::char::is_combining_mark;

/// What parts a title from what tells the variants apart.
const SEPARATORS: [&str; 10] = [" – ", " — ", " - ", " | ", ", ", ": ", "; ", " / ", " (", " ["];

/// What a title does not end with.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '–' | '—' | '-' | '|' | ',' | ':' | ';' | '/' | '(' | '[' | '·' | '•' | '+' | '&')
}

/// The common beginning of titles, cut where a part ends, else where a word ends; the first title where nothing is
/// common. A single title stays whole. `None` for no titles.
pub(crate) fn common(titles: &[&str]) -> Option<String> {
    let (first, others) = titles.split_first()?;
    if others.iter().all(|title| title == first) {
        return Some((*first).to_owned());
    }
    let length = others.iter().map(|title| shared(first, title)).min().unwrap_or(first.len());
    let beginning = &first[..length];
    let rests: Vec<&str> = titles.iter().map(|title| &title[length..]).collect();
    let cut = if ends_a_part(beginning, &rests) {
        beginning
    } else if let Some(at) = SEPARATORS.iter().filter_map(|s| beginning.rfind(s)).max().filter(|at| *at > 0) {
        &beginning[..at]
    } else if ends_a_word(beginning, &rests) {
        beginning
    } else {
        &beginning[..beginning.rfind(char::is_whitespace).unwrap_or(0)]
    };
    let cut = cut.trim_matches(is_separator);
    Some(if cut.is_empty() { (*first).to_owned() } else { cut.to_owned() })
}

/// How many bytes two texts share at the beginning, in whole characters.
fn shared(a: &str, b: &str) -> usize {
    let differ = a.char_indices().zip(b.chars()).find(|((_, x), y)| x != y);
    differ.map_or(a.len().min(b.len()), |((at, _), _)| at)
}

fn ends_a_part(beginning: &str, rests: &[&str]) -> bool {
    SEPARATORS.iter().any(|s| beginning.ends_with(s))
        || rests.iter().all(|rest| rest.is_empty() || SEPARATORS.iter().any(|s| rest.starts_with(s)))
}

fn ends_a_word(beginning: &str, rests: &[&str]) -> bool {
    let ends = |rest: &&str| rest.chars().next().is_none_or(char::is_whitespace);
    let mark = |rest: &&str| rest.chars().next().is_some_and(is_combining_mark);
    (beginning.ends_with(char::is_whitespace) || rests.iter().all(ends)) && !rests.iter().any(mark)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_common_beginning_is_cut_where_a_part_or_a_word_ends() {
        for (titles, common_title) in [
            (&["Kaffeevollautomat – Matte Black", "Kaffeevollautomat – Silver"][..], "Kaffeevollautomat"),
            (&["Kuyichi Jeans ANNA – W 30/L 30, Blau", "Kuyichi Jeans ANNA – W 34/L 34, Blau"], "Kuyichi Jeans ANNA"),
            (&["Filtermaschine 1.5L – White", "Filtermaschine 1.5L – Wheat"], "Filtermaschine 1.5L"),
            (&["Shirt, S", "Shirt, M"], "Shirt"),
            (&["Shirt (S)", "Shirt (M)"], "Shirt"),
            (&["Kite CORE GT", "Kite CORE GTS"], "Kite CORE"),
            (&["Aspirin 100 mg", "Aspirin 1000 mg"], "Aspirin"),
            (&["Pipette 1,5 ml", "Pipette 1,8 ml"], "Pipette"),
            (&["Blue Hoodie", "Blue Hoodie – XL"], "Blue Hoodie"),
            (&["Acme – Hoodie", "Acme – Hoodie – XL"], "Acme – Hoodie"),
            (&["Sofa grün", "Sofa grün"], "Sofa grün"),
            (&["Headless – MP3"], "Headless – MP3"),
            (&["Rotes Shirt", "Blaues Shirt"], "Rotes Shirt"),
            (&["Shirt-S", "Shirt-M"], "Shirt-S"),
            (&["– A", "– B"], "– A"),
        ] {
            assert_eq!(common(titles).unwrap(), common_title, "{titles:?}");
        }
        assert_eq!(common(&[]), None);
    }

    proptest! {
        #[test]
        fn it_is_a_part_of_the_first_title_and_never_empty(titles in prop::collection::vec("[aäb –,(é日\u{301}]{1,12}", 1..5)) {
            let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
            let title = common(&titles).unwrap();
            prop_assert!(!title.is_empty() && titles[0].contains(&title));
        }

        #[test]
        fn the_order_does_not_matter_where_something_is_common(stem in "[A-Z][a-z]{2,8}", ends in prop::collection::vec("[0-9]{1,3}", 2..6)) {
            let titles: Vec<String> = ends.iter().map(|end| format!("{stem} – {end}")).collect();
            let mut refs: Vec<&str> = titles.iter().map(String::as_str).collect();
            let title = common(&refs).unwrap();
            refs.reverse();
            prop_assert_eq!(&title, &common(&refs).unwrap());
            prop_assert!(title.starts_with(&stem));
        }
    }
}
