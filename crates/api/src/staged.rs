//! Staged products: browsed and selected.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use identity::permission::{CreateProducts, EditProducts, ViewImports};
use imports::{
    StagedAction, actions,
    feed::Availability,
    runs, select,
    staged::{self, Filter, Staged, State as Standing},
};
use serde::{Deserialize, Serialize};
use types::{JobId, Language, Money, ProductId, RunId, VariantId};
use utoipa::{IntoParams, ToSchema};
use web_kit::{App, Cursor, FieldError, Json, Member, Page, PageParams, Path, Problem, Query};

use crate::{
    problems::{JsonBody, Parameters, TeamOnly},
    products::{RefusedBody, refused},
};

/// Which staged products: those for which all that is given holds. Empty means all.
#[derive(Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
pub struct StagedFilter {
    /// In title or brand, or the beginning of the id, or the whole GTIN.
    text: Option<String>,
    /// new, selected, published, vanished or conflict.
    #[schema(value_type = Option<String>)]
    #[param(value_type = Option<String>)]
    state: Option<Standing>,
    /// Present in this language.
    language: Option<Language>,
    /// In this category or below it.
    category: Option<String>,
    /// Of this brand, spelled exactly so.
    brand: Option<String>,
    /// `in_stock`, `out_of_stock` or preorder.
    #[schema(value_type = Option<String>)]
    #[param(value_type = Option<String>)]
    availability: Option<Availability>,
    /// The price in force at least, in minor units.
    price_min: Option<i64>,
    /// The price in force at most, in minor units.
    price_max: Option<i64>,
}

impl From<StagedFilter> for Filter {
    fn from(f: StagedFilter) -> Self {
        Self {
            text: f.text,
            state: f.state,
            language: f.language,
            category: f.category,
            brand: f.brand,
            availability: f.availability,
            price_min: f.price_min,
            price_max: f.price_max,
        }
    }
}

/// A staged product.
#[derive(Serialize, ToSchema)]
pub struct StagedBody {
    /// The feed's id.
    id: String,
    /// The language of the title.
    language: Language,
    title: String,
    brand: Option<String>,
    category: Option<String>,
    price: Money,
    sale_price: Option<Money>,
    /// `in_stock`, `out_of_stock` or preorder.
    availability: &'static str,
    image: Option<String>,
    /// Whether the latest files have it.
    present: bool,
    /// In what the languages contradict each other.
    conflicts: Vec<String>,
    languages: Vec<Language>,
    /// Its product in the catalogue, where it was selected.
    product: Option<ProductId>,
    variant: Option<VariantId>,
    published: bool,
}

/// What to take into the catalogue: either ids or a filter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SelectBody {
    /// The feed's ids, at most 1,000: they are taken at once.
    #[serde(default)]
    ids: Option<Vec<String>>,
    /// All that match: they are taken in the background.
    #[serde(default)]
    filter: Option<StagedFilter>,
    /// Whether to put them on the shelf.
    #[serde(default)]
    publish: bool,
}

/// What became of what was chosen.
#[derive(Serialize, ToSchema)]
pub struct SelectedBody {
    /// Staged products that are in the catalogue now.
    selected: u64,
    /// Of these, those that were not there before.
    created: u64,
    /// Those put on the shelf.
    published: u64,
    /// Ids that no feed has any more.
    missing: u64,
    /// Variants that could not be put on the shelf.
    refused: Vec<RefusedBody>,
}

/// The work was queued.
#[derive(Serialize, ToSchema)]
pub struct QueuedBody {
    /// Watch it at `/marketplace/staged/actions/{id}`.
    pub(crate) job: JobId,
}

fn body(s: Staged) -> StagedBody {
    StagedBody {
        price: Money::new(s.price, s.currency),
        sale_price: s.sale_price.map(|minor| Money::new(minor, s.currency)),
        id: s.external_id,
        language: s.language,
        title: s.title,
        brand: s.brand,
        category: s.category,
        availability: s.availability.name(),
        image: s.image,
        present: s.present,
        conflicts: s.conflicts,
        languages: s.languages,
        product: s.product_id,
        variant: s.variant_id,
        published: s.published,
    }
}

fn page_of(found: Vec<Staged>, limit: u32) -> Page<StagedBody> {
    Page::from_rows(found, limit, |last| Cursor::of(&last.external_id)).map(body)
}

fn after(page: &PageParams) -> Result<Option<String>, Problem> {
    page.cursor.as_ref().map(Cursor::key).transpose()
}

/// Staged products, by their ids.
#[utoipa::path(get, path = "/marketplace/staged", tag = "imports", security(("bearer" = [])), params(StagedFilter, PageParams), responses(
    (status = 200, body = Page<StagedBody>), Parameters, TeamOnly
))]
pub async fn list(
    member: Member<ViewImports>,
    Query(filter): Query<Filter>,
    page: PageParams,
) -> Result<Page<StagedBody>, Problem> {
    let after = after(&page)?;
    let q = member.door.read().await?;
    let found = staged::list(&q, &filter, after.as_deref(), i64::from(page.limit) + 1, None).await?;
    Ok(page_of(found, page.limit))
}

/// What the feed of a run has staged, this run's rows and those of earlier ones: products with a text in its language.
#[utoipa::path(get, path = "/marketplace/imports/{id}/products", tag = "imports", security(("bearer" = [])), params(("id" = RunId, Path), StagedFilter, PageParams), responses(
    (status = 200, body = Page<StagedBody>), Parameters, TeamOnly, (status = 404, body = Problem)
))]
pub async fn of_run(
    member: Member<ViewImports>,
    Path(id): Path<RunId>,
    Query(filter): Query<Filter>,
    page: PageParams,
) -> Result<Page<StagedBody>, Problem> {
    let after = after(&page)?;
    let q = member.door.read().await?;
    let language = Some(runs::find(&q, id).await?.language);
    let filter = Filter { language, ..filter };
    let found = staged::list(&q, &filter, after.as_deref(), i64::from(page.limit) + 1, None).await?;
    Ok(page_of(found, page.limit))
}

/// Take staged products into the catalogue: some by their ids, or all that match a filter in the background.
#[utoipa::path(post, path = "/marketplace/staged/select", tag = "imports", security(("bearer" = [])), request_body = SelectBody, responses(
    (status = 200, body = SelectedBody), (status = 202, body = QueuedBody, description = "All that match will be taken"), TeamOnly,
    (status = 409, body = Problem, description = "Another change came between"), JsonBody
))]
pub async fn select(
    State(app): State<App>,
    member: Member<(CreateProducts, EditProducts)>,
    Json(input): Json<SelectBody>,
) -> Result<Response, Problem> {
    let q = member.door.write().await?;
    match (input.ids, input.filter) {
        (Some(ids), None) => {
            let done = select::select(&q, &ids, input.publish).await?;
            q.commit().await?;
            app.search.nudge();
            let body = SelectedBody {
                selected: done.selected,
                created: done.created,
                published: done.published,
                missing: done.missing,
                refused: refused(done.refused),
            };
            Ok(Json(body).into_response())
        }
        (None, Some(filter)) => {
            let action = if input.publish { StagedAction::SelectPublish } else { StagedAction::Select };
            let job = actions::later(&q, &filter.into(), action).await?;
            q.commit().await?;
            Ok((StatusCode::ACCEPTED, Json(QueuedBody { job })).into_response())
        }
        _ => Err(Problem::unprocessable(vec![FieldError::new("ids", "give either ids or a filter")])),
    }
}
