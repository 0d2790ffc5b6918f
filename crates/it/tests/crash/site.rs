//! A `karum up` in a directory of its own, that can be killed and begun again.

use std::fmt::Write as _;

use std::{
    fs::{self, File},
    io::{Read, Write},
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

/// How long anything may take on a busy machine; more than a dead worker's lease.
pub const PATIENCE: Duration = Duration::from_mins(5);
/// Rows of each feed in the small copy of the examples.
const ROWS: usize = 25;
/// The demo's feeds.
const FEEDS: [&str; 5] = [
    "haushalt-spree/feed_de",
    "haushalt-spree/feed_en",
    "haushalt-spree/feed_fr",
    "mode-saleor/feed_en",
    "pharmacie-bdpm/feed_fr",
];

/// The directory, the port, and the program while it runs.
pub struct Site {
    pub directory: tempfile::TempDir,
    pub port: u16,
    running: Option<Child>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The program that was built beside this test.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.parent().and_then(Path::parent).unwrap().join("karum");
    assert!(program.exists(), "build the workspace first: there is no {}", program.display());
    program
}

impl Site {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        // the server's own user must be able to enter
        fs::set_permissions(directory.path(), PermissionsExt::from_mode(0o755)).unwrap();
        for feed in FEEDS {
            let name = format!("feeds/shop-{feed}.tsv");
            let text = fs::read_to_string(root().join("examples").join(&name)).unwrap();
            let to = directory.path().join("examples").join(&name);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to, text.split_inclusive('\n').take(ROWS + 1).collect::<String>()).unwrap();
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { directory, port, running: None }
    }

    pub fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).current_dir(root()).env("KARUM_EXAMPLES", self.directory.path().join("examples"));
        command.args(["--listen", &format!("127.0.0.1:{}", self.port), "--data-dir"]).arg(self.data());
        command
    }

    /// Begins it, and waits until it answers.
    pub fn up(&mut self) {
        let file = |name| {
            let file = File::options().create(true).append(true).open(self.directory.path().join(name));
            Stdio::from(file.unwrap())
        };
        let mut child = self.command(&["up"]).stdout(file("out")).stderr(file("log")).spawn().unwrap();
        let deadline = Instant::now() + PATIENCE;
        while self.call("GET", "/readyz", "", "", None).is_none_or(|(status, _)| status != 200) {
            assert!(child.try_wait().unwrap().is_none(), "it ended: {}", self.log());
            assert!(Instant::now() < deadline, "it does not answer: {}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
        self.running = Some(child);
    }

    /// Kills the program as it stands, while others still talk to it; its PostgreSQL lives on, as it would.
    pub fn signal_kill(&self) {
        let pid = self.running.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());
    }

    /// Waits for the end of what was killed.
    pub fn ended(&mut self) {
        self.running.take().unwrap().wait().unwrap();
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.directory.path().join("log")).unwrap_or_default()
    }

    /// Asks as a program does; none where the answer did not arrive whole.
    pub fn call(
        &self,
        method: &str,
        path: &str,
        session: &str,
        key: &str,
        body: Option<&[u8]>,
    ) -> Option<(u16, Value)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        let body = body.unwrap_or_default();
        let kind = if body.starts_with(b"{") { "application/json" } else { "application/octet-stream" };
        let mut head = format!("{method} {path} HTTP/1.0\r\nHost: localhost\r\nAccept: application/json\r\n");
        for (name, value) in [("Authorization", format!("Bearer {session}")), ("Idempotency-Key", key.to_owned())] {
            if !value.ends_with(' ') && !value.is_empty() {
                let _ = write!(head, "{name}: {value}\r\n");
            }
        }
        let _ = write!(head, "Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all(&[head.as_bytes(), body].concat()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        if body.is_empty() || !body.starts_with(['{', '[']) {
            return Some((status, Value::Null));
        }
        Some((status, serde_json::from_str(body).ok()?))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(mut child) = self.running.take() {
            // in order, so that its PostgreSQL ends too
            let _ = Command::new("kill").arg(child.id().to_string()).status();
            let _ = child.wait();
        }
    }
}
