//! What a seller can put into an order that he enters himself: his variants, published or not, at their present prices.

use std::collections::BTreeMap;

use postgres_types::Json;
use tenancy::{Mode, Scope, class::Seller, row, statements};
use types::{Currency, Language, Money, ProductId, SellerId, VariantId};

use crate::{CatalogError, MAX_BATCH, TaxClass};

row! {
    struct Row {
        variant: VariantId,
        product: ProductId,
        handle: String,
        sku: String ["external_id is never null"],
        title: Option<String>,
        options: Json<BTreeMap<String, String>>,
        image: Option<String>,
        price: i64 ["the offer's price is never null"],
        currency: Currency,
        tax_class: TaxClass,
        in_stock: bool ["every operand is never null"],
    }
}

statements! {
    fn find(seller: SellerId, variants: &[VariantId], language: Language) -> Vec<Row> for Seller = concat!(
        "SELECT v.id AS variant, v.product_id AS product, p.handle, coalesce(v.sku, v.external_id) AS sku, ", sql_own_title!("$3"), " AS title,
                v.options, coalesce(oi.value, to_jsonb(v.images)) ->> 0 AS image, ", sql_price!(), " AS price, o.currency, o.tax_class, ",
                sql_in_stock!(), " AS in_stock
         FROM variants v JOIN products p ON p.seller_id = v.seller_id AND p.id = v.product_id
         JOIN offers o ON o.seller_id = v.seller_id AND o.variant_id = v.id
         ", sql_stock!(), " ", sql_price_overrides!(), " ", sql_image_override!(), "
         WHERE v.seller_id = $1 AND v.id = ANY($2) ORDER BY v.id");
}

/// A variant of the seller in scope with all that an order line needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sellable {
    /// Which.
    pub variant: VariantId,
    /// Of which product.
    pub product: ProductId,
    /// The last part of the product's address.
    pub handle: String,
    /// The article number, or the feed's id.
    pub sku: String,
    /// The product's title: in the language asked for, else the seller's own, else any.
    pub title: String,
    /// Colour, size and the like.
    pub options: BTreeMap<String, String>,
    /// The first picture.
    pub image: Option<String>,
    /// The price in force, VAT included.
    pub price: Money,
    /// The tax class.
    pub tax_class: TaxClass,
    /// Whether it can be had.
    pub in_stock: bool,
}

/// The variants of the seller in scope among these, at most [`MAX_BATCH`], by id.
pub async fn sellable<M: Mode>(
    q: &Scope<Seller, M>,
    variants: &[VariantId],
    language: Language,
) -> Result<Vec<Sellable>, CatalogError> {
    if variants.len() > MAX_BATCH {
        return Err(CatalogError::TooMany(MAX_BATCH));
    }
    let rows = find(q, q.seller(), variants, language).await?;
    Ok(rows.into_iter().map(Sellable::from).collect())
}

impl From<Row> for Sellable {
    fn from(row: Row) -> Self {
        Self {
            variant: row.variant,
            product: row.product,
            handle: row.handle,
            title: row.title.unwrap_or_else(|| row.sku.clone()),
            sku: row.sku,
            options: row.options.0,
            image: row.image,
            price: Money::new(row.price, row.currency),
            tax_class: row.tax_class,
            in_stock: row.in_stock,
        }
    }
}
