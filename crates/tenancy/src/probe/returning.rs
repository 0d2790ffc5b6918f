//! Rows that come back from a write.

use super::{
    Attack, ProbeError, Where,
    attacker::Attacker,
    field::{Field, ident},
    tally::Tally,
};

pub(super) const ATTACKS: &[Attack] = &[Attack {
    name: "RETURNING",
    tries: "the victim's rows, joined to what a write returns",
    in_place: Where::Within,
    run: |f, a, t| Box::pin(returning(f, a, t)),
}];

async fn returning(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let marks = field.marks(&field.theirs);
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
        // Whatever stands in the row that comes back: a trigger may have put it there.
        let sql = format!("UPDATE {full} t SET {set} WHERE t.{owner} = '{mine}' RETURNING t::text");
        let answer = attacker.attempt(&sql).await?;
        if answer.values().iter().any(|row| marks.iter().any(|mark| row.contains(mark))) {
            tally.leak(format!("{name}: what comes back tells of the victim's rows"));
        } else {
            tally.refused("own rows only");
        }
        tally.control(format!("an update of {name} returns the row"), !answer.values().is_empty(), || answer.how());
    }
    if tally.tries == 0 {
        tally.not_applicable("the class updates no rows of its own");
    }
    Ok(())
}
