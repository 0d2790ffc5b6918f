//! The mail server: how it is reached, what is handed to it, and what its answers mean.

use std::{fmt, fs, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::{
        AsyncSmtpTransportBuilder, PoolConfig,
        client::{Certificate, Tls, TlsParameters},
    },
};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::{SettingsError, clean, deliver::Claimed};

/// How long one command of the conversation may take.
const COMMAND: Duration = Duration::from_secs(20);

/// A mail server and the address that mails come from. Nothing is connected to before the first mail.
#[derive(Clone)]
pub struct Smtp {
    builder: AsyncSmtpTransportBuilder,
    server: String,
    from: Mailbox,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("server", &self.server).finish_non_exhaustive()
    }
}

fn wrong(text: impl Into<String>) -> SettingsError {
    SettingsError(text.into())
}

impl Smtp {
    /// Reads `smtp://USER:PASSWORD@HOST:PORT?tls=required` or `smtps://…`, percent-encoded, and `Name <address>`.
    /// `rootcert=FILE` names a PEM file with the authorities to believe instead of the system's.
    pub fn new(url: &SecretString, from: &str) -> Result<Self, SettingsError> {
        let form = "smtp_url: use smtp://USER:PASSWORD@HOST:PORT?tls=required or smtps://USER:PASSWORD@HOST:PORT";
        let parsed = Url::parse(url.expose_secret()).map_err(|_| wrong(form))?;
        let host = parsed.host_str().filter(|host| !host.is_empty()).ok_or_else(|| wrong(form))?.to_owned();
        let value = |name: &str| parsed.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let tls = value("tls");
        if parsed.query_pairs().any(|(key, _)| key != "tls" && key != "rootcert")
            || !matches!(
                (parsed.scheme(), tls.as_deref()),
                ("smtp", None | Some("required" | "opportunistic")) | ("smtps", None)
            )
        {
            return Err(wrong(form));
        }
        let bare = parsed.scheme() == "smtp" && tls.as_deref() != Some("required");
        let named = !parsed.username().is_empty() || parsed.password().is_some();
        if named && bare && !is_here(&host) {
            return Err(wrong(
                "smtp_url: a password goes to another machine only under TLS: add ?tls=required, or use smtps",
            ));
        }
        if parsed.username().is_empty() != parsed.password().is_none() {
            return Err(wrong("smtp_url: a user goes with a password"));
        }
        let from: Mailbox = from
            .parse()
            .map_err(|_| wrong("mail_from: use an address, or Name <address>, such as Karum <no-reply@example.com>"))?;
        let from = Mailbox::new(from.name.map(|name| clean::name(&name)), from.email);
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())
            .map_err(|error| wrong(format!("smtp_url: {error}")))?
            .timeout(Some(COMMAND));
        if let Some(file) = value("rootcert") {
            builder = trusting(builder, &parsed, &host, &file)?;
        }
        let server = parsed.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        Ok(Self { builder, server, from })
    }

    /// Where it is: host and port.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Ready to send, over so many connections at most.
    pub(crate) fn open(&self, connections: usize) -> Open {
        let pool = PoolConfig::new().max_size(u32::try_from(connections).unwrap_or(u32::MAX));
        Open { transport: self.builder.clone().pool_config(pool).build(), from: self.from.clone() }
    }
}

/// Whether what is sent there stays on this machine.
fn is_here(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn trusting(
    builder: AsyncSmtpTransportBuilder,
    url: &Url,
    host: &str,
    file: &str,
) -> Result<AsyncSmtpTransportBuilder, SettingsError> {
    let pem = fs::read(file).map_err(|error| wrong(format!("smtp_url: rootcert {file}: {error}")))?;
    let unfit = |error: lettre::transport::smtp::Error| wrong(format!("smtp_url: rootcert {file}: {error}"));
    let parameters = TlsParameters::builder(host.to_owned())
        .certificate_store(lettre::transport::smtp::client::CertificateStore::None)
        .add_root_certificate(Certificate::from_pem(&pem).map_err(unfit)?)
        .build()
        .map_err(unfit)?;
    let tls = match (url.scheme(), url.query_pairs().find(|(key, _)| key == "tls")) {
        ("smtps", _) => Tls::Wrapper(parameters),
        (_, Some((_, how))) if how == "required" => Tls::Required(parameters),
        _ => return Err(wrong("smtp_url: rootcert goes with smtps or with tls=required")),
    };
    Ok(builder.tls(tls))
}

/// Why a mail was not taken.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It may be another time.
    Again(String),
    /// It never will.
    Never(String),
}

/// A server that mails are handed to.
pub(crate) struct Open {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Open {
    /// Hands a mail over. Done, the server has said that it is its own from now on.
    pub(crate) async fn send(&self, mail: &Claimed) -> Result<(), Refusal> {
        let message = message(&self.from, mail).map_err(Refusal::Never)?;
        let Err(error) = self.transport.send(message).await else { return Ok(()) };
        let said = error.to_string();
        // A refusal that meets us and not the mail keeps: it is our settings that are to be mended. It may be told by its code
        // (RFC 4954, section 6), else by the server's refusing a connection without a mail as well.
        let ours = error.status().is_some_and(|code| matches!(u16::from(code), 530 | 534 | 535 | 538));
        if ours || !error.is_permanent() && !error.is_client() {
            return Err(Refusal::Again(said));
        }
        match self.transport.test_connection().await {
            Ok(true) => Err(Refusal::Never(said)),
            _ => Err(Refusal::Again(said)),
        }
    }

    /// Says goodbye.
    pub(crate) async fn close(&self) {
        self.transport.shutdown().await;
    }
}

/// The mail as it travels. Its Message-ID is made of its id, so that whoever gets it twice can tell.
pub(crate) fn message(from: &Mailbox, mail: &Claimed) -> Result<Message, String> {
    let address = mail.recipient.parse().map_err(|error: lettre::address::AddressError| error.to_string())?;
    // Cleaned once more: lettre panics where a name holds a line break.
    let name = Some(clean::name(&mail.recipient_name)).filter(|name| !name.is_empty());
    let header =
        |name: &'static str, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(name, address))
        .subject(clean::line(&mail.subject, clean::SUBJECT))
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        .date_now()
        .raw_header(header("Content-Language", &mail.language))
        // No vacation notes in return (RFC 3834).
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
        .map_err(|error| error.to_string())
}

#[cfg(test)]
#[path = "smtp_tests.rs"]
mod tests;
