//! What lies in the outbox, for the page that shows it where mails are developed. The queue's door is the only one that
//! reads it: who may claim mails sees them anyway.

use jiff::Timestamp;
use tenancy::{DbError, Pools, row, statements};
use types::MailId;

row! {
    /// A mail without its words.
    pub struct Summary {
        /// Which.
        id: MailId ["the primary key"],
        /// To whom.
        recipient: String ["NOT NULL in mails"],
        /// What about.
        subject: String ["NOT NULL in mails"],
        /// Which letter.
        kind: String ["NOT NULL in mails"],
        /// In which language.
        language: String ["NOT NULL in mails"],
        /// `queued`, `sending`, `sent` or `failed`.
        state: String ["NOT NULL in mails"],
        /// Tries so far.
        attempts: i32 ["NOT NULL in mails"],
        /// What was wrong with the last try.
        error: Option<String>,
        /// Since when.
        created_at: Timestamp ["NOT NULL in mails"],
        /// When the server took it.
        sent_at: Option<Timestamp>,
    }
    /// A mail with its words, which are empty once it is sent or given up.
    pub struct Shown {
        /// Which.
        id: MailId ["the primary key"],
        /// To whom.
        recipient: String ["NOT NULL in mails"],
        /// Who that is.
        recipient_name: String ["NOT NULL in mails"],
        /// What about.
        subject: String ["NOT NULL in mails"],
        /// The plain form.
        text: String ["NOT NULL in mails"],
        /// The form with a layout.
        html: String ["NOT NULL in mails"],
        /// Which letter.
        kind: String ["NOT NULL in mails"],
        /// In which language.
        language: String ["NOT NULL in mails"],
        /// `queued`, `sending`, `sent` or `failed`.
        state: String ["NOT NULL in mails"],
        /// Tries so far.
        attempts: i32 ["NOT NULL in mails"],
        /// What was wrong with the last try.
        error: Option<String>,
        /// Since when.
        created_at: Timestamp ["NOT NULL in mails"],
        /// When the server took it.
        sent_at: Option<Timestamp>,
    }
}

statements! {
    fn newest(limit: i32) -> Vec<Summary> for Worker =
        "SELECT id, recipient, subject, kind, language, state, attempts, error, created_at, sent_at FROM mail.recent($1)";
    fn one(id: MailId) -> Option<Shown> for Worker =
        "SELECT id, recipient, recipient_name, subject, text, html, kind, language, state, attempts, error, created_at, sent_at FROM mail.show($1)";
}

/// The newest mails, 200 at most.
pub async fn recent(pools: &Pools, limit: i32) -> Result<Vec<Summary>, DbError> {
    newest(&pools.queue().read().await?, limit).await
}

/// One mail.
pub async fn find(pools: &Pools, id: MailId) -> Result<Option<Shown>, DbError> {
    one(&pools.queue().read().await?, id).await
}
