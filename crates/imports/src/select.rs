//! From staged to catalogue: a seller chooses what he wants to sell.

use catalog::feed::{AndPublish, Applied, Refused};
use serde_json::json;
use tenancy::{Door, Scope, Write, class::SellerBound};
use tokio_util::sync::CancellationToken;

use crate::{
    ImportError,
    engine::{self, Halt, Tries},
    feed::limits::MAX_ID_CHARS,
    feeds,
    staged::{self, Filter},
    variant,
};

/// The most ids of one call.
pub const MAX_SELECTED: usize = 1_000;
/// Products of one transaction where there are many: each is a dozen rows of the catalogue.
pub(crate) const PORTION: usize = 500;

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

/// Each id once, without those that no feed can have; and how many different ones were asked for.
fn nameable(ids: &[String]) -> Result<(Vec<String>, usize), ImportError> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let asked = ids.len();
    if asked > MAX_SELECTED {
        return Err(ImportError::TooMany { limit: MAX_SELECTED });
    }
    ids.retain(|id| !id.contains('\0') && id.chars().count() <= MAX_ID_CHARS);
    Ok((ids, asked))
}

/// Takes these staged products into the catalogue.
pub(crate) async fn taken<C: SellerBound>(
    q: &Scope<C, Write>,
    ids: &[String],
    publish: bool,
) -> Result<Selected, ImportError> {
    let mut selected = Selected::default();
    selected.add(ids.len(), apply(q, ids, publish).await?);
    Ok(selected)
}

/// Takes what was selected of these staged products off the shelf again, at most [`MAX_SELECTED`]. It stays in the
/// catalogue. Answers how many variants left the shelf.
pub async fn unpublish<C: SellerBound>(q: &Scope<C, Write>, ids: &[String]) -> Result<u64, ImportError> {
    let (ids, _) = nameable(ids)?;
    off_the_shelf(q, &ids).await
}

pub(crate) async fn off_the_shelf<C: SellerBound>(q: &Scope<C, Write>, ids: &[String]) -> Result<u64, ImportError> {
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    Ok(catalog::publish::unpublish(q, catalog::publish::Which::ExternalIds(&ids)).await?)
}

/// Takes staged products into the catalogue, at most [`MAX_SELECTED`], and puts them on the shelf if `publish` says so.
pub async fn select<C: SellerBound>(
    q: &Scope<C, Write>,
    ids: &[String],
    publish: bool,
) -> Result<Selected, ImportError> {
    let (ids, asked) = nameable(ids)?;
    let mut selected = taken(q, &ids, publish).await?;
    selected.missing += (asked - ids.len()) as u64;
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

/// Takes all that matches off the shelf, portion by portion, each a transaction. Answers how many variants left it.
pub async fn unpublish_matching<C: SellerBound>(door: &Door<C>, filter: &Filter) -> Result<u64, ImportError> {
    let (mut count, mut after) = (0, String::new());
    let mut tries = Tries::default();
    loop {
        match some_off(door, filter, &after).await {
            Ok(Some((last, off))) => (count, after, tries) = (count + off, last, Tries::default()),
            Ok(None) => return Ok(count),
            Err(error) => match tries.again(Halt::Failed(error)).await {
                Ok(()) => {}
                Err(Halt::Failed(error)) => return Err(error),
                Err(_) => return Err(ImportError::Interrupted),
            },
        }
    }
}

async fn some_off<C: SellerBound>(
    door: &Door<C>,
    filter: &Filter,
    after: &str,
) -> Result<Option<(String, u64)>, ImportError> {
    let q = door.write().await?;
    let ids = staged::ids(&q, filter, after, i64::try_from(PORTION).unwrap_or(i64::MAX)).await?;
    let Some(last) = ids.last().cloned() else { return Ok(None) };
    let off = off_the_shelf(&q, &ids).await?;
    q.commit().await?;
    Ok(Some((last, off)))
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
