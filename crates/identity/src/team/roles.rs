//! Roles: those that every seller has, and those that one makes for himself.

use jiff::Timestamp;
use serde_json::json;
use tenancy::{Mode, Scope, Write, class::Seller, row, statements};
use types::{RoleId, SellerId};

use super::TeamError;
use crate::{
    audit,
    permission::{Permission, PermissionSet, Role},
};

/// Roles that a seller may have of his own; `team.save_role` counts them.
pub const MAX_ROLES: usize = 50;
/// Characters of a role's name.
const MAX_NAME: usize = 60;

row! {
    struct RoleRow {
        id: RoleId,
        name: String,
        permissions: Vec<String>,
        members: i64 ["count(*) is never null"],
        updated_at: Timestamp,
    }
}

statements! {
    fn rows(seller: SellerId) -> Vec<RoleRow> for Seller =
        "SELECT r.id, r.name, r.permissions, (SELECT count(*) FROM members m WHERE m.seller_id = r.seller_id AND m.role_id = r.id AND m.state <> 'removed') AS members, r.updated_at
         FROM roles r WHERE r.seller_id = $1 ORDER BY lower(r.name), r.id LIMIT 50";
    fn save(id: RoleId, name: &str, permissions: &[&str]) -> Count for Seller = "SELECT team.save_role($1, $2, $3)";
    fn delete(id: RoleId) -> Count for Seller = "SELECT team.delete_role($1)";
}

/// A role as somebody has it or is to have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleChoice {
    /// One that every seller has.
    BuiltIn(Role),
    /// One of the seller's own.
    Custom(RoleId),
}

impl RoleChoice {
    /// From its text: the name of a built-in role, or the id of one of the seller's own.
    pub fn parse(text: &str) -> Option<Self> {
        match Role::parse(text) {
            Some(Role::Custom) => None,
            Some(role) => Some(Self::BuiltIn(role)),
            None => text.parse().ok().map(Self::Custom),
        }
    }

    /// From a row's columns.
    pub(super) fn of_row(role: &str, role_id: Option<RoleId>) -> Option<Self> {
        match (Role::parse(role)?, role_id) {
            (Role::Custom, id) => id.map(Self::Custom),
            (role, _) => Some(Self::BuiltIn(role)),
        }
    }

    /// As a row's columns.
    pub(super) fn row(self) -> (&'static str, Option<RoleId>) {
        match self {
            Self::BuiltIn(role) => (role.name(), None),
            Self::Custom(id) => (Role::Custom.name(), Some(id)),
        }
    }
}

impl std::fmt::Display for RoleChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BuiltIn(role) => f.write_str(role.name()),
            Self::Custom(id) => id.fmt(f),
        }
    }
}

/// A role of the seller's own.
#[derive(Debug, Clone)]
pub struct CustomRole {
    /// Its id.
    pub id: RoleId,
    /// Its name.
    pub name: String,
    /// What it holds.
    pub permissions: PermissionSet,
    /// How many members have it.
    pub members: u64,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// The seller's own roles, by name.
pub async fn roles<M: Mode>(q: &Scope<Seller, M>) -> Result<Vec<CustomRole>, TeamError> {
    let role = |row: RoleRow| CustomRole {
        id: row.id,
        permissions: PermissionSet::of_names(row.permissions.iter().map(String::as_str)),
        name: row.name,
        members: row.members.unsigned_abs(),
        updated: row.updated_at,
    };
    Ok(rows(q, q.seller()).await?.into_iter().map(role).collect())
}

/// Makes a role, or changes it for everybody who has it: at their next request. Nobody puts more into a role than he holds.
pub async fn save_role(
    q: &Scope<Seller, Write>,
    id: RoleId,
    name: &str,
    permissions: PermissionSet,
) -> Result<(), TeamError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        return Err(TeamError::invalid("name", "use 1 to 60 characters on one line"));
    }
    if Role::BUILT_IN.iter().any(|role| role.name().eq_ignore_ascii_case(name)) {
        return Err(TeamError::invalid("name", "every shop has a role of this name: choose another"));
    }
    if permissions.is_empty() {
        return Err(TeamError::invalid("permissions", "choose at least one permission"));
    }
    if permissions.iter().any(Permission::owners_alone) {
        return Err(TeamError::MoreThanHeld);
    }
    let names = permissions.names();
    save(q, id, name, &names).await?;
    Ok(audit::record(q, "role.save", "role", &id.to_string(), &json!({ "name": name, "permissions": names })).await?)
}

/// Removes a role that nobody has and nobody is invited to.
pub async fn delete_role(q: &Scope<Seller, Write>, id: RoleId) -> Result<(), TeamError> {
    delete(q, id).await?;
    Ok(audit::record(q, "role.delete", "role", &id.to_string(), &json!({})).await?)
}
