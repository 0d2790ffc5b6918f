//! Published variants that run out, the lowest stock first.

use std::collections::BTreeMap;

use postgres_types::Json;
use tenancy::{Mode, Scope, class::Seller, row, statements};
use types::{Language, ProductId, SellerId};

use crate::CatalogError;

/// Fewer pieces than this are few.
pub const FEW: i32 = 5;

row! {
    /// A counted variant of which few are left.
    pub struct Low {
        /// Its product.
        product: ProductId,
        /// The product's title: in the language asked for, else the seller's own, else any.
        title: Option<String>,
        /// The product's category in force.
        category: Option<String>,
        /// Colour, size and the like.
        options: Json<BTreeMap<String, String>>,
        /// Its first picture.
        image: Option<String>,
        /// Pieces that can be sold.
        pieces: i32 ["neither operand is null"],
    }
}

statements! {
    fn lowest(seller: SellerId, language: Language, few: i32, limit: i64) -> Vec<Low> for Seller = concat!(
        "SELECT p.id AS product, ", sql_own_title!("$2"), " AS title, coalesce(k.value #>> '{}', p.category) AS category, v.options,
                coalesce(oi.value, to_jsonb(v.images)) ->> 0 AS image, greatest(s.on_hand - s.reserved, 0) AS pieces
         FROM variants v ", sql_stock!(), " JOIN products p ON p.seller_id = v.seller_id AND p.id = v.product_id
         LEFT JOIN overrides k ON k.seller_id = v.seller_id AND k.product_id = p.id AND k.variant_id IS NULL AND k.field = 'category'
         ", sql_image_override!(), "
         WHERE v.seller_id = $1 AND v.published_at IS NOT NULL AND s.tracked AND s.available AND s.on_hand - s.reserved < $3
         ORDER BY pieces, v.id LIMIT $4");
}

/// Published variants of the seller in scope with fewer than [`FEW`] pieces, the lowest first.
pub async fn list<M: Mode>(q: &Scope<Seller, M>, language: Language, limit: i64) -> Result<Vec<Low>, CatalogError> {
    Ok(lowest(q, q.seller(), language, FEW, limit.clamp(1, 100)).await?)
}
