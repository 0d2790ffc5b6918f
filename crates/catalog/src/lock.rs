//! The locks of the catalogue. Whoever changes a product locks it first, then its stock, then reads: so the last of two
//! transactions sees what the first one wrote, and the shelf shows both.

use tenancy::{DbError, Scope, Write, class::SellerBound, row, statements};
use types::{ProductId, SellerId, VariantId};

row! {
    struct Locked { id: ProductId }
    struct LockedStock { variant_id: VariantId }
}

statements! {
    fn lock_products(seller: SellerId, ids: &[ProductId]) -> Vec<Locked> for Seller | Worker =
        "SELECT id FROM products WHERE seller_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE";
    fn lock_products_of(seller: SellerId, variants: &[VariantId]) -> Vec<Locked> for Seller | Worker =
        "SELECT p.id FROM products p
         WHERE p.seller_id = $1 AND p.id IN (SELECT v.product_id FROM variants v WHERE v.seller_id = $1 AND v.id = ANY($2))
         ORDER BY p.id FOR NO KEY UPDATE OF p";
    fn lock_stock(seller: SellerId, products: &[ProductId]) -> Vec<LockedStock> for Seller | Worker =
        "SELECT s.variant_id FROM stock_levels s JOIN variants v ON v.seller_id = s.seller_id AND v.id = s.variant_id
         WHERE s.seller_id = $1 AND v.seller_id = $1 AND v.product_id = ANY($2) ORDER BY s.variant_id FOR NO KEY UPDATE OF s";
}

/// Locks products of the seller in scope; answers those that exist.
pub(crate) async fn products<C: SellerBound>(
    q: &Scope<C, Write>,
    ids: &[ProductId],
) -> Result<Vec<ProductId>, DbError> {
    Ok(lock_products(q, q.seller(), ids).await?.into_iter().map(|p| p.id).collect())
}

/// Locks the products that variants belong to; answers them.
pub(crate) async fn products_of<C: SellerBound>(
    q: &Scope<C, Write>,
    variants: &[VariantId],
) -> Result<Vec<ProductId>, DbError> {
    Ok(lock_products_of(q, q.seller(), variants).await?.into_iter().map(|p| p.id).collect())
}

/// Locks the stock of locked products. No order can take pieces until the transaction ends.
pub(crate) async fn stock<C: SellerBound>(q: &Scope<C, Write>, products: &[ProductId]) -> Result<(), DbError> {
    lock_stock(q, q.seller(), products).await.map(drop)
}
