//! The body of an answer: counted, decompressed, and cut off where a limit is reached.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::{Stream, stream};
use reqwest::{Response, header};
use storage::ByteSize;
use tokio::{
    io::{AsyncRead, ReadBuf},
    time::{self, Instant},
};
use tokio_util::io::StreamReader;
use url::Url;

use super::{FetchError, FetchPolicy, Validators, request, span::Span};
use crate::unpack::{self, Check, RATIO_FREE, Reader};

/// How much of the feed is looked at to tell a web page, in bytes.
const HEAD: u64 = 1_024;
/// The longest validator that is kept, in bytes.
const MAX_VALIDATOR: usize = 1_024;

/// A feed on its way in: read it to the end, it is decompressed and within its limits.
///
/// Errors of reading hold a [`FetchError`] that [`std::io::Error::downcast`] gives.
pub struct FeedBody {
    reader: Reader<'static>,
    /// For the next fetch.
    pub validators: Validators,
    /// The `Content-Type` that the server gave; often wrong.
    pub content_type: Option<String>,
    /// Where the feed comes from after all redirects.
    pub url: Url,
}

impl std::fmt::Debug for FeedBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FeedBody").field("content_type", &self.content_type).finish_non_exhaustive()
    }
}

impl AsyncRead for FeedBody {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.reader.as_mut().poll_read(cx, buf).map_err(|error| io::Error::other(fetch_error(error)))
    }
}

/// The error behind a failed read of a [`FeedBody`]. What is none of ours comes from the decoder.
pub fn fetch_error(error: io::Error) -> FetchError {
    error.downcast().unwrap_or(FetchError::Gzip)
}

/// Looks into the beginning of the answer, and sets up what the rest will go through.
pub async fn open(
    response: Response,
    url: Url,
    policy: &FetchPolicy,
    deadline: Instant,
) -> Result<FeedBody, FetchError> {
    if response.content_length().is_some_and(|declared| declared > policy.max_bytes) {
        return Err(FetchError::TooLarge { limit: ByteSize(policy.max_bytes) });
    }
    let declared_gzip = declared_gzip(&response)?;
    let content_type = request::text(&response, header::CONTENT_TYPE);
    let validator = |name| request::text(&response, name).filter(|text| text.len() <= MAX_VALIDATOR);
    let validators = Validators { etag: validator(header::ETAG), last_modified: validator(header::LAST_MODIFIED) };

    let limits = Limits::new(policy, deadline);
    let mut reader: Reader<'static> = Box::pin(StreamReader::new(Box::pin(wire(response, limits.clone()))));
    let check: Check = Arc::new(move |bytes| limits.decoded(bytes).map_err(io::Error::other));
    let layers;
    (reader, layers) = unpack::peel(reader, &check).await.map_err(fetch_error)?;
    if declared_gzip && layers == 0 {
        let head;
        (head, reader) = unpack::peek(reader, 1).await.map_err(fetch_error)?;
        if !head.is_empty() {
            return Err(FetchError::Gzip);
        }
    }
    if content_type.as_deref().is_some_and(is_html_type) {
        let head;
        (head, reader) = unpack::peek(reader, HEAD).await.map_err(fetch_error)?;
        if looks_like_html(&head) {
            return Err(FetchError::WebPage);
        }
    }
    Ok(FeedBody { reader, validators, content_type, url })
}

/// Whether the answer says that it is compressed, in the one way that was asked for.
fn declared_gzip(response: &Response) -> Result<bool, FetchError> {
    let declared = response.headers().get_all(header::CONTENT_ENCODING);
    let declared = declared.iter().map(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase());
    match declared.collect::<Vec<_>>().join(",").trim() {
        "" | "identity" => Ok(false),
        "gzip" | "x-gzip" => Ok(true),
        other => Err(FetchError::Encoding { encoding: other.chars().take(40).collect() }),
    }
}

/// What is allowed and what was used of it, shared by the layers of one body.
#[derive(Clone)]
struct Limits {
    max_bytes: u64,
    max_ratio: u64,
    idle: Span,
    total: Span,
    deadline: Instant,
    received: Arc<AtomicU64>,
}

impl Limits {
    fn new(policy: &FetchPolicy, deadline: Instant) -> Self {
        Self {
            max_bytes: policy.max_bytes,
            max_ratio: policy.max_ratio,
            idle: Span(policy.idle_timeout),
            total: Span(policy.total_timeout),
            deadline,
            received: Arc::default(),
        }
    }

    fn too_large(&self, bytes: u64) -> Result<(), FetchError> {
        if bytes > self.max_bytes {
            return Err(FetchError::TooLarge { limit: ByteSize(self.max_bytes) });
        }
        Ok(())
    }

    /// Checks the output of a decoder so far.
    fn decoded(&self, bytes: u64) -> Result<(), FetchError> {
        let received = self.received.load(Ordering::Relaxed);
        if bytes > RATIO_FREE && bytes > received.saturating_mul(self.max_ratio) {
            return Err(FetchError::Bomb { limit: self.max_ratio });
        }
        if Instant::now() > self.deadline {
            return Err(FetchError::TooSlow { limit: self.total });
        }
        self.too_large(bytes)
    }

    /// Checks and counts a piece as it was sent.
    fn received(&self, piece: &Bytes) -> Result<(), FetchError> {
        let piece = piece.len() as u64;
        self.too_large(self.received.fetch_add(piece, Ordering::Relaxed) + piece)
    }

    /// The next piece as it was sent; `None` at the proper end.
    async fn next(&self, response: &mut Response) -> Result<Option<Bytes>, FetchError> {
        let patience = Instant::now() + self.idle.0;
        match time::timeout_at(patience.min(self.deadline), response.chunk()).await {
            Ok(Ok(piece)) => {
                piece.as_ref().map_or(Ok(()), |piece| self.received(piece))?;
                Ok(piece)
            }
            Ok(Err(_)) => Err(FetchError::HalfSent { received: self.received.load(Ordering::Relaxed) }),
            Err(_) if patience < self.deadline => Err(FetchError::Silent { limit: self.idle }),
            Err(_) => Err(FetchError::TooSlow { limit: self.total }),
        }
    }
}

/// The body as it is sent, up to its end or the first error.
fn wire(response: Response, limits: Limits) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::try_unfold((response, limits), |(mut response, limits)| async move {
        let piece = limits.next(&mut response).await.map_err(io::Error::other)?;
        Ok(piece.map(|piece| (piece, (response, limits))))
    })
}

fn is_html_type(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(essence.as_str(), "text/html" | "application/xhtml+xml")
}

/// Whether the beginning is that of a web page: a tag of HTML comes first, after blanks, an XML declaration and comments.
fn looks_like_html(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<?xml") => "?>",
            _ => break,
        };
        match rest.split_once(end) {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
    ["<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<script", "<div", "<p>", "<h1", "<center"]
        .iter()
        .any(|tag| rest.starts_with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_pages_are_told_by_their_beginning() {
        for page in [
            "<!DOCTYPE html><html>",
            "\n <HTML lang=de>",
            "\u{feff}<!-- x --><!-- y -->\n<html>",
            "<title>404",
            "<?xml version='1.0'?><!DOCTYPE html PUBLIC",
            "<body>",
            "<script>",
        ] {
            assert!(looks_like_html(page.as_bytes()), "{page}");
        }
        for feed in [
            "",
            "id,title\n1,<html>",
            "<?xml version='1.0'?><rss>",
            "<rss><html>",
            "<!-- never closed",
            "<feed xmlns=",
            "<products>",
            "\"<html>\",b",
            "<!-- c --><rss>",
        ] {
            assert!(!looks_like_html(feed.as_bytes()), "{feed}");
        }
    }

    #[test]
    fn html_types() {
        assert!(["text/html", "TEXT/HTML; charset=utf-8", "application/xhtml+xml"].into_iter().all(is_html_type));
        assert!(!["text/csv", "", "text/plain; x=text/html", "application/xml"].into_iter().any(is_html_type));
    }
}
