//! Where a scratch cluster stands: in memory, where there is room. A test's database is five hundred small files, and
//! making them costs a disk's file system several times what it costs a file system in memory.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use nix::sys::statfs::{TMPFS_MAGIC, statfs};
use nix::unistd::geteuid;

use crate::layout::make_dir;

/// The file system in memory that Linux systems have.
const SHARED_MEMORY: &str = "/dev/shm";

/// What must be free there, in bytes: a log of one gigabyte, and a hundred databases at a time.
const ROOM: u64 = 3 << 30;

/// The directory of this user's scratch clusters in memory; nothing where there is no such file system, or where
/// somebody else made the directory.
pub(crate) fn root() -> Option<PathBuf> {
    free(Path::new(SHARED_MEMORY)).and_then(|_| ours(Path::new(SHARED_MEMORY)))
}

/// Whether there is memory enough for a cluster to begin there.
pub(crate) fn has_room() -> bool {
    let available = meminfo("MemAvailable:");
    [free(Path::new(SHARED_MEMORY)), available].iter().all(|bytes| bytes.is_some_and(|bytes| bytes >= ROOM))
}

/// Whether what stands there is lost with the machine's memory, and takes it up until then.
pub(crate) fn holds(path: &Path) -> bool {
    path.starts_with(SHARED_MEMORY)
}

/// The bytes that are free in a file system in memory; nothing, where the directory is on a disk.
fn free(dir: &Path) -> Option<u64> {
    let found = statfs(dir).ok().filter(|found| found.filesystem_type() == TMPFS_MAGIC)?;
    Some(found.blocks_available().saturating_mul(found.block_size().unsigned_abs()))
}

/// What a container may use, where this is one.
const CONTAINER_LIMIT: &str = "/sys/fs/cgroup/memory.max";

/// The bytes of memory that the machine has, or that the container may use of them.
pub(crate) fn total() -> Option<u64> {
    let limit = fs::read_to_string(CONTAINER_LIMIT).ok().and_then(|text| text.trim().parse().ok());
    meminfo("MemTotal:").map(|machine| limit.map_or(machine, |limit: u64| limit.min(machine)))
}

/// A line of the system's own report, in bytes.
fn meminfo(name: &str) -> Option<u64> {
    fs::read_to_string("/proc/meminfo").ok().and_then(|text| line(&text, name))
}

fn line(meminfo: &str, name: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}

/// A directory in one where everybody may write: what stands there already is trusted only if it is ours alone.
fn ours(parent: &Path) -> Option<PathBuf> {
    let user = geteuid();
    let dir = parent.join(format!("karum-scratch-{user}"));
    make_dir(&dir, 0o755).ok()?;
    let found = fs::symlink_metadata(&dir).ok()?;
    (found.is_dir() && found.uid() == user.as_raw() && found.mode() & 0o022 == 0).then_some(dir)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn what_is_available_is_read_in_bytes() {
        let text = "MemTotal:       24612 kB\nMemFree:  1 kB\nMemAvailable:    2048 kB\n";
        assert_eq!(line(text, "MemAvailable:"), Some(2 << 20));
        assert_eq!(line("MemTotal: 1 kB\n", "MemAvailable:"), None);
    }

    #[test]
    fn a_disk_is_no_memory() {
        assert_eq!(free(Path::new("/proc")), None);
    }

    #[test]
    fn a_directory_that_others_made_or_can_write_in_is_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        let dir = ours(parent.path()).unwrap();
        assert_eq!(ours(parent.path()), Some(dir.clone()));
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o777)).unwrap();
        assert_eq!(ours(parent.path()), None);
        fs::remove_dir(&dir).unwrap();
        symlink(parent.path(), &dir).unwrap();
        assert_eq!(ours(parent.path()), None);
    }
}
