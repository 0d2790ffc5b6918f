//! `karum`: many sellers in one PostgreSQL, each behind a wall. Configuration, commands, and the wiring of all parts.
//!
//! A library too, so that the tests across crates ask the site that is shipped ([`site::router`]).

mod cli;
mod commands;
pub mod config;
mod database;
mod demo;
mod error;
mod logs;
mod serve;
mod shutdown;
pub mod site;

pub use cli::Cli;
pub use commands::run;
pub use error::CommandError;
