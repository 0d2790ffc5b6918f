//! The engine: a run from its file to staged rows, with all that follows from them.
//!
//! A run is done by one worker at a time, in short transactions. Each is complete in itself (rows, report, catalogue,
//! progress), and a run that was interrupted begins anew: what it had staged says nothing new then, and is counted as
//! what it was. So nothing is doubled, whatever happens when.

mod batch;
mod diff;
pub(crate) mod forget;
mod halt;
pub(crate) mod leave;
pub(crate) mod lookup;
mod read;
pub(crate) mod report;
pub(crate) mod run;
mod source;
pub(crate) mod stage;
mod standing;
pub(crate) mod vanish;

use std::fs::File;

use storage::LocalBlobs;
use tenancy::{Door, Pools, class::Worker};
use tokio::{sync::mpsc, task::spawn_blocking};
use tokio_util::sync::CancellationToken;
use types::{Language, RunId, SellerId};

pub(crate) use forget::{FORGET, forget};
pub(crate) use halt::{Halt, Tries, Why};
pub(crate) use lookup::ranking;
pub use report::{KEPT_REPORTS, MAX_STORED_REJECTS};
pub(crate) use standing::{AVAILABILITY_CONFLICT, PRICE_CONFLICT, Ranking};

use crate::{
    Decision, HeldFor, ImportError, RunState,
    feed::{FeedError, Mapping, Reader},
    feeds::{self, Feed},
    fetch::Fetcher,
    files, runs,
};

/// The kind of the job that does a run; its payload is `{"run_id": "…"}`.
pub(crate) const IMPORT: &str = "import";
/// The name of the warning that a file was cut off.
pub(crate) const CUT_OFF: &str = "cut_off";

/// What the engine works with.
#[derive(Clone)]
pub struct EngineContext {
    /// The database.
    pub pools: Pools,
    /// Where files are kept.
    pub blobs: LocalBlobs,
    /// How feeds are fetched.
    pub fetcher: Fetcher,
}

/// How far a run is. The same numbers as in [`Run`](crate::runs::Run).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// The file's length.
    pub bytes_total: i64,
    /// How much of it was read.
    pub bytes_read: i64,
    /// Records read, rejected ones included.
    pub rows_read: i64,
    /// Rows that were not there before, or had vanished.
    pub rows_new: i64,
    /// Rows that say something else than before.
    pub rows_changed: i64,
    /// Rows that say what they said before.
    pub rows_unchanged: i64,
    /// Records that were refused.
    pub rows_rejected: i64,
    /// Rows of earlier files that are not in this one.
    pub rows_vanished: i64,
    /// Warnings.
    pub warnings: i64,
}

impl Progress {
    /// How much of the file was read, 0 to 99.
    pub fn percent(&self) -> u8 {
        runs::percent(self.bytes_read, self.bytes_total)
    }

    const fn accepted(&self) -> i64 {
        self.rows_new + self.rows_changed + self.rows_unchanged
    }
}

/// A run in a worker's hands.
pub(crate) struct Work<'a> {
    ctx: &'a EngineContext,
    door: &'a Door<Worker>,
    claim: run::Claim,
    feed: Feed,
    language: Language,
    ranking: Ranking,
    country: Option<[u8; 2]>,
    decision: Option<Decision>,
    mapping: Mapping,
    unknown: Vec<String>,
    /// Ids of some of what would vanish.
    sample: Vec<String>,
    progress: Progress,
    stored: report::Stored,
    stop: CancellationToken,
    on_progress: &'a (dyn Fn(&Progress) + Send + Sync),
}

/// How a run goes out where nothing stops it.
enum Outcome {
    Done,
    Held(HeldFor),
}

/// Does a run, or goes on with one that was interrupted. `on_progress` is called after each transaction. Answers the
/// state in which the run is left: [`RunState::Queued`] when `stop` was cancelled, so that it is to be done again. A run
/// that is not to be worked on is left as it is. Errors are those that may not come again; what is wrong with the file is
/// none: that run has failed, with the reason in [`Run::error`](crate::runs::Run::error).
pub async fn execute(
    ctx: &EngineContext,
    seller: SellerId,
    run: RunId,
    stop: CancellationToken,
    on_progress: impl Fn(&Progress) + Send + Sync,
) -> Result<RunState, ImportError> {
    let door = ctx.pools.worker(seller, None);
    let Some((claim, begun)) = run::begin(&door, run).await? else {
        return left(ctx, &door, run).await;
    };
    let (feed, ranking, country) = {
        let q = door.read().await?;
        (feeds::find(&q, begun.feed_id).await?, lookup::ranking(&q).await?, lookup::country(&q).await?)
    };
    let mut work = Work {
        ctx,
        door: &door,
        claim,
        feed,
        language: begun.language,
        ranking,
        country,
        decision: begun.decision,
        mapping: Mapping::default(),
        unknown: Vec::new(),
        sample: Vec::new(),
        progress: Progress { rows_vanished: begun.rows_vanished, ..Progress::default() },
        stored: report::Stored::default(),
        stop,
        on_progress: &on_progress,
    };
    let outcome = if begun.cancel_asked { Err(Halt::Cancel) } else { work.run(begun.blob_key.as_deref()).await };
    work.end(outcome).await
}

/// Gives a run up that [`execute`] could not bring to an end.
pub async fn give_up(ctx: &EngineContext, seller: SellerId, run: RunId) -> Result<(), ImportError> {
    let words = "the import could not be finished because of a fault on our side: start it again later";
    let door = ctx.pools.worker(seller, None);
    Ok(run::fail(&door, run, &Why::new("crashed", &words)).await?)
}

/// The state of a run that is not, or no longer, this worker's. The file of one that has ended goes.
async fn left(ctx: &EngineContext, door: &Door<Worker>, run: RunId) -> Result<RunState, ImportError> {
    let (state, file) = run::state(door, run).await?.ok_or(ImportError::NoRun)?;
    if let (false, Some(file)) = (state.is_open(), file) {
        files::discard(door, &ctx.blobs, &file.parse()?).await?;
    }
    Ok(state)
}

impl Work<'_> {
    async fn run(&mut self, key: Option<&str>) -> Result<Outcome, Halt> {
        self.clear().await?;
        let Some(key) = self.source(key).await? else { return Ok(Outcome::Done) };
        let mut reading = self.feed.reading();
        reading.defaults.country = self.country;
        let opened = read::open(&self.ctx.blobs, &key, reading).await?;
        self.mapping = opened.mapping;
        self.progress.bytes_total = opened.bytes_total;
        let reader = match opened.reader {
            Some(reader) => Some(self.read(reader).await?),
            None => None,
        };
        self.progress.bytes_read = self.progress.bytes_total;
        if let Some(reader) = &reader {
            self.unknown = reader.unknown().to_vec();
            if reader.cut_off() {
                let detail = "the file ends too early, so nothing in it counts as vanished".to_owned();
                self.warn(CUT_OFF, detail).await?;
                return Ok(Outcome::Done);
            }
        }
        self.compare(&|id| reader.as_ref().is_some_and(|reader| reader.seen(id)), reader.is_none()).await
    }

    /// Deals with what earlier files had and this one lacks.
    async fn compare(&mut self, has: vanish::Has<'_>, empty: bool) -> Result<Outcome, Halt> {
        let lack = self.lack(has).await?;
        if self.decision != Some(Decision::Apply) {
            if empty && lack.before == 0 {
                return Err(FeedError::Empty.into());
            }
            let held_for = match self.progress.accepted() {
                0 if lack.before > 0 => Some(HeldFor::Empty),
                _ if lack.is_most() => Some(HeldFor::Vanished),
                _ => None,
            };
            if let Some(held_for) = held_for {
                self.progress.rows_vanished = lack.vanished;
                self.sample = lack.sample;
                return Ok(Outcome::Held(held_for));
            }
        }
        if lack.vanished > 0 {
            self.vanish(has).await?;
        }
        Ok(Outcome::Done)
    }

    /// Reads the file to its end, staging batch by batch.
    async fn read(&mut self, reader: Reader<File>) -> Result<Reader<File>, Halt> {
        let (send, mut receive) = mpsc::channel::<read::Batch>(read::AHEAD);
        let reading = spawn_blocking(move || read::read(reader, &send));
        while let Some(batch) = receive.recv().await {
            self.batch(&batch.items, batch.bytes_read).await?;
        }
        let (reader, ended) = reading.await.map_err(|_| Halt::Failed(ImportError::Interrupted))?;
        ended?;
        Ok(reader)
    }

    /// Deletes what the run had reported before it was interrupted, and reports that are too old.
    async fn clear(&self) -> Result<(), Halt> {
        loop {
            let q = self.door.write().await?;
            let all = report::cleared(&q, self.claim.run).await? && report::cleared_old(&q, self.feed.id).await?;
            q.commit().await?;
            if all {
                return Ok(());
            }
        }
    }

    /// Takes note of a transaction that was committed.
    fn noted(&mut self, progress: Progress, cancel: bool) -> Result<(), Halt> {
        self.progress = progress;
        (self.on_progress)(&progress);
        match cancel {
            true => Err(Halt::Cancel),
            false if self.stop.is_cancelled() => Err(Halt::Stop),
            false => Ok(()),
        }
    }

    /// Lets go of the run in the state that follows from how it went.
    async fn end(&self, outcome: Result<Outcome, Halt>) -> Result<RunState, ImportError> {
        let (state, held_for, why) = match outcome {
            Ok(Outcome::Done) => (RunState::Done, None, None),
            Ok(Outcome::Held(held_for)) => (RunState::Held, Some(held_for), None),
            Err(Halt::Stop) => (RunState::Queued, None, None),
            Err(Halt::Cancel) => (RunState::Cancelled, None, None),
            Err(Halt::Refused(why)) => (RunState::Failed, None, Some(why)),
            Err(Halt::Superseded) => return left(self.ctx, self.door, self.claim.run).await,
            Err(Halt::Failed(error)) => return Err(error),
        };
        let sample = if held_for.is_some() { self.sample.as_slice() } else { &[] };
        let end = run::End { held_for, why: why.as_ref(), unknown: &self.unknown, sample };
        match self.let_go(state, &end).await {
            Ok(()) | Err(Halt::Superseded) => left(self.ctx, self.door, self.claim.run).await,
            Err(Halt::Failed(error)) => Err(error),
            Err(Halt::Stop | Halt::Cancel | Halt::Refused(_)) => Err(ImportError::Interrupted),
        }
    }

    async fn let_go(&self, state: RunState, end: &run::End<'_>) -> Result<(), Halt> {
        let q = self.door.write().await?;
        run::note(&q, self.claim, &self.progress).await?;
        run::end(&q, self.claim, state, end).await?;
        q.commit().await?;
        (self.on_progress)(&self.progress);
        Ok(())
    }
}
