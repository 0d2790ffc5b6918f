//! A seller's team: members, invitations, roles, API keys.

pub mod invitations;
pub mod keys;
pub mod members;
pub mod roles;

use std::fmt::Display;

use identity::{
    permission::{Permission, PermissionSet},
    team::RoleChoice,
};
use web_kit::{FieldError, Problem};

pub(super) fn wrong(field: &str, message: impl Display) -> Problem {
    Problem::unprocessable(vec![FieldError::new(field, message.to_string())])
}

pub(super) fn role(text: &str) -> Result<RoleChoice, Problem> {
    RoleChoice::parse(text)
        .ok_or_else(|| wrong("role", "use the name of a built-in role or the id of one of the team's"))
}

/// Names of the catalogue as a set; one that it does not have is named.
pub(super) fn permissions(field: &str, names: &[String]) -> Result<PermissionSet, Problem> {
    let known = |name: &String| {
        Permission::parse(name).ok_or_else(|| wrong(field, format_args!("there is no permission called {name}")))
    };
    names.iter().map(known).collect()
}
