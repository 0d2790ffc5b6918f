//! Putting variants on the shelf and taking them off it.

use serde_json::json;
use tenancy::{Scope, Write, class::SellerBound, row, statements};
use types::{Currency, ProductId, SellerId, VariantId};

pub use crate::feed::{Reason, Refused};
use crate::{CatalogError, MAX_BATCH, audit, lock, shelf, touch::touch};

row! {
    struct Row {
        id: VariantId,
        product_id: ProductId,
        external_id: String,
        published: bool ["IS NOT NULL is never null"],
        price: Option<i64>,
        currency: Option<Currency>,
    }
    struct Named { id: VariantId }
}

statements! {
    fn variants(seller: SellerId, products: &[ProductId]) -> Vec<Row> for Seller | Worker = concat!(
        "SELECT v.id, v.product_id, v.external_id, v.published_at IS NOT NULL AS published, ", sql_price!(), " AS price, o.currency
         FROM variants v LEFT JOIN offers o ON o.seller_id = v.seller_id AND o.variant_id = v.id ", sql_price_overrides!(), "
         WHERE v.seller_id = $1 AND v.product_id = ANY($2) ORDER BY v.product_id, v.position, v.id");
    fn named(seller: SellerId, external_ids: &[&str]) -> Vec<Named> for Seller | Worker =
        "SELECT id FROM variants WHERE seller_id = $1 AND external_id = ANY($2)";
    fn publish_variants(seller: SellerId, ids: &[VariantId]) -> Count for Seller | Worker =
        "UPDATE variants SET published_at = now(), updated_at = now() WHERE seller_id = $1 AND id = ANY($2) AND published_at IS NULL";
    fn unpublish_variants(seller: SellerId, ids: &[VariantId]) -> Count for Seller | Worker =
        "UPDATE variants SET published_at = NULL, updated_at = now() WHERE seller_id = $1 AND id = ANY($2) AND published_at IS NOT NULL";
}

/// Which variants, at most [`MAX_BATCH`] named at once. What is not the seller's is not there.
#[derive(Debug, Clone, Copy)]
pub enum Which<'a> {
    /// These.
    Variants(&'a [VariantId]),
    /// All of these products.
    Products(&'a [ProductId]),
    /// Those that a feed calls so.
    ExternalIds(&'a [&'a str]),
}

/// What came of publishing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// Variants put on the shelf.
    pub published: u64,
    /// Variants that were on it already.
    pub already: u64,
    /// Variants that cannot be sold as they are.
    pub refused: Vec<Refused>,
}

/// All variants of the products meant, which the transaction has locked.
struct Chosen {
    rows: Vec<Row>,
    /// Those meant; `None` means all.
    ids: Option<Vec<VariantId>>,
}

impl Chosen {
    async fn lock<C: SellerBound>(q: &Scope<C, Write>, which: Which<'_>) -> Result<Self, CatalogError> {
        let count = match which {
            Which::Variants(ids) => ids.len(),
            Which::Products(ids) => ids.len(),
            Which::ExternalIds(ids) => ids.len(),
        };
        if count > MAX_BATCH {
            return Err(CatalogError::TooMany(MAX_BATCH));
        }
        let ids = match which {
            Which::Variants(ids) => Some(ids.to_vec()),
            Which::ExternalIds(ids) => {
                // What no text of the database can hold names nothing.
                let ids: Vec<&str> = ids.iter().copied().filter(|id| !id.contains('\0')).collect();
                Some(named(q, q.seller(), &ids).await?.into_iter().map(|v| v.id).collect())
            }
            Which::Products(_) => None,
        };
        let products = match (which, &ids) {
            (Which::Products(products), _) => lock::products(q, products).await?,
            (_, ids) => lock::products_of(q, ids.as_deref().unwrap_or_default()).await?,
        };
        let rows = variants(q, q.seller(), &products).await?;
        Ok(Self { rows, ids })
    }

    fn means(&self, id: VariantId) -> bool {
        self.ids.as_ref().is_none_or(|ids| ids.contains(&id))
    }

    /// What cannot be sold: without a price, or in another currency than the product's first variant on the shelf.
    fn reason(&self, row: &Row) -> Option<Reason> {
        let (Some(_), Some(currency)) = (row.price.filter(|p| *p > 0), row.currency) else {
            return Some(Reason::NoPrice);
        };
        let sold = |r: &&Row| {
            r.product_id == row.product_id && (r.published || (self.means(r.id) && r.price.is_some_and(|p| p > 0)))
        };
        let first = self.rows.iter().find(sold).and_then(|r| r.currency);
        (first != Some(currency)).then_some(Reason::OtherCurrency)
    }

    async fn finish<C: SellerBound>(
        &self,
        q: &Scope<C, Write>,
        action: &str,
        changed: &[&Row],
    ) -> Result<(), CatalogError> {
        let mut products: Vec<_> = changed.iter().map(|row| row.product_id).collect();
        products.dedup(); // the rows come by product
        touch(q, &products).await?;
        for part in products.chunks(MAX_BATCH) {
            shelf::write(q, part).await?;
        }
        let Some(first) = products.first() else { return Ok(()) };
        let ids: Vec<_> = changed.iter().take(100).map(|row| row.id).collect();
        let detail = json!({ "products": products.len(), "variants": changed.len(), "first": ids });
        Ok(audit::record(q, action, "product", &first.to_string(), &detail).await?)
    }
}

/// Publishes variants; what is published already stays as it is, what cannot be sold is named.
pub async fn publish<C: SellerBound>(q: &Scope<C, Write>, which: Which<'_>) -> Result<Published, CatalogError> {
    let chosen = Chosen::lock(q, which).await?;
    let mut answer = Published::default();
    let mut wanted: Vec<&Row> = Vec::new();
    for row in chosen.rows.iter().filter(|row| chosen.means(row.id)) {
        match chosen.reason(row) {
            _ if row.published => answer.already += 1,
            Some(reason) => {
                answer.refused.push(Refused { variant: row.id, external_id: row.external_id.clone(), reason });
            }
            None => wanted.push(row),
        }
    }
    let ids: Vec<_> = wanted.iter().map(|row| row.id).collect();
    answer.published = publish_variants(q, q.seller(), &ids).await?;
    chosen.finish(q, "product.publish", &wanted).await?;
    Ok(answer)
}

/// Takes variants off the shelf; a product without published variants leaves it. Answers how many were on it.
pub async fn unpublish<C: SellerBound>(q: &Scope<C, Write>, which: Which<'_>) -> Result<u64, CatalogError> {
    let chosen = Chosen::lock(q, which).await?;
    let wanted: Vec<_> = chosen.rows.iter().filter(|row| row.published && chosen.means(row.id)).collect();
    let ids: Vec<_> = wanted.iter().map(|row| row.id).collect();
    let count = unpublish_variants(q, q.seller(), &ids).await?;
    chosen.finish(q, "product.unpublish", &wanted).await?;
    Ok(count)
}
