//! Search across all shops, with facets.

use axum::{
    extract::State,
    http::{StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Redirect, Response},
};
use web_kit::{App, Problem, Query};

use super::{
    asked::Asked,
    cards,
    found::{look, without_filters},
};
use crate::{
    context::Context,
    links, render,
    view::storefront::{SearchPage, Sorting},
};

/// Results on a page.
pub const PAGE: usize = 24;
/// The search across all shops.
pub const MARKET: &str = "/search";

/// `GET /search`; on a shop's own host, the search of that shop.
pub async fn search(
    State(app): State<App>,
    mut context: Context,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let asked = asked.bounded();
    if let Some(shop) = &context.shop {
        let to = asked.href(&links::shop(shop.slug.as_str()), |name, _| name == "shop", &[]);
        return Ok(Redirect::to(&to).into_response());
    }
    let q = app.pools.public().read().await?;
    let found = look(&app, &q, &asked, context.language, None).await?;
    context.page.query.clone_from(&asked.q);
    let t = context.t();
    let building = found.building && found.cards.is_empty();
    let page = SearchPage {
        heading: asked.category.rsplit(" > ").next().filter(|c| !c.is_empty()).map(str::to_owned),
        note: found.note(&asked, MARKET),
        count: found.hits.total,
        results: cards::products(&app, &found.cards, false),
        facets: found.facets(t, &asked, MARKET),
        active: found.active(t, &asked, MARKET),
        clear_href: without_filters(&asked, MARKET),
        sorting: Sorting::new(t, asked.sort_name(), asked.hidden(&["sort"])),
        pager: found.pager(&asked, MARKET),
        instead: context.page.categories.clone(),
        building,
        page: context.page,
    };
    Ok(waiting(building, render(&page)?))
}

/// As long as the index is being built, nothing found is no answer: 503, and when to ask again.
pub fn waiting(building: bool, page: Response) -> Response {
    if building { (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "3")], page).into_response() } else { page }
}
