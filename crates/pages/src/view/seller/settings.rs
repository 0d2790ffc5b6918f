//! The shop's settings, and the sessions of the member's account.

use askama::Template;
use jiff::Timestamp;
use types::{Currency, Language, SessionId};

use crate::view::{FormError, Page};

use super::{form::Value, products::TaxClass, shell::Shell};

/// The shop's settings: one form, posted to `/seller/{seller}/settings`.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/settings.html")]
pub struct SettingsPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// `name`.
    pub name: Value,
    /// `slug`.
    pub slug: Value,
    /// What stands before the slug in the shop's address, such as `karum.example/s/`.
    pub slug_prefix: String,
    /// `about`.
    pub about: Value,
    /// `country`: a code of [`SettingsPage::countries`].
    pub country: Value,
    /// Codes and names.
    pub countries: Vec<(String, String)>,
    /// `language`: a code of [`Language`].
    pub language: Value,
    /// The currency of its prices, fixed since the shop was opened.
    pub currency: Currency,
    /// `vat_number`.
    pub vat_number: Value,
    /// `time_zone`: a name of the IANA database.
    pub time_zone: Value,
    /// The zones offered.
    pub zones: Vec<String>,
    /// The rates of the country in force.
    pub rates: Vec<TaxClass>,
    /// `shipping_flat`, in major units.
    pub shipping_flat: Value,
    /// `shipping_free_above`, in major units; empty is never.
    pub shipping_free_above: Value,
    /// `open`: `on` or nothing (a checkbox).
    pub open: Value,
}

impl SettingsPage {
    /// The interface's languages.
    pub const fn languages(&self) -> [Language; 3] {
        Language::ALL
    }

    /// The name of the country in force.
    pub fn country_name(&self) -> &str {
        self.countries.iter().find(|(code, _)| *code == self.country.value).map_or("", |(_, name)| name)
    }

    /// The error summary.
    pub fn errors(&self) -> Vec<FormError> {
        let t = self.page.t;
        [
            self.name.summary("name", t.get("seller-settings-name")),
            self.slug.summary("slug", t.get("seller-settings-slug")),
            self.about.summary("about", t.get("seller-settings-about")),
            self.country.summary("country", t.get("seller-settings-country")),
            self.language.summary("language", t.get("seller-settings-language")),
            self.time_zone.summary("time_zone", t.get("seller-settings-time-zone")),
            self.vat_number.summary("vat_number", t.get("seller-settings-vat-number")),
            self.shipping_flat.summary("shipping_flat", t.get("seller-settings-flat")),
            self.shipping_free_above.summary("shipping_free_above", t.get("seller-settings-free-above")),
            self.open.summary("open", t.get("seller-settings-open")),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// The signed-in sessions of the member's account.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/security.html")]
pub struct SecurityPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// This one first, then the last active.
    pub sessions: Vec<SessionRow>,
}

/// A signed-in browser.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// What the browser calls itself, made readable: "Firefox on Linux". Empty where it says nothing.
    pub device: String,
    /// When it signed in.
    pub created: Timestamp,
    /// When it was last seen.
    pub seen: Timestamp,
    /// Whether it is the one that asks.
    pub current: bool,
}

impl SessionRow {
    /// Whether the device's name tells of a telephone or tablet.
    pub fn phone(&self) -> bool {
        ["Android", "iPhone", "iPad"].iter().any(|name| self.device.contains(name))
    }
}
