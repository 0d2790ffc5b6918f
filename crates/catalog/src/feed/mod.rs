//! From feed to catalogue: variants and their products made and changed as a feed says, in sets, only where it says
//! something new.

mod known;
mod plan;
mod product;
mod write;

use std::collections::{BTreeMap, HashSet};

use tenancy::{Scope, Write, class::SellerBound};
use types::{Gtin, Language, Money, ProductId, TaxRate, VariantId};

use crate::{CatalogError, MAX_BATCH};
pub use known::STATEMENTS as READ_STATEMENTS;
pub use write::STATEMENTS as WRITE_STATEMENTS;

/// What a feed says of one variant, all its languages joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedVariant {
    /// The feed's id; a variant is known by it.
    pub external_id: String,
    /// What joins variants to a product: the `item_group_id`, else the id itself.
    pub group_key: String,
    /// Language, title and description; at least one, the seller's own language first: it names the product's address.
    pub texts: Vec<(Language, String, String)>,
    /// The brand.
    pub brand: Option<String>,
    /// The shop's own category, `A > B`.
    pub category: Option<String>,
    /// Google's category, a path or a number.
    pub google_category: Option<String>,
    /// The price, VAT included.
    pub price: Money,
    /// The reduced price: below `price`, in its currency.
    pub sale_price: Option<Money>,
    /// Whether it can be had.
    pub in_stock: bool,
    /// Pieces, where the feed counts them.
    pub quantity: Option<u32>,
    /// The number under the bar code.
    pub gtin: Option<Gtin>,
    /// The manufacturer's number.
    pub mpn: Option<String>,
    /// Colour, size, material, pattern, gender, age group and the like.
    pub options: BTreeMap<String, String>,
    /// Addresses of pictures, the main one first.
    pub images: Vec<String>,
    /// The weight.
    pub weight_grams: Option<u32>,
    /// `new`, `used` or `refurbished`.
    pub condition: Option<String>,
    /// The VAT rate; the seller's country makes a class of it, the standard one where it has no such rate.
    pub tax_rate: Option<TaxRate>,
}

/// Whether what a feed brings is put on the shelf at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AndPublish {
    /// What is on the shelf stays there, changed; the rest stays off it.
    No,
    /// All of it is published.
    Yes,
}

/// Why a variant cannot be sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It has no price above zero.
    NoPrice,
    /// It is sold in another currency than the product's first variant.
    OtherCurrency,
}

/// A variant that was not published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which.
    pub variant: VariantId,
    /// The feed's id of it.
    pub external_id: String,
    /// Why.
    pub reason: Reason,
}

/// What came of a batch. The first three add up to its length.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// Variants that were new.
    pub created: u64,
    /// Variants that changed.
    pub updated: u64,
    /// Variants that were so already.
    pub unchanged: u64,
    /// Variants put on the shelf that were not there.
    pub published: u64,
    /// Variants that could not be.
    pub refused: Vec<Refused>,
    /// Products that changed, by id.
    pub products: Vec<ProductId>,
}

/// Makes the catalogue of the seller in scope say what a feed says of these variants, at most [`MAX_BATCH`], each once.
/// Overrides stay; what is on the shelf changes with it. A stock quantity counts only where it differs from what the feed
/// said last, and never goes below what is reserved.
///
/// One batch is one transaction: where [`CatalogError::may_try_again`] says so, it may be done again in a new one. The
/// audit log is the caller's business: he knows whether a person or a schedule did it.
pub async fn apply<C: SellerBound>(
    q: &Scope<C, Write>,
    batch: &[FeedVariant],
    publish: AndPublish,
) -> Result<Applied, CatalogError> {
    check(batch)?;
    if batch.is_empty() {
        return Ok(Applied::default());
    }
    let known = Box::pin(known::read(q, batch)).await?;
    let plan = plan::plan(batch, &known, publish);
    Box::pin(write::write(q, &known, &plan)).await?;
    Ok(plan.applied)
}

fn check(batch: &[FeedVariant]) -> Result<(), CatalogError> {
    if batch.len() > MAX_BATCH {
        return Err(CatalogError::TooMany(MAX_BATCH));
    }
    let mut seen = HashSet::new();
    for feed in batch {
        let fault = if feed.external_id.is_empty() || feed.group_key.is_empty() {
            "the feed's id and group are needed"
        } else if feed.texts.iter().all(|(_, title, _)| title.trim().is_empty()) {
            "a title is needed"
        } else if feed.price.minor < 0 {
            "a price cannot be negative"
        } else if !seen.insert(feed.external_id.as_str()) {
            "it comes twice in one batch"
        } else {
            continue;
        };
        return Err(CatalogError::invalid(feed.external_id.clone(), fault));
    }
    Ok(())
}
