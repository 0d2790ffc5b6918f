//! Tokens that prove that a form came from a page of ours, to this browser.

use std::fmt;
use std::sync::{Arc, OnceLock};

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use aws_lc_rs::rand;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::cookies::cookie;
use crate::{CookiePolicy, Error, Problem, SessionSecret, SetCookie};

/// The hidden field of a form, and the parameter in the address of a multipart form.
pub const CSRF_FIELD: &str = "_csrf";
/// The header for scripts.
pub const CSRF_HEADER: &str = "x-csrf-token";

const NONCE_BYTES: usize = 16;

/// The server's key for CSRF tokens; all processes of one site share it.
#[derive(Clone)]
pub struct CsrfKey(hmac::Key);

impl CsrfKey {
    const MIN_BYTES: usize = 32;

    /// From at least 32 secret bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() < Self::MIN_BYTES {
            return Err(Error::ShortKey(bytes.len()));
        }
        Ok(Self(hmac::Key::new(HMAC_SHA256, bytes)))
    }

    /// The token for a browser. The nonce makes each one different, so that compression of pages does not betray it
    /// (BREACH).
    fn token(&self, binding: &Binding) -> String {
        let mut token = vec![0; NONCE_BYTES];
        rand::fill(&mut token).expect("the system has a random source");
        let mac = hmac::sign(&self.0, &binding.message(&token));
        token.extend_from_slice(mac.as_ref());
        URL_SAFE_NO_PAD.encode(token)
    }

    /// Whether the token was made for this browser; compares in constant time.
    pub(crate) fn verify(&self, binding: &Binding, token: &str) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else { return false };
        let Some((nonce, mac)) = bytes.split_at_checked(NONCE_BYTES) else { return false };
        hmac::verify(&self.0, &binding.message(nonce), mac).is_ok()
    }
}

impl fmt::Debug for CsrfKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CsrfKey(…)")
    }
}

/// What a token is bound to: the session, or before there is one the visitor. A token of the visit does not outlive
/// signing in.
pub(crate) enum Binding {
    Session(SessionSecret),
    Visitor(SessionSecret),
}

impl Binding {
    pub(crate) fn of(headers: &HeaderMap, cookies: CookiePolicy) -> Option<Self> {
        let secret = |name| cookie(headers, name).and_then(SessionSecret::parse);
        let visitor = || secret(cookies.visitor_name()).map(Self::Visitor);
        secret(cookies.session_name()).map(Self::Session).or_else(visitor)
    }

    fn message(&self, nonce: &[u8]) -> Vec<u8> {
        let (label, secret) = match self {
            Self::Session(secret) => ("session", secret),
            Self::Visitor(secret) => ("visitor", secret),
        };
        [nonce, label.as_bytes(), &secret.hash()].concat()
    }
}

/// Gives the token for the forms of a page; extract it in the handler that renders them. Needs [`crate::layers()`].
///
/// A visitor without any cookie gets one with the answer, if a token was asked for and not otherwise.
#[derive(Clone)]
pub struct CsrfToken(Arc<Inner>);

struct Inner {
    key: CsrfKey,
    known: Option<Binding>,
    fresh: OnceLock<Binding>,
}

impl CsrfToken {
    pub(crate) fn new(key: CsrfKey, known: Option<Binding>) -> Self {
        Self(Arc::new(Inner { key, known, fresh: OnceLock::new() }))
    }

    /// The value for the hidden field [`CSRF_FIELD`], for a script's header [`CSRF_HEADER`], or for the parameter
    /// `_csrf` in the address that a multipart form is sent to.
    pub fn value(&self) -> String {
        let fresh = || self.0.fresh.get_or_init(|| Binding::Visitor(SessionSecret::generate()));
        self.0.key.token(self.0.known.as_ref().unwrap_or_else(fresh))
    }

    /// The cookie that the visitor needs for a token given out by this request.
    pub(crate) fn cookie(&self, cookies: CookiePolicy) -> Option<SetCookie> {
        match self.0.fresh.get()? {
            Binding::Session(secret) | Binding::Visitor(secret) => Some(cookies.set_visitor(secret)),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for CsrfToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get().cloned().ok_or_else(|| Problem::internal("layers() is missing"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_for_its_key_and_its_browser_only() {
        let key = CsrfKey::new(&[1; 32]).unwrap();
        let secret = || SessionSecret::parse(&"A".repeat(43)).unwrap();
        let token = key.token(&Binding::Session(secret()));
        assert!(key.verify(&Binding::Session(secret()), &token));
        assert!(!key.verify(&Binding::Visitor(secret()), &token));
        assert!(!key.verify(&Binding::Session(SessionSecret::generate()), &token));
        assert!(!CsrfKey::new(&[2; 32]).unwrap().verify(&Binding::Session(secret()), &token));
        assert_ne!(key.token(&Binding::Session(secret())), token, "each token has its own nonce");
    }

    #[test]
    fn a_mangled_token_is_refused() {
        let key = CsrfKey::new(&[1; 32]).unwrap();
        let binding = Binding::Visitor(SessionSecret::generate());
        let token = key.token(&binding);
        for at in 0..token.len() {
            let other = if &token[at..=at] == "A" { "B" } else { "A" };
            let mut mangled = token.clone();
            mangled.replace_range(at..=at, other);
            assert!(!key.verify(&binding, &mangled), "{at}");
        }
        for text in ["", "A", &token[..40], &format!("{token}AAAA")] {
            assert!(!key.verify(&binding, text), "{text}");
        }
    }

    #[test]
    fn a_short_key_is_refused() {
        assert!(matches!(CsrfKey::new(&[0; 31]), Err(Error::ShortKey(31))));
        assert_eq!(format!("{:?}", CsrfKey::new(&[7; 32]).unwrap()), "CsrfKey(…)");
    }
}
