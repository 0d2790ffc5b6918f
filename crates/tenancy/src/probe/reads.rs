//! Reading others' rows: whole, through COPY, through plans and errors, through what the server gathered.

use futures_util::{TryStreamExt, future::ready};

use super::{
    Attack, ProbeError, Where,
    answer::Answer,
    attacker::Attacker,
    field::{Field, Sight},
    schema::Table,
    step,
    tally::Tally,
};

pub(super) const ATTACKS: &[Attack] = &[
    Attack {
        name: "SELECT without WHERE",
        tries: "all rows of every table",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(select(f, a, t)),
    },
    Attack {
        name: "COPY TO",
        tries: "all rows of every table, copied out",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(copy_to(f, a, t)),
    },
    Attack {
        name: "telling condition",
        tries: "conditions that fail on the victim's row, and say so",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(telling(f, a, t)),
    },
    Attack {
        name: "EXPLAIN",
        tries: "plans that name what they hide",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(explain(f, a, t)),
    },
    Attack {
        name: "statistics",
        tries: "values that ANALYZE gathered",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(statistics(f, a, t)),
    },
];

async fn select(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in &field.tables {
        let sight = field.sight(attacker.class, &table.name);
        let (answer, visible) =
            (attacker.attempt(&field.count_of(table, sight)).await?, field.visible(sight, &table.name));
        judge(tally, table, &answer, answer.number(), (sight, visible));
        // Where more was counted it has leaked already, and all of it need not be fetched.
        let whose = answer.number() <= Some(visible);
        if let (Sight::Own, Some(owner), true) = (sight, table.owner, whose) {
            let answer = attacker.attempt(&format!("SELECT {owner} FROM {}", table.full())).await?;
            tally.must_all_be(&table.name, field.mine.owner(owner), answer.values());
        }
    }
    Ok(())
}

/// Rows of a table that a class sees: no more than it may, and no fewer.
fn judge(tally: &mut Tally, table: &Table, answer: &Answer, seen: Option<i64>, (sight, visible): (Sight, i64)) {
    match (sight, seen) {
        (Sight::Nothing, _) => tally.must_be_refused(&table.name, answer),
        (Sight::Own, Some(seen)) => tally.must_be_own(&table.name, seen, visible),
        (Sight::All, Some(seen)) => {
            tally.control(format!("{} is read whole", table.name), seen == visible, || format!("{seen} of {visible}"));
        }
        (_, None) => {
            tally.refused(answer.how());
            tally.failed(format!("{} is readable", table.name), answer.how());
        }
    }
}

async fn copy_to(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in &field.tables {
        let sight = field.sight(attacker.class, &table.name);
        let among = field.among(table, sight);
        let from = if among.is_empty() { table.full() } else { format!("(SELECT * FROM {}{among})", table.full()) };
        let (answer, lines) = copied(attacker, &format!("COPY {from} TO STDOUT")).await?;
        judge(tally, table, &answer, lines, (sight, field.visible(sight, &table.name)));
    }
    Ok(())
}

/// The rows that a COPY gives.
async fn copied(attacker: &Attacker, sql: &str) -> Result<(Answer, Option<i64>), ProbeError> {
    attacker.open_transaction().await?;
    let rows = match attacker.client.copy_out(sql).await {
        Ok(stream) => {
            // Each row comes as a message of its own.
            stream.try_fold(0_i64, |rows, _| ready(Ok(rows + 1))).await
        }
        Err(error) => Err(error),
    };
    attacker.roll_back().await?;
    match rows {
        Ok(rows) => Ok((Answer::Done { rows, values: Vec::new() }, Some(rows))),
        Err(error) => match attacker.refusal(&error) {
            Some(answer) => Ok((answer, None)),
            None => Err(step(format!("copying as {}", attacker.class))(error)),
        },
    }
}

async fn telling(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in field.scoped(attacker.class) {
        let Some(owner) = table.owner else { continue };
        let (name, victim) = (&table.name, field.theirs.owner(owner).to_string());
        let sql = format!(
            "SELECT count(*) FROM {} WHERE 1 / (CASE WHEN {owner} = '{victim}' THEN 0 ELSE 1 END) > 0",
            table.full()
        );
        let answer = attacker.attempt(&sql).await?;
        match answer.number() {
            Some(seen) => tally.must_be_own(&format!("a division on {name}"), seen, field.own(name)),
            None => tally.leak(format!("a division on {name} met the victim's row: {}", answer.how())),
        }
        let sql = format!("SELECT count(*) FROM {} t WHERE (t.*)::text::integer = 0", table.full());
        let answer = attacker.attempt(&sql).await?;
        let Answer::Refused { message, .. } = &answer else { continue };
        if message.contains(&victim) {
            tally.leak(format!("an error on {name} tells the victim's row: {message}"));
        } else {
            tally.refused("the error tells its own row");
        }
    }
    if tally.tries == 0 {
        tally.not_applicable("the class has no rows of its own");
    }
    Ok(())
}

async fn explain(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in field.scoped(attacker.class) {
        let sql = format!("EXPLAIN (ANALYZE, VERBOSE, COSTS OFF, TIMING OFF) SELECT * FROM {}", table.full());
        let answer = attacker.attempt(&sql).await?;
        let Answer::Done { values, .. } = &answer else {
            tally.failed(format!("a plan for {}", table.name), answer.how());
            continue;
        };
        let plan = values.join("\n");
        let told = [&field.theirs, &field.mine]
            .into_iter()
            .any(|party| plan.contains(&party.seller.to_string()) || plan.contains(&party.buyer.to_string()));
        if told {
            let plan = if field.is_in_place() { "" } else { &plan };
            tally.leak(format!("the plan for {} names an owner: {plan}", table.name));
        } else {
            tally.refused("the plan names nobody");
        }
    }
    if tally.tries == 0 {
        tally.not_applicable("the class has no rows of its own");
    }
    Ok(())
}

async fn statistics(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let gathered = "SELECT count(*) FROM pg_statistic s JOIN pg_class c ON c.oid = s.starelid
        WHERE c.relnamespace = 'karum'::regnamespace";
    let gathered = field.oracle.query_one(gathered, &[]).await.map_err(step("reading statistics"))?;
    let gathered = gathered.get::<_, i64>(0) > 0;
    if field.is_in_place() && !gathered {
        tally.leave_out("values that ANALYZE gathered", "it has gathered none yet");
    } else {
        tally.control("there are statistics to be read", gathered, || "ANALYZE gathered none".into());
    }
    for view in ["pg_stats", "pg_stats_ext", "pg_stats_ext_exprs"] {
        let sql = format!("SELECT count(*) FROM {view} WHERE schemaname = 'karum'");
        match attacker.attempt(&sql).await?.number() {
            Some(0) => tally.refused("none are shown"),
            Some(seen) => tally.leak(format!("{view} shows the values of {seen} columns")),
            None => tally.refused("no privilege"),
        }
    }
    for sql in ["SELECT count(*) FROM pg_statistic", "SELECT count(*) FROM pg_statistic_ext_data"] {
        tally.must_be_refused(sql, &attacker.attempt(sql).await?);
    }
    Ok(())
}
