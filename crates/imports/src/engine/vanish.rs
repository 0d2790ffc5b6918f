//! What a file no longer has.

use tenancy::{row, statements};
use types::{Language, RunId, SellerId};

use super::{
    Halt, Work,
    halt::Tries,
    leave::{Leaving, PORTION, leave},
    run,
};

/// Ids of one page.
const PAGE: i64 = 5_000;
/// Ids that a held run names of what would vanish.
const SAMPLE: usize = 10;

row! {
    struct Present { external_id: String, since_run: RunId }
}

statements! {
    fn present(seller: SellerId, language: Language, after: &str, limit: i64) -> Vec<Present> for Worker =
        "SELECT external_id, since_run FROM staged_products WHERE seller_id = $1 AND external_id > $3 AND language = $2 AND present
         ORDER BY external_id LIMIT $4";
}

/// What there was of a language before this run, and what of it the file lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lack {
    pub before: i64,
    pub vanished: i64,
    /// The ids of the first of them.
    pub sample: Vec<String>,
}

impl Lack {
    /// So much is lacking that somebody must be asked first.
    pub(crate) const fn is_most(&self) -> bool {
        self.vanished * 2 > self.before
    }
}

/// Whether a file has an id.
pub(crate) type Has<'a> = &'a (dyn Fn(&str) -> bool + Send + Sync);

impl Work<'_> {
    async fn page(&self, after: &str) -> Result<Vec<Present>, Halt> {
        let q = self.door.read().await?;
        Ok(present(&q, q.seller(), self.language, after, PAGE).await?)
    }

    /// Counts what the file lacks.
    pub(crate) async fn lack(&self, has: Has<'_>) -> Result<Lack, Halt> {
        let mut lack = Lack::default();
        let mut after = String::new();
        loop {
            let page = self.page(&after).await?;
            for row in page.iter().filter(|row| row.since_run != self.claim.run) {
                lack.before += 1;
                if !has(&row.external_id) {
                    lack.vanished += 1;
                    if lack.sample.len() < SAMPLE {
                        lack.sample.push(row.external_id.clone());
                    }
                }
            }
            match page.into_iter().last() {
                Some(last) => after = last.external_id,
                None => return Ok(lack),
            }
        }
    }

    /// Notes as vanished what the file lacks, and lets published products follow the feed's rule.
    pub(crate) async fn vanish(&mut self, has: Has<'_>) -> Result<(), Halt> {
        let mut after = String::new();
        loop {
            let page = self.page(&after).await?;
            let lacking: Vec<&str> = page.iter().map(|row| row.external_id.as_str()).filter(|id| !has(id)).collect();
            for ids in lacking.chunks(PORTION) {
                let mut tries = Tries::default();
                while let Err(halt) = self.vanish_some(ids).await {
                    tries.again(halt).await?;
                }
            }
            match page.into_iter().last() {
                Some(last) => after = last.external_id,
                None => return Ok(()),
            }
        }
    }

    async fn vanish_some(&mut self, ids: &[&str]) -> Result<(), Halt> {
        let q = self.door.write().await?;
        let gone = leave(&q, self.language, self.ranking, ids, Leaving::Vanished(self.feed.vanish)).await?;
        let mut progress = self.progress;
        progress.rows_vanished += i64::try_from(gone).unwrap_or(i64::MAX);
        let cancel = run::note(&q, self.claim, &progress).await?;
        q.commit().await?;
        self.noted(progress, cancel)
    }
}

#[cfg(test)]
mod tests {
    use super::Lack;

    #[test]
    fn half_is_not_most() {
        assert!(!Lack { before: 10, vanished: 5, ..Lack::default() }.is_most());
        assert!(Lack { before: 10, vanished: 6, ..Lack::default() }.is_most());
        assert!(!Lack::default().is_most());
    }
}
