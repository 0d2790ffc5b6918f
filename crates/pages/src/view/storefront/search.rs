//! Search with facets.

use askama::Template;

use super::ProductCard;
use crate::{
    i18n::Texts,
    view::{Choice, Link, Page, Pager},
};

/// A page of results with the means to narrow them.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/search.html")]
pub struct SearchPage {
    /// The layout's context; its `query` is the searched text.
    pub page: Page,
    /// The chosen category's name, for the heading where nothing was typed.
    pub heading: Option<String>,
    /// What was done to the words that were typed.
    pub note: SearchNote,
    /// All that match.
    pub count: u64,
    /// This page of them.
    pub results: Vec<ProductCard>,
    /// What they can be narrowed by.
    pub facets: Facets,
    /// The filters in force.
    pub active: Vec<ActiveFilter>,
    /// The search without any filter.
    pub clear_href: String,
    /// The order of results.
    pub sorting: Sorting,
    /// The next page.
    pub pager: Pager,
    /// Where else to look when nothing matches.
    pub instead: Vec<Link>,
    /// The index is being built: nothing found is no answer yet.
    pub building: bool,
}

/// What was done to the words that were typed, where they alone found nothing.
#[derive(Debug, Clone, Default)]
pub struct SearchNote {
    /// The words.
    pub typed: String,
    /// What was searched instead.
    pub corrected: Option<String>,
    /// Words that were left out.
    pub dropped: Vec<String>,
    /// The search for the words as they are.
    pub exact_href: String,
}

impl SearchNote {
    pub(super) fn dropped(&self) -> String {
        self.dropped.join(", ")
    }
}

/// The order of results: a GET form that carries the rest of the search in hidden fields.
#[derive(Debug, Clone)]
pub struct Sorting {
    /// `sort` values with their labels.
    pub choices: Vec<Choice>,
    /// The value in force.
    pub chosen: String,
    /// Every other parameter of the search, without `cursor`.
    pub hidden: Vec<(String, String)>,
}

impl Sorting {
    /// The orders a search knows: `relevance`, `newest`, `price` and `price-desc`.
    pub fn new(t: Texts, chosen: impl Into<String>, hidden: Vec<(String, String)>) -> Self {
        let choices = vec![
            Choice::new("relevance", t.get("sort-relevance")),
            Choice::new("newest", t.get("sort-newest")),
            Choice::new("price", t.get("sort-price-asc")),
            Choice::new("price-desc", t.get("sort-price-desc")),
        ];
        Self { choices, chosen: chosen.into(), hidden }
    }
}

/// What results can be narrowed by. The filter form is GET `/search`.
#[derive(Debug, Clone)]
pub struct Facets {
    /// Where the form goes: `/search`, or a shop's own address.
    pub action: String,
    /// The query, category and order, which the form keeps.
    pub hidden: Vec<(String, String)>,
    /// The category tree, in order of display.
    pub categories: Vec<FacetLink>,
    /// Brands and shops.
    pub choices: Vec<Facet>,
    /// The price range.
    pub price: PriceFilter,
    /// Only what is in stock.
    pub in_stock: bool,
    /// How many are in stock.
    pub in_stock_count: u64,
}

/// A category of the tree.
#[derive(Debug, Clone)]
pub struct FacetLink {
    /// Its name.
    pub label: String,
    /// The search within it.
    pub href: String,
    /// Products within it, where they were counted.
    pub count: Option<u64>,
    /// 0 at the top of the tree.
    pub depth: u8,
    /// The chosen one.
    pub selected: bool,
}

/// A group of boxes to tick.
#[derive(Debug, Clone)]
pub struct Facet {
    /// The form name: `brand`, `shop`.
    pub name: String,
    /// The group's label.
    pub label: String,
    /// What can be ticked, the most frequent first.
    pub choices: Vec<FacetChoice>,
}

impl Facet {
    /// The brands, sent as `brand`.
    pub fn brands(t: Texts, choices: Vec<FacetChoice>) -> Self {
        Self { name: "brand".into(), label: t.get("facet-brand").into(), choices }
    }

    /// The shops, sent as `shop`.
    pub fn shops(t: Texts, choices: Vec<FacetChoice>) -> Self {
        Self { name: "shop".into(), label: t.get("facet-shop").into(), choices }
    }

    /// The first ones, always shown.
    pub(super) fn shown(&self) -> &[FacetChoice] {
        &self.choices[..self.shown_count()]
    }

    /// The others, behind "more".
    pub(super) fn folded(&self) -> &[FacetChoice] {
        &self.choices[self.shown_count()..]
    }

    /// Seven, or all that are ticked if more.
    fn shown_count(&self) -> usize {
        let ticked = self.choices.iter().rposition(|choice| choice.selected).map_or(0, |at| at + 1);
        self.choices.len().min(ticked.max(7))
    }
}

/// A box to tick.
#[derive(Debug, Clone)]
pub struct FacetChoice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Products that have it.
    pub count: u64,
    /// Ticked.
    pub selected: bool,
}

/// The price range, in major units as typed.
#[derive(Debug, Clone, Default)]
pub struct PriceFilter {
    /// From, or empty.
    pub min: String,
    /// To, or empty.
    pub max: String,
    /// The currency's sign or code.
    pub unit: String,
    /// Ranges to choose from.
    pub ranges: Vec<PriceChoice>,
    /// The currencies of what was found, where there are several.
    pub currencies: Vec<PriceChoice>,
    /// Why the range was not understood.
    pub error: Option<String>,
}

/// A price range, or a currency.
#[derive(Debug, Clone)]
pub struct PriceChoice {
    /// What it says.
    pub label: String,
    /// The search within it; without it where it is the chosen one.
    pub href: String,
    /// Products in it.
    pub count: u64,
    /// The chosen one.
    pub selected: bool,
}

/// A filter in force, with the search that lacks it.
#[derive(Debug, Clone)]
pub struct ActiveFilter {
    /// What it says.
    pub label: String,
    /// The search without it.
    pub remove_href: String,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn ticked_boxes_are_never_folded_away() {
        let facet = |ticked: Option<usize>, many: usize| Facet {
            name: "brand".into(),
            label: "Brand".into(),
            choices: (0..many)
                .map(|at| FacetChoice {
                    value: at.to_string(),
                    label: at.to_string(),
                    count: 1,
                    selected: ticked == Some(at),
                })
                .collect(),
        };
        assert_eq!(facet(None, 20).shown().len(), 7);
        assert_eq!(facet(Some(11), 20).shown().len(), 12);
        assert_eq!(facet(Some(11), 20).folded().len(), 8);
        assert_eq!(facet(None, 3).shown().len(), 3);
        assert!(facet(None, 3).folded().is_empty());
    }
}
