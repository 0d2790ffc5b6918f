//! In or out of stock, when an order or the seller's hand changes it: two words in the shelf row, not a whole projection.

use tenancy::{DbError, Scope, Write, class::SellerBound, row, statements};
use types::{ProductId, SellerId, VariantId};

row! {
    struct Locked { id: ProductId }
}

statements! {
    fn lock_shelf(seller: SellerId, ids: &[ProductId]) -> Vec<Locked> for Seller | Worker | Checkout =
        "SELECT id FROM shelf_products WHERE seller_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE";
    fn flip_variants(seller: SellerId, ids: &[ProductId], variants: &[VariantId], in_stock: &[bool]) -> Count for Seller | Worker | Checkout =
        "WITH flipped AS (
             UPDATE shelf_products p SET (variants, in_stock, updated_at) = (
                 SELECT jsonb_agg(CASE WHEN f.in_stock IS NULL THEN e.v ELSE jsonb_set(e.v, '{in_stock}', to_jsonb(f.in_stock)) END ORDER BY e.at),
                        bool_or(coalesce(f.in_stock, (e.v ->> 'in_stock')::boolean)), now()
                 FROM jsonb_array_elements(p.variants) WITH ORDINALITY AS e(v, at)
                 LEFT JOIN unnest($3::uuid[], $4::boolean[]) AS f(id, in_stock) ON f.id::text = e.v ->> 'id')
             WHERE p.seller_id = $1 AND p.id = ANY($2) AND EXISTS (
                 SELECT FROM jsonb_array_elements(p.variants) AS e(v) JOIN unnest($3::uuid[], $4::boolean[]) AS f(id, in_stock) ON f.id::text = e.v ->> 'id'
                 WHERE (e.v ->> 'in_stock')::boolean <> f.in_stock)
             RETURNING p.id)
         INSERT INTO shelf_changes (seller_id, product_id) SELECT $1, id FROM flipped";
}

/// A variant whose stock ran out or came back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flip {
    pub product: ProductId,
    pub variant: VariantId,
    pub in_stock: bool,
}

/// Shows it on the shelf, where the variant stands there. The variants' stock must be locked by this transaction.
pub(crate) async fn flip<C: SellerBound>(q: &Scope<C, Write>, flips: &[Flip]) -> Result<(), DbError> {
    if flips.is_empty() {
        return Ok(());
    }
    let mut products: Vec<_> = flips.iter().map(|f| f.product).collect();
    products.sort_unstable();
    products.dedup();
    let variants: Vec<_> = flips.iter().map(|f| f.variant).collect();
    let in_stock: Vec<_> = flips.iter().map(|f| f.in_stock).collect();
    lock_shelf(q, q.seller(), &products).await?;
    flip_variants(q, q.seller(), &products, &variants, &in_stock).await.map(drop)
}
