//! Refuses requests that another site makes a browser send.
//!
//! A request of an unsafe method passes when it carries a bearer token, which no browser adds by itself. Otherwise:
//! - it must not come from another origin, by what the browser itself says (`Sec-Fetch-Site`, else `Origin`); another
//!   subdomain is another origin, since sessions are per host;
//! - when it has cookies, or is of a kind that a form can send, it must carry the token of this browser: in the header
//!   `X-CSRF-Token`; in the field `_csrf` of an urlencoded form; or, since a multipart body is not read ahead, in the
//!   parameter `_csrf` of the address that a multipart form is sent to. The token opens nothing without the cookie it
//!   is bound to, so it may stand in an address.

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::form_urlencoded;

use crate::csrf::Binding;
use crate::extract::body;
use crate::{CSRF_FIELD, CSRF_HEADER, CookiePolicy, CsrfKey, CsrfToken, Problem};

#[derive(Clone)]
pub(crate) struct Guard {
    pub(crate) key: CsrfKey,
    pub(crate) cookies: CookiePolicy,
}

/// The middleware; it also provides [`CsrfToken`] and sets the visitor's cookie.
pub(crate) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let binding = Binding::of(request.headers(), guard.cookies);
    let admitted = admit(&guard, binding.as_ref(), request).await;
    let token = CsrfToken::new(guard.key, binding);
    let mut response = match admitted {
        Ok(mut request) => {
            request.extensions_mut().insert(token.clone());
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    };
    if let Some(cookie) = token.cookie(guard.cookies) {
        cookie.append_to(response.headers_mut());
    }
    // An error becomes a page further out, and the page has forms.
    if response.status().is_client_error() || response.status().is_server_error() {
        response.extensions_mut().insert(token);
    }
    response
}

async fn admit(guard: &Guard, binding: Option<&Binding>, request: Request) -> Result<Request, Problem> {
    if is_safe(request.method()) || has_bearer_token(request.headers()) {
        return Ok(request);
    }
    if !same_origin(request.headers(), request.uri(), guard.cookies.secure) {
        return Err(refused("The request comes from another site."));
    }
    let media_type = body::media_type(request.headers()).unwrap_or_default();
    let form =
        ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"].contains(&media_type.as_str());
    if !form && !request.headers().contains_key(COOKIE) {
        return Ok(request);
    }
    let (token, request) = find_token(request, &media_type).await?;
    match (binding, token) {
        (Some(binding), Some(token)) if guard.key.verify(binding, &token) => Ok(request),
        (Some(_), Some(_)) => Err(refused("The form is out of date. Open its page again and repeat.")),
        (Some(_), None) => Err(refused("The request lacks its CSRF token.")),
        (None, _) => Err(refused("The request lacks its cookie. Allow cookies, open the page again and repeat.")),
    }
}

fn refused(detail: &str) -> Problem {
    Problem::forbidden().with_code("csrf").with_detail(detail)
}

fn is_safe(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE].contains(method)
}

fn has_bearer_token(headers: &HeaderMap) -> bool {
    let value = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    value.and_then(|value| value.split_once(' ')).is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
}

/// What the browser says about where the request comes from; clients that say nothing are no browsers, or old ones,
/// and are left to the token.
fn same_origin(headers: &HeaderMap, uri: &Uri, secure: bool) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(ORIGIN) else { return true };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).or(uri.authority().map(Authority::as_str));
    let (Ok(origin), Some(host)) = (origin.to_str(), host) else { return false };
    match origin.split_once("://") {
        Some((scheme @ ("https" | "http"), authority)) => {
            let default_port = if scheme == "https" { ":443" } else { ":80" };
            let bare = |host: &str| host.strip_suffix(default_port).unwrap_or(host).to_ascii_lowercase();
            (scheme == "https" || !secure) && bare(authority) == bare(host)
        }
        _ => false,
    }
}

/// The token, and the request with its body as it was.
async fn find_token(request: Request, media_type: &str) -> Result<(Option<String>, Request), Problem> {
    if let Some(token) = request.headers().get(CSRF_HEADER) {
        return Ok((token.to_str().ok().map(str::to_owned), request));
    }
    match media_type {
        "application/x-www-form-urlencoded" => {
            let (parts, body) = request.into_parts();
            let mut bounded = Request::new(body);
            // The body limit in force stands in the extensions.
            *bounded.extensions_mut() = parts.extensions.clone();
            let text = body::read(bounded, &()).await?;
            Ok((parameter(&text), Request::from_parts(parts, text.into())))
        }
        "multipart/form-data" => Ok((request.uri().query().and_then(|query| parameter(query.as_bytes())), request)),
        _ => Ok((None, request)),
    }
}

fn parameter(text: &[u8]) -> Option<String> {
    form_urlencoded::parse(text).find(|(name, _)| name == CSRF_FIELD).map(|(_, value)| value.into_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests;
