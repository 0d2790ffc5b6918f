//! From staged to catalogue: a seller chooses what he wants to sell.

use catalog::feed::{AndPublish, Applied, Refused};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tenancy::{
    Door, Scope, Write,
    class::{Seller, SellerBound},
};
use tokio_util::sync::CancellationToken;
use types::{JobId, UserId};

use crate::{
    ImportError,
    engine::{self, Halt, Tries},
    feeds,
    staged::{self, Filter},
    variant,
};

/// The most ids of one call.
pub const MAX_SELECTED: usize = 1_000;
/// Products of one transaction where there are many: each is a dozen rows of the catalogue.
const PORTION: usize = 500;

/// The kind of the job that selects what matches.
pub(crate) const SELECT: &str = "select";

/// What became of what was chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selected {
    /// Staged products that are in the catalogue now, whether they were before or not.
    pub selected: u64,
    /// Of these, those that were not there before.
    pub created: u64,
    /// Those put on the shelf that were not there before.
    pub published: u64,
    /// Ids that no feed has any more.
    pub missing: u64,
    /// Variants that could not be put on the shelf, and why; of many, the first [`MAX_SELECTED`].
    pub refused: Vec<Refused>,
}

impl Selected {
    fn add(&mut self, asked: usize, applied: Applied) {
        let known = applied.created + applied.updated + applied.unchanged;
        self.selected += known;
        self.created += applied.created;
        self.published += applied.published;
        self.missing += (asked as u64).saturating_sub(known);
        let room = MAX_SELECTED.saturating_sub(self.refused.len());
        self.refused.extend(applied.refused.into_iter().take(room));
    }
}

async fn apply<C: SellerBound>(q: &Scope<C, Write>, ids: &[String], publish: bool) -> Result<Applied, ImportError> {
    feeds::lock(q).await?;
    let ranking = engine::ranking(q).await?;
    let publish = if publish { AndPublish::Yes } else { AndPublish::No };
    variant::apply(q, ids, ranking, publish).await
}

/// Takes staged products into the catalogue, at most [`MAX_SELECTED`], and puts them on the shelf if `publish` says so.
pub async fn select<C: SellerBound>(
    q: &Scope<C, Write>,
    ids: &[String],
    publish: bool,
) -> Result<Selected, ImportError> {
    let mut ids: Vec<String> = ids.iter().filter(|id| !id.contains('\0')).cloned().collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > MAX_SELECTED {
        return Err(ImportError::TooMany { limit: MAX_SELECTED });
    }
    let mut selected = Selected::default();
    selected.add(ids.len(), apply(q, &ids, publish).await?);
    let object = if let [id] = ids.as_slice() { id.as_str() } else { "" };
    let detail = json!({ "selected": selected.selected, "published": selected.published });
    identity::audit::record(q, "staged.select", "staged_product", object, &detail).await?;
    Ok(selected)
}

/// Takes all staged products that match into the catalogue, portion by portion, each a transaction; `on_progress` hears
/// of each. Where `stop` is cancelled it ends after a portion, and answers so far. To be repeated without harm.
pub async fn select_matching<C: SellerBound>(
    door: &Door<C>,
    filter: &Filter,
    publish: bool,
    stop: &CancellationToken,
    on_progress: impl Fn(&Selected) + Send + Sync,
) -> Result<Selected, ImportError> {
    let mut selected = Selected::default();
    let mut after = String::new();
    let mut tries = Tries::default();
    while !stop.is_cancelled() {
        match some(door, filter, publish, &after).await {
            Ok(Some((ids, applied))) => {
                selected.add(ids.len(), applied);
                after = ids.into_iter().last().unwrap_or_default();
                tries = Tries::default();
                on_progress(&selected);
            }
            Ok(None) => break,
            Err(error) => match tries.again(Halt::Failed(error)).await {
                Ok(()) => {}
                Err(Halt::Failed(error)) => return Err(error),
                Err(_) => return Err(ImportError::Interrupted),
            },
        }
    }
    let q = door.write().await?;
    let detail = json!({ "filter": filter, "selected": selected.selected, "published": selected.published });
    identity::audit::record(&q, "staged.select_matching", "staged_product", "", &detail).await?;
    q.commit().await?;
    Ok(selected)
}

async fn some<C: SellerBound>(
    door: &Door<C>,
    filter: &Filter,
    publish: bool,
    after: &str,
) -> Result<Option<(Vec<String>, Applied)>, ImportError> {
    let q = door.write().await?;
    let ids = staged::ids(&q, filter, after, i64::try_from(PORTION).unwrap_or(i64::MAX)).await?;
    if ids.is_empty() {
        return Ok(None);
    }
    let applied = apply(&q, &ids, publish).await?;
    q.commit().await?;
    Ok(Some((ids, applied)))
}

/// What a [`SELECT`] job is to do, for whom.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SelectJob {
    pub filter: Filter,
    pub publish: bool,
    pub actor: Option<UserId>,
}

/// Has a worker select all that matches; for sets that are too big to wait for.
pub async fn select_later(q: &Scope<Seller, Write>, filter: Filter, publish: bool) -> Result<JobId, ImportError> {
    let job = SelectJob { filter, publish, actor: q.identity().actor };
    let payload = json!(job);
    Ok(jobs::enqueue(q, SELECT, &payload).await?)
}
