//! What handlers find in the request, and the headers that every answer has.

use axum::extract::{Request, State};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;
use types::Language;

use crate::cookies::{LANGUAGE_COOKIE, cookie};
use crate::paging::next_link;
use crate::{ClientAddress, CookiePolicy, LanguageSource, PreferredLanguage};

/// An answer that has one of these already keeps its own. Addresses can hold a guest's token, so other sites get no
/// referrer.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'self'; img-src 'self' data: https:; script-src 'self'; style-src 'self'; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];
const HTTPS_FOR_A_YEAR: &str = "max-age=31536000";

#[derive(Clone, Copy)]
pub(super) struct Site {
    pub(super) cookies: CookiePolicy,
    pub(super) default_language: Language,
    pub(super) trusted_proxies: usize,
}

pub(super) async fn context(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let language = PreferredLanguage::negotiate(request.uri(), request.headers(), site.default_language);
    let address = ClientAddress::of(&request, site.trusted_proxies);
    let uri = request.uri().clone();
    let chosen_anew = language.source == LanguageSource::Query
        && cookie(request.headers(), LANGUAGE_COOKIE) != Some(language.language.code());
    request.extensions_mut().insert(language);
    request.extensions_mut().insert(address);
    request.extensions_mut().insert(site.cookies);

    let mut response = next.run(request).await;

    next_link(&uri, &mut response);
    if chosen_anew {
        site.cookies.set_language(language.language).append_to(response.headers_mut());
    }
    let https = site.cookies.secure.then_some((STRICT_TRANSPORT_SECURITY, HTTPS_FOR_A_YEAR));
    for (name, value) in HEADERS.into_iter().chain(https) {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
