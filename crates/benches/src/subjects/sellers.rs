//! The same read with many sellers in the database, beside the bare queries with as many.

use std::sync::Arc;

use super::scoped::{PlainPool, bare, bare_pool, scoped};
use crate::{
    BenchError, Cost, Figure, Report,
    ground::{Base, Ground},
    measure::median,
};

/// A number of sellers, and what is measured with it in turn.
struct Crowd {
    many: u32,
    base: Base,
    bare: Arc<PlainPool>,
    of_scope: Vec<f64>,
    of_bare: Vec<f64>,
}

pub async fn run(ground: &Ground, report: &mut Report) -> Result<(), BenchError> {
    let mut crowds = Vec::new();
    for (at, many) in ground.size.sellers.into_iter().enumerate() {
        let base = ground.database(&format!("bench_sellers_{at}")).await?;
        base.sellers(1, many).await?;
        let bare = bare_pool(ground, &base).await?;
        crowds.push(Crowd { many, base, bare, of_scope: Vec::new(), of_bare: Vec::new() });
    }
    for _ in 0..ground.size.rounds {
        for crowd in &mut crowds {
            crowd.of_scope.push(scoped(ground, &crowd.base, crowd.many).await?.rate());
            crowd.of_bare.push(bare(ground, &crowd.bare, crowd.many).await?.rate());
        }
    }
    let costs = crowds.into_iter().map(|crowd| {
        let Crowd { many, of_scope, of_bare, .. } = crowd;
        Cost { sellers: many, scoped: median(of_scope), bare: median(of_bare) }
    });
    report.costs = costs.collect();
    if let [few, .., all] = &report.costs[..] {
        let (slower, bare) = (few.scoped / all.scoped, few.bare / all.bare);
        let rates: Vec<_> =
            report.costs.iter().map(|cost| format!("{:.0}/s with {}", cost.scoped, cost.sellers)).collect();
        report.add(Figure {
            subject: "sellers",
            what: format!("scoped read with {} sellers against {}", all.sellers, few.sellers),
            reach: "≤ 1.1×".into(),
            measured: format!("{slower:.2}×"),
            beside: format!("{}; bare queries: {bare:.2}×", rates.join(", ")),
            met: Some(slower <= 1.1),
        });
    }
    Ok(())
}
