//! The seller's list of orders: by state, by number or name, page by page.

use jiff::Timestamp;
use tenancy::{Mode, Scope, class::SellerBound, row, statements};
use types::{Currency, OrderId, SellerId};

use crate::{OrderError, OrderState};

/// Orders on a page, at most.
pub const MAX_PAGE: i64 = 100;

row! {
    /// An order in the list.
    pub struct OrderRow {
        /// Its id.
        id: OrderId,
        /// Its number.
        number: String,
        /// Where it came from.
        channel: String,
        /// Where it is: a name of [`OrderState`].
        state: String,
        /// Of `total`.
        currency: Currency,
        /// What is paid, minor units.
        total: i64,
        /// When it was placed.
        placed_at: Timestamp,
        /// Who ordered.
        name: String,
        /// Where it goes.
        city: String,
        /// ISO 3166-1 alpha-2.
        country: String,
        /// How many pieces.
        pieces: i64 ["a sum of at least one line, or nought"],
    }
    struct StateCount { state: String, orders: i64 ["count(*) is never null"] }
}

statements! {
    fn page(seller: SellerId, state: Option<&str>, text: &str, before: OrderId, limit: i64) -> Vec<OrderRow> for Seller | Worker =
        "SELECT o.id, o.number, o.channel, o.state, o.currency, o.total, o.placed_at, c.name, c.city, c.country,
                coalesce((SELECT sum(l.quantity) FROM order_lines l WHERE l.seller_id = o.seller_id AND l.order_id = o.id), 0) AS pieces
         FROM orders o JOIN order_contacts c ON c.seller_id = o.seller_id AND c.id = o.id
         WHERE o.seller_id = $1 AND o.id < $4 AND ($2::text IS NULL OR o.state = $2)
           AND ($3 = '' OR strpos(lower(o.number), $3) > 0 OR strpos(lower(c.name), $3) > 0 OR strpos(lower(coalesce(c.email, '')), $3) > 0)
         ORDER BY o.id DESC LIMIT $5";
    fn counts(seller: SellerId) -> Vec<StateCount> for Seller | Worker = "SELECT state, count(*) AS orders FROM orders WHERE seller_id = $1 GROUP BY state";
}

/// Which orders.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<OrderState>,
    /// Part of a number, a name or an e-mail address.
    pub text: String,
}

/// A page of orders, the last first, those before `before`: [`MAX_PAGE`] at most, and one more, by which the caller sees
/// that there is a next page.
pub async fn list<C: SellerBound, M: Mode>(
    q: &Scope<C, M>,
    filter: &Filter,
    before: Option<OrderId>,
    limit: i64,
) -> Result<Vec<OrderRow>, OrderError> {
    let before = before.unwrap_or(OrderId(uuid::Uuid::max()));
    let text = filter.text.trim().to_lowercase();
    Ok(page(q, q.seller(), filter.state.map(OrderState::name), &text, before, limit.clamp(1, MAX_PAGE + 1)).await?)
}

/// How many orders are in each state; every state is there.
pub async fn count<C: SellerBound, M: Mode>(q: &Scope<C, M>) -> Result<Vec<(OrderState, i64)>, OrderError> {
    let found = counts(q, q.seller()).await?;
    let of = |state: OrderState| found.iter().find(|c| c.state == state.name()).map_or(0, |c| c.orders);
    Ok(OrderState::ALL.into_iter().map(|state| (state, of(state))).collect())
}
