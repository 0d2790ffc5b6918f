//! Rows made from the catalogue alone: a value for each column that needs one, references to the party's own rows, and
//! as many tries as the CHECK constraints want.

use std::collections::BTreeMap;

use tokio_postgres::{Client, error::SqlState};
use uuid::Uuid;

use super::{
    ProbeError,
    answer::Answer,
    field::{Party, ident, literal},
    place,
    schema::{Column, Table},
    step,
};

/// How often a row is tried before the prober gives up on a table.
const MOST_TRIES: usize = 500;

/// A row as it stands in the table, as texts.
pub(super) type Row = BTreeMap<String, Option<String>>;

/// What a column is given.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    /// Its default, or null.
    Omitted,
    Null,
    Text(String),
}

/// A row to be inserted: columns and values, written out.
#[derive(Debug, Clone)]
pub(super) struct Seed<'a> {
    table: &'a Table,
    values: Vec<(String, String)>,
}

impl Seed<'_> {
    /// The same with another value in a column.
    pub fn with(mut self, column: &str, value: Option<&str>) -> Self {
        let Some(known) = self.table.column(column) else { return self };
        let text = value.map_or_else(|| "NULL".to_owned(), |text| format!("{}::{}", literal(text), known.sql_type));
        self.values.retain(|(name, _)| name != column);
        self.values.push((column.to_owned(), text));
        self
    }

    /// What a column is given, written out.
    pub fn value(&self, column: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| name == column).map(|(_, value)| value.as_str())
    }

    /// The statement, without its end.
    pub fn insert(&self) -> String {
        format!("INSERT INTO {} {}", self.table.full(), self.columns_and_values())
    }

    /// The same by MERGE, of which nothing matches.
    pub fn merge(&self) -> String {
        let (table, values) = (self.table.full(), self.columns_and_values());
        format!("MERGE INTO {table} USING (SELECT 1) s ON false WHEN NOT MATCHED THEN INSERT {values}")
    }

    fn columns_and_values(&self) -> String {
        if self.values.is_empty() {
            return "DEFAULT VALUES".to_owned();
        }
        let columns: Vec<_> = self.values.iter().map(|(column, _)| ident(column)).collect();
        let values: Vec<_> = self.values.iter().map(|(_, value)| value.as_str()).collect();
        // An identity column is written only where another's value is tried out, or where none may be used up.
        let overriding = self.values.iter().any(|(c, _)| self.table.column(c).is_some_and(|c| !c.writable));
        let overriding = if overriding { " OVERRIDING SYSTEM VALUE" } else { "" };
        format!("({}){overriding} VALUES ({})", columns.join(", "), values.join(", "))
    }
}

/// The rows of the parties, and how they were made.
#[derive(Debug, Default)]
pub(super) struct Rows {
    made: BTreeMap<String, Vec<Row>>,
    /// Which of its candidates each column was given, by table.
    choices: BTreeMap<String, Vec<usize>>,
    /// The tables in the order in which they can be filled.
    order: Vec<String>,
    /// Whether they stand in a transaction, and no sequence may be moved.
    within: bool,
}

impl Rows {
    /// Makes a row of each party in every table, those first that others refer to.
    pub async fn make(oracle: &Client, tables: &[Table], parties: &[&Party], within: bool) -> Result<Self, ProbeError> {
        let mut rows = Self { within, ..Self::default() };
        let mut left: Vec<&Table> = tables.iter().collect();
        while !left.is_empty() {
            let ready =
                |table: &Table| table.foreign.iter().all(|f| f.table == table.name || rows.made.contains_key(&f.table));
            // In a ring of references one must do without: its columns can be null, or its row fails and says so.
            let at = left.iter().position(|table| ready(table)).unwrap_or(0);
            let table = left.remove(at);
            let mut made = Vec::new();
            for party in parties {
                made.push(rows.insert(oracle, table, party).await?);
            }
            rows.made.insert(table.name.clone(), made);
            rows.order.push(table.name.clone());
        }
        Ok(rows)
    }

    /// The statements that make the same rows again, to the last value.
    pub fn again(&self, tables: &[Table]) -> String {
        let mut statements = Vec::new();
        for name in &self.order {
            let Some(table) = tables.iter().find(|table| table.name == *name) else { continue };
            let written = table.columns.iter().filter(|column| column.writable || column.counted);
            for row in self.made.get(name).into_iter().flatten() {
                let seed = written.clone().fold(Seed { table, values: Vec::new() }, |seed, column| {
                    seed.with(&column.name, row.get(&column.name).and_then(Option::as_deref))
                });
                statements.push(seed.insert());
            }
        }
        statements.join(";\n")
    }

    /// The row of a party.
    pub fn row(&self, table: &str, party: usize) -> Option<&Row> {
        self.made.get(table)?.get(party)
    }

    /// A fresh row of `owner`, which refers to rows of the party at `refers`.
    pub fn draft<'a>(&self, table: &'a Table, owner: &Party, refers: usize) -> Seed<'a> {
        let chosen = self.choices.get(&table.name).map(Vec::as_slice).unwrap_or_default();
        let mut values = Vec::new();
        for (at, column) in table.columns.iter().enumerate() {
            let candidates = self.candidates(table, column, owner, refers).unwrap_or_default();
            match candidates.into_iter().nth(chosen.get(at).copied().unwrap_or_default()) {
                None | Some(Value::Omitted) => {}
                Some(Value::Null) => values.push((column.name.clone(), "NULL".to_owned())),
                Some(Value::Text(text)) => {
                    values.push((column.name.clone(), format!("{}::{}", literal(&text), column.sql_type)));
                }
            }
        }
        Seed { table, values }
    }

    async fn insert(&mut self, oracle: &Client, table: &Table, party: &Party) -> Result<Row, ProbeError> {
        let failed = |reason: String| ProbeError::Row { table: table.name.clone(), reason };
        let mut sizes = Vec::new();
        for column in &table.columns {
            sizes.push(self.candidates(table, column, party, party.at).map_err(failed)?.len());
        }
        let mut chosen = self.choices.get(&table.name).cloned().unwrap_or_else(|| vec![0; sizes.len()]);
        for _ in 0..MOST_TRIES {
            self.choices.insert(table.name.clone(), chosen.clone());
            let texts: Vec<_> = table.columns.iter().map(|column| format!("{}::text", ident(&column.name))).collect();
            let insert = self.draft(table, party, party.at).insert();
            let insert = format!("{insert} RETURNING {}", texts.join(", "));
            let error = match place::venture(oracle, self.within, &insert).await {
                Ok(made) => {
                    let row = made.first().ok_or_else(|| failed("it was swallowed".into()))?;
                    let names = table.columns.iter().enumerate();
                    return Ok(names.map(|(at, column)| (column.name.clone(), row.get(at))).collect());
                }
                Err(error) => error,
            };
            let columns = match Answer::of_error(&error) {
                Some(Answer::Refused { code, constraint: Some(name), .. })
                    if code == SqlState::CHECK_VIOLATION.code() =>
                {
                    table.rules.iter().find(|rule| rule.name == name).map(|rule| rule.columns.clone())
                }
                _ => None,
            };
            let mut places: Vec<usize> = columns
                .unwrap_or_default()
                .iter()
                .filter_map(|name| table.columns.iter().position(|column| column.name == *name))
                .filter(|at| sizes[*at] > 1)
                .collect();
            // A reference is given up last: a row that refers to nothing tries out no key.
            places.sort_by_key(|at| table.foreign.iter().any(|f| f.columns.contains(&table.columns[*at].name)));
            if places.is_empty() {
                return Err(step(format!("making a row for {}", table.name))(error));
            }
            advance(&mut chosen, &places, &sizes);
        }
        Err(failed(format!("none of {MOST_TRIES} rows satisfied its CHECK constraints")))
    }

    /// What a column could be given, the likeliest first.
    fn candidates(&self, table: &Table, column: &Column, party: &Party, refers: usize) -> Result<Vec<Value>, String> {
        if table.owner == Some(&column.name) {
            return Ok(vec![Value::Text(party.owner(&column.name).to_string())]);
        }
        let reference = table.foreign.iter().find_map(|foreign| {
            let at = foreign.columns.iter().position(|name| *name == column.name)?;
            Some(self.row(&foreign.table, refers).and_then(|row| row.get(&foreign.targets[at]).cloned().flatten()))
        });
        if let Some(reference) = reference {
            let mut values: Vec<Value> = reference.into_iter().map(Value::Text).collect();
            if column.nullable || values.is_empty() {
                values.push(Value::Null);
            }
            return Ok(values);
        }
        let mut values = Vec::new();
        if let Some(number) = unused(column).filter(|_| self.within) {
            values.push(Value::Text(number));
        }
        if !column.required {
            values.push(Value::Omitted);
        }
        if column.writable {
            match typed(table, column, party) {
                Some(texts) => values.extend(texts.into_iter().map(Value::Text)),
                None if column.required => {
                    return Err(format!("it has no value for {} {}", column.name, column.sql_type));
                }
                None => {}
            }
        }
        Ok(values)
    }
}

/// A number that no sequence gives, for a column that a sequence fills.
fn unused(column: &Column) -> Option<String> {
    let bits = match column.sql_type.as_str() {
        "bigint" => 62,
        "integer" => 30,
        "smallint" => 14,
        _ => return None,
    };
    // The end of an id is random.
    column.counted.then(|| format!("-{}", Uuid::now_v7().as_u128() & ((1 << bits) - 1)))
}

/// The next combination of the columns at `places`, as an odometer counts.
fn advance(chosen: &mut [usize], places: &[usize], sizes: &[usize]) {
    for at in places {
        chosen[*at] += 1;
        if chosen[*at] < sizes[*at] {
            return;
        }
        chosen[*at] = 0;
    }
}

/// Values of a column's type. What must be unique is new each time.
fn typed(table: &Table, column: &Column, party: &Party) -> Option<Vec<String>> {
    let texts = |texts: &[&str]| Some(texts.iter().map(|&text| text.to_owned()).collect());
    let fresh = Uuid::now_v7();
    let bytes = |n: usize| format!("\\x{}", fresh.simple().to_string().repeat(n));
    match column.sql_type.as_str() {
        "uuid" => Some(vec![match column.name.as_str() {
            "seller_id" | "buyer_id" => party.owner(&column.name).to_string(),
            _ => fresh.to_string(),
        }]),
        text if text == "text" || text == "name" || text.starts_with("character") => {
            let known = table.rules.iter().filter(|rule| rule.columns.contains(&column.name));
            let known = known.flat_map(|rule| rule.texts.iter().cloned());
            let made = [
                format!("probe-{}", fresh.simple()),
                "probe123".into(),
                "EUR".into(),
                "LU".into(),
                "en".into(),
                String::new(),
            ];
            Some(known.chain(made).collect())
        }
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision" => texts(&["0", "1", "5", "100"]),
        "boolean" => texts(&["false", "true"]),
        "date" | "timestamp with time zone" | "timestamp without time zone" => texts(&["2020-01-01", "2100-01-01"]),
        "interval" => texts(&["1 day"]),
        "json" | "jsonb" => texts(&["{}", "[]"]),
        "bytea" => Some(vec![bytes(2), bytes(4), bytes(1), "\\x".into()]),
        "inet" => texts(&["192.0.2.1"]),
        "text[]" => texts(&["{}", "{probe}"]),
        array if array.ends_with("[]") => texts(&["{}"]),
        _ => None,
    }
}
