//! A seller's webshop.

use axum::{
    extract::{OriginalUri, State},
    response::{IntoResponse, Response},
};
use catalog::shelf;
use types::Money;
use web_kit::{App, Path, Problem, Query};

use super::{
    asked::Asked,
    cards,
    found::{look, without_filters},
    search::waiting,
};
use crate::{
    context::Context,
    links, render,
    view::{
        Picture,
        storefront::{Delivery, ShopHeader, ShopPage, Sorting, country_name},
    },
};

/// `GET /s/{slug}`; on another shop's own host it is to be found at the marketplace's.
pub async fn shop(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Path(slug): Path<String>,
    context: Context,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if let Some(elsewhere) = context.elsewhere(&app, Some(&slug), uri.path_and_query().map_or("/", |p| p.as_str())) {
        return Ok(elsewhere.into_response());
    }
    let asked = asked.bounded();
    let q = app.pools.public().read().await?;
    let language = context.language;
    let window = shelf::shop(&q, &slug).await?.ok_or_else(Problem::not_found)?;
    let shop = &window.shop;
    let path = links::shop(&slug);
    let found = look(&app, &q, &asked, language, Some(shop.seller)).await?;
    let t = context.t();
    let samples: Vec<Picture> =
        window.images.iter().map(|image| cards::picture(&app, Some(image), &shop.name, None).decorative()).collect();
    let newest = asked.sort.is_empty() && asked.q.is_empty();
    let building = found.building && found.cards.is_empty();
    let page = ShopPage {
        shop: ShopHeader {
            name: shop.name.clone(),
            href: path.clone(),
            about: Some(shop.about.clone()).filter(|a| !a.is_empty()),
            country: country_name(language, &shop.country),
            product_count: app.search.products_of(shop.seller),
            samples,
        },
        query: asked.q.clone(),
        note: found.note(&asked, &path),
        facets: found.facets(t, &asked, &path),
        active: found.active(t, &asked, &path),
        clear_href: without_filters(&asked, &path),
        count: found.hits.total,
        results: cards::products(&app, &found.cards, true),
        sorting: Sorting::new(t, if newest { "newest" } else { asked.sort_name() }, asked.hidden(&["sort"])),
        pager: found.pager(&asked, &path),
        delivery: Some(Delivery {
            flat: Money::new(shop.shipping_flat, shop.currency),
            free_from: shop.shipping_free_above.map(|m| Money::new(m, shop.currency)),
        }),
        building,
        page: context.page,
    };
    Ok(waiting(building, render(&page)?))
}
