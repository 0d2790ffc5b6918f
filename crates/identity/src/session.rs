//! Sessions: an opaque secret in a cookie, its hash in the database, revocable at once.

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use tenancy::{Pools, row, statements};
use types::{BuyerId, Language, MemberId, SellerId, SessionId, Slug, UserId};

use crate::{
    IdentityError,
    permission::{PermissionSet, Role},
};

/// How long a sign-in holds, however much it is used. Unused it ends after 14 days (`gate.session`).
pub const SESSION_DAYS: i32 = 90;
/// How long a guest's cart is known.
pub const GUEST_DAYS: i32 = 90;
const DAY: i32 = 86_400;

/// The hash of a session's secret: what the database knows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionKey(pub [u8; 32]);

impl SessionKey {
    /// SHA-256: the secret has 256 random bits, so nothing slower is needed.
    pub fn of_secret(secret: &str) -> Self {
        let mut key = [0; 32];
        key.copy_from_slice(digest(&SHA256, secret.as_bytes()).as_ref());
        Self(key)
    }
}

/// The seller that a request names: by the shop's address, or by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// The address.
    Slug(Slug),
    /// The id.
    Id(SellerId),
}

/// The place a user has in a seller's team.
#[derive(Debug, Clone)]
pub struct Team {
    /// The seller.
    pub seller: SellerId,
    /// The place itself.
    pub member: MemberId,
    /// What the member is there.
    pub role: Role,
    /// What the role is called, where it is one of the seller's own.
    pub role_name: Option<String>,
    /// What the member may do: the role's permissions with what was granted and without what was denied.
    pub permissions: PermissionSet,
    /// The shop's name.
    pub name: String,
    /// The shop's address.
    pub slug: String,
    /// The shop's own language.
    pub language: Language,
}

/// How somebody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// By a session's secret: a browser's cookie, or the bearer token of `auth/login`.
    Session,
    /// By an access token, which is for one seller.
    Token,
    /// By an API key of a seller, which acts for who made it.
    Key,
}

/// Who is behind a request.
#[derive(Debug, Clone)]
pub struct Session {
    /// How.
    pub via: Via,
    /// Its id, not its secret; of a token its family's, of a key the key's.
    pub id: SessionId,
    /// The user; a guest has none.
    pub user: Option<UserId>,
    /// The user's name.
    pub name: Option<String>,
    /// The user's language.
    pub language: Option<Language>,
    /// Whose cart and purchases.
    pub buyer: Option<BuyerId>,
    /// How many teams the user is in.
    pub teams: u32,
    /// The place in the team that the request names, or in the only one there is.
    pub team: Option<Team>,
}

row! {
    pub(crate) struct SessionRow {
        session_id: SessionId ["of the session's row"],
        user_id: Option<UserId>,
        buyer_id: Option<BuyerId>,
        user_name: Option<String>,
        teams: i32 ["count(*) is never null"],
        seller_id: Option<SellerId>,
        member_id: Option<MemberId>,
        role: Option<String>,
        role_name: Option<String>,
        permissions: Option<Vec<String>>,
        seller_name: Option<String>,
        seller_slug: Option<String>,
        seller_language: Option<Language>,
        language: Option<Language>,
    }

    /// A session of a user, for the page that lists them.
    pub struct OpenSession {
        /// Its id.
        id: SessionId ["of the session's row"],
        /// The browser, as it named itself.
        agent: String ["of the session's row"],
        /// The network address of its last use.
        address: String ["of the session's row"],
        /// When it was opened.
        created_at: Timestamp ["of the session's row"],
        /// When it was last used, to the minute.
        seen_at: Timestamp ["of the session's row"],
    }

    struct Gone { count: Option<i64> }
}

statements! {
    fn session_row(hash: &[u8], slug: Option<&Slug>, seller: Option<SellerId>, address: &str) -> Option<SessionRow> for Gate =
        "SELECT session_id, user_id, buyer_id, user_name, teams, seller_id, member_id, role, role_name, permissions, seller_name, seller_slug, seller_language, language
         FROM gate.session($1, $2, $3, $4)";
    pub(crate) fn open(hash: &[u8], id: SessionId, user: UserId, buyer: Option<BuyerId>, agent: &str, address: &str, seconds: i32) -> Count for Gate =
        "SELECT gate.open_session($1, $2, $3, $4, $5, $6, $7)";
    fn open_guest_row(hash: &[u8], id: SessionId, buyer: BuyerId, language: Language, seconds: i32) -> Count for Gate =
        "SELECT gate.open_guest($1, $2, $3, $4, $5)";
    pub(crate) fn close(hash: &[u8]) -> Count for Gate = "SELECT gate.close_session($1)";
    fn open_sessions(user: UserId) -> Vec<OpenSession> for Gate = "SELECT id, agent, address, created_at, seen_at FROM gate.sessions($1)";
    fn revoke_one(user: UserId, id: SessionId) -> One<Gone> for Gate = "SELECT gate.revoke_session($1, $2) AS count";
    fn revoke_but(user: UserId, but: Option<SessionId>) -> One<Gone> for Gate = "SELECT gate.revoke_sessions($1, $2) AS count";
}

/// A browser's name for itself, cut to what is kept.
#[derive(Debug, Clone, Default)]
pub struct Agent(pub String);

impl Agent {
    /// At most 200 characters.
    pub fn text(&self) -> String {
        self.0.chars().filter(|c| !c.is_control()).take(200).collect()
    }
}

impl SessionRow {
    /// The session, as which the row was found `via`.
    pub(crate) fn session(mut self, via: Via) -> Session {
        Session {
            via,
            team: self.team(),
            teams: self.teams.unsigned_abs(),
            id: self.session_id,
            user: self.user_id,
            name: self.user_name,
            language: self.language,
            buyer: self.buyer_id,
        }
    }

    /// The place in a team, where there is one.
    fn team(&mut self) -> Option<Team> {
        let names = self.permissions.take().unwrap_or_default();
        Some(Team {
            seller: self.seller_id?,
            member: self.member_id?,
            role: Role::parse(self.role.as_deref()?)?,
            role_name: self.role_name.take(),
            permissions: PermissionSet::of_names(names.iter().map(String::as_str)),
            name: self.seller_name.take()?,
            slug: self.seller_slug.take()?,
            language: self.seller_language?,
        })
    }
}

/// The session behind a secret, if it holds, with its user's place in the team that is named. `address` is where it is used.
pub async fn session(
    pools: &Pools,
    key: SessionKey,
    named: Option<&Named>,
    address: &str,
) -> Result<Option<Session>, IdentityError> {
    let (slug, seller) = match named {
        Some(Named::Slug(slug)) => (Some(slug), None),
        Some(Named::Id(seller)) => (None, Some(*seller)),
        None => (None, None),
    };
    let q = pools.gate().read().await?;
    let found = session_row(&q, &key.0, slug, seller, address).await?;
    Ok(found.map(|row| row.session(Via::Session)))
}

/// Opens a guest's session: a buyer without a user.
pub async fn open_guest(
    pools: &Pools,
    key: SessionKey,
    language: Language,
) -> Result<(SessionId, BuyerId), IdentityError> {
    let q = pools.gate().write().await?;
    let (id, buyer) = (SessionId::new(), BuyerId::new());
    open_guest_row(&q, &key.0, id, buyer, language, GUEST_DAYS * DAY).await?;
    q.commit().await?;
    Ok((id, buyer))
}

/// Ends the session behind a secret.
pub async fn sign_out(pools: &Pools, key: SessionKey) -> Result<(), IdentityError> {
    let q = pools.gate().write().await?;
    close(&q, &key.0).await?;
    Ok(q.commit().await?)
}

/// The open sessions of a user, the last used first, 100 at most.
pub async fn sessions(pools: &Pools, user: UserId) -> Result<Vec<OpenSession>, IdentityError> {
    Ok(open_sessions(&pools.gate().read().await?, user).await?)
}

/// Ends one session of a user; answers whether there was one.
pub async fn revoke(pools: &Pools, user: UserId, id: SessionId) -> Result<bool, IdentityError> {
    let q = pools.gate().write().await?;
    let gone = revoke_one(&q, user, id).await?.count.unwrap_or(0);
    q.commit().await?;
    Ok(gone > 0)
}

/// Ends every session of a user but one; answers how many.
pub async fn revoke_all(pools: &Pools, user: UserId, but: Option<SessionId>) -> Result<i64, IdentityError> {
    let q = pools.gate().write().await?;
    let gone = revoke_but(&q, user, but).await?.count.unwrap_or(0);
    q.commit().await?;
    Ok(gone)
}
