#![allow(clippy::unwrap_used)]

use std::{
    fs,
    io::{self, Read, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};
use types::{FeedId, SellerId};

use crate::{
    BlobInfo, BlobKey, LocalBlobs, StorageError,
    incoming::Incoming,
    local::{CHUNK, WORK},
};

const NO_LIMIT: u64 = u64::MAX;

fn store() -> (tempfile::TempDir, LocalBlobs) {
    let directory = tempfile::tempdir().unwrap();
    let blobs = LocalBlobs::open(directory.path().join("blobs")).unwrap();
    (directory, blobs)
}

fn key(text: &str) -> BlobKey {
    text.parse().unwrap()
}

fn names_in(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn unfinished(directory: &tempfile::TempDir) -> usize {
    names_in(&directory.path().join("blobs").join(WORK)).len()
}

async fn until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !done() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn text_of(blobs: &LocalBlobs, key: &BlobKey) -> String {
    let (mut file, bytes) = blobs.open_blob(key).await.unwrap();
    let mut text = String::new();
    file.read_to_string(&mut text).await.unwrap();
    assert_eq!(text.len() as u64, bytes);
    text
}

/// Gives `data` and then an error.
struct Breaks<'a>(&'a [u8]);

impl AsyncRead for Breaks<'_> {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.0.is_empty() {
            return Poll::Ready(Err(io::Error::other("the line went dead")));
        }
        let (now, later) = self.0.split_at(self.0.len().min(buf.remaining()));
        buf.put_slice(now);
        self.0 = later;
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn what_is_put_is_what_is_read() {
    let (directory, blobs) = store();
    let data: Vec<u8> = (0..CHUNK * 2 + 7).map(|i| u8::try_from(i % 251).unwrap()).collect();
    let key = key("seller/1/feeds/2.csv");
    let info = blobs.put(&key, data.as_slice(), NO_LIMIT).await.unwrap();
    assert_eq!(info.bytes, data.len() as u64);

    let mut read = Vec::new();
    blobs.open_blocking(&key).unwrap().read_to_end(&mut read).unwrap();
    assert!(read == data, "the blob differs from what was put");
    let (_, bytes) = blobs.open_blob(&key).await.unwrap();
    assert_eq!(bytes, info.bytes);
    assert_eq!(unfinished(&directory), 0);
}

#[tokio::test]
async fn the_hash_is_sha256() {
    let (_directory, blobs) = store();
    let empty = blobs.put(&key("empty"), tokio::io::empty(), 0).await.unwrap();
    assert_eq!((empty.bytes, &empty.sha256[..4]), (0, &[0xe3, 0xb0, 0xc4, 0x42][..]));
    let abc = blobs.put(&key("abc"), &b"abc"[..], 3).await.unwrap();
    assert_eq!((abc.bytes, &abc.sha256[..4]), (3, &[0xba, 0x78, 0x16, 0xbf][..]));
    // In one chunk or in many, the hash is the same.
    let (mut pieces, key) = (Vec::new(), key("x"));
    for size in [1, 7, CHUNK, CHUNK + 1] {
        let (reader, mut writer) = tokio::io::duplex(size);
        let writing = async move {
            writer.write_all(&vec![b'x'; CHUNK * 2]).await.unwrap();
        };
        pieces.push(tokio::join!(blobs.put(&key, reader, NO_LIMIT), writing).0.unwrap());
    }
    assert!(pieces.iter().all(|info: &BlobInfo| *info == pieces[0]), "{pieces:?}");
}

#[tokio::test]
async fn everything_is_closed_to_other_users() {
    let (directory, blobs) = store();
    blobs.put(&key("seller/1/feeds/2"), &b"data"[..], NO_LIMIT).await.unwrap();
    let mode = |path: &str| {
        let path = directory.path().join("blobs").join(path);
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    };
    for path in ["", WORK, "seller", "seller/1", "seller/1/feeds"] {
        assert_eq!(mode(path), 0o700, "{path}");
    }
    assert_eq!(mode("seller/1/feeds/2"), 0o600);
}

#[tokio::test]
async fn a_replaced_blob_stays_readable_for_who_has_it_open() {
    let (_directory, blobs) = store();
    let key = key("a/b");
    blobs.put(&key, &b"old"[..], NO_LIMIT).await.unwrap();
    let mut open = blobs.open_blocking(&key).unwrap();
    blobs.put(&key, &b"new"[..], NO_LIMIT).await.unwrap();
    let mut text = String::new();
    open.read_to_string(&mut text).unwrap();
    assert_eq!((text.as_str(), text_of(&blobs, &key).await.as_str()), ("old", "new"));
}

#[tokio::test]
async fn too_large_names_the_limit_and_changes_nothing() {
    let (directory, blobs) = store();
    let key = key("a/b");
    blobs.put(&key, &b"old"[..], 3).await.unwrap();
    let limit = 1024 * 1024;
    blobs.put(&key, vec![b'x'; limit].as_slice(), limit as u64).await.unwrap();
    let error = blobs.put(&key, vec![b'y'; limit + 1].as_slice(), limit as u64).await.unwrap_err();
    assert_eq!(error.to_string(), "the file is larger than 1 MiB, the most that is accepted");
    assert!(text_of(&blobs, &key).await.starts_with('x'));
    assert_eq!(unfinished(&directory), 0);
}

#[tokio::test]
async fn a_source_that_breaks_changes_nothing() {
    let (directory, blobs) = store();
    let (old, new) = (key("a/b"), key("c/d"));
    blobs.put(&old, &b"old"[..], NO_LIMIT).await.unwrap();
    for key in [&old, &new] {
        let error = blobs.put(key, Breaks(&vec![0; CHUNK + 1]), NO_LIMIT).await.unwrap_err();
        assert!(matches!(&error, StorageError::Source(source) if source.to_string() == "the line went dead"));
    }
    assert_eq!(text_of(&blobs, &old).await, "old");
    assert!(matches!(blobs.open_blob(&new).await, Err(StorageError::NotFound { .. })));
    assert_eq!(unfinished(&directory), 0);
}

#[tokio::test]
async fn an_interrupted_put_leaves_nothing() {
    let (directory, blobs) = store();
    let (reader, mut writer) = tokio::io::duplex(64);
    let putting = {
        let blobs = blobs.clone();
        tokio::spawn(async move { blobs.put(&key("a/b"), reader, NO_LIMIT).await })
    };
    writer.write_all(&vec![0; CHUNK + 100]).await.unwrap();
    let work = directory.path().join("blobs").join(WORK);
    until("a chunk is on the disk", || {
        fs::read_dir(&work).unwrap().any(|entry| entry.unwrap().metadata().unwrap().len() >= CHUNK as u64)
    })
    .await;

    putting.abort();
    assert!(putting.await.unwrap_err().is_cancelled());
    until("the unfinished file is gone", || unfinished(&directory) == 0).await;
    assert_eq!(names_in(&directory.path().join("blobs")), [WORK]);
}

#[tokio::test]
async fn opening_sweeps_what_the_dead_left_and_spares_the_living() {
    let (directory, blobs) = store();
    let root = directory.path().join("blobs");
    let work = root.join(WORK);
    fs::write(work.join("of-a-killed-process"), "half").unwrap();
    fs::create_dir_all(work.join("half-deleted/seller")).unwrap();
    fs::write(work.join("half-deleted/seller/blob"), "data").unwrap();
    let mut alive = Incoming::create(&work).unwrap();
    alive.append(b"whole").unwrap();

    LocalBlobs::open(root.clone()).unwrap();
    assert_eq!(unfinished(&directory), 1);
    alive.commit(&root, &key("a/b")).unwrap();
    assert_eq!(text_of(&blobs, &key("a/b")).await, "whole");
}

#[tokio::test]
async fn one_seller_is_deleted_and_the_other_keeps_everything() {
    let (directory, blobs) = store();
    let (one, two, feed) = (SellerId::new(), SellerId::new(), FeedId::new());
    blobs.put(&BlobKey::feed(one, feed), &b"one"[..], NO_LIMIT).await.unwrap();
    blobs.put(&BlobKey::feed(one, FeedId::new()), &b"one again"[..], NO_LIMIT).await.unwrap();
    blobs.put(&BlobKey::feed(two, feed), &b"two"[..], NO_LIMIT).await.unwrap();
    assert_eq!(text_of(&blobs, &BlobKey::feed(one, feed)).await, "one");

    assert_eq!(blobs.delete_prefix(&BlobKey::seller(one)).await.unwrap(), 2);
    assert_eq!(blobs.delete_prefix(&BlobKey::seller(one)).await.unwrap(), 0);
    assert!(matches!(blobs.open_blob(&BlobKey::feed(one, feed)).await, Err(StorageError::NotFound { .. })));
    assert_eq!(text_of(&blobs, &BlobKey::feed(two, feed)).await, "two");
    assert_eq!(unfinished(&directory), 0);
}

#[tokio::test]
async fn a_prefix_counts_by_whole_segments() {
    let (_directory, blobs) = store();
    for name in ["seller/1/a", "seller/12/a", "seller/1.x"] {
        blobs.put(&key(name), name.as_bytes(), NO_LIMIT).await.unwrap();
    }
    assert_eq!(blobs.delete_prefix(&key("seller/1")).await.unwrap(), 1);
    assert_eq!(text_of(&blobs, &key("seller/12/a")).await, "seller/12/a");
    assert_eq!(blobs.delete_prefix(&key("seller/1.x")).await.unwrap(), 1);
    assert_eq!(blobs.delete_prefix(&key("seller/12/a/below-a-blob")).await.unwrap(), 0);
}

#[tokio::test]
async fn a_blob_is_deleted_once() {
    let (_directory, blobs) = store();
    let name = key("a/b");
    blobs.put(&name, &b"data"[..], NO_LIMIT).await.unwrap();
    assert!(!blobs.delete(&key("a")).await.unwrap(), "a directory is no blob");
    assert!(!blobs.delete(&key("a/b/c")).await.unwrap(), "nothing is below a blob");
    assert!(blobs.delete(&name).await.unwrap());
    assert!(!blobs.delete(&name).await.unwrap());
}

#[tokio::test]
async fn absent_blobs_are_named() {
    let (_directory, blobs) = store();
    blobs.put(&key("a/b"), &b"data"[..], NO_LIMIT).await.unwrap();
    for name in ["a", "a/c", "a/b/c", "x/y/z"] {
        let error = blobs.open_blocking(&key(name)).unwrap_err();
        assert_eq!(error.to_string(), format!("there is no blob {name}"));
    }
}

#[tokio::test]
async fn a_place_that_is_taken_is_refused() {
    let (directory, blobs) = store();
    blobs.put(&key("a/b"), &b"data"[..], NO_LIMIT).await.unwrap();
    for name in ["a", "a/b/c", "a/b/c/d"] {
        let error = blobs.put(&key(name), &b"other"[..], NO_LIMIT).await.unwrap_err();
        assert!(matches!(error, StorageError::Taken { .. }), "{name}: {error}");
    }
    assert_eq!(text_of(&blobs, &key("a/b")).await, "data");
    assert_eq!(unfinished(&directory), 0);
}

/// `/dev/full` answers every write as a full disk does.
#[test]
fn a_full_disk_says_so() {
    let Ok(mut full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
        eprintln!("a_full_disk_says_so: skipped, this system has no /dev/full");
        return;
    };
    let error = full.write_all(b"data").map_err(StorageError::while_trying("write")).unwrap_err();
    assert!(matches!(error, StorageError::DiskFull), "{error}");
    assert!(error.to_string().contains("full"));
}

/// Deletions of a prefix and puts below it, at the same time: every put ends well, and nothing is left half.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn puts_and_deletions_do_not_trip_over_each_other() {
    let (directory, blobs) = store();
    let puts = (0..4).map(|task| {
        let blobs = blobs.clone();
        tokio::spawn(async move {
            for i in 0..50 {
                blobs.put(&key(&format!("s/a/b/c/d/{task}-{i}")), &b"data"[..], NO_LIMIT).await.unwrap();
            }
        })
    });
    let puts: Vec<_> = puts.collect();
    let mut deleted = 0;
    while !puts.iter().all(tokio::task::JoinHandle::is_finished) {
        deleted += blobs.delete_prefix(&key("s")).await.unwrap();
    }
    for put in puts {
        put.await.unwrap();
    }
    deleted += blobs.delete_prefix(&key("s")).await.unwrap();
    assert_eq!(deleted, 200);
    assert_eq!(unfinished(&directory), 0);
}
