//! The whole site in one process, on a database of its own: what tests across crates ask. The tests stand in `tests/`.
#![allow(clippy::missing_panics_doc, clippy::unwrap_used)] // a test that cannot have its site should fail loudly

mod ask;
pub mod invariants;
mod site;

pub use ask::{Answer, Ask, encoded};
pub use site::Site;
