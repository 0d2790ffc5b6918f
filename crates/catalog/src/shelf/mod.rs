//! The shelf: what buyers see. One row per published product with its variants inside, one text per language.
//!
//! [`project`] writes it, in the transaction that changes what it shows; everything else here reads it.

mod card;
mod flip;
mod named;
mod ping;
mod product;
mod project;
mod sellable;
mod shop;
mod variant;

pub use card::{Card, CardCursor, MAX_CARDS, STATEMENTS as CARD_STATEMENTS, cards, newest, newest_of, related};
pub use flip::STATEMENTS as FLIP_STATEMENTS;
pub(crate) use flip::{Flip, flip};
pub use named::{Named, STATEMENTS as NAMED_STATEMENTS, named, named_like, sellers_at};
pub use ping::{STATEMENTS as PING_STATEMENTS, ping};
pub use product::{STATEMENTS as PRODUCT_STATEMENTS, ShelfProduct, product};
pub(crate) use project::write;
pub use project::{STATEMENTS as PROJECT_STATEMENTS, project};
pub use sellable::{STATEMENTS as SELLABLE_STATEMENTS, Sellable, sellable};
pub use shop::{
    STATEMENTS as SHOP_STATEMENTS, ShopCursor, ShopWindow, Storefront, changed, count_shops, shop, shops, storefront,
};
pub use variant::ShelfVariant;

/// Whether these parts of an address can name a shop or a product at all. An address may hold anything, also what no text
/// of the database can.
fn can_name(parts: &[&str]) -> bool {
    parts.iter().all(|part| part.parse::<types::Slug>().is_ok())
}
