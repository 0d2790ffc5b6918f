//! Why a feed could not be fetched, in words for the seller who gave the address.

use std::fmt;

use reqwest::StatusCode;
use storage::{ByteSize, StorageError};

use super::span::Span;

/// What an address is, when it is not one of the public internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPublic {
    /// The machine itself.
    Loopback,
    /// A private network: RFC 1918, carrier-grade NAT, unique local, NAT64 of local use.
    Private,
    /// The machine's own link, where clouds keep their metadata service.
    LinkLocal,
    /// No particular address.
    Unspecified,
    /// Many machines at once.
    Multicast,
    /// Set aside for examples and benchmarks.
    Documentation,
    /// Set aside for protocols, or not given out.
    Reserved,
}

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Loopback => "this server itself",
            Self::Private => "a private network",
            Self::LinkLocal => "a machine's own network link",
            Self::Unspecified => "no particular machine",
            Self::Multicast => "a group of machines",
            Self::Documentation => "addresses set aside for examples",
            Self::Reserved => "addresses that are set aside",
        })
    }
}

/// Why a feed could not be fetched. Every message says what the seller can do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// No scheme: a path or a bare host.
    #[error("the address is not complete: write it as the browser shows it, like https://shop.example/feed.csv")]
    UrlIncomplete,
    /// Not a URL.
    #[error("the address cannot be read ({reason}): copy it from the browser, like https://shop.example/feed.csv")]
    UrlInvalid {
        /// What is wrong with it.
        reason: url::ParseError,
    },
    /// The URL is too long.
    #[error("the address is longer than {limit} characters: use a shorter one")]
    UrlTooLong {
        /// The most bytes.
        limit: usize,
    },
    /// Another scheme than http and https.
    #[error("addresses beginning with {scheme}: cannot be fetched: use one that begins with https:// or http://")]
    Scheme {
        /// The scheme, cut.
        scheme: String,
    },
    /// The URL holds a user or a password.
    #[error(
        "the address holds a user name or password: use an address that can be read without them, or upload the file"
    )]
    Credentials,
    /// The host is not on the public internet.
    #[error("{host} leads to {kind}: use an address that can be reached from the public internet, or upload the file")]
    NotPublic {
        /// The host as it stands in the address.
        host: String,
        /// Where it leads.
        kind: NotPublic,
    },
    /// The host name has no address.
    #[error("the host {host} was not found: check the spelling of the address")]
    HostNotFound {
        /// The host.
        host: String,
    },
    /// No connection came about.
    #[error("{host} does not accept connections: check the address and its port, or try again later")]
    Connect {
        /// The host.
        host: String,
    },
    /// No connection came about in time.
    #[error("{host} could not be reached within {limit}: check the address and its port, or try again later")]
    ConnectTimeout {
        /// The host.
        host: String,
        /// [`connect_timeout`](super::FetchPolicy::connect_timeout).
        limit: Span,
    },
    /// There is no trustworthy encryption.
    #[error("no secure connection to {host} ({reason}): its operator must mend that, or upload the file")]
    Tls {
        /// The host.
        host: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// The connection ended before an answer, or the answer is not HTTP.
    #[error("{host} gave no proper answer: check the address, or try again later")]
    NoAnswer {
        /// The host.
        host: String,
    },
    /// Any other answer than a feed.
    #[error("the server answered {status}: {}", advice(*.status))]
    Status {
        /// The answer.
        status: StatusCode,
    },
    /// A redirect without a readable target.
    #[error("the server redirects without saying where to: open the address in a browser and use the final one")]
    RedirectWithoutTarget,
    /// More redirects than allowed, a circle most likely.
    #[error("the address redirects more than {limit} times: open it in a browser and use the final address")]
    TooManyRedirects {
        /// [`max_redirects`](super::FetchPolicy::max_redirects).
        limit: usize,
    },
    /// A redirect from https to http.
    #[error("the address redirects from https to http, where others could change the feed: use the final address")]
    Downgrade,
    /// What went wrong after a redirect.
    #[error("after a redirect from {from}: {why}")]
    AfterRedirect {
        /// The address that redirected, without its query.
        from: String,
        /// What went wrong.
        why: Box<FetchError>,
    },
    /// The server was silent for too long.
    #[error("the server sent nothing for {limit}: try again later, or upload the file")]
    Silent {
        /// [`idle_timeout`](super::FetchPolicy::idle_timeout).
        limit: Span,
    },
    /// The whole took too long.
    #[error("the download took longer than {limit}: offer the feed compressed (gzip) or from a faster server")]
    TooSlow {
        /// [`total_timeout`](super::FetchPolicy::total_timeout).
        limit: Span,
    },
    /// The connection ended in the middle of the file.
    #[error("the file was half-sent: the connection ended after {received} bytes; try again")]
    HalfSent {
        /// How many bytes had arrived.
        received: u64,
    },
    /// The feed is too large, as sent or decompressed.
    #[error("the feed is larger than {limit}, the most that is accepted: split it, or leave out columns")]
    TooLarge {
        /// [`max_bytes`](super::FetchPolicy::max_bytes).
        limit: ByteSize,
    },
    /// A decompression bomb.
    #[error("the compressed feed grows to more than {limit} times its size, the most that is accepted: send it plain")]
    Bomb {
        /// [`max_ratio`](super::FetchPolicy::max_ratio).
        limit: u64,
    },
    /// The gzip data are damaged or cut off.
    #[error("the compressed feed (gzip) is damaged or cut off: make it anew, or send it plain")]
    Gzip,
    /// A compression that was not asked for.
    #[error("the server compresses with \"{encoding}\", which is not read: send the feed plain or with gzip")]
    Encoding {
        /// The `Content-Encoding`, cut.
        encoding: String,
    },
    /// A page of HTML.
    #[error("this is a web page, not a feed: open the address in a browser, and use the one that downloads the file")]
    WebPage,
    /// This installation cannot make secure connections.
    #[error("this server cannot fetch feeds until its operator installs CA certificates ({reason}): upload the file")]
    Setup {
        /// What the HTTP client said.
        reason: String,
    },
    /// The feed arrived and could not be stored.
    #[error("the feed could not be stored: {0}")]
    Storage(#[source] StorageError),
}

impl FetchError {
    /// The stable name, `snake_case`, by which pages translate it. What comes after a redirect is named as it is.
    pub fn name(&self) -> &'static str {
        match self {
            Self::UrlIncomplete | Self::UrlInvalid { .. } | Self::UrlTooLong { .. } | Self::Scheme { .. } => {
                "bad_address"
            }
            Self::Credentials => "address_with_password",
            Self::NotPublic { .. } => "private_address",
            Self::HostNotFound { .. } => "host_not_found",
            Self::Connect { .. } | Self::NoAnswer { .. } => "fetch_failed",
            Self::ConnectTimeout { .. } | Self::Silent { .. } | Self::TooSlow { .. } => "fetch_timeout",
            Self::Tls { .. } => "fetch_not_secure",
            Self::Status { status } => match status.as_u16() {
                401 | 403 | 407 => "fetch_denied",
                404 | 410 => "fetch_not_found",
                _ => "fetch_status",
            },
            Self::RedirectWithoutTarget | Self::TooManyRedirects { .. } => "too_many_redirects",
            Self::Downgrade => "fetch_downgrade",
            Self::AfterRedirect { why, .. } => why.name(),
            Self::HalfSent { .. } => "half_sent",
            Self::TooLarge { .. } => "file_too_large",
            Self::Bomb { .. } => "compression_bomb",
            Self::Gzip | Self::Encoding { .. } => "bad_compression",
            Self::WebPage => "web_page",
            Self::Setup { .. } | Self::Storage(_) => "crashed",
        }
    }

    /// Whether it is our fault, and nothing is wrong with the address or what is there.
    pub fn is_ours(&self) -> bool {
        match self {
            Self::AfterRedirect { why, .. } => why.is_ours(),
            Self::Setup { .. } | Self::Storage(_) => true,
            _ => false,
        }
    }
}

/// What to do about an answer that is no feed.
fn advice(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 | 403 | 407 => "use an address that can be read without signing in, or upload the file",
        404 | 410 => "there is nothing at this address, check its spelling",
        429 => "it is asked too often, try again later",
        500.. => "it has a fault of its own, try again later",
        _ => "open the address in a browser and see what it gives",
    }
}
