//! Every statement under each of its classes: it can be prepared, its types fit, and no plan reads a whole table.

use test_support::World;

#[tokio::test]
async fn every_statement_runs_under_its_classes_and_finds_its_rows_by_an_index() {
    let world = World::start().await;
    let mut checked = 0;
    let mut faults = Vec::new();
    for class in tenancy::CLASSES {
        let client = world.login(class).await;
        client.batch_execute("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off").await.unwrap();
        for spec in catalog::STATEMENTS.iter().copied().flatten().filter(|spec| spec.classes.contains(class)) {
            let name = format!("{}::{} for {class}", spec.module, spec.name);
            let statement = match client.prepare(spec.sql).await {
                Ok(statement) => statement,
                Err(error) => {
                    faults.push(format!("{name}: {error:?}"));
                    continue;
                }
            };
            let params = statement.params();
            if params.len() != spec.params.len() || !params.iter().zip(spec.params).all(|(ty, fits)| fits(ty)) {
                faults.push(format!("{name}: parameters are {params:?}"));
            }
            let columns = (spec.columns)();
            let fits = statement
                .columns()
                .iter()
                .zip(&columns)
                .all(|(c, spec)| c.name() == spec.name && (spec.fits)(c.type_()));
            if !columns.is_empty() && (statement.columns().len() != columns.len() || !fits) {
                faults.push(format!("{name}: columns are {:?}", statement.columns()));
            }
            let nulls = vec!["NULL"; params.len()].join(", ");
            let values = if params.is_empty() { String::new() } else { format!("({nulls})") };
            client.batch_execute(&format!("DEALLOCATE ALL; PREPARE s AS {}", spec.sql)).await.unwrap();
            let rows = client.query(&format!("EXPLAIN EXECUTE s{values}"), &[]).await.unwrap();
            let plan: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
            let whole = plan.iter().any(|line| line.contains("Seq Scan on"));
            if whole && spec.scan.is_none() {
                faults.push(format!("{name}: {plan:#?}"));
            }
            checked += 1;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(checked > 60, "{checked} statements");
}
