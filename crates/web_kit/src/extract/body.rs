//! Reading a bounded body of a known media type.

use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use bytes::Bytes;

use crate::Problem;

/// The media type of the request without its parameters, lower case.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// The whole body, as far as the body limit in force allows.
pub(crate) async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::from_status(StatusCode::PAYLOAD_TOO_LARGE).with_detail("The body is larger than is accepted here.")
        }
        _ => Problem::bad_request("The body ended too early."),
    })
}

/// A part of a multipart body that cannot be read: too large, broken off or not multipart.
impl From<MultipartError> for Problem {
    fn from(error: MultipartError) -> Self {
        let status = error.status();
        if status.is_server_error() {
            return Self::internal(error);
        }
        Self::from_status(status).with_detail(error.body_text())
    }
}

/// The whole body of a form sent as `application/x-www-form-urlencoded`.
pub(super) async fn read_form<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    const EXPECTED: &str = "application/x-www-form-urlencoded";
    if media_type(request.headers()).as_deref() != Some(EXPECTED) {
        return Err(Problem::unsupported_media_type(EXPECTED));
    }
    read(request, state).await
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::extract::{DefaultBodyLimit, Multipart};
    use axum::routing::post;

    use super::*;
    use crate::layers::test_client::{json, send};

    async fn size(mut parts: Multipart) -> Result<String, Problem> {
        let mut bytes = 0;
        while let Some(part) = parts.next_field().await? {
            bytes += part.bytes().await?.len();
        }
        Ok(bytes.to_string())
    }

    #[tokio::test]
    async fn a_multipart_body_that_cannot_be_read_is_a_problem() {
        let part =
            |text: &str| format!("--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n{text}\r\n--x--\r\n");
        for (body, status) in [
            (part("a,b"), StatusCode::OK),
            (part(&"x".repeat(300)), StatusCode::PAYLOAD_TOO_LARGE),
            ("--x\r\nContent-Disp".to_owned(), StatusCode::BAD_REQUEST),
        ] {
            let app = Router::new().route("/", post(size)).layer(DefaultBodyLimit::max(300));
            let request = Request::post("/").header("content-type", "multipart/form-data; boundary=x");
            let response = send(app, request.body(Body::from(body)).unwrap()).await;
            assert_eq!(response.status(), status);
            assert!(status == StatusCode::OK || json(response).await["status"] == status.as_u16());
        }
    }
}
