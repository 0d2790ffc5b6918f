//! Purchases of three items from two sellers: as many as can be, and beside a seller who is overrun.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use money::Invoice;
use orders::{
    Contact,
    checkout::{Agreed, Placement, place},
};
use secrecy::ExposeSecret;
use tenancy::Pools;
use types::{BuyerId, Language};

use crate::{
    BenchError, Figure, Report,
    ground::{Base, Ground},
    id,
    measure::{Times, closed, median},
};

const TASKS: u64 = 8;
const SELLERS: u32 = 100;
/// Purchases of a task per second that carts are filled for.
const CARTS: f64 = 1_500.0;
/// Purchases per second of all other sellers together, and of the one who is overrun: fifty times one of twenty.
const OTHERS: f64 = 20.0;
const OVERRUN: f64 = 50.0;

/// Carts $1 to $2: two products of one seller and one of another, whose numbers are told by the expressions. Ids are made by
/// the function of `seed.sql`, in the session that ran it.
fn carts(from: u64, to: u64, first: &str, second: &str) -> String {
    let line = |k: u32, seller: &str, product: u32| {
        format!(
            "SELECT pg_temp.bid(4, i), pg_temp.bid(20, i * 4 + {k}), pg_temp.bid(1, {seller}), pg_temp.bid(10, ({seller}) * 4 + {product}),
                 pg_temp.bid(11, ({seller}) * 4 + {product}), 1, {}, 'EUR' FROM generate_series({from}, {to}) i",
            1000 + 250 * product
        )
    };
    format!(
        "SET search_path = karum; INSERT INTO buyers (buyer_id, language) SELECT pg_temp.bid(4, i), 'en' FROM generate_series({from}, {to}) i;
         INSERT INTO cart_lines (buyer_id, id, seller_id, product_id, variant_id, quantity, price_seen, currency) {} UNION ALL {} UNION ALL {};
         RESET search_path; ANALYZE karum.cart_lines; ANALYZE karum.buyers",
        line(0, first, 0), line(1, first, 1), line(2, second, 2)
    )
}

fn contact() -> Contact {
    let text = str::to_owned;
    Contact {
        email: Some(text("bench@example.com")),
        name: text("A buyer"),
        phone: None,
        street: text("A street 1"),
        extra: None,
        postal_code: text("L-1000"),
        city: text("Luxembourg"),
        country: text("LU"),
    }
}

async fn order(pools: &Pools, cart: u64) -> Result<(), BenchError> {
    let contact = contact();
    let input = Placement {
        contact: &contact,
        language: Language::En,
        key: "bench",
        body: b"bench",
        agreed: Agreed::Cart,
        only_seller: None,
        payment: &Invoice,
        note: "",
        at: None,
    };
    let placed = place(pools, BuyerId(id(4, cart)), None, &input).await.map_err(BenchError::of)?;
    if placed.len() == 1 { Ok(()) } else { Err(BenchError::Wrong("a checkout made no purchase".into())) }
}

pub async fn run(ground: &Ground, report: &mut Report) -> Result<(), BenchError> {
    let base = ground.database("bench_checkout").await?;
    base.sellers(1, SELLERS).await?;
    let plain = pgbench(ground)?;
    let rate = speed(ground, &base).await?;
    report.add(Figure {
        subject: "checkout",
        what: format!("purchases of 3 items from 2 sellers, {TASKS} tasks"),
        reach: "≥ 250/s".into(),
        measured: format!("{:.0}/s", rate.rate()),
        beside: format!("p50 {:.1} ms, p99 {:.1} ms; {plain}", rate.at(0.5), rate.at(0.99)),
        met: Some(rate.rate() >= 250.0),
    });
    let sold = sound(&base).await?;
    report.add(Figure {
        subject: "checkout",
        what: "pieces sold beyond the stock, or not reserved".into(),
        reach: "0".into(),
        measured: sold.to_string(),
        beside: format!("{} purchases looked at", base.count("SELECT FROM karum.purchases").await?),
        met: Some(sold == 0),
    });
    overrun(ground, report).await
}

async fn speed(ground: &Ground, base: &Base) -> Result<Times, BenchError> {
    let per_round = (CARTS * ground.size.seconds) as u64;
    let many = SELLERS / 2;
    base.oracle
        .batch_execute(&carts(
            1,
            per_round * ground.size.rounds as u64,
            &format!("1 + i % {many}"),
            &format!("{many} + 1 + i % {many}"),
        ))
        .await?;
    let next = Arc::new(AtomicU64::new(0));
    let mut rounds = Vec::new();
    for round in 0..ground.size.rounds as u64 {
        next.store(round * per_round, Relaxed);
        let (pools, next) = (base.pools.clone(), next.clone());
        let one = move |_, _| {
            let (pools, next) = (pools.clone(), next.clone());
            async move {
                let cart = next.fetch_add(1, Relaxed);
                if cart >= (round + 1) * per_round {
                    return Err(BenchError::Wrong("too few carts for this machine: raise CARTS".into()));
                }
                order(&pools, cart + 1).await
            }
        };
        rounds.push(closed(TASKS, Duration::from_secs_f64(ground.size.seconds), one).await?);
    }
    rounds.sort_by(|a, b| a.rate().total_cmp(&b.rate()));
    Ok(rounds.swap_remove(rounds.len() / 2))
}

/// Pieces that are reserved and not ordered, or the other way round, or beyond the stock.
async fn sound(base: &Base) -> Result<i64, BenchError> {
    let sql = "SELECT FROM karum.stock_levels s
         LEFT JOIN (SELECT l.seller_id, l.variant_id, sum(l.quantity) AS pieces FROM karum.order_lines l JOIN karum.orders o ON o.seller_id = l.seller_id AND o.id = l.order_id
             WHERE o.purchase_id IS NOT NULL GROUP BY 1, 2) o ON o.seller_id = s.seller_id AND o.variant_id = s.variant_id
         WHERE s.reserved <> coalesce(o.pieces, 0) OR s.reserved > s.on_hand";
    base.count(sql).await
}

/// So many purchases per second, whatever the answers: their times.
async fn paced(pools: &Pools, first: u64, per_second: f64, length: Duration) -> Result<Times, BenchError> {
    let (start, many) = (Instant::now(), (per_second * length.as_secs_f64()) as u64);
    let mut running = tokio::task::JoinSet::new();
    for at in 0..many {
        tokio::time::sleep_until((start + Duration::from_secs_f64(at as f64 / per_second)).into()).await;
        let pools = pools.clone();
        running.spawn(async move {
            let begun = Instant::now();
            order(&pools, first + at).await.map(|()| begun.elapsed())
        });
    }
    let times: Result<Vec<Duration>, BenchError> = running.join_all().await.into_iter().collect();
    Ok(Times::new(times?, start.elapsed()))
}

/// Other sellers' purchases, alone and while one seller has fifty times as many as any of them.
async fn overrun(ground: &Ground, report: &mut Report) -> Result<(), BenchError> {
    let base = ground.database("bench_overrun").await?;
    base.sellers(1, 22).await?;
    let length = Duration::from_secs_f64(ground.size.seconds * 3.0);
    let (others, hot) = ((OTHERS * length.as_secs_f64()) as u64, (OVERRUN * length.as_secs_f64()) as u64);
    let rounds = ground.size.rounds as u64;
    // The others are sellers 2 to 21; the one who is overrun sells all three items of its carts.
    base.oracle.batch_execute(&carts(1, 2 * rounds * others, "2 + i % 20", "2 + (i + 1) % 20")).await?;
    base.oracle.batch_execute(&carts(1_000_001, 1_000_000 + rounds * hot, "1", "1")).await?;
    let (mut quiet, mut loud) = (Vec::new(), Vec::new());
    let mut all = [Times::default(), Times::default()];
    for round in 0..rounds {
        let alone = paced(&base.pools, 1 + 2 * round * others, OTHERS, length).await?;
        let (beside, _) = futures_util::try_join!(
            paced(&base.pools, 1 + (2 * round + 1) * others, OTHERS, length),
            paced(&base.pools, 1_000_001 + round * hot, OVERRUN, length)
        )?;
        quiet.push(alone.at(0.99));
        loud.push(beside.at(0.99));
        let [before, during] = all;
        all = [before.and(alone), during.and(beside)];
    }
    let ratio = median(loud) / median(quiet);
    report.add(Figure {
        subject: "checkout",
        what: "other sellers' p99 while one drives 50×".into(),
        reach: "≤ 1.3×".into(),
        measured: format!("{ratio:.2}×"),
        beside: format!(
            "quiet p50 {:.1}, p99 {:.1} ms; beside {OVERRUN:.0}/s of one seller p50 {:.1}, p99 {:.1} ms ({} purchases each)",
            all[0].at(0.5), all[0].at(0.99), all[1].at(0.5), all[1].at(0.99), all[0].count()
        ),
        met: Some(ratio <= 1.3),
    });
    Ok(())
}

/// The machine's speed in PostgreSQL's own measure: a transaction of five statements, at as many clients.
fn pgbench(ground: &Ground) -> Result<String, BenchError> {
    let program = devdb::Binaries::find()?.dir().join("pgbench");
    if !program.is_file() {
        return Ok("pgbench is not installed".into());
    }
    let info = ground.connection();
    let run = |arguments: &[&str]| {
        Command::new(&program)
            .env("PGPASSWORD", info.password.expose_secret())
            .args(["-h", &info.socket_dir.to_string_lossy(), "-p", &info.port.to_string(), "-U", &info.superuser])
            .args(arguments)
            .arg("postgres")
            .output()
    };
    run(&["-i", "-q", "-s", "10"])?;
    let seconds = (ground.size.seconds * ground.size.rounds as f64).ceil().to_string();
    let out = run(&["-M", "prepared", "-c", "8", "-j", "2", "-T", &seconds, "-n"])?;
    run(&["-i", "-I", "d"])?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let tps = text.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse::<f64>().ok());
    Ok(tps.map_or_else(|| "pgbench failed".into(), |tps| format!("pgbench -M prepared -c 8: {tps:.0} transactions/s")))
}
