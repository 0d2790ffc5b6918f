//! Stock: what is there, and what is promised to orders.
//!
//! Untracked stock is in or out; tracked stock is counted. Pieces of an order are reserved when it is placed, released
//! when it is cancelled, and leave when it is shipped. Rows are locked in the order of variants, so that two orders
//! never wait for each other in a circle; whoever runs over several sellers takes those in their order too.

use std::collections::BTreeMap;

use serde_json::json;
use tenancy::{
    Scope, Write,
    class::{Seller, SellerBound},
    row, statements,
};
use types::{ProductId, SellerId, VariantId};

use crate::{
    CatalogError, MAX_BATCH, audit,
    shelf::{Flip, flip},
    value::Faults,
};

row! {
    #[derive(Copy)]
    struct Level {
        variant_id: VariantId,
        product_id: ProductId,
        tracked: bool,
        available: bool,
        on_hand: i32,
        reserved: i32,
    }
}

statements! {
    fn lock(seller: SellerId, variants: &[VariantId]) -> Vec<Level> for Seller | Checkout =
        "SELECT s.variant_id, s.product_id, s.tracked, s.available, s.on_hand, s.reserved
         FROM stock_levels s JOIN warehouses w ON w.seller_id = s.seller_id AND w.id = s.warehouse_id
         WHERE s.seller_id = $1 AND w.seller_id = $1 AND w.is_default AND s.variant_id = ANY($2)
         ORDER BY s.variant_id FOR NO KEY UPDATE OF s";
    fn take(seller: SellerId, variants: &[VariantId], quantities: &[i32]) -> Vec<Level> for Seller | Checkout =
        "UPDATE stock_levels s SET reserved = s.reserved + n.quantity, updated_at = now()
         FROM unnest($2::uuid[], $3::integer[]) AS n(variant_id, quantity), warehouses w
         WHERE s.seller_id = $1 AND s.variant_id = n.variant_id AND w.seller_id = $1 AND w.is_default AND s.warehouse_id = w.id
             AND s.available AND (NOT s.tracked OR s.on_hand - s.reserved >= n.quantity)
         RETURNING s.variant_id, s.product_id, s.tracked, s.available, s.on_hand, s.reserved";
    fn give_back(seller: SellerId, variants: &[VariantId], quantities: &[i32]) -> Vec<Level> for Seller =
        "UPDATE stock_levels s SET reserved = greatest(s.reserved - n.quantity, 0), updated_at = now()
         FROM unnest($2::uuid[], $3::integer[]) AS n(variant_id, quantity), warehouses w
         WHERE s.seller_id = $1 AND s.variant_id = n.variant_id AND w.seller_id = $1 AND w.is_default AND s.warehouse_id = w.id
         RETURNING s.variant_id, s.product_id, s.tracked, s.available, s.on_hand, s.reserved";
    fn send(seller: SellerId, variants: &[VariantId], quantities: &[i32]) -> Vec<Level> for Seller =
        "UPDATE stock_levels s SET reserved = greatest(s.reserved - n.quantity, 0), updated_at = now(),
                on_hand = CASE WHEN s.tracked THEN greatest(s.on_hand - n.quantity, 0) ELSE s.on_hand END
         FROM unnest($2::uuid[], $3::integer[]) AS n(variant_id, quantity), warehouses w
         WHERE s.seller_id = $1 AND s.variant_id = n.variant_id AND w.seller_id = $1 AND w.is_default AND s.warehouse_id = w.id
         RETURNING s.variant_id, s.product_id, s.tracked, s.available, s.on_hand, s.reserved";
    fn put(seller: SellerId, variants: &[VariantId], tracked: &[bool], available: &[bool], on_hand: &[i32]) -> Vec<Level> for Seller =
        "UPDATE stock_levels s SET tracked = n.tracked, available = n.available, on_hand = n.on_hand, updated_at = now()
         FROM unnest($2::uuid[], $3::boolean[], $4::boolean[], $5::integer[]) AS n(variant_id, tracked, available, on_hand), warehouses w
         WHERE s.seller_id = $1 AND s.variant_id = n.variant_id AND w.seller_id = $1 AND w.is_default AND s.warehouse_id = w.id
             AND (s.tracked, s.available, s.on_hand) IS DISTINCT FROM (n.tracked, n.available, n.on_hand)
         RETURNING s.variant_id, s.product_id, s.tracked, s.available, s.on_hand, s.reserved";
}

impl Level {
    const fn sellable(self) -> bool {
        self.available && (!self.tracked || self.on_hand > self.reserved)
    }

    const fn has(self, quantity: i32) -> bool {
        self.available && (!self.tracked || self.on_hand - self.reserved >= quantity)
    }
}

/// So many of a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub variant: VariantId,
    /// How many pieces.
    pub quantity: u32,
}

/// Lines with each variant once, in the order in which locks are taken.
pub fn sum(lines: Vec<Line>) -> Vec<Line> {
    let mut sums: BTreeMap<VariantId, u32> = BTreeMap::new();
    for line in lines {
        let pieces = sums.entry(line.variant).or_default();
        *pieces = pieces.saturating_add(line.quantity);
    }
    sums.into_iter().map(|(variant, quantity)| Line { variant, quantity }).collect()
}

/// Variants and quantities as the statements take them.
struct Lines {
    variants: Vec<VariantId>,
    quantities: Vec<i32>,
}

impl Lines {
    fn of(lines: &[Line]) -> Result<Self, CatalogError> {
        let mut faults = Faults::default();
        let lines = sum(lines.to_vec());
        for line in &lines {
            faults.pieces("quantity", line.quantity);
        }
        faults.done()?;
        if lines.len() > MAX_BATCH {
            return Err(CatalogError::TooMany(MAX_BATCH));
        }
        let quantities = lines.iter().map(|l| i32::try_from(l.quantity).unwrap_or(i32::MAX)).collect();
        Ok(Self { variants: lines.iter().map(|l| l.variant).collect(), quantities })
    }

    /// Locks the stock; every line must be a variant of the seller in scope.
    async fn lock<C: SellerBound>(&self, q: &Scope<C, Write>) -> Result<Vec<Level>, CatalogError> {
        let levels = lock(q, q.seller(), &self.variants).await?;
        if levels.len() == self.variants.len() { Ok(levels) } else { Err(CatalogError::NotFound) }
    }
}

/// Shows on the shelf what ran out or came back.
async fn show<C: SellerBound>(q: &Scope<C, Write>, before: &[Level], after: &[Level]) -> Result<(), CatalogError> {
    let was = |variant| before.iter().find(|level| level.variant_id == variant).is_some_and(|level| level.sellable());
    let flipped = after.iter().filter(|level| was(level.variant_id) != level.sellable());
    let flips: Vec<_> = flipped
        .map(|level| Flip { product: level.product_id, variant: level.variant_id, in_stock: level.sellable() })
        .collect();
    Ok(flip(q, &flips).await?)
}

/// Reserves pieces for an order, at the checkout or by the seller's hand: all of them, or
/// [`CatalogError::OutOfStock`] with every variant there is not enough of, and nothing may be committed then. Tracked
/// stock is never promised twice; untracked stock must be there.
pub async fn reserve<C: SellerBound>(q: &Scope<C, Write>, lines: &[Line]) -> Result<(), CatalogError> {
    let lines = Lines::of(lines)?;
    if lines.variants.is_empty() {
        return Ok(());
    }
    let before = lines.lock(q).await?;
    let wanted = before.iter().zip(&lines.quantities);
    let short: Vec<_> = wanted.filter(|(level, n)| !level.has(**n)).map(|(level, _)| level.variant_id).collect();
    if !short.is_empty() {
        return Err(CatalogError::OutOfStock(short));
    }
    let after = take(q, q.seller(), &lines.variants, &lines.quantities).await?;
    if after.len() != before.len() {
        return Err(CatalogError::OutOfStock(lines.variants)); // not while the rows are locked
    }
    show(q, &before, &after).await
}

/// Gives back what a cancelled order had reserved.
pub async fn release(q: &Scope<Seller, Write>, lines: &[Line]) -> Result<(), CatalogError> {
    let lines = Lines::of(lines)?;
    let before = lines.lock(q).await?;
    let after = give_back(q, q.seller(), &lines.variants, &lines.quantities).await?;
    show(q, &before, &after).await
}

/// Takes out what is shipped: it is neither promised nor on hand any more.
pub async fn ship(q: &Scope<Seller, Write>, lines: &[Line]) -> Result<(), CatalogError> {
    let lines = Lines::of(lines)?;
    let before = lines.lock(q).await?;
    let after = send(q, q.seller(), &lines.variants, &lines.quantities).await?;
    show(q, &before, &after).await
}

/// How a variant's stock is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stock {
    /// Counted.
    Tracked {
        /// Pieces in the warehouse, those promised to orders among them.
        on_hand: u32,
    },
    /// Not counted.
    Untracked {
        /// Whether it can be had.
        in_stock: bool,
    },
}

impl Stock {
    /// Tracked, available, on hand: as the table has it.
    pub(crate) fn columns(self) -> (bool, bool, i32) {
        match self {
            Self::Tracked { on_hand } => (true, true, i32::try_from(on_hand).unwrap_or(i32::MAX)),
            Self::Untracked { in_stock } => (false, in_stock, 0),
        }
    }
}

/// Sets the stock of variants by the seller's hand. It holds until the feed says something else than it said last.
/// Answers how many changed.
pub async fn set(q: &Scope<Seller, Write>, settings: &[(VariantId, Stock)]) -> Result<u64, CatalogError> {
    if settings.len() > MAX_BATCH {
        return Err(CatalogError::TooMany(MAX_BATCH));
    }
    let settings: BTreeMap<_, _> = settings.iter().copied().collect();
    let mut faults = Faults::default();
    for (variant, stock) in &settings {
        if let Stock::Tracked { on_hand } = stock {
            faults.pieces(&format!("on_hand.{variant}"), *on_hand);
        }
    }
    faults.done()?;
    let variants: Vec<_> = settings.keys().copied().collect();
    let before = lock(q, q.seller(), &variants).await?;
    if before.len() != variants.len() {
        return Err(CatalogError::NotFound);
    }
    let (mut tracked, mut available, mut pieces) = (Vec::new(), Vec::new(), Vec::new());
    for (level, (variant, stock)) in before.iter().zip(&settings) {
        let (counted, there, on_hand) = stock.columns();
        if counted && on_hand < level.reserved {
            return Err(CatalogError::BelowReserved { variant: *variant, reserved: level.reserved.unsigned_abs() });
        }
        tracked.push(counted);
        available.push(there);
        pieces.push(on_hand);
    }
    let after = put(q, q.seller(), &variants, &tracked, &available, &pieces).await?;
    show(q, &before, &after).await?;
    for level in &after {
        let detail = json!({ "tracked": level.tracked, "available": level.available, "on_hand": level.on_hand });
        audit::record(q, "stock.set", "variant", &level.variant_id.to_string(), &detail).await?;
    }
    Ok(after.len() as u64)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn lines_add_up_in_the_order_of_variants() {
        let (a, b) = (VariantId::new(), VariantId::new());
        let line = |variant, quantity| Line { variant, quantity };
        assert_eq!(sum(vec![line(b, 1), line(a, 2), line(b, 3)]), [line(a, 2), line(b, 4)]);
        assert_eq!(sum(vec![line(a, u32::MAX), line(a, 1)]), [line(a, u32::MAX)]);
        assert!(matches!(Lines::of(&[line(a, u32::MAX)]), Err(CatalogError::Invalid(_))));
    }
}
