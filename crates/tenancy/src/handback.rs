//! How a scope that was not committed gives its connection back: clean, or not at all.

use std::{
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

use deadpool::managed::Object;
use futures_util::{FutureExt, TryFutureExt, TryStreamExt};

use crate::pool::{PoolStats, Pooled};

/// How long an abandoned statement may take to answer by itself before it is cancelled, and between two cancels.
const GRACE: Duration = Duration::from_millis(50);
/// Cancel requests sent to one backend at most; then the connection is closed under it.
const MAX_CANCELS: u32 = 20;
/// How long one cancel request may take.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(1);

/// What follows the end of a transaction in the same message: SQL that was brought into it leaves no cursor, no channel
/// and no setting to whoever comes next. Prepared statements stay: the pool's own are among them.
macro_rules! cleared {
    ($end:literal) => {
        concat!($end, "; CLOSE ALL; UNLISTEN *; RESET ALL")
    };
}
pub(crate) use cleared;

/// The state a scope was left in.
#[derive(Clone, Copy)]
pub(crate) struct Left {
    /// Every statement was seen to its end.
    pub quiet: bool,
    /// The transaction may be committed: a read.
    pub commit: bool,
}

/// A connection that is thrown away unless spared, also when its task dies with the runtime. Its slot in the pool is
/// held until then, so that abandoned backends count against the limit.
struct Doomed(Option<Pooled>);

impl Doomed {
    fn spare(mut self) {
        drop(self.0.take());
    }
}

impl Drop for Doomed {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(Object::take(connection));
        }
    }
}

pub(crate) fn hand_back(connection: Pooled, left: Left, stats: &Arc<PoolStats>, runtime: &tokio::runtime::Handle) {
    let sent = connection
        .client
        .simple_query_raw(if left.commit { cleared!("COMMIT") } else { cleared!("ROLLBACK") })
        .now_or_never();
    let (cancel, connector) = (connection.client.cancel_token(), connection.connector.clone());
    let doomed = Doomed(Some(connection));
    let Some(Ok(answer)) = sent else {
        stats.discarded.fetch_add(1, Relaxed);
        return;
    };
    if left.commit {
        // Nobody waits for a read's COMMIT: the next user of the connection queues behind it.
        stats.returned.fetch_add(1, Relaxed);
        doomed.spare();
        return;
    }
    let stats = stats.clone();
    runtime.spawn(async move {
        // The first error ends it: a closed connection answers every further question with one, for ever.
        let mut acknowledged =
            Box::pin(answer.try_for_each(|_| std::future::ready(Ok(()))).map_ok_or_else(|_| false, |()| true));
        if let Ok(ok) = tokio::time::timeout(GRACE, &mut acknowledged).await {
            if ok && left.quiet {
                stats.returned.fetch_add(1, Relaxed);
                doomed.spare();
            } else {
                stats.discarded.fetch_add(1, Relaxed);
            }
            return;
        }
        for _ in 0..MAX_CANCELS {
            // Not yet acknowledged: the backend is ours still, so the cancel cannot hit another's statement.
            stats.cancels.fetch_add(1, Relaxed);
            let _ = tokio::time::timeout(CANCEL_TIMEOUT, connector.cancel(&cancel)).await;
            if tokio::time::timeout(GRACE, &mut acknowledged).await.is_ok() {
                break;
            }
        }
        stats.discarded.fetch_add(1, Relaxed);
        drop(doomed);
    });
}
