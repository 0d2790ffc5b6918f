//! The host a request came to: the marketplace's, or one of a shop.

use std::net::IpAddr;

use axum::{
    extract::FromRequestParts,
    http::{header::HOST, request::Parts},
};
use types::Slug;

use super::{App, Site};
use crate::Problem;

/// The shop whose own host (`SLUG.DOMAIN`) the request came to; none on the marketplace's. A name that is neither is
/// refused with 404; whether there is such a shop is seen when it is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopHost(pub Option<Slug>);

/// What a host is called.
#[derive(Debug, PartialEq, Eq)]
enum Called {
    Marketplace,
    Shop(Slug),
    Nothing,
}

fn called(host: &str, site: &Site) -> Called {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if !name.ends_with(':') && port.bytes().all(|b| b.is_ascii_digit()) { name } else { host }
    });
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
    // Who watches a machine from within asks by address, or by no name at all.
    if name.is_empty() || name == "localhost" || address || site.public_url.host_str() == Some(name.as_str()) {
        return Called::Marketplace;
    }
    let below = site.shop_domain.as_deref().and_then(|domain| name.strip_suffix(domain));
    match below.map(|label| (label, label.strip_suffix('.'))) {
        Some(("", _) | (_, Some("www"))) => Called::Marketplace,
        Some((_, Some(label))) => label.parse().map_or(Called::Nothing, Called::Shop),
        Some((_, None)) | None => Called::Nothing,
    }
}

impl FromRequestParts<App> for ShopHost {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let host =
            parts.headers.get(HOST).and_then(|h| h.to_str().ok()).or_else(|| parts.uri.host()).unwrap_or_default();
        match called(host, &app.site) {
            Called::Marketplace => Ok(Self(None)),
            Called::Shop(slug) => Ok(Self(Some(slug))),
            Called::Nothing => Err(Problem::not_found()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    fn site(public: &str, domain: Option<&str>) -> Site {
        Site { name: "Market".into(), public_url: public.parse().unwrap(), shop_domain: domain.map(str::to_owned) }
    }

    #[test]
    fn a_shop_s_host_is_one_label_before_the_domain() {
        let site = site("https://market.example.com", Some("example.com"));
        let tea = Called::Shop("tea".parse().unwrap());
        for host in ["tea.example.com", "Tea.Example.com:8080", "tea.example.com."] {
            assert_eq!(called(host, &site), tea, "{host}");
        }
        for host in ["market.example.com", "example.com", "www.example.com", "", "[::1]:80", "127.0.0.1:8080", "::1"] {
            assert_eq!(called(host, &site), Called::Marketplace, "{host}");
        }
        for host in [
            "a.b.example.com",
            "teaexample.com",
            "wwwexample.com",
            "tea.example.com.evil.org",
            "evil.org",
            "-.example.com",
        ] {
            assert_eq!(called(host, &site), Called::Nothing, "{host}");
        }
    }

    #[test]
    fn without_a_domain_there_is_the_marketplace_alone() {
        let site = site("http://localhost:8080", None);
        assert_eq!(called("localhost:8080", &site), Called::Marketplace);
        assert_eq!(called("tea.localhost:8080", &site), Called::Nothing);
        let own = self::site("http://localhost:8080", Some("localhost"));
        assert_eq!(called("tea.localhost:8080", &own), Called::Shop("tea".parse().unwrap()));
    }
}
