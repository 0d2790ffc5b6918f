//! How the rows of one id in several languages stand to each other. Pure: no database.
//!
//! The documented language wins, whichever file came last: an id's main row is its row in the seller's own language,
//! else the first in the order of [`Language::fallback`]. Price, availability and pictures come from it, and a row of
//! another language that says otherwise is marked.

use types::{Currency, Language, Money, RunId};

use crate::feed::{Availability, FeedRow};

/// Languages in the order in which they win.
pub(crate) type Ranking = [Language; 3];

/// The order of the languages for a seller with this own language.
pub(crate) fn ranking(own: Language) -> Ranking {
    let order = own.fallback(own);
    [order[0], order[1], order[2]]
}

/// What languages can contradict each other in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offer {
    pub price: i64,
    pub sale_price: Option<i64>,
    pub currency: Currency,
    pub availability: Availability,
}

impl Offer {
    pub(crate) fn of(row: &FeedRow) -> Self {
        Self {
            price: row.price.minor,
            sale_price: row.sale_price.map(|sale| sale.minor),
            currency: row.price.currency,
            availability: row.availability,
        }
    }

    /// The prices in words: "19.99 EUR", or "19.99 EUR, reduced to 15.00 EUR".
    pub(crate) fn prices(&self) -> String {
        let price = Money::new(self.price, self.currency);
        match self.sale_price {
            Some(sale) => format!("{price}, reduced to {}", Money::new(sale, self.currency)),
            None => price.to_string(),
        }
    }

    fn conflicts(&self, main: &Self) -> Conflicts {
        Conflicts {
            price: (self.price, self.sale_price, self.currency) != (main.price, main.sale_price, main.currency),
            availability: self.availability != main.availability,
        }
    }
}

/// Price and sale price differ from those of the main row.
pub(crate) const PRICE_CONFLICT: &str = "price_conflict";
/// The availability differs from that of the main row.
pub(crate) const AVAILABILITY_CONFLICT: &str = "availability_conflict";

/// In what a row differs from the main row; of the main row, in what any other differs from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Conflicts {
    pub price: bool,
    pub availability: bool,
}

impl Conflicts {
    pub(crate) fn named(names: &[String]) -> Self {
        let has = |name: &str| names.iter().any(|known| known == name);
        Self { price: has(PRICE_CONFLICT), availability: has(AVAILABILITY_CONFLICT) }
    }

    /// The names with commas between them, as statements take them.
    pub(crate) const fn joined(self) -> &'static str {
        match (self.price, self.availability) {
            (true, true) => "price_conflict,availability_conflict",
            (true, false) => PRICE_CONFLICT,
            (false, true) => AVAILABILITY_CONFLICT,
            (false, false) => "",
        }
    }

    fn or(self, other: Self) -> Self {
        Self { price: self.price || other.price, availability: self.availability || other.availability }
    }
}

/// How a row stands to those of other languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub main: bool,
    pub conflicts: Conflicts,
}

/// A staged row, as far as the engine must know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub hash: Vec<u8>,
    pub present: bool,
    pub standing: Standing,
    pub offer: Offer,
    pub since: RunId,
    pub changed: RunId,
}

/// The rows of one id, by language.
pub(crate) type Slots<T> = [Option<T>; 3];

/// The place of a language in [`Slots`].
pub(crate) const fn slot(language: Language) -> usize {
    match language {
        Language::En => 0,
        Language::Fr => 1,
        Language::De => 2,
    }
}

/// What [`stand`] looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim {
    pub present: bool,
    /// Whether it is the main row so far.
    pub main: bool,
    pub offer: Offer,
}

impl Known {
    pub(crate) const fn claim(&self) -> Claim {
        Claim { present: self.present, main: self.standing.main, offer: self.offer }
    }
}

/// How the rows of one id are to stand. Exactly one is main: the best that is present; where none is, the one that was
/// main stays so, since it is what the seller is shown of a vanished product.
pub(crate) fn stand(rows: &Slots<Claim>, ranking: Ranking) -> Slots<Standing> {
    let ranked = || ranking.iter().map(|language| slot(*language));
    let first = |wanted: fn(&Claim) -> bool| ranked().find(|at| rows[*at].as_ref().is_some_and(wanted));
    let main = first(|row| row.present).or_else(|| first(|row| row.main)).or_else(|| first(|_| true));
    let Some(main) = main else { return [None; 3] };
    let mut all = Conflicts::default();
    let mut standings = [None; 3];
    let Some(counts) = rows[main] else { return standings };
    for at in 0..rows.len() {
        let Some(row) = rows[at] else { continue };
        let conflicts = if row.present { row.offer.conflicts(&counts.offer) } else { Conflicts::default() };
        all = all.or(conflicts);
        standings[at] = Some(Standing { main: at == main, conflicts });
    }
    if let Some(standing) = &mut standings[main] {
        standing.conflicts = all;
    }
    standings
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DE_FIRST: Ranking = [Language::De, Language::En, Language::Fr];

    fn claim(present: bool, main: bool, price: i64) -> Claim {
        let offer = Offer { price, sale_price: None, currency: Currency::Eur, availability: Availability::InStock };
        Claim { present, main, offer }
    }

    fn mains(standings: &Slots<Standing>) -> Vec<usize> {
        (0..3).filter(|at| standings[*at].is_some_and(|s| s.main)).collect()
    }

    #[test]
    fn the_own_language_wins_and_others_are_marked() {
        let standings = stand(&[Some(claim(true, true, 5)), None, Some(claim(true, false, 6))], DE_FIRST);
        assert_eq!(mains(&standings), [slot(Language::De)]);
        assert!(standings[slot(Language::En)].unwrap().conflicts.price);
        assert!(standings[slot(Language::De)].unwrap().conflicts.price, "the main row says that another differs");
        assert_eq!(ranking(Language::De), DE_FIRST);
    }

    #[test]
    fn a_vanished_row_neither_wins_nor_contradicts() {
        let standings = stand(&[Some(claim(true, false, 5)), None, Some(claim(false, true, 6))], DE_FIRST);
        assert_eq!(mains(&standings), [slot(Language::En)]);
        assert!(standings.iter().flatten().all(|s| s.conflicts == Conflicts::default()));
    }

    #[test]
    fn where_all_have_vanished_the_main_row_stays() {
        let standings = stand(&[Some(claim(false, true, 5)), None, Some(claim(false, false, 6))], DE_FIRST);
        assert_eq!(mains(&standings), [slot(Language::En)]);
    }

    proptest! {
        #[test]
        fn there_is_one_main_row_and_standing_is_stable(
            rows in prop::array::uniform3(prop::option::of((any::<bool>(), any::<bool>(), 1..3_i64)))
        ) {
            let rows = rows.map(|row| row.map(|(present, main, price)| claim(present, main, price)));
            let standings = stand(&rows, DE_FIRST);
            prop_assert_eq!(mains(&standings).len(), usize::from(rows.iter().any(Option::is_some)));
            let mut again = rows;
            for (row, standing) in again.iter_mut().zip(&standings) {
                if let (Some(row), Some(standing)) = (row, standing) {
                    row.main = standing.main;
                }
            }
            prop_assert_eq!(stand(&again, DE_FIRST), standings);
        }
    }
}
