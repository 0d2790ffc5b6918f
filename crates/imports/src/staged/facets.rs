//! The brands and categories that there are to choose from.

use tenancy::{Mode, Scope, class::SellerBound, row, statements};
use types::SellerId;

use crate::ImportError;

/// Values of a facet, at most.
pub const FACET_LIMIT: i64 = 50;

row! {
    /// A value and how many staged products have it.
    pub struct Facet {
        /// The value.
        value: String ["IS NOT NULL stands before it"],
        /// How many.
        count: i64 ["count(*) is never null"],
    }
}

statements! {
    fn brands(seller: SellerId, limit: i64) -> Vec<Facet> for Seller | Worker =
        "SELECT s.brand AS value, count(*) AS count FROM staged_products s WHERE s.seller_id = $1 AND s.main AND s.present AND s.brand IS NOT NULL
         GROUP BY s.brand ORDER BY count(*) DESC, s.brand LIMIT $2";
    fn categories(seller: SellerId, limit: i64) -> Vec<Facet> for Seller | Worker =
        "SELECT s.category AS value, count(*) AS count FROM staged_products s WHERE s.seller_id = $1 AND s.main AND s.present AND s.category IS NOT NULL
         GROUP BY s.category ORDER BY count(*) DESC, s.category LIMIT $2";
}

/// What staged products can be narrowed by.
#[derive(Debug, Clone)]
pub struct Facets {
    /// Brands, the commonest first.
    pub brands: Vec<Facet>,
    /// Categories, the commonest first.
    pub categories: Vec<Facet>,
}

/// The commonest brands and categories of what is staged and present, [`FACET_LIMIT`] of each.
pub async fn facets<C: SellerBound, M: Mode>(q: &Scope<C, M>) -> Result<Facets, ImportError> {
    let seller = q.seller();
    let (brands, categories) =
        futures_util::try_join!(brands(q, seller, FACET_LIMIT), categories(q, seller, FACET_LIMIT))?;
    Ok(Facets { brands, categories })
}
