//! The checkout: who, where to, what, how much.

use askama::Template;
use types::{Money, TaxRate};

use crate::{
    i18n::Texts,
    view::{Choice, Field, FormError, Input, Page, Picture, field::Filled},
};

/// Contact, address, payment and review on one page; `POST /checkout`.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/checkout.html")]
pub struct CheckoutPage {
    /// The layout's context.
    pub page: Page,
    /// The fields.
    pub form: CheckoutForm,
    /// What is bought: one purchase for each currency.
    pub purchases: Vec<CheckoutPurchase>,
    /// Sent along as `idempotency_key`: the same form never orders twice.
    pub idempotency_key: String,
    /// Sent along as `reviewed`: the mark of what is shown here. Nothing else is ordered.
    pub reviewed: String,
}

/// The fields of the checkout. Names: `email`, `name`, `phone`, `line1`, `line2`, `postcode`, `city`, `country`,
/// `note`, `payment`.
#[derive(Debug, Clone)]
pub struct CheckoutForm {
    /// What was refused.
    pub errors: Vec<FormError>,
    /// Where the confirmation goes.
    pub email: Field,
    /// Whom the parcel is for.
    pub name: Field,
    /// For questions of the carrier.
    pub phone: Field,
    /// Street and number.
    pub line1: Field,
    /// Whatever else belongs to the address.
    pub line2: Field,
    /// The postcode.
    pub postcode: Field,
    /// The town.
    pub city: Field,
    /// The country, one of those that can be delivered to.
    pub country: Field,
    /// A word to the sellers.
    pub note: Field,
    /// How it is paid.
    pub payment: Field,
}

impl CheckoutForm {
    /// The form as it was filled in. `countries` are codes and names; the payment is on invoice.
    pub fn new(t: Texts, filled: &Filled, countries: Vec<Choice>) -> Self {
        let text = |name, key| filled.apply(Field::text(name, t.get(key)));
        let invoice = Choice {
            value: "invoice".into(),
            label: t.get("payment-invoice").into(),
            hint: Some(t.get("payment-invoice-hint").into()),
        };
        let mut form = Self {
            errors: Vec::new(),
            email: text("email", "field-email")
                .input(Input::Line("email"))
                .autocomplete("email")
                .hint(t.get("field-email-hint")),
            name: text("name", "field-name").autocomplete("name"),
            phone: text("phone", "field-phone").input(Input::Line("tel")).autocomplete("tel").max_length(40).optional(),
            line1: text("line1", "field-street").autocomplete("address-line1"),
            line2: text("line2", "field-street-more").autocomplete("address-line2").optional(),
            postcode: text("postcode", "field-postcode").autocomplete("postal-code").max_length(20),
            city: text("city", "field-city").autocomplete("address-level2"),
            country: text("country", "field-country").input(Input::Select(countries)).autocomplete("country"),
            note: text("note", "field-note").input(Input::Area(3)).max_length(1000).optional(),
            payment: text("payment", "field-payment").input(Input::Radio(vec![invoice])),
        };
        if form.payment.value.is_empty() {
            form.payment.value = "invoice".into();
        }
        form.errors = filled.summary(&form.fields());
        form
    }

    /// In the order of the page.
    fn fields(&self) -> [&Field; 10] {
        [
            &self.email,
            &self.name,
            &self.phone,
            &self.line1,
            &self.line2,
            &self.postcode,
            &self.city,
            &self.country,
            &self.note,
            &self.payment,
        ]
    }
}

/// What becomes one purchase.
#[derive(Debug, Clone)]
pub struct CheckoutPurchase {
    /// The sellers in it.
    pub sellers: Vec<CheckoutSeller>,
    /// The sums.
    pub totals: Totals,
}

/// One seller's part, which becomes an order.
#[derive(Debug, Clone)]
pub struct CheckoutSeller {
    /// The seller's name.
    pub name: String,
    /// What is bought there.
    pub lines: Vec<SummaryLine>,
    /// What delivery costs.
    pub shipping: Money,
}

/// An article in a summary.
#[derive(Debug, Clone)]
pub struct SummaryLine {
    /// The title.
    pub title: String,
    /// Its page, where it still has one.
    pub href: Option<String>,
    /// The chosen options, or empty.
    pub options: String,
    /// A picture.
    pub picture: Picture,
    /// How many.
    pub quantity: u32,
    /// What one costs.
    pub unit_price: Money,
    /// What all cost.
    pub total: Money,
}

/// The sums of a purchase, all in one currency.
#[derive(Debug, Clone)]
pub struct Totals {
    /// Goods.
    pub goods: Money,
    /// Delivery.
    pub shipping: Money,
    /// VAT within the total, by rate.
    pub taxes: Vec<TaxLine>,
    /// To pay.
    pub total: Money,
}

/// The VAT of one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxLine {
    /// The rate.
    pub rate: TaxRate,
    /// The amount.
    pub amount: Money,
}
