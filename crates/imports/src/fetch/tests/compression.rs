//! Compressed feeds: the good ones, the damaged ones, the bombs.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use storage::ByteSize;

use super::{
    super::{FetchError, FetchPolicy},
    failure, fetch, fetch_with, policy,
    server::{Then, answer, scripted},
};

const FEED: &[u8] = b"id,title\n1,Kettle\n2,Teapot\n";
const DECLARED: &str = "content-encoding: gzip\r\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

async fn fetched(headers: &str, body: &[u8]) -> Result<Vec<u8>, FetchError> {
    let server = scripted([answer("200 OK", headers, body)], Then::Close).await;
    fetch(&server.url("/feed")).await
}

#[tokio::test]
async fn compressed_feeds_are_decompressed() {
    let once = gzip(FEED);
    assert_eq!(fetched(DECLARED, &once).await.unwrap(), FEED, "content-encoding");
    assert_eq!(fetched("content-encoding: X-GZIP\r\n", &once).await.unwrap(), FEED, "its old name");
    assert_eq!(fetched("content-type: application/gzip\r\n", &once).await.unwrap(), FEED, "a .gz file");
    assert_eq!(fetched(DECLARED, &gzip(&once)).await.unwrap(), FEED, "a .gz file, compressed on its way");
    let parts = [gzip(&FEED[..9]), gzip(&FEED[9..])].concat();
    assert_eq!(fetched("", &parts).await.unwrap(), FEED, "a file of two members");
    assert_eq!(fetched("", &gzip(&gzip(&gzip(FEED)))).await.unwrap(), once, "no more than two layers");
    assert_eq!(fetched(DECLARED, b"").await.unwrap(), b"", "empty");
    assert_eq!(fetched("content-encoding: identity\r\n", FEED).await.unwrap(), FEED, "declared as plain");
}

#[tokio::test]
async fn damaged_ones_are_refused() {
    let whole = gzip(&FEED.repeat(50));
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0x55;
    let mut wrong_sum = whole.clone();
    let sum = wrong_sum.len() - 8;
    wrong_sum[sum] ^= 1;
    let cut = |bytes: usize| whole[..bytes].to_vec();
    for (what, body) in [
        ("damaged", damaged),
        ("wrong checksum", wrong_sum),
        ("cut in the header", cut(5)),
        ("cut in the data", cut(middle)),
        ("cut in the trailer", cut(whole.len() - 1)),
        ("trailing garbage", [whole.as_slice(), b"garbage"].concat()),
    ] {
        let error = fetched("", &body).await.unwrap_err();
        assert!(matches!(error, FetchError::Gzip), "{what}: {error}");
    }
    let error = fetched(DECLARED, FEED).await.unwrap_err();
    assert!(matches!(error, FetchError::Gzip), "declared and not so: {error}");
}

#[tokio::test]
async fn a_half_sent_compressed_feed_is_half_sent() {
    let mut half = answer("200 OK", DECLARED, gzip(&FEED.repeat(50)));
    half.truncate(half.len() - 10);
    let server = scripted([half], Then::Close).await;
    assert!(matches!(failure(&server.url("/")).await, FetchError::HalfSent { .. }));
}

#[tokio::test]
async fn other_compressions_are_named() {
    for encoding in ["br", "zstd", "deflate", "gzip, gzip"] {
        let error = fetched(&format!("content-encoding: {encoding}\r\n"), b"x").await.unwrap_err();
        assert!(matches!(&error, FetchError::Encoding { encoding: named } if named == encoding), "{error}");
    }
}

#[tokio::test]
async fn a_bomb_is_refused_by_its_ratio() {
    let bomb = gzip(&vec![b' '; 6 << 20]);
    for (headers, body) in [("", bomb.clone()), (DECLARED, bomb.clone()), (DECLARED, gzip(&bomb))] {
        let error = fetched(headers, &body).await.map(|bytes| bytes.len()).unwrap_err();
        assert!(matches!(error, FetchError::Bomb { limit: 250 }), "{error}");
        assert!(error.to_string().contains("more than 250 times its size"));
    }
    // What is small does no harm, whatever its ratio.
    let blanks = vec![b' '; 3 << 20];
    assert_eq!(fetched("", &gzip(&blanks)).await.unwrap().len(), blanks.len());
}

#[tokio::test]
async fn the_limit_of_size_is_that_of_the_decompressed_feed() {
    let feed = FEED.repeat(1_000);
    let limit = feed.len() as u64;
    for (max_bytes, fits) in [(limit, true), (limit - 1, false)] {
        let server = scripted([answer("200 OK", "", gzip(&feed))], Then::Close).await;
        let fetched = fetch_with(FetchPolicy { max_bytes, ..policy() }, &server.url("/")).await;
        match fetched {
            Ok(bytes) => assert!(fits && bytes == feed),
            Err(FetchError::TooLarge { limit }) => assert!(!fits && limit == ByteSize(max_bytes)),
            Err(error) => panic!("{error}"),
        }
    }
}

/// Members without content give no output, but they count as sent.
#[tokio::test]
async fn empty_members_without_end_are_too_large() {
    let empty = gzip(b"");
    let max_bytes = 100_000;
    let many = empty.repeat(max_bytes / empty.len() + 1);
    let pieces = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n", many.len());
    let server = scripted([[pieces.as_bytes(), &many].concat()], Then::Wait).await;
    let policy = FetchPolicy { max_bytes: max_bytes as u64, ..policy() };
    let error = fetch_with(policy, &server.url("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::TooLarge { .. }), "{error}");
}
