//! For search nodes: the shelf's changes in the order of their transactions, and the documents they lead to.
//!
//! A sequence skips: a transaction that commits late has low numbers. So only changes of transactions below the oldest
//! running one are read, in the order (transaction, number): nothing can appear before them any more.

use std::collections::BTreeSet;

use jiff::Timestamp;
use postgres_types::Json;
use tenancy::{Read, Scope, class::Public, row, statements};
use types::{Currency, Language, ProductId, SellerId};

use crate::{
    CatalogError, MAX_BATCH,
    search::{Change, Position, ShelfDocument, ShelfText},
    shelf::ShelfVariant,
};

/// In place of a product: the whole shop, which was opened or closed.
pub(crate) const WHOLE_SHOP: ProductId = ProductId(uuid::Uuid::nil());

row! {
    struct ChangeRow { seller_id: SellerId, product_id: ProductId, xid: i64, seq: i64 }
    struct DocumentRow {
        seller_id: SellerId,
        id: ProductId,
        brand: Option<String>,
        category: Option<String>,
        currency: Currency,
        price_min: i64,
        price_max: i64,
        in_stock: bool,
        variants: Json<Vec<ShelfVariant>>,
        published_at: Timestamp,
        languages: Vec<Language> ["aggregate of at least one row"],
        titles: Vec<String> ["aggregate of at least one row"],
        descriptions: Vec<String> ["aggregate of at least one row"],
    }
    struct PositionRow { xid: i64 ["a snapshot is never null"] }
    struct Reachable { reachable: bool ["every operand is never null"] }
    struct CountRow { count: i64 ["count(*) is never null"] }
}

/// The oldest running transaction, as the shelf's changes write it.
macro_rules! oldest {
    () => {
        "(pg_snapshot_xmin(pg_current_snapshot())::text)::bigint"
    };
}

/// A shelf row with its texts. Closed shops are not found by searching.
macro_rules! document {
    () => {
        "SELECT p.seller_id, p.id, p.brand, p.category, p.currency, p.price_min, p.price_max, p.in_stock, p.variants, p.published_at,
                t.languages, t.titles, t.descriptions
         FROM shelf_products p JOIN storefronts f ON f.seller_id = p.seller_id AND f.state = 'open'
         JOIN LATERAL (SELECT array_agg(t.language ORDER BY t.language) AS languages, array_agg(t.title ORDER BY t.language) AS titles,
                              array_agg(t.description ORDER BY t.language) AS descriptions
                       FROM shelf_texts t WHERE t.seller_id = p.seller_id AND t.product_id = p.id) t ON t.titles IS NOT NULL "
    };
}

statements! {
    fn changes(xid: i64, seq: i64, limit: i64) -> Vec<ChangeRow> for Public = concat!(
        "SELECT seller_id, product_id, xid, seq FROM shelf_changes WHERE (xid, seq) > ($1, $2) AND xid < ", oldest!(), " ORDER BY xid, seq LIMIT $3");
    fn position() -> One<PositionRow> for Public = concat!("SELECT ", oldest!(), " - 1 AS xid");
    // A change at or before the position is still there, so none after it was cleared away (without any change at all
    // nobody can tell); and the position is not of a database whose numbers are ahead of this one's.
    fn reaches(xid: i64, seq: i64) -> One<Reachable> for Public = concat!(
        "SELECT $1 < ", oldest!(), " AND EXISTS (SELECT FROM shelf_changes WHERE (xid, seq) <= ($1, $2)) AS reachable");
    fn documents_of(sellers: &[SellerId], products: &[ProductId]) -> Vec<DocumentRow> for Public = concat!(
        document!(), "JOIN unnest($1::uuid[], $2::uuid[]) AS n(seller_id, id) ON n.seller_id = p.seller_id AND n.id = p.id");
    fn scan_shelf(seller: SellerId, product: ProductId, limit: i64) -> Vec<DocumentRow> for Public = concat!(
        document!(), "WHERE (p.seller_id, p.id) > ($1, $2) ORDER BY p.seller_id, p.id LIMIT $3");
    fn scan_shop(seller: SellerId, product: ProductId, limit: i64) -> Vec<DocumentRow> for Public = concat!(
        document!(), "WHERE p.seller_id = $1 AND p.id > $2 ORDER BY p.id LIMIT $3");
    fn count_shelf() -> One<CountRow> for Public, scans "counts the shelf" = "SELECT count(*) AS count FROM shelf_products";
}

/// Something that changed on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Changed {
    /// A product came, changed or went.
    Product(SellerId, ProductId),
    /// A shop was opened or closed: all its products came or went.
    Shop(SellerId),
}

/// Changes after a position, each thing once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// What changed.
    pub changed: BTreeSet<Changed>,
    /// The position after them.
    pub position: Position,
    /// Whether there may be more already.
    pub more: bool,
}

/// Where to begin to follow: everything up to here is seen by whoever reads the shelf from now on.
pub async fn start_position(q: &Scope<Public, Read>) -> Result<Position, CatalogError> {
    Ok(Position(position(q).await?.xid, i64::MAX))
}

/// Whether following from a position loses nothing. Changes are cleared away after some days, and a restored database
/// may have lower numbers: then the index is made anew.
pub async fn reachable(q: &Scope<Public, Read>, position: Position) -> Result<bool, CatalogError> {
    Ok(reaches(q, position.0, position.1).await?.reachable)
}

/// What changed after a position, in the order in which transactions ended, as far as it is certain.
pub async fn changes_after(q: &Scope<Public, Read>, position: Position, limit: usize) -> Result<Changes, CatalogError> {
    let rows = changes(q, position.0, position.1, i64::try_from(limit).unwrap_or(i64::MAX)).await?;
    let more = rows.len() >= limit.max(1);
    let position = rows.last().map_or(position, |row| Position(row.xid, row.seq));
    let changed = rows.into_iter().map(|row| match row.product_id {
        WHOLE_SHOP => Changed::Shop(row.seller_id),
        product => Changed::Product(row.seller_id, product),
    });
    Ok(Changes { changed: changed.collect(), position, more })
}

/// The documents of products, at most [`MAX_BATCH`]; those that are not on the shelf of an open shop have none.
pub async fn documents(
    q: &Scope<Public, Read>,
    ids: &[(SellerId, ProductId)],
) -> Result<Vec<ShelfDocument>, CatalogError> {
    if ids.len() > MAX_BATCH {
        return Err(CatalogError::TooMany(MAX_BATCH));
    }
    let (sellers, products): (Vec<_>, Vec<_>) = ids.iter().copied().unzip();
    Ok(documents_of(q, &sellers, &products).await?.into_iter().map(ShelfDocument::from).collect())
}

/// A part of the whole shelf by key, for a rebuild: begin with `None`, go on after the last document, end where none come.
pub async fn scan(
    q: &Scope<Public, Read>,
    after: Option<(SellerId, ProductId)>,
    limit: usize,
) -> Result<Vec<ShelfDocument>, CatalogError> {
    let (seller, product) = after.unwrap_or((SellerId(uuid::Uuid::nil()), WHOLE_SHOP));
    let rows = scan_shelf(q, seller, product, i64::try_from(limit).unwrap_or(i64::MAX)).await?;
    Ok(rows.into_iter().map(ShelfDocument::from).collect())
}

/// How many products are on the shelf: for a rebuild's progress.
pub async fn count(q: &Scope<Public, Read>) -> Result<u64, CatalogError> {
    Ok(count_shelf(q).await?.count.unsigned_abs())
}

/// What the index must do about changed products: what is on the shelf is put, what is not is removed. Read after the
/// changes, so at least as new as they are. Whole shops are read in parts, by [`shop`].
pub async fn updates(q: &Scope<Public, Read>, changed: &BTreeSet<Changed>) -> Result<Vec<Change>, CatalogError> {
    let mut updates = Vec::new();
    let products: Vec<_> = changed
        .iter()
        .filter_map(|c| match c {
            Changed::Product(seller, product) => Some((*seller, *product)),
            Changed::Shop(_) => None,
        })
        .collect();
    for part in products.chunks(MAX_BATCH) {
        let found = documents(q, part).await?;
        let there: BTreeSet<_> = found.iter().map(|d| (d.seller, d.product)).collect();
        let gone = part.iter().filter(|id| !there.contains(id));
        updates.extend(gone.map(|(seller, product)| Change::Remove(*seller, *product)));
        updates.extend(found.into_iter().map(|document| Change::Put(Box::new(document))));
    }
    Ok(updates)
}

/// A part of an open shop by key: begin with `None`, go on after the last document, end where none come. A closed shop has
/// none.
pub async fn shop(
    q: &Scope<Public, Read>,
    seller: SellerId,
    after: Option<ProductId>,
    limit: usize,
) -> Result<Vec<ShelfDocument>, CatalogError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = scan_shop(q, seller, after.unwrap_or(WHOLE_SHOP), limit).await?;
    Ok(rows.into_iter().map(ShelfDocument::from).collect())
}

impl From<DocumentRow> for ShelfDocument {
    fn from(row: DocumentRow) -> Self {
        let texts = row.languages.into_iter().zip(row.titles).zip(row.descriptions);
        let variants = &row.variants.0;
        let options: BTreeSet<&String> = variants.iter().flat_map(|v| v.options.values()).collect();
        Self {
            seller: row.seller_id,
            product: row.id,
            texts: texts.map(|((language, title), description)| ShelfText { language, title, description }).collect(),
            brand: row.brand,
            category: row.category,
            options: options.into_iter().cloned().collect(),
            gtins: variants.iter().filter_map(|v| v.gtin.clone()).collect(),
            skus: variants.iter().map(|v| v.sku.clone()).collect(),
            currency: row.currency,
            price_min: row.price_min,
            price_max: row.price_max,
            in_stock: row.in_stock,
            published_at: row.published_at,
            boost: 0,
        }
    }
}
