//! The list of a seller's products.
//!
//! The text filter reads one column of every product of the seller: no index can help under a policy, and 100,000 short
//! texts are read in some tens of milliseconds.

use jiff::Timestamp;
use tenancy::{Mode, Scope, class::Seller, row, statements};
use types::{Currency, Language, ProductId, SellerId};

use crate::CatalogError;

/// The most rows of one page.
pub const MAX_ROWS: usize = 100;

/// The longest text that is looked for; more is cut.
const MAX_TEXT: usize = 500;

/// Brands, and categories, that are offered.
const CHOICES: i64 = 200;

row! {
    /// A product in the list.
    #[derive(PartialEq, Eq)]
    pub struct Listed {
        /// Which; also its place in the list.
        id: ProductId,
        /// The last part of its address.
        handle: String,
        /// The title in force in the language asked for, else in the seller's own, else in any.
        title: Option<String>,
        /// The category in force.
        category: Option<String>,
        /// The brand.
        brand: Option<String>,
        /// The first picture.
        image: Option<String>,
        /// The currency of its first variant.
        currency: Option<Currency>,
        /// The lowest price in force in this currency, minor units.
        price_min: Option<i64>,
        /// The highest.
        price_max: Option<i64>,
        /// How many variants it has.
        variants: i64 ["count(*) is never null"],
        /// How many of them are published.
        published: i64 ["count(*) is never null"],
        /// How many of them can be had.
        in_stock: i64 ["count(*) is never null"],
        /// Pieces that can be sold, where every variant is counted.
        pieces: Option<i64>,
        /// Languages it has a text in.
        languages: Vec<Language> ["an array of a query is never null"],
        /// How many fields are overridden.
        overrides: i64 ["count(*) is never null"],
        /// Whether it was entered by hand.
        by_hand: bool ["coalesce to false"],
        /// When it was made.
        created_at: Timestamp,
        /// When it changed last, variants, offers and overrides included.
        updated_at: Timestamp,
    }

    struct Choice {
        value: Option<String>,
        count: i64 ["count(*) is never null"],
    }

    /// How many products there are of which kind, the other filters applied.
    #[derive(Copy, PartialEq, Eq)]
    pub struct Counts {
        /// All.
        all: i64 ["count(*) is never null"],
        /// With a published variant.
        published: i64 ["count(*) is never null"],
        /// With something overridden.
        overridden: i64 ["count(*) is never null"],
        /// With no variant that can be had.
        out_of_stock: i64 ["count(*) is never null"],
    }
}

impl Counts {
    /// Without a published variant.
    pub const fn draft(self) -> i64 {
        self.all - self.published
    }
}

/// The category in force.
macro_rules! category {
    () => {
        "coalesce((SELECT k.value #>> '{}' FROM overrides k WHERE k.seller_id = $1 AND k.product_id = p.id AND k.variant_id IS NULL AND k.field = 'category'),
                  p.category)"
    };
}

/// A product is listed where it has a variant (see `touch`), the text is in it, and it is in the category and of the brand.
macro_rules! shown {
    ($text:literal, $category:literal, $brand:literal) => {
        concat!(
            "p.seller_id = $1 AND p.search <> '' AND (",
            $text,
            " = '' OR strpos(p.search, lower(",
            $text,
            ")) > 0) AND (",
            $brand,
            " = '' OR p.brand = ",
            $brand,
            ") AND (",
            $category,
            " = '' OR starts_with(",
            category!(),
            " || ' > ', ",
            $category,
            " || ' > '))"
        )
    };
}

/// Products with a variant that can be had.
macro_rules! sellable {
    () => {
        concat!("(SELECT s.product_id FROM stock_levels s WHERE s.seller_id = $1 AND ", sql_in_stock!(), ")")
    };
}

statements! {
    fn page_of(seller: SellerId, before: ProductId, text: &str, filter: &str, language: Language, limit: i64, category: &str, brand: &str) -> Vec<Listed> for Seller = concat!(
        "WITH page AS (
             SELECT p.id, p.handle, p.brand, p.category, p.created_at, p.updated_at FROM products p
             WHERE p.id < $2 AND ", shown!("$3", "$7", "$8"), " AND CASE $4
                 WHEN 'published' THEN EXISTS (SELECT FROM shelf_products x WHERE x.seller_id = $1 AND x.id = p.id)
                 WHEN 'draft' THEN NOT EXISTS (SELECT FROM shelf_products x WHERE x.seller_id = $1 AND x.id = p.id)
                 WHEN 'overridden' THEN p.id IN (SELECT o.product_id FROM overrides o WHERE o.seller_id = $1)
                 WHEN 'out_of_stock' THEN p.id NOT IN ", sellable!(), "
                 ELSE true END
             ORDER BY p.id DESC LIMIT $6)
         SELECT p.id, p.handle, ", sql_own_title!("$5"), " AS title, coalesce(k.value #>> '{}', p.category) AS category, p.brand,
                c.image, c.currency, c.price_min, c.price_max, c.variants, c.published, c.in_stock, c.pieces,
                ARRAY(SELECT t.language FROM product_texts t WHERE t.seller_id = $1 AND t.product_id = p.id
                      UNION SELECT o.language FROM overrides o WHERE o.seller_id = $1 AND o.product_id = p.id AND o.field = 'title' ORDER BY 1) AS languages,
                (SELECT count(*) FROM overrides o WHERE o.seller_id = $1 AND o.product_id = p.id) AS overrides,
                coalesce(c.by_hand, false) AS by_hand, p.created_at, p.updated_at
         FROM page p
         LEFT JOIN overrides k ON k.seller_id = $1 AND k.product_id = p.id AND k.variant_id IS NULL AND k.field = 'category'
         CROSS JOIN LATERAL (
             SELECT count(*) AS variants, count(*) FILTER (WHERE x.published) AS published, count(*) FILTER (WHERE x.in_stock) AS in_stock,
                    min(x.price) FILTER (WHERE x.currency = x.first) AS price_min, max(x.price) FILTER (WHERE x.currency = x.first) AS price_max,
                    min(x.first) AS currency, CASE WHEN bool_and(x.tracked) THEN sum(x.pieces) END AS pieces, bool_and(x.source = 'hand') AS by_hand,
                    (array_agg(x.image ORDER BY x.position, x.id) FILTER (WHERE x.image IS NOT NULL))[1] AS image
             FROM (SELECT v.id, v.position, v.source, v.published_at IS NOT NULL AS published, ", sql_in_stock!(), " AS in_stock, s.tracked,
                          greatest(s.on_hand - s.reserved, 0) AS pieces, ", sql_price!(), " AS price, o.currency,
                          first_value(o.currency) OVER (ORDER BY v.position, v.id) AS first,
                          coalesce(oi.value, to_jsonb(v.images)) ->> 0 AS image
                   FROM variants v JOIN offers o ON o.seller_id = v.seller_id AND o.variant_id = v.id
                   ", sql_stock!(), " ", sql_price_overrides!(), " ", sql_image_override!(), "
                   WHERE v.seller_id = $1 AND v.product_id = p.id) x) c
         ORDER BY p.id DESC");
    fn brands(seller: SellerId, limit: i64) -> Vec<Choice> for Seller =
        "SELECT p.brand AS value, count(*) AS count FROM products p WHERE p.seller_id = $1 AND p.search <> '' AND p.brand <> ''
         GROUP BY p.brand ORDER BY count(*) DESC, p.brand LIMIT $2";
    fn categories(seller: SellerId, limit: i64) -> Vec<Choice> for Seller = concat!(
        "SELECT c.category AS value, count(*) AS count FROM (SELECT ", category!(), " AS category FROM products p WHERE p.seller_id = $1 AND p.search <> '') c
         WHERE c.category <> '' GROUP BY c.category ORDER BY count(*) DESC, c.category LIMIT $2");
    fn count_products(seller: SellerId, text: &str, category: &str, brand: &str) -> One<Counts> for Seller = concat!(
        "SELECT count(*) AS all, count(*) FILTER (WHERE p.id IN (SELECT x.id FROM shelf_products x WHERE x.seller_id = $1)) AS published,
                count(*) FILTER (WHERE p.id IN (SELECT o.product_id FROM overrides o WHERE o.seller_id = $1)) AS overridden,
                count(*) FILTER (WHERE p.id NOT IN ", sellable!(), ") AS out_of_stock
         FROM products p WHERE ", shown!("$2", "$3", "$4"));
}

/// Which products.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filter {
    /// Every one.
    #[default]
    All,
    /// At least one variant is published.
    Published,
    /// No variant is.
    Draft,
    /// Something is overridden.
    Overridden,
    /// No variant can be had.
    OutOfStock,
}

impl Filter {
    /// Its name in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Published => "published",
            Self::Draft => "draft",
            Self::Overridden => "overridden",
            Self::OutOfStock => "out_of_stock",
        }
    }

    /// The filter of a name.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::All, Self::Published, Self::Draft, Self::Overridden, Self::OutOfStock]
            .into_iter()
            .find(|f| f.code() == code)
    }
}

/// Which products are meant: those for which all that is given holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted<'a> {
    /// In handle, brand, titles, article numbers and GTINs, whatever the case; empty for no filter.
    pub text: &'a str,
    /// In this category or below it; empty for no filter.
    pub category: &'a str,
    /// Of this brand, spelled exactly so; empty for no filter.
    pub brand: &'a str,
    /// Of this kind.
    pub filter: Filter,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query<'a> {
    /// Which products.
    pub wanted: Wanted<'a>,
    /// The language titles are shown in.
    pub language: Language,
    /// Continue after this product.
    pub after: Option<ProductId>,
    /// How many, 1 to [`MAX_ROWS`].
    pub limit: usize,
}

/// What the database looks for: one line, without what a text column cannot hold.
fn text(typed: &str) -> String {
    typed.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_TEXT).collect::<String>().trim().to_owned()
}

/// A page of the products of the seller in scope, the newest first.
pub async fn page<M: Mode>(q: &Scope<Seller, M>, query: &Query<'_>) -> Result<Vec<Listed>, CatalogError> {
    let limit = i64::try_from(query.limit.clamp(1, MAX_ROWS)).unwrap_or(1);
    let before = query.after.unwrap_or(ProductId(uuid::Uuid::max()));
    let Wanted { text: typed, category, brand, filter } = query.wanted;
    let (typed, category, brand) = (text(typed), text(category), text(brand));
    Ok(page_of(q, q.seller(), before, &typed, filter.code(), query.language, limit, &category, &brand).await?)
}

/// How many products match all but the kind, by kind. Joined with [`page`] it shares its round trip.
pub async fn counts<M: Mode>(q: &Scope<Seller, M>, wanted: &Wanted<'_>) -> Result<Counts, CatalogError> {
    Ok(count_products(q, q.seller(), &text(wanted.text), &text(wanted.category), &text(wanted.brand)).await?)
}

/// The most frequent brands and categories of the seller's products: what a list can be narrowed to.
pub async fn choices<M: Mode>(q: &Scope<Seller, M>) -> Result<(Vec<String>, Vec<String>), CatalogError> {
    let (brands, categories) =
        futures_util::try_join!(brands(q, q.seller(), CHOICES), categories(q, q.seller(), CHOICES))?;
    let values = |choices: Vec<Choice>| choices.into_iter().filter_map(|choice| choice.value).collect();
    Ok((values(brands), values(categories)))
}
