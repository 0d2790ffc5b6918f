//! What tells of a row without showing it: plans, buffers, sequences, partitions, names, notifications.

use super::{
    Attack, ProbeError, Where,
    answer::Answer,
    attacker::Attacker,
    field::{Field, Party, ident, literal},
    schema::Table,
    step,
    tally::Tally,
};

pub(super) const ATTACKS: &[Attack] = &[
    Attack {
        name: "hidden or absent",
        tries: "to tell the victim's id from one that is nowhere, by answer, plan and buffers",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(hidden(f, a, t)),
    },
    Attack {
        name: "off the map",
        tries: "partitions, and every relation that the map does not name",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(off_the_map(f, a, t)),
    },
    Attack {
        name: "sequences",
        tries: "to read and move every one",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(sequences(f, a, t)),
    },
    Attack {
        name: "shadowing",
        tries: "names of one's own before those that definer functions mean",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(shadowing(f, a, t)),
    },
];

/// How often two plans may differ before that counts.
const SAME_TRIES: usize = 4;

/// Schemas that are not PostgreSQL's own.
pub(super) const OURS: &str = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/// The conditions that name a row: by its whole key, and by what is not the owner's column.
fn conditions(field: &Field, table: &Table, party: &Party, absent: bool) -> Option<[String; 2]> {
    let row = field.rows.row(&table.name, party.at)?;
    let mut parts = Vec::new();
    for name in &table.key {
        let column = table.column(name)?;
        let own = table.owner == Some(name.as_str());
        let mut value = row.get(name)?.clone()?;
        if absent && !own {
            value = match column.sql_type.as_str() {
                "uuid" => uuid::Uuid::now_v7().to_string(),
                "text" => format!("{value}-absent"),
                "smallint" | "integer" | "bigint" => "32001".into(),
                _ => return None,
            };
        }
        parts.push((own, format!("{} = {}::{}", ident(name), literal(&value), column.sql_type)));
    }
    if parts.iter().all(|(own, _)| *own) {
        return None; // the key is the owner alone
    }
    let whole: Vec<_> = parts.iter().map(|(_, part)| part.as_str()).collect();
    let rest: Vec<_> = parts.iter().filter(|(own, _)| !own).map(|(_, part)| part.as_str()).collect();
    Some([whole.join(" AND "), rest.join(" AND ")])
}

/// A plan without the ids in it. What planning itself read depends on what was cached before.
fn shape(answer: &Answer) -> Option<String> {
    let lines: Vec<_> = answer.values().iter().take_while(|line| !line.starts_with("Planning")).collect();
    let known = |line: &&String| !["Cond:", "Filter: ("].iter().any(|with| line.contains(with));
    (!lines.is_empty()).then(|| lines.into_iter().filter(known).cloned().collect::<Vec<_>>().join("\n"))
}

/// Whether two plans look and read alike. A page that another session moved out between them makes a difference once;
/// what the rows themselves make does so every time.
async fn compare_plans(
    attacker: &Attacker,
    tally: &mut Tally,
    table: &Table,
    sql: [&str; 2],
) -> Result<(), ProbeError> {
    // Whoever asks first meets cold pages and unset hints.
    let mut seen = (attacker.attempt(sql[0]).await?, attacker.attempt(sql[1]).await?);
    for _ in 0..SAME_TRIES {
        seen = (attacker.attempt(sql[0]).await?, attacker.attempt(sql[1]).await?);
        let shapes = (shape(&seen.0), shape(&seen.1));
        if shapes.0.is_some() && shapes.0 == shapes.1 {
            tally.refused("same plan and buffers");
            return Ok(());
        }
    }
    match (shape(&seen.0), shape(&seen.1)) {
        (Some(one), Some(other)) => {
            tally.leak(format!("{}: the victim's id:\n{one}\nan absent id:\n{other}", table.name));
        }
        _ => tally.failed(format!("a plan for {}", table.name), seen.0.how()),
    }
    Ok(())
}

async fn hidden(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in field.scoped(attacker.class) {
        let of = |party, absent| conditions(field, table, party, absent);
        let (Some(theirs), Some(absent), Some(mine)) =
            (of(&field.theirs, false), of(&field.theirs, true), of(&field.mine, false))
        else {
            continue;
        };
        for ((theirs, absent), mine) in theirs.iter().zip(&absent).zip(&mine) {
            let count = |condition: &str| format!("SELECT count(*) FROM {} WHERE {condition}", table.full());
            let plan = |condition: &str| {
                format!("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF) {}", count(condition))
            };
            compare_plans(attacker, tally, table, [&plan(theirs), &plan(absent)]).await?;
            let (one, other) = (attacker.attempt(&count(theirs)).await?, attacker.attempt(&count(absent)).await?);
            if one.values() == other.values() && one.code() == other.code() {
                tally.refused("same answer");
            } else {
                tally.leak(format!("{}: {} against {}", table.name, one.how(), other.how()));
            }
            let own = attacker.attempt(&count(mine)).await?;
            tally.control(format!("its own row of {} by id", table.name), own.number() >= Some(1), || own.how());
        }
    }
    if tally.tries == 0 {
        tally.not_applicable("the class has no rows of its own");
    }
    Ok(())
}

/// Relations of some kinds, in full, as the administrator lists them.
async fn relations(field: &Field, kinds: &str) -> Result<Vec<(String, String)>, ProbeError> {
    let sql = format!(
        "SELECT n.nspname::text, c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE {OURS} AND c.relkind = ANY (string_to_array('{kinds}', NULL)::\"char\"[]) ORDER BY 1, 2"
    );
    let rows = field.oracle.query(&sql, &[]).await.map_err(step("listing relations"))?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

async fn off_the_map(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for (schema, name) in relations(field, "rpvmf").await? {
        // Partitions of a mapped table are here too: what guards the parent does not guard them.
        if schema == crate::generate::SCHEMA && field.map.tables.contains_key(&name) {
            continue;
        }
        let relation = format!("{}.{}", ident(&schema), ident(&name));
        for sql in [
            format!("SELECT FROM {relation}"),
            format!("TABLE {relation}"),
            format!("DELETE FROM {relation}"),
            format!("INSERT INTO {relation} DEFAULT VALUES"),
        ] {
            let answer = attacker.attempt(&sql).await?;
            // A view that cannot be written says so before any privilege is looked at.
            if answer.code() == "55000" || answer.code() == "0A000" || answer.code() == "42809" {
                tally.refused("not writable");
            } else {
                tally.must_be_refused(&sql, &answer);
            }
        }
    }
    Ok(())
}

async fn sequences(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for (schema, name) in relations(field, "S").await? {
        let sequence = format!("{}.{}", ident(&schema), ident(&name));
        let named = literal(&sequence);
        for sql in [format!("SELECT last_value FROM {sequence}"), format!("ALTER SEQUENCE {sequence} RESTART")] {
            tally.must_be_denied(&sql, &attacker.attempt(&sql).await?);
        }
        let moves = [format!("SELECT nextval({named})"), format!("SELECT setval({named}, 1)")];
        if field.is_in_place() {
            for sql in moves {
                tally.leave_out(&sql, "no rollback turns a sequence back; the privilege is asked for instead");
            }
            let sql = format!("SELECT has_sequence_privilege({named}, 'USAGE, UPDATE')");
            let answer = attacker.attempt(&sql).await?;
            match answer.values() {
                [no] if no == "f" => tally.refused("no privilege"),
                _ => tally.leak(format!("{sequence} can be moved: {}", answer.how())),
            }
        } else {
            for sql in moves {
                tally.must_be_denied(&sql, &attacker.attempt(&sql).await?);
            }
        }
    }
    let sql = "SELECT count(last_value) FROM pg_sequences";
    let shown = attacker.attempt(sql).await?.number().unwrap_or_default();
    if shown == 0 {
        tally.refused("no value is shown");
    } else {
        tally.leak(format!("pg_sequences shows the values of {shown}"));
    }
    Ok(())
}

async fn shadowing(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    // A definer function that takes its names by the caller's path would take the caller's operators.
    let sql = format!(
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE {OURS} AND p.prosecdef AND has_function_privilege(p.oid, 'EXECUTE')
           AND NOT EXISTS (SELECT FROM unnest(p.proconfig) s WHERE s LIKE 'search_path=%')"
    );
    for function in attacker.attempt(&sql).await?.values() {
        tally.leak(format!("{function} takes its names by the caller's path"));
    }
    for sql in [
        "CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
        "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
        "CREATE FUNCTION karum.current_setting(text, boolean) RETURNS text LANGUAGE sql AS 'SELECT $1'",
        "CREATE FUNCTION keyring.current_setting(text, boolean) RETURNS text LANGUAGE sql AS 'SELECT $1'",
        "CREATE OPERATOR public.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = uuid_ne)",
        "CREATE TEMPORARY TABLE secret (kid text, ikey bytea, okey bytea, valid_until timestamptz)",
    ] {
        tally.must_be_denied(sql, &attacker.attempt(sql).await?);
    }
    for table in field.scoped(attacker.class) {
        let Some(owner) = table.owner else { continue };
        for path in ["pg_temp, public, pg_catalog", "public, karum, pg_catalog", "''"] {
            let sql = format!("SET LOCAL search_path = {path}; SELECT {owner} FROM {}", table.full());
            let answer = attacker.attempt(&sql).await?;
            tally.must_all_be(&table.name, field.mine.owner(owner), answer.values());
            tally.control(format!("{} under another path", table.name), !answer.values().is_empty(), || answer.how());
        }
    }
    Ok(())
}
