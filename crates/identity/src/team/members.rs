//! Who is in a team, and as what.

use jiff::Timestamp;
use mail::{Letter, Recipient};
use serde_json::json;
use tenancy::{Mode, Scope, Write, class::Seller, row, statements};
use types::{Language, MemberId, RoleId, UserId};

use super::{RoleChoice, Sender, TeamError};
use crate::{
    audit,
    permission::{Permission, PermissionSet, Role},
};

row! {
    struct MemberRow {
        id: MemberId ["of the member's row"],
        user_id: UserId ["of the member's row"],
        name: String ["of the user's row"],
        email: String ["of the user's row"],
        language: Language ["of the user's row"],
        role: String ["of the member's row"],
        role_id: Option<RoleId>,
        role_name: Option<String>,
        grants: Vec<String> ["of the member's row"],
        denials: Vec<String> ["of the member's row"],
        held: Vec<String> ["team.permissions answers an array"],
        state: String ["of the member's row"],
        created_at: Timestamp ["of the member's row"],
        seen_at: Option<Timestamp>,
    }

    struct Address {
        email: String ["of the user's row"],
        name: String ["of the user's row"],
        language: Language ["of the user's row"],
    }
}

statements! {
    fn rows() -> Vec<MemberRow> for Seller =
        "SELECT id, user_id, name, email, language, role, role_id, role_name, grants, denials, held, state, created_at, seen_at FROM team.roster()";
    fn address(member: MemberId) -> Option<Address> for Seller = "SELECT email, name, language FROM team.address($1)";
    fn set_role_row(member: MemberId, role: &str, role_id: Option<RoleId>, grants: &[&str], denials: &[&str]) -> Count for Seller =
        "SELECT team.set_role($1, $2, $3, $4, $5)";
    fn set_state_row(member: MemberId, state: &str) -> Count for Seller = "SELECT team.set_state($1, $2)";
    fn leave_row() -> Count for Seller = "SELECT team.leave()";
    fn transfer_row(member: MemberId) -> Count for Seller = "SELECT team.transfer($1)";
}

/// Whether a member can act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberState {
    /// He can.
    Active,
    /// Not for now: at his next request he is out, and his place is kept.
    Suspended,
    /// Not any more; what he did stays in the log.
    Removed,
}

impl MemberState {
    /// Its name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Removed => "removed",
        }
    }

    /// From its name in the database.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Suspended, Self::Removed].into_iter().find(|state| state.name() == text)
    }
}

/// A member of a team.
#[derive(Debug, Clone)]
pub struct Member {
    /// The place in the team.
    pub id: MemberId,
    /// The person.
    pub user: UserId,
    /// The person's name.
    pub name: String,
    /// The address that he signs in with.
    pub email: String,
    /// The language that he reads.
    pub language: Language,
    /// What he is.
    pub role: RoleChoice,
    /// What his role is called, where it is one of the seller's own.
    pub role_name: Option<String>,
    /// What he holds beside his role.
    pub grants: PermissionSet,
    /// What he does not hold though his role does.
    pub denials: PermissionSet,
    /// What all this comes to.
    pub held: PermissionSet,
    /// Whether he can act.
    pub state: MemberState,
    /// Since when.
    pub since: Timestamp,
    /// When he last did anything for this seller, to five minutes.
    pub seen: Option<Timestamp>,
}

impl Member {
    /// Whether the shop is his.
    pub fn is_owner(&self) -> bool {
        self.role == RoleChoice::BuiltIn(Role::Owner)
    }
}

fn set(names: &[String]) -> PermissionSet {
    PermissionSet::of_names(names.iter().map(String::as_str))
}

fn of_row(row: MemberRow) -> Option<Member> {
    Some(Member {
        role: RoleChoice::of_row(&row.role, row.role_id)?,
        grants: set(&row.grants),
        denials: set(&row.denials),
        held: set(&row.held),
        state: MemberState::parse(&row.state)?,
        id: row.id,
        user: row.user_id,
        name: row.name,
        email: row.email,
        language: row.language,
        role_name: row.role_name,
        since: row.created_at,
        seen: row.seen_at,
    })
}

/// The team: the owner first, then who is active, by name; 500 at most.
pub async fn roster<M: Mode>(q: &Scope<Seller, M>) -> Result<Vec<Member>, TeamError> {
    Ok(rows(q).await?.into_iter().filter_map(of_row).collect())
}

/// One member of the team.
pub async fn member<M: Mode>(q: &Scope<Seller, M>, id: MemberId) -> Result<Member, TeamError> {
    roster(q).await?.into_iter().find(|member| member.id == id).ok_or(TeamError::NotFound)
}

impl Sender<'_> {
    /// Writes to somebody who is or was in the team.
    async fn tell(&self, q: &Scope<Seller, Write>, id: MemberId, letter: &Letter<'_>) -> Result<(), TeamError> {
        let Some(whom) = address(q, id).await? else { return Ok(()) };
        let to = Recipient { email: &whom.email, name: &whom.name, language: whom.language, site: self.market };
        mail::tell(q, &to, letter).await?;
        Ok(())
    }
}

/// What a member is to be.
#[derive(Debug, Clone, Copy)]
pub struct Change {
    /// His role.
    pub role: RoleChoice,
    /// What he is to hold beside it; all of it is held by who changes him.
    pub grants: PermissionSet,
    /// What he is not to hold though his role does.
    pub denials: PermissionSet,
}

/// Gives a member another role, with grants and denials. It works at his next request.
pub async fn set_role(q: &Scope<Seller, Write>, id: MemberId, change: &Change) -> Result<(), TeamError> {
    let (role, role_id) = change.role.row();
    if change.role == RoleChoice::BuiltIn(Role::Owner) {
        return Err(TeamError::OwnersPlace);
    }
    if change.grants.iter().any(Permission::owners_alone) {
        return Err(TeamError::MoreThanHeld);
    }
    // What is both granted and denied is denied.
    let (grants, denials) = (change.grants.without(change.denials).names(), change.denials.names());
    set_role_row(q, id, role, role_id, &grants, &denials).await?;
    let detail = json!({ "role": role, "role_id": role_id, "grants": grants, "denials": denials });
    Ok(audit::record(q, "team.role", "member", &id.to_string(), &detail).await?)
}

/// Suspends a member, takes him back, or removes him. His sessions, tokens and keys open nothing here from his next request
/// on, and the invitations that he sent end.
pub async fn set_state(
    q: &Scope<Seller, Write>,
    from: &Sender<'_>,
    id: MemberId,
    state: MemberState,
) -> Result<(), TeamError> {
    set_state_row(q, id, state.name()).await?;
    if state == MemberState::Removed {
        from.tell(q, id, &Letter::RemovedFromTeam { shop: from.shop }).await?;
    }
    let action = match state {
        MemberState::Active => "team.resume",
        MemberState::Suspended => "team.suspend",
        MemberState::Removed => "team.remove",
    };
    Ok(audit::record(q, action, "member", &id.to_string(), &json!({})).await?)
}

/// Leaves the team that the scope's member is in. An owner hands the shop over first.
pub async fn leave(q: &Scope<Seller, Write>) -> Result<(), TeamError> {
    leave_row(q).await?;
    let id = q.identity().member.map(|member| member.to_string()).unwrap_or_default();
    Ok(audit::record(q, "team.leave", "member", &id, &json!({})).await?)
}

/// Makes another active member the owner. The former owner is an admin from now on.
pub async fn transfer(q: &Scope<Seller, Write>, from: &Sender<'_>, id: MemberId) -> Result<(), TeamError> {
    transfer_row(q, id).await?;
    from.tell(q, id, &Letter::OwnerNow { shop: from.shop }).await?;
    Ok(audit::record(q, "team.transfer", "member", &id.to_string(), &json!({})).await?)
}
