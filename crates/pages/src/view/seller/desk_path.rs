//! Addresses of a seller's pages. The seller stands in each, so that every tab of a browser keeps its own.

use std::fmt::{self, Display, Formatter};

use types::{FeedId, JobId, OrderId, ProductId, RunId};

use super::query::segment;

/// Where the pages of one seller's team begin. Shown, it is the address of the dashboard; templates write what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskPath(String);

impl DeskPath {
    /// The pages of the seller whose shop has this address.
    pub fn new(slug: &str) -> Self {
        Self(format!("/seller/{}", segment(slug)))
    }

    /// A page below: `rest` begins with a slash.
    pub fn page(&self, rest: &str) -> String {
        format!("{self}{rest}")
    }

    /// A feed.
    pub fn feed(&self, feed: FeedId) -> String {
        format!("{self}/imports/feeds/{feed}")
    }

    /// How a feed's columns are read.
    pub fn mapping(&self, feed: FeedId) -> String {
        format!("{self}/imports/feeds/{feed}/mapping")
    }

    /// An import run.
    pub fn run(&self, run: RunId) -> String {
        format!("{self}/imports/runs/{run}")
    }

    /// A staged product. External ids hold slashes, spaces and worse.
    pub fn staged(&self, id: &str) -> String {
        format!("{self}/staged/{}", segment(id))
    }

    /// What is done with all staged products that matched.
    pub fn action(&self, job: JobId) -> String {
        format!("{self}/staged/actions/{job}")
    }

    /// A product.
    pub fn product(&self, product: ProductId) -> String {
        format!("{self}/products/{product}")
    }

    /// An order.
    pub fn order(&self, order: OrderId) -> String {
        format!("{self}/orders/{order}")
    }
}

impl Display for DeskPath {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_seller_stands_in_every_address() {
        let desk = DeskPath::new("papeterie");
        assert_eq!(desk.to_string(), "/seller/papeterie");
        assert_eq!(desk.page("/orders?state=placed"), "/seller/papeterie/orders?state=placed");
        assert_eq!(desk.staged("A/B C"), "/seller/papeterie/staged/A%2FB%20C");
        let id = OrderId::new();
        assert_eq!(desk.order(id), format!("/seller/papeterie/orders/{id}"));
    }

    /// Routes and comments name the pattern; nothing else puts an address together by hand.
    #[test]
    fn no_address_is_put_together_elsewhere() {
        let allowed = ["seller/mod.rs", "desk_path.rs", "paths.rs"];
        for (file, code) in crate::i18n::sources() {
            if allowed.iter().any(|name| file.ends_with(name)) {
                continue;
            }
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            let by_hand =
                |line: &&str| line.contains("/seller/") && !line.contains("/seller/tea") && !line.contains("\"seller/");
            let wrong: Vec<_> = lines.filter(by_hand).collect();
            assert!(wrong.is_empty(), "{file}: {wrong:?}");
        }
    }
}
