//! The catalogue against a live database.
#![allow(clippy::unwrap_used, missing_docs)]

mod by_hand;
mod feed;
mod fixture;
mod follow;
mod list;
mod model;
mod node;
mod overrides;
mod publish;
mod shelf;
mod statements;
mod stock;
