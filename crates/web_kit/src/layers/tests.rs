//! The whole stack around real routers.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, ALLOW, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, RETRY_AFTER,
    STRICT_TRANSPORT_SECURITY,
};
use axum::routing::{get, post};
use hyper::body::{Frame, SizeHint};
use tokio::sync::mpsc;

use super::test_client::{get as request, json, kit, kit_with, logged, send, settings, text};
use super::{ErrorContext, ErrorPage, ErrorView, RequestId, Settings, with_body_limit, with_time_limit};
use crate::{CookiePolicy, CsrfToken, Json, PROBLEM_JSON, Problem};

fn accepting(uri: &str, accept: &str) -> Request {
    let mut request = request(uri);
    request.headers_mut().insert(ACCEPT, accept.parse().unwrap());
    request
}

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

fn with_id(id: &str) -> Request {
    Request::get("/").header("x-request-id", id).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn a_well_formed_request_id_is_kept_and_another_replaced() {
    let app = kit(Router::new().route("/", get(|id: RequestId| async move { id.to_string() })));
    for (given, kept) in
        [("abc-1_2.3", true), (&"x".repeat(64), true), (&"x".repeat(65), false), ("a b", false), ("", false)]
    {
        let response = send(app.clone(), with_id(given)).await;
        let answered = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        assert_eq!(answered == given, kept, "{given}");
        assert_eq!(text(response).await, answered);
        if !kept {
            assert_eq!(answered.parse::<uuid::Uuid>().unwrap().get_version_num(), 7);
        }
    }
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let own = || async { ([(CONTENT_SECURITY_POLICY, "default-src 'none'")], "") };
    let app = kit(Router::new().route("/", get(|| async {})).route("/own", get(own)));
    for uri in ["/", "/nowhere"] {
        let response = send(app.clone(), request(uri)).await;
        let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        for part in [
            "default-src 'self'",
            "style-src 'self'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe"));
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(response.headers()[name], value, "{uri}");
        }
        assert!(response.headers().contains_key("permissions-policy"));
        assert!(!response.headers().contains_key(STRICT_TRANSPORT_SECURITY));
    }
    assert_eq!(send(app.clone(), request("/own")).await.headers()[CONTENT_SECURITY_POLICY], "default-src 'none'");
    let secure = kit_with(Router::new(), Settings { cookies: CookiePolicy { secure: true }, ..settings() });
    assert_eq!(send(secure, request("/")).await.headers()[STRICT_TRANSPORT_SECURITY], "max-age=31536000");
}

#[tokio::test]
async fn what_axum_refuses_is_a_problem_too() {
    let plain = || async { (StatusCode::BAD_GATEWAY, "SELECT secret") };
    let app = kit(Router::new().route("/here", get(|| async {})).route("/plain", get(plain)));
    let response = send(app.clone(), request("/nowhere")).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(response.headers()[CONTENT_TYPE], PROBLEM_JSON);
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let problem = json(response).await;
    assert_eq!((&problem["code"], &problem["instance"]), (&"not_found".into(), &format!("urn:request:{id}").into()));

    let request = Request::delete("/here").body(Body::empty()).unwrap();
    let response = send(app.clone(), request).await;
    assert_eq!(response.headers()[ALLOW], "GET,HEAD");
    assert_eq!(json(response).await["code"], "method_not_allowed");

    let response = send(app, super::test_client::get("/plain")).await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    assert!(!text(response).await.contains("secret"));
}

#[tokio::test]
async fn an_error_with_content_of_its_own_is_left_alone() {
    let own = || async { (StatusCode::UNPROCESSABLE_ENTITY, axum::response::Html("<form>")) };
    let response = send(kit(Router::new().route("/", get(own))), accepting("/", BROWSER)).await;
    assert_eq!((response.status(), text(response).await), (StatusCode::UNPROCESSABLE_ENTITY, "<form>".to_owned()));
}

async fn shop_page(problem: Problem, context: ErrorContext) -> ErrorPage {
    if problem.status == 401 {
        return ErrorPage::Redirect(format!("/sign-in?next={}", context.parts.uri.path()));
    }
    let host = context.parts.headers.get("host").map_or("", |host| host.to_str().unwrap());
    ErrorPage::Html(format!("<h1>{} {} {} {host}</h1>", problem.status, context.language.language, context.request_id))
}

fn shop() -> Router {
    let busy = || async { Problem::unavailable(Duration::from_secs(9)) };
    let routes = Router::new().route("/busy", get(busy)).route("/mine", get(|| async { Problem::unauthorized() }));
    let app = Router::new().merge(routes.clone()).nest("/api", routes);
    kit_with(app, Settings { error_view: ErrorView::new(shop_page), ..settings() })
}

#[tokio::test]
async fn browsers_get_a_page_and_programs_json() {
    let mut request = accepting("/busy?lang=de", BROWSER);
    request.headers_mut().insert("x-request-id", "id-7".parse().unwrap());
    request.headers_mut().insert("host", "shop.example".parse().unwrap());
    let response = send(shop(), request).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
    assert_eq!(response.headers()[RETRY_AFTER], "9");
    assert_eq!(text(response).await, "<h1>503 de id-7 shop.example</h1>");

    for (uri, accept, content) in [
        ("/api/busy", BROWSER, PROBLEM_JSON),
        ("/api", BROWSER, PROBLEM_JSON),
        ("/apiary", BROWSER, "text/html; charset=utf-8"),
        ("/busy", "*/*", PROBLEM_JSON),
        ("/busy", "application/json", PROBLEM_JSON),
        ("/busy", "application/json, text/html;q=0.5", PROBLEM_JSON),
        ("/busy", "text/html;q=0", PROBLEM_JSON),
        ("/nowhere", "text/html", "text/html; charset=utf-8"),
    ] {
        let response = send(shop(), accepting(uri, accept)).await;
        assert_eq!(response.headers()[CONTENT_TYPE], content, "{uri} {accept}");
    }
}

#[tokio::test]
async fn the_forms_of_an_error_s_page_have_a_token_and_its_cookie() {
    async fn with_form(_: Problem, mut context: ErrorContext) -> ErrorPage {
        let token = CsrfToken::from_request_parts(&mut context.parts, &()).await.unwrap();
        ErrorPage::Html(token.value())
    }
    let app =
        Router::new().route("/gone", get(|| async { Problem::not_found() })).route("/send", post(|| async { "sent" }));
    let app = kit_with(app, Settings { error_view: ErrorView::new(with_form), ..settings() });
    let response = send(app.clone(), accepting("/gone", BROWSER)).await;
    let cookies: Vec<_> =
        response.headers().get_all("set-cookie").iter().map(|c| c.to_str().unwrap().to_owned()).collect();
    assert_eq!(cookies.len(), 1, "{cookies:?}");
    let cookie = cookies[0].split(';').next().unwrap().to_owned();
    let token = text(response).await;
    // the page that a refused form gets has a good token too
    let form = |token: &str| {
        let request = Request::post("/send").header("content-type", "application/x-www-form-urlencoded");
        request.header("cookie", &cookie).header(ACCEPT, BROWSER).body(Body::from(format!("_csrf={token}"))).unwrap()
    };
    let refused = send(app.clone(), form("wrong")).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let again = text(refused).await;
    for token in [token, again] {
        assert_eq!(text(send(app.clone(), form(&token)).await).await, "sent");
    }
}

#[tokio::test]
async fn a_page_may_lead_elsewhere() {
    let response = send(shop(), accepting("/mine", BROWSER)).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[LOCATION], "/sign-in?next=/mine");
    assert_eq!(send(shop(), accepting("/api/mine", BROWSER)).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_bare_page_escapes() {
    let app = Router::new().route("/", get(|| async { Problem::bad_request("<script>") }));
    let page = text(send(kit(app), accepting("/", BROWSER)).await).await;
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"), "{page}");
}

#[tokio::test]
async fn panics_and_causes_are_logged_under_the_request_id_and_not_told() {
    async fn panics() {
        panic!("secret {}", 7)
    }
    async fn panics_shortly() {
        panic!("too soon")
    }
    let broken = || async { Problem::internal("the database is gone") };
    let app = kit(Router::new()
        .route("/panic", get(panics))
        .route("/short", get(panics_shortly))
        .route("/broken", get(broken)));
    for (uri, cause) in
        [("/panic", "panicked: secret 7"), ("/short", "panicked: too soon"), ("/broken", "the database is gone")]
    {
        let response = send(app.clone(), request(uri)).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        let body = text(response).await;
        assert!(body.contains(&id) && !body.contains("secret") && !body.contains("database"), "{body}");
        let log = logged();
        let line = log.lines().find(|line| line.contains(cause)).unwrap_or_else(|| panic!("{log}"));
        assert!(line.contains("ERROR") && line.contains(&format!("request_id={id}")), "{line}");
    }
}

#[tokio::test]
async fn the_log_names_the_route_and_no_address() {
    let app = kit(Router::new().route("/purchases/{token}", get(|| async {})));
    let mut secret = request("/purchases/4711?email=a@example.org");
    secret.headers_mut().insert("x-forwarded-for", "203.0.113.7".parse().unwrap());
    send(app, secret).await;
    let log = logged();
    let line = log.lines().find(|line| line.contains("answered")).unwrap_or_else(|| panic!("{log}"));
    for part in ["route=\"/purchases/{token}\"", "method=\"GET\"", "status=200", "latency_ms="] {
        assert!(line.contains(part), "{part} in {line}");
    }
    for person in ["4711", "example.org", "203.0.113.7"] {
        assert!(!log.contains(person), "{person} in {log}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let echo = |Json(value): Json<serde_json::Value>| async move { value.to_string().len().to_string() };
    let app = Router::new().route("/", post(echo)).route("/upload", with_body_limit(post(echo), 300));
    let app = kit_with(app, Settings { body_limit: 100, ..settings() });
    let body = |size: usize| format!("\"{}\"", "x".repeat(size - 2));
    for (uri, size, status) in [
        ("/", 100, StatusCode::OK),
        ("/", 101, StatusCode::PAYLOAD_TOO_LARGE),
        ("/upload", 300, StatusCode::OK),
        ("/upload", 301, StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let request = Request::post(uri).header(CONTENT_TYPE, "application/json").body(body(size).into()).unwrap();
        let response = send(app.clone(), request).await;
        assert_eq!(response.status(), status, "{uri} {size}");
        assert!(status == StatusCode::OK || json(response).await["code"] == "payload_too_large");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_takes_too_long_is_given_up() {
    let slow = || async { tokio::time::sleep(Duration::from_secs(40)).await };
    let hangs = || std::future::pending::<()>();
    let app = Router::new()
        .route("/slow", get(slow))
        .route("/patient", with_time_limit(get(slow), Duration::from_mins(1)))
        .route("/hangs", with_time_limit(get(hangs), Duration::from_mins(1)));
    for (uri, status) in [("/slow", 503), ("/patient", 200), ("/hangs", 503)] {
        let response = send(kit(app.clone()), request(uri)).await;
        assert_eq!(response.status(), status, "{uri}");
        if status == 503 {
            assert!(response.headers().contains_key(RETRY_AFTER));
            assert_eq!(json(response).await["code"], "timeout");
        }
    }
}

/// A body of one piece that tells whether it was read.
struct Watched(Option<Bytes>, u64, Arc<AtomicBool>);

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.2.store(true, Relaxed);
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.1)
    }
}

#[tokio::test]
async fn a_small_body_is_read_although_it_is_refused_so_that_the_connection_lives() {
    let refused = || async { StatusCode::UNSUPPORTED_MEDIA_TYPE };
    let echo = |body: Bytes| async move { body };
    let app = kit(Router::new().route("/refused", post(refused)).route("/echo", post(echo)));
    for (size, expected) in [(1, true), (64 << 10, true), ((64 << 10) + 1, false)] {
        let read = Arc::new(AtomicBool::new(false));
        let body = Watched(Some(vec![b'x'; size].into()), size as u64, read.clone());
        let ask = Request::post("/refused").body(Body::new(body)).unwrap();
        assert_eq!(send(app.clone(), ask).await.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(read.load(Relaxed), expected, "{size} bytes");
    }
    let ask = Request::post("/echo").body(Body::from("whole")).unwrap();
    assert_eq!(text(send(app, ask).await).await, "whole");
}

#[tokio::test]
async fn too_many_requests_at_once_are_turned_away() {
    let (entered, mut entries) = mpsc::channel::<mpsc::Sender<()>>(1);
    let waits = move || async move {
        let (leave, mut left) = mpsc::channel(1);
        entered.send(leave).await.unwrap();
        left.recv().await;
    };
    let app = Router::new().route("/", get(waits)).route("/healthz", get(|| async {}));
    let app = kit_with(app, Settings { max_in_flight: 1, ..settings() });
    let first = tokio::spawn(send(app.clone(), request("/")));
    let leave = entries.recv().await.unwrap();

    let response = send(app.clone(), request("/")).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()[RETRY_AFTER], "2");
    assert_eq!(json(response).await["code"], "overloaded");
    assert_eq!(send(app.clone(), request("/healthz")).await.status(), StatusCode::OK);

    leave.send(()).await.unwrap();
    assert_eq!(first.await.unwrap().status(), StatusCode::OK);
    let again = tokio::spawn(send(app, request("/")));
    entries.recv().await.unwrap().send(()).await.unwrap();
    assert_eq!(again.await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn answers_are_compressed_for_who_wants_it() {
    let app = kit(Router::new().route("/", get(|| async { "a".repeat(10_000) })));
    let mut request = request("/");
    request.headers_mut().insert(ACCEPT_ENCODING, "gzip".parse().unwrap());
    let response = send(app.clone(), request).await;
    assert_eq!(response.headers()[CONTENT_ENCODING], "gzip");
    assert!(axum::body::to_bytes(response.into_body(), 1000).await.is_ok());
    assert_eq!(text(send(app, super::test_client::get("/")).await).await.len(), 10_000);
}
