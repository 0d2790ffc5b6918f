//! Families of refresh tokens: a program that was signed in. Each token is exchanged once; one that comes a second time was
//! copied, and ends its family.

use jiff::Timestamp;
use mail::{Letter, Recipient};
use secrecy::SecretString;
use tenancy::{Pools, row, statements};
use types::{Language, SellerId, SessionId, UserId};

use super::{AccessKeys, Claims};
use crate::{
    Agent, IdentityError, Session, SessionSecret,
    session::{SessionRow, Via},
    team,
};

row! {
    struct Exchanged {
        outcome: String ["a constant of the function"],
        family_id: Option<SessionId>,
        user_id: Option<UserId>,
        seller_id: Option<SellerId>,
        email: Option<String>,
        user_name: Option<String>,
        language: Option<Language>,
        shop: Option<String>,
        agent: Option<String>,
    }

    /// A program that a user is signed in with.
    pub struct OpenFamily {
        /// Its id.
        id: SessionId ["of the family's row"],
        /// For which seller.
        seller_id: SellerId ["of the family's row"],
        /// That seller's name.
        seller_name: String ["of the shop's row"],
        /// The program, as it named itself.
        agent: String ["of the family's row"],
        /// The network address of its last use.
        address: String ["of the family's row"],
        /// When it signed in.
        created_at: Timestamp ["of the family's row"],
        /// When it was last used, to the minute.
        seen_at: Timestamp ["of the family's row"],
    }

    struct Gone { count: Option<i64> }
}

statements! {
    fn open(id: SessionId, user: UserId, seller: SellerId, token: &[u8], agent: &str, address: &str) -> Count for Gate =
        "SELECT gate.open_family($1, $2, $3, $4, $5, $6)";
    fn exchange(token: &[u8], next: &[u8], agent: &str, address: &str) -> One<Exchanged> for Gate =
        "SELECT outcome, family_id, user_id, seller_id, email, user_name, language, shop, agent FROM gate.refresh($1, $2, $3, $4)";
    fn token_row(family: SessionId, user: UserId, seller: SellerId, address: &str) -> Option<SessionRow> for Gate =
        "SELECT session_id, user_id, NULL::uuid AS buyer_id, user_name, 1 AS teams, seller_id, member_id, role, role_name, permissions, seller_name, seller_slug, seller_language, language
         FROM gate.token($1, $2, $3, $4)";
    fn key_row(key: &[u8], address: &str) -> Option<SessionRow> for Gate =
        "SELECT session_id, user_id, NULL::uuid AS buyer_id, user_name, 1 AS teams, seller_id, member_id, role, role_name, permissions, seller_name, seller_slug, seller_language, language
         FROM gate.key($1, $2)";
    fn close(token: &[u8]) -> One<Gone> for Gate = "SELECT gate.close_family($1) AS count";
    fn open_families(user: UserId) -> Vec<OpenFamily> for Gate =
        "SELECT id, seller_id, seller_name, agent, address, created_at, seen_at FROM gate.families($1)";
    fn revoke_rows(user: UserId, id: Option<SessionId>) -> One<Gone> for Gate = "SELECT gate.revoke_families($1, $2) AS count";
}

/// A program that asks for tokens.
#[derive(Debug)]
pub struct Program<'a> {
    /// The program, as it names itself.
    pub agent: Agent,
    /// The client's network address, as text.
    pub address: &'a str,
}

/// What a program is given.
#[derive(Debug)]
pub struct Granted {
    /// For `Authorization: Bearer`, for [`super::ACCESS_SECONDS`].
    pub access: SecretString,
    /// To be exchanged for the next pair, once, within 30 days.
    pub refresh: SessionSecret,
    /// The user.
    pub user: UserId,
    /// The seller that both are for.
    pub seller: SellerId,
    /// The family.
    pub family: SessionId,
}

/// Signs a program in for a user whose password was right, and for one seller that he works for.
pub async fn grant(
    pools: &Pools,
    keys: &AccessKeys,
    user: UserId,
    seller: SellerId,
    program: &Program<'_>,
) -> Result<Granted, IdentityError> {
    let (family, refresh) = (SessionId::new(), SessionSecret::generate());
    let q = pools.gate().write().await?;
    let opened = open(&q, family, user, seller, &refresh.hash(), &program.agent.text(), program.address).await;
    opened.map_err(|error| if error.sqlstate() == Some("KG004") { IdentityError::NoTeam } else { error.into() })?;
    q.commit().await?;
    Ok(Granted { access: keys.make(user, seller, family)?.into(), refresh, user, seller, family })
}

/// Exchanges a refresh token for the next pair. [`IdentityError::TokenReused`] where its family was ended by it; the user is
/// told by mail, in the name of `market`.
pub async fn refresh(
    pools: &Pools,
    keys: &AccessKeys,
    market: &str,
    token: &str,
    program: &Program<'_>,
) -> Result<Granted, IdentityError> {
    let former = SessionSecret::parse(token).ok_or(IdentityError::TokenEnded)?;
    let refresh = SessionSecret::generate();
    let q = pools.gate().write().await?;
    let done = exchange(&q, &former.hash(), &refresh.hash(), &program.agent.text(), program.address).await?;
    if let (Some(email), Some(name), Some(language)) = (&done.email, &done.user_name, done.language) {
        let shop = done.shop.as_deref().unwrap_or_default();
        let letter = Letter::TokenReused { shop, device: done.agent.as_deref().unwrap_or_default() };
        mail::tell(&q, &Recipient { email, name, language, site: market }, &letter).await?;
    }
    // What was found out counts, whatever the answer is.
    q.commit().await?;
    match (done.outcome.as_str(), done.family_id, done.user_id, done.seller_id) {
        ("ok", Some(family), Some(user), Some(seller)) => {
            Ok(Granted { access: keys.make(user, seller, family)?.into(), refresh, user, seller, family })
        }
        ("reused", ..) => Err(IdentityError::TokenReused),
        _ => Err(IdentityError::TokenEnded),
    }
}

/// Who stands behind a verified access token, if its family is open and its user in the team.
pub async fn by_token(pools: &Pools, claims: &Claims, address: &str) -> Result<Option<Session>, IdentityError> {
    let Some(seller) = claims.seller() else { return Ok(None) };
    let found = token_row(&pools.gate().read().await?, claims.sid, claims.sub, seller, address).await?;
    Ok(found.map(|row| row.session(Via::Token)))
}

/// Who stands behind an API key: the member who made it, with what the key may do and he still holds.
pub async fn by_key(pools: &Pools, key: &str, address: &str) -> Result<Option<Session>, IdentityError> {
    let Some(secret) = team::secret_of(key) else { return Ok(None) };
    let found = key_row(&pools.gate().read().await?, &secret.hash(), address).await?;
    Ok(found.map(|row| row.session(Via::Key)))
}

/// Ends the family of a refresh token; answers whether there was one to end.
pub async fn revoke(pools: &Pools, token: &str) -> Result<bool, IdentityError> {
    let Some(secret) = SessionSecret::parse(token) else { return Ok(false) };
    let q = pools.gate().write().await?;
    let gone = close(&q, &secret.hash()).await?.count.unwrap_or(0);
    q.commit().await?;
    Ok(gone > 0)
}

/// The programs that a user is signed in with, the last used first, 100 at most.
pub async fn families(pools: &Pools, user: UserId) -> Result<Vec<OpenFamily>, IdentityError> {
    Ok(open_families(&pools.gate().read().await?, user).await?)
}

/// Ends programs of a user: one, or all; answers how many.
pub async fn revoke_families(pools: &Pools, user: UserId, id: Option<SessionId>) -> Result<i64, IdentityError> {
    let q = pools.gate().write().await?;
    let gone = revoke_rows(&q, user, id).await?.count.unwrap_or(0);
    q.commit().await?;
    Ok(gone)
}
