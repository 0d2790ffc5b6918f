//! TLS to the server: what each `sslmode` asks of its certificate, and that cancel requests go the same way.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{
    net::Ipv4Addr,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::Path,
    sync::atomic::Ordering::Relaxed,
    time::{Duration, Instant},
};

use devdb::{Cluster, Settings};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tenancy::{PoolSettings, Pools, Secrets, ServerConfig, map::TenancyMap};
use tokio_postgres::NoTls;
use types::{SellerId, UserId};

const PATIENCE: Duration = Duration::from_secs(30);

/// An authority, as PEM, and a certificate of it with its key.
fn certificates(address: Ipv4Addr) -> (String, String, String) {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec![address.to_string()]).unwrap().signed_by(&key, &issuer).unwrap();
    (root, server.pem(), key.serialize_pem())
}

/// A cluster that listens on two addresses of this process's own; its certificate is for the first.
async fn listening(dir: &Path, addresses: [Ipv4Addr; 2], certificate: &str, key: &str) -> Cluster {
    let settings = Settings::new(dir.join("pg"));
    let first = settings.clone();
    let cluster = tokio::task::spawn_blocking(move || Cluster::start(&first).unwrap()).await.unwrap();
    let owner = std::fs::metadata(dir.join("pg/data")).unwrap();
    for (name, text) in [
        ("server.crt", certificate),
        ("server.key", key),
        ("hba", "local all all scram-sha-256\nhostssl all all 127.0.0.0/8 scram-sha-256\n"),
    ] {
        let path = dir.join("pg/data").join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        chown(&path, Some(owner.uid()), Some(owner.gid())).unwrap();
    }
    let (client, connection) = cluster.connection().config("postgres").connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    let addresses = addresses.map(|address| address.to_string()).join(",");
    let hba = dir.join("pg/data/hba");
    for set in
        ["ssl = on".to_owned(), format!("listen_addresses = '{addresses}'"), format!("hba_file = '{}'", hba.display())]
    {
        client.batch_execute(&format!("ALTER SYSTEM SET {set}")).await.unwrap();
    }
    drop(client);
    tokio::task::spawn_blocking(move || {
        cluster.stop().unwrap();
        Cluster::start(&settings).unwrap()
    })
    .await
    .unwrap()
}

/// Whether a connection so made is guarded; the refusal, where there is none.
async fn tried(server: &str) -> Result<bool, String> {
    let server: ServerConfig = server.parse().unwrap();
    // What migrates connects as everything else does.
    let findings = tenancy::audit::audit(&server, &TenancyMap::embedded().unwrap()).await;
    findings.map(|_| true).map_err(|error| error.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_mode_asks_what_it_promises() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::set_permissions(dir.path(), PermissionsExt::from_mode(0o755)).unwrap();
    let [high, low] = u16::try_from(std::process::id() % 0xffff).unwrap().to_be_bytes();
    let [right, wrong] = [101, 102].map(|net| Ipv4Addr::new(127, net, high, low));
    let (root, certificate, key) = certificates(right);
    let (other_root, ..) = certificates(right);
    for (name, text) in [("root.pem", &root), ("other.pem", &other_root)] {
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    let cluster = listening(dir.path(), [right, wrong], &certificate, &key).await;
    let password = secrecy::ExposeSecret::expose_secret(&cluster.connection().password).to_owned();
    let port = cluster.connection().port;
    let at = |host: Ipv4Addr, tls: &str| format!("postgres://postgres:{password}@{host}:{port}/postgres?{tls}");
    let rooted = |mode: &str, file: &str| format!("sslmode={mode}&sslrootcert={}", dir.path().join(file).display());

    // The server takes guarded connections only, so that whatever succeeds is one.
    let refused = tried(&at(right, "sslmode=disable")).await.unwrap_err();
    assert!(refused.contains("pg_hba.conf"), "{refused}");
    for mode in ["", "sslmode=prefer", "sslmode=require"] {
        assert_eq!(tried(&at(wrong, mode)).await, Ok(true), "{mode}");
    }
    assert_eq!(tried(&at(right, &rooted("verify-full", "root.pem"))).await, Ok(true));
    assert_eq!(tried(&at(wrong, &rooted("verify-ca", "root.pem"))).await, Ok(true));
    for (host, tls, says) in [
        (wrong, rooted("verify-full", "root.pem"), "not valid for name"),
        (right, rooted("verify-full", "other.pem"), "certificate"),
        (right, rooted("verify-ca", "other.pem"), "certificate"),
        (right, rooted("require", "other.pem"), "certificate"),
        (right, rooted("verify-full", "none.pem"), "none.pem"),
        (right, "sslmode=verify-full".to_owned(), "certificate"),
    ] {
        let refused = tried(&at(host, &tls)).await.unwrap_err();
        assert!(refused.contains(says), "{host} {tls}: {refused}");
    }
    a_cancel_request_arrives(&at(right, &rooted("verify-full", "root.pem")).parse().unwrap()).await;
    tokio::task::spawn_blocking(move || cluster.stop().unwrap()).await.unwrap();
}

async fn a_cancel_request_arrives(admin: &ServerConfig) {
    let secrets = Secrets::generate().unwrap();
    tenancy::migrate(admin, &secrets).await.unwrap();
    let server = admin.without_login("postgres");
    let pools = Pools::new(&PoolSettings { server, connections: 1, bind_pid: true }, &secrets).unwrap();
    let door = pools.seller(SellerId::new(), UserId::new(), None);
    let request = async {
        let q = door.write().await.unwrap();
        let guarded = q.raw("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", &[]).await.unwrap();
        assert!(guarded[0].get::<_, bool>(0));
        q.raw("SELECT pg_sleep(50)", &[]).await.unwrap();
    };
    assert!(tokio::time::timeout(Duration::from_millis(500), request).await.is_err());
    let deadline = Instant::now() + PATIENCE;
    while door.stats().discarded.load(Relaxed) == 0 {
        assert!(Instant::now() < deadline, "the abandoned statement was not ended");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(door.stats().cancels.load(Relaxed), 1, "the first cancel request was heard");
    pools.close();
}
