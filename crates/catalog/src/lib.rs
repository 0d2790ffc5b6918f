//! What sellers sell and buyers find: the seller's own records, and the shelf with its search index.
//!
//! Two sides. The seller's: products with variants, texts, offers and stock, made by [`feed::apply`] or [`by_hand`],
//! changed by [`overrides`], put up for sale by [`publish`]. The buyer's: the [`shelf`], one row per published product,
//! written in the same transaction as what it shows, and [`search`], which follows the shelf ([`follow`]).
//!
//! Locks are taken in one order everywhere: products by id, stock by variant, shelf rows by id.

#[macro_use]
mod sql;

mod audit;
pub mod bulk;
pub mod by_hand;
pub mod codes;
mod error;
pub mod feed;
pub mod follow;
mod handle;
pub mod list;
mod lock;
pub mod low_stock;
pub mod node;
pub mod overrides;
pub mod publish;
pub mod search;
pub mod shelf;
pub mod stock;
pub mod tax;
mod title;
mod touch;
mod value;

pub use error::{CatalogError, Fault};
pub use tax::TaxClass;

/// The most variants, products or rows that one call takes.
pub const MAX_BATCH: usize = 1000;

/// Every statement of this crate, for the test that checks them all.
pub const STATEMENTS: &[&[tenancy::Spec]] = &[
    audit::STATEMENTS,
    by_hand::STATEMENTS,
    codes::STATEMENTS,
    feed::READ_STATEMENTS,
    feed::WRITE_STATEMENTS,
    follow::STATEMENTS,
    list::PAGE_STATEMENTS,
    list::DETAIL_STATEMENTS,
    lock::STATEMENTS,
    low_stock::STATEMENTS,
    overrides::STATEMENTS,
    publish::STATEMENTS,
    shelf::CARD_STATEMENTS,
    shelf::FLIP_STATEMENTS,
    shelf::NAMED_STATEMENTS,
    shelf::PING_STATEMENTS,
    shelf::PRODUCT_STATEMENTS,
    shelf::PROJECT_STATEMENTS,
    shelf::SELLABLE_STATEMENTS,
    shelf::SHOP_STATEMENTS,
    stock::STATEMENTS,
    touch::STATEMENTS,
];
