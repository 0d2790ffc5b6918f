//! The reading thread: records in batches, with their hashes, a few batches ahead of the database.

use std::fs::File;

use storage::{BlobKey, LocalBlobs};
use tokio::{sync::mpsc::Sender, task::spawn_blocking};

use super::{Halt, diff::Item};
use crate::{
    ImportError,
    feed::{FeedError, Mapping, Reader, Record},
    feeds::{Reading, head_of},
};

/// Records of a batch: one transaction stages them.
const BATCH_ROWS: usize = 2_500;
/// Bytes of text of a batch, at which it ends early: descriptions may be long.
const BATCH_BYTES: usize = 3 * 1024 * 1024;
/// Batches that wait for the database.
pub(crate) const AHEAD: usize = 1;

/// Some records, in the order of the file.
#[derive(Debug)]
pub(crate) struct Batch {
    pub items: Vec<Item>,
    pub bytes_read: i64,
}

/// A file that was opened.
pub(crate) struct Opened {
    /// `None` where the file is empty.
    pub reader: Option<Reader<File>>,
    pub mapping: Mapping,
    pub bytes_total: i64,
}

/// Opens a file and reads its header. A file that is no feed refuses the run.
pub(crate) async fn open(blobs: &LocalBlobs, key: &BlobKey, reading: Reading) -> Result<Opened, Halt> {
    let (blobs, key) = (blobs.clone(), key.clone());
    let opening = spawn_blocking(move || -> Result<Opened, Halt> {
        let file = blobs.open_blocking(&key)?;
        let bytes_total = file.metadata().map_err(FeedError::Io)?.len().try_into().unwrap_or(i64::MAX);
        let (head, _) = head_of(&file).map_err(FeedError::Io)?;
        let opened = reading.resolve(&file, &head).and_then(|(format, mapping)| {
            let file = blobs.open_blocking(&key).map_err(std::io::Error::other)?;
            Ok((Reader::new(file, format, &mapping, reading.defaults)?, mapping))
        });
        match opened {
            Ok((reader, mapping)) => Ok(Opened { reader: Some(reader), mapping, bytes_total }),
            Err(FeedError::Empty) => Ok(Opened { reader: None, mapping: Mapping::default(), bytes_total }),
            Err(error) => Err(error.into()),
        }
    });
    opening.await.map_err(|_| Halt::Failed(ImportError::Interrupted))?
}

/// Sends the records of a file in batches until its end, an error, or until nobody receives them. Gives the reader back,
/// which knows what it has seen.
pub(crate) fn read(mut reader: Reader<File>, send: &Sender<Batch>) -> (Reader<File>, Result<(), FeedError>) {
    loop {
        let (batch, ended) = next(&mut reader);
        let more = !batch.items.is_empty() && send.blocking_send(batch).is_ok();
        match ended {
            Some(ended) => return (reader, ended),
            None if !more => return (reader, Ok(())),
            None => {}
        }
    }
}

/// The next batch; and how the file ended, if it did.
fn next(reader: &mut Reader<File>) -> (Batch, Option<Result<(), FeedError>>) {
    let mut batch = Batch { items: Vec::new(), bytes_read: 0 };
    let mut bytes = 0;
    let mut ended = None;
    while batch.items.len() < BATCH_ROWS && bytes < BATCH_BYTES {
        match reader.next() {
            Some(Ok(record)) => {
                bytes += weight(&record);
                let hash = record.outcome.as_ref().map(crate::feed::FeedRow::hash).unwrap_or_default();
                batch.items.push(Item { record, hash });
            }
            Some(Err(error)) => {
                ended = Some(Err(error));
                break;
            }
            None => {
                ended = Some(Ok(()));
                break;
            }
        }
    }
    batch.bytes_read = reader.bytes_read().try_into().unwrap_or(i64::MAX);
    (batch, ended)
}

/// About how many bytes of text a record holds; the fixed parts are the same for all.
fn weight(record: &Record) -> usize {
    let row = record.outcome.as_ref().map_or(0, |row| {
        let images: usize = row.images.iter().map(String::len).sum();
        row.title.len() + row.description.as_ref().map_or(0, String::len) + images
    });
    row + record.raw.len()
}
