//! The domain's words as the pages show them.

use imports::{
    Trigger as Started,
    feed::{self, FeedError},
    feeds::Feed,
    fetch::FetchError,
    runs::Run,
};
use types::ProductId;

use crate::view::seller::{
    Availability, FeedState, OrderState, Problem, RunState, Schedule, StagedState, Trigger, VanishRule,
};

/// How an order stands.
pub fn order_state(name: &str) -> OrderState {
    OrderState::from_code(name).unwrap_or(OrderState::Placed)
}

/// How a run stands.
pub fn run_state(state: imports::RunState) -> RunState {
    RunState::from_code(state.name()).unwrap_or(RunState::Queued)
}

/// What started a run.
pub fn trigger(trigger: Started) -> Trigger {
    Trigger::from_code(trigger.name()).unwrap_or(Trigger::Person)
}

/// What a feed says about stock.
pub fn availability(availability: feed::Availability) -> Availability {
    Availability::from_code(availability.name()).unwrap_or(Availability::OutOfStock)
}

/// What happens to what vanishes.
pub fn vanish(vanish: imports::Vanish) -> VanishRule {
    VanishRule::from_code(vanish.name()).unwrap_or(VanishRule::Keep)
}

/// How often a feed is fetched.
pub fn schedule(minutes: Option<i32>) -> Schedule {
    match minutes {
        Some(60) => Schedule::Hourly,
        Some(360) => Schedule::SixHourly,
        Some(1440) => Schedule::Daily,
        _ => Schedule::Off,
    }
}

/// Minutes between two fetches.
pub const fn minutes(schedule: Schedule) -> Option<i32> {
    match schedule {
        Schedule::Off => None,
        Schedule::Hourly => Some(60),
        Schedule::SixHourly => Some(360),
        Schedule::Daily => Some(1440),
    }
}

/// How a feed stands. One whose mapping was never looked at is new, unless it was imported all the same.
pub fn feed_state(feed: &Feed, last: Option<&Run>) -> FeedState {
    match last.map(|run| run.state) {
        Some(imports::RunState::Queued | imports::RunState::Running) => FeedState::Running,
        Some(imports::RunState::Held) => FeedState::Held,
        Some(imports::RunState::Failed) => FeedState::Failed,
        None if feed.mapping.is_none() => FeedState::New,
        _ => FeedState::Ready,
    }
}

/// Where a staged product is on its way.
pub fn staged_state(present: bool, conflict: bool, product: Option<ProductId>, published: bool) -> StagedState {
    match (present, conflict, product) {
        (false, ..) => StagedState::Vanished,
        (_, true, _) => StagedState::Conflict,
        (_, _, Some(_)) if published => StagedState::Published,
        (_, _, Some(_)) => StagedState::Selected,
        _ => StagedState::New,
    }
}

/// The state that staged products are filtered by.
pub fn staged_filter(state: StagedState) -> Option<imports::staged::State> {
    imports::staged::State::ALL.iter().copied().find(|known| known.name() == state.code())
}

/// Why a file is refused.
pub fn file_problem(error: &FeedError) -> Problem {
    let code = match error {
        FeedError::NotReadable(_) => "not_text",
        FeedError::Encoding(_) | FeedError::HeaderEncoding(_) => "bad_encoding",
        FeedError::Io(_) => "reading_failed",
        other => other.name(),
    };
    let detail = match error {
        FeedError::NotReadable(what) => Some((*what).to_owned()),
        FeedError::NotAFeed(name) => Some(format!("<{name}>")),
        FeedError::Encoding(name) | FeedError::DuplicateColumn(name) => Some(name.clone()),
        FeedError::HeaderEncoding(name) => Some((*name).to_owned()),
        FeedError::NoHeader(value) => Some(format!("\"{value}\"")),
        FeedError::TooManyColumns(columns) => Some(columns.to_string()),
        _ => None,
    };
    Problem { code: code.to_owned(), detail }
}

/// Why a feed could not be fetched.
pub fn fetch_problem(error: &FetchError) -> Problem {
    let code = match error {
        FetchError::UrlIncomplete
        | FetchError::UrlInvalid { .. }
        | FetchError::UrlTooLong { .. }
        | FetchError::Scheme { .. }
        | FetchError::Credentials
        | FetchError::NotPublic { .. }
        | FetchError::Downgrade => "fetch_refused",
        FetchError::Status { .. } => "fetch_status",
        FetchError::ConnectTimeout { .. } | FetchError::Silent { .. } | FetchError::TooSlow { .. } => "fetch_timeout",
        FetchError::TooManyRedirects { .. } => "too_many_redirects",
        FetchError::TooLarge { .. } | FetchError::Bomb { .. } => "file_too_large",
        FetchError::WebPage => "web_page",
        FetchError::AfterRedirect { why, .. } => {
            return Problem { detail: Some(error.to_string()), ..fetch_problem(why) };
        }
        _ => "fetch_failed",
    };
    Problem { code: code.to_owned(), detail: Some(error.to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_domain_has_one_of_the_pages() {
        for state in imports::RunState::ALL {
            assert_eq!(run_state(*state).code(), state.name());
        }
        for started in Started::ALL {
            assert_eq!(trigger(*started).code(), started.name());
        }
        for rule in imports::Vanish::ALL {
            assert_eq!(vanish(*rule).code(), rule.name());
        }
        for state in StagedState::ALL {
            assert_eq!(staged_filter(*state).map(imports::staged::State::name), Some(state.code()));
        }
        for state in orders::OrderState::ALL {
            assert_eq!(order_state(state.name()).code(), state.name());
        }
        for minutes_between in imports::feeds::SCHEDULES {
            assert_eq!(minutes(schedule(Some(minutes_between))), Some(minutes_between));
        }
        for known in [feed::Availability::InStock, feed::Availability::OutOfStock, feed::Availability::Preorder] {
            assert_eq!(availability(known).code(), known.name());
        }
    }
}
