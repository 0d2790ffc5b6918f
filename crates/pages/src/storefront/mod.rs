//! The storefront's handlers: extract, call, render.

pub mod account;
mod asked;
pub mod cards;
pub mod cart;
pub mod checkout;
mod found;
pub mod home;
pub mod invitation;
pub mod mails;
pub mod options;
pub mod passwords;
pub mod preferences;
pub mod product;
pub mod purchase;
pub mod search;
pub mod sessions;
pub mod shop;
pub mod shops;
pub mod suggest;
