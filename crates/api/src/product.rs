//! A product as its seller sees it, and those that he enters himself.

use std::collections::BTreeMap;

use axum::{extract::State, http::StatusCode};
use catalog::{
    TaxClass,
    by_hand::{self, HandProduct, HandVariant},
    list::{self, Product, Variant},
    overrides::{Edit, Override},
    stock::Stock,
};
use identity::permission::{CreateProducts, EditProducts};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tenancy::{Mode, Scope, class::Seller};
use types::{Gtin, Language, Money, ProductId, UserId, VariantId};
use utoipa::ToSchema;
use web_kit::{App, FieldError, Json, Member, Path, Problem};

use crate::problems::{JsonBody, TeamOnly};

/// A product with everything.
#[derive(Serialize, ToSchema)]
pub struct ProductBody {
    id: ProductId,
    /// What must still be true when a change comes back.
    version: String,
    /// What joins its variants in the feed.
    group_key: String,
    /// The last part of its address.
    handle: String,
    brand: Option<String>,
    /// The feed's; an override stands in `overrides`.
    category: Option<String>,
    google_category: Option<String>,
    by_hand: bool,
    /// Whether buyers can see any of it.
    published: bool,
    /// The feed's texts.
    texts: Vec<TextBody>,
    variants: Vec<VariantBody>,
    /// The seller's own values: they are in force instead of the feed's.
    overrides: Vec<OverrideBody>,
    created_at: String,
    updated_at: String,
}

/// A text in a language.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextBody {
    language: Language,
    title: String,
    #[serde(default)]
    description: String,
}

/// A variant of a product.
#[derive(Serialize, ToSchema)]
pub struct VariantBody {
    id: VariantId,
    /// The feed's id.
    external_id: String,
    sku: Option<String>,
    gtin: Option<String>,
    mpn: Option<String>,
    /// Its own titles by language.
    titles: BTreeMap<String, String>,
    /// Colour, size and the like.
    options: BTreeMap<String, String>,
    images: Vec<String>,
    weight_grams: Option<i32>,
    /// new, used or refurbished.
    condition: Option<String>,
    by_hand: bool,
    /// Since when it is on the shelf.
    published_at: Option<String>,
    /// The feed's, VAT included.
    price: Money,
    compare_at: Option<Money>,
    /// standard, intermediate, reduced, `super_reduced` or zero.
    tax_class: &'static str,
    stock: StockLevelBody,
}

/// A variant's stock.
#[derive(Serialize, ToSchema)]
pub struct StockLevelBody {
    /// Whether pieces are counted.
    tracked: bool,
    in_stock: bool,
    /// Pieces in the warehouse.
    on_hand: i32,
    /// Pieces promised to orders.
    reserved: i32,
    /// What the feed said last.
    feed_quantity: Option<i32>,
}

/// A value of the seller's own.
#[derive(Serialize, ToSchema)]
pub struct OverrideBody {
    /// title, description, category, price, `compare_at` or images.
    field: String,
    language: Option<Language>,
    variant: Option<VariantId>,
    /// A text, an amount, a list of addresses, or null for no former price.
    value: Value,
    /// Who set it.
    user: Option<UserId>,
    at: String,
}

/// A product entered by hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProduct {
    /// At least one; the first names the product's address.
    texts: Vec<TextBody>,
    #[serde(default)]
    brand: Option<String>,
    /// As a path, `A > B`.
    #[serde(default)]
    category: Option<String>,
    /// 1 to 100, all in one currency. Those that a change does not name stay as they are.
    variants: Vec<NewVariant>,
    /// For a change: the version that was read; it is refused where the product has changed since.
    #[serde(default)]
    version: Option<String>,
}

/// A variant of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVariant {
    /// The variant that is changed; none for a new one.
    #[serde(default)]
    id: Option<VariantId>,
    #[serde(default)]
    sku: Option<String>,
    #[serde(default)]
    gtin: Option<Gtin>,
    /// Colour, size and the like.
    #[serde(default)]
    options: BTreeMap<String, String>,
    /// VAT included.
    price: Money,
    /// What it cost before; above the price.
    #[serde(default)]
    compare_at: Option<Money>,
    /// standard, intermediate, reduced, `super_reduced` or zero.
    #[serde(default)]
    #[schema(value_type = String, default = "standard")]
    tax_class: TaxClass,
    /// Addresses of its pictures.
    #[serde(default)]
    images: Vec<String>,
    #[serde(default)]
    weight_grams: Option<u32>,
    stock: StockBody,
}

/// How stock is kept: one of the two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StockBody {
    /// Counted: so many pieces in the warehouse, those promised to orders among them.
    #[serde(default)]
    on_hand: Option<u32>,
    /// Not counted: whether it can be had.
    #[serde(default)]
    in_stock: Option<bool>,
}

impl StockBody {
    /// The stock, or that `field` is wrong.
    pub(crate) fn stock(&self, field: &str) -> Result<Stock, Problem> {
        match (self.on_hand, self.in_stock) {
            (Some(on_hand), None) => Ok(Stock::Tracked { on_hand }),
            (None, Some(in_stock)) => Ok(Stock::Untracked { in_stock }),
            _ => Err(Problem::unprocessable(vec![FieldError::new(field, "give either on_hand or in_stock")])),
        }
    }
}

fn variant(v: Variant) -> VariantBody {
    VariantBody {
        stock: StockLevelBody {
            tracked: v.stock.tracked,
            in_stock: v.stock.in_stock(),
            on_hand: v.stock.on_hand,
            reserved: v.stock.reserved,
            feed_quantity: v.stock.feed_quantity,
        },
        id: v.id,
        external_id: v.external_id,
        sku: v.sku,
        gtin: v.gtin,
        mpn: v.mpn,
        titles: v.titles.into_iter().map(|(language, title)| (language.code().to_owned(), title)).collect(),
        options: v.options,
        images: v.images,
        weight_grams: v.weight_grams,
        condition: v.condition,
        by_hand: v.by_hand,
        published_at: v.published_at.map(|at| at.to_string()),
        price: v.price,
        compare_at: v.compare_at,
        tax_class: v.tax_class.code(),
    }
}

fn own(o: &Override) -> OverrideBody {
    let field = o.value.field();
    let name = field.name();
    OverrideBody {
        field: name.split('.').next().unwrap_or_default().to_owned(),
        language: field.language(),
        variant: field.variant(),
        value: match &o.value {
            Edit::Title(_, text) | Edit::Description(_, text) | Edit::Category(text) => json!(text),
            Edit::Price(_, price) => json!(price),
            Edit::CompareAt(_, price) => json!(price),
            Edit::Images(_, images) => json!(images),
        },
        user: o.actor,
        at: o.at.to_string(),
    }
}

fn body(p: Product) -> ProductBody {
    let text = |t: list::OwnText| TextBody { language: t.language, title: t.title, description: t.description };
    ProductBody {
        by_hand: p.by_hand(),
        published: p.published(),
        overrides: p.overrides.iter().map(own).collect(),
        id: p.id,
        version: p.version,
        group_key: p.group_key,
        handle: p.handle,
        brand: p.brand,
        category: p.category,
        google_category: p.google_category,
        texts: p.texts.into_iter().map(text).collect(),
        variants: p.variants.into_iter().map(variant).collect(),
        created_at: p.created_at.to_string(),
        updated_at: p.updated_at.to_string(),
    }
}

/// The product of the seller in scope as an answer shows it.
pub(crate) async fn find<M: Mode>(q: &Scope<Seller, M>, id: ProductId) -> Result<ProductBody, Problem> {
    Ok(body(list::product(q, id).await?.ok_or_else(Problem::not_found)?))
}

fn hand_variant(at: usize, v: NewVariant) -> Result<HandVariant, Problem> {
    Ok(HandVariant {
        id: v.id,
        stock: v.stock.stock(&format!("variants[{at}].stock"))?,
        sku: v.sku,
        gtin: v.gtin,
        options: v.options,
        price: v.price,
        compare_at: v.compare_at,
        tax_class: v.tax_class,
        images: v.images,
        weight_grams: v.weight_grams,
    })
}

fn hand(input: NewProduct) -> Result<HandProduct, Problem> {
    let variants: Result<Vec<_>, _> =
        input.variants.into_iter().enumerate().map(|(at, v)| hand_variant(at, v)).collect();
    Ok(HandProduct {
        texts: input.texts.into_iter().map(|t| (t.language, t.title, t.description)).collect(),
        brand: input.brand,
        category: input.category,
        variants: variants?,
    })
}

/// Enter a product by hand. It is a draft until it is published.
#[utoipa::path(post, path = "/products", tag = "catalog", security(("bearer" = [])), request_body = NewProduct, responses(
    (status = 201, body = ProductBody), TeamOnly, (status = 409, body = Problem, description = "Another change came between"), JsonBody
))]
pub async fn create(
    member: Member<CreateProducts>,
    Json(input): Json<NewProduct>,
) -> Result<(StatusCode, Json<ProductBody>), Problem> {
    let new = hand(input)?;
    let q = member.door.write().await?;
    let id = by_hand::create(&q, &new).await?;
    let body = find(&q, id).await?;
    q.commit().await?;
    Ok((StatusCode::CREATED, Json(body)))
}

/// Change a product that was entered by hand into what is given, texts and variants included. A product of a feed is
/// refused: its fields are overridden. Stock of variants that are there stays as it is.
#[utoipa::path(put, path = "/products/{id}", tag = "catalog", security(("bearer" = [])), params(("id" = ProductId, Path)), request_body = NewProduct, responses(
    (status = 200, body = ProductBody), TeamOnly, (status = 404, body = Problem),
    (status = 409, body = Problem, description = "It comes from a feed, or has changed since it was read"), JsonBody
))]
pub async fn change(
    State(app): State<App>,
    member: Member<EditProducts>,
    Path(id): Path<ProductId>,
    Json(input): Json<NewProduct>,
) -> Result<Json<ProductBody>, Problem> {
    let version = input.version.clone();
    let new = hand(input)?;
    let q = member.door.write().await?;
    by_hand::update(&q, id, version.as_deref(), &new).await?;
    let body = find(&q, id).await?;
    q.commit().await?;
    app.search.nudge();
    Ok(Json(body))
}
