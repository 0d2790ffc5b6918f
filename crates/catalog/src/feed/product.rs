//! What a product takes from its variants: titles, descriptions, brand and categories.

use types::{Language, ProductId, VariantId};

use super::{
    FeedVariant,
    known::Known,
    plan::{Member, NewProduct, Plan, ProductWrite, TextWrite},
};
use crate::{handle, title};

/// A product for a group that is new, addressed by the title of its first variant.
pub(super) fn new(id: ProductId, feed: &FeedVariant) -> NewProduct {
    NewProduct { id, group_key: feed.group_key.clone(), handle: named(id, feed).0, longer_handle: named(id, feed).1 }
}

fn named(id: ProductId, feed: &FeedVariant) -> (String, String) {
    handle::handles(feed.texts.first().map_or("", |text| text.1.as_str()), id.0)
}

/// Plans a product's texts and columns. Answers the variant they were taken from, if anything is new: the first one.
/// What a variant outside the batch would say is not known, and stays as it is.
pub(super) fn write(product: ProductId, members: &[Member], known: &Known, plan: &mut Plan) -> Option<VariantId> {
    let first = members.first()?;
    let mut new = false;
    for language in Language::ALL {
        new |= text(product, language, members, known, plan);
    }
    let row = known.products.iter().find(|p| p.id == product);
    let former = row.map(|p| ProductWrite {
        brand: p.brand.clone(),
        category: p.category.clone(),
        google_category: p.google_category.clone(),
    });
    if let Some(feed) = first.feed {
        let write = ProductWrite {
            brand: feed.brand.clone(),
            category: feed.category.clone(),
            google_category: feed.google_category.clone(),
        };
        if former.as_ref() != Some(&write) {
            plan.products.push((product, write));
            new = true;
        }
    }
    if row.is_none() {
        readdress(product, members, plan);
    }
    new.then_some(first.id)
}

/// A new product's address is made of the title of all its variants, not of the first one alone.
fn readdress(product: ProductId, members: &[Member], plan: &mut Plan) {
    let language = members.first().and_then(|m| m.feed?.texts.first()).map(|text| text.0);
    let text = plan.texts.iter().find(|t| t.product == product && Some(t.language) == language);
    let names = text.map(|text| handle::handles(&text.title, product.0));
    if let (Some((short, long)), Some(new)) = (names, plan.new_products.iter_mut().find(|p| p.id == product)) {
        new.handle = short;
        new.longer_handle = long;
    }
}

fn text(product: ProductId, language: Language, members: &[Member], known: &Known, plan: &mut Plan) -> bool {
    let titles: Vec<&str> = members.iter().filter_map(|m| m.title(language)).collect();
    let former = known.texts.get(&(product, language));
    let Some(title) = title::common(&titles) else {
        if former.is_some() {
            plan.texts_gone.push((product, language));
        }
        return former.is_some();
    };
    let teller = members.iter().find(|m| m.title(language).is_some()).and_then(|m| m.feed);
    let told = teller.and_then(|feed| feed.texts.iter().find(|t| t.0 == language)).map(|t| t.2.as_str());
    let description = told.or_else(|| former.map(|text| text.description.as_str())).unwrap_or_default();
    if former.is_some_and(|text| text.title == title && text.description == description) {
        return false;
    }
    plan.texts.push(TextWrite { product, language, title, description: description.to_owned() });
    true
}
