//! The marketplace's home; on a shop's own host, the shop.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use catalog::{search, shelf};
use web_kit::{App, Problem, ShopHost};

use super::cards;
use crate::{
    context::Context,
    links, render,
    view::{
        Glyph, Link, Picture,
        storefront::{CategoryTile, HomePage, ProductCard},
    },
};

/// Products under the arches.
const SHOWCASE: usize = 3;
/// Newest products.
const ARRIVALS: usize = 10;
/// Shops.
const SHOPS: usize = 6;
/// Category tiles.
const TILES: usize = 8;

/// `GET /`
pub async fn home(State(app): State<App>, ShopHost(host): ShopHost, context: Context) -> Result<Response, Problem> {
    if let Some(slug) = host {
        return Ok(Redirect::to(&links::shop(slug.as_str())).into_response());
    }
    let q = app.pools.public().read().await?;
    let language = context.language;
    let top = app.search.top();
    let ids: Vec<_> = top.iter().take(TILES).filter_map(|t| t.first).collect();
    let (newest, shops, of_tiles) = futures_util::try_join!(
        shelf::newest(&q, None, language, ARRIVALS),
        shelf::shops(&q, None, SHOPS),
        shelf::cards(&q, &ids, language),
    )?;
    let arrivals = cards::products(&app, &newest, false);
    let tile_cards = cards::products(&app, &of_tiles, false);
    let picture_of = |id: Option<(types::SellerId, types::ProductId)>| {
        let at = of_tiles.iter().position(|c| Some((c.seller, c.product)) == id)?;
        Some(tile_cards[at].picture.clone())
    };
    let categories: Vec<_> = top
        .iter()
        .take(TILES)
        .map(|top| CategoryTile {
            label: top.path.clone(),
            href: links::category(&top.path),
            picture: picture_of(top.first)
                .unwrap_or_else(|| Picture::new(None, &top.path).glyph(Glyph::of_category(&top.path)).decorative()),
            count: top.count,
        })
        .collect();
    let mut shops: Vec<_> = shops.iter().map(|window| cards::shop(&app, window)).collect();
    shops.sort_by_key(|s| std::cmp::Reverse(s.samples.len()));
    let page = HomePage {
        product_count: app.search.products(),
        shop_count: app.search.shops().max(shops.len() as u64),
        showcase: showcase(&tile_cards, &arrivals),
        popular: popular(&app, language),
        categories,
        arrivals,
        shops,
        page: context.page,
    };
    render(&page)
}

/// Products with a picture: of different categories first.
fn showcase(tiles: &[ProductCard], arrivals: &[ProductCard]) -> Vec<ProductCard> {
    let pictured = tiles.iter().chain(arrivals).filter(|card| card.picture.src.is_some());
    pictured.take(SHOWCASE).cloned().collect()
}

/// Brands with the most products, as searches.
fn popular(app: &App, language: types::Language) -> Vec<Link> {
    let query = search::Query { limit: 1, ..search::Query::new(language) };
    let brands = app.search.find(&query).ok().and_then(|hits| hits.facets).map(|f| f.brands).unwrap_or_default();
    brands
        .iter()
        .take(4)
        .map(|(brand, _)| Link::new(brand.as_str(), links::with_query("/search", [("brand", brand.as_str())])))
        .collect()
}
