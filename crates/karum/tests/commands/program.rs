//! The program, run as a person runs it, in a directory of its own.

use std::{
    fs::{self, File},
    io::{Read, Write},
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

/// How long anything may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_mins(2);
/// Rows of each feed in the small copy of the examples: what is tested here is the way, not the volume.
const ROWS: usize = 25;

/// A directory with everything that a site keeps, and its port.
pub struct Place {
    pub port: u16,
    directory: tempfile::TempDir,
}

/// A running `karum up`. Dropping it kills.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The first rows of a file of the examples.
fn shortened(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    let text = fs::read_to_string(from).unwrap();
    fs::write(to, text.split_inclusive('\n').take(ROWS + 1).collect::<String>()).unwrap();
}

impl Place {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        // the server's own user must be able to enter
        fs::set_permissions(directory.path(), PermissionsExt::from_mode(0o755)).unwrap();
        for feed in [
            "haushalt-spree/feed_de",
            "haushalt-spree/feed_en",
            "haushalt-spree/feed_fr",
            "mode-saleor/feed_en",
            "pharmacie-bdpm/feed_fr",
        ] {
            let name = format!("feeds/shop-{feed}.tsv");
            shortened(&root().join("examples").join(&name), &directory.path().join("examples").join(&name));
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { port, directory }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// A command with this place's settings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_karum"));
        command.args(arguments).current_dir(root()).env("KARUM_EXAMPLES", self.path("examples"));
        command.args(["--listen", &format!("127.0.0.1:{}", self.port), "--data-dir"]).arg(self.data());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must succeed; answers what it printed.
    pub fn succeeds(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stdout)
    }

    /// Runs a command that must fail; answers what it said.
    pub fn fails(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?} succeeded: {}", text(&output.stdout));
        text(&output.stderr)
    }

    /// Begins `karum up`, with what it says in the files `out` and `log`.
    pub fn begin(&self) -> Running {
        let file = |name| Stdio::from(File::create(self.path(name)).unwrap());
        Running(self.command(&["up"]).stdout(file("out")).stderr(file("log")).spawn().unwrap())
    }

    /// Begins it, and waits until it answers.
    pub fn up(&self) -> Running {
        let mut running = self.begin();
        eventually("the site answers", || {
            assert!(running.0.try_wait().unwrap().is_none(), "it ended: {}", self.read("log"));
            self.status("/readyz") == Some(200)
        });
        running
    }

    /// What a file of the place holds.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// The status of a page; none where nobody answers.
    pub fn status(&self, path: &str) -> Option<u16> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).ok()?;
        std::str::from_utf8(&answer[9..]).ok()?.parse().ok()
    }

    /// The process id of the embedded PostgreSQL.
    pub fn postgres(&self) -> i32 {
        self.read("data/pg/data/postmaster.pid").lines().next().unwrap().parse().unwrap()
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Polls until something holds.
pub fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < deadline, "not in time: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Sends a signal by the system's `kill`.
pub fn signal(name: &str, pid: impl std::fmt::Display) {
    assert!(Command::new("kill").args([name, &pid.to_string()]).status().unwrap().success());
}

/// Whether a process lives.
pub fn lives(pid: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with('Z'))
}
