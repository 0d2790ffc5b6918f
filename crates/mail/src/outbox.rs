//! Putting letters in.

use lettre::Address;
use tenancy::{
    Scope, Write,
    class::{Class, Gate, Seller, Worker},
    statements,
};
use types::MailId;

use crate::{Letter, MailError, Recipient, clean, render};

/// A class that may queue letters.
pub trait Queues: Class {}

impl Queues for Gate {}
impl Queues for Seller {}
impl Queues for Worker {}

statements! {
    fn insert(id: MailId, recipient: &str, name: &str, subject: &str, text: &str, html: &str, kind: &str, language: &str) -> Count for Gate | Seller | Worker =
        "SELECT mail.queue($1, $2, $3, $4, $5, $6, $7, $8)";
}

/// Writes a letter and queues it in the caller's transaction. It is the seller's in scope, where there is one, and counts
/// for his limit. A refusal for a limit ends the transaction like any refusal of the database.
pub async fn queue<C: Queues>(
    q: &Scope<C, Write>,
    to: &Recipient<'_>,
    letter: &Letter<'_>,
) -> Result<MailId, MailError> {
    // The server would refuse it, or worse, take it for two.
    let address: Address = to.email.parse().map_err(|_| MailError::BadAddress)?;
    let address: &str = address.as_ref();
    if address.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(MailError::BadAddress);
    }
    let words = render::write(to, letter)?;
    let id = MailId::new();
    let (name, kind, language) = (clean::name(to.name), letter.kind(), to.language.code());
    insert(q, id, address, &name, &words.subject, &words.text, &words.html, kind, language).await?;
    Ok(id)
}
