//! Texts in three languages (Project Fluent), and how each language writes numbers, money and days. The texts themselves
//! stand in the crates that show them: each has a type that is [`Locales`].

mod texts;
mod written;

pub use fluent_bundle::FluentValue;
pub use texts::{Bundles, Count, Locales, Texts};
