//! What one scope leaves for the next on the same session: plans, savepoints, cursors, and the scope itself. The victim's
//! tokens here are genuine: the application made them for the same connection, and went on to the attacker.

use super::{
    Attack, ProbeError, Where,
    answer::Answer,
    attacker::{Attacker, now},
    field::{Field, literal, stranger_key},
    schema::Table,
    tally::Tally,
};

pub(super) const ATTACKS: &[Attack] = &[
    Attack {
        name: "prepared statements",
        tries: "a plan made under the victim's scope",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(prepared(f, a, t)),
    },
    Attack {
        name: "scope switch",
        tries: "rows of the scope before, in one transaction",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(switched(f, a, t)),
    },
    Attack {
        name: "savepoints",
        tries: "rows of a scope that a savepoint undid or let go",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(savepoints(f, a, t)),
    },
    Attack {
        name: "cursors",
        tries: "a cursor declared under the victim's scope, read under one's own",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(cursors(f, a, t)),
    },
];

/// The statements that bind the victim's scope and the attacker's.
fn binds(field: &Field, attacker: &Attacker) -> Option<(String, String)> {
    let set = |token: String| format!("SET LOCAL karum.scope = {}", literal(&token));
    Some((set(attacker.token_of(&field.theirs)?), set(attacker.token()?)))
}

/// Runs a sequence for each table that the class sees by its scope; the last answer must give its own rows.
async fn each(
    field: &Field,
    attacker: &Attacker,
    tally: &mut Tally,
    sequences: impl Fn(&str, &str, &str) -> Vec<Vec<String>>,
) -> Result<(), ProbeError> {
    let Some((theirs, mine)) = binds(field, attacker) else {
        tally.not_applicable("the class has no rows of its own");
        return Ok(());
    };
    for table in field.scoped(attacker.class) {
        let Some(owner) = table.owner else { continue };
        let select = format!("SELECT {owner} FROM {}", table.full());
        for sequence in sequences(&theirs, &mine, &select) {
            judge(field, tally, table, &attacker.sequence(&sequence).await?);
        }
    }
    if tally.tries == 0 {
        tally.not_applicable("the class has no rows of its own");
    }
    Ok(())
}

fn judge(field: &Field, tally: &mut Tally, table: &Table, answers: &[Answer]) {
    let (Some(owner), Some(last)) = (table.owner, answers.last()) else { return };
    let broken = answers.iter().find(|answer| matches!(answer, Answer::Refused { .. }));
    tally.control(format!("{}: every statement is carried out", table.name), broken.is_none(), || {
        broken.map(Answer::how).unwrap_or_default()
    });
    tally.must_all_be(&table.name, field.mine.owner(owner), last.values());
    let (seen, own) = (i64::try_from(last.values().len()).unwrap_or(i64::MAX), field.own(&table.name));
    // A leak is one already, and fewer rows than one's own would mean that nothing was asked.
    tally.control(format!("{}: its own rows", table.name), seen >= own, || format!("{seen} of {own}"));
}

/// Statements of a transaction: of one's own, or of the administrator's, which has begun.
fn begun(attacker: &Attacker, statements: &[&str]) -> Vec<String> {
    let begin: &[&str] = if attacker.disguise.is_some() { &[] } else { &["BEGIN"] };
    owned(&[begin, statements].concat())
}

fn owned(statements: &[&str]) -> Vec<String> {
    statements.iter().map(|&sql| sql.to_owned()).collect()
}

async fn prepared(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    // The plan outlives the transaction in which it was made, and as well a savepoint that is undone.
    let (first, between): (&[&str], &[&str]) = if attacker.disguise.is_some() {
        (&["SAVEPOINT a"], &["ROLLBACK TO a"])
    } else {
        (&["BEGIN"], &["COMMIT", "BEGIN"])
    };
    let modes = ["force_generic_plan", "force_custom_plan"];
    each(field, attacker, tally, |theirs, mine, select| {
        let made = format!("PREPARE probe_plan AS {select}");
        let run = "EXECUTE probe_plan";
        modes
            .iter()
            .map(|mode| {
                let mode = format!("SET plan_cache_mode = {mode}");
                owned(&[&[mode.as_str()], first, &[theirs, &made, run], between, &[mine, run]].concat())
            })
            .collect()
    })
    .await
}

async fn switched(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    each(field, attacker, tally, |theirs, mine, select| {
        vec![
            begun(attacker, &[theirs, select, mine, select]),
            begun(attacker, &[mine, select, theirs, select, mine, select]),
        ]
    })
    .await?;
    // Nobody but the application can go on to another: the attacker's own key signs nothing.
    let Some((_, mine)) = binds(field, attacker) else { return Ok(()) };
    let Some(identity) = field.theirs.identity(attacker.class) else { return Ok(()) };
    let forged = stranger_key(&field.key.kid)?.sign(attacker.class, &identity, attacker.pid, now() + 60);
    let forged = format!("SET LOCAL karum.scope = {}", literal(&forged));
    for table in field.scoped(attacker.class) {
        let select = format!("SELECT count(*) FROM {}", table.full());
        let answers = attacker.sequence(&begun(attacker, &[&mine, &select, &forged, &select])).await?;
        if let Some(last) = answers.last() {
            tally.must_be_refused(&format!("{} after a forged switch", table.name), last);
        }
    }
    Ok(())
}

async fn savepoints(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    each(field, attacker, tally, |theirs, mine, select| {
        vec![
            begun(attacker, &[mine, "SAVEPOINT a", theirs, select, "ROLLBACK TO a", select]),
            begun(attacker, &["SAVEPOINT a", theirs, select, "ROLLBACK TO a", mine, select]),
            begun(attacker, &["SAVEPOINT a", theirs, select, "RELEASE a", mine, select]),
        ]
    })
    .await
}

async fn cursors(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    each(field, attacker, tally, |theirs, mine, select| {
        let declared = format!("DECLARE probe_cursor CURSOR FOR {select}");
        let fetch = "FETCH ALL FROM probe_cursor";
        // Whose rows it gives is decided when it is first read, not when it is declared.
        vec![begun(attacker, &[theirs, &declared, mine, fetch])]
    })
    .await
}
