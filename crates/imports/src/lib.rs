//! Imports: from a seller's feed to staged products, and from there to the catalogue.
//!
//! A seller configures a [feed](feeds) per language; a [run](runs) reads its file. The [engine] stages the rows, joined
//! across languages by their id, and writes a [report](rejects) of what it refused. The seller browses what is
//! [staged] and [selects](select) what he wants to sell; from then on the catalogue follows the feeds.

pub mod actions;
pub mod engine;
mod error;
pub mod feed;
pub mod feeds;
pub mod fetch;
mod files;
mod handlers;
pub mod rejects;
pub mod runs;
pub mod select;
pub mod staged;
mod unpack;
mod variant;
mod words;

pub use error::ImportError;
pub use files::new_key;
pub use handlers::handlers;
pub use unpack::{TakeError, take};
pub use words::{ActionState, Decision, HeldFor, RunState, Severity, StagedAction, Trigger, Vanish};

/// Every statement of this crate, for the test that checks them all.
pub const STATEMENTS: &[&[tenancy::Spec]] = &[
    actions::STATEMENTS,
    engine::forget::STATEMENTS,
    engine::leave::STATEMENTS,
    engine::lookup::STATEMENTS,
    engine::report::STATEMENTS,
    engine::run::STATEMENTS,
    engine::stage::STATEMENTS,
    engine::vanish::STATEMENTS,
    feeds::STATEMENTS,
    feeds::change::STATEMENTS,
    feeds::check::STATEMENTS,
    feeds::delete::STATEMENTS,
    files::STATEMENTS,
    rejects::STATEMENTS,
    runs::STATEMENTS,
    runs::start::STATEMENTS,
    runs::steer::STATEMENTS,
    staged::STATEMENTS,
    staged::beside::STATEMENTS,
    staged::counts::STATEMENTS,
    staged::facets::STATEMENTS,
    staged::one::STATEMENTS,
    variant::STATEMENTS,
];
