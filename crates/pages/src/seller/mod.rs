//! The seller's side: its routes, and a handler for each.
//!
//! Every handler names in its signature the permission that a member needs. It opens one scope of the seller, joins what
//! it asks for with the page's frame ([`desk::Desk`]), and answers with a page or sends the browser on.

mod dashboard;
mod desk;
mod feeds;
mod mapping;
mod order_new;
mod orders;
mod overrides;
mod product;
mod product_new;
mod products;
mod runs;
mod security;
mod settings;
mod source;
mod staged;
mod staged_product;
mod typed;
mod upload;
mod words;

use std::time::Duration;

use axum::{
    Router,
    routing::{MethodRouter, get, post},
};
use web_kit::{App, with_body_limit, with_time_limit};

/// How long sending or fetching a feed may take, and work on everything that matches.
const LONG: Duration = Duration::from_mins(15);
/// What a multipart form adds to its file, at most.
const FORM_BYTES: usize = 64 * 1024;

/// The pages of a seller's team.
pub fn router() -> Router<App> {
    Router::new()
        .route("/seller", get(dashboard::show))
        .merge(imports())
        .route("/seller/staged", get(staged::list))
        .route("/seller/staged/select", slow(post(staged::select)))
        .route("/seller/staged/{id}", get(staged_product::show))
        .route("/seller/products", get(products::list))
        .route("/seller/products/publish", slow(post(products::publish)))
        .route("/seller/products/new", get(product_new::form).post(product_new::create))
        .route("/seller/products/{id}", get(product::show))
        .route("/seller/products/{id}/overrides", post(overrides::save))
        .route("/seller/products/{id}/overrides/undo", post(overrides::undo))
        .route("/seller/orders", get(orders::list))
        .route("/seller/orders.csv", get(orders::export))
        .route("/seller/orders/new", get(order_new::form).post(order_new::enter))
        .route("/seller/orders/{id}", get(orders::show))
        .route("/seller/orders/{id}/state", post(orders::step))
        .route("/seller/orders/{id}/note", post(orders::note))
        .route("/seller/settings", get(settings::show).post(settings::save))
        .route("/seller/security", get(security::show))
        .route("/seller/security/revoke", post(security::revoke))
        .route("/seller/security/revoke-all", post(security::revoke_all))
}

fn imports() -> Router<App> {
    Router::new()
        .route("/seller/imports", get(feeds::overview))
        .route("/seller/imports/feeds/new", upload(get(feeds::new).post(feeds::create)))
        .route("/seller/imports/feeds/{id}", get(feeds::show).post(feeds::save_rules))
        .route("/seller/imports/feeds/{id}/file", upload(post(feeds::replace_file)))
        .route("/seller/imports/feeds/{id}/run", post(feeds::run))
        .route("/seller/imports/feeds/{id}/delete", slow(post(feeds::delete)))
        .route("/seller/imports/feeds/{id}/mapping", slow(get(mapping::show).post(mapping::save)))
        .route("/seller/imports/runs/{id}", get(runs::show))
        .route("/seller/imports/runs/{id}/progress", get(runs::progress))
        .route("/seller/imports/runs/{id}/cancel", post(runs::cancel))
        .route("/seller/imports/runs/{id}/resolve", post(runs::resolve))
        .route("/seller/imports/runs/{id}/rejects", get(runs::rejects))
        .route("/seller/imports/runs/{id}/rejects.csv", get(runs::rejects_csv))
}

/// A route that may take long.
fn slow(route: MethodRouter<App>) -> MethodRouter<App> {
    with_time_limit(route, LONG)
}

/// A route that takes a feed.
fn upload(route: MethodRouter<App>) -> MethodRouter<App> {
    let limit = usize::try_from(::imports::fetch::MAX_FEED_BYTES).unwrap_or(usize::MAX);
    slow(with_body_limit(route, limit.saturating_add(FORM_BYTES)))
}
