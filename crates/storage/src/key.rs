//! The names of blobs, checked so that none can leave the store.

use std::{fmt, str::FromStr};

use types::{FeedId, RunId, SellerId};

use crate::StorageError;

/// The longest key, in bytes.
const MAX_KEY: usize = 512;
/// The longest segment, in bytes; file systems allow 255.
const MAX_SEGMENT: usize = 100;
/// The most segments in one key.
const MAX_SEGMENTS: usize = 8;

/// The name of a blob, or of all blobs below it: segments of `a-z 0-9 . _ -` between slashes, each beginning with a
/// letter or a digit.
///
/// That rule leaves no room for traversal (`..`), for absolute paths, for the store's own hidden directory, or for two
/// keys that a file system without case would take for one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobKey(String);

impl BlobKey {
    /// The prefix of all that belongs to a seller.
    pub fn seller(seller: SellerId) -> Self {
        Self(format!("seller/{seller}"))
    }

    /// The file that a feed was last given, uploaded or fetched: `seller/<id>/feeds/<id>`.
    pub fn feed(seller: SellerId, feed: FeedId) -> Self {
        Self(format!("seller/{seller}/feeds/{feed}"))
    }

    /// The file that one run of an import reads: `seller/<id>/runs/<id>`.
    pub fn run(seller: SellerId, run: RunId) -> Self {
        Self(format!("seller/{seller}/runs/{run}"))
    }

    /// The key as text, as it is stored in a row.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BlobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BlobKey {
    type Err = StorageError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match fault(text) {
            Some(reason) => Err(StorageError::Key { reason }),
            None => Ok(Self(text.to_owned())),
        }
    }
}

/// The rule that `text` breaks, if any.
fn fault(text: &str) -> Option<&'static str> {
    if text.len() > MAX_KEY {
        return Some("it is longer than 512 bytes");
    }
    if text.split('/').count() > MAX_SEGMENTS {
        return Some("it has more than 8 segments");
    }
    text.split('/').find_map(segment_fault)
}

fn segment_fault(segment: &str) -> Option<&'static str> {
    let Some(first) = segment.bytes().next() else {
        return Some("a segment is empty");
    };
    if segment.len() > MAX_SEGMENT {
        return Some("a segment is longer than 100 bytes");
    }
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    if !plain(first) {
        return Some("a segment begins with something else than a-z or 0-9");
    }
    if !segment.bytes().all(|b| plain(b) || matches!(b, b'.' | b'_' | b'-')) {
        return Some("it holds something else than a-z, 0-9, dot, underscore, hyphen and slash");
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_stay_inside() {
        let segment = "a".repeat(100);
        for good in ["a", "seller/0190/feeds/0.csv", "a/b/c/d/e/f/g/h", "1_2-3.4", "a..b", &segment] {
            assert_eq!(good.parse::<BlobKey>().unwrap().as_str(), good);
        }
    }

    #[test]
    fn keys_that_would_leave_or_confuse() {
        let (long_segment, long_key) = ("a".repeat(101), ["a".repeat(80).as_str(); 7].join("/"));
        let bad = [
            "",
            "/",
            "/etc/passwd",
            "a/",
            "a//b",
            ".",
            "..",
            "../a",
            "a/..",
            "a/../b",
            "a/./b",
            ".work/x",
            "a/.b",
            "-a",
            "_a",
            "a\\..\\b",
            "a\0b",
            "a b",
            "a\n",
            "A",
            "seller/É",
            "a%2e%2e",
            "~",
            "c:",
            "a:b",
            "a/b/c/d/e/f/g/h/i",
            "a\u{2024}\u{2024}/b",
            &long_segment,
            &long_key,
        ];
        for text in bad {
            assert!(matches!(text.parse::<BlobKey>(), Err(StorageError::Key { .. })), "{text:?} was accepted");
        }
    }

    #[test]
    fn keys_made_from_ids_obey_the_rule() {
        let seller = SellerId::new();
        for key in [BlobKey::seller(seller), BlobKey::feed(seller, FeedId::new()), BlobKey::run(seller, RunId::new())] {
            assert_eq!(key.to_string().parse::<BlobKey>().unwrap(), key);
            assert!(key.as_str().starts_with(&format!("seller/{seller}")));
        }
    }
}
