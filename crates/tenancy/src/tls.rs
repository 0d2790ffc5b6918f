//! TLS to the server, and what is asked of its certificate.

use std::{path::PathBuf, sync::Arc};

use rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use tokio_postgres::{CancelToken, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Whom to take for the server. A path of `None` stands for the certificate authorities that the system trusts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Whoever answers: nobody can listen in, but anybody can stand between.
    #[default]
    Anyone,
    /// Whoever has a certificate of the authority.
    Authority(Option<PathBuf>),
    /// Whoever has a certificate of the authority for the name that was asked for.
    Name(Option<PathBuf>),
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The driver's error.
    #[error("{}", told(.0))]
    Driver(#[from] tokio_postgres::Error),
    /// The certificate authorities cannot be had.
    #[error("{0}")]
    Authorities(String),
}

/// The error with what is behind it: for a refused certificate the driver alone says only that TLS failed.
fn told(error: &tokio_postgres::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        source = inner.source();
    }
    text
}

/// Makes connections, with TLS or without.
#[derive(Clone)]
pub(crate) enum Connector {
    Plain,
    Tls(MakeRustlsConnect),
}

impl Connector {
    /// Asks the server to cancel a statement, over a connection as well guarded as the statement's own.
    pub async fn cancel(&self, token: &CancelToken) -> Result<(), tokio_postgres::Error> {
        match self {
            Self::Plain => token.cancel_query(NoTls).await,
            Self::Tls(tls) => token.cancel_query(tls.clone()).await,
        }
    }
}

impl Trust {
    /// A connector that trusts so. Reads the certificates.
    pub fn connector(&self) -> Result<Connector, ConnectError> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let bad = |error: Error| ConnectError::Authorities(error.to_string());
        let builder = ClientConfig::builder_with_provider(provider.clone());
        let builder = builder.with_safe_default_protocol_versions().map_err(bad)?;
        let config = match self {
            Self::Name(root) => builder.with_root_certificates(roots(root.as_ref())?).with_no_client_auth(),
            Self::Anyone | Self::Authority(_) => {
                let chain = match self {
                    Self::Authority(root) => {
                        let roots = Arc::new(roots(root.as_ref())?);
                        let made = WebPkiServerVerifier::builder_with_provider(roots, provider.clone()).build();
                        Some(made.map_err(|e| ConnectError::Authorities(e.to_string()))?)
                    }
                    _ => None,
                };
                let verifier = Arc::new(Nameless { chain, provider });
                builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth()
            }
        };
        Ok(Connector::Tls(MakeRustlsConnect::new(config)))
    }
}

/// The authorities of a file, or of the system.
fn roots(file: Option<&PathBuf>) -> Result<RootCertStore, ConnectError> {
    let mut store = RootCertStore::empty();
    let (place, certificates) = match file {
        Some(file) => {
            let unreadable =
                |e: &dyn std::fmt::Display| ConnectError::Authorities(format!("sslrootcert {}: {e}", file.display()));
            let read = CertificateDer::pem_file_iter(file).map_err(|e| unreadable(&e))?;
            let read = read.collect::<Result<Vec<_>, _>>().map_err(|e| unreadable(&e))?;
            (file.display().to_string(), read)
        }
        None => ("the system's certificates".to_owned(), rustls_native_certs::load_native_certs().certs),
    };
    store.add_parsable_certificates(certificates);
    if store.is_empty() {
        return Err(ConnectError::Authorities(format!(
            "there is no certificate authority in {place}: name its file by sslrootcert"
        )));
    }
    Ok(store)
}

/// Accepts a certificate for any name: from the authorities, where there are some, else from anybody.
#[derive(Debug)]
struct Nameless {
    chain: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Nameless {
    fn verify_server_cert(
        &self,
        end: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        use rustls::CertificateError::{NotValidForName, NotValidForNameContext};
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        match chain.verify_server_cert(end, between, name, ocsp, now) {
            // The name is looked at last, when the chain has been found good.
            Err(Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. })) => {
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls12_signature(message, cert, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls13_signature(message, cert, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
