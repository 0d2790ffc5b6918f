//! All open shops, page by page.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use catalog::shelf::{self, ShopCursor};
use jiff::Timestamp;
use serde::Deserialize;
use types::SellerId;
use web_kit::{App, Cursor, Problem, Query};

use super::cards;
use crate::{
    context::Context,
    links, render,
    view::{Pager, storefront::ShopsPage},
};

/// Shops on a page.
const PAGE: usize = 24;

/// Where the page begins.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    cursor: String,
}

impl Asked {
    /// What is no place in the list begins at the first page.
    fn after(&self) -> Option<ShopCursor> {
        let cursor: Cursor = self.cursor.parse().ok()?;
        let (created_at, seller): (Timestamp, SellerId) = cursor.key().ok()?;
        Some(ShopCursor { created_at, seller })
    }
}

/// `GET /shops`
pub async fn shops(State(app): State<App>, context: Context, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    if let Some(elsewhere) = context.elsewhere(&app, None, "/shops") {
        return Ok(elsewhere.into_response());
    }
    let after = asked.after();
    let mut found = shelf::shops(&app.pools.public().read().await?, after, PAGE + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let last = found.last().filter(|_| more).map(shelf::ShopWindow::cursor);
    let next = last.map(|last| Cursor::of(&(last.created_at, last.seller)).to_string());
    render(&ShopsPage {
        count: app.search.shops().max(found.len() as u64),
        shops: found.iter().map(|window| cards::shop(&app, window)).collect(),
        pager: Pager {
            first: after.is_some().then(|| "/shops".to_owned()),
            next: next.map(|cursor| links::with_query("/shops", [("cursor", cursor.as_str())])),
        },
        page: context.page,
    })
}
