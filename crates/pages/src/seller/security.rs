//! The sessions of the member's account.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use identity::permission::SeeDashboard;
use types::SessionId;
use web_kit::{App, Cookies, FormValues, Member, Problem};

use super::desk::{Desk, done};
use crate::{
    context::Context,
    render,
    view::seller::{ConfirmPage, Outcome, SecurityPage, SessionRow},
};

/// What browsers call themselves, the particular before those that they all claim to be.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// A browser's name for itself, made readable: `Firefox – Linux`. A program's name stays; nothing is nothing.
fn device(agent: &str) -> String {
    let named =
        |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} – {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => agent.split([' ', '(']).next().unwrap_or_default().chars().take(40).collect(),
    }
}

/// `GET /seller/security`
pub async fn show(State(app): State<App>, member: Member<SeeDashboard>, context: Context) -> Result<Response, Problem> {
    let found = identity::sessions(&app.pools, member.user).await?;
    let desk = Desk::open(&member.door.read().await?, context).await?;
    let row = |session: identity::OpenSession| SessionRow {
        id: session.id,
        device: device(&session.agent),
        created: session.created_at,
        seen: session.seen_at,
        current: session.id == member.session,
    };
    let mut sessions: Vec<_> = found.into_iter().map(row).collect();
    sessions.sort_by_key(|session| (!session.current, std::cmp::Reverse(session.seen)));
    render(&SecurityPage { sessions, page: desk.page, shell: desk.shell })
}

/// `POST /seller/security/revoke`
pub async fn revoke(
    State(app): State<App>,
    member: Member<SeeDashboard>,
    values: FormValues,
) -> Result<Response, Problem> {
    let id: SessionId = values.get("session").parse().map_err(|_| Problem::not_found())?;
    if identity::revoke(&app.pools, member.user, id).await? {
        Ok(done("/seller/security", Outcome::SessionEnded, 0).into_response())
    } else {
        Err(Problem::not_found())
    }
}

/// `POST /seller/security/revoke-all`: asks first, and ends the session that asks too.
pub async fn revoke_all(
    State(app): State<App>,
    member: Member<SeeDashboard>,
    context: Context,
    cookies: Cookies,
    values: FormValues,
) -> Result<Response, Problem> {
    if values.get("confirmed") != "yes" {
        let sessions = identity::sessions(&app.pools, member.user).await?.len() as u64;
        let desk = Desk::open(&member.door.read().await?, context).await?;
        return render(&ConfirmPage::revoke_all(desk.page, desk.shell, sessions));
    }
    identity::revoke_all(&app.pools, member.user, None).await?;
    Ok((cookies.policy().clear_session(), Redirect::to("/sign-in?done=signed-out")).into_response())
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn browsers_are_named_as_people_know_them() {
        for (agent, name) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0", "Firefox – Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0 Safari/537.36 Edg/145.0",
                "Edge – Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari – iPhone",
            ),
            ("curl/8.5.0", "curl/8.5.0"),
            ("", ""),
        ] {
            assert_eq!(device(agent), name);
        }
    }
}
