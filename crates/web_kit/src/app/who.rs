//! Who is asking: a visitor, a guest, a buyer, a member of a team. Looked up once a request, revocable at once.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{
        header::{AUTHORIZATION, USER_AGENT},
        request::Parts,
    },
};
use identity::{Agent, Named, Session, SessionKey, Via, team::KEY_MARK, tokens};
use tenancy::{Door, class::Buyer};
use types::{BuyerId, Language, UserId};

use super::{App, member};
use crate::{ClientAddress, CookiePolicy, Cookies, PreferredLanguage, Problem, SessionSecret, SetCookie};

/// Whoever is behind the request, if anybody is known.
#[derive(Debug, Clone)]
pub struct Who {
    known: Option<Arc<Known>>,
    agent: Agent,
}

#[derive(Debug)]
struct Known {
    session: Session,
    /// The hash of the session's secret; a token or a key has none.
    key: Option<SessionKey>,
}

impl Who {
    /// The session.
    pub fn session(&self) -> Option<&Session> {
        self.known.as_deref().map(|known| &known.session)
    }

    /// What opens the session, to end it or to act in its name; none of a token or a key.
    pub fn key(&self) -> Option<SessionKey> {
        self.known.as_deref().and_then(|known| known.key)
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
        let session = self.session()?;
        Some((self.key()?, session.buyer.filter(|_| session.user.is_none())))
    }

    /// The door to the buyer's own rows, if there is a buyer.
    pub fn buyer_door(&self, app: &App) -> Option<Door<Buyer>> {
        let session = self.session()?;
        Some(app.pools.buyer(session.buyer?, Some(session.id)))
    }
}

/// What a request shows of whom it comes from.
enum Shown {
    Session(SessionSecret),
    Token(String),
    Key(String),
}

impl Shown {
    /// `Authorization: Bearer` holds the same secret as the cookie, an access token or an API key.
    fn bearer(parts: &Parts) -> Option<Self> {
        let (scheme, text) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let text = text.trim();
        match text {
            _ if text.starts_with(KEY_MARK) => Some(Self::Key(text.to_owned())),
            _ if text.contains('.') => Some(Self::Token(text.to_owned())),
            _ => SessionSecret::parse(text).map(Self::Session),
        }
    }

    async fn look_up(self, parts: &mut Parts, app: &App) -> Result<Option<Known>, Problem> {
        let Ok(address) = ClientAddress::from_request_parts(parts, app).await;
        let (named, address) = (member::named(parts, app).await.flatten(), address.network().to_string());
        let (session, key) = match self {
            Self::Session(secret) => {
                let key = SessionKey(secret.hash());
                (identity::session(&app.pools, key, named.as_ref(), &address).await?, Some(key))
            }
            Self::Token(token) => match app.tokens.verify(&token) {
                Some(claims) => (tokens::by_token(&app.pools, &claims, &address).await?, None),
                None => (None, None),
            },
            Self::Key(text) => (tokens::by_key(&app.pools, &text, &address).await?, None),
        };
        // A token or a key is for one seller: a request that names another has no place there.
        let session = session.map(|mut session| {
            session.team = session.team.filter(|team| match &named {
                Some(Named::Slug(slug)) => team.slug == slug.as_str(),
                Some(Named::Id(id)) => team.seller == *id,
                None => true,
            });
            session
        });
        Ok(session.map(|session| Known { session, key }))
    }
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
        let shown = if parts.headers.contains_key(AUTHORIZATION) {
            Shown::bearer(parts)
        } else {
            Cookies::from_request_parts(parts, app).await?.session().map(Shown::Session)
        };
        let known = match shown {
            Some(shown) => shown.look_up(parts, app).await?.map(Arc::new),
            None => None,
        };
        let who = Self { known, agent };
        parts.extensions.insert(who.clone());
        Ok(who)
    }
}

/// A user who is signed in himself: what is his own account's is not for a token or a key, which act for a seller.
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
        let session = who.session().ok_or_else(Problem::unauthorized)?;
        let user = session.user.ok_or_else(Problem::unauthorized)?;
        if session.via != Via::Session {
            return Err(Problem::forbidden().with_code("not_by_token").with_detail(
                "Access tokens and API keys act for a seller; sign in with a session for your own account.",
            ));
        }
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
