//! Counting facets on an even sample of what was found.

use std::collections::HashMap;

use super::document::{brand_name, category_path, shown_path};
use super::filter::{Dimension, read};
use super::prices::price_facets;
use super::query::{Facets, Query};
use super::sample::{Sample, Samples, scaled};
use super::schema::LEVEL;
use super::view::{Numbered, Numbers, Segment, View};

/// Entries of the facets of brands, sellers and categories.
const ENTRIES_MAX: usize = 50;

/// Counts by number, of names that are numbered.
fn counts(view: &View, samples: &[&Sample], names: usize, column: fn(&Segment) -> &Numbered) -> Vec<u64> {
    let (mut total, mut values) = (vec![0; names], Vec::new());
    for sample in samples.iter().filter(|sample| !sample.is_empty()) {
        let mut counts = vec![0_u64; names];
        sample.for_each_run(view, |segment, docs| {
            let column = column(segment);
            for place in read(&column.values, docs, &mut values) {
                let number = usize::try_from(*place).ok().and_then(|place| column.numbers.get(place));
                if let Some(count) = number.and_then(|number| counts.get_mut(*number as usize)) {
                    *count += 1;
                }
            }
        });
        for (total, count) in total.iter_mut().zip(counts) {
            *total += scaled(count, sample);
        }
    }
    total
}

/// The most frequent names, then in their own order; those chosen always.
fn most_frequent<T: Clone + Ord + Eq + std::hash::Hash>(
    counts: &[u64],
    names: &Numbers<T>,
    chosen: impl Fn(&T) -> bool,
) -> Vec<(T, u64)> {
    let counted = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    let mut all: Vec<(&T, u64)> = counted.filter_map(|(at, count)| Some((names.value(at)?, *count))).collect();
    let order = |a: &(&T, u64), b: &(&T, u64)| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0));
    // Of thousands of names only those that are shown are put in order.
    let mut rest = Vec::new();
    if all.len() > ENTRIES_MAX {
        all.select_nth_unstable_by(ENTRIES_MAX - 1, order);
        rest.extend(all.drain(ENTRIES_MAX..).filter(|(name, _)| chosen(name)));
    }
    all.extend(rest);
    all.sort_unstable_by(order);
    all.into_iter().map(|(name, count)| (name.clone(), count)).collect()
}

/// The categories one level below the chosen one, or the topmost.
fn next_level(counts: &[u64], names: &Numbers<std::sync::Arc<str>>, chosen: Option<&str>) -> Vec<(String, u64)> {
    let above = chosen.map(category_path).filter(|path| !path.is_empty()).map(|path| format!("{path}{LEVEL}"));
    let above = above.unwrap_or_default();
    let mut levels: HashMap<&str, u64> = HashMap::new();
    for (number, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let Some(path) = names.value(number).filter(|path| path.starts_with(&above)) else { continue };
        let end = path[above.len()..].find(LEVEL).map_or(path.len(), |end| above.len() + end);
        if end > above.len() {
            *levels.entry(&path[..end]).or_default() += count;
        }
    }
    let mut levels: Vec<(String, u64)> = levels.into_iter().map(|(path, count)| (shown_path(path), count)).collect();
    levels.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    levels.truncate(ENTRIES_MAX);
    levels
}

/// All facets of what was found.
pub(super) fn count(view: &View, query: &Query, samples: &Samples) -> Facets {
    let names = view.names();
    let brands = counts(view, &samples.of(Dimension::Brand), names.brands.len(), |segment| &segment.brands);
    let sellers = counts(view, &samples.of(Dimension::Seller), names.sellers.len(), |segment| &segment.sellers);
    let categories = counts(view, &[&samples.passed], names.categories.len(), |segment| &segment.categories);
    let (in_stock, out_of_stock) = stock_counts(view, samples);
    let chosen: Vec<String> = query.brands.iter().map(|brand| brand_name(brand)).collect();
    let brands = most_frequent(&brands, &names.brands, |brand| chosen.iter().any(|name| **name == **brand));
    Facets {
        approximate: samples.approximate(),
        categories: next_level(&categories, &names.categories, query.category.as_deref()),
        brands: brands
            .into_iter()
            .filter(|(name, _)| !name.is_empty())
            .map(|(name, n)| (name.to_string(), n))
            .collect(),
        sellers: most_frequent(&sellers, &names.sellers, |seller| query.sellers.contains(seller)),
        in_stock,
        out_of_stock,
        prices: price_facets(view, samples),
    }
}

/// What can be had, and what cannot.
fn stock_counts(view: &View, samples: &Samples) -> (u64, u64) {
    let (mut total, mut values) = ((0, 0), Vec::new());
    for sample in samples.of(Dimension::Stock) {
        let (mut all, mut there) = (0, 0);
        sample.for_each_run(view, |segment, docs| {
            all += docs.len() as u64;
            there += read(&segment.in_stock, docs, &mut values).iter().sum::<u64>();
        });
        total.0 += scaled(there, sample);
        total.1 += scaled(all - there, sample);
    }
    total
}
