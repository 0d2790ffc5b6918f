//! Redirects: followed by hand, each target checked like the first address.

use super::{
    super::{FetchError, FetchPolicy, NotPublic},
    failure, fetch, fetch_with, policy,
    server::{Then, answer, scripted, to},
};

#[tokio::test]
async fn five_redirects_of_every_kind_are_followed() {
    let redirect = |status: &str, path: &str| answer(status, &format!("location: {path}\r\n"), "moved");
    let server = scripted(
        [
            redirect("301 Moved Permanently", "/a"),
            redirect("302 Found", "b/c"),
            redirect("303 See Other", "../d?e=f"),
            redirect("307 Temporary Redirect", "?g"),
            redirect("308 Permanent Redirect", "/feed.csv"),
            answer("200 OK", "", "id\n1\n"),
        ],
        Then::Close,
    )
    .await;
    assert_eq!(fetch(&server.url("/start")).await.unwrap(), b"id\n1\n");
    let asked: Vec<_> = server.requests().iter().map(|head| head.split(' ').nth(1).unwrap().to_owned()).collect();
    assert_eq!(asked, ["/start", "/a", "/b/c", "/d?e=f", "/d?g", "/feed.csv"]);
}

#[tokio::test]
async fn six_are_too_many() {
    let server = scripted([to("/again")], Then::Close).await;
    let error = failure(&server.url("/")).await;
    assert!(matches!(error, FetchError::TooManyRedirects { limit: 5 }), "{error}");
    assert_eq!(server.requests().len(), 6);
    assert!(error.to_string().contains("more than 5 times"));
}

#[tokio::test]
async fn no_redirect_leads_into_a_private_network() {
    for (location, kind) in [
        ("http://169.254.169.254/latest/meta-data/", NotPublic::LinkLocal),
        ("http://10.0.0.1/", NotPublic::Private),
        ("//192.168.1.1/", NotPublic::Private),
        ("http://[::ffff:10.0.0.1]/", NotPublic::Private),
        ("http://[fd00::1]/", NotPublic::Private),
        ("http://0xa9fea9fe/", NotPublic::LinkLocal),
        ("http://0.0.0.0:22/", NotPublic::Unspecified),
    ] {
        // On the first hop and on a later one.
        for path in [vec![to(location)], vec![to("/next"), to(location)]] {
            let server = scripted(path, Then::Close).await;
            let error = failure(&server.url("/")).await;
            assert!(matches!(error, FetchError::NotPublic { kind: found, .. } if found == kind), "{location}: {error}");
        }
    }
}

#[tokio::test]
async fn nor_to_other_schemes_or_with_credentials() {
    for location in
        ["file:///etc/passwd", "ftp://shop.example/feed.csv", "gopher://127.0.0.1:6379/_x", "data:text/csv,id"]
    {
        let server = scripted([to(location)], Then::Close).await;
        let error = failure(&server.url("/")).await;
        assert!(matches!(error, FetchError::Scheme { .. }), "{location}: {error}");
    }
    let server = scripted([to("http://user:secret@shop.example/")], Then::Close).await;
    assert!(matches!(failure(&server.url("/")).await, FetchError::Credentials));
}

#[tokio::test]
async fn a_redirect_to_nowhere_is_an_error() {
    let server = scripted([answer("302 Found", "", "")], Then::Close).await;
    assert!(matches!(failure(&server.url("/")).await, FetchError::RedirectWithoutTarget));
    let server = scripted([to("http://[")], Then::Close).await;
    assert!(matches!(failure(&server.url("/")).await, FetchError::UrlInvalid { .. }));
}

#[tokio::test]
async fn the_error_says_which_address_redirected_and_keeps_its_secret() {
    let server = scripted([to("/gone"), answer("404 Not Found", "", "")], Then::Close).await;
    let error = fetch(&server.url("/feed?token=secret")).await.unwrap_err().to_string();
    let from = server.url("/feed");
    assert!(error.starts_with(&format!("after a redirect from {from}: the server answered 404")), "{error}");
}

#[tokio::test]
async fn retries_are_counted_over_all_redirects() {
    let fault = || answer("500 Fault", "", "");
    let server = scripted([fault(), to("/a"), fault(), to("/b"), fault()], Then::Close).await;
    let error = failure(&server.url("/")).await;
    assert!(matches!(error, FetchError::Status { .. }), "{error}");
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test]
async fn redirects_can_be_forbidden() {
    let server = scripted([to("/a")], Then::Close).await;
    let error = fetch_with(FetchPolicy { max_redirects: 0, ..policy() }, &server.url("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::TooManyRedirects { limit: 0 }));
    assert_eq!(server.requests().len(), 1);
}
