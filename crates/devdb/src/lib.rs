//! The embedded Postgres: a private cluster that needs no administrator.
//!
//! [`Cluster`] is what `karum up` runs: its data stays, it listens on a Unix socket only, it never runs as root, and it
//! is found again by every other command ([`Cluster::attach`]). [`Scratch`] is the same for tests, without durability:
//! one of its own, or one that all test processes of a target directory share.
//!
//! Everything here blocks the calling thread (for a second or two, at the first start); call it before the asynchronous
//! runtime starts, or from a blocking task.

mod account;
mod binaries;
mod cluster;
mod config;
mod connection;
mod error;
mod init;
mod layout;
mod lock;
mod memory;
mod postmaster;
mod ready;
mod scratch;
mod server;
mod shared;

pub use binaries::{Binaries, OLDEST_MAJOR};
pub use cluster::{Cluster, Origin, Settings};
pub use connection::{ConnectionInfo, SUPERUSER};
pub use error::{Error, Result};
pub use layout::default_data_dir;
pub use scratch::Scratch;
pub use shared::{Shared, Stopped};
