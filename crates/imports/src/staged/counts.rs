//! How many staged products stand where, counted in one go.

use tenancy::{DbError, Mode, Scope, class::SellerBound, row, statements};
use types::{Language, SellerId};

use super::{COUNT_LIMIT, Filter, State, matching};
use crate::{ImportError, feed::Availability};

row! {
    /// How many staged products match a filter, in any state and in each.
    pub struct Counts {
        /// In any state. [`COUNT_LIMIT`] where there are that many or more: only so many are looked at.
        total: i64 ["count(*) is never null"],
        /// In the feed, not in the catalogue.
        new: i64 ["count(*) is never null"],
        /// In the feed and the catalogue, not on the shelf.
        selected: i64 ["count(*) is never null"],
        /// In the feed and on the shelf.
        published: i64 ["count(*) is never null"],
        /// No longer in any feed.
        vanished: i64 ["count(*) is never null"],
        /// In the feeds of several languages, which contradict each other.
        conflict: i64 ["count(*) is never null"],
    }
}

statements! {
    fn by_state(seller: SellerId, words: Option<&[String]>, state: Option<&str>, language: Option<&str>, category: Option<&str>, brand: Option<&str>,
        availability: Option<&str>, price_min: Option<i64>, price_max: Option<i64>, limit: i64) -> One<Counts> for Seller | Worker =
        concat!("SELECT count(*) AS total, count(*) FILTER (WHERE m.present AND NOT m.chosen) AS new,
             count(*) FILTER (WHERE m.present AND m.chosen AND NOT m.shown) AS selected, count(*) FILTER (WHERE m.present AND m.shown) AS published,
             count(*) FILTER (WHERE NOT m.present) AS vanished, count(*) FILTER (WHERE m.differs) AS conflict
             FROM (SELECT s.present, v.id IS NOT NULL AS chosen, v.published_at IS NOT NULL AS shown, s.conflicts <> '{}' AS differs ",
            matching!(), " LIMIT $10) m");
}

impl Counts {
    /// How many are in this state; `None` is any.
    pub const fn of(&self, state: Option<State>) -> i64 {
        match state {
            None => self.total,
            Some(State::New) => self.new,
            Some(State::Selected) => self.selected,
            Some(State::Published) => self.published,
            Some(State::Vanished) => self.vanished,
            Some(State::Conflict) => self.conflict,
        }
    }
}

/// How many match the filter, whatever its state says. Of more than [`COUNT_LIMIT`] only so many are looked at.
pub async fn counts<C: SellerBound, M: Mode>(q: &Scope<C, M>, filter: &Filter) -> Result<Counts, ImportError> {
    let found: Result<Counts, DbError> = by_state(
        q,
        q.seller(),
        filter.words().as_deref(),
        None,
        filter.language.map(Language::code),
        filter.category().as_deref(),
        filter.brand().as_deref(),
        filter.availability.map(Availability::name),
        filter.price_min,
        filter.price_max,
        COUNT_LIMIT,
    )
    .await;
    Ok(found?)
}
