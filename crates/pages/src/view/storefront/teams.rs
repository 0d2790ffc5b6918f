//! The shops that a user works for.

use askama::Template;
use jiff::Timestamp;

use crate::view::Page;

/// The shops to choose from; without any, what one can do about it.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/teams.html")]
pub struct TeamsPage {
    /// The layout's context.
    pub page: Page,
    /// Where the user was last first.
    pub teams: Vec<TeamRow>,
}

/// A shop that a user works for.
#[derive(Debug, Clone)]
pub struct TeamRow {
    /// The shop's name.
    pub name: String,
    /// Its dashboard.
    pub href: String,
    /// What the user is there, in words.
    pub role: String,
    /// When he was last seen there.
    pub seen: Option<Timestamp>,
}
