//! Signing in: the same answer and the same time whether the account exists or not; limited per account and per address.

use secrecy::SecretString;
use tenancy::{Pools, row, statements};
use types::{BuyerId, Language, SellerId, SessionId, UserId};

use crate::{Agent, AttemptLimit, Email, IdentityError, SESSION_DAYS, SessionKey, password, session};

row! {
    struct Credentials {
        user_id: UserId ["of the user's row"],
        password_hash: String ["of the user's row"],
        name: String ["of the user's row"],
        language: Language ["of the user's row"],
        buyer_id: Option<BuyerId>,
        seller_id: Option<SellerId>,
    }
    struct Password { password_hash: Option<String> }
}

statements! {
    fn credentials(email_key: &str) -> Option<Credentials> for Gate =
        "SELECT user_id, password_hash, name, language, buyer_id, seller_id FROM gate.credentials($1)";
    fn password_of(user: UserId) -> Option<Password> for Gate = "SELECT gate.password_of($1) AS password_hash";
    fn adopt_cart(guest: BuyerId, buyer: BuyerId) -> Count for Gate = "SELECT gate.adopt_cart($1, $2)";
}

/// A try to sign in.
#[derive(Debug)]
pub struct SignIn<'a> {
    /// As typed.
    pub email: &'a str,
    /// As typed.
    pub password: SecretString,
    /// The client's network address, as text.
    pub address: &'a str,
    /// The browser.
    pub agent: Agent,
    /// The hash of the secret that the new session shall have.
    pub key: SessionKey,
    /// The session so far: it ends, and a guest's cart goes with the user.
    pub former: Option<(SessionKey, Option<BuyerId>)>,
}

/// Who signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The new session.
    pub session: SessionId,
    /// The user.
    pub user: UserId,
    /// Whose cart and purchases.
    pub buyer: Option<BuyerId>,
    /// The team, if the user is in one.
    pub seller: Option<SellerId>,
    /// The user's language.
    pub language: Language,
}

/// Whose address and password these are. Tries are counted, per account and per network address.
async fn holder(
    pools: &Pools,
    email: &str,
    password: SecretString,
    address: &str,
) -> Result<Credentials, IdentityError> {
    let q = pools.gate().write().await?;
    let counted = match AttemptLimit::ADDRESS.count(&q, address).await {
        Ok(()) => AttemptLimit::ACCOUNT.count(&q, &account(email)).await,
        refused => refused,
    };
    q.commit().await?; // the try counts whatever comes of it
    counted?;
    let found = match Email::parse(email) {
        Ok(email) => credentials(&pools.gate().read().await?, email.key()).await?,
        Err(_) => None,
    };
    let right = password::verify(password, found.as_ref().map(|f| f.password_hash.clone())).await?;
    found.filter(|_| right).ok_or(IdentityError::WrongCredentials)
}

/// What tries of an account are counted under.
fn account(email: &str) -> String {
    email.trim().to_lowercase()
}

/// The user behind an address and a password, without a session: for programs.
pub async fn password_holder(
    pools: &Pools,
    email: &str,
    password: SecretString,
    address: &str,
) -> Result<UserId, IdentityError> {
    let found = holder(pools, email, password, address).await?;
    let q = pools.gate().write().await?;
    AttemptLimit::ACCOUNT.forget(&q, &account(email)).await?;
    q.commit().await?;
    Ok(found.user_id)
}

/// Signs a user in and opens a session.
pub async fn sign_in(pools: &Pools, input: SignIn<'_>) -> Result<SignedIn, IdentityError> {
    let found = holder(pools, input.email, input.password, input.address).await?;
    let q = pools.gate().write().await?;
    let id = SessionId::new();
    let seconds = SESSION_DAYS * 86_400;
    session::open(&q, &input.key.0, id, found.user_id, found.buyer_id, &input.agent.text(), input.address, seconds)
        .await?;
    AttemptLimit::ACCOUNT.forget(&q, &account(input.email)).await?;
    if let Some((former, guest)) = input.former {
        session::close(&q, &former.0).await?;
        if let (Some(guest), Some(buyer)) = (guest, found.buyer_id) {
            adopt_cart(&q, guest, buyer).await?;
        }
    }
    q.commit().await?;
    Ok(SignedIn {
        session: id,
        user: found.user_id,
        buyer: found.buyer_id,
        seller: found.seller_id,
        language: found.language,
    })
}

/// Whether whoever is signed in knows the account's password: asked before what cannot be taken back.
pub async fn confirm_password(pools: &Pools, user: UserId, password: SecretString) -> Result<(), IdentityError> {
    let q = pools.gate().write().await?;
    let account = user.to_string();
    let counted = AttemptLimit::CONFIRM.count(&q, &account).await;
    q.commit().await?;
    counted?;
    let known = password_of(&pools.gate().read().await?, user).await?.and_then(|row| row.password_hash);
    if !password::verify(password, known).await? {
        return Err(IdentityError::WrongPassword);
    }
    let q = pools.gate().write().await?;
    AttemptLimit::CONFIRM.forget(&q, &account).await?;
    Ok(q.commit().await?)
}
