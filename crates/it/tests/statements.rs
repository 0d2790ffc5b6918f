//! Every statement of every crate, prepared under each of its classes against the migrated schema: types, names,
//! nullability, and a plan that needs no whole table.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use tenancy::Spec;
use test_support::World;
use tokio_postgres::Client;

fn all() -> Vec<&'static Spec> {
    let crates = [
        benches::STATEMENTS,
        catalog::STATEMENTS,
        identity::STATEMENTS,
        imports::STATEMENTS,
        jobs::STATEMENTS,
        mail::STATEMENTS,
        orders::STATEMENTS,
    ];
    crates.iter().flat_map(|modules| modules.iter()).flat_map(|specs| specs.iter()).collect()
}

/// The catalogue as the check needs it: which columns refuse NULL, and the name of each table.
struct Catalogue {
    not_null: BTreeSet<(u32, i16)>,
    tables: BTreeMap<u32, String>,
}

async fn catalogue(world: &World) -> Catalogue {
    let rows = world.oracle.query("SELECT attrelid, attnum FROM pg_attribute WHERE attnotnull", &[]).await.unwrap();
    let not_null = rows.iter().map(|r| (r.get(0), r.get(1))).collect();
    let rows = world
        .oracle
        .query(
            "SELECT oid, relname::text FROM pg_class WHERE relnamespace = 'karum'::regnamespace AND relkind = 'r'",
            &[],
        )
        .await
        .unwrap();
    Catalogue { not_null, tables: rows.iter().map(|r| (r.get(0), r.get(1))).collect() }
}

/// Tables whose columns may be NULL since they stand on the outer side of a join.
fn outer_tables(sql: &str) -> BTreeSet<String> {
    let flat = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut found = BTreeSet::new();
    for after in flat.split("LEFT JOIN ").skip(1) {
        if let Some(inside) = after.strip_prefix("LATERAL (") {
            let words: Vec<_> = inside.split([' ', '(', ')', ',']).filter(|w| !w.is_empty()).collect();
            found.extend(words.windows(2).filter(|w| matches!(w[0], "FROM" | "JOIN")).map(|w| w[1].to_owned()));
        } else if let Some(table) = after.split(' ').next() {
            found.insert(table.to_owned());
        }
    }
    found
}

async fn faults(client: &Client, class: &str, spec: &Spec, catalogue: &Catalogue) -> Vec<String> {
    let place = format!("{}::{} under {class}", spec.module, spec.name);
    let statement = match client.prepare(spec.sql).await {
        Ok(statement) => statement,
        Err(error) => return vec![format!("{place}: {}", message(&error))],
    };
    let mut faults = Vec::new();
    if statement.params().len() != spec.params.len() {
        faults.push(format!("{place}: {} parameters, declared {}", statement.params().len(), spec.params.len()));
    }
    for (at, (ty, fits)) in statement.params().iter().zip(spec.params).enumerate() {
        if !fits(ty) {
            faults.push(format!("{place}: ${} is {ty}", at + 1));
        }
    }
    let columns = (spec.columns)();
    if !columns.is_empty() && columns.len() != statement.columns().len() {
        faults.push(format!("{place}: {} columns, declared {}", statement.columns().len(), columns.len()));
    }
    let outer = outer_tables(spec.sql);
    for (live, declared) in statement.columns().iter().zip(&columns) {
        let name = declared.name;
        if live.name() != name {
            faults.push(format!("{place}: column {} is read as {name}", live.name()));
        }
        if !(declared.fits)(live.type_()) {
            faults.push(format!("{place}: column {name} is {}", live.type_()));
        }
        let never = match (live.table_oid(), live.column_id()) {
            (Some(table), Some(column)) => {
                catalogue.not_null.contains(&(table, column))
                    && !catalogue.tables.get(&table).is_some_and(|t| outer.contains(t))
            }
            _ => false,
        };
        if !never && !declared.nullable && declared.never_null.is_none() {
            faults.push(format!("{place}: column {name} may be NULL: make it an Option, or say why it never is"));
        }
    }
    match scans(client, spec).await {
        Ok(tables) if spec.scan.is_none() => {
            faults.extend(tables.iter().map(|table| format!("{place}: reads the whole of {table}; it needs an index")));
        }
        Ok(_) => {}
        Err(error) => faults.push(format!("{place}: {}", message(&error))),
    }
    faults
}

/// What the server said.
fn message(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |e| e.message().to_owned())
}

/// Tables that the generic plan reads whole although every other way was made cheaper. Fails where the class lacks a
/// privilege: preparing alone does not ask for it.
async fn scans(client: &Client, spec: &Spec) -> Result<Vec<String>, tokio_postgres::Error> {
    let nulls = vec!["NULL"; spec.params.len()].join(", ");
    let call = if nulls.is_empty() { String::new() } else { format!("({nulls})") };
    client.batch_execute(&format!("PREPARE checked AS {}", spec.sql)).await?;
    let plan = client.query(&format!("EXPLAIN (FORMAT JSON) EXECUTE checked{call}"), &[]).await;
    client.batch_execute("DEALLOCATE checked").await?;
    let plan: serde_json::Value = plan?[0].get(0);
    let mut found = Vec::new();
    walk(&plan, &mut found);
    Ok(found)
}

fn walk(node: &serde_json::Value, found: &mut Vec<String>) {
    match node {
        serde_json::Value::Array(nodes) => nodes.iter().for_each(|n| walk(n, found)),
        serde_json::Value::Object(fields) => {
            if fields.get("Node Type").is_some_and(|t| t == "Seq Scan") {
                found.push(fields["Relation Name"].as_str().unwrap_or_default().to_owned());
            }
            fields.values().for_each(|n| walk(n, found));
        }
        _ => {}
    }
}

#[tokio::test]
async fn every_statement_fits_the_schema_under_each_of_its_classes() {
    let world = World::start().await;
    let catalogue = catalogue(&world).await;
    let mut by_class: BTreeMap<&str, Vec<&Spec>> = BTreeMap::new();
    for spec in all() {
        for class in spec.classes {
            by_class.entry(class).or_default().push(spec);
        }
    }
    let mut found = Vec::new();
    let mut checked = 0;
    for (class, specs) in by_class {
        let client = world.login(class).await;
        client.batch_execute("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off").await.unwrap();
        for spec in specs {
            checked += 1;
            found.extend(faults(&client, class, spec, &catalogue).await);
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
    assert!(checked > 100, "only {checked} statements were checked");
}

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// `crates/orders/src/cart.rs` is `orders::cart`.
fn module(path: &Path, crates: &Path) -> String {
    let relative = path.strip_prefix(crates).unwrap().to_string_lossy().replace("/src/", "/");
    relative.trim_end_matches(".rs").trim_end_matches("/mod").trim_end_matches("/lib").replace('/', "::")
}

#[test]
fn no_module_with_statements_is_left_out() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
    let listed: BTreeSet<_> = all().iter().map(|s| s.module.trim_end_matches("::specs").to_owned()).collect();
    let mut files = Vec::new();
    for krate in fs::read_dir(&crates).unwrap() {
        let src = krate.unwrap().path().join("src");
        if src.is_dir() {
            sources(&src, &mut files);
        }
    }
    let with_statements = files
        .iter()
        .filter(|f| fs::read_to_string(f).unwrap().lines().any(|l| l.trim_start().starts_with("statements! {")));
    let left_out: Vec<_> = with_statements.map(|f| module(f, &crates)).filter(|m| !listed.contains(m)).collect();
    assert!(left_out.is_empty(), "add these modules to their crate's STATEMENTS: {left_out:?}");
}

#[test]
fn the_outer_side_of_a_join_is_recognised() {
    let found = outer_tables(
        "SELECT 1 FROM a LEFT JOIN b ON true LEFT JOIN LATERAL (SELECT FROM c x JOIN d ON true) e ON true",
    );
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["b", "c", "d"]);
}
