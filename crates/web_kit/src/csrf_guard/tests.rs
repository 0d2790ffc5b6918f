//! The guard in front of a real router.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE};
use axum::response::Response;
use axum::routing::get;
use serde_json::Value;

use crate::layers::test_client::{get as request, json, kit, kit_with, send, settings, text};
use crate::{CookiePolicy, CsrfToken, SessionSecret, Settings};

fn router() -> Router {
    Router::new()
        .route("/form", get(|token: CsrfToken| async move { token.value() }).post(|body: String| async move { body }))
        .route("/plain", get(|| async { "nothing to fill in" }).post(|| async { "nothing was read" }))
}

/// A visitor: the cookie he was given, and the token of the form.
async fn visit(app: &Router) -> (String, String) {
    let response = send(app.clone(), request("/form")).await;
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    (cookie, text(response).await)
}

/// `POST /form` with these headers.
fn post(uri: &str, headers: &[(&str, &str)], body: &str) -> Request {
    let mut builder = Request::post(uri).header("host", "shop.example:8080");
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(Body::from(body.to_owned())).unwrap()
}

async fn refused(response: Response) -> String {
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    let problem = json(response).await;
    assert_eq!(problem["code"], "csrf", "{problem}");
    problem["detail"].as_str().unwrap().to_owned()
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn a_form_with_its_token_passes_and_its_body_arrives_whole() {
    let app = kit(router());
    let (cookie, token) = visit(&app).await;
    let body = format!("a=1&_csrf={token}&b=%C3%BC");
    let response = send(app, post("/form", &[FORM, ("cookie", &cookie)], &body)).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(text(response).await, body);
}

#[tokio::test]
async fn a_missing_forged_or_foreign_token_is_refused() {
    let app = kit(router());
    let (cookie, token) = visit(&app).await;
    let (other_cookie, other_token) = visit(&app).await;
    assert_ne!(cookie, other_cookie);
    let mut forged = token.clone();
    forged.replace_range(30..31, if &token[30..31] == "A" { "B" } else { "A" });
    for body in [format!("_csrf={forged}"), format!("_csrf={other_token}"), "_csrf=".into()] {
        let response = send(app.clone(), post("/form", &[FORM, ("cookie", &cookie)], &body)).await;
        assert!(refused(response).await.contains("out of date"), "{body}");
    }
    let response = send(app.clone(), post("/form", &[FORM, ("cookie", &cookie)], "a=1")).await;
    assert!(refused(response).await.contains("lacks its CSRF token"));
    let response = send(app.clone(), post("/form", &[FORM], &format!("_csrf={token}"))).await;
    assert!(refused(response).await.contains("cookie"));
    // Any cookie counts, of whatever kind the body.
    for headers in [vec![("cookie", "lang=de"), ("content-type", "application/json")], vec![("cookie", "x=y")]] {
        refused(send(app.clone(), post("/form", &headers, "{}")).await).await;
    }
    for method in ["PUT", "PATCH", "DELETE"] {
        let request =
            Request::builder().method(method).uri("/form").header(COOKIE, &cookie).body(Body::empty()).unwrap();
        refused(send(app.clone(), request).await).await;
    }
}

#[tokio::test]
async fn signing_in_ends_the_tokens_of_the_visit() {
    let app = kit(router());
    let (cookie, token) = visit(&app).await;
    let session = format!("{cookie}; karum_session={}", SessionSecret::generate().expose());
    let response = send(app.clone(), post("/form", &[FORM, ("cookie", &session)], &format!("_csrf={token}"))).await;
    refused(response).await;

    let mut form = request("/form");
    form.headers_mut().insert(COOKIE, session.parse().unwrap());
    let response = send(app.clone(), form).await;
    assert!(!response.headers().contains_key(SET_COOKIE), "who has a session needs no visitor's cookie");
    let token = text(response).await;
    let response = send(app, post("/form", &[FORM, ("cookie", &session)], &format!("_csrf={token}"))).await;
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn scripts_send_the_header_and_multipart_forms_the_parameter() {
    let app = kit(router());
    let (cookie, token) = visit(&app).await;
    let json_body = [("cookie", cookie.as_str()), ("content-type", "application/json"), ("x-csrf-token", &token)];
    assert_eq!(send(app.clone(), post("/form", &json_body, "{}")).await.status(), StatusCode::OK);
    let multipart = [("cookie", cookie.as_str()), ("content-type", "multipart/form-data; boundary=x")];
    let uri = format!("/form?_csrf={token}");
    assert_eq!(send(app.clone(), post(&uri, &multipart, "--x--")).await.status(), StatusCode::OK);
    refused(send(app.clone(), post("/form", &multipart, &format!("_csrf={token}"))).await).await;
    // For other kinds a token in the address does not count.
    refused(send(app, post(&uri, &[FORM, ("cookie", &cookie)], "a=1")).await).await;
}

#[tokio::test]
async fn another_origin_is_refused_even_with_a_token() {
    let app = kit(router());
    let (cookie, token) = visit(&app).await;
    let body = format!("_csrf={token}");
    for (name, value, passes) in [
        ("sec-fetch-site", "same-origin", true),
        ("sec-fetch-site", "none", true),
        ("sec-fetch-site", "cross-site", false),
        ("sec-fetch-site", "same-site", false),
        ("origin", "http://shop.example:8080", true),
        ("origin", "HTTP://shop.example:8080", false),
        ("origin", "http://Shop.Example:8080", true),
        ("origin", "http://shop.example", false),
        ("origin", "http://evil.example", false),
        ("origin", "http://shop.example:8080.evil.example", false),
        ("origin", "null", false),
    ] {
        let response = send(app.clone(), post("/form", &[FORM, ("cookie", &cookie), (name, value)], &body)).await;
        assert_eq!(response.status() == StatusCode::OK, passes, "{name}: {value}");
    }
    // Signing a victim in to the attacker's account needs no cookie.
    let cross = [("content-type", "application/json"), ("sec-fetch-site", "cross-site")];
    refused(send(app, post("/form", &cross, "{}")).await).await;
}

#[tokio::test]
async fn over_https_a_plain_origin_is_refused() {
    let app = kit_with(router(), Settings { cookies: CookiePolicy { secure: true }, ..settings() });
    let (cookie, token) = visit(&app).await;
    assert!(cookie.starts_with("__Host-karum_visitor="), "{cookie}");
    for (origin, status) in [("https://shop.example", StatusCode::OK), ("http://shop.example", StatusCode::FORBIDDEN)] {
        let mut request = post("/form", &[FORM, ("cookie", &cookie)], &format!("_csrf={token}"));
        request.headers_mut().insert("host", "shop.example:443".parse().unwrap());
        request.headers_mut().insert(ORIGIN, origin.parse().unwrap());
        if status != StatusCode::OK {
            request.headers_mut().insert("host", "shop.example".parse().unwrap());
        }
        assert_eq!(send(app.clone(), request).await.status(), status, "{origin}");
    }
}

#[tokio::test]
async fn programs_need_no_token() {
    let app = kit(router());
    // No cookie and no form: there is nothing that a browser would have added.
    let headers = [("content-type", "application/json")];
    assert_eq!(send(app.clone(), post("/form", &headers, "{}")).await.status(), StatusCode::OK);
    for (authorization, passes) in
        [("Bearer abc", true), ("bearer abc", true), ("Basic YTpi", false), ("Bearer", false)]
    {
        let headers =
            [FORM, ("cookie", "karum_session=x"), ("authorization", authorization), ("origin", "https://a.b")];
        let response = send(app.clone(), post("/form", &headers, "a=1")).await;
        assert_eq!(response.status() == StatusCode::OK, passes, "{authorization}");
    }
}

#[tokio::test]
async fn only_who_gets_a_form_gets_a_cookie() {
    let app = kit(router());
    assert!(!send(app.clone(), request("/plain")).await.headers().contains_key(SET_COOKIE));
    let (cookie, _) = visit(&app).await;
    let mut again = request("/form");
    again.headers_mut().insert(COOKIE, cookie.parse().unwrap());
    assert!(!send(app, again).await.headers().contains_key(SET_COOKIE));
}

#[tokio::test]
async fn a_form_that_is_too_large_is_refused_before_it_is_read() {
    let app = kit_with(router(), Settings { body_limit: 100, ..settings() });
    let (cookie, token) = visit(&app).await;
    let body = format!("_csrf={token}&a={}", "x".repeat(100));
    let response = send(app, post("/plain", &[FORM, ("cookie", &cookie)], &body)).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let problem: Value = json(response).await;
    assert_eq!(problem["code"], "payload_too_large");
}

#[tokio::test]
async fn a_form_kind_without_any_cookie_needs_one() {
    for content_type in ["text/plain", "multipart/form-data; boundary=x", FORM.1] {
        let request = post("/form", &[(CONTENT_TYPE.as_str(), content_type)], "a=1");
        refused(send(kit(router()), request).await).await;
    }
}
