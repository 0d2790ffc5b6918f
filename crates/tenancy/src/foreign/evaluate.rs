//! What policies' conditions are true for, asked of the server: one connection, whose statements go out together.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use futures_util::future::join_all;
use serde_json::{Map, Value};
use tokio_postgres::{Client, SimpleQueryMessage};

use super::{
    live::{Live, Table},
    map::{ForeignMap, ForeignSetting},
};

/// Who asks, in the order of asking: a setting that was once set is never unset again in its session, only empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// Nobody ever set a scope in this session.
    Unset,
    /// The scope is set to nothing, as a pooled session is left behind.
    Empty,
    /// The tenant that owns the first rows.
    Bound,
}

/// Whose row is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Own,
    Other,
    Nobody,
}

/// Whether a condition is true, or the error that it fails with.
pub(super) type Answer = Result<bool, String>;

/// All that is asked about a condition, in one order everywhere: by who asks, whose row it is, and what else is in it
/// (nothing, or every column with flags up, or down).
const CASES: [(Asks, Whose); 9] = [
    (Asks::Unset, Whose::Own),
    (Asks::Unset, Whose::Other),
    (Asks::Unset, Whose::Nobody),
    (Asks::Empty, Whose::Own),
    (Asks::Empty, Whose::Other),
    (Asks::Empty, Whose::Nobody),
    (Asks::Bound, Whose::Own),
    (Asks::Bound, Whose::Other),
    (Asks::Bound, Whose::Nobody),
];
const FILLED: [Option<bool>; 3] = [None, Some(true), Some(false)];

/// A condition's answers, one for each case.
#[derive(Debug, Clone, Default)]
pub(super) struct Truth(Vec<Answer>);

impl Truth {
    /// Whether any row of these cases is let through.
    pub fn any(&self, case: impl Fn(Asks, Whose) -> bool) -> bool {
        self.of(case).any(|answer| *answer == Ok(true))
    }

    /// Whether the tenant in scope sees any row of its own, or the error that keeps it from that.
    pub fn own(&self) -> Answer {
        let bound = |asks, whose| asks == Asks::Bound && whose == Whose::Own;
        if self.any(bound) { Ok(true) } else { self.of(bound).find(|a| a.is_err()).cloned().unwrap_or(Ok(false)) }
    }

    /// True where both are, of the same row: a permissive policy under a restrictive one.
    pub fn and(&mut self, other: &Self) {
        for (answer, restricted) in self.0.iter_mut().zip(&other.0) {
            if *answer == Ok(true) {
                answer.clone_from(restricted);
            }
        }
    }

    fn of(&self, case: impl Fn(Asks, Whose) -> bool) -> impl Iterator<Item = &Answer> {
        let cases = CASES.iter().flat_map(|case| FILLED.map(|_| *case));
        self.0.iter().zip(cases).filter(move |(_, (asks, whose))| case(*asks, *whose)).map(|(answer, _)| answer)
    }
}

/// The truths of every condition, by its table's place, the role that asked, and its text.
pub(super) type Truths<'a> = BTreeMap<(usize, &'a str, &'a str), Truth>;

/// What is asked in one statement: of one table, as one role, these conditions.
struct Question<'a> {
    place: usize,
    table: &'a Table,
    role: &'a str,
    tried: bool,
    conditions: Vec<&'a str>,
}

/// Tries every condition of every policy, as each role that it is for.
pub(super) async fn truths<'a>(client: &Client, map: &ForeignMap, live: &'a Live) -> Truths<'a> {
    let questions = questions(live);
    let mut truths = Truths::new();
    for asks in [Asks::Unset, Asks::Empty, Asks::Bound] {
        let whole = questions.iter().map(|q| ask(client, map, q, asks, &q.conditions, rows(q.table, map)));
        for (question, answer) in questions.iter().zip(join_all(whole).await) {
            let answers = match answer {
                Ok(answers) => answers,
                Err(_) => one_by_one(client, map, question, asks).await,
            };
            for (condition, answers) in question.conditions.iter().zip(answers) {
                truths.entry((question.place, question.role, condition)).or_default().0.extend(answers);
            }
        }
    }
    truths
}

fn questions(live: &Live) -> Vec<Question<'_>> {
    let mut questions = Vec::new();
    for (place, table) in live.tables.iter().flatten().enumerate() {
        for role in live.asked.iter().flatten() {
            let of = table.policies.iter().filter(|policy| policy.covers.contains(&role.name));
            let conditions: BTreeSet<&str> =
                of.flat_map(|p| p.using.iter().chain(&p.check)).map(String::as_str).collect();
            if !conditions.is_empty() {
                let conditions = conditions.into_iter().collect();
                questions.push(Question { place, table, role: &role.name, tried: role.tried, conditions });
            }
        }
    }
    questions
}

/// A statement that failed says not for which condition and row.
async fn one_by_one(client: &Client, map: &ForeignMap, question: &Question<'_>, asks: Asks) -> Vec<Vec<Answer>> {
    let rows = rows(question.table, map);
    let single = question.conditions.iter().flat_map(|condition| {
        rows.iter().map(|row| ask(client, map, question, asks, std::slice::from_ref(condition), vec![row.clone()]))
    });
    let answers: Vec<Answer> =
        join_all(single).await.into_iter().map(|a| a.and_then(|mut a| a.remove(0).remove(0))).collect();
    answers.chunks(rows.len()).map(<[Answer]>::to_vec).collect()
}

/// The answers by condition and row, or the error of any.
async fn ask(
    client: &Client,
    map: &ForeignMap,
    question: &Question<'_>,
    asks: Asks,
    conditions: &[&str],
    rows: Vec<Value>,
) -> Result<Vec<Vec<Answer>>, String> {
    let (table, count) = (question.table, rows.len());
    let mut sql = String::new();
    for (name, value) in map.scope.settings.iter().filter(|_| asks != Asks::Unset) {
        let value = if asks == Asks::Bound { bound(value, table, map) } else { literal("") };
        let _ = write!(sql, "SELECT set_config({}, {value}, true); ", literal(name));
    }
    if question.tried {
        let _ = write!(sql, "SET LOCAL ROLE {}; ", question.role);
    }
    let asked: Vec<String> = conditions.iter().map(|condition| format!("coalesce(({condition}), false)")).collect();
    let rows = literal(&Value::Array(rows).to_string());
    let _ = write!(
        sql,
        "SELECT {} FROM pg_catalog.jsonb_populate_recordset(NULL::{}, {rows}) AS {}",
        asked.join(", "),
        table.object,
        table.alias
    );
    let told = |e: tokio_postgres::Error| e.as_db_error().map_or_else(|| e.to_string(), |e| e.message().to_owned());
    let messages = client.simple_query(&sql).await.map_err(told)?;
    let answered: Vec<_> =
        messages.iter().filter_map(|m| if let SimpleQueryMessage::Row(row) = m { Some(row) } else { None }).collect();
    // Those of `set_config` come first.
    let answered = &answered[answered.len().saturating_sub(count)..];
    Ok((0..conditions.len()).map(|n| answered.iter().map(|row| Ok(row.get(n) == Some("t"))).collect()).collect())
}

/// A setting's value for the tenant in scope, as SQL.
fn bound(value: &ForeignSetting, table: &Table, map: &ForeignMap) -> String {
    let [own, _] = tenants(table, map);
    let own = own.as_str().map_or_else(|| own.to_string(), ToOwned::to_owned);
    let filled = |text: &str, constant: fn(&str) -> String| {
        let samples = map.scope.samples.iter().filter(|(name, _)| *name != sample(table, map));
        let text = samples
            .fold(text.to_owned(), |text, (name, [sample, _])| text.replace(&format!("{{{name}}}"), &constant(sample)));
        text.replace(&format!("{{{}}}", sample(table, map)), &constant(&own)).replace("{tenant}", &constant(&own))
    };
    match value {
        ForeignSetting::Plain(text) => literal(&filled(text, ToOwned::to_owned)),
        ForeignSetting::Computed { sql } => format!("({})", filled(sql, literal)),
    }
}

/// Whether a role can compute what only whoever audits should: then it can be any tenant.
pub(super) async fn can_compute(
    client: &Client,
    map: &ForeignMap,
    table: &Table,
    role: &str,
    value: &ForeignSetting,
) -> bool {
    let sql = format!("SET LOCAL ROLE {role}; SELECT {}", bound(value, table, map));
    client.simple_query(&sql).await.is_ok()
}

fn sample<'a>(table: &Table, map: &'a ForeignMap) -> &'a str {
    map.tables.get(&table.entry).and_then(|entry| entry.sample.as_deref()).unwrap_or("tenant")
}

/// The samples of the map, else two tenants that are nobody's, of the column's type.
fn tenants(table: &Table, map: &ForeignMap) -> [Value; 2] {
    if let Some(samples) = map.scope.samples.get(sample(table, map)) {
        return samples.clone().map(Value::from);
    }
    match (table.tenant_type.as_str(), table.length) {
        ("int2", _) => [31_001, 31_002].map(Value::from),
        ("int4" | "int8" | "numeric", _) => [2_000_000_001, 2_000_000_002].map(Value::from),
        ("varchar" | "bpchar", 1..8) => ["a", "b"].map(Value::from),
        ("varchar" | "bpchar", 8..36) => ["nobody-a", "nobody-b"].map(Value::from),
        _ => ["aaaaaaaa-0000-4000-8000-00000000000a", "bbbbbbbb-0000-4000-8000-00000000000b"].map(Value::from),
    }
}

/// A row for each case, in the order of [`CASES`].
fn rows(table: &Table, map: &ForeignMap) -> Vec<Value> {
    let [own, other] = tenants(table, map);
    let filled = |tenant: &Value, filled: Option<bool>| {
        let mut row = Map::new();
        if let Some(flags) = filled {
            for (column, value) in &table.columns {
                row.insert(column.clone(), if value.is_boolean() { Value::from(flags) } else { value.clone() });
            }
        }
        row.insert(table.tenant.clone(), tenant.clone());
        Value::Object(row)
    };
    [own, other, Value::Null].iter().flat_map(|tenant| FILLED.map(|flags| filled(tenant, flags))).collect()
}

/// A string constant, whatever `standard_conforming_strings` is.
fn literal(text: &str) -> String {
    format!(" E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}
