//! What a cart comes to: lines, per seller, per currency. Computed the same way for the page and for the order.

use std::{collections::BTreeMap, fmt::Write};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use catalog::{shelf::ShelfVariant, tax};
use types::{
    CartLineId, Currency, Language, Money, MoneyError, OrderId, ProductId, PurchaseId, SellerId, TaxRate, VariantId,
};

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
    /// The rate that shipping is taxed at: the standard rate of the shop's country, frozen here.
    pub shipping_rate: TaxRate,
    /// VAT contained in shipping.
    pub shipping_tax: Money,
    /// VAT contained in goods and shipping.
    pub tax: Money,
    /// Goods and shipping.
    pub total: Money,
}

impl SellerPart {
    /// VAT by rate, of the lines and of shipping.
    fn taxes(&self) -> impl Iterator<Item = (TaxRate, Money)> {
        let shipping = std::iter::once((self.shipping_rate, self.shipping_tax));
        self.lines.iter().map(|line| (line.tax_rate, line.tax)).chain(shipping)
    }
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

impl Draft {
    /// VAT by rate, the lowest rate first; rates without VAT are left out.
    pub fn taxes(&self) -> Vec<(TaxRate, Money)> {
        tax_sums(self.currency, self.parts.iter().flat_map(SellerPart::taxes))
    }
}

/// VAT summed up by rate, the lowest rate first; rates without VAT are left out.
pub fn tax_sums(currency: Currency, taxes: impl IntoIterator<Item = (TaxRate, Money)>) -> Vec<(TaxRate, Money)> {
    let mut sums: BTreeMap<TaxRate, i64> = BTreeMap::new();
    for (rate, tax) in taxes {
        let sum = sums.entry(rate).or_default();
        *sum = sum.saturating_add(tax.minor);
    }
    sums.into_iter().filter(|(_, minor)| *minor > 0).map(|(rate, minor)| (rate, Money::new(minor, currency))).collect()
}

/// A mark of everything that a review shows and a buyer agrees to: the lines with their prices, shipping, VAT, totals.
/// Two reviews have the same mark only where all of it is the same.
pub fn review_mark(drafts: &[Draft]) -> String {
    let mut text = String::new();
    for draft in drafts {
        let _ = writeln!(text, "{} {} {}", draft.currency, draft.total.minor, draft.tax.minor);
        for part in &draft.parts {
            let _ = writeln!(text, " {} {} {}", part.shop.seller, part.shipping.minor, part.tax.minor);
            let mut lines: Vec<_> = part.lines.iter().collect();
            lines.sort_by_key(|line| line.variant);
            for line in lines {
                let _ = writeln!(text, "  {} {} {}", line.variant, line.quantity, line.unit_price.minor);
            }
        }
    }
    URL_SAFE_NO_PAD.encode(&digest(&SHA256, text.as_bytes()).as_ref()[..18])
}

/// The line as it would be ordered now; no more than 999 pieces of the highest price that a shop may set.
pub(crate) fn line(wanted: &Wanted, shop: &Shop, shelf: &OnShelf) -> Result<DraftLine, OrderError> {
    let unit_price = Money::new(shelf.variant.price, shelf.currency);
    let total = unit_price.times(wanted.quantity)?;
    if total.minor > Money::MAX_PRICE * i64::from(crate::cart::MAX_QUANTITY) {
        return Err(MoneyError::OutOfRange.into());
    }
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
    let shipping_rate = tax::rate(&shop.country, catalog::TaxClass::Standard);
    let shipping_tax = shipping.tax_included(shipping_rate);
    let tax = lines.iter().try_fold(shipping_tax, |sum, l| sum.plus(l.tax))?;
    let (order, total) = (OrderId::new(), items.plus(shipping)?);
    Ok(SellerPart { order, shop: shop.clone(), lines, items, shipping, shipping_rate, shipping_tax, tax, total })
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

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use catalog::TaxClass;

    use super::*;

    fn shop(flat: i64) -> Shop {
        Shop {
            seller: SellerId::new(),
            name: "Shop".into(),
            slug: "shop".into(),
            country: "LU".into(),
            currency: Currency::Eur,
            shipping_flat: flat,
            shipping_free_above: None,
        }
    }

    fn goods(price: i64, quantity: u32, class: TaxClass) -> DraftLine {
        let unit_price = Money::new(price, Currency::Eur);
        let (total, tax_rate) = (unit_price.times(quantity).unwrap(), tax::rate("LU", class));
        DraftLine {
            line: None,
            product: ProductId::new(),
            variant: VariantId::new(),
            handle: String::new(),
            sku: String::new(),
            title: String::new(),
            options: BTreeMap::new(),
            image: None,
            quantity,
            unit_price,
            total,
            tax_rate,
            tax: total.tax_included(tax_rate),
        }
    }

    #[test]
    fn shipping_is_taxed_at_its_own_rate() {
        let draft = drafts(vec![(shop(490), goods(1000, 1, TaxClass::SuperReduced))]).unwrap().remove(0);
        let taxes: Vec<_> = draft.taxes().iter().map(|(r, m)| (r.basis_points(), m.minor)).collect();
        assert_eq!(taxes, [(300, 29), (1700, 71)]);
        assert_eq!(draft.tax.minor, 100);
    }

    #[test]
    fn a_review_s_mark_changes_with_everything_that_it_shows() {
        let (s, l) = (shop(490), goods(1000, 1, TaxClass::Standard));
        let mark = |s: &Shop, l: &DraftLine| review_mark(&drafts(vec![(s.clone(), l.clone())]).unwrap());
        let now = mark(&s, &l);
        assert_eq!(mark(&s, &l), now, "not with the ids of what it will become");
        assert_ne!(mark(&Shop { shipping_flat: 491, ..s.clone() }, &l), now);
        assert_ne!(mark(&s, &DraftLine { variant: VariantId::new(), ..l.clone() }), now);
        let two = DraftLine { quantity: 2, total: Money::new(2000, Currency::Eur), ..l.clone() };
        assert_ne!(mark(&s, &two), now);
        assert_ne!(mark(&Shop { seller: SellerId::new(), ..s.clone() }, &l), now);
        assert_ne!(review_mark(&[]), now);
    }
}
