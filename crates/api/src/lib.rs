//! The JSON API under `/api/v1`: thin handlers over the domain, an OpenAPI document made from them, and a reader for it.
//!
//! All routes stand in `router.rs`. Answers that are errors are RFC 9457 problems; lists page by cursor.

mod auth;
mod cart;
mod purchases;
mod router;
mod seller_orders;

pub use router::{openapi, openapi_json, router};
