//! Raw records: csv-spectrum, and whatever the `csv` crate writes.

use csv::{QuoteStyle, WriterBuilder};
use imports::feed::{Delimiter, Format, LineEnds, Splitter};
use proptest::prelude::*;
use serde_json::{Map, Value};

/// Every row as texts; blank lines are left out.
fn rows(bytes: &[u8], format: Format, columns: Option<usize>) -> Vec<Vec<String>> {
    let mut splitter = Splitter::new(bytes, format);
    if let Some(columns) = columns {
        splitter.expect_columns(columns);
    }
    let mut rows = Vec::new();
    while let Some(row) = splitter.next_row().unwrap() {
        if !row.is_blank() {
            rows.push(row.cells().map(|cell| String::from_utf8(cell.to_vec()).unwrap()).collect());
        }
    }
    rows
}

fn commas() -> Format {
    Format { delimiter: Delimiter::Comma, line_ends: LineEnds::Any, ..Format::default() }
}

#[test]
fn csv_spectrum_means_what_its_json_says() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/csv-spectrum");
    let mut compared = 0;
    for entry in std::fs::read_dir(folder.join("csvs")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut csv = std::fs::read_to_string(&path).unwrap();
        if name.ends_with("_crlf") && !csv.contains('\r') {
            // Its JSON has the CRLF that the file lost on its way through a version control system.
            csv = csv.replace('\n', "\r\n");
        }
        let json = std::fs::read(folder.join("json").join(format!("{name}.json"))).unwrap();
        let mut wanted: Value = serde_json::from_slice(&json).unwrap();
        if name == "location_coordinates" {
            // One object instead of a list, and another telephone number than in the file.
            wanted["Contact Phone Number"] = "2095257564".into();
            wanted = Value::Array(vec![wanted]);
        }
        let mut rows = rows(csv.as_bytes(), commas(), None).into_iter();
        let header = rows.next().unwrap();
        let object = |row: Vec<String>| {
            assert_eq!(row.len(), header.len(), "{name}");
            header.iter().cloned().zip(row.into_iter().map(Value::String)).collect::<Map<_, _>>()
        };
        let found = Value::Array(rows.map(object).map(Value::Object).collect());
        assert_eq!(found, wanted, "{name}");
        compared += 1;
    }
    assert_eq!(compared, 12);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_the_csv_crate_writes_is_read_back(
        table in prop::collection::vec(prop::collection::vec("[a \"',;|\t\r\nß€]{0,12}", 3), 1..8),
        which in 0..4_usize,
        always in any::<bool>(),
        any_ends in any::<bool>(),
    ) {
        let delimiter = Delimiter::ALL[which];
        let style = if always { QuoteStyle::Always } else { QuoteStyle::Necessary };
        let mut writer = WriterBuilder::new().delimiter(delimiter.byte()).quote_style(style).from_writer(Vec::new());
        // A row without any text is a blank line to a feed, and no record.
        let table: Vec<_> = table.into_iter().filter(|row| row.iter().any(|cell| cell.contains(['a', 'ß', '€']))).collect();
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let line_ends = if any_ends { LineEnds::Any } else { LineEnds::Lf };
        let format = Format { delimiter, line_ends, ..Format::default() };
        prop_assert_eq!(rows(&bytes, format, Some(3)), table, "{}", String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn wide_tables_survive_line_breaks_in_cells(
        table in prop::collection::vec(prop::collection::vec("[ab \"\n\r']{1,12}", 6), 1..8),
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let table: Vec<_> = table.into_iter().filter(|row| row.iter().any(|cell| cell.contains(['a', 'b']))).collect();
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        prop_assert_eq!(rows(&bytes, commas(), Some(6)), table);
    }
}
