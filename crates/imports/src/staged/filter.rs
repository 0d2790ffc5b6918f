//! Which staged products are meant.

use serde::{Deserialize, Serialize};
use types::Language;

use crate::{feed::Availability, files::storable};

/// Where a staged product stands on its way to the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// In the feed, not in the catalogue.
    New,
    /// In the feed and the catalogue, not on the shelf.
    Selected,
    /// In the feed and on the shelf.
    Published,
    /// No longer in any feed.
    Vanished,
    /// In the feeds of several languages, which contradict each other.
    Conflict,
}

impl State {
    /// Every state.
    pub const ALL: &[Self] = &[Self::New, Self::Selected, Self::Published, Self::Vanished, Self::Conflict];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Selected => "selected",
            Self::Published => "published",
            Self::Vanished => "vanished",
            Self::Conflict => "conflict",
        }
    }
}

/// Which staged products are meant: those for which all that is given holds. Empty means all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Words that are all in title, brand, id, GTIN or manufacturer's number of the main row, in upper or lower case.
    pub text: Option<String>,
    /// Where they stand.
    pub state: Option<State>,
    /// Present in this language.
    pub language: Option<Language>,
    /// In this category or below it.
    pub category: Option<String>,
    /// Of this brand, spelled exactly so.
    pub brand: Option<String>,
    /// With this availability.
    pub availability: Option<Availability>,
    /// The price in force at least, in minor units.
    pub price_min: Option<i64>,
    /// The price in force at most, in minor units.
    pub price_max: Option<i64>,
}

/// Words that are looked for, at most; the rest is left out.
const MAX_WORDS: usize = 10;
/// The longest word, in characters; the rest of it is left out.
const MAX_WORD: usize = 100;

impl Filter {
    /// LIKE patterns of the words to look for; `None` where there are none.
    pub(super) fn words(&self) -> Option<Vec<String>> {
        let text = self.text.as_deref()?.replace('\0', " ").to_lowercase();
        let pattern = |word: &str| {
            let mut pattern = String::from("%");
            for c in word.chars().take(MAX_WORD) {
                if matches!(c, '%' | '_' | '\\') {
                    pattern.push('\\');
                }
                pattern.push(c);
            }
            pattern.push('%');
            pattern
        };
        let words: Vec<String> = text.split_whitespace().take(MAX_WORDS).map(pattern).collect();
        (!words.is_empty()).then_some(words)
    }

    /// The category, `None` where it is empty.
    pub(super) fn category(&self) -> Option<String> {
        self.category.as_deref().filter(|category| !category.is_empty()).map(storable)
    }

    /// The brand, `None` where it is empty.
    pub(super) fn brand(&self) -> Option<String> {
        self.brand.as_deref().filter(|brand| !brand.is_empty()).map(storable)
    }

    /// The same filter as a column can hold it: PostgreSQL takes no NUL in a text.
    pub(crate) fn storable(&self) -> Self {
        let cleaned = |text: &Option<String>| text.as_deref().map(storable);
        Self {
            // There NUL parts words.
            text: self.text.as_deref().map(|text| text.replace('\0', " ")),
            category: cleaned(&self.category),
            brand: cleaned(&self.brand),
            ..self.clone()
        }
    }

    pub(super) fn state(&self) -> Option<&'static str> {
        self.state.map(State::name)
    }

    pub(super) fn language(&self) -> Option<&'static str> {
        self.language.map(Language::code)
    }

    pub(super) fn availability(&self) -> Option<&'static str> {
        self.availability.map(Availability::name)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_literally() {
        let words = |text: &str| Filter { text: Some(text.into()), ..Filter::default() }.words();
        assert_eq!(words(" Öl  100%_\\ ").unwrap(), ["%öl%", "%100\\%\\_\\\\%"]);
        assert_eq!(words("\0 \n"), None);
        assert_eq!(words(&"a ".repeat(50)).unwrap().len(), MAX_WORDS);
    }
}
