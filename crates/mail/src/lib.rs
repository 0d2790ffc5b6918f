//! Letters to people. A [`Letter`] is queued in the transaction that wants it sent ([`queue`]): what is rolled back sends
//! nothing. A worker then delivers what waits ([`deliver`]), at least once: a sender that dies between the server's yes and
//! the note of it sends again, under the same Message-ID.

mod clean;
mod deliver;
mod error;
mod letter;
mod outbox;
mod recent;
mod render;
mod smtp;
mod upkeep;

pub use deliver::{Pace, deliver};
pub use error::{MailError, SettingsError};
pub use letter::{FactorChange, Letter, Recipient};
pub use outbox::{Queues, queue, tell};
pub use recent::{Shown, Summary, find, recent};
pub use smtp::Smtp;
pub use upkeep::{Counts, counts, housekeeping, keep_house};

/// Every statement of this crate, for the test that checks them all.
pub const STATEMENTS: &[&[tenancy::Spec]] =
    &[deliver::STATEMENTS, outbox::STATEMENTS, recent::STATEMENTS, upkeep::STATEMENTS];
