//! Scopes: transactions bound to one identity. Nothing reaches a row but through one.
//!
//! BEGIN, the binding and the first statement travel together; a read's COMMIT is sent and nobody waits for it. So a
//! scoped read is one round trip.

use std::{
    future::Future,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering::AcqRel, Ordering::Acquire, Ordering::Relaxed, Ordering::Release},
    },
};

use futures_util::{FutureExt, TryStreamExt, future::join};
use tokio_postgres::{Row, SimpleQueryStream, Statement, types::ToSql};
use types::{BuyerId, SellerId};

use crate::{
    DbError, Identity,
    class::{BuyerBound, Checkout, Class, Mode, SellerBound, Write},
    handback,
    pool::{ClassPool, Pooled},
    statement::{FromRow, Spec},
};

const BIND: &str = "SELECT set_config('karum.scope', $1, true)";

/// Values of a statement.
pub type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// A transaction of class `C`, bound to one identity.
pub struct Scope<C: Class, M: Mode> {
    pub(crate) connection: Option<Pooled>,
    pub(crate) pool: ClassPool<C>,
    identity: Identity,
    bind: Option<Statement>,
    pending: Mutex<Pending>,
    /// Statements begun and not seen to their end.
    pub(crate) busy: AtomicU32,
    /// BEGIN or the binding failed.
    pub(crate) broken: AtomicBool,
    pub(crate) runtime: tokio::runtime::Handle,
    begin: &'static str,
    mode: std::marker::PhantomData<fn() -> M>,
}

/// What the next statement must take along.
#[derive(Default)]
struct Pending {
    begun: bool,
    token: Option<String>,
}

/// BEGIN's answer to come, and the token to bind.
type Opening = (Option<SimpleQueryStream>, Option<String>);

impl<C: Class, M: Mode> Scope<C, M> {
    pub(crate) async fn open(pool: &ClassPool<C>, identity: Identity, begin: &'static str) -> Result<Self, DbError> {
        let connection = pool.connection().await?;
        // Classes without rows of their own run without a scope; a worker without a seller is bound to nobody, so that
        // whatever a former statement may have left on the connection holds no more.
        let token = C::SCOPED.then(|| {
            if identity == Identity::default() {
                String::new()
            } else {
                pool.keys().token::<C>(&identity, connection.pid)
            }
        });
        let mut scope = Self::with(pool, connection, identity, token).await?;
        scope.begin = begin;
        Ok(scope)
    }

    /// A scope that presents `token`, whatever it is: for the prober and its kin.
    pub(crate) async fn with(
        pool: &ClassPool<C>,
        connection: Pooled,
        identity: Identity,
        token: Option<String>,
    ) -> Result<Self, DbError> {
        let bind = if token.is_some() { Some(connection.prepare(BIND).await?) } else { None };
        Ok(Self {
            connection: Some(connection),
            pool: pool.clone(),
            identity,
            bind,
            // A read without a scope needs no transaction: each statement is one.
            pending: Mutex::new(Pending { begun: token.is_none() && M::COMMIT_ON_DROP, token }),
            busy: AtomicU32::new(0),
            broken: AtomicBool::new(false),
            runtime: tokio::runtime::Handle::current(),
            begin: M::BEGIN,
            mode: std::marker::PhantomData,
        })
    }

    /// Whom the scope is bound to.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    fn connection(&self) -> Result<&Pooled, DbError> {
        self.connection.as_ref().ok_or(DbError::Abandoned)
    }

    /// Whether a transaction is open, or about to be.
    pub(crate) fn in_transaction(&mut self) -> bool {
        let scoped = self.bind.is_some() || !M::COMMIT_ON_DROP;
        scoped && self.pending.get_mut().unwrap_or_else(PoisonError::into_inner).begun
    }

    /// Queues BEGIN on the connection at the first statement, without waiting.
    fn opening(&self) -> Result<Opening, DbError> {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        let mut begin = None;
        if !pending.begun {
            let sent = self.connection()?.client.simple_query_raw(self.begin).now_or_never();
            begin = Some(sent.ok_or(DbError::Abandoned)??);
            pending.begun = true;
        }
        Ok((begin, pending.token.take()))
    }

    async fn run<R>(&self, statement: impl Future<Output = Result<R, tokio_postgres::Error>>) -> Result<R, DbError> {
        self.busy.fetch_add(1, AcqRel);
        let done = match self.opening()? {
            (None, None) => statement.await,
            (begin, token) => {
                let begun = async {
                    if let Some(stream) = begin {
                        let mut stream = std::pin::pin!(stream);
                        while stream.try_next().await?.is_some() {}
                    }
                    Ok(())
                };
                let client = &self.connection()?.client;
                let bound = async {
                    if let (Some(bind), Some(token)) = (&self.bind, token) {
                        client.execute(bind, &[&token]).await?;
                    }
                    Ok::<(), tokio_postgres::Error>(())
                };
                // Polled left to right, so BEGIN and the binding are queued before the statement; driven together, since
                // an unread answer would stall the connection.
                let ((begun, bound), done) = join(join(begun, bound), statement).await;
                if begun.is_err() || bound.is_err() {
                    self.broken.store(true, Release);
                }
                begun.and(bound).and(done)
            }
        };
        self.busy.fetch_sub(1, AcqRel); // not reached where the future was dropped: the count stays up
        Ok(done?)
    }

    async fn prepared(&self, sql: &'static str) -> Result<Statement, DbError> {
        let connection = self.connection()?;
        if let Some(known) = connection.known(sql) {
            return Ok(known);
        }
        self.busy.fetch_add(1, AcqRel);
        let statement = connection.prepare(sql).await;
        self.busy.fetch_sub(1, AcqRel);
        Ok(statement?)
    }

    async fn rows(&self, spec: &Spec, params: Params<'_>) -> Result<Vec<Row>, DbError> {
        debug_assert!(spec.classes.contains(&C::NAME), "{} is not declared for class {}", spec.name, C::NAME);
        let statement = self.prepared(spec.sql).await?;
        self.run(self.connection()?.client.query(&statement, params)).await
    }

    /// All rows of the statement. Called by what `statements!` makes.
    pub async fn all<R: FromRow>(&self, spec: &Spec, params: Params<'_>) -> Result<Vec<R>, DbError> {
        Ok(self.rows(spec, params).await?.iter().map(R::from_row).collect::<Result<_, _>>()?)
    }

    /// The first row, if there is one. Called by what `statements!` makes.
    pub async fn optional<R: FromRow>(&self, spec: &Spec, params: Params<'_>) -> Result<Option<R>, DbError> {
        Ok(self.rows(spec, params).await?.first().map(R::from_row).transpose()?)
    }

    /// The row. Called by what `statements!` makes.
    pub async fn one<R: FromRow>(&self, spec: &Spec, params: Params<'_>) -> Result<R, DbError> {
        self.optional(spec, params).await?.ok_or(DbError::NoRow(spec.name))
    }

    /// Runs the statement and counts the rows it touched. Called by what `statements!` makes.
    pub async fn execute(&self, spec: &Spec, params: Params<'_>) -> Result<u64, DbError> {
        debug_assert!(spec.classes.contains(&C::NAME), "{} is not declared for class {}", spec.name, C::NAME);
        let statement = self.prepared(spec.sql).await?;
        self.run(self.connection()?.client.execute(&statement, params)).await
    }

    /// Raw SQL under this scope: for the prober and for tests of the wall itself.
    #[doc(hidden)]
    pub async fn raw(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, DbError> {
        let client = &self.connection()?.client;
        self.run(async {
            let statement = client.prepare(sql).await?;
            client.query(&statement, params).await
        })
        .await
    }
}

impl<C: SellerBound, M: Mode> Scope<C, M> {
    /// The seller in scope.
    pub fn seller(&self) -> SellerId {
        self.identity.seller.unwrap_or(SellerId(uuid::Uuid::nil()))
    }
}

impl<C: BuyerBound, M: Mode> Scope<C, M> {
    /// The buyer in scope.
    pub fn buyer(&self) -> BuyerId {
        self.identity.buyer.unwrap_or(BuyerId(uuid::Uuid::nil()))
    }
}

impl<M: Mode> Scope<Checkout, M> {
    /// From the next statement on, the scope is bound to `seller` too: a new token, sent along with that statement.
    pub fn enter_seller(&mut self, seller: SellerId) -> Result<(), DbError> {
        self.identity.seller = Some(seller);
        let token = self.pool.keys().token::<Checkout>(&self.identity, self.connection()?.pid);
        self.pending.get_mut().unwrap_or_else(PoisonError::into_inner).token = Some(token);
        Ok(())
    }
}

impl<C: Class> Scope<C, Write> {
    /// Makes the writes take effect. `Ok` only when the server committed.
    pub async fn commit(mut self) -> Result<(), DbError> {
        if !self.in_transaction() {
            return Ok(());
        }
        if self.busy.load(Acquire) != 0 || self.broken.load(Acquire) {
            return Err(DbError::Abandoned); // dropping discards the connection
        }
        self.busy.fetch_add(1, AcqRel); // a commit dropped half way discards it too
        // COMMIT of a failed transaction answers ROLLBACK without an error, and the driver hides the tag: the empty
        // SELECT in the same message raises first, at no further trip.
        let stream = self.connection()?.client.simple_query_raw(handback::cleared!("SELECT; COMMIT")).await?;
        let ended = stream.try_for_each(|_| async { Ok(()) }).await;
        self.busy.fetch_sub(1, AcqRel);
        match ended {
            Ok(()) => {
                self.pending.get_mut().unwrap_or_else(PoisonError::into_inner).begun = false;
                Ok(())
            }
            Err(error) if error.code().is_some_and(|c| c.code() == "25P02") => Err(DbError::Abandoned),
            Err(error) => Err(error.into()),
        }
    }
}

impl<C: Class, M: Mode> Drop for Scope<C, M> {
    fn drop(&mut self) {
        let in_transaction = self.in_transaction();
        let Some(connection) = self.connection.take() else { return };
        let quiet = *self.busy.get_mut() == 0 && !*self.broken.get_mut();
        if quiet && !in_transaction {
            self.pool.stats.returned.fetch_add(1, Relaxed); // untouched or committed
            return;
        }
        handback::hand_back(
            connection,
            handback::Left { quiet, commit: quiet && M::COMMIT_ON_DROP },
            &self.pool.stats,
            &self.runtime,
        );
    }
}
