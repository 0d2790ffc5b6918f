//! Slugs: the readable part of an address.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Lower-case letters, digits and single hyphens, 1 to 63 of them: fit for a path and for a DNS label (RFC 1035).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// Not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no address: use 1 to 63 lower-case letters, digits and single hyphens")]
pub struct SlugError(pub String);

impl Slug {
    /// The longest slug, in bytes.
    pub const MAX: usize = 63;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A slug made of a title: "Café Crème, 250 g" is "cafe-creme-250-g". Empty where nothing is left.
    pub fn of_title(title: &str) -> Option<Self> {
        let mut out = String::new();
        for c in title.chars().flat_map(char::to_lowercase) {
            match plain(c) {
                Some(text) => out.push_str(text),
                None if c.is_ascii_alphanumeric() => out.push(c),
                None if !out.ends_with('-') && !out.is_empty() => out.push('-'),
                None => {}
            }
            if out.len() >= Self::MAX {
                break;
            }
        }
        out.truncate(Self::MAX);
        out.trim_matches('-').to_owned().try_into().ok()
    }
}

/// The ASCII spelling of the letters of our three languages and their neighbours.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'å' => "a",
        'ä' | 'æ' => "ae",
        'ç' => "c",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' => "o",
        'ö' | 'œ' => "oe",
        'ù' | 'ú' | 'û' => "u",
        'ü' => "ue",
        'ß' => "ss",
        'ý' | 'ÿ' => "y",
        _ => return None,
    })
}

impl TryFrom<String> for Slug {
    type Error = SlugError;
    fn try_from(text: String) -> Result<Self, SlugError> {
        let fits = !text.is_empty() && text.len() <= Self::MAX;
        let chars = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let hyphens = !text.starts_with('-') && !text.ends_with('-') && !text.contains("--");
        if fits && chars && hyphens { Ok(Self(text)) } else { Err(SlugError(text)) }
    }
}

impl std::str::FromStr for Slug {
    type Err = SlugError;
    fn from_str(text: &str) -> Result<Self, SlugError> {
        text.to_owned().try_into()
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn titles_become_addresses() {
        for (title, slug) in
            [("Café Crème, 250 g", "cafe-creme-250-g"), ("Größe 42 – Blau", "groesse-42-blau"), ("  --A  B-- ", "a-b")]
        {
            assert_eq!(Slug::of_title(title).unwrap().as_str(), slug);
        }
        assert_eq!(Slug::of_title("日本"), None);
    }

    #[test]
    fn what_is_no_slug_is_refused() {
        for text in ["", "-a", "a-", "a--b", "A", "a b", "ä", &"a".repeat(64)] {
            assert!(text.parse::<Slug>().is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn of_title_makes_slugs(title in ".*") {
            if let Some(slug) = Slug::of_title(&title) {
                prop_assert!(slug.as_str().parse::<Slug>().is_ok());
            }
        }
    }
}
