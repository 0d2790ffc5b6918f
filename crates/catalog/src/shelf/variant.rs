//! A variant as it stands inside its product's shelf row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use types::{Language, VariantId};

use crate::TaxClass;

/// A published variant. Prices are minor units of the product's currency, VAT included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShelfVariant {
    /// Its id.
    pub id: VariantId,
    /// The seller's article number, or the feed's id.
    pub sku: String,
    /// The variant's own titles, as its feed has them.
    #[serde(default)]
    pub title: BTreeMap<Language, String>,
    /// Colour, size and the like.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
    /// The price.
    pub price: i64,
    /// What it cost before; above the price.
    #[serde(default)]
    pub compare_at: Option<i64>,
    /// Addresses of its pictures, the main one first.
    #[serde(default)]
    pub images: Vec<String>,
    /// Whether it can be had.
    pub in_stock: bool,
    /// Its tax class.
    pub tax_class: TaxClass,
    /// The number under its bar code.
    #[serde(default)]
    pub gtin: Option<String>,
    /// The manufacturer's number.
    #[serde(default)]
    pub mpn: Option<String>,
    /// Its weight.
    #[serde(default)]
    pub weight_grams: Option<i32>,
    /// `new`, `used` or `refurbished`.
    #[serde(default)]
    pub condition: Option<String>,
}

impl ShelfVariant {
    /// The variant of this id in a shelf row's `variants`.
    pub fn find(variants: &Value, id: VariantId) -> Option<Self> {
        let id = id.to_string();
        let found = variants.as_array()?.iter().find(|v| v.get("id").and_then(Value::as_str) == Some(id.as_str()))?;
        Self::deserialize(found).ok()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_variant_is_found_by_its_id_and_may_lack_what_is_optional() {
        let (here, there) = (VariantId::new(), VariantId::new());
        let variants = json!([
            { "id": VariantId::new(), "sku": "a", "price": 1, "in_stock": true, "tax_class": "standard" },
            { "id": here, "sku": "b", "title": {"de": "Rot"}, "options": {"color": "rot"}, "price": 1250,
              "compare_at": null, "images": ["https://a/1"], "in_stock": false, "tax_class": "super_reduced", "gtin": null },
        ]);
        let found = ShelfVariant::find(&variants, here).unwrap();
        assert_eq!(
            (found.price, found.tax_class, found.title[&Language::De].as_str()),
            (1250, TaxClass::SuperReduced, "Rot")
        );
        assert_eq!(ShelfVariant::find(&variants, there), None);
        assert_eq!(ShelfVariant::find(&json!({}), here), None);
    }
}
