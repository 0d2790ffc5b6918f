//! How a problem is shown: to programs as JSON, to people as a page.

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderValue, LOCATION};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use tracing::error;

use super::RequestId;
use crate::language::thousandths;
use crate::{PreferredLanguage, Problem};

/// Renders a problem for a browser. A plain function, so that pages can provide it from a higher floor.
pub type ErrorView = fn(&Problem, &ErrorContext) -> ErrorPage;

/// The request that ended in a problem.
#[derive(Debug, Clone)]
pub struct ErrorContext {
    /// The language to speak.
    pub language: PreferredLanguage,
    /// GET or another.
    pub method: Method,
    /// What was asked for.
    pub uri: Uri,
    /// The header `Host`: whose shop it is.
    pub host: Option<String>,
    /// For the reader to name when he asks for help.
    pub request_id: RequestId,
}

/// What a browser gets for a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorPage {
    /// A page, sent with the problem's status.
    Html(String),
    /// Somewhere else (303): to the sign-in, for example.
    Redirect(String),
}

/// Gives every error its request id and its form, and writes the cause to the log. Errors that are no problems yet,
/// such as axum's own, become one.
pub(super) async fn present(State(view): State<ErrorView>, request: Request, next: Next) -> Response {
    // `observe` stands outside and has named the request.
    let Some(request_id) = request.extensions().get::<RequestId>().cloned() else { return next.run(request).await };
    let context = is_for_people(request.headers(), request.uri()).then(|| ErrorContext {
        language: PreferredLanguage::of(&request),
        method: request.method().clone(),
        uri: request.uri().clone(),
        host: request.headers().get(HOST).and_then(|host| host.to_str().ok()).map(str::to_owned),
        request_id: request_id.clone(),
    });
    let mut response = next.run(request).await;
    let Some(problem) = problem_of(&mut response) else { return response };

    let problem = problem.of_request(request_id.as_str());
    if let Some(cause) = &problem.cause {
        error!(%request_id, status = problem.status, code = %problem.code, cause, "request failed");
    }
    let shown = match context {
        Some(context) => page(&problem, view(&problem, &context)),
        None => problem.into_response(),
    };
    with_headers_of(response, shown)
}

/// The problem that this answer is. What has an error's status and no content of its own becomes one; axum writes its
/// rejections as plain text.
fn problem_of(response: &mut Response) -> Option<Problem> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    if let Some(problem) = response.extensions_mut().remove() {
        return Some(problem);
    }
    let content = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content.is_none_or(|name| name.starts_with("text/plain")).then(|| Problem::from_status(status))
}

fn page(problem: &Problem, page: ErrorPage) -> Response {
    match page {
        ErrorPage::Html(html) => (problem.status_code(), Html(html)).into_response(),
        ErrorPage::Redirect(to) => match HeaderValue::from_str(&to) {
            Ok(to) => (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response(),
            Err(_) => problem.clone().into_response(),
        },
    }
}

/// Cookies, `Allow`, `Retry-After` and the like stay; what described the old body goes.
fn with_headers_of(old: Response, mut new: Response) -> Response {
    let (mut parts, _) = old.into_parts();
    parts.headers.remove(CONTENT_TYPE);
    parts.headers.remove(CONTENT_LENGTH);
    for name in new.headers().keys() {
        parts.headers.remove(name);
    }
    new.headers_mut().extend(parts.headers);
    new
}

fn is_for_people(headers: &HeaderMap, uri: &Uri) -> bool {
    let path = uri.path();
    let html = weight(headers, "text/html");
    path != "/api" && !path.starts_with("/api/") && html > 0 && html >= weight(headers, "application/json")
}

/// How much this media type is wanted, by name: browsers name `text/html`, programs send `*/*` at most.
fn weight(headers: &HeaderMap, media_type: &str) -> u16 {
    let lines = headers.get_all(ACCEPT).iter().filter_map(|line| line.to_str().ok());
    let ranges = lines.flat_map(|line| line.split(',')).filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        parts.next().filter(|name| name.eq_ignore_ascii_case(media_type))?;
        Some(parts.find_map(|part| part.strip_prefix("q=")).map_or(1000, thousandths))
    });
    ranges.max().unwrap_or(0)
}

/// The page for when pages provide none.
pub(super) fn bare_page(problem: &Problem, context: &ErrorContext) -> ErrorPage {
    let text = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    ErrorPage::Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body><h1>{title}</h1><p>{detail}</p><p>{id}</p></body></html>",
        title = text(&problem.title),
        detail = text(problem.detail.as_deref().unwrap_or_default()),
        id = text(context.request_id.as_str()),
    ))
}
