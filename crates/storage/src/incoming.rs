//! A blob on its way in: a file under a name of its own that either becomes the blob or disappears.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{BlobInfo, BlobKey, StorageError, directory};

/// How often a blob is named anew when a deletion takes its directory away in between.
const MAX_RENAMES: u32 = 100;

/// A file being written. Dropped before [`Incoming::commit`], it is deleted.
pub struct Incoming {
    path: PathBuf,
    file: File,
    hash: Sha256,
    bytes: u64,
}

impl Incoming {
    /// A new file in the store's work directory, locked for as long as it is being written.
    pub fn create(work: &Path) -> Result<Self, StorageError> {
        let failed = StorageError::while_trying("make a file");
        loop {
            let path = work.join(Uuid::now_v7().to_string());
            let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(&failed)?;
            // The lock tells `sweep` that the writer lives. A sweep that came between the making and the locking has
            // unlinked the file already: then another name is taken.
            match file.try_lock() {
                Ok(()) if file.metadata().map_err(&failed)?.nlink() > 0 => {
                    return Ok(Self { path, file, hash: Sha256::new(), bytes: 0 });
                }
                Ok(()) | Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
    }

    /// How many bytes were appended.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Writes `chunk` to the end.
    pub fn append(&mut self, chunk: &[u8]) -> Result<(), StorageError> {
        self.file.write_all(chunk).map_err(StorageError::while_trying("write"))?;
        self.hash.update(chunk);
        self.bytes += chunk.len() as u64;
        Ok(())
    }

    /// Forces the file to the disk and gives it its name, replacing what had that name. After this returns, the blob
    /// survives a loss of power.
    pub fn commit(self, root: &Path, key: &BlobKey) -> Result<BlobInfo, StorageError> {
        self.file.sync_all().map_err(StorageError::while_trying("force a file to the disk"))?;
        let target = root.join(key.as_str());
        for attempt in 1.. {
            match make_parent(&target).and_then(|()| fs::rename(&self.path, &target)) {
                Ok(()) => break,
                Err(error) if attempt < MAX_RENAMES && may_be_a_deletion(&error) => {}
                Err(error) => return Err(refused(error, key)),
            }
        }
        for above in target.ancestors().skip(1).take_while(|path| path.starts_with(root)) {
            directory::sync(above)?;
        }
        Ok(BlobInfo { bytes: self.bytes, sha256: self.hash.clone().finalize().into() })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // After a commit the name is gone and this finds nothing. What cannot be deleted now, the next sweep deletes.
        let _ = fs::remove_file(&self.path);
    }
}

/// Deletes from the work directory what writers and deletions left there that did not live to finish.
pub fn sweep(work: &Path) -> io::Result<()> {
    for entry in fs::read_dir(work)? {
        let path = entry?.path();
        match sweep_entry(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn sweep_entry(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() {
        return directory::remove(path, &mut 0);
    }
    let file = File::open(path)?;
    match file.try_lock() {
        Ok(()) => fs::remove_file(path),
        Err(TryLockError::WouldBlock) => Ok(()),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn make_parent(target: &Path) -> io::Result<()> {
    target.parent().map_or(Ok(()), directory::make)
}

/// A directory that goes away just now is missing, or was found (so it cannot be made) and then is none.
fn may_be_a_deletion(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::AlreadyExists)
}

fn refused(error: io::Error, key: &BlobKey) -> StorageError {
    use io::ErrorKind::{AlreadyExists, DirectoryNotEmpty, IsADirectory, NotADirectory};
    match error.kind() {
        AlreadyExists | DirectoryNotEmpty | IsADirectory | NotADirectory => StorageError::Taken { key: key.clone() },
        _ => StorageError::while_trying("name a file")(error),
    }
}
