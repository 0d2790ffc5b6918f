//! Cards: a product among others. Closed shops are left out everywhere.

use jiff::Timestamp;
use tenancy::{Mode, Scope, class::ShelfReader, row, statements};
use types::{Currency, Language, Money, ProductId, SellerId, Slug};

use super::can_name;
use crate::CatalogError;

/// The most cards that one call answers.
pub const MAX_CARDS: usize = 100;

row! {
    /// A product in a grid.
    #[derive(PartialEq, Eq)]
    pub struct Card {
        /// Whose it is.
        seller: SellerId,
        /// The shop's name.
        seller_name: String,
        /// The shop's address.
        seller_slug: Slug,
        /// Which it is.
        product: ProductId,
        /// The last part of its address.
        handle: String,
        /// Its title in the reader's language, else the seller's own, else any.
        title: String,
        /// The brand.
        brand: Option<String>,
        /// The category's path.
        category: Option<String>,
        /// The lowest price of its variants, minor units, VAT included.
        price_min: i64,
        /// The highest.
        price_max: i64,
        /// What the cheapest variant cost before.
        compare_at: Option<i64>,
        /// What it is sold in.
        currency: Currency,
        /// Whether any variant can be had.
        in_stock: bool,
        /// The first picture.
        image: Option<String>,
        /// How many variants there are.
        variants: i32 ["variants is never null"],
        /// When it came onto the shelf.
        published_at: Timestamp,
    }
}

impl Card {
    /// The lowest price.
    pub fn price(&self) -> Money {
        Money::new(self.price_min, self.currency)
    }

    /// Its place in lists by newness.
    pub fn cursor(&self) -> CardCursor {
        CardCursor { published_at: self.published_at, seller: self.seller, product: self.product }
    }
}

/// A place in a list by newness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardCursor {
    /// The last card's time.
    pub published_at: Timestamp,
    /// Its seller.
    pub seller: SellerId,
    /// Its product.
    pub product: ProductId,
}

impl CardCursor {
    /// Before everything.
    const START: Self = Self {
        published_at: Timestamp::MAX,
        seller: SellerId(uuid::Uuid::nil()),
        product: ProductId(uuid::Uuid::nil()),
    };
}

macro_rules! columns {
    () => {
        "p.seller_id AS seller, f.name AS seller_name, f.slug AS seller_slug, p.id AS product, p.handle, t.title, p.brand, p.category,
         p.price_min, p.price_max, p.compare_at, p.currency, p.in_stock, p.image, jsonb_array_length(p.variants) AS variants, p.published_at"
    };
}

/// Joins the text for a reader whose language is that parameter.
macro_rules! title {
    ($language:literal) => {
        concat!(
            "JOIN LATERAL (SELECT t.title FROM shelf_texts t WHERE t.seller_id = p.seller_id AND t.product_id = p.id ORDER BY ",
            sql_reader_order!($language),
            " LIMIT 1) t ON true"
        )
    };
}

statements! {
    fn cards_of(sellers: &[SellerId], products: &[ProductId], language: Language) -> Vec<Card> for Public | Buyer = concat!(
        "SELECT ", columns!(), " FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS n(seller_id, id, at)
         JOIN shelf_products p ON p.seller_id = n.seller_id AND p.id = n.id
         JOIN storefronts f ON f.seller_id = p.seller_id AND f.state = 'open' ", title!("$3"), " ORDER BY n.at");
    fn newest_cards(before: Timestamp, seller: SellerId, product: ProductId, language: Language, limit: i64) -> Vec<Card> for Public | Buyer = concat!(
        "SELECT ", columns!(), " FROM shelf_products p JOIN storefronts f ON f.seller_id = p.seller_id AND f.state = 'open' ", title!("$4"), "
         WHERE p.published_at <= $1 AND (p.published_at < $1 OR (p.seller_id, p.id) > ($2, $3))
         ORDER BY p.published_at DESC, p.seller_id, p.id LIMIT $5");
    fn newest_cards_of(seller: SellerId, before: Timestamp, product: ProductId, language: Language, limit: i64) -> Vec<Card> for Public | Buyer = concat!(
        "SELECT ", columns!(), " FROM shelf_products p JOIN storefronts f ON f.seller_id = p.seller_id AND f.state = 'open' ", title!("$4"), "
         WHERE p.seller_id = $1 AND p.published_at <= $2 AND (p.published_at < $2 OR p.id > $3)
         ORDER BY p.published_at DESC, p.id LIMIT $5");
    // Neighbours by id came in the same feed nearby, and are often of the same kind: of those, the most alike.
    fn related_cards(slug: &str, handle: &str, language: Language, limit: i64) -> Vec<Card> for Public | Buyer = concat!(
        "WITH here AS (
             SELECT p.seller_id, p.id, p.category, p.brand FROM storefronts f JOIN shelf_products p ON p.seller_id = f.seller_id
             WHERE f.slug = $1 AND f.state = 'open' AND p.handle = $2
         ), near AS (
             SELECT b.id, h.seller_id, (b.category IS NOT DISTINCT FROM h.category)::integer * 2 + (b.brand IS NOT DISTINCT FROM h.brand)::integer
                        + b.in_stock::integer AS alike
             FROM here h CROSS JOIN LATERAL (
                 (SELECT p.id, p.category, p.brand, p.in_stock FROM shelf_products p WHERE p.seller_id = h.seller_id AND p.id > h.id ORDER BY p.id LIMIT 40)
                 UNION ALL
                 (SELECT p.id, p.category, p.brand, p.in_stock FROM shelf_products p WHERE p.seller_id = h.seller_id AND p.id < h.id ORDER BY p.id DESC LIMIT 40)) b
             ORDER BY alike DESC, b.id LIMIT $4
         )
         SELECT ", columns!(), " FROM near n JOIN shelf_products p ON p.seller_id = n.seller_id AND p.id = n.id
         JOIN storefronts f ON f.seller_id = p.seller_id ", title!("$3"), " ORDER BY n.alike DESC, n.id");
}

fn limit(cards: usize) -> i64 {
    i64::try_from(cards.clamp(1, MAX_CARDS)).unwrap_or(1)
}

/// Cards of products in the order given, at most [`MAX_CARDS`]; those that are not on the shelf are left out.
pub async fn cards<C: ShelfReader, M: Mode>(
    q: &Scope<C, M>,
    ids: &[(SellerId, ProductId)],
    language: Language,
) -> Result<Vec<Card>, CatalogError> {
    if ids.len() > MAX_CARDS {
        return Err(CatalogError::TooMany(MAX_CARDS));
    }
    let (sellers, products): (Vec<_>, Vec<_>) = ids.iter().copied().unzip();
    Ok(cards_of(q, &sellers, &products, language).await?)
}

/// What came onto the shelf last, of all shops.
pub async fn newest<C: ShelfReader, M: Mode>(
    q: &Scope<C, M>,
    after: Option<CardCursor>,
    language: Language,
    cards: usize,
) -> Result<Vec<Card>, CatalogError> {
    let after = after.unwrap_or(CardCursor::START);
    Ok(newest_cards(q, after.published_at, after.seller, after.product, language, limit(cards)).await?)
}

/// What came onto the shelf last, of one shop.
pub async fn newest_of<C: ShelfReader, M: Mode>(
    q: &Scope<C, M>,
    seller: SellerId,
    after: Option<CardCursor>,
    language: Language,
    cards: usize,
) -> Result<Vec<Card>, CatalogError> {
    let after = after.unwrap_or(CardCursor::START);
    Ok(newest_cards_of(q, seller, after.published_at, after.product, language, limit(cards)).await?)
}

/// Other products of the same shop, the most alike first. Joined with [`super::product`] it shares its round trip.
pub async fn related<C: ShelfReader, M: Mode>(
    q: &Scope<C, M>,
    slug: &str,
    handle: &str,
    language: Language,
    cards: usize,
) -> Result<Vec<Card>, CatalogError> {
    if !can_name(&[slug, handle]) {
        return Ok(Vec::new());
    }
    Ok(related_cards(q, slug, handle, language, limit(cards)).await?)
}
