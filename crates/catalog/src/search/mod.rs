//! The search index of the shelf.
//!
//! Documents come in, ids go out: the index holds no texts that could be shown, so what was unpublished cannot appear
//! even where the index lags behind. It is a copy of the shelf, made by reading the shelf's changes in order; it knows
//! how far it has read ([`Position`]) and says when it must be made anew ([`State::Rebuild`]).
//!
//! ```text
//!   ShelfDocument ─ document ─▶ index (one directory per build, one writer) ─▶ view (one commit, opened)
//!   Query ─ plan, correct (words → posting lists) ─ matching (windows) ─ filter ─┬─ top    ─▶ Hits
//!                                                                       └─ facets ─▶ Facets
//! ```
//!
//! Relevance is a whole number that depends on the query and the document alone, not on how often a word is found
//! elsewhere: pages stay in order while the shelf changes, and nodes agree. A word weighs by the best place it stands in
//! (title, brand, category, option, description), more in the query's language; stock and boost decide among equals.
//!
//! Everything here blocks: on the disk when a part of the index is not in memory, on the processor otherwise. A search
//! takes from tens of microseconds to a few milliseconds, all of it computing, so it is best run where it is called for,
//! on the worker threads of the runtime: these are as many as processors, and searches take turns whole. More searching
//! threads than processors take turns by the system's time slices, and short searches then wait for halves of long ones;
//! where `tokio::task::spawn_blocking` is used for [`Index::search`], let a semaphore admit as many as processors.
//! Everything else ([`Index::open`], [`Index::apply`], [`Index::rest`], rebuilding) belongs in `spawn_blocking`.
//! [`Index`] is cheap to clone into it.

mod candidates;
mod correct;
mod directory;
mod document;
mod error;
mod execute;
mod facets;
mod filter;
mod index;
mod matching;
mod plan;
mod prices;
mod query;
mod rebuild;
mod sample;
mod schema;
mod suggest;
#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests;
mod top;
mod view;
mod words;

pub use document::{Change, ShelfDocument, ShelfText};
pub use error::{Error, Result};
pub use index::{Index, Position, State};
pub use query::{
    CHOICES_MAX, Cursor, Facets, Hits, LIMIT_MAX, PriceCount, PriceFacet, PriceRange, Query, Sort, Suggestion,
};
pub use rebuild::RebuildWriter;
