//! The states of an order, and which follows which.

use serde::{Deserialize, Serialize};

/// Where an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrderState {
    /// The buyer has ordered; stock is reserved.
    Placed,
    /// The seller has accepted.
    Confirmed,
    /// The goods are packed.
    Packed,
    /// The goods are on their way; stock has left.
    Shipped,
    /// The goods have arrived.
    Delivered,
    /// It will not be delivered; stock is free again.
    Cancelled,
}

impl OrderState {
    /// Every state, in the order of an order's life.
    pub const ALL: [Self; 6] =
        [Self::Placed, Self::Confirmed, Self::Packed, Self::Shipped, Self::Delivered, Self::Cancelled];

    /// Its name in the database and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Confirmed => "confirmed",
            Self::Packed => "packed",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
        }
    }

    /// From its name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == text)
    }

    /// Where an order may go from here. What has been shipped is returned, not cancelled.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Placed => &[Self::Confirmed, Self::Cancelled],
            Self::Confirmed => &[Self::Packed, Self::Shipped, Self::Cancelled],
            Self::Packed => &[Self::Shipped, Self::Cancelled],
            Self::Shipped => &[Self::Delivered],
            Self::Delivered | Self::Cancelled => &[],
        }
    }

    /// Whether an order may go from here to `to`.
    pub fn may_become(self, to: Self) -> bool {
        self.next().contains(&to)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn every_state_can_be_reached_and_every_order_ends() {
        let mut reached = vec![OrderState::Placed];
        let mut at = 0;
        while at < reached.len() {
            for next in reached[at].next() {
                assert_ne!(*next, reached[at]);
                if !reached.contains(next) {
                    reached.push(*next);
                }
            }
            at += 1;
        }
        assert_eq!(reached.len(), OrderState::ALL.len());
        assert!(!OrderState::Shipped.may_become(OrderState::Cancelled));
        assert!(!OrderState::Cancelled.may_become(OrderState::Placed));
    }

    #[test]
    fn names_are_read_back() {
        for state in OrderState::ALL {
            assert_eq!(OrderState::parse(state.name()), Some(state));
        }
        assert_eq!(OrderState::parse("lost"), None);
    }
}
