//! Limits on tries: per account and per address, kept in the database so that every node and every restart counts.

use aws_lc_rs::digest::{SHA256, digest};
use tenancy::{DbError, Scope, Write, class::Gate, row, statements};

use crate::IdentityError;

row! {
    struct Wait { attempt: i32 ["the function answers a number"] }
}

statements! {
    fn attempt(key: &[u8], limit: i32, window: i32) -> One<Wait> for Gate = "SELECT gate.attempt($1, $2, $3)";
    fn forget_attempts(key: &[u8]) -> Count for Gate = "SELECT gate.forget_attempts($1)";
}

/// So many tries in so many seconds.
#[derive(Debug, Clone, Copy)]
pub struct AttemptLimit {
    kind: &'static str,
    tries: i32,
    seconds: i32,
}

impl AttemptLimit {
    /// Sign-ins to one account.
    pub const ACCOUNT: Self = Self { kind: "account", tries: 10, seconds: 900 };
    /// Sign-ins from one address.
    pub const ADDRESS: Self = Self { kind: "address", tries: 100, seconds: 900 };
    /// Passwords asked for again, of an account that is signed in.
    pub const CONFIRM: Self = Self { kind: "confirm", tries: 10, seconds: 900 };
    /// Links to a new password asked for, from one address.
    pub const RESET_ADDRESS: Self = Self { kind: "reset-address", tries: 20, seconds: 3600 };
    /// Links to a new password asked for, of one account.
    pub const RESET_ACCOUNT: Self = Self { kind: "reset-account", tries: 5, seconds: 3600 };
    /// What is asked for in the name of nobody: it limits nothing and costs what the others cost.
    pub(crate) const NOBODY: Self = Self { kind: "nobody", tries: 1, seconds: 1 };
    /// Accounts opened from one address.
    pub const SIGN_UP: Self = Self { kind: "sign-up", tries: 20, seconds: 3600 };

    /// Neither addresses nor accounts are stored, only hashes.
    fn key(self, subject: &str) -> Vec<u8> {
        digest(&SHA256, format!("{}\0{subject}", self.kind).as_bytes()).as_ref().to_vec()
    }

    /// Counts one try by `subject`.
    pub(crate) async fn count(self, q: &Scope<Gate, Write>, subject: &str) -> Result<(), IdentityError> {
        let wait = attempt(q, &self.key(subject), self.tries, self.seconds).await?.attempt;
        if wait > 0 { Err(IdentityError::TooManyAttempts(wait.unsigned_abs())) } else { Ok(()) }
    }

    /// Forgets the tries of `subject`.
    pub(crate) async fn forget(self, q: &Scope<Gate, Write>, subject: &str) -> Result<(), DbError> {
        forget_attempts(q, &self.key(subject)).await.map(drop)
    }
}
