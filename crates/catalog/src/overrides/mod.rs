//! A seller's own values over those of the feed. They survive every re-import and are undone field by field.
//!
//! The value in force is the override, else the feed's.

mod check;
mod field;

use futures_util::try_join;
use jiff::Timestamp;
use serde_json::{Value, json};
use tenancy::{
    DbError, Mode, Scope, Write,
    class::{Seller, SellerBound},
    row, statements,
};
use types::{Currency, ProductId, RecordId, SellerId, UserId, VariantId};

pub use field::{Edit, Field};

use crate::{CatalogError, audit, lock, shelf, touch::touch};

/// Changes of one call at most: every text in every language, and every price and picture of 1,000 variants.
const MAX_CHANGES: usize = 4_000;

row! {
    struct Row {
        variant_id: Option<VariantId>,
        field: String,
        language: String,
        value: Value,
        actor_id: Option<UserId>,
        created_at: Timestamp,
    }
    struct ProductRow { updated_at: Timestamp }
    struct OfferRow { variant_id: VariantId, price: i64, currency: Currency }
    struct TitleRow { language: String }
}

statements! {
    fn overrides_of(seller: SellerId, product: ProductId) -> Vec<Row> for Seller | Worker =
        "SELECT variant_id, field, language, value, actor_id, created_at FROM overrides WHERE seller_id = $1 AND product_id = $2
         ORDER BY variant_id NULLS FIRST, field, language LIMIT 5000";
    fn product(seller: SellerId, product: ProductId) -> Option<ProductRow> for Seller = "SELECT updated_at FROM products WHERE seller_id = $1 AND id = $2";
    fn offers(seller: SellerId, product: ProductId) -> Vec<OfferRow> for Seller =
        "SELECT o.variant_id, o.price, o.currency FROM variants v JOIN offers o ON o.seller_id = v.seller_id AND o.variant_id = v.id
         WHERE v.seller_id = $1 AND v.product_id = $2";
    fn titles(seller: SellerId, product: ProductId) -> Vec<TitleRow> for Seller = "SELECT language FROM product_texts WHERE seller_id = $1 AND product_id = $2";
    fn put(seller: SellerId, product: ProductId, actor: Option<UserId>, ids: &[RecordId], variants: &[Option<VariantId>], fields: &[&str], languages: &[&str], values: &[Value]) -> Count for Seller =
        "INSERT INTO overrides AS o (seller_id, id, product_id, variant_id, field, language, value, actor_id)
         SELECT $1, n.id, $2, n.variant_id, n.field, n.language, n.value, $3
         FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::jsonb[]) AS n(id, variant_id, field, language, value)
         ON CONFLICT ON CONSTRAINT overrides_target DO UPDATE SET value = excluded.value, actor_id = excluded.actor_id, created_at = now()
         WHERE o.value IS DISTINCT FROM excluded.value";
    fn delete(seller: SellerId, product: ProductId, variants: &[Option<VariantId>], fields: &[&str], languages: &[&str]) -> Count for Seller =
        "DELETE FROM overrides o USING unnest($3::uuid[], $4::text[], $5::text[]) AS n(variant_id, field, language)
         WHERE o.seller_id = $1 AND o.product_id = $2 AND o.variant_id IS NOT DISTINCT FROM n.variant_id
             AND o.field = n.field AND o.language = n.language";
}

/// A value of the seller's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The field and its value.
    pub value: Edit,
    /// Who set it.
    pub actor: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// What came of a change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changed {
    /// Fields that have another value of the seller's own now.
    pub set: u64,
    /// Fields that have the feed's value again.
    pub undone: u64,
}

/// The overrides of a product of the seller in scope, of its variants too.
pub async fn list<C: SellerBound, M: Mode>(q: &Scope<C, M>, product: ProductId) -> Result<Vec<Override>, DbError> {
    Ok(overrides_of(q, q.seller(), product).await?.iter().filter_map(read).collect())
}

fn read(row: &Row) -> Option<Override> {
    let value = Edit::read(row.variant_id, &row.field, &row.language, &row.value)?;
    Some(Override { value, actor: row.actor_id, at: row.created_at })
}

/// Sets one field.
pub async fn set(q: &Scope<Seller, Write>, product: ProductId, edit: Edit) -> Result<Changed, CatalogError> {
    change(q, product, None, &[edit], &[]).await
}

/// Gives one field the feed's value again.
pub async fn undo(q: &Scope<Seller, Write>, product: ProductId, field: Field) -> Result<Changed, CatalogError> {
    change(q, product, None, &[], &[field]).await
}

/// Sets and undoes fields of a product in one go, all or none. `version` is what [`crate::list::Product::version`]
/// said when the form was made: where the product has changed since, the answer is [`CatalogError::Stale`]. What is wrong
/// with which field is said of all fields at once ([`CatalogError::Invalid`]), by the names of [`Field::name`].
pub async fn change(
    q: &Scope<Seller, Write>,
    product_id: ProductId,
    version: Option<&str>,
    edits: &[Edit],
    undone: &[Field],
) -> Result<Changed, CatalogError> {
    if edits.len() + undone.len() > MAX_CHANGES {
        return Err(CatalogError::TooMany(MAX_CHANGES));
    }
    lock::products(q, &[product_id]).await?;
    let seller = q.seller();
    let facts = async {
        try_join!(
            product(q, seller, product_id),
            offers(q, seller, product_id),
            titles(q, seller, product_id),
            overrides_of(q, seller, product_id)
        )
    };
    let (row, offers, titles, own) = Box::pin(facts).await?;
    let row = row.ok_or(CatalogError::NotFound)?;
    if version.is_some_and(|seen| seen != crate::list::version(row.updated_at)) {
        return Err(CatalogError::Stale);
    }
    let own: Vec<_> = own.iter().filter_map(read).collect();
    let edits = check::check(edits, undone, &check::Facts { offers: &offers, titles: &titles, own: &own })?;
    let changed = Box::pin(write(q, product_id, &edits, undone)).await?;
    if changed != Changed::default() {
        touch(q, &[product_id]).await?;
        shelf::write(q, &[product_id]).await?;
        let names = |fields: &mut dyn Iterator<Item = Field>| fields.map(Field::name).take(100).collect::<Vec<_>>();
        let detail =
            json!({ "set": names(&mut edits.iter().map(Edit::field)), "undone": names(&mut undone.iter().copied()) });
        audit::record(q, "product.override", "product", &product_id.to_string(), &detail).await?;
    }
    Ok(changed)
}

async fn write(
    q: &Scope<Seller, Write>,
    product: ProductId,
    edits: &[Edit],
    undone: &[Field],
) -> Result<Changed, CatalogError> {
    let mut changed = Changed::default();
    let columns = |fields: &[Field]| {
        let variants: Vec<_> = fields.iter().map(|f| f.variant()).collect();
        let kinds: Vec<_> = fields.iter().map(|f| f.kind()).collect();
        let languages: Vec<_> = fields.iter().map(|f| f.language().map_or("", types::Language::code)).collect();
        (variants, kinds, languages)
    };
    if !edits.is_empty() {
        let fields: Vec<_> = edits.iter().map(Edit::field).collect();
        let (variants, kinds, languages) = columns(&fields);
        let ids: Vec<_> = edits.iter().map(|_| RecordId::new()).collect();
        let values: Vec<_> = edits.iter().map(Edit::value).collect();
        let actor = q.identity().actor;
        changed.set = put(q, q.seller(), product, actor, &ids, &variants, &kinds, &languages, &values).await?;
    }
    if !undone.is_empty() {
        let (variants, kinds, languages) = columns(undone);
        changed.undone = delete(q, q.seller(), product, &variants, &kinds, &languages).await?;
    }
    Ok(changed)
}
