//! What to do about a field that the catalogue refused, in the reader's language.

use std::collections::BTreeMap;

use catalog::Fault;

use crate::i18n::Texts;

/// What was typed, and what is wrong with which field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Values by field name.
    pub typed: BTreeMap<String, String>,
    /// Messages by field name.
    pub errors: BTreeMap<String, String>,
}

impl Said {
    /// Notes what is wrong with a field; the first message stays.
    pub fn wrong(&mut self, field: impl Into<String>, text: impl Into<String>) {
        self.errors.entry(field.into()).or_insert_with(|| text.into());
    }

    /// Notes what the catalogue found wrong; `place` says under which name of the form a field stands.
    pub fn refused(&mut self, t: Texts, faults: &[Fault], place: impl Fn(&str) -> String) {
        for fault in faults {
            let name = place(&fault.field);
            let kind = name.split('.').find(|part| known(part)).unwrap_or_default().to_owned();
            self.wrong(name, text(t, &kind));
        }
    }
}

fn known(kind: &str) -> bool {
    ["title", "description", "category", "price", "compare_at", "images", "on_hand", "quantity", "color", "size"]
        .contains(&kind)
}

/// The whole rule of a kind of field: one message, whichever part of it was broken.
pub fn text(t: Texts, kind: &str) -> String {
    match kind {
        "title" => t.get("handlers-title"),
        "description" => t.get("handlers-description"),
        "category" => t.get("handlers-category"),
        "price" => t.get("handlers-price"),
        "compare_at" => t.get("handlers-compare-at"),
        "images" => t.get("handlers-images"),
        "on_hand" | "quantity" => t.get("handlers-pieces"),
        _ => t.get("handlers-short"),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use types::Language;

    use super::*;

    #[test]
    fn every_kind_of_field_has_its_rule() {
        let t = Texts::of(Language::De);
        let mut said = Said::default();
        let fault = |field: &str| Fault { field: field.to_owned(), message: "use one line".to_owned() };
        let faults = ["title.de", "price.0195", "variants[1].price", "brand"].map(fault);
        said.refused(t, &faults, |field| field.replace("variants[1]", "variant.1"));
        assert_eq!(said.errors["price.0195"], said.errors["variant.1.price"]);
        assert_ne!(said.errors["title.de"], said.errors["brand"]);
        assert!(said.errors.values().all(|text| !text.contains("one line") && !text.starts_with("handlers")));
    }
}
