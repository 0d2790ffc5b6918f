//! The mapped tables as the catalogue has them: what a row needs, and which keys could tell of others' rows.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use super::{ProbeError, field::full, step};
use crate::{generate::SCHEMA, map::TenancyMap};

/// A column.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub name: String,
    /// As `format_type` prints it.
    pub sql_type: String,
    /// Nothing fills it but the one who inserts.
    pub required: bool,
    pub nullable: bool,
    /// Neither generated nor an identity.
    pub writable: bool,
    /// A sequence fills it, which no rollback turns back.
    pub counted: bool,
}

/// A CHECK constraint.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub name: String,
    pub columns: Vec<String>,
    /// The texts in it, which are often the values that it allows.
    pub texts: Vec<String>,
}

/// A foreign key.
#[derive(Debug, Clone)]
pub(super) struct Foreign {
    pub name: String,
    pub columns: Vec<String>,
    pub table: String,
    pub targets: Vec<String>,
}

/// A unique index.
#[derive(Debug, Clone)]
pub(super) struct Unique {
    pub name: String,
    /// Every column that it depends on, in expressions too.
    pub columns: Vec<String>,
    /// Whether the owner's column leads it.
    pub led: bool,
}

/// A table.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub name: String,
    /// The column that names the owner of a row.
    pub owner: Option<&'static str>,
    pub key: Vec<String>,
    pub columns: Vec<Column>,
    pub rules: Vec<Rule>,
    pub foreign: Vec<Foreign>,
    pub unique: Vec<Unique>,
}

impl Table {
    pub fn full(&self) -> String {
        full(&self.name)
    }

    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// A column that can be written and tells of nothing: to try an UPDATE on.
    pub fn plain_column(&self) -> Option<&Column> {
        let plain = |column: &&Column| column.writable && !self.key.contains(&column.name);
        self.columns.iter().find(plain).or_else(|| self.columns.iter().find(|column| column.writable))
    }
}

/// Reads the mapped tables.
pub(super) async fn read(oracle: &Client, map: &TenancyMap) -> Result<Vec<Table>, ProbeError> {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for row in ask(oracle, COLUMNS).await? {
        let name: String = row.get(0);
        let Some(entry) = map.tables.get(&name) else { continue };
        let table = tables.entry(name.clone()).or_insert_with(|| Table {
            name,
            owner: entry.kind.owner_column(),
            key: entry.key.clone(),
            columns: Vec::new(),
            rules: Vec::new(),
            foreign: Vec::new(),
            unique: Vec::new(),
        });
        table.columns.push(Column {
            name: row.get(1),
            sql_type: row.get(2),
            required: row.get(3),
            nullable: row.get(4),
            writable: row.get(5),
            counted: row.get(6),
        });
    }
    for row in ask(oracle, RULES).await? {
        if let Some(table) = tables.get_mut(row.get::<_, &str>(0)) {
            let texts = texts(row.get(3));
            table.rules.push(Rule { name: row.get(1), columns: row.get(2), texts });
        }
    }
    for row in ask(oracle, FOREIGN).await? {
        if let Some(table) = tables.get_mut(row.get::<_, &str>(0)) {
            let foreign = Foreign { name: row.get(1), columns: row.get(2), table: row.get(3), targets: row.get(4) };
            table.foreign.push(foreign);
        }
    }
    for row in ask(oracle, UNIQUE).await? {
        if let Some(table) = tables.get_mut(row.get::<_, &str>(0)) {
            let led = row.get::<_, Option<String>>(3).as_deref() == table.owner;
            table.unique.push(Unique { name: row.get(1), columns: row.get(2), led });
        }
    }
    Ok(tables.into_values().collect())
}

async fn ask(oracle: &Client, sql: &str) -> Result<Vec<tokio_postgres::Row>, ProbeError> {
    oracle.query(sql, &[&SCHEMA]).await.map_err(step("reading the catalogue"))
}

const COLUMNS: &str = "
SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod),
    a.attnotnull AND NOT a.atthasdef AND a.attidentity = '', NOT a.attnotnull, a.attidentity = '' AND a.attgenerated = '',
    a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%', false)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum";

const RULES: &str = "
SELECT c.relname::text, k.conname::text, ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey) ORDER BY a.attnum),
    pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND k.contype = 'c' ORDER BY 1, 2";

const FOREIGN: &str = "
SELECT c.relname::text, k.conname::text, ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS u (n, i) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY u.i),
    r.relname::text, ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY AS u (n, i) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY u.i)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class r ON r.oid = k.confrelid AND r.relnamespace = c.relnamespace
WHERE n.nspname = $1 AND k.contype = 'f' ORDER BY 1, 2";

// An index depends on the columns of its expressions and its WHERE; one that carries a constraint lists them all itself.
const UNIQUE: &str = "
SELECT c.relname::text, i.relname::text,
    ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND (a.attnum = ANY (x.indkey) OR EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = i.oid AND d.refobjid = c.oid AND d.refobjsubid = a.attnum))
        AND a.attnum > 0 ORDER BY a.attnum),
    (SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = x.indkey[0])
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND (x.indisunique OR x.indisexclusion) ORDER BY 1, 2";

/// The texts between quotes.
fn texts(definition: &str) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    let mut rest = definition;
    while let Some((_, after)) = rest.split_once('\'') {
        let mut end = 0;
        let bytes = after.as_bytes();
        while end < bytes.len() && (bytes[end] != b'\'' || bytes.get(end + 1) == Some(&b'\'')) {
            end += if bytes[end] == b'\'' { 2 } else { 1 };
        }
        let text = after[..end].replace("''", "'");
        if !texts.contains(&text) {
            texts.push(text);
        }
        rest = after.get(end + 1..).unwrap_or_default();
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::texts;

    #[test]
    fn texts_are_read_from_a_check() {
        assert_eq!(texts("CHECK ((state = ANY (ARRAY['open'::text, 'it''s'::text])))"), ["open", "it's"]);
        assert_eq!(texts("CHECK ((language = ''::text))"), [""]);
        assert_eq!(texts("CHECK ((a > 0))"), [""; 0]);
    }
}
