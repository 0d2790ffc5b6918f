//! The pages: handlers, templates, the plain structs that fill them, interface texts and assets.
//!
//! A handler extracts, calls one domain function and fills a view struct of [`view`]; templates read no database and know
//! no HTTP. Texts come from `locales/` through [`i18n::Texts`], files of `assets/` through [`assets`]. All routes stand in
//! `router.rs`.

pub mod assets;
mod context;
mod failure;
pub mod i18n;
mod links;
mod paths;
mod router;
mod seller;
mod sessions;
mod storefront;
pub mod view;

use axum::response::{Html, IntoResponse, Response};
use view::Template;
use web_kit::Problem;

pub use failure::error_view;
pub use router::{router, routes};
pub use storefront::mails::shows_mails;

/// A page as an answer. It depends on who asks, so nobody else may keep it.
fn render(page: &impl Template) -> Result<Response, Problem> {
    let html = page.render().map_err(Problem::internal)?;
    Ok(([(axum::http::header::CACHE_CONTROL, "private, no-cache")], Html(html)).into_response())
}
