//! What is measured upon: a durable PostgreSQL, databases of this build's schema, and sellers in them.

use std::path::{Path, PathBuf};

use devdb::{Cluster, Settings};
use secrecy::ExposeSecret;
use tenancy::{PoolSettings, Pools, Secrets, ServerConfig};
use tokio_postgres::{Client, NoTls};

use crate::{BenchError, Options, Size, feeds::Feeds};

const SEED: &str = include_str!("seed.sql");

/// Connections of a class's pool.
pub const CONNECTIONS: usize = 8;

/// The ground of all subjects.
pub struct Ground {
    cluster: Cluster,
    secrets: Secrets,
    directory: PathBuf,
    /// Removed at the end.
    _temporary: Option<tempfile::TempDir>,
    pub size: Size,
    pub feeds: Feeds,
    pub program: PathBuf,
}

/// A database of this build's schema.
pub struct Base {
    pub name: String,
    pub pools: Pools,
    /// The superuser.
    pub oracle: Client,
}

impl Ground {
    pub async fn start(options: &Options) -> Result<Self, BenchError> {
        let feeds = Feeds::read(&options.feeds)?;
        let temporary = if options.directory.is_none() { Some(tempfile::tempdir()?) } else { None };
        let directory = temporary
            .as_ref()
            .map_or_else(|| options.directory.clone().unwrap_or_default(), |dir| dir.path().to_owned());
        std::fs::create_dir_all(&directory)?;
        if temporary.is_some() {
            // As root, the server runs as another user, who must be able to enter.
            std::os::unix::fs::chown(&directory, None, None)?;
            std::fs::set_permissions(&directory, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        }
        let settings = Settings::new(directory.join("pg"));
        let cluster =
            tokio::task::spawn_blocking(move || Cluster::start(&settings)).await.map_err(BenchError::of)??;
        let secrets = Secrets::generate().map_err(BenchError::of)?;
        let (size, program) = (options.size.clone(), options.program.clone());
        Ok(Self { cluster, secrets, directory, _temporary: temporary, size, feeds, program })
    }

    /// Ends the server, and removes what was made in a temporary directory.
    pub fn stop(self) -> Result<(), BenchError> {
        Ok(self.cluster.stop()?)
    }

    /// A directory of a subject's own, empty.
    pub fn directory(&self, name: &str) -> Result<PathBuf, BenchError> {
        let directory = self.directory.join(name);
        if directory.exists() {
            std::fs::remove_dir_all(&directory)?;
        }
        std::fs::create_dir_all(&directory)?;
        Ok(directory)
    }

    /// A new database with its schema.
    pub async fn database(&self, name: &str) -> Result<Base, BenchError> {
        let info = self.cluster.connection();
        let (superuser, connection) = info.config("postgres").connect(NoTls).await?;
        tokio::spawn(connection);
        superuser.batch_execute("SET client_min_messages = warning").await?;
        superuser.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        tenancy::create_database(&info.config("postgres").into(), name).await.map_err(BenchError::of)?;
        tenancy::migrate(&info.config(name).into(), &self.secrets).await.map_err(BenchError::of)?;
        let pools = self.pools(name, true)?;
        Ok(Base { name: name.to_owned(), pools, oracle: self.superuser(name).await? })
    }

    /// Doors to a database. Tokens that are not bound to a backend are for baselines.
    pub fn pools(&self, database: &str, bind_pid: bool) -> Result<Pools, BenchError> {
        self.pools_at(self.cluster.connection().config(database).into(), bind_pid)
    }

    /// Doors through another socket than the server's own.
    pub fn pools_behind(&self, socket_dir: &Path, database: &str) -> Result<Pools, BenchError> {
        let mut config = tokio_postgres::Config::new();
        config.host_path(socket_dir).port(self.cluster.connection().port).dbname(database);
        self.pools_at(config.into(), true)
    }

    fn pools_at(&self, server: ServerConfig, bind_pid: bool) -> Result<Pools, BenchError> {
        let settings = PoolSettings { server, connections: CONNECTIONS, bind_pid };
        Pools::new(&settings, &self.secrets).map_err(BenchError::of)
    }

    /// The superuser's session in a database.
    pub async fn superuser(&self, database: &str) -> Result<Client, BenchError> {
        let (client, connection) = self.cluster.connection().config(database).connect(NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// A session of a class's login, without any scope: for baselines.
    pub async fn login(&self, class: &str, database: &str) -> Result<Client, BenchError> {
        let login = self.secrets.login(class).ok_or_else(|| BenchError::Wrong(format!("no login for {class}")))?;
        let mut config = self.cluster.connection().config(database);
        config.user(&login.name).password(login.password.expose_secret());
        let (client, connection) = config.connect(NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// What `serve` needs to find a database of this ground, as environment.
    pub fn environment(&self, database: &str) -> Result<Vec<(&'static str, String)>, BenchError> {
        let file = self.directory.join("secrets.toml");
        self.secrets.write(&file).map_err(BenchError::of)?;
        Ok(vec![
            ("KARUM_DATABASE_URL", self.cluster.connection().url(database).expose_secret().to_owned()),
            ("KARUM_SECRETS", std::fs::read_to_string(&file)?),
        ])
    }

    /// How to reach the server.
    pub fn connection(&self) -> &devdb::ConnectionInfo {
        self.cluster.connection()
    }
}

impl Base {
    /// Adds sellers with these numbers, as `seed.sql` describes them.
    pub async fn sellers(&self, from: u32, to: u32) -> Result<(), BenchError> {
        let sql = SEED.replace("$FROM", &from.to_string()).replace("$TO", &to.to_string());
        Ok(self.oracle.batch_execute(&sql).await?)
    }

    /// One number, as the superuser counts it.
    pub async fn count(&self, sql: &str) -> Result<i64, BenchError> {
        Ok(self.oracle.query_one(&format!("SELECT count(*) FROM ({sql}) x"), &[]).await?.get(0))
    }
}
