//! Changing a password, and choosing a new one where it was forgotten.

use mail::{Letter, Recipient};
use secrecy::SecretString;
use tenancy::{Pools, Scope, Write, class::Gate, row, statements};
use types::{Language, SessionId, UserId};
use url::Url;

use crate::{AttemptLimit, Email, IdentityError, SessionSecret, password, sign_in};

/// How long the link to a new password holds.
pub const RESET_MINUTES: i32 = 60;

row! {
    struct Address {
        email: String ["of the user's row"],
        name: String ["of the user's row"],
        language: Language ["of the user's row"],
    }

    struct Holder {
        user_id: UserId ["of the user's row"],
        email: String ["of the user's row"],
        name: String ["of the user's row"],
        language: Language ["of the user's row"],
    }

    struct Used { used: bool ["a comparison of a count"] }
}

statements! {
    fn set(user: UserId, hash: &str, but: Option<SessionId>) -> Count for Gate = "SELECT gate.set_password($1, $2, $3)";
    fn ask(email_key: &str, token: &[u8], minutes: i32) -> Option<Address> for Gate = "SELECT email, name, language FROM gate.ask_reset($1, $2, $3)";
    fn holder(token: &[u8]) -> Option<Holder> for Gate = "SELECT user_id, email, name, language FROM gate.reset_holder($1)";
    fn use_up(token: &[u8]) -> One<Used> for Gate = "SELECT gate.use_reset($1) AS used";
    fn address(user: UserId) -> Option<Address> for Gate = "SELECT email, name, language FROM gate.address($1)";
}

/// The site as its mails name it.
#[derive(Debug, Clone, Copy)]
pub struct Market<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its address.
    pub url: &'a Url,
}

impl Market<'_> {
    /// Writes to a user. Who was written to too often is not, and what is done stays done.
    async fn tell(self, q: &Scope<Gate, Write>, whom: &Address, letter: &Letter<'_>) -> Result<(), IdentityError> {
        let to = Recipient { email: &whom.email, name: &whom.name, language: whom.language, site: self.name };
        mail::tell(q, &to, letter).await?;
        Ok(())
    }

    /// The letter with the link to a new password.
    async fn send_link(
        self,
        q: &Scope<Gate, Write>,
        whom: &Address,
        secret: &SessionSecret,
    ) -> Result<(), IdentityError> {
        let link = format!("{}reset-password/{}", self.url, secret.expose());
        self.tell(q, whom, &Letter::ResetPassword { link: &link, minutes: RESET_MINUTES.unsigned_abs() }).await
    }
}

/// Changes the password of who is signed in and knows the former one. His other sessions and his programs end, and he is told
/// by mail.
pub async fn change_password(
    pools: &Pools,
    market: Market<'_>,
    user: UserId,
    session: SessionId,
    (former, new): (SecretString, SecretString),
) -> Result<(), IdentityError> {
    let whom = address(&pools.gate().read().await?, user).await?.ok_or(IdentityError::SignedOut)?;
    sign_in::confirm_password(pools, user, former).await?;
    password::check(&new, &[&whom.name, &whom.email])?;
    let hash = password::hash(new).await?;
    let q = pools.gate().write().await?;
    set(&q, user, &hash, Some(session)).await?;
    market.tell(&q, &whom, &Letter::PasswordChanged).await?;
    Ok(q.commit().await?)
}

/// Sends the link to a new password, where the address has an account. The answer is the same where it has none.
pub async fn forgot_password(
    pools: &Pools,
    market: Market<'_>,
    email: &str,
    network: &str,
) -> Result<(), IdentityError> {
    let email = Email::parse(email)?;
    let q = pools.gate().write().await?;
    let counted = match AttemptLimit::RESET_ADDRESS.count(&q, network).await {
        Ok(()) => AttemptLimit::RESET_ACCOUNT.count(&q, email.key()).await,
        refused => refused,
    };
    q.commit().await?;
    counted?;
    let secret = SessionSecret::generate();
    let q = pools.gate().write().await?;
    if let Some(whom) = ask(&q, email.key(), &secret.hash(), RESET_MINUTES).await? {
        market.send_link(&q, &whom, &secret).await?;
        return Ok(q.commit().await?);
    }
    // The same work for an address that nobody has, so that the time tells nothing: a letter that is thrown away, and a
    // commit.
    let nobody = Address { email: email.as_str().to_owned(), name: String::new(), language: Language::En };
    market.send_link(&q, &nobody, &secret).await?;
    drop(q);
    let q = pools.gate().write().await?;
    AttemptLimit::NOBODY.count(&q, "").await.ok();
    Ok(q.commit().await?)
}

/// Whether the link to a new password still holds.
pub async fn reset_holds(pools: &Pools, token: &str) -> Result<bool, IdentityError> {
    let Some(secret) = SessionSecret::parse(token) else { return Ok(false) };
    Ok(holder(&pools.gate().read().await?, &secret.hash()).await?.is_some())
}

/// Sets a new password by the link of a mail: once. Every session and program of the user ends, and he is told by mail.
pub async fn reset_password(
    pools: &Pools,
    market: Market<'_>,
    token: &str,
    new: SecretString,
) -> Result<(), IdentityError> {
    let secret = SessionSecret::parse(token).ok_or(IdentityError::LinkEnded)?;
    let whom = holder(&pools.gate().read().await?, &secret.hash()).await?.ok_or(IdentityError::LinkEnded)?;
    password::check(&new, &[&whom.name, &whom.email])?;
    let hash = password::hash(new).await?;
    let q = pools.gate().write().await?;
    if !use_up(&q, &secret.hash()).await?.used {
        return Err(IdentityError::LinkEnded);
    }
    set(&q, whom.user_id, &hash, None).await?;
    // Whoever reads the mailbox is let in, however often others tried.
    AttemptLimit::ACCOUNT.forget(&q, &whom.email.to_lowercase()).await?;
    let to = Address { email: whom.email, name: whom.name, language: whom.language };
    market.tell(&q, &to, &Letter::PasswordChanged).await?;
    Ok(q.commit().await?)
}
