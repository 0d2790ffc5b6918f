//! Gzip, wherever a feed comes from: uploads, addresses and files of the command line go through the same decoder.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
};

use async_compression::tokio::bufread::GzipDecoder;
use storage::{BlobInfo, BlobKey, ByteSize, LocalBlobs, StorageError};
use tokio::io::{AsyncBufRead, AsyncRead, AsyncReadExt, BufReader, ReadBuf};

use crate::fetch::FetchPolicy;

/// Compressed twice happens: a `.csv.gz` that the server compresses once more.
const MAX_LAYERS: usize = 2;
/// From here on the ratio of decompression counts, in bytes: what is small does no harm, and may well be all blanks.
pub(crate) const RATIO_FREE: u64 = 4 * 1024 * 1024;
/// What a gzip file begins with (RFC 1952).
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// A feed on its way in.
pub(crate) type Reader<'a> = Pin<Box<dyn AsyncBufRead + Send + 'a>>;
/// Says whether so many decompressed bytes are too many.
pub(crate) type Check = Arc<dyn Fn(u64) -> io::Result<()> + Send + Sync>;

/// Takes the layers of compression off, as many as there are and are allowed; answers how many that were.
pub(crate) async fn peel<'a>(mut reader: Reader<'a>, check: &Check) -> io::Result<(Reader<'a>, usize)> {
    for layer in 0..MAX_LAYERS {
        let head;
        (head, reader) = peek(reader, MAGIC.len() as u64).await?;
        if head != MAGIC {
            return Ok((reader, layer));
        }
        let mut decoder = GzipDecoder::new(reader);
        decoder.multiple_members(true);
        reader = Box::pin(BufReader::new(Bounded { reader: decoder, check: check.clone(), bytes: 0 }));
    }
    Ok((reader, MAX_LAYERS))
}

/// The first bytes, and a reader that gives them once more.
pub(crate) async fn peek(mut reader: Reader<'_>, bytes: u64) -> io::Result<(Vec<u8>, Reader<'_>)> {
    let mut head = Vec::new();
    (&mut reader).take(bytes).read_to_end(&mut head).await?;
    let again: Reader<'_> = Box::pin(io::Cursor::new(head.clone()).chain(reader));
    Ok((head, again))
}

/// A decoder whose output is counted and checked.
struct Bounded<R> {
    reader: R,
    check: Check,
    bytes: u64,
}

impl<R: AsyncRead + Unpin> AsyncRead for Bounded<R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.reader).poll_read(cx, buf))?;
        self.bytes += (buf.filled().len() - before) as u64;
        // A read that fails must give nothing.
        Poll::Ready((self.check)(self.bytes).inspect_err(|_| buf.set_filled(before)))
    }
}

/// A source whose bytes are counted, and whose errors are told from those of the decoder.
struct Counted<R> {
    reader: R,
    bytes: Arc<AtomicU64>,
}

impl<R: AsyncRead + Unpin> AsyncRead for Counted<R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.reader).poll_read(cx, buf)).map_err(|error| io::Error::other(Fault::Sent(error)))?;
        self.bytes.fetch_add((buf.filled().len() - before) as u64, Ordering::Relaxed);
        Poll::Ready(Ok(()))
    }
}

/// What travels through the layers as the inside of an `io::Error`.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("{0}")]
    Sent(io::Error),
    #[error("too large")]
    Large,
    #[error("a bomb")]
    Bomb,
}

/// Why a file was not taken. Every message says what its sender can do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TakeError {
    /// It has no content.
    #[error("the file is empty")]
    Empty,
    /// It is too large, as sent or decompressed.
    #[error("the file is larger than {0}, the most that is accepted: split it, or leave out columns")]
    TooLarge(ByteSize),
    /// A decompression bomb.
    #[error("the compressed file grows to more than {0} times its size, the most that is accepted: send it plain")]
    Bomb(u64),
    /// The compressed data are damaged or cut off.
    #[error("the compressed file (gzip) is damaged or cut off: make it anew, or send it plain")]
    Gzip,
    /// It did not arrive whole.
    #[error("the file did not arrive whole: {0}")]
    Sent(#[source] io::Error),
    /// It arrived and could not be stored.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Stores a file that was sent to us, decompressed where it is gzip, within the limits of `policy`. Where it fails, nothing
/// is left.
pub async fn take(
    blobs: &LocalBlobs,
    key: &BlobKey,
    reader: impl AsyncRead + Send,
    policy: &FetchPolicy,
) -> Result<BlobInfo, TakeError> {
    let (max_bytes, max_ratio) = (policy.max_bytes, policy.max_ratio);
    let received = Arc::new(AtomicU64::new(0));
    let counted = Counted { reader: Box::pin(reader), bytes: received.clone() };
    let check: Check = Arc::new(move |bytes| match bytes {
        _ if bytes > max_bytes => Err(io::Error::other(Fault::Large)),
        _ if bytes > RATIO_FREE && bytes > received.load(Ordering::Relaxed).saturating_mul(max_ratio) => {
            Err(io::Error::other(Fault::Bomb))
        }
        _ => Ok(()),
    });
    let meaning = |error: io::Error| match error.downcast::<Fault>() {
        Ok(Fault::Sent(error)) => TakeError::Sent(error),
        Ok(Fault::Large) => TakeError::TooLarge(ByteSize(max_bytes)),
        Ok(Fault::Bomb) => TakeError::Bomb(max_ratio),
        Err(_) => TakeError::Gzip,
    };
    let (reader, _) = peel(Box::pin(BufReader::new(counted)), &check).await.map_err(meaning)?;
    match blobs.put(key, reader, max_bytes).await {
        Ok(stored) if stored.bytes > 0 => Ok(stored),
        Ok(_) => {
            blobs.delete(key).await?;
            Err(TakeError::Empty)
        }
        Err(StorageError::Source(error)) => Err(meaning(error)),
        Err(StorageError::TooLarge { limit }) => Err(TakeError::TooLarge(limit)),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use async_compression::tokio::bufread::GzipEncoder;
    use types::SellerId;

    use super::*;

    async fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        GzipEncoder::new(bytes).read_to_end(&mut out).await.unwrap();
        out
    }

    struct Store {
        blobs: LocalBlobs,
        key: BlobKey,
        policy: FetchPolicy,
        _files: tempfile::TempDir,
    }

    fn store() -> Store {
        let files = tempfile::tempdir().unwrap();
        let blobs = LocalBlobs::open(files.path().join("blobs")).unwrap();
        let policy = FetchPolicy { max_bytes: 6 << 20, ..FetchPolicy::default() };
        Store { blobs, key: crate::new_key(SellerId::new()), policy, _files: files }
    }

    impl Store {
        async fn take(&self, bytes: &[u8]) -> Result<Vec<u8>, TakeError> {
            take(&self.blobs, &self.key, bytes, &self.policy).await?;
            Ok(self.read().await.unwrap())
        }

        async fn read(&self) -> Result<Vec<u8>, StorageError> {
            let (mut file, _) = self.blobs.open_blob(&self.key).await?;
            let mut read = Vec::new();
            file.read_to_end(&mut read).await.unwrap();
            Ok(read)
        }
    }

    #[tokio::test]
    async fn plain_compressed_and_twice_compressed_are_the_same_file() {
        let store = store();
        let feed = b"id\ttitle\n1\tCup\n".repeat(1_000);
        let once = gzip(&feed).await;
        let twice = gzip(&once).await;
        for sent in [&feed, &once, &twice, &[&once[..], &gzip(b"2\tPot\n").await].concat()] {
            assert!(store.take(sent).await.unwrap().starts_with(&feed));
        }
    }

    #[tokio::test]
    async fn what_is_wrong_is_named_and_nothing_is_left() {
        let store = store();
        let whole = gzip(&b"id\ttitle\n".repeat(10_000)).await;
        assert!(matches!(store.take(b"").await, Err(TakeError::Empty)));
        assert!(matches!(store.take(&gzip(b"").await).await, Err(TakeError::Empty)));
        assert!(matches!(store.take(&whole[..whole.len() / 2]).await, Err(TakeError::Gzip)));
        assert!(matches!(store.take(&gzip(&vec![b' '; 5 << 20]).await).await, Err(TakeError::Bomb(250))));
        assert!(matches!(store.take(&vec![b' '; 7 << 20]).await, Err(TakeError::TooLarge(_))));
        let noise: Vec<u8> = (0..7_u32 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
        assert!(matches!(store.take(&gzip(&noise).await).await, Err(TakeError::TooLarge(_))));
        let torn = torn(b"id\ttitle\n1\t");
        let error = take(&store.blobs, &store.key, torn, &store.policy).await.unwrap_err();
        assert!(matches!(error, TakeError::Sent(_)), "{error}");
        assert!(matches!(store.read().await, Err(StorageError::NotFound { .. })));
    }

    /// Gives these bytes and then fails, as a connection that ends too early.
    fn torn(bytes: &'static [u8]) -> impl AsyncRead + Send {
        let pieces = [Ok(bytes), Err(io::Error::other("the connection has ended"))];
        tokio_util::io::StreamReader::new(futures_util::stream::iter(pieces))
    }
}
