//! What search suggests while one types: the JSON of `GET /search/suggest?q=`.

use serde::Serialize;

/// The answer, best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestions {
    /// At most eight.
    pub suggestions: Vec<Suggestion>,
}

/// One suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// What it says.
    pub text: String,
    /// Where choosing it leads: a path of this site.
    pub href: String,
    /// What it is.
    pub kind: SuggestionKind,
    /// A second line: a price, a number of products; or empty.
    pub detail: String,
}

/// What a suggestion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SuggestionKind {
    /// Words to search for.
    Query,
    /// A product's page.
    Product,
    /// A category.
    Category,
    /// A shop.
    Shop,
}
