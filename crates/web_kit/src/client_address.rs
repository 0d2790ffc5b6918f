//! Where a request comes from.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The client's address, for limits. It is a person's data: it is not logged.
///
/// It is the connection's, or behind proxies what the outermost trusted one saw: each proxy appends the address it was
/// called from to `X-Forwarded-For`, so of `n` trusted proxies it is the `n`-th from the right. What stands further left
/// came from outside and is not believed. A request that came past the proxies has the connection's address. When
/// there is no address at all (a Unix socket) it is `0.0.0.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// The unit to limit by: the address, or the /64 of an IPv6 address, which one customer has whole.
    pub fn network(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        }
    }

    pub(crate) fn of(request: &Request, trusted_proxies: usize) -> Self {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        forwarded(request.headers(), trusted_proxies)
            .or(peer)
            .map_or(Self(Ipv4Addr::UNSPECIFIED.into()), |address| Self(address.to_canonical()))
    }
}

fn forwarded(headers: &HeaderMap, trusted_proxies: usize) -> Option<IpAddr> {
    let from_right = trusted_proxies.checked_sub(1)?;
    let lines: Vec<_> = headers.get_all(FORWARDED_FOR).iter().collect();
    let hops = lines.iter().rev().flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    let hop = hops.map(str::trim).nth(from_right)?;
    // Some proxies add the port.
    hop.parse().ok().or_else(|| hop.parse().ok().map(|address: SocketAddr| address.ip()))
}

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or(Self(Ipv4Addr::UNSPECIFIED.into())))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use axum::Router;
    use axum::routing::get;

    use super::*;
    use crate::layers::test_client::{get as request, kit_with, send, settings, text};

    async fn address(trusted_proxies: usize, forwarded: &[&str], peer: Option<&str>) -> String {
        let app = Router::new().route("/", get(|address: ClientAddress| async move { address.0.to_string() }));
        let mut request = request("/");
        for line in forwarded {
            request.headers_mut().append(FORWARDED_FOR, line.parse().unwrap());
        }
        if let Some(peer) = peer {
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer.parse().unwrap()));
        }
        text(send(kit_with(app, crate::Settings { trusted_proxies, ..settings() }), request).await).await
    }

    #[tokio::test]
    async fn without_trusted_proxies_the_header_is_not_believed() {
        assert_eq!(address(0, &["9.9.9.9"], Some("10.0.0.1:5000")).await, "10.0.0.1");
        assert_eq!(address(0, &["9.9.9.9"], None).await, "0.0.0.0");
        assert_eq!(address(0, &[], Some("[::ffff:10.0.0.1]:5000")).await, "10.0.0.1");
    }

    #[tokio::test]
    async fn behind_proxies_what_the_client_claims_is_not_believed() {
        let peer = Some("10.0.0.1:5000");
        assert_eq!(address(1, &["6.6.6.6, 203.0.113.7"], peer).await, "203.0.113.7");
        assert_eq!(address(2, &["6.6.6.6, 203.0.113.7, 10.0.0.2"], peer).await, "203.0.113.7");
        assert_eq!(address(2, &["6.6.6.6", "203.0.113.7", "10.0.0.2"], peer).await, "203.0.113.7");
        assert_eq!(address(1, &["203.0.113.7:4711"], peer).await, "203.0.113.7");
        assert_eq!(address(1, &["[2001:db8::1]:4711"], peer).await, "2001:db8::1");
    }

    #[tokio::test]
    async fn past_the_proxies_it_is_the_connection() {
        for forwarded in [&[][..], &["203.0.113.7"], &["unknown, 203.0.113.7", "9.9.9.9"], &[","]] {
            assert_eq!(address(3, forwarded, Some("10.0.0.1:5000")).await, "10.0.0.1", "{forwarded:?}");
        }
        assert_eq!(address(1, &["unknown"], Some("10.0.0.1:5000")).await, "10.0.0.1");
    }

    #[test]
    fn the_network_of_an_ipv6_address_is_its_64() {
        let network = |text: &str| ClientAddress(text.parse().unwrap()).network().to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("203.0.113.7"), "203.0.113.7");
    }
}
