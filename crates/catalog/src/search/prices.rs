//! The price facet: ranges of round amounts, by currency.

use tantivy::u64_to_i64;
use types::Currency;

use super::document::currency_number;
use super::filter::{Dimension, read};
use super::query::{PriceCount, PriceFacet};
use super::sample::{Sample, Samples, scaled};
use super::view::View;

/// Ranges of one currency.
const RANGES_MAX: usize = 5;

/// Prices that decide where the ranges part: they are rounded anyway.
const BOUNDS_SAMPLE: usize = 1_000;

/// A product's lowest and highest price.
type Span = (i64, i64);

/// The prices of each sample, of one currency.
struct Prices<'a> {
    currency: u64,
    by_sample: [(&'a Sample, Vec<Span>); 2],
}

impl Prices<'_> {
    /// How many products satisfy something.
    fn count(&self, satisfies: impl Fn(&Span) -> bool) -> u64 {
        let count = |spans: &[Span]| spans.iter().filter(|span| satisfies(span)).count() as u64;
        self.by_sample.iter().map(|(sample, spans)| scaled(count(spans), sample)).sum()
    }

    fn facet(&self) -> Option<PriceFacet> {
        let currency = Currency::ALL.into_iter().find(|currency| currency_number(*currency) == self.currency)?;
        let spans = || self.by_sample.iter().flat_map(|(_, spans)| spans);
        let (min, max) = (spans().map(|span| span.0).min()?, spans().map(|span| span.1).max()?);
        let every = (spans().count() / BOUNDS_SAMPLE).max(1);
        let mut lowest: Vec<i64> = spans().step_by(every).map(|span| span.0).collect();
        lowest.sort_unstable();
        let mut bounds: Vec<i64> =
            (1..RANGES_MAX).map(|part| round_amount(lowest[lowest.len() * part / RANGES_MAX])).collect();
        bounds.retain(|bound| min < *bound && *bound <= max);
        bounds.dedup();
        let mut ranges = Vec::new();
        for at in (0..=bounds.len()).filter(|_| !bounds.is_empty()) {
            let from = at.checked_sub(1).map(|before| bounds[before]);
            let to = bounds.get(at).map(|bound| bound - 1);
            let count = self.count(|span| from.is_none_or(|from| from <= span.1) && to.is_none_or(|to| span.0 <= to));
            if count > 0 {
                ranges.push(PriceCount { min: from, max: to, count });
            }
        }
        let count = self.count(|_| true);
        Some(PriceFacet { currency, count, min, max, ranges })
    }
}

/// The nearest amount that looks like a limit someone would choose: 1, 1.5, 2, 3, 5 or 7.5 with zeros.
fn round_amount(amount: i64) -> i64 {
    let magnitude = 10_i64.saturating_pow(amount.max(1).ilog10());
    let steps = [2, 3, 4, 6, 10, 15, 20].map(|halves| magnitude.saturating_mul(halves) / 2);
    steps.into_iter().min_by_key(|step| step.abs_diff(amount)).unwrap_or(amount)
}

/// The prices of what passed every filter but that of prices.
pub(super) fn price_facets(view: &View, samples: &Samples) -> Vec<PriceFacet> {
    let samples = samples.of(Dimension::Price);
    let mut all: Vec<Prices> = Vec::new();
    let (mut currencies, mut lowest, mut highest) = (Vec::new(), Vec::new(), Vec::new());
    for (which, sample) in samples.into_iter().enumerate() {
        sample.for_each_run(view, |segment, docs| {
            let currencies = read(&segment.currency, docs, &mut currencies);
            let lowest = read(&segment.price_min, docs, &mut lowest);
            let highest = read(&segment.price_max, docs, &mut highest);
            for ((currency, low), high) in currencies.iter().zip(lowest).zip(highest) {
                let at = all.iter().position(|prices| prices.currency == *currency).unwrap_or_else(|| {
                    all.push(Prices { currency: *currency, by_sample: samples.map(|sample| (sample, Vec::new())) });
                    all.len() - 1
                });
                all[at].by_sample[which].1.push((u64_to_i64(*low), u64_to_i64(*high)));
            }
        });
    }
    let mut facets: Vec<PriceFacet> = all.iter().filter_map(Prices::facet).collect();
    facets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.currency.cmp(&b.currency)));
    facets
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_round() {
        for (amount, round) in [(1_999, 2_000), (1_270, 1_500), (82_500, 75_000), (9_700, 10_000), (7, 7), (0, 1)] {
            assert_eq!(round_amount(amount), round, "{amount}");
        }
        assert!(round_amount(i64::MAX) > 0);
    }
}
