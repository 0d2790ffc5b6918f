//! What only a product entered by hand has in its form: brand, numbers, options, tax class, weight, and a further variant.

use catalog::{
    TaxClass,
    by_hand::HandVariant,
    list::{Product, Variant},
    stock::Stock,
};
use types::{Gtin, Money};
use web_kit::FormValues;

use super::{
    faults::{self, Said},
    product_new::tax_classes,
    typed,
};
use crate::{
    i18n::Texts,
    storefront::options::options_line,
    view::seller::{HandFields, HandRow, Value},
};

/// The options that the form knows; others stay as they are.
const OPTIONS: [&str; 4] = ["color", "size", "material", "pattern"];
/// The fields of a variant, beside its options.
const PARTS: [&str; 4] = ["sku", "gtin", "weight", "tax_class"];
/// What a further variant has besides.
const NEW_PARTS: [&str; 2] = ["price", "quantity"];
/// Stands in the names of a further variant's fields where others have their id.
pub const NEW: &str = "new";

/// What names a variant.
fn label(variant: &Variant) -> String {
    let options = options_line(&variant.options);
    if options.is_empty() { variant.sku().to_owned() } else { options }
}

/// The names of all these fields.
pub fn names(product: &Product) -> Vec<String> {
    let ids = product.variants.iter().map(|v| v.id.to_string()).chain([NEW.to_owned()]);
    let fields = ids.flat_map(|id| OPTIONS.into_iter().chain(PARTS).map(move |part| format!("{part}.{id}")));
    let new = NEW_PARTS.into_iter().map(|part| format!("{part}.{NEW}"));
    fields.chain(new).chain(["brand".to_owned()]).collect()
}

/// The fields as the page shows them: what was typed, else what is.
pub fn fields(product: &Product, country: &str, said: &Said) -> HandFields {
    let value = |name: &str, now: &str| Value {
        value: said.typed.get(name).cloned().unwrap_or_else(|| now.to_owned()),
        error: said.errors.get(name).cloned(),
    };
    let row = |id: &str, variant: Option<&Variant>| {
        let now = |part: &str| match (part, variant) {
            (_, None) => String::new(),
            ("sku", Some(v)) => v.sku.clone().unwrap_or_default(),
            ("gtin", Some(v)) => v.gtin.clone().unwrap_or_default(),
            ("weight", Some(v)) => v.weight_grams.map(|grams| grams.to_string()).unwrap_or_default(),
            (option, Some(v)) => v.options.get(option).cloned().unwrap_or_default(),
        };
        let of = |part: &str| value(&format!("{part}.{id}"), &now(part));
        let class = variant.or(product.variants.first()).map_or(TaxClass::Standard, |v| v.tax_class);
        HandRow {
            id: id.to_owned(),
            label: variant.map(label).unwrap_or_default(),
            options: OPTIONS.map(|option| (option, of(option))).to_vec(),
            sku: of("sku"),
            gtin: of("gtin"),
            weight: of("weight"),
            tax_class: value(&format!("tax_class.{id}"), class.code()),
            price: of("price"),
            quantity: of("quantity"),
        }
    };
    HandFields {
        brand: value("brand", product.brand.as_deref().unwrap_or_default()),
        tax_classes: tax_classes(country),
        variants: product.variants.iter().map(|v| row(&v.id.to_string(), Some(v))).collect(),
        further: row(NEW, None),
    }
}

/// The same fields, read.
pub struct Read<'a> {
    /// The texts of messages.
    pub t: Texts,
    /// What was sent.
    pub values: &'a FormValues,
    /// What is wrong.
    pub said: &'a mut Said,
}

impl Read<'_> {
    fn sent(&self, part: &str, id: &str) -> Option<String> {
        typed::sent(self.values, &format!("{part}.{id}")).map(|text| text.trim().to_owned())
    }

    fn gtin(&mut self, id: &str, now: Option<Gtin>) -> Option<Gtin> {
        let Some(typed) = self.sent("gtin", id) else { return now };
        if typed.is_empty() {
            return None;
        }
        let gtin = typed.parse().ok();
        if gtin.is_none() {
            self.said.wrong(format!("gtin.{id}"), self.t.get("handlers-gtin"));
        }
        gtin
    }

    fn weight(&mut self, id: &str, now: Option<u32>) -> Option<u32> {
        let Some(typed) = self.sent("weight", id) else { return now };
        if typed.is_empty() {
            return None;
        }
        let grams = typed::whole(&typed);
        if grams.is_none() {
            self.said.wrong(format!("weight.{id}"), self.t.get("handlers-weight"));
        }
        grams
    }

    /// The brand: what was sent, or what is.
    pub fn brand(&self, now: Option<&str>) -> Option<String> {
        let typed = typed::sent(self.values, "brand").or(now).unwrap_or_default().trim();
        Some(typed.to_owned()).filter(|brand| !brand.is_empty())
    }

    /// A variant with what was sent of these fields.
    pub fn variant(&mut self, id: &str, mut now: HandVariant) -> HandVariant {
        for option in OPTIONS {
            match self.sent(option, id) {
                Some(value) if value.is_empty() => drop(now.options.remove(option)),
                Some(value) => drop(now.options.insert(option.to_owned(), value)),
                None => {}
            }
        }
        if let Some(sku) = self.sent("sku", id) {
            now.sku = Some(sku).filter(|sku| !sku.is_empty());
        }
        now.gtin = self.gtin(id, now.gtin);
        now.weight_grams = self.weight(id, now.weight_grams);
        if let Some(class) = self.sent("tax_class", id).and_then(|class| class.parse().ok()) {
            now.tax_class = class;
        }
        now
    }

    /// The further variant, if anything of it was typed. What it leaves empty is as the first one's.
    pub fn further(&mut self, first: &HandVariant) -> Option<HandVariant> {
        let parts = OPTIONS.into_iter().chain(["sku", "gtin", "weight"]).chain(NEW_PARTS);
        if parts.into_iter().all(|part| self.sent(part, NEW).is_none_or(|text| text.is_empty())) {
            return None;
        }
        let typed = self.sent("price", NEW).unwrap_or_default();
        let price = typed::money(&typed, first.price.currency);
        if price.is_err() {
            self.said.wrong(format!("price.{NEW}"), faults::text(self.t, "price"));
        }
        let own: Option<Money> = price.ok().flatten();
        let typed = self.sent("quantity", NEW).unwrap_or_default();
        let pieces = if typed.is_empty() { Some(0) } else { typed::whole(&typed) };
        if pieces.is_none() {
            self.said.wrong(format!("quantity.{NEW}"), faults::text(self.t, "quantity"));
        }
        let blank = HandVariant {
            id: None,
            sku: None,
            gtin: None,
            options: std::collections::BTreeMap::new(),
            price: own.unwrap_or(first.price),
            compare_at: if own.is_none() { first.compare_at } else { None },
            stock: Stock::Tracked { on_hand: pieces.unwrap_or_default() },
            ..first.clone()
        };
        Some(self.variant(NEW, blank))
    }
}
