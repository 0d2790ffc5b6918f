//! Sellers by name and by address: what pages look up on the way.

use tenancy::{Mode, Scope, class::ShelfReader, row, statements};
use types::{SellerId, Slug};

use super::can_name;
use crate::CatalogError;

/// Sellers of one statement, at most.
const MAX_NAMED: usize = 100;

row! {
    /// A shop's name and address.
    pub struct Named {
        /// Whose.
        seller: SellerId,
        /// The address.
        slug: Slug,
        /// The name.
        name: String,
    }
    struct At { seller_id: SellerId }
}

statements! {
    fn names(sellers: &[SellerId]) -> Vec<Named> for Public | Buyer =
        "SELECT seller_id AS seller, slug, name FROM storefronts WHERE seller_id = ANY($1)";
    fn at(slugs: &[&str]) -> Vec<At> for Public | Buyer = "SELECT seller_id FROM storefronts WHERE slug = ANY($1) AND state = 'open' ORDER BY seller_id";
    // Names in the order of their code points, as the index has them: a beginning is a range.
    fn beginning(from: &str, to: &str, limit: i64) -> Vec<Named> for Public | Buyer =
        "SELECT seller_id AS seller, slug, name FROM storefronts
         WHERE lower(name) COLLATE \"C\" >= $1 AND lower(name) COLLATE \"C\" < $2 AND state = 'open' ORDER BY lower(name) COLLATE \"C\", seller_id LIMIT $3";
}

/// Names and addresses of sellers, in no order.
pub async fn named<C: ShelfReader, M: Mode>(q: &Scope<C, M>, sellers: &[SellerId]) -> Result<Vec<Named>, CatalogError> {
    if sellers.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for part in sellers.chunks(MAX_NAMED) {
        found.extend(names(q, part).await?);
    }
    Ok(found)
}

/// Open shops whose name begins so, by name.
pub async fn named_like<C: ShelfReader, M: Mode>(
    q: &Scope<C, M>,
    typed: &str,
    limit: usize,
) -> Result<Vec<Named>, CatalogError> {
    let from: String = typed.trim().to_lowercase().chars().filter(|c| *c != '\0').take(100).collect();
    if from.is_empty() {
        return Ok(Vec::new());
    }
    let to = format!("{from}{}", char::MAX);
    Ok(beginning(q, &from, &to, i64::try_from(limit.clamp(1, MAX_NAMED)).unwrap_or(1)).await?)
}

/// The sellers of open shops at these addresses; unknown addresses are left out.
pub async fn sellers_at<C: ShelfReader, M: Mode>(
    q: &Scope<C, M>,
    slugs: &[&str],
) -> Result<Vec<SellerId>, CatalogError> {
    if slugs.len() > MAX_NAMED {
        return Err(CatalogError::TooMany(MAX_NAMED));
    }
    let slugs: Vec<&str> = slugs.iter().copied().filter(|slug| can_name(&[slug])).collect();
    Ok(at(q, &slugs).await?.into_iter().map(|row| row.seller_id).collect())
}
