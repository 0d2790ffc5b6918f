//! `/seller`: on to the only shop that a user works for, else a page to choose from.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use web_kit::{App, Problem, SignedIn};

use crate::{
    context::Context,
    render,
    view::{
        seller::{DeskPath, role_name},
        storefront::{TeamRow, TeamsPage},
    },
};

/// `GET /seller`: what a redirect has to say goes along.
pub async fn show(State(app): State<App>, who: SignedIn, context: Context) -> Result<Response, Problem> {
    let teams = identity::teams(&app.pools, who.user).await?;
    if let [only] = teams.as_slice() {
        let sign = if context.query.is_empty() { "" } else { "?" };
        let to = DeskPath::new(&only.slug).page(&format!("{sign}{}", context.query));
        return Ok(Redirect::to(&to).into_response());
    }
    let t = context.t();
    let row = |team: identity::Place| TeamRow {
        href: DeskPath::new(&team.slug).to_string(),
        role: role_name(t, team.role, team.role_name.as_deref()),
        name: team.name,
        seen: team.seen_at,
    };
    render(&TeamsPage { teams: teams.into_iter().map(row).collect(), page: context.page })
}
