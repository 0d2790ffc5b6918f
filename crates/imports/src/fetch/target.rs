//! Addresses of feeds: what may be asked for at all, the first time and after each redirect.

use std::net::IpAddr;

use url::{Host, ParseError, Url};

use super::{FetchError, resolver};

/// The longest address, in bytes.
const MAX_URL: usize = 2_048;
/// How much of an address an error quotes, in characters.
const MAX_QUOTED: usize = 200;

/// Checks the address of a feed as far as that goes without asking the network: for the form in which it is entered.
/// Names are resolved and checked when the feed is fetched.
pub fn check_url(text: &str, allow_loopback: bool) -> Result<Url, FetchError> {
    let text = text.trim();
    if text.len() > MAX_URL {
        return Err(FetchError::UrlTooLong { limit: MAX_URL });
    }
    check(Url::parse(text).map_err(invalid)?, allow_loopback)
}

/// Where a redirect from `from` to `location` leads, checked like the first address.
pub fn redirected(from: &Url, location: &str, allow_loopback: bool) -> Result<Url, FetchError> {
    if location.len() > MAX_URL {
        return Err(FetchError::UrlTooLong { limit: MAX_URL });
    }
    let to = from.join(location).map_err(invalid)?;
    if from.scheme() == "https" && to.scheme() == "http" {
        return Err(FetchError::Downgrade);
    }
    check(to, allow_loopback)
}

/// An address for an error message: without its query, which may hold a secret, and not endless.
pub fn quoted(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_query(None);
    shown.set_fragment(None);
    let _ = shown.set_password(None);
    let _ = shown.set_username("");
    match shown.as_str().char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => format!("{}…", &shown.as_str()[..end]),
        None => shown.into(),
    }
}

fn check(mut url: Url, allow_loopback: bool) -> Result<Url, FetchError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FetchError::Scheme { scheme: url.scheme().chars().take(20).collect() });
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::Credentials);
    }
    // A literal never reaches the resolver. Octal, hexadecimal and shortened forms have become plain ones here.
    let literal: Option<IpAddr> = match url.host() {
        Some(Host::Ipv4(v4)) => Some(v4.into()),
        Some(Host::Ipv6(v6)) => Some(v6.into()),
        Some(Host::Domain(_)) => None,
        None => return Err(invalid(ParseError::EmptyHost)),
    };
    resolver::check(url.host_str().unwrap_or_default(), literal, allow_loopback)?;
    url.set_fragment(None);
    // Reading an address makes it longer (`ä` becomes `%C3%A4`), and that form is what is stored and asked for.
    if url.as_str().len() > MAX_URL {
        return Err(FetchError::UrlTooLong { limit: MAX_URL });
    }
    Ok(url)
}

fn invalid(error: ParseError) -> FetchError {
    match error {
        ParseError::RelativeUrlWithoutBase => FetchError::UrlIncomplete,
        other => FetchError::UrlInvalid { reason: other },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{super::NotPublic, *};

    #[test]
    fn good_addresses() {
        for (text, url) in [
            ("https://shop.example/feed.csv", "https://shop.example/feed.csv"),
            (" http://shop.example:8080/a?b=c#d \n", "http://shop.example:8080/a?b=c"),
            ("HTTPS://Bücher.example/", "https://xn--bcher-kva.example/"),
            ("http://1.1.1.1/", "http://1.1.1.1/"),
            ("http://[2606:4700:4700::1111]/", "http://[2606:4700:4700::1111]/"),
        ] {
            assert_eq!(check_url(text, false).unwrap().as_str(), url);
        }
    }

    #[test]
    fn addresses_that_are_none() {
        assert!(matches!(check_url("", false), Err(FetchError::UrlIncomplete)));
        assert!(matches!(check_url("shop.example/feed.csv", false), Err(FetchError::UrlIncomplete)));
        assert!(matches!(check_url("/etc/passwd", false), Err(FetchError::UrlIncomplete)));
        for text in ["http://", "https://a b/", "http://256.0.0.1/", "http://[::1/", "http://shop.example:99999/"] {
            assert!(matches!(check_url(text, false), Err(FetchError::UrlInvalid { .. })), "{text}");
        }
        let long = format!("https://shop.example/{}", "a".repeat(MAX_URL));
        assert!(matches!(check_url(&long, false), Err(FetchError::UrlTooLong { .. })));
        let grows = format!("https://shop.example/{}", "ä".repeat(400));
        assert!(grows.len() < MAX_URL);
        assert!(matches!(check_url(&grows, false), Err(FetchError::UrlTooLong { .. })));
    }

    #[test]
    fn only_http_and_https() {
        for text in [
            "file:///etc/passwd",
            "ftp://shop.example/a",
            "gopher://a/",
            "data:text/csv,a",
            "javascript:alert(1)",
            "jar:http://a/",
            "unix:/run/postgresql",
            "localhost:8080/feed.csv",
            "ws://a/",
        ] {
            assert!(matches!(check_url(text, true), Err(FetchError::Scheme { .. })), "{text}");
        }
    }

    #[test]
    fn no_credentials() {
        for text in [
            "http://user@a.example/",
            "http://user:pass@a.example/",
            "http://:pass@a.example/",
            "https://1.1.1.1@127.0.0.1/",
        ] {
            assert!(matches!(check_url(text, true), Err(FetchError::Credentials)), "{text}");
        }
    }

    #[test]
    fn loopback_in_every_spelling_that_is_understood() {
        let spellings = [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.0.0.1",
            "0177.0.0.1",
            "017700000001",
            "127.0.0.1.",
            "①②⑦.0.0.1",
            "127。0。0。1",
            "%31%32%37.0.0.1",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
        ];
        for host in spellings {
            let url = format!("http://{host}:8080/feed.csv");
            let refused = check_url(&url, false);
            assert!(
                matches!(refused, Err(FetchError::NotPublic { kind: NotPublic::Loopback, .. })),
                "{url} {refused:?}"
            );
            check_url(&url, true).unwrap();
        }
    }

    #[test]
    fn redirects_are_checked_like_addresses() {
        let from = Url::parse("https://shop.example/a/feed.csv?x=1").unwrap();
        let to = |location: &str| redirected(&from, location, false);
        assert_eq!(to("../b.csv").unwrap().as_str(), "https://shop.example/b.csv");
        assert_eq!(to("//cdn.example/b").unwrap().as_str(), "https://cdn.example/b");
        assert!(matches!(to("http://shop.example/b"), Err(FetchError::Downgrade)));
        assert!(matches!(to("file:///etc/passwd"), Err(FetchError::Scheme { .. })));
        assert!(matches!(
            to("https://169.254.169.254/"),
            Err(FetchError::NotPublic { kind: NotPublic::LinkLocal, .. })
        ));
        assert!(matches!(to("//10.0.0.1/"), Err(FetchError::NotPublic { kind: NotPublic::Private, .. })));
        assert!(matches!(to("https://a:b@shop.example/"), Err(FetchError::Credentials)));
        assert!(matches!(to(&"a".repeat(MAX_URL + 1)), Err(FetchError::UrlTooLong { .. })));
        assert!(matches!(to(&"ä".repeat(400)), Err(FetchError::UrlTooLong { .. })));
        let plain = Url::parse("http://shop.example/").unwrap();
        assert_eq!(redirected(&plain, "https://shop.example/", false).unwrap().scheme(), "https");
    }

    #[test]
    fn errors_quote_an_address_without_its_secrets() {
        let url = Url::parse("https://user:pw@shop.example/feed?token=secret#part").unwrap();
        assert_eq!(quoted(&url), "https://shop.example/feed");
        let long = Url::parse(&format!("https://shop.example/{}", "a".repeat(500))).unwrap();
        assert_eq!(quoted(&long).chars().count(), MAX_QUOTED + 1);
    }
}
