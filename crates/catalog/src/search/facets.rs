//! Counting facets on an even sample of what was found.

use std::collections::HashMap;

use tantivy::DocId;

use super::document::{brand_name, category_path, shown_path};
use super::filter::{Dimension, read};
use super::prices::price_facets;
use super::query::{Facets, Query};
use super::schema::LEVEL;
use super::view::{Numbered, Numbers, Segment, View};

/// Facets are counted on fewer documents than this. Up to here counts are exact.
pub(super) const SAMPLE_MAX: usize = 1 << 14;

/// Entries of the facets of brands, sellers and categories.
const ENTRIES_MAX: usize = 50;

/// All documents seen, or one out of every 2, 4, 8 … of them: as many as fit, evenly spread. Which one of so many is left
/// to chance (always the same chance), since documents may follow a pattern of their own.
pub(super) struct Sample {
    /// Part and document.
    docs: Vec<(u32, DocId)>,
    seen: u64,
    stride: u64,
    /// How many must be seen before the next one is taken.
    next: u64,
}

impl Default for Sample {
    fn default() -> Self {
        Self { docs: Vec::new(), seen: 0, stride: 1, next: 0 }
    }
}

impl Sample {
    fn push(&mut self, part: usize, doc: DocId) {
        self.push_all(part, &[doc]);
    }

    pub(super) fn push_all(&mut self, part: usize, mut docs: &[DocId]) {
        let part = u32::try_from(part).unwrap_or(u32::MAX);
        if self.stride == 1 && self.docs.len() + docs.len() < SAMPLE_MAX {
            self.docs.extend(docs.iter().map(|doc| (part, *doc)));
            self.seen += docs.len() as u64;
            self.next = self.seen;
            return;
        }
        while let Some((taken, rest)) =
            usize::try_from(self.next - self.seen).ok().and_then(|wait| docs.get(wait..)?.split_first())
        {
            self.docs.push((part, *taken));
            self.seen = self.next + 1;
            docs = rest;
            if self.docs.len() == SAMPLE_MAX {
                self.thin();
            }
            let group = self.docs.len() as u64;
            self.next = group * self.stride + (self.chance(group) & (self.stride - 1));
        }
        self.seen += docs.len() as u64;
    }

    /// Leaves one out of every two.
    fn thin(&mut self) {
        for pair in 0..SAMPLE_MAX / 2 {
            self.docs[pair] = self.docs[2 * pair + usize::from(self.chance(pair as u64) & 1 == 1)];
        }
        self.docs.truncate(SAMPLE_MAX / 2);
        self.stride *= 2;
    }

    /// Chance, the same every time but another for every stride (splitmix64).
    fn chance(&self, number: u64) -> u64 {
        let seed = (number ^ self.stride << 40).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (seed ^ seed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// How many documents one of the sample stands for.
    fn scale(&self) -> f64 {
        #[allow(clippy::cast_precision_loss)] // counts of documents
        if self.docs.is_empty() { 1.0 } else { self.seen as f64 / self.docs.len() as f64 }
    }
}

/// What passed every filter, and what failed a single one.
#[derive(Default)]
pub(super) struct Samples {
    pub passed: Sample,
    pub failed: [Sample; 4],
}

impl Samples {
    pub(super) fn push(&mut self, part: usize, doc: DocId, failures: u8) {
        if failures == 0 {
            self.passed.push(part, doc);
        } else if failures.is_power_of_two()
            && let Some(sample) = self.failed.get_mut(failures.trailing_zeros() as usize)
        {
            sample.push(part, doc);
        }
    }

    fn approximate(&self) -> bool {
        self.passed.stride > 1 || self.failed.iter().any(|sample| sample.stride > 1)
    }

    /// The samples that count in a dimension's facet.
    pub(super) fn of(&self, dimension: Dimension) -> [&Sample; 2] {
        [&self.passed, &self.failed[dimension as usize]]
    }
}

/// Calls `each` with the documents of a sample, segment by segment.
pub(super) fn for_each_run(view: &View, sample: &Sample, mut each: impl FnMut(&Segment, &[DocId])) {
    let mut docs = Vec::new();
    for run in sample.docs.chunk_by(|a, b| a.0 == b.0) {
        docs.clear();
        docs.extend(run.iter().map(|(_, doc)| *doc));
        each(&view.parts[run[0].0 as usize].segment, &docs);
    }
}

/// A count of a sample, for all that was found.
pub(super) fn scaled(count: u64, sample: &Sample) -> u64 {
    if sample.stride == 1 {
        return count;
    }
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // an estimate
    let estimate = (count as f64 * sample.scale()).round() as u64;
    estimate
}

/// Counts by number, of names that are numbered.
fn counts(view: &View, samples: &[&Sample], names: usize, column: fn(&Segment) -> &Numbered) -> Vec<u64> {
    let (mut total, mut values) = (vec![0; names], Vec::new());
    for sample in samples.iter().filter(|sample| !sample.docs.is_empty()) {
        let mut counts = vec![0_u64; names];
        for_each_run(view, sample, |segment, docs| {
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
    all.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let kept = all.iter().enumerate().filter(|(at, (name, _))| *at < ENTRIES_MAX || chosen(name));
    kept.map(|(_, (name, count))| ((*name).clone(), *count)).collect()
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
        for_each_run(view, sample, |segment, docs| {
            all += docs.len() as u64;
            there += read(&segment.in_stock, docs, &mut values).iter().sum::<u64>();
        });
        total.0 += scaled(there, sample);
        total.1 += scaled(all - there, sample);
    }
    total
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_exact_while_it_can_be_and_even_after() {
        for total in [0, 1, SAMPLE_MAX - 1, SAMPLE_MAX, 3 * SAMPLE_MAX + 5, 100 * SAMPLE_MAX] {
            let mut sample = Sample::default();
            let docs: Vec<DocId> = (0..DocId::try_from(total).unwrap()).collect();
            // In pieces of all sizes, as windows come.
            let (mut rest, mut size) = (docs.as_slice(), 1);
            while !rest.is_empty() {
                let (piece, after) = rest.split_at(size.min(rest.len()));
                sample.push_all(0, piece);
                (rest, size) = (after, size % 5_000 + 7);
            }
            assert_eq!(sample.seen, total as u64);
            if total < SAMPLE_MAX {
                assert_eq!((sample.docs.len(), sample.stride), (total, 1));
                continue;
            }
            assert!((SAMPLE_MAX / 2..SAMPLE_MAX).contains(&sample.docs.len()), "{}", sample.docs.len());
            assert!(sample.docs.is_sorted());
            for pattern in [2, 3, 4, 16] {
                let count = sample.docs.iter().filter(|(_, doc)| doc % pattern == 0).count() as u64;
                let expected = total as u64 / u64::from(pattern);
                assert!(scaled(count, &sample).abs_diff(expected) * 10 < expected, "{total} {pattern}: {count}");
            }
        }
    }
}
