//! One batch, one transaction: rows staged, report, catalogue and progress together or not at all.

use catalog::feed::AndPublish;

use super::{
    Halt, Progress, Work,
    diff::{Context, Item, diff},
    halt::Tries,
    lookup, report, run, stage,
};
use crate::{Severity, feed::FeedRow, feeds, variant};

/// The most products of the catalogue that follow their rows in one transaction: each is a dozen rows there.
const MAX_APPLIED: usize = 500;

/// What became of a batch.
enum Tried {
    Done,
    /// Nothing was written: it is to be taken in pieces of so many records.
    TooMuch(usize),
}

impl Work<'_> {
    /// Stages a batch.
    pub(crate) async fn batch(&mut self, items: &[Item], bytes_read: i64) -> Result<(), Halt> {
        let mut pieces = vec![items];
        while let Some(piece) = pieces.pop() {
            let mut tries = Tries::default();
            loop {
                match self.stage(piece, bytes_read).await {
                    Ok(Tried::Done) => break,
                    Ok(Tried::TooMuch(size)) => {
                        pieces.extend(piece.rchunks(size));
                        break;
                    }
                    Err(halt) => tries.again(halt).await?,
                }
            }
        }
        Ok(())
    }

    async fn stage(&mut self, items: &[Item], bytes_read: i64) -> Result<Tried, Halt> {
        let rows: Vec<(&Item, &FeedRow)> = items.iter().filter_map(|item| Some((item, item.row()?))).collect();
        let ids: Vec<&str> = rows.iter().map(|(_, row)| row.id.as_str()).collect();
        let q = self.door.write().await?;
        feeds::lock(&q).await?;
        let known = lookup::known(&q, &ids).await?;
        let run = self.claim.run;
        let at = Context { run, language: self.language, ranking: self.ranking, mapping: &self.mapping };
        let diff = diff(at, &rows, &known);
        let selected = lookup::in_catalogue(&q, &diff.affected).await?;
        if selected.len() > MAX_APPLIED && items.len() > 1 {
            return Ok(Tried::TooMuch((items.len() / selected.len().div_ceil(MAX_APPLIED)).max(1)));
        }
        stage::write(&q, self.language, run, &diff.writes).await?;
        stage::set_standings(&q, &diff.moves).await?;
        variant::apply(&q, &selected, self.ranking, AndPublish::No).await?;
        let mut progress = self.progress;
        progress.bytes_read = bytes_read;
        progress.rows_new += diff.new;
        progress.rows_changed += diff.changed;
        progress.rows_unchanged += diff.unchanged;
        progress.count(items, diff.conflicts.len());
        let mut stored = self.stored;
        report::store(&q, run, &stored.entries(items, diff.conflicts)).await?;
        let cancel = run::note(&q, self.claim, &progress).await?;
        q.commit().await?;
        self.stored = stored;
        self.noted(progress, cancel)?;
        Ok(Tried::Done)
    }
}

impl Progress {
    fn count(&mut self, items: &[Item], conflicts: usize) {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.rows_read += number(items.len());
        self.rows_rejected += number(items.iter().filter(|item| item.row().is_none()).count());
        self.warnings += number(conflicts + items.iter().map(|item| item.record.warnings.len()).sum::<usize>());
    }
}

impl Work<'_> {
    /// Adds a warning about the file as a whole.
    pub(crate) async fn warn(&mut self, reason: &'static str, detail: String) -> Result<(), Halt> {
        let entry = report::Entry {
            severity: Severity::Warning,
            line: 0,
            record: u64::try_from(self.progress.rows_read).unwrap_or_default(),
            external_id: None,
            column: None,
            reason,
            detail,
            raw: String::new(),
        };
        let mut progress = self.progress;
        progress.warnings += 1;
        let q = self.door.write().await?;
        report::store(&q, self.claim.run, &[entry]).await?;
        let cancel = run::note(&q, self.claim, &progress).await?;
        q.commit().await?;
        self.noted(progress, cancel)
    }
}
