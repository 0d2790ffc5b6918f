//! Products and shops as buyers see them.

use std::collections::BTreeMap;

use axum::extract::State;
use catalog::shelf::{self, ShelfProduct, ShelfVariant, ShopCursor, ShopWindow, Storefront};
use jiff::Timestamp;
use serde::Serialize;
use types::{Currency, Language, Money, ProductId, SellerId, Slug, VariantId};
use utoipa::ToSchema;
use web_kit::{App, Cursor, Json, Page, PageParams, Path, PreferredLanguage, Problem};

use crate::{SHORT_PAGE, problems::Parameters};

/// A shop.
#[derive(Serialize, ToSchema)]
pub struct ShopBody {
    seller: SellerId,
    slug: Slug,
    name: String,
    about: String,
    /// ISO 3166-1 alpha-2.
    country: String,
    currency: Currency,
    language: Language,
    /// Per order.
    shipping: Money,
    /// Above this, shipping is free.
    shipping_free_above: Option<Money>,
    created_at: String,
}

/// A shop and a glance at what it sells.
#[derive(Serialize, ToSchema)]
pub struct ShopWindowBody {
    #[serde(flatten)]
    shop: ShopBody,
    /// How many of its products can be found; null while the search index is being built.
    products: Option<u64>,
    /// Pictures of its newest products, at most four.
    images: Vec<String>,
}

/// A product on the shelf.
#[derive(Serialize, ToSchema)]
pub struct ShelfProductBody {
    shop: ShopBody,
    product: ProductId,
    handle: String,
    /// In the reader's language, else the seller's own, else any.
    title: String,
    title_language: Language,
    /// As the seller wrote it: text, or HTML of a stranger.
    description: String,
    description_language: Language,
    brand: Option<String>,
    category: Option<String>,
    /// The lowest price, VAT included.
    price: Money,
    /// The highest.
    price_max: Money,
    in_stock: bool,
    image: Option<String>,
    variants: Vec<ShelfVariantBody>,
    published_at: String,
    updated_at: String,
}

/// A variant that can be bought.
#[derive(Serialize, ToSchema)]
pub struct ShelfVariantBody {
    id: VariantId,
    sku: String,
    /// Colour, size and the like.
    options: BTreeMap<String, String>,
    /// VAT included.
    price: Money,
    compare_at: Option<Money>,
    in_stock: bool,
    images: Vec<String>,
    gtin: Option<String>,
    mpn: Option<String>,
    weight_grams: Option<i32>,
    /// new, used or refurbished.
    condition: Option<String>,
}

fn shop_body(s: Storefront) -> ShopBody {
    ShopBody {
        seller: s.seller,
        slug: s.slug,
        name: s.name,
        about: s.about,
        country: s.country,
        currency: s.currency,
        language: s.language,
        shipping: Money::new(s.shipping_flat, s.currency),
        shipping_free_above: s.shipping_free_above.map(|minor| Money::new(minor, s.currency)),
        created_at: s.created_at.to_string(),
    }
}

fn window(app: &App, w: ShopWindow) -> ShopWindowBody {
    ShopWindowBody {
        products: app.search.products_of(w.shop.seller),
        shop: shop_body(w.shop),
        images: w.images.iter().filter_map(|link| app.pictures.address(link)).collect(),
    }
}

fn variant(app: &App, v: ShelfVariant, currency: Currency) -> ShelfVariantBody {
    ShelfVariantBody {
        id: v.id,
        sku: v.sku,
        options: v.options,
        price: Money::new(v.price, currency),
        compare_at: v.compare_at.map(|minor| Money::new(minor, currency)),
        in_stock: v.in_stock,
        images: v.images.iter().filter_map(|link| app.pictures.address(link)).collect(),
        gtin: v.gtin,
        mpn: v.mpn,
        weight_grams: v.weight_grams,
        condition: v.condition,
    }
}

fn body(app: &App, p: ShelfProduct) -> ShelfProductBody {
    ShelfProductBody {
        shop: shop_body(p.shop),
        product: p.product,
        handle: p.handle,
        title: p.title,
        title_language: p.title_language,
        description: p.description,
        description_language: p.description_language,
        brand: p.brand,
        category: p.category,
        price: Money::new(p.price_min, p.currency),
        price_max: Money::new(p.price_max, p.currency),
        in_stock: p.in_stock,
        image: p.image.as_deref().and_then(|link| app.pictures.address(link)),
        variants: p.variants.into_iter().map(|v| variant(app, v, p.currency)).collect(),
        published_at: p.published_at.to_string(),
        updated_at: p.updated_at.to_string(),
    }
}

/// A product of an open shop.
#[utoipa::path(get, path = "/storefront/products/{shop}/{handle}", tag = "storefront",
    params(("shop" = String, Path, description = "The shop's slug"), ("handle" = String, Path)),
    responses((status = 200, body = ShelfProductBody), (status = 404, body = Problem)))]
pub async fn product(
    State(app): State<App>,
    Path((shop, handle)): Path<(String, String)>,
    language: PreferredLanguage,
) -> Result<Json<ShelfProductBody>, Problem> {
    let q = app.pools.public().read().await?;
    let found = shelf::product(&q, &shop, &handle, language.language).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(body(&app, found)))
}

/// Open shops that have something on the shelf, the oldest first.
#[utoipa::path(get, path = "/storefront/shops", tag = "storefront", params(PageParams), responses(
    (status = 200, body = Page<ShopWindowBody>), Parameters
))]
pub async fn shops(State(app): State<App>, page: PageParams) -> Result<Page<ShopWindowBody>, Problem> {
    let key: Option<(Timestamp, SellerId)> = page.cursor.as_ref().map(Cursor::key).transpose()?;
    let after = key.map(|(created_at, seller)| ShopCursor { created_at, seller });
    let limit = page.limit.min(SHORT_PAGE);
    let found = shelf::shops(&app.pools.public().read().await?, after, limit as usize + 1).await?;
    let found = Page::from_rows(found, limit, |last| Cursor::of(&(last.shop.created_at, last.shop.seller)));
    Ok(found.map(|w| window(&app, w)))
}

/// An open shop.
#[utoipa::path(get, path = "/storefront/shops/{slug}", tag = "storefront", params(("slug" = String, Path)), responses(
    (status = 200, body = ShopWindowBody), (status = 404, body = Problem)
))]
pub async fn shop(State(app): State<App>, Path(slug): Path<String>) -> Result<Json<ShopWindowBody>, Problem> {
    let q = app.pools.public().read().await?;
    let found = shelf::shop(&q, &slug).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(window(&app, found)))
}
