//! Where the server's programs are.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, Result};

/// The oldest major version of Postgres that Karum runs on.
pub const OLDEST_MAJOR: u32 = 15;

/// Debian and Ubuntu keep each major version in a directory of its own below this one.
const DISTRIBUTION: &str = "/usr/lib/postgresql";

/// The server's programs of one major version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    dir: PathBuf,
    major: u32,
}

impl Binaries {
    /// The newest usable version on this machine: the distribution's, else what `pg_config` names, else what is on the
    /// PATH.
    pub fn find() -> Result<Self> {
        Self::choose(Path::new(DISTRIBUTION), &elsewhere(), None).ok_or_else(none_found)
    }

    /// The version that made a cluster, as only that one can open it.
    pub(crate) fn of_major(major: u32) -> Option<Self> {
        Self::choose(Path::new(DISTRIBUTION), &elsewhere(), Some(major))
    }

    /// The directory with `initdb` and `postgres`.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The major version, as 15 or 17.
    pub fn major(&self) -> u32 {
        self.major
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    fn choose(distribution: &Path, elsewhere: &[PathBuf], wanted: Option<u32>) -> Option<Self> {
        let fits = |found: &Self| found.major >= OLDEST_MAJOR && wanted.is_none_or(|major| major == found.major);
        let newest = std::fs::read_dir(distribution)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                let major = entry.file_name().to_str()?.parse().ok()?;
                complete(entry.path().join("bin")).map(|dir| Self { dir, major })
            })
            .filter(fits)
            .max_by_key(|found| found.major);
        newest.or_else(|| elsewhere.iter().filter_map(|dir| Self::in_dir(dir)).find(fits))
    }

    fn in_dir(dir: &Path) -> Option<Self> {
        let dir = complete(dir.to_owned())?;
        let major = major_of(&output(&dir.join("postgres"), "--version")?)?;
        Some(Self { dir, major })
    }
}

/// The directory, if both programs that we need are in it.
fn complete(dir: PathBuf) -> Option<PathBuf> {
    (dir.join("initdb").is_file() && dir.join("postgres").is_file()).then_some(dir)
}

fn elsewhere() -> Vec<PathBuf> {
    let named = output(Path::new("pg_config"), "--bindir").map(|dir| PathBuf::from(dir.trim()));
    let path = std::env::var_os("PATH").unwrap_or_default();
    named.into_iter().chain(std::env::split_paths(&path)).collect()
}

fn output(program: &Path, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Reads `postgres (Postgres) 15.18 (Debian …)`; a development version says `18beta1` or `19devel`.
fn major_of(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL) ")?.1;
    let digits = number.find(|c: char| !c.is_ascii_digit()).map_or(number, |end| &number[..end]);
    digits.parse().ok()
}

fn none_found() -> Error {
    Error::NoBinaries { looked: format!("{DISTRIBUTION}/*/bin, `pg_config --bindir`, PATH") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn plant(dir: &Path, version: &str) {
        std::fs::create_dir_all(dir).unwrap();
        std::fs::write(dir.join("initdb"), "").unwrap();
        let script = format!("#!/bin/sh\necho 'postgres (PostgreSQL) {version} (Debian)'\n");
        std::fs::write(dir.join("postgres"), script).unwrap();
        std::fs::set_permissions(dir.join("postgres"), PermissionsExt::from_mode(0o755)).unwrap();
    }

    #[test]
    fn takes_the_newest_of_the_distribution() {
        let root = tempfile::tempdir().unwrap();
        for major in ["9.6", "14", "16", "15"] {
            plant(&root.path().join(major).join("bin"), major);
        }
        std::fs::create_dir_all(root.path().join("17/bin")).unwrap(); // clients only
        let found = Binaries::choose(root.path(), &[], None).unwrap();
        assert_eq!(found, Binaries { dir: root.path().join("16/bin"), major: 16 });
        let wanted = Binaries::choose(root.path(), &[], Some(15)).unwrap();
        assert_eq!(wanted.major(), 15);
    }

    #[test]
    fn refuses_what_is_too_old() {
        let root = tempfile::tempdir().unwrap();
        plant(&root.path().join("14/bin"), "14.1");
        assert_eq!(Binaries::choose(root.path(), &[root.path().join("14/bin")], None), None);
        let message = none_found().to_string();
        assert!(message.contains("apt-get install postgresql"), "{message}");
        assert!(message.contains("KARUM_DATABASE_URL"), "{message}");
    }

    #[test]
    fn falls_back_to_other_places_and_asks_their_version() {
        let root = tempfile::tempdir().unwrap();
        plant(&root.path().join("old"), "13.2");
        plant(&root.path().join("own"), "18beta1");
        let places = [root.path().join("none"), root.path().join("old"), root.path().join("own")];
        let found = Binaries::choose(&root.path().join("absent"), &places, None).unwrap();
        assert_eq!(found, Binaries { dir: root.path().join("own"), major: 18 });
    }
}
