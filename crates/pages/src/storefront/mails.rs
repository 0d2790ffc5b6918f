//! The outbox, where Karum is developed: what would have been sent. Elsewhere there are no such pages.

use axum::{
    extract::{FromRequestParts, State},
    http::{
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY},
        request::Parts,
    },
    response::{Html, IntoResponse, Response},
};
use types::MailId;
use url::{Host, Url};
use web_kit::{App, ClientAddress, Path, Problem};

use crate::{
    context::Context,
    render,
    view::storefront::{MailPage, MailRow, MailState, MailsPage},
};

/// Mails on the page: the newest.
const SHOWN: i32 = 100;
/// A mail loads nothing and runs nothing; its links may lead the page on that frames it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'self'; form-action 'none'; \
    frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation";

/// The site is at this machine's own name, and so is who asks: what people are sent opens their accounts.
pub struct Development;

impl FromRequestParts<App> for Development {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, app).await;
        if shows_mails(&app.site.public_url) && address.is_loopback() { Ok(Self) } else { Err(Problem::not_found()) }
    }
}

/// Whether a site at this address shows its outbox, to who asks from the machine itself.
pub fn shows_mails(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// `GET /dev/mail`
pub async fn list(State(app): State<App>, _: Development, context: Context) -> Result<Response, Problem> {
    let mails = mail::recent(&app.pools, SHOWN).await?;
    let mails = mails.into_iter().map(|mail| MailRow {
        href: format!("/dev/mail/{}", mail.id),
        subject: mail.subject,
        recipient: mail.recipient,
        language: mail.language,
        state: MailState::of(&mail.state),
        error: mail.error,
        created: mail.created_at,
    });
    render(&MailsPage { mails: mails.collect(), page: context.page })
}

async fn found(app: &App, id: MailId) -> Result<mail::Shown, Problem> {
    mail::find(&app.pools, id).await?.ok_or_else(Problem::not_found)
}

/// `GET /dev/mail/{id}`
pub async fn show(
    State(app): State<App>,
    _: Development,
    Path(id): Path<MailId>,
    context: Context,
) -> Result<Response, Problem> {
    let mail = found(&app, id).await?;
    render(&MailPage {
        page: context.page,
        frame: (!mail.html.is_empty()).then(|| format!("/dev/mail/{id}/html")),
        recipient: mail.recipient,
        recipient_name: mail.recipient_name,
        subject: mail.subject,
        text: mail.text,
        kind: mail.kind,
        language: mail.language,
        state: MailState::of(&mail.state),
        attempts: mail.attempts,
        error: mail.error,
        created: mail.created_at,
        sent: mail.sent_at,
    })
}

/// `GET /dev/mail/{id}/html`: the mail itself, for the frame.
pub async fn html(State(app): State<App>, _: Development, Path(id): Path<MailId>) -> Result<Response, Problem> {
    let mail = found(&app, id).await?;
    // A link within the frame leads the whole window on: our pages are shown in no frame.
    let html = mail.html.replacen("<head>", "<head>\n<base target=\"_top\">", 1);
    Ok(([(CONTENT_SECURITY_POLICY, POLICY), (CACHE_CONTROL, "private, no-store")], Html(html)).into_response())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_s_own_names_are_where_one_develops() {
        for here in ["http://localhost:8080", "http://127.0.0.1", "https://127.8.0.1:1", "http://[::1]:8080"] {
            assert!(shows_mails(&here.parse().unwrap()), "{here}");
        }
        for elsewhere in ["http://karum.test", "https://localhost.example.com", "http://10.0.0.1", "http://[fe80::1]"] {
            assert!(!shows_mails(&elsewhere.parse().unwrap()), "{elsewhere}");
        }
    }
}
