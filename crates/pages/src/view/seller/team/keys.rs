//! API keys.

use askama::Template;
use identity::team::ApiKey;

use super::{super::Shell, PermissionGroup};
use crate::view::{Page, seller::Value};

/// A key that was made, shown this once.
#[derive(Debug)]
pub struct MadeKeyShown {
    /// What it is for.
    pub name: String,
    /// The key itself.
    pub key: String,
}

/// `GET /seller/{seller}/api-keys`. The form posts `name`, `days` and `permission`, once for each that is ticked.
#[derive(Debug, Template)]
#[template(path = "seller/keys.html")]
pub struct KeysPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// The keys, those that hold first.
    pub keys: Vec<ApiKey>,
    /// The one that was made a moment ago.
    pub made: Option<MadeKeyShown>,
    /// `name`.
    pub name: Value,
    /// `days`.
    pub days: Value,
    /// What the reader can put into a key.
    pub groups: Vec<PermissionGroup>,
    /// What is wrong with the choice.
    pub error: Option<String>,
}

/// How long a key may be made to hold: days, and the key of their text; without days until it is revoked.
const LIVES: [(&str, &str); 4] =
    [("30", "keys-days-30"), ("90", "keys-days-90"), ("365", "keys-days-365"), ("", "keys-days-none")];
