//! The random prober: composes statements from a seed, runs them as every class, and compares what the class sees with
//! what the administrator computes over the rows that it may see. While a write is open, no row of another's may be
//! touched. Statements are numbered: the same seed gives the same statements over the same map, with ids that are new.

use std::{
    collections::BTreeMap,
    fmt,
    time::{Duration, Instant},
};

use serde::Serialize;
use tokio_postgres::SimpleQueryMessage;

use super::{
    ProbeError, ProbeTarget,
    answer::{Answer, done},
    attacker::Attacker,
    compose::{Composer, Dice, Statement, render},
    field::{Field, Ground, Sight, full},
    step,
};
use crate::CLASSES;

/// How long, or how much.
#[derive(Debug, Clone, Copy)]
pub enum Limit {
    /// Until this time is over.
    Time(Duration),
    /// This many statements.
    Statements(u64),
}

/// What the random prober did as one class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Fuzzed {
    /// Statements tried.
    pub statements: u64,
    /// Those that the wall refused: by privilege, policy or scope.
    pub refused: u64,
    /// Those that were carried out.
    pub executed: u64,
    /// Those whose answer, or number of rows, was compared with the administrator's.
    pub compared: u64,
}

/// A statement that showed or touched what it must not, or not what it must.
#[derive(Debug, Clone, Serialize)]
pub struct Breach {
    /// The class.
    pub class: &'static str,
    /// The statement's number under the seed.
    pub statement: u64,
    /// Its text.
    pub sql: String,
    /// What was wrong.
    pub what: String,
}

/// What the random prober came to.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FuzzReport {
    /// What gives the same statements again.
    pub seed: u64,
    /// By class.
    pub classes: BTreeMap<&'static str, Fuzzed>,
    /// What came through.
    pub leaks: Vec<Breach>,
}

impl FuzzReport {
    /// Whether nothing leaked, and something was compared.
    pub fn passed(&self) -> bool {
        self.leaks.is_empty() && self.classes.values().any(|class| class.compared > 0)
    }
}

impl fmt::Display for FuzzReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "class     statements  refused  executed  compared    leaks")?;
        for (class, did) in &self.classes {
            let leaks = self.leaks.iter().filter(|leak| leak.class == *class).count();
            let Fuzzed { statements, refused, executed, compared } = did;
            writeln!(f, "{class:8}  {statements:>10}  {refused:>7}  {executed:>8}  {compared:>8}  {leaks:>7}")?;
        }
        for Breach { class, statement, sql, what } in &self.leaks {
            writeln!(f, "LEAK  statement {statement} as {class}: {what}\n    {sql}")?;
        }
        let all: u64 = self.classes.values().map(|class| class.statements).sum();
        writeln!(f, "seed {}: {all} statements, {} leaks", self.seed, self.leaks.len())
    }
}

/// Runs statements composed from `seed` as each class of the target in turn.
pub async fn fuzz(target: &ProbeTarget, seed: u64, limit: Limit) -> Result<FuzzReport, ProbeError> {
    let field = Field::prepare(target, Ground::Scratch).await?;
    let mut attackers = Vec::new();
    for class in CLASSES.iter().filter(|class| target.classes.is_empty() || target.classes.iter().any(|c| c == *class))
    {
        attackers.push(Attacker::sign_in(&field, class).await?);
    }
    let turns = turns(&field, &attackers);
    let mut report = FuzzReport { seed, ..FuzzReport::default() };
    let began = Instant::now();
    for number in 0_u64.. {
        let over = match limit {
            Limit::Time(time) => began.elapsed() >= time,
            Limit::Statements(most) => number >= most,
        };
        let at = turns.get(usize::try_from(number).unwrap_or_default() % turns.len().max(1));
        let (false, Some(attacker)) = (over, at.and_then(|at| attackers.get(*at))) else { break };
        let mut composer = Composer { field: &field, attacker, dice: Dice::new(seed, number) };
        let Some(statement) = composer.statement() else { continue };
        let mut did = report.classes.get(attacker.class).copied().unwrap_or_default();
        did.statements += 1;
        if let Some((sql, what)) = tried(&field, attacker, &statement, &mut did).await? {
            report.leaks.push(Breach { class: attacker.class, statement: number, sql, what });
        }
        report.classes.insert(attacker.class, did);
    }
    Ok(report)
}

/// Whose turn it is, one round. A class that may see something comes thrice as often as one that may see nothing.
fn turns(field: &Field, attackers: &[Attacker]) -> Vec<usize> {
    let sees =
        |attacker: &Attacker| field.tables.iter().any(|t| field.sight(attacker.class, &t.name) != Sight::Nothing);
    let often =
        (0..3_usize).flat_map(|round| attackers.iter().enumerate().map(move |(at, attacker)| (round, at, attacker)));
    often.filter(|(round, _, attacker)| *round == 0 || sees(attacker)).map(|(_, at, _)| at).collect()
}

/// Runs a statement; what was wrong with what came of it.
async fn tried(
    field: &Field,
    attacker: &Attacker,
    statement: &Statement<'_>,
    did: &mut Fuzzed,
) -> Result<Option<(String, String)>, ProbeError> {
    let (Statement::Read { sql, .. }
    | Statement::Write { sql, .. }
    | Statement::Foreign { sql }
    | Statement::Own { sql, .. }) = statement;
    let asked = render(sql, full);
    let (answer, touched) = match statement {
        Statement::Read { .. } => (attacker.attempt(&asked).await?, None),
        _ => written(field, attacker, &asked).await?,
    };
    match &answer {
        Answer::Done { .. } => did.executed += 1,
        Answer::Refused { .. } if answer.is_the_walls() => did.refused += 1,
        Answer::Refused { .. } => {}
    }
    let what = judged(field, attacker, statement, &answer, did).await?;
    let what = what.or_else(|| touched.map(|table| format!("rows of others in {table} were touched")));
    Ok(what.map(|what| (asked, what)))
}

/// What is wrong with an answer.
async fn judged(
    field: &Field,
    attacker: &Attacker,
    statement: &Statement<'_>,
    answer: &Answer,
    did: &mut Fuzzed,
) -> Result<Option<String>, ProbeError> {
    Ok(match statement {
        Statement::Read { sql, tables } => {
            let visible = tables.iter().all(|table| field.sight(attacker.class, &table.name) != Sight::Nothing);
            match (visible, answer) {
                (false, answer) if answer.is_the_walls() => None,
                (false, answer) => Some(format!("it may not read that, and came to: {}", answer.how())),
                (true, answer) => {
                    did.compared += 1;
                    let expected = computed(field, attacker, sql).await?;
                    differs(answer, &expected)
                }
            }
        }
        Statement::Write { allowed: true, .. } | Statement::Own { allowed: true, .. } if answer.is_the_walls() => {
            Some(format!("it may do that, and was refused: {}", answer.how()))
        }
        Statement::Write { table, matching, .. } => match answer {
            Answer::Done { rows, .. } if field.sight(attacker.class, &table.name) == Sight::Own => {
                did.compared += 1;
                let expected = computed(field, attacker, matching).await?.number().unwrap_or_default();
                (*rows != expected).then(|| format!("{rows} rows, of which {expected} are its own"))
            }
            Answer::Done { rows, .. } if *rows > field.own(&table.name) => Some(format!("{rows} rows")),
            _ => None,
        },
        Statement::Foreign { .. } => {
            (answer.rows() > 0).then(|| format!("{} rows that are another's, or name his", answer.rows()))
        }
        Statement::Own { allowed, .. } => {
            (!allowed && answer.rows() > 0).then(|| format!("{} rows that it may not add", answer.rows()))
        }
    })
}

/// The same over the rows alone that the class may see.
async fn computed(field: &Field, attacker: &Attacker, sql: &str) -> Result<Answer, ProbeError> {
    let sql = render(sql, |name| {
        let table = field.tables.iter().find(|table| table.name == name);
        match (field.sight(attacker.class, name), table.and_then(|table| table.owner)) {
            (Sight::Own, Some(owner)) => {
                format!("(SELECT * FROM {} WHERE {owner} = '{}')", full(name), field.mine.owner(owner))
            }
            _ => format!("(SELECT * FROM {})", full(name)),
        }
    });
    match field.oracle.simple_query(&sql).await {
        Ok(messages) => Ok(done(&messages)),
        Err(error) => Answer::of_error(&error).ok_or_else(|| step("computing what is to be seen")(error)),
    }
}

fn differs(answer: &Answer, expected: &Answer) -> Option<String> {
    let sorted = |answer: &Answer| {
        let mut values = answer.values().to_vec();
        values.sort_unstable();
        values
    };
    let (seen, due) = (sorted(answer), sorted(expected));
    if seen == due && answer.code() == expected.code() {
        return None;
    }
    let odd = seen.iter().find(|row| !due.contains(row)).or_else(|| due.iter().find(|row| !seen.contains(row)));
    let odd = odd.map(String::as_str).unwrap_or_default();
    Some(format!("{}, and {} were due; the first that differs: {odd}", answer.how(), expected.how()))
}

/// Runs a write, looks while it is open whether it touched rows of others, and rolls it back.
async fn written(field: &Field, attacker: &Attacker, sql: &str) -> Result<(Answer, Option<String>), ProbeError> {
    attacker.open_transaction().await?;
    let answer = attacker.client.simple_query(sql).await;
    let touched = if answer.is_ok() { touched(field, attacker).await } else { Ok(None) };
    attacker.roll_back().await?;
    let answer = match answer {
        Ok(messages) => done(&messages),
        Err(error) => Answer::of_error(&error).ok_or_else(|| step("writing")(error))?,
    };
    Ok((answer, touched?))
}

/// The first table of which a row that is not the attacker's is locked by a write.
async fn touched(field: &Field, attacker: &Attacker) -> Result<Option<String>, ProbeError> {
    let foreign = |table: &super::schema::Table| {
        // A class that writes for a buyer and a seller may touch rows of both.
        let own = table.owner.filter(|_| attacker.identity.is_some());
        own.map_or_else(|| "true".to_owned(), |owner| format!("{owner} <> '{}'", field.mine.owner(owner)))
    };
    let names: Vec<_> = field.tables.iter().map(|table| (table, foreign(table))).collect();
    let with = names.iter().enumerate().map(|(at, (table, foreign))| {
        format!("f{at} AS (SELECT 1 FROM {} WHERE {foreign} FOR NO KEY UPDATE SKIP LOCKED)", table.full())
    });
    let with = with.collect::<Vec<_>>().join(", ");
    let told: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(at, (table, foreign))| {
            format!(
                "SELECT '{}' WHERE (SELECT count(*) FROM f{at}) < (SELECT count(*) FROM {} WHERE {foreign})",
                table.name,
                table.full()
            )
        })
        .collect();
    let sql = format!("WITH {with} {}", told.join(" UNION ALL "));
    let messages = field.oracle.simple_query(&sql).await.map_err(step("looking for locks"))?;
    Ok(messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    }))
}
