//! Searching all shops.

use axum::extract::State;
use catalog::{
    search::{self, PriceRange, Sort, Suggestion},
    shelf,
};
use serde::{Deserialize, Serialize};
use types::{Currency, Money, ProductId, SellerId, Slug};
use utoipa::{IntoParams, ToSchema};
use web_kit::{App, Cursor, FieldError, Json, PageParams, PreferredLanguage, Problem, Query, RETRY_WHEN_BUSY};

use crate::problems::Parameters;

/// Suggestions of one answer.
const SUGGESTIONS: usize = 8;
/// Of them, shops.
const SHOPS: usize = 2;

/// What is looked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words; without them everything is found.
    #[serde(default)]
    q: String,
    /// Only this category and those below it, as `Kitchen > Coffee Machines`.
    #[serde(default)]
    category: String,
    /// Any of these brands; repeat the parameter for several.
    #[serde(default)]
    brand: Vec<String>,
    /// Any of these shops, by their slugs; repeat the parameter for several.
    #[serde(default)]
    shop: Vec<String>,
    /// Only what is sold in this currency; needed with `min` and `max`.
    currency: Option<Currency>,
    /// The lowest price, in minor units.
    #[param(minimum = 0)]
    min: Option<i64>,
    /// The highest price, in minor units.
    #[param(minimum = 0)]
    max: Option<i64>,
    /// Only what can be had now.
    #[serde(default)]
    in_stock: bool,
    /// The order; relevance by default.
    #[param(inline)]
    sort: Option<SortName>,
}

/// An order of results.
#[derive(Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum SortName {
    Relevance,
    PriceAsc,
    PriceDesc,
    Newest,
}

/// A product among others.
#[derive(Serialize, ToSchema)]
pub struct CardBody {
    seller: SellerId,
    /// The shop's slug: with `handle` it leads to the product.
    shop: Slug,
    shop_name: String,
    product: ProductId,
    handle: String,
    /// In the reader's language, else the seller's own, else any.
    title: String,
    brand: Option<String>,
    category: Option<String>,
    /// The lowest price, VAT included.
    price: Money,
    /// The highest.
    price_max: Money,
    /// What the cheapest variant cost before.
    compare_at: Option<Money>,
    in_stock: bool,
    /// The address of its picture.
    image: Option<String>,
    variants: i32,
    published_at: String,
}

/// What was found.
#[derive(Serialize, ToSchema)]
pub struct SearchBody {
    items: Vec<CardBody>,
    /// How many there are on all pages.
    total: u64,
    /// Counts; with the first page only.
    facets: Option<FacetsBody>,
    /// What was searched instead of words that no product has.
    corrected: Option<String>,
    /// Words that were left out, since no product has them together with the others.
    dropped: Vec<String>,
    /// The cursor of the next page; none after the last.
    next: Option<Cursor>,
}

/// Counts of what was found. Those of brands, shops, prices and stock ignore their own filter.
#[derive(Serialize, ToSchema)]
pub struct FacetsBody {
    /// Whether the counts are estimates.
    approximate: bool,
    /// The categories below the chosen one, or the topmost, as paths.
    categories: Vec<CountBody>,
    brands: Vec<CountBody>,
    shops: Vec<ShopCountBody>,
    in_stock: u64,
    out_of_stock: u64,
    /// One entry a currency.
    prices: Vec<PriceFacetBody>,
}

/// A value and how many products have it.
#[derive(Serialize, ToSchema)]
pub struct CountBody {
    value: String,
    count: u64,
}

/// A shop and how many of its products were found.
#[derive(Serialize, ToSchema)]
pub struct ShopCountBody {
    slug: Slug,
    name: String,
    count: u64,
}

/// The prices of what was found in one currency.
#[derive(Serialize, ToSchema)]
pub struct PriceFacetBody {
    currency: Currency,
    count: u64,
    /// Minor units.
    min: i64,
    /// Minor units.
    max: i64,
    /// Ranges of round amounts.
    ranges: Vec<PriceRangeBody>,
}

/// A range of prices, fit for `min` and `max`.
#[derive(Serialize, ToSchema)]
pub struct PriceRangeBody {
    /// Minor units, inclusive; none in the lowest range.
    min: Option<i64>,
    /// Minor units, inclusive; none in the highest.
    max: Option<i64>,
    count: u64,
}

fn card(app: &App, c: shelf::Card) -> CardBody {
    let money = |minor| Money::new(minor, c.currency);
    CardBody {
        seller: c.seller,
        price: money(c.price_min),
        price_max: money(c.price_max),
        compare_at: c.compare_at.map(money),
        image: c.image.as_deref().and_then(|link| app.pictures.address(link)),
        shop: c.seller_slug,
        shop_name: c.seller_name,
        product: c.product,
        handle: c.handle,
        title: c.title,
        brand: c.brand,
        category: c.category,
        in_stock: c.in_stock,
        variants: c.variants,
        published_at: c.published_at.to_string(),
    }
}

fn facets(found: search::Facets, named: &[shelf::Named]) -> FacetsBody {
    let counts =
        |pairs: Vec<(String, u64)>| pairs.into_iter().map(|(value, count)| CountBody { value, count }).collect();
    let shop = |(seller, count): (SellerId, u64)| {
        let shop = named.iter().find(|n| n.seller == seller)?;
        Some(ShopCountBody { slug: shop.slug.clone(), name: shop.name.clone(), count })
    };
    let range = |r: search::PriceCount| PriceRangeBody { min: r.min, max: r.max, count: r.count };
    let price = |p: search::PriceFacet| PriceFacetBody {
        currency: p.currency,
        count: p.count,
        min: p.min,
        max: p.max,
        ranges: p.ranges.into_iter().map(range).collect(),
    };
    FacetsBody {
        approximate: found.approximate,
        categories: counts(found.categories),
        brands: counts(found.brands),
        shops: found.sellers.into_iter().filter_map(shop).collect(),
        in_stock: found.in_stock,
        out_of_stock: found.out_of_stock,
        prices: found.prices.into_iter().map(price).collect(),
    }
}

fn price(query: &SearchQuery) -> Result<Option<PriceRange>, Problem> {
    let wrong = |field, message| Problem::invalid_query(vec![FieldError::new(field, message)]);
    match (query.currency, query.min, query.max) {
        (None, None, None) => Ok(None),
        (None, ..) => Err(wrong("currency", "name the currency of `min` and `max`")),
        (_, Some(min), Some(max)) if min > max => Err(wrong("max", "must not be below `min`")),
        (Some(currency), min, max) => Ok(Some(PriceRange { currency, min, max })),
    }
}

fn sort(name: Option<SortName>) -> Sort {
    match name {
        None | Some(SortName::Relevance) => Sort::Relevance,
        Some(SortName::PriceAsc) => Sort::PriceAsc,
        Some(SortName::PriceDesc) => Sort::PriceDesc,
        Some(SortName::Newest) => Sort::Newest,
    }
}

/// Search all shops, typing errors forgiven.
#[utoipa::path(get, path = "/storefront/search", tag = "storefront", params(SearchQuery, PageParams), responses(
    (status = 200, body = SearchBody), Parameters,
    (status = 503, body = Problem, description = "The search index is being built")
))]
pub async fn search(
    State(app): State<App>,
    language: PreferredLanguage,
    Query(query): Query<SearchQuery>,
    page: PageParams,
) -> Result<Json<SearchBody>, Problem> {
    let language = language.language;
    let price = price(&query)?;
    let after = page.cursor.as_ref().map(|c| search::Cursor::from_bytes(c.bytes())).transpose()?;
    let q = app.pools.public().read().await?;
    let slugs: Vec<_> = query.shop.iter().map(String::as_str).take(search::CHOICES_MAX).collect();
    let mut sellers = if slugs.is_empty() { Vec::new() } else { shelf::sellers_at(&q, &slugs).await? };
    if sellers.is_empty() && !slugs.is_empty() {
        // Slugs that no shop has find nothing, not everything.
        sellers.push(SellerId(uuid::Uuid::nil()));
    }
    let hits = app.search.find(&search::Query {
        text: Some(query.q).filter(|text| !text.trim().is_empty()),
        category: Some(query.category).filter(|path| !path.is_empty()),
        brands: query.brand.into_iter().take(search::CHOICES_MAX).collect(),
        sellers,
        price,
        in_stock: query.in_stock,
        sort: sort(query.sort),
        limit: page.limit as usize,
        facets: after.is_none(),
        after,
        ..search::Query::new(language)
    })?;
    if hits.total == 0 && !app.search.is_ready() {
        return Err(Problem::unavailable(RETRY_WHEN_BUSY).with_detail("The search index is being built."));
    }
    let counted: Vec<_> = hits.facets.iter().flat_map(|f| &f.sellers).map(|(seller, _)| *seller).collect();
    let (cards, named) = futures_util::try_join!(shelf::cards(&q, &hits.ids, language), shelf::named(&q, &counted))?;
    Ok(Json(SearchBody {
        items: cards.into_iter().map(|c| card(&app, c)).collect(),
        total: hits.total,
        facets: hits.facets.map(|f| facets(f, &named)),
        corrected: hits.corrected,
        dropped: hits.dropped,
        next: hits.next.map(|place| Cursor::new(place.as_bytes())),
    }))
}

/// What was typed so far.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Typed {
    /// The beginning of a search.
    #[serde(default)]
    q: String,
}

/// What may complete what is being typed.
#[derive(Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum SuggestionBody {
    /// A text to search for.
    Term {
        text: String,
    },
    Brand {
        brand: String,
    },
    /// As a path, `A > B`.
    Category {
        category: String,
    },
    Product {
        product: Box<CardBody>,
    },
    /// An open shop whose name begins so.
    Shop {
        slug: Slug,
        name: String,
    },
}

/// Complete what is being typed: shops, words, categories, brands and products.
#[utoipa::path(get, path = "/storefront/suggest", tag = "storefront", params(Typed), responses(
    (status = 200, body = Vec<SuggestionBody>), Parameters
))]
pub async fn suggest(
    State(app): State<App>,
    language: PreferredLanguage,
    Query(typed): Query<Typed>,
) -> Result<Json<Vec<SuggestionBody>>, Problem> {
    let language = language.language;
    let found = app.search.suggest(&typed.q, language, SUGGESTIONS)?;
    let product = |s: &Suggestion| if let Suggestion::Product(seller, id) = s { Some((*seller, *id)) } else { None };
    let ids: Vec<_> = found.iter().filter_map(product).collect();
    let q = app.pools.public().read().await?;
    let (shops, mut cards) =
        futures_util::try_join!(shelf::named_like(&q, &typed.q, SHOPS), shelf::cards(&q, &ids, language))?;
    let body = |suggestion| match suggestion {
        Suggestion::Term(text) => Some(SuggestionBody::Term { text }),
        Suggestion::Brand(brand) => Some(SuggestionBody::Brand { brand }),
        Suggestion::Category(category) => Some(SuggestionBody::Category { category }),
        Suggestion::Product(seller, id) => {
            let at = cards.iter().position(|c| (c.seller, c.product) == (seller, id))?;
            Some(SuggestionBody::Product { product: Box::new(card(&app, cards.swap_remove(at))) })
        }
    };
    let shops = shops.into_iter().map(|shop| SuggestionBody::Shop { slug: shop.slug, name: shop.name });
    Ok(Json(shops.chain(found.into_iter().filter_map(body)).take(SUGGESTIONS).collect()))
}
