//! What a fetch makes of the answers of a server.

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use futures_util::stream;
use storage::{BlobKey, LocalBlobs};
use tokio::io::AsyncReadExt;

use super::{
    super::{FetchError, Fetched, Fetcher, StoredFeed, Validators},
    failure, fetch, policy,
    server::{Then, answer, scripted, serve},
};

const FEED: &str = "id,title\n1,Kettle\n";
const ETAG: &str = "\"v1\"";
const DATE: &str = "Wed, 21 Oct 2015 07:28:00 GMT";

/// A shop that answers conditional requests.
fn shop() -> Router {
    async fn feed(headers: HeaderMap) -> impl IntoResponse {
        let is = |name, value: &str| headers.get(name).is_some_and(|given| given == value);
        if is(header::IF_NONE_MATCH, ETAG) || is(header::IF_MODIFIED_SINCE, DATE) {
            return StatusCode::NOT_MODIFIED.into_response();
        }
        let about = [(header::ETAG, ETAG), (header::LAST_MODIFIED, DATE), (header::CONTENT_TYPE, "text/csv")];
        (about, FEED).into_response()
    }
    async fn pieces() -> Body {
        Body::from_stream(stream::iter(FEED.as_bytes().chunks(3).map(|piece| Ok::<_, axum::Error>(Bytes::from(piece)))))
    }
    Router::new().route("/feed.csv", get(feed)).route("/pieces.csv", get(pieces))
}

fn store() -> (tempfile::TempDir, LocalBlobs, BlobKey) {
    let directory = tempfile::tempdir().unwrap();
    let blobs = LocalBlobs::open(directory.path().join("blobs")).unwrap();
    (directory, blobs, "seller/1/feeds/2".parse().unwrap())
}

async fn stored(blobs: &LocalBlobs, key: &BlobKey) -> String {
    let mut text = String::new();
    blobs.open_blob(key).await.unwrap().0.read_to_string(&mut text).await.unwrap();
    text
}

#[tokio::test]
async fn a_feed_is_stored_with_what_is_known_about_it() {
    let (server, (_directory, blobs, key)) = (serve(shop()).await, store());
    let url = server.url("/feed.csv#part");
    let fetched = Fetcher::new(policy()).unwrap().store(&url, &Validators::default(), &blobs, &key).await.unwrap();
    let Fetched::Stored(StoredFeed { info, validators, content_type, url }) = fetched else {
        panic!("not modified");
    };
    assert_eq!(stored(&blobs, &key).await, FEED);
    assert_eq!(info.bytes, FEED.len() as u64);
    assert_eq!(validators, Validators { etag: Some(ETAG.into()), last_modified: Some(DATE.into()) });
    assert_eq!(content_type.as_deref(), Some("text/csv"));
    assert_eq!(url.as_str(), server.url("/feed.csv"));
}

#[tokio::test]
async fn an_unchanged_feed_is_not_sent_again() {
    let (server, (_directory, blobs, key)) = (serve(shop()).await, store());
    let (fetcher, url) = (Fetcher::new(policy()).unwrap(), server.url("/feed.csv"));
    let etag = Validators { etag: Some(ETAG.into()), last_modified: None };
    let date = Validators { etag: None, last_modified: Some(DATE.into()) };
    for known in [etag, date] {
        let fetched = fetcher.store(&url, &known, &blobs, &key).await.unwrap();
        assert!(matches!(fetched, Fetched::NotModified), "{known:?}");
        assert!(blobs.open_blob(&key).await.is_err(), "something was stored");
    }
    // Other validators, and such as cannot stand in a header, bring the whole feed.
    for etag in ["\"v0\"", "a\r\nhost: b"] {
        let known = Validators { etag: Some(etag.into()), last_modified: None };
        assert!(matches!(fetcher.store(&url, &known, &blobs, &key).await.unwrap(), Fetched::Stored(_)), "{etag:?}");
    }
}

#[tokio::test]
async fn not_modified_without_a_question_is_an_error() {
    let server = scripted(["HTTP/1.1 304 Not Modified\r\n\r\n"], Then::Close).await;
    assert!(matches!(failure(&server.url("/")).await, FetchError::Status { status } if status == 304));
}

#[tokio::test]
async fn a_feed_in_pieces_without_a_length_is_whole() {
    let server = serve(shop()).await;
    assert_eq!(fetch(&server.url("/pieces.csv")).await.unwrap(), FEED.as_bytes());
}

#[tokio::test]
async fn the_request_says_who_asks_and_what_is_understood() {
    let server = scripted([answer("200 OK", "", FEED)], Then::Close).await;
    fetch(&server.url("/feed.csv?a=b")).await.unwrap();
    let request = server.requests().remove(0).to_ascii_lowercase();
    assert!(request.starts_with("get /feed.csv?a=b http/1.1\r\n"), "{request}");
    for line in [&format!("host: {}", server.address), "user-agent: karum/", "accept: */*", "accept-encoding: gzip\r\n"]
    {
        assert!(request.contains(line), "{line} is missing in {request}");
    }
    for absent in ["cookie", "authorization", "referer", "if-none-match", "if-modified-since"] {
        assert!(!request.contains(absent), "{absent} in {request}");
    }
}

#[tokio::test]
async fn a_half_sent_feed_is_an_error_and_the_old_one_stays() {
    let (_directory, blobs, key) = store();
    blobs.put(&key, &b"old"[..], 100).await.unwrap();
    let length = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nid,title\n";
    let pieces = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nid,title\n\r\n";
    for half in [length, pieces] {
        let server = scripted([half], Then::Close).await;
        let fetcher = Fetcher::new(policy()).unwrap();
        let known = Validators::default();
        let error = fetcher.store(&server.url("/feed.csv"), &known, &blobs, &key).await.unwrap_err();
        assert!(matches!(error, FetchError::HalfSent { received: 9 }), "{error}");
        assert!(error.to_string().contains("half-sent"));
        assert_eq!(server.requests().len(), 1, "a request was repeated after data had been passed on");
        assert_eq!(stored(&blobs, &key).await, "old");
    }
}

#[tokio::test]
async fn other_answers_say_their_status_and_what_to_do() {
    for (status, advice) in [
        ("404 Not Found", "the server answered 404 Not Found: there is nothing at this address, check its spelling"),
        ("403 Forbidden", "without signing in"),
        ("429 Too Many Requests", "try again later"),
        ("500 Internal Server Error", "it has a fault of its own"),
        ("206 Partial Content", "the server answered 206 Partial Content: open the address in a browser"),
        ("300 Multiple Choices", "open the address in a browser"),
    ] {
        let server = scripted([answer(status, "", "sorry")], Then::Close).await;
        let error = failure(&server.url("/")).await;
        assert!(matches!(error, FetchError::Status { .. }), "{error}");
        assert!(error.to_string().contains(advice), "{error}");
    }
}

#[tokio::test]
async fn a_web_page_is_not_a_feed() {
    let html = "content-type: Text/HTML; charset=utf-8\r\n";
    let page = answer("200 OK", html, "\n<!DOCTYPE html><html><body>Please sign in</body></html>");
    let server = scripted([page], Then::Close).await;
    let error = failure(&server.url("/login")).await;
    assert!(matches!(error, FetchError::WebPage), "{error}");
    assert!(error.to_string().starts_with("this is a web page, not a feed"));
    // Servers call many things text/html; what looks like a feed is one.
    let server = scripted([answer("200 OK", html, FEED)], Then::Close).await;
    assert_eq!(fetch(&server.url("/feed.csv")).await.unwrap(), FEED.as_bytes());
}

#[tokio::test]
async fn faults_of_the_server_are_retried_twice() {
    let fault = || answer("503 Service Unavailable", "", "");
    let server = scripted([fault(), fault(), answer("200 OK", "", FEED)], Then::Close).await;
    assert_eq!(fetch(&server.url("/")).await.unwrap(), FEED.as_bytes());
    assert_eq!(server.requests().len(), 3);

    let server = scripted([fault()], Then::Close).await;
    assert!(matches!(failure(&server.url("/")).await, FetchError::Status { status } if status == 503));
    assert_eq!(server.requests().len(), 3);

    let server = scripted([answer("404 Not Found", "", "")], Then::Close).await;
    failure(&server.url("/")).await;
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn what_is_not_http_is_no_answer() {
    for nonsense in ["", "220 ftp.example ready\r\n", "\0\0\0"] {
        let server = scripted([nonsense], Then::Close).await;
        assert!(matches!(failure(&server.url("/")).await, FetchError::NoAnswer { .. }), "{nonsense:?}");
    }
}
