//! What a seller decides about a feed's runs: as it is saved, as a form sends it, and as a change of the feed.

use imports::{
    Vanish,
    feed::Defaults,
    feeds::{Feed, FeedChange},
};
use types::Currency;
use web_kit::FormValues;

use super::{typed, words};
use crate::view::seller::{Availability, Rules, Schedule, VanishRule};

/// The rules as they are saved.
pub fn rules(feed: &Feed, own: Currency) -> Rules {
    Rules {
        vanish: words::vanish(feed.vanish),
        schedule: words::schedule(feed.schedule_minutes),
        currency: feed.default_currency.unwrap_or(own),
        availability: feed.default_availability.map(words::availability),
        can_schedule: feed.url.is_some(),
    }
}

/// The rules as they were sent; a field that was not sent stays as it is. `None` where one is not understood.
pub fn sent_rules(values: &FormValues, saved: Rules) -> Option<Rules> {
    let field = |name: &str| typed::sent(values, name);
    Some(Rules {
        vanish: field("vanish").map_or(Some(saved.vanish), VanishRule::from_code)?,
        schedule: match field("schedule") {
            Some(code) if saved.can_schedule => Schedule::from_code(code)?,
            _ => saved.schedule,
        },
        currency: field("currency").map_or(Some(saved.currency), |code| code.parse().ok())?,
        availability: match field("availability") {
            Some("") => None,
            Some(code) => Some(Availability::from_code(code)?),
            None => saved.availability,
        },
        can_schedule: saved.can_schedule,
    })
}

/// What stands in for values that a row lacks, under these rules.
pub fn defaults_of(rules: Rules) -> Defaults {
    Defaults {
        currency: Some(rules.currency),
        availability: rules.availability.map(words::fed_availability),
        country: None,
    }
}

/// The rules as a change of the feed.
pub fn change_of(rules: Rules) -> FeedChange {
    FeedChange {
        default_currency: Some(Some(rules.currency)),
        default_availability: Some(rules.availability.map(words::fed_availability)),
        vanish: Some(match rules.vanish {
            VanishRule::Unpublish => Vanish::Unpublish,
            VanishRule::Keep => Vanish::Keep,
        }),
        schedule_minutes: rules.can_schedule.then(|| words::minutes(rules.schedule)),
        ..FeedChange::default()
    }
}
