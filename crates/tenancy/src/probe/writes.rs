//! Writing others' rows: all of them, into another's name, or by ways that no policy sees.

use tokio_postgres::error::SqlState;

use super::{Attack, ProbeError, Where, answer::Answer, attacker::Attacker, field::Field, schema::Table, tally::Tally};

pub(super) const ATTACKS: &[Attack] = &[
    Attack {
        name: "UPDATE without WHERE",
        tries: "all rows of every table, every column",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(update(f, a, t)),
    },
    Attack {
        name: "DELETE without WHERE",
        tries: "all rows of every table",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(delete(f, a, t)),
    },
    Attack {
        name: "INSERT for another",
        tries: "rows in the victim's name in every table",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(insert(f, a, t)),
    },
    Attack {
        name: "UPDATE of the owner",
        tries: "to give rows away, in every table",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(give_away(f, a, t)),
    },
    Attack {
        name: "TRUNCATE",
        tries: "every table",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(truncate(f, a, t)),
    },
    Attack {
        name: "LOCK TABLE",
        tries: "every table, against all others",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(lock(f, a, t)),
    },
    Attack {
        name: "COPY FROM",
        tries: "rows copied into every table",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(copy_from(f, a, t)),
    },
];

/// What a class may assign by the map, or else what it may not; and whether it may.
pub(super) fn assignment(field: &Field, class: &str, table: &Table) -> (String, bool) {
    let allowed = field.access(class, &table.name).map(|access| access.update.as_slice()).unwrap_or_default();
    if allowed.is_empty() {
        let column = table.plain_column().map_or(table.key[0].as_str(), |column| &column.name);
        return (field.assignment(table, [column].into_iter()), false);
    }
    (field.assignment(table, allowed.iter().map(String::as_str)), true)
}

/// What a write that must not be came to. No row reached is no leak, whatever the reason.
pub(super) fn must_reach_nothing(tally: &mut Tally, what: &str, answer: &Answer) {
    match answer {
        Answer::Done { rows: 0, .. } => tally.refused("no row"),
        answer => tally.must_be_refused(what, answer),
    }
}

/// What a write that is allowed came to: its own rows, and an error only where another's row did not take the values.
pub(super) fn must_reach_own(tally: &mut Tally, what: &str, answer: &Answer, own: i64) {
    match answer {
        Answer::Done { rows, .. } => tally.must_be_own(what, *rows, own),
        answer if answer.is_the_walls() => tally.failed(format!("{what}: its own rows"), answer.how()),
        Answer::Refused { .. } => tally.leak(format!("{what}: came as far as {}", answer.how())),
    }
}

/// In place a write without a condition would touch real rows, if the wall let it: so it is tried on the victim's own
/// row first. Whether that came through.
async fn victims_row(
    field: &Field,
    attacker: &Attacker,
    tally: &mut Tally,
    (table, owner): (&Table, &str),
    statement: &str,
) -> Result<bool, ProbeError> {
    if !field.is_in_place() {
        return Ok(false);
    }
    let sql = format!("{statement} WHERE {owner} = '{}'", field.theirs.owner(owner));
    let answer = attacker.attempt(&sql).await?;
    must_reach_nothing(tally, &format!("the victim's {}", table.name), &answer);
    Ok(answer.rows() > 0)
}

async fn update(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in &field.tables {
        let (name, own) = (&table.name, field.own(&table.name));
        let statement = |set: &str| format!("UPDATE {} SET {set}", table.full());
        let (set, allowed) = assignment(field, attacker.class, table);
        if let (true, Some(owner)) = (allowed, table.owner) {
            if victims_row(field, attacker, tally, (table, owner), &statement(&set)).await? {
                continue;
            }
            must_reach_own(tally, name, &attacker.attempt(&statement(&set)).await?, own);
            let answer = attacker.attempt(&format!("{} RETURNING {owner}", statement(&set))).await?;
            tally.must_all_be(name, field.mine.owner(owner), answer.values());
        } else {
            must_reach_nothing(tally, name, &attacker.attempt(&statement(&set)).await?);
        }
        for column in attacker.too_much(field, name) {
            let answer = attacker.attempt(&statement(&field.assignment(table, [column].into_iter()))).await?;
            must_reach_nothing(tally, &format!("{name}.{column}, which the map keeps from it"), &answer);
        }
    }
    Ok(())
}

async fn delete(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in &field.tables {
        let name = &table.name;
        let statement = format!("DELETE FROM {}", table.full());
        let allowed = field.access(attacker.class, name).is_some_and(|access| access.delete);
        let (true, Some(owner)) = (allowed, table.owner) else {
            must_reach_nothing(tally, name, &attacker.attempt(&statement).await?);
            continue;
        };
        if victims_row(field, attacker, tally, (table, owner), &statement).await? {
            continue;
        }
        let answer = attacker.attempt(&statement).await?;
        if let Answer::Done { rows, .. } = answer {
            tally.must_be_own(name, rows, field.own(name));
            let answer = attacker.attempt(&format!("DELETE FROM {} RETURNING {owner}", table.full())).await?;
            tally.must_all_be(name, field.mine.owner(owner), answer.values());
            continue;
        }
        // Rows that others refer to cannot go, and the refusal does not say whose they were: one owner after the other.
        let of = |id| format!("DELETE FROM {} WHERE {owner} = '{id}'", table.full());
        let theirs = attacker.attempt(&of(field.theirs.owner(owner))).await?;
        must_reach_nothing(tally, &format!("the victim's {name}"), &theirs);
        let own = attacker.attempt(&of(field.mine.owner(owner))).await?;
        tally.control(format!("its own {name} can be reached by DELETE"), !own.is_the_walls(), || own.how());
    }
    Ok(())
}

async fn insert(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in &field.tables {
        let (name, theirs) = (&table.name, &field.theirs);
        let answer = attacker.attempt(&field.draft(table, theirs, theirs).insert()).await?;
        tally.must_be_refused(&format!("a row of {name} in the victim's name"), &answer);
        if field.access(attacker.class, name).is_some_and(|access| access.insert) {
            insert_own(field, attacker, table, tally).await?;
        }
    }
    Ok(())
}

/// The control of every attack by INSERT: a row in one's own name comes in, or meets one's own key and no wall.
pub(super) async fn insert_own(
    field: &Field,
    attacker: &Attacker,
    table: &Table,
    tally: &mut Tally,
) -> Result<(), ProbeError> {
    came_in(tally, table, &attacker.attempt(&field.draft(table, &field.mine, &field.mine).insert()).await?);
    Ok(())
}

pub(super) fn came_in(tally: &mut Tally, table: &Table, answer: &Answer) {
    let came_in = answer.rows() == 1 || answer.code() == "23505";
    tally.control(format!("a row of {} in its own name", table.name), came_in, || answer.how());
}

async fn give_away(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in &field.tables {
        let Some(owner) = table.owner else { continue };
        for value in [format!("'{}'", field.theirs.owner(owner)), owner.to_owned()] {
            let answer = attacker.attempt(&format!("UPDATE {} SET {owner} = {value}", table.full())).await?;
            if answer.is_a_policys() {
                tally.leak(format!("{}.{owner} can be written, only the policy refused", table.name));
            } else {
                must_reach_nothing(tally, &format!("{}.{owner} = {value}", table.name), &answer);
            }
        }
    }
    Ok(())
}

async fn truncate(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in &field.tables {
        let answer = attacker.attempt(&format!("TRUNCATE {} CASCADE", table.full())).await?;
        tally.must_be_denied(&table.name, &answer);
    }
    Ok(())
}

async fn lock(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in &field.tables {
        // To PostgreSQL, whoever may delete rows may lock the table; the class's timeouts bound how long.
        if field.access(attacker.class, &table.name).is_some_and(|access| access.delete) {
            continue;
        }
        let answer = attacker.attempt(&format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE NOWAIT", table.full())).await?;
        tally.must_be_denied(&table.name, &answer);
    }
    Ok(())
}

async fn copy_from(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let mut session = Attacker::sign_in(field, attacker.class).await?;
    for table in &field.tables {
        session.open_transaction().await?;
        let began = session.client.simple_query(&format!("COPY {} FROM STDIN", table.full())).await;
        match began.as_ref().err().and_then(|error| session.refusal(error)) {
            Some(answer) if answer.code() == SqlState::FEATURE_NOT_SUPPORTED.code() => {
                tally.refused("not under row-level security");
                session.roll_back().await?;
            }
            Some(answer) => {
                tally.must_be_refused(&table.name, &answer);
                session.roll_back().await?;
            }
            None => {
                // The server waits for rows, and a plain query cannot bring them: the session is of no more use. It is
                // ended, where the administrator may, since it waits with the table locked.
                tally.leak(format!("COPY into {} began", table.name));
                let end = format!("SELECT pg_terminate_backend({}, 1000)", session.pid);
                field.oracle.simple_query(&end).await.ok();
                session = Attacker::sign_in(field, attacker.class).await?;
            }
        }
    }
    Ok(())
}
