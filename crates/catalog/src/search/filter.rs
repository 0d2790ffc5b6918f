//! Filters that several values of may be chosen, checked on columns.
//!
//! A document's failures are a bit set, not a yes or no: what fails one filter only is counted in that filter's own
//! facet ("drill sideways").

use tantivy::{DocId, i64_to_u64};

use super::document::{brand_name, currency_number};
use super::error::Result;
use super::query::{CHOICES_MAX, Query};
use super::view::{Segment, Values};

/// A filter that has a facet of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dimension {
    Brand,
    Seller,
    Price,
    Stock,
}

impl Dimension {
    pub(super) const ALL: [Self; 4] = [Self::Brand, Self::Seller, Self::Price, Self::Stock];

    /// Its bit in a set of failures.
    pub(super) const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The filters of a query, as a segment knows their values.
pub(super) struct Filters {
    /// Places in the segment's dictionary, sorted; None where nothing was chosen.
    brands: Option<Vec<u64>>,
    sellers: Option<Vec<u64>>,
    price: Option<PriceBounds>,
    in_stock: bool,
}

struct PriceBounds {
    currency: u64,
    min: u64,
    max: u64,
}

/// Which dimensions a query filters.
pub(super) fn active(query: &Query) -> Vec<Dimension> {
    let chosen = |dimension: &Dimension| match dimension {
        Dimension::Brand => !query.brands.is_empty(),
        Dimension::Seller => !query.sellers.is_empty(),
        Dimension::Price => query.price.is_some(),
        Dimension::Stock => query.in_stock,
    };
    Dimension::ALL.into_iter().filter(chosen).collect()
}

impl Filters {
    pub(super) fn new(query: &Query, segment: &Segment) -> Result<Self> {
        let brands = query.brands.iter().take(CHOICES_MAX).map(|brand| segment.brand_place(&brand_name(brand)));
        let mut brands = brands.filter_map(Result::transpose).collect::<Result<Vec<u64>>>()?;
        brands.sort_unstable();
        let sellers = query.sellers.iter().take(CHOICES_MAX);
        let mut sellers: Vec<u64> = sellers.filter_map(|seller| segment.seller_place(*seller)).collect();
        sellers.sort_unstable();
        Ok(Self {
            brands: (!query.brands.is_empty()).then_some(brands),
            sellers: (!query.sellers.is_empty()).then_some(sellers),
            price: query.price.map(|price| PriceBounds {
                currency: currency_number(price.currency),
                min: price.min.map_or(0, i64_to_u64),
                max: price.max.map_or(u64::MAX, i64_to_u64),
            }),
            in_stock: query.in_stock,
        })
    }

    /// The failures of every document: one byte each, a bit for each [`Dimension`].
    pub(super) fn failures(&self, segment: &Segment, docs: &[DocId], scratch: &mut Vec<u64>, out: &mut Vec<u8>) {
        out.clear();
        out.resize(docs.len(), 0);
        let mut check = |dimension: Dimension, column: &Values, fails: &dyn Fn(u64) -> bool| {
            for (failures, value) in out.iter_mut().zip(read(column, docs, scratch)) {
                if fails(*value) {
                    *failures |= dimension.bit();
                }
            }
        };
        if let Some(chosen) = &self.brands {
            check(Dimension::Brand, &segment.brands.values, &|place| chosen.binary_search(&place).is_err());
        }
        if let Some(chosen) = &self.sellers {
            check(Dimension::Seller, &segment.sellers.values, &|place| chosen.binary_search(&place).is_err());
        }
        if let Some(bounds) = &self.price {
            check(Dimension::Price, &segment.currency, &|currency| currency != bounds.currency);
            if bounds.max < u64::MAX {
                check(Dimension::Price, &segment.price_min, &|lowest| lowest > bounds.max);
            }
            if bounds.min > 0 {
                check(Dimension::Price, &segment.price_max, &|highest| highest < bounds.min);
            }
        }
        if self.in_stock {
            check(Dimension::Stock, &segment.in_stock, &|in_stock| in_stock == 0);
        }
    }
}

/// The values of a column for some documents.
pub(super) fn read<'a>(column: &Values, docs: &[DocId], scratch: &'a mut Vec<u64>) -> &'a [u64] {
    scratch.resize(docs.len(), 0);
    column.get_vals(docs, scratch);
    scratch
}
