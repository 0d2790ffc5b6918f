//! A request as a browser or a program makes it, and what came back.

use std::net::SocketAddr;

use axum::{
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{
        HeaderMap, Request, StatusCode,
        header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE},
    },
    response::Response,
};
use tower::ServiceExt;
use url::form_urlencoded;

use web_kit::SELLER_HEADER;

use crate::Site;

/// A request. What stands below `/api` is asked as a program does, all else as a browser does.
#[derive(Debug, Clone, Default)]
pub struct Ask<'a> {
    /// GET, POST, PUT or DELETE.
    pub method: &'a str,
    /// Path and query.
    pub uri: &'a str,
    /// The host that is asked; the marketplace's where none is named.
    pub host: Option<&'a str>,
    /// The secret of a session.
    pub session: Option<&'a str>,
    /// The body's media type and the body.
    pub body: Option<(&'a str, &'a str)>,
    /// The same where the body is no text.
    pub bytes: Option<(&'a str, &'a [u8])>,
    /// What `Idempotency-Key` says, where the request has one.
    pub key: Option<&'a str>,
    /// The seller that a program names.
    pub seller: Option<&'a str>,
    /// Cookies beside those that the request needs, such as `theme=dark`.
    pub cookies: &'a str,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as text.
    pub body: String,
}

impl Answer {
    /// Where it leads to.
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default()
    }

    /// The secret of the session that the answer opens.
    pub fn session(&self) -> Option<String> {
        let cookies = self.headers.get_all(SET_COOKIE).iter().filter_map(|c| c.to_str().ok());
        let mut values = cookies.filter_map(|c| c.split(';').next()?.strip_prefix("karum_session="));
        values.find(|secret| !secret.is_empty()).map(str::to_owned)
    }

    /// The value of a hidden field of the page.
    pub fn hidden(&self, name: &str) -> &str {
        let start = format!("name=\"{name}\" value=\"");
        self.body.split(&start).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
    }

    /// The page's own content, without header and footer.
    pub fn main(&self) -> &str {
        self.body.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).unwrap_or_default()
    }

    /// The body without what differs from request to request: its id, and the tokens of its forms.
    pub fn lasting(&self) -> String {
        let id = self.headers.get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or("-no id-");
        let mut text = self.body.replace(id, "REQUEST");
        let mut from = 0;
        while let Some(at) = text[from..].find(TOKEN) {
            let start = from + at + TOKEN.len();
            let end = start + text[start..].find('"').unwrap_or(0);
            text.replace_range(start..end, "");
            from = start;
        }
        text
    }
}

const TOKEN: &str = "name=\"_csrf\" value=\"";

/// A form's fields, or a query's parameters, as text.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

impl Site {
    /// Asks, and waits for all of the answer. A browser fetches the page with the token first, where it needs one.
    pub async fn ask(&self, ask: &Ask<'_>) -> Answer {
        let program = ask.uri.starts_with("/api/");
        let mut request = Request::builder().method(ask.method).uri(ask.uri);
        request = request.header(HOST, ask.host.unwrap_or("karum.test"));
        request = request.header(ACCEPT, if program { "application/json" } else { "text/html" });
        let body = ask.bytes.or_else(|| ask.body.map(|(media_type, text)| (media_type, text.as_bytes())));
        if let Some((media_type, _)) = body {
            request = request.header(CONTENT_TYPE, media_type);
        }
        if let Some(key) = ask.key {
            request = request.header("idempotency-key", key);
        }
        if let Some(seller) = ask.seller {
            request = request.header(SELLER_HEADER, seller);
        }
        if program {
            if let Some(secret) = ask.session {
                request = request.header(AUTHORIZATION, format!("Bearer {secret}"));
            }
        } else if ask.method == "GET" {
            if let Some(secret) = ask.session {
                request = request.header(COOKIE, format!("karum_session={secret}"));
            }
        } else {
            let (cookie, token) = self.form_of(ask.session).await;
            request = request.header(COOKIE, cookie).header("x-csrf-token", token);
        }
        if !ask.cookies.is_empty() {
            request = request.header(COOKIE, ask.cookies);
        }
        let body = body.map_or_else(Body::empty, |(_, bytes)| Body::from(bytes.to_vec()));
        read(self.send(request.body(body).unwrap()).await).await
    }

    /// Sends a form as it is, under these cookies: the token is the body's matter.
    pub async fn raw_form(&self, uri: &str, cookies: &str, body: &str) -> Answer {
        let request = Request::post(uri).header(HOST, "karum.test").header(ACCEPT, "text/html").header(COOKIE, cookies);
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        read(self.send(request.body(Body::from(body.to_owned())).unwrap()).await).await
    }

    /// The cookies of a browser that has a form open, and the form's token.
    async fn form_of(&self, session: Option<&str>) -> (String, String) {
        let mut request = Request::builder().uri("/sign-in").header(HOST, "karum.test").header(ACCEPT, "text/html");
        if let Some(secret) = session {
            request = request.header(COOKIE, format!("karum_session={secret}"));
        }
        let answer = read(self.send(request.body(Body::empty()).unwrap()).await).await;
        let start = answer.body.find(TOKEN).expect("the sign-in has a form") + TOKEN.len();
        let token = answer.body[start..].split('"').next().unwrap().to_owned();
        let visitor = answer.headers.get_all(SET_COOKIE).iter().filter_map(|c| c.to_str().ok());
        let visitor = visitor.filter_map(|c| c.split(';').next()).find(|c| c.starts_with("karum_visitor="));
        let cookie = session.map_or_else(|| visitor.unwrap_or_default().to_owned(), |s| format!("karum_session={s}"));
        (cookie, token)
    }

    /// Each request comes from an address of its own, so that limits per address are not what is tested.
    async fn send(&self, mut request: Request<Body>) -> Response {
        request.extensions_mut().insert(ConnectInfo::<SocketAddr>(self.next_address()));
        self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {})
    }
}

async fn read(response: Response) -> Answer {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
}
