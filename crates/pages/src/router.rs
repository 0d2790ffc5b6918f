//! All pages, in one place.

use axum::{
    Router,
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use web_kit::{App, Problem};

use crate::{assets, storefront as shop};

/// The storefront, the seller's side, and the files they need.
pub fn router() -> Router<App> {
    storefront().route("/assets/{*path}", get(asset))
}

fn storefront() -> Router<App> {
    Router::new()
        .route("/", get(shop::home::home))
        .route("/search", get(shop::search::search))
        .route("/search/suggest", get(shop::suggest::suggest))
        .route("/products/{shop}/{handle}", get(shop::product::product))
        .route("/s/{slug}", get(shop::shop::shop))
        .route("/cart", get(shop::cart::show))
        .route("/cart/lines", post(shop::cart::add))
        .route("/cart/lines/{id}", post(shop::cart::change))
        .route("/cart/confirm-prices", post(shop::cart::confirm_prices))
        .route("/checkout", get(shop::checkout::show).post(shop::checkout::place))
        .route("/purchases", get(shop::purchase::list))
        .route("/purchases/{id}", get(shop::purchase::show))
        .route("/p/{token}", get(shop::purchase::by_token))
        .route("/sign-in", get(shop::account::sign_in_page).post(shop::account::sign_in))
        .route("/sign-out", post(shop::account::sign_out))
        .route("/sign-up", get(shop::account::sign_up_page).post(shop::account::sign_up))
        .route("/sell", get(shop::account::sell_page).post(shop::account::sell))
        .route("/language", post(shop::preferences::language))
        .route("/theme", post(shop::preferences::theme))
}

async fn asset(Path(path): Path<String>, headers: axum::http::HeaderMap) -> Response {
    let Some(asset) = assets::get(&path) else { return Problem::not_found().into_response() };
    if headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == asset.etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, asset.etag)]).into_response();
    }
    let keep = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [(header::CONTENT_TYPE, asset.mime.to_owned()), (header::CACHE_CONTROL, keep.to_owned()), (header::ETAG, asset.etag)];
    (headers, asset.bytes.into_owned()).into_response()
}
