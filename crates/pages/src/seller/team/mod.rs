//! The team's pages: members and invitations, one member, roles, API keys.

pub mod keys;
pub mod member;
pub mod people;
pub mod roles;

use identity::{
    permission::{Permission, PermissionSet, Role},
    team::{CustomRole, RoleChoice, TeamError},
};
use tenancy::{Scope, Write, class::Seller};
use web_kit::{FieldError, FormValues, Problem};

use crate::{
    i18n::Texts,
    view::{
        Choice,
        seller::{role_about_key, role_name},
    },
};

/// The roles that one who holds `held` can give, with a line about each; nobody is made the owner so.
fn roles_to_give(t: Texts, held: PermissionSet, own: &[CustomRole]) -> Vec<Choice> {
    let built_in = Role::BUILT_IN.into_iter().filter(|role| *role != Role::Owner && held.covers(role.permissions()));
    let built_in = built_in.map(|role| Choice {
        hint: Some(t.get(role_about_key(role)).into_owned()),
        ..Choice::new(role.name(), role_name(t, role, None))
    });
    let own = own.iter().filter(|role| held.covers(role.permissions));
    let own = own.map(|role| Choice {
        hint: Some(t.count("roles-permissions", role.permissions.iter().count()).into_owned()),
        ..Choice::new(RoleChoice::Custom(role.id).to_string(), role.name.as_str())
    });
    built_in.chain(own).collect()
}

/// Makes what was done take effect, unless it was refused: then the transaction is given up before the page is shown again.
async fn kept<T>(q: Scope<Seller, Write>, done: Result<T, TeamError>) -> Result<T, TeamError> {
    let done = done?;
    q.commit().await?;
    Ok(done)
}

/// 422: a form's field holds what no form of ours sends.
fn absurd(field: &str) -> Problem {
    Problem::unprocessable(vec![FieldError::new(field, "this is none of the choices".to_owned())])
}

/// The permissions whose boxes were ticked.
fn ticked(values: &FormValues) -> PermissionSet {
    values.all("permission").filter_map(Permission::parse).collect()
}

/// Why a change of a team was refused, in the reader's words; `None` where a page of its own says it.
fn refusal(t: Texts, error: &TeamError) -> Option<String> {
    let key = match error {
        TeamError::MoreThanHeld => "team-fault-more",
        TeamError::InTeamAlready => "team-fault-in-team",
        TeamError::InvitedAlready => "team-fault-invited",
        TeamError::TooMany(_) => "team-fault-too-many",
        TeamError::OwnersPlace => "team-fault-owner",
        TeamError::OwnPlace => "team-fault-own",
        TeamError::RoleInUse => "team-fault-role-in-use",
        TeamError::Invalid { field: "name", .. } => "team-fault-name",
        TeamError::Invalid { field: "permissions", .. } => "team-fault-permissions",
        TeamError::Account(identity::IdentityError::BadEmail) => "fault-email",
        _ => return None,
    };
    Some(t.get(key).into_owned())
}
