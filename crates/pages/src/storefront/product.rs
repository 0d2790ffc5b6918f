//! A product's page.

use std::collections::BTreeMap;

use axum::{extract::State, response::Response};
use catalog::{
    shelf::{self, ShelfProduct, ShelfVariant},
    tax,
};
use serde::Deserialize;
use types::{Money, VariantId};
use web_kit::{App, Path, Problem, Query};

use super::cards;
use crate::{
    context::Context,
    i18n::Texts,
    links, render,
    view::{
        Glyph, Link, Picture,
        storefront::{Delivery, Dimension, Fact, FactKind, OptionChoice, OptionPicker, ProductPage, Stock},
    },
};

/// Other products of the shop.
const OTHERS: usize = 6;

/// Which variant is chosen.
#[derive(Deserialize)]
pub struct Chosen {
    #[serde(default)]
    variant: Option<VariantId>,
}

/// `GET /products/{shop}/{handle}`
pub async fn product(
    State(app): State<App>,
    Path((slug, handle)): Path<(String, String)>,
    Query(chosen): Query<Chosen>,
    context: Context,
) -> Result<Response, Problem> {
    let q = app.pools.public().read().await?;
    let language = context.language;
    let (found, window, others) = futures_util::try_join!(
        shelf::product(&q, &slug, &handle, language),
        shelf::shop(&q, &slug),
        shelf::related(&q, &slug, &handle, language, OTHERS),
    )?;
    let (found, window) = found.zip(window).ok_or_else(Problem::not_found)?;
    let variant = found.chosen(chosen.variant).ok_or_else(Problem::not_found)?;
    let t = context.t();
    let href = links::product(&slug, &handle);
    let shop = &found.shop;
    let money = |minor| Money::new(minor, found.currency);
    let page = ProductPage {
        crumbs: crumbs(&found),
        title: found.title.clone(),
        brand: found
            .brand
            .as_ref()
            .map(|b| Link::new(b.as_str(), links::with_query("/search", [("brand", b.as_str())]))),
        gallery: gallery(&app, &found, variant),
        options: pickers(&app, t, &found, variant, &href),
        product_id: found.product.to_string(),
        variant_id: variant.id.to_string(),
        seller_id: shop.seller.to_string(),
        price: money(variant.price),
        compare_at: variant.compare_at.map(money),
        tax_rate: tax::rate(&shop.country, variant.tax_class),
        stock: if variant.in_stock { Stock::In } else { Stock::Out },
        max_quantity: orders::cart::MAX_QUANTITY.min(20),
        delivery: Delivery {
            flat: Money::new(shop.shipping_flat, shop.currency),
            free_from: shop.shipping_free_above.map(|m| Money::new(m, shop.currency)),
        },
        seller: cards::shop(&app, &window),
        description: found.description.clone(),
        description_lang: (found.description_language != language).then(|| found.description_language.code()),
        facts: facts(t, &found, variant),
        others: cards::products(&app, &others, true),
        page: context.page,
    };
    render(&page)
}

/// The category's way, then the product itself.
fn crumbs(found: &ShelfProduct) -> Vec<Link> {
    let mut out = Vec::new();
    let mut way = String::new();
    for part in found.category.as_deref().unwrap_or_default().split(" > ").filter(|p| !p.is_empty()) {
        if !way.is_empty() {
            way.push_str(" > ");
        }
        way.push_str(part);
        out.push(Link::new(part, links::category(&way)));
    }
    out.push(Link::new(found.title.as_str(), ""));
    out
}

fn gallery(app: &App, found: &ShelfProduct, variant: &ShelfVariant) -> Vec<Picture> {
    let own = variant.images.iter().map(String::as_str);
    let shared = found.image.as_deref().filter(|i| !variant.images.iter().any(|own| own == i));
    let glyph = Glyph::of_category(found.category.as_deref().unwrap_or_default());
    let mut pictures: Vec<_> = own
        .chain(shared)
        .map(|link| Picture::new(Some(app.pictures.address(link)), &found.title).glyph(glyph))
        .collect();
    if pictures.is_empty() {
        pictures.push(Picture::new(None, &found.title).glyph(glyph));
    }
    pictures[0].eager = true;
    pictures
}

/// One picker per option in which variants differ; where none is told, the variants' own titles.
fn pickers(app: &App, t: Texts, found: &ShelfProduct, variant: &ShelfVariant, href: &str) -> Vec<OptionPicker> {
    if found.variants.len() < 2 {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (name, dimension) in [("color", Dimension::Colour), ("size", Dimension::Size)] {
        let mut values: BTreeMap<&str, &ShelfVariant> = BTreeMap::new();
        for other in &found.variants {
            let Some(value) = other.options.get(name) else { continue };
            let closer = |now: &ShelfVariant| likeness(other, variant, name) > likeness(now, variant, name);
            if values.get(value.as_str()).is_none_or(|now| closer(now)) {
                values.insert(value, other);
            }
        }
        if values.len() < 2 {
            continue;
        }
        let chosen = variant.options.get(name).map(String::as_str);
        let choice = |(value, leads): (&str, &ShelfVariant)| OptionChoice {
            label: value.to_owned(),
            href: format!("{href}?variant={}", leads.id),
            selected: Some(value) == chosen,
            available: leads.in_stock,
            picture: if name == "color" {
                leads.images.first().map(|link| cards::picture(app, Some(link), value, None))
            } else {
                None
            },
        };
        out.push(OptionPicker::new(t, dimension, values.into_iter().map(choice).collect()));
    }
    if out.is_empty() {
        let choice = |other: &ShelfVariant| OptionChoice {
            label: variant_title(found, other),
            href: format!("{href}?variant={}", other.id),
            selected: other.id == variant.id,
            available: other.in_stock,
            picture: None,
        };
        out.push(OptionPicker::new(t, Dimension::Variant, found.variants.iter().map(choice).collect()));
    }
    out
}

/// How many options two variants share, leaving one out; what is in stock goes before.
fn likeness(a: &ShelfVariant, b: &ShelfVariant, but: &str) -> usize {
    let shared = a.options.iter().filter(|(name, value)| *name != but && b.options.get(*name) == Some(value)).count();
    shared * 2 + usize::from(a.in_stock)
}

/// What is left of a variant's title after the product's.
fn variant_title(found: &ShelfProduct, variant: &ShelfVariant) -> String {
    let title = variant.title.get(&found.title_language).or_else(|| variant.title.values().next());
    let Some(title) = title else { return variant.sku.clone() };
    let rest = title.strip_prefix(found.title.as_str()).unwrap_or(title).trim_start_matches([' ', '–', '-', ',', ':']);
    if rest.is_empty() { title.clone() } else { rest.to_owned() }
}

fn facts(t: Texts, found: &ShelfProduct, variant: &ShelfVariant) -> Vec<Fact> {
    let weight = variant
        .weight_grams
        .map(|g| if g >= 1000 { format!("{}.{:02} kg", g / 1000, g % 1000 / 10) } else { format!("{g} g") });
    [
        (FactKind::Brand, found.brand.clone()),
        (FactKind::Number, Some(variant.sku.clone())),
        (FactKind::Gtin, variant.gtin.clone()),
        (FactKind::Weight, weight),
        (FactKind::Condition, variant.condition.clone().filter(|c| c != "new")),
    ]
    .into_iter()
    .filter_map(|(kind, value)| Fact::of(t, kind, &value?))
    .collect()
}
