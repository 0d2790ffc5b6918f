//! The form of an order entered by hand, read field by field.

use catalog::codes::{self, Coded, Meant};
use orders::{Contact, ContactInput, OrderError, by_hand::Channel, cart::MAX_QUANTITY};
use types::{Currency, MoneyError, VariantId};
use web_kit::{FormValues, Problem};

use super::{faults::Said, typed};
use crate::i18n::Texts;

/// The form's fields that are read more than once.
const CHANNEL: &str = "channel";
pub const NOTE: &str = "note";

/// Fields beside the lines.
const FIELDS: [&str; 12] = [
    "channel",
    "name",
    "email",
    "phone",
    "delivery",
    "street",
    "extra",
    "postal_code",
    "city",
    "country",
    "shipping",
    "note",
];

/// A line of the form in which something stands.
pub struct Line {
    /// Its row.
    pub at: usize,
    /// What was typed: a SKU, a GTIN.
    pub item: String,
    /// How many.
    pub quantity: u32,
}

/// The form, read field by field.
pub struct Sent<'a> {
    /// The interface texts.
    pub t: Texts,
    /// As it was sent.
    pub values: &'a FormValues,
    /// What was typed, and what is wrong with it.
    pub said: Said,
}

impl Sent<'_> {
    /// What stands in a field.
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).trim()
    }

    fn wrong(&mut self, name: impl Into<String>, key: &str) {
        let text = self.t.get(key);
        self.said.wrong(name, text);
    }

    /// How the order came, and how the goods go: one of what the form offers; what it does not is refused.
    pub fn channel(&mut self) -> Channel {
        if !["ship", "collect"].contains(&self.get("delivery")) {
            self.wrong("delivery", "fault-choice");
        }
        match self.get(CHANNEL) {
            "counter" => return Channel::Counter,
            "telephone" => {}
            _ => self.wrong(CHANNEL, "fault-choice"),
        }
        Channel::Telephone
    }

    fn collected(&self) -> bool {
        self.get("delivery") == "collect"
    }

    /// The lines in which something stands.
    pub fn lines(&mut self, rows: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for at in 0..rows {
            let item = self.get(&format!("line.{at}.item")).to_owned();
            if item.is_empty() {
                continue;
            }
            let name = format!("line.{at}.quantity");
            let quantity = typed::whole(self.get(&name)).filter(|pieces| (1..=MAX_QUANTITY).contains(pieces));
            if quantity.is_none() {
                self.wrong(name, "handlers-quantity");
            }
            lines.push(Line { at, item, quantity: quantity.unwrap_or(1) });
        }
        if lines.is_empty() {
            self.wrong("line.0.item", "fault-needed");
        }
        lines
    }

    /// The variants of the lines among what was found.
    pub fn variants(&mut self, lines: &[Line], found: &[Coded]) -> Vec<(VariantId, u32)> {
        let mut variants = Vec::new();
        for line in lines {
            let name = format!("line.{}.item", line.at);
            match codes::meant(found, &line.item) {
                Meant::One(variant) => variants.push((variant, line.quantity)),
                Meant::Many => self.wrong(name, "handlers-item-many"),
                Meant::Nothing => self.wrong(name, "handlers-item-unknown"),
            }
        }
        variants
    }

    /// For whom. What is collected needs no address; somebody must be reachable.
    pub fn contact(&mut self, own_country: &str) -> Contact {
        let get = |name: &str| self.get(name).to_owned();
        let collected = self.collected();
        let input = ContactInput {
            email: get("email"),
            name: get("name"),
            phone: get("phone"),
            street: get("street"),
            extra: get("extra"),
            postal_code: get("postal_code"),
            city: get("city"),
            country: get("country"),
        };
        let address = ["street", "extra", "postal_code", "city", "country"];
        for (field, _) in input.faults(false) {
            if collected && address.contains(&field) {
                continue;
            }
            let key = match field {
                "email" => "fault-email",
                "country" => "fault-country",
                _ if self.get(field).is_empty() => "fault-needed",
                _ => "fault-too-long",
            };
            self.wrong(field, key);
        }
        if input.email.is_empty() && input.phone.is_empty() && self.get(CHANNEL) != "counter" {
            self.wrong("phone", "handlers-reachable");
        }
        let optional = |text: String| Some(text).filter(|text| !text.is_empty());
        let kept = |text: String| if collected { String::new() } else { text };
        Contact {
            email: optional(input.email),
            name: input.name,
            phone: optional(input.phone),
            street: kept(input.street),
            extra: optional(kept(input.extra)),
            postal_code: kept(input.postal_code),
            city: kept(input.city),
            country: if collected { own_country.to_owned() } else { input.country.to_ascii_uppercase() },
        }
    }

    /// What shipping costs; `None`: what the shop charges.
    pub fn shipping(&mut self, currency: Currency) -> Option<i64> {
        if self.collected() {
            return Some(0);
        }
        let typed = typed::money(self.get("shipping"), currency);
        if typed.is_err() {
            self.wrong("shipping", "handlers-amount");
        }
        typed.ok().flatten().map(|money| money.minor)
    }

    /// What the domain refused, beside the fields that it is about.
    pub fn refused(&mut self, error: OrderError, lines: &[Line], found: &[Coded]) -> Result<(), Problem> {
        match error {
            OrderError::OutOfStock(short) => {
                for line in lines {
                    if matches!(codes::meant(found, &line.item), Meant::One(variant) if short.contains(&variant)) {
                        self.wrong(format!("line.{}.quantity", line.at), "handlers-out-of-stock");
                    }
                }
            }
            OrderError::KeyReused | OrderError::CartChanged | OrderError::Invalid { field: "Idempotency-Key", .. } => {
                self.wrong("", "handlers-key");
            }
            OrderError::Money(MoneyError::Mixed(..)) => self.wrong("", "handlers-other-currency"),
            OrderError::Money(_) => self.wrong("", "handlers-amount-too-high"),
            OrderError::Invalid { field: "shipping", .. } => self.wrong("shipping", "handlers-amount-too-high"),
            OrderError::Invalid { field: "lines", .. } => self.wrong("", "handlers-lines"),
            OrderError::Invalid { field, .. } => self.wrong(field, "fault-too-long"),
            error => return Err(error.into()),
        }
        Ok(())
    }
}

/// Everything that was typed, by name.
pub fn typed_values(values: &FormValues, rows: usize) -> std::collections::BTreeMap<String, String> {
    let lines = (0..rows).flat_map(|at| [format!("line.{at}.item"), format!("line.{at}.quantity")]);
    let names = FIELDS.iter().map(|name| (*name).to_owned()).chain(lines);
    names.filter_map(|name| Some((name.clone(), typed::sent(values, &name)?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use types::Language;

    use super::*;

    fn sent(values: &FormValues) -> Sent<'_> {
        Sent { t: Texts::of(Language::En), values, said: Said::default() }
    }

    #[test]
    fn empty_lines_are_left_out_and_absurd_ones_named() {
        let values = FormValues::new([
            ("line.0.item", ""),
            ("line.0.quantity", "1"),
            ("line.1.item", "A"),
            ("line.1.quantity", "1000"),
            ("line.2.item", "B"),
            ("line.2.quantity", "2"),
        ]);
        let mut form = sent(&values);
        let lines = form.lines(3);
        assert_eq!(lines.iter().map(|line| (line.at, line.quantity)).collect::<Vec<_>>(), [(1, 1), (2, 2)]);
        assert_eq!(form.said.errors.keys().collect::<Vec<_>>(), ["line.1.quantity"]);
        assert!(form.variants(&lines, &[]).is_empty());
        assert!(form.said.errors.contains_key("line.2.item"));
        let absurd = FormValues::new([("channel", "pigeon"), ("delivery", "teleport")]);
        let mut form = sent(&absurd);
        form.channel();
        assert_eq!(form.said.errors.keys().collect::<Vec<_>>(), ["channel", "delivery"]);
        let nothing = FormValues::default();
        let mut form = sent(&nothing);
        assert!(form.lines(0).is_empty() && form.said.errors.contains_key("line.0.item"));
    }

    #[test]
    fn what_is_collected_needs_no_address() {
        let values = FormValues::new([
            ("name", "Ada"),
            ("channel", "counter"),
            ("delivery", "collect"),
            ("street", "x"),
            ("country", ""),
        ]);
        let mut form = sent(&values);
        let contact = form.contact("LU");
        assert!(form.said.errors.is_empty(), "{:?}", form.said.errors);
        assert_eq!((contact.street.as_str(), contact.country.as_str()), ("", "LU"));
        assert_eq!(form.shipping(Currency::Eur), Some(0));
        let values = FormValues::new([("name", "Ada"), ("delivery", "ship"), ("shipping", "x")]);
        let mut form = sent(&values);
        form.contact("LU");
        assert_eq!(form.shipping(Currency::Eur), None);
        let fields: Vec<_> = form.said.errors.keys().map(String::as_str).collect();
        assert_eq!(fields, ["city", "country", "phone", "postal_code", "shipping", "street"]);
    }
}
