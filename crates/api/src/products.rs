//! The seller's products: the list, one of them, and what puts them on the shelf.

use axum::{
    extract::{FromRequest, Request, State},
    http::StatusCode,
};
use catalog::{
    bulk::{self, Action},
    list::{self, Filter, Wanted},
    publish::{self, Reason, Refused, Which},
};
use identity::permission::{CreateProducts, EditProducts, ViewProducts};
use imports::{select, staged};
use serde::{Deserialize, Serialize};
use types::{Language, Money, ProductId, VariantId};
use utoipa::{IntoParams, ToSchema};
use web_kit::{App, Cursor, FieldError, Json, Member, Page, PageParams, Path, PreferredLanguage, Problem, Query};

use crate::{
    SHORT_PAGE,
    problems::{JsonBody, Parameters, TeamOnly},
    product::{self, ProductBody},
};

/// Which products.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProductQuery {
    /// In handle, brand, titles, article numbers and GTINs.
    #[serde(default)]
    q: String,
    /// In this category or below it.
    #[serde(default)]
    category: String,
    /// Of this brand, spelled exactly so.
    #[serde(default)]
    brand: String,
    /// all, published, draft, overridden or `out_of_stock`.
    #[serde(default)]
    filter: String,
}

/// A product in the list.
#[derive(Serialize, ToSchema)]
pub struct ProductSummary {
    id: ProductId,
    handle: String,
    /// In the reader's language, else the seller's own, else any.
    title: Option<String>,
    category: Option<String>,
    brand: Option<String>,
    image: Option<String>,
    /// The lowest price in force.
    price: Option<Money>,
    /// The highest.
    price_max: Option<Money>,
    variants: i64,
    /// How many variants are published.
    published: i64,
    /// How many variants can be had.
    in_stock: i64,
    /// Pieces that can be sold, where every variant is counted.
    pieces: Option<i64>,
    languages: Vec<Language>,
    /// How many fields are overridden.
    overrides: i64,
    by_hand: bool,
    created_at: String,
    updated_at: String,
}

/// All products that match: those for which all that is given holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchingBody {
    /// In handle, brand, titles, article numbers and GTINs.
    #[serde(default)]
    q: String,
    /// In this category or below it.
    #[serde(default)]
    category: String,
    /// Of this brand, spelled exactly so.
    #[serde(default)]
    brand: String,
    /// all, published, draft, overridden or `out_of_stock`.
    #[serde(default)]
    filter: String,
}

/// Products or their variants, at most 1,000, or all that match: one of the three.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChosenBody {
    /// All products that match, in portions; broken off, it can be repeated without harm.
    #[serde(default)]
    matching: Option<MatchingBody>,
    /// These variants.
    #[serde(default)]
    variants: Option<Vec<VariantId>>,
    /// All variants of these products.
    #[serde(default)]
    products: Option<Vec<ProductId>>,
}

/// What came of publishing.
#[derive(Serialize, ToSchema)]
pub struct PublishedBody {
    /// Variants put on the shelf.
    published: u64,
    /// Variants that were on it already.
    already: u64,
    /// Variants that cannot be sold as they are; of all that match the first 1,000.
    refused: Vec<RefusedBody>,
}

/// A variant that was not published.
#[derive(Serialize, ToSchema)]
pub struct RefusedBody {
    variant: VariantId,
    external_id: String,
    /// `no_price` or `other_currency`.
    reason: &'static str,
}

/// What came of unpublishing.
#[derive(Serialize, ToSchema)]
pub struct UnpublishedBody {
    /// Variants taken off the shelf.
    unpublished: u64,
}

/// What to do with a staged product besides taking it.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBody {
    /// Whether to put it on the shelf at once.
    #[serde(default)]
    publish: bool,
}

/// Why variants were not published.
pub(crate) fn refused(refused: Vec<Refused>) -> Vec<RefusedBody> {
    let body = |r: Refused| RefusedBody {
        variant: r.variant,
        external_id: r.external_id,
        reason: match r.reason {
            Reason::NoPrice => "no_price",
            Reason::OtherCurrency => "other_currency",
        },
    };
    refused.into_iter().map(body).collect()
}

impl ChosenBody {
    fn which(&self) -> Result<Which<'_>, Problem> {
        match (&self.variants, &self.products, &self.matching) {
            (Some(ids), None, None) => Ok(Which::Variants(ids)),
            (None, Some(ids), None) => Ok(Which::Products(ids)),
            _ => Err(Problem::unprocessable(vec![FieldError::new(
                "variants",
                "give one of variants, products and matching",
            )])),
        }
    }

    /// All that match, where that is what was asked for.
    fn matching(&self) -> Result<Option<Wanted<'_>>, Problem> {
        let Some(body) = &self.matching else { return Ok(None) };
        if self.variants.is_some() || self.products.is_some() {
            self.which()?;
        }
        let filter = filter_of(&body.filter)
            .ok_or_else(|| Problem::unprocessable(vec![FieldError::new("matching.filter", NO_FILTER)]))?;
        Ok(Some(Wanted { text: &body.q, category: &body.category, brand: &body.brand, filter }))
    }
}

const NO_FILTER: &str = "there is no such filter";

fn filter_of(code: &str) -> Option<Filter> {
    if code.is_empty() { Some(Filter::All) } else { Filter::from_code(code) }
}

fn summary(p: list::Listed) -> ProductSummary {
    let money = |minor: Option<i64>| minor.zip(p.currency).map(|(minor, currency)| Money::new(minor, currency));
    ProductSummary {
        id: p.id,
        price: money(p.price_min),
        price_max: money(p.price_max),
        handle: p.handle,
        title: p.title,
        category: p.category,
        brand: p.brand,
        image: p.image,
        variants: p.variants,
        published: p.published,
        in_stock: p.in_stock,
        pieces: p.pieces,
        languages: p.languages,
        overrides: p.overrides,
        by_hand: p.by_hand,
        created_at: p.created_at.to_string(),
        updated_at: p.updated_at.to_string(),
    }
}

/// The seller's products, the newest first.
#[utoipa::path(get, path = "/products", tag = "catalog", security(("bearer" = [])), params(ProductQuery, PageParams), responses(
    (status = 200, body = Page<ProductSummary>), Parameters, TeamOnly
))]
pub async fn list(
    member: Member<ViewProducts>,
    language: PreferredLanguage,
    Query(query): Query<ProductQuery>,
    page: PageParams,
) -> Result<Page<ProductSummary>, Problem> {
    let filter =
        filter_of(&query.filter).ok_or_else(|| Problem::invalid_query(vec![FieldError::new("filter", NO_FILTER)]))?;
    let after = page.cursor.as_ref().map(Cursor::key).transpose()?;
    let limit = page.limit.min(SHORT_PAGE);
    let wanted = list::Query {
        wanted: Wanted { text: &query.q, category: &query.category, brand: &query.brand, filter },
        language: language.language,
        after,
        limit: limit as usize + 1,
    };
    let found = list::page(&member.door.read().await?, &wanted).await?;
    Ok(Page::from_rows(found, limit, |last| Cursor::of(&last.id)).map(summary))
}

/// A product with everything: the feed's values, and the seller's own beside them.
#[utoipa::path(get, path = "/products/{id}", tag = "catalog", security(("bearer" = [])), params(("id" = ProductId, Path)), responses(
    (status = 200, body = ProductBody), TeamOnly, (status = 404, body = Problem)
))]
pub async fn show(member: Member<ViewProducts>, Path(id): Path<ProductId>) -> Result<Json<ProductBody>, Problem> {
    Ok(Json(product::find(&member.door.read().await?, id).await?))
}

/// Put variants on the shelf. What is the seller's is published, what cannot be sold is named, the rest is left out.
#[utoipa::path(post, path = "/products/publish", tag = "catalog", security(("bearer" = [])), request_body = ChosenBody, responses(
    (status = 200, body = PublishedBody), TeamOnly, (status = 409, body = Problem, description = "Another change came between"), JsonBody
))]
pub async fn publish(
    State(app): State<App>,
    member: Member<EditProducts>,
    Json(chosen): Json<ChosenBody>,
) -> Result<Json<PublishedBody>, Problem> {
    if let Some(wanted) = chosen.matching()? {
        let done = bulk::matching(&member.door, &wanted, Action::Publish).await?;
        app.search.nudge();
        return Ok(Json(PublishedBody {
            published: done.variants,
            already: done.already,
            refused: refused(done.named),
        }));
    }
    let q = member.door.write().await?;
    let done = publish::publish(&q, chosen.which()?).await?;
    q.commit().await?;
    app.search.nudge();
    Ok(Json(PublishedBody { published: done.published, already: done.already, refused: refused(done.refused) }))
}

/// Take variants off the shelf. A product without published variants is gone from it.
#[utoipa::path(post, path = "/products/unpublish", tag = "catalog", security(("bearer" = [])), request_body = ChosenBody, responses(
    (status = 200, body = UnpublishedBody), TeamOnly, (status = 409, body = Problem, description = "Another change came between"), JsonBody
))]
pub async fn unpublish(
    State(app): State<App>,
    member: Member<EditProducts>,
    Json(chosen): Json<ChosenBody>,
) -> Result<Json<UnpublishedBody>, Problem> {
    if let Some(wanted) = chosen.matching()? {
        let done = bulk::matching(&member.door, &wanted, Action::Unpublish).await?;
        app.search.nudge();
        return Ok(Json(UnpublishedBody { unpublished: done.variants }));
    }
    let q = member.door.write().await?;
    let unpublished = publish::unpublish(&q, chosen.which()?).await?;
    q.commit().await?;
    app.search.nudge();
    Ok(Json(UnpublishedBody { unpublished }))
}

/// The body, or its default where there is none at all.
async fn optional(request: Request) -> Result<TakeBody, Problem> {
    use axum::body::HttpBody;
    if request.body().is_end_stream() {
        return Ok(TakeBody::default());
    }
    Ok(Json::from_request(request, &()).await?.0)
}

/// Take a staged product into the catalogue, by the id that its feed gives it (percent-encoded). The body may be left
/// out. Safe to repeat: a product that is there already is updated.
#[utoipa::path(post, path = "/products/from-import/{id}", tag = "catalog", security(("bearer" = [])),
    params(("id" = String, Path, description = "The feed's id of the product")), request_body = Option<TakeBody>, responses(
    (status = 201, body = ProductBody), TeamOnly, (status = 404, body = Problem, description = "No feed has it now"),
    (status = 409, body = Problem, description = "Another change came between"), JsonBody
))]
pub async fn from_import(
    State(app): State<App>,
    member: Member<CreateProducts>,
    Path(id): Path<String>,
    request: Request,
) -> Result<(StatusCode, Json<ProductBody>), Problem> {
    let input = optional(request).await?;
    let q = member.door.write().await?;
    let taken = select::select(&q, std::slice::from_ref(&id), input.publish).await?;
    if taken.selected == 0 {
        return Err(Problem::not_found());
    }
    let selected = staged::find(&q, &id).await?.and_then(|s| s.selected);
    let (product, _) = selected.ok_or_else(Problem::not_found)?;
    let body = product::find(&q, product).await?;
    q.commit().await?;
    app.search.nudge();
    Ok((StatusCode::CREATED, Json(body)))
}
