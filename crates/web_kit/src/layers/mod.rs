//! The middleware that every answer of Karum passes through, in one place.

mod context;
mod limits;
mod observe;
mod present;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) mod test_client;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use types::Language;

pub use limits::{with_body_limit, with_time_limit};
pub use observe::RequestId;
pub use present::{ErrorContext, ErrorPage, ErrorView, Shown};

use crate::csrf_guard::{Guard, guard};
use crate::{CookiePolicy, CsrfKey, Problem};

/// The largest body of a request, in bytes, where the route sets no other limit with [`with_body_limit`].
pub const BODY_LIMIT: usize = 1024 * 1024;
/// A request is answered within this time, where the route sets no other limit with [`with_time_limit`].
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// So many requests are worked on at once; more are turned away, since queueing them would only make all late.
pub const MAX_IN_FLIGHT: usize = 512;
/// When a client that was turned away, or waited too long, may try again.
pub const RETRY_WHEN_BUSY: Duration = Duration::from_secs(2);

/// What the middleware needs to know of the site.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The key of CSRF tokens, the same in all processes of the site.
    pub csrf_key: CsrfKey,
    /// How cookies are written. `secure` also asks browsers to come back by https only.
    pub cookies: CookiePolicy,
    /// The language for who asks for none that we speak.
    pub default_language: Language,
    /// How many proxies of ours stand in front and append to `X-Forwarded-For`; 0 when there is none.
    pub trusted_proxies: usize,
    /// [`BODY_LIMIT`], in bytes.
    pub body_limit: usize,
    /// [`REQUEST_TIMEOUT`].
    pub timeout: Duration,
    /// [`MAX_IN_FLIGHT`].
    pub max_in_flight: usize,
    /// How a problem is shown in a browser, outside `/api`.
    pub error_view: ErrorView,
}

impl Settings {
    /// The usual limits, English, no proxy, and a bare error page.
    pub fn new(csrf_key: CsrfKey, cookies: CookiePolicy) -> Self {
        Self {
            csrf_key,
            cookies,
            default_language: Language::En,
            trusted_proxies: 0,
            body_limit: BODY_LIMIT,
            timeout: REQUEST_TIMEOUT,
            max_in_flight: MAX_IN_FLIGHT,
            error_view: ErrorView::new(|problem: Problem, context: ErrorContext| async move {
                present::bare_page(&problem, &context.request_id)
            }),
        }
    }
}

/// Puts the middleware around every route that the router has by now, and around its fallback.
///
/// From the outside in: request id, span and metrics; language, client address, security headers and the link to the
/// next page; compression; problems shown as JSON or as a page; and, each answering with a problem: panics, too many
/// requests at once, time, small bodies read whole, body size, CSRF.
pub fn layers<S>(router: Router<S>, settings: Settings) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let csrf = Guard { key: settings.csrf_key, cookies: settings.cookies };
    let site = context::Site {
        cookies: settings.cookies,
        default_language: settings.default_language,
        trusted_proxies: settings.trusted_proxies,
    };
    router
        .layer(from_fn_with_state(csrf, guard))
        .layer(DefaultBodyLimit::max(settings.body_limit))
        .layer(from_fn(limits::small_bodies))
        .layer(from_fn_with_state(settings.timeout, limits::time))
        .layer(from_fn_with_state(Arc::new(Semaphore::new(settings.max_in_flight)), limits::in_flight))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(settings.error_view, present::present))
        .layer(CompressionLayer::new().gzip(true))
        .layer(from_fn_with_state(site, context::context))
        .layer(from_fn(observe::observe))
}

fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let text = match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => panic.downcast::<&str>().map_or_else(|_| "without a message".to_owned(), |text| text.to_string()),
    };
    Problem::internal(format!("panicked: {text}")).into_response()
}
