//! What a command can fail with: one sentence that says what to do.

use std::{io, path::PathBuf};

/// A command's failure.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// A setting is wrong.
    #[error("configuration: {0}")]
    Config(String),
    /// Only the administrator can do this.
    #[error(
        "database_server is set and database_url is not: this command needs the administrator's. Set KARUM_DATABASE_URL, or use `karum serve` and `karum worker`, which need none"
    )]
    NoAdministrator,
    /// The embedded server went away.
    #[error("PostgreSQL ended by itself. Its log is in {0}; start again, nothing that was committed is lost")]
    ServerEnded(PathBuf),
    /// There is no database to talk to.
    #[error("no database: `karum up` starts one here, or set KARUM_DATABASE_URL and run `karum migrate`")]
    NoDatabase,
    /// The secrets are not there.
    #[error("no secrets at {0}: run `karum migrate` first, or set KARUM_SECRETS")]
    NoSecrets(PathBuf),
    /// The address is taken.
    #[error("cannot listen on {0}: {1}. Another program may have it: choose another with --listen")]
    Listen(String, #[source] io::Error),
    /// The worker's own address is taken.
    #[error("worker_listen: cannot listen on {0}: {1}. Set another address, or none at all")]
    WorkerListen(String, #[source] io::Error),
    /// A file.
    #[error("{0}: {1}")]
    File(PathBuf, #[source] io::Error),
    /// Something that was looked for is not there.
    #[error("{0}")]
    NotFound(String),
    /// A check that found something; it has been printed.
    #[error("{0}")]
    Failed(String),
    /// The embedded server.
    #[error(transparent)]
    Devdb(#[from] devdb::Error),
    /// Migrating.
    #[error(transparent)]
    Migrate(#[from] tenancy::MigrateError),
    /// The secrets.
    #[error(transparent)]
    Secrets(#[from] tenancy::SecretsError),
    /// The tenancy map.
    #[error(transparent)]
    Map(#[from] tenancy::map::MapError),
    /// The database.
    #[error(transparent)]
    Db(#[from] tenancy::DbError),
    /// There is no connection.
    #[error("database: {0}")]
    Connect(#[from] tenancy::ConnectError),
    /// Orders.
    #[error(transparent)]
    Order(#[from] orders::OrderError),
    /// Accounts.
    #[error(transparent)]
    Identity(#[from] identity::IdentityError),
    /// Imports.
    #[error(transparent)]
    Import(#[from] imports::ImportError),
    /// A file that is to be imported.
    #[error(transparent)]
    Take(#[from] imports::TakeError),
    /// Files of sellers.
    #[error(transparent)]
    Storage(#[from] storage::StorageError),
    /// The catalogue and its index.
    #[error(transparent)]
    Catalog(#[from] catalog::CatalogError),
    /// The web.
    #[error(transparent)]
    Web(#[from] web_kit::Error),
    /// The operating system.
    #[error("{0}")]
    Io(#[from] io::Error),
}
