//! MERGE: its three branches, which change, remove and add rows.

use super::{
    Attack, ProbeError, Where,
    attacker::Attacker,
    field::Field,
    schema::Table,
    tally::Tally,
    writes::{assignment, came_in, must_reach_nothing, must_reach_own},
};

pub(super) const ATTACKS: &[Attack] = &[Attack {
    name: "MERGE",
    tries: "to change, delete and add rows of every table",
    in_place: Where::Within,
    run: |f, a, t| Box::pin(merge(f, a, t)),
}];

async fn merge(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in &field.tables {
        merged_update(field, attacker, tally, table).await?;
        merged_delete(field, attacker, tally, table).await?;
        let answer = attacker.attempt(&field.draft(table, &field.theirs, &field.theirs).merge()).await?;
        tally.must_be_refused(&format!("a row of {} in the victim's name", table.name), &answer);
        if field.access(attacker.class, &table.name).is_some_and(|access| access.insert) {
            let answer = attacker.attempt(&field.draft(table, &field.mine, &field.mine).merge()).await?;
            came_in(tally, table, &answer);
        }
    }
    Ok(())
}

/// All rows of a table, merged with one: what is done to those that match.
fn merging(table: &Table, on: &str, then: &str) -> String {
    format!("MERGE INTO {} t USING (SELECT 1) s ON {on} WHEN MATCHED THEN {then}", table.full())
}

async fn merged_update(field: &Field, attacker: &Attacker, tally: &mut Tally, table: &Table) -> Result<(), ProbeError> {
    let (set, allowed) = assignment(field, attacker.class, table);
    let then = format!("UPDATE SET {set}");
    if let (true, Some(owner), true) = (allowed, table.owner, field.is_in_place()) {
        // Real rows are not tried where the victim's comes through.
        let on = format!("t.{owner} = '{}'", field.theirs.owner(owner));
        let theirs = attacker.attempt(&merging(table, &on, &then)).await?;
        must_reach_nothing(tally, &format!("the victim's {}", table.name), &theirs);
        if theirs.rows() > 0 {
            return Ok(());
        }
    }
    // It reads no column, so that no SELECT policy keeps others' rows from it: the UPDATE policy must refuse them.
    let blind = attacker.attempt(&merging(table, "true", &then)).await?;
    let (true, Some(owner)) = (allowed, table.owner) else {
        must_reach_nothing(tally, &table.name, &blind);
        return Ok(());
    };
    if blind.is_the_walls() {
        tally.refused(blind.how());
    } else {
        must_reach_own(tally, &table.name, &blind, field.own(&table.name));
    }
    let answer = attacker.attempt(&merging(table, &format!("t.{owner} IS NOT NULL"), &then)).await?;
    must_reach_own(tally, &table.name, &answer, field.own(&table.name));
    Ok(())
}

async fn merged_delete(field: &Field, attacker: &Attacker, tally: &mut Tally, table: &Table) -> Result<(), ProbeError> {
    let allowed = field.access(attacker.class, &table.name).is_some_and(|access| access.delete);
    let (true, Some(owner)) = (allowed, table.owner) else {
        must_reach_nothing(tally, &table.name, &attacker.attempt(&merging(table, "true", "DELETE")).await?);
        return Ok(());
    };
    // One owner after the other: rows that others refer to cannot go, and the refusal does not say whose they were.
    let of = |id| merging(table, &format!("t.{owner} = '{id}'"), "DELETE");
    let theirs = attacker.attempt(&of(field.theirs.owner(owner))).await?;
    must_reach_nothing(tally, &format!("the victim's {}", table.name), &theirs);
    let own = attacker.attempt(&of(field.mine.owner(owner))).await?;
    tally.control(format!("its own {} can be merged away", table.name), !own.is_the_walls(), || own.how());
    Ok(())
}
