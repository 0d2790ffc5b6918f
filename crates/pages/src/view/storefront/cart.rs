//! The cart.

use askama::Template;
use types::{Currency, Money};

use super::{Totals, shop::initials};
use crate::view::{Page, Picture};

/// The cart: one purchase for each currency, one part for each seller.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/cart.html")]
pub struct CartPage {
    /// The layout's context.
    pub page: Page,
    /// One for each currency; empty for an empty cart.
    pub purchases: Vec<CartPurchase>,
    /// Where an empty cart sends its owner: some categories.
    pub instead: Vec<crate::view::Link>,
}

impl CartPage {
    /// Lines whose price changed and waits to be confirmed.
    fn changed(&self) -> Vec<&CartLine> {
        self.lines().filter(|line| line.old_price.is_some()).collect()
    }

    /// Nothing stands in the way of the checkout.
    fn can_check_out(&self) -> bool {
        self.lines().all(|line| line.old_price.is_none() && line.problem.is_none())
    }

    fn lines(&self) -> impl Iterator<Item = &CartLine> {
        self.purchases.iter().flat_map(|purchase| &purchase.sellers).flat_map(|seller| &seller.lines)
    }

    fn article_count(&self) -> u64 {
        self.lines().map(|line| u64::from(line.quantity)).sum()
    }
}

/// What becomes one purchase.
#[derive(Debug, Clone)]
pub struct CartPurchase {
    /// Its currency.
    pub currency: Currency,
    /// The sellers in it.
    pub sellers: Vec<CartSeller>,
    /// The sums.
    pub totals: Totals,
}

/// One seller's part.
#[derive(Debug, Clone)]
pub struct CartSeller {
    /// The seller's name.
    pub name: String,
    /// The seller's shop.
    pub href: String,
    /// What is bought there.
    pub lines: Vec<CartLine>,
    /// What delivery costs.
    pub shipping: Money,
    /// How far free delivery is.
    pub free_shipping: FreeShipping,
}

impl CartSeller {
    fn initials(&self) -> String {
        initials(&self.name)
    }
}

/// How far free delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreeShipping {
    /// The seller has none.
    Never,
    /// Reached.
    Reached,
    /// So much more is needed, of so much.
    Missing {
        /// Goods still to be added.
        more: Money,
        /// The amount from which delivery is free.
        from: Money,
    },
}

impl FreeShipping {
    /// How much of the way is gone, in percent.
    fn percent(self) -> i64 {
        match self {
            Self::Missing { more, from } if from.minor > 0 => {
                (100 - more.minor.saturating_mul(100) / from.minor).clamp(0, 100)
            }
            _ => 100,
        }
    }
}

/// An article in the cart.
#[derive(Debug, Clone)]
pub struct CartLine {
    /// The line's id: `/cart/lines/{id}`.
    pub id: String,
    /// The title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The chosen options: "Blue, 42"; or empty.
    pub options: String,
    /// A picture.
    pub picture: Picture,
    /// How many.
    pub quantity: u32,
    /// What stands in the field: the quantity, or what was typed and refused.
    pub typed: String,
    /// Why what was typed was refused, in the reader's language.
    pub quantity_error: Option<String>,
    /// The most there can be.
    pub max_quantity: u32,
    /// What one costs now.
    pub unit_price: Money,
    /// What all cost.
    pub total: Money,
    /// What one cost when it was put in; `Some` until the change is confirmed.
    pub old_price: Option<Money>,
    /// Why it cannot be bought as it stands, in the reader's language.
    pub problem: Option<String>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_free_delivery_is_a_share() {
        let eur = |minor| Money::new(minor, Currency::Eur);
        let missing = |more, from| FreeShipping::Missing { more: eur(more), from: eur(from) };
        assert_eq!(missing(2_500, 10_000).percent(), 75);
        assert_eq!(missing(i64::MAX, 1).percent(), 0);
        assert_eq!(missing(1, 0).percent(), 100);
        assert_eq!(FreeShipping::Reached.percent(), 100);
    }
}
