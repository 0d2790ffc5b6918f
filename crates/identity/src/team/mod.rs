//! Teams: members, the roles of a seller's own, invitations, API keys.
//!
//! What changes a team is a function of the database, which knows from the scope's token who asks
//! (`policies/team.sql`): here are the words around it, and the audit log.

mod error;
mod invitations;
mod keys;
mod members;
mod roles;

pub use error::TeamError;
pub use invitations::{
    INVITATION_DAYS, Invitation, InvitationToken, Invite, Invited, Newcomer, OpenInvitation, Sender, accept,
    invitation, invitations, invite, join, resend, revoke,
};
pub(crate) use keys::secret_of;
pub use keys::{ApiKey, KEY_MARK, MAX_KEY_DAYS, MadeKey, NewKey, in_no_key, keys, make_key, revoke_key};
pub use members::{Change, Member, MemberState, leave, member, roster, set_role, set_state, transfer};
pub use roles::{CustomRole, MAX_ROLES, RoleChoice, delete_role, roles, save_role};

pub(crate) const STATEMENTS: [&[tenancy::Spec]; 4] =
    [members::STATEMENTS, roles::STATEMENTS, invitations::STATEMENTS, keys::STATEMENTS];
