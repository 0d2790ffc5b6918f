//! The index's place on disk.
//!
//! ```text
//! lock        held while the index is open
//! current     "<schema version> <directory>": which build is in force
//! build-7/    a build
//! ```
//!
//! A rebuild makes a new directory and then replaces `current`, so that at every moment one whole build is in force.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::error::{Error, Result};
use super::schema::SCHEMA_VERSION;

const LOCK: &str = "lock";
const CURRENT: &str = "current";
const BUILD: &str = "build-";

/// Makes the directory if needed and takes it for this process; the lock goes with the file.
pub(super) fn take(root: &Path) -> Result<File> {
    fs::create_dir_all(root).map_err(Error::io(root))?;
    let path = root.join(LOCK);
    let lock = File::options().create(true).append(true).open(&path).map_err(Error::io(&path))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Error::InUse(root.to_owned())),
        Err(TryLockError::Error(error)) => Err(Error::io(path)(error)),
    }
}

/// The build in force, or why there is none that this program can read.
pub(super) fn current(root: &Path) -> std::result::Result<PathBuf, String> {
    let text = fs::read_to_string(root.join(CURRENT)).map_err(|_| "there is no index yet".to_owned())?;
    let (version, name) = text.trim_end().split_once(' ').ok_or("the file \"current\" is damaged")?;
    if version != SCHEMA_VERSION.to_string() {
        return Err(format!("its schema version is {version}, this program's is {SCHEMA_VERSION}"));
    }
    if !name.starts_with(BUILD) || name.contains('/') || !root.join(name).is_dir() {
        return Err("its files are missing".to_owned());
    }
    Ok(root.join(name))
}

/// A new, empty directory for a build.
pub(super) fn begin(root: &Path) -> Result<PathBuf> {
    let number = |path: &PathBuf| path.file_name()?.to_str()?.strip_prefix(BUILD)?.parse::<u64>().ok();
    let last = builds(root)?.iter().filter_map(number).max().unwrap_or(0);
    let path = root.join(format!("{BUILD}{}", last + 1));
    fs::create_dir(&path).map_err(Error::io(&path))?;
    Ok(path)
}

/// Puts a build in force.
pub(super) fn put_in_force(root: &Path, build: &Path) -> Result<()> {
    let name = build.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let (path, new) = (root.join(CURRENT), root.join("current.new"));
    let write = || -> std::io::Result<()> {
        let mut file = File::create(&new)?;
        writeln!(file, "{SCHEMA_VERSION} {name}")?;
        file.sync_all()?;
        fs::rename(&new, &path)?;
        File::open(root)?.sync_all()
    };
    write().map_err(Error::io(path.clone()))
}

/// Removes every build but one: what a crash or a newer build left behind.
pub(super) fn sweep(root: &Path, keep: Option<&Path>) -> Result<()> {
    for build in builds(root)?.iter().filter(|build| Some(build.as_path()) != keep) {
        fs::remove_dir_all(build).map_err(Error::io(build))?;
    }
    Ok(())
}

fn builds(root: &Path) -> Result<Vec<PathBuf>> {
    let mut builds = Vec::new();
    for entry in fs::read_dir(root).map_err(Error::io(root))? {
        let entry = entry.map_err(Error::io(root))?;
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(BUILD)) {
            builds.push(entry.path());
        }
    }
    Ok(builds)
}

/// How many bytes a build has.
pub(super) fn size(build: &Path) -> Result<u64> {
    let mut size = 0;
    for entry in fs::read_dir(build).map_err(Error::io(build))? {
        size += entry.and_then(|entry| entry.metadata()).map_err(Error::io(build))?.len();
    }
    Ok(size)
}
