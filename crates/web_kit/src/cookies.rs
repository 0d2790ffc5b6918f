//! The cookies of this host: session, visitor, language.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponseParts, ResponseParts};
use types::Language;

use crate::{Problem, SessionSecret};

/// The cookie that remembers the language chosen; it is no secret and has no prefix.
pub(crate) const LANGUAGE_COOKIE: &str = "lang";
const LANGUAGE_LIFE: Duration = Duration::from_hours(365 * 24);

/// How cookies are written: `Path=/; HttpOnly; SameSite=Lax` always, and where the site is served over https also
/// `Secure` and the name prefix `__Host-`, which keeps other hosts of the domain from setting them (RFC 6265bis, 4.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CookiePolicy {
    /// The site is served over https.
    pub secure: bool,
}

impl CookiePolicy {
    /// The session's cookie: `karum_session`, `__Host-karum_session` over https.
    pub const fn session_name(self) -> &'static str {
        if self.secure { "__Host-karum_session" } else { "karum_session" }
    }

    /// The cookie of a visitor without a session, who may fill in forms.
    pub const fn visitor_name(self) -> &'static str {
        if self.secure { "__Host-karum_visitor" } else { "karum_visitor" }
    }

    /// The browser keeps the session for so long.
    pub fn set_session(self, secret: &SessionSecret, life: Duration) -> SetCookie {
        self.write(self.session_name(), &secret.expose(), Some(life))
    }

    /// The browser forgets the session.
    pub fn clear_session(self) -> SetCookie {
        self.write(self.session_name(), "", Some(Duration::ZERO))
    }

    /// The browser keeps the visitor's secret until it is closed.
    pub fn set_visitor(self, secret: &SessionSecret) -> SetCookie {
        self.write(self.visitor_name(), &secret.expose(), None)
    }

    /// The browser keeps the language for a year.
    pub fn set_language(self, language: Language) -> SetCookie {
        self.write(LANGUAGE_COOKIE, language.code(), Some(LANGUAGE_LIFE))
    }

    /// `value` is base64url, a language code or empty, so nothing needs to be quoted.
    fn write(self, name: &str, value: &str, life: Option<Duration>) -> SetCookie {
        let secure = if self.secure { "; Secure" } else { "" };
        let life = life.map(|life| format!("; Max-Age={}", life.as_secs())).unwrap_or_default();
        SetCookie(format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{life}"))
    }
}

/// One `Set-Cookie` header, to be put before the answer: `(set_cookie, Redirect::to("/"))`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetCookie(String);

impl SetCookie {
    /// Adds the header.
    pub(crate) fn append_to(&self, headers: &mut HeaderMap) {
        if let Ok(mut value) = HeaderValue::from_str(&self.0) {
            value.set_sensitive(true);
            headers.append(SET_COOKIE, value);
        }
    }
}

impl IntoResponseParts for SetCookie {
    type Error = Infallible;
    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Infallible> {
        self.append_to(response.headers_mut());
        Ok(response)
    }
}

/// The cookies of the request, and the policy to write new ones by. Needs [`crate::layers()`].
#[derive(Clone)]
pub struct Cookies {
    policy: CookiePolicy,
    headers: HeaderMap,
}

impl Cookies {
    /// The session's secret; none without the cookie, or with one that cannot be ours.
    pub fn session(&self) -> Option<SessionSecret> {
        self.get(self.policy.session_name()).and_then(SessionSecret::parse)
    }

    /// The visitor's secret.
    pub fn visitor(&self) -> Option<SessionSecret> {
        self.get(self.policy.visitor_name()).and_then(SessionSecret::parse)
    }

    /// The cookie of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        cookie(&self.headers, name)
    }

    /// How to write new ones.
    pub fn policy(&self) -> CookiePolicy {
        self.policy
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Cookies {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let policy = *parts.extensions.get::<CookiePolicy>().ok_or_else(|| Problem::internal("layers() is missing"))?;
        let headers = parts.headers.get_all(COOKIE).iter().map(|value| (COOKIE, value.clone())).collect();
        Ok(Self { policy, headers })
    }
}

/// The value of the first cookie of this name (RFC 6265, section 4.2.1).
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).find_map(|pair| {
        let (found, value) = pair.split_once('=')?;
        (found.trim() == name).then(|| value.trim().trim_matches('"'))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use axum::Router;
    use axum::routing::get;

    use super::*;
    use crate::layers::test_client::{get as request, kit, kit_with, send, settings, text};

    fn with_cookie(value: &str) -> axum::extract::Request {
        let mut request = request("/");
        request.headers_mut().append(COOKIE, value.parse().unwrap());
        request
    }

    fn app() -> Router {
        Router::new().route(
            "/",
            get(|cookies: Cookies| async move { cookies.session().map_or("none".into(), |secret| secret.expose()) }),
        )
    }

    #[tokio::test]
    async fn the_session_is_read() {
        let secret = SessionSecret::generate().expose();
        for (cookie, expected) in [
            (format!("karum_session={secret}"), secret.as_str()),
            (format!("a=b; karum_session={secret};c"), &secret),
            (format!("a=b;karum_session=\"{secret}\""), &secret),
            (format!("xkarum_session={secret}"), "none"),
            (format!("__Host-karum_session={secret}"), "none"),
            ("karum_session=forged".to_owned(), "none"),
            (";;=;".to_owned(), "none"),
        ] {
            assert_eq!(text(send(kit(app()), with_cookie(&cookie)).await).await, expected, "{cookie}");
        }
    }

    #[tokio::test]
    async fn over_https_only_the_prefixed_cookie_counts() {
        let secret = SessionSecret::generate().expose();
        let app = kit_with(app(), crate::Settings { cookies: CookiePolicy { secure: true }, ..settings() });
        assert_eq!(text(send(app.clone(), with_cookie(&format!("karum_session={secret}"))).await).await, "none");
        let cookie = format!("__Host-karum_session={secret}");
        assert_eq!(text(send(app, with_cookie(&cookie)).await).await, secret);
    }

    #[tokio::test]
    async fn cookies_are_set_with_all_attributes() {
        let app = Router::new().route(
            "/",
            get(|| async {
                let (plain, secure) = (CookiePolicy { secure: false }, CookiePolicy { secure: true });
                let secret = SessionSecret::parse(&"A".repeat(43)).unwrap();
                (
                    secure.set_session(&secret, Duration::from_mins(1)),
                    plain.clear_session(),
                    plain.set_visitor(&secret),
                    "ok",
                )
            }),
        );
        let response = send(app, request("/")).await;
        let found: Vec<_> = response.headers().get_all(SET_COOKIE).iter().map(|v| v.to_str().unwrap()).collect();
        let value = "A".repeat(43);
        assert_eq!(
            found,
            [
                format!("__Host-karum_session={value}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60"),
                "karum_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0".to_owned(),
                format!("karum_visitor={value}; Path=/; HttpOnly; SameSite=Lax"),
            ]
        );
    }
}
