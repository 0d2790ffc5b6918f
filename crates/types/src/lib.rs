//! The values every floor speaks in: ids, money, locales, slugs, GTINs.
//!
//! Nothing here does input or output. Each value is checked when it is made, so that holding one is proof that it is
//! well formed; each knows how it is stored in PostgreSQL (`ToSql`/`FromSql`) and written in JSON (`serde`).

mod country;
mod gtin;
mod ids;
mod locale;
mod money;
mod slug;
mod sql;

pub use country::is_country;
pub use gtin::{Gtin, GtinError};
pub use ids::*;
pub use locale::{Language, LanguageError};
pub use money::{Currency, CurrencyError, Money, MoneyError, TaxRate};
pub use slug::{Slug, SlugError};
