//! A purchase after it was made, and the list of them.

use askama::Template;
use jiff::Timestamp;
use types::Money;

use super::{SummaryLine, Totals, shop::initials};
use crate::view::{Link, Page, Pager, Picture, Tone};

/// A purchase: one order for each seller, each with its own course.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/purchase.html")]
pub struct PurchasePage {
    /// The layout's context.
    pub page: Page,
    /// What to name it by when asking.
    pub reference: String,
    /// When it was made.
    pub placed_at: Timestamp,
    /// The page follows the checkout at once: say thank you.
    pub just_placed: bool,
    /// Where the confirmation went.
    pub email: String,
    /// The address, line by line.
    pub address: Vec<String>,
    /// How it is paid, in the reader's language.
    pub payment: String,
    /// One for each seller.
    pub orders: Vec<PurchaseOrder>,
    /// The sums.
    pub totals: Totals,
    /// The guest's own address of this page, to keep.
    pub guest_href: Option<String>,
    /// Other purchases made in the same checkout, because of another currency.
    pub siblings: Vec<Link>,
}

/// One seller's part of a purchase.
#[derive(Debug, Clone)]
pub struct PurchaseOrder {
    /// The seller and its shop.
    pub seller: Link,
    /// The seller's own number for it.
    pub number: String,
    /// Where it stands.
    pub state: OrderState,
    /// When it reached which state, in order of time.
    pub reached: Vec<StateReached>,
    /// The parcel.
    pub tracking: Option<Tracking>,
    /// What is bought there.
    pub lines: Vec<SummaryLine>,
    /// What delivery costs.
    pub shipping: Money,
    /// Goods and delivery.
    pub total: Money,
}

impl PurchaseOrder {
    fn initials(&self) -> String {
        initials(&self.seller.label)
    }

    /// The course of the order: a cancelled one ends where it was, then "cancelled".
    fn steps(&self) -> Vec<Step> {
        let at = |state| self.reached.iter().rev().find(|step| step.state == state).map(|step| step.at);
        let mut steps: Vec<_> = OrderState::COURSE
            .into_iter()
            .map(|state| Step { state, at: at(state), done: state <= self.state, current: state == self.state })
            .collect();
        if self.state == OrderState::Cancelled {
            steps.retain(|step| step.at.is_some());
            steps.push(Step { state: self.state, at: at(self.state), done: true, current: true });
        }
        steps
    }
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderState {
    /// The seller has it.
    Placed,
    /// The seller accepted it.
    Confirmed,
    /// It is in its parcel.
    Packed,
    /// The carrier has it.
    Shipped,
    /// The buyer has it.
    Delivered,
    /// It will not come.
    Cancelled,
}

impl OrderState {
    /// The course of an order that nobody cancels.
    pub const COURSE: [Self; 5] = [Self::Placed, Self::Confirmed, Self::Packed, Self::Shipped, Self::Delivered];

    /// The key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Placed => "order-placed",
            Self::Confirmed => "order-confirmed",
            Self::Packed => "order-packed",
            Self::Shipped => "order-shipped",
            Self::Delivered => "order-delivered",
            Self::Cancelled => "order-cancelled",
        }
    }

    /// The badge's colour.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Placed => Tone::Neutral,
            Self::Confirmed | Self::Packed | Self::Shipped => Tone::Info,
            Self::Delivered => Tone::Success,
            Self::Cancelled => Tone::Danger,
        }
    }

    /// The icon of its step.
    pub(crate) const fn icon(self) -> &'static str {
        match self {
            Self::Placed => "receipt-text",
            Self::Confirmed => "check",
            Self::Packed => "package",
            Self::Shipped => "truck",
            Self::Delivered => "house",
            Self::Cancelled => "x",
        }
    }
}

/// A state and when it was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateReached {
    /// Which.
    pub state: OrderState,
    /// When.
    pub at: Timestamp,
}

/// A step of the course as it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub state: OrderState,
    /// When it was reached.
    pub at: Option<Timestamp>,
    /// Reached.
    pub done: bool,
    /// The order stands here.
    pub current: bool,
}

/// The parcel's number at its carrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracking {
    /// The carrier's name.
    pub carrier: String,
    /// The parcel's number.
    pub number: String,
    /// The carrier's page for it; linked only if it is a web address.
    pub href: Option<String>,
}

impl Tracking {
    /// The address comes from the seller, so `javascript:` and the like are left out.
    fn web_address(&self) -> Option<&str> {
        self.href.as_deref().filter(|href| href.starts_with("https://") || href.starts_with("http://"))
    }
}

/// The buyer's purchases, newest first.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/purchases.html")]
pub struct PurchasesPage {
    /// The layout's context.
    pub page: Page,
    /// This page of them.
    pub purchases: Vec<PurchaseRow>,
    /// The next page.
    pub pager: Pager,
}

/// A purchase in the list.
#[derive(Debug, Clone)]
pub struct PurchaseRow {
    /// Its page.
    pub href: String,
    /// Its reference.
    pub reference: String,
    /// When it was made.
    pub placed_at: Timestamp,
    /// Seller and state of each order.
    pub orders: Vec<(String, OrderState)>,
    /// Some pictures.
    pub pictures: Vec<Picture>,
    /// Articles in all.
    pub article_count: u32,
    /// To pay.
    pub total: Money,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use types::Currency;

    use super::*;

    fn order(states: &[OrderState]) -> PurchaseOrder {
        let reached = |(second, state): (i64, &OrderState)| StateReached {
            state: *state,
            at: Timestamp::from_second(second).unwrap(),
        };
        let zero = Money::new(0, Currency::Eur);
        PurchaseOrder {
            seller: Link::new("Shop", "/s/shop"),
            number: "1".into(),
            state: *states.last().unwrap(),
            reached: (0..).zip(states).map(reached).collect(),
            tracking: None,
            lines: Vec::new(),
            shipping: zero,
            total: zero,
        }
    }

    #[test]
    fn the_course_shows_what_is_done_and_what_is_to_come() {
        let steps = order(&[OrderState::Placed, OrderState::Confirmed]).steps();
        assert_eq!(steps.iter().map(|s| s.done).collect::<Vec<_>>(), [true, true, false, false, false]);
        assert_eq!(steps.iter().position(|s| s.current), Some(1));
    }

    #[test]
    fn only_web_addresses_are_linked() {
        let address = |href: &str| {
            Tracking { carrier: String::new(), number: String::new(), href: Some(href.into()) }
                .web_address()
                .map(str::to_owned)
        };
        assert_eq!(address("https://example.org/1").as_deref(), Some("https://example.org/1"));
        assert_eq!(address("javascript:alert(1)"), None);
        assert_eq!(address(" https://example.org"), None);
    }

    #[test]
    fn a_cancelled_order_ends_where_it_was() {
        let steps = order(&[OrderState::Placed, OrderState::Confirmed, OrderState::Cancelled]).steps();
        let states: Vec<_> = steps.iter().map(|s| s.state).collect();
        assert_eq!(states, [OrderState::Placed, OrderState::Confirmed, OrderState::Cancelled]);
        assert!(steps[2].current && !steps[1].current);
    }
}
