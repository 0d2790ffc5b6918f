//! Directories: made private, forced to the disk, deleted while others still write into them.

use std::{
    fs::{self, DirBuilder, File},
    io,
    os::unix::fs::DirBuilderExt,
    path::Path,
};

use crate::StorageError;

/// Makes a directory and what is missing above it, closed to all other users of the machine.
pub fn make(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Forces the names in a directory to the disk. One that was deleted in the meantime has none.
pub fn sync(path: &Path) -> Result<(), StorageError> {
    match File::open(path).and_then(|directory| directory.sync_all()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StorageError::while_trying("force a directory to the disk")(error))
        }
        _ => Ok(()),
    }
}

/// Deletes a file or a tree, adding to `files` how many files there were. What is gone already is no error: another
/// process that starts just now sweeps the same.
pub fn remove(path: &Path, files: &mut u64) -> io::Result<()> {
    let removed = fs::symlink_metadata(path).and_then(|metadata| {
        if metadata.is_dir() { remove_directory(path, files) } else { fs::remove_file(path).inspect(|()| *files += 1) }
    });
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// A put that was naming its file when the tree was taken away puts it into the tree, so a directory that is not empty
/// is listed again.
fn remove_directory(path: &Path, files: &mut u64) -> io::Result<()> {
    loop {
        for entry in fs::read_dir(path)? {
            remove(&entry?.path(), files)?;
        }
        match fs::remove_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            other => return other,
        }
    }
}
