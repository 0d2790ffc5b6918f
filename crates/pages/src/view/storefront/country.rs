//! Countries by name.

use types::Language;

use crate::{i18n::Texts, view::Choice};

/// Countries as choices, by their names in a language.
pub fn country_choices(language: Language, codes: &[&str]) -> Vec<Choice> {
    let t = Texts::of(language);
    let mut choices: Vec<_> =
        codes.iter().filter_map(|code| Some(Choice::new(*code, t.get(country_key(code)?)))).collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    choices
}

/// The text key of a country (ISO 3166-1 alpha-2) that Karum has a name for.
fn country_key(code: &str) -> Option<&'static str> {
    Some(match code {
        "AT" => "country-at",
        "BE" => "country-be",
        "CH" => "country-ch",
        "DE" => "country-de",
        "DK" => "country-dk",
        "ES" => "country-es",
        "FR" => "country-fr",
        "GB" => "country-gb",
        "IE" => "country-ie",
        "IT" => "country-it",
        "LI" => "country-li",
        "LU" => "country-lu",
        "NL" => "country-nl",
        "PL" => "country-pl",
        "PT" => "country-pt",
        "SE" => "country-se",
        _ => return None,
    })
}

/// The country's name in a language; the code itself where Karum has no name for it.
pub fn country_name(language: Language, code: &str) -> String {
    country_key(code).map_or_else(|| code.to_owned(), |key| Texts::of(language).get(key).into_owned())
}
