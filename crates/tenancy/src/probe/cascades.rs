//! What a write reaches beyond the row it names: rows it returns, rows that follow it, checks that come late.

use super::{
    Attack, ProbeError,
    attacker::{Answer, Attacker},
    field::{Field, ident, literal},
    keys::{judge, with_ids},
    schema::{Foreign, Table},
    step,
    tally::Tally,
};

pub(super) const ATTACKS: &[Attack] = &[
    Attack {
        name: "RETURNING",
        tries: "the victim's rows, joined to what a write returns",
        run: |f, a, t| Box::pin(returning(f, a, t)),
    },
    Attack {
        name: "cascades",
        tries: "to delete and change the victim's rows by what they refer to",
        run: |f, a, t| Box::pin(cascades(f, a, t)),
    },
    Attack {
        name: "deferred constraints",
        tries: "the victim's id in every foreign key, with the check put off",
        run: |f, a, t| Box::pin(deferred(f, a, t)),
    },
];

async fn returning(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in field.scoped(attacker.class) {
        let Some(owner) = table.owner else { continue };
        let (name, full, mine) = (&table.name, table.full(), field.mine.owner(owner));
        let Some(column) = field.access(attacker.class, name).and_then(|access| access.update.first()) else {
            continue;
        };
        let set = format!(
            "{} = {}",
            ident(column),
            field.assignment(table, [column.as_str()].into_iter()).split_once(" = ").map_or("NULL", |(_, value)| value)
        );
        for sql in [
            format!("UPDATE {full} t SET {set} FROM {full} o WHERE t.{owner} = '{mine}' RETURNING o.{owner}"),
            format!(
                "WITH w AS (UPDATE {full} SET {set} WHERE {owner} = '{mine}' RETURNING 1) SELECT o.{owner} FROM {full} o, w"
            ),
            format!(
                "UPDATE {full} t SET {set} WHERE t.{owner} = '{mine}' RETURNING (SELECT max(o.{owner}::text) FROM {full} o)"
            ),
        ] {
            let answer = attacker.attempt(&sql).await?;
            tally.must_all_be(name, mine, answer.values());
            tally.control(format!("an update of {name} returns"), !answer.values().is_empty(), || answer.how());
        }
    }
    if tally.tries == 0 {
        tally.not_applicable("the class updates no rows of its own");
    }
    Ok(())
}

/// How many of the victim's rows of a table nobody has a hand on.
async fn untouched(field: &Field, table: &Table, condition: &str) -> Result<i64, ProbeError> {
    let sql = format!(
        "WITH free AS (SELECT 1 FROM {} WHERE {condition} FOR NO KEY UPDATE SKIP LOCKED) SELECT count(*) FROM free",
        table.full()
    );
    let about = step(format!("looking whether {} is touched", table.name));
    Ok(field.oracle.query_one(&sql, &[]).await.map_err(about)?.get(0))
}

/// Makes a row of the victim's that refers to the attacker's; gives the condition that names it. A key that is led by
/// the owner's column refuses this to the administrator himself.
async fn crossing(
    field: &Field,
    table: &Table,
    foreign: &Foreign,
    tally: &mut Tally,
) -> Result<Option<String>, ProbeError> {
    let (seed, changed) = with_ids(field, table, foreign, (&field.theirs, &field.mine));
    if changed.is_empty() {
        return Ok(None); // it refers to the owner alone
    }
    let key: Vec<_> = table.key.iter().map(|column| format!("{}::text", ident(column))).collect();
    let made = field.oracle.query_one(&format!("{} RETURNING {}", seed.insert(), key.join(", ")), &[]).await;
    match made {
        Ok(row) => {
            let values = table.key.iter().enumerate();
            let parts = values.map(|(at, column)| format!("{}::text = {}", ident(column), literal(row.get(at))));
            Ok(Some(parts.collect::<Vec<_>>().join(" AND ")))
        }
        Err(error) => match Answer::of_error(&error) {
            Some(answer) => {
                tally.refused(answer.how());
                Ok(None)
            }
            None => Err(step(format!("making a row of {}", table.name))(error)),
        },
    }
}

async fn cascades(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in field.tables.iter().filter(|table| table.owner.is_some()) {
        for foreign in &table.foreign {
            let Some(condition) = crossing(field, table, foreign, tally).await? else { continue };
            let result = follow(field, attacker, tally, (table, foreign, &condition)).await;
            let erased = field.oracle.batch_execute(&format!("DELETE FROM {} WHERE {condition}", table.full())).await;
            result?;
            erased.map_err(step(format!("erasing the row of {}", table.name)))?;
        }
    }
    Ok(())
}

/// Deletes what the victim's row refers to, and looks whether that row is touched while the transaction is open.
async fn follow(
    field: &Field,
    attacker: &Attacker,
    tally: &mut Tally,
    (table, foreign, condition): (&Table, &Foreign, &str),
) -> Result<(), ProbeError> {
    let Some(parent) = field.tables.iter().find(|table| table.name == foreign.table) else { return Ok(()) };
    let there = untouched(field, table, condition).await?;
    tally.control(format!("a row of {} that refers across", table.name), there == 1, || format!("{there} rows"));
    attacker.open_transaction().await?;
    let deleted = attacker.client.simple_query(&format!("DELETE FROM {}", parent.full())).await;
    let left = untouched(field, table, condition).await;
    attacker.roll_back().await?;
    let what = format!("{} of {} by DELETE of {}", foreign.name, table.name, parent.name);
    match deleted.as_ref().err().and_then(Answer::of_error) {
        _ if left? < there => tally.leak(format!("{what}: the victim's row went with it")),
        Some(answer) if answer.is_the_walls() => tally.refused(answer.how()),
        Some(answer) => tally.leak(format!("{what}: told by {}", answer.how())),
        None => tally.refused("the victim's row stays"),
    }
    Ok(())
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
