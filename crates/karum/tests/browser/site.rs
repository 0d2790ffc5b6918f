//! The program, started as a person would start it, on a free port with a directory of its own.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use std::{
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How long anything that goes on in the background may take, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

pub struct Site {
    pub address: String,
    program: Child,
    directory: tempfile::TempDir,
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A file of the examples.
pub fn example(path: &str) -> PathBuf {
    root().join("examples").join(path)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Polls until something holds.
pub async fn eventually(what: &str, mut done: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !done().await {
        assert!(Instant::now() < deadline, "not in time: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

impl Site {
    pub async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        // the server's own user must be able to enter
        std::fs::set_permissions(directory.path(), PermissionsExt::from_mode(0o755)).unwrap();
        let port = free_port();
        let log = std::fs::File::create(directory.path().join("log")).unwrap();
        let program = Command::new(env!("CARGO_BIN_EXE_karum"))
            .args(["up", "--no-demo", "--listen", &format!("127.0.0.1:{port}"), "--data-dir"])
            .arg(directory.path().join("data"))
            .current_dir(root())
            .env("KARUM_PUBLIC_URL", format!("http://localhost:{port}"))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut site = Self { address: format!("http://localhost:{port}"), program, directory };
        let deadline = Instant::now() + PATIENCE;
        while !answers(port).await {
            let ended = site.program.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < deadline, "the program did not start: {}", site.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        site
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.directory.path().join("log")).unwrap_or_default()
    }

    async fn rows(&self, sql: &str) -> Vec<test_support::Row> {
        let client = test_support::superuser_of(&self.directory.path().join("data/pg"), "karum").await;
        client.batch_execute("SET search_path = karum").await.unwrap();
        client.query(sql, &[]).await.unwrap()
    }

    pub async fn count(&self, sql: &str) -> i64 {
        self.rows(&format!("SELECT count(*) FROM ({sql}) x")).await[0].get(0)
    }

    pub async fn texts(&self, sql: &str) -> Vec<String> {
        self.rows(sql).await.iter().map(|row| row.get(0)).collect()
    }

    pub async fn text(&self, sql: &str) -> String {
        self.texts(sql).await.into_iter().next().unwrap_or_else(|| panic!("no row: {sql}"))
    }

    /// Stops the program as Ctrl-C does, and sees that it ends well.
    pub fn stop(mut self) {
        interrupt(&self.program);
        assert!(self.program.wait().unwrap().success(), "{}", self.log());
    }
}

/// Whether the site answers: its address is taken before it can.
async fn answers(port: u16) -> bool {
    let Ok(mut stream) = tokio::net::TcpStream::connect(("127.0.0.1", port)).await else { return false };
    let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let asked = stream.write_all(request.as_bytes()).await;
    asked.is_ok() && stream.read_u8().await.is_ok()
}

fn interrupt(program: &Child) {
    let _ = Command::new("kill").args(["-INT", &program.id().to_string()]).status();
}

impl Drop for Site {
    fn drop(&mut self) {
        if self.program.try_wait().is_ok_and(|ended| ended.is_none()) {
            interrupt(&self.program);
            let _ = self.program.wait();
        }
    }
}
