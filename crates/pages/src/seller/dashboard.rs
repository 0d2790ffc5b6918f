//! The seller's first page.

use std::collections::BTreeMap;

use axum::{extract::State, response::Response};
use catalog::{list, low_stock};
use futures_util::{TryFutureExt, try_join};
use identity::permission::{Membership, Permission as P};
use imports::{RunState, feeds::FeedStatus, staged};
use orders::{OrderState, order_list, overview, revenue};
use types::{Currency, Money};
use web_kit::{App, Member, Problem};

use super::{
    desk::{Desk, count, only},
    orders as order_pages,
};
use crate::{
    context::Context,
    render,
    storefront::options::options_line,
    view::seller::{DashboardPage, FirstSteps, LowStock, Sales, SalesDay, SalesSum, Tasks},
};

/// Orders and low stocks shown.
const FEW: i64 = 5;

/// `GET /seller/{seller}`
pub async fn show(State(app): State<App>, member: Member<Membership>, context: Context) -> Result<Response, Problem> {
    let q = member.door.read().await?;
    let language = context.language;
    let desk = Desk::open(&q, context).await?;
    let currency = desk.shop.currency;
    let may = |permission| desk.shell.may(permission);
    // Who sets up the shop; the others have nothing to do with its first steps.
    let founds = may(P::ConfigureImports) && may(P::CreateProducts) && may(P::EditShop);
    let conflicts = staged::Filter { state: Some(staged::State::Conflict), ..staged::Filter::default() };
    let published = list::Query {
        wanted: list::Wanted { filter: list::Filter::Published, ..list::Wanted::default() },
        language,
        after: None,
        limit: 1,
    };
    let (all_orders, all_staged) = (order_list::Filter::default(), staged::Filter::default());
    let (states, days, before, recent, low, conflicts, staged, published) = try_join!(
        only(may(P::ViewOrders), order_list::count(&q).err_into()),
        only(may(P::ViewAnalytics), revenue::last_days(&q, currency).err_into()),
        only(may(P::ViewAnalytics), overview::before(&q, currency).err_into()),
        only(may(P::ViewOrders), order_list::list(&q, &all_orders, None, FEW).err_into()),
        only(may(P::ViewProducts), low_stock::list(&q, language, FEW).err_into()),
        only(may(P::ViewImports), staged::count(&q, &conflicts).err_into()),
        only(founds, staged::list(&q, &all_staged, None, 1, None).err_into()),
        only(founds, list::page(&q, &published).err_into()),
    )?;
    drop(q);
    let states = states.unwrap_or_default();
    let in_state = |wanted: OrderState| count(states.iter().find(|(state, _)| *state == wanted).map_or(0, |(_, n)| *n));
    let tasks = Tasks {
        to_confirm: in_state(OrderState::Placed),
        to_ship: in_state(OrderState::Confirmed) + in_state(OrderState::Packed),
        held: if may(P::ViewImports) { desk.shell.held } else { 0 },
        // Who may not see imports may not see how they went, even where he may start one.
        rejects: desk
            .feeds
            .iter()
            .filter(|_| may(P::ViewImports))
            .filter_map(|f| f.last_run.as_ref())
            .map(|run| count(run.rows_rejected))
            .sum(),
        conflicts: conflicts.map_or(0, count),
    };
    let steps = staged.zip(published).map(|(staged, shelf)| first_steps(&desk, !staged.is_empty(), !shelf.is_empty()));
    let page = DashboardPage {
        tasks,
        sales: days.zip(before).map(|(days, before)| sales(&days, before, currency)),
        recent: recent.map(|found| found.iter().map(order_pages::row).collect()),
        low_stock: low.map(|low| low.into_iter().map(|low| low_row(&app, low)).collect()),
        first_steps: steps.filter(|steps| !steps.all_done()),
        page: desk.page,
        shell: desk.shell,
    };
    render(&page)
}

/// One entry a day in the shop's own currency; what was sold in others stands in the orders.
fn sales(days: &[revenue::Day], before: (i64, Money), currency: Currency) -> Sales {
    let mut by_day: BTreeMap<_, (i64, i64)> = BTreeMap::new();
    for day in days {
        let entry = by_day.entry(day.day).or_default();
        if day.currency == currency {
            entry.0 += day.orders;
            entry.1 = entry.1.saturating_add(day.revenue);
        }
    }
    let day = |(date, (orders, minor)): (_, (i64, i64))| SalesDay {
        date,
        orders: u32::try_from(orders).unwrap_or(u32::MAX),
        revenue: Money::new(minor, currency),
    };
    let before = (before.0 > 0).then(|| SalesSum { orders: count(before.0), revenue: before.1 });
    Sales { currency, days: by_day.into_iter().map(day).collect(), before }
}

fn low_row(app: &App, low: low_stock::Low) -> LowStock {
    LowStock {
        product: low.product,
        title: low.title.unwrap_or_default(),
        variant: Some(options_line(&low.options.0)).filter(|line| !line.is_empty()),
        category: low.category.unwrap_or_default(),
        image: low.image.and_then(|link| app.pictures.address(&link)),
        left: i64::from(low.pieces),
    }
}

fn first_steps(desk: &Desk, staged: bool, published: bool) -> FirstSteps {
    let ended_well = |f: &FeedStatus| f.last_run.as_ref().is_some_and(|run| run.state == RunState::Done);
    FirstSteps {
        feed: !desk.feeds.is_empty() || staged,
        feed_id: if let [only] = desk.feeds.as_slice() { Some(only.feed.id) } else { None },
        imported: staged || desk.feeds.iter().any(ended_well),
        published,
        shipping: desk.shop.shipping_flat > 0 || desk.shop.shipping_free_above.is_some(),
        open: desk.shell.open,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_that_sold_in_another_currency_only_is_a_day_without_revenue() {
        let day = |d, currency, orders, revenue| revenue::Day { day: date(2026, 3, d), currency, orders, revenue };
        let days = [day(1, Currency::Chf, 2, 900), day(2, Currency::Chf, 1, 100), day(2, Currency::Eur, 3, 700)];
        let sales = sales(&days, (0, Money::new(0, Currency::Eur)), Currency::Eur);
        let shown: Vec<_> = sales.days.iter().map(|d| (d.orders, d.revenue.minor)).collect();
        assert_eq!(shown, [(0, 0), (3, 700)]);
        assert!(sales.before.is_none());
    }
}
