//! What a batch of rows changes, computed from what is staged already. Pure: no database.

use types::{Language, RunId};

use super::{
    report::Entry,
    standing::{
        AVAILABILITY_CONFLICT, Claim, Conflicts, Known, Offer, PRICE_CONFLICT, Ranking, Slots, Standing, slot, stand,
    },
};
use crate::{
    Severity,
    feed::{FeedRow, Field, Mapping, Record},
};

/// A record with the hash of its row, which the reading thread computes.
#[derive(Debug)]
pub(crate) struct Item {
    pub record: Record,
    pub hash: [u8; 16],
}

impl Item {
    pub(crate) fn row(&self) -> Option<&FeedRow> {
        self.record.outcome.as_ref().ok()
    }
}

/// A row to be written.
#[derive(Debug)]
pub(crate) struct RowWrite<'a> {
    pub row: &'a FeedRow,
    pub hash: &'a [u8; 16],
    pub standing: Standing,
    pub since: RunId,
}

/// A row of another language, or one that says nothing new, which stands otherwise now.
#[derive(Debug)]
pub(crate) struct Move<'a> {
    pub id: &'a str,
    pub language: Language,
    pub standing: Standing,
}

/// What a batch changes.
#[derive(Debug, Default)]
pub(crate) struct Diff<'a> {
    pub writes: Vec<RowWrite<'a>>,
    pub moves: Vec<Move<'a>>,
    /// The ids of both.
    pub affected: Vec<&'a str>,
    /// Contradictions between the languages.
    pub conflicts: Vec<Entry>,
    pub new: i64,
    pub changed: i64,
    pub unchanged: i64,
}

/// Whose rows they are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub run: RunId,
    pub language: Language,
    pub ranking: Ranking,
    /// For the names of columns in the report.
    pub mapping: &'a Mapping,
}

/// Compares accepted rows with what is known of their ids, place by place.
pub(crate) fn diff<'a>(at: Context<'_>, items: &[(&'a Item, &'a FeedRow)], known: &[Slots<Known>]) -> Diff<'a> {
    let mut diff = Diff::default();
    for ((item, row), known) in items.iter().zip(known) {
        one(at, item, row, known, &mut diff);
    }
    diff
}

fn one<'a>(at: Context<'_>, item: &'a Item, row: &'a FeedRow, known: &Slots<Known>, diff: &mut Diff<'a>) {
    let place = slot(at.language);
    let own = known[place].as_ref();
    let there = own.filter(|own| own.present);
    // What this run has written before it was interrupted counts as what it was then.
    let new = there.is_none_or(|own| own.since == at.run);
    let written = there.is_some_and(|own| own.hash == item.hash);
    match there {
        _ if new => diff.new += 1,
        Some(own) if written && own.changed != at.run => diff.unchanged += 1,
        _ => diff.changed += 1,
    }
    let mut claims = known.each_ref().map(|known| known.as_ref().map(Known::claim));
    let main = own.is_some_and(|own| own.standing.main);
    claims[place] = Some(Claim { present: true, main, offer: Offer::of(row) });
    let standings = stand(&claims, at.ranking);
    let before = diff.writes.len() + diff.moves.len();
    for language in Language::ALL {
        let Some(standing) = standings[slot(language)] else { continue };
        if language == at.language && !written {
            let since = there.map_or(at.run, |own| own.since);
            diff.writes.push(RowWrite { row, hash: &item.hash, standing, since });
        } else if known[slot(language)].as_ref().is_some_and(|known| known.standing != standing) {
            diff.moves.push(Move { id: &row.id, language, standing });
        }
    }
    if diff.writes.len() + diff.moves.len() > before {
        diff.affected.push(&row.id);
    }
    if let Some(standing) = standings[place].filter(|s| s.conflicts != Conflicts::default() && (new || !s.main)) {
        report(at, item, standing, &claims, &standings, &mut diff.conflicts);
    }
}

/// Names the contradictions. Of a main row only when it comes in: later the other rows are marked, and their own
/// reports tell it.
fn report(
    at: Context<'_>,
    item: &Item,
    own: Standing,
    claims: &Slots<Claim>,
    standings: &Slots<Standing>,
    entries: &mut Vec<Entry>,
) {
    let offer = |language: Language| claims[slot(language)].map(|claim| claim.offer);
    let Some(here) = offer(at.language) else { return };
    let rival = |what: fn(&Conflicts) -> bool| {
        let differs = |s: &Standing| if own.main { !s.main && what(&s.conflicts) } else { s.main };
        at.ranking.iter().copied().find(|language| standings[slot(*language)].as_ref().is_some_and(differs))
    };
    let (mine, theirs) = if own.main { (", which counts", "") } else { ("", ", which counts") };
    let mut add = |what: fn(&Conflicts) -> bool, reason, field, words: fn(&Offer) -> String| {
        let Some((language, there)) = rival(what).and_then(|language| Some((language, offer(language)?))) else {
            return;
        };
        entries.push(Entry {
            severity: Severity::Warning,
            line: item.record.line,
            record: item.record.number,
            external_id: item.record.id.clone(),
            column: at.mapping.columns.get(&field).cloned(),
            reason,
            detail: format!("{} here{mine}, {} in {}{theirs}", words(&here), words(&there), language.name()),
            raw: String::new(),
        });
    };
    if own.conflicts.price {
        add(|c| c.price, PRICE_CONFLICT, Field::Price, Offer::prices);
    }
    if own.conflicts.availability {
        add(|c| c.availability, AVAILABILITY_CONFLICT, Field::Availability, |o| o.availability.name().to_owned());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use proptest::prelude::*;
    use types::{Currency, Money};

    use super::*;
    use crate::{
        engine::standing::ranking,
        feed::{Availability, Defaults, Format, Reader},
    };

    fn items(rows: &[(u8, i64, bool)]) -> Vec<Item> {
        let mut table = vec!["id\ttitle\tprice\tavailability".to_owned()];
        let mut ids = std::collections::BTreeSet::new();
        for (id, price, stock) in rows.iter().filter(|row| ids.insert(row.0)) {
            let price = Money::new(*price, Currency::Eur);
            table.push(format!("{id}\tTopf\t{price}\t{}", if *stock { "in stock" } else { "out of stock" }));
        }
        let mapping = Mapping::suggest(&["id", "title", "price", "availability"].map(str::to_owned));
        let table = table.join("\n") + "\n";
        let reader = Reader::new(table.as_bytes(), Format::default(), &mapping, Defaults::default()).unwrap();
        let item = |record: Record| Item { hash: record.outcome.as_ref().unwrap().hash(), record };
        reader.map(|record| item(record.unwrap())).collect()
    }

    /// What the database holds, by id.
    type Table = Vec<Slots<Known>>;

    /// Stages the rows of a language as the engine does; answers new, changed, unchanged, and how much was written.
    fn stage(table: &mut Table, run: RunId, language: Language, items: &[Item]) -> (i64, i64, i64, usize) {
        let rows: Vec<(&Item, &FeedRow)> = items.iter().map(|item| (item, item.row().unwrap())).collect();
        let place = |id: &str| usize::from(id.parse::<u8>().unwrap());
        let known: Vec<Slots<Known>> = rows.iter().map(|(_, row)| table[place(&row.id)].clone()).collect();
        let at = Context { run, language, ranking: ranking(Language::De), mapping: &Mapping::default() };
        let diff = diff(at, &rows, &known);
        for write in &diff.writes {
            table[place(&write.row.id)][slot(language)] = Some(Known {
                hash: write.hash.to_vec(),
                present: true,
                standing: write.standing,
                offer: Offer::of(write.row),
                since: write.since,
                changed: run,
            });
        }
        for moved in &diff.moves {
            table[place(moved.id)][slot(moved.language)].as_mut().unwrap().standing = moved.standing;
        }
        (diff.new, diff.changed, diff.unchanged, diff.writes.len() + diff.moves.len())
    }

    proptest! {
        #[test]
        fn a_second_time_writes_nothing_and_a_restart_counts_the_same(
            files in prop::collection::vec((0..3_usize, prop::collection::vec((0..6_u8, 1..3_i64, any::<bool>()), 0..6)), 1..6)
        ) {
            let mut table: Table = (0..6).map(|_| [const { None }; 3]).collect();
            for (language, rows) in &files {
                let (items, language, run) = (items(rows), Language::ALL[*language], RunId::new());
                let count = i64::try_from(items.len()).unwrap();
                let first = stage(&mut table, run, language, &items);
                prop_assert_eq!(first.0 + first.1 + first.2, count);
                let restarted = stage(&mut table, run, language, &items);
                prop_assert_eq!((restarted.0, restarted.1, restarted.2), (first.0, first.1, first.2));
                prop_assert_eq!(restarted.3, 0);
                prop_assert_eq!(stage(&mut table, RunId::new(), language, &items), (0, 0, count, 0));
                for slots in &table {
                    let present = slots.iter().flatten().count();
                    let mains = slots.iter().flatten().filter(|row| row.standing.main).count();
                    prop_assert_eq!(mains, usize::from(present > 0));
                }
            }
        }
    }

    #[test]
    fn a_row_that_comes_back_is_new() {
        let mut table: Table = vec![[const { None }; 3]];
        let items = items(&[(0, 1, true)]);
        assert_eq!(stage(&mut table, RunId::new(), Language::De, &items), (1, 0, 0, 1));
        table[0][slot(Language::De)].as_mut().unwrap().present = false;
        assert_eq!(stage(&mut table, RunId::new(), Language::De, &items), (1, 0, 0, 1));
        assert_eq!(Offer::of(items[0].row().unwrap()).availability, Availability::InStock);
    }
}
