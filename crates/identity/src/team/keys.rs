//! API keys of a seller: for programs that nobody signs in to. A key acts for the member who made it, with the permissions
//! that it was given, and never with more than he holds by now.

use aws_lc_rs::rand;
use jiff::Timestamp;
use serde_json::json;
use tenancy::{Mode, Scope, Write, class::Seller, row, statements};
use types::ApiKeyId;

use super::TeamError;
use crate::{
    SessionSecret, audit,
    permission::{Permission, PermissionSet},
};

/// What every key begins with, so that people and scanners know one when they see it.
pub const KEY_MARK: &str = "karum_";
/// Days that a key may hold, at most.
pub const MAX_KEY_DAYS: u32 = 730;
/// Characters of a key's name.
const MAX_NAME: usize = 100;
/// Letters of a prefix; as many as divide 256, so that each is as likely.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

row! {
    struct KeyRow {
        id: ApiKeyId ["of the key's row"],
        name: String ["of the key's row"],
        prefix: String ["of the key's row"],
        permissions: Vec<String> ["of the key's row"],
        created_by: String ["of the user's row"],
        created_at: Timestamp ["of the key's row"],
        expires_at: Option<Timestamp>,
        seen_at: Option<Timestamp>,
        address: String ["of the key's row"],
        revoked_at: Option<Timestamp>,
    }
}

statements! {
    fn rows() -> Vec<KeyRow> for Seller =
        "SELECT id, name, prefix, permissions, created_by, created_at, expires_at, seen_at, address, revoked_at FROM team.keys()";
    fn create(id: ApiKeyId, name: &str, prefix: &str, hash: &[u8], permissions: &[&str], days: Option<i32>) -> Count for Seller =
        "SELECT team.create_key($1, $2, $3, $4, $5, $6)";
    fn revoke(id: ApiKeyId) -> Count for Seller = "SELECT team.revoke_key($1)";
}

/// An API key, but for its secret.
#[derive(Debug, Clone)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// What its text begins with, behind the mark.
    pub prefix: String,
    /// What it may do, as long as who made it may.
    pub permissions: PermissionSet,
    /// The name of the member who made it.
    pub created_by: String,
    /// When.
    pub created: Timestamp,
    /// Until when it holds; none: until it is revoked.
    pub expires: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub seen: Option<Timestamp>,
    /// From which network address.
    pub address: String,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
}

/// A key to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewKey<'a> {
    /// What it is for: 1 to 100 characters.
    pub name: &'a str,
    /// What it may do.
    pub permissions: PermissionSet,
    /// Days that it holds, 1 to [`MAX_KEY_DAYS`]; none: until it is revoked.
    pub days: Option<u32>,
}

/// A key that was made.
pub struct MadeKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What its text begins with, behind the mark.
    pub prefix: String,
    secret: SessionSecret,
}

impl MadeKey {
    /// The key itself, `karum_PREFIX_SECRET`: shown once, and known to nobody afterwards.
    pub fn expose(&self) -> String {
        format!("{KEY_MARK}{}_{}", self.prefix, self.secret.expose())
    }
}

/// Whether no key may hold it, whoever makes it: such a key would outlive its end.
pub fn in_no_key(permission: Permission) -> bool {
    matches!(
        permission,
        Permission::ManageKeys
            | Permission::InviteMembers
            | Permission::EditTeam
            | Permission::TransferOwnership
            | Permission::EditSecurity
    )
}

/// The secret within a key's text; none where it is no key of ours.
pub(crate) fn secret_of(key: &str) -> Option<SessionSecret> {
    let (prefix, secret) = key.strip_prefix(KEY_MARK)?.split_at_checked(8)?;
    if !prefix.bytes().all(|letter| LETTERS.contains(&letter)) {
        return None;
    }
    SessionSecret::parse(secret.strip_prefix('_')?)
}

fn prefix() -> String {
    let mut bytes = [0; 8];
    rand::fill(&mut bytes).expect("the system has a random source");
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
}

/// The keys: those that hold first, the newest first; revoked ones for 30 days; 500 at most.
pub async fn keys<M: Mode>(q: &Scope<Seller, M>) -> Result<Vec<ApiKey>, TeamError> {
    let key = |row: KeyRow| ApiKey {
        permissions: PermissionSet::of_names(row.permissions.iter().map(String::as_str)),
        id: row.id,
        name: row.name,
        prefix: row.prefix,
        created_by: row.created_by,
        created: row.created_at,
        expires: row.expires_at,
        seen: row.seen_at,
        address: row.address,
        revoked: row.revoked_at,
    };
    Ok(rows(q).await?.into_iter().map(key).collect())
}

/// Makes a key. Nobody puts more into it than he holds.
pub async fn make_key(q: &Scope<Seller, Write>, new: &NewKey<'_>) -> Result<MadeKey, TeamError> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        return Err(TeamError::invalid("name", "use 1 to 100 characters on one line"));
    }
    if new.permissions.is_empty() {
        return Err(TeamError::invalid("permissions", "choose at least one permission"));
    }
    if new.days.is_some_and(|days| !(1..=MAX_KEY_DAYS).contains(&days)) {
        return Err(TeamError::invalid("days", "use 1 to 730 days"));
    }
    if new.permissions.iter().any(in_no_key) {
        return Err(TeamError::MoreThanHeld);
    }
    let made = MadeKey { id: ApiKeyId::new(), prefix: prefix(), secret: SessionSecret::generate() };
    let (names, days) = (new.permissions.names(), new.days.and_then(|days| i32::try_from(days).ok()));
    create(q, made.id, name, &made.prefix, &made.secret.hash(), &names, days).await?;
    let detail = json!({ "name": name, "prefix": made.prefix, "permissions": names });
    audit::record(q, "api_key.create", "api_key", &made.id.to_string(), &detail).await?;
    Ok(made)
}

/// Revokes a key: at the next request it opens nothing.
pub async fn revoke_key(q: &Scope<Seller, Write>, id: ApiKeyId) -> Result<(), TeamError> {
    revoke(q, id).await?;
    Ok(audit::record(q, "api_key.revoke", "api_key", &id.to_string(), &json!({})).await?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn a_key_s_text_holds_its_secret_and_nothing_else_does() {
        let made = MadeKey { id: ApiKeyId::new(), prefix: prefix(), secret: SessionSecret::generate() };
        let text = made.expose();
        assert!(text.starts_with("karum_") && text.contains(&made.prefix) && text.len() == 6 + 8 + 1 + 43, "{text}");
        assert_eq!(secret_of(&text).unwrap().hash(), made.secret.hash());
        for other in ["", "karum_", "karum_abcdefgh", "karum_abcdefgh_short", &text[1..], &text.to_uppercase()] {
            assert!(secret_of(other).is_none(), "{other}");
        }
    }
}
