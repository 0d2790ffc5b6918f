//! The operating system's user that the server runs as.

use std::ffi::OsStr;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::unistd::{User, getegid, geteuid};

use crate::error::{Error, Result, io};

/// Whom the server runs as: ourselves, or the distribution's `postgres` when we are root.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account {
    pub uid: u32,
    pub gid: u32,
    /// Whether that is another user than ours.
    pub dropped: bool,
}

impl Account {
    pub fn of_server() -> Result<Self> {
        if !geteuid().is_root() {
            return Ok(Self { uid: geteuid().as_raw(), gid: getegid().as_raw(), dropped: false });
        }
        let user = User::from_name("postgres")
            .map_err(|errno| Error::Io { what: "looking up the user postgres".into(), source: errno.into() })?
            .ok_or(Error::NoServerUser)?;
        Ok(Self { uid: user.uid.as_raw(), gid: user.gid.as_raw(), dropped: true })
    }

    /// A command that runs as this user, away from the terminal, with nothing of our environment: neither secrets nor
    /// `PGDATA`, `PGPORT` and their like, which would change what the server does.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("LC_ALL", "C").current_dir("/").stdin(Stdio::null());
        for kept in ["PATH", "LD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        if self.dropped {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Makes `path` this user's.
    pub fn give(&self, path: &Path) -> Result<()> {
        if !self.dropped {
            return Ok(());
        }
        chown(path, Some(self.uid), Some(self.gid)).map_err(io("giving the server's user", path))
    }

    /// Takes `path` back for ourselves.
    pub fn take_back(&self, path: &Path) -> Result<()> {
        if !self.dropped {
            return Ok(());
        }
        chown(path, Some(geteuid().as_raw()), Some(getegid().as_raw())).map_err(io("taking back", path))
    }
}
