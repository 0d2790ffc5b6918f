//! Background work. A job is queued in the transaction that wants it and belongs to one seller; workers claim jobs in
//! turn, one lane per seller, so that nobody waits behind another's heap.

mod held;
mod queue;
mod upkeep;
mod worker;

pub use held::{enqueue_held, holding};
pub use queue::{Claimed, enqueue, find};
pub use upkeep::{Counted, counts, housekeeping, keep_house};
pub use worker::{Handler, Handlers, JobError, Settings, work};

/// Every statement of this crate, for the test that checks them all.
pub const STATEMENTS: &[&[tenancy::Spec]] =
    &[held::STATEMENTS, queue::STATEMENTS, upkeep::STATEMENTS, worker::STATEMENTS];
