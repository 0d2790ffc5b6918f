//! Pictures, served from our own host.

use axum::{
    extract::State,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::{IntoResponse, Response},
};

use super::App;
use crate::{Path, Problem, Routes};

/// A picture may be kept for a day; its name stays when its file is exchanged.
const KEEP: &str = "public, max-age=86400";

/// `/media/pictures/{name}`.
pub fn media() -> Routes<App> {
    Routes::new().get("/media/pictures/{name}", picture)
}

async fn picture(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Problem> {
    let picture = app.pictures.find(&name).ok_or_else(Problem::not_found)?;
    let bytes = picture.read().await.map_err(Problem::internal)?;
    Ok(([(CONTENT_TYPE, picture.media_type), (CACHE_CONTROL, KEEP)], bytes).into_response())
}
