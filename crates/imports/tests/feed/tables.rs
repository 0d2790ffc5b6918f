//! What sellers' tables look like: other delimiters, German and French headers, repaired headers, wrapped values.

use std::fmt::Write;
use std::io::Read;

use imports::feed::limits::{MAX_COLUMNS, MAX_RECORD_BYTES};
use imports::feed::{
    Availability, Condition, Defaults, Delimiter, FeedError, Field, Format, Mapping, Quote, Reader, Splitter, header,
    preview, sniff,
};

use super::{accepted, proposed, read, verdict, warnings};

#[test]
fn german_and_french_headers_map_by_themselves() {
    let german = "Artikelnummer;Bezeichnung;Preis;Verfügbarkeit;Bestand;Hersteller;Größe;Zustand;MwSt\n\
                  K-1;Kessel;\"1.299,00 €\";Auf Lager;12;Spree;L;neu;19 %\n";
    let row = &accepted(german.as_bytes())[0];
    assert_eq!((row.id.as_str(), row.price.minor, row.quantity), ("K-1", 129_900, Some(12)));
    assert_eq!((row.brand.as_deref(), row.size.as_deref()), (Some("Spree"), Some("L")));
    assert_eq!((row.condition, row.tax_rate.unwrap().basis_points()), (Some(Condition::New), 1_900));
    let french = "Référence|Titre|Prix TTC|Disponibilité|Taille|Poids\nK-1|Bouilloire|19,99 EUR|épuisé|L|1,2 kg\n";
    let row = &accepted(french.as_bytes())[0];
    assert_eq!((row.availability, row.weight_grams), (Availability::OutOfStock, Some(1_200)));
}

#[test]
fn a_stray_delimiter_in_the_header_is_repaired_and_one_in_a_line_is_named() {
    let text = "id,title;description,price,availability\n1,A,b,1 EUR,in stock\n2,A;b,1 EUR,in stock\n";
    let records = read(text.as_bytes(), Defaults::default()).unwrap();
    assert_eq!(records[0].outcome.as_ref().unwrap().description.as_deref(), Some("b"));
    assert_eq!((verdict(&records[1]), records[1].line, records[1].id.as_deref()), ("too_few_fields", 3, Some("2")));
}

#[test]
fn single_quotes_wrap_where_the_file_uses_them() {
    let text = "'id','title','price','availability'\n'1','Tea, green','2 EUR','in stock'\n'2','l'eau','3 EUR','ja'\n";
    assert_eq!(sniff(text.as_bytes()).unwrap().quote, Quote::Single);
    let rows = accepted(text.as_bytes());
    assert_eq!((rows[0].title.as_str(), rows[0].price.minor), ("Tea, green", 200));
    assert_eq!(rows[1].title, "'l'eau'");
    let text =
        "id,title,price,availability,gtin\n1,'t Hof,'2 EUR',in stock,'3400949497294\n2,a,2 EUR,1,\n3,b,2 EUR,1,\n";
    let row = &accepted(text.as_bytes())[0];
    assert_eq!((row.title.as_str(), row.price.minor), ("'t Hof", 200));
    assert_eq!(row.gtin.as_ref().unwrap().as_str(), "3400949497294");
}

#[test]
fn a_quote_that_never_closes_costs_nothing_but_its_own_row() {
    let mut text = String::from("id\ttitle\tprice\tavailability\n");
    for id in 0..50 {
        let title = match id {
            3 => "\"Saucer",
            20 => "Monitor 27\"",
            30 => "\"two\nlines\"",
            _ => "Cup",
        };
        writeln!(text, "{id}\t{title}\t1 EUR\tin stock").unwrap();
    }
    let rows = accepted(text.as_bytes());
    assert_eq!(rows.len(), 50);
    assert_eq!((rows[3].title.as_str(), rows[20].title.as_str()), ("\"Saucer", "Monitor 27\""));
    assert_eq!(rows[30].title, "two lines");
}

#[test]
fn a_quote_without_partner_in_a_long_file_costs_nothing_either() {
    let mut text = String::from("id\ttitle\tprice\tavailability\n1\t\"Saucer\t1 EUR\tin stock\n");
    for id in 2..60_000 {
        writeln!(text, "{id}\tCup, blue, with a saucer\t1 EUR\tin stock").unwrap();
    }
    assert!(text.len() > 2 * MAX_RECORD_BYTES);
    let (format, mapping) = proposed(text.as_bytes()).unwrap();
    let reader = Reader::new(text.as_bytes(), format, &mapping, Defaults::default()).unwrap();
    assert_eq!(reader.filter(|record| record.as_ref().unwrap().outcome.is_ok()).count(), 59_999);
}

#[test]
fn cells_beyond_the_limit_are_counted_and_not_kept() {
    let line = format!("id,title,price,availability\n1,a,1 EUR,1{}\n", ",".repeat(10_000));
    let mut splitter = Splitter::new(line.as_bytes(), Format { delimiter: Delimiter::Comma, ..Format::default() });
    splitter.next_row().unwrap();
    let row = splitter.next_row().unwrap().unwrap();
    assert_eq!((row.len(), row.cells().count()), (10_004, MAX_COLUMNS));
    assert_eq!(verdict(&read(line.as_bytes(), Defaults::default()).unwrap()[0]), "too_many_fields");
}

#[test]
fn a_price_that_ends_with_the_file_is_not_believed() {
    let rows = "id,title,availability,price\n1,a,in stock,422.32 EUR\n2,b,in stock,422";
    let euro = Defaults { currency: Some(types::Currency::Eur), ..Defaults::default() };
    assert_eq!(verdict(&read(rows.as_bytes(), euro).unwrap()[1]), "truncated");
    let bare = rows.replace(" EUR", "");
    assert_eq!(verdict(&read(bare.as_bytes(), euro).unwrap()[1]), "accept");
}

#[test]
fn a_sale_price_is_in_the_currency_of_its_price() {
    let text = "id,title,availability,price,sale_price\n1,a,1,2 CHF,1\n2,b,1,2 CHF,0.00\n";
    let records = read(text.as_bytes(), Defaults::default()).unwrap();
    let sale = |at: usize| records[at].outcome.as_ref().unwrap().sale_price.map(|price| price.to_string());
    assert_eq!((sale(0).as_deref(), sale(1)), (Some("1.00 CHF"), None));
    assert_eq!(warnings(&records[1]), ["zero_price"]);
}

#[test]
fn a_refused_record_does_not_keep_its_id() {
    let text = "id,title,availability,price\n1,a,in stock,-1 EUR\n1,b,in stock,1 EUR\n1,c,in stock,1 EUR\n";
    let records = read(text.as_bytes(), Defaults::default()).unwrap();
    assert_eq!(records.iter().map(verdict).collect::<Vec<_>>(), ["negative_price", "accept", "duplicate_id"]);
    assert!(records[2].outcome.as_ref().unwrap_err().detail.ends_with("record 2"));
}

#[test]
fn ids_of_refused_records_are_seen_and_spoilt_ones_are_not_ids() {
    let text = "id,title,availability,price\nshort,a\ndear,b,in stock,x\n\"a\u{1}b\",c,1,1 EUR\n\"a\nb\",c,1,1 EUR\n";
    let (format, mapping) = proposed(text.as_bytes()).unwrap();
    let mut reader = Reader::new(text.as_bytes(), format, &mapping, Defaults::default()).unwrap();
    let verdicts: Vec<_> = reader.by_ref().map(|record| verdict(&record.unwrap())).collect();
    assert_eq!(verdicts, ["too_few_fields", "bad_price", "control_character", "control_character"]);
    assert!(reader.seen("short") && reader.seen("dear") && !reader.seen("ab"));
}

#[test]
fn numbers_and_booleans_that_matter_are_not_guessed() {
    let head = "id,title,availability,price,quantity,adult,shipping_weight,tax_rate\n";
    let outcome = |cells: &str| {
        let records = read(format!("{head}1,a,1,1 EUR,{cells}\n").as_bytes(), Defaults::default()).unwrap();
        (verdict(&records[0]), warnings(&records[0]))
    };
    assert_eq!(outcome("many,,,"), ("bad_quantity", vec![]));
    assert_eq!(outcome("-2,,,"), ("accept", vec!["bad_quantity"]));
    assert_eq!(accepted(format!("{head}1,a,1,1 EUR,-2,,,\n").as_bytes())[0].quantity, Some(0));
    assert_eq!(outcome(",perhaps,,"), ("bad_boolean", vec![]));
    assert_eq!(outcome("1,ja,5,0.19"), ("accept", vec!["bad_weight", "bad_tax_rate"]));
}

#[test]
fn pictures_are_listed_once_and_not_without_end() {
    let many: Vec<String> = (0..12).map(|n| format!("https://p.example/{n}.jpg")).collect();
    let text = format!(
        "id,title,availability,price,image_link,additional_image_link\n\
         1,a,1,1 EUR,https://p.example/0.jpg,\"{}\"\n2,a,1,1 EUR,,\"https://p.example/a b.jpg,file:///etc/passwd\"\n",
        many.join(",")
    );
    let records = read(text.as_bytes(), Defaults::default()).unwrap();
    assert_eq!(records[0].outcome.as_ref().unwrap().images, many[..10]);
    assert_eq!(warnings(&records[0]), ["too_many_images"]);
    assert_eq!(records[1].outcome.as_ref().unwrap().images, ["https://p.example/a%20b.jpg"]);
    assert_eq!(warnings(&records[1]), ["bad_image_link"]);
}

#[test]
fn a_preview_shows_cells_even_under_a_mapping_that_is_not_complete() {
    let text = "Nr;Was;Kosten;Da\n1;Tasse;2 EUR;ja\n2;Teller;x;ja\n3;Unterta";
    let (format, mapping) = proposed(text.as_bytes()).unwrap();
    assert_eq!(format.delimiter, Delimiter::Semicolon);
    let shown = preview(text.as_bytes(), false, format, &mapping, Defaults::default(), 20).unwrap();
    assert!(matches!(shown.problem, Some(FeedError::MissingColumns(fields)) if fields.len() == 4));
    assert_eq!((shown.rows.len(), shown.rows[0].outcome.is_none()), (2, true));
    assert_eq!(shown.unknown, ["Nr", "Was", "Kosten", "Da"]);
    let columns = [(Field::Id, "Nr"), (Field::Title, "Was"), (Field::Price, "Kosten"), (Field::Availability, "Da")];
    let mapping = Mapping { columns: columns.map(|(field, name)| (field, name.to_owned())).into() };
    let shown = preview(text.as_bytes(), true, format, &mapping, Defaults::default(), 20).unwrap();
    assert_eq!(shown.rows[1].cells, ["2", "Teller", "x", "ja"]);
    let verdicts: Vec<bool> = shown.rows.iter().map(|row| row.outcome.as_ref().unwrap().is_ok()).collect();
    assert_eq!(verdicts, [true, false, false]);
    let fault = shown.rows[1].outcome.as_ref().unwrap().as_ref().unwrap_err();
    assert_eq!(fault.column.as_deref(), Some("Kosten"));
}

#[test]
fn a_seller_can_overrule_the_format() {
    let text = "id\ttitle\tprice\tavailability\n1\tGr\u{f6}\u{df}e\t1 EUR\t1\n";
    let mut format = sniff(text.as_bytes()).unwrap();
    format.delimiter = Delimiter::Comma;
    assert_eq!(header(text.as_bytes(), format).unwrap().len(), 1);
    let json = serde_json::to_string(&format).unwrap();
    assert_eq!(serde_json::from_str::<Format>(&json).unwrap(), format);
    assert_eq!(serde_json::from_str::<Format>("{}").unwrap(), Format::default());
}

#[test]
fn a_line_without_end_is_skipped_and_memory_stays_small() {
    let mut text = b"id,title,price,availability\n1,a,1 EUR,1\n2,".to_vec();
    text.extend(std::iter::repeat_n(b'x', 5_000_000));
    text.extend_from_slice(b",1 EUR,1\n3,c,1 EUR,1\n");
    let records = read(&text, Defaults::default()).unwrap();
    assert_eq!(records.iter().map(verdict).collect::<Vec<_>>(), ["accept", "record_too_large", "accept"]);
    assert_eq!((records[2].number, records[2].line), (3, 4));
    assert_eq!(records[1].raw.chars().count(), 2_000);
}

#[test]
fn a_failing_source_ends_the_reading_with_its_error() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the line went dead"))
        }
    }
    let text = "id,title,price,availability\n1,a,1 EUR,1\n";
    let (format, mapping) = proposed(text.as_bytes()).unwrap();
    let rows = b"2,b,1 EUR,1\n".repeat(100_000);
    // More than a window, so that the first records come before the error.
    let long = text.as_bytes().chain(rows.as_slice());
    let mut reader = Reader::new(long.chain(Broken), format, &mapping, Defaults::default()).unwrap();
    assert_eq!(verdict(&reader.next().unwrap().unwrap()), "accept");
    let error = reader.by_ref().find_map(Result::err).unwrap();
    assert_eq!(error.to_string(), "reading failed: the line went dead");
    assert!(reader.next().is_none());
}

#[test]
fn a_tax_rate_that_the_country_does_not_have_is_warned_of() {
    let table =
        "id,title,price,availability,tax_rate\n1,a,5 EUR,in stock,17\n2,b,5 EUR,in stock,19\n3,c,5 EUR,in stock,\n";
    let warned = |country: Option<[u8; 2]>| {
        let defaults = Defaults { country, ..Defaults::default() };
        read(table.as_bytes(), defaults).unwrap().iter().map(warnings).collect::<Vec<_>>()
    };
    assert_eq!(warned(Some(*b"LU")), [vec![], vec!["unknown_tax_rate"], vec![]]);
    assert_eq!(warned(Some(*b"DE")), [vec!["unknown_tax_rate"], vec![], vec![]]);
    assert_eq!(warned(None), [vec![], Vec::<&str>::new(), vec![]]);
}
