//! Statements composed at random over the tables and columns of the map. A table stands in the text as a mark, so that
//! the same statement can be asked of the tables themselves and of those rows alone that a class may see.

use super::{
    attacker::Attacker,
    field::{Field, Party, Sight, ident, literal},
    schema::Table,
};

/// A small generator (SplitMix64): what it gives depends on the seed alone.
pub(super) struct Dice(u64);

impl Dice {
    /// The dice of a statement.
    pub fn new(seed: u64, statement: u64) -> Self {
        let mut dice = Self(seed ^ statement.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn of(&mut self, sides: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(sides.max(1)).unwrap_or(1)).unwrap_or_default()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(self.of(from.len())) }
    }
}

/// A statement, and what must come of it.
pub(super) enum Statement<'a> {
    /// A question: the answer must be that of the visible rows.
    Read { sql: String, tables: Vec<&'a Table> },
    /// An UPDATE, DELETE or MERGE: it may touch as many rows as `matching` counts among the visible. Where it is
    /// `allowed`, the wall must not refuse it.
    Write { sql: String, table: &'a Table, matching: String, allowed: bool },
    /// It puts a row into another's name, gives one away, or lets one's own refer to another's: it must not be carried
    /// out on any row.
    Foreign { sql: String },
    /// A row in one's own name, which refers to one's own rows. Where it is `allowed`, the wall must not refuse it.
    Own { sql: String, allowed: bool },
}

/// The mark of a table.
fn mark(table: &Table) -> String {
    format!("<<{}>>", table.name)
}

/// The text with each table's mark replaced.
pub(super) fn render(sql: &str, of: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once("<<") {
        let Some((name, left)) = after.split_once(">>") else { break };
        text.push_str(before);
        text.push_str(&of(name));
        rest = left;
    }
    text + rest
}

/// What composes, for one class.
pub(super) struct Composer<'a> {
    pub field: &'a Field,
    pub attacker: &'a Attacker,
    pub dice: Dice,
}

impl<'a> Composer<'a> {
    /// The next statement.
    pub fn statement(&mut self) -> Option<Statement<'a>> {
        match self.dice.of(10) {
            0..5 => self.read(),
            5 | 6 => self.change(),
            7 => self.merge(),
            _ => self.insert(),
        }
    }

    /// A table: mostly one that suits, now and then any.
    fn table(&mut self, suits: impl Fn(&Table) -> bool) -> Option<&'a Table> {
        let suiting: Vec<&Table> = self.field.tables.iter().filter(|table| suits(table)).collect();
        if suiting.is_empty() || self.dice.of(12) == 0 {
            return self.dice.pick(&self.field.tables);
        }
        self.dice.pick(&suiting).copied()
    }

    fn readable(&mut self) -> Option<&'a Table> {
        let (field, class) = (self.field, self.attacker.class);
        self.table(|table| field.sight(class, &table.name) != Sight::Nothing)
    }

    /// A column of a table under an alias, as a text.
    fn text(&mut self, table: &Table, alias: &str) -> String {
        let name = self.dice.pick(&table.columns).map_or("", |column| &column.name);
        format!("{alias}.{}::text", ident(name))
    }

    fn party(&mut self) -> &'a Party {
        if self.dice.of(2) == 0 { &self.field.mine } else { &self.field.theirs }
    }

    /// A condition on a table's row: often one that asks for the victim's.
    fn condition(&mut self, table: &Table, alias: &str) -> String {
        let text = self.text(table, alias);
        let party = self.party();
        let row = self.field.rows.row(&table.name, party.at);
        match self.dice.of(6) {
            0 => format!("{text} IS NOT NULL"),
            1 => match table.owner {
                Some(owner) => format!("{alias}.{owner} = '{}'", party.owner(owner)),
                None => format!("{text} IS NULL"),
            },
            2 => {
                let column = self.dice.pick(&table.columns).map_or("", |column| &column.name);
                let value = row.and_then(|row| row.get(column)).cloned().flatten().unwrap_or_default();
                format!("{alias}.{}::text = {}", ident(column), literal(&value))
            }
            3 => format!("length({text}) % 2 = {}", self.dice.of(2)),
            4 => format!("NOT ({text} > '5')"),
            _ => "true".into(),
        }
    }

    fn read(&mut self) -> Option<Statement<'a>> {
        let (one, two, three) = (self.readable()?, self.readable()?, self.readable()?);
        let (a, b) = (self.text(one, "a"), self.text(two, "b"));
        let (on_one, on_two) = (self.condition(one, "a"), self.condition(two, "b"));
        let within = self.condition(three, "c");
        let (first, second, third) = (mark(one), mark(two), mark(three));
        let mut tables = vec![one];
        let (sql, more): (String, Vec<&Table>) = match self.dice.of(11) {
            0 => (format!("SELECT a::text FROM {first} a WHERE {on_one}"), vec![]),
            1 => (format!("SELECT {a}, count(*), min({a}) FROM {first} a WHERE {on_one} GROUP BY 1"), vec![]),
            2 => (format!("SELECT count(*), count(DISTINCT {a}), max({a}) FROM {first} a HAVING count(*) > 0"), vec![]),
            3 => (format!("SELECT {a}, {b} FROM {first} a JOIN {second} b ON {a} = {b} WHERE {on_one}"), vec![two]),
            4 => (format!("SELECT {a}, {b} FROM {first} a LEFT JOIN {second} b ON {on_two} AND {a} <= {b}"), vec![two]),
            5 => (format!("SELECT {a}, {b} FROM {first} a FULL JOIN {second} b ON {a} = {b}"), vec![two]),
            6 => (
                format!("SELECT {a} FROM {first} a WHERE EXISTS (SELECT FROM {third} c WHERE {within}) AND {on_one}"),
                vec![three],
            ),
            7 => (
                format!("SELECT {a}, (SELECT count(*) FROM {second} b WHERE {b} > {a} AND {on_two}) FROM {first} a"),
                vec![two],
            ),
            8 => (
                format!(
                    "WITH w AS MATERIALIZED (SELECT * FROM {first} a WHERE {on_one})
                     SELECT {a}, rank() OVER (ORDER BY {a}), count(*) OVER (PARTITION BY {a}) FROM w a"
                ),
                vec![],
            ),
            9 => {
                let with = self.dice.pick(&["UNION ALL", "UNION", "EXCEPT", "INTERSECT ALL"]).copied()?;
                (format!("SELECT {a} FROM {first} a {with} SELECT {b} FROM {second} b WHERE {on_two}"), vec![two])
            }
            _ => (
                format!(
                    "SELECT {a}, l.* FROM {first} a CROSS JOIN LATERAL (SELECT count(*), max({b}) FROM {second} b WHERE {b} >= {a}) l"
                ),
                vec![two],
            ),
        };
        tables.extend(more);
        // Every column of a row as one text.
        Some(Statement::Read { sql: format!("WITH q AS ({sql}) SELECT q::text FROM q"), tables })
    }

    /// A column that the class may update, or now and then any; with the attacker's own value. And whether it may.
    fn set(&mut self, table: &'a Table) -> Option<(String, bool)> {
        let allowed = self.field.access(self.attacker.class, &table.name).map(|access| access.update.as_slice());
        let (column, may) = match self.dice.pick(allowed.unwrap_or_default()) {
            Some(column) => (column.as_str(), true),
            None => (self.dice.pick(&table.columns)?.name.as_str(), false),
        };
        Some((self.field.assignment(table, [column].into_iter()), may))
    }

    /// Whether the class reads the table, as it must to ask for its columns.
    fn reads(&self, table: &Table) -> bool {
        self.field.access(self.attacker.class, &table.name).is_some_and(|access| access.select)
    }

    /// Whether a row that is written out refers to a row of the party's, and by more than its owner.
    fn names(&self, table: &Table, party: &Party, sql: &str) -> bool {
        let beyond = table.foreign.iter().flat_map(|foreign| {
            let row = self.field.rows.row(&foreign.table, party.at);
            let pairs = foreign.columns.iter().zip(&foreign.targets);
            pairs.filter_map(move |(column, target)| {
                row.filter(|_| table.owner != Some(column.as_str()))?.get(target)?.as_deref()
            })
        });
        // A short text may stand there by chance, an id may not.
        beyond.into_iter().any(|value| value.len() >= 16 && sql.contains(value))
    }

    fn removes(&self, table: &Table) -> bool {
        self.field.access(self.attacker.class, &table.name).is_some_and(|access| access.delete)
    }

    fn change(&mut self) -> Option<Statement<'a>> {
        let (field, class) = (self.field, self.attacker.class);
        let removes = self.dice.of(3) == 0;
        let table = self.table(|table| {
            field.access(class, &table.name).is_some_and(|a| if removes { a.delete } else { !a.update.is_empty() })
        })?;
        let (condition, into) = (self.condition(table, "a"), mark(table));
        let returning = if self.dice.of(2) == 0 { " RETURNING 1" } else { "" };
        let matching = format!("SELECT count(*) FROM {into} a WHERE {condition}");
        let reads = self.reads(table);
        if removes {
            let sql = format!("DELETE FROM {into} a WHERE {condition}{returning}");
            return Some(Statement::Write { sql, table, matching, allowed: reads && self.removes(table) });
        }
        if let (Some(owner), 0) = (table.owner, self.dice.of(8)) {
            let sql = format!("UPDATE {into} a SET {owner} = '{}' WHERE {condition}", field.theirs.owner(owner));
            return Some(Statement::Foreign { sql });
        }
        let (set, may) = self.set(table)?;
        let sql = format!("UPDATE {into} a SET {set} WHERE {condition}{returning}");
        Some(Statement::Write { sql, table, matching, allowed: reads && may })
    }

    fn merge(&mut self) -> Option<Statement<'a>> {
        let (field, class) = (self.field, self.attacker.class);
        let table = self.table(|table| field.access(class, &table.name).is_some_and(|a| !a.update.is_empty()))?;
        let (condition, into) = (self.condition(table, "a"), mark(table));
        let (set, may) = self.set(table)?;
        let (then, may) = if self.dice.of(4) == 0 {
            ("DELETE".to_owned(), self.removes(table))
        } else {
            (format!("UPDATE SET {set}"), may)
        };
        // What asks for no column meets the rows of all, and is refused for those of others.
        let allowed = may && self.reads(table) && condition != "true";
        Some(Statement::Write {
            sql: format!("MERGE INTO {into} a USING (SELECT 1) s ON {condition} WHEN MATCHED THEN {then}"),
            table,
            matching: format!("SELECT count(*) FROM {into} a WHERE {condition}"),
            allowed,
        })
    }

    fn insert(&mut self) -> Option<Statement<'a>> {
        let (field, class) = (self.field, self.attacker.class);
        let table = self.table(|table| field.access(class, &table.name).is_some_and(|access| access.insert))?;
        let key: Vec<_> = table.key.iter().map(|column| ident(column)).collect();
        let (set, may) = self.set(table)?;
        let (end, needs) = match self.dice.of(4) {
            0 => (format!(" ON CONFLICT ({}) DO UPDATE SET {set}", key.join(", ")), may && self.reads(table)),
            1 => (" ON CONFLICT DO NOTHING".to_owned(), true),
            2 => (format!(" RETURNING {}", key.join(", ")), self.reads(table)),
            _ => (String::new(), true),
        };
        if self.dice.of(2) == 0 {
            let insert = field.draft(table, &field.theirs, self.party()).insert();
            return Some(Statement::Foreign { sql: insert + &end });
        }
        let refers = self.party();
        let sql = field.draft(table, &field.mine, refers).insert() + &end;
        if refers.at != field.mine.at && self.names(table, refers, &sql) {
            return Some(Statement::Foreign { sql });
        }
        let inserts = field.access(class, &table.name).is_some_and(|access| access.insert);
        Some(Statement::Own { sql, allowed: inserts && needs })
    }
}
