//! What the lines of a cart come to at this moment, as the checkout sees shops and shelf.

use std::collections::{BTreeMap, BTreeSet};

use catalog::shelf::ShelfVariant;
use serde_json::Value;
use tenancy::{Scope, Write, class::Checkout, row, statements};
use types::{Currency, Language, ProductId, SellerId};

use crate::{
    Draft, DraftLine, OrderError,
    draft::{self, OnShelf, Shop, Wanted},
};

row! {
    struct ShopRow { name: String, slug: String, state: String, country: String, currency: Currency, shipping_flat: i64, shipping_free_above: Option<i64> }
    struct ShelfRow { id: ProductId, handle: String, currency: Currency, image: Option<String>, variants: Value, title: Option<String> }
}

statements! {
    fn shop(seller: SellerId) -> Option<ShopRow> for Checkout =
        "SELECT name, slug, state, country, currency, shipping_flat, shipping_free_above FROM storefronts WHERE seller_id = $1";
    fn shelf(seller: SellerId, products: &[ProductId], languages: &[&str]) -> Vec<ShelfRow> for Checkout =
        "SELECT p.id, p.handle, p.currency, p.image, p.variants,
                (SELECT t.title FROM shelf_texts t WHERE t.seller_id = p.seller_id AND t.product_id = p.id
                 ORDER BY array_position(($3::text[])[1:1] || f.language || $3::text[], t.language) LIMIT 1) AS title
         FROM shelf_products p JOIN storefronts f ON f.seller_id = p.seller_id WHERE p.seller_id = $1 AND p.id = ANY($2)";
}

/// Prices the lines, seller by seller: what is gone or costs something else stops the checkout.
pub(crate) async fn price(
    q: &mut Scope<Checkout, Write>,
    wanted: &[Wanted],
    language: Language,
) -> Result<Vec<Draft>, OrderError> {
    let languages = draft::language_order(language);
    let mut by_seller: BTreeMap<SellerId, Vec<&Wanted>> = BTreeMap::new();
    for line in wanted {
        by_seller.entry(line.seller).or_default().push(line);
    }
    let (mut lines, mut gone) = (Vec::new(), Vec::new());
    for (seller, wanted) in by_seller {
        q.enter_seller(seller)?;
        let products: Vec<_> = wanted.iter().map(|w| w.product).collect::<BTreeSet<_>>().into_iter().collect();
        let (shop, shelf) = futures_util::try_join!(shop(q, seller), shelf(q, seller, &products, &languages))?;
        let Some(shop) = shop.filter(|s| s.state == "open").map(|s| s.named(seller)) else {
            gone.extend(wanted.iter().map(|w| w.variant));
            continue;
        };
        for line in wanted {
            match on_shelf(&shelf, line) {
                Some(found) => lines.push((shop.clone(), confirmed(draft::line(line, &shop, &found)?, line)?)),
                None => gone.push(line.variant),
            }
        }
    }
    if gone.is_empty() { draft::drafts(lines) } else { Err(OrderError::NoLongerSold(gone)) }
}

fn confirmed(line: DraftLine, wanted: &Wanted) -> Result<DraftLine, OrderError> {
    if line.unit_price == wanted.seen { Ok(line) } else { Err(OrderError::PricesChanged) }
}

fn on_shelf(shelf: &[ShelfRow], line: &Wanted) -> Option<OnShelf> {
    let row = shelf.iter().find(|r| r.id == line.product)?;
    let variant = ShelfVariant::find(&row.variants, line.variant)?;
    Some(OnShelf {
        handle: row.handle.clone(),
        title: row.title.clone()?,
        image: row.image.clone(),
        currency: row.currency,
        variant,
    })
}

impl ShopRow {
    fn named(self, seller: SellerId) -> Shop {
        let Self { name, slug, country, currency, shipping_flat, shipping_free_above, .. } = self;
        Shop { seller, name, slug, country, currency, shipping_flat, shipping_free_above }
    }
}
