//! What follows from any change of a product: its time, which guards forms, and the text its seller's filter looks in.
//! The text is empty where the last variant moved to another product: such a product is not listed.

use tenancy::{DbError, Scope, Write, class::SellerBound, statements};
use types::{ProductId, SellerId};

statements! {
    fn touch_products(seller: SellerId, ids: &[ProductId]) -> Count for Seller | Worker =
        "UPDATE products p SET updated_at = now(), search = CASE WHEN EXISTS (SELECT FROM variants v WHERE v.seller_id = $1 AND v.product_id = p.id) THEN left(lower(concat_ws(' ', p.handle, p.brand,
             (SELECT string_agg(t.title, ' ' ORDER BY t.language) FROM product_texts t WHERE t.seller_id = $1 AND t.product_id = p.id),
             (SELECT string_agg(o.value #>> '{}', ' ' ORDER BY o.language) FROM overrides o WHERE o.seller_id = $1 AND o.product_id = p.id AND o.field = 'title'),
             (SELECT string_agg(concat_ws(' ', v.external_id, v.sku, v.gtin), ' ' ORDER BY v.position) FROM variants v WHERE v.seller_id = $1 AND v.product_id = p.id))), 20000) ELSE '' END
         WHERE p.seller_id = $1 AND p.id = ANY($2)";
}

/// Says that products changed. Called once in a transaction, after the changes.
pub(crate) async fn touch<C: SellerBound>(q: &Scope<C, Write>, products: &[ProductId]) -> Result<(), DbError> {
    touch_products(q, q.seller(), products).await.map(drop)
}
