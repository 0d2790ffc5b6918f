//! From the cart to the delivered order.
//!
//! A cart and its purchases belong to the buyer, an order to its seller. One transaction, [`checkout::place`], makes a
//! purchase and one order per seller; from then on the seller moves his order and the buyer's copy follows.

pub mod address;
pub mod by_hand;
pub mod cart;
pub mod checkout;
mod draft;
mod error;
pub mod number;
pub mod order;
pub mod order_list;
pub mod overview;
mod payment;
mod pricing;
pub mod purchase;
pub mod revenue;
pub mod state;
mod write;

pub use address::{Contact, ContactInput};
pub use draft::{Draft, DraftLine, SellerPart, review_mark, tax_sums};
pub use error::OrderError;
pub use state::OrderState;

/// Every statement of this crate, for the test that checks them all.
pub const STATEMENTS: &[&[tenancy::Spec]] = &[
    by_hand::STATEMENTS,
    cart::STATEMENTS,
    checkout::STATEMENTS,
    order::STATEMENTS,
    order_list::STATEMENTS,
    overview::STATEMENTS,
    payment::STATEMENTS,
    pricing::STATEMENTS,
    purchase::STATEMENTS,
    revenue::STATEMENTS,
    write::STATEMENTS,
];
