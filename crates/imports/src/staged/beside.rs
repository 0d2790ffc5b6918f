//! What stands beside a staged product: its variants, what was said of its rows, and which products have lost theirs.

use tenancy::{Mode, Scope, class::SellerBound, row, statements};
use types::{Language, ProductId, RunId, SellerId, VariantId};

use super::Staged;
use crate::{ImportError, files::storable};

/// Other rows of a group, at most.
const MAX_SIBLINGS: i64 = 50;
/// Warnings of a staged product, at most.
const MAX_WARNINGS: i64 = 20;

row! {
    /// A variant that no feed has any more.
    pub struct Gone {
        /// Of which product.
        product_id: ProductId,
        /// Which.
        variant_id: VariantId,
    }
    struct Title { title: String }
    /// What was changed, left out or contradicted in a row.
    pub struct Warning {
        /// The kind: a name for [`message`](crate::rejects::message).
        reason: String,
        /// What was found.
        detail: String,
    }
}

statements! {
    fn of_group(seller: SellerId, group: &str, but: &str, limit: i64) -> Vec<Staged> for Seller | Worker =
        "SELECT s.external_id, s.language, s.title, s.brand, s.category, s.price, s.sale_price, s.currency, s.availability, s.images[1] AS image,
             s.present, s.conflicts,
             ARRAY(SELECT l.language FROM staged_products l WHERE l.seller_id = $1 AND l.external_id = s.external_id AND l.present ORDER BY l.language) AS languages,
             v.product_id, v.id AS variant_id, v.published_at IS NOT NULL AS published
         FROM staged_products s LEFT JOIN variants v ON v.seller_id = s.seller_id AND v.external_id = s.external_id AND v.source = 'feed'
         WHERE s.seller_id = $1 AND s.main AND s.group_key = $2 AND s.external_id <> $3 ORDER BY s.external_id LIMIT $4";
    fn gone_of(seller: SellerId, products: &[ProductId]) -> Vec<Gone> for Seller | Worker =
        "SELECT v.product_id, v.id AS variant_id
         FROM variants v JOIN staged_products s ON s.seller_id = v.seller_id AND s.external_id = v.external_id AND s.main
         WHERE v.seller_id = $1 AND v.product_id = ANY($2) AND v.source = 'feed' AND NOT s.present";
    fn titles_of(seller: SellerId, ids: &[&str], reader: Language) -> Vec<Title> for Seller | Worker =
        "SELECT DISTINCT ON (external_id) title FROM staged_products WHERE seller_id = $1 AND external_id = ANY($2)
         ORDER BY external_id, language <> $3, main DESC LIMIT 100";
    fn warnings_of(seller: SellerId, runs: &[RunId], id: &str, limit: i64) -> Vec<Warning> for Seller | Worker =
        "SELECT reason, detail FROM import_rejects WHERE seller_id = $1 AND run_id = ANY($2) AND severity = 'warning' AND external_id = $3
         ORDER BY id LIMIT $4";
}

/// The titles of these ids in the reader's language where there are any, in the order of the ids.
pub async fn titles<C: SellerBound, M: Mode>(
    q: &Scope<C, M>,
    ids: &[String],
    reader: Language,
) -> Result<Vec<String>, ImportError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    Ok(titles_of(q, q.seller(), &ids, reader).await?.into_iter().map(|row| row.title).collect())
}

/// The other staged products of a group: the variants that one of them belongs to.
pub async fn siblings<C: SellerBound, M: Mode>(
    q: &Scope<C, M>,
    group: &str,
    but: &str,
) -> Result<Vec<Staged>, ImportError> {
    Ok(of_group(q, q.seller(), &storable(group), &storable(but), MAX_SIBLINGS).await?)
}

/// The variants of these products that came from a feed and are in none any more.
pub async fn gone<C: SellerBound, M: Mode>(q: &Scope<C, M>, products: &[ProductId]) -> Result<Vec<Gone>, ImportError> {
    Ok(gone_of(q, q.seller(), products).await?)
}

/// What the reports of these runs say of a staged product that they took.
pub async fn warnings<C: SellerBound, M: Mode>(
    q: &Scope<C, M>,
    runs: &[RunId],
    external_id: &str,
) -> Result<Vec<Warning>, ImportError> {
    Ok(warnings_of(q, q.seller(), runs, &storable(external_id), MAX_WARNINGS).await?)
}
