//! The host a request came to: the marketplace's, or one of a shop.

use axum::{
    extract::FromRequestParts,
    http::{header::HOST, request::Parts},
};
use types::Slug;

use super::App;
use crate::Problem;

/// The shop whose own host (`SLUG.DOMAIN`) the request came to; none on the marketplace's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopHost(pub Option<Slug>);

fn slug_of(host: &str, domain: &str) -> Option<Slug> {
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host });
    let label = name.to_ascii_lowercase().strip_suffix(domain)?.strip_suffix('.')?.to_owned();
    if label == "www" { None } else { label.parse().ok() }
}

impl FromRequestParts<App> for ShopHost {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let host =
            parts.headers.get(HOST).and_then(|h| h.to_str().ok()).or_else(|| parts.uri.host()).unwrap_or_default();
        Ok(Self(app.site.shop_domain.as_deref().and_then(|domain| slug_of(host, domain))))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_s_host_is_one_label_before_the_domain() {
        let shop = |host: &str| slug_of(host, "example.com").map(|s| s.to_string());
        assert_eq!(shop("tea.example.com").as_deref(), Some("tea"));
        assert_eq!(shop("Tea.Example.com:8080").as_deref(), Some("tea"));
        for host in [
            "example.com",
            "www.example.com",
            "a.b.example.com",
            "teaexample.com",
            "",
            "tea.example.com.evil.org",
            "[::1]:80",
        ] {
            assert_eq!(shop(host), None, "{host}");
        }
    }
}
