//! Limits of size and time.

use std::time::Duration;

use axum::{
    Router,
    body::{Body, Bytes},
    routing::get,
};
use futures_util::{future::join_all, stream};

use super::{
    super::{FetchError, FetchPolicy},
    fetch_with, policy,
    server::{Server, Then, scripted, serve},
};

const SHORT: Duration = Duration::from_millis(100);

/// A feed without end, in pieces of 10 bytes.
async fn endless() -> Server {
    async fn rows() -> Body {
        Body::from_stream(stream::repeat_with(|| Ok::<_, axum::Error>(Bytes::from_static(b"1,kettle.\n"))))
    }
    serve(Router::new().route("/", get(rows))).await
}

#[tokio::test]
async fn too_large_by_its_own_word() {
    // Only the head is sent: waiting for more would never end.
    let server = scripted(["HTTP/1.1 200 OK\r\ncontent-length: 1048577\r\n\r\n"], Then::Wait).await;
    let error = fetch_with(FetchPolicy { max_bytes: 1 << 20, ..policy() }, &server.url("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::TooLarge { .. }));
    assert!(error.to_string().contains("larger than 1 MiB"), "{error}");
}

#[tokio::test]
async fn too_large_without_a_word() {
    let server = endless().await;
    let error = fetch_with(FetchPolicy { max_bytes: 1 << 20, ..policy() }, &server.url("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::TooLarge { .. }), "{error}");
}

#[tokio::test]
async fn the_limit_itself_is_allowed() {
    let server = scripted(["HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n1234"], Then::Close).await;
    let fetched = fetch_with(FetchPolicy { max_bytes: 4, ..policy() }, &server.url("/")).await;
    assert_eq!(fetched.unwrap(), b"1234");
}

#[tokio::test]
async fn silence_before_and_within_the_answer() {
    let policy = FetchPolicy { connect_timeout: SHORT * 5, idle_timeout: SHORT, ..policy() };
    let starts = [
        "",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1,kettl",
    ];
    join_all(starts.map(async |start| {
        let server = scripted([start], Then::Wait).await;
        let error = fetch_with(policy.clone(), &server.url("/")).await.unwrap_err();
        assert!(matches!(error, FetchError::Silent { .. }), "{start:?}: {error}");
        assert!(error.to_string().starts_with("the server sent nothing for 100 ms"));
    }))
    .await;
}

#[tokio::test]
async fn a_feed_that_never_ends_takes_too_long() {
    let server = endless().await;
    let policy = FetchPolicy { total_timeout: SHORT, max_bytes: u64::MAX, ..policy() };
    let error = fetch_with(policy, &server.url("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::TooSlow { .. }), "{error}");
    assert!(error.to_string().starts_with("the download took longer than 100 ms"));
}

#[tokio::test]
async fn the_limit_of_time_holds_before_the_answer_too() {
    let server = scripted([""], Then::Wait).await;
    let error = fetch_with(FetchPolicy { total_timeout: SHORT, ..policy() }, &server.url("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::TooSlow { .. }), "{error}");
}

/// Pauses before retries do not go beyond the limit either.
#[tokio::test]
async fn the_limit_of_time_holds_for_retries() {
    let server = scripted(["HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n"], Then::Close).await;
    let policy = FetchPolicy { total_timeout: SHORT, retry_pause: Duration::from_hours(1), ..policy() };
    let error = fetch_with(policy, &server.url("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::TooSlow { .. }), "{error}");
}
