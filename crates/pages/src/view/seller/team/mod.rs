//! The team: who is in it, who is invited, what roles there are, API keys.

mod keys;
mod member;
mod roles;

use askama::Template;
use identity::{
    permission::Role,
    team::{Member, MemberState, OpenInvitation, RoleChoice},
};
use types::MemberId;

pub use keys::{KeysPage, MadeKeyShown};
pub use member::{MemberPage, Own, Setting, SettingGroup, TransferPage};
pub use roles::{Granting, PermissionGroup, RolePage, RolesPage};

/// What templates ask the frame for.
pub(crate) use super::P;
use super::{Shell, Value, role_name};
use crate::view::{Choice, Page};

/// `GET /seller/{seller}/team`.
#[derive(Debug, Template)]
#[template(path = "seller/team.html")]
pub struct TeamPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// The team, the owner first.
    pub members: Vec<Member>,
    /// Invitations that nobody has answered.
    pub invitations: Vec<OpenInvitation>,
    /// The reader's own place.
    pub own: MemberId,
    /// The roles that he may invite to.
    pub roles: Vec<Choice>,
    /// `email` of the form below.
    pub email: Value,
    /// `role` of it.
    pub role: Value,
    /// `language` of it.
    pub language: Value,
}

impl TeamPage {
    /// What a member is, in words.
    fn role_of(&self, member: &Member) -> String {
        role_of(&self.page, member.role, member.role_name.as_deref())
    }

    /// What somebody is invited to, in words.
    fn invited_to(&self, invitation: &OpenInvitation) -> String {
        role_of(&self.page, invitation.role, invitation.role_name.as_deref())
    }

    /// Whether the reader can change a member: not himself, not the owner, nobody who holds more than he.
    fn can_change(&self, member: &Member) -> bool {
        self.shell.may(super::P::EditTeam)
            && member.id != self.own
            && !member.is_owner()
            && self.shell.permissions.covers(member.held)
    }
}

/// A role in words.
pub fn role_of(page: &Page, role: RoleChoice, name: Option<&str>) -> String {
    match role {
        RoleChoice::BuiltIn(role) => role_name(page.t, role, None),
        RoleChoice::Custom(_) => role_name(page.t, Role::Custom, name),
    }
}

/// Whether a member is kept out for now.
fn suspended(member: &Member) -> bool {
    member.state == MemberState::Suspended
}

/// The first letter of a name: what stands in for a face.
fn initial(name: &str) -> String {
    name.chars().next().map(|c| c.to_uppercase().collect()).unwrap_or_default()
}
