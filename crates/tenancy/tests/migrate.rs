//! Migrating: twice, without a superuser, with data, after a restore; and what is refused with which words.
#![allow(clippy::unwrap_used, missing_docs)]

use devdb::Scratch;
use tenancy::{
    Build, MIGRATIONS, MigrateError, POLICIES, Secrets, ServerConfig, SigningKey, TENANCY_MAP,
    audit::{Finding, audit},
    generate::generated_sql,
    map::TenancyMap,
    migrate, migrate_to,
};
use tokio_postgres::{Client, NoTls};

struct Server {
    scratch: Scratch,
    secrets: Secrets,
}

impl Server {
    fn config(&self, database: &str) -> ServerConfig {
        self.scratch.connection().config(database).into()
    }

    async fn oracle(&self, database: &str) -> Client {
        let (client, connection) = self.config(database).connect(NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    async fn database(&self, name: &str) -> ServerConfig {
        self.oracle("postgres").await.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        self.config(name)
    }
}

fn map() -> TenancyMap {
    TenancyMap::embedded().unwrap()
}

/// This build with one more migration.
fn with<'a>(extra: &'a (&'a str, &'a str), all: &'a mut Vec<(&'a str, &'a str)>) -> Build<'a> {
    all.extend(MIGRATIONS.iter().copied().chain([*extra]));
    Build { migrations: all, policies: POLICIES, map: map() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn databases_are_brought_to_a_build() {
    let scratch = tokio::task::spawn_blocking(|| Scratch::start().unwrap()).await.unwrap();
    let server = Server { scratch, secrets: Secrets::generate().unwrap() };
    an_administrator_who_is_no_superuser_migrates_twice(&server).await;
    tenancy::create_database(&server.config("postgres"), "karum").await.unwrap();
    migrate(&server.config("karum"), &server.secrets).await.unwrap();
    a_table_without_an_entry_is_refused(&server).await;
    what_was_edited_or_is_newer_is_refused(&server).await;
    rows_are_moved_by_the_parts_marked_as_data(&server).await;
    a_table_that_is_made_anew_gets_its_policies(&server).await;
    keys_of_a_restored_dump_are_retired(&server).await;
    tokio::task::spawn_blocking(move || drop(server)).await.unwrap();
}

fn waived(findings: &[Finding]) -> Vec<&str> {
    let mut checks: Vec<_> = findings.iter().filter(|f| f.waived.is_some()).map(|f| f.check).collect();
    checks.dedup();
    checks
}

fn faults(findings: &[Finding]) -> String {
    findings.iter().filter(|f| f.waived.is_none()).map(|f| format!("{f}\n")).collect::<Vec<_>>().concat()
}

async fn an_administrator_who_is_no_superuser_migrates_twice(server: &Server) {
    let superuser = server.oracle("postgres").await;
    superuser.batch_execute("CREATE ROLE operator LOGIN CREATEROLE PASSWORD 'operator'").await.unwrap();
    superuser.batch_execute("CREATE DATABASE karum_shop OWNER operator").await.unwrap();
    let mut operator = server.config("karum_shop");
    operator.user("operator").password("operator");
    let first = migrate(&operator, &server.secrets).await.unwrap();
    assert_eq!((first.applied.len(), first.policies), (MIGRATIONS.len(), true));
    let second = migrate(&operator, &server.secrets).await.unwrap();
    assert_eq!((second.applied.len(), second.policies), (0, false));

    // What only a superuser could mend is waived, with a reason; all else must be right.
    let findings = audit(&operator, &map()).await.unwrap();
    assert_eq!(faults(&findings), "");
    assert_eq!(waived(&findings), ["catalogue-functions", "set-config", "other-databases"]);
    let text = findings[0].to_string();
    assert!(text.contains("waived: PostgreSQL's default"), "{text}");
    // What was opened on purpose is not PostgreSQL's default.
    superuser.batch_execute("GRANT CONNECT ON DATABASE template1 TO karum_seller").await.unwrap();
    assert!(faults(&audit(&operator, &map()).await.unwrap()).contains("database template1 lets in"));
    superuser.batch_execute("REVOKE CONNECT ON DATABASE template1 FROM karum_seller").await.unwrap();
    // Whoever could mend it is told to.
    let findings = audit(&server.config("karum_shop"), &map()).await.unwrap();
    assert_eq!(waived(&findings), [""; 0]);
    let oracle = server.oracle("karum_shop").await;
    for finding in findings {
        oracle.batch_execute(&finding.mend).await.unwrap_or_else(|e| panic!("{finding}\n{e:?}"));
    }
    assert_eq!(audit(&operator, &map()).await.unwrap(), []);
}

async fn a_table_without_an_entry_is_refused(server: &Server) {
    let extra =
        ("0900_gift_cards", "CREATE TABLE gift_cards (seller_id uuid NOT NULL, id uuid, PRIMARY KEY (seller_id, id));");
    let mut all = Vec::new();
    let error = migrate_to(&with(&extra, &mut all), &server.config("karum"), &server.secrets).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"tenancy.toml: table gift_cards is not in the map. Add

[tables.gift_cards]
kind = "seller_isolated"   # or read_shared, buyer_isolated, platform
key = ["seller_id", "id"]
retention = "…"
seller = { select = true }

then run `karum tenancy generate` (docs/adding-a-table.md)"#
    );
    let left = server.oracle("karum").await.query_one("SELECT to_regclass('karum.gift_cards') IS NULL", &[]).await;
    assert!(left.unwrap().get::<_, bool>(0), "nothing is left of the refused migration");
}

async fn what_was_edited_or_is_newer_is_refused(server: &Server) {
    let mut all = MIGRATIONS.to_vec();
    all[1].1 = "SELECT 1";
    let edited = Build { migrations: &all, policies: POLICIES, map: map() };
    let error = migrate_to(&edited, &server.config("karum"), &server.secrets).await.unwrap_err();
    assert!(matches!(&error, MigrateError::Edited(name) if name == MIGRATIONS[1].0));
    assert_eq!(
        error.to_string(),
        "migration 0002_jobs was edited after it had been applied; migrations are append-only, write a new one"
    );
    let older = Build { migrations: &MIGRATIONS[..MIGRATIONS.len() - 1], policies: POLICIES, map: map() };
    let error = migrate_to(&older, &server.config("karum"), &server.secrets).await.unwrap_err();
    assert!(error.to_string().contains("which this build does not know; run a newer build"), "{error}");
}

const MOVES: &str = "
CREATE TABLE notes (seller_id uuid NOT NULL, id uuid NOT NULL, text text NOT NULL, PRIMARY KEY (seller_id, id));
UPDATE sellers SET name = 'moved by the owner';
-- karum: data
UPDATE sellers SET name = name || ', moved' WHERE name <> 'moved by the owner';
INSERT INTO notes SELECT seller_id, gen_random_uuid(), name FROM sellers;
-- karum: schema
ALTER TABLE notes ADD CHECK (text <> '');
";

async fn rows_are_moved_by_the_parts_marked_as_data(server: &Server) {
    let admin = server.database("karum_data").await;
    migrate(&admin, &server.secrets).await.unwrap();
    let oracle = server.oracle("karum_data").await;
    let seed = "INSERT INTO karum.sellers (seller_id, name, country, currency, language, time_zone)
        SELECT gen_random_uuid(), 'shop ' || n, 'LU', 'EUR', 'de', 'UTC' FROM generate_series(1, 2) n";
    oracle.batch_execute(seed).await.unwrap();
    let entry = "\n[tables.notes]\nkind = \"seller_isolated\"\nkey = [\"seller_id\", \"id\"]\nretention = \"none\"\nseller = { select = true }\n";
    let map = TenancyMap::parse(&format!("{TENANCY_MAP}{entry}")).unwrap();
    let generated = generated_sql(&map).unwrap();
    let policies: Vec<_> =
        POLICIES.iter().map(|(n, text)| (*n, if *n == "generated" { &generated } else { *text })).collect();
    let all: Vec<_> = MIGRATIONS.iter().copied().chain([("0900_notes", MOVES)]).collect();
    let build = Build { migrations: &all, policies: &policies, map: map.clone() };
    let report = migrate_to(&build, &admin, &server.secrets).await.unwrap();
    assert_eq!((report.applied, report.policies), (vec!["0900_notes".to_owned()], true));
    let texts = oracle.query_one("SELECT string_agg(text, '; ' ORDER BY text) FROM karum.notes", &[]).await.unwrap();
    // Under FORCE the owner sees no rows, so that its UPDATE changed none.
    assert_eq!(texts.get::<_, &str>(0), "shop 1, moved; shop 2, moved");
    // No policy of the moving is left: the table has those of the map.
    assert_eq!(audit(&admin, &map).await.unwrap(), []);
}

async fn a_table_that_is_made_anew_gets_its_policies(server: &Server) {
    let admin = server.database("karum_anew").await;
    migrate(&admin, &server.secrets).await.unwrap();
    let extra = (
        "0900_anew",
        "CREATE TABLE attempts_new (LIKE attempts INCLUDING ALL); DROP TABLE attempts; ALTER TABLE attempts_new RENAME TO attempts;",
    );
    let mut all = Vec::new();
    let report = migrate_to(&with(&extra, &mut all), &admin, &server.secrets).await.unwrap();
    assert!(report.policies);
    assert_eq!(audit(&admin, &map()).await.unwrap(), []);
}

async fn keys_of_a_restored_dump_are_retired(server: &Server) {
    let (admin, oracle) = (server.config("karum"), server.oracle("karum").await);
    let current = server.secrets.signing_key().unwrap().kid;
    let former = SigningKey::generate().unwrap();
    tenancy::add_key(&admin, &former).await.unwrap();
    migrate(&admin, &server.secrets).await.unwrap();
    let endless = "SELECT array_agg(kid) FROM keyring.secret WHERE valid_until IS NULL";
    assert_eq!(oracle.query_one(endless, &[]).await.unwrap().get::<_, Vec<String>>(0), [current.to_string()]);
    assert_eq!(audit(&admin, &map()).await.unwrap(), []);
}
