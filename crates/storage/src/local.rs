//! Blobs in a directory of the local disk.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    pin::pin,
};

use tokio::io::{AsyncRead, AsyncReadExt};
use uuid::Uuid;

use crate::{
    BlobKey, ByteSize, StorageError, directory,
    incoming::{self, Incoming},
};

/// Where files are before they have their name and after they have lost it. No key begins with a dot.
pub const WORK: &str = ".work";
/// How much is read before it is hashed and written in one go, in bytes.
pub const CHUNK: usize = 256 * 1024;

/// What was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobInfo {
    /// The length.
    pub bytes: u64,
    /// The SHA-256 of the content, by which an unchanged file is recognised.
    pub sha256: [u8; 32],
}

/// A blob store in a directory. Several processes of one machine may share it.
#[derive(Debug, Clone)]
pub struct LocalBlobs {
    root: PathBuf,
}

impl LocalBlobs {
    /// Opens the store, making its directory (mode 0700) where there is none, and deletes what earlier processes left
    /// unfinished. Blocks for some file operations: meant for the start of a program.
    pub fn open(root: PathBuf) -> Result<Self, StorageError> {
        let work = root.join(WORK);
        directory::make(&work).map_err(StorageError::while_trying("make its directory"))?;
        incoming::sweep(&work).map_err(StorageError::while_trying("tidy its work directory"))?;
        Ok(Self { root })
    }

    /// Stores all that `reader` gives, at most `max_bytes`, and replaces what had the key.
    ///
    /// On an error nothing changes. Dropping the future while data is still arriving changes nothing either; once all
    /// has arrived, the blob may appear although the caller no longer waits for it.
    pub async fn put(&self, key: &BlobKey, reader: impl AsyncRead, max_bytes: u64) -> Result<BlobInfo, StorageError> {
        let mut reader = pin!(reader);
        let work = self.root.join(WORK);
        let mut incoming = blocking(move || Incoming::create(&work)).await?;
        let mut chunk = Vec::with_capacity(CHUNK);
        loop {
            let mut next = reader.as_mut().take(CHUNK as u64);
            let read = next.read_to_end(&mut chunk).await.map_err(StorageError::Source)?;
            if incoming.bytes() + read as u64 > max_bytes {
                return Err(StorageError::TooLarge { limit: ByteSize(max_bytes) });
            }
            (incoming, chunk) = blocking(move || {
                incoming.append(&chunk)?;
                chunk.clear();
                Ok((incoming, chunk))
            })
            .await?;
            if read < CHUNK {
                break;
            }
        }
        let (root, key) = (self.root.clone(), key.clone());
        blocking(move || incoming.commit(&root, &key)).await
    }

    /// Opens a blob for reading, with its length in bytes. What is opened stays readable when the blob is replaced or
    /// deleted.
    pub async fn open_blob(&self, key: &BlobKey) -> Result<(tokio::fs::File, u64), StorageError> {
        let (blobs, key) = (self.clone(), key.clone());
        let (file, bytes) = blocking(move || blobs.open_with_length(&key)).await?;
        Ok((tokio::fs::File::from_std(file), bytes))
    }

    /// Opens a blob for reading where blocking is allowed.
    pub fn open_blocking(&self, key: &BlobKey) -> Result<File, StorageError> {
        self.open_with_length(key).map(|(file, _)| file)
    }

    /// Deletes a blob; says whether there was one.
    pub async fn delete(&self, key: &BlobKey) -> Result<bool, StorageError> {
        let path = self.root.join(key.as_str());
        blocking(move || delete_file(&path)).await
    }

    /// Deletes every blob at or below `prefix`, which counts by whole segments (`seller/1` does not touch `seller/12`).
    /// They disappear in one step; the answer is how many there were.
    pub async fn delete_prefix(&self, prefix: &BlobKey) -> Result<u64, StorageError> {
        let from = self.root.join(prefix.as_str());
        let to = self.root.join(WORK).join(Uuid::now_v7().to_string());
        blocking(move || delete_tree(&from, &to)).await
    }

    fn open_with_length(&self, key: &BlobKey) -> Result<(File, u64), StorageError> {
        let opened = File::open(self.root.join(key.as_str())).and_then(|file| {
            let metadata = file.metadata()?;
            Ok(metadata.is_file().then_some((file, metadata.len())))
        });
        match opened {
            Ok(Some(found)) => Ok(found),
            Ok(None) => Err(StorageError::NotFound { key: key.clone() }),
            Err(error) if is_absence(&error) => Err(StorageError::NotFound { key: key.clone() }),
            Err(error) => Err(StorageError::while_trying("open a file")(error)),
        }
    }
}

fn delete_file(path: &Path) -> Result<bool, StorageError> {
    match fs::remove_file(path) {
        Ok(()) => sync_parent(path).map(|()| true),
        Err(error) if is_absence(&error) || path.is_dir() => Ok(false),
        Err(error) => Err(StorageError::while_trying("delete a file")(error)),
    }
}

/// Takes the tree away by one rename, so that nobody sees half of it, and then deletes it at leisure.
fn delete_tree(from: &Path, to: &Path) -> Result<u64, StorageError> {
    match fs::rename(from, to) {
        Ok(()) => sync_parent(from)?,
        Err(error) if is_absence(&error) => return Ok(0),
        Err(error) => return Err(StorageError::while_trying("take a directory away")(error)),
    }
    let mut blobs = 0;
    directory::remove(to, &mut blobs).map_err(StorageError::while_trying("delete a directory"))?;
    Ok(blobs)
}

fn sync_parent(path: &Path) -> Result<(), StorageError> {
    path.parent().map_or(Ok(()), directory::sync)
}

/// Whether the error says that there is no such file, be it that a blob stands where a directory would be needed.
fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Runs file operations where they may block.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StorageError> + Send + 'static,
) -> Result<T, StorageError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(stopped) => Err(StorageError::while_trying("finish")(io::Error::other(stopped))),
    }
}
