//! Jobs of two hundred sellers behind one who has very many.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jobs::{Handler, Handlers, Settings, work};
use tokio_util::sync::CancellationToken;
use types::SellerId;
use uuid::Uuid;

use crate::{BenchError, Figure, Report, ground::Ground, id};

const KIND: &str = "bench";
/// The other sellers, with one job each.
const OTHERS: u32 = 200;
/// Jobs after which all of them must have been served: two per other seller.
const WITHIN: usize = 2 * OTHERS as usize;
/// How long it may take.
const PATIENCE: Duration = Duration::from_mins(5);

pub async fn run(ground: &Ground, report: &mut Report) -> Result<(), BenchError> {
    let base = ground.database("bench_queue").await?;
    base.sellers(1, OTHERS + 1).await?;
    let (many, first) = (ground.size.jobs, id(1, 1));
    let insert = format!(
        "SET search_path = karum; INSERT INTO lanes (seller_id) SELECT seller_id FROM sellers;
         INSERT INTO jobs (seller_id, id, kind, payload, state) SELECT '{first}', gen_random_uuid(), '{KIND}', '{{}}', 'ready' FROM generate_series(1, {many});
         INSERT INTO jobs (seller_id, id, kind, payload, state) SELECT seller_id, gen_random_uuid(), '{KIND}', '{{}}', 'ready' FROM sellers WHERE seller_id <> '{first}';
         RESET search_path; ANALYZE karum.jobs"
    );
    base.oracle.batch_execute(&insert).await?;
    let served: Arc<Mutex<Vec<Uuid>>> = Arc::default();
    let note = served.clone();
    let handler: Handler = Arc::new(move |job, _| {
        note.lock().unwrap_or_else(PoisonError::into_inner).push(job.seller_id.0);
        Box::pin(async { Ok(()) })
    });
    let stop = CancellationToken::new();
    let worker =
        tokio::spawn(work(base.pools.clone(), Handlers::from([(KIND, handler)]), Settings::default(), stop.clone()));
    let begun = Instant::now();
    let position = loop {
        tokio::time::sleep(Duration::from_millis(10)).await;
        let order = served.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(position) = all_served(&order, SellerId(first)) {
            break position;
        }
        if begun.elapsed() > PATIENCE {
            return Err(BenchError::Wrong(format!("after {} jobs not all sellers were served", order.len())));
        }
    };
    let took = begun.elapsed();
    stop.cancel();
    worker.await.map_err(BenchError::of)?;
    let done = served.lock().unwrap_or_else(PoisonError::into_inner).len() as f64;
    report.add(Figure {
        subject: "queue",
        what: format!("jobs until {OTHERS} sellers were served behind one with {many}"),
        reach: format!("≤ {WITHIN}"),
        measured: position.to_string(),
        beside: format!(
            "in {:.1} s; {:.0} jobs/s, two at a time",
            took.as_secs_f64(),
            done / begun.elapsed().as_secs_f64()
        ),
        met: Some(position <= WITHIN),
    });
    Ok(())
}

/// How many jobs had begun when the last of the other sellers was served.
fn all_served(order: &[Uuid], many: SellerId) -> Option<usize> {
    let mut firsts = BTreeMap::new();
    for (at, seller) in order.iter().enumerate().filter(|(_, seller)| **seller != many.0) {
        firsts.entry(seller).or_insert(at + 1);
    }
    (firsts.len() == OTHERS as usize).then(|| firsts.into_values().max().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_served_when_the_last_is() {
        let others: Vec<Uuid> = (2..=u64::from(OTHERS) + 1).map(|n| id(1, n)).collect();
        let many = SellerId(id(1, 1));
        let mut order = vec![many.0; 3];
        order.extend(&others[1..]);
        assert_eq!(all_served(&order, many), None);
        order.push(others[0]);
        order.extend([many.0, others[3]]);
        assert_eq!(all_served(&order, many), Some(3 + others.len()));
    }
}
