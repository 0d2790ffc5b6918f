//! The storefront's handlers: extract, call, render.

pub mod account;
pub mod cards;
pub mod cart;
pub mod checkout;
pub mod home;
pub mod preferences;
pub mod product;
pub mod purchase;
pub mod search;
pub mod sessions;
pub mod shop;
pub mod suggest;
