//! What may complete what is being typed.

use std::cmp::Reverse;
use std::ops::ControlFlow;

use types::{Language, ProductId, SellerId};

use super::candidates::{Candidate, Candidates, Marks};
use super::document::{SUGGEST_BRAND, SUGGEST_CATEGORY, folded_words, shown_path, suggest_kind};
use super::error::Result;
use super::execute;
use super::matching::for_each_window;
use super::plan::{Ending, Plan, typed_words};
use super::query::{Query, Suggestion};
use super::schema::SHOWN;
use super::view::View;
use super::words::{fold, fold_umlauts, words};

/// The most suggestions.
const LIMIT_MAX: usize = 20;

/// Longer beginnings are not completed.
const TEXT_MAX: usize = 100;

/// Completed words that are looked at: alone, and together with the words before them.
const ALONE_MAX: usize = 40;
const TOGETHER_MAX: usize = 300;

/// Terms first, then categories, brands and products: of each kind as many as fit, and room is left for the others.
pub(super) fn suggest(view: &View, typed: &str, language: Language, limit: usize) -> Result<Vec<Suggestion>> {
    let limit = limit.min(LIMIT_MAX);
    let typed: String = typed.chars().take(TEXT_MAX).collect();
    if limit == 0 || words(&typed).is_empty() {
        return Ok(Vec::new());
    }
    let share = limit.div_ceil(4);
    let categories = completed(view, SUGGEST_CATEGORY, &typed, share)?;
    let brands = completed(view, SUGGEST_BRAND, &typed, share)?;
    let terms = terms(view, &typed, language, limit)?;
    let products = products(view, &typed, terms.first().map(String::as_str), language, share)?;
    let others = categories.len() + brands.len() + products.len();
    let room = limit.saturating_sub(others);
    let mut suggestions: Vec<Suggestion> = terms.into_iter().take(room).map(Suggestion::Term).collect();
    suggestions.extend(categories.iter().map(|path| Suggestion::Category(shown_path(path))));
    suggestions.extend(brands.into_iter().map(Suggestion::Brand));
    suggestions.extend(products.into_iter().map(|(seller, product)| Suggestion::Product(seller, product)));
    suggestions.truncate(limit);
    Ok(suggestions)
}

/// The shown forms of brands or categories that begin as typed and have a product.
fn completed(view: &View, kind: char, typed: &str, limit: usize) -> Result<Vec<String>> {
    let before = format!("{kind}{}", folded_words(typed));
    let mut found: Vec<String> = Vec::new();
    for candidate in Candidates::beginning(view, &before, |segment| &segment.suggest)?.best(4 * limit) {
        if found.len() == limit {
            break;
        }
        if let Some((_, shown)) = candidate.term.split_once(SHOWN)
            && candidate.is_alive(view, |segment| &segment.suggest)?
        {
            found.push(shown.to_owned());
        }
    }
    Ok(found)
}

/// The best products that have every word of the likeliest completion, or else any.
fn products(
    view: &View,
    typed: &str,
    completed: Option<&str>,
    language: Language,
    limit: usize,
) -> Result<Vec<(SellerId, ProductId)>> {
    let (text, ending) = completed.map_or((typed, Ending::Unfinished), |text| (text, Ending::Whole));
    let plan = Plan { words: typed_words(view, language, text, ending)?, required: Vec::new() };
    if plan.words.is_empty() || plan.words.iter().any(|word| word.frequency == 0) {
        return Ok(Vec::new());
    }
    execute::best(view, &Query { limit, facets: false, ..Query::new(language) }, &plan)
}

/// What was typed with its last word completed, most products first, where products have all of it.
fn terms(view: &View, typed: &str, language: Language, limit: usize) -> Result<Vec<String>> {
    let cut = typed.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8());
    let (before, last) = typed.split_at(cut);
    let [last] = words(last).try_into().unwrap_or_else(|_| [String::new()]);
    if last.is_empty() {
        return Ok(Vec::new());
    }
    let folded = fold_umlauts(&last).unwrap_or_else(|| fold(&last));
    let beginning = format!("{}{folded}", suggest_kind(language));
    let candidates = Candidates::beginning(view, &beginning, |segment| &segment.suggest)?;
    let plan = Plan { words: typed_words(view, language, before, Ending::Whole)?, required: Vec::new() };
    let found = if plan.words.is_empty() {
        let alive = |candidate: &Candidate| candidate.is_alive(view, |segment| &segment.suggest);
        let mut found = candidates.best(ALONE_MAX);
        // A form that is written in two ways stands twice.
        found.dedup_by(|a, b| shown(a) == shown(b));
        let mut kept = Vec::new();
        for candidate in found {
            if kept.len() < limit && alive(&candidate)? {
                kept.push(candidate);
            }
        }
        kept
    } else {
        most_among(view, candidates, &plan)?
    };
    let mut texts: Vec<String> = Vec::new();
    for text in found.iter().filter_map(shown).map(|shown| format!("{}{shown}", before.trim_start())) {
        if texts.len() < limit && !texts.contains(&text) {
            texts.push(text);
        }
    }
    Ok(texts)
}

/// The form of a candidate that is shown.
fn shown(candidate: &Candidate) -> Option<&str> {
    candidate.term.split_once(SHOWN).map(|(_, shown)| shown)
}

/// The candidates that most products have together with the words of a plan.
fn most_among(view: &View, candidates: Candidates, plan: &Plan) -> Result<Vec<Candidate>> {
    let mut among = Marks::new(view);
    for_each_window(view, plan, |part, matches| {
        among.add(part, matches.docs());
        ControlFlow::Continue(())
    })?;
    let mut counted = Vec::new();
    for candidate in candidates.best(TOGETHER_MAX) {
        let count = candidate.count_among(view, |segment| &segment.suggest, &among)?;
        if count > 0 {
            counted.push((count, candidate));
        }
    }
    counted.sort_by_key(|(count, _)| Reverse(*count));
    Ok(counted.into_iter().map(|(_, candidate)| candidate).collect())
}
