//! Which language the reader wants.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use types::Language;
use url::form_urlencoded;

use crate::cookies::{LANGUAGE_COOKIE, cookie};

/// The language to answer in: `?lang=`, else the cookie `lang`, else `Accept-Language`, else the site's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreferredLanguage {
    /// The language.
    pub language: Language,
    /// What decided.
    pub source: LanguageSource,
}

/// What decided on the language. A seller's shop may put its own language in place of the site's default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LanguageSource {
    /// `?lang=`: chosen just now; the layers remember it in the cookie.
    Query,
    /// Chosen before.
    Cookie,
    /// The browser's settings.
    Header,
    /// Nobody said anything that we speak.
    Default,
}

impl PreferredLanguage {
    pub(crate) fn negotiate(uri: &Uri, headers: &HeaderMap, default: Language) -> Self {
        let query = || {
            let mut pairs = form_urlencoded::parse(uri.query()?.as_bytes());
            pairs.find(|(name, _)| name == "lang")?.1.parse().ok()
        };
        let cookie = || cookie(headers, LANGUAGE_COOKIE)?.parse().ok();
        let from = |source| move |language| Self { language, source };
        query()
            .map(from(LanguageSource::Query))
            .or_else(|| cookie().map(from(LanguageSource::Cookie)))
            .or_else(|| accepted(headers).map(from(LanguageSource::Header)))
            .unwrap_or(Self { language: default, source: LanguageSource::Default })
    }

    /// As the layers found it, else by the request alone with English as the default.
    pub(crate) fn of(request: &Request) -> Self {
        let known = request.extensions().get().copied();
        known.unwrap_or_else(|| Self::negotiate(request.uri(), request.headers(), Language::En))
    }
}

/// The language with the highest weight among ours, the first of equals (RFC 9110, section 12.5.4). `*` names none of
/// ours, so it leaves the choice to the default.
fn accepted(headers: &HeaderMap) -> Option<Language> {
    let lines = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|line| line.to_str().ok());
    let mut best: Option<(u16, Language)> = None;
    for range in lines.flat_map(|line| line.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let language = parts.next().unwrap_or_default().parse();
        let weight =
            parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q="))).map_or(1000, thousandths);
        if let Ok(language) = language
            && weight > best.map_or(0, |(best, _)| best)
        {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// A weight from 0 to 1 with at most three digits after the point (RFC 9110, section 12.4.2); else 0: not wanted.
pub(crate) fn thousandths(weight: &str) -> u16 {
    let (whole, fraction) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    if fraction.len() > 3 || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return 0;
    }
    let fraction: u16 = format!("{fraction:0<3}").parse().unwrap_or(0);
    match whole {
        "0" => fraction,
        "1" if fraction == 0 => 1000,
        _ => 0,
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PreferredLanguage {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let known = parts.extensions.get().copied();
        Ok(known.unwrap_or_else(|| Self::negotiate(&parts.uri, &parts.headers, Language::En)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use axum::Router;
    use axum::http::header::{COOKIE, SET_COOKIE};
    use axum::routing::get;

    use super::*;
    use crate::layers::test_client::{get as request, kit, send, text};

    fn app() -> Router {
        let show = |lang: PreferredLanguage| async move { format!("{} {:?}", lang.language, lang.source) };
        kit(Router::new().route("/", get(show)))
    }

    async fn answer(uri: &str, cookie: Option<&str>, accept: Option<&str>) -> String {
        let mut request = request(uri);
        for (name, value) in [(COOKIE, cookie), (ACCEPT_LANGUAGE, accept)] {
            if let Some(value) = value {
                request.headers_mut().insert(name, value.parse().unwrap());
            }
        }
        text(send(app(), request).await).await
    }

    #[tokio::test]
    async fn the_nearest_choice_decides() {
        let (cookie, accept) = (Some("lang=fr"), Some("de"));
        assert_eq!(answer("/?lang=en", cookie, accept).await, "en Query");
        assert_eq!(answer("/?lang=tlh", cookie, accept).await, "fr Cookie");
        assert_eq!(answer("/", Some("lang=tlh"), accept).await, "de Header");
        assert_eq!(answer("/", None, None).await, "en Default");
    }

    #[tokio::test]
    async fn weights_decide() {
        for (accept, expected) in [
            ("de-LU,de;q=0.9,en;q=0.8", "de Header"),
            ("en;q=0.8,fr;q=0.9", "fr Header"),
            ("it,es;q=0.9,fr;q=0.1", "fr Header"),
            ("fr;q=0.5,de;q=0.5", "fr Header"),
            ("fr;q=0.511,de;q=0.512", "de Header"),
            ("de;q=0,fr;q=0.001", "fr Header"),
            ("de ; q=0.2 , FR-ca;Q=0.3", "fr Header"),
            ("de;q=0", "en Default"),
            ("de;q=1.001,fr;q=0.5", "fr Header"),
            ("de;q=2,fr;q=x,en;q=0.1234", "en Default"),
            ("*", "en Default"),
            (",;q=1,,", "en Default"),
        ] {
            assert_eq!(answer("/", None, Some(accept)).await, expected, "{accept}");
        }
    }

    #[tokio::test]
    async fn a_choice_is_remembered() {
        let response = send(app(), request("/?lang=de")).await;
        let cookie = response.headers()[SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with("lang=de; Path=/; HttpOnly; SameSite=Lax; Max-Age="), "{cookie}");
        for uri in ["/", "/?lang=tlh"] {
            assert!(!send(app(), request(uri)).await.headers().contains_key(SET_COOKIE), "{uri}");
        }
        let mut again = request("/?lang=de");
        again.headers_mut().insert(COOKIE, "lang=de".parse().unwrap());
        assert!(!send(app(), again).await.headers().contains_key(SET_COOKIE), "it is remembered already");
    }
}
