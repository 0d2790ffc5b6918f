//! Pictures, served from our own host.

use axum::{
    Router,
    extract::State,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use web_kit::{App, Path, Problem};

/// A picture may be kept for a day; its name stays when its file is exchanged.
const KEEP: &str = "public, max-age=86400";

/// `/media/pictures/{name}`.
pub fn router() -> Router<App> {
    Router::new().route("/media/pictures/{name}", get(picture))
}

async fn picture(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Problem> {
    let picture = app.pictures.find(&name).ok_or_else(Problem::not_found)?;
    let bytes = picture.read().await.map_err(Problem::internal)?;
    Ok(([(CONTENT_TYPE, picture.media_type), (CACHE_CONTROL, KEEP)], bytes).into_response())
}
