//! Databases that are not Karum's: a drafted map audits clean; each fault is planted, named, mended, and gone.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;

use devdb::Scratch;
use tenancy::{
    ServerConfig,
    audit::Finding,
    foreign::{ForeignMap, audit_foreign, draft},
};
use tokio_postgres::{Client, NoTls};

/// A fault: the check that names it, a part of the words, and the SQL that plants it.
type Fault = (&'static str, &'static str, &'static str);

#[path = "foreign/faults.rs"]
mod faults;

fn told(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{finding}\n")).collect::<Vec<_>>().concat()
}

struct Database {
    config: ServerConfig,
    oracle: Client,
    map: ForeignMap,
}

/// Makes the schema, drafts its map, and fills in what a draft leaves open.
async fn database(scratch: &Scratch, name: &str, schema: &str) -> Database {
    let connect = async |database: &str| {
        let (client, connection) = scratch.connection().config(database).connect(NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    };
    connect("postgres").await.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    let oracle = connect(name).await;
    oracle.batch_execute(schema).await.unwrap();
    let config = scratch.connection().config(name).into();
    let text = draft(&config, &["public".into()]).await.unwrap();
    if text.contains("reason = \"\"") {
        let open = ForeignMap::parse(&text).unwrap_err().to_string();
        assert!(open.contains("say in `reason` why it is not isolated"), "{open}");
    }
    let text = text.replace("reason = \"\"", "reason = \"the same for every tenant\"");
    let map = ForeignMap::parse(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let found = audit_foreign(&config, &map).await.unwrap();
    assert!(found.is_empty(), "{text}\n{}", told(&found));
    Database { config, oracle, map }
}

async fn plant(database: &Database, faults: &[Fault]) {
    for (check, words, sql) in faults {
        database.oracle.batch_execute(sql).await.unwrap_or_else(|e| panic!("planting {sql}: {e:?}"));
        let found = audit_foreign(&database.config, &database.map).await.unwrap();
        let names: BTreeSet<&str> = found.iter().map(|finding| finding.check).collect();
        assert!(names.contains(check) && told(&found).contains(words), "{check} {words}: {sql}\n{}", told(&found));
        for finding in &found {
            let mended = database.oracle.batch_execute(&finding.mend).await;
            mended.unwrap_or_else(|e| panic!("{sql}: {finding}\n{e:?}"));
        }
        let left = audit_foreign(&database.config, &database.map).await.unwrap();
        assert!(left.is_empty(), "after mending {sql}\n{}\nleft of\n{}", told(&left), told(&found));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_of_foreign_databases_are_named_and_mended() {
    let scratch = tokio::task::spawn_blocking(|| Scratch::start().unwrap()).await.unwrap();
    let supabase = database(&scratch, "supabase", include_str!("foreign/supabase.sql")).await;
    plant(&supabase, faults::SUPABASE).await;
    let setting = database(&scratch, "setting", include_str!("foreign/setting.sql")).await;
    plant(&setting, faults::SETTING).await;
    drop((supabase, setting));
    tokio::task::spawn_blocking(move || drop(scratch)).await.unwrap();
}
