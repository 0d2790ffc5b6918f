//! What is asked of the index, and what it answers.

use types::{Currency, Language, ProductId, SellerId};

use super::error::{Error, Result};

/// The most results of one page.
pub const LIMIT_MAX: usize = 100;

/// The most brands, and the most sellers, of one query; more are left out.
pub const CHOICES_MAX: usize = 64;

/// The order of results. Ties are broken by the product's id, older first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best match first; without words, lifted and available products first.
    #[default]
    Relevance,
    /// Lowest first, by the lowest price of a product. Amounts of several currencies are not converted: restrict the
    /// currency ([`PriceRange`]) where that matters.
    PriceAsc,
    /// Highest first, likewise.
    PriceDesc,
    /// Latest on the shelf first.
    Newest,
}

/// Prices that are acceptable: products of this currency whose prices, lowest to highest, touch the range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceRange {
    /// Amounts of other currencies do not match.
    pub currency: Currency,
    /// Minor units, inclusive.
    pub min: Option<i64>,
    /// Minor units, inclusive.
    pub max: Option<i64>,
}

/// A search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What was typed. None or blank finds everything.
    pub text: Option<String>,
    /// The language it is most likely in: matches in this language rank higher.
    pub language: Language,
    /// Only this seller's products, as in its own shop.
    pub shop: Option<SellerId>,
    /// Only this category and those below it, as `Kitchen > Coffee Machines`.
    pub category: Option<String>,
    /// Any of these brands; all if empty.
    pub brands: Vec<String>,
    /// Any of these sellers; all if empty.
    pub sellers: Vec<SellerId>,
    /// Prices.
    pub price: Option<PriceRange>,
    /// Only what can be had now.
    pub in_stock: bool,
    /// The order.
    pub sort: Sort,
    /// How many results, 1 to [`LIMIT_MAX`]; other numbers are moved into that range.
    pub limit: usize,
    /// Continue after this place.
    pub after: Option<Cursor>,
    /// Whether to count facets. Further pages need none.
    pub facets: bool,
    /// The words as they are: none is taken for another or left out.
    pub as_typed: bool,
}

impl Query {
    /// Everything, by relevance, 24 results, with facets.
    pub const fn new(language: Language) -> Self {
        Self {
            text: None,
            language,
            shop: None,
            category: None,
            brands: Vec::new(),
            sellers: Vec::new(),
            price: None,
            in_stock: false,
            sort: Sort::Relevance,
            limit: 24,
            after: None,
            facets: true,
            as_typed: false,
        }
    }

    /// As [`Query::new`], for words.
    pub fn text(language: Language, text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::new(language) }
    }

    /// A number for all that decides what is found and in which order: pages of one search share it.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hash = Fnv::default();
        hash.part(self.text.as_deref().unwrap_or_default().trim_start().as_bytes());
        hash.part(self.language.code().as_bytes());
        hash.part(self.shop.map_or([0; 16], |shop| *shop.0.as_bytes()).as_slice());
        hash.part(self.category.as_deref().unwrap_or_default().as_bytes());
        hash.part(&[u8::from(self.in_stock), self.sort as u8, u8::from(self.as_typed)]);
        // The order of choices decides nothing: an address may name them in any, and a database gives them in any.
        let mut brands: Vec<&str> = self.brands.iter().map(String::as_str).collect();
        brands.sort_unstable();
        for brand in brands {
            hash.part(brand.as_bytes());
        }
        hash.part(b"sellers");
        let mut sellers = self.sellers.clone();
        sellers.sort_unstable();
        for seller in &sellers {
            hash.part(seller.0.as_bytes());
        }
        if let Some(price) = self.price {
            hash.part(price.currency.code().as_bytes());
            hash.part(&price.min.unwrap_or(i64::MIN).to_be_bytes());
            hash.part(&price.max.unwrap_or(i64::MAX).to_be_bytes());
        }
        hash.0
    }
}

/// FNV-1a (Fowler, Noll, Vo), 64 bits: the same on every node and in every version, which `std`'s hashers do not promise.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn part(&mut self, bytes: &[u8]) {
        let length = (bytes.len() as u64).to_be_bytes();
        for byte in length.iter().chain(bytes) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hits {
    /// The page, in order. Rows come from the database.
    pub ids: Vec<(SellerId, ProductId)>,
    /// How many there are on all pages.
    pub total: u64,
    /// Counts, if they were asked for.
    pub facets: Option<Facets>,
    /// Where the next page begins; None after the last.
    pub next: Option<Cursor>,
    /// What was searched instead of words that no product has: "did you mean".
    pub corrected: Option<String>,
    /// Words that were left out because no product has them together with the others.
    pub dropped: Vec<String>,
}

/// Counts of what was found. The counts of brands, sellers, prices and stock ignore their own filter, so that a second
/// choice can be added to the first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// Whether counts are estimates, made from a sample of many thousands.
    pub approximate: bool,
    /// The categories below the chosen one, or the topmost, as paths, most products first.
    pub categories: Vec<(String, u64)>,
    /// The most frequent brands; a chosen one that has any products is always among them.
    pub brands: Vec<(String, u64)>,
    /// The most frequent sellers, likewise.
    pub sellers: Vec<(SellerId, u64)>,
    /// Products that can be had.
    pub in_stock: u64,
    /// Products that cannot.
    pub out_of_stock: u64,
    /// Prices, one entry a currency, most products first.
    pub prices: Vec<PriceFacet>,
}

/// The prices of what was found in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceFacet {
    /// The currency.
    pub currency: Currency,
    /// How many products are sold in it.
    pub count: u64,
    /// The lowest price, minor units.
    pub min: i64,
    /// The highest.
    pub max: i64,
    /// Ranges of round amounts with about as many products each, none if one would hold them all. A product with several
    /// prices may be in several.
    pub ranges: Vec<PriceCount>,
}

/// A range of prices, fit for [`PriceRange`], and how many products it would find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceCount {
    /// Minor units, inclusive; None in the lowest range.
    pub min: Option<i64>,
    /// Minor units, inclusive; None in the highest.
    pub max: Option<i64>,
    /// Products.
    pub count: u64,
}

/// What may complete what is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suggestion {
    /// A text to search for, its last word completed.
    Term(String),
    /// A brand.
    Brand(String),
    /// A category, as a path.
    Category(String),
    /// A product. Its title stands in the database.
    Product(SellerId, ProductId),
}

/// A place in the results of one search: opaque bytes, the same on every node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(Vec<u8>);

/// Version, fingerprint, sort value, product, seller.
const CURSOR_LEN: usize = 1 + 8 + 8 + 16 + 16;
const CURSOR_VERSION: u8 = 1;

/// A result's place: the sort value (greater is better), then the ids (smaller is better).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub value: u64,
    pub product: u128,
    pub seller: SellerId,
}

impl Ord for Place {
    /// Greater comes first in the results.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value
            .cmp(&other.value)
            .then_with(|| other.product.cmp(&self.product))
            .then_with(|| other.seller.cmp(&self.seller))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Cursor {
    /// The bytes, to be handed out and back.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Bytes that were handed out. Whether they belong to a search is seen when they are used.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        if bytes.len() == CURSOR_LEN && bytes[0] == CURSOR_VERSION {
            Ok(Self(bytes.to_vec()))
        } else {
            Err(Error::Cursor)
        }
    }

    pub(super) fn new(fingerprint: u64, place: &Place) -> Self {
        let mut bytes = Vec::with_capacity(CURSOR_LEN);
        bytes.push(CURSOR_VERSION);
        bytes.extend(fingerprint.to_be_bytes());
        bytes.extend(place.value.to_be_bytes());
        bytes.extend(place.product.to_be_bytes());
        bytes.extend(place.seller.0.as_bytes());
        Self(bytes)
    }

    /// The place, if this is a cursor of that search.
    pub(super) fn place(&self, fingerprint: u64) -> Result<Place> {
        let part = |from: usize, to: usize| self.0.get(from..to).ok_or(Error::Cursor);
        let number = |from: usize| -> Result<u64> {
            Ok(u64::from_be_bytes(part(from, from + 8)?.try_into().map_err(|_| Error::Cursor)?))
        };
        if number(1)? != fingerprint {
            return Err(Error::Cursor);
        }
        let product = u128::from(number(17)?) << 64 | u128::from(number(25)?);
        let seller = uuid::Uuid::from_slice(part(33, 49)?).map_err(|_| Error::Cursor)?;
        Ok(Place { value: number(9)?, product, seller: SellerId(seller) })
    }
}
