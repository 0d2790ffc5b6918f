//! Plans of a catalogue that is not there: what a batch means, without a database.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::HashMap;

use types::{Currency, Money, WarehouseId};

use super::{super::known::ProductRow, *};

fn item(id: &str, group: &str, title: &str) -> FeedVariant {
    FeedVariant {
        external_id: id.into(),
        group_key: group.into(),
        texts: vec![(Language::De, title.into(), format!("Text {id}"))],
        brand: None,
        category: None,
        google_category: None,
        price: Money::new(1000, Currency::Eur),
        sale_price: None,
        in_stock: true,
        quantity: None,
        gtin: None,
        mpn: None,
        options: BTreeMap::new(),
        images: vec![],
        weight_grams: None,
        condition: None,
        tax_rate: None,
    }
}

fn nothing() -> Known {
    Known {
        country: "LU".into(),
        warehouse: WarehouseId::new(),
        products: vec![],
        variants: vec![],
        texts: HashMap::new(),
    }
}

/// A catalogue in which these variants stand, all of one product, unpublished.
fn standing(ids: &[&str]) -> Known {
    let product = ProductId::new();
    let rows = ids.iter().zip(0..).map(|(id, position)| VariantRow {
        id: VariantId::new(),
        product_id: product,
        external_id: (*id).into(),
        titles: json!({ "de": format!("Hemd – {id}") }),
        gtin: None,
        mpn: None,
        options: json!({}),
        images: vec![],
        weight_grams: None,
        condition: None,
        position,
        published: false,
        price: 1000,
        compare_at: None,
        currency: Currency::Eur,
        tax_class: TaxClass::Standard,
        feed_quantity: None,
        feed_available: Some(true),
    });
    let row = ProductRow { id: product, group_key: "g".into(), brand: None, category: None, google_category: None };
    let text = super::super::known::TextRow {
        product_id: product,
        language: Language::De,
        title: "Hemd".into(),
        description: format!("Text {}", ids[0]),
    };
    Known {
        variants: rows.collect(),
        products: vec![row],
        texts: [((product, Language::De), text)].into(),
        ..nothing()
    }
}

#[test]
fn a_new_group_is_one_product_named_by_all_its_variants() {
    let batch = [item("1", "g", "Hemd – Rot"), item("2", "g", "Hemd – Blau"), item("3", "3", "Hose")];
    let known = nothing();
    let plan = plan(&batch, &known, AndPublish::Yes);
    let handles: Vec<_> = plan.new_products.iter().map(|p| p.handle.split('-').next().unwrap()).collect();
    assert_eq!(
        (handles, plan.new_variants.len(), plan.offers.len(), plan.new_stock.len()),
        (vec!["hemd", "hose"], 3, 3, 3)
    );
    assert_eq!(
        plan.texts.iter().map(|t| (t.title.as_str(), t.description.as_str())).collect::<Vec<_>>(),
        [("Hemd", "Text 1"), ("Hose", "Text 3")]
    );
    assert_eq!((plan.applied.created, plan.applied.published, plan.on_shelf.len()), (3, 3, 2));
    assert_eq!(plan.new_variants.iter().map(|v| v.position).collect::<Vec<_>>(), [0, 1, 0]);
}

#[test]
fn what_stands_already_is_no_work() {
    let known = standing(&["1", "2"]);
    let batch = [item("2", "g", "Hemd – 2"), item("1", "g", "Hemd – 1")];
    let plan = plan(&batch, &known, AndPublish::No);
    assert_eq!(plan.applied, Applied { unchanged: 2, ..Applied::default() });
    assert!(
        plan.variants.is_empty()
            && plan.offers.is_empty()
            && plan.stock.is_empty()
            && plan.texts.is_empty()
            && plan.products.is_empty()
    );
}

#[test]
fn publishing_what_stands_writes_the_variant_alone() {
    let known = standing(&["1", "2"]);
    let batch = [item("1", "g", "Hemd – 1")];
    let plan = plan(&batch, &known, AndPublish::Yes);
    assert_eq!((plan.applied.unchanged, plan.applied.published, plan.applied.products.len()), (1, 1, 1));
    assert_eq!((plan.variants.len(), plan.offers.len(), plan.stock.len(), plan.texts.len()), (1, 0, 0, 0));
}

#[test]
fn only_the_first_variant_speaks_for_the_product() {
    let known = standing(&["1", "2"]);
    let mut batch = [item("2", "g", "Hemd – 2")];
    batch[0].brand = Some("Marke".into());
    batch[0].texts[0].2 = "anders".into();
    let of_second = plan(&batch, &known, AndPublish::No);
    assert!(of_second.products.is_empty() && of_second.texts.is_empty() && of_second.applied.unchanged == 1);
    let mut batch = [item("1", "g", "Hemd – 1")];
    batch[0].brand = Some("Marke".into());
    let of_first = plan(&batch, &known, AndPublish::No);
    assert_eq!((of_first.products.len(), of_first.applied.updated), (1, 1));
}

#[test]
fn a_variant_that_leaves_its_group_changes_both_products() {
    let known = standing(&["1", "2"]);
    let batch = [item("1", "new", "Hose")];
    let plan = plan(&batch, &known, AndPublish::No);
    assert_eq!(
        (plan.moved.len(), plan.new_products.len(), plan.applied.products.len(), plan.applied.updated),
        (1, 1, 2, 1)
    );
    // the other is first now, but what it would say of the product is not known
    assert_eq!(
        plan.texts.iter().map(|t| (t.title.as_str(), t.description.as_str())).collect::<Vec<_>>(),
        [("Hemd – 2", "Text 1"), ("Hose", "Text 1")]
    );
}

#[test]
fn sale_prices_and_tax_rates_become_offers() {
    let mut batch = [item("1", "1", "a"), item("2", "2", "b"), item("3", "3", "c")];
    batch[0].sale_price = Some(Money::new(800, Currency::Eur));
    batch[0].tax_rate = types::TaxRate::new(300);
    batch[1].sale_price = Some(Money::new(1000, Currency::Eur));
    batch[1].tax_rate = types::TaxRate::new(1900);
    batch[2].sale_price = Some(Money::new(800, Currency::Chf));
    let known = nothing();
    let plan = plan(&batch, &known, AndPublish::No);
    let offers: Vec<_> = plan.offers.iter().map(|o| (o.price, o.compare_at, o.tax_class)).collect();
    assert!(offers.contains(&(800, Some(1000), TaxClass::SuperReduced)), "{offers:?}");
    assert_eq!(offers.iter().filter(|o| **o == (1000, None, TaxClass::Standard)).count(), 2, "{offers:?}");
}
