//! How a problem is shown: to programs as JSON, to people as a page.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use tracing::error;

use super::RequestId;
use crate::language::thousandths;
use crate::{CookiePolicy, CsrfToken, PreferredLanguage, Problem};

/// What an [`ErrorView`] answers in the end.
pub type Shown = Pin<Box<dyn Future<Output = ErrorPage> + Send>>;

/// Renders a problem for a browser. A closure, so that pages can provide it from a higher floor and look up who asks.
#[derive(Clone)]
pub struct ErrorView(Arc<dyn Fn(Problem, ErrorContext) -> Shown + Send + Sync>);

impl ErrorView {
    /// A view that renders with this function.
    pub fn new<F, A>(view: F) -> Self
    where
        F: Fn(Problem, ErrorContext) -> A + Send + Sync + 'static,
        A: Future<Output = ErrorPage> + Send + 'static,
    {
        Self(Arc::new(move |problem, context| Box::pin(view(problem, context))))
    }
}

impl fmt::Debug for ErrorView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ErrorView(…)")
    }
}

/// The request that ended in a problem.
#[derive(Debug, Clone)]
pub struct ErrorContext {
    /// The language to speak.
    pub language: PreferredLanguage,
    /// The request without its body. Extractors work on it as they do in a handler.
    pub parts: Parts,
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
    let language = PreferredLanguage::of(&request);
    let (parts, body) = request.into_parts();
    let context = is_for_people(&parts.headers, &parts.uri).then(|| ErrorContext {
        language,
        parts: parts.clone(),
        request_id: request_id.clone(),
    });
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let Some(problem) = problem_of(&mut response) else { return response };

    let problem = problem.of_request(request_id.as_str());
    if let Some(cause) = &problem.cause {
        error!(%request_id, status = problem.status, code = %problem.code, cause, "request failed");
    }
    let shown = match context {
        Some(context) => for_people(&view, &problem, context, &mut response).await,
        None => problem.into_response(),
    };
    with_headers_of(response, shown)
}

/// The page. Its forms need the token of the request, and a visitor's first token its cookie.
async fn for_people(
    view: &ErrorView,
    problem: &Problem,
    mut context: ErrorContext,
    response: &mut Response,
) -> Response {
    let token: Option<CsrfToken> = response.extensions_mut().remove();
    let cookies = context.parts.extensions.get::<CookiePolicy>().copied();
    let cookie = || token.as_ref().zip(cookies).and_then(|(token, policy)| token.cookie(policy));
    let had_cookie = cookie().is_some();
    if let Some(token) = &token {
        context.parts.extensions.insert(token.clone());
    }
    let shown = page(problem, (view.0)(problem.clone(), context).await);
    if let Some(cookie) = cookie().filter(|_| !had_cookie) {
        cookie.append_to(response.headers_mut());
    }
    shown
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
pub(super) fn bare_page(problem: &Problem, request_id: &RequestId) -> ErrorPage {
    let text = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    ErrorPage::Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body><h1>{title}</h1><p>{detail}</p><p>{id}</p></body></html>",
        title = text(&problem.title),
        detail = text(problem.detail.as_deref().unwrap_or_default()),
        id = text(request_id.as_str()),
    ))
}
