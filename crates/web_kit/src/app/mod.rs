//! What handlers share: the doors to the database, search, imports, and who is asking.

mod failures;
mod host;
mod media;
mod member;
mod pictures;
mod who;

use std::{ops::Deref, sync::Arc};

use money::PaymentProvider;
use tenancy::Pools;
use url::Url;

pub use host::ShopHost;
pub use media::media;
pub use member::{Member, SELLER_HEADER, SELLER_PARAM};
pub use pictures::{Picture, Pictures};
pub use who::{BuyerSession, CartOwner, SignedIn, Who};

use crate::{Problem, RETRY_WHEN_BUSY};

/// What a site is called and where it is.
#[derive(Debug, Clone)]
pub struct Site {
    /// The marketplace's name.
    pub name: String,
    /// Its address, as buyers type it.
    pub public_url: Url,
    /// The domain below which every shop has a host of its own (`SLUG.DOMAIN`), if they have.
    pub shop_domain: Option<String>,
}

/// The state of all routes.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of [`App`].
pub struct Parts {
    /// The doors to the database.
    pub pools: Pools,
    /// The shelf's search index on this node.
    pub search: catalog::node::SearchNode,
    /// What imports need: files and the way to the web.
    pub imports: Arc<imports::engine::EngineContext>,
    /// How purchases are paid.
    pub payment: Arc<dyn PaymentProvider>,
    /// The keys of access tokens.
    pub tokens: identity::tokens::AccessKeys,
    /// The site.
    pub site: Site,
    /// Pictures that we have ourselves.
    pub pictures: Pictures,
}

impl App {
    /// The state of all routes.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Whether requests can be answered: the database answers, and the index can be searched.
    pub async fn ready(&self) -> Result<(), Problem> {
        if !self.search.is_ready() {
            return Err(Problem::unavailable(RETRY_WHEN_BUSY).with_detail("The search index is being built."));
        }
        Ok(catalog::shelf::ping(&self.pools.public().read().await?).await?)
    }
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
