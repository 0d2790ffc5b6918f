//! Whether values can be overrides of a product. Values come back cleaned.

use std::collections::BTreeSet;

use types::{Currency, Language, Money, VariantId};

use super::{Edit, Field, OfferRow, Override, TitleRow};
use crate::{
    CatalogError,
    value::{Faults, MAX_DESCRIPTION, MAX_TITLE},
};

/// What is known of the product.
pub(super) struct Facts<'a> {
    pub offers: &'a [OfferRow],
    /// Languages that the feed has a title in.
    pub titles: &'a [TitleRow],
    pub own: &'a [Override],
}

/// The edits cleaned, or everything that is wrong with them.
pub(super) fn check(edits: &[Edit], undone: &[Field], facts: &Facts) -> Result<Vec<Edit>, CatalogError> {
    let mut faults = Faults::default();
    let mut seen = BTreeSet::new();
    for field in edits.iter().map(Edit::field).chain(undone.iter().copied()) {
        if !seen.insert(field) {
            faults.add(&field.name(), "this field comes twice");
        }
        if field.variant().is_some_and(|variant| !facts.offers.iter().any(|o| o.variant_id == variant)) {
            faults.add(&field.name(), "this variant is not of this product");
        }
    }
    let checked = edits.iter().map(|edit| one(edit, edits, undone, facts, &mut faults)).collect();
    faults.done().map(|()| checked)
}

fn one(edit: &Edit, edits: &[Edit], undone: &[Field], facts: &Facts, faults: &mut Faults) -> Edit {
    let name = edit.field().name();
    match edit {
        Edit::Title(language, text) => Edit::Title(*language, faults.needed(&name, text, MAX_TITLE)),
        Edit::Description(language, text) => {
            let text = faults.lines(&name, text, MAX_DESCRIPTION);
            if !has_title(*language, edits, undone, facts) {
                faults.add(&name, "give a title in this language too");
            }
            Edit::Description(*language, text)
        }
        Edit::Category(path) => {
            let path = faults.category(&name, path);
            if path.is_empty() {
                faults.add(&name, "this is needed");
            }
            Edit::Category(path)
        }
        Edit::Price(variant, price) => {
            currency(*variant, *price, facts, &name, faults);
            Edit::Price(*variant, faults.price(&name, *price))
        }
        Edit::CompareAt(variant, None) => Edit::CompareAt(*variant, None),
        Edit::CompareAt(variant, Some(before)) => {
            currency(*variant, *before, facts, &name, faults);
            let before = faults.price(&name, *before);
            if price_in_force(*variant, edits, undone, facts).is_some_and(|price| before.minor <= price) {
                faults.add(&name, "the former price must be above the price");
            }
            Edit::CompareAt(*variant, Some(before))
        }
        Edit::Images(variant, images) => Edit::Images(*variant, faults.images(&name, images)),
    }
}

fn has_title(language: Language, edits: &[Edit], undone: &[Field], facts: &Facts) -> bool {
    let field = Field::Title(language);
    facts.titles.iter().any(|t| t.language == language.code())
        || edits.iter().any(|e| e.field() == field)
        || (facts.own.iter().any(|o| o.value.field() == field) && !undone.contains(&field))
}

fn offer(variant: VariantId, facts: &Facts) -> Option<(i64, Currency)> {
    facts.offers.iter().find(|o| o.variant_id == variant).map(|o| (o.price, o.currency))
}

fn currency(variant: VariantId, money: Money, facts: &Facts, name: &str, faults: &mut Faults) {
    if let Some((_, currency)) = offer(variant, facts).filter(|(_, currency)| *currency != money.currency) {
        faults.add(name, format!("this variant is sold in {currency}"));
    }
}

/// A variant's price once the edits are made.
fn price_in_force(variant: VariantId, edits: &[Edit], undone: &[Field], facts: &Facts) -> Option<i64> {
    let (feed, currency) = offer(variant, facts)?;
    let price = |edit: &Edit| match edit {
        Edit::Price(of, price) if *of == variant && price.currency == currency => Some(price.minor),
        _ => None,
    };
    let own = || facts.own.iter().find_map(|o| price(&o.value)).filter(|_| !undone.contains(&Field::Price(variant)));
    edits.iter().find_map(price).or_else(own).or(Some(feed))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::Eur)
    }

    fn faults(edits: &[Edit], undone: &[Field], offers: &[OfferRow]) -> Vec<String> {
        let titles = [TitleRow { language: "de".into() }];
        match check(edits, undone, &Facts { offers, titles: &titles, own: &[] }) {
            Ok(_) => Vec::new(),
            Err(CatalogError::Invalid(faults)) => {
                faults.into_iter().map(|f| format!("{}: {}", f.field, f.message)).collect()
            }
            Err(other) => vec![other.to_string()],
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let (variant, other) = (VariantId::new(), VariantId::new());
        let offers = [OfferRow { variant_id: variant, price: 1000, currency: Currency::Eur }];
        let said = faults(
            &[
                Edit::Title(Language::De, " ".into()),
                Edit::Description(Language::Fr, "sans titre".into()),
                Edit::Price(variant, Money::new(5, Currency::Chf)),
                Edit::CompareAt(variant, Some(eur(900))),
                Edit::Images(other, vec![]),
            ],
            &[Field::Title(Language::De)],
            &offers,
        );
        for part in [
            "title.de: this is needed",
            "title.de: this field comes twice",
            "description.fr: give a title",
            "sold in EUR",
            "above the price",
            "not of this product",
        ] {
            assert!(said.iter().any(|s| s.contains(part)), "{part} in {said:?}");
        }
    }

    #[test]
    fn a_former_price_is_held_against_the_price_to_come() {
        let variant = VariantId::new();
        let offers = [OfferRow { variant_id: variant, price: 1000, currency: Currency::Eur }];
        let before = Edit::CompareAt(variant, Some(eur(900)));
        assert!(!faults(std::slice::from_ref(&before), &[], &offers).is_empty());
        assert!(faults(&[Edit::Price(variant, eur(800)), before], &[], &offers).is_empty());
        assert!(faults(&[Edit::CompareAt(variant, None)], &[], &offers).is_empty());
    }
}
