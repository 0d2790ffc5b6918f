//! Routes that can be listed: a test walks every one of them.

use std::convert::Infallible;

use axum::{
    Router,
    handler::Handler,
    http::Method,
    routing::{MethodFilter, MethodRouter, on},
};

/// A method, a path pattern, and what answers there.
struct Route<S> {
    method: Method,
    path: &'static str,
    answer: MethodRouter<S, Infallible>,
}

/// A router that remembers which methods and paths it has; axum's own does not tell.
///
/// One line a method: `Routes::new().get("/cart", show).post("/cart/lines", add)`.
pub struct Routes<S>(Vec<Route<S>>);

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    fn on<H: Handler<T, S>, T: 'static>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        handler: H,
    ) -> Self {
        self.0.push(Route { method, path, answer: on(filter, handler) });
        self
    }

    /// Answers GET, and HEAD by it.
    #[must_use]
    pub fn get<H: Handler<T, S>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.on(Method::GET, MethodFilter::GET, path, handler)
    }

    /// Answers POST.
    #[must_use]
    pub fn post<H: Handler<T, S>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.on(Method::POST, MethodFilter::POST, path, handler)
    }

    /// Changes the route added last: `.post("/file", take).with(upload)` gives it other limits.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(MethodRouter<S>) -> MethodRouter<S>) -> Self {
        if let Some(mut last) = self.0.pop() {
            last.answer = change(last.answer);
            self.0.push(last);
        }
        self
    }

    /// These and the others.
    #[must_use]
    pub fn merge(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// Every method with its path pattern, in the order they were added.
    pub fn list(&self) -> Vec<(Method, &'static str)> {
        self.0.iter().map(|route| (route.method.clone(), route.path)).collect()
    }

    /// The router. Panics, as axum's does, when two routes are the same.
    pub fn into_router(self) -> Router<S> {
        self.0.into_iter().fold(Router::new(), |router, route| router.route(route.path, route.answer))
    }
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::{body::Body, extract::Request, http::StatusCode, routing::MethodRouter};
    use tower::ServiceExt;

    use super::*;
    use crate::with_body_limit;

    async fn status(method: Method, path: &str, body: &'static str) -> StatusCode {
        let small = |route: MethodRouter| with_body_limit(route, 3);
        let routes = Routes::new().get("/a", async || "got").post("/a", async |body: String| body).with(small);
        let routes = routes.merge(Routes::new().post("/b", async |body: String| body));
        let list = routes.list();
        assert_eq!(list, [(Method::GET, "/a"), (Method::POST, "/a"), (Method::POST, "/b")]);
        let request = Request::builder().method(method).uri(path).body(Body::from(body)).unwrap();
        routes.into_router().oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn what_is_listed_is_answered_and_nothing_else() {
        for (method, path, body, expected) in [
            (Method::GET, "/a", "", StatusCode::OK),
            (Method::HEAD, "/a", "", StatusCode::OK),
            (Method::POST, "/a", "abc", StatusCode::OK),
            (Method::POST, "/a", "abcd", StatusCode::PAYLOAD_TOO_LARGE),
            (Method::POST, "/b", "abcd", StatusCode::OK),
            (Method::GET, "/b", "", StatusCode::METHOD_NOT_ALLOWED),
            (Method::PUT, "/a", "", StatusCode::METHOD_NOT_ALLOWED),
            (Method::GET, "/c", "", StatusCode::NOT_FOUND),
        ] {
            assert_eq!(status(method.clone(), path, body).await, expected, "{method} {path}");
        }
    }
}
