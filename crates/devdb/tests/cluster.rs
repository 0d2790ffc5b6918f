//! A cluster through its life: started twice, killed, adopted, with a long path, as root and as an ordinary user.
//!
//! What needs a second process starts this test program again, as `as_another_process`.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use devdb::{Cluster, ConnectionInfo, Error, Origin, Scratch, Settings};
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::{Pid, geteuid};
use tempfile::TempDir;

/// Names the directory that the second process is to run a cluster in.
const DATA_DIR: &str = "KARUM_TEST_DATA_DIR";
/// A numeric user without files or rights of its own.
const NOBODY: u32 = 65_534;

/// A directory that the server's user can enter, as a real parent of a data directory can.
fn open_dir() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), PermissionsExt::from_mode(0o755)).unwrap();
    dir
}

fn query(info: &ConnectionInfo, sql: &str) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = info.config("postgres").connect(tokio_postgres::NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        let rows = client.simple_query(sql).await.unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
        rows.iter().find_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        })
    })
}

fn lives(pid: u32) -> bool {
    // A zombie has no command line.
    fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty())
}

fn signal(pid: u32, signal: Signal) {
    kill(Pid::from_raw(i32::try_from(pid).unwrap()), signal).unwrap();
}

fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !condition() {
        assert!(Instant::now() < deadline, "waited too long until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Another process that runs a cluster, as another Karum would.
struct Other {
    process: Child,
    server: u32,
    origin: String,
}

impl Other {
    fn start(data_dir: &Path) -> Self {
        Self::run(Command::new(std::env::current_exe().unwrap()), data_dir)
    }

    fn run(mut program: Command, data_dir: &Path) -> Self {
        let mut process = program
            .args(["--exact", "as_another_process", "--ignored", "--nocapture"])
            .env(DATA_DIR, data_dir)
            .current_dir("/")
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let line = lines.into_iter().find(|line| line.contains("RUNNING")).unwrap();
        let mut words = line.split_whitespace().skip_while(|word| *word != "RUNNING").skip(1);
        let server = words.next().unwrap().parse().unwrap();
        Self { process, server, origin: words.next().unwrap().to_owned() }
    }

    /// As `kill -9` does, and to the whole group, as a Ctrl-C goes: the server is not to be in it.
    fn kill(&mut self) {
        killpg(Pid::from_raw(i32::try_from(self.process.id()).unwrap()), Signal::SIGKILL).unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Not a test: what [`Other`] runs, until it is killed.
#[test]
#[ignore = "started by the other tests"]
fn as_another_process() {
    let Some(data_dir) = std::env::var_os(DATA_DIR) else { return };
    let cluster = Cluster::start(&Settings::new(data_dir)).unwrap();
    assert_eq!(query(cluster.connection(), "SELECT 1").as_deref(), Some("1"));
    println!("\nRUNNING {} {:?}", cluster.pid(), cluster.origin());
    loop {
        std::thread::park();
    }
}

#[test]
fn data_stays_from_one_start_to_the_next() {
    let dir = open_dir();
    let settings = Settings::new(dir.path().join("deep/er/pg"));
    let cluster = Cluster::start(&settings).unwrap();
    assert_eq!(cluster.origin(), Origin::Made);
    query(cluster.connection(), "CREATE TABLE kept AS SELECT 42 AS answer");
    let pid = cluster.pid();
    cluster.stop().unwrap();
    assert!(!lives(pid));
    assert!(Cluster::attach(&settings.data_dir).unwrap().is_none());
    // What initdb writes there is about the machine, and must count.
    let own = settings.data_dir.join("data/postgresql.conf");
    let text = fs::read_to_string(&own).unwrap() + "work_mem = 9MB\nfsync = off\n";
    fs::write(own, text).unwrap();

    let cluster = Cluster::start(&settings).unwrap();
    assert_eq!(cluster.origin(), Origin::Started);
    assert_eq!(query(cluster.connection(), "SELECT answer FROM kept").as_deref(), Some("42"));
    assert_eq!(query(cluster.connection(), "SHOW work_mem").as_deref(), Some("9MB"));
    assert_eq!(query(cluster.connection(), "SHOW fsync").as_deref(), Some("on"));
    let pid = cluster.pid();
    drop(cluster);
    assert!(!lives(pid), "dropping stops the server too");
}

#[test]
fn the_server_is_private_and_set_up_as_promised() {
    let dir = open_dir();
    let settings = Settings::new(dir.path().join("pg"));
    let mut cluster = Cluster::start(&settings).unwrap();
    assert!(cluster.lives());
    let info = cluster.connection();
    for (name, value) in [
        ("listen_addresses", ""),
        ("max_connections", "200"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("jit", "off"),
        ("timezone", "UTC"),
        ("lc_messages", "C"),
        ("server_encoding", "UTF8"),
        ("password_encryption", "scram-sha-256"),
    ] {
        assert_eq!(query(info, &format!("SHOW {name}")).as_deref(), Some(value), "{name}");
    }
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(&settings.data_dir.join("password")), 0o600);
    assert_eq!(mode(&info.socket_dir), 0o700);
    assert_eq!(mode(&settings.data_dir.join("data")), 0o700);
    let runs_as = fs::metadata(format!("/proc/{}", cluster.pid())).unwrap().uid();
    assert_ne!(runs_as, 0, "the server never runs as root");

    let mut wrong = info.clone();
    wrong.password = secrecy::SecretString::from("wrong");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let refused = runtime.block_on(wrong.config("postgres").connect(tokio_postgres::NoTls)).err().unwrap();
    assert_eq!(refused.code(), Some(&tokio_postgres::error::SqlState::INVALID_PASSWORD));
}

#[test]
fn a_second_start_says_who_runs() {
    let dir = open_dir();
    let settings = Settings::new(dir.path().join("pg"));
    let other = Other::start(&settings.data_dir);
    let refused = Cluster::start(&settings).unwrap_err();
    let Error::AlreadyRunning { pid, .. } = &refused else { panic!("{refused}") };
    assert_eq!(*pid, Some(other.process.id()));
    assert!(refused.to_string().contains("already runs on"), "{refused}");
    assert!(matches!(Cluster::stop_left_behind(&settings.data_dir), Err(Error::AlreadyRunning { .. })));
    let info = Cluster::attach(&settings.data_dir).unwrap().unwrap();
    assert_eq!(query(&info, "SELECT 2").as_deref(), Some("2"));
    assert!(lives(other.server));
    signal(other.server, Signal::SIGINT);
    until("the server ended", || !lives(other.server));
}

#[test]
fn a_server_left_by_a_killed_process_is_adopted() {
    let dir = open_dir();
    let settings = Settings::new(dir.path().join("pg"));
    let mut first = Other::start(&settings.data_dir);
    assert_eq!(first.origin, "Made");
    first.kill();
    assert!(lives(first.server));

    let cluster = Cluster::start(&settings).unwrap();
    assert_eq!((cluster.origin(), cluster.pid()), (Origin::Adopted, first.server));
    assert_eq!(query(cluster.connection(), "SELECT 3").as_deref(), Some("3"));
    cluster.stop().unwrap();
    assert!(!lives(first.server));

    let mut second = Other::start(&settings.data_dir);
    assert_eq!(second.origin, "Started");
    second.kill();
    assert!(Cluster::stop_left_behind(&settings.data_dir).unwrap());
    assert!(!lives(second.server));
    assert!(!Cluster::stop_left_behind(&settings.data_dir).unwrap());
}

#[test]
fn a_killed_server_recovers_what_was_committed() {
    let dir = open_dir();
    let settings = Settings::new(dir.path().join("pg"));
    let mut other = Other::start(&settings.data_dir);
    let info = Cluster::attach(&settings.data_dir).unwrap().unwrap();
    query(&info, "CREATE TABLE kept AS SELECT 42 AS answer");
    // A backend that is busy while its server dies must not stand in the way of the next one.
    let busy = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (client, connection) = info.config("postgres").connect(tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            client.simple_query("SELECT sum(n) FROM generate_series(1, 8000000) AS n /* busy */").await.ok()
        })
    });
    let info = Cluster::attach(&settings.data_dir).unwrap().unwrap();
    let seen = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%* busy *%' AND state = 'active'
                AND pid <> pg_backend_pid()";
    until("the query runs", || busy.is_finished() || query(&info, seen).as_deref() == Some("1"));
    signal(other.server, Signal::SIGKILL);
    other.kill();
    until("the server ended", || !lives(other.server));

    let cluster = Cluster::start(&settings).unwrap();
    assert_eq!(cluster.origin(), Origin::Started);
    assert_eq!(query(cluster.connection(), "SELECT answer FROM kept").as_deref(), Some("42"));
    busy.join().unwrap();
}

#[test]
fn process_ids_that_went_to_another_program_do_not_stop_a_start() {
    let dir = open_dir();
    let settings = Settings::new(dir.path().join("pg"));
    let mut other = Other::start(&settings.data_dir);
    let data = settings.data_dir.join("data");
    let left = fs::read_to_string(data.join("postmaster.pid")).unwrap();
    signal(other.server, Signal::SIGKILL);
    other.kill();
    until("the server ended", || !lives(other.server));
    // The same user's other program: for Postgres alone, that is a live server.
    let mut stranger = Command::new("sleep");
    stranger.arg("600");
    let owner = fs::metadata(&data).unwrap().uid();
    if owner != geteuid().as_raw() {
        stranger.uid(owner);
    }
    let mut stranger = stranger.spawn().unwrap();
    let reused = left.replacen(&other.server.to_string(), &stranger.id().to_string(), 1);
    fs::write(data.join("postmaster.pid"), &reused).unwrap();
    fs::write(settings.data_dir.join("socket/.s.PGSQL.5432.lock"), reused).unwrap();

    let started = Cluster::start(&settings);
    stranger.kill().unwrap();
    stranger.wait().unwrap();
    assert_eq!(started.unwrap().origin(), Origin::Started);
}

#[test]
fn a_path_too_long_for_a_socket_works() {
    let dir = open_dir();
    let settings = Settings::new(dir.path().join("long, \"quoted\" and 'strange'").join("x".repeat(120)));
    let cluster = Cluster::start(&settings).unwrap();
    let socket_dir = cluster.connection().socket_dir.clone();
    assert!(!socket_dir.starts_with(dir.path()), "{}", socket_dir.display());
    assert_eq!(query(cluster.connection(), "SELECT 4").as_deref(), Some("4"));
    let attached = Cluster::attach(&settings.data_dir).unwrap().unwrap();
    assert_eq!(attached.socket_dir, socket_dir);
    cluster.stop().unwrap();
    assert!(!socket_dir.exists(), "what stood outside of the data directory is gone");
}

#[test]
fn an_interrupted_first_start_is_made_good() {
    let dir = open_dir();
    let settings = Settings::new(dir.path().join("pg"));
    fs::create_dir_all(settings.data_dir.join("data.new/base")).unwrap();
    fs::write(settings.data_dir.join("data.new/PG_VERSION"), "15\n").unwrap();
    fs::write(settings.data_dir.join("password"), "old").unwrap();
    let cluster = Cluster::start(&settings).unwrap();
    assert_eq!(cluster.origin(), Origin::Made);
    assert_eq!(query(cluster.connection(), "SELECT 5").as_deref(), Some("5"));
}

#[test]
fn a_server_that_cannot_start_shows_its_log() {
    let dir = open_dir();
    let settings = Settings::new(dir.path().join("pg"));
    Cluster::start(&settings).unwrap().stop().unwrap();
    fs::remove_file(settings.data_dir.join("data/global/pg_control")).unwrap();
    let failed = Cluster::start(&settings).unwrap_err();
    assert!(matches!(failed, Error::Exited { .. }), "{failed}");
    assert!(failed.to_string().contains("pg_control"), "{failed}");
}

#[test]
fn a_scratch_cluster_leaves_nothing() {
    let scratch = Scratch::start().unwrap();
    assert_eq!(query(scratch.connection(), "SHOW fsync").as_deref(), Some("off"));
    assert_eq!(query(scratch.connection(), "SHOW max_connections").as_deref(), Some("300"));
    let socket_dir = scratch.connection().socket_dir.clone();
    drop(scratch);
    assert!(!socket_dir.parent().unwrap().exists());
}

/// Root can also be an ordinary user: this program, copied to where that user can enter.
#[test]
fn an_ordinary_user_runs_its_own_server_and_root_only_attaches() {
    if !geteuid().is_root() {
        eprintln!("skipped: only root can become another user (all other tests run as an ordinary user here)");
        return;
    }
    let dir = open_dir();
    let program = dir.path().join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let home = dir.path().join("home");
    fs::create_dir(&home).unwrap();
    std::os::unix::fs::chown(&home, Some(NOBODY), Some(NOBODY)).unwrap();
    let data_dir: PathBuf = home.join(".karum/pg");
    let mut command = Command::new(program);
    command.uid(NOBODY).gid(NOBODY);
    let other = Other::run(command, &data_dir);
    assert_eq!(fs::metadata(format!("/proc/{}", other.server)).unwrap().uid(), NOBODY);
    assert_eq!(fs::metadata(&data_dir).unwrap().mode() & 0o777, 0o700);

    let info = Cluster::attach(&data_dir).unwrap().unwrap();
    assert_eq!(query(&info, "SELECT 6").as_deref(), Some("6"));
    drop(other);
    let refused = Cluster::start(&Settings::new(&data_dir)).unwrap_err();
    assert!(matches!(refused, Error::ForeignData { owner: NOBODY, .. }), "{refused}");
    assert!(Cluster::stop_left_behind(&data_dir).unwrap());
}
