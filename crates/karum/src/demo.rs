//! The demo: three shops on real feeds, a buyer, and a purchase from two of them.

use identity::{Agent, NewBuyer, NewSeller, NewShop, SessionKey, shop};
use imports::engine::EngineContext;
use tenancy::Pools;
use tokio_util::sync::CancellationToken;
use types::{Currency, Language, SellerId, Slug, UserId};

use crate::{commands::import, config::Config, error::CommandError, serve};

/// The password of every demo account.
pub const PASSWORD: &str = "clay-tablet";

/// An account of the demo.
pub struct Account {
    /// What it is.
    pub what: &'static str,
    /// Where it begins.
    pub path: &'static str,
    /// How it signs in.
    pub email: &'static str,
}

struct Shop {
    slug: &'static str,
    name: &'static str,
    about: &'static str,
    email: &'static str,
    country: &'static str,
    language: Language,
    shipping_flat: i64,
    shipping_free_above: Option<i64>,
    folder: &'static str,
    languages: &'static [Language],
}

const SHOPS: &[Shop] = &[
    Shop {
        slug: "pharmacie",
        name: "Pharmacie",
        about: "Données publiques des médicaments (base-donnees-publique.medicaments.gouv.fr), pour essayer de grands catalogues. Rien n’est à vendre.",
        email: "pharmacie@example.com",
        country: "FR",
        language: Language::Fr,
        shipping_flat: 590,
        shipping_free_above: None,
        folder: "shop-pharmacie-bdpm",
        languages: &[Language::Fr],
    },
    Shop {
        slug: "haushalt",
        name: "Haushalt",
        about: "Geräte für Küche, Pflege und Klima. Versand aus Luxemburg, in drei Sprachen beschrieben.",
        email: "haushalt@example.com",
        country: "LU",
        language: Language::De,
        shipping_flat: 490,
        shipping_free_above: Some(10_000),
        folder: "shop-haushalt-spree",
        languages: &[Language::De, Language::En, Language::Fr],
    },
    Shop {
        slug: "mode",
        name: "Mode",
        about: "Shirts, sneakers and small things for the desk.",
        email: "mode@example.com",
        country: "DE",
        language: Language::En,
        shipping_flat: 350,
        shipping_free_above: Some(6_000),
        folder: "shop-mode-saleor",
        languages: &[Language::En],
    },
];

const BUYER: Account = Account { what: "Buyer", path: "/sign-in", email: "buyer@example.com" };

/// The accounts of the demo that are there.
pub async fn sign_ins(pools: &Pools) -> Result<Vec<Account>, CommandError> {
    if !is_there(pools, &SHOPS[0]).await? {
        return Ok(Vec::new());
    }
    let sellers = SHOPS.iter().map(|s| Account { what: s.name, path: "/seller", email: s.email });
    Ok(sellers.chain([BUYER]).collect())
}

/// The seller whose shop has this address.
pub async fn find(pools: &Pools, slug: &Slug) -> Result<Option<SellerId>, CommandError> {
    Ok(identity::shop::seller_of_slug(pools, slug).await?)
}

async fn is_there(pools: &Pools, shop: &Shop) -> Result<bool, CommandError> {
    match shop.slug.parse() {
        Ok(slug) => Ok(find(pools, &slug).await?.is_some()),
        Err(_) => Ok(false),
    }
}

/// Loads what is not there yet.
pub async fn load_if_new(config: &Config, pools: &Pools) -> Result<(), CommandError> {
    if is_there(pools, &SHOPS[SHOPS.len() - 1]).await? || !config.examples.is_dir() {
        return Ok(());
    }
    println!("Loading the demo: three shops, in up to three languages.");
    let engine = serve::engine(config, pools)?;
    let buyer = NewBuyer {
        name: "Demo Buyer",
        email: BUYER.email,
        password: PASSWORD.to_owned().into(),
        language: Language::En,
        address: "demo",
        agent: Agent::default(),
        key: forgotten_key(),
        former: None,
    };
    match identity::sign_up_buyer(pools, buyer).await {
        Ok(_) | Err(identity::IdentityError::EmailTaken) => {}
        Err(error) => return Err(error.into()),
    }
    for shop in SHOPS {
        if !is_there(pools, shop).await? {
            open(config, &engine, shop).await?;
        }
    }
    Ok(())
}

/// The key of a session that nobody holds the secret of.
fn forgotten_key() -> SessionKey {
    SessionKey(web_kit::SessionSecret::generate().hash())
}

async fn open(config: &Config, engine: &EngineContext, shop: &Shop) -> Result<(), CommandError> {
    let owner = NewBuyer {
        name: shop.name,
        email: shop.email,
        password: PASSWORD.to_owned().into(),
        language: shop.language,
        address: "demo",
        agent: Agent::default(),
        key: forgotten_key(),
        former: None,
    };
    let opened = NewShop { name: shop.name, slug: shop.slug, country: shop.country, currency: Currency::Eur.code() };
    let new = NewSeller { owner, shop: opened };
    let signed_in = identity::sign_up_seller(&engine.pools, new).await?;
    let seller = signed_in.seller.ok_or_else(|| CommandError::NotFound("the demo's seller was not made".into()))?;
    describe(&engine.pools, seller, signed_in.user, shop).await?;
    let stop = CancellationToken::new();
    let folder = config.examples.join("feeds").join(shop.folder);
    for language in shop.languages {
        let file = folder.join(format!("feed_{language}.tsv"));
        let run = import::import_file(engine, seller, *language, None, &file, &stop, |_| {}).await?;
        println!("  {}, {}: {} rows, {} rejected", shop.name, language.name(), run.rows_read, run.rows_rejected);
    }
    let published = import::publish_all(engine, seller, &stop).await?;
    println!("  {}: {published} variants on the shelf", shop.name);
    Ok(())
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
