//! Any bytes at all: the reader ends, and does not panic.

use imports::feed::{
    Defaults, Delimiter, Encoding, Format, Kind, LineEnds, Mapping, Quote, Reader, header, preview, sniff,
};
use proptest::prelude::*;

use super::root;

const HEADER: &[u8] = b"id\ttitle\tprice\tavailability\tsale_price\tquantity\tgtin\timage_link\tshipping_weight\n";

/// Reads with a given format, whatever the bytes are, and counts the records.
fn exhaust(bytes: &[u8], format: Format) -> usize {
    let _ = sniff(bytes);
    let names = header(bytes, format).unwrap_or_default();
    let mapping = Mapping::suggest(&names);
    let _ = preview(bytes, false, format, &mapping, Defaults::default(), 20);
    let Ok(reader) = Reader::new(bytes, format, &mapping, Defaults::default()) else { return 0 };
    let mut count = 0;
    for record in reader {
        let record = record.unwrap();
        count += 1;
        assert_eq!(record.number, count as u64);
        if let Ok(row) = &record.outcome {
            let texts = [Some(&row.title), row.description.as_ref(), row.brand.as_ref()];
            assert!(texts.into_iter().flatten().all(|text| !text.contains('\0') && !text.is_empty()));
            let _ = row.hash();
        }
    }
    count
}

fn formats() -> impl Strategy<Value = Format> {
    let encodings = [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252];
    (
        prop::sample::select(vec![Kind::Table, Kind::Xml]),
        prop::sample::select(encodings.to_vec()),
        prop::sample::select(Delimiter::ALL.to_vec()),
        prop::sample::select(vec![Quote::Double, Quote::Single]),
        prop::sample::select(vec![LineEnds::Lf, LineEnds::Any]),
    )
        .prop_map(|(kind, encoding, delimiter, quote, line_ends)| Format {
            kind,
            encoding,
            delimiter,
            quote,
            line_ends,
        })
}

/// How many cases: as many as `PROPTEST_CASES` says, for long runs.
fn cases(usual: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(1_000)))]

    #[test]
    fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..400), format in formats()) {
        exhaust(&bytes, format);
        let mut table = HEADER.to_vec();
        table.extend_from_slice(&bytes);
        exhaust(&table, Format { delimiter: Delimiter::Tab, kind: Kind::Table, encoding: Encoding::Utf8, ..format });
    }

    #[test]
    fn any_markup_ends(text in "(<item>|</item>|<g:id>|</g:id>|<!\\[CDATA\\[|\\]\\]>|<!--|-->|<|>|\"|'|&|&amp;|a|\n| |/){0,40}") {
        let text = format!("<rss xmlns:g=\"http://base.google.com/ns/1.0\"><channel>{text}</channel></rss>");
        exhaust(text.as_bytes(), Format { kind: Kind::Xml, ..Format::default() });
    }

    #[test]
    fn spoilt_files_end(
        which in 0..27_usize,
        spoils in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(b"\t\"\r\n\0\xff,;'<".to_vec())), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut files: Vec<_> = std::fs::read_dir(root().join("examples/dirty")).unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ext| ext == "tsv" || ext == "csv"))
            .collect();
        files.sort();
        let mut bytes = std::fs::read(&files[which]).unwrap();
        if !bytes.is_empty() {
            for (at, byte) in spoils {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        if let Ok(format) = sniff(&bytes) {
            exhaust(&bytes, format);
        }
    }
}
