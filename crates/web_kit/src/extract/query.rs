//! Parameters of the address.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::read_urlencoded;
use crate::Problem;

/// The query string. Refused with 400 `invalid_query`, naming the parameter.
///
/// A list is given by repeating its parameter, an empty one is `None` for an optional number or boolean.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let text = parts.uri.query().unwrap_or_default();
        read_urlencoded(text.as_bytes(), "query").map(Self).map_err(|error| Problem::invalid_query(vec![error]))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::get;
    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::Json;
    use crate::layers::test_client::{get as request, json, send};

    #[derive(Deserialize, Serialize)]
    struct Filter {
        #[serde(default)]
        brand: Vec<String>,
        max: Option<i64>,
    }

    #[tokio::test]
    async fn parameters_are_read_and_the_wrong_one_is_named() {
        let app = Router::new().route("/", get(|Query(filter): Query<Filter>| async move { Json(filter) }));
        let response = send(app.clone(), request("/?brand=a&brand=b&max=&utm_source=x")).await;
        assert_eq!(json(response).await, serde_json::json!({"brand": ["a", "b"], "max": null}));
        for (uri, field) in [("/?max=dear", "max"), ("/?brand=%00", "brand")] {
            let response = send(app.clone(), request(uri)).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST);
            let problem = json(response).await;
            assert_eq!((&problem["code"], &problem["errors"][0]["field"]), (&"invalid_query".into(), &field.into()));
        }
    }
}
