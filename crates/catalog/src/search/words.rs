//! Text to words: cutting, folding, stemming, stop words. The same for documents and for queries.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use types::Language;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut: nobody types more, and a dictionary of noise helps nobody.
const WORD_MAX: usize = 40;

/// Words that carry no meaning in a shop. Only those that are not also a thing one can buy in another of the languages:
/// "or" is gold, "car", "hat" and "son" are in shops, "sans" and "ohne" say what a product has not.
const STOP_WORDS: [&str; 68] = [
    "a", "am", "an", "and", "at", "au", "auf", "aus", "aux", "avec", "bei", "by", "das", "de", "dem", "den", "der",
    "des", "die", "du", "ein", "eine", "einem", "einen", "einer", "eines", "en", "et", "for", "from", "fuer", "fur",
    "für", "il", "im", "in", "is", "ist", "it", "its", "la", "le", "les", "mit", "oder", "of", "on", "ou", "où", "par",
    "pour", "que", "qui", "sur", "that", "the", "this", "to", "un", "und", "une", "vom", "von", "with", "y", "zu",
    "zum", "zur",
];

/// What French writes before an apostrophe and English after it: no words of their own there. Elsewhere they are: the
/// vitamins C and D, the sizes S, M and L.
const ELIDED: [&str; 9] = ["c", "d", "j", "l", "m", "n", "qu", "s", "t"];

/// Whether a word (lower case) is too common to mean anything.
pub(super) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

/// A text whose characters have one spelling (NFKC), so that a decomposed `ü`, a ligature or a soft hyphen does not cut
/// a word.
fn clean(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    text.nfkc().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')).collect()
}

/// Runs of letters and digits, lower case, each with the sign before it and the sign behind it.
fn runs(clean: &str) -> impl Iterator<Item = (Option<char>, String, Option<char>)> {
    let is_sign = |c: char| !c.is_alphanumeric() && !is_combining_mark(c);
    let mut before = None;
    clean.split_inclusive(is_sign).filter_map(move |piece| {
        let behind = piece.chars().next_back().filter(|c| is_sign(*c));
        let run = piece.strip_suffix(is_sign).unwrap_or(piece);
        let run: String = run.chars().take(WORD_MAX).flat_map(char::to_lowercase).collect();
        let before = std::mem::replace(&mut before, behind);
        (!run.is_empty()).then_some((before, run, behind))
    })
}

/// The words of a text, lower case, in order.
pub(super) fn words(text: &str) -> Vec<String> {
    let is_apostrophe = |sign: Option<char>| matches!(sign, Some('\'' | '’'));
    let is_elided = |(before, run, behind): &(Option<char>, String, Option<char>)| {
        ELIDED.contains(&run.as_str()) && (is_apostrophe(*behind) || (run == "s" && is_apostrophe(*before)))
    };
    runs(&clean(text)).filter(|run| !is_elided(run)).map(|(_, run, _)| run).collect()
}

/// What is written apart with a hyphen, an apostrophe or a point, as many write it: `delonghi`, `loreal`, `tshirt`, `jk`.
pub(super) fn joined(text: &str) -> Vec<String> {
    let mut joined = Vec::new();
    for chunk in text.split_whitespace() {
        let clean = clean(chunk);
        let parts: Vec<_> = runs(&clean).collect();
        let binds = |sign: Option<char>| matches!(sign, Some('-' | '\u{2010}' | '\u{2011}' | '\'' | '’' | '.'));
        if (2..=3).contains(&parts.len()) && parts[..parts.len() - 1].iter().all(|(_, _, behind)| binds(*behind)) {
            joined.push(parts.iter().flat_map(|(_, run, _)| run.chars()).take(WORD_MAX).collect());
        }
    }
    joined
}

/// Without accents: `größe` is `grosse`, `cœur` is `coeur`.
pub(super) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ı' => out.push('i'),
            _ => out.push(c),
        }
    }
    out
}

/// As Germans write without umlauts: `größe` is `groesse`. None where that is the same as [`fold`].
pub(super) fn fold_umlauts(word: &str) -> Option<String> {
    if !word.contains(['ä', 'ö', 'ü']) {
        return None;
    }
    Some(fold(&word.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue")))
}

/// Both foldings of a word; one where they agree.
pub(super) fn foldings(word: &str) -> impl Iterator<Item = String> {
    std::iter::once(fold(word)).chain(fold_umlauts(word))
}

static STEMMERS: LazyLock<[Stemmer; 3]> =
    LazyLock::new(|| [Algorithm::English, Algorithm::French, Algorithm::German].map(Stemmer::new));

/// Where a language stands in arrays by language.
pub(super) const fn index_of(language: Language) -> usize {
    match language {
        Language::En => 0,
        Language::Fr => 1,
        Language::De => 2,
    }
}

/// The stems of a word (lower case), without accents. More than one for a word with accents: stemmers look at accents
/// (`cafetière` → `cafeti`), people leave them out (`cafetiere` → `cafetier`), and each must find the other.
pub(super) fn stems(language: Language, word: &str) -> Vec<String> {
    let stemmer = &STEMMERS[index_of(language)];
    let mut stems = vec![fold(&stemmer.stem(word))];
    if !word.is_ascii() {
        for folded in foldings(word) {
            let stem = stemmer.stem(&folded).into_owned();
            if !stems.contains(&stem) {
                stems.push(stem);
            }
        }
    }
    stems
}

/// A bounded memory of stems: stemming is most of the cost of preparing a document, and words repeat.
#[derive(Default)]
pub(super) struct StemCache {
    known: [HashMap<String, Vec<String>>; 3],
}

/// Words remembered per language: a few MB, only while a rebuild runs.
const STEM_CACHE_MAX: usize = 20_000;

impl StemCache {
    /// As [`stems`].
    pub(super) fn stems(&mut self, language: Language, word: &str) -> &[String] {
        let known = &mut self.known[index_of(language)];
        if known.len() >= STEM_CACHE_MAX {
            known.clear();
        }
        known.entry(word.to_owned()).or_insert_with(|| stems(language, word))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
        assert!(is_stop_word("für") && is_stop_word("the") && !is_stop_word("hat"));
    }

    #[test]
    fn words_are_cut_and_lowered() {
        assert_eq!(words("L’Huile d'olive – 15-bar, W 32/L 32"), ["huile", "olive", "15", "bar", "w", "32", "l", "32"]);
        assert_eq!(words("Men's vitamine D, taille S"), ["men", "vitamine", "d", "taille", "s"]);
        assert_eq!(words("Gro\u{308}\u{df}e m² Kaf\u{ad}fee"), ["größe", "m2", "kaffee"]);
        assert_eq!(words("\0\"(*)\u{1f600}"), Vec::<String>::new());
        assert_eq!(words(&"x".repeat(10_000))[0].len(), WORD_MAX);
    }

    #[test]
    fn parted_words_are_joined() {
        assert_eq!(
            joined("De'Longhi L’Oréal J.K. T-Shirt, Bean-to-Cup-Maschine mit W 32/L 32"),
            ["delonghi", "loréal", "jk", "tshirt"]
        );
    }

    #[test]
    fn folding_has_two_forms_for_umlauts() {
        assert_eq!(foldings("größe").collect::<Vec<_>>(), ["grosse", "groesse"]);
        assert_eq!(foldings("œuvre").collect::<Vec<_>>(), ["oeuvre"]);
        assert_eq!(foldings("noël").collect::<Vec<_>>(), ["noel"]);
    }

    #[test]
    fn inflections_and_spellings_share_a_stem() {
        for (language, one, other) in [
            (Language::De, "kaffeemaschine", "kaffeemaschinen"),
            (Language::De, "größe", "groesse"),
            (Language::De, "größe", "grosse"),
            (Language::De, "straße", "strassen"),
            (Language::Fr, "cafetière", "cafetières"),
            (Language::Fr, "cafetiere", "cafetières"),
            (Language::Fr, "comprimés", "comprime"),
            (Language::En, "machine", "machines"),
            (Language::En, "müller", "mueller"),
        ] {
            let (one_stems, other_stems) = (stems(language, one), stems(language, other));
            assert!(
                one_stems.iter().any(|stem| other_stems.contains(stem)),
                "{one} {one_stems:?}, {other} {other_stems:?}"
            );
        }
    }
}
