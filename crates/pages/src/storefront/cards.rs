//! From rows of the shelf to cards.

use catalog::shelf::{Card, ShopWindow};
use jiff::{SignedDuration, Timestamp};
use types::Money;
use web_kit::App;

use crate::{
    links,
    view::{
        Glyph, Link, Picture,
        storefront::{ProductCard, ShopCard},
    },
};

/// How long a product is marked as new.
const NEW_FOR: SignedDuration = SignedDuration::from_hours(24 * 14);

/// The picture of something in a category: ours, the feed's, or a placeholder.
pub fn picture(app: &App, link: Option<&str>, title: &str, category: Option<&str>) -> Picture {
    let src = link.and_then(|link| app.pictures.address(link));
    Picture::new(src, title).glyph(Glyph::of_category(category.unwrap_or_default()))
}

/// A product in a grid; inside its own shop without the shop's name.
pub fn product(app: &App, card: &Card, in_own_shop: bool) -> ProductCard {
    let slug = card.seller_slug.as_str();
    ProductCard {
        href: links::product(slug, &card.handle),
        title: card.title.clone(),
        picture: picture(app, card.image.as_deref(), &card.title, card.category.as_deref()).decorative(),
        price: card.price(),
        price_from: card.price_min != card.price_max,
        compare_at: card.compare_at.map(|minor| Money::new(minor, card.currency)),
        shop: (!in_own_shop).then(|| Link::new(&card.seller_name, links::shop(slug))),
        variants: card.variants.unsigned_abs(),
        in_stock: card.in_stock,
        is_new: Timestamp::now().duration_since(card.published_at) < NEW_FOR,
    }
}

/// Products in a grid.
pub fn products(app: &App, cards: &[Card], in_own_shop: bool) -> Vec<ProductCard> {
    // A mark that all bear tells nothing.
    let mut shown: Vec<_> = cards.iter().map(|card| product(app, card, in_own_shop)).collect();
    if shown.iter().all(|card| card.is_new) {
        for card in &mut shown {
            card.is_new = false;
        }
    }
    shown
}

/// Up to three of a shop's pictures, or what stands in for them.
fn samples(app: &App, window: &ShopWindow) -> Vec<Picture> {
    let name = &window.shop.name;
    if window.images.is_empty() {
        return vec![Picture::new(None, name).glyph(Glyph::Store).decorative()];
    }
    window.images.iter().take(3).map(|image| picture(app, Some(image), name, None).decorative()).collect()
}

/// A shop among others.
pub fn shop(app: &App, window: &ShopWindow) -> ShopCard {
    let shop = &window.shop;
    ShopCard {
        name: shop.name.clone(),
        href: links::shop(shop.slug.as_str()),
        about: Some(shop.about.clone()).filter(|about| !about.is_empty()),
        product_count: app.search.products_of(shop.seller),
        samples: samples(app, window),
    }
}
