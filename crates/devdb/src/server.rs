//! One running server process: our child, or one that we found.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};

use crate::account::Account;
use crate::binaries::Binaries;
use crate::error::{Error, Result, io};
use crate::layout::Layout;
use crate::postmaster;
use crate::ready::{POLL, accepts};

/// How many lines of the server's log an error shows.
const TAIL: usize = 20;

#[derive(Debug)]
pub(crate) struct Server {
    pid: u32,
    child: Option<Child>,
}

impl Server {
    /// Starts the server in a process group of its own, so that a Ctrl-C in the terminal reaches only Karum, which then
    /// stops the server in its turn.
    pub fn spawn(layout: &Layout, account: &Account, binaries: &Binaries) -> Result<Self> {
        let log = layout.startup_log();
        let output = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&log)
            .map_err(io("opening", &log))?;
        let errors = output.try_clone().map_err(io("opening", &log))?;
        let program = binaries.program("postgres");
        let child = account
            .command(&program)
            .arg("-D")
            .arg(layout.data())
            .arg("-c")
            .arg(format!("config_file={}", layout.server_conf().display()))
            .stdout(output)
            .stderr(errors)
            .process_group(0)
            .spawn()
            .map_err(io("running", &program))?;
        Ok(Self { pid: child.id(), child: Some(child) })
    }

    pub fn found(pid: u32) -> Self {
        Self { pid, child: None }
    }

    pub fn pid(&self) -> u32 {
        self.pid
    }

    pub fn lives(&mut self, layout: &Layout) -> bool {
        match &mut self.child {
            Some(child) => matches!(child.try_wait(), Ok(None)),
            None => postmaster::lives(self.pid, layout),
        }
    }

    /// Waits until the server takes logins; `limit` is for the message.
    pub fn wait_ready(&mut self, layout: &Layout, socket: &Path, deadline: Instant, limit: Duration) -> Result<()> {
        while !accepts(socket) {
            if !self.lives(layout) {
                return Err(Error::Exited { log: log_tail(layout) });
            }
            if Instant::now() > deadline {
                return Err(Error::NotReady { seconds: limit.as_secs(), log: log_tail(layout) });
            }
            std::thread::sleep(POLL);
        }
        Ok(())
    }

    /// A fast shutdown: sessions are ended, what they did not commit is rolled back, everything is written.
    pub fn stop(&mut self, layout: &Layout, limit: Duration) -> Result<()> {
        let deadline = Instant::now() + limit;
        if self.lives(layout)
            && let Some(pid) = postmaster::to_pid(self.pid)
        {
            match kill(pid, Signal::SIGINT) {
                Ok(()) | Err(Errno::ESRCH) => {}
                Err(errno) => return Err(io("stopping the server of", &layout.base)(errno.into())),
            }
        }
        while self.lives(layout) {
            if Instant::now() > deadline {
                return Err(Error::StopTimedOut { pid: self.pid, seconds: limit.as_secs() });
            }
            std::thread::sleep(POLL);
        }
        Ok(())
    }
}

/// The last lines that the server wrote, at its start and to its own log.
fn log_tail(layout: &Layout) -> String {
    let logs = [Some(layout.startup_log()), newest_in(&layout.data().join("log"))];
    let text = logs.into_iter().flatten().map(|path| tail_of(&path)).collect::<String>();
    if text.is_empty() { "(the log is empty)".to_owned() } else { text }
}

fn newest_in(dir: &Path) -> Option<PathBuf> {
    let files = fs::read_dir(dir).ok()?.flatten();
    files.max_by_key(|file| file.metadata().and_then(|data| data.modified()).ok()).map(|file| file.path())
}

fn tail_of(path: &Path) -> String {
    let text = fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(TAIL)..].iter().fold(String::new(), |tail, line| tail + line + "\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_error_shows_the_end_of_both_logs() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::of(dir.path()).unwrap();
        assert_eq!(log_tail(&layout), "(the log is empty)");
        let lines = (1..=30).fold(String::new(), |lines, n| lines + &format!("line {n}\n"));
        fs::write(layout.startup_log(), lines).unwrap();
        fs::create_dir_all(layout.data().join("log")).unwrap();
        fs::write(layout.data().join("log/postgresql-Mon.log"), "FATAL: no\n").unwrap();
        let tail = log_tail(&layout);
        assert!(tail.starts_with("line 11\n") && tail.ends_with("line 30\nFATAL: no\n"), "{tail}");
    }
}
