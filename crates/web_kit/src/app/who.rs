//! Who is asking: a visitor, a guest, a buyer, a member of a team. Looked up once a request, revocable at once.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{
        header::{AUTHORIZATION, USER_AGENT},
        request::Parts,
    },
};
use identity::{Agent, Session, SessionKey};
use tenancy::{Door, class::Buyer};
use types::{BuyerId, Language, UserId};

use super::{App, member};
use crate::{CookiePolicy, Cookies, PreferredLanguage, Problem, SessionSecret, SetCookie};

/// Whoever is behind the request, if anybody is known.
#[derive(Debug, Clone)]
pub struct Who {
    /// The session and the hash of its secret.
    pub session: Option<Arc<(SessionKey, Session)>>,
    agent: Agent,
}

impl Who {
    /// The session.
    pub fn session(&self) -> Option<&Session> {
        self.session.as_deref().map(|(_, session)| session)
    }

    /// Whose cart and purchases.
    pub fn buyer(&self) -> Option<BuyerId> {
        self.session().and_then(|s| s.buyer)
    }

    /// The browser, as it names itself.
    pub fn agent(&self) -> Agent {
        self.agent.clone()
    }

    /// What signing in or up must end: the former session, and whose cart goes along. A user's own buyer is not a guest.
    pub fn former(&self) -> Option<(SessionKey, Option<BuyerId>)> {
        self.session.as_deref().map(|(key, session)| (*key, session.buyer.filter(|_| session.user.is_none())))
    }

    /// The door to the buyer's own rows, if there is a buyer.
    pub fn buyer_door(&self, app: &App) -> Option<Door<Buyer>> {
        let session = self.session()?;
        Some(app.pools.buyer(session.buyer?, Some(session.id)))
    }
}

/// `Authorization: Bearer` holds the same secret as the cookie.
fn bearer(parts: &Parts) -> Option<SessionSecret> {
    let (scheme, secret) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") { SessionSecret::parse(secret.trim()) } else { None }
}

impl FromRequestParts<App> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let agent = parts.headers.get(USER_AGENT).and_then(|a| a.to_str().ok()).unwrap_or_default();
        let agent = Agent(agent.to_owned());
        // A bearer token goes alone: a cookie beside it does not count, and CSRF is not asked for.
        let secret = if parts.headers.contains_key(AUTHORIZATION) {
            bearer(parts)
        } else {
            Cookies::from_request_parts(parts, app).await?.session()
        };
        let session = match secret {
            Some(secret) => {
                let key = SessionKey(secret.hash());
                let named = member::named(parts, app).await.flatten();
                identity::session(&app.pools, key, named.as_ref()).await?.map(|session| Arc::new((key, session)))
            }
            None => None,
        };
        let who = Self { session, agent };
        parts.extensions.insert(who.clone());
        Ok(who)
    }
}

/// A user who is signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub user: UserId,
    /// In which session.
    pub who: Who,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let who = Who::from_request_parts(parts, app).await?;
        let user = who.session().and_then(|s| s.user).ok_or_else(Problem::unauthorized)?;
        Ok(Self { user, who })
    }
}

/// Whoever may put something into a cart: a buyer, or a visitor. The visitor becomes a guest with [`CartOwner::open`],
/// once what he sends has been looked at: what is refused leaves no guest behind.
pub struct CartOwner {
    known: Option<Door<Buyer>>,
    language: Language,
    policy: CookiePolicy,
}

/// The cart's door, and the secret of a guest who is new.
pub struct BuyerSession {
    /// The door to his rows.
    pub door: Door<Buyer>,
    /// The cookie of a new guest; a program keeps it as a bearer token.
    pub opened: Option<(SetCookie, SessionSecret)>,
}

/// How long a guest's cookie lives.
const GUEST_LIFE: std::time::Duration =
    std::time::Duration::from_secs(86_400 * identity::GUEST_DAYS.unsigned_abs() as u64);

impl CartOwner {
    /// Whether there is no buyer yet.
    pub fn is_new(&self) -> bool {
        self.known.is_none()
    }

    /// The buyer's door; a visitor becomes a guest.
    pub async fn open(self, app: &App) -> Result<BuyerSession, Problem> {
        if let Some(door) = self.known {
            return Ok(BuyerSession { door, opened: None });
        }
        let secret = SessionSecret::generate();
        let (session, buyer) = identity::open_guest(&app.pools, SessionKey(secret.hash()), self.language).await?;
        let cookie = self.policy.set_session(&secret, GUEST_LIFE);
        Ok(BuyerSession { door: app.pools.buyer(buyer, Some(session)), opened: Some((cookie, secret)) })
    }
}

impl FromRequestParts<App> for CartOwner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let who = Who::from_request_parts(parts, app).await?;
        let known = who.buyer_door(app);
        if known.is_none() && who.session().is_some() {
            return Err(Problem::forbidden().with_detail("This account does not buy."));
        }
        let Ok(language) = PreferredLanguage::from_request_parts(parts, app).await;
        let policy = Cookies::from_request_parts(parts, app).await?.policy();
        Ok(Self { known, language: language.language, policy })
    }
}
