//! How long a request may take, and how many are worked on at once.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::{HttpBody as _, to_bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use super::RETRY_WHEN_BUSY;
use crate::Problem;
use crate::operations::OPERATIONS;

/// How long this request may take, in milliseconds from its beginning; a route can lengthen it.
#[derive(Clone)]
struct Allowance(Arc<AtomicU64>);

impl Allowance {
    fn get(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::Relaxed))
    }
}

fn milliseconds(limit: Duration) -> u64 {
    u64::try_from(limit.as_millis()).unwrap_or(u64::MAX)
}

/// 503 when the head of the answer is not there in time; the handler is dropped. A body that streams takes its time.
pub(super) async fn time(State(limit): State<Duration>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let allowance = Allowance(Arc::new(AtomicU64::new(milliseconds(limit))));
    request.extensions_mut().insert(allowance.clone());
    let mut answer = pin!(next.run(request));
    loop {
        let allowed = allowance.get();
        match timeout_at(started + allowed, answer.as_mut()).await {
            Ok(response) => return response,
            Err(_) if allowance.get() > allowed => {}
            Err(_) => {
                let problem = Problem::unavailable(RETRY_WHEN_BUSY).with_code("timeout");
                return problem.with_detail("The answer took too long.").into_response();
            }
        }
    }
}

/// A route whose requests may take longer than others, such as an upload.
pub fn with_time_limit<S>(route: MethodRouter<S>, limit: Duration) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    route.layer(from_fn_with_state(limit, lengthen))
}

async fn lengthen(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    if let Some(Allowance(allowed)) = request.extensions().get() {
        allowed.fetch_max(milliseconds(limit), Ordering::Relaxed);
    }
    next.run(request).await
}

/// A route whose body may have another size, in bytes. An urlencoded form is held to the general limit even so, since
/// it is read before the route is known to the CSRF check.
pub fn with_body_limit<S>(route: MethodRouter<S>, bytes: usize) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    route.layer(DefaultBodyLimit::max(bytes))
}

/// A body of at most so many bytes is read before anybody looks at the request, as long as its length is told.
const READ_AT_ONCE: u64 = 64 << 10;

/// Reads small bodies whole. A request that is answered before its body has come, since its type or its sender is refused,
/// would else have its connection closed, and what the client sends next on it would be lost.
pub(super) async fn small_bodies(request: Request, next: Next) -> Response {
    if request.body().size_hint().exact().is_none_or(|length| length == 0 || length > READ_AT_ONCE) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match to_bytes(body, usize::try_from(READ_AT_ONCE).unwrap_or(usize::MAX)).await {
        Ok(bytes) => next.run(Request::from_parts(parts, bytes.into())).await,
        Err(_) => Problem::bad_request("The body did not come whole.").into_response(),
    }
}

/// 503 when too many requests are being worked on. Those who watch over us are always answered.
pub(super) async fn in_flight(State(places): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    if OPERATIONS.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    let Ok(_place) = places.try_acquire() else {
        let problem = Problem::unavailable(RETRY_WHEN_BUSY).with_code("overloaded");
        return problem.with_detail("Too many requests are being worked on.").into_response();
    };
    next.run(request).await
}
