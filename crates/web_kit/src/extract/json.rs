//! JSON bodies, in and out.

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{NUL, NUL_MESSAGE, body};
use crate::{FieldError, Problem};

/// A JSON body. Refused with 415 when it is not called JSON, 413 when too large, 400 when it is not JSON, and 422 with
/// the field's path when a field does not fit. As an answer it is `application/json`.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let is_json = body::media_type(request.headers()).is_some_and(|name| {
            name == "application/json" || (name.starts_with("application/") && name.ends_with("+json"))
        });
        if !is_json {
            return Err(Problem::unsupported_media_type("application/json"));
        }
        parse(&body::read(request, state).await?).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(axum::http::header::CONTENT_TYPE, "application/json")], body).into_response(),
            Err(error) => Problem::internal(error).into_response(),
        }
    }
}

fn parse<T: DeserializeOwned>(text: &[u8]) -> Result<T, Problem> {
    if may_hold_nul(text) {
        let value: Value = serde_json::from_slice(text).map_err(|error| not_json(&error))?;
        if let Some(field) = field_with_nul(&value, String::new()) {
            return Err(Problem::unprocessable(vec![FieldError::new(field, NUL_MESSAGE)]));
        }
    }
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| match error.inner() {
        inner if inner.is_data() => {
            let message = inner.to_string();
            let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
            Problem::unprocessable(vec![FieldError::from_serde(error.path(), message, "body")])
        }
        inner => not_json(inner),
    })?;
    reader.end().map_err(|error| not_json(&error))?;
    Ok(value)
}

fn not_json(error: &serde_json::Error) -> Problem {
    Problem::bad_request(format!("The body is not JSON: {error}."))
}

/// JSON can hold U+0000 only as an escape; an escaped backslash before `u0000` is a false alarm that costs one parse.
fn may_hold_nul(text: &[u8]) -> bool {
    text.windows(6).any(|window| window == b"\\u0000")
}

fn field_with_nul(value: &Value, path: String) -> Option<String> {
    match value {
        Value::String(text) => text.contains(NUL).then_some(path),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(index, item)| field_with_nul(item, format!("{path}[{index}]")))
        }
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            let dot = if path.is_empty() { "" } else { "." };
            let below = format!("{path}{dot}{}", name.replace(NUL, ""));
            if name.contains(NUL) { Some(below) } else { field_with_nul(member, below) }
        }),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::routing::post;
    use serde::Deserialize;

    use super::*;
    use crate::layers::test_client::{json, send};

    #[derive(Debug, Deserialize, Serialize)]
    struct Item {
        sku: String,
        quantity: u32,
    }

    #[derive(Debug, Deserialize, Serialize)]
    struct Order {
        items: Vec<Item>,
    }

    async fn post_json(content_type: &str, body: impl Into<Body>) -> Response {
        let app = Router::new().route("/", post(|Json(order): Json<Order>| async move { Json(order) }));
        let request = Request::post("/").header("content-type", content_type).body(body.into()).unwrap();
        send(app, request).await
    }

    #[tokio::test]
    async fn json_goes_in_and_out() {
        let text = r#"{"items":[{"sku":"a\\u0000","quantity":2}]}"#;
        for content_type in ["application/json", "Application/JSON; charset=utf-8", "application/vnd.karum+json"] {
            let response = post_json(content_type, text).await;
            assert_eq!(response.status(), StatusCode::OK, "{content_type}");
            assert_eq!(json(response).await, serde_json::from_str::<Value>(text).unwrap());
        }
    }

    #[tokio::test]
    async fn the_field_that_does_not_fit_is_named() {
        for (body, field) in [
            (r#"{"items":[{"sku":"a","quantity":-1}]}"#, "items[0].quantity"),
            (r#"{"items":[{"sku":"a"}]}"#, "items[0].quantity"),
            (r#"{"items":[{"sku":"a\u0000","quantity":1}]}"#, "items[0].sku"),
            (r#"{"items":null}"#, "items"),
            ("{}", "items"),
            ("[]", "body"),
            ("7", "body"),
        ] {
            let response = post_json("application/json", body).await;
            assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            let problem = json(response).await;
            assert_eq!(problem["errors"][0]["field"], field, "{body} {problem}");
            assert!(!problem.to_string().contains("at line"), "{problem}");
        }
    }

    #[tokio::test]
    async fn what_is_not_json_is_refused() {
        for body in ["", "{", "{\"items\":[]} x", "\u{feff}{}", "{\"items\":[],}"] {
            let response = post_json("application/json", body).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{body:?}");
            assert_eq!(json(response).await["code"], "bad_request");
        }
        let deep = format!("{{\"unknown\":{}", "[".repeat(100_000));
        assert_eq!(post_json("application/json", deep).await.status(), StatusCode::BAD_REQUEST);
        let response = post_json("text/plain", "{}").await;
        assert_eq!(response.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(json(response).await["code"], "unsupported_media_type");
    }
}
