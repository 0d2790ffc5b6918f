//! The wall (DESIGN §3): the only crate that opens a database connection.
//!
//! [`Pools`] has a door per class; a door opens a [`Scope`], a transaction bound by a signed token to one identity; a
//! scope runs the typed statements that `statements!` declares. What a class may see stands in `tenancy.toml`, from which
//! policies and grants are generated.

pub mod audit;
pub mod class;
mod embedded;
mod error;
pub mod foreign;
pub mod generate;
mod handback;
pub mod map;
mod migrate;
pub mod mutate;
mod pool;
pub mod probe;
mod quote;
mod scope;
mod secrets;
mod server;
mod statement;
mod tls;
mod token;

pub use class::{CLASSES, Identity, Mode, Read, Write};
pub use embedded::{MIGRATIONS, POLICIES, TENANCY_MAP};
pub use error::{DbError, OnConstraint};
pub use migrate::{
    BOOTSTRAP, Build, MigrateError, Report, add_key, migrate, migrate_to, remove_key, retire_other_keys,
};
pub use pool::{Door, PoolSettings, PoolStats, PoolStatus, Pools};
pub use scope::{Params, Scope};
pub use secrets::{Login, Secrets, SecretsError, TokenKey};
pub use server::{AddressError, ServerConfig, create_database};
pub use statement::{ColumnSpec, Fits, FromRow, Spec, takes_null};
pub use tls::ConnectError;
pub use token::{Keyring, SigningKey, TOKEN_TTL};

/// The driver's names that the macros need, and its errors, to be told without the rows that they quote.
pub mod driver {
    pub use tokio_postgres::{Error, Row, error::DbError as DatabaseError, types};
}
