//! Whether a server of a cluster lives, by the file that it leaves in its data directory.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::sys::signal::kill;
use nix::unistd::Pid;

use crate::error::{Result, io};
use crate::layout::{Layout, socket_path};

/// What `postmaster.pid` says. The socket directory is missing in the first moments of a start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PidFile {
    pub pid: u32,
    pub port: u16,
    pub socket_dir: Option<PathBuf>,
}

/// What the file tells of the server.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// No file, or one whose process is gone: Postgres clears that away itself.
    Gone,
    /// The process id now belongs to another program, which Postgres would take for itself.
    Stale,
    /// A server of this cluster runs.
    Alive(PidFile),
}

fn path(layout: &Layout) -> PathBuf {
    layout.data().join("postmaster.pid")
}

/// Looks whether a server runs on this cluster.
pub(crate) fn state(layout: &Layout) -> Result<State> {
    let path = path(layout);
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(State::Gone),
        read => read.map_err(io("reading", &path))?,
    };
    let Some(file) = parse(&text) else { return Ok(State::Gone) };
    Ok(if !exists(file.pid) {
        State::Gone
    } else if is_server_of(file.pid, layout) {
        State::Alive(file)
    } else {
        State::Stale
    })
}

/// Clears away what a killed server left, where its process id has gone to another program. Only for the holder of the
/// cluster's lock. Backends that outlived the server are still noticed by Postgres, through their shared memory.
pub(crate) fn clear_stale(layout: &Layout, socket_dir: &Path, port: u16) -> Result<()> {
    let socket = socket_path(socket_dir, port);
    let socket_lock = socket.with_file_name(format!(".s.PGSQL.{port}.lock"));
    for path in [path(layout), socket_lock, socket] {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(io("removing", &path)(error)),
            _ => {}
        }
    }
    Ok(())
}

fn parse(text: &str) -> Option<PidFile> {
    let mut lines = text.lines();
    let pid = lines.next()?.trim().parse().ok().filter(|pid| *pid > 1)?;
    let port = lines.nth(2).and_then(|line| line.trim().parse().ok()).unwrap_or(crate::layout::PORT);
    let socket_dir = lines.next().map(str::trim).filter(|dir| !dir.is_empty()).map(PathBuf::from);
    Some(PidFile { pid, port, socket_dir })
}

fn exists(pid: u32) -> bool {
    to_pid(pid).is_some_and(|pid| !matches!(kill(pid, None), Err(Errno::ESRCH)))
}

/// Whether this process is a server of this cluster: it runs as the owner of the data and names the directory on its
/// command line. Without `/proc` we believe the file, as Postgres does.
fn is_server_of(pid: u32, layout: &Layout) -> bool {
    let process = PathBuf::from(format!("/proc/{pid}"));
    let (Ok(owner), Ok(process_owner)) = (fs::metadata(layout.data()), fs::metadata(&process)) else {
        return !Path::new("/proc/self").exists();
    };
    let Ok(arguments) = fs::read(process.join("cmdline")) else { return true };
    let data = layout.data();
    owner.uid() == process_owner.uid()
        && arguments.split(|byte| *byte == 0).any(|part| part == data.as_os_str().as_bytes())
}

/// Whether the server with this process id still runs on the cluster.
pub(crate) fn lives(pid: u32, layout: &Layout) -> bool {
    exists(pid) && is_server_of(pid, layout)
}

pub(crate) fn to_pid(pid: u32) -> Option<Pid> {
    i32::try_from(pid).ok().map(Pid::from_raw)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn reads_whole_and_half_written_files() {
        let whole = "71\n/d/data\n1700000000\n5433\n/d/socket\n\n  5432001 32768\nready   \n";
        let file = PidFile { pid: 71, port: 5433, socket_dir: Some(PathBuf::from("/d/socket")) };
        assert_eq!(parse(whole), Some(file));
        let half = "71\n/d/data\n1700000000\n5432\n\n";
        assert_eq!(parse(half), Some(PidFile { pid: 71, port: 5432, socket_dir: None }));
        for broken in ["", "x\n", "-5\n", "0\n", "1\n"] {
            assert_eq!(parse(broken), None, "{broken:?}");
        }
    }

    #[test]
    fn another_program_with_the_same_process_id_is_not_the_server() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::of(dir.path()).unwrap();
        fs::create_dir(layout.data()).unwrap();
        assert_eq!(state(&layout).unwrap(), State::Gone);
        let ours = format!("{}\n/x\n1\n5432\n/x\n", std::process::id());
        fs::write(path(&layout), ours).unwrap();
        assert_eq!(state(&layout).unwrap(), State::Stale);
        clear_stale(&layout, dir.path(), 5432).unwrap();
        assert_eq!(state(&layout).unwrap(), State::Gone);
        fs::write(path(&layout), "4194305\n").unwrap(); // above the largest process id of Linux
        assert_eq!(state(&layout).unwrap(), State::Gone);
    }
}
