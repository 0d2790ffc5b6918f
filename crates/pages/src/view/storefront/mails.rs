//! The outbox, where Karum is developed.

use askama::Template;
use jiff::Timestamp;

use crate::view::{Page, Tone};

/// Where a mail is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    /// It waits.
    Queued,
    /// It is being handed over.
    Sending,
    /// The server has it.
    Sent,
    /// It was given up.
    Failed,
}

impl MailState {
    /// The state by its name in the outbox.
    pub fn of(name: &str) -> Self {
        match name {
            "sending" => Self::Sending,
            "sent" => Self::Sent,
            "failed" => Self::Failed,
            _ => Self::Queued,
        }
    }

    /// Its text.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Queued => "mail-state-queued",
            Self::Sending => "mail-state-sending",
            Self::Sent => "mail-state-sent",
            Self::Failed => "mail-state-failed",
        }
    }

    /// Its meaning.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Queued => Tone::Neutral,
            Self::Sending => Tone::Info,
            Self::Sent => Tone::Success,
            Self::Failed => Tone::Danger,
        }
    }
}

/// `GET /dev/mail`.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/mails.html")]
pub struct MailsPage {
    /// The layout's context.
    pub page: Page,
    /// The newest first.
    pub mails: Vec<MailRow>,
}

/// A mail in the list.
#[derive(Debug, Clone)]
pub struct MailRow {
    /// Its page.
    pub href: String,
    /// What about.
    pub subject: String,
    /// To whom.
    pub recipient: String,
    /// In which language.
    pub language: String,
    /// How far it is.
    pub state: MailState,
    /// What was wrong with the last try.
    pub error: Option<String>,
    /// Since when.
    pub created: Timestamp,
}

/// `GET /dev/mail/{id}`.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/mail.html")]
pub struct MailPage {
    /// The layout's context.
    pub page: Page,
    /// Where the form with a layout is, for the frame; none when its words are gone.
    pub frame: Option<String>,
    /// To whom.
    pub recipient: String,
    /// Who that is; may be empty.
    pub recipient_name: String,
    /// What about.
    pub subject: String,
    /// The plain form.
    pub text: String,
    /// Which letter.
    pub kind: String,
    /// In which language.
    pub language: String,
    /// How far it is.
    pub state: MailState,
    /// Tries so far.
    pub attempts: i32,
    /// What was wrong with the last try.
    pub error: Option<String>,
    /// Since when.
    pub created: Timestamp,
    /// When the server took it.
    pub sent: Option<Timestamp>,
}

impl MailPage {
    /// The plain form in pieces: words, and addresses that can be followed.
    pub fn pieces(&self) -> Vec<(&str, bool)> {
        let mut pieces = Vec::new();
        for line in self.text.split_inclusive('\n') {
            for word in line.split_inclusive(' ') {
                let bare = word.trim_end();
                let is_link = bare.starts_with("https://") || bare.starts_with("http://");
                let (address, rest) = word.split_at(if is_link { bare.len() } else { 0 });
                pieces.extend([(address, true), (rest, false)].into_iter().filter(|(text, _)| !text.is_empty()));
            }
        }
        pieces
    }
}
