//! Numbers, money and dates as people write them, in the three languages.

mod dates;
mod numbers;

pub use dates::{format_date, format_datetime};
pub use numbers::{format_money, format_number};
