//! Every hard feed of `examples/dirty` gives what its `EXPECTED.json` says.

use imports::feed::{Availability, Defaults, FeedError, FeedRow, PreviewRow, Reader, Record, preview};
use serde_json::Value;
use types::{Currency, Gtin};

use super::{proposed, read, root, shared, verdict, warnings};

/// Where both ways are right, the one that was chosen: the verdict, and the warning that goes with it if any.
const CHOSEN: &[(&str, u64, &str, &str)] = &[
    ("06_stray_quotes.tsv", 3, "accept", "stray_quote"),
    ("06_stray_quotes.tsv", 4, "accept", ""),
    ("06_stray_quotes.tsv", 5, "accept", "stray_quote"),
    ("07_missing_and_duplicate_ids.tsv", 6, "accept", ""),
    ("07_missing_and_duplicate_ids.tsv", 8, "id_too_long", ""),
    ("08_bad_prices.tsv", 2, "zero_price", ""),
    ("08_bad_prices.tsv", 5, "missing_currency", ""),
    ("08_bad_prices.tsv", 6, "bad_price", ""),
    ("08_bad_prices.tsv", 13, "accept", ""),
    ("09_sale_prices.tsv", 3, "accept", "sale_price_not_below"),
    ("10_empty_titles.tsv", 5, "accept", ""),
    ("11_description_70kb.tsv", 2, "accept", "description_too_long"),
    ("13_booleans.csv", 18, "bad_availability", ""),
    ("13_booleans.csv", 19, "missing_availability", ""),
    ("22_hostile_text.tsv", 5, "accept", ""),
    ("22_hostile_text.tsv", 8, "accept", "control_characters"),
    ("23_gtins.tsv", 1, "accept", "bad_gtin"),
    ("23_gtins.tsv", 2, "accept", "bad_gtin"),
    ("23_gtins.tsv", 5, "accept", "bad_gtin"),
    ("23_gtins.tsv", 6, "accept", "bad_gtin"),
    ("24_nul_and_control.tsv", 1, "accept", "control_characters"),
    ("24_nul_and_control.tsv", 2, "accept", "control_characters"),
    // What contradicts the other language is found where both meet, not here.
    ("25_pair_fr.tsv", 2, "accept", ""),
    ("25_pair_fr.tsv", 3, "accept", ""),
];

fn expected() -> Value {
    let json = std::fs::read(root().join("examples/dirty/EXPECTED.json")).unwrap();
    serde_json::from_slice(&json).unwrap()
}

fn file(name: &str) -> Option<Vec<u8>> {
    if name.starts_with("03_") {
        return shared(&format!("data/feeds/dirty/{name}"));
    }
    Some(std::fs::read(root().join("examples/dirty").join(name)).unwrap())
}

#[test]
fn every_file_gives_what_is_expected() {
    let expected = expected();
    let mut records = 0;
    for file_expected in expected["files"].as_array().unwrap() {
        let name = file_expected["file"].as_str().unwrap();
        let Some(bytes) = file(name) else { continue };
        let whole = file_expected["whole_file"].as_str().unwrap();
        if whole.starts_with("refuse") {
            assert!(read(&bytes, Defaults::default()).is_err(), "{name} must be refused");
            continue;
        }
        let found = read(&bytes, Defaults::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let cells = cells(&bytes);
        let wanted = file_expected["records"].as_array().unwrap();
        assert_eq!(found.len(), wanted.len(), "{name}: number of records");
        for ((record, row), wanted) in found.iter().zip(&cells).zip(wanted) {
            check(name, record, row, wanted);
            records += 1;
        }
    }
    assert!(records >= 133, "only {records} records were compared");
}

fn cells(bytes: &[u8]) -> Vec<PreviewRow> {
    let (format, mapping) = proposed(bytes).unwrap();
    preview(bytes, true, format, &mapping, Defaults::default(), 100).unwrap().rows
}

fn check(name: &str, record: &Record, row: &PreviewRow, wanted: &Value) {
    let number = wanted["record"].as_u64().unwrap();
    let at = format!("{name}, record {number}");
    assert_eq!((record.number, row.number), (number, number), "{at}");
    let chosen = CHOSEN.iter().find(|chosen| (chosen.0, chosen.1) == (name, number));
    match wanted["verdict"].as_str().unwrap() {
        "accept" => assert_eq!(verdict(record), "accept", "{at}: {:?}", record.outcome),
        "reject" => {
            // "too_few_fields / truncated" allows either.
            let reason = wanted["reason"].as_str().unwrap();
            let allowed = reason.split(" (").next().unwrap().split(" / ").any(|reason| reason == verdict(record));
            assert!(allowed, "{at}: {} instead of {reason}", verdict(record));
        }
        _ => match (chosen, &wanted["note"]) {
            (Some((_, _, verdict_chosen, warning)), _) => {
                assert_eq!(verdict(record), *verdict_chosen, "{at}");
                assert!(warning.is_empty() || warnings(record).contains(warning), "{at}: {:?}", record.warnings);
                assert_eq!(record.raw.is_empty(), *verdict_chosen == "accept" && warning.is_empty(), "{at}");
            }
            (None, note) => availability_note(&at, record, note.as_str().unwrap()),
        },
    }
    if let Some(fields) = wanted["fields"].as_object() {
        let accepted = record.outcome.as_ref().unwrap();
        for (field, value) in fields {
            compare(&at, accepted, row, field, value);
        }
    }
    match &record.outcome {
        Err(fault) => assert!(!record.raw.is_empty() && !fault.to_string().is_empty(), "{at}"),
        Ok(row) => assert!(!format!("{row:?}").contains(['\0', '\u{fffd}', '\u{202e}']), "{at}"),
    }
}

/// Notes of the file with booleans: what the word means.
fn availability_note(at: &str, record: &Record, note: &str) {
    let row = record.outcome.as_ref().unwrap_or_else(|fault| panic!("{at}: {fault}"));
    let wanted = match note {
        "accept as available=True" => Availability::InStock,
        "accept as available=False" => Availability::OutOfStock,
        "accept as not in stock / preorder" => Availability::Preorder,
        other => panic!("{at}: choose between the two ways of {other:?}"),
    };
    assert_eq!(row.availability, wanted, "{at}");
}

fn compare(at: &str, row: &FeedRow, cells: &PreviewRow, field: &str, value: &Value) {
    let text = || value.as_str().unwrap();
    let lf = |text: &str| text.replace("\r\n", "\n");
    match field {
        "id" => assert_eq!(row.id, text(), "{at}"),
        "title" => assert_eq!(row.title, text(), "{at}"),
        "brand" => assert_eq!(row.brand.as_deref(), Some(text()), "{at}"),
        "description" => assert_eq!(row.description.as_deref(), Some(lf(text()).as_str()), "{at}"),
        "image_link" => assert_eq!(row.images[0], text(), "{at}"),
        "price_minor" => assert_eq!(row.price.minor, value.as_i64().unwrap(), "{at}"),
        "sale_price_minor" => assert_eq!(row.sale_price.map(|price| price.minor), value.as_i64(), "{at}"),
        "currency" => assert_eq!(row.price.currency.code(), text(), "{at}"),
        "available" => {
            assert_eq!(row.availability == Availability::InStock, value.as_bool().unwrap(), "{at}");
        }
        "gtin" => assert_eq!(row.gtin.as_ref().map(Gtin::as_str), Some(text()), "{at}"),
        "gtin_same_as" => {
            let same: Gtin = text().parse().unwrap();
            assert_eq!(row.gtin.as_ref().map(Gtin::gtin14), Some(same.gtin14()), "{at}");
        }
        "price_text" | "availability_text" => {
            assert!(cells.cells.iter().any(|cell| cell == text()), "{at}: {:?}", cells.cells);
        }
        other => panic!("{at}: {other} is not compared"),
    }
}

#[test]
fn whole_files_are_refused_by_name() {
    let error = |name: &str| read(&file(name).unwrap(), Defaults::default()).unwrap_err();
    assert!(matches!(error("17_empty.tsv"), FeedError::Empty));
    assert!(matches!(error("18_no_header.tsv"), FeedError::NoHeader(_)));
    assert!(matches!(error("19_duplicate_header.tsv"), FeedError::DuplicateColumn(column) if column == "title"));
}

#[test]
fn what_the_notes_say_beside_the_verdicts() {
    let of = |name: &str| read(&file(name).unwrap(), Defaults::default()).unwrap();
    let row = |records: &[Record], number: usize| records[number - 1].outcome.clone().unwrap();

    let quotes = of("06_stray_quotes.tsv");
    assert_eq!(row(&quotes, 3).title, "\"Digitale Heißluftfritteuse 6.2L – White");
    assert_eq!(row(&quotes, 5).title, "\"Zitat\" Wasserkocher mit Temperaturwahl 1.7L – Stainless Steel");

    let ids = of("07_missing_and_duplicate_ids.tsv");
    let duplicate = ids[4].outcome.as_ref().unwrap_err();
    assert!(duplicate.detail.ends_with("record 1"), "{duplicate}");
    assert_eq!(row(&ids, 6).id, "personal-blender-white");

    let prices = file("08_bad_prices.tsv").unwrap();
    let yen = row(&of("08_bad_prices.tsv"), 13).price;
    assert_eq!((yen.minor, yen.currency), (12, Currency::Jpy));
    let swiss = Defaults { currency: Some(Currency::Chf), ..Defaults::default() };
    let bare = &read(&prices, swiss).unwrap()[4];
    assert_eq!(bare.outcome.as_ref().unwrap().price.to_string(), "12.34 CHF");
    assert_eq!(warnings(bare), ["missing_currency"]);

    assert_eq!(row(&of("09_sale_prices.tsv"), 3).sale_price, None);
    assert_eq!(row(&of("11_description_70kb.tsv"), 2).description.unwrap().chars().count(), 65_000);
    assert_eq!(row(&of("22_hostile_text.tsv"), 3).title, "=HYPERLINK(\"http://evil.example\";\"klick\")");
    assert_eq!(row(&of("23_gtins.tsv"), 2).gtin, None);
    assert_eq!(row(&of("24_nul_and_control.tsv"), 2).description.unwrap(), "abc");

    let lines: Vec<u64> = of("15_ragged_rows.tsv").iter().map(|record| record.line).collect();
    assert_eq!(lines, [2, 3, 4, 6, 8, 9]);
    let lines: Vec<u64> = of("05_comma_quoted_newlines.csv").iter().map(|record| record.line).collect();
    assert_eq!(lines, [2, 5, 6, 8]);
    assert!(of("21_one_bad_utf8_line.tsv")[2].raw.contains("Gr\\xF6\\xDFe"));
}

#[test]
fn a_default_availability_is_taken_with_a_warning() {
    let defaults = Defaults { availability: Some(Availability::OutOfStock), ..Defaults::default() };
    let records = read(&file("13_booleans.csv").unwrap(), defaults).unwrap();
    assert_eq!(records[18].outcome.as_ref().unwrap().availability, Availability::OutOfStock);
    assert_eq!(warnings(&records[18]), ["missing_availability"]);
    assert_eq!(verdict(&records[17]), "bad_availability");
}

#[test]
fn unknown_columns_are_listed_once() {
    let bytes = file("12_other_order_unknown_columns.tsv").unwrap();
    let (format, mapping) = proposed(&bytes).unwrap();
    let mut reader = Reader::new(bytes.as_slice(), format, &mapping, Defaults::default()).unwrap();
    assert_eq!(reader.by_ref().count(), 4);
    assert_eq!(reader.unknown(), ["x_internal_margin", "custom_label_0", "émoji_🧀"]);
    assert!(reader.seen("DRIP-COFFEE-MAKER-WHITE") && !reader.seen("drip-coffee-maker-white"));
    assert_eq!(reader.bytes_read(), bytes.len() as u64);
}

#[test]
fn a_file_that_was_cut_off_is_known_as_such() {
    let cut_off = |name: &str| {
        let bytes = file(name).unwrap();
        let (format, mapping) = proposed(&bytes).unwrap();
        let mut reader = Reader::new(bytes.as_slice(), format, &mapping, Defaults::default()).unwrap();
        let last = reader.by_ref().last().unwrap().unwrap();
        (verdict(&last), reader.cut_off())
    };
    assert_eq!(cut_off("14_truncated_last_line.tsv"), ("truncated", true));
    assert_eq!(cut_off("01_bom_utf8.tsv"), ("accept", false));
}
