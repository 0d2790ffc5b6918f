//! Parameters in the path.

use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde::de::value::{Error as Unreadable, SeqDeserializer, StrDeserializer};

use super::{NUL, NUL_MESSAGE};
use crate::{FieldError, Problem, SELLER_PARAM};

/// The parameters of the path, but for the seller that a page of his team is about. What cannot be read is 404, as nothing
/// can be there; the parameter is named.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let params = RawPathParams::from_request_parts(parts, state).await.ok();
        let names: Vec<&str> = params.iter().flatten().map(|(name, _)| name).collect();
        if let Some((name, _)) = params.iter().flatten().find(|(_, value)| value.contains(NUL)) {
            return Err(absent(name, NUL_MESSAGE));
        }
        let values = params.iter().flatten();
        let others: Vec<&str> = values.filter(|(name, _)| *name != SELLER_PARAM).map(|(_, value)| value).collect();
        if others.len() < names.len() {
            let read = match others.as_slice() {
                [one] => T::deserialize(StrDeserializer::<Unreadable>::new(one)),
                several => T::deserialize(SeqDeserializer::<_, Unreadable>::new(several.iter().copied())),
            };
            let name = names.iter().find(|name| **name != SELLER_PARAM).unwrap_or(&"path");
            return read.map(Self).map_err(|error| absent(name, &error.to_string()));
        }
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(PathRejection::FailedToDeserializePathParams(error)) => Err(refused(error.into_kind(), &names)),
            Err(rejection) => Err(Problem::internal(rejection.body_text())),
        }
    }
}

fn refused(kind: ErrorKind, names: &[&str]) -> Problem {
    match kind {
        ErrorKind::ParseErrorAtKey { key, expected_type, .. } => absent(&key, &format!("expected {expected_type}")),
        ErrorKind::DeserializeError { key, message, .. } => absent(&key, &message),
        ErrorKind::InvalidUtf8InPathParam { key } => absent(&key, "must be UTF-8"),
        ErrorKind::ParseErrorAtIndex { index, expected_type, .. } => {
            absent(names.get(index).copied().unwrap_or("path"), &format!("expected {expected_type}"))
        }
        ErrorKind::ParseError { expected_type, .. } => {
            absent(names.first().copied().unwrap_or("path"), &format!("expected {expected_type}"))
        }
        ErrorKind::Message(message) => absent(names.first().copied().unwrap_or("path"), &message),
        // The handler asks for what its route does not have.
        kind => Problem::internal(kind.to_string()),
    }
}

fn absent(name: &str, message: &str) -> Problem {
    Problem::not_found().with_errors(vec![FieldError::new(name, message)])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::get;
    use types::{Language, OrderId};

    use super::*;
    use crate::layers::test_client::{get as request, json, send};

    #[derive(serde::Deserialize)]
    #[allow(dead_code)]
    struct Both {
        language: Language,
        id: OrderId,
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_not_found_and_named() {
        let app = Router::new()
            .route("/orders/{id}", get(|Path(id): Path<OrderId>| async move { id.to_string() }))
            .route("/text/{slug}", get(|Path(slug): Path<String>| async move { slug }))
            .route("/pair/{n}/{id}", get(|Path((_, id)): Path<(u8, OrderId)>| async move { id.to_string() }))
            .route("/both/{language}/{id}", get(|Path(both): Path<Both>| async move { both.id.to_string() }))
            .route("/two/{a}/{b}", get(|Path((a, b)): Path<(u8, u8)>| async move { (a + b).to_string() }))
            .route("/wrong/{id}", get(|Path(_): Path<(u8, u8)>| async {}));
        let id = OrderId::new();
        for uri in [format!("/orders/{id}"), format!("/pair/7/{id}"), format!("/both/de/{id}"), "/text/a%2Fb".into()] {
            assert_eq!(send(app.clone(), request(&uri)).await.status(), StatusCode::OK, "{uri}");
        }
        for (uri, name) in [
            ("/orders/7".to_owned(), "id"),
            ("/text/%00".to_owned(), "slug"),
            ("/text/%ff".to_owned(), "slug"),
            (format!("/pair/300/{id}"), "n"),
            ("/pair/3/x".to_owned(), "id"),
            ("/two/3/x".to_owned(), "b"),
            (format!("/both/it/{id}"), "language"),
            ("/both/de/x".to_owned(), "id"),
        ] {
            let response = send(app.clone(), request(&uri)).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{uri}");
            assert_eq!(json(response).await["errors"][0]["field"], name, "{uri}");
        }
        assert_eq!(send(app, request("/wrong/1")).await.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
