//! The lock that tells whether another live process works with a cluster.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::Path;

use crate::error::{Result, io};

/// An advisory lock on a file; the system lets go of it when its holder ends, however that happens.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock and writes our process id into the file, or says that another holds it.
    pub fn take(path: &Path) -> Result<Option<Self>> {
        let mut file = open(path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Ok(None),
            taken => taken.map_err(std::io::Error::from).map_err(io("locking", path))?,
        }
        file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(io("writing", path))?;
        Ok(Some(Self { _file: file }))
    }

    /// Waits for the lock.
    pub fn wait(path: &Path) -> Result<Self> {
        let file = open(path)?;
        file.lock().map_err(io("locking", path))?;
        Ok(Self { _file: file })
    }

    /// Waits for a place among those that use the file together.
    pub fn share(path: &Path) -> Result<Self> {
        let file = open(path)?;
        file.lock_shared().map_err(io("locking", path))?;
        Ok(Self { _file: file })
    }
}

/// The process that wrote itself into a lock's file.
pub(crate) fn holder(path: &Path) -> Option<u32> {
    std::fs::read_to_string(path).ok()?.trim().parse().ok()
}

fn open(path: &Path) -> Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(io("opening", path))
}
