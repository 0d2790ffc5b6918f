//! Publishing and unpublishing all products that match: portion by portion, each a transaction.

use tenancy::{Door, class::Seller};
use types::{Language, ProductId};

use crate::{
    CatalogError,
    list::{self, Filter, MAX_ROWS, Query},
    publish::{self, Which},
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Products that were meant.
    pub products: u64,
    /// Variants that could not be put on the shelf.
    pub refused: u64,
}

/// Does it with every product that matches text and filter. Broken off, it can be repeated without harm.
pub async fn matching(door: &Door<Seller>, text: &str, filter: Filter, action: Action) -> Result<Done, CatalogError> {
    let mut done = Done::default();
    let mut after = None;
    let mut tries = 0;
    loop {
        match portion(door, text, filter, action, after).await {
            Ok(Some((last, part))) => {
                after = Some(last);
                tries = 0;
                done.products += part.products;
                done.refused += part.refused;
            }
            Ok(None) => return Ok(done),
            Err(error) if error.may_try_again() && tries < TRIES => tries += 1,
            Err(error) => return Err(error),
        }
    }
}

async fn portion(
    door: &Door<Seller>,
    text: &str,
    filter: Filter,
    action: Action,
    after: Option<ProductId>,
) -> Result<Option<(ProductId, Done)>, CatalogError> {
    let q = door.write().await?;
    let query = Query { text, filter, language: Language::En, after, limit: MAX_ROWS };
    let ids: Vec<_> = list::page(&q, &query).await?.into_iter().map(|product| product.id).collect();
    let Some(last) = ids.last().copied() else { return Ok(None) };
    let refused = match action {
        Action::Publish => publish::publish(&q, Which::Products(&ids)).await?.refused.len(),
        Action::Unpublish => {
            publish::unpublish(&q, Which::Products(&ids)).await?;
            0
        }
    };
    q.commit().await?;
    Ok(Some((last, Done { products: ids.len() as u64, refused: refused as u64 })))
}
