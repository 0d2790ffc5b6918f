//! Which staged products are meant.

use serde::{Deserialize, Serialize};
use types::Language;

use crate::feed::Availability;

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
    /// In title or brand, or the beginning of the id, or the whole GTIN; case does not matter but for the id.
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

/// The longest text that is looked for, in characters.
const MAX_TEXT: usize = 200;

impl Filter {
    /// The text to look for; `None` where it is blank.
    pub(super) fn text(&self) -> Option<String> {
        let text = self.text.as_deref()?.trim();
        (!text.is_empty()).then(|| text.chars().filter(|c| *c != '\0').take(MAX_TEXT).collect())
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
