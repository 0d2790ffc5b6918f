//! A product's page.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use catalog::{
    shelf::{self, ShelfProduct, ShelfVariant},
    tax,
};
use serde::Deserialize;
use types::{Language, Money, VariantId};
use web_kit::{App, Path, Problem, Query, format_number};

use super::{cards, options};
use crate::{
    context::Context,
    i18n::Texts,
    links, render,
    view::{
        Glyph, Link, Picture,
        storefront::{Delivery, Fact, FactKind, ProductPage, Stock},
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
    if let Some(elsewhere) = context.elsewhere(&app, Some(&slug), &links::product(&slug, &handle)) {
        return Ok(elsewhere.into_response());
    }
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
        title_lang: (found.title_language != language).then(|| found.title_language.code()),
        brand: found
            .brand
            .as_ref()
            .map(|b| Link::new(b.as_str(), links::with_query("/search", [("brand", b.as_str())]))),
        gallery: gallery(&app, &found, variant),
        options: options::pickers(&app, t, &found, variant, &href),
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
        .filter_map(|link| app.pictures.address(link))
        .map(|address| Picture::new(Some(address), &found.title).glyph(glyph))
        .collect();
    if pictures.is_empty() {
        pictures.push(Picture::new(None, &found.title).glyph(glyph));
    }
    pictures[0].eager = true;
    pictures
}

fn facts(t: Texts, found: &ShelfProduct, variant: &ShelfVariant) -> Vec<Fact> {
    let condition = match variant.condition.as_deref() {
        Some("used") => Some(t.get("condition-used").into_owned()),
        Some("refurbished") => Some(t.get("condition-refurbished").into_owned()),
        Some("new") | None => None,
        Some(other) => Some(other.to_owned()),
    };
    [
        (FactKind::Brand, found.brand.clone()),
        (FactKind::Number, Some(variant.sku.clone())),
        (FactKind::Gtin, variant.gtin.clone()),
        (FactKind::Weight, variant.weight_grams.map(|grams| weight(grams, t.language()))),
        (FactKind::Condition, condition),
    ]
    .into_iter()
    .filter_map(|(kind, value)| Fact::of(t, kind, &value?))
    .collect()
}

/// `250 g`, `1.25 kg`, and with a comma in French and German.
fn weight(grams: i32, language: Language) -> String {
    if grams < 1000 {
        return format!("{grams}\u{a0}g");
    }
    let point = if language == Language::En { '.' } else { ',' };
    let fraction = format!("{:02}", grams % 1000 / 10);
    let whole = format_number(i64::from(grams / 1000), language);
    match fraction.trim_end_matches('0') {
        "" => format!("{whole}\u{a0}kg"),
        fraction => format!("{whole}{point}{fraction}\u{a0}kg"),
    }
}

#[cfg(test)]
#[allow(missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_written_as_the_language_does() {
        assert_eq!(weight(250, Language::De), "250\u{a0}g");
        assert_eq!(weight(1250, Language::En), "1.25\u{a0}kg");
        assert_eq!(weight(1500, Language::De), "1,5\u{a0}kg");
        assert_eq!(weight(2_000_000, Language::Fr), "2\u{202f}000\u{a0}kg");
    }
}
