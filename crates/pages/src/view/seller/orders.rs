//! Orders: the list, and one order with what can be done next.

use askama::Template;
use jiff::Timestamp;
use types::{Language, Money, OrderId, ProductId, TaxRate};

use crate::view::{Page, Pager};

use super::{
    form::Value,
    query::Query,
    shell::Shell,
    state::{CancelReason, OrderSource, OrderState},
};

/// The list of orders.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/orders.html")]
pub struct OrdersPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// `q`: searched in number and buyer's name.
    pub q: String,
    /// `state`; `None` is every state.
    pub state: Option<OrderState>,
    /// How many orders each state has, the search applied; `None` counts all.
    pub tabs: Vec<(Option<OrderState>, u64)>,
    /// Whether the shop never had an order.
    pub nothing_yet: bool,
    /// This page's orders, newest first.
    pub rows: Vec<OrderRow>,
    /// Cursor of the next page (`?after=`).
    pub next: Option<String>,
    /// Whether this is not the first page.
    pub paged: bool,
}

impl OrdersPage {
    /// Address of a path below `/seller/{seller}/orders` with the search and a state.
    pub fn href(&self, path: &str, state: Option<&OrderState>, after: Option<&str>) -> String {
        Query::new()
            .with("q", Some(&self.q))
            .with("state", state.map(|state| state.code()))
            .with("after", after)
            .on(&self.shell.desk.page(&format!("/orders{path}")))
    }

    /// Where to turn to.
    pub fn pager(&self) -> Pager {
        let href = |after| self.href("", self.state.as_ref(), after);
        Pager { first: self.paged.then(|| href(None)), next: self.next.as_deref().map(|cursor| href(Some(cursor))) }
    }
}

/// An order in a list.
#[derive(Debug, Clone)]
pub struct OrderRow {
    /// Its id.
    pub id: OrderId,
    /// Its number, as buyers know it.
    pub number: String,
    /// When it was placed.
    pub placed: Timestamp,
    /// The buyer's name.
    pub buyer: String,
    /// Pieces.
    pub items: u64,
    /// What the buyer pays this seller.
    pub total: Money,
    /// How far it is.
    pub state: OrderState,
    /// Where it came from.
    pub source: OrderSource,
}

/// An order's page.
#[derive(Debug, Clone, Template)]
#[template(path = "seller/order.html")]
pub struct OrderPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// What lists show of it.
    pub order: OrderRow,
    /// Its lines.
    pub lines: Vec<OrderLine>,
    /// The lines together.
    pub subtotal: Money,
    /// Shipping; zero is free.
    pub shipping: Money,
    /// VAT contained in the total, by rate.
    pub vat: Vec<(TaxRate, Money)>,
    /// How to reach the buyer.
    pub contact: Contact,
    /// Where it goes; `None` when it is collected.
    pub address: Option<Address>,
    /// The language the buyer ordered in.
    pub language: Language,
    /// What happened, oldest first.
    pub events: Vec<OrderEvent>,
    /// The states it may move to now. "cancelled" among them offers cancelling.
    pub allowed: Vec<OrderState>,
    /// Carrier and tracking number, where it was shipped with one.
    pub tracking: Option<(String, String)>,
    /// The seller's own note, in its form; nobody else reads it.
    pub note: Value,
    /// The form's fields, when a posted step was refused.
    pub step: StepForm,
}

/// Fields of the steps "shipped" (`carrier`, `tracking`) and "cancelled" (`reason`, `note`).
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct StepForm {
    pub carrier: Value,
    pub tracking: Value,
    pub reason: Value,
    pub note: Value,
}

/// A line of an order.
#[derive(Debug, Clone)]
pub struct OrderLine {
    /// The product, where it is still in the catalogue.
    pub product: Option<ProductId>,
    /// Its title when it was ordered.
    pub title: String,
    /// Colour and size.
    pub variant: Option<String>,
    /// Its SKU.
    pub sku: String,
    /// Address of its picture.
    pub image: Option<String>,
    /// Pieces.
    pub quantity: u32,
    /// Price of one, VAT included.
    pub unit: Money,
    /// Price of all.
    pub total: Money,
    /// The frozen rate.
    pub rate: TaxRate,
}

/// How to reach a buyer.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct Contact {
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
}

/// Where an order goes.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct Address {
    pub name: String,
    pub street: String,
    pub extra: Option<String>,
    pub postal_code: String,
    pub city: String,
    /// The country's name in the reader's language.
    pub country: String,
}

/// Something that happened to an order.
#[derive(Debug, Clone)]
pub struct OrderEvent {
    /// The state it came to.
    pub state: OrderState,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: Actor,
    /// Tracking, reason, note: what was said along with it.
    pub note: Option<String>,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The buyer.
    Buyer,
    /// A member of the team, by name.
    Member(String),
    /// The program.
    System,
}

impl OrderPage {
    /// The one step forward, if there is one.
    pub fn forward(&self) -> Option<OrderState> {
        self.allowed.iter().copied().find(|state| *state != OrderState::Cancelled)
    }

    /// Whether it may be cancelled.
    pub fn can_cancel(&self) -> bool {
        self.allowed.contains(&OrderState::Cancelled)
    }

    /// The stations of an order with whether it is past them, for the line of dots.
    pub fn stations(&self) -> Vec<(OrderState, bool)> {
        let all = &OrderState::ALL[..5];
        let reached = |state: &OrderState| self.events.iter().any(|event| event.state == *state);
        let last = all.iter().rposition(reached).unwrap_or(0);
        all.iter().enumerate().map(|(at, state)| (*state, at <= last)).collect()
    }

    /// The reasons for cancelling.
    pub fn reasons(&self) -> &'static [CancelReason] {
        CancelReason::ALL
    }
}
