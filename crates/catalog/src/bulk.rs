//! Publishing and unpublishing all products that match: portion by portion, each a transaction.

use tenancy::{Door, class::Seller};
use types::{Language, ProductId};

use crate::{
    CatalogError,
    list::{self, MAX_ROWS, Query, Wanted},
    publish::{self, Refused, Which},
};

/// How often a portion is tried.
const TRIES: u32 = 4;

/// What to do with products.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Put them on the shelf.
    Publish,
    /// Take them off it.
    Unpublish,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// Products that were meant.
    pub products: u64,
    /// Variants put on the shelf, or taken off it.
    pub variants: u64,
    /// Variants that were on the shelf already.
    pub already: u64,
    /// How many variants could not be put on the shelf.
    pub refused: u64,
    /// The first of them, up to [`NAMED`].
    pub named: Vec<Refused>,
}

/// Refused variants that are named.
pub const NAMED: usize = 1000;

/// Does it with every product that is meant. Broken off, it can be repeated without harm.
pub async fn matching(door: &Door<Seller>, wanted: &Wanted<'_>, action: Action) -> Result<Done, CatalogError> {
    let mut done = Done::default();
    let mut after = None;
    let mut tries = 0;
    loop {
        match portion(door, wanted, action, after).await {
            Ok(Some((last, part))) => {
                after = Some(last);
                tries = 0;
                done.products += part.products;
                done.variants += part.variants;
                done.already += part.already;
                done.refused += part.refused;
                done.named.extend(part.named);
                done.named.truncate(NAMED);
            }
            Ok(None) => return Ok(done),
            Err(error) if error.may_try_again() && tries < TRIES => tries += 1,
            Err(error) => return Err(error),
        }
    }
}

async fn portion(
    door: &Door<Seller>,
    wanted: &Wanted<'_>,
    action: Action,
    after: Option<ProductId>,
) -> Result<Option<(ProductId, Done)>, CatalogError> {
    let q = door.write().await?;
    let query = Query { wanted: *wanted, language: Language::En, after, limit: MAX_ROWS };
    let ids: Vec<_> = list::page(&q, &query).await?.into_iter().map(|product| product.id).collect();
    let Some(last) = ids.last().copied() else { return Ok(None) };
    let mut done = Done { products: ids.len() as u64, ..Done::default() };
    match action {
        Action::Publish => {
            let published = publish::publish(&q, Which::Products(&ids)).await?;
            (done.variants, done.already) = (published.published, published.already);
            done.refused = published.refused.len() as u64;
            done.named = published.refused;
        }
        Action::Unpublish => done.variants = publish::unpublish(&q, Which::Products(&ids)).await?,
    }
    q.commit().await?;
    Ok(Some((last, done)))
}
