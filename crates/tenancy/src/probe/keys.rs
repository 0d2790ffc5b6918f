//! Keys as oracles: foreign, unique and conflict, which are checked across the rows of all.

use super::{
    Attack, ProbeError, Where,
    answer::Answer,
    attacker::Attacker,
    field::{Field, Party, ident, literal},
    rows::Seed,
    schema::{Foreign, Table},
    tally::Tally,
    writes::insert_own,
};

pub(super) const ATTACKS: &[Attack] = &[
    Attack {
        name: "foreign ids",
        tries: "the victim's id in every foreign key",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(foreign_ids(f, a, t)),
    },
    Attack {
        name: "unique values",
        tries: "the victim's value in every unique key",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(unique_values(f, a, t)),
    },
    Attack {
        name: "ON CONFLICT",
        tries: "the victim's key, to meet his row",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(on_conflict(f, a, t)),
    },
];

/// The SQLSTATEs of a row that stands in the way: of a unique key, and of an exclusion.
const TAKEN: [&str; 2] = ["23505", "23P01"];

/// Whether the violated key is led by the owner's column: then it was the attacker's own row that stood in the way.
fn own_key(table: &Table, answer: &Answer) -> bool {
    matches!(answer, Answer::Refused { code, constraint: Some(name), .. }
        if TAKEN.contains(&code.as_str()) && table.unique.iter().any(|unique| unique.name == *name && unique.led))
}

async fn foreign_ids(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in field.tables.iter().filter(|table| table.owner.is_some()) {
        let access = field.access(attacker.class, &table.name);
        let inserts = access.is_some_and(|access| access.insert);
        for foreign in &table.foreign {
            let (seed, changed) = with_victims_ids(field, table, foreign);
            if changed.is_empty() {
                continue; // it refers to the owner alone, whom the policy holds
            }
            let what = format!("{} of {} to the victim's {}", foreign.name, table.name, foreign.table);
            judge(tally, table, &what, &attacker.attempt(&seed.insert()).await?);
            let updates = |column: &String| access.is_some_and(|access| access.update.contains(column));
            if changed.iter().all(updates) {
                let row = field.rows.row(&foreign.table, field.theirs.at);
                let set: Vec<_> = changed
                    .iter()
                    .filter_map(|column| Some((column, row?.get(target(foreign, column)?)?.clone()?)))
                    .map(|(column, value)| format!("{} = {}", ident(column), literal(&value)))
                    .collect();
                let sql = format!("UPDATE {} SET {}", table.full(), set.join(", "));
                judge(tally, table, &what, &attacker.attempt(&sql).await?);
            }
        }
        if inserts && !table.foreign.is_empty() {
            insert_own(field, attacker, table, tally).await?;
        }
    }
    Ok(())
}

fn target<'a>(foreign: &'a Foreign, column: &str) -> Option<&'a str> {
    let at = foreign.columns.iter().position(|name| name == column)?;
    foreign.targets.get(at).map(String::as_str)
}

/// A row of the attacker's own that refers by this key to the victim's row; and the columns that do so.
fn with_victims_ids<'a>(field: &'a Field, table: &'a Table, foreign: &'a Foreign) -> (Seed<'a>, Vec<String>) {
    with_ids(field, table, foreign, (&field.mine, &field.theirs))
}

/// A row of one party that refers by this key to the row of another; and the columns that do so.
pub(super) fn with_ids<'a>(
    field: &'a Field,
    table: &'a Table,
    foreign: &'a Foreign,
    (of, to): (&Party, &Party),
) -> (Seed<'a>, Vec<String>) {
    let mut seed = field.draft(table, of, of);
    let mut changed = Vec::new();
    let row = field.rows.row(&foreign.table, to.at);
    for (column, target) in foreign.columns.iter().zip(&foreign.targets) {
        if table.owner != Some(column)
            && let Some(value) = row.and_then(|row| row.get(target))
        {
            seed = seed.with(column, value.as_deref());
            changed.push(column.clone());
        }
    }
    (seed, changed)
}

pub(super) fn judge(tally: &mut Tally, table: &Table, what: &str, answer: &Answer) {
    match answer {
        Answer::Done { rows: 0, .. } => tally.refused("no row"),
        Answer::Done { .. } => tally.leak(format!("{what}: accepted")),
        _ if answer.is_the_walls() || answer.code() == "23503" => tally.refused(answer.how()),
        _ if own_key(table, answer) => tally.refused("its own key"),
        _ if TAKEN.contains(&answer.code()) => tally.leak(format!("{what}: {}", answer.how())),
        Answer::Refused { .. } => {
            tally.refused(answer.how());
            tally.failed(format!("{what} must fail for the key"), answer.how());
        }
    }
}

async fn unique_values(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in field.tables.iter().filter(|table| table.owner.is_some()) {
        if !field.access(attacker.class, &table.name).is_some_and(|access| access.insert) {
            continue;
        }
        let Some(theirs) = field.rows.row(&table.name, field.theirs.at) else { continue };
        for unique in &table.unique {
            let mut seed = field.draft(table, &field.mine, &field.mine);
            for column in unique.columns.iter().filter(|column| table.owner != Some(column)) {
                seed = seed.with(column, theirs.get(column).and_then(Option::as_deref));
            }
            let answer = attacker.attempt(&seed.insert()).await?;
            if let Answer::Done { .. } = answer {
                tally.refused("no conflict");
            } else {
                judge(tally, table, &format!("{} tells of the victim's {}", unique.name, table.name), &answer);
            }
        }
        insert_own(field, attacker, table, tally).await?;
    }
    if tally.tries == 0 {
        tally.not_applicable("the class inserts nothing");
    }
    Ok(())
}

/// A row that meets a party's own by its key.
fn meeting<'a>(field: &'a Field, table: &'a Table, party: &Party) -> Seed<'a> {
    let row = field.rows.row(&table.name, party.at);
    let seed = field.draft(table, party, party);
    table.key.iter().fold(seed, |seed, column| match row.and_then(|row| row.get(column)) {
        Some(value) => seed.with(column, value.as_deref()),
        None => seed,
    })
}

async fn on_conflict(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in &field.tables {
        let access = field.access(attacker.class, &table.name);
        let allowed = access.and_then(|access| access.update.first()).map(|column| ident(column));
        let plain = table.plain_column().map_or_else(|| ident(&table.key[0]), |column| ident(&column.name));
        let column = allowed.clone().unwrap_or(plain);
        let key: Vec<_> = table.key.iter().map(|column| ident(column)).collect();
        let conflict = format!("ON CONFLICT ({}) DO", key.join(", "));
        let insert = meeting(field, table, &field.theirs).insert();
        for end in [format!("UPDATE SET {column} = excluded.{column}"), "NOTHING".into()] {
            let answer = attacker.attempt(&format!("{insert} {conflict} {end}")).await?;
            tally.must_be_refused(&format!("{} with ON CONFLICT DO {end}", table.name), &answer);
        }
        if allowed.is_some() && access.is_some_and(|access| access.insert) {
            let insert = meeting(field, table, &field.mine).insert();
            let answer =
                attacker.attempt(&format!("{insert} {conflict} UPDATE SET {column} = excluded.{column}")).await?;
            tally.control(format!("its own row of {} is met", table.name), answer.rows() == 1, || answer.how());
        }
    }
    Ok(())
}
