//! The big list of naughty strings, each as a title, a description and a brand.

use imports::feed::{Defaults, FeedRow, Record};

use super::{read, verdict, warnings};

fn strings() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/naughty/blns.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn imported(strings: &[String], delimiter: u8) -> Vec<Record> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(["id", "title", "description", "price", "availability", "brand"]).unwrap();
    for (at, text) in strings.iter().enumerate() {
        writer.write_record([&format!("n{at}"), text, text, "1.00 EUR", "in stock", text]).unwrap();
    }
    read(&writer.into_inner().unwrap(), Defaults::default()).unwrap()
}

/// A text as it must come out: without control characters and overrides, in one line, trimmed.
fn harmless(text: &str) -> String {
    let kept = |c: char| match c {
        '\u{80}'..='\u{9f}' => {
            let byte = [u8::try_from(u32::from(c)).unwrap()];
            let (letter, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
            letter.chars().next().filter(|letter| !letter.is_control())
        }
        '\t' | '\n' | '\r' => Some(' '),
        c if c.is_control() => None,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        c => Some(c),
    };
    let line: String = text.chars().filter_map(kept).collect();
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')).to_owned()
}

#[test]
fn they_go_through_unharmed_or_are_refused_by_name() {
    let strings = strings();
    for delimiter in [b'\t', b',', b';', b'|'] {
        let records = imported(&strings, delimiter);
        assert_eq!(records.len(), strings.len());
        let (mut same, mut changed, mut empty) = (0, 0, 0);
        for (text, record) in strings.iter().zip(&records) {
            let wanted = harmless(text);
            match &record.outcome {
                Err(_) => {
                    assert_eq!(verdict(record), "empty_title", "{text:?}");
                    assert!(wanted.chars().all(|c| !c.is_alphanumeric()), "{text:?}");
                    empty += 1;
                }
                Ok(FeedRow { title, brand, .. }) => {
                    let long = warnings(record).iter().any(|name| name.ends_with("_too_long"));
                    assert!(*title == wanted || (long && wanted.starts_with(title.as_str())), "{text:?}: {title:?}");
                    assert!(wanted.starts_with(brand.as_deref().unwrap()), "{text:?}");
                    same += usize::from(*title == *text);
                    changed += usize::from(*title != *text);
                }
            }
        }
        assert_eq!((same, changed, empty), (496, 14, 5));
    }
}
