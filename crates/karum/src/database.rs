//! Which database: one that is configured, or the embedded one.

use tenancy::{PoolSettings, Pools, Secrets, ServerConfig};

use crate::{config::Config, error::CommandError};

/// The embedded server's database.
const DATABASE: &str = "karum";

/// The administrator's way in: `KARUM_DATABASE_URL`, or the superuser of the embedded server that runs.
pub fn administrator(config: &Config) -> Result<ServerConfig, CommandError> {
    if !config.database_url.is_empty() {
        return config.database_url.parse().map_err(|e| CommandError::Config(format!("database_url: {e}")));
    }
    let info = devdb::Cluster::attach(&config.cluster_dir())?.ok_or(CommandError::NoDatabase)?;
    Ok(info.config(DATABASE))
}

/// Makes the embedded server's database, if it is not there.
pub async fn create(info: &devdb::ConnectionInfo) -> Result<ServerConfig, CommandError> {
    tenancy::create_database(&info.config("postgres"), DATABASE).await?;
    Ok(info.config(DATABASE))
}

/// The secrets that are there: from the setting, or from the file.
pub fn secrets(config: &Config) -> Result<Secrets, CommandError> {
    if !config.secrets.is_empty() {
        return Ok(Secrets::parse(&config.secrets)?);
    }
    let file = config.secrets_file();
    if !file.is_file() {
        return Err(CommandError::NoSecrets(file));
    }
    Ok(Secrets::read(&file)?)
}

/// Migrates; makes and keeps the secrets where there are none.
pub async fn migrate(
    config: &Config,
    administrator: &ServerConfig,
) -> Result<(tenancy::Report, Secrets), CommandError> {
    let (secrets, new) = match secrets(config) {
        Ok(secrets) => (secrets, false),
        Err(CommandError::NoSecrets(_)) => (Secrets::generate()?, true),
        Err(error) => return Err(error),
    };
    // Written first: a migration that cannot be followed by a login would lock everybody out.
    if new {
        secrets.write(&config.secrets_file())?;
    }
    Ok((tenancy::migrate(administrator, &secrets).await?, secrets))
}

/// The server as the classes reach it: without the administrator's name and password.
fn server(config: &Config) -> Result<ServerConfig, CommandError> {
    let text = if config.database_server.is_empty() { &config.database_url } else { &config.database_server };
    let known = if text.is_empty() {
        administrator(config)?
    } else {
        text.parse().map_err(|e| CommandError::Config(format!("database_server: {e}")))?
    };
    Ok(tenancy::without_login(&known, DATABASE))
}

/// The doors for `serve`, `worker` and the like: they know no administrator.
pub fn pools(config: &Config) -> Result<Pools, CommandError> {
    let secrets = secrets(config)?;
    let settings =
        PoolSettings { server: server(config)?, connections: config.connections, bind_pid: config.bind_backend };
    Ok(Pools::new(&settings, &secrets)?)
}
