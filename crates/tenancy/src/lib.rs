//! The wall (DESIGN §3): the only crate that opens a database connection.
//!
//! [`Pools`] has a door per class; a door opens a [`Scope`], a transaction bound by a signed token to one identity; a
//! scope runs the typed statements that `statements!` declares. What a class may see stands in `tenancy.toml`, from which
//! policies and grants are generated.

pub mod audit;
pub mod class;
mod embedded;
mod error;
pub mod generate;
mod handback;
pub mod map;
mod migrate;
mod pool;
pub mod probe;
mod scope;
mod secrets;
mod server;
mod statement;
mod token;

pub use class::{CLASSES, Identity, Mode, Read, Write};
pub use embedded::{MIGRATIONS, POLICIES, TENANCY_MAP};
pub use error::{DbError, OnConstraint};
pub use migrate::{BOOTSTRAP, MigrateError, Report, migrate, rotate_key};
pub use pool::{Door, PoolSettings, PoolStats, PoolStatus, Pools};
pub use scope::{Params, Scope};
pub use secrets::{Login, Secrets, SecretsError};
pub use server::{ServerConfig, create_database, without_login};
pub use statement::{ColumnSpec, Fits, FromRow, Spec, takes_null};
pub use token::{Keyring, SigningKey, TOKEN_TTL};

/// The driver's names that the macros need.
pub mod driver {
    pub use tokio_postgres::{Error, Row, types};
}
