//! What tells the variants of a product apart.

use std::collections::{BTreeMap, BTreeSet};

use catalog::shelf::{ShelfProduct, ShelfVariant};
use web_kit::App;

use super::cards;
use crate::{
    i18n::Texts,
    view::storefront::{Dimension, OptionChoice, OptionPicker},
};

/// The options that variants are told apart by, as feeds name them, the first the most telling.
const DIMENSIONS: [(&str, Dimension); 4] = [
    ("color", Dimension::Colour),
    ("size", Dimension::Size),
    ("material", Dimension::Material),
    ("pattern", Dimension::Pattern),
];

/// Colour, size and the like in one line: what every cart, order and list calls a variant.
pub fn options_line(options: &BTreeMap<String, String>) -> String {
    let known = DIMENSIONS.iter().filter_map(|(name, _)| options.get(*name));
    let others = options.iter().filter(|(name, _)| DIMENSIONS.iter().all(|(known, _)| known != name));
    let mut values: Vec<&str> = known.chain(others.map(|(_, value)| value)).map(String::as_str).collect();
    values.retain(|value| !value.is_empty());
    values.join(", ")
}

/// The dimensions in which the variants differ, if together they tell every variant from every other; else none.
fn telling(variants: &[ShelfVariant]) -> Vec<(&'static str, Dimension)> {
    let value = |variant: &ShelfVariant, name: &str| variant.options.get(name).cloned();
    let differ = |name: &str| variants.iter().map(|v| value(v, name)).collect::<BTreeSet<_>>().len() > 1;
    let dimensions: Vec<_> = DIMENSIONS.into_iter().filter(|(name, _)| differ(name)).collect();
    let places: BTreeSet<Option<Vec<String>>> =
        variants.iter().map(|v| dimensions.iter().map(|(name, _)| value(v, name)).collect()).collect();
    // A variant that lacks one of them could not be chosen by it.
    if places.contains(&None) || places.len() < variants.len() { Vec::new() } else { dimensions }
}

/// A picker for each dimension that tells the variants apart; where they do not, one for the variants themselves.
pub fn pickers(app: &App, t: Texts, found: &ShelfProduct, variant: &ShelfVariant, href: &str) -> Vec<OptionPicker> {
    if found.variants.len() < 2 {
        return Vec::new();
    }
    let dimensions = telling(&found.variants);
    if dimensions.is_empty() {
        return vec![by_title(t, found, variant, href)];
    }
    dimensions
        .iter()
        .map(|(name, dimension)| {
            let leads = leading(&found.variants, variant, name, &dimensions);
            let choice = |(value, leads): (&str, &ShelfVariant)| OptionChoice {
                label: value.to_owned(),
                href: format!("{href}?variant={}", leads.id),
                selected: variant.options.get(*name).is_some_and(|chosen| chosen == value),
                available: leads.in_stock,
                picture: if *dimension == Dimension::Colour {
                    leads.images.first().map(|link| cards::picture(app, Some(link), value, None))
                } else {
                    None
                },
            };
            OptionPicker::new(t, *dimension, leads.into_iter().map(choice).collect())
        })
        .collect()
}

/// The variant that each value of a dimension leads to: the one most like the chosen one.
fn leading<'a>(
    variants: &'a [ShelfVariant],
    chosen: &ShelfVariant,
    name: &str,
    dimensions: &[(&str, Dimension)],
) -> BTreeMap<&'a str, &'a ShelfVariant> {
    let mut values: BTreeMap<&str, &ShelfVariant> = BTreeMap::new();
    for other in variants {
        let Some(value) = other.options.get(name) else { continue };
        let closer =
            |now: &ShelfVariant| likeness(other, chosen, name, dimensions) > likeness(now, chosen, name, dimensions);
        if values.get(value.as_str()).is_none_or(|now| closer(now)) {
            values.insert(value, other);
        }
    }
    values
}

/// Which other dimensions two variants share, an earlier one before all later ones: so whoever chooses in the order of
/// the pickers comes to every variant. What is in stock goes before where that leaves a choice.
fn likeness(a: &ShelfVariant, b: &ShelfVariant, but: &str, dimensions: &[(&str, Dimension)]) -> (Vec<bool>, bool) {
    let others = dimensions.iter().filter(|(name, _)| *name != but);
    (others.map(|(name, _)| a.options.get(*name) == b.options.get(*name)).collect(), a.in_stock)
}

fn by_title(t: Texts, found: &ShelfProduct, variant: &ShelfVariant, href: &str) -> OptionPicker {
    let names: Vec<String> = found.variants.iter().map(|other| variant_title(found, other)).collect();
    let choice = |(other, name): (&ShelfVariant, &String)| OptionChoice {
        // Two of one name are told apart by the seller's number.
        label: if names.iter().filter(|other| *other == name).count() > 1 && *name != other.sku {
            format!("{name} ({})", other.sku)
        } else {
            name.clone()
        },
        href: format!("{href}?variant={}", other.id),
        selected: other.id == variant.id,
        available: other.in_stock,
        picture: None,
    };
    OptionPicker::new(t, Dimension::Variant, found.variants.iter().zip(&names).map(choice).collect())
}

/// What is left of a variant's title after the product's; else its options, else its number.
fn variant_title(found: &ShelfProduct, variant: &ShelfVariant) -> String {
    let title = variant.title.get(&found.title_language).or_else(|| variant.title.values().next());
    let rest = title.map(|title| title.strip_prefix(found.title.as_str()).unwrap_or(title));
    let rest = rest.unwrap_or_default().trim_start_matches([' ', '–', '-', ',', ':']);
    let options = options_line(&variant.options);
    [rest, options.as_str()].into_iter().find(|name| !name.is_empty()).unwrap_or(&variant.sku).to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use catalog::TaxClass;
    use types::VariantId;

    use super::*;

    fn variant(options: &[(&str, &str)]) -> ShelfVariant {
        ShelfVariant {
            id: VariantId::new(),
            sku: options.iter().map(|(_, value)| *value).collect(),
            title: BTreeMap::new(),
            options: options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            price: 100,
            compare_at: None,
            images: Vec::new(),
            in_stock: true,
            tax_class: TaxClass::Standard,
            gtin: None,
            mpn: None,
            weight_grams: None,
            condition: None,
        }
    }

    #[test]
    fn variants_of_one_colour_and_size_are_told_apart_by_their_material() {
        let variants = ["wool", "silk"].map(|of| variant(&[("color", "red"), ("size", "M"), ("material", of)]));
        let names: Vec<_> = telling(&variants).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["material"]);
    }

    #[test]
    fn what_the_options_do_not_tell_apart_is_chosen_by_title() {
        let same = [variant(&[("color", "red")]), variant(&[("color", "red")]), variant(&[("color", "blue")])];
        assert!(telling(&same).is_empty());
        let lacking = [variant(&[("color", "red")]), variant(&[])];
        assert!(telling(&lacking).is_empty(), "the second could not be chosen");
    }

    #[test]
    fn every_variant_is_reached_by_choosing_in_order() {
        let combinations = [
            ("red", "S", "wool"),
            ("red", "M", "silk"),
            ("blue", "M", "wool"),
            ("blue", "L", "silk"),
            ("green", "L", "wool"),
            ("green", "S", "silk"),
        ];
        let variants = combinations.map(|(c, s, m)| variant(&[("color", c), ("size", s), ("material", m)]));
        let dimensions = telling(&variants);
        for from in &variants {
            for to in &variants {
                let mut at = from;
                for (name, _) in &dimensions {
                    at = leading(&variants, at, name, &dimensions)[to.options[*name].as_str()];
                }
                assert_eq!(at.id, to.id, "{} to {}", from.sku, to.sku);
            }
        }
    }

    #[test]
    fn a_line_names_all_options() {
        let options = variant(&[("capacity", "2 l"), ("pattern", "dots"), ("size", "M"), ("color", "red")]).options;
        assert_eq!(options_line(&options), "red, M, dots, 2 l");
    }
}
