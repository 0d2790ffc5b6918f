//! How the tests of this crate ask a router.

use std::cell::RefCell;
use std::io;
use std::sync::Once;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use serde_json::Value;
use tower::ServiceExt;

use crate::{CookiePolicy, CsrfKey, Settings, layers};

pub(crate) fn settings() -> Settings {
    Settings::new(CsrfKey::new(&[7; 32]).unwrap(), CookiePolicy { secure: false })
}

/// The router as it is served.
pub(crate) fn kit(router: Router) -> Router {
    kit_with(router, settings())
}

pub(crate) fn kit_with(router: Router, settings: Settings) -> Router {
    record();
    layers(router, settings)
}

thread_local! {
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Each test has a thread of its own, and so a log of its own.
struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// One subscriber for the whole process and before any event: one a test, set while others log, may miss events.
fn record() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing_subscriber::fmt().with_ansi(false).with_writer(|| Log).init());
}

/// What this test has logged since it was asked last.
pub(crate) fn logged() -> String {
    String::from_utf8(LOG.take()).unwrap()
}

pub(crate) async fn send(app: Router, request: Request) -> Response {
    app.oneshot(request).await.unwrap()
}

pub(crate) fn get(uri: &str) -> Request {
    Request::get(uri).body(Body::empty()).unwrap()
}

pub(crate) fn post_form(uri: &str, body: &str) -> Request {
    let builder = Request::post(uri).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    builder.body(Body::from(body.to_owned())).unwrap()
}

pub(crate) async fn text(response: Response) -> String {
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.into()).unwrap()
}

pub(crate) async fn json(response: Response) -> Value {
    let text = text(response).await;
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
