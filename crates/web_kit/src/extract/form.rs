//! Form bodies for programs; a page that shows its form again uses [`super::PageForm`].

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use super::{body, read_urlencoded};
use crate::Problem;

/// A body of `application/x-www-form-urlencoded`. Refused with 415, 413, or 422 with the field's name.
///
/// A list is given by repeating its field, `on` is true, an empty field is `None` for an optional number or boolean.
#[derive(Debug, Clone, Copy)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let text = body::read_form(request, state).await?;
        read_urlencoded(&text, "body").map(Self).map_err(|error| Problem::unprocessable(vec![error]))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::post;
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;
    use crate::Json;
    use crate::layers::test_client::{json, post_form, send};

    #[derive(Debug, Deserialize, Serialize)]
    struct Selection {
        #[serde(default)]
        ids: Vec<u32>,
        limit: Option<u32>,
        #[serde(default)]
        all: bool,
        name: String,
    }

    fn app() -> Router {
        Router::new().route("/", post(|Form(form): Form<Selection>| async move { Json(form) }))
    }

    #[tokio::test]
    async fn lists_checkboxes_and_empty_numbers_are_read() {
        let response = send(app(), post_form("/", "ids=1&ids=2&limit=&all=on&name=M%C3%BCller")).await;
        assert_eq!(json(response).await, json!({"ids": [1, 2], "limit": null, "all": true, "name": "Müller"}));
        let response = send(app(), post_form("/", "ids=7&name=")).await;
        assert_eq!(json(response).await, json!({"ids": [7], "limit": null, "all": false, "name": ""}));
    }

    #[tokio::test]
    async fn the_field_is_named() {
        for (body, field) in [
            ("ids=x&name=a", "ids[0]"),
            ("limit=-1&name=a", "limit"),
            ("", "name"),
            ("name=a&name=b", "name"),
            ("name=a%00b", "name"),
        ] {
            let response = send(app(), post_form("/", body)).await;
            assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            assert_eq!(json(response).await["errors"][0]["field"], field, "{body}");
        }
    }

    #[tokio::test]
    async fn another_media_type_is_refused() {
        let request = Request::post("/").header("content-type", "text/plain").body("name=a".into()).unwrap();
        assert_eq!(send(app(), request).await.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
}
