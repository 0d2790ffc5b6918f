//! Staged products: the list with its filters and bulk bar, and one of them in all languages.

use askama::Template;
use jiff::Timestamp;
use types::{Currency, Language, Money, ProductId, RunId};

use crate::view::{Page, Pager};

use super::{
    desk_path::DeskPath,
    mapping::Problem,
    query::Query,
    shell::Shell,
    state::{Availability, StagedState},
};

/// The list of staged products.
///
/// The bulk form posts to `/seller/{seller}/staged/select`: `id` once for each ticked row, or `scope` = `all` with the filter's
/// fields; `do` = `select`, `select_publish` or `unpublish`; `back` = `product` when it comes from a product's own page.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/staged.html")]
pub struct StagedPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// The filters in force, as they came in the query.
    pub filter: StagedFilter,
    /// How many products each state has, all other filters applied.
    pub tabs: Vec<StateCount>,
    /// How many products match all filters.
    pub total: u64,
    /// Whether there are more than `total`: beyond some number nobody counts.
    pub and_more: bool,
    /// Whether nothing was ever imported.
    pub nothing_yet: bool,
    /// Choices for the select "language".
    pub languages: Vec<Language>,
    /// Choices for the select "category", 200 at most.
    pub categories: Vec<String>,
    /// Choices for the select "brand", 200 at most.
    pub brands: Vec<String>,
    /// The currency of the price range.
    pub currency: Currency,
    /// This page's products.
    pub rows: Vec<StagedRow>,
    /// Cursor of the next page (`?after=`).
    pub next: Option<String>,
    /// Whether this is not the first page.
    pub paged: bool,
}

impl StagedPage {
    /// Where to turn to.
    pub fn pager(&self) -> Pager {
        Pager {
            first: self.paged.then(|| self.filter.href(&self.shell.desk)),
            next: self.next.as_deref().map(|cursor| self.filter.href_after(&self.shell.desk, cursor)),
        }
    }
}

/// The query of the list; absent and empty are the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StagedFilter {
    /// `q`: searched in id, title, GTIN and brand.
    pub q: String,
    /// `state`; `None` is every state.
    pub state: Option<StagedState>,
    /// `language`: has a text in it.
    pub language: Option<Language>,
    /// `category`.
    pub category: String,
    /// `brand`.
    pub brand: String,
    /// `availability`.
    pub availability: Option<Availability>,
    /// `min`: lowest price in major units, as typed.
    pub min: String,
    /// `max`: highest price in major units, as typed.
    pub max: String,
    /// What is wrong with `min` or `max`; the list then ignores the price range.
    pub price_error: Option<String>,
}

impl StagedFilter {
    fn query(&self, state: Option<StagedState>) -> Query {
        let this = Self { state, ..self.clone() };
        this.hidden().into_iter().fold(Query::new(), |query, (name, value)| query.with(name, Some(value)))
    }

    /// Address of the list with this filter.
    pub fn href(&self, desk: &DeskPath) -> String {
        self.query(self.state).on(&desk.page("/staged"))
    }

    /// Address of the list with this filter, but another state.
    pub fn href_state(&self, desk: &DeskPath, state: Option<&StagedState>) -> String {
        self.query(state.copied()).on(&desk.page("/staged"))
    }

    /// Address of the page after a cursor.
    pub fn href_after(&self, desk: &DeskPath, cursor: &str) -> String {
        self.query(self.state).with("after", Some(cursor)).on(&desk.page("/staged"))
    }

    /// Names and values of what is set: what the bulk form sends along, so that "all that match" means these.
    pub fn hidden(&self) -> Vec<(&'static str, &str)> {
        [
            ("q", self.q.as_str()),
            ("state", self.state.map_or("", StagedState::code)),
            ("language", self.language.map_or("", Language::code)),
            ("category", &self.category),
            ("brand", &self.brand),
            ("availability", self.availability.map_or("", Availability::code)),
            ("min", &self.min),
            ("max", &self.max),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }

    /// How many filters beside search and state are set.
    pub fn narrowed(&self) -> usize {
        [
            self.language.is_some(),
            self.availability.is_some(),
            !self.category.is_empty(),
            !self.brand.is_empty(),
            !self.min.is_empty() || !self.max.is_empty(),
        ]
        .into_iter()
        .filter(|set| *set)
        .count()
    }

    /// Whether anything at all narrows the list.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How many staged products are in a state; `None` counts all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateCount {
    /// The state.
    pub state: Option<StagedState>,
    /// How many.
    pub count: u64,
}

/// A staged product in the list.
#[derive(Debug, Clone)]
pub struct StagedRow {
    /// The feed's id of it.
    pub id: String,
    /// Its title in the reader's language, else in the next of the fallback order.
    pub title: String,
    /// Address of its picture.
    pub image: Option<String>,
    /// Its brand.
    pub brand: Option<String>,
    /// Its category path.
    pub category: Option<String>,
    /// What it costs now.
    pub price: Money,
    /// What it cost before.
    pub compare_at: Option<Money>,
    /// What the feed says about stock.
    pub availability: Availability,
    /// Languages it has a text in.
    pub languages: Vec<Language>,
    /// How far it is.
    pub state: StagedState,
}

/// One staged product.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/staged_product.html")]
pub struct StagedProductPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// What the list shows of it.
    pub row: StagedRow,
    /// One entry for each of the seller's feeds, the default language first.
    pub texts: Vec<StagedText>,
    /// Where the feeds disagree.
    pub conflicts: Vec<Conflict>,
    /// Facts in the order in which they are shown: the field's code (such as `brand`) and its value.
    pub facts: Vec<(String, String)>,
    /// Addresses of its pictures, the main one first.
    pub images: Vec<String>,
    /// Other rows with the same product group.
    pub siblings: Vec<StagedRow>,
    /// The product it became.
    pub product: Option<ProductId>,
    /// Warnings of its rows.
    pub warnings: Vec<Problem>,
}

/// A staged product's text in one language, as its feed has it.
#[derive(Debug, Clone)]
pub struct StagedText {
    /// The language.
    pub language: Language,
    /// The text; `None` when this feed does not list the product.
    pub text: Option<FeedText>,
    /// The language whose text buyers see instead.
    pub fallback: Option<Language>,
}

/// Title and description from a feed.
#[derive(Debug, Clone)]
pub struct FeedText {
    /// The title.
    pub title: String,
    /// The description as plain text.
    pub description: String,
    /// The run that last saw it.
    pub run: RunId,
    /// When that was.
    pub seen: Timestamp,
    /// The line in the file.
    pub line: u64,
}

/// A field on which feeds disagree.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// The field's code.
    pub field: String,
    /// What each feed says, formatted.
    pub values: Vec<ConflictValue>,
}

/// What one feed says.
#[derive(Debug, Clone)]
pub struct ConflictValue {
    /// The feed's language.
    pub language: Language,
    /// Its value, formatted for the reader.
    pub value: String,
    /// Whether this one is taken.
    pub used: bool,
}

impl StagedProductPage {
    /// Whether it can be put into the catalogue (again).
    pub fn can_select(&self) -> bool {
        self.product.is_none() && self.row.state != StagedState::Vanished
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_the_filters() {
        let filter = StagedFilter {
            q: "café & thé".into(),
            state: Some(StagedState::New),
            max: "20".into(),
            ..StagedFilter::default()
        };
        let desk = DeskPath::new("tea");
        assert_eq!(filter.href(&desk), "/seller/tea/staged?q=caf%C3%A9%20%26%20th%C3%A9&state=new&max=20");
        assert_eq!(filter.href_state(&desk, None), "/seller/tea/staged?q=caf%C3%A9%20%26%20th%C3%A9&max=20");
        assert_eq!(filter.narrowed(), 1);
        assert!(!filter.is_empty() && StagedFilter::default().is_empty());
    }
}
