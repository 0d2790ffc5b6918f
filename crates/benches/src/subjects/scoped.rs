//! Scoped reads of an order with its lines: 16 tasks, 8 connections, two statements at a time.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::try_join;
use tenancy::{Door, Pools, class::Seller, row, statements};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Mutex, Semaphore};
use tokio_postgres::{Client, Statement};
use types::{OrderId, SellerId, UserId};

use crate::{
    BenchError, Figure, Report,
    ground::{Base, CONNECTIONS, Ground},
    id,
    measure::{Random, Times, closed, median},
};

const TASKS: u64 = 16;
/// The network that a proxy plays, there and back.
const NETWORK: Duration = Duration::from_millis(10);
/// Reads through the proxy.
const READS: u64 = 40;

row! {
    /// What is read of an order.
    struct Head { number: String, state: String, total: i64 }
    /// What is read of a line.
    struct Line { title: String, quantity: i32, total: i64 }
}

statements! {
    fn head(seller: SellerId, id: OrderId) -> Option<Head> for Seller = "SELECT number, state, total FROM orders WHERE seller_id = $1 AND id = $2";
    fn lines(seller: SellerId, order: OrderId) -> Vec<Line> for Seller =
        "SELECT title, quantity, total FROM order_lines WHERE seller_id = $1 AND order_id = $2 ORDER BY id";
}

fn door(pools: &Pools, seller: SellerId) -> Door<Seller> {
    pools.seller(seller, UserId(id(2, 1)), None)
}

/// Any order of any seller.
fn pick(task: u64, request: u64, sellers: u32) -> (SellerId, OrderId) {
    let mut random = Random::new(task << 32 | request);
    let n = 1 + random.below(u64::from(sellers));
    (SellerId(id(1, n)), OrderId(id(30, n * 16 + random.below(10))))
}

async fn read(pools: &Pools, (seller, order): (SellerId, OrderId)) -> Result<(), BenchError> {
    let q = door(pools, seller).read().await.map_err(BenchError::of)?;
    let (head, lines) = try_join!(head(&q, seller, order), lines(&q, seller, order)).map_err(BenchError::of)?;
    check(
        head.is_some_and(|head| head.total == 4240 && head.state == "placed" && !head.number.is_empty()),
        lines.len(),
    )?;
    check(lines.iter().all(|line| line.quantity == 1 && line.total >= 1000 && !line.title.is_empty()), 3)
}

fn check(head: bool, lines: usize) -> Result<(), BenchError> {
    if head && lines == 3 { Ok(()) } else { Err(BenchError::Wrong("an order was not read whole".into())) }
}

/// A connection of a baseline, with its two statements.
struct Plain {
    client: Client,
    head: Statement,
    lines: Statement,
}

/// The baselines' pool: as many connections as a class has, and nothing else.
pub(super) struct PlainPool {
    free: Mutex<Vec<Plain>>,
    permits: Semaphore,
    /// A token for all sellers' orders would be none: each baseline that is scoped has one seller's.
    token: String,
}

impl PlainPool {
    async fn open(clients: Vec<Client>, token: String) -> Result<Arc<Self>, BenchError> {
        let mut free = Vec::new();
        for client in clients {
            let (head, lines) = (specs::head.sql, specs::lines.sql);
            let [head, lines] = [head, lines].map(|sql| sql.replace(" FROM order", " FROM karum.order"));
            let (head, lines) = (client.prepare(&head).await?, client.prepare(&lines).await?);
            free.push(Plain { client, head, lines });
        }
        Ok(Arc::new(Self { permits: Semaphore::new(free.len()), free: Mutex::new(free), token }))
    }

    async fn with<T>(&self, work: impl AsyncFnOnce(&Plain) -> Result<T, BenchError>) -> Result<T, BenchError> {
        let _permit = self.permits.acquire().await.map_err(BenchError::of)?;
        let Some(plain) = self.free.lock().await.pop() else { return Err(BenchError::Wrong("no connection".into())) };
        let done = work(&plain).await;
        self.free.lock().await.push(plain);
        done
    }

    /// Both queries at a time, without transaction and without row-level security.
    async fn bare(&self, (seller, order): (SellerId, OrderId)) -> Result<(), BenchError> {
        self.with(async |plain| {
            let params: [&(dyn tokio_postgres::types::ToSql + Sync); 2] = [&seller, &order];
            let (head, lines) =
                try_join!(plain.client.query_opt(&plain.head, &params), plain.client.query(&plain.lines, &params))?;
            check(head.is_some(), lines.len())
        })
        .await
    }

    /// BEGIN, set, query, query, COMMIT, each awaited, as drivers do it by default.
    async fn awaited(&self, (seller, order): (SellerId, OrderId)) -> Result<(), BenchError> {
        self.with(async |plain| {
            plain.client.batch_execute("BEGIN READ ONLY").await?;
            plain.client.query("SELECT set_config('karum.scope', $1, true)", &[&self.token]).await?;
            let head = plain.client.query_opt(&plain.head, &[&seller, &order]).await?;
            let lines = plain.client.query(&plain.lines, &[&seller, &order]).await?;
            plain.client.batch_execute("COMMIT").await?;
            check(head.is_some(), lines.len())
        })
        .await
    }
}

/// A token of the first seller that holds on every connection of the class.
async fn token(ground: &Ground, base: &Base) -> Result<String, BenchError> {
    let pools = ground.pools(&base.name, false)?;
    let q = door(&pools, SellerId(id(1, 1))).read().await.map_err(BenchError::of)?;
    let rows = q.raw("SELECT current_setting('karum.scope')", &[]).await.map_err(BenchError::of)?;
    rows.first().map(|row| row.get(0)).ok_or_else(|| BenchError::Wrong("a scope without a token".into()))
}

/// The bare queries' connections.
pub(super) async fn bare_pool(ground: &Ground, base: &Base) -> Result<Arc<PlainPool>, BenchError> {
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        clients.push(ground.superuser(&base.name).await?);
    }
    PlainPool::open(clients, String::new()).await
}

async fn awaited_pool(ground: &Ground, base: &Base) -> Result<Arc<PlainPool>, BenchError> {
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        clients.push(ground.login("seller", &base.name).await?);
    }
    PlainPool::open(clients, token(ground, base).await?).await
}

/// A round of scoped reads of any order of so many sellers.
pub(super) async fn scoped(ground: &Ground, base: &Base, sellers: u32) -> Result<Times, BenchError> {
    let pools = base.pools.clone();
    let one = move |task, request| {
        let pools = pools.clone();
        async move { read(&pools, pick(task, request, sellers)).await }
    };
    closed(TASKS, length(ground), one).await
}

/// A round of the bare queries.
pub(super) async fn bare(ground: &Ground, pool: &Arc<PlainPool>, sellers: u32) -> Result<Times, BenchError> {
    let pool = pool.clone();
    let one = move |task, request| {
        let pool = pool.clone();
        async move { pool.bare(pick(task, request, sellers)).await }
    };
    closed(TASKS, length(ground), one).await
}

/// A round of awaited statements.
async fn awaited(ground: &Ground, pool: &Arc<PlainPool>) -> Result<Times, BenchError> {
    let pool = pool.clone();
    let one = move |task, request| {
        let pool = pool.clone();
        // Its token is the first seller's.
        async move { pool.awaited(pick(task, request, 1)).await }
    };
    closed(TASKS, length(ground), one).await
}

fn length(ground: &Ground) -> Duration {
    Duration::from_secs_f64(ground.size.seconds)
}

pub async fn run(ground: &Ground, report: &mut Report) -> Result<(), BenchError> {
    let base = ground.database("bench_scoped").await?;
    let sellers = ground.size.sellers[0];
    base.sellers(1, sellers).await?;
    let (bare_pool, awaited_pool) = (bare_pool(ground, &base).await?, awaited_pool(ground, &base).await?);
    let (mut of_bare, mut of_scope, mut of_awaited) = (Vec::new(), Vec::new(), Vec::new());
    let mut scoped_times = Times::default();
    for _ in 0..ground.size.rounds {
        of_bare.push(bare(ground, &bare_pool, sellers).await?.rate());
        let times = scoped(ground, &base, sellers).await?;
        of_scope.push(times.rate());
        scoped_times = scoped_times.and(times);
        of_awaited.push(awaited(ground, &awaited_pool).await?.rate());
    }
    let (bare, scope, awaited) = (median(of_bare), median(of_scope), median(of_awaited));
    report.add(Figure {
        subject: "scoped",
        what: "scoped read of an order with its lines, 16 tasks, of bare queries".into(),
        reach: "≥ 65 %".into(),
        measured: format!("{:.0} %", 100.0 * scope / bare),
        beside: format!(
            "{scope:.0}/s scoped (p99 {:.1} ms), {bare:.0}/s bare: no transaction, no row-level security",
            scoped_times.at(0.99)
        ),
        met: Some(scope / bare >= 0.65),
    });
    report.add(Figure {
        subject: "scoped",
        what: "the same, of awaited BEGIN, set, query, query, COMMIT".into(),
        reach: "≥ 1.6×".into(),
        measured: format!("{:.2}×", scope / awaited),
        beside: format!("{awaited:.0}/s awaited"),
        met: Some(scope / awaited >= 1.6),
    });
    let trips = round_trips(ground, &base).await?;
    report.add(Figure {
        subject: "scoped",
        what: format!("round trips of a scoped read at {} ms of network", NETWORK.as_millis()),
        reach: "1".into(),
        measured: format!("{trips:.2}"),
        beside: "latency by the network's, statements prepared".into(),
        met: Some(trips < 1.5),
    });
    Ok(())
}

/// The median latency of a scoped read through a slow network, in round trips.
async fn round_trips(ground: &Ground, base: &Base) -> Result<f64, BenchError> {
    let dir = ground.directory("slow")?;
    let name = format!(".s.PGSQL.{}", ground.connection().port);
    let listener = UnixListener::bind(dir.join(&name))?;
    let proxy = tokio::spawn(slow_network(listener, ground.connection().socket_dir.join(&name)));
    let pools = ground.pools_behind(&dir, &base.name)?;
    let mut times = Vec::new();
    // Each connection prepares its statements at their first use.
    for request in 0..READS + CONNECTIONS as u64 {
        let begun = Instant::now();
        read(&pools, pick(1, request, ground.size.sellers[0])).await?;
        times.push(begun.elapsed().as_secs_f64());
        tokio::time::sleep(2 * NETWORK).await;
    }
    proxy.abort();
    Ok(median(times.split_off(CONNECTIONS)) / NETWORK.as_secs_f64())
}

async fn slow_network(listener: UnixListener, to: PathBuf) -> Result<(), std::io::Error> {
    loop {
        let (near, _) = listener.accept().await?;
        tokio::spawn(slow_connection(near, to.clone()));
    }
}

async fn slow_connection(near: UnixStream, to: impl AsRef<Path>) -> Result<(), std::io::Error> {
    let far = UnixStream::connect(to).await?;
    let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
    try_join!(late(near_in, far_out), late(far_in, near_out)).map(drop)
}

/// Hands on what comes, half the network's time later; what comes in between is not held up by it.
async fn late(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin + Send + 'static,
) -> Result<(), std::io::Error> {
    let (sender, mut receiver) = tokio::sync::mpsc::channel::<(Instant, Vec<u8>)>(1024);
    let writer = tokio::spawn(async move {
        while let Some((due, bytes)) = receiver.recv().await {
            tokio::time::sleep_until(due.into()).await;
            to.write_all(&bytes).await?;
        }
        Ok::<_, std::io::Error>(())
    });
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 || sender.send((Instant::now() + NETWORK / 2, buffer[..read].to_vec())).await.is_err() {
            break;
        }
    }
    drop(sender);
    writer.await.map_err(std::io::Error::other)?
}
