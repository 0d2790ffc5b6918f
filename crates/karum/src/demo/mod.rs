//! The demo: three shops on real feeds, a buyer, and a month of purchases.
//!
//! Every step can be repeated: what was interrupted is made good at the next start, and what stands is left alone.

mod orders;
mod shops;

use std::borrow::Cow;

use ::orders::order_list;
use identity::{Agent, IdentityError, NewBuyer, NewSeller, NewShop, SessionKey, SignIn, SignedIn, shop};
use imports::{
    RunState,
    engine::{self, EngineContext},
    feeds,
    runs::{self, Run},
    staged,
};
use secrecy::SecretString;
use tenancy::Pools;
use tokio_util::sync::CancellationToken;
use types::{Currency, Language, SellerId, Slug, UserId};

use crate::{commands::import, config::Config, error::CommandError, serve};
use shops::{SHOPS, Shop};

/// The password of every demo account.
pub const PASSWORD: &str = "clay-tablet";

/// An account of the demo.
pub struct Account {
    /// What it is.
    pub what: &'static str,
    /// Where it begins.
    pub path: Cow<'static, str>,
    /// How it signs in.
    pub email: &'static str,
}

const BUYER: Account = Account { what: "Buyer", path: Cow::Borrowed("/sign-in"), email: "buyer@example.com" };

/// The accounts of the demo that are there.
pub async fn sign_ins(pools: &Pools) -> Result<Vec<Account>, CommandError> {
    if find_shop(pools, &SHOPS[0]).await?.is_none() {
        return Ok(Vec::new());
    }
    let sellers =
        SHOPS.iter().map(|s| Account { what: s.name, path: format!("/seller/{}", s.slug).into(), email: s.email });
    Ok(sellers.chain([BUYER]).collect())
}

/// The seller whose shop has this address.
pub async fn find(pools: &Pools, slug: &Slug) -> Result<Option<SellerId>, CommandError> {
    Ok(identity::shop::seller_of_slug(pools, slug).await?)
}

async fn find_shop(pools: &Pools, shop: &Shop) -> Result<Option<SellerId>, CommandError> {
    match shop.slug.parse() {
        Ok(slug) => find(pools, &slug).await,
        Err(_) => Ok(None),
    }
}

/// Loads what is missing.
pub async fn load(config: &Config, pools: &Pools) -> Result<(), CommandError> {
    if !config.examples.is_dir() || is_whole(pools).await? {
        return Ok(());
    }
    println!("Loading the demo: three shops, in up to three languages, and a month of orders.");
    let engine = serve::engine(config, pools)?;
    let buyer = match identity::sign_up_buyer(pools, account("Demo Buyer", BUYER.email, Language::En)).await {
        Ok(signed_in) => signed_in.buyer,
        Err(IdentityError::EmailTaken) => known(pools, BUYER.email).await?.and_then(|known| known.buyer),
        Err(error) => return Err(error.into()),
    };
    let mut selling = Vec::new();
    for shop in SHOPS {
        let seller = match find_shop(pools, shop).await? {
            Some(seller) => seller,
            None => open(pools, shop).await?,
        };
        fill(config, &engine, seller, shop).await?;
        if shop.sells {
            let owner = known(pools, shop.email).await?.map(|known| known.user);
            selling.push((seller, owner));
        }
    }
    if let Some(buyer) = buyer {
        orders::place(pools, buyer, &selling).await?;
    }
    Ok(())
}

/// Whether the demo was loaded to its end: the orders come last, and nothing takes one away.
async fn is_whole(pools: &Pools) -> Result<bool, CommandError> {
    for shop in SHOPS.iter().filter(|shop| shop.sells) {
        let Some(seller) = find_shop(pools, shop).await? else { return Ok(false) };
        let counts = order_list::count(&pools.worker(seller, None).read().await?).await?;
        if counts.iter().map(|(_, orders)| orders).sum::<i64>() < orders::PURCHASES {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The key of a session that nobody holds the secret of.
fn forgotten_key() -> SessionKey {
    SessionKey(web_kit::SessionSecret::generate().hash())
}

fn account<'a>(name: &'a str, email: &'a str, language: Language) -> NewBuyer<'a> {
    let password = PASSWORD.to_owned().into();
    let (agent, key) = (Agent::default(), forgotten_key());
    NewBuyer { name, email, password, language, address: "demo", agent, key, former: None }
}

/// Signs a demo account in. None where somebody gave it another password: the demo has no business there.
async fn known(pools: &Pools, email: &str) -> Result<Option<SignedIn>, CommandError> {
    let (password, agent, key) = (SecretString::from(PASSWORD), Agent::default(), forgotten_key());
    match identity::sign_in(pools, SignIn { email, password, address: "demo", agent, key, former: None }).await {
        Ok(signed_in) => Ok(Some(signed_in)),
        Err(IdentityError::WrongCredentials) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn open(pools: &Pools, shop: &Shop) -> Result<SellerId, CommandError> {
    let owner = account(shop.name, shop.email, shop.language);
    let opened = NewShop { name: shop.name, slug: shop.slug, country: shop.country, currency: Currency::Eur.code() };
    let new = NewSeller { owner, shop: opened };
    let signed_in = identity::sign_up_seller(pools, new).await?;
    let seller = signed_in.seller.ok_or_else(|| CommandError::NotFound("the demo's seller was not made".into()))?;
    describe(pools, seller, signed_in.user, shop).await?;
    Ok(seller)
}

async fn describe(pools: &Pools, seller: SellerId, owner: UserId, shop: &Shop) -> Result<(), CommandError> {
    let q = pools.seller(seller, owner, None).write().await?;
    let now = shop::shop(&q).await?;
    let settings = shop::Settings {
        slug: now.slug.to_string(),
        name: now.name,
        about: shop.about.to_owned(),
        country: now.country,
        language: now.language,
        open: true,
        shipping_flat: shop.shipping_flat,
        shipping_free_above: shop.shipping_free_above,
        time_zone: now.time_zone,
        vat_number: now.vat_number,
    };
    shop::change(&q, &settings).await?;
    Ok(q.commit().await?)
}

/// Imports the feeds that no run has finished, and publishes what none has chosen.
async fn fill(config: &Config, engine: &EngineContext, seller: SellerId, shop: &Shop) -> Result<(), CommandError> {
    let stop = CancellationToken::new();
    let door = engine.pools.worker(seller, None);
    for language in shop.languages {
        let known = feeds::list(&door.read().await?).await?;
        let last = known.into_iter().find(|status| status.feed.language == *language).and_then(|s| s.last_run);
        let run = match last {
            Some(run) if run.state == RunState::Done => continue,
            // Its process was killed: the file is stored, and the run can be taken over.
            Some(run) if matches!(run.state, RunState::Queued | RunState::Running) => {
                engine::execute(engine, seller, run.id, stop.clone(), |_| {}).await?;
                runs::find(&door.read().await?, run.id).await?
            }
            _ => {
                let file = config.examples.join("feeds").join(shop.folder).join(format!("feed_{language}.tsv"));
                import::import_file(engine, seller, *language, None, &file, &stop, |_| {}).await?
            }
        };
        must_be_done(shop, *language, &run)?;
        println!("  {}, {}: {} rows, {} rejected", shop.name, language.name(), run.rows_read, run.rows_rejected);
    }
    let unchosen = staged::Filter { state: Some(staged::State::New), ..staged::Filter::default() };
    if staged::count(&door.read().await?, &unchosen).await? > 0 {
        let published = import::publish_all(engine, seller, &stop).await?;
        println!("  {}: {published} variants on the shelf", shop.name);
    }
    Ok(())
}

fn must_be_done(shop: &Shop, language: Language, run: &Run) -> Result<(), CommandError> {
    if run.state == RunState::Done {
        return Ok(());
    }
    let why = run.error.as_deref().unwrap_or("the run did not end");
    Err(CommandError::Failed(format!(
        "the demo's feed of {} in {language} could not be loaded: {why}. The next start tries again",
        shop.name
    )))
}
