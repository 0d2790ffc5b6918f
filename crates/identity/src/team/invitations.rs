//! Invitations to a team: a random token that only the mail holds, good once, for a few days, for one address.

use jiff::Timestamp;
use mail::{Letter, Recipient};
use secrecy::SecretString;
use serde_json::json;
use tenancy::{Mode, Pools, Scope, Write, class::Seller, row, statements};
use types::{BuyerId, InvitationId, Language, MemberId, RecordId, RoleId, SellerId, SessionId, Slug, UserId};
use url::Url;

use super::{RoleChoice, TeamError};
use crate::{
    Agent, Email, IdentityError, SESSION_DAYS, SessionKey, SessionSecret, SignedIn, audit, password, permission::Role,
    session, sign_up,
};

/// How long an invitation holds.
pub const INVITATION_DAYS: i32 = 7;

/// The hash of an invitation's token: what the database knows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvitationToken([u8; 32]);

impl InvitationToken {
    /// From the last part of a link; none where it cannot be a token of ours.
    pub fn parse(text: &str) -> Option<Self> {
        SessionSecret::parse(text).map(|secret| Self(secret.hash()))
    }
}

row! {
    struct OpenRow {
        id: InvitationId ["of the invitation's row"],
        email: String ["of the invitation's row"],
        language: Language ["of the invitation's row"],
        role: String ["of the invitation's row"],
        role_id: Option<RoleId>,
        role_name: Option<String>,
        invited_by: String ["of the user's row"],
        sends: i32 ["of the invitation's row"],
        sent_at: Timestamp ["of the invitation's row"],
        expires_at: Timestamp ["of the invitation's row"],
    }

    struct Sent {
        email: String ["of the invitation's row"],
        language: Language ["of the invitation's row"],
        role: String ["of the invitation's row"],
        role_name: Option<String>,
    }

    struct Told {
        seller_id: SellerId ["of the invitation's row"],
        seller_name: String ["of the shop's row"],
        seller_slug: Slug ["of the shop's row"],
        email: String ["of the invitation's row"],
        role: String ["of the invitation's row"],
        role_name: Option<String>,
        invited_by: String ["of the user's row"],
        state: String ["of the invitation's row"],
        expired: bool ["a comparison of what is not null"],
        has_account: bool ["EXISTS is never null"],
    }

    struct Joined { seller: SellerId ["the function answers or raises"] }
    struct Revoked { email: String ["the function answers or raises"] }
}

statements! {
    fn invite_row(id: InvitationId, email: &str, email_key: &str, language: Language, role: &str, role_id: Option<RoleId>, token: &[u8], days: i32) -> Count for Seller =
        "SELECT team.invite($1, $2, $3, $4, $5, $6, $7, $8)";
    fn open_rows() -> Vec<OpenRow> for Seller =
        "SELECT id, email, language, role, role_id, role_name, invited_by, sends, sent_at, expires_at FROM team.invitations()";
    fn resend_row(id: InvitationId, token: &[u8], days: i32) -> One<Sent> for Seller = "SELECT email, language, role, role_name FROM team.resend($1, $2, $3)";
    fn revoke_row(id: InvitationId) -> One<Revoked> for Seller = "SELECT team.revoke($1) AS email";
    fn told(token: &[u8]) -> Option<Told> for Gate =
        "SELECT seller_id, seller_name, seller_slug, email, role, role_name, invited_by, state, expired, has_account FROM gate.invitation($1)";
    fn accept_row(token: &[u8], user: UserId, member: MemberId, log: RecordId) -> One<Joined> for Gate = "SELECT gate.accept($1, $2, $3, $4) AS seller";
    fn join_row(token: &[u8], user: UserId, name: &str, hash: &str, language: Language, buyer: BuyerId, guest: bool, member: MemberId, log: RecordId) -> One<Joined> for Gate =
        "SELECT gate.join_team($1, $2, $3, $4, $5, $6, $7, $8, $9) AS seller";
}

/// An invitation that nobody has answered, as the team sees it.
#[derive(Debug, Clone)]
pub struct OpenInvitation {
    /// Its id.
    pub id: InvitationId,
    /// Who is invited.
    pub email: String,
    /// The language of the mail.
    pub language: Language,
    /// To what.
    pub role: RoleChoice,
    /// What that role is called, where it is one of the seller's own.
    pub role_name: Option<String>,
    /// The name of the member who sent it last.
    pub invited_by: String,
    /// How often it was sent.
    pub sends: u32,
    /// When, the last time.
    pub sent: Timestamp,
    /// Until when it holds.
    pub expires: Timestamp,
}

/// An invitation to be sent.
#[derive(Debug, Clone, Copy)]
pub struct Invite<'a> {
    /// To whom, as typed.
    pub email: &'a str,
    /// In which language.
    pub language: Language,
    /// To what.
    pub role: RoleChoice,
}

/// An invitation that is on its way.
#[derive(Debug)]
pub struct Invited {
    /// Which.
    pub id: InvitationId,
    /// What the mail leads to. Nobody but whom it is sent to is told.
    pub link: Url,
}

/// An invitation, as it is shown to whoever holds its token.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The seller.
    pub seller: SellerId,
    /// The shop's name.
    pub shop: String,
    /// The shop's address.
    pub slug: Slug,
    /// Who is invited.
    pub email: String,
    /// To what.
    pub role: Role,
    /// What that role is called, where it is one of the seller's own.
    pub role_name: Option<String>,
    /// The name of the member who sent it.
    pub invited_by: String,
    /// Whether it can still be answered.
    pub open: bool,
    /// Whether the address has an account, which signs in instead of being opened.
    pub has_account: bool,
}

/// A new token, and the link that holds it: `SITE/invitations/TOKEN`.
fn link(site: &Url) -> Result<(InvitationToken, Url), TeamError> {
    let secret = SessionSecret::generate();
    let link = site.join(&format!("/invitations/{}", secret.expose()));
    let link = link.map_err(|_| TeamError::invalid("link", "the site's address cannot be joined"))?;
    Ok((InvitationToken(secret.hash()), link))
}

/// Whose name an invitation or a word to a member goes out in.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    /// The site's address.
    pub site: &'a Url,
    /// The marketplace's name.
    pub market: &'a str,
    /// The shop's name.
    pub shop: &'a str,
    /// The name of the member who acts.
    pub name: &'a str,
}

impl Sender<'_> {
    async fn send(
        &self,
        q: &Scope<Seller, Write>,
        (email, language): (&str, Language),
        role: &str,
        link: &Url,
    ) -> Result<(), TeamError> {
        let to = Recipient { email, name: "", language, site: self.market };
        let days = INVITATION_DAYS.unsigned_abs();
        let letter = Letter::Invitation { shop: self.shop, inviter: self.name, role, link: link.as_str(), days };
        mail::queue(q, &to, &letter).await?;
        Ok(())
    }
}

/// Invites an address to the team, by a mail that goes out with the transaction. Nobody invites to more than he holds, and
/// nobody becomes an owner so.
pub async fn invite(q: &Scope<Seller, Write>, from: &Sender<'_>, new: &Invite<'_>) -> Result<Invited, TeamError> {
    let email = Email::parse(new.email)?;
    if new.role == RoleChoice::BuiltIn(Role::Owner) {
        return Err(TeamError::OwnersPlace);
    }
    let (token, link) = link(from.site)?;
    let (id, (role, role_id)) = (InvitationId::new(), new.role.row());
    let (written, key) = (email.as_str(), email.key());
    invite_row(q, id, written, key, new.language, role, role_id, &token.0, INVITATION_DAYS).await?;
    audit::record(q, "team.invite", "invitation", &id.to_string(), &json!({ "role": role, "role_id": role_id }))
        .await?;
    let own = match new.role {
        RoleChoice::Custom(id) => super::roles(q).await?.into_iter().find(|role| role.id == id).map(|role| role.name),
        RoleChoice::BuiltIn(_) => None,
    };
    from.send(q, (written, new.language), own.as_deref().unwrap_or(role), &link).await?;
    Ok(Invited { id, link })
}

/// The invitations that nobody has answered, the newest first; 500 at most.
pub async fn invitations<M: Mode>(q: &Scope<Seller, M>) -> Result<Vec<OpenInvitation>, TeamError> {
    let open = |row: OpenRow| {
        Some(OpenInvitation {
            role: RoleChoice::of_row(&row.role, row.role_id)?,
            id: row.id,
            email: row.email,
            language: row.language,
            role_name: row.role_name,
            invited_by: row.invited_by,
            sends: row.sends.unsigned_abs(),
            sent: row.sent_at,
            expires: row.expires_at,
        })
    };
    Ok(open_rows(q).await?.into_iter().filter_map(open).collect())
}

/// Sends an invitation once more: with a new token, and the former opens nothing.
pub async fn resend(q: &Scope<Seller, Write>, from: &Sender<'_>, id: InvitationId) -> Result<Invited, TeamError> {
    let (token, link) = link(from.site)?;
    let sent = resend_row(q, id, &token.0, INVITATION_DAYS).await?;
    audit::record(q, "team.invite_again", "invitation", &id.to_string(), &json!({})).await?;
    from.send(q, (&sent.email, sent.language), sent.role_name.as_deref().unwrap_or(&sent.role), &link).await?;
    Ok(Invited { id, link })
}

/// Takes an invitation back; answers whose it was.
pub async fn revoke(q: &Scope<Seller, Write>, id: InvitationId) -> Result<String, TeamError> {
    let revoked = revoke_row(q, id).await?;
    audit::record(q, "team.invite_revoke", "invitation", &id.to_string(), &json!({})).await?;
    Ok(revoked.email)
}

/// The invitation behind a token.
pub async fn invitation(pools: &Pools, token: InvitationToken) -> Result<Option<Invitation>, TeamError> {
    let found = told(&pools.gate().read().await?, &token.0).await?;
    Ok(found.map(|row| Invitation {
        open: row.state == "open" && !row.expired,
        seller: row.seller_id,
        shop: row.seller_name,
        slug: row.seller_slug,
        email: row.email,
        role: Role::parse(&row.role).unwrap_or(Role::Custom),
        role_name: row.role_name,
        invited_by: row.invited_by,
        has_account: row.has_account,
    }))
}

/// Takes the user who is signed in into the team, if he is the one that was invited.
pub async fn accept(pools: &Pools, token: InvitationToken, user: UserId) -> Result<SellerId, TeamError> {
    let q = pools.gate().write().await?;
    let joined = accept_row(&q, &token.0, user, MemberId::new(), RecordId::new()).await?;
    q.commit().await?;
    Ok(joined.seller)
}

/// Somebody who is invited and has no account.
#[derive(Debug)]
pub struct Newcomer<'a> {
    /// The person's name.
    pub name: &'a str,
    /// As typed.
    pub password: SecretString,
    /// The language of the interface.
    pub language: Language,
    /// The client's network address, as text.
    pub address: &'a str,
    /// The browser.
    pub agent: Agent,
    /// The hash of the secret that the new session shall have.
    pub key: SessionKey,
    /// The session so far; a guest's buyer becomes the user's own.
    pub former: Option<(SessionKey, Option<BuyerId>)>,
}

/// Opens an account for the address that was invited, takes it into the team and signs it in.
pub async fn join(pools: &Pools, token: InvitationToken, new: Newcomer<'_>) -> Result<SignedIn, TeamError> {
    let name = sign_up::name("name", new.name)?;
    let known = invitation(pools, token).await?.filter(|invitation| invitation.open);
    // Looked at before a hash is computed for whoever makes up tokens.
    let known = known.ok_or(TeamError::InvitationEnded)?;
    if known.has_account {
        return Err(IdentityError::EmailTaken.into());
    }
    password::check(&new.password, &[&name, &known.email, &known.shop])?;
    let hash = password::hash(new.password).await?;
    let guest = new.former.and_then(|(_, buyer)| buyer);
    let (user, id, buyer) = (UserId::new(), SessionId::new(), guest.unwrap_or_else(BuyerId::new));
    let q = pools.gate().write().await?;
    let member = MemberId::new();
    let log = RecordId::new();
    let joined = join_row(&q, &token.0, user, &name, &hash, new.language, buyer, guest.is_some(), member, log)
        .await
        .map_err(sign_up::refused)
        .map_err(|error| match error {
            IdentityError::Db(error) => error.into(),
            other => TeamError::Account(other),
        })?;
    if let Some((former, _)) = new.former {
        session::close(&q, &former.0).await?;
    }
    session::open(&q, &new.key.0, id, user, Some(buyer), &new.agent.text(), new.address, SESSION_DAYS * 86_400).await?;
    q.commit().await?;
    Ok(SignedIn { session: id, user, buyer: Some(buyer), seller: Some(joined.seller), language: new.language })
}
