//! One page of a list, and which one is asked for.

use axum::extract::FromRequestParts;
use axum::http::header::{HeaderValue, LINK};
use axum::http::request::Parts;
use axum::http::{Response, Uri};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use url::form_urlencoded;
use utoipa::{IntoParams, ToSchema};

use crate::{Cursor, FieldError, Json, Problem, Query};

/// Rows of a page when the client does not say.
pub const DEFAULT_PAGE: u32 = 50;
/// The most rows of a page.
pub const MAX_PAGE: u32 = 100;

/// Which page of a list is asked for: `?cursor=…&limit=…`. Refused with 400, naming the parameter.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// `next` of the page before; none for the first page.
    #[param(value_type = Option<String>, required = false)]
    pub cursor: Option<Cursor>,
    /// How many rows at most.
    #[param(required = false, minimum = 1, maximum = 100, default = 50)]
    pub limit: u32,
}

impl Default for PageParams {
    fn default() -> Self {
        Self { cursor: None, limit: DEFAULT_PAGE }
    }
}

#[derive(Deserialize)]
struct Raw {
    cursor: Option<String>,
    limit: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for PageParams {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(raw) = Query::<Raw>::from_request_parts(parts, state).await?;
        let given = |text: &String| !text.is_empty();
        let cursor = raw.cursor.filter(given).map(|text| text.parse()).transpose()?;
        let limit = match raw.limit.filter(given).map(|text| text.parse()) {
            None => DEFAULT_PAGE,
            Some(Ok(limit @ 1..=MAX_PAGE)) => limit,
            Some(_) => {
                let message = format!("must be a number from 1 to {MAX_PAGE}");
                return Err(Problem::invalid_query(vec![FieldError::new("limit", message)]));
            }
        };
        Ok(Self { cursor, limit })
    }
}

/// One page of a list. As an answer it is JSON, and the header `Link` names the next page (RFC 8288).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// The cursor of the next page; none after the last.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// From rows of which one more than `limit` was asked for: that one says that there is a next page, which begins
    /// after the `key` of the last row shown.
    pub fn from_rows(mut rows: Vec<T>, limit: u32, key: impl FnOnce(&T) -> Cursor) -> Self {
        let limit = limit as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(key) } else { None };
        Self { items: rows, next }
    }

    /// The same page of other rows.
    pub fn map<U>(self, view: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(view).collect(), next: self.next }
    }
}

impl<T: Serialize> IntoResponse for Page<T> {
    fn into_response(self) -> axum::response::Response {
        let next = self.next.clone().map(Next);
        let mut response = Json(self).into_response();
        if let Some(next) = next {
            response.extensions_mut().insert(next);
        }
        response
    }
}

/// The answer has a next page; only the layers know the address that was asked for.
#[derive(Clone)]
struct Next(Cursor);

/// Adds `Link: <…>; rel="next"` to an answer that is a [`Page`]: the address asked for, with the next cursor.
pub(crate) fn next_link<B>(uri: &Uri, response: &mut Response<B>) {
    let Some(Next(cursor)) = response.extensions_mut().remove::<Next>() else { return };
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if name != "cursor" {
            query.append_pair(&name, &value);
        }
    }
    query.append_pair("cursor", &cursor.to_string());
    let link = format!("<{}?{}>; rel=\"next\"", uri.path(), query.finish());
    if let Ok(value) = HeaderValue::from_str(&link) {
        response.headers_mut().append(LINK, value);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::get;
    use utoipa::PartialSchema;

    use super::*;
    use crate::layers::test_client::{get as request, json, kit, send};

    async fn numbers(page: PageParams) -> Result<Page<u32>, Problem> {
        let after = page.cursor.map_or(Ok(0), |cursor| cursor.key::<u32>())?;
        let rows = (after + 1..=7).take(page.limit as usize + 1).collect();
        Ok(Page::from_rows(rows, page.limit, Cursor::of))
    }

    fn app() -> Router {
        kit(Router::new().route("/numbers", get(numbers)))
    }

    #[tokio::test]
    async fn the_link_leads_from_page_to_page() {
        let (mut uri, mut seen) = ("/numbers?q=a%26b&limit=3".to_owned(), Vec::new());
        loop {
            let response = send(app(), request(&uri)).await;
            let link = response.headers().get(LINK).map(|link| link.to_str().unwrap().to_owned());
            let page = json(response).await;
            seen.push(page["items"].as_array().unwrap().len());
            assert_eq!(page["next"].is_null(), link.is_none());
            let Some(link) = link else { break };
            uri = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap().to_owned();
            assert!(uri.starts_with("/numbers?q=a%26b&limit=3&cursor="), "{uri}");
        }
        assert_eq!(seen, [3, 3, 1]);
    }

    #[tokio::test]
    async fn a_page_that_is_just_full_has_no_next() {
        let page = json(send(app(), request("/numbers?limit=7&cursor=")).await).await;
        assert_eq!((page["items"].as_array().unwrap().len(), page["next"].is_null()), (7, true));
    }

    #[tokio::test]
    async fn wrong_parameters_are_named() {
        for (query, field) in [
            ("limit=0", "limit"),
            ("limit=101", "limit"),
            ("limit=-1", "limit"),
            ("limit=ten", "limit"),
            ("limit=1&limit=2", "limit"),
            ("cursor=AAAA", "cursor"),
            ("cursor=%22%3E%3Cscript%3E", "cursor"),
        ] {
            let response = send(app(), request(&format!("/numbers?{query}"))).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{query}");
            assert_eq!(json(response).await["errors"][0]["field"], field, "{query}");
        }
        for limit in ["1", "100", ""] {
            assert_eq!(send(app(), request(&format!("/numbers?limit={limit}"))).await.status(), StatusCode::OK);
        }
    }

    #[test]
    fn rows_can_be_shown_otherwise() {
        let page = Page::from_rows(vec![1, 2, 3], 2, Cursor::of).map(|n| n.to_string());
        assert_eq!(page, Page { items: vec!["1".to_owned(), "2".to_owned()], next: Some(Cursor::of(&2)) });
    }

    #[test]
    fn schemas_say_what_is_sent() {
        let schema = serde_json::to_value(Page::<u32>::schema()).unwrap();
        assert_eq!(schema["properties"]["items"]["type"], "array");
        let params = serde_json::to_value(PageParams::into_params(|| None)).unwrap();
        assert_eq!(params[0]["schema"]["type"], "string");
        assert_eq!((&params[1]["name"], &params[1]["schema"]["maximum"]), (&"limit".into(), &100.into()));
        assert_eq!((&params[1]["required"], &params[1]["in"]), (&false.into(), &"query".into()));
    }
}
