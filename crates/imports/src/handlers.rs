//! What workers do for imports.

use std::sync::Arc;

use jobs::{Claimed, Handler, Handlers, JobError};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use types::{JobId, Language, RunId};

use crate::{
    ImportError, RunState,
    actions::{self, ACT},
    engine::{self, EngineContext, FORGET, IMPORT},
    files::{self, DISCARD},
};

/// After so many tries a run is given up; the queue itself tries once more.
const TRIES: i32 = 4;

/// The handlers of all jobs that this crate queues.
pub fn handlers(ctx: &EngineContext) -> Handlers {
    macro_rules! handler {
        ($work:ident) => {{
            let ctx = ctx.clone();
            let handler: Handler = Arc::new(move |job, stop| {
                let ctx = ctx.clone();
                Box::pin(async move { $work(&ctx, job, stop).await })
            });
            handler
        }};
    }
    Handlers::from([
        (IMPORT, handler!(import)),
        (ACT, handler!(act)),
        (FORGET, handler!(forget)),
        (DISCARD, handler!(discard)),
    ])
}

/// A field of a payload. A payload that cannot be read never will be.
fn field<T: serde::de::DeserializeOwned>(payload: &Value, name: &str) -> Result<T, JobError> {
    let value = payload.get(name).cloned().unwrap_or_default();
    serde_json::from_value(value).map_err(|error| JobError::Never(format!("{name}: {error}")))
}

fn again(error: &ImportError) -> JobError {
    JobError::Again(error.to_string())
}

async fn import(ctx: &EngineContext, job: Claimed, stop: CancellationToken) -> Result<(), JobError> {
    let run: RunId = field(&job.payload, "run_id")?;
    match engine::execute(ctx, job.seller_id, run, stop, |_| {}).await {
        Ok(RunState::Queued) => queue_anew(ctx, &job).await,
        Ok(_) | Err(ImportError::NoRun) => Ok(()),
        Err(error) if job.attempts < TRIES => Err(again(&error)),
        Err(error) => {
            tracing::error!(%error, %run, "an import is given up");
            engine::give_up(ctx, job.seller_id, run).await.map_err(|error| again(&error))?;
            Err(JobError::Never(error.to_string()))
        }
    }
}

/// The same job as a new one. A worker that shuts down is no failed try.
async fn queue_anew(ctx: &EngineContext, job: &Claimed) -> Result<(), JobError> {
    let q = ctx.pools.worker(job.seller_id, None).write().await?;
    jobs::enqueue(&q, &job.kind, &job.payload).await?;
    Ok(q.commit().await?)
}

async fn act(ctx: &EngineContext, job: Claimed, stop: CancellationToken) -> Result<(), JobError> {
    let action: JobId = field(&job.payload, "action")?;
    let door = ctx.pools.worker(job.seller_id, field(&job.payload, "actor")?);
    match actions::work(&door, action, &stop).await {
        Ok(true) => Ok(()),
        Ok(false) => queue_anew(ctx, &job).await,
        Err(error) if job.attempts < TRIES => Err(again(&error)),
        Err(error) => {
            tracing::error!(%error, %action, "an action is given up");
            actions::give_up(&door, action).await.map_err(|error| again(&error))?;
            Err(JobError::Never(error.to_string()))
        }
    }
}

async fn forget(ctx: &EngineContext, job: Claimed, stop: CancellationToken) -> Result<(), JobError> {
    let language: Language = field(&job.payload, "language")?;
    match engine::forget(ctx, job.seller_id, language, &stop).await {
        Ok(true) => Ok(()),
        Ok(false) => queue_anew(ctx, &job).await,
        Err(error) => Err(again(&error)),
    }
}

async fn discard(ctx: &EngineContext, job: Claimed, _: CancellationToken) -> Result<(), JobError> {
    let Some(key) = files::key_of(&job.payload) else {
        return Err(JobError::Never("this is no key".to_owned()));
    };
    let door = ctx.pools.worker(job.seller_id, None);
    files::discard(&door, &ctx.blobs, &key).await.map_err(|error| again(&error))
}
