//! From an address to an answer: hops, retries, and what an error of the HTTP client means.

use std::{error::Error, io, time::Duration};

use reqwest::{
    Client, Response, StatusCode,
    header::{self, HeaderName, HeaderValue},
    redirect,
};
use tokio::time::{self, Instant};
use url::Url;

use super::{FetchError, FetchPolicy, Opened, Validators, body, resolver::Checked, span::Span, target};

/// Downloads feeds under one [`FetchPolicy`]. Made once and shared; a clone is the same fetcher.
#[derive(Debug, Clone)]
pub struct Fetcher {
    client: Client,
    policy: FetchPolicy,
}

impl Fetcher {
    /// A fetcher. Fails where the system has no CA certificates.
    pub fn new(policy: FetchPolicy) -> Result<Self, FetchError> {
        // What would go around the checks is off: proxies (they resolve by themselves), redirects, kept connections.
        // Decompression is ours, for its limits; so are retries, for their number.
        let client = Client::builder()
            .user_agent(concat!("Karum/", env!("CARGO_PKG_VERSION"), " (feed import)"))
            .dns_resolver(Checked { allow_loopback: policy.allow_loopback })
            .no_proxy()
            .redirect(redirect::Policy::none())
            .pool_max_idle_per_host(0)
            .retry(reqwest::retry::never())
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .connect_timeout(policy.connect_timeout)
            .build()
            .map_err(|error| FetchError::Setup { reason: innermost(&error) })?;
        Ok(Self { client, policy })
    }

    /// The policy it was made with.
    pub fn policy(&self) -> &FetchPolicy {
        &self.policy
    }

    /// Asks for the feed at `url` and follows redirects up to an answer. With the `known` validators of an earlier
    /// fetch, the answer may be that nothing changed.
    pub async fn open(&self, url: &str, known: &Validators) -> Result<Opened, FetchError> {
        let deadline = Instant::now() + self.policy.total_timeout;
        match time::timeout_at(deadline, self.follow(url, known, deadline)).await {
            Ok(opened) => opened,
            Err(_) => Err(FetchError::TooSlow { limit: Span(self.policy.total_timeout) }),
        }
    }

    async fn follow(&self, url: &str, known: &Validators, deadline: Instant) -> Result<Opened, FetchError> {
        let mut url = target::check_url(url, self.policy.allow_loopback)?;
        let mut from: Option<String> = None;
        let mut retries = self.policy.retries;
        for _ in 0..=self.policy.max_redirects {
            let hop = self.hop(&url, known, deadline, &mut retries).await;
            match hop.map_err(|why| after_redirect(from.as_deref(), why))? {
                Hop::End(opened) => return Ok(opened),
                Hop::To(location) => {
                    let quoted = target::quoted(&url);
                    url = target::redirected(&url, &location, self.policy.allow_loopback)
                        .map_err(|why| after_redirect(Some(&quoted), why))?;
                    from = Some(quoted);
                }
            }
        }
        Err(FetchError::TooManyRedirects { limit: self.policy.max_redirects })
    }

    /// One address: its answer, or where it leads on to.
    async fn hop(
        &self,
        url: &Url,
        known: &Validators,
        deadline: Instant,
        retries: &mut u32,
    ) -> Result<Hop, FetchError> {
        let response = self.ask(url, known, retries).await?;
        let conditional = known.etag.is_some() || known.last_modified.is_some();
        match response.status() {
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => {
                text(&response, header::LOCATION).map(Hop::To).ok_or(FetchError::RedirectWithoutTarget)
            }
            StatusCode::NOT_MODIFIED if conditional => Ok(Hop::End(Opened::NotModified)),
            // 206 is a part of a file that nobody asked to have in parts.
            status if status.is_success() && status != StatusCode::PARTIAL_CONTENT => {
                let body = body::open(response, url.clone(), &self.policy, deadline).await?;
                Ok(Hop::End(Opened::Feed(body)))
            }
            status => Err(FetchError::Status { status }),
        }
    }

    /// Sends the request, again if the connection failed or the server has a fault. Nothing was passed on so far.
    async fn ask(&self, url: &Url, known: &Validators, retries: &mut u32) -> Result<Response, FetchError> {
        let mut pause = self.policy.retry_pause;
        loop {
            let answer = self.ask_once(url, known).await;
            let passing = answer.as_ref().map_or_else(may_pass, |response| response.status().is_server_error());
            if !passing || *retries == 0 {
                return answer;
            }
            *retries -= 1;
            time::sleep(pause.mul_f64(rand::random_range(0.5..1.5))).await;
            pause = pause.saturating_mul(2);
        }
    }

    async fn ask_once(&self, url: &Url, known: &Validators) -> Result<Response, FetchError> {
        let mut request =
            self.client.get(url.clone()).header(header::ACCEPT, "*/*").header(header::ACCEPT_ENCODING, "gzip");
        let validators = [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.last_modified)];
        for (name, value) in validators {
            if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
                request = request.header(name, value);
            }
        }
        // Finding the host and connecting have their own limit, so that being silent is counted after them.
        let patience = self.policy.connect_timeout + self.policy.idle_timeout;
        match time::timeout(patience, request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(meaning(&error, url, self.policy.connect_timeout)),
            Err(_) => Err(FetchError::Silent { limit: Span(self.policy.idle_timeout) }),
        }
    }
}

enum Hop {
    End(Opened),
    To(String),
}

fn after_redirect(from: Option<&str>, why: FetchError) -> FetchError {
    match from {
        Some(from) => FetchError::AfterRedirect { from: from.to_owned(), why: Box::new(why) },
        None => why,
    }
}

/// A header as text, if it is there, is text and no longer than 4 KiB.
pub fn text(response: &Response, name: HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    let text = std::str::from_utf8(value.as_bytes()).ok()?;
    (text.len() <= 4_096).then(|| text.to_owned())
}

/// Whether a failed connection may succeed a moment later.
fn may_pass(error: &FetchError) -> bool {
    use FetchError::{Connect, ConnectTimeout, HostNotFound};
    matches!(error, Connect { .. } | ConnectTimeout { .. } | HostNotFound { .. })
}

/// What an error of the HTTP client means for the seller.
fn meaning(error: &reqwest::Error, url: &Url, connect_timeout: Duration) -> FetchError {
    let host = url.host_str().unwrap_or_default().to_owned();
    if let Some(FetchError::NotPublic { host, kind }) = cause::<FetchError>(error) {
        FetchError::NotPublic { host: host.clone(), kind: *kind }
    } else if error.is_dns() {
        FetchError::HostNotFound { host }
    } else if let Some(tls) = cause::<rustls::Error>(error) {
        FetchError::Tls { host, reason: fault_of_tls(tls) }
    } else if error.is_connect() && error.is_timeout() {
        FetchError::ConnectTimeout { host, limit: Span(connect_timeout) }
    } else if error.is_connect() {
        FetchError::Connect { host }
    } else {
        FetchError::NoAnswer { host }
    }
}

fn fault_of_tls(error: &rustls::Error) -> &'static str {
    use rustls::{CertificateError as Fault, Error::InvalidCertificate};
    match error {
        InvalidCertificate(Fault::Expired | Fault::ExpiredContext { .. }) => "its certificate has expired",
        InvalidCertificate(Fault::NotValidForName | Fault::NotValidForNameContext { .. }) => {
            "its certificate is for another name"
        }
        InvalidCertificate(Fault::UnknownIssuer) => "its certificate is signed by nobody who is trusted",
        InvalidCertificate(_) => "its certificate is not valid",
        _ => "it does not speak TLS as it should",
    }
}

/// The first error of type `E` in a chain, also where an `io::Error` wraps it (its `source` skips what it wraps).
fn cause<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    error.downcast_ref().or_else(|| cause(wrapped?)).or_else(|| cause(error.source()?))
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    error.source().map_or_else(|| error.to_string(), innermost)
}

#[cfg(test)]
mod tests {
    use super::{super::NotPublic, *};

    #[test]
    fn what_may_pass_is_tried_again_and_what_cannot_is_not() {
        let host = || "shop.example".to_owned();
        let limit = Span(Duration::from_secs(10));
        assert!(may_pass(&FetchError::Connect { host: host() }));
        assert!(may_pass(&FetchError::ConnectTimeout { host: host(), limit }));
        assert!(may_pass(&FetchError::HostNotFound { host: host() }));
        assert!(!may_pass(&FetchError::NotPublic { host: host(), kind: NotPublic::Private }));
        assert!(!may_pass(&FetchError::Tls { host: host(), reason: "" }));
        assert!(!may_pass(&FetchError::Silent { limit }));
        assert!(!may_pass(&FetchError::NoAnswer { host: host() }));
    }

    #[test]
    fn faults_of_certificates_in_words() {
        use rustls::{CertificateError as Fault, Error::InvalidCertificate};
        for (fault, word) in [
            (Fault::Expired, "expired"),
            (Fault::NotValidForName, "another name"),
            (Fault::UnknownIssuer, "trusted"),
            (Fault::BadSignature, "not valid"),
        ] {
            let words = fault_of_tls(&InvalidCertificate(fault));
            assert!(words.contains(word), "{words}");
        }
        assert!(fault_of_tls(&rustls::Error::DecryptError).contains("TLS"));
    }
}
