//! Languages of texts: what a feed, a product text or the interface is written in.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A language that Karum has an interface and a stemmer for (ISO 639-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English
    En,
    /// French
    Fr,
    /// German
    De,
}

/// The text is not a language that Karum knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown language \"{0}\": use en, fr or de")]
pub struct LanguageError(pub String);

impl Language {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::En, Self::Fr, Self::De];

    /// The two-letter code, lower case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::De => "de",
        }
    }

    /// The language's own name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fr => "Français",
            Self::De => "Deutsch",
        }
    }

    /// Texts are looked for in this order: this language, the seller's own, then English, French, German.
    pub fn fallback(self, own: Self) -> Vec<Self> {
        let mut order = vec![self];
        for next in std::iter::once(own).chain(Self::ALL) {
            if !order.contains(&next) {
                order.push(next);
            }
        }
        order
    }
}

impl std::str::FromStr for Language {
    type Err = LanguageError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let primary = text.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|l| l.code().eq_ignore_ascii_case(primary))
            .ok_or_else(|| LanguageError(text.to_owned()))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_dropped_and_the_unknown_refused() {
        assert_eq!("de-LU".parse(), Ok(Language::De));
        assert_eq!("FR_fr".parse(), Ok(Language::Fr));
        assert_eq!("tlh".parse::<Language>(), Err(LanguageError("tlh".into())));
    }

    #[test]
    fn fallback_names_each_language_once() {
        assert_eq!(Language::Fr.fallback(Language::De), [Language::Fr, Language::De, Language::En]);
        assert_eq!(Language::En.fallback(Language::En), [Language::En, Language::Fr, Language::De]);
    }
}
