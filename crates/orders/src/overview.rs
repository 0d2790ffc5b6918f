//! What a seller's first page counts, and the tabs of a searched list.

use tenancy::{Mode, Scope, class::SellerBound, row, statements};
use types::{Currency, Money, SellerId};

use crate::{OrderError, OrderState, revenue::DAYS};

row! {
    struct Placed { orders: i64 ["count(*) is never null"] }
    struct InState { state: String, orders: i64 ["count(*) is never null"] }
    struct Sum { orders: i64 ["count(*) is never null"], revenue: i64 ["coalesce to nought"] }
}

statements! {
    fn placed(seller: SellerId) -> One<Placed> for Seller | Worker =
        "SELECT count(*) AS orders FROM orders WHERE seller_id = $1 AND state = 'placed'";
    fn found(seller: SellerId, text: &str) -> Vec<InState> for Seller | Worker =
        "SELECT o.state, count(*) AS orders FROM orders o JOIN order_contacts c ON c.seller_id = o.seller_id AND c.id = o.id
         WHERE o.seller_id = $1 AND (strpos(lower(o.number), $2) > 0 OR strpos(lower(c.name), $2) > 0 OR strpos(lower(coalesce(c.email, '')), $2) > 0)
         GROUP BY o.state";
    fn former(seller: SellerId, days: i32, currency: Currency) -> One<Sum> for Seller | Worker =
        "SELECT count(*) AS orders, coalesce(sum(o.total), 0)::bigint AS revenue FROM orders o JOIN sellers s ON s.seller_id = o.seller_id
         WHERE o.seller_id = $1 AND o.currency = $3 AND o.state <> 'cancelled'
           AND o.placed_at >= date_trunc('day', now() AT TIME ZONE s.time_zone - make_interval(days => 2 * $2 - 1)) AT TIME ZONE s.time_zone
           AND o.placed_at < date_trunc('day', now() AT TIME ZONE s.time_zone - make_interval(days => $2 - 1)) AT TIME ZONE s.time_zone";
}

/// How many orders wait to be confirmed.
pub async fn to_confirm<C: SellerBound, M: Mode>(q: &Scope<C, M>) -> Result<i64, OrderError> {
    Ok(placed(q, q.seller()).await?.orders)
}

/// How many orders of each state hold a text, as [`crate::order_list::list`] looks for it; every state is there.
pub async fn matching<C: SellerBound, M: Mode>(
    q: &Scope<C, M>,
    text: &str,
) -> Result<Vec<(OrderState, i64)>, OrderError> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return crate::order_list::count(q).await;
    }
    let found = found(q, q.seller(), &text).await?;
    let of = |state: OrderState| found.iter().find(|c| c.state == state.name()).map_or(0, |c| c.orders);
    Ok(OrderState::ALL.into_iter().map(|state| (state, of(state))).collect())
}

/// Orders and revenue in a currency of as many days as [`crate::revenue::last_days`] tells, right before these.
pub async fn before<C: SellerBound, M: Mode>(q: &Scope<C, M>, currency: Currency) -> Result<(i64, Money), OrderError> {
    let sum = former(q, q.seller(), DAYS, currency).await?;
    Ok((sum.orders, Money::new(sum.revenue, currency)))
}
