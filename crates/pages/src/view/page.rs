//! The context that every page shares, and the small parts of the layout.

use std::borrow::{Borrow, Cow};

use jiff::{Timestamp, tz::TimeZone};
use types::Language;

use crate::i18n::Texts;

/// What the layout needs to know, whichever page it frames.
#[derive(Debug, Clone)]
pub struct Page {
    /// The interface texts, in the language of this answer.
    pub t: Texts,
    /// Light, dark, or as the visitor's system says.
    pub theme: Theme,
    /// The token that every form sends back as `_csrf`.
    pub csrf: String,
    /// Who is signed in, if anyone.
    pub signed_in: Option<Who>,
    /// Articles in the cart.
    pub cart_count: u32,
    /// Path and query of this page: where a change of language or theme returns to.
    pub path: String,
    /// What the marketplace calls itself; on a shop's own host, the shop.
    pub marketplace_name: String,
    /// The shop's name on its own host, where search finds its products only.
    pub own_shop: Option<String>,
    /// Messages above the content.
    pub notices: Vec<Notice>,
    /// Categories in the header.
    pub categories: Vec<Link>,
    /// What stands in the header's search field.
    pub query: String,
    /// The zone that days and times are written in.
    pub zone: TimeZone,
}

impl Page {
    /// An anonymous visitor's page: no notices, an empty cart, UTC.
    pub fn new(language: Language, marketplace_name: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            t: Texts::of(language),
            theme: Theme::Auto,
            csrf: String::new(),
            signed_in: None,
            cart_count: 0,
            path: path.into(),
            marketplace_name: marketplace_name.into(),
            own_shop: None,
            notices: Vec::new(),
            categories: Vec::new(),
            query: String::new(),
            zone: TimeZone::UTC,
        }
    }

    /// What the search field searches.
    pub fn search_label(&self) -> Cow<'static, str> {
        match &self.own_shop {
            Some(shop) => self.t.with("shop-search", "shop", shop.as_str()),
            None => self.t.get("search-label"),
        }
    }

    /// The same, as what stands in it before anything does.
    pub fn search_placeholder(&self) -> Cow<'static, str> {
        if self.own_shop.is_some() { self.search_label() } else { self.t.get("search-placeholder") }
    }

    /// The day of an instant, in this page's zone and language.
    pub fn day(&self, at: impl Borrow<Timestamp>) -> String {
        self.t.day(at, &self.zone)
    }

    /// Day and time of an instant, in this page's zone and language.
    pub fn moment(&self, at: impl Borrow<Timestamp>) -> String {
        self.t.moment(at, &self.zone)
    }

    /// Whether a member of a seller's team is signed in.
    pub fn is_seller(&self) -> bool {
        self.signed_in.as_ref().is_some_and(|who| who.kind == WhoKind::Seller)
    }
}

/// A signed-in person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The person's own name, or the e-mail address where there is none.
    pub name: String,
    /// On which side of the counter.
    pub kind: WhoKind,
    /// The seller that a member acts for.
    pub seller_name: Option<String>,
}

/// On which side of the counter someone stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhoKind {
    /// Buys.
    Buyer,
    /// Member of a seller's team.
    Seller,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the visitor's system says.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// `auto`, `light` or `dark`: the attribute in the page, the cookie and the form value.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a code; anything unknown is `Auto`.
    pub fn of_code(code: &str) -> Self {
        match code {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }
}

/// The colour of a notice or badge, by meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Neutral,
    /// For information.
    Info,
    /// Done, well.
    Success,
    /// Look at this.
    Warning,
    /// Failed.
    Danger,
}

impl Tone {
    /// The part of the class name: `badge-success`, `notice-danger`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }

    /// The icon that says the same without colour.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Neutral | Self::Info => "info",
            Self::Success => "circle-check",
            Self::Warning => "triangle-alert",
            Self::Danger => "circle-alert",
        }
    }
}

/// A message above the content, in the reader's language already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its meaning.
    pub tone: Tone,
    /// What it says.
    pub text: String,
}

/// A labelled address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    /// A link.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// Paging by cursor: the addresses of the neighbours. `components/pager.html` shows the field `pager` of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pager {
    /// Back to the first page; `None` on it.
    pub first: Option<String>,
    /// The next page; `None` on the last.
    pub next: Option<String>,
}

impl Pager {
    /// Nothing to turn to.
    pub const fn is_empty(&self) -> bool {
        self.first.is_none() && self.next.is_none()
    }
}
