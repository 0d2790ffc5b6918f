//! Staged products: what the feeds have brought, one entry per id with its main row.

pub(crate) mod beside;
pub(crate) mod counts;
pub(crate) mod facets;
mod filter;
pub(crate) mod one;

use tenancy::{DbError, Mode, Scope, class::SellerBound, row, statements};
use types::{Currency, Language, ProductId, SellerId, VariantId};

pub use beside::{Gone, Warning, gone, siblings, titles, warnings};
pub use counts::{Counts, counts};
pub use facets::{FACET_LIMIT, Facet, Facets, facets};
pub use filter::{Filter, State};
pub use one::{Row, StagedProduct, find};

use crate::{ImportError, feed::Availability, files};

/// The most entries of one page.
pub const MAX_PAGE: i64 = 200;
/// Beyond this many, [`count`] does not count.
pub const COUNT_LIMIT: i64 = 100_000;

row! {
    /// A staged product in a list. Its price and picture are those of its main row, and so is its title unless the reader
    /// has one in his own language.
    pub struct Staged {
        /// The feed's id, and the cursor of lists.
        external_id: String,
        /// The language of the title.
        language: Language ["the main row has one"],
        /// The title.
        title: String ["the main row has one"],
        /// The brand.
        brand: Option<String>,
        /// The shop's own category.
        category: Option<String>,
        /// The price, in minor units.
        price: i64,
        /// The reduced price, in minor units.
        sale_price: Option<i64>,
        /// Of both.
        currency: Currency,
        /// Whether it can be had.
        availability: Availability,
        /// The main picture.
        image: Option<String>,
        /// Whether the latest files have it, in any language.
        present: bool,
        /// In what other languages contradict it: `price_conflict`, `availability_conflict`.
        conflicts: Vec<String>,
        /// The languages in which it is present.
        languages: Vec<Language> ["ARRAY(…) is never null"],
        /// Its product in the catalogue, where it was selected.
        product_id: Option<ProductId>,
        /// Its variant there.
        variant_id: Option<VariantId>,
        /// Whether that is on the shelf.
        published: bool ["IS NOT NULL is never null"],
    }
    struct Id { external_id: String }
    struct Count { count: i64 ["count(*) is never null"] }
}

/// From the main rows `s` of the seller `$1` with their variants `v`, those that the parameters 2 to 9 mean.
macro_rules! matching {
    () => {
        "FROM staged_products s LEFT JOIN variants v ON v.seller_id = s.seller_id AND v.external_id = s.external_id AND v.source = 'feed'
         WHERE s.seller_id = $1 AND s.main
             AND ($2::text[] IS NULL OR s.search LIKE ALL ($2))
             AND CASE $3::text
                 WHEN 'new' THEN s.present AND v.id IS NULL
                 WHEN 'selected' THEN s.present AND v.id IS NOT NULL AND v.published_at IS NULL
                 WHEN 'published' THEN s.present AND v.published_at IS NOT NULL
                 WHEN 'vanished' THEN NOT s.present
                 WHEN 'conflict' THEN s.conflicts <> '{}'
                 ELSE true END
             AND ($4::text IS NULL OR EXISTS (
                 SELECT FROM staged_products l WHERE l.seller_id = $1 AND l.external_id = s.external_id AND l.language = $4 AND l.present))
             AND ($5::text IS NULL OR s.category = $5 OR starts_with(s.category, $5 || ' > '))
             AND ($6::text IS NULL OR s.brand = $6)
             AND ($7::text IS NULL OR s.availability = $7)
             AND ($8::bigint IS NULL OR coalesce(s.sale_price, s.price) >= $8)
             AND ($9::bigint IS NULL OR coalesce(s.sale_price, s.price) <= $9)"
    };
}
pub(crate) use matching;

statements! {
    fn page(seller: SellerId, words: Option<&[String]>, state: Option<&str>, language: Option<&str>, category: Option<&str>, brand: Option<&str>,
        availability: Option<&str>, price_min: Option<i64>, price_max: Option<i64>, after: &str, limit: i64, reader: &str) -> Vec<Staged> for Seller | Worker =
        concat!("SELECT s.external_id, coalesce((SELECT o.language FROM staged_products o
                 WHERE o.seller_id = $1 AND o.external_id = s.external_id AND o.language = $12 AND o.present), s.language) AS language,
             coalesce((SELECT o.title FROM staged_products o
                 WHERE o.seller_id = $1 AND o.external_id = s.external_id AND o.language = $12 AND o.present), s.title) AS title, s.brand, s.category, s.price, s.sale_price, s.currency, s.availability, s.images[1] AS image,
             s.present, s.conflicts,
             ARRAY(SELECT l.language FROM staged_products l WHERE l.seller_id = $1 AND l.external_id = s.external_id AND l.present ORDER BY l.language) AS languages,
             v.product_id, v.id AS variant_id, v.published_at IS NOT NULL AS published ",
            matching!(), " AND s.external_id > $10 ORDER BY s.external_id LIMIT $11");
    fn matching_ids(seller: SellerId, words: Option<&[String]>, state: Option<&str>, language: Option<&str>, category: Option<&str>, brand: Option<&str>,
        availability: Option<&str>, price_min: Option<i64>, price_max: Option<i64>, after: &str, limit: i64) -> Vec<Id> for Seller | Worker =
        concat!("SELECT s.external_id ", matching!(), " AND s.external_id > $10 ORDER BY s.external_id LIMIT $11");
    fn count_matching(seller: SellerId, words: Option<&[String]>, state: Option<&str>, language: Option<&str>, category: Option<&str>, brand: Option<&str>,
        availability: Option<&str>, price_min: Option<i64>, price_max: Option<i64>, limit: i64) -> One<Count> for Seller | Worker =
        concat!("SELECT count(*) AS count FROM (SELECT ", matching!(), " LIMIT $10) m");
}

/// Calls a statement with the filter's values.
macro_rules! with_filter {
    ($statement:ident($q:expr, $filter:expr $(, $more:expr)*)) => {{
        let filter: &Filter = $filter;
        $statement(
            $q,
            $q.seller(),
            filter.words().as_deref(),
            filter.state(),
            filter.language(),
            filter.category().as_deref(),
            filter.brand().as_deref(),
            filter.availability(),
            filter.price_min,
            filter.price_max
            $(, $more)*
        )
        .await
    }};
}

/// Staged products by id, those after the id `after`; at most [`MAX_PAGE`]. Titles are in the language of the `reader` where
/// there are any.
pub async fn list<C: SellerBound, M: Mode>(
    q: &Scope<C, M>,
    filter: &Filter,
    after: Option<&str>,
    limit: i64,
    reader: Option<Language>,
) -> Result<Vec<Staged>, ImportError> {
    let after = files::storable(after.unwrap_or_default());
    let reader = reader.map_or("", Language::code);
    Ok(with_filter!(page(q, filter, &after, limit.clamp(1, MAX_PAGE), reader))?)
}

/// How many staged products match; [`COUNT_LIMIT`] where there are that many or more.
pub async fn count<C: SellerBound, M: Mode>(q: &Scope<C, M>, filter: &Filter) -> Result<i64, ImportError> {
    Ok(with_filter!(count_matching(q, filter, COUNT_LIMIT))?.count)
}

/// The ids of matching products behind `after`.
pub(crate) async fn ids<C: SellerBound, M: Mode>(
    q: &Scope<C, M>,
    filter: &Filter,
    after: &str,
    limit: i64,
) -> Result<Vec<String>, DbError> {
    Ok(with_filter!(matching_ids(q, filter, after, limit))?.into_iter().map(|row| row.external_id).collect())
}
