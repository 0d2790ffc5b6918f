//! The browsers that are signed in to an account, as pages list them.

use types::{SessionId, UserId};
use web_kit::{App, Problem};

use crate::view::seller::SessionRow;

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

/// The open sessions of a user: the one that asks first, then the last active.
pub async fn rows(app: &App, user: UserId, current: SessionId) -> Result<Vec<SessionRow>, Problem> {
    let row = |session: identity::OpenSession| SessionRow {
        id: session.id,
        device: device(&session.agent),
        created: session.created_at,
        seen: session.seen_at,
        current: session.id == current,
    };
    let mut rows: Vec<_> = identity::sessions(&app.pools, user).await?.into_iter().map(row).collect();
    rows.sort_by_key(|session| (!session.current, std::cmp::Reverse(session.seen)));
    Ok(rows)
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
