//! The part of a product's form that only a product entered by hand has.

use std::borrow::Borrow;

use super::{TaxClass, Value};
use crate::i18n::Texts;

/// Brand, and what is told of each variant.
#[derive(Debug, Clone)]
pub struct HandFields {
    /// The brand.
    pub brand: Value,
    /// The tax classes of the shop's country.
    pub tax_classes: Vec<TaxClass>,
    /// The variants, in the order of the page.
    pub variants: Vec<HandRow>,
    /// A further one, which is made where anything is typed into it.
    pub further: HandRow,
}

/// A variant's fields.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct HandRow {
    /// Its id, or `new`: the end of each name.
    pub id: String,
    /// What names it: its options, else its number; empty for the further one.
    pub label: String,
    /// Colour, size and the like, by name.
    pub options: Vec<(&'static str, Value)>,
    pub sku: Value,
    pub gtin: Value,
    /// Grams.
    pub weight: Value,
    pub tax_class: Value,
    /// Of the further variant only.
    pub price: Value,
    /// Of the further variant only.
    pub quantity: Value,
}

impl HandRow {
    /// Name, label, value and keyboard of every text field.
    pub(super) fn cells(&self, t: impl Borrow<Texts>) -> Vec<(String, String, &Value, &'static str)> {
        let t = *t.borrow();
        let label = |option: &str| match option {
            "color" => t.get("seller-new-product-color"),
            "size" => t.get("seller-new-product-size"),
            "material" => t.get("option-material"),
            _ => t.get("option-pattern"),
        };
        let mut cells: Vec<_> = self.options.iter().map(|(name, v)| (*name, label(name), v, "text")).collect();
        cells.extend([
            ("sku", t.get("seller-product-sku"), &self.sku, "text"),
            ("gtin", t.get("seller-product-gtin"), &self.gtin, "numeric"),
            ("weight", t.get("seller-product-weight"), &self.weight, "numeric"),
        ]);
        if self.id == "new" {
            cells.extend([
                ("price", t.get("seller-product-price"), &self.price, "decimal"),
                ("quantity", t.get("seller-new-product-quantity"), &self.quantity, "numeric"),
            ]);
        }
        cells.into_iter().map(|(part, label, v, mode)| (format!("{part}.{}", self.id), label.into(), v, mode)).collect()
    }

    pub(super) fn tax_name(&self) -> String {
        format!("tax_class.{}", self.id)
    }
}
