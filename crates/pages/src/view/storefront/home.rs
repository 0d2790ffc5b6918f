//! The marketplace's home.

use askama::Template;

use super::{CategoryTile, ProductCard, ShopCard};
use crate::view::{Link, Page};

/// Hero with search, categories, new arrivals, shops.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/home.html")]
pub struct HomePage {
    /// The layout's context.
    pub page: Page,
    /// Published products of all shops.
    pub product_count: u64,
    /// Open shops.
    pub shop_count: u64,
    /// Up to three products with good pictures, under the arches.
    pub showcase: Vec<ProductCard>,
    /// Searches that others like.
    pub popular: Vec<Link>,
    /// The top categories.
    pub categories: Vec<CategoryTile>,
    /// The newest products.
    pub arrivals: Vec<ProductCard>,
    /// Open shops, best filled first.
    pub shops: Vec<ShopCard>,
}
