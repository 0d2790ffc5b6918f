//! What search suggests while one types.

use axum::{Json, extract::State};
use catalog::{
    search::{Query as Search, Suggestion as Found},
    shelf::{self, Card},
};
use serde::Deserialize;
use types::{Language, SellerId};
use web_kit::{App, PreferredLanguage, Problem, Query, ShopHost, format_money};

use super::cart::only_seller;
use crate::{
    links,
    view::storefront::{Suggestion, SuggestionKind, Suggestions},
};

/// Suggestions of one answer.
const SUGGESTIONS: usize = 8;
/// Of them, shops.
const SHOPS: usize = 2;

/// What was typed so far.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

/// `GET /search/suggest`; on a shop's own host, of that shop alone.
pub async fn suggest(
    State(app): State<App>,
    host: ShopHost,
    language: PreferredLanguage,
    Query(typed): Query<Typed>,
) -> Result<Json<Suggestions>, Problem> {
    let language = language.language;
    let suggestions = match only_seller(&app, &host).await? {
        Some(seller) => of_shop(&app, seller, &typed.q, language).await?,
        None => of_all(&app, &typed.q, language).await?,
    };
    Ok(Json(Suggestions { suggestions }))
}

fn product(card: &Card, language: Language) -> Suggestion {
    Suggestion {
        text: card.title.clone(),
        href: links::product(card.seller_slug.as_str(), &card.handle),
        kind: SuggestionKind::Product,
        detail: format_money(card.price(), language),
    }
}

fn words(text: String, name: &str, kind: SuggestionKind) -> Suggestion {
    Suggestion { href: links::with_query("/search", [(name, text.as_str())]), text, kind, detail: String::new() }
}

/// The shop's products that have what was typed.
async fn of_shop(app: &App, seller: SellerId, typed: &str, language: Language) -> Result<Vec<Suggestion>, Problem> {
    if typed.trim().is_empty() {
        return Ok(Vec::new());
    }
    let query = Search { shop: Some(seller), limit: SUGGESTIONS, facets: false, ..Search::text(language, typed) };
    let found = app.search.find(&query)?;
    let cards = shelf::cards(&app.pools.public().read().await?, &found.ids, language).await?;
    Ok(cards.iter().map(|card| product(card, language)).collect())
}

/// Shops, words, brands, categories and products of the marketplace.
async fn of_all(app: &App, typed: &str, language: Language) -> Result<Vec<Suggestion>, Problem> {
    let found = app.search.suggest(typed, language, SUGGESTIONS)?;
    let ids: Vec<_> = found
        .iter()
        .filter_map(|s| if let Found::Product(seller, product) = s { Some((*seller, *product)) } else { None })
        .collect();
    let q = app.pools.public().read().await?;
    let (shops, cards) =
        futures_util::try_join!(shelf::named_like(&q, typed, SHOPS), shelf::cards(&q, &ids, language))?;
    let shops = shops.into_iter().map(|shop| Suggestion {
        href: links::shop(shop.slug.as_str()),
        text: shop.name,
        kind: SuggestionKind::Shop,
        detail: String::new(),
    });
    let others = found.into_iter().filter_map(|suggestion| match suggestion {
        Found::Term(text) => Some(words(text, "q", SuggestionKind::Query)),
        Found::Brand(brand) => Some(words(brand, "brand", SuggestionKind::Query)),
        Found::Category(path) => Some(words(path, "category", SuggestionKind::Category)),
        Found::Product(seller, id) => {
            cards.iter().find(|c| (c.seller, c.product) == (seller, id)).map(|card| product(card, language))
        }
    });
    Ok(shops.chain(others).take(SUGGESTIONS).collect())
}
