//! The template database, and its clones.

use sha2::{Digest, Sha256};
use tokio_postgres::{Client, Config};
use uuid::Uuid;

use crate::{connect, secrets};

const SEED: &str = include_str!("seed.sql");
/// Held while the template is looked for or made.
const TEMPLATE_LOCK: i64 = 0x6b61_7275_6d01;

/// The template's name: it changes with everything that it is made from.
fn name() -> String {
    let mut hash = Sha256::new();
    for (name, text) in tenancy::MIGRATIONS.iter().chain(tenancy::POLICIES) {
        hash.update(name);
        hash.update(text);
    }
    for part in [tenancy::TENANCY_MAP, SEED, tenancy::BOOTSTRAP, crate::SECRETS] {
        hash.update(part);
    }
    let digest = hash.finalize();
    let first = digest.first_chunk::<8>().copied().map_or(0, u64::from_be_bytes);
    format!("karum_template_{first:016x}")
}

/// A clone of the template under a new name, which tells the process it is for.
pub(crate) async fn clone_database(server: &Config) -> String {
    let admin = connect(server.clone(), "postgres").await;
    let template = name();
    if !exists(&admin, &template).await {
        make(server, &admin, &template).await;
    }
    let database = format!("karum_world_{}_{}", std::process::id(), Uuid::now_v7().simple());
    admin.batch_execute(&format!("CREATE DATABASE {database} TEMPLATE {template} STRATEGY file_copy")).await.unwrap();
    // A clone does not inherit the database's own privileges.
    let classes = tenancy::CLASSES.iter().map(|c| format!("karum_{c}")).collect::<Vec<_>>().join(", ");
    admin
        .batch_execute(&format!(
            "REVOKE ALL ON DATABASE {database} FROM PUBLIC; GRANT CONNECT ON DATABASE {database} TO {classes}"
        ))
        .await
        .unwrap();
    database
}

async fn exists(admin: &Client, database: &str) -> bool {
    admin
        .query_opt("SELECT FROM pg_database WHERE datname = $1 AND datistemplate", &[&database])
        .await
        .unwrap()
        .is_some()
}

async fn make(server: &Config, admin: &Client, template: &str) {
    admin.execute("SELECT pg_advisory_lock($1)", &[&TEMPLATE_LOCK]).await.unwrap();
    if !exists(admin, template).await {
        sweep(admin).await;
        admin.batch_execute(&format!("DROP DATABASE IF EXISTS {template} WITH (FORCE)")).await.unwrap();
        let mut config = server.clone();
        config.dbname("postgres");
        tenancy::create_database(&config.clone().into(), template).await.unwrap();
        config.dbname(template);
        tenancy::migrate(&config.into(), &secrets()).await.unwrap();
        let client = connect(server.clone(), template).await;
        client
            .batch_execute(&format!("SET search_path = karum; {SEED}; RESET search_path; ANALYZE"))
            .await
            .unwrap_or_else(|e| panic!("seed.sql: {e:?}"));
        drop(client);
        // Nobody may be connected to a template while it is cloned.
        admin
            .batch_execute(&format!("ALTER DATABASE {template} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false"))
            .await
            .unwrap();
    }
    admin.execute("SELECT pg_advisory_unlock($1)", &[&TEMPLATE_LOCK]).await.unwrap();
}

/// Removes templates of former builds and worlds whose process is gone.
async fn sweep(admin: &Client) {
    let rows = admin.query("SELECT datname FROM pg_database WHERE datname LIKE 'karum\\_template\\_%' OR datname LIKE 'karum\\_world\\_%'", &[]).await.unwrap();
    for row in rows {
        let database: String = row.get(0);
        let process = database.strip_prefix("karum_world_").and_then(|rest| rest.split('_').next()).map(str::to_owned);
        if process.is_some_and(|pid| std::path::Path::new("/proc").join(pid).exists()) {
            continue;
        }
        let _ = admin.batch_execute(&format!("ALTER DATABASE {database} WITH IS_TEMPLATE false")).await;
        let _ = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await;
    }
}

/// Ends a world's database, from a thread without a runtime.
pub(crate) fn drop_database(server: &Config, database: &str) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
    runtime.block_on(async {
        let admin = connect(server.clone(), "postgres").await;
        let _ = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await;
    });
}
