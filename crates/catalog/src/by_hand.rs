//! Products that the seller enters himself. Their fields are changed where they stand: there is no feed to override.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::try_join;
use serde_json::{Value, json};
use tenancy::{OnConstraint, Scope, Write, class::Seller, row, statements};
use types::{Gtin, Language, Money, OfferId, ProductId, RecordId, SellerId, VariantId};

use crate::{
    CatalogError, TaxClass, audit, handle, lock, shelf,
    stock::{self, Stock},
    touch::touch,
    value::{Faults, MAX_DESCRIPTION, MAX_SHORT, MAX_TITLE},
};

/// Variants of one product at most.
pub const MAX_VARIANTS: usize = 100;
/// Google's heaviest weight: 100 tonnes.
const MAX_GRAMS: u32 = 100_000_000;

row! {
    struct Known { id: VariantId, source: String }
}

statements! {
    fn insert_product(seller: SellerId, id: ProductId, group: &str, handle: &str, brand: Option<&str>, category: Option<&str>) -> Count for Seller =
        "INSERT INTO products (seller_id, id, group_key, handle, brand, category) VALUES ($1, $2, $3, $4, $5, $6)";
    fn update_product(seller: SellerId, id: ProductId, brand: Option<&str>, category: Option<&str>) -> Count for Seller =
        "UPDATE products SET brand = $3, category = $4 WHERE seller_id = $1 AND id = $2";
    fn known(seller: SellerId, product: ProductId) -> Vec<Known> for Seller = "SELECT id, source FROM variants WHERE seller_id = $1 AND product_id = $2";
    fn put_texts(seller: SellerId, product: ProductId, languages: &[&str], titles: &[&str], descriptions: &[&str]) -> Count for Seller =
        "WITH gone AS (DELETE FROM product_texts WHERE seller_id = $1 AND product_id = $2 AND language <> ALL($3))
         INSERT INTO product_texts (seller_id, product_id, language, title, description)
         SELECT $1, $2, n.language, n.title, n.description FROM unnest($3::text[], $4::text[], $5::text[]) AS n(language, title, description)
         ON CONFLICT (seller_id, product_id, language) DO UPDATE SET title = excluded.title, description = excluded.description";
    fn put_variants(seller: SellerId, product: ProductId, ids: &[VariantId], external_ids: &[&str], titles: &[&Value], skus: &[Option<&str>], gtins: &[Option<&str>],
                    options: &[&Value], images: &[&Value], weights: &[Option<i32>], positions: &[i32]) -> Count for Seller =
        "INSERT INTO variants (seller_id, id, product_id, external_id, titles, sku, gtin, options, images, weight_grams, position, source)
         SELECT $1, n.id, $2, n.external_id, n.titles, n.sku, n.gtin, n.options, ARRAY(SELECT jsonb_array_elements_text(n.images)), n.weight, n.position, 'hand'
         FROM unnest($3::uuid[], $4::text[], $5::jsonb[], $6::text[], $7::text[], $8::jsonb[], $9::jsonb[], $10::integer[], $11::integer[])
             AS n(id, external_id, titles, sku, gtin, options, images, weight, position)
         ON CONFLICT (seller_id, id) DO UPDATE SET titles = excluded.titles, sku = excluded.sku, gtin = excluded.gtin, options = excluded.options,
             images = excluded.images, weight_grams = excluded.weight_grams, position = excluded.position, updated_at = now()";
    fn put_offers(seller: SellerId, ids: &[OfferId], variants: &[VariantId], prices: &[i64], compare_at: &[Option<i64>], currencies: &[&str], classes: &[TaxClass]) -> Count for Seller =
        "INSERT INTO offers AS o (seller_id, id, variant_id, price, compare_at, currency, tax_class)
         SELECT $1, n.id, n.variant_id, n.price, n.compare_at, n.currency, n.tax_class
         FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::text[], $7::text[]) AS n(id, variant_id, price, compare_at, currency, tax_class)
         ON CONFLICT (seller_id, variant_id) DO UPDATE SET price = excluded.price, compare_at = excluded.compare_at,
             currency = excluded.currency, tax_class = excluded.tax_class, updated_at = now()";
    fn insert_stock(seller: SellerId, product: ProductId, ids: &[RecordId], variants: &[VariantId]) -> Count for Seller =
        "INSERT INTO stock_levels (seller_id, id, product_id, variant_id, warehouse_id, tracked, available)
         SELECT $1, n.id, $2, n.variant_id, w.id, false, false FROM unnest($3::uuid[], $4::uuid[]) AS n(id, variant_id), warehouses w
         WHERE w.seller_id = $1 AND w.is_default
         ON CONFLICT (seller_id, variant_id, warehouse_id) DO NOTHING";
}

/// A product as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandProduct {
    /// Language, title and description; at least one, the seller's own language first: it names the address.
    pub texts: Vec<(Language, String, String)>,
    /// The brand.
    pub brand: Option<String>,
    /// The category, `A > B`.
    pub category: Option<String>,
    /// Its variants in the order they are shown, at least one, all in one currency.
    pub variants: Vec<HandVariant>,
}

/// A variant as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandVariant {
    /// The variant that is changed; `None` for a new one.
    pub id: Option<VariantId>,
    /// The seller's article number.
    pub sku: Option<String>,
    /// The number under the bar code.
    pub gtin: Option<Gtin>,
    /// Colour, size and the like.
    pub options: BTreeMap<String, String>,
    /// The price, VAT included.
    pub price: Money,
    /// What it cost before; above the price.
    pub compare_at: Option<Money>,
    /// The tax class.
    pub tax_class: TaxClass,
    /// Addresses of its pictures, the main one first.
    pub images: Vec<String>,
    /// The weight.
    pub weight_grams: Option<u32>,
    /// The stock of a new variant. That of a known one stays: [`crate::stock::set`] changes it.
    pub stock: Stock,
}

/// Enters a product. It is a draft until it is published ([`crate::publish::publish`]).
pub async fn create(q: &Scope<Seller, Write>, new: &HandProduct) -> Result<ProductId, CatalogError> {
    let new = check(new)?;
    if new.variants.iter().any(|v| v.id.is_some()) {
        return Err(CatalogError::invalid("variants", "a new product has new variants only"));
    }
    let id = ProductId::new();
    let title = new.texts.first().map_or("", |text| text.1.as_str());
    let group = format!("hand:{}", handle::letters(id.0, 20));
    let (_, handle) = handle::handles(title, id.0);
    insert_product(q, q.seller(), id, &group, &handle, new.brand.as_deref(), new.category.as_deref())
        .await
        .on_constraint("products_handle", || CatalogError::Busy)?;
    Box::pin(write(q, id, &new)).await?;
    audit::record(q, "product.create", "product", &id.to_string(), &json!({ "variants": new.variants.len() })).await?;
    Ok(id)
}

/// Changes a product that was entered by hand into what is given, texts and variants included. Variants that are not
/// named stay; a variant cannot be removed, only unpublished, since orders refer to it.
pub async fn update(
    q: &Scope<Seller, Write>,
    id: ProductId,
    version: Option<&str>,
    new: &HandProduct,
) -> Result<(), CatalogError> {
    let new = check(new)?;
    lock::products(q, &[id]).await?;
    let former = Box::pin(crate::list::product(q, id)).await?.ok_or(CatalogError::NotFound)?;
    if version.is_some_and(|seen| seen != former.version) {
        return Err(CatalogError::Stale);
    }
    let known = known(q, q.seller(), id).await?;
    if known.iter().any(|v| v.source != "hand") {
        return Err(CatalogError::FromFeed);
    }
    if new.variants.iter().filter_map(|v| v.id).any(|id| !known.iter().any(|k| k.id == id)) {
        return Err(CatalogError::NotFound);
    }
    if known.len() + new.variants.iter().filter(|v| v.id.is_none()).count() > MAX_VARIANTS {
        return Err(CatalogError::invalid("variants", format!("use 1 to {MAX_VARIANTS} variants")));
    }
    update_product(q, q.seller(), id, new.brand.as_deref(), new.category.as_deref()).await?;
    Box::pin(write(q, id, &new)).await?;
    shelf::write(q, &[id]).await?;
    audit::record(q, "product.change", "product", &id.to_string(), &json!({ "variants": new.variants.len() })).await?;
    Ok(())
}

/// Everything cleaned, or everything that is wrong.
fn check(typed: &HandProduct) -> Result<HandProduct, CatalogError> {
    let mut faults = Faults::default();
    let mut languages = BTreeSet::new();
    let mut texts = Vec::new();
    for (language, title, description) in &typed.texts {
        if !languages.insert(*language) {
            faults.add(&format!("title.{language}"), "this language comes twice");
        }
        let title = faults.needed(&format!("title.{language}"), title, MAX_TITLE);
        texts.push((*language, title, faults.lines(&format!("description.{language}"), description, MAX_DESCRIPTION)));
    }
    if texts.is_empty() {
        faults.add("title", "this is needed");
    }
    if typed.variants.is_empty() || typed.variants.len() > MAX_VARIANTS {
        faults.add("variants", format!("use 1 to {MAX_VARIANTS} variants"));
    }
    let first = typed.variants.first().map(|v| v.price.currency);
    let variants = typed.variants.iter().enumerate().map(|(at, typed)| {
        let field = |name: &str| format!("variants[{at}].{name}");
        if Some(typed.price.currency) != first {
            faults.add(&field("price"), "all variants are sold in one currency");
        }
        variant(typed, &field, &mut faults)
    });
    let variants: Vec<_> = variants.collect();
    let ids: Vec<_> = variants.iter().filter_map(|v| v.id).collect();
    if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
        faults.add("variants", "a variant comes twice");
    }
    let brand = faults.optional("brand", typed.brand.as_deref(), MAX_SHORT);
    let category =
        typed.category.as_deref().map(|path| faults.category("category", path)).filter(|path| !path.is_empty());
    faults.done().map(|()| HandProduct { texts, brand, category, variants })
}

fn variant(typed: &HandVariant, field: &dyn Fn(&str) -> String, faults: &mut Faults) -> HandVariant {
    let price = faults.price(&field("price"), typed.price);
    if let Some(before) = typed.compare_at {
        if before.currency != price.currency {
            faults.add(&field("compare_at"), "use the currency of the price");
        } else if before.minor <= price.minor {
            faults.add(&field("compare_at"), "the former price must be above the price");
        }
        faults.price(&field("compare_at"), before);
    }
    if let Stock::Tracked { on_hand } = typed.stock {
        faults.pieces(&field("quantity"), on_hand);
    }
    if typed.weight_grams.is_some_and(|grams| grams > MAX_GRAMS) {
        faults.add(&field("weight_grams"), format!("use at most {MAX_GRAMS} grams"));
    }
    HandVariant {
        sku: faults.optional(&field("sku"), typed.sku.as_deref(), MAX_SHORT),
        options: faults.options(&field("options"), &typed.options),
        images: faults.images(&field("images"), &typed.images),
        ..typed.clone()
    }
}

/// Writes texts, variants, offers and stock of a locked or new product.
async fn write(q: &Scope<Seller, Write>, id: ProductId, new: &HandProduct) -> Result<(), CatalogError> {
    let seller = q.seller();
    let column = |of: fn(&(Language, String, String)) -> &str| new.texts.iter().map(of).collect::<Vec<_>>();
    put_texts(q, seller, id, &column(|t| t.0.code()), &column(|t| &t.1), &column(|t| &t.2)).await?;
    let titles =
        json!(new.texts.iter().map(|(language, title, _)| (language.code(), title)).collect::<BTreeMap<_, _>>());
    let ids: Vec<_> = new.variants.iter().map(|v| v.id.unwrap_or_else(VariantId::new)).collect();
    put(q, id, &ids, &titles, &new.variants).await?;
    lock::stock(q, &[id]).await?;
    let rows: Vec<_> = ids.iter().map(|_| RecordId::new()).collect();
    let offers: Vec<_> = ids.iter().map(|_| OfferId::new()).collect();
    let prices: Vec<_> = new.variants.iter().map(|v| v.price.minor).collect();
    let before: Vec<_> = new.variants.iter().map(|v| v.compare_at.map(|m| m.minor)).collect();
    let currencies: Vec<_> = new.variants.iter().map(|v| v.price.currency.code()).collect();
    let classes: Vec<_> = new.variants.iter().map(|v| v.tax_class).collect();
    try_join!(
        put_offers(q, seller, &offers, &ids, &prices, &before, &currencies, &classes),
        insert_stock(q, seller, id, &rows, &ids)
    )?;
    // What was on hand when a form was made may have been shipped since: only new variants take its stock.
    let settings: Vec<_> =
        ids.iter().zip(&new.variants).filter(|(_, v)| v.id.is_none()).map(|(id, v)| (*id, v.stock)).collect();
    stock::set(q, &settings).await?;
    touch(q, &[id]).await?;
    Ok(())
}

async fn put(
    q: &Scope<Seller, Write>,
    product: ProductId,
    ids: &[VariantId],
    titles: &Value,
    variants: &[HandVariant],
) -> Result<(), CatalogError> {
    let external_ids: Vec<_> = ids.iter().map(|id| format!("M-{}", handle::letters(id.0, 12).to_uppercase())).collect();
    let external_ids: Vec<_> = external_ids.iter().map(String::as_str).collect();
    let titles: Vec<_> = variants.iter().map(|_| titles).collect();
    let skus: Vec<_> = variants.iter().map(|v| v.sku.as_deref()).collect();
    let gtins: Vec<_> = variants.iter().map(|v| v.gtin.as_ref().map(Gtin::as_str)).collect();
    let options: Vec<_> = variants.iter().map(|v| json!(v.options)).collect();
    let images: Vec<_> = variants.iter().map(|v| json!(v.images)).collect();
    let weights: Vec<_> = variants.iter().map(|v| v.weight_grams.and_then(|w| i32::try_from(w).ok())).collect();
    let positions: Vec<_> = (0..).take(variants.len()).collect();
    let (options, images): (Vec<_>, Vec<_>) = (options.iter().collect(), images.iter().collect());
    let done = put_variants(
        q,
        q.seller(),
        product,
        ids,
        &external_ids,
        &titles,
        &skus,
        &gtins,
        &options,
        &images,
        &weights,
        &positions,
    );
    done.await.map_err(CatalogError::raced)?;
    Ok(())
}
