//! Problems as pages.

use axum::http::StatusCode;
use web_kit::{ErrorContext, ErrorPage, Problem};

use crate::{
    links,
    view::{
        Page, Template,
        storefront::{Failure, FailurePage},
    },
};

/// A problem in a browser: 401 leads to the sign-in, the others have a page.
pub fn error_view(problem: &Problem, context: &ErrorContext) -> ErrorPage {
    let path = context.uri.path_and_query().map_or("/", |p| p.as_str());
    let status = problem.status_code();
    if status == StatusCode::UNAUTHORIZED {
        return ErrorPage::Redirect(links::with_query("/sign-in", [("next", path)]));
    }
    let failure = match status {
        StatusCode::FORBIDDEN => Failure::Forbidden,
        StatusCode::TOO_MANY_REQUESTS => Failure::TooMany,
        StatusCode::SERVICE_UNAVAILABLE => Failure::Unavailable,
        status if status.is_server_error() => Failure::Broken,
        _ => Failure::NotFound,
    };
    let mut page = Page::new(context.language.language, "Karum", path);
    page.notices.extend(
        problem
            .detail
            .iter()
            .map(|detail| crate::view::Notice { tone: crate::view::Tone::Warning, text: detail.clone() }),
    );
    let request_id = (failure == Failure::Broken).then(|| context.request_id.as_str().to_owned());
    let html = FailurePage { page, failure, request_id }.render().unwrap_or_else(|_| problem.to_string());
    ErrorPage::Html(html)
}
