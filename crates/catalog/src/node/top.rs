//! The topmost categories, for the header and the home page.

use std::sync::{Arc, PoisonError};

use types::{Language, ProductId, SellerId};

use super::SearchNode;
use crate::search::Query;

/// Categories that are remembered.
const TOP: usize = 12;

/// A topmost category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopCategory {
    /// Its path.
    pub path: String,
    /// Products in it.
    pub count: u64,
    /// One of them, to show a picture of.
    pub first: Option<(SellerId, ProductId)>,
}

impl SearchNode {
    /// The topmost categories, most products first, as of a few seconds ago. Never waits: whoever follows the shelf counts.
    pub fn top(&self) -> Arc<Vec<TopCategory>> {
        Arc::clone(&self.0.top.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The same of one shop, counted now.
    pub fn top_of(&self, shop: SellerId, limit: usize) -> Vec<(String, u64)> {
        let query = Query { shop: Some(shop), limit: 1, ..Query::new(Language::En) };
        let facets = self.find(&query).ok().and_then(|hits| hits.facets).unwrap_or_default();
        facets.categories.into_iter().take(limit).collect()
    }

    /// Counts the topmost categories. Blocks for several searches.
    pub(super) fn count_top(&self) {
        let all = Query { limit: 1, ..Query::new(Language::En) };
        let facets = self.find(&all).ok().and_then(|hits| hits.facets).unwrap_or_default();
        let first = |path: &str| {
            let query = Query {
                category: Some(path.to_owned()),
                in_stock: true,
                limit: 1,
                facets: false,
                ..Query::new(Language::En)
            };
            self.find(&query).ok().and_then(|hits| hits.ids.first().copied())
        };
        let top = facets.categories.into_iter().take(TOP);
        let top = top.map(|(path, count)| TopCategory { first: first(&path), path, count }).collect();
        *self.0.top.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(top);
    }
}
