//! A mail server of a test's own.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp/server.py");

/// A server, and where it writes what it takes.
pub struct Server {
    process: Child,
    files: PathBuf,
    arguments: Vec<String>,
    pub port: u16,
    _directory: Option<TempDir>,
}

/// The Python that has aiosmtpd; Debian's is not always the first on the path.
fn python() -> &'static str {
    let has = |python: &&str| {
        let mut command = Command::new(*python);
        command.args(["-c", "import aiosmtpd"]).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    ["python3", "/usr/bin/python3"].iter().find(|python| has(python)).expect(
        "no Python has aiosmtpd: install Debian's python3-aiosmtpd (scripts/install.sh test), or `pip install aiosmtpd`",
    )
}

fn start(files: &Path, port: u16, arguments: &[String]) -> (Child, u16) {
    let mut process = Command::new(python())
        .arg(PROGRAM)
        .arg(files)
        .arg(port.to_string())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (process, line.trim().parse().expect("the mail server tells its port"))
}

impl Server {
    /// A server that takes whatever it is given.
    pub fn plain() -> Self {
        Self::with(&[])
    }

    /// A server with a certificate, and a password where there is one.
    pub fn with(arguments: &[String]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let files = directory.path().to_owned();
        let (process, port) = start(&files, 0, arguments);
        Self { process, files, arguments: arguments.to_vec(), port, _directory: Some(directory) }
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Ends it; what it has taken stays.
    pub fn stop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }

    /// Starts it again at the same port.
    pub fn start(&mut self) {
        (self.process, self.port) = start(&self.files, self.port, &self.arguments);
    }

    /// What it says to the next mails.
    pub fn answers(&self, answers: &[&str]) {
        fs::write(self.files.join("answers"), answers.join("\n")).unwrap();
    }

    /// Whether it holds a mail back.
    pub fn holds(&self) -> bool {
        self.files.join("held").exists()
    }

    /// Lets go of what it holds.
    pub fn release(&self) {
        fs::write(self.files.join("release"), "").unwrap();
    }

    /// What it has taken, in order.
    pub fn taken(&self) -> Vec<Value> {
        let read = |number: usize| fs::read_to_string(self.files.join(format!("{number}.json"))).ok();
        (1..).map_while(read).map(|text| serde_json::from_str(&text).unwrap()).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A header's only value.
pub fn header<'a>(mail: &'a Value, name: &str) -> &'a str {
    let all = mail["headers"].as_array().unwrap();
    let values: Vec<_> = all.iter().filter(|pair| pair[0] == name).map(|pair| pair[1].as_str().unwrap()).collect();
    assert_eq!(values.len(), 1, "{name}: {all:?}");
    values[0]
}
