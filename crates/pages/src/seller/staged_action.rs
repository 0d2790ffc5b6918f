//! What is being done in the background with all staged products that matched.

use axum::{
    http::header::CACHE_CONTROL,
    response::{IntoResponse, Response},
};
use futures_util::{TryFutureExt, try_join};
use identity::permission::ViewImports;
use imports::{
    StagedAction,
    actions::{self, Action},
};
use types::JobId;
use web_kit::{Json, Member, Path, Problem};

use super::desk::{Desk, count};
use crate::{
    context::Context,
    render,
    view::seller::{ActionProgress, BulkAction, RunState, StagedActionPage},
};

fn state(action: &Action) -> RunState {
    RunState::from_code(action.state.name()).unwrap_or(RunState::Queued)
}

/// The domain's word for what a button does with all that match; a button of another list does nothing here.
pub const fn of_bulk(action: BulkAction) -> Option<StagedAction> {
    match action {
        BulkAction::Select => Some(StagedAction::Select),
        BulkAction::SelectPublish => Some(StagedAction::SelectPublish),
        BulkAction::Unpublish => Some(StagedAction::Unpublish),
        BulkAction::Publish => None,
    }
}

/// `GET /seller/{seller}/staged/actions/{id}`
pub async fn show(member: Member<ViewImports>, context: Context, Path(id): Path<JobId>) -> Result<Response, Problem> {
    let q = member.door.read().await?;
    let (desk, found) = try_join!(Desk::open(&q, context), actions::find(&q, id).err_into())?;
    drop(q);
    render(&StagedActionPage {
        id,
        action: BulkAction::from_code(found.action.name()).unwrap_or(BulkAction::Select),
        state: state(&found),
        matching: count(found.matching),
        handled: count(found.handled),
        selected: count(found.selected),
        published: count(found.published),
        unpublished: count(found.unpublished),
        missing: count(found.missing),
        refused: count(found.refused),
        page: desk.page,
        shell: desk.shell,
    })
}

/// `GET /seller/{seller}/staged/actions/{id}/progress`
pub async fn progress(member: Member<ViewImports>, Path(id): Path<JobId>) -> Result<Response, Problem> {
    let found = actions::find(&member.door.read().await?, id).await?;
    let answer = ActionProgress::of(state(&found), count(found.handled), count(found.matching));
    Ok(([(CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_action_has_a_word_of_the_pages() {
        for known in imports::ActionState::ALL {
            assert_eq!(RunState::from_code(known.name()).map(RunState::code), Some(known.name()));
        }
        for known in StagedAction::ALL {
            assert_eq!(BulkAction::from_code(known.name()).and_then(of_bulk), Some(*known));
        }
    }
}
