//! Error pages.

use askama::Template;

use crate::view::Page;

/// What went wrong, as far as a visitor needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// 429
    TooMany,
    /// 500
    Broken,
    /// 503
    Unavailable,
}

impl Failure {
    /// The HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::TooMany => 429,
            Self::Broken => 500,
            Self::Unavailable => 503,
        }
    }

    pub(crate) const fn icon(self) -> &'static str {
        match self {
            Self::Forbidden => "lock",
            Self::NotFound => "compass",
            Self::TooMany => "hourglass",
            Self::Broken => "circle-alert",
            Self::Unavailable => "clock",
        }
    }

    const fn title_key(self) -> &'static str {
        match self {
            Self::Forbidden => "failure-forbidden-title",
            Self::NotFound => "failure-not-found-title",
            Self::TooMany => "failure-too-many-title",
            Self::Broken => "failure-broken-title",
            Self::Unavailable => "failure-unavailable-title",
        }
    }

    const fn text_key(self) -> &'static str {
        match self {
            Self::Forbidden => "failure-forbidden-text",
            Self::NotFound => "failure-not-found-text",
            Self::TooMany => "failure-too-many-text",
            Self::Broken => "failure-broken-text",
            Self::Unavailable => "failure-unavailable-text",
        }
    }
}

/// A page that says that there is none.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/failure.html")]
pub struct FailurePage {
    /// The layout's context.
    pub page: Page,
    /// What went wrong.
    pub failure: Failure,
    /// What to tell support; shown where there is one.
    pub request_id: Option<String>,
}
