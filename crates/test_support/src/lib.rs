//! Test worlds. Each test has a database of its own, cloned from a migrated template in a scratch cluster; two sellers
//! and two buyers with rows in every table are in it, so that a leak shows by itself.
#![allow(clippy::missing_panics_doc, clippy::unwrap_used)] // a test that cannot have its world should fail loudly

mod template;
mod wall;

use std::{
    sync::{OnceLock, mpsc},
    time::Duration,
};

use devdb::{Scratch, Shared};
use tenancy::{PoolSettings, Pools, Secrets, ServerConfig};
use tokio_postgres::NoTls;
use types::{BuyerId, MemberId, OrderId, ProductId, PurchaseId, SellerId, UserId, VariantId};
use uuid::Uuid;

pub use tokio_postgres::{Client, Row};
pub use wall::{Refusal, refusal};

/// Fixed secrets: the scratch cluster holds nothing worth hiding, and every test process must know its logins.
const SECRETS: &str = include_str!("secrets.toml");
/// Connections per class in a test's pools.
const CONNECTIONS: usize = 8;

/// A seller of the seed.
#[derive(Debug, Clone, Copy)]
pub struct SellerWorld {
    /// The tenant.
    pub seller: SellerId,
    /// The user who owns it. Nobody can sign in as him: tests that sign in register their own.
    pub owner: UserId,
    /// His place in the team.
    pub member: MemberId,
    /// The shop's address: `seed-a` or `seed-b`.
    pub slug: &'static str,
    /// A published product with two variants: the first untracked, the second tracked with 10 on hand.
    pub product: ProductId,
    /// Its variants: 10.00 EUR and 12.50 EUR.
    pub variants: [VariantId; 2],
    /// An order of the buyer at the same place of [`World::buyers`], placed.
    pub order: OrderId,
    /// The purchase it belongs to.
    pub purchase: PurchaseId,
}

/// A database of one's own.
pub struct World {
    /// Doors to it.
    pub pools: Pools,
    /// Two sellers.
    pub sellers: [SellerWorld; 2],
    /// Two buyers, each with a cart line and a purchase.
    pub buyers: [BuyerId; 2],
    /// The superuser: sees everything, and says what is true.
    pub oracle: Client,
    /// The database's name.
    pub database: String,
    server: tokio_postgres::Config,
}

/// The cluster that all test processes share.
pub(crate) fn cluster() -> &'static Shared {
    static CLUSTER: OnceLock<Shared> = OnceLock::new();
    CLUSTER.get_or_init(|| Scratch::shared("tests").unwrap())
}

/// The secrets of every test database.
pub fn secrets() -> Secrets {
    Secrets::parse(SECRETS).unwrap()
}

/// A connection as the superuser to a database of the scratch cluster.
pub async fn superuser(database: &str) -> Client {
    let config = tokio::task::spawn_blocking(|| cluster().connection().config("")).await.unwrap();
    connect(config, database).await
}

/// A connection to the embedded server of another process, as its superuser.
pub async fn superuser_of(data_dir: &std::path::Path, database: &str) -> Client {
    let data_dir = data_dir.to_owned();
    let info = tokio::task::spawn_blocking(move || devdb::Cluster::attach(&data_dir)).await.unwrap().unwrap();
    connect(info.expect("the server runs").config(""), database).await
}

async fn connect(mut config: tokio_postgres::Config, database: &str) -> Client {
    let (client, connection) = config.dbname(database).connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

fn id(kind: u16, seller: u8) -> Uuid {
    Uuid::parse_str(&format!("00000000-0000-7000-8000-{kind:08x}{seller:04x}")).unwrap()
}

fn seeded(n: u8, slug: &'static str) -> SellerWorld {
    SellerWorld {
        seller: SellerId(id(1, n)),
        owner: UserId(id(2, n)),
        member: MemberId(id(3, n)),
        slug,
        product: ProductId(id(10, n)),
        variants: [VariantId(id(11, n)), VariantId(id(12, n))],
        order: OrderId(id(30, n)),
        purchase: PurchaseId(id(31, n)),
    }
}

impl World {
    /// A new world. It ends when it is dropped.
    pub async fn start() -> Self {
        let server = tokio::task::spawn_blocking(|| cluster().connection().config("")).await.unwrap();
        let database = template::clone_database(&server).await;
        let oracle = connect(server.clone(), &database).await;
        oracle.batch_execute("SET search_path = karum").await.unwrap();
        let pools = Self::pools_of(&server, &database, CONNECTIONS);
        Self {
            pools,
            sellers: [seeded(1, "seed-a"), seeded(2, "seed-b")],
            buyers: [BuyerId(id(4, 1)), BuyerId(id(4, 2))],
            oracle,
            database,
            server,
        }
    }

    fn pools_of(server: &tokio_postgres::Config, database: &str, connections: usize) -> Pools {
        let mut server = server.clone();
        server.dbname(database);
        Pools::new(&PoolSettings { server: server.into(), connections, bind_pid: true }, &secrets()).unwrap()
    }

    /// Further pools to the same database, with so many connections per class.
    pub fn more_pools(&self, connections: usize) -> Pools {
        Self::pools_of(&self.server, &self.database, connections)
    }

    /// The administrator's configuration for this database.
    pub fn admin(&self) -> ServerConfig {
        let mut config = self.server.clone();
        config.dbname(&self.database);
        config.into()
    }

    /// A connection of a class's login, without any scope.
    pub async fn login(&self, class: &str) -> Client {
        let mut config = self.server.clone();
        let secrets = secrets();
        let login = secrets.login(class).unwrap();
        config.user(&login.name).password(login_password(class));
        connect(config, &self.database).await
    }

    /// The door of a seller's owner.
    pub fn seller(&self, which: usize) -> tenancy::Door<tenancy::class::Seller> {
        self.pools.seller(self.sellers[which].seller, self.sellers[which].owner, None)
    }

    /// The door of a buyer.
    pub fn buyer(&self, which: usize) -> tenancy::Door<tenancy::class::Buyer> {
        self.pools.buyer(self.buyers[which], None)
    }

    /// One number, as the superuser counts it.
    pub async fn count(&self, sql: &str) -> i64 {
        self.oracle.query_one(&format!("SELECT count(*) FROM ({sql}) x"), &[]).await.unwrap().get(0)
    }
}

/// How long the end of a world waits for its database to be dropped; what is left then is swept up with the next template.
const DROPPED_IN: Duration = Duration::from_secs(1);

/// Between two looks whether something has come about: who asks without a pause takes the processors from those who are to
/// bring it about.
pub async fn pause() {
    tokio::time::sleep(Duration::from_millis(2)).await;
}

/// The password of a class's login in `secrets.toml`.
fn login_password(class: &str) -> String {
    format!("scratch-{class}")
}

impl Drop for World {
    fn drop(&mut self) {
        self.pools.close();
        let (server, database) = (self.server.clone(), self.database.clone());
        // A runtime of its own: the test's may be at its end. It is not driven while this waits, so that a sign-in that it
        // began stands still; dropping a database waits for every session of the server, for that one until PostgreSQL
        // gives it up after a minute. Once the test's runtime has gone, both end by themselves.
        let (dropped, ended) = mpsc::channel();
        std::thread::spawn(move || {
            template::drop_database(&server, &database);
            dropped.send(()).ok();
        });
        ended.recv_timeout(DROPPED_IN).ok();
    }
}
