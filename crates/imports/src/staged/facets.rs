//! The brands and categories that there are to choose from.

use tenancy::{Mode, Scope, class::SellerBound, row, statements};
use types::SellerId;

use super::COUNT_LIMIT;
use crate::ImportError;

/// Values of a facet, at most.
pub const FACET_LIMIT: i64 = 50;

row! {
    struct Found {
        is_brand: bool ["a constant"],
        value: String ["IS NOT NULL stands before it"],
        count: i64 ["count(*) is never null"],
    }
}

/// A value and how many staged products have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The value.
    pub value: String,
    /// How many.
    pub count: i64,
}

statements! {
    fn commonest(seller: SellerId, limit: i64, looked_at: i64) -> Vec<Found> for Seller | Worker =
        "WITH sample AS MATERIALIZED (SELECT s.brand, s.category FROM staged_products s WHERE s.seller_id = $1 AND s.main AND s.present
             ORDER BY s.external_id LIMIT $3)
         (SELECT true AS is_brand, brand AS value, count(*) AS count FROM sample WHERE brand IS NOT NULL GROUP BY brand ORDER BY count(*) DESC, brand LIMIT $2)
         UNION ALL
         (SELECT false, category, count(*) FROM sample WHERE category IS NOT NULL GROUP BY category ORDER BY count(*) DESC, category LIMIT $2)";
}

/// What staged products can be narrowed by.
#[derive(Debug, Clone)]
pub struct Facets {
    /// Brands, the commonest first.
    pub brands: Vec<Facet>,
    /// Categories, the commonest first.
    pub categories: Vec<Facet>,
}

/// The commonest brands and categories of what is staged and present, [`FACET_LIMIT`] of each; of very many, the first
/// [`COUNT_LIMIT`] are looked at.
pub async fn facets<C: SellerBound, M: Mode>(q: &Scope<C, M>) -> Result<Facets, ImportError> {
    let mut facets = Facets { brands: Vec::new(), categories: Vec::new() };
    for Found { is_brand, value, count } in commonest(q, q.seller(), FACET_LIMIT, COUNT_LIMIT).await? {
        let kind = if is_brand { &mut facets.brands } else { &mut facets.categories };
        kind.push(Facet { value, count });
    }
    Ok(facets)
}
