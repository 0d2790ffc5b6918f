//! Which database: one that is configured, or the embedded one.

use tenancy::{PoolSettings, Pools, Secrets, ServerConfig, SigningKey};

use crate::{
    config::{Config, Secret},
    error::CommandError,
};

/// The embedded server's database.
const DATABASE: &str = "karum";

/// Whether the database is the embedded server's. Refuses where the administrator of another one is not named.
pub fn embedded(config: &Config) -> Result<bool, CommandError> {
    if config.database_url.is_empty() && !config.database_server.is_empty() {
        return Err(CommandError::NoAdministrator);
    }
    Ok(config.database_url.is_empty())
}

/// The administrator's way in: `KARUM_DATABASE_URL`, or the superuser of the embedded server that runs.
pub fn administrator(config: &Config) -> Result<ServerConfig, CommandError> {
    if !embedded(config)? {
        return parse("database_url", &config.database_url);
    }
    let info = devdb::Cluster::attach(&config.cluster_dir())?.ok_or(CommandError::NoDatabase)?;
    Ok(info.config(DATABASE).into())
}

fn parse(setting: &str, address: &Secret) -> Result<ServerConfig, CommandError> {
    address.expose().parse().map_err(|e| CommandError::Config(format!("{setting}: {e}")))
}

/// Makes the embedded server's database, if it is not there.
pub async fn create(info: &devdb::ConnectionInfo) -> Result<ServerConfig, CommandError> {
    tenancy::create_database(&info.config("postgres").into(), DATABASE).await?;
    Ok(info.config(DATABASE).into())
}

/// The secrets that are there: from the setting, or from the file.
pub fn secrets(config: &Config) -> Result<Secrets, CommandError> {
    if !config.secrets.is_empty() {
        return Ok(Secrets::parse(config.secrets.expose())?);
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

/// Signs with a new key from now on. Whatever fails on the way, whoever reads the file has a key that holds.
pub async fn rotate_key(config: &Config) -> Result<SigningKey, CommandError> {
    let administrator = administrator(config)?;
    let secrets = secrets(config)?;
    let key = SigningKey::generate().map_err(|_| CommandError::Failed("the system gives no random numbers".into()))?;
    tenancy::add_key(&administrator, &key).await?;
    if let Err(error) = secrets.with_key(key.clone()).with_new_token_key()?.write(&config.secrets_file()) {
        // The file is replaced in one step or not at all, so that nobody signs with the new key.
        tenancy::remove_key(&administrator, &key.kid).await?;
        return Err(error.into());
    }
    tenancy::retire_other_keys(&administrator, &key.kid).await?;
    Ok(key)
}

/// The server as the classes reach it: without the administrator's name and password.
fn server(config: &Config) -> Result<ServerConfig, CommandError> {
    let known = if !config.database_server.is_empty() {
        parse("database_server", &config.database_server)?
    } else if !config.database_url.is_empty() {
        parse("database_url", &config.database_url)?
    } else {
        administrator(config)?
    };
    Ok(known.without_login(DATABASE))
}

/// The doors for `serve`, `worker` and the like: they know no administrator.
pub fn pools(config: &Config) -> Result<Pools, CommandError> {
    let secrets = secrets(config)?;
    let settings =
        PoolSettings { server: server(config)?, connections: config.connections, bind_pid: config.bind_backend };
    Ok(Pools::new(&settings, &secrets)?)
}
