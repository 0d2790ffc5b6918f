//! The best results of a page, in a stable order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::DocId;

use super::document::TIE_BITS;
use super::filter::read;
use super::query::{Place, Sort};
use super::view::Segment;

/// What a step of a word's worth counts in the relevance: a little less than what stock and boost can add.
const WORTH_STEP: u64 = 16;

/// What the words are worth, then stock and boost, then what decides among equals.
fn relevance(worth: u16, quality: u64) -> u64 {
    ((u64::from(worth) * WORTH_STEP) << TIE_BITS) + quality
}

/// The best places after the cursor, one more than the page holds, to know whether there is a next one.
pub(super) struct Top {
    sort: Sort,
    keep: usize,
    after: Option<Place>,
    best: BinaryHeap<Reverse<Place>>,
    candidates: Vec<(u64, DocId)>,
    values: Vec<u64>,
    docs: Vec<DocId>,
    reaching: Vec<u16>,
}

impl Top {
    pub(super) fn new(sort: Sort, limit: usize, after: Option<Place>) -> Self {
        let keep = limit + 1;
        Self {
            sort,
            keep,
            after,
            best: BinaryHeap::new(),
            candidates: Vec::new(),
            values: Vec::new(),
            docs: Vec::new(),
            reaching: Vec::new(),
        }
    }

    /// The value below which nothing is among the best any more.
    fn floor(&self) -> u64 {
        if self.best.len() < self.keep { 0 } else { self.best.peek().map_or(0, |worst| worst.0.value) }
    }

    /// Considers the results of a window.
    pub(super) fn consider(&mut self, segment: &Segment, docs: &[DocId], worth: &[u16]) {
        let (floor, ceiling) = (self.floor(), self.after.map_or(u64::MAX, |after| after.value));
        self.candidates.clear();
        let within = |value: u64| floor <= value && value <= ceiling;
        match self.sort {
            Sort::Relevance => {
                // Stock and boost are read only where they can make a difference.
                self.reaching.clear();
                self.docs.clear();
                for (docs, worth) in docs.chunks(32).zip(worth.chunks(32)) {
                    let most = worth.iter().fold(0, |most, worth| most.max(*worth));
                    if relevance(most, segment.quality_at_most_among(docs)) < floor {
                        continue;
                    }
                    for (&doc, &worth) in docs.iter().zip(worth) {
                        if relevance(worth, segment.quality_at_most(doc)) >= floor {
                            self.docs.push(doc);
                            self.reaching.push(worth);
                        }
                    }
                }
                let qualities = read(&segment.quality, &self.docs, &mut self.values);
                for ((doc, worth), quality) in self.docs.iter().zip(&self.reaching).zip(qualities) {
                    let value = relevance(*worth, *quality);
                    if within(value) {
                        self.candidates.push((value, *doc));
                    }
                }
            }
            Sort::PriceAsc | Sort::PriceDesc | Sort::Newest => {
                let column = if self.sort == Sort::Newest { &segment.published } else { &segment.price_min };
                let flip = if self.sort == Sort::PriceAsc { u64::MAX } else { 0 };
                for (value, doc) in read(column, docs, &mut self.values).iter().zip(docs) {
                    let value = value ^ flip;
                    if within(value) {
                        self.candidates.push((value, *doc));
                    }
                }
            }
        }
        self.cut_candidates();
        self.enter_candidates(segment);
    }

    /// Leaves out what the window's own best put out of reach: cheaper than entering one after the other where values
    /// rise with the documents. What equals the last of the best stays, ids decide.
    fn cut_candidates(&mut self) {
        if self.candidates.len() <= 2 * self.keep {
            return;
        }
        self.values.clear();
        // Only what surely comes after the cursor may push others out.
        let after = self.after;
        let surely = self.candidates.iter().map(|(value, _)| *value);
        self.values.extend(surely.filter(|value| after.is_none_or(|after| *value < after.value)));
        if self.values.len() > self.keep {
            let (_, &mut last, _) = self.values.select_nth_unstable_by(self.keep - 1, |a, b| b.cmp(a));
            self.candidates.retain(|(value, _)| *value >= last);
        }
    }

    fn enter_candidates(&mut self, segment: &Segment) {
        for &(value, doc) in &self.candidates {
            let full = self.best.len() >= self.keep;
            let worst = self.best.peek().map(|worst| worst.0);
            if full && worst.is_some_and(|worst| value < worst.value) {
                continue;
            }
            // Most ties are lost by the time in an id, before its other half and the seller are looked up.
            let lost =
                |worst: Place| value == worst.value && u128::from(segment.product_high(doc)) > worst.product >> 64;
            if full && worst.is_some_and(lost) {
                continue;
            }
            let product = segment.product_of(doc);
            if full && worst.is_some_and(|worst| value == worst.value && product > worst.product) {
                continue;
            }
            let place = Place { value, product, seller: segment.seller_of(doc) };
            if self.after.is_some_and(|after| place >= after) {
                continue;
            }
            if !full {
                self.best.push(Reverse(place));
            } else if worst.is_some_and(|worst| place > worst) {
                self.best.pop();
                self.best.push(Reverse(place));
            }
        }
    }

    /// The places in order, and whether there are more.
    pub(super) fn finish(self) -> (Vec<Place>, bool) {
        let (keep, mut places) = (self.keep, self.best.into_iter().map(|place| place.0).collect::<Vec<_>>());
        places.sort_unstable_by(|a, b| b.cmp(a));
        let more = places.len() == keep;
        places.truncate(keep - 1);
        (places, more)
    }
}
