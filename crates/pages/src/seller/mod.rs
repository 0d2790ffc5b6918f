//! The seller's side: its routes, and a handler for each.
//!
//! Every handler names in its signature the permission that a member needs. It opens one scope of the seller, joins what
//! it asks for with the page's frame ([`desk::Desk`]), and answers with a page or sends the browser on.

mod dashboard;
mod desk;
mod faults;
mod feed_source;
mod feeds;
mod format;
mod hand;
mod mapping;
mod order_form;
mod order_new;
mod orders;
mod overrides;
mod product;
mod product_new;
mod products;
mod rules;
mod runs;
mod security;
mod settings;
mod source;
mod staged;
mod staged_action;
mod staged_product;
mod typed;
mod upload;
mod words;

use std::time::Duration;

use axum::routing::MethodRouter;
use web_kit::{App, Routes, with_body_limit, with_time_limit};

/// How long sending or fetching a feed may take, and work on everything that matches.
const LONG: Duration = Duration::from_mins(15);
/// What a multipart form adds to its file, at most.
const FORM_BYTES: usize = 64 * 1024;

/// The pages of a seller's team.
pub fn routes() -> Routes<App> {
    feeds_and_runs()
        .get("/seller", dashboard::show)
        .get("/seller/staged", staged::list)
        .post("/seller/staged/select", staged::select)
        .with(slow)
        .get("/seller/staged/actions/{id}", staged_action::show)
        .get("/seller/staged/actions/{id}/progress", staged_action::progress)
        .get("/seller/staged/{id}", staged_product::show)
        .get("/seller/products", products::list)
        .post("/seller/products/publish", products::publish)
        .with(slow)
        .get("/seller/products/new", product_new::form)
        .post("/seller/products/new", product_new::create)
        .get("/seller/products/{id}", product::show)
        .post("/seller/products/{id}/overrides", overrides::save)
        .post("/seller/products/{id}/overrides/undo", overrides::undo)
        .get("/seller/orders", orders::list)
        .get("/seller/orders.csv", orders::export)
        .get("/seller/orders/new", order_new::form)
        .post("/seller/orders/new", order_new::enter)
        .get("/seller/orders/{id}", orders::show)
        .post("/seller/orders/{id}/state", orders::step)
        .post("/seller/orders/{id}/note", orders::note)
        .get("/seller/settings", settings::show)
        .post("/seller/settings", settings::save)
        .get("/seller/security", security::show)
        .post("/seller/security/revoke", security::revoke)
        .post("/seller/security/revoke-all", security::revoke_all)
}

fn feeds_and_runs() -> Routes<App> {
    Routes::new()
        .get("/seller/imports", feeds::overview)
        .get("/seller/imports/feeds/new", feeds::new)
        .post("/seller/imports/feeds/new", feeds::create)
        .with(upload)
        .get("/seller/imports/feeds/{id}", feeds::show)
        .post("/seller/imports/feeds/{id}", feeds::save_rules)
        .post("/seller/imports/feeds/{id}/source", feed_source::save_source)
        .post("/seller/imports/feeds/{id}/file", feed_source::replace_file)
        .with(upload)
        .post("/seller/imports/feeds/{id}/run", feeds::run)
        .post("/seller/imports/feeds/{id}/delete", feeds::delete)
        .with(slow)
        .get("/seller/imports/feeds/{id}/mapping", mapping::show)
        .with(slow)
        .post("/seller/imports/feeds/{id}/mapping", mapping::save)
        .with(slow)
        .get("/seller/imports/runs/{id}", runs::show)
        .get("/seller/imports/runs/{id}/progress", runs::progress)
        .post("/seller/imports/runs/{id}/cancel", runs::cancel)
        .post("/seller/imports/runs/{id}/resolve", runs::resolve)
        .get("/seller/imports/runs/{id}/rejects", runs::rejects)
        .get("/seller/imports/runs/{id}/rejects.csv", runs::rejects_csv)
}

/// A route that may take long.
fn slow(route: MethodRouter<App>) -> MethodRouter<App> {
    with_time_limit(route, LONG)
}

/// A route that takes a feed.
fn upload(route: MethodRouter<App>) -> MethodRouter<App> {
    let limit = usize::try_from(imports::fetch::MAX_FEED_BYTES).unwrap_or(usize::MAX);
    slow(with_body_limit(route, limit.saturating_add(FORM_BYTES)))
}
