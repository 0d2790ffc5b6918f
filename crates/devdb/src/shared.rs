//! One cluster for all test processes of a target directory.
//!
//! `cargo test` runs each test binary as a process of its own. They find each other through two locked files: `gate`,
//! held while the cluster is started or stopped, and `users`, which every process shares as long as it lives.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use nix::unistd::geteuid;

use crate::cluster::{Cluster, Settings, is_current};
use crate::connection::ConnectionInfo;
use crate::error::{Error, Result, io};
use crate::layout::make_dir;
use crate::lock::Lock;
use crate::memory;

/// A part in a shared cluster. Keep it as long as the cluster is used: it is what stops others from stopping it.
#[derive(Debug)]
pub struct Shared {
    info: ConnectionInfo,
    _user: Lock,
}

/// What became of a shared cluster that was to be stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// It ran and was stopped.
    Yes,
    /// It did not run.
    WasNotRunning,
    /// Another process uses it, so it was left running.
    InUse,
}

impl Shared {
    /// How to reach the server.
    pub fn connection(&self) -> &ConnectionInfo {
        &self.info
    }

    pub(crate) fn join(name: &str) -> Result<Self> {
        Self::join_in(&directory()?.join(name))
    }

    /// Stops every shared cluster of this target directory that no process uses.
    pub(crate) fn stop_all() -> Result<Vec<(PathBuf, Stopped)>> {
        let mut dirs: Vec<PathBuf> = directories()?
            .iter()
            .filter_map(|dir| fs::read_dir(dir).ok())
            .flat_map(|entries| entries.flatten().map(|entry| entry.path()))
            .collect();
        dirs.sort();
        dirs.dedup();
        dirs.into_iter().map(|dir| Self::stop_in(&dir).map(|stopped| (dir, stopped))).collect()
    }

    fn join_in(dir: &Path) -> Result<Self> {
        make_dirs(dir)?;
        let _gate = Lock::wait(&dir.join("gate"))?;
        let settings = Settings::scratch(dir.join("pg"));
        let info = match running(&settings, dir)? {
            Some(info) => info,
            None => start(&settings)?.detach(),
        };
        Ok(Self { info, _user: Lock::share(&dir.join("users"))? })
    }

    fn stop_in(dir: &Path) -> Result<Stopped> {
        if !dir.join("gate").exists() {
            return Ok(Stopped::WasNotRunning);
        }
        let _gate = Lock::wait(&dir.join("gate"))?;
        let Some(_alone) = Lock::take(&dir.join("users"))? else { return Ok(Stopped::InUse) };
        let data_dir = dir.join("pg");
        let stopped = Cluster::stop_left_behind(&data_dir)?;
        // A disk may keep it warm for the next run.
        if memory::holds(&data_dir) && data_dir.exists() {
            fs::remove_dir_all(&data_dir).map_err(io("removing", &data_dir))?;
        }
        Ok(if stopped { Stopped::Yes } else { Stopped::WasNotRunning })
    }
}

/// The server that runs already. One with an older configuration is stopped, unless someone uses it.
fn running(settings: &Settings, dir: &Path) -> Result<Option<ConnectionInfo>> {
    let Some(info) = Cluster::attach(&settings.data_dir)? else { return Ok(None) };
    if !is_current(settings, &info)?
        && let Some(_alone) = Lock::take(&dir.join("users"))?
    {
        Cluster::stop_left_behind(&settings.data_dir)?;
        return Ok(None);
    }
    Ok(Some(info))
}

/// Starts the server. Data that cannot be opened (the machine stopped, Postgres was upgraded) is made anew: it is only
/// for tests.
fn start(settings: &Settings) -> Result<Cluster> {
    let first = Cluster::start(settings);
    if matches!(first, Err(Error::Exited { .. } | Error::WrongMajor { .. } | Error::ForeignData { .. })) {
        fs::remove_dir_all(&settings.data_dir).map_err(io("removing", &settings.data_dir))?;
        return Cluster::start(settings);
    }
    first
}

/// Where a new shared cluster of this target directory stands: in memory, where there is room or one began; else on the
/// disk.
fn directory() -> Result<PathBuf> {
    let [in_memory, on_disk] = directories()?;
    Ok(if in_memory.exists() || memory::has_room() { in_memory } else { on_disk })
}

/// All places where they may stand. On the disk that is inside of the target directory, or, as root, where the server's
/// user can enter.
fn directories() -> Result<[PathBuf; 2]> {
    let target = target_dir()?;
    let mut hasher = DefaultHasher::new();
    target.hash(&mut hasher);
    let name = format!("{:016x}", hasher.finish());
    let on_disk = if geteuid().is_root() {
        Path::new("/var/lib/karum/scratch").join(&name)
    } else {
        target.join("karum-scratch")
    };
    Ok([memory::root().map_or_else(|| on_disk.clone(), |root| root.join(name)), on_disk])
}

/// The target directory that the running program was built in; cargo marks it with a `CACHEDIR.TAG`.
fn target_dir() -> Result<PathBuf> {
    let program = std::env::current_exe().map_err(io("finding", Path::new("this program")))?;
    let found = program.ancestors().find(|dir| dir.join("CACHEDIR.TAG").is_file()).map(Path::to_owned);
    Ok(found.unwrap_or_else(|| std::env::temp_dir().join(format!("karum-{}", geteuid()))))
}

fn make_dirs(dir: &Path) -> Result<()> {
    let missing: Vec<&Path> = dir.ancestors().take_while(|path| !path.exists()).collect();
    missing.into_iter().rev().try_for_each(|path| make_dir(path, 0o755))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn users_share_one_server_and_only_the_last_can_stop_it() {
        let dir = tempfile::tempdir().unwrap();
        make_dir(dir.path(), 0o755).unwrap();
        let dir = dir.path().join("shared");
        assert_eq!(Shared::stop_in(&dir).unwrap(), Stopped::WasNotRunning);
        let one = Shared::join_in(&dir).unwrap();
        let pid = fs::read_to_string(dir.join("pg/data/postmaster.pid")).unwrap();
        let two = Shared::join_in(&dir).unwrap();
        assert_eq!(fs::read_to_string(dir.join("pg/data/postmaster.pid")).unwrap(), pid);
        assert_eq!(one.connection().socket_dir, two.connection().socket_dir);
        drop(one);
        assert_eq!(Shared::stop_in(&dir).unwrap(), Stopped::InUse);
        drop(two);
        assert_eq!(Shared::stop_in(&dir).unwrap(), Stopped::Yes);
        assert_eq!(Shared::stop_in(&dir).unwrap(), Stopped::WasNotRunning);
    }

    #[test]
    fn broken_data_is_made_anew_and_an_old_configuration_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        make_dir(dir.path(), 0o755).unwrap();
        let dir = dir.path().join("shared");
        drop(Shared::join_in(&dir).unwrap());
        fs::write(dir.join("pg/server.conf"), "# of an older version").unwrap();
        drop(Shared::join_in(&dir).unwrap());
        assert!(fs::read_to_string(dir.join("pg/server.conf")).unwrap().contains("fsync = off"));
        assert_eq!(Shared::stop_in(&dir).unwrap(), Stopped::Yes);
        fs::remove_file(dir.join("pg/data/global/pg_control")).unwrap();
        drop(Shared::join_in(&dir).unwrap());
        assert_eq!(Shared::stop_in(&dir).unwrap(), Stopped::Yes);
    }
}
