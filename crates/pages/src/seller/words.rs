//! The domain's words as the pages show them.

use imports::{
    Trigger as Started,
    feed::{self, FeedError},
    feeds::Feed,
    fetch::FetchError,
    runs::Run,
};
use types::ProductId;

use crate::i18n::Texts;
use crate::view::seller::{
    Availability, FeedState, OrderState, Problem, RunState, Schedule, StagedState, Trigger, VanishRule, reason_text,
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

/// The same word of a form for the feed.
pub const fn fed_availability(availability: Availability) -> feed::Availability {
    match availability {
        Availability::InStock => feed::Availability::InStock,
        Availability::OutOfStock => feed::Availability::OutOfStock,
        Availability::Preorder => feed::Availability::Preorder,
    }
}

/// What a reason means, in the reader's language.
pub fn reason(t: Texts, code: &str) -> String {
    reason_text(&t, code)
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
    let detail = match error {
        FeedError::NotReadable(what) => Some((*what).to_owned()),
        FeedError::NotAFeed(name) => Some(format!("<{name}>")),
        FeedError::Encoding(name) | FeedError::DuplicateColumn(name) => Some(name.clone()),
        FeedError::HeaderEncoding(name) => Some((*name).to_owned()),
        FeedError::Differs { found, chosen } => Some(format!("{found} ≠ {chosen}")),
        FeedError::NoHeader(value) => Some(format!("\"{value}\"")),
        FeedError::TooManyColumns(columns) => Some(columns.to_string()),
        _ => None,
    };
    Problem { code: error.name().to_owned(), detail }
}

/// Why a feed could not be fetched.
pub fn fetch_problem(error: &FetchError) -> Problem {
    Problem { code: error.name().to_owned(), detail: Some(error.to_string()) }
}

/// Why a run failed.
pub fn run_problem(run: &Run) -> Option<Problem> {
    let detail = run.error.clone();
    (run.state == imports::RunState::Failed)
        .then(|| Problem { code: run.error_code.clone().unwrap_or_else(|| "read_failed".to_owned()), detail })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_of_a_failed_run_is_told_in_every_language() {
        let host = || "shop.example".to_owned();
        let fetch = [
            FetchError::UrlIncomplete,
            FetchError::Credentials,
            FetchError::NotPublic { host: host(), kind: imports::fetch::NotPublic::Private },
            FetchError::HostNotFound { host: host() },
            FetchError::Connect { host: host() },
            FetchError::Tls { host: host(), reason: "" },
            FetchError::RedirectWithoutTarget,
            FetchError::Downgrade,
            FetchError::HalfSent { received: 1 },
            FetchError::Bomb { limit: 250 },
            FetchError::Gzip,
            FetchError::WebPage,
        ];
        let feed = [
            FeedError::Empty,
            FeedError::NotReadable("JSON"),
            FeedError::NotAFeed(String::new()),
            FeedError::Encoding(String::new()),
            FeedError::Differs { found: "", chosen: "" },
            FeedError::HeaderEncoding(""),
            FeedError::NoHeader(String::new()),
            FeedError::MissingColumns(Vec::new()),
            FeedError::DuplicateColumn(String::new()),
            FeedError::TooManyColumns(1),
            FeedError::HeaderTooLong,
            FeedError::TooManyRows,
        ];
        let others =
            ["file_gone", "no_file", "crashed", "fetch_denied", "fetch_not_found", "fetch_status", "fetch_timeout"];
        let more = ["too_many_redirects", "file_too_large", "read_failed"];
        let names =
            fetch.iter().map(FetchError::name).chain(feed.iter().map(FeedError::name)).chain(others).chain(more);
        for code in names {
            for language in types::Language::ALL {
                let text = reason(Texts::of(language), code);
                assert!(!text.contains(code), "{code}: {text}");
            }
        }
    }

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
            assert_eq!(fed_availability(availability(known)), known);
        }
    }
}
