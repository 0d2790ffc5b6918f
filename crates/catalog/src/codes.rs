//! Variants by what people type: the feed's id, the article number, the number under the bar code.

use tenancy::{Mode, Scope, class::Seller, row, statements};
use types::{SellerId, VariantId};

use crate::{CatalogError, MAX_BATCH};

row! {
    /// A variant with its codes.
    #[derive(PartialEq, Eq)]
    pub struct Coded {
        /// Which.
        id: VariantId,
        /// The feed's id.
        external_id: String,
        /// The article number, where it differs.
        sku: Option<String>,
        /// The number under the bar code.
        gtin: Option<String>,
    }
    struct Found { id: VariantId }
}

statements! {
    fn of_codes(seller: SellerId, codes: &[&str], limit: i64) -> Vec<Coded> for Seller =
        "SELECT id, external_id, sku, gtin FROM variants
         WHERE seller_id = $1 AND (external_id = ANY($2) OR sku = ANY($2) OR gtin = ANY($2)) ORDER BY id LIMIT $3";
    fn last(seller: SellerId, limit: i64) -> Vec<Found> for Seller = "SELECT id FROM variants WHERE seller_id = $1 ORDER BY id DESC LIMIT $2";
}

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// This variant.
    One(VariantId),
    /// Several variants have it.
    Many,
    /// No variant has it.
    Nothing,
}

/// The variants of the seller in scope that have one of these codes.
pub async fn find<M: Mode>(q: &Scope<Seller, M>, codes: &[&str]) -> Result<Vec<Coded>, CatalogError> {
    if codes.len() > MAX_BATCH {
        return Err(CatalogError::TooMany(MAX_BATCH));
    }
    Ok(of_codes(q, q.seller(), codes, i64::try_from(MAX_BATCH).unwrap_or(i64::MAX)).await?)
}

/// The variants made last, the newest first.
pub async fn newest<M: Mode>(q: &Scope<Seller, M>, limit: i64) -> Result<Vec<VariantId>, CatalogError> {
    let limit = limit.clamp(1, i64::try_from(MAX_BATCH).unwrap_or(i64::MAX));
    Ok(last(q, q.seller(), limit).await?.into_iter().map(|found| found.id).collect())
}

/// What a code means among what was found: first as an article number, then as the feed's id, then as a bar code.
pub fn meant(found: &[Coded], code: &str) -> Meant {
    let article = |v: &Coded| v.sku.as_deref().unwrap_or(&v.external_id) == code;
    let feed = |v: &Coded| v.external_id == code;
    let bar = |v: &Coded| v.gtin.as_deref() == Some(code);
    let kinds: [&dyn Fn(&Coded) -> bool; 3] = [&article, &feed, &bar];
    for of_kind in kinds {
        let mut of_kind = found.iter().filter(|v| of_kind(v));
        match (of_kind.next(), of_kind.next()) {
            (Some(one), None) => return Meant::One(one.id),
            (Some(_), Some(_)) => return Meant::Many,
            (None, _) => {}
        }
    }
    Meant::Nothing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_number_goes_first_and_doubles_are_told() {
        let coded = |external_id: &str, sku: Option<&str>, gtin: Option<&str>| Coded {
            id: VariantId::new(),
            external_id: external_id.to_owned(),
            sku: sku.map(str::to_owned),
            gtin: gtin.map(str::to_owned),
        };
        let found = [
            coded("A", Some("B"), None),
            coded("B", None, Some("4006381333931")),
            coded("C", Some("D"), Some("4006381333931")),
        ];
        assert_eq!(meant(&found, "A"), Meant::One(found[0].id));
        assert_eq!(meant(&found, "B"), Meant::Many);
        assert_eq!(meant(&found, "D"), Meant::One(found[2].id));
        assert_eq!(meant(&found, "4006381333931"), Meant::Many);
        assert_eq!(meant(&found, "E"), Meant::Nothing);
    }
}
