//! What those who run Karum look at: is it alive, is it ready, how is it doing.

use std::error::Error as StdError;
use std::future::Future;
use std::time::Duration;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use catalog::node::SearchNode;
use metrics::{counter, gauge};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tenancy::Pools;
use tokio::time::{interval, timeout};

use crate::{Error, Problem};

/// 200 as long as the process answers at all.
pub const HEALTH_PATH: &str = "/healthz";
/// 200 when requests can be served, else 503.
pub const READY_PATH: &str = "/readyz";
/// Prometheus' text format. The numbers are no person's, but a proxy need not show them to the world.
pub const METRICS_PATH: &str = "/metrics";
/// The paths of [`operations()`], all GET.
pub const OPERATIONS: [&str; 3] = [HEALTH_PATH, READY_PATH, METRICS_PATH];
/// A check that takes longer has failed.
pub const READY_LIMIT: Duration = Duration::from_secs(5);

/// Upper bounds in seconds, close together where pages and API should be.
const DURATION_BUCKETS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

fn recorder() -> Result<PrometheusBuilder, Error> {
    Ok(PrometheusBuilder::new().set_buckets(&DURATION_BUCKETS)?)
}

/// Records the metrics of this process from now on; once a process.
pub fn install_metrics() -> Result<PrometheusHandle, Error> {
    Ok(recorder()?.install_recorder()?)
}

/// Keeps the recorder from growing while nobody asks for `/metrics`; never ends.
pub async fn metrics_upkeep(metrics: PrometheusHandle) {
    let mut ticks = interval(UPKEEP_EVERY);
    loop {
        ticks.tick().await;
        metrics.run_upkeep();
    }
}

/// Sets the gauges of what this process holds, and of the queue of all, every few seconds; never ends. `search` is this
/// node's index, where it has one.
pub async fn gauges(pools: Pools, search: Option<SearchNode>) {
    let mut ticks = interval(UPKEEP_EVERY);
    loop {
        ticks.tick().await;
        gauge_pools(&pools);
        if let Some(search) = &search {
            gauge_search(search);
        }
        match jobs::counts(&pools).await {
            Ok(counts) => gauge_queue(&counts),
            // The last numbers stay, and this one says that they are old.
            Err(error) => tracing::warn!(%error, "the queue could not be counted"),
        }
        match mail::counts(&pools).await {
            Ok(counts) => gauge_mails(&counts),
            Err(error) => tracing::warn!(%error, "the outbox could not be counted"),
        }
    }
}

#[allow(clippy::cast_precision_loss)] // a gauge is a float; these are far below 2^53
fn gauge_pools(pools: &Pools) {
    for pool in pools.status() {
        for (state, count) in [("lent", pool.lent), ("idle", pool.open.saturating_sub(pool.lent))] {
            gauge!("db_pool_connections", "class" => pool.class, "state" => state).set(count as f64);
        }
        gauge!("db_pool_connections_max", "class" => pool.class).set(pool.max as f64);
        gauge!("db_pool_waiting", "class" => pool.class).set(pool.waiting as f64);
        counter!("db_pool_returned_total", "class" => pool.class).absolute(pool.returned);
        counter!("db_pool_discarded_total", "class" => pool.class).absolute(pool.discarded);
        counter!("db_pool_cancels_total", "class" => pool.class).absolute(pool.cancels);
    }
}

#[allow(clippy::cast_precision_loss)]
fn gauge_search(search: &SearchNode) {
    let (done, total) = search.rebuilding();
    gauge!("search_index_ready").set(if search.is_ready() { 1.0 } else { 0.0 });
    gauge!("search_index_products").set(search.products() as f64);
    gauge!("search_rebuild_products_done").set(done as f64);
    gauge!("search_rebuild_products_total").set(total as f64);
}

#[allow(clippy::cast_precision_loss)]
fn gauge_queue(counts: &[jobs::Counted]) {
    for counted in counts {
        let (name, state) = match counted.what.as_str() {
            "job" => ("queue_jobs", counted.state.clone()),
            "import" => ("import_runs", counted.state.clone()),
            _ => ("queue_lanes", counted.state.clone()),
        };
        gauge!(name, "state" => state).set(counted.count as f64);
    }
}

/// What is sent is counted where it is sent: `mail_tries_total`.
#[allow(clippy::cast_precision_loss)]
fn gauge_mails(counts: &mail::Counts) {
    for (state, count) in [("queued", counts.queued), ("sending", counts.sending), ("failed", counts.failed)] {
        gauge!("mails", "state" => state).set(count as f64);
    }
    gauge!("mail_oldest_waiting_seconds").set(counts.oldest);
}

/// `/healthz`, `/readyz` and `/metrics`. `ready` asks what requests depend on, such as the database; what it says when
/// it fails goes to the log, not to the client.
pub fn operations<S, C, F, E>(metrics: PrometheusHandle, ready: C) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    C: Fn() -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<(), E>> + Send + 'static,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    Router::new()
        .route(HEALTH_PATH, get(|| async { plain("alive\n") }))
        .route(READY_PATH, get(move || readiness(ready())))
        .route(METRICS_PATH, get(move || async move { plain(metrics.render()) }))
}

async fn readiness<E: Into<Box<dyn StdError + Send + Sync>>>(
    check: impl Future<Output = Result<(), E>> + Send,
) -> Result<Response, Problem> {
    let not_ready = || Problem::unavailable(READY_LIMIT).with_code("not_ready");
    match timeout(READY_LIMIT, check).await {
        Ok(Ok(())) => Ok(plain("ready\n")),
        Ok(Err(cause)) => Err(not_ready().with_cause(cause)),
        Err(elapsed) => Err(not_ready().with_cause(elapsed)),
    }
}

fn plain(text: impl IntoResponse) -> Response {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")], text).into_response()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use axum::http::StatusCode;

    use super::*;
    use crate::layers::test_client::{get as request, json, kit, send, text};

    fn app(ready: Result<(), &'static str>) -> (Router, impl Sized) {
        let recorder = recorder().unwrap().build_recorder();
        let handle = recorder.handle();
        // The tests run on one thread each; a leaked recorder lives as long as its guard.
        let guard = metrics::set_default_local_recorder(Box::leak(Box::new(recorder)));
        let router = operations(handle, move || async move { ready });
        (kit(router.route("/orders/{id}", get(|| async { StatusCode::NO_CONTENT }))), guard)
    }

    #[tokio::test]
    async fn alive_and_ready() {
        let (app, _guard) = app(Ok(()));
        for (path, answer) in [(HEALTH_PATH, "alive\n"), (READY_PATH, "ready\n")] {
            let response = send(app.clone(), request(path)).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(text(response).await, answer);
        }
    }

    #[tokio::test]
    async fn alive_but_not_ready() {
        let (app, _guard) = app(Err("no route to 10.0.0.7"));
        assert_eq!(send(app.clone(), request(HEALTH_PATH)).await.status(), StatusCode::OK);
        let response = send(app, request(READY_PATH)).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()["retry-after"], "5");
        let problem = json(response).await;
        assert_eq!(problem["code"], "not_ready");
        assert!(!problem.to_string().contains("10.0.0.7"), "{problem}");
    }

    #[tokio::test]
    async fn the_queue_is_told_by_state_and_names_nobody() {
        let (app, _guard) = app(Ok(()));
        let counted = |what: &str, state: &str, count| jobs::Counted { what: what.into(), state: state.into(), count };
        gauge_queue(&[counted("job", "due", 3), counted("import", "running", 1), counted("lane", "open", 2)]);
        let metrics = text(send(app, request(METRICS_PATH)).await).await;
        let lines =
            [r#"queue_jobs{state="due"} 3"#, r#"import_runs{state="running"} 1"#, r#"queue_lanes{state="open"} 2"#];
        for line in lines {
            assert!(metrics.contains(line), "{line}\n{metrics}");
        }
    }

    #[tokio::test]
    async fn the_outbox_is_told_by_state() {
        let (app, _guard) = app(Ok(()));
        gauge_mails(&mail::Counts { queued: 3, sending: 1, failed: 2, oldest: 12.5 });
        let metrics = text(send(app, request(METRICS_PATH)).await).await;
        for line in [
            r#"mails{state="queued"} 3"#,
            r#"mails{state="sending"} 1"#,
            r#"mails{state="failed"} 2"#,
            "mail_oldest_waiting_seconds 12.5",
        ] {
            assert!(metrics.contains(line), "{line}\n{metrics}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_check_that_hangs_has_failed() {
        let handle = recorder().unwrap().build_recorder().handle();
        let app = kit(operations(handle, std::future::pending::<Result<(), String>>));
        assert_eq!(send(app, request(READY_PATH)).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    }

    #[tokio::test]
    async fn requests_are_counted_by_route_method_and_class() {
        let (app, _guard) = app(Ok(()));
        for uri in ["/orders/1?token=secret", "/orders/2", "/nowhere/private"] {
            send(app.clone(), request(uri)).await;
        }
        let invented = axum::extract::Request::builder().method("BREW").uri("/orders/1").body("".into()).unwrap();
        send(app.clone(), invented).await;
        let response = send(app, request(METRICS_PATH)).await;
        assert_eq!(response.headers()[CONTENT_TYPE], "text/plain; charset=utf-8");
        let metrics = text(response).await;
        for line in [
            r#"http_requests_total{method="GET",route="/orders/{id}",status="2xx"} 2"#,
            r#"http_requests_total{method="GET",route="unmatched",status="4xx"} 1"#,
            r#"http_requests_total{method="OTHER",route="/orders/{id}",status="4xx"} 1"#,
            r#"http_request_duration_seconds_count{method="GET",route="/orders/{id}",status="2xx"} 2"#,
        ] {
            assert!(metrics.contains(line), "{line}\n{metrics}");
        }
        assert!(!metrics.contains("secret") && !metrics.contains("private"), "{metrics}");
    }
}
