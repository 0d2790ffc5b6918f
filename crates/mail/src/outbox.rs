//! Putting letters in.

use lettre::Address;
use tenancy::{
    Scope, Write,
    class::{Class, Gate, Seller, Worker},
    row, statements,
};
use types::MailId;

use crate::{Letter, MailError, Recipient, clean, render};

/// A class that may queue letters.
pub trait Queues: Class {}

impl Queues for Gate {}
impl Queues for Seller {}
impl Queues for Worker {}

row! {
    struct Told { told: bool ["IS NULL is never null"] }
}

statements! {
    fn queue_row(id: MailId, recipient: &str, name: &str, subject: &str, text: &str, html: &str, kind: &str, language: &str) -> Count for Gate | Seller | Worker =
        "SELECT mail.queue($1, $2, $3, $4, $5, $6, $7, $8)";
    fn tell_row(id: MailId, recipient: &str, name: &str, subject: &str, text: &str, html: &str, kind: &str, language: &str) -> One<Told> for Gate | Seller | Worker =
        "SELECT mail.tell($1, $2, $3, $4, $5, $6, $7, $8) AS told";
}

/// A letter as its row has it.
struct Row {
    id: MailId,
    address: Address,
    name: String,
    words: render::Written,
}

fn written(to: &Recipient<'_>, letter: &Letter<'_>) -> Result<Row, MailError> {
    // The server would refuse it, or worse, take it for two.
    let address: Address = to.email.parse().map_err(|_| MailError::BadAddress)?;
    let text: &str = address.as_ref();
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(MailError::BadAddress);
    }
    Ok(Row { id: MailId::new(), name: clean::name(to.name), words: render::write(to, letter)?, address })
}

/// Writes a letter that is the point of what is done, and queues it in the caller's transaction. It is the seller's in scope,
/// where there is one, and counts for his limit. A refusal for a limit ends the transaction like any refusal of the database.
pub async fn queue<C: Queues>(
    q: &Scope<C, Write>,
    to: &Recipient<'_>,
    letter: &Letter<'_>,
) -> Result<MailId, MailError> {
    let Row { id, address, name, words } = written(to, letter)?;
    let (address, kind, language): (&str, _, _) = (address.as_ref(), letter.kind(), to.language.code());
    queue_row(q, id, address, &name, &words.subject, &words.text, &words.html, kind, language).await?;
    Ok(id)
}

/// The same of a letter that only tells of what is done: where a limit stands against it, it is not sent, and what is done
/// stays done. Answers whether it is.
pub async fn tell<C: Queues>(q: &Scope<C, Write>, to: &Recipient<'_>, letter: &Letter<'_>) -> Result<bool, MailError> {
    let Row { id, address, name, words } = written(to, letter)?;
    let (address, kind, language): (&str, _, _) = (address.as_ref(), letter.kind(), to.language.code());
    Ok(tell_row(q, id, address, &name, &words.subject, &words.text, &words.html, kind, language).await?.told)
}
