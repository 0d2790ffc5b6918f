//! What is being done in the background with all staged products that matched: its progress and its result.

use askama::Template;
use serde::Serialize;
use types::JobId;

use crate::view::Page;

use super::{
    shell::Shell,
    state::{BulkAction, RunState},
};

/// An action's page.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/staged_action.html")]
pub struct StagedActionPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// Its id.
    pub id: JobId,
    /// What is done.
    pub action: BulkAction,
    /// Where it stands: queued, running, done or failed.
    pub state: RunState,
    /// How many matched when it was asked for.
    pub matching: u64,
    /// How many are done.
    pub handled: u64,
    /// Of these, those in the catalogue.
    pub selected: u64,
    /// Variants that were put on the shelf.
    pub published: u64,
    /// Variants that left it.
    pub unpublished: u64,
    /// Those that no feed has any more.
    pub missing: u64,
    /// Variants that cannot be published as they are.
    pub refused: u64,
}

impl StagedActionPage {
    /// Whether the page should look again soon.
    pub const fn live(&self) -> bool {
        matches!(self.state, RunState::Queued | RunState::Running)
    }

    /// Progress in whole percent.
    pub fn percent(&self) -> Option<u64> {
        ActionProgress::of(self.state, self.handled, self.matching).percent
    }

    /// The numbers that say something about this action, each with the key of its name and its place for the script.
    pub fn numbers(&self) -> Vec<(&'static str, &'static str, u64)> {
        let mut numbers = vec![("seller-action-handled", "rows", self.handled)];
        match self.action {
            BulkAction::Unpublish => numbers.push(("seller-action-unpublished", "", self.unpublished)),
            BulkAction::SelectPublish => {
                numbers.push(("seller-action-selected", "", self.selected));
                numbers.push(("seller-action-published", "", self.published));
                numbers.push(("seller-action-refused", "", self.refused));
            }
            _ => numbers.push(("seller-action-selected", "", self.selected)),
        }
        if self.missing > 0 {
            numbers.push(("seller-action-missing", "", self.missing));
        }
        numbers
    }
}

/// What the action's page polls: `/seller/{seller}/staged/actions/{id}/progress`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct ActionProgress {
    pub state: &'static str,
    /// Whether to ask again; when not, the page loads itself anew.
    pub live: bool,
    /// How many are done.
    pub rows: u64,
    pub percent: Option<u64>,
}

impl ActionProgress {
    /// How far an action is.
    pub fn of(state: RunState, handled: u64, matching: u64) -> Self {
        let live = matches!(state, RunState::Queued | RunState::Running);
        let share = handled.saturating_mul(100) / matching.max(1);
        // It is the end that makes 100.
        let percent = (state == RunState::Running && matching > 0).then_some(share.min(99));
        Self { state: state.code(), live, rows: handled, percent }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_is_a_hundred_percent() {
        assert_eq!(ActionProgress::of(RunState::Running, 5, 10).percent, Some(50));
        assert_eq!(ActionProgress::of(RunState::Running, 12, 10).percent, Some(99));
        assert_eq!(ActionProgress::of(RunState::Queued, 0, 10).percent, None);
        assert!(!ActionProgress::of(RunState::Done, 10, 10).live);
    }
}
