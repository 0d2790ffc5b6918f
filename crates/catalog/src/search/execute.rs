//! A search, from the query to the hits.

use std::ops::ControlFlow;

use types::{ProductId, SellerId};
use uuid::Uuid;

use super::error::Result;
use super::facets;
use super::filter::{Filters, active};
use super::matching::for_each_window;
use super::plan::{Plan, Word};
use super::query::{Cursor, Facets, Hits, LIMIT_MAX, Place, Query};
use super::sample::Samples;
use super::top::Top;
use super::view::View;

/// What one pass over the matches yields.
struct Outcome {
    top: Top,
    samples: Samples,
    /// What has every word, whether or not it passes the filters.
    matched: u64,
    /// What passes the filters too.
    total: u64,
}

/// The best that have every word of a plan; no second try.
pub(super) fn best(view: &View, query: &Query, plan: &Plan) -> Result<Vec<(SellerId, ProductId)>> {
    let outcome = pass(view, query, plan, Top::new(query.sort, query.limit.clamp(1, LIMIT_MAX), None))?;
    Ok(outcome.top.finish().0.iter().map(ids).collect())
}

fn ids(place: &Place) -> (SellerId, ProductId) {
    (place.seller, ProductId(Uuid::from_u128(place.product)))
}

/// Answers a query from a view.
pub(super) fn search(view: &View, query: &Query) -> Result<Hits> {
    let fingerprint = query.fingerprint();
    let after = query.after.as_ref().map(|cursor| cursor.place(fingerprint)).transpose()?;
    let top = || Top::new(query.sort, query.limit.clamp(1, LIMIT_MAX), after);
    let mut plan = Plan::new(view, query)?;
    let typed = query.text.as_deref().is_some_and(|text| !text.trim().is_empty());
    if typed && plan.words.is_empty() {
        return Ok(nothing(query)); // signs only
    }
    if query.as_typed {
        let outcome = pass(view, query, &plan, top())?;
        return Ok(hits(view, query, outcome, None, Vec::new()));
    }
    if plan.words.iter().any(|word| word.frequency == 0) {
        plan.correct_unknown(view, query.language)?;
    }
    let mut dropped = Vec::new();
    if plan.words.iter().any(|word| word.frequency > 0) {
        let (kept, unknown): (Vec<Word>, Vec<Word>) = plan.words.into_iter().partition(|word| word.frequency > 0);
        plan.words = kept;
        dropped.extend(unknown.into_iter().map(|word| word.typed));
    }
    let mut outcome = pass(view, query, &plan, top())?;
    if outcome.matched == 0 && plan.words.len() > 1 && plan.correct_known(view, query.language)? {
        outcome = pass(view, query, &plan, top())?;
    }
    while outcome.matched == 0 && plan.words.len() > 1 {
        // A unit or a single letter says less than the rarest of the longer words.
        let least = |(_, word): &(usize, &Word)| (word.typed.chars().count() > 2, word.frequency);
        let least = plan.words.iter().enumerate().min_by_key(least).map_or(0, |(at, _)| at);
        dropped.push(plan.words.remove(least).typed);
        outcome = pass(view, query, &plan, top())?;
    }
    if outcome.matched == 0 && typed {
        return Ok(nothing(query)); // leaving words out did not help, so nothing is said of it
    }
    Ok(hits(view, query, outcome, plan.corrected(), dropped))
}

fn hits(view: &View, query: &Query, outcome: Outcome, corrected: Option<String>, dropped: Vec<String>) -> Hits {
    let (places, more) = outcome.top.finish();
    Hits {
        ids: places.iter().map(ids).collect(),
        total: outcome.total,
        facets: query.facets.then(|| facets::count(view, query, &outcome.samples)),
        next: if more { places.last().map(|last| Cursor::new(query.fingerprint(), last)) } else { None },
        corrected,
        dropped,
    }
}

fn nothing(query: &Query) -> Hits {
    Hits { facets: query.facets.then(Facets::default), ..Hits::default() }
}

fn pass(view: &View, query: &Query, plan: &Plan, mut top: Top) -> Result<Outcome> {
    let mut filters = Vec::new();
    if !active(query).is_empty() {
        for part in &view.parts {
            filters.push(Filters::new(query, &part.segment)?);
        }
    }
    let (mut samples, mut matched, mut total) = (Samples::default(), 0, 0);
    let (mut scratch, mut failures) = (Vec::new(), Vec::new());
    for_each_window(view, plan, |part, matches| {
        let segment = &view.parts[part].segment;
        matched += matches.docs().len() as u64;
        if let Some(filters) = filters.get(part) {
            filters.failures(segment, matches.docs(), &mut scratch, &mut failures);
            if query.facets {
                for (doc, failures) in matches.docs().iter().zip(&failures) {
                    samples.push(part, *doc, *failures);
                }
            }
            matches.retain(|index, _| failures[index] == 0);
        } else if query.facets {
            samples.passed.push_all(part, matches.docs());
        }
        total += matches.docs().len() as u64;
        top.consider(segment, matches.docs(), matches.worth());
        ControlFlow::Continue(())
    })?;
    Ok(Outcome { top, samples, matched, total })
}
