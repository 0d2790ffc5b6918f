//! The seller's side: its routes, and a handler for each.
//!
//! Every handler names in its signature the permission that a member needs. It opens one scope of the seller, joins what
//! it asks for with the page's frame ([`desk::Desk`]), and answers with a page or sends the browser on.

mod dashboard;
mod desk;
mod entry;
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
mod team;
mod typed;
mod upload;
mod words;

pub use desk::Desk;

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
        .merge(teams())
        .get("/seller", entry::show)
        .get("/seller/{seller}", dashboard::show)
        .get("/seller/{seller}/staged", staged::list)
        .post("/seller/{seller}/staged/select", staged::select)
        .with(slow)
        .get("/seller/{seller}/staged/actions/{id}", staged_action::show)
        .get("/seller/{seller}/staged/actions/{id}/progress", staged_action::progress)
        .get("/seller/{seller}/staged/{id}", staged_product::show)
        .get("/seller/{seller}/products", products::list)
        .post("/seller/{seller}/products/publish", products::publish)
        .with(slow)
        .get("/seller/{seller}/products/new", product_new::form)
        .post("/seller/{seller}/products/new", product_new::create)
        .get("/seller/{seller}/products/{id}", product::show)
        .post("/seller/{seller}/products/{id}/overrides", overrides::save)
        .post("/seller/{seller}/products/{id}/overrides/undo", overrides::undo)
        .get("/seller/{seller}/orders", orders::list)
        .get("/seller/{seller}/orders.csv", orders::export)
        .get("/seller/{seller}/orders/new", order_new::form)
        .post("/seller/{seller}/orders/new", order_new::enter)
        .get("/seller/{seller}/orders/{id}", orders::show)
        .post("/seller/{seller}/orders/{id}/state", orders::step)
        .post("/seller/{seller}/orders/{id}/note", orders::note)
        .get("/seller/{seller}/settings", settings::show)
        .post("/seller/{seller}/settings", settings::save)
        .get("/seller/{seller}/security", security::show)
        .post("/seller/{seller}/security/revoke", security::revoke)
        .post("/seller/{seller}/security/revoke-all", security::revoke_all)
}

fn feeds_and_runs() -> Routes<App> {
    Routes::new()
        .get("/seller/{seller}/imports", feeds::overview)
        .get("/seller/{seller}/imports/feeds/new", feeds::new)
        .post("/seller/{seller}/imports/feeds/new", feeds::create)
        .with(upload)
        .get("/seller/{seller}/imports/feeds/{id}", feeds::show)
        .post("/seller/{seller}/imports/feeds/{id}", feeds::save_rules)
        .post("/seller/{seller}/imports/feeds/{id}/source", feed_source::save_source)
        .post("/seller/{seller}/imports/feeds/{id}/file", feed_source::replace_file)
        .with(upload)
        .post("/seller/{seller}/imports/feeds/{id}/run", feeds::run)
        .post("/seller/{seller}/imports/feeds/{id}/delete", feeds::delete)
        .with(slow)
        .get("/seller/{seller}/imports/feeds/{id}/mapping", mapping::show)
        .with(slow)
        .post("/seller/{seller}/imports/feeds/{id}/mapping", mapping::save)
        .with(slow)
        .get("/seller/{seller}/imports/runs/{id}", runs::show)
        .get("/seller/{seller}/imports/runs/{id}/progress", runs::progress)
        .post("/seller/{seller}/imports/runs/{id}/cancel", runs::cancel)
        .post("/seller/{seller}/imports/runs/{id}/resolve", runs::resolve)
        .get("/seller/{seller}/imports/runs/{id}/rejects", runs::rejects)
        .get("/seller/{seller}/imports/runs/{id}/rejects.csv", runs::rejects_csv)
}

fn teams() -> Routes<App> {
    use team::{keys, member, people, roles};
    Routes::new()
        .get("/seller/{seller}/team", people::show)
        .post("/seller/{seller}/team/invite", people::invite)
        .post("/seller/{seller}/team/invitations/{id}", people::invitation)
        .post("/seller/{seller}/security/leave", people::leave)
        .get("/seller/{seller}/team/members/{id}", member::show)
        .post("/seller/{seller}/team/members/{id}", member::save)
        .post("/seller/{seller}/team/members/{id}/state", member::state)
        .get("/seller/{seller}/team/members/{id}/transfer", member::transfer_page)
        .post("/seller/{seller}/team/members/{id}/transfer", member::transfer)
        .get("/seller/{seller}/team/roles", roles::list)
        .get("/seller/{seller}/team/roles/new", roles::new)
        .post("/seller/{seller}/team/roles/new", roles::create)
        .get("/seller/{seller}/team/roles/{id}", roles::show)
        .post("/seller/{seller}/team/roles/{id}", roles::save)
        .post("/seller/{seller}/team/roles/{id}/delete", roles::delete)
        .get("/seller/{seller}/api-keys", keys::list)
        .post("/seller/{seller}/api-keys", keys::create)
        .post("/seller/{seller}/api-keys/{id}/revoke", keys::revoke)
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
