//! The form for an order entered by hand: a call, or a buyer at the counter.

use askama::Template;
use types::{Currency, Money};

use crate::view::{FormError, Page};

use super::{form::Value, shell::Shell};

/// The form for an order entered by hand.
///
/// Posted fields: those named below, and for line N (from 0) `line.N.item` and `line.N.quantity`; empty lines are
/// ignored. Buttons: `do` = `place`, or `row` (one more line, nothing placed).
#[derive(Debug, Clone, Template)]
#[template(path = "seller/order_new.html")]
pub struct OrderNewPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// Hidden `idempotency_key`: the same key never places two orders.
    pub idempotency_key: String,
    /// `channel`: `telephone` or `counter`.
    pub channel: Value,
    /// The lines; one empty one to begin with.
    pub lines: Vec<LineFields>,
    /// What may be ordered, offered as one types: 200 at most.
    pub choices: Vec<ItemChoice>,
    /// `name`.
    pub name: Value,
    /// `email`.
    pub email: Value,
    /// `phone`.
    pub phone: Value,
    /// `delivery`: `ship` or `collect`.
    pub delivery: Value,
    /// `street`.
    pub street: Value,
    /// `extra`.
    pub extra: Value,
    /// `postal_code`.
    pub postal_code: Value,
    /// `city`.
    pub city: Value,
    /// `country`: a code of [`OrderNewPage::countries`].
    pub country: Value,
    /// Codes and names.
    pub countries: Vec<(String, String)>,
    /// `shipping`, in major units; empty takes the flat rate.
    pub shipping: Value,
    /// The flat rate.
    pub flat_rate: Money,
    /// The currency of the amounts.
    pub currency: Currency,
    /// `note`.
    pub note: Value,
    /// What is wrong with the order as a whole, such as stock that is gone.
    pub error: Option<String>,
}

impl OrderNewPage {
    /// The error summary.
    pub fn errors(&self) -> Vec<FormError> {
        let t = self.page.t;
        let whole = self.error.clone().map(FormError::whole);
        let lines = self.lines.iter().enumerate().flat_map(|(at, line)| {
            [
                line.item.summary(&format!("line.{at}.item"), t.get("seller-order-new-product")),
                line.quantity.summary(&format!("line.{at}.quantity"), t.get("seller-order-quantity")),
            ]
        });
        let fields = [
            self.channel.summary("channel", t.get("seller-order-new-channel")),
            self.name.summary("name", t.get("seller-order-new-name")),
            self.email.summary("email", t.get("seller-order-email")),
            self.phone.summary("phone", t.get("seller-order-phone")),
            self.delivery.summary("delivery", t.get("seller-order-new-delivery")),
            self.street.summary("street", t.get("seller-order-new-street")),
            self.extra.summary("extra", t.get("seller-order-new-extra")),
            self.postal_code.summary("postal_code", t.get("seller-order-new-postal-code")),
            self.city.summary("city", t.get("seller-order-new-city")),
            self.country.summary("country", t.get("seller-order-new-country")),
            self.shipping.summary("shipping", t.get("seller-order-new-shipping-fee")),
            self.note.summary("note", t.get("seller-order-new-note")),
        ];
        [whole].into_iter().chain(lines).chain(fields).flatten().collect()
    }
}

/// A line of an order that is being entered.
#[derive(Debug, Clone, Default)]
pub struct LineFields {
    /// SKU, GTIN, or a choice from the list.
    pub item: Value,
    /// Pieces.
    pub quantity: Value,
}

/// Something that can be ordered.
#[derive(Debug, Clone)]
pub struct ItemChoice {
    /// What the field then holds.
    pub sku: String,
    /// Title and variant.
    pub title: String,
    /// Its price.
    pub price: Money,
}
