//! All pages, in one place.

use axum::{
    Router,
    extract::Path,
    http::{Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use web_kit::{App, Problem, Routes};

use crate::{assets, storefront as shop};

/// The storefront, the seller's side, and the files they need.
pub fn router() -> Router<App> {
    all().into_router()
}

/// Every method and path pattern of [`router`].
pub fn routes() -> Vec<(Method, &'static str)> {
    all().list()
}

fn all() -> Routes<App> {
    storefront().merge(crate::seller::routes()).get("/assets/{*path}", asset)
}

fn storefront() -> Routes<App> {
    Routes::new()
        .get("/", shop::home::home)
        .get("/search", shop::search::search)
        .get("/search/suggest", shop::suggest::suggest)
        .get("/products/{shop}/{handle}", shop::product::product)
        .get("/s/{slug}", shop::shop::shop)
        .get("/shops", shop::shops::shops)
        .get("/cart", shop::cart::show)
        .post("/cart/lines", shop::cart::add)
        .post("/cart/lines/{id}", shop::cart::change)
        .post("/cart/confirm-prices", shop::cart::confirm_prices)
        .get("/checkout", shop::checkout::show)
        .post("/checkout", shop::checkout::place)
        .get("/purchases", shop::purchase::list)
        .get("/purchases/{id}", shop::purchase::show)
        .get("/p/{token}", shop::purchase::by_token)
        .get("/sign-in", shop::account::sign_in_page)
        .post("/sign-in", shop::account::sign_in)
        .post("/sign-out", shop::account::sign_out)
        .get("/sign-up", shop::account::sign_up_page)
        .post("/sign-up", shop::account::sign_up)
        .get("/forgot-password", shop::passwords::forgot_page)
        .post("/forgot-password", shop::passwords::forgot)
        .get("/reset-password/{token}", shop::passwords::reset_page)
        .post("/reset-password/{token}", shop::passwords::reset)
        .get("/account/password", shop::passwords::change_page)
        .post("/account/password", shop::passwords::change)
        .get("/account/sessions", shop::sessions::show)
        .post("/account/sessions/end", shop::sessions::end)
        .post("/account/sessions/end-others", shop::sessions::end_others)
        .get("/invitations/{token}", shop::invitation::show)
        .post("/invitations/{token}", shop::invitation::accept)
        .get("/sell", shop::account::sell_page)
        .post("/sell", shop::account::sell)
        .post("/language", shop::preferences::language)
        .post("/theme", shop::preferences::theme)
        .get("/dev/mail", shop::mails::list)
        .get("/dev/mail/{id}", shop::mails::show)
        .get("/dev/mail/{id}/html", shop::mails::html)
}

async fn asset(Path(path): Path<String>, headers: axum::http::HeaderMap) -> Response {
    let Some(asset) = assets::get(&path) else { return Problem::not_found().into_response() };
    if headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == asset.etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, asset.etag)]).into_response();
    }
    let keep = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [
        (header::CONTENT_TYPE, asset.mime.to_owned()),
        (header::CACHE_CONTROL, keep.to_owned()),
        (header::ETAG, asset.etag),
    ];
    (headers, asset.bytes.into_owned()).into_response()
}
