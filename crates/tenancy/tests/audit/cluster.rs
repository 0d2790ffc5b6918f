//! Faults of roles, which are the whole cluster's: in a cluster of their own.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use devdb::Scratch;
use tenancy::{
    Secrets, ServerConfig,
    audit::{Auditor, Finding, audit},
    mutate::{Plan, self_test},
};
use tokio_postgres::{Client, NoTls};

use crate::{checks, map, row, told};

/// The check that names it, and what is planted.
pub const FAULTS: &[(&str, &str)] = &[
    ("role-attributes", "ALTER ROLE karum_seller SUPERUSER"),
    ("role-attributes", "ALTER ROLE karum_login_seller BYPASSRLS"),
    ("role-attributes", "ALTER ROLE karum_def_gate CREATEROLE"),
    ("role-attributes", "ALTER ROLE karum_owner LOGIN"),
    ("role-attributes", "ALTER ROLE karum_platform CREATEDB"),
    ("role-attributes", "ALTER ROLE karum_login_worker REPLICATION"),
    ("role-attributes", "ALTER ROLE karum_login_buyer NOLOGIN"),
    ("role-membership", "ALTER ROLE karum_login_buyer NOINHERIT"),
    ("role-membership", "GRANT karum_owner TO karum_seller"),
    ("role-membership", "GRANT karum_staff TO karum_login_seller"),
    ("role-membership", "GRANT karum_def_gate TO karum_login_gate"),
    ("role-membership", "GRANT pg_read_all_data TO karum_public"),
    (
        "role-membership",
        "CREATE ROLE step_a NOLOGIN; CREATE ROLE step_b NOLOGIN BYPASSRLS; GRANT step_b TO step_a; GRANT step_a TO karum_buyer",
    ),
    ("role-membership", "REVOKE karum_worker FROM karum_login_worker"),
    ("role-membership", "GRANT karum_seller TO karum_login_seller WITH ADMIN OPTION"),
    ("role-outsider", "CREATE ROLE reporting LOGIN; GRANT karum_seller TO reporting"),
    ("role-outsider", "CREATE ROLE curious LOGIN; GRANT karum_keyring TO curious"),
    ("role-outsider", "CREATE ROLE nosy LOGIN; GRANT karum_login_public TO nosy"),
    ("other-databases", "GRANT CONNECT ON DATABASE postgres TO karum_seller"),
    ("other-databases", "GRANT CONNECT ON DATABASE template1 TO PUBLIC"),
    ("parameter-grants", "GRANT SET ON PARAMETER session_replication_role TO karum_seller"),
    ("parameter-grants", "GRANT ALTER SYSTEM ON PARAMETER row_security TO PUBLIC"),
    ("keyring-login", "UPDATE keyring.login SET class = 'nothing' WHERE class = 'gate'"),
    ("keyring-login", "UPDATE keyring.login SET class = 'seller' WHERE class = 'buyer'"),
    ("settings", "ALTER ROLE karum_login_seller RESET search_path"),
    ("settings", "ALTER ROLE karum_login_seller SET search_path = public, karum"),
    ("settings", "ALTER ROLE ALL SET row_security = off"),
    ("server-settings", "ALTER SYSTEM SET row_security = off"),
    ("server-settings", "ALTER SYSTEM SET session_replication_role = replica"),
    ("server-settings", "ALTER SYSTEM SET session_preload_libraries = 'plpgsql'"),
    ("server-settings", "ALTER SYSTEM SET search_path = public, karum"),
    ("server-settings", "ALTER SYSTEM SET karum.scope = 'x'"),
];

/// What sets the server's own settings cannot be part of a transaction, as several statements at once are.
async fn run(oracle: &Client, sql: &str) -> Result<(), tokio_postgres::Error> {
    if !sql.starts_with("ALTER SYSTEM") {
        return oracle.batch_execute(sql).await;
    }
    // A setting with a name of its own must have been heard of in the session.
    oracle.batch_execute("SELECT set_config('karum.scope', '', false)").await?;
    for statement in sql.split("; ") {
        oracle.batch_execute(statement).await?;
    }
    oracle.batch_execute("SELECT pg_reload_conf()").await
}

/// The findings, when they are as awaited: the server takes up a setting of its own when it comes to it.
async fn audited(
    auditor: &mut Auditor,
    admin: &ServerConfig,
    plant: &str,
    awaited: impl Fn(&[Finding]) -> bool,
) -> Vec<Finding> {
    if !plant.starts_with("ALTER SYSTEM") {
        return auditor.audit(map()).await.unwrap();
    }
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let findings = audit(admin, map()).await.unwrap();
        if awaited(&findings) || Instant::now() > end {
            return findings;
        }
    }
}

async fn connect(config: &ServerConfig) -> Client {
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_of_roles_are_named_and_mended() {
    let scratch = tokio::task::spawn_blocking(|| Scratch::start().unwrap()).await.unwrap();
    tenancy::create_database(&scratch.connection().config("postgres").into(), "karum").await.unwrap();
    let admin = ServerConfig::from(scratch.connection().config("karum"));
    let secrets = Secrets::generate().unwrap();
    tenancy::migrate(&admin, &secrets).await.unwrap();
    let oracle = connect(&admin).await;
    let sound = audit(&admin, map()).await.unwrap();
    assert!(sound.is_empty(), "\n{}", told(&sound));
    let mut auditor = Auditor::open(&admin).await.unwrap();
    for (check, plant) in FAULTS {
        run(&oracle, plant).await.unwrap_or_else(|e| panic!("{plant}: {e:?}"));
        let findings = audited(&mut auditor, &admin, plant, |findings| !findings.is_empty()).await;
        assert_eq!(checks(&findings), BTreeSet::from([*check]), "{plant}\n{}", told(&findings));
        for finding in &findings {
            run(&oracle, &finding.mend).await.unwrap_or_else(|e| panic!("{finding}\n{e:?}"));
        }
        let left = audited(&mut auditor, &admin, plant, <[_]>::is_empty).await;
        assert!(left.is_empty(), "{plant}\nafter mending\n{}\nthere is left\n{}", told(&findings), told(&left));
        row(check, plant, findings.len());
    }
    a_chain_is_told_to_its_end(&oracle, &admin).await;
    whoever_is_no_superuser_may_audit(&oracle, &admin).await;
    drop((oracle, auditor));
    every_kind_of_mutation_of_roles_is_named(&admin, &secrets).await;
    tokio::task::spawn_blocking(move || drop(scratch)).await.unwrap();
}

async fn every_kind_of_mutation_of_roles_is_named(admin: &ServerConfig, secrets: &Secrets) {
    let plan = Plan { seed: 2, count: 11, roles: true, ..Plan::default() };
    let report = self_test(admin, secrets, &plan).await.unwrap();
    println!("{report}");
    assert!(report.passed() && report.unmade.is_empty(), "\n{report}");
}

async fn a_chain_is_told_to_its_end(oracle: &Client, admin: &ServerConfig) {
    oracle.batch_execute("GRANT step_a TO karum_buyer").await.unwrap();
    let findings = audit(admin, map()).await.unwrap();
    assert_eq!(
        findings[0].wrong,
        "is a member of step_a and reaches step_b (exempt from row-level security)",
        "\n{}",
        told(&findings)
    );
    oracle.batch_execute(&findings[0].mend).await.unwrap();
}

async fn whoever_is_no_superuser_may_audit(oracle: &Client, admin: &ServerConfig) {
    oracle
        .batch_execute(
            "CREATE ROLE warden LOGIN CREATEROLE PASSWORD 'warden'; GRANT karum_keyring TO warden;
             CREATE ROLE guest LOGIN PASSWORD 'guest'; GRANT CONNECT ON DATABASE karum TO warden, guest",
        )
        .await
        .unwrap();
    let [warden, guest] = ["warden", "guest"].map(|name| {
        let mut config = admin.clone();
        config.user(name).password(name);
        config
    });
    let sound = audit(&warden, map()).await.unwrap();
    assert!(sound.is_empty(), "\n{}", told(&sound));
    let findings = audit(&guest, map()).await.unwrap();
    assert_eq!(checks(&findings), BTreeSet::from(["keyring-login"]), "\n{}", told(&findings));
    // What anyone can see, anyone is told.
    oracle
        .batch_execute("ALTER TABLE karum.orders NO FORCE ROW LEVEL SECURITY; GRANT karum_staff TO karum_login_seller")
        .await
        .unwrap();
    for (config, expected) in [
        (&warden, BTreeSet::from(["rls", "role-membership"])),
        (&guest, BTreeSet::from(["rls", "role-membership", "keyring-login"])),
    ] {
        assert_eq!(checks(&audit(config, map()).await.unwrap()), expected);
    }
}
