//! Whether a record comes in: its shape, its id, then its values.

use std::collections::HashMap;

use super::build::{Builder, Values};
use super::fault::quoted;
use super::item::read_item;
use super::limits::{MAX_COLUMNS, MAX_ID_CHARS, MAX_RECORD_BYTES};
use super::seen::{Before, Seen};
use super::text::{Lines, clean, column_name, cut, raw, trim};
use super::xml::RawItem;
use super::{Defaults, Fault, FeedRow, Field, Reason, Record, ResolvedMapping, Row};

/// What is remembered from record to record.
pub(crate) struct Judge {
    pub(crate) mapping: ResolvedMapping,
    pub(crate) seen: Seen,
    /// Element names that no field takes, in order of appearance; of a table the unmapped columns.
    pub(crate) unknown: Vec<String>,
    /// Whether the last record was found to be cut off.
    pub(crate) cut_off: bool,
    defaults: Defaults,
    by_name: HashMap<String, Vec<Field>>,
    names: Vec<(String, String)>,
    /// Whether any price so far named its currency.
    currency_named: bool,
}

impl Judge {
    pub(crate) fn new(mapping: ResolvedMapping, defaults: Defaults) -> Self {
        Self {
            unknown: mapping.unknown().to_vec(),
            by_name: mapping.by_name(),
            mapping,
            seen: Seen::new(),
            cut_off: false,
            defaults,
            names: Vec::new(),
            currency_named: false,
        }
    }

    /// Judges a row of a table.
    pub(crate) fn row(&mut self, row: &Row<'_>, number: u64, bytes_read: u64) -> Record {
        let mut record = Record::new(number, row.line(), bytes_read);
        let mut values = Values::none();
        let shape = match std::str::from_utf8(row.bytes()) {
            _ if row.oversize() => Some(too_large()),
            Ok(text) => {
                for (field, at) in self.mapping.pairs() {
                    values.set(*field, row.text(text, *at));
                }
                self.wrong_shape(row)
            }
            Err(_) => {
                let id = self.mapping.place(Field::Id).and_then(|at| row.cell(at));
                values.set(Field::Id, id.and_then(|id| std::str::from_utf8(id).ok()).unwrap_or_default());
                Some(Fault::of_record(Reason::InvalidUtf8, bad_bytes(row.bytes())))
            }
        };
        if row.stray_quote() {
            record.warnings.push(Fault::of_record(Reason::StrayQuote, ""));
        }
        let open_price = !row.terminated() && self.mapping.place(Field::Price).is_some_and(|at| at + 1 == row.len());
        self.judge(&mut record, &values, shape, open_price);
        record.keep_raw(row.bytes());
        record
    }

    /// What is wrong with the number of cells, if anything. Empty cells beyond the header do no harm.
    fn wrong_shape(&mut self, row: &Row<'_>) -> Option<Fault> {
        let columns = self.mapping.header().len();
        let detail = || format!("{} instead of {columns}", row.len());
        if row.len() < columns {
            self.cut_off |= !row.terminated();
            let reason = if row.terminated() { Reason::TooFewFields } else { Reason::Truncated };
            return Some(Fault::of_record(reason, detail()));
        }
        let surplus = row.cells().skip(columns).any(|cell| !cell.trim_ascii().is_empty());
        (surplus || row.len() > MAX_COLUMNS).then(|| Fault::of_record(Reason::TooManyFields, detail()))
    }

    /// Judges an item of an XML feed.
    pub(crate) fn item(&mut self, item: &RawItem<'_>, number: u64, bytes_read: u64) -> Record {
        let mut record = Record::new(number, item.line, bytes_read);
        let mut names = std::mem::take(&mut self.names);
        names.clear();
        let shape = if item.oversize {
            Some(too_large())
        } else {
            match std::str::from_utf8(item.bytes) {
                Err(_) => Some(Fault::of_record(Reason::InvalidUtf8, bad_bytes(item.bytes))),
                Ok(text) => read_item(text, item.prefixes, &mut names).err().map(|error| {
                    let reason = if item.cut { Reason::Truncated } else { Reason::BadXml };
                    Fault::of_record(reason, error)
                }),
            }
        };
        let mut values = Values::none();
        for (name, value) in &names {
            match self.by_name.get(name) {
                Some(fields) => fields.iter().for_each(|field| values.set(*field, value)),
                None if self.unknown.len() < MAX_COLUMNS => {
                    let shown = column_name(name);
                    if !shown.is_empty() && !self.unknown.contains(&shown) {
                        self.unknown.push(shown);
                    }
                }
                None => {}
            }
        }
        self.judge(&mut record, &values, shape, false);
        self.names = names;
        record.keep_raw(item.bytes);
        record
    }

    /// The values of the last item in the order of the header.
    pub(crate) fn last_item(&self) -> Vec<String> {
        let value = |name: &String| self.names.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        self.mapping.header().iter().map(|name| value(name).unwrap_or_default()).collect()
    }

    /// Judges the values of a record whose shape is right or wrong. `open_price`: its price ends where the file ends.
    fn judge(&mut self, record: &mut Record, values: &Values<'_>, shape: Option<Fault>, open_price: bool) {
        let id = self.id(values.get(Field::Id));
        if let Ok(id) = &id {
            record.id = Some(id.clone());
        }
        record.outcome = match (shape, id) {
            (Some(fault), id) => {
                // What stands in the file has not vanished from it, whatever is wrong with its record.
                if let Ok(id) = id {
                    self.seen.note(&id, record.number);
                }
                Err(fault)
            }
            (None, Err(fault)) => Err(fault),
            (None, Ok(id)) => match self.seen.note(&id, record.number) {
                Before::Taken(first) => Err(Fault::of_column(
                    Reason::DuplicateId,
                    self.mapping.column(Field::Id),
                    format!("{} is the id of record {first}", quoted(&id)),
                )),
                Before::New => self.build(record, &id, values, open_price),
            },
        };
        if let (Ok(_), Some(id)) = (&record.outcome, &record.id) {
            self.seen.take(id, record.number);
        }
    }

    fn id(&self, value: &str) -> Result<String, Fault> {
        let fault = |reason, detail: String| Fault::of_column(reason, self.mapping.column(Field::Id), detail);
        let cleaned = clean(value, Lines::One);
        if super::text::is_blank(&cleaned.text) {
            return Err(fault(Reason::MissingId, String::new()));
        }
        if cleaned.removed || value_breaks(trim(value)) {
            return Err(fault(Reason::ControlCharacter, quoted(&cleaned.text)));
        }
        if cut(&cleaned.text, MAX_ID_CHARS).1 {
            return Err(fault(Reason::IdTooLong, format!("more than {MAX_ID_CHARS} characters")));
        }
        Ok(cleaned.text.into_owned())
    }

    fn build(
        &mut self,
        record: &mut Record,
        id: &str,
        values: &Values<'_>,
        open_price: bool,
    ) -> Result<FeedRow, Fault> {
        let warnings = std::mem::take(&mut record.warnings);
        let mut builder = Builder { values, mapping: &self.mapping, defaults: &self.defaults, warnings };
        let row = builder.row(id);
        record.warnings = builder.warnings;
        let assumed = record.warnings.iter().any(|warning| warning.reason == Reason::MissingCurrency);
        // The file ends right after a number, and so far prices had a currency after it: digits may be missing too.
        if open_price && self.currency_named && assumed {
            self.cut_off = true;
            let column = self.mapping.column(Field::Price);
            return Err(Fault::of_column(Reason::Truncated, column, quoted(values.get(Field::Price))));
        }
        self.currency_named |= row.is_ok() && !assumed;
        row
    }
}

fn too_large() -> Fault {
    Fault::of_record(Reason::RecordTooLarge, format!("more than {MAX_RECORD_BYTES} bytes"))
}

/// Whether an id holds a line break or a tab, which cleaning would make a space.
fn value_breaks(id: &str) -> bool {
    id.contains(['\n', '\r', '\t'])
}

/// The first bytes that are no UTF-8, for a fault's detail.
fn bad_bytes(bytes: &[u8]) -> String {
    let bad = bytes.utf8_chunks().find(|chunk| !chunk.invalid().is_empty());
    bad.map(|chunk| raw(chunk.invalid())).unwrap_or_default()
}
