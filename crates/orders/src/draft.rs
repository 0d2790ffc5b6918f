//! What a cart comes to: lines, per seller, per currency. Computed the same way for the page and for the order.

use std::collections::BTreeMap;

use catalog::{shelf::ShelfVariant, tax};
use types::{CartLineId, Currency, Language, Money, OrderId, ProductId, PurchaseId, SellerId, TaxRate, VariantId};

use crate::OrderError;

/// A line of a cart as the cart knows it.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The cart's line.
    pub line: CartLineId,
    /// Whose.
    pub seller: SellerId,
    /// Which.
    pub product: ProductId,
    /// Which form of it.
    pub variant: VariantId,
    /// How many.
    pub quantity: u32,
    /// The price the buyer agreed to.
    pub seen: Money,
}

/// What the shelf says of the product of a line.
#[derive(Debug, Clone)]
pub struct OnShelf {
    /// Its address in the shop.
    pub handle: String,
    /// The best title for the buyer's language.
    pub title: String,
    /// Its picture.
    pub image: Option<String>,
    /// What it is sold in.
    pub currency: Currency,
    /// The variant.
    pub variant: ShelfVariant,
}

/// What the shop says.
#[derive(Debug, Clone)]
pub struct Shop {
    /// Whose.
    pub seller: SellerId,
    /// Its name.
    pub name: String,
    /// Its address.
    pub slug: String,
    /// Where its VAT is owed.
    pub country: String,
    /// What shipping is paid in.
    pub currency: Currency,
    /// Minor units per order.
    pub shipping_flat: i64,
    /// Goods above which shipping is free, minor units.
    pub shipping_free_above: Option<i64>,
}

/// A line that can be ordered.
#[derive(Debug, Clone)]
pub struct DraftLine {
    /// The cart's line; an order entered by hand has none.
    pub line: Option<CartLineId>,
    /// Which product.
    pub product: ProductId,
    /// Which variant.
    pub variant: VariantId,
    /// Its address in the shop.
    pub handle: String,
    /// How the seller calls the variant.
    pub sku: String,
    /// The product's title in the buyer's language.
    pub title: String,
    /// Colour, size and the like.
    pub options: BTreeMap<String, String>,
    /// Its picture.
    pub image: Option<String>,
    /// How many.
    pub quantity: u32,
    /// For one.
    pub unit_price: Money,
    /// For all.
    pub total: Money,
    /// The rate, frozen here.
    pub tax_rate: TaxRate,
    /// VAT contained in `total`.
    pub tax: Money,
}

/// One seller's part.
#[derive(Debug, Clone)]
pub struct SellerPart {
    /// The order it will become.
    pub order: OrderId,
    /// The shop.
    pub shop: Shop,
    /// Its lines.
    pub lines: Vec<DraftLine>,
    /// Goods.
    pub items: Money,
    /// Shipping.
    pub shipping: Money,
    /// VAT contained in goods and shipping.
    pub tax: Money,
}

/// One purchase to be: one currency.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The purchase it will become.
    pub purchase: PurchaseId,
    /// All of it.
    pub currency: Currency,
    /// By seller, in the order in which locks are taken.
    pub parts: Vec<SellerPart>,
    /// Goods of all sellers.
    pub items: Money,
    /// Shipping of all sellers.
    pub shipping: Money,
    /// VAT contained.
    pub tax: Money,
    /// What is paid.
    pub total: Money,
}

/// The line as it would be ordered now.
pub(crate) fn line(wanted: &Wanted, shop: &Shop, shelf: &OnShelf) -> Result<DraftLine, OrderError> {
    let unit_price = Money::new(shelf.variant.price, shelf.currency);
    let total = unit_price.times(wanted.quantity)?;
    let tax_rate = tax::rate(&shop.country, shelf.variant.tax_class);
    Ok(DraftLine {
        line: Some(wanted.line),
        product: wanted.product,
        variant: wanted.variant,
        handle: shelf.handle.clone(),
        sku: shelf.variant.sku.clone(),
        title: shelf.title.clone(),
        options: shelf.variant.options.clone(),
        image: shelf.variant.images.first().cloned().or_else(|| shelf.image.clone()),
        quantity: wanted.quantity,
        unit_price,
        total,
        tax_rate,
        tax: total.tax_included(tax_rate),
    })
}

/// What one seller's shipping costs for goods of `items`. It is charged in the shop's own currency only, once.
pub(crate) fn shipping(shop: &Shop, items: Money) -> Money {
    let free = shop.shipping_free_above.is_some_and(|above| items.minor >= above);
    let minor = if items.currency != shop.currency || free { 0 } else { shop.shipping_flat };
    Money::new(minor, items.currency)
}

/// One seller's part of a purchase.
pub(crate) fn part(
    shop: &Shop,
    lines: Vec<DraftLine>,
    currency: Currency,
    shipping: Option<Money>,
) -> Result<SellerPart, OrderError> {
    let zero = Money::new(0, currency);
    let items = lines.iter().try_fold(zero, |sum, l| sum.plus(l.total))?;
    let shipping = shipping.unwrap_or_else(|| self::shipping(shop, items));
    let on_shipping = shipping.tax_included(tax::rate(&shop.country, catalog::TaxClass::Standard));
    let tax = lines.iter().try_fold(on_shipping, |sum, l| sum.plus(l.tax))?;
    Ok(SellerPart { order: OrderId::new(), shop: shop.clone(), lines, items, shipping, tax })
}

/// The purchases that lines come to: one per currency, one part per seller, both in a fixed order.
pub(crate) fn drafts(lines: Vec<(Shop, DraftLine)>) -> Result<Vec<Draft>, OrderError> {
    let mut sorted: BTreeMap<Currency, BTreeMap<SellerId, (Shop, Vec<DraftLine>)>> = BTreeMap::new();
    for (shop, line) in lines {
        let sellers = sorted.entry(line.total.currency).or_default();
        sellers.entry(shop.seller).or_insert_with(|| (shop, Vec::new())).1.push(line);
    }
    sorted.into_iter().map(|(currency, sellers)| draft(currency, sellers.into_values())).collect()
}

fn draft(currency: Currency, sellers: impl Iterator<Item = (Shop, Vec<DraftLine>)>) -> Result<Draft, OrderError> {
    let parts = sellers.map(|(shop, lines)| part(&shop, lines, currency, None)).collect::<Result<Vec<_>, _>>()?;
    let zero = Money::new(0, currency);
    let sum = |of: fn(&SellerPart) -> Money| parts.iter().try_fold(zero, |sum, p| sum.plus(of(p)));
    let (items, shipping, tax) = (sum(|p| p.items)?, sum(|p| p.shipping)?, sum(|p| p.tax)?);
    Ok(Draft { purchase: PurchaseId::new(), currency, items, shipping, tax, total: items.plus(shipping)?, parts })
}

/// Texts are looked for in the buyer's language, the seller's own, then in any.
pub(crate) fn language_order(language: Language) -> Vec<&'static str> {
    language.fallback(language).iter().map(|l| l.code()).collect()
}
