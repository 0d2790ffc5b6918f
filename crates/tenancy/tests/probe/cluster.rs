//! What is cluster-wide: holes of roles, databases that are made and dropped, an administrator who is no superuser.

use std::collections::BTreeSet;

use devdb::Scratch;
use tenancy::{
    CLASSES, Secrets, ServerConfig,
    audit::audit,
    map::TenancyMap,
    probe::{ProbeTarget, Prober, probe_in_place, probe_scratch},
};
use tokio_postgres::NoTls;

use super::leaked;

/// Holes of roles, which are the whole cluster's: attack, class, SQL.
pub(crate) const HOLES_OF_ROLES: &[(&str, &str, &str)] = &[
    ("SET ROLE", "seller", "GRANT karum_staff TO karum_login_seller"),
    ("SET ROLE", "gate", "GRANT karum_owner TO karum_gate"),
    ("SET SESSION AUTHORIZATION", "worker", "ALTER ROLE karum_login_worker SUPERUSER"),
    ("raise itself", "platform", "ALTER ROLE karum_login_platform CREATEROLE"),
    ("pg_stat_activity", "buyer", "GRANT pg_read_all_stats TO karum_login_buyer"),
    ("connect elsewhere", "checkout", "GRANT CONNECT ON DATABASE postgres TO karum_checkout"),
    (
        "SELECT without WHERE",
        "staff",
        "GRANT pg_read_all_data TO karum_login_staff; ALTER ROLE karum_login_staff BYPASSRLS",
    ),
];

async fn holes_of_roles_are_found(admin: &ServerConfig, secrets: &Secrets) {
    tenancy::migrate(admin, secrets).await.unwrap();
    let (oracle, connection) = admin.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    let map = TenancyMap::embedded().unwrap();
    let mut prober = Prober::prepare(&ProbeTarget::new(admin.clone(), secrets.clone()).unwrap()).await.unwrap();
    for (attack, class, made) in HOLES_OF_ROLES {
        oracle.batch_execute(made).await.unwrap();
        let report = prober.attack(&[(*attack).to_owned()], &[(*class).to_owned()]).await.unwrap();
        assert_eq!(leaked(&report, attack), BTreeSet::from([*class]), "{made}\n{report}");
        let findings = audit(admin, &map).await.unwrap();
        assert!(!findings.is_empty(), "{made}: the audit sees nothing");
        for finding in findings {
            oracle.batch_execute(&finding.mend).await.unwrap();
        }
    }
    assert_eq!(audit(admin, &map).await.unwrap(), []);
}

/// One who may make roles and owns the database takes a login's role, where a superuser would take its place.
async fn an_administrator_who_is_no_superuser_probes_in_place(server: &Scratch, secrets: &Secrets) {
    let connect = async |config: ServerConfig| {
        let (client, connection) = config.connect(NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    };
    let superuser = connect(server.connection().config("postgres").into()).await;
    superuser.batch_execute("CREATE ROLE operator LOGIN CREATEROLE PASSWORD 'operator'").await.unwrap();
    superuser.batch_execute("CREATE DATABASE karum_shop OWNER operator").await.unwrap();
    let mut operator: ServerConfig = server.connection().config("karum_shop").into();
    operator.user("operator").password("operator");
    tenancy::migrate(&operator, secrets).await.unwrap();

    // Those that need rows: what PostgreSQL opens to all, he could not close (the audit waives it).
    let attacks = [
        "no token",
        "retired key",
        "stolen token",
        "token of another class",
        "SELECT without WHERE",
        "UPDATE without WHERE",
        "foreign ids",
        "prepared statements",
        "cascades",
        "SET ROLE",
    ];
    let attacks: Vec<String> = attacks.map(str::to_owned).to_vec();
    let classes: Vec<String> = ["seller", "buyer", "checkout"].map(str::to_owned).to_vec();
    let all = ProbeTarget::new(operator, secrets.clone()).unwrap();
    let target = ProbeTarget { attacks: attacks.clone(), classes: classes.clone(), ..all };
    let report = probe_in_place(&target).await.unwrap();
    assert!(report.passed(), "\n{report}");
    assert!(report.rows.len() == attacks.len() * classes.len() && report.tries() > 500, "\n{report}");

    let oracle = connect(server.connection().config("karum_shop").into()).await;
    let sql = "SELECT (SELECT count(*) FROM karum.users) + (SELECT count(*) FROM karum.sellers) + (SELECT count(*) FROM karum.orders)
        + (SELECT count(*) FROM keyring.login WHERE login = 'operator') + (SELECT count(*) FROM keyring.secret WHERE valid_until IS NOT NULL)
        + (SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid WHERE r.rolname LIKE 'karum_login%' AND m.member = 'operator'::regrole)";
    assert_eq!(oracle.query_one(sql, &[]).await.unwrap().get::<_, i64>(0), 0);
    // And finds what stands open.
    oracle.batch_execute("ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY").await.unwrap();
    let target = target.only(&["SELECT without WHERE".to_owned()], &["seller".to_owned()]).unwrap();
    let report = probe_in_place(&target).await.unwrap();
    assert_eq!(leaked(&report, "SELECT without WHERE"), BTreeSet::from(["seller"]), "\n{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_is_made_attacked_and_dropped() {
    let scratch = tokio::task::spawn_blocking(|| Scratch::start().unwrap()).await.unwrap();
    tenancy::create_database(&scratch.connection().config("postgres").into(), "karum").await.unwrap();
    let (admin, secrets): (ServerConfig, _) =
        (scratch.connection().config("karum").into(), Secrets::generate().unwrap());
    an_administrator_who_is_no_superuser_probes_in_place(&scratch, &secrets).await;
    let attacks = ["SELECT without WHERE", "connect elsewhere"].map(str::to_owned);
    let target = ProbeTarget::new(admin.clone(), secrets.clone()).unwrap().only(&attacks, &[]).unwrap();
    let report = probe_scratch(&target).await.unwrap();
    assert!(report.passed() && report.rows.len() == attacks.len() * CLASSES.len(), "\n{report}");
    let error = target.only(&["SELECT".to_owned()], &[]).unwrap_err().to_string();
    assert!(error.contains("TRUNCATE") && error.contains("checkout"), "{error}");
    let (client, connection) = admin.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    let left = client.query("SELECT FROM pg_database WHERE datname LIKE 'karum\\_probe\\_%'", &[]).await.unwrap();
    assert!(left.is_empty());
    holes_of_roles_are_found(&admin, &secrets).await;
    tokio::task::spawn_blocking(move || drop(scratch)).await.unwrap();
}
