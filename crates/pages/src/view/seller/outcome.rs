//! What a page says after a form was sent and the browser was sent on: `?done=CODE&n=COUNT`.

use crate::{
    i18n::Texts,
    view::{Notice, Tone},
};

macro_rules! outcomes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $text:literal, $tone:ident;)*) => {
        /// Something that was done. Its code stands in the address, so it is one of these and never free text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Outcome { $($(#[$doc])* $variant,)* }

        impl Outcome {
            /// Every outcome.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The value of the parameter `done`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            const fn text(self) -> (&'static str, Tone) {
                match self { $(Self::$variant => ($text, Tone::$tone),)* }
            }
        }
    };
}

outcomes! {
    /// A feed was added.
    FeedAdded = "feed", "seller-done-feed-added", Success;
    /// A feed was deleted.
    FeedDeleted = "feed-deleted", "seller-done-feed-deleted", Success;
    /// A mapping, or a feed's rules, were saved.
    MappingSaved = "mapping", "seller-done-mapping-saved", Success;
    /// A feed has another address.
    SourceSaved = "source", "seller-done-source-saved", Success;
    /// A feed has a new file, and a run of the former one goes on.
    FileWaits = "file-waits", "seller-done-file-waits", Warning;
    /// A run was asked to stop.
    RunCancelled = "run-cancelled", "seller-done-run-cancelled", Info;
    /// The seller decided what a held run does.
    RunResolved = "run-resolved", "seller-done-run-resolved", Success;
    /// So many staged products are in the catalogue.
    Selected = "selected", "seller-done-selected", Success;
    /// So many staged products are in the catalogue and published.
    SelectedPublished = "selected-published", "seller-done-published", Success;
    /// So many products are published.
    Published = "published", "seller-done-published", Success;
    /// So many products are unpublished.
    Unpublished = "unpublished", "seller-done-unpublished", Success;
    /// What was ticked is in no feed any more.
    NothingInFeed = "vanished", "seller-done-nothing-in-feed", Warning;
    /// Nothing was ticked.
    NothingChosen = "nothing", "seller-done-nothing-chosen", Warning;
    /// A product was saved.
    ProductSaved = "product", "seller-done-product-saved", Success;
    /// The feed's value is back.
    Undone = "undone", "seller-done-undone", Success;
    /// A product was entered.
    ProductAdded = "product-added", "seller-done-product-added", Success;
    /// An order was entered.
    OrderPlaced = "order", "seller-done-order-placed", Success;
    /// An order moved on.
    OrderMoved = "order-moved", "seller-done-order-moved", Success;
    /// An order was cancelled.
    OrderCancelled = "order-cancelled", "seller-done-order-cancelled", Info;
    /// The seller's note on an order was saved.
    NoteSaved = "order-note", "seller-done-note-saved", Success;
    /// The settings were saved.
    SettingsSaved = "settings", "seller-done-settings-saved", Success;
    /// A session was ended.
    SessionEnded = "session", "seller-done-session-ended", Success;
    /// Somebody was invited to the team.
    Invited = "invited", "seller-done-invited", Success;
    /// An invitation was sent once more.
    InvitedAgain = "invited-again", "seller-done-invited-again", Success;
    /// An invitation was taken back.
    InvitationRevoked = "invitation-revoked", "seller-done-invitation-revoked", Info;
    /// A member has another role.
    MemberSaved = "member", "seller-done-member-saved", Success;
    /// A member is out for now.
    MemberSuspended = "member-suspended", "seller-done-member-suspended", Info;
    /// A member is back.
    MemberResumed = "member-resumed", "seller-done-member-resumed", Success;
    /// A member is out.
    MemberRemoved = "member-removed", "seller-done-member-removed", Info;
    /// The shop is another's.
    ShopHandedOver = "handed-over", "seller-done-handed-over", Success;
    /// A role was made or changed.
    RoleSaved = "role", "seller-done-role-saved", Success;
    /// A role is gone.
    RoleDeleted = "role-deleted", "seller-done-role-deleted", Info;
    /// An API key opens nothing any more.
    KeyRevoked = "key-revoked", "seller-done-key-revoked", Info;
}

impl Outcome {
    /// The outcome of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|outcome| outcome.code() == code)
    }

    /// What the page says: for `Page::notices`. Outcomes that count take the parameter `n`.
    pub fn notice(self, t: Texts, count: u64) -> Notice {
        let (key, tone) = self.text();
        Notice { tone, text: t.count(key, count).into() }
    }
}

#[cfg(test)]
mod tests {
    use types::Language;

    use super::*;

    #[test]
    fn every_outcome_has_a_text_in_every_language() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_code(outcome.code()), Some(*outcome));
            for language in Language::ALL {
                let text = outcome.notice(Texts::of(language), 3).text;
                assert!(!text.starts_with("seller-done"), "{text}");
            }
        }
    }
}
