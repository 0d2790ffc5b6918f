//! Host names: resolved here, and only to addresses that were checked.

use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{FetchError, address};

/// The resolver of the HTTP client. What it answers is what the client connects to, without a second look-up in
/// between that could answer differently.
pub struct Checked {
    pub allow_loopback: bool,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_loopback = self.allow_loopback;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.is_empty() {
                return Err(io::Error::from(io::ErrorKind::NotFound).into());
            }
            check(name.as_str(), found.iter().map(SocketAddr::ip), allow_loopback)?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Refuses a host one of whose addresses is not public: a name with a public and a private address is an attack or a
/// mistake, and which of both would be connected to is chance.
pub fn check(host: &str, addresses: impl IntoIterator<Item = IpAddr>, allow_loopback: bool) -> Result<(), FetchError> {
    match addresses.into_iter().find_map(|address| address::refusal(address, allow_loopback)) {
        Some(kind) => Err(FetchError::NotPublic { host: host.to_owned(), kind }),
        None => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{super::NotPublic, *};

    async fn resolved(name: &str, allow_loopback: bool) -> Result<Vec<SocketAddr>, FetchError> {
        match (Checked { allow_loopback }).resolve(name.parse().unwrap()).await {
            Ok(addresses) => Ok(addresses.collect()),
            Err(error) => Err(*error.downcast::<FetchError>().unwrap()),
        }
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_refused_unless_allowed() {
        let error = resolved("localhost", false).await.unwrap_err();
        assert!(matches!(error, FetchError::NotPublic { host, kind: NotPublic::Loopback } if host == "localhost"));
        assert!(resolved("localhost", true).await.unwrap().iter().all(|address| address.ip().is_loopback()));
    }

    #[test]
    fn one_private_address_among_public_ones_is_enough() {
        let addresses = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<IpAddr>>();
        check("good.example", addresses(&["1.1.1.1", "2606:4700::1111"]), false).unwrap();
        for bad in [["1.1.1.1", "10.0.0.1"], ["fd00::1", "1.1.1.1"], ["1.1.1.1", "::ffff:192.168.0.1"]] {
            let error = check("bad.example", addresses(&bad), true).unwrap_err();
            assert!(matches!(error, FetchError::NotPublic { kind: NotPublic::Private, .. }), "{bad:?}: {error}");
        }
    }
}
