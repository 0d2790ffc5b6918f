//! Where the server is: addresses as settings spell them, and how connections to it are guarded.

use std::{
    ops::{Deref, DerefMut},
    path::PathBuf,
    str::FromStr,
};

use tokio_postgres::{
    Client, Config, NoTls,
    config::{Host, SslMode},
};

use crate::tls::{ConnectError, Connector, Trust};

/// A server, a database, a login, and whom to take for that server.
///
/// Reads what libpq reads, as a URL or as `key=value` pairs: besides the driver's own parameters `sslmode` with all of
/// `disable`, `prefer`, `require`, `verify-ca` and `verify-full`, and `sslrootcert` with a file or `system`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerConfig {
    config: Config,
    trust: Trust,
}

impl Deref for ServerConfig {
    type Target = Config;

    fn deref(&self) -> &Config {
        &self.config
    }
}

impl DerefMut for ServerConfig {
    fn deref_mut(&mut self) -> &mut Config {
        &mut self.config
    }
}

impl From<Config> for ServerConfig {
    fn from(config: Config) -> Self {
        Self { config, trust: Trust::default() }
    }
}

/// What an address can have wrong.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// The driver does not understand it.
    #[error("{0}")]
    Driver(#[from] tokio_postgres::Error),
    /// A parameter for TLS is not known.
    #[error("{0}")]
    Tls(String),
}

impl FromStr for ServerConfig {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let (rest, mode, root) = without_tls(text);
        let mut config: Config = rest.parse()?;
        let root = root.map(|file| if file == "system" { None } else { Some(PathBuf::from(file)) });
        let (ssl_mode, trust) = match mode.as_deref() {
            Some("disable") => (SslMode::Disable, Trust::Anyone),
            // libpq verifies as soon as there is something to verify against.
            Some("prefer") | None => (SslMode::Prefer, Trust::Anyone),
            Some("require") if root.is_none() => (SslMode::Require, Trust::Anyone),
            Some("require" | "verify-ca") => (SslMode::Require, Trust::Authority(root.flatten())),
            Some("verify-full") => (SslMode::Require, Trust::Name(root.flatten())),
            Some(other) => {
                return Err(AddressError::Tls(format!(
                    "sslmode={other} is not known: use disable, prefer, require, verify-ca or verify-full"
                )));
            }
        };
        config.ssl_mode(ssl_mode);
        Ok(Self { config, trust })
    }
}

/// The address without the parameters that the driver does not know, and these: mode and root certificate.
fn without_tls(text: &str) -> (String, Option<String>, Option<String>) {
    let (mut mode, mut root) = (None, None);
    let mut keep = |name: &str, value: &str| {
        match name.trim() {
            "sslmode" => mode = Some(value.to_owned()),
            "sslrootcert" => root = Some(value.to_owned()),
            _ => return true,
        }
        false
    };
    let text = if text.contains("://") {
        let Some((address, query)) = text.split_once('?') else { return (text.to_owned(), None, None) };
        let kept: Vec<&str> = query
            .split('&')
            .filter(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                keep(name, &unescaped(value))
            })
            .collect();
        if kept.is_empty() { address.to_owned() } else { format!("{address}?{}", kept.join("&")) }
    } else {
        let pairs = pairs(text);
        let kept: Vec<&str> = pairs
            .into_iter()
            .filter(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                keep(name, value.trim().trim_matches('\''))
            })
            .collect();
        kept.join(" ")
    };
    (text, mode, root)
}

/// `a=1 b='x y'` in its pairs.
fn pairs(text: &str) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    text.split(move |c: char| {
        let here = escaped;
        escaped = c == '\\' && !here;
        if c == '\'' && !here {
            quoted = !quoted;
        }
        c.is_whitespace() && !quoted
    })
    .filter(|pair| !pair.is_empty())
    .collect()
}

/// `%2F` and the like, decoded.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.first_chunk::<2>().and_then(|two| std::str::from_utf8(two).ok());
        let code = code.filter(|_| *first == b'%').and_then(|two| u8::from_str_radix(two, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl ServerConfig {
    /// What makes connections to this server. Reads the certificates it has to trust.
    pub(crate) fn connector(&self) -> Result<Connector, ConnectError> {
        let local = self.config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_)));
        if local || self.config.get_ssl_mode() == SslMode::Disable {
            Ok(Connector::Plain)
        } else {
            self.trust.connector()
        }
    }

    /// Connects, and leaves the connection to a task of its own.
    pub(crate) async fn open(&self) -> Result<Client, ConnectError> {
        Ok(self.connector()?.open(&self.config).await?)
    }

    /// The address without user and password: the classes bring their own.
    #[must_use]
    pub fn without_login(&self, default_database: &str) -> Self {
        let mut server = Config::new();
        for host in self.config.get_hosts() {
            match host {
                Host::Tcp(name) => server.host(name),
                Host::Unix(path) => server.host_path(path),
            };
        }
        for port in self.config.get_ports() {
            server.port(*port);
        }
        server.dbname(self.config.get_dbname().unwrap_or(default_database));
        server.ssl_mode(self.config.get_ssl_mode());
        Self { config: server, trust: self.trust.clone() }
    }
}

impl Connector {
    pub(crate) async fn open(&self, config: &Config) -> Result<Client, tokio_postgres::Error> {
        fn ended(result: Result<(), tokio_postgres::Error>) {
            if let Err(error) = result {
                tracing::debug!(%error, "a database connection ended");
            }
        }
        match self {
            Self::Plain => {
                let (client, connection) = config.connect(NoTls).await?;
                tokio::spawn(async move { ended(connection.await) });
                Ok(client)
            }
            Self::Tls(tls) => {
                let (client, connection) = config.connect(tls.clone()).await?;
                tokio::spawn(async move { ended(connection.await) });
                Ok(client)
            }
        }
    }
}

/// Makes a database on an embedded server, if it has none of that name. `admin` is the superuser, in another database.
/// The classes are kept out of all others: what is taken from them in ours, such as large objects, is theirs there.
pub async fn create_database(admin: &ServerConfig, name: &str) -> Result<(), ConnectError> {
    let client = admin.open().await?;
    client.batch_execute(CLOSE_OTHERS).await?;
    if client.query_opt("SELECT FROM pg_database WHERE datname = $1", &[&name]).await?.is_none() {
        let quoted = name.replace('"', "\"\"");
        client.batch_execute(&format!("CREATE DATABASE \"{quoted}\"")).await?;
    }
    Ok(())
}

/// PUBLIC may connect to a database unless someone forbids it. Nothing is written where it is forbidden already.
const CLOSE_OTHERS: &str = "DO $$ DECLARE d name; BEGIN
    FOR d IN SELECT datname FROM pg_database b WHERE datname IN ('postgres', 'template1')
        AND EXISTS (SELECT FROM aclexplode(coalesce(b.datacl, acldefault('d', b.datdba))) x WHERE x.grantee = 0)
    LOOP EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', d); END LOOP; END $$";

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> ServerConfig {
        text.parse().unwrap()
    }

    #[test]
    fn sslmode_and_root_certificate_are_read_from_both_spellings() {
        for text in [
            "postgresql://me:pw@db.example:6432/shop?sslmode=verify-full&sslrootcert=%2Fetc%2Fca%20s.pem&connect_timeout=3",
            "host=db.example port=6432 user=me password=pw dbname=shop sslmode=verify-full sslrootcert='/etc/ca s.pem' connect_timeout=3",
        ] {
            let server = parsed(text);
            assert_eq!(server.trust, Trust::Name(Some("/etc/ca s.pem".into())), "{text}");
            assert_eq!(server.get_ssl_mode(), SslMode::Require);
            assert_eq!((server.get_dbname(), server.get_ports()), (Some("shop"), &[6432][..]));
            assert_eq!(server.get_connect_timeout(), Some(&std::time::Duration::from_secs(3)));
        }
    }

    #[test]
    fn modes_mean_what_libpq_means_by_them() {
        let of = |mode: &str| {
            let server = parsed(&format!("postgres://h/d?{mode}"));
            (server.get_ssl_mode(), server.trust.clone())
        };
        assert_eq!(of(""), (SslMode::Prefer, Trust::Anyone));
        assert_eq!(of("sslmode=disable"), (SslMode::Disable, Trust::Anyone));
        assert_eq!(of("sslmode=require"), (SslMode::Require, Trust::Anyone));
        assert_eq!(of("sslmode=require&sslrootcert=ca"), (SslMode::Require, Trust::Authority(Some("ca".into()))));
        assert_eq!(of("sslmode=verify-ca&sslrootcert=system"), (SslMode::Require, Trust::Authority(None)));
        assert_eq!(of("sslmode=verify-full"), (SslMode::Require, Trust::Name(None)));
        let error = "postgres://h/d?sslmode=please".parse::<ServerConfig>().unwrap_err().to_string();
        assert!(error.contains("verify-full"), "{error}");
    }

    #[test]
    fn the_classes_go_to_the_same_server_and_trust_it_no_more() {
        let admin = parsed("postgres://me:pw@h:1/?sslmode=verify-full");
        let classes = admin.without_login("karum");
        assert_eq!((classes.get_user(), classes.get_password(), classes.get_dbname()), (None, None, Some("karum")));
        assert_eq!((classes.trust.clone(), classes.get_ssl_mode()), (Trust::Name(None), SslMode::Require));
    }
}
