//! The JSON API under `/api/v1`: thin handlers over the domain, an OpenAPI document made from them, and a reader for it.
//!
//! All routes stand in `router.rs`. Answers that are errors are RFC 9457 problems; lists page by cursor.

mod auth;
mod cart;
mod common;
mod feed_file;
mod feeds;
mod overrides;
mod passwords;
mod problems;
mod product;
mod products;
mod purchases;
mod rejects;
mod router;
mod runs;
mod seller_orders;
mod sessions;
mod shelf;
mod shop;
mod staged;
mod staged_actions;
mod storefront;
mod team;
mod tokens;

pub use router::{openapi_json, router};

/// The most rows of a page of a list whose domain answers 100 at once: the row after the page says whether there is more.
const SHORT_PAGE: u32 = web_kit::MAX_PAGE - 1;
