//! The frame of the seller's pages: navigation, top bar, and the page for what cannot be shown.

use std::borrow::Borrow;

use askama::Template;
use identity::permission::{Permission, Permission as P, PermissionSet, Role};

use super::{DeskPath, permission_key, role_about_key, role_name};
use crate::view::{Link, Page};

/// What the frame shows, whichever page it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shell {
    /// Where the seller's pages are.
    pub desk: DeskPath,
    /// What the reader may do here: what he may not is not offered. (The handlers refuse it anyway.)
    pub permissions: PermissionSet,
    /// What the reader is here.
    pub role: Role,
    /// What the role is called, where it is one of the seller's own.
    pub role_name: Option<String>,
    /// The dashboards of the other shops that he works for.
    pub others: Vec<Link>,
    /// The shop's name.
    pub shop_name: String,
    /// The shop's address for buyers.
    pub shop_url: String,
    /// Whether buyers see the shop.
    pub open: bool,
    /// Who is signed in.
    pub email: String,
    /// Orders to confirm, for the badge in the navigation.
    pub to_confirm: u64,
    /// Runs that hold and ask, likewise.
    pub held: u64,
}

/// An entry of the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it leads.
    pub href: String,
    /// The key of its text.
    pub text: &'static str,
    /// The name of its icon.
    pub icon: &'static str,
    /// What waits there.
    pub waiting: u64,
    /// Whether the reader is there.
    pub current: bool,
}

impl Shell {
    /// Whether the reader may do this.
    pub fn may(&self, permission: impl Borrow<Permission>) -> bool {
        self.permissions.has(*permission.borrow())
    }

    /// Whether the shop is the reader's.
    pub fn is_owner(&self) -> bool {
        self.role == Role::Owner
    }

    /// What the reader is here, in words.
    pub fn role(&self, page: &Page) -> String {
        role_name(page.t, self.role, self.role_name.as_deref())
    }

    /// What that is for, in a sentence.
    pub fn role_about(&self, page: &Page) -> String {
        page.t.get(role_about_key(self.role)).into_owned()
    }

    /// What the reader may do, in words.
    pub fn powers(&self, page: &Page) -> Vec<String> {
        self.permissions.iter().map(|permission| page.t.get(permission_key(permission)).into_owned()).collect()
    }

    /// What one sells with: the upper part of the navigation.
    pub fn selling(&self, page: &Page) -> Vec<Entry> {
        let entry = |needs, rest, text, icon, waiting| self.entry(page, needs, rest, text, icon, waiting);
        [
            entry(None, "", "seller-nav-dashboard", "layout-dashboard", 0),
            entry(Some(P::ViewOrders), "/orders", "seller-nav-orders", "receipt-text", self.to_confirm),
            entry(Some(P::ViewProducts), "/products", "seller-nav-products", "tags", 0),
            entry(Some(P::ViewImports), "/staged", "seller-nav-staged", "boxes", 0),
            entry(Some(P::ViewImports), "/imports", "seller-nav-imports", "file-spreadsheet", self.held),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The first letter of the e-mail address: what stands in for a face.
    pub fn initial(&self) -> String {
        self.email.chars().next().map(|c| c.to_uppercase().collect()).unwrap_or_default()
    }

    /// What one sets once: the lower part.
    pub fn setting(&self, page: &Page) -> Vec<Entry> {
        [
            self.entry(page, Some(P::ViewTeam), "/team", "seller-nav-team", "users", 0),
            self.entry(page, Some(P::ViewKeys), "/api-keys", "seller-nav-keys", "key", 0),
            self.entry(page, Some(P::ViewShop), "/settings", "seller-nav-settings", "settings", 0),
            self.entry(page, None, "/security", "seller-nav-security", "shield-check", 0),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// An entry, where the reader may go there. The dashboard is current alone, the others with what lies below.
    fn entry(
        &self,
        page: &Page,
        needs: Option<Permission>,
        rest: &str,
        text: &'static str,
        icon: &'static str,
        waiting: u64,
    ) -> Option<Entry> {
        if needs.is_some_and(|needs| !self.may(needs)) {
            return None;
        }
        let href = self.desk.page(rest);
        let path = page.path.split('?').next().unwrap_or_default().trim_end_matches('/');
        let below = path.strip_prefix(href.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let current = if rest.is_empty() { path == href } else { below };
        Some(Entry { href, text, icon, waiting, current })
    }
}

/// Why a page of the seller's side cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// There is none, or it is another seller's: both answer alike.
    NotFound,
    /// What was to be changed has changed meanwhile.
    Conflict,
    /// Something that is needed does not answer.
    Unavailable,
    /// The reader's role does not include it.
    Forbidden,
}

impl Trouble {
    const fn title(self) -> &'static str {
        match self {
            Self::NotFound => "seller-error-not-found",
            Self::Conflict => "seller-error-conflict",
            Self::Unavailable => "seller-error-unavailable",
            Self::Forbidden => "seller-error-forbidden",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::NotFound => "seller-error-not-found-text",
            Self::Conflict => "seller-error-conflict-text",
            Self::Unavailable => "seller-error-unavailable-text",
            Self::Forbidden => "seller-error-forbidden-text",
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::NotFound => "compass",
            Self::Conflict => "refresh-cw",
            Self::Unavailable => "hourglass",
            Self::Forbidden => "lock",
        }
    }
}

/// The page in a page's place.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/trouble.html")]
pub struct TroublePage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// What is the matter.
    pub trouble: Trouble,
    /// Where to look again; `None` offers the dashboard alone.
    pub back: Option<String>,
    /// What the reader would have to be allowed.
    pub missing: Option<Permission>,
    /// What to tell support.
    pub request_id: Option<String>,
}

impl TroublePage {
    /// What the reader would have to be allowed, in words.
    fn missing_words(&self) -> Option<String> {
        self.missing.map(|permission| self.page.t.get(permission_key(permission)).into_owned())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use types::Language;

    use super::*;
    use crate::view::seller::{OrderState, Tasks};

    fn shell() -> Shell {
        let (shop_name, shop_url, email) = (String::new(), String::new(), String::new());
        Shell {
            desk: DeskPath::new("tea"),
            permissions: PermissionSet::all(),
            role: Role::Owner,
            role_name: None,
            others: Vec::new(),
            shop_name,
            shop_url,
            open: true,
            email,
            to_confirm: 0,
            held: 0,
        }
    }

    fn current(path: &str) -> Vec<String> {
        let page = Page::new(Language::En, "Karum", path);
        let shell = shell();
        let all = shell.selling(&page).into_iter().chain(shell.setting(&page));
        all.filter(|entry| entry.current).map(|entry| entry.href).collect()
    }

    #[test]
    fn icons_named_in_code_are_in_the_sprite() {
        let sprite = include_str!("../../../assets/icons.svg");
        let page = Page::new(Language::En, "Karum", "/seller/tea");
        let shell = shell();
        let entries = shell.selling(&page).into_iter().chain(shell.setting(&page)).map(|entry| entry.icon);
        let tasks = Tasks { to_confirm: 1, to_ship: 1, held: 1, rejects: 1, conflicts: 1 }.list(&shell.desk);
        let troubles =
            [Trouble::NotFound, Trouble::Conflict, Trouble::Unavailable, Trouble::Forbidden].map(Trouble::icon);
        let states = OrderState::ALL.iter().map(|state| state.icon());
        for icon in entries.chain(tasks.iter().map(|task| task.icon)).chain(troubles).chain(states) {
            assert!(sprite.contains(&format!("id=\"{icon}\"")), "no icon \"{icon}\"");
        }
    }

    #[test]
    fn the_navigation_knows_where_the_reader_is() {
        assert_eq!(current("/seller/tea"), ["/seller/tea"]);
        assert_eq!(current("/seller/tea/?x=1"), ["/seller/tea"]);
        assert_eq!(current("/seller/tea/orders?state=placed"), ["/seller/tea/orders"]);
        assert_eq!(current("/seller/tea/imports/runs/1/rejects"), ["/seller/tea/imports"]);
        assert!(current("/seller/tea/ordersx").is_empty() && current("/seller/coffee/orders").is_empty());
    }

    #[test]
    fn the_navigation_leads_only_where_the_role_may_go() {
        let page = Page::new(Language::En, "Karum", "/seller/tea");
        let hrefs = |role: Role| {
            let shell = Shell { permissions: role.permissions(), role, ..shell() };
            let all = shell.selling(&page).into_iter().chain(shell.setting(&page));
            all.map(|entry| entry.href.trim_start_matches("/seller/tea").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(hrefs(Role::Finance), ["", "/security"]);
        assert_eq!(hrefs(Role::Editor), ["", "/orders", "/products", "/staged", "/imports", "/security"]);
        assert_eq!(hrefs(Role::Viewer).len(), 9);
    }
}
