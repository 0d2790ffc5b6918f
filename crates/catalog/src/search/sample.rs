//! An even sample of what was found.

use tantivy::DocId;

use super::document::mixed;
use super::filter::Dimension;
use super::view::{Segment, View};

/// Facets are counted on fewer documents than this. Up to here counts are exact.
pub(super) const SAMPLE_MAX: usize = 1 << 13;

/// All documents seen, or one out of every 2, 4, 8 … of them: as many as fit, evenly spread. Which one of so many is left
/// to chance (always the same chance), since documents may follow a pattern of their own.
pub(super) struct Sample {
    docs: Vec<DocId>,
    /// Which part the documents are of, from which place on.
    parts: Vec<(usize, usize)>,
    seen: u64,
    stride: u64,
    /// How many must be seen before the next one is taken.
    next: u64,
}

impl Default for Sample {
    fn default() -> Self {
        Self { docs: Vec::new(), parts: Vec::new(), seen: 0, stride: 1, next: 0 }
    }
}

impl Sample {
    fn push(&mut self, part: usize, doc: DocId) {
        self.push_all(part, &[doc]);
    }

    pub(super) fn push_all(&mut self, part: usize, mut docs: &[DocId]) {
        if self.parts.last().is_none_or(|(last, _)| *last != part) {
            self.parts.push((part, self.docs.len()));
        }
        if self.stride == 1 && self.docs.len() + docs.len() < SAMPLE_MAX {
            self.docs.extend_from_slice(docs);
            self.seen += docs.len() as u64;
            self.next = self.seen;
            return;
        }
        while let Some((taken, rest)) =
            usize::try_from(self.next - self.seen).ok().and_then(|wait| docs.get(wait..)?.split_first())
        {
            self.docs.push(*taken);
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
        let second = |sample: &Self, pair: usize| usize::from(sample.chance(pair as u64) & 1 == 1);
        for at in 0..self.parts.len() {
            // A part that begins in the middle of a pair begins with the pair only if its own half is taken.
            let (pair, half) = (self.parts[at].1 / 2, self.parts[at].1 % 2);
            self.parts[at].1 = pair + usize::from(half > second(self, pair));
        }
        for pair in 0..SAMPLE_MAX / 2 {
            self.docs[pair] = self.docs[2 * pair + second(self, pair)];
        }
        self.docs.truncate(SAMPLE_MAX / 2);
        self.stride *= 2;
    }

    /// Chance, the same every time but another for every stride.
    fn chance(&self, number: u64) -> u64 {
        mixed(number ^ self.stride << 40)
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.docs.is_empty()
    }

    /// The documents of every part.
    fn runs(&self) -> impl Iterator<Item = (usize, &[DocId])> {
        let ends = self.parts.iter().skip(1).map(|(_, from)| *from).chain([self.docs.len()]);
        self.parts.iter().zip(ends).map(|((part, from), to)| (*part, &self.docs[*from..to]))
    }

    /// Calls `each` with the documents, segment by segment.
    pub(super) fn for_each_run(&self, view: &View, mut each: impl FnMut(&Segment, &[DocId])) {
        for (part, docs) in self.runs().filter(|(_, docs)| !docs.is_empty()) {
            each(&view.parts[part].segment, docs);
        }
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

    /// Whether any count is an estimate.
    pub(super) fn approximate(&self) -> bool {
        self.passed.stride > 1 || self.failed.iter().any(|sample| sample.stride > 1)
    }

    /// The samples that count in a dimension's facet.
    pub(super) fn of(&self, dimension: Dimension) -> [&Sample; 2] {
        [&self.passed, &self.failed[dimension as usize]]
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
            let (mut rest, mut size, mut parts) = (docs.as_slice(), 1, Vec::new());
            while !rest.is_empty() {
                let (piece, after) = rest.split_at(size.min(rest.len()));
                // Every part holds the documents of so many pieces.
                sample.push_all(parts.len() / 3, piece);
                parts.push(piece);
                (rest, size) = (after, size % 5_000 + 7);
            }
            assert_eq!(sample.seen, total as u64);
            for (part, docs) in sample.runs() {
                let of_part = parts[3 * part][0]..=*parts[(3 * part + 2).min(parts.len() - 1)].last().unwrap();
                assert!(docs.iter().all(|doc| of_part.contains(doc)), "{total}: {of_part:?} has {docs:?}");
            }
            if total < SAMPLE_MAX {
                assert_eq!((sample.docs.len(), sample.stride), (total, 1));
                continue;
            }
            assert!((SAMPLE_MAX / 2..SAMPLE_MAX).contains(&sample.docs.len()), "{}", sample.docs.len());
            assert!(sample.docs.is_sorted());
            for pattern in [2, 3, 4, 16] {
                let count = sample.docs.iter().filter(|doc| *doc % pattern == 0).count() as u64;
                let expected = total as u64 / u64::from(pattern);
                assert!(scaled(count, &sample).abs_diff(expected) * 10 < expected, "{total} {pattern}: {count}");
            }
        }
    }
}
