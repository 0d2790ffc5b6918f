//! Starting a run.

use serde_json::json;
use storage::BlobKey;
use tenancy::{
    OnConstraint, Scope, Write,
    class::{SellerBound, Worker},
    row, statements,
};
use types::{FeedId, JobId, RunId, SellerId};

use crate::{ImportError, Trigger, engine::IMPORT, feeds, files};

statements! {
    fn insert(seller: SellerId, id: RunId, feed: FeedId, trigger: Trigger, blob: Option<&str>, name: Option<&str>) -> Count for Seller | Worker =
        "INSERT INTO import_runs (seller_id, id, feed_id, language, trigger, blob_key, file_name)
         SELECT f.seller_id, $2, f.id, f.language, $4, $5, $6 FROM feeds f WHERE f.seller_id = $1 AND f.id = $3
         ON CONFLICT DO NOTHING";
    fn in_hand(seller: SellerId, run: &str) -> One<InHand> for Seller | Worker =
        "SELECT EXISTS (SELECT FROM jobs j WHERE j.seller_id = $1 AND j.kind = 'import' AND j.payload ->> 'run_id' = $2
             AND (j.state = 'ready' OR j.leased_until > now())) AS in_hand";
    fn abandon_run(seller: SellerId, id: RunId) -> Count for Seller | Worker =
        "UPDATE import_runs SET state = 'cancelled', finished_at = now() WHERE seller_id = $1 AND id = $2 AND state IN ('queued', 'running')";
}

row! {
    struct InHand { in_hand: bool ["EXISTS is never null"] }
}

/// How a run is started.
#[derive(Debug, Clone)]
pub struct Start {
    /// Who or what starts it.
    pub trigger: Trigger,
    /// A file to read in place of the feed's own, stored under a [`new_key`](crate::new_key), with its name.
    pub file: Option<(BlobKey, String)>,
    /// Whether a worker is to do it. Else the caller does, with [`execute`](crate::engine::execute), and holds a job of it
    /// meanwhile ([`hold`]): a run that nobody has in hand is ended by the next one that is started.
    pub queue: bool,
}

impl Start {
    /// Started by this trigger, with the feed's own file or address, for a worker to do.
    pub const fn by(trigger: Trigger) -> Self {
        Self { trigger, file: None, queue: true }
    }
}

/// Queues a job for a run that the caller does itself, as one that is in the caller's hands already. While it holds the job
/// ([`jobs::holding`]) no worker touches the run; where the process dies, a worker goes on with it.
pub async fn hold(q: &Scope<Worker, Write>, run: RunId) -> Result<JobId, ImportError> {
    Ok(jobs::enqueue_held(q, IMPORT, &json!({ "run_id": run })).await?)
}

/// Ends a run that nobody has in hand; says whether it was queued or running. One that is held waits for a person.
pub async fn abandon<C: SellerBound>(q: &Scope<C, Write>, run: RunId) -> Result<bool, ImportError> {
    let ended = abandon_run(q, q.seller(), run).await? > 0;
    if ended {
        // Tidies up after it.
        jobs::enqueue(q, IMPORT, &json!({ "run_id": run })).await?;
        identity::audit::record(q, "import.abandon", "import_run", &run.to_string(), &json!({})).await?;
    }
    Ok(ended)
}

/// Starts a run of a feed that has none open. It begins when the transaction commits and a worker is free.
pub async fn start<C: SellerBound>(q: &Scope<C, Write>, feed: FeedId, how: &Start) -> Result<RunId, ImportError> {
    let found = feeds::find(q, feed).await?;
    let (key, name) = match &how.file {
        Some((key, name)) => {
            files::check_owner(q.seller(), key)?;
            (Some(key.to_string()), Some(files::shown_name(name)))
        }
        None if found.url.is_some() => (None, None),
        None => (Some(found.file.ok_or(ImportError::NothingToImport)?.to_string()), found.file_name),
    };
    let id = RunId::new();
    while insert(q, q.seller(), id, feed, how.trigger, key.as_deref(), name.as_deref())
        .await
        .on_constraint("import_runs_seller_id_feed_id_fkey", || ImportError::NoFeed)?
        == 0
    {
        // Either another run is open, or it has ended just now, or the feed has gone.
        feeds::find(q, feed).await?;
        if let Some(open) = super::open(q, q.seller(), feed).await?
            && (in_hand(q, q.seller(), &open.id.to_string()).await?.in_hand || !abandon(q, open.id).await?)
        {
            return Err(ImportError::AlreadyRunning { run: open.id });
        }
    }
    if how.queue {
        jobs::enqueue(q, IMPORT, &json!({ "run_id": id })).await?;
    }
    let detail = json!({ "feed": feed, "trigger": how.trigger });
    identity::audit::record(q, "import.start", "import_run", &id.to_string(), &detail).await?;
    Ok(id)
}
