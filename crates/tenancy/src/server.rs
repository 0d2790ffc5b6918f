//! Where the server is: addresses as settings spell them.

use tokio_postgres::{Config, Error, config::Host};

use crate::migrate::connect;

/// A server, a database and a login.
pub type ServerConfig = Config;

/// The address without user and password: the classes bring their own.
pub fn without_login(config: &ServerConfig, default_database: &str) -> ServerConfig {
    let mut server = Config::new();
    for host in config.get_hosts() {
        match host {
            Host::Tcp(name) => server.host(name),
            Host::Unix(path) => server.host_path(path),
        };
    }
    for port in config.get_ports() {
        server.port(*port);
    }
    server.dbname(config.get_dbname().unwrap_or(default_database));
    server
}

/// Makes a database, if the server has none of that name. `admin` names another one, to ask in.
pub async fn create_database(admin: &ServerConfig, name: &str) -> Result<(), Error> {
    let client = connect(admin).await?;
    if client.query_opt("SELECT FROM pg_database WHERE datname = $1", &[&name]).await?.is_none() {
        let quoted = name.replace('"', "\"\"");
        client.batch_execute(&format!("CREATE DATABASE \"{quoted}\"")).await?;
    }
    Ok(())
}
