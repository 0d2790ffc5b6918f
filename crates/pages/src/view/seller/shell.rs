//! The frame of the seller's pages: navigation, top bar, and the page for what cannot be shown.

use askama::Template;

use crate::view::Page;

/// What the frame shows, whichever page it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shell {
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Where it leads.
    pub href: &'static str,
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
    /// What one sells with: the upper part of the navigation.
    pub fn selling(&self, page: &Page) -> [Entry; 5] {
        [
            entry(page, "/seller", "seller-nav-dashboard", "layout-dashboard", 0),
            entry(page, "/seller/orders", "seller-nav-orders", "receipt-text", self.to_confirm),
            entry(page, "/seller/products", "seller-nav-products", "tags", 0),
            entry(page, "/seller/staged", "seller-nav-staged", "boxes", 0),
            entry(page, "/seller/imports", "seller-nav-imports", "file-spreadsheet", self.held),
        ]
    }

    /// The first letter of the e-mail address: what stands in for a face.
    pub fn initial(&self) -> String {
        self.email.chars().next().map(|c| c.to_uppercase().collect()).unwrap_or_default()
    }

    /// What one sets once: the lower part.
    pub fn setting(&self, page: &Page) -> [Entry; 2] {
        [
            entry(page, "/seller/settings", "seller-nav-settings", "settings", 0),
            entry(page, "/seller/security", "seller-nav-security", "shield-check", 0),
        ]
    }
}

fn entry(page: &Page, href: &'static str, text: &'static str, icon: &'static str, waiting: u64) -> Entry {
    let path = page.path.split('?').next().unwrap_or_default().trim_end_matches('/');
    let below = path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let current = if href == "/seller" { path == href } else { below };
    Entry { href, text, icon, waiting, current }
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
}

impl Trouble {
    const fn title(self) -> &'static str {
        match self {
            Self::NotFound => "seller-error-not-found",
            Self::Conflict => "seller-error-conflict",
            Self::Unavailable => "seller-error-unavailable",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::NotFound => "seller-error-not-found-text",
            Self::Conflict => "seller-error-conflict-text",
            Self::Unavailable => "seller-error-unavailable-text",
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::NotFound => "compass",
            Self::Conflict => "refresh-cw",
            Self::Unavailable => "hourglass",
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
    /// What to tell support.
    pub request_id: Option<String>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use types::Language;

    use super::*;
    use crate::view::seller::{OrderState, Tasks};

    fn shell() -> Shell {
        let (shop_name, shop_url, email) = (String::new(), String::new(), String::new());
        Shell { shop_name, shop_url, open: true, email, to_confirm: 0, held: 0 }
    }

    fn current(path: &str) -> Vec<&'static str> {
        let page = Page::new(Language::En, "Karum", path);
        let shell = shell();
        let all = shell.selling(&page).into_iter().chain(shell.setting(&page));
        all.filter(|entry| entry.current).map(|entry| entry.href).collect()
    }

    #[test]
    fn icons_named_in_code_are_in_the_sprite() {
        let sprite = include_str!("../../../assets/icons.svg");
        let page = Page::new(Language::En, "Karum", "/seller");
        let shell = shell();
        let entries =
            shell.selling(&page).map(|entry| entry.icon).into_iter().chain(shell.setting(&page).map(|e| e.icon));
        let tasks = Tasks { to_confirm: 1, to_ship: 1, held: 1, rejects: 1, conflicts: 1 }.list();
        let troubles = [Trouble::NotFound, Trouble::Conflict, Trouble::Unavailable].map(Trouble::icon);
        let states = OrderState::ALL.iter().map(|state| state.icon());
        for icon in entries.chain(tasks.iter().map(|task| task.icon)).chain(troubles).chain(states) {
            assert!(sprite.contains(&format!("id=\"{icon}\"")), "no icon \"{icon}\"");
        }
    }

    #[test]
    fn the_navigation_knows_where_the_reader_is() {
        assert_eq!(current("/seller"), ["/seller"]);
        assert_eq!(current("/seller/?x=1"), ["/seller"]);
        assert_eq!(current("/seller/orders?state=placed"), ["/seller/orders"]);
        assert_eq!(current("/seller/imports/runs/1/rejects"), ["/seller/imports"]);
        assert!(current("/seller/ordersx").is_empty());
    }
}
