//! Interface texts in three languages (Project Fluent), and how each language writes numbers, money and days.

mod texts;
mod written;

#[cfg(test)]
mod keys;

#[cfg(test)]
pub(crate) use keys::sources;
pub use texts::{Count, Texts};
