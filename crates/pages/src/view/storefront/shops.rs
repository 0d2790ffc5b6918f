//! All shops.

use askama::Template;

use super::ShopCard;
use crate::view::{Page, Pager};

/// The open shops, page by page.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/shops.html")]
pub struct ShopsPage {
    /// The layout's context.
    pub page: Page,
    /// How many there are in all.
    pub count: u64,
    /// This page of them.
    pub shops: Vec<ShopCard>,
    /// The next page.
    pub pager: Pager,
}
