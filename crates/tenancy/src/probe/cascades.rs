//! What a write reaches beyond the row it names: rows that follow it, checks that come late.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::error::SqlState;

use super::{
    Attack, ProbeError, Where,
    answer::{Answer, done},
    attacker::Attacker,
    field::{Field, ident, literal},
    keys::{judge, with_ids},
    rows::{Row, Seed},
    schema::{Foreign, Table},
    step,
    tally::Tally,
};

/// The SQLSTATE of a row that refers to none, or that others refer to.
const FOREIGN_KEY: &str = "23503";

pub(super) const ATTACKS: &[Attack] = &[
    Attack {
        name: "cascades",
        tries: "to delete and change the victim's rows by what they refer to",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(cascades(f, a, t)),
    },
    Attack {
        name: "deferred constraints",
        tries: "the victim's id in every foreign key, with the check put off",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(deferred(f, a, t)),
    },
];

/// Rows of others that an attack may have a hand on: their table, and the condition that names them.
type Watched<'a> = (&'a Table, String);

/// How many of those rows are as they were. Where the attacker has a session of its own, the administrator cannot lock
/// what it has touched; where its session is his, a row that was changed has moved.
async fn untouched(field: &Field, (table, condition): &Watched<'_>, places: Option<&str>) -> Result<i64, ProbeError> {
    let sql = match places {
        Some(places) => format!("SELECT count(*) FROM {} WHERE {condition} AND ctid = ANY ('{places}')", table.full()),
        None => format!(
            "WITH free AS (SELECT 1 FROM {} WHERE {condition} FOR NO KEY UPDATE SKIP LOCKED) SELECT count(*) FROM free",
            table.full()
        ),
    };
    let about = step(format!("looking whether {} is touched", table.name));
    Ok(field.oracle.query_one(&sql, &[]).await.map_err(about)?.get(0))
}

/// Where those rows stand, and how many they are.
async fn standing(field: &Field, (table, condition): &Watched<'_>) -> Result<(String, i64), ProbeError> {
    let sql =
        format!("SELECT coalesce(array_agg(ctid), '{{}}')::text, count(*) FROM {} WHERE {condition}", table.full());
    let row = field.oracle.query_one(&sql, &[]).await.map_err(step(format!("looking at {}", table.name)))?;
    Ok((row.get(0), row.get(1)))
}

/// Runs a write, and says which of the watched tables it reached while it was open.
async fn reached<'a>(
    field: &Field,
    attacker: &Attacker,
    sql: &str,
    watched: &'a [Watched<'a>],
) -> Result<(Answer, Option<&'a str>), ProbeError> {
    let mut before = Vec::new();
    for rows in watched {
        before.push(standing(field, rows).await?);
    }
    attacker.open_transaction().await?;
    let written = attacker.client.simple_query(sql).await;
    let mut hit = None;
    if written.is_ok() {
        if let Some(disguise) = &attacker.disguise {
            field.oracle.batch_execute(disguise.unmask).await.map_err(step("becoming the administrator again"))?;
        }
        for (rows, (places, there)) in watched.iter().zip(&before) {
            let places = attacker.disguise.as_ref().map(|_| places.as_str());
            if untouched(field, rows, places).await? < *there {
                hit = Some(rows.0.name.as_str());
                break;
            }
        }
    }
    attacker.roll_back().await?;
    let answer = match written {
        Ok(messages) => done(&messages),
        Err(error) => match attacker.refusal(&error) {
            Some(answer) => answer,
            None => return Err(step(format!("{sql} as {}", attacker.class))(error)),
        },
    };
    Ok((answer, hit))
}

/// What can be done to all rows that others refer to: they go, or their keys change.
fn ways(parent: &Table, targets: &[String]) -> Vec<String> {
    let fresh = |column: &String| match parent.column(column)?.sql_type.as_str() {
        "uuid" => Some("gen_random_uuid()".to_owned()),
        "text" => Some(format!("{0} || '-probe'", ident(column))),
        "smallint" | "integer" | "bigint" => Some(format!("{} + 1", ident(column))),
        _ => None,
    };
    let keys = targets.iter().filter(|column| parent.owner != Some(column.as_str()));
    let updates =
        keys.filter_map(|column| Some(format!("UPDATE {} SET {} = {}", parent.full(), ident(column), fresh(column)?)));
    std::iter::once(format!("DELETE FROM {}", parent.full())).chain(updates).collect()
}

/// The condition that names a row.
fn naming(table: &Table, row: &Row) -> String {
    let parts = table.key.iter().map(|column| match row.get(column).and_then(Option::as_deref) {
        Some(value) => format!("{}::text = {}", ident(column), literal(value)),
        None => format!("{} IS NULL", ident(column)),
    });
    parts.collect::<Vec<_>>().join(" AND ")
}

/// Makes a row as the administrator.
async fn make(field: &Field, table: &Table, seed: &Seed<'_>) -> Result<Row, tokio_postgres::Error> {
    let texts: Vec<_> = table.columns.iter().map(|column| format!("{}::text", ident(&column.name))).collect();
    let rows = field.venture(&format!("{} RETURNING {}", seed.insert(), texts.join(", "))).await?;
    let names = table.columns.iter().enumerate();
    Ok(rows
        .first()
        .map(|row| names.map(|(at, column)| (column.name.clone(), row.get(at))).collect())
        .unwrap_or_default())
}

async fn erase(field: &Field, table: &Table, row: &Row) -> Result<(), ProbeError> {
    let sql = format!("DELETE FROM {} WHERE {}", table.full(), naming(table, row));
    field.oracle.batch_execute(&sql).await.map_err(step(format!("erasing a row of {}", table.name)))
}

/// Whether a row of the victim's may refer to the attacker's. A key that is led by the owner's column refuses this to the
/// administrator himself.
async fn crosses(field: &Field, table: &Table, foreign: &Foreign, tally: &mut Tally) -> Result<bool, ProbeError> {
    let (seed, changed) = with_ids(field, table, foreign, (&field.theirs, &field.mine));
    if changed.is_empty() {
        return Ok(false); // it refers to the owner alone
    }
    let refused = match make(field, table, &seed).await {
        Ok(row) => {
            erase(field, table, &row).await?;
            return Ok(true);
        }
        Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
            // There is one such row of the victim's already: that one is to refer across.
            match referred_across(field, table, &changed, &seed).await? {
                Some(error) => error,
                None => return Ok(true),
            }
        }
        Err(error) => error,
    };
    let what = || format!("a row of {} that refers across by {}", table.name, foreign.name);
    let Some(answer) = Answer::of_error(&refused) else { return Err(step(what())(refused)) };
    tally.refused(answer.how());
    // By this key: another refusal would say nothing of it.
    let by_key = matches!(&answer, Answer::Refused { code, constraint: Some(name), .. } if code == FOREIGN_KEY && *name == foreign.name);
    tally.control(format!("{} is refused by the key", what()), by_key, || answer.how());
    Ok(false)
}

/// Lets the victim's row refer across, and back again; the error, where it cannot.
async fn referred_across(
    field: &Field,
    table: &Table,
    columns: &[String],
    seed: &Seed<'_>,
) -> Result<Option<tokio_postgres::Error>, ProbeError> {
    let Some(row) = field.rows.row(&table.name, field.theirs.at) else { return Ok(None) };
    let set = |value: &dyn Fn(&String) -> Option<String>| {
        let parts = columns.iter().filter_map(|column| Some(format!("{} = {}", ident(column), value(column)?)));
        let parts = parts.collect::<Vec<_>>().join(", ");
        format!("UPDATE {} SET {parts} WHERE {}", table.full(), naming(table, row))
    };
    if let Err(error) = field.venture(&set(&|column| seed.value(column).map(str::to_owned))).await {
        return Ok(Some(error));
    }
    let back = set(&|column| Some(row.get(column)?.as_deref().map_or_else(|| "NULL".to_owned(), literal)));
    field.venture(&back).await.map_err(step(format!("putting a row of {} right", table.name)))?;
    Ok(None)
}

async fn cascades(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let mut parents: BTreeMap<&str, (BTreeSet<&String>, Vec<Watched<'_>>)> = BTreeMap::new();
    for table in &field.tables {
        let Some(owner) = table.owner else { continue };
        for foreign in &table.foreign {
            let Some(parent) = field.tables.iter().find(|parent| parent.name == foreign.table) else { continue };
            let (targets, children) = parents.entry(&parent.name).or_default();
            targets.extend(&foreign.targets);
            if children.iter().all(|(child, _)| child.name != table.name) {
                children.push((table, format!("{owner} = '{}'", field.theirs.owner(owner))));
            }
            if crosses(field, table, foreign, tally).await? {
                follow(field, attacker, tally, (table, foreign, parent)).await?;
            }
        }
    }
    // What the victim has refers to what is his own; that must not follow either, by a trigger for one.
    for (name, (targets, children)) in &parents {
        let Some(parent) = field.tables.iter().find(|parent| parent.name == *name) else { continue };
        let targets: Vec<String> = targets.iter().map(|&target| target.clone()).collect();
        for sql in ways(parent, &targets) {
            let (answer, hit) = reached(field, attacker, &sql, children).await?;
            judge_reach(tally, &sql, &answer, hit);
        }
    }
    Ok(())
}

fn judge_reach(tally: &mut Tally, what: &str, answer: &Answer, hit: Option<&str>) {
    match answer {
        _ if hit.is_some() => tally.leak(format!("{what}: the victim's {} went with it", hit.unwrap_or_default())),
        Answer::Done { .. } => tally.refused("the victim's rows stay"),
        Answer::Refused { .. } => {
            tally.refused(answer.how());
            // Its own rows may refer to each other; whatever else it meets, nothing was tried.
            let known = answer.is_the_walls() || answer.code() == FOREIGN_KEY;
            tally.control(format!("{what} is carried out, or refused by the wall or a key"), known, || answer.how());
        }
    }
}

/// Deletes and changes a row of the attacker's to which only a row of the victim's refers, and looks whether that one is
/// touched meanwhile.
async fn follow(
    field: &Field,
    attacker: &Attacker,
    tally: &mut Tally,
    (table, foreign, parent): (&Table, &Foreign, &Table),
) -> Result<(), ProbeError> {
    let failed = |tally: &mut Tally, error: &tokio_postgres::Error| {
        let how = Answer::of_error(error).map_or_else(|| error.to_string(), |answer| answer.how());
        tally.failed(format!("rows of {} and {} that refer across", table.name, parent.name), how);
    };
    let referred = match make(field, parent, &field.draft(parent, &field.mine, &field.mine)).await {
        Ok(row) => row,
        Err(error) => {
            failed(tally, &error);
            return Ok(());
        }
    };
    let pairs = foreign.columns.iter().zip(&foreign.targets);
    let pairs = pairs.filter(|(column, _)| table.owner != Some(column.as_str()));
    let seed = pairs.fold(field.draft(table, &field.theirs, &field.theirs), |seed, (column, target)| {
        seed.with(column, referred.get(target).and_then(Option::as_deref))
    });
    let referring = match make(field, table, &seed).await {
        Ok(row) => row,
        Err(error) => {
            failed(tally, &error);
            return erase(field, parent, &referred).await;
        }
    };
    let watched = [(table, naming(table, &referring))];
    let (_, there) = standing(field, &watched[0]).await?;
    tally.control(format!("a row of {} that refers across", table.name), there == 1, || format!("{there} rows"));
    for sql in ways(parent, &foreign.targets) {
        let sql = format!("{sql} WHERE {}", naming(parent, &referred));
        let (answer, hit) = reached(field, attacker, &sql, &watched).await?;
        let what = format!("{} of {} by {sql}", foreign.name, table.name);
        if answer.code() == FOREIGN_KEY {
            tally.leak(format!("{what}: told by {}", answer.how()));
        } else {
            judge_reach(tally, &what, &answer, hit);
        }
    }
    erase(field, table, &referring).await?;
    erase(field, parent, &referred).await
}

async fn deferred(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in field.tables.iter().filter(|table| table.owner.is_some()) {
        if !field.access(attacker.class, &table.name).is_some_and(|access| access.insert) {
            continue;
        }
        for foreign in &table.foreign {
            let (seed, changed) = with_ids(field, table, foreign, (&field.mine, &field.theirs));
            if changed.is_empty() {
                continue;
            }
            // What is put off is refused at the end at the latest, where a COMMIT would be.
            let sql = format!("SET CONSTRAINTS ALL DEFERRED; {}; SET CONSTRAINTS ALL IMMEDIATE", seed.insert());
            let answer = match attacker.attempt(&sql).await? {
                // What counts is not the last statement's number of rows.
                Answer::Done { values, .. } => Answer::Done { rows: 1, values },
                refused @ Answer::Refused { .. } => refused,
            };
            judge(tally, table, &format!("{} of {} put off", foreign.name, table.name), &answer);
        }
        super::writes::insert_own(field, attacker, table, tally).await?;
    }
    if tally.tries == 0 {
        tally.not_applicable("the class inserts nothing that refers");
    }
    Ok(())
}
