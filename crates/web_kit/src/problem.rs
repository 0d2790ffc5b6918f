//! What a client is told when something is refused or breaks: RFC 9457 `application/problem+json`.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::ops::Deref;
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::FieldError;

/// The media type of a [`Problem`] (RFC 9457, section 6.1).
pub const PROBLEM_JSON: &str = "application/problem+json";

/// An answer that is an error. Make one with the constructor that fits and give it back as `Err`.
///
/// Outside a browser it is sent as `application/problem+json`; in a browser the layers of [`crate::layers`] show it as
/// a page. They also add the request id (as `instance`) and write the cause, if there is one, to the log.
#[derive(Debug, Clone)]
pub struct Problem(Box<ProblemDetails>);

/// The members of a problem (RFC 9457, section 3), with `code` and `errors` as extensions.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemDetails {
    /// `about:blank`: the status says what kind of problem it is, `code` says it more narrowly.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: Cow<'static, str>,
    /// The HTTP status.
    pub status: u16,
    /// A word for programs, such as `not_found`; it does not change between versions.
    pub code: Cow<'static, str>,
    /// What is wrong this time, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// This occurrence: `urn:request:` and the request id that the log has too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// For the header `Retry-After`, in whole seconds.
    #[serde(skip)]
    #[schema(ignore)]
    pub(crate) retry_after: Option<u64>,
    /// For the log only.
    #[serde(skip)]
    #[schema(ignore)]
    pub(crate) cause: Option<String>,
}

impl Problem {
    /// A problem of this status, with the code that belongs to it and no detail.
    pub fn from_status(status: StatusCode) -> Self {
        Self(Box::new(ProblemDetails {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error").into(),
            status: status.as_u16(),
            code: code_of(status).into(),
            detail: None,
            instance: None,
            errors: Vec::new(),
            retry_after: None,
            cause: None,
        }))
    }

    /// 400: the request as such cannot be understood.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::from_status(StatusCode::BAD_REQUEST).with_detail(detail)
    }

    /// 400 `invalid_query`: these parameters of the address cannot be used.
    pub fn invalid_query(errors: Vec<FieldError>) -> Self {
        Self::from_status(StatusCode::BAD_REQUEST).with_code("invalid_query").with_errors(errors)
    }

    /// 401: sign in first.
    pub fn unauthorized() -> Self {
        Self::from_status(StatusCode::UNAUTHORIZED)
    }

    /// 403: known, and not allowed.
    pub fn forbidden() -> Self {
        Self::from_status(StatusCode::FORBIDDEN)
    }

    /// 404: there is none, or none that this client may know of; the two answer alike.
    pub fn not_found() -> Self {
        Self::from_status(StatusCode::NOT_FOUND)
    }

    /// 409: the state of things does not allow it.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::from_status(StatusCode::CONFLICT).with_detail(detail)
    }

    /// 413: more than `limit` bytes.
    pub fn payload_too_large(limit: usize) -> Self {
        Self::from_status(StatusCode::PAYLOAD_TOO_LARGE).with_detail(format!("At most {limit} bytes are accepted."))
    }

    /// 415: the body is not of the media type that is expected.
    pub fn unsupported_media_type(expected: &str) -> Self {
        Self::from_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)
            .with_detail(format!("Send the body with the header \"Content-Type: {expected}\"."))
    }

    /// 422: understood, but these fields hold what cannot be accepted.
    pub fn unprocessable(errors: Vec<FieldError>) -> Self {
        Self::from_status(StatusCode::UNPROCESSABLE_ENTITY).with_errors(errors)
    }

    /// 429: too often; try again after `retry_after`.
    pub fn too_many_requests(retry_after: Duration) -> Self {
        Self::from_status(StatusCode::TOO_MANY_REQUESTS).with_retry_after(retry_after)
    }

    /// 503: not now; try again after `retry_after`.
    pub fn unavailable(retry_after: Duration) -> Self {
        Self::from_status(StatusCode::SERVICE_UNAVAILABLE).with_retry_after(retry_after)
    }

    /// 500: our fault. The cause, with all that caused it, goes to the log with the request id; the client gets the
    /// request id and nothing else.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::from_status(StatusCode::INTERNAL_SERVER_ERROR).with_cause(cause)
    }

    /// The same with a sentence for people.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// The same with a narrower code than that of its status.
    #[must_use]
    pub fn with_code(mut self, code: &'static str) -> Self {
        self.0.code = code.into();
        self
    }

    /// The same with what is wrong in which field.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    /// The same with a cause for the log, which the client is not told.
    #[must_use]
    pub fn with_cause(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.cause = Some(chain(cause.into().as_ref()));
        self
    }

    /// The same with the header `Retry-After`, in whole seconds and at least one.
    #[must_use]
    pub fn with_retry_after(mut self, after: Duration) -> Self {
        self.0.retry_after = Some((after.as_secs() + u64::from(after.subsec_nanos() > 0)).max(1));
        self
    }

    /// The same with the id of the request it answers.
    #[must_use]
    pub(crate) fn of_request(mut self, request_id: &str) -> Self {
        self.0.instance = Some(format!("urn:request:{request_id}"));
        self
    }

    /// The HTTP status.
    pub fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl Deref for Problem {
    type Target = ProblemDetails;
    fn deref(&self) -> &ProblemDetails {
        &self.0
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, self.detail.as_deref().unwrap_or(&self.title))
    }
}

impl PartialSchema for Problem {
    fn schema() -> RefOr<Schema> {
        ProblemDetails::schema()
    }
}

impl ToSchema for Problem {
    fn name() -> Cow<'static, str> {
        "Problem".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        ProblemDetails::schemas(schemas);
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        // Only strings and numbers: serialising them does not fail.
        let body = serde_json::to_vec(&*self.0).unwrap_or_default();
        let mut response = (self.status_code(), [(header::CONTENT_TYPE, PROBLEM_JSON)], body).into_response();
        let headers = response.headers_mut();
        // A 404 may otherwise be cached by default (RFC 9111, section 4.2.2).
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The error and all its sources: libraries often keep the reason one level below. PostgreSQL's details quote rows
/// ("Failing row contains …"), and rows tell of people: of its errors the code, the constraint and the message are kept.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = told(error);
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&told(source));
        next = source.source();
    }
    text
}

fn told(error: &(dyn StdError + 'static)) -> String {
    let Some(db) = error.downcast_ref::<tenancy::driver::DatabaseError>() else { return error.to_string() };
    let constraint = db.constraint().map(|name| format!(" ({name})")).unwrap_or_default();
    format!("SQLSTATE {}{constraint}: {}", db.code().code(), db.message())
}

fn code_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "bad_request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        406 => "not_acceptable",
        408 => "request_timeout",
        409 => "conflict",
        410 => "gone",
        412 => "precondition_failed",
        413 => "payload_too_large",
        415 => "unsupported_media_type",
        422 => "unprocessable",
        429 => "too_many_requests",
        500 => "internal",
        501 => "not_implemented",
        503 => "unavailable",
        _ if status.is_server_error() => "server_error",
        _ => "client_error",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use axum::body::to_bytes;
    use serde_json::{Value, json};

    use super::*;

    async fn answer(problem: Problem) -> (StatusCode, axum::http::HeaderMap, Value) {
        let (parts, body) = problem.into_response().into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, serde_json::from_slice(&body).unwrap())
    }

    #[tokio::test]
    async fn fields_and_code_are_told_and_empty_members_left_out() {
        let (status, headers, body) =
            answer(Problem::unprocessable(vec![FieldError::new("email", "is required")])).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(headers[header::CONTENT_TYPE], PROBLEM_JSON);
        assert_eq!(
            body,
            json!({"type": "about:blank", "title": "Unprocessable Entity", "status": 422, "code": "unprocessable",
                   "errors": [{"field": "email", "message": "is required"}]})
        );
    }

    #[tokio::test]
    async fn the_cause_stays_inside() {
        let cause = std::io::Error::other("password of the database");
        let problem = Problem::internal(cause);
        assert_eq!(problem.cause.as_deref(), Some("password of the database"));
        let (status, _, body) = answer(problem).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!body.to_string().contains("password"), "{body}");
    }

    /// PostgreSQL's DETAIL quotes the row that was refused, and with it a person's name and address.
    #[tokio::test]
    async fn a_row_that_the_database_refused_is_not_told_in_the_log() {
        let world = test_support::World::start().await;
        let sql = "INSERT INTO purchase_contacts (buyer_id, id, email, name, street, postal_code, city, country)
                   VALUES ($1, gen_random_uuid(), 'ada@example.com', 'Ada Secret', 'Street 1', '1', 'C', 'luxembourg')";
        let refused = world.oracle.execute(sql, &[&world.buyers[0]]).await.unwrap_err();
        let problem = Problem::from(tenancy::DbError::from(refused));
        let cause = problem.cause.clone().unwrap();
        assert!(cause.contains("SQLSTATE 23514") && cause.contains("purchase_contacts_country_check"), "{cause}");
        assert!(!cause.contains("Ada") && !cause.contains("ada@"), "{cause}");
    }

    #[test]
    fn sources_are_part_of_the_cause() {
        #[derive(Debug, thiserror::Error)]
        #[error("the import stopped")]
        struct Outer(#[source] std::num::ParseIntError);
        let problem = Problem::internal(Outer("x".parse::<i32>().unwrap_err()));
        assert_eq!(problem.cause.as_deref(), Some("the import stopped: invalid digit found in string"));
    }

    #[tokio::test]
    async fn retry_after_is_rounded_up_to_whole_seconds() {
        for (given, header_value) in [(0, "1"), (1, "1"), (1000, "1"), (1001, "2"), (90_000, "90")] {
            let (status, headers, _) = answer(Problem::too_many_requests(Duration::from_millis(given))).await;
            assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
            assert_eq!(headers[header::RETRY_AFTER], header_value, "{given} ms");
        }
        assert_eq!(answer(Problem::unavailable(Duration::from_secs(5))).await.1[header::RETRY_AFTER], "5");
    }

    #[tokio::test]
    async fn unauthorized_names_its_scheme() {
        assert_eq!(answer(Problem::unauthorized()).await.1[header::WWW_AUTHENTICATE], "Bearer");
    }

    #[test]
    fn the_schema_is_named_problem_and_hides_the_inside() {
        let schema = serde_json::to_value(Problem::schema()).unwrap();
        assert_eq!(Problem::name(), "Problem");
        let members: Vec<_> = schema["properties"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(members.len(), 7, "{members:?}");
        assert!(schema["properties"]["type"].is_object() && schema["properties"]["cause"].is_null());
    }
}
