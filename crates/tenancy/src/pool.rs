//! One pool per class, one login per pool. Nothing outside this crate takes a connection from them.

use std::{
    collections::HashMap,
    marker::PhantomData,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use secrecy::ExposeSecret;
use tokio_postgres::{Client, Config, Statement};
use types::{BuyerId, MemberId, SellerId, SessionId, UserId};

use crate::{
    DbError, Identity, Keyring, Scope, Secrets, ServerConfig,
    class::{Buyer, Checkout, Class, Gate, Mode, Platform, Public, Read, Seller, Staff, Worker, Write},
    tls::Connector,
};

/// How long a request waits for a connection before it is told that there is none.
pub const POOL_WAIT: Duration = Duration::from_secs(5);
/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A connection, the process id of its backend, and its prepared statements.
pub(crate) struct Connection {
    pub client: Client,
    pub pid: i32,
    /// Made this connection, and makes those of its cancel requests.
    pub connector: Connector,
    prepared: Mutex<HashMap<&'static str, Statement>>,
}

impl Connection {
    /// The statement as this connection prepared it; prepares it at the first use, which costs a round trip.
    pub async fn prepare(&self, sql: &'static str) -> Result<Statement, tokio_postgres::Error> {
        if let Some(known) = self.known(sql) {
            return Ok(known);
        }
        let statement = self.client.prepare(sql).await?;
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner).insert(sql, statement.clone());
        Ok(statement)
    }

    /// The statement, if this connection has prepared it already.
    pub fn known(&self, sql: &'static str) -> Option<Statement> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner).get(sql).cloned()
    }
}

/// Makes the connections of one login.
pub(crate) struct Manager {
    config: Config,
    connector: Connector,
    bind_pid: bool,
}

impl managed::Manager for Manager {
    type Type = Connection;
    type Error = tokio_postgres::Error;

    async fn create(&self) -> Result<Connection, Self::Error> {
        let client = self.connector.open(&self.config).await?;
        let pid = if self.bind_pid { client.query_one("SELECT pg_backend_pid()", &[]).await?.get(0) } else { 0 };
        Ok(Connection { client, pid, connector: self.connector.clone(), prepared: Mutex::default() })
    }

    async fn recycle(&self, connection: &mut Connection, _: &Metrics) -> RecycleResult<Self::Error> {
        if connection.client.is_closed() { Err(RecycleError::message("closed")) } else { Ok(()) }
    }
}

pub(crate) type Pooled = managed::Object<Manager>;

/// Counts of what became of connections; for tests and metrics.
#[derive(Debug, Default)]
pub struct PoolStats {
    /// Given back to the pool.
    pub returned: AtomicU64,
    /// Thrown away, since a statement was abandoned on them.
    pub discarded: AtomicU64,
    /// Cancel requests sent.
    pub cancels: AtomicU64,
}

/// What a class's pool looks like at a moment: for metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolStatus {
    /// The class.
    pub class: &'static str,
    /// Connections at most.
    pub max: usize,
    /// Connections open.
    pub open: usize,
    /// Of them, lent out.
    pub lent: usize,
    /// Scopes that wait for a connection.
    pub waiting: usize,
    /// Connections given back so far.
    pub returned: u64,
    /// Connections thrown away so far.
    pub discarded: u64,
    /// Cancel requests sent so far.
    pub cancels: u64,
}

/// The pool of one class.
pub(crate) struct ClassPool<C: Class> {
    pool: managed::Pool<Manager>,
    keys: Keyring,
    pub stats: Arc<PoolStats>,
    class: PhantomData<fn() -> C>,
}

impl<C: Class> Clone for ClassPool<C> {
    fn clone(&self) -> Self {
        Self { pool: self.pool.clone(), keys: self.keys.clone(), stats: self.stats.clone(), class: PhantomData }
    }
}

impl<C: Class> ClassPool<C> {
    fn new(settings: &PoolSettings, secrets: &Secrets, keys: &Keyring, connector: &Connector) -> Result<Self, DbError> {
        let login = secrets
            .login(C::NAME)
            .ok_or_else(|| DbError::Unavailable(format!("the secrets hold no login for class {}", C::NAME)))?;
        let mut config = Config::clone(&settings.server);
        config.user(&login.name).password(login.password.expose_secret());
        config.application_name(format!("karum {}", C::NAME)).connect_timeout(CONNECT_TIMEOUT);
        let manager = Manager { config, connector: connector.clone(), bind_pid: settings.bind_pid };
        let pool = managed::Pool::builder(manager)
            .max_size(settings.connections)
            .runtime(deadpool::Runtime::Tokio1)
            .wait_timeout(Some(POOL_WAIT))
            .create_timeout(Some(CONNECT_TIMEOUT))
            .recycle_timeout(Some(CONNECT_TIMEOUT))
            .build()
            .map_err(|e| DbError::Unavailable(e.to_string()))?;
        Ok(Self { pool, keys: keys.clone(), stats: Arc::default(), class: PhantomData })
    }

    pub async fn connection(&self) -> Result<Pooled, DbError> {
        self.pool.get().await.map_err(|error| {
            metrics_unavailable(C::NAME);
            match error {
                managed::PoolError::Backend(error) => DbError::Unavailable(error.to_string()),
                other => DbError::Unavailable(other.to_string()),
            }
        })
    }

    pub fn keys(&self) -> &Keyring {
        &self.keys
    }

    fn status(&self) -> PoolStatus {
        let now = self.pool.status();
        PoolStatus {
            class: C::NAME,
            max: now.max_size,
            open: now.size,
            lent: now.size.saturating_sub(now.available),
            waiting: now.waiting,
            returned: self.stats.returned.load(Ordering::Relaxed),
            discarded: self.stats.discarded.load(Ordering::Relaxed),
            cancels: self.stats.cancels.load(Ordering::Relaxed),
        }
    }

    fn close(&self) {
        self.pool.close();
    }
}

fn metrics_unavailable(class: &'static str) {
    tracing::warn!(class, "no database connection");
}

/// Where the server is and how many connections a class may hold.
#[derive(Debug, Clone)]
pub struct PoolSettings {
    /// Host or socket directory, port, database; user and password are those of the classes.
    pub server: ServerConfig,
    /// Connections per class, at most.
    pub connections: usize,
    /// Tokens hold on the backend they were made for only. Off behind a pooler that shares backends.
    pub bind_pid: bool,
}

/// The doors to the database, one per class.
#[derive(Clone)]
pub struct Pools {
    gate: ClassPool<Gate>,
    public: ClassPool<Public>,
    buyer: ClassPool<Buyer>,
    seller: ClassPool<Seller>,
    checkout: ClassPool<Checkout>,
    worker: ClassPool<Worker>,
    staff: ClassPool<Staff>,
    platform: ClassPool<Platform>,
    keys: Keyring,
}

/// A door: a pool and the identity that its scopes will be bound to.
#[must_use]
pub struct Door<C: Class> {
    pool: ClassPool<C>,
    identity: Identity,
    /// Every scope is read-only, whatever is asked for: the database refuses a write.
    looks_only: bool,
}

impl<C: Class> Door<C> {
    /// A read-only scope. Nothing is sent before its first statement.
    pub async fn read(&self) -> Result<Scope<C, Read>, DbError> {
        Scope::open(&self.pool, self.identity, Read::BEGIN).await
    }

    /// A scope that takes effect with `commit`. Through a door that only looks, its writes are refused
    /// ([`DbError::ReadOnly`]).
    pub async fn write(&self) -> Result<Scope<C, Write>, DbError> {
        let begin = if self.looks_only { Read::BEGIN } else { Write::BEGIN };
        Scope::open(&self.pool, self.identity, begin).await
    }

    /// The same door, through which one only looks.
    pub fn looks_only(self, only: bool) -> Self {
        Self { looks_only: only, ..self }
    }

    /// What became of the connections of this class.
    pub fn stats(&self) -> &PoolStats {
        &self.pool.stats
    }
}

fn door<C: Class>(pool: &ClassPool<C>, identity: Identity) -> Door<C> {
    Door { pool: pool.clone(), identity, looks_only: false }
}

impl Pools {
    /// Pools for all classes. No connection is made before it is needed.
    pub fn new(settings: &PoolSettings, secrets: &Secrets) -> Result<Self, DbError> {
        let key =
            secrets.signing_key().ok_or_else(|| DbError::Unavailable("the secrets hold no signing key".into()))?;
        let keys = Keyring::new(key);
        let connector = settings.server.connector().map_err(|e| DbError::Unavailable(e.to_string()))?;
        Ok(Self {
            gate: ClassPool::new(settings, secrets, &keys, &connector)?,
            public: ClassPool::new(settings, secrets, &keys, &connector)?,
            buyer: ClassPool::new(settings, secrets, &keys, &connector)?,
            seller: ClassPool::new(settings, secrets, &keys, &connector)?,
            checkout: ClassPool::new(settings, secrets, &keys, &connector)?,
            worker: ClassPool::new(settings, secrets, &keys, &connector)?,
            staff: ClassPool::new(settings, secrets, &keys, &connector)?,
            platform: ClassPool::new(settings, secrets, &keys, &connector)?,
            keys,
        })
    }

    /// The signing key in use, to exchange it at a rotation.
    pub fn keys(&self) -> &Keyring {
        &self.keys
    }

    /// Sign-in: definer functions only.
    pub fn gate(&self) -> Door<Gate> {
        door(&self.gate, Identity::default())
    }

    /// The shelf, for anybody.
    pub fn public(&self) -> Door<Public> {
        door(&self.public, Identity::default())
    }

    /// A buyer's own rows and the shelf.
    pub fn buyer(&self, buyer: BuyerId, session: Option<SessionId>) -> Door<Buyer> {
        door(&self.buyer, Identity { buyer: Some(buyer), session, ..Identity::default() })
    }

    /// One seller's rows, for a member of its team.
    pub fn seller(&self, seller: SellerId, actor: UserId, session: Option<SessionId>) -> Door<Seller> {
        door(&self.seller, Identity { seller: Some(seller), actor: Some(actor), session, ..Identity::default() })
    }

    /// The same for a place in the team: what asks who acts, such as the functions that change a team, needs it.
    pub fn member(
        &self,
        seller: SellerId,
        member: MemberId,
        actor: UserId,
        session: Option<SessionId>,
    ) -> Door<Seller> {
        let (seller, member, actor) = (Some(seller), Some(member), Some(actor));
        door(&self.seller, Identity { seller, actor, session, member, buyer: None })
    }

    /// A checkout of one buyer; sellers are entered with [`Scope::enter_seller`].
    pub fn checkout(&self, buyer: BuyerId, session: Option<SessionId>) -> Door<Checkout> {
        door(&self.checkout, Identity { buyer: Some(buyer), session, ..Identity::default() })
    }

    /// Work for one seller.
    pub fn worker(&self, seller: SellerId, actor: Option<UserId>) -> Door<Worker> {
        door(&self.worker, Identity { seller: Some(seller), actor, ..Identity::default() })
    }

    /// The queue's functions, bound to no seller: every tenant row raises.
    pub fn queue(&self) -> Door<Worker> {
        door(&self.worker, Identity::default())
    }

    /// A look into one seller by support, inside an impersonation session.
    pub fn staff(&self, seller: SellerId, actor: UserId, session: SessionId) -> Door<Staff> {
        let (seller, actor, session) = (Some(seller), Some(actor), Some(session));
        door(&self.staff, Identity { seller, actor, session, ..Identity::default() })
    }

    /// The platform's operators.
    pub fn platform(&self, actor: UserId, session: SessionId) -> Door<Platform> {
        let identity = Identity { actor: Some(actor), session: Some(session), ..Identity::default() };
        door(&self.platform, identity)
    }

    /// How each class's pool is doing.
    pub fn status(&self) -> [PoolStatus; 8] {
        [
            self.gate.status(),
            self.public.status(),
            self.buyer.status(),
            self.seller.status(),
            self.checkout.status(),
            self.worker.status(),
            self.staff.status(),
            self.platform.status(),
        ]
    }

    /// Closes every pool: waiting requests are refused, idle connections end.
    pub fn close(&self) {
        self.gate.close();
        self.public.close();
        self.buyer.close();
        self.seller.close();
        self.checkout.close();
        self.worker.close();
        self.staff.close();
        self.platform.close();
    }
}
