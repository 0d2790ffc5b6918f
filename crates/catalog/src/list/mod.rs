//! The seller's own view of the catalogue: his products in a list, and one of them with everything.

mod detail;
mod page;

use jiff::Timestamp;

pub use detail::{OwnText, Product, STATEMENTS as DETAIL_STATEMENTS, StockLevel, Variant, product};
pub use page::{Counts, Filter, Listed, MAX_ROWS, Query, STATEMENTS as PAGE_STATEMENTS, Wanted, choices, counts, page};

/// What a product's time says in a form that must notice changes.
pub(crate) fn version(updated_at: Timestamp) -> String {
    format!("{:x}", updated_at.as_microsecond())
}
