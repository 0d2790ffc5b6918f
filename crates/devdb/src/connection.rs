//! How to reach a running embedded server.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use crate::error::{Result, io};
use crate::layout::Layout;

/// The name of the superuser of every embedded cluster.
pub const SUPERUSER: &str = "postgres";

/// What a client needs to come in as the superuser.
#[derive(Debug, Clone)]
pub struct ConnectionInfo {
    /// The directory of the server's Unix socket; nobody but the server's user (and root) can enter it.
    pub socket_dir: PathBuf,
    /// The port, which only names the socket: the server does not listen on TCP.
    pub port: u16,
    /// The superuser's name.
    pub superuser: String,
    /// The superuser's password.
    pub password: SecretString,
}

impl ConnectionInfo {
    pub(crate) fn read(layout: &Layout, socket_dir: PathBuf, port: u16) -> Result<Self> {
        let path = layout.password();
        let password = fs::read_to_string(&path).map_err(io("reading", &path))?;
        let password = SecretString::from(password.trim_end());
        Ok(Self { socket_dir, port, superuser: SUPERUSER.to_owned(), password })
    }

    /// For a connection to `database` as the superuser; set another user and password on it for another login.
    pub fn config(&self, database: &str) -> tokio_postgres::Config {
        let mut config = tokio_postgres::Config::new();
        config
            .host_path(&self.socket_dir)
            .port(self.port)
            .user(&self.superuser)
            .password(self.password.expose_secret())
            .dbname(database);
        config
    }

    /// The same as a URL that libpq understands too (`psql`, `pg_dump`). It holds the password.
    pub fn url(&self, database: &str) -> SecretString {
        let url = format!(
            "postgresql://{}:{}@/{}?host={}&port={}",
            escape(&self.superuser),
            escape(self.password.expose_secret()),
            escape(database),
            escape(&self.socket_dir.to_string_lossy()),
            self.port
        );
        SecretString::from(url)
    }
}

fn escape(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            write!(escaped, "%{byte:02X}").unwrap_or_default();
        }
        escaped
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_url_says_what_the_config_says() {
        let info = ConnectionInfo {
            socket_dir: PathBuf::from("/tmp/a b/ü,&?"),
            port: 5432,
            superuser: SUPERUSER.to_owned(),
            password: SecretString::from("p@ss:w/rd?"),
        };
        let url = info.url("karum demo");
        assert_eq!(url.expose_secret().parse::<tokio_postgres::Config>().unwrap(), info.config("karum demo"));
        assert!(!format!("{info:?}").contains("p@ss"));
    }
}
