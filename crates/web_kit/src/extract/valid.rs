//! Input that has passed its rules.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use garde::Validate;
use types::Language;

use crate::field_errors::validate;
use crate::{FieldError, Form, Json, Problem, Query};

/// An extractor that holds one value, which [`Valid`] can check.
pub trait Payload {
    /// The value.
    type Content;

    /// The value.
    fn content(&self) -> &Self::Content;

    /// How it is refused.
    fn refuse(errors: Vec<FieldError>) -> Problem;
}

macro_rules! payload {
    ($name:ident, $refuse:path) => {
        impl<T> Payload for $name<T> {
            type Content = T;
            fn content(&self) -> &T {
                &self.0
            }
            fn refuse(errors: Vec<FieldError>) -> Problem {
                $refuse(errors)
            }
        }
    };
}

payload!(Json, Problem::unprocessable);
payload!(Form, Problem::unprocessable);
payload!(Query, Problem::invalid_query);

/// `Valid<Json<T>>`, `Valid<Form<T>>` or `Valid<Query<T>>`: the value has passed its garde rules, else every field that
/// has not is named (422, or 400 for a query).
#[derive(Debug, Clone, Copy)]
pub struct Valid<E>(pub E);

fn checked<E>(payload: E) -> Result<Valid<E>, Problem>
where
    E: Payload,
    E::Content: Validate,
    <E::Content as Validate>::Context: Default,
{
    let errors = validate(payload.content(), Language::En);
    if errors.is_empty() { Ok(Valid(payload)) } else { Err(E::refuse(errors)) }
}

impl<E, S> FromRequest<S> for Valid<E>
where
    E: FromRequest<S, Rejection = Problem> + Payload,
    E::Content: Validate,
    <E::Content as Validate>::Context: Default,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        checked(E::from_request(request, state).await?)
    }
}

impl<E, S> FromRequestParts<S> for Valid<E>
where
    E: FromRequestParts<S, Rejection = Problem> + Payload,
    E::Content: Validate,
    <E::Content as Validate>::Context: Default,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        checked(E::from_request_parts(parts, state).await?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::{get, post};
    use serde::Deserialize;

    use super::*;
    use crate::layers::test_client::{get as request, json, post_form, send};

    #[derive(Deserialize, Validate)]
    struct Account {
        #[garde(email)]
        email: String,
        #[garde(length(chars, min = 8, max = 128))]
        password: String,
        #[serde(default)]
        #[garde(dive)]
        lines: Vec<Line>,
    }

    #[derive(Deserialize, Validate)]
    struct Line {
        #[garde(range(min = 1))]
        quantity: u32,
    }

    #[derive(Deserialize, Validate)]
    struct Bounds {
        #[garde(range(max = 10))]
        limit: u8,
    }

    fn app() -> Router {
        Router::new()
            .route("/json", post(|Valid(Json(a)): Valid<Json<Account>>| async move { a.email + &a.password }))
            .route("/form", post(|Valid(Form(b)): Valid<Form<Bounds>>| async move { b.limit.to_string() }))
            .route("/query", get(|Valid(Query(b)): Valid<Query<Bounds>>| async move { b.limit.to_string() }))
    }

    fn post_json(text: &str) -> Request {
        Request::post("/json").header("content-type", "application/json").body(text.to_owned().into()).unwrap()
    }

    #[tokio::test]
    async fn every_field_that_breaks_a_rule_is_named() {
        let text = r#"{"email":"nobody","password":"short","lines":[{"quantity":1},{"quantity":0}]}"#;
        let response = send(app(), post_json(text)).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let problem = json(response).await;
        let fields: Vec<_> =
            problem["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["email", "lines[1].quantity", "password"]);
        assert_eq!(problem["errors"][1]["message"], "This must be at least 1.");
    }

    #[tokio::test]
    async fn what_keeps_the_rules_passes() {
        let response = send(app(), post_json(r#"{"email":"a@example.org","password":"12345678"}"#)).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(send(app(), post_form("/form", "limit=10")).await.status(), StatusCode::OK);
        assert_eq!(send(app(), request("/query?limit=10")).await.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn forms_and_queries_are_checked_too() {
        assert_eq!(send(app(), post_form("/form", "limit=11")).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let response = send(app(), request("/query?limit=11")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert_eq!(json(response).await["errors"][0]["field"], "limit");
    }
}
