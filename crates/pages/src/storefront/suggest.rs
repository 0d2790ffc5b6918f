//! What search suggests while one types.

use axum::{Json, extract::State};
use catalog::{search::Suggestion as Found, shelf};
use serde::Deserialize;
use web_kit::{App, PreferredLanguage, Problem, Query, format_money};

use crate::{
    links,
    view::storefront::{Suggestion, SuggestionKind, Suggestions},
};

/// Suggestions of one answer.
const SUGGESTIONS: usize = 8;

/// What was typed so far.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

/// `GET /search/suggest`
pub async fn suggest(
    State(app): State<App>,
    language: PreferredLanguage,
    Query(typed): Query<Typed>,
) -> Result<Json<Suggestions>, Problem> {
    let language = language.language;
    let found = app.search.suggest(&typed.q, language, SUGGESTIONS)?;
    let ids: Vec<_> = found
        .iter()
        .filter_map(|s| if let Found::Product(seller, product) = s { Some((*seller, *product)) } else { None })
        .collect();
    let cards = if ids.is_empty() {
        Vec::new()
    } else {
        shelf::cards(&app.pools.public().read().await?, &ids, language).await?
    };
    let suggestions = found
        .into_iter()
        .filter_map(|s| {
            Some(match s {
                Found::Term(text) => Suggestion {
                    href: links::with_query("/search", [("q", text.as_str())]),
                    text,
                    kind: SuggestionKind::Query,
                    detail: String::new(),
                },
                Found::Brand(brand) => Suggestion {
                    href: links::with_query("/search", [("brand", brand.as_str())]),
                    text: brand,
                    kind: SuggestionKind::Query,
                    detail: String::new(),
                },
                Found::Category(path) => Suggestion {
                    href: links::category(&path),
                    text: path,
                    kind: SuggestionKind::Category,
                    detail: String::new(),
                },
                Found::Product(seller, product) => {
                    let card = cards.iter().find(|c| (c.seller, c.product) == (seller, product))?;
                    Suggestion {
                        text: card.title.clone(),
                        href: links::product(card.seller_slug.as_str(), &card.handle),
                        kind: SuggestionKind::Product,
                        detail: format_money(card.price(), language),
                    }
                }
            })
        })
        .collect();
    Ok(Json(Suggestions { suggestions }))
}
