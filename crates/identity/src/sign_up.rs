//! Opening an account: as a buyer, or as a seller with his shop.

use secrecy::SecretString;
use tenancy::{DbError, Pools, statements};
use types::{BuyerId, Currency, Language, MemberId, SellerId, SessionId, Slug, UserId};

use crate::{Agent, AttemptLimit, Email, IdentityError, SESSION_DAYS, SessionKey, SignedIn, password, session};

/// First parts of addresses and hosts that the platform keeps for itself.
const RESERVED_SLUGS: &[&str] = &[
    "admin", "api", "app", "assets", "blog", "cart", "checkout", "docs", "help", "karum", "legal", "login", "mail",
    "media", "new", "register", "search", "sell", "seller", "sign-in", "sign-up", "staff", "static", "status",
    "support", "www",
];

/// Shops that an account may own; `gate.open_shop` counts them.
pub const MAX_SHOPS: u32 = 20;

statements! {
    fn register_buyer(user: UserId, email: &str, email_key: &str, name: &str, hash: &str, language: Language, buyer: BuyerId, guest: bool) -> Count for Gate =
        "SELECT gate.register_buyer($1, $2, $3, $4, $5, $6, $7, $8)";
    fn register_seller(
        user: UserId, email: &str, email_key: &str, name: &str, hash: &str, language: Language, buyer: BuyerId, guest: bool,
        seller: SellerId, member: MemberId, slug: &Slug, shop: &str, country: &str, currency: Currency, zone: &str
    ) -> Count for Gate = "SELECT gate.register_seller($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    fn open_shop_row(session: &[u8], seller: SellerId, member: MemberId, slug: &Slug, shop: &str, country: &str, currency: Currency, zone: &str) -> Count for Gate =
        "SELECT gate.open_shop($1, $2, $3, $4, $5, $6, $7, $8)";
}

/// What both kinds of accounts have.
#[derive(Debug)]
pub struct NewBuyer<'a> {
    /// The person's name.
    pub name: &'a str,
    /// As typed.
    pub email: &'a str,
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

/// A seller's account.
#[derive(Debug)]
pub struct NewSeller<'a> {
    /// The person who will own the shop.
    pub owner: NewBuyer<'a>,
    /// The shop.
    pub shop: NewShop<'a>,
}

/// A shop to be opened, as typed.
#[derive(Debug, Clone, Copy)]
pub struct NewShop<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its address.
    pub slug: &'a str,
    /// ISO 3166-1 alpha-2.
    pub country: &'a str,
    /// What it sells in: ISO 4217.
    pub currency: &'a str,
}

/// A shop whose every field was looked at.
struct CheckedShop {
    name: String,
    slug: Slug,
    country: String,
    currency: Currency,
}

impl NewShop<'_> {
    fn check(&self) -> Result<CheckedShop, IdentityError> {
        Ok(CheckedShop {
            name: name("shop", self.name)?,
            slug: slug(self.slug)?,
            country: country(self.country)?,
            currency: currency(self.currency)?,
        })
    }
}

/// What the gate refuses, as the person reads it.
pub(crate) fn refused(error: DbError) -> IdentityError {
    match (&error, error.sqlstate()) {
        (DbError::Constraint { name, .. }, _) if name == "users_email_key" => IdentityError::EmailTaken,
        (DbError::Constraint { name, .. }, _) if name == "slugs_pkey" => IdentityError::SlugTaken,
        (DbError::Constraint { name, .. }, _) if name == "users_buyer_id" => IdentityError::SignedUpAlready,
        (_, Some("KG001")) => IdentityError::SignedUpAlready,
        (_, Some("KG002")) => IdentityError::SignedOut,
        (_, Some("KG003")) => IdentityError::ManyShops,
        _ => error.into(),
    }
}

/// A name of 1 to 200 characters, on one line.
pub(crate) fn name(field: &'static str, text: &str) -> Result<String, IdentityError> {
    let text = text.trim();
    let bad = |message: &str| IdentityError::Invalid { field, message: message.to_owned() };
    if text.is_empty() {
        return Err(bad("a name is needed"));
    }
    if text.chars().count() > 200 || text.chars().any(char::is_control) {
        return Err(bad("use at most 200 characters on one line"));
    }
    Ok(text.to_owned())
}

/// The code of a country that there is, upper case.
pub(crate) fn country(text: &str) -> Result<String, IdentityError> {
    let code = text.trim().to_ascii_uppercase();
    if types::is_country(&code) {
        Ok(code)
    } else {
        Err(IdentityError::Invalid { field: "country", message: "use a two-letter country code such as LU".into() })
    }
}

/// A currency that shops can sell in.
fn currency(text: &str) -> Result<Currency, IdentityError> {
    text.parse().map_err(|e: types::CurrencyError| IdentityError::Invalid { field: "currency", message: e.to_string() })
}

/// A slug that the platform does not keep for itself.
pub(crate) fn slug(text: &str) -> Result<Slug, IdentityError> {
    let slug: Slug = text
        .trim()
        .parse()
        .map_err(|e: types::SlugError| IdentityError::Invalid { field: "slug", message: e.to_string() })?;
    if RESERVED_SLUGS.contains(&slug.as_str()) { Err(IdentityError::SlugReserved) } else { Ok(slug) }
}

/// The zone whose midnight ends a seller's day, where he has not chosen one.
fn time_zone(country: &str) -> &'static str {
    match country {
        "LU" => "Europe/Luxembourg",
        "DE" => "Europe/Berlin",
        "FR" => "Europe/Paris",
        "BE" => "Europe/Brussels",
        "NL" => "Europe/Amsterdam",
        "AT" => "Europe/Vienna",
        "CH" => "Europe/Zurich",
        "IT" => "Europe/Rome",
        "ES" => "Europe/Madrid",
        "PT" => "Europe/Lisbon",
        "IE" => "Europe/Dublin",
        "GB" => "Europe/London",
        "IN" => "Asia/Kolkata",
        _ => "UTC",
    }
}

struct Checked {
    name: String,
    email: Email,
    hash: String,
}

async fn check(pools: &Pools, input: &NewBuyer<'_>, shop: &str) -> Result<Checked, IdentityError> {
    let name = name("name", input.name)?;
    let email = Email::parse(input.email)?;
    password::check(&input.password, &[&name, email.as_str(), shop])?;
    let q = pools.gate().write().await?;
    let counted = AttemptLimit::SIGN_UP.count(&q, input.address).await;
    q.commit().await?;
    counted?;
    Ok(Checked { name, email, hash: password::hash(input.password.clone()).await? })
}

/// Opens a buyer's account and signs it in.
pub async fn sign_up_buyer(pools: &Pools, input: NewBuyer<'_>) -> Result<SignedIn, IdentityError> {
    let checked = check(pools, &input, "").await?;
    let guest = input.former.and_then(|(_, buyer)| buyer);
    let (user, session, buyer) = (UserId::new(), SessionId::new(), guest.unwrap_or_else(BuyerId::new));
    let q = pools.gate().write().await?;
    let email = &checked.email;
    register_buyer(
        &q,
        user,
        email.as_str(),
        email.key(),
        &checked.name,
        &checked.hash,
        input.language,
        buyer,
        guest.is_some(),
    )
    .await
    .map_err(refused)?;
    if let Some((former, _)) = input.former {
        session::close(&q, &former.0).await?;
    }
    session::open(
        &q,
        &input.key.0,
        session,
        user,
        Some(buyer),
        &input.agent.text(),
        input.address,
        SESSION_DAYS * 86_400,
    )
    .await?;
    q.commit().await?;
    Ok(SignedIn { session, user, buyer: Some(buyer), seller: None, language: input.language })
}

/// Opens a seller with its shop and its owner, and signs him in. A guest stays the buyer he was: cart and purchases
/// stay his.
pub async fn sign_up_seller(pools: &Pools, input: NewSeller<'_>) -> Result<SignedIn, IdentityError> {
    let shop = input.shop.check()?;
    let owner = &input.owner;
    let checked = check(pools, owner, &shop.name).await?;
    let guest = owner.former.and_then(|(_, buyer)| buyer);
    let (user, session, seller) = (UserId::new(), SessionId::new(), SellerId::new());
    let buyer = guest.unwrap_or_else(BuyerId::new);
    let q = pools.gate().write().await?;
    let (email, zone) = (&checked.email, time_zone(&shop.country));
    register_seller(
        &q,
        user,
        email.as_str(),
        email.key(),
        &checked.name,
        &checked.hash,
        owner.language,
        buyer,
        guest.is_some(),
        seller,
        MemberId::new(),
        &shop.slug,
        &shop.name,
        &shop.country,
        shop.currency,
        zone,
    )
    .await
    .map_err(refused)?;
    if let Some((former, _)) = owner.former {
        session::close(&q, &former.0).await?;
    }
    session::open(
        &q,
        &owner.key.0,
        session,
        user,
        Some(buyer),
        &owner.agent.text(),
        owner.address,
        SESSION_DAYS * 86_400,
    )
    .await?;
    q.commit().await?;
    Ok(SignedIn { session, user, buyer: Some(buyer), seller: Some(seller), language: owner.language })
}

/// Opens a shop for the account that is signed in under `session`, which owns it. An account owns [`MAX_SHOPS`] at most.
pub async fn open_shop(pools: &Pools, session: SessionKey, new: &NewShop<'_>) -> Result<SellerId, IdentityError> {
    let shop = new.check()?;
    let q = pools.gate().write().await?;
    let (seller, zone) = (SellerId::new(), time_zone(&shop.country));
    open_shop_row(&q, &session.0, seller, MemberId::new(), &shop.slug, &shop.name, &shop.country, shop.currency, zone)
        .await
        .map_err(refused)?;
    q.commit().await?;
    Ok(seller)
}
