//! Error pages.

use askama::Template;

use crate::{i18n::Texts, view::Page};

/// What went wrong, as far as a visitor needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// 400 and its kin: the request was not understood.
    BadRequest,
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// 409
    Conflict,
    /// 413
    TooLarge,
    /// 422
    Refused,
    /// 429
    TooMany,
    /// 500
    Broken,
    /// 503
    Unavailable,
}

impl Failure {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::BadRequest,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::TooLarge,
        Self::Refused,
        Self::TooMany,
        Self::Broken,
        Self::Unavailable,
    ];

    /// The kind of an HTTP status.
    pub const fn of(status: u16) -> Self {
        match status {
            403 => Self::Forbidden,
            404 | 405 | 410 => Self::NotFound,
            409 => Self::Conflict,
            413 => Self::TooLarge,
            422 => Self::Refused,
            429 => Self::TooMany,
            503 | 504 => Self::Unavailable,
            500.. => Self::Broken,
            _ => Self::BadRequest,
        }
    }

    /// The HTTP status that stands for the kind.
    pub const fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::Refused => 422,
            Self::TooMany => 429,
            Self::Broken => 500,
            Self::Unavailable => 503,
        }
    }

    pub(crate) const fn icon(self) -> &'static str {
        match self {
            Self::BadRequest => "circle-question-mark",
            Self::Forbidden => "lock",
            Self::NotFound => "compass",
            Self::Conflict => "refresh-cw",
            Self::TooLarge => "scale",
            Self::Refused => "pencil",
            Self::TooMany => "hourglass",
            Self::Broken => "circle-alert",
            Self::Unavailable => "clock",
        }
    }

    const fn title_key(self) -> &'static str {
        match self {
            Self::BadRequest => "failure-bad-request-title",
            Self::Forbidden => "failure-forbidden-title",
            Self::NotFound => "failure-not-found-title",
            Self::Conflict => "failure-conflict-title",
            Self::TooLarge => "failure-too-large-title",
            Self::Refused => "failure-refused-title",
            Self::TooMany => "failure-too-many-title",
            Self::Broken => "failure-broken-title",
            Self::Unavailable => "failure-unavailable-title",
        }
    }

    const fn text_key(self) -> &'static str {
        match self {
            Self::BadRequest => "failure-bad-request-text",
            Self::Forbidden => "failure-forbidden-text",
            Self::NotFound => "failure-not-found-text",
            Self::Conflict => "failure-conflict-text",
            Self::TooLarge => "failure-too-large-text",
            Self::Refused => "failure-refused-text",
            Self::TooMany => "failure-too-many-text",
            Self::Broken => "failure-broken-text",
            Self::Unavailable => "failure-unavailable-text",
        }
    }
}

/// What a problem's code says more narrowly than its status.
fn narrower(code: &str) -> Option<&'static str> {
    Some(match code {
        "csrf" => "failure-csrf",
        "no_shop" => "failure-no-shop",
        "cart_full" => "failure-cart-full",
        "cart_empty" => "done-nothing",
        "cart_changed" | "review_changed" | "prices_changed" | "no_longer_sold" => "failure-cart-changed",
        "out_of_stock" => "failure-out-of-stock",
        "idempotency_key_reused" => "failure-sent-before",
        "order_state" => "failure-order-state",
        "already_running" => "failure-already-running",
        "signed_up_already" => "failure-signed-up",
        "many_shops" => "failure-many-shops",
        "no_such_team" => "failure-no-team",
        "payment_refused" => "failure-payment",
        "invalid_query" | "cursor" => "failure-query",
        "method_not_allowed" => "failure-method",
        "unsupported_media_type" => "failure-media-type",
        _ => return None,
    })
}

/// A page in the place of the one that there is not.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/failure.html")]
pub struct FailurePage {
    /// The layout's context.
    pub page: Page,
    /// What went wrong.
    pub failure: Failure,
    /// The HTTP status.
    pub status: u16,
    /// The problem's code: what it says more narrowly.
    pub code: String,
    /// What is wrong with which field, as the API says it.
    pub errors: Vec<(String, String)>,
    /// Where the reader came from.
    pub back: Option<String>,
    /// What to tell support; shown where there is one.
    pub request_id: Option<String>,
}

impl FailurePage {
    fn text(&self) -> String {
        let t: Texts = self.page.t;
        t.get(narrower(&self.code).unwrap_or(self.failure.text_key())).into()
    }

    /// Whether a shop must be opened first.
    fn needs_shop(&self) -> bool {
        self.code == "no_shop"
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use types::Language;

    use super::*;

    fn page(language: Language, failure: Failure, code: &str) -> FailurePage {
        FailurePage {
            page: Page::new(language, "Karum", "/"),
            failure,
            status: failure.status(),
            code: code.to_owned(),
            errors: vec![("quantity".to_owned(), "<use> 1 to 999".to_owned())],
            back: Some("/cart".to_owned()),
            request_id: None,
        }
    }

    #[test]
    fn every_kind_has_its_own_words_in_every_language() {
        for language in Language::ALL {
            let titles: std::collections::BTreeSet<_> =
                Failure::ALL.iter().map(|f| Texts::of(language).get(f.title_key())).collect();
            assert_eq!(titles.len(), Failure::ALL.len(), "{language}");
            for failure in Failure::ALL {
                assert_eq!(Failure::of(failure.status()), failure);
            }
        }
        assert_eq!((Failure::of(415), Failure::of(502)), (Failure::BadRequest, Failure::Broken));
    }

    #[test]
    fn a_code_says_more_than_its_status_and_fields_are_listed() {
        let general = page(Language::De, Failure::Conflict, "conflict").text();
        let narrow = page(Language::De, Failure::Conflict, "cart_full");
        assert_ne!(narrow.text(), general);
        let html = narrow.render().unwrap();
        assert!(
            html.contains("quantity") && html.contains("&#60;use&#62; 1 to 999") && html.contains("href=\"/cart\"")
        );
    }
}
