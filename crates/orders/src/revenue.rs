//! Orders and revenue by the seller's own days.

use jiff::civil::Date;
use tenancy::{Mode, Scope, class::SellerBound, row, statements};
use types::{Currency, SellerId};

use crate::OrderError;

/// Days of the chart.
pub const DAYS: i32 = 30;

row! {
    /// One day in one currency.
    pub struct Day {
        /// The day, in the seller's zone.
        day: Date ["date_trunc of a column that is never null"],
        /// Of `revenue`.
        currency: Currency,
        /// Orders placed and not cancelled.
        orders: i64 ["count(*) is never null"],
        /// Their totals, minor units.
        revenue: i64 ["a sum over at least one order"],
    }
    struct Today { today: Date ["a function of now()"] }
}

statements! {
    fn by_day(seller: SellerId, days: i32) -> Vec<Day> for Seller | Worker =
        "SELECT (o.placed_at AT TIME ZONE s.time_zone)::date AS day, o.currency, count(*) AS orders, sum(o.total)::bigint AS revenue
         FROM orders o JOIN sellers s ON s.seller_id = o.seller_id
         WHERE o.seller_id = $1 AND o.placed_at >= date_trunc('day', now() AT TIME ZONE s.time_zone - make_interval(days => $2 - 1)) AT TIME ZONE s.time_zone
           AND o.state <> 'cancelled'
         GROUP BY 1, 2 ORDER BY 1, 2";
    fn today(seller: SellerId) -> One<Today> for Seller | Worker = "SELECT (now() AT TIME ZONE time_zone)::date AS today FROM sellers WHERE seller_id = $1";
}

/// Thirty days up to today, each with what came in; days without orders are there with nought, in the shop's currency.
pub async fn last_days<C: SellerBound, M: Mode>(
    q: &Scope<C, M>,
    shop_currency: Currency,
) -> Result<Vec<Day>, OrderError> {
    let (found, today) = futures_util::try_join!(by_day(q, q.seller(), DAYS), today(q, q.seller()))?;
    let mut days = Vec::new();
    for back in (0..DAYS).rev() {
        let Ok(day) = today.today.checked_sub(jiff::Span::new().days(back)) else { continue };
        let before = days.len();
        days.extend(found.iter().filter(|d| d.day == day).cloned());
        if days.len() == before {
            days.push(Day { day, currency: shop_currency, orders: 0, revenue: 0 });
        }
    }
    Ok(days)
}
