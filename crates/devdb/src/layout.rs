//! Which files a cluster consists of, and who owns them.
//!
//! Everything stands in one directory. As root, that directory is root's and the server owns only `data` and the socket
//! directory, so that the server's user can trick us into no file of ours.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, DirBuilder, Permissions};
use std::hash::{Hash, Hasher};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use nix::unistd::geteuid;

use crate::account::Account;
use crate::error::{Error, Result, io};

/// The port only names the socket: there is no TCP.
pub(crate) const PORT: u16 = 5432;

/// `sun_path` holds 108 bytes with the closing zero.
const LONGEST_SOCKET_PATH: usize = 107;

/// Where the embedded database stands by default: `.karum/pg` below `working_dir`, or `/var/lib/karum/pg` for root,
/// because the user that root's server runs as could not enter a closed home.
pub fn default_data_dir(working_dir: &Path) -> PathBuf {
    if geteuid().is_root() { PathBuf::from("/var/lib/karum/pg") } else { working_dir.join(".karum/pg") }
}

/// The paths of one cluster.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub base: PathBuf,
}

impl Layout {
    /// Of a directory that need not exist.
    pub fn of(data_dir: &Path) -> Result<Self> {
        let base = std::path::absolute(data_dir).map_err(io("finding", data_dir))?;
        let base = base.canonicalize().unwrap_or(base);
        let fits = base.to_str().is_some_and(|path| !path.contains(|c: char| c.is_control()));
        if fits { Ok(Self { base }) } else { Err(Error::BadPath(base)) }
    }

    /// Makes the directory, with what leads to it, and says again where it is (its links resolved).
    pub fn create(data_dir: &Path, account: &Account) -> Result<Self> {
        let base = Self::of(data_dir)?.base;
        let missing: Vec<&Path> = base.ancestors().skip(1).take_while(|path| !path.exists()).collect();
        for parent in missing.into_iter().rev() {
            // The mode is said again because the mask may have closed the way for the server's user.
            make_dir(parent, 0o755)?;
        }
        make_dir(&base, if account.dropped { 0o711 } else { 0o700 })?;
        Self::of(data_dir)
    }

    pub fn data(&self) -> PathBuf {
        self.base.join("data")
    }

    /// Where `initdb` works, so that `data` is whole whenever it exists.
    pub fn unfinished(&self) -> PathBuf {
        self.base.join("data.new")
    }

    pub fn lock(&self) -> PathBuf {
        self.base.join("karum.lock")
    }

    pub fn password(&self) -> PathBuf {
        self.base.join("password")
    }

    pub fn server_conf(&self) -> PathBuf {
        self.base.join("server.conf")
    }

    pub fn hba_conf(&self) -> PathBuf {
        self.base.join("pg_hba.conf")
    }

    /// What the server says before its own log is open.
    pub fn startup_log(&self) -> PathBuf {
        self.base.join("startup.log")
    }

    /// Whether the database was made.
    pub fn exists(&self) -> bool {
        self.data().join("PG_VERSION").is_file()
    }

    /// Finds and makes a directory for the socket that only the server's user can enter.
    pub fn socket_dir(&self, account: &Account) -> Result<PathBuf> {
        let dir = self.choose_socket_dir(account, std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from))?;
        if dir.starts_with(&self.base) {
            make_dir(&dir, 0o700)?;
            account.give(&dir)?;
            return Ok(dir);
        }
        // Anyone may write in /tmp, so what stands there already is checked before it is trusted.
        if DirBuilder::new().mode(0o700).create(&dir).is_ok() {
            account.give(&dir)?;
        }
        let found = fs::symlink_metadata(&dir).map_err(io("making", &dir))?;
        let private = found.is_dir() && found.uid() == account.uid && found.mode().trailing_zeros() >= 6;
        if private { Ok(dir) } else { Err(Error::UnsafeSocketDir(dir)) }
    }

    fn choose_socket_dir(&self, account: &Account, runtime_dir: Option<PathBuf>) -> Result<PathBuf> {
        let mut hasher = DefaultHasher::new();
        self.base.hash(&mut hasher);
        let name = format!("karum-{}-{:016x}", account.uid, hasher.finish());
        let near = self.base.join("socket");
        let runtime = runtime_dir.filter(|dir| !account.dropped && dir.is_absolute() && dir.is_dir());
        let places = [Some(near.clone()), runtime.map(|dir| dir.join(&name)), Some(Path::new("/tmp").join(&name))];
        places.into_iter().flatten().find(|dir| fits_socket(dir)).ok_or(Error::SocketPathTooLong(near))
    }

    /// Takes away a socket directory that stands outside of the cluster's own.
    pub fn leave_socket_dir(&self, socket_dir: &Path) {
        if !socket_dir.starts_with(&self.base) {
            fs::remove_dir(socket_dir).ok();
        }
    }
}

/// The socket's path in `dir`.
pub(crate) fn socket_path(dir: &Path, port: u16) -> PathBuf {
    dir.join(format!(".s.PGSQL.{port}"))
}

fn fits_socket(dir: &Path) -> bool {
    let path = socket_path(dir, PORT);
    path.as_os_str().as_bytes().len() <= LONGEST_SOCKET_PATH && path.to_str().is_some()
}

/// Makes a directory with this mode, whatever the mask; one that exists keeps its mode, unless it is closed to someone
/// whom the mode lets in.
pub(crate) fn make_dir(path: &Path, mode: u32) -> Result<()> {
    match DirBuilder::new().mode(mode).create(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && path.is_dir() => {
            let present = fs::metadata(path).map_err(io("reading", path))?.mode();
            if present & mode == mode {
                return Ok(());
            }
        }
        made => made.map_err(io("making", path))?,
    }
    fs::set_permissions(path, Permissions::from_mode(mode)).map_err(io("setting the mode of", path))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const USER: Account = Account { uid: 1000, gid: 1000, dropped: false };

    fn layout(length: usize) -> Layout {
        Layout { base: PathBuf::from(format!("/{}", "x".repeat(length - 1))) }
    }

    #[test]
    fn a_short_path_keeps_its_socket_beside_the_data() {
        // base + "/socket" + "/.s.PGSQL.5432" is 107 bytes.
        let longest = 107 - 7 - 14;
        let dir = layout(longest).choose_socket_dir(&USER, None).unwrap();
        assert!(dir.starts_with(layout(longest).base));
        let dir = layout(longest + 1).choose_socket_dir(&USER, None).unwrap();
        assert!(dir.starts_with("/tmp/"), "{}", dir.display());
    }

    #[test]
    fn a_long_path_gets_a_directory_of_its_own_elsewhere() {
        let runtime = tempfile::tempdir().unwrap();
        let chosen =
            |layout: Layout, runtime: &Path| layout.choose_socket_dir(&USER, Some(runtime.to_owned())).unwrap();
        let one = chosen(layout(120), runtime.path());
        assert_eq!(one.parent().unwrap(), runtime.path());
        assert_eq!(one, chosen(layout(120), runtime.path()));
        assert_ne!(one, chosen(layout(121), runtime.path()));
        assert!(chosen(layout(120), Path::new("/nowhere")).starts_with("/tmp"));
        let root = Account { dropped: true, ..USER };
        let dir = layout(120).choose_socket_dir(&root, Some(runtime.path().to_owned())).unwrap();
        assert!(dir.starts_with("/tmp"), "the server's user cannot enter root's runtime directory");
    }

    #[test]
    fn a_fallback_that_others_can_enter_is_refused() {
        let account = Account { uid: geteuid().as_raw(), gid: 0, dropped: false };
        let layout = layout(140);
        let dir = layout.choose_socket_dir(&account, None).unwrap();
        fs::create_dir(&dir).unwrap();
        fs::set_permissions(&dir, Permissions::from_mode(0o755)).unwrap();
        let refused = layout.socket_dir(&account);
        fs::set_permissions(&dir, Permissions::from_mode(0o700)).unwrap();
        let accepted = layout.socket_dir(&account);
        fs::remove_dir(&dir).unwrap();
        if std::env::var_os("XDG_RUNTIME_DIR").is_none() {
            assert!(matches!(refused, Err(Error::UnsafeSocketDir(_))), "{refused:?}");
        }
        accepted.unwrap();
    }

    #[test]
    fn a_path_that_would_break_the_configuration_is_refused() {
        assert!(matches!(Layout::of(Path::new("/tmp/a\nb")), Err(Error::BadPath(_))));
    }
}
