//! Ending a run early, and deciding about one that is held.

use serde_json::json;
use tenancy::{Scope, Write, class::Seller, row, statements};
use types::{RunId, SellerId};

use super::find;
use crate::{Decision, ImportError, engine::IMPORT};

row! {
    struct Steered { id: RunId }
}

statements! {
    fn ask(seller: SellerId, id: RunId) -> Option<Steered> for Seller =
        "UPDATE import_runs SET cancel_asked = true,
             state = CASE WHEN state = 'running' THEN state ELSE 'cancelled' END,
             finished_at = CASE WHEN state = 'running' THEN finished_at ELSE now() END
         WHERE seller_id = $1 AND id = $2 AND state IN ('queued', 'running', 'held') RETURNING id";
    fn decide(seller: SellerId, id: RunId, decision: Decision) -> Option<Steered> for Seller =
        "UPDATE import_runs SET decision = $3,
             state = CASE WHEN $3 = 'keep' THEN 'done' ELSE 'queued' END,
             finished_at = CASE WHEN $3 = 'keep' THEN now() END
         WHERE seller_id = $1 AND id = $2 AND state = 'held' RETURNING id";
}

/// Ends a run: at once where no worker has it in hand, else after the rows it is busy with. What it has staged stays.
pub async fn cancel(q: &Scope<Seller, Write>, id: RunId) -> Result<(), ImportError> {
    if ask(q, q.seller(), id).await?.is_none() {
        find(q, id).await?;
        return Err(ImportError::Ended);
    }
    // Ends a run whose worker has died, and tidies up.
    jobs::enqueue(q, IMPORT, &json!({ "run_id": id })).await?;
    identity::audit::record(q, "import.cancel", "import_run", &id.to_string(), &json!({})).await?;
    Ok(())
}

/// Decides about a held run. `Apply`: what the file lacks has vanished, and the run goes on. `Keep`: nothing has
/// vanished, and the run is done.
pub async fn resolve(q: &Scope<Seller, Write>, id: RunId, decision: Decision) -> Result<(), ImportError> {
    if decide(q, q.seller(), id, decision).await?.is_none() {
        find(q, id).await?;
        return Err(ImportError::NotHeld);
    }
    jobs::enqueue(q, IMPORT, &json!({ "run_id": id })).await?;
    let detail = json!({ "decision": decision });
    identity::audit::record(q, "import.resolve", "import_run", &id.to_string(), &detail).await?;
    Ok(())
}
