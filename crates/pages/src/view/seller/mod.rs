//! The seller's side: dashboard, imports, staged products, products, orders, settings, security.
//!
//! Each page is a struct with `page` and `shell` and its own data; a handler fills it and calls `render()`.
//! Addresses and names of form fields are told by the structs' comments.

mod confirm;
mod dashboard;
mod desk_path;
mod form;
mod hand;
mod imports;
mod mapping;
mod order_new;
mod orders;
mod outcome;
mod power;
mod product;
mod products;
mod query;
mod runs;
mod settings;
mod shell;
mod staged;
mod staged_action;
mod state;
mod team;
mod words;

#[cfg(test)]
mod rendered;

pub use confirm::ConfirmPage;
pub use dashboard::*;
pub use desk_path::DeskPath;
pub use form::Value;
pub use hand::*;
/// What templates ask the frame for: `shell.may(super::P::EditOrders)`.
pub(crate) use identity::permission::Permission as P;
pub use imports::*;
pub use mapping::*;
pub use order_new::*;
pub use orders::*;
pub use outcome::Outcome;
pub use power::*;
pub use product::*;
pub use products::*;
pub use runs::*;
pub use settings::*;
pub use shell::*;
pub use staged::*;
pub use staged_action::*;
pub use state::*;
pub use team::*;
pub use words::FieldGroup;
pub(crate) use words::reason as reason_text;
