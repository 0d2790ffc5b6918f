//! The seller's first page: what to do today, how the last 30 days went, and for a new seller how to begin.

use askama::Template;
use identity::permission::Permission;
use jiff::civil::Date;
use serde_json::json;
use types::{Currency, Money, ProductId};

use crate::{
    i18n::Texts,
    view::{Page, Tone},
};

use super::{DeskPath, orders::OrderRow, shell::Shell};

const FEED_NEW: &str = "/imports/feeds/new";
const STAGED: &str = "/staged";
const SHIPPING: &str = "/settings#shipping";
const OPEN: &str = "/settings#open";

/// The dashboard.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/dashboard.html")]
pub struct DashboardPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// What waits for the seller, as far as the reader sees what it is about.
    pub tasks: Tasks,
    /// The last 30 days; `None` for who may not see figures.
    pub sales: Option<Sales>,
    /// The newest orders, five at most; `None` for who may not see orders.
    pub recent: Option<Vec<OrderRow>>,
    /// Variants whose counted stock is low, the lowest first, five at most; `None` for who may not see products.
    pub low_stock: Option<Vec<LowStock>>,
    /// What a new seller still has to do; `None` once all is done or dismissed.
    pub first_steps: Option<FirstSteps>,
}

impl DashboardPage {
    /// Whether some of what may wait is the reader's to see.
    fn has_tasks(&self) -> bool {
        self.shell.may(Permission::ViewOrders) || self.shell.may(Permission::ViewImports)
    }

    /// Whether there is nothing here for the reader.
    fn is_bare(&self) -> bool {
        self.sales.is_none() && self.recent.is_none() && self.low_stock.is_none() && !self.has_tasks()
    }
}

/// Counts of what waits; a zero is not shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tasks {
    /// Orders in the state "placed".
    pub to_confirm: u64,
    /// Orders in the states "confirmed" and "packed".
    pub to_ship: u64,
    /// Runs that hold and ask.
    pub held: u64,
    /// Rows rejected in the last run of each feed.
    pub rejects: u64,
    /// Staged products whose feeds contradict each other.
    pub conflicts: u64,
}

impl Tasks {
    /// Whether nothing waits.
    pub const fn is_empty(&self) -> bool {
        self.to_confirm == 0 && self.to_ship == 0 && self.held == 0 && self.rejects == 0 && self.conflicts == 0
    }
}

/// One line of what waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// How much.
    pub count: u64,
    /// The key of what it is; the number decides its plural.
    pub text: &'static str,
    /// Where it is done.
    pub href: String,
    /// The name of its icon.
    pub icon: &'static str,
    /// How pressing it is.
    pub tone: Tone,
}

impl Tasks {
    /// What waits, the most pressing first.
    pub fn list(&self, desk: &DeskPath) -> Vec<Task> {
        let task = |count, text, rest, icon, tone| Task { count, text, href: desk.page(rest), icon, tone };
        [
            task(self.held, "seller-task-held", "/imports", "pause", Tone::Warning),
            task(self.to_confirm, "seller-task-confirm", "/orders?state=placed", "inbox", Tone::Warning),
            task(self.to_ship, "seller-task-ship", "/orders?state=confirmed", "truck", Tone::Info),
            task(self.conflicts, "seller-task-conflicts", "/staged?state=conflict", "scale", Tone::Neutral),
            task(self.rejects, "seller-task-rejects", "/imports", "circle-x", Tone::Neutral),
        ]
        .into_iter()
        .filter(|task| task.count > 0)
        .collect()
    }
}

/// Orders and revenue per day, cancelled orders left out.
#[derive(Debug, Clone)]
pub struct Sales {
    /// The currency of every amount here: the shop's own.
    pub currency: Currency,
    /// One entry a day in the seller's zone, oldest first, without gaps.
    pub days: Vec<SalesDay>,
    /// The sums of as many days before the first; `None` where the shop had no orders then.
    pub before: Option<SalesSum>,
}

/// A day's sales.
#[derive(Debug, Clone, Copy)]
pub struct SalesDay {
    /// The day, in the seller's zone.
    pub date: Date,
    /// How many orders were placed.
    pub orders: u32,
    /// Their totals, VAT and shipping included.
    pub revenue: Money,
}

/// Sales of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SalesSum {
    /// How many orders.
    pub orders: u64,
    /// Their totals.
    pub revenue: Money,
}

impl Sales {
    /// All days together.
    pub fn sum(&self) -> SalesSum {
        let orders = self.days.iter().map(|day| u64::from(day.orders)).sum();
        let minor = self.days.iter().fold(0_i64, |sum, day| sum.saturating_add(day.revenue.minor));
        SalesSum { orders, revenue: Money::new(minor, self.currency) }
    }

    /// Revenue per order, rounded down; nothing where there was no order.
    pub fn average(&self) -> Option<Money> {
        let sum = self.sum();
        let minor = sum.revenue.minor.checked_div(i64::try_from(sum.orders).ok()?)?;
        Some(Money::new(minor, self.currency))
    }

    /// Each day's revenue as a share of the best day's, in percent: the chart for readers without JavaScript.
    pub fn bars(&self) -> Vec<i64> {
        let best = self.days.iter().map(|day| day.revenue.minor).max().unwrap_or(0).max(1);
        self.days.iter().map(|day| (day.revenue.minor.max(0) * 100 / best).max(1)).collect()
    }

    /// What the chart is drawn from, as JSON: days, orders, revenue in minor units, the currency and the names.
    pub fn chart(&self, t: &Texts) -> String {
        json!({
            "days": self.days.iter().map(|day| day.date.to_string()).collect::<Vec<_>>(),
            "orders": self.days.iter().map(|day| day.orders).collect::<Vec<_>>(),
            "revenue": self.days.iter().map(|day| day.revenue.minor).collect::<Vec<_>>(),
            "currency": self.currency.code(),
            "exponent": self.currency.exponent(),
            "names": { "orders": t.get("seller-sales-orders"), "revenue": t.get("seller-sales-revenue") },
        })
        .to_string()
    }

    /// Revenue against the days before, in whole percent; nothing where there is nothing to compare with.
    pub fn revenue_change(&self) -> Option<i64> {
        percent_change(self.before?.revenue.minor, self.sum().revenue.minor)
    }

    /// Orders against the days before, in whole percent.
    pub fn orders_change(&self) -> Option<i64> {
        percent_change(i64::try_from(self.before?.orders).ok()?, i64::try_from(self.sum().orders).ok()?)
    }
}

fn percent_change(before: i64, now: i64) -> Option<i64> {
    if before <= 0 {
        return None;
    }
    i64::try_from((i128::from(now) - i128::from(before)) * 100 / i128::from(before)).ok()
}

/// A variant that runs out.
#[derive(Debug, Clone)]
pub struct LowStock {
    /// Its product.
    pub product: ProductId,
    /// The product's title.
    pub title: String,
    /// Colour and size, where the product has several variants.
    pub variant: Option<String>,
    /// Its category path.
    pub category: String,
    /// Address of its picture.
    pub image: Option<String>,
    /// Pieces that can still be sold.
    pub left: i64,
}

/// A new seller's checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstSteps {
    /// A feed exists.
    pub feed: bool,
    /// Where the mapping is done: the only feed's mapping page, else the list of feeds.
    pub feed_id: Option<types::FeedId>,
    /// A run ended well.
    pub imported: bool,
    /// A product is published.
    pub published: bool,
    /// Shipping was saved once.
    pub shipping: bool,
    /// The shop is open.
    pub open: bool,
}

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The key of what it is.
    pub title: &'static str,
    /// The key of what that means.
    pub text: &'static str,
    /// The key of what its button says.
    pub button: &'static str,
    /// Where it is done.
    pub href: String,
    /// Whether it is done.
    pub done: bool,
    /// Whether it is the first that is not done.
    pub next: bool,
}

impl FirstSteps {
    /// The five steps in order.
    pub fn steps(&self, desk: &DeskPath) -> Vec<Step> {
        let mapping = self.feed_id.map_or_else(|| desk.page("/imports"), |feed| desk.mapping(feed));
        let [new, staged, shipping, open] = [FEED_NEW, STAGED, SHIPPING, OPEN].map(|rest| desk.page(rest));
        let all = [
            ("seller-first-feed", "seller-first-feed-text", "seller-first-go-feed", new, self.feed),
            ("seller-first-import", "seller-first-import-text", "seller-first-go-import", mapping, self.imported),
            ("seller-first-publish", "seller-first-publish-text", "seller-first-go-publish", staged, self.published),
            (
                "seller-first-shipping",
                "seller-first-shipping-text",
                "seller-first-go-shipping",
                shipping,
                self.shipping,
            ),
            ("seller-first-open", "seller-first-open-text", "seller-first-go-open", open, self.open),
        ];
        let next = all.iter().position(|(.., done)| !done);
        let step = |(at, (title, text, button, href, done)): (usize, (_, _, _, String, bool))| Step {
            title,
            text,
            button,
            href,
            done,
            next: Some(at) == next,
        };
        all.into_iter().enumerate().map(step).collect()
    }

    /// How many are done.
    pub fn done(&self) -> usize {
        [self.feed, self.imported, self.published, self.shipping, self.open].into_iter().filter(|done| *done).count()
    }

    /// Whether all are.
    pub fn all_done(&self) -> bool {
        self.done() == 5
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn sales(revenue: &[i64], before: Option<(u64, i64)>) -> Sales {
        let eur = |minor| Money::new(minor, Currency::Eur);
        let days = revenue
            .iter()
            .zip(1_i8..)
            .map(|(minor, day)| SalesDay { date: jiff::civil::date(2026, 3, day), orders: 1, revenue: eur(*minor) })
            .collect();
        let before = before.map(|(orders, minor)| SalesSum { orders, revenue: eur(minor) });
        Sales { currency: Currency::Eur, days, before }
    }

    #[test]
    fn sums_and_changes() {
        let month = sales(&[1_000, 2_001], Some((4, 2_000)));
        assert_eq!(month.sum().revenue.minor, 3_001);
        assert_eq!(month.average().unwrap().minor, 1_500);
        assert_eq!(month.revenue_change(), Some(50));
        assert_eq!(month.orders_change(), Some(-50));
        assert_eq!(sales(&[], None).average(), None);
        assert_eq!(sales(&[5], Some((0, 0))).revenue_change(), None);
    }

    #[test]
    fn the_first_undone_step_is_next() {
        let steps =
            FirstSteps { feed: true, feed_id: None, imported: false, published: false, shipping: true, open: false };
        let next: Vec<_> =
            steps.steps(&DeskPath::new("tea")).into_iter().filter(|step| step.next).map(|step| step.title).collect();
        assert_eq!(next, ["seller-first-import"]);
        assert_eq!(steps.done(), 2);
    }
}
