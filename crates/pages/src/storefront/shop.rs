//! A seller's webshop.

use axum::{extract::State, response::Response};
use catalog::{search, shelf};
use types::Money;
use web_kit::{App, Cursor, Path, Problem, Query};

use super::{
    cards,
    search::{Asked, PAGE, category_tree},
};
use crate::{
    context::Context,
    links, render,
    view::{
        Pager, Picture,
        storefront::{Delivery, FacetLink, ShopHeader, ShopPage, Sorting, country_name},
    },
};

/// `GET /s/{slug}`
pub async fn shop(
    State(app): State<App>,
    Path(slug): Path<String>,
    context: Context,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let q = app.pools.public().read().await?;
    let language = context.language;
    let window = shelf::shop(&q, &slug).await?.ok_or_else(Problem::not_found)?;
    let shop = &window.shop;
    let path = links::shop(&slug);
    let query = search::Query {
        text: Some(asked.q.clone()).filter(|text| !text.trim().is_empty()),
        shop: Some(shop.seller),
        category: Some(asked.category.clone()).filter(|c| !c.is_empty()),
        sort: if asked.sort.is_empty() && asked.q.is_empty() { search::Sort::Newest } else { asked.sorted() },
        limit: PAGE,
        after: asked.after()?,
        ..search::Query::new(language)
    };
    let hits = app.search.find(&query)?;
    let found = shelf::cards(&q, &hits.ids, language).await?;
    let t = context.t();
    let facets = hits.facets.unwrap_or_default();
    let mut categories = vec![FacetLink {
        label: t.get("search-all").into(),
        href: asked.href(&path, |n, _| n == "category", &[]),
        count: window.products.unsigned_abs(),
        depth: 0,
        selected: asked.category.is_empty(),
    }];
    categories.extend(category_tree(&path, &asked, &facets.categories));
    let next = hits.next.as_ref().map(|n| Cursor::new(n.as_bytes().to_vec()).to_string());
    let samples: Vec<Picture> =
        window.images.iter().map(|image| cards::picture(&app, Some(image), &shop.name, None).decorative()).collect();
    let page = ShopPage {
        shop: ShopHeader {
            name: shop.name.clone(),
            href: path.clone(),
            about: Some(shop.about.clone()).filter(|a| !a.is_empty()),
            country: country_name(language, &shop.country),
            product_count: window.products.unsigned_abs(),
            samples,
        },
        query: asked.q.clone(),
        categories,
        count: hits.total,
        results: cards::products(&app, &found, true),
        sorting: Sorting::new(
            t,
            if asked.sort.is_empty() && asked.q.is_empty() { "newest" } else { asked.sort_name() },
            asked.hidden(&["sort"]),
        ),
        pager: Pager {
            first: (!asked.cursor.is_empty()).then(|| asked.href(&path, |_, _| false, &[])),
            next: next.map(|cursor| asked.href(&path, |_, _| false, &[("cursor", &cursor)])),
        },
        delivery: Some(Delivery {
            flat: Money::new(shop.shipping_flat, shop.currency),
            free_from: shop.shipping_free_above.map(|m| Money::new(m, shop.currency)),
        }),
        page: context.page,
    };
    render(&page)
}
