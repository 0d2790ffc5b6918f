//! Whole feeds of real shops, read from beside the repository where they are.

use imports::feed::{Defaults, Reader, limits::MAX_TITLE_CHARS};

use super::{proposed, read, shared, verdict, warnings};

#[test]
fn real_shops_are_read_whole() {
    for (feed, rows, warned) in [
        ("shop-haushalt-spree/feed_de.tsv", 87, 0),
        ("shop-haushalt-spree/feed_en.tsv", 87, 0),
        ("shop-haushalt-spree/feed_fr.tsv", 87, 0),
        ("shop-mode-saleor/feed_en.tsv", 73, 0),
        // Five apostrophes of Windows-1252 that went through Latin-1.
        ("shop-pharmacie-bdpm/feed_fr.tsv", 13_169, 5),
        ("shop-livres-goodbooks/feed_en.tsv", 9_814, 0),
        ("shop-sport-oxid/feed_de.tsv", 93, 0),
    ] {
        let Some(bytes) = shared(&format!("data/feeds/{feed}")) else { continue };
        let records = read(&bytes, Defaults::default()).unwrap();
        assert_eq!(records.len(), rows, "{feed}");
        for record in &records {
            assert_eq!(verdict(record), "accept", "{feed}: {record:?}");
            let row = record.outcome.as_ref().unwrap();
            assert!(row.title.chars().count() <= MAX_TITLE_CHARS && row.price.minor > 0);
        }
        let count = records.iter().filter(|record| !record.warnings.is_empty()).count();
        assert_eq!(count, warned, "{feed}: {:?}", records.iter().flat_map(warnings).take(5).collect::<Vec<_>>());
    }
}

#[test]
fn the_same_file_gives_the_same_hashes() {
    let Some(bytes) = shared("data/feeds/shop-haushalt-spree/feed_fr.tsv") else { return };
    let (format, mapping) = proposed(&bytes).unwrap();
    let hashes = || {
        let reader = Reader::new(bytes.as_slice(), format, &mapping, Defaults::default()).unwrap();
        reader.map(|record| record.unwrap().outcome.unwrap().hash()).collect::<Vec<_>>()
    };
    let (mut first, second) = (hashes(), hashes());
    assert_eq!(first, second);
    first.sort_unstable();
    first.dedup();
    assert_eq!(first.len(), 87, "different rows have different hashes");
}
