//! The question before something that reaches far, as a page of its own: it works without JavaScript.

use askama::Template;
use identity::team::Member;
use types::{FeedId, Language, OrderId, RunId};

use crate::view::Page;

use super::{
    shell::Shell,
    staged::StagedFilter,
    state::{BulkAction, ProductFilter},
    words,
};

/// A question. Its form posts the hidden fields, `confirmed` = `yes` among them, to the action.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/confirm.html")]
pub struct ConfirmPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// The question.
    pub title: String,
    /// What happens then.
    pub text: String,
    /// Some of what it happens to, ten at most.
    pub items: Vec<String>,
    /// Where the form goes.
    pub action: String,
    /// Names and values of its hidden fields.
    pub fields: Vec<(String, String)>,
    /// What the button says.
    pub button: String,
    /// Whether something is lost by it.
    pub danger: bool,
    /// Whether it cannot be taken back.
    pub for_good: bool,
    /// Where "cancel" leads.
    pub back: String,
}

impl ConfirmPage {
    /// May this feed go?
    pub fn delete_feed(page: Page, shell: Shell, feed: FeedId, language: Language) -> Self {
        let t = page.t;
        Self {
            title: t.with("seller-feed-delete-title", "language", words::language(&t, &language)).into(),
            text: t.get("seller-feed-delete-text").into(),
            items: Vec::new(),
            action: shell.desk.page(&format!("/imports/feeds/{feed}/delete")),
            fields: confirmed([]),
            button: t.get("seller-feed-delete").into(),
            danger: true,
            for_good: true,
            back: shell.desk.feed(feed),
            page,
            shell,
        }
    }

    /// May this run stop?
    pub fn cancel_run(page: Page, shell: Shell, run: RunId) -> Self {
        let t = page.t;
        Self {
            title: t.get("seller-run-cancel-title").into(),
            text: t.get("seller-run-cancel-text").into(),
            items: Vec::new(),
            action: shell.desk.page(&format!("/imports/runs/{run}/cancel")),
            fields: confirmed([]),
            button: t.get("seller-run-cancel").into(),
            danger: true,
            for_good: false,
            back: shell.desk.run(run),
            page,
            shell,
        }
    }

    /// May all staged products that match be taken into the catalogue (and published), or off the shelf?
    pub fn staged(page: Page, shell: Shell, action: BulkAction, filter: &StagedFilter, count: u64) -> Self {
        let t = page.t;
        let (title, text) = match action {
            BulkAction::SelectPublish => {
                (t.count("seller-bulk-confirm-publish", count), t.get("seller-bulk-confirm-text"))
            }
            BulkAction::Unpublish => {
                (t.count("seller-products-confirm-unpublish", count), t.get("seller-products-confirm-unpublish-text"))
            }
            _ => (t.count("seller-bulk-confirm-select", count), t.get("seller-bulk-confirm-text")),
        };
        Self {
            title: title.into(),
            text: text.into(),
            items: Vec::new(),
            action: shell.desk.page("/staged/select"),
            fields: confirmed(filter.hidden().into_iter().chain([("scope", "all"), ("do", action.code())])),
            button: t.get(action.text()).into(),
            danger: action == BulkAction::Unpublish,
            for_good: false,
            back: filter.href(&shell.desk),
            page,
            shell,
        }
    }

    /// May all products that match be published or unpublished?
    pub fn products(
        page: Page,
        shell: Shell,
        action: BulkAction,
        narrowed: [(&str, &str); 3],
        filter: ProductFilter,
        count: u64,
    ) -> Self {
        let t = page.t;
        let publish = action == BulkAction::Publish;
        let (title, text) = if publish {
            (t.count("seller-products-confirm-publish", count), t.get("seller-products-confirm-publish-text"))
        } else {
            (t.count("seller-products-confirm-unpublish", count), t.get("seller-products-confirm-unpublish-text"))
        };
        Self {
            title: title.into(),
            text: text.into(),
            items: Vec::new(),
            action: shell.desk.page("/products/publish"),
            fields: confirmed(narrowed.into_iter().chain([
                ("filter", filter.code()),
                ("scope", "all"),
                ("do", action.code()),
            ])),
            button: t.get(action.text()).into(),
            danger: !publish,
            for_good: false,
            back: shell.desk.page("/products"),
            page,
            shell,
        }
    }

    /// May this order be cancelled, for this reason (a code of `CancelReason`) and with this note?
    pub fn cancel_order(page: Page, shell: Shell, order: OrderId, number: &str, reason: &str, note: &str) -> Self {
        let t = page.t;
        Self {
            title: t.with("seller-order-cancel-title", "number", number).into(),
            text: t.get("seller-order-cancel-hint").into(),
            items: Vec::new(),
            action: shell.desk.page(&format!("/orders/{order}/state")),
            fields: confirmed([("to", "cancelled"), ("reason", reason), ("note", note)]),
            button: t.get("seller-order-cancel").into(),
            danger: true,
            for_good: true,
            back: shell.desk.order(order),
            page,
            shell,
        }
    }

    /// May all of so many sessions end?
    pub fn revoke_all(page: Page, shell: Shell, sessions: u64) -> Self {
        let t = page.t;
        Self {
            title: t.get("seller-security-revoke-all-title").into(),
            text: t.count("seller-security-revoke-all-text", sessions).into(),
            items: Vec::new(),
            action: shell.desk.page("/security/revoke-all"),
            fields: confirmed([]),
            button: t.get("seller-session-revoke-all").into(),
            danger: true,
            for_good: false,
            back: shell.desk.page("/security"),
            page,
            shell,
        }
    }
}

impl ConfirmPage {
    /// May this member go?
    pub fn remove_member(page: Page, shell: Shell, member: &Member) -> Self {
        let t = page.t;
        let at = format!("/team/members/{}", member.id);
        Self {
            title: t.with("team-remove-title", "name", member.name.as_str()).into(),
            text: t.with("team-remove-text", "name", member.name.as_str()).into(),
            items: Vec::new(),
            action: shell.desk.page(&format!("{at}/state")),
            fields: confirmed([("to", "removed")]),
            button: t.get("team-remove").into(),
            danger: true,
            for_good: false,
            back: shell.desk.page(&at),
            page,
            shell,
        }
    }

    /// May the reader himself go?
    pub fn leave_team(page: Page, shell: Shell) -> Self {
        let t = page.t;
        Self {
            title: t.with("team-leave-title", "shop", shell.shop_name.as_str()).into(),
            text: t.get("team-leave-text").into(),
            items: Vec::new(),
            action: shell.desk.page("/security/leave"),
            fields: confirmed([]),
            button: t.get("team-leave").into(),
            danger: true,
            for_good: false,
            back: shell.desk.page("/security"),
            page,
            shell,
        }
    }
}

fn confirmed<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    let all = fields.into_iter().chain([("confirmed", "yes")]);
    all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
