//! A seller's own values over those of the feed, and his own stock.

use axum::{extract::State, http::StatusCode};
use catalog::{
    overrides::{self, Edit, Field},
    stock,
};
use identity::permission::EditProducts;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use types::{Language, ProductId, VariantId};
use utoipa::{IntoParams, ToSchema};
use web_kit::{App, FieldError, Json, Member, Path, Problem, Query};

use crate::{
    problems::{JsonBody, Parameters, TeamOnly},
    product::{self, ProductBody, StockBody},
};

/// The fields that can be overridden.
#[derive(Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum FieldName {
    Title,
    Description,
    Category,
    Price,
    CompareAt,
    Images,
}

/// A field and its new value.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OverrideInput {
    /// Which field.
    field: FieldName,
    /// Of a title or a description.
    #[serde(default)]
    language: Option<Language>,
    /// Of a price, a former price or pictures.
    #[serde(default)]
    variant: Option<VariantId>,
    /// A text; `{minor, currency}` for prices, null for no former price; a list of addresses for pictures.
    value: Value,
    /// The product's `version` when it was read: where it has changed since, the answer is 409.
    #[serde(default)]
    version: Option<String>,
}

/// A field.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OverrideTarget {
    /// Which field.
    field: FieldName,
    /// Of a title or a description.
    language: Option<Language>,
    /// Of a price, a former price or pictures.
    variant: Option<VariantId>,
}

fn field(name: FieldName, language: Option<Language>, variant: Option<VariantId>) -> Result<Field, FieldError> {
    match (name, language, variant) {
        (FieldName::Title, Some(language), None) => Ok(Field::Title(language)),
        (FieldName::Description, Some(language), None) => Ok(Field::Description(language)),
        (FieldName::Category, None, None) => Ok(Field::Category),
        (FieldName::Price, None, Some(variant)) => Ok(Field::Price(variant)),
        (FieldName::CompareAt, None, Some(variant)) => Ok(Field::CompareAt(variant)),
        (FieldName::Images, None, Some(variant)) => Ok(Field::Images(variant)),
        (FieldName::Title | FieldName::Description, ..) => {
            Err(FieldError::new("language", "a text is of a language, and of no variant"))
        }
        (FieldName::Category, ..) => Err(FieldError::new("field", "a category is of no language and no variant")),
        _ => Err(FieldError::new("variant", "this field is of a variant, and of no language")),
    }
}

fn edit(field: Field, value: Value) -> Result<Edit, Problem> {
    fn read<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
        let wrong =
            |error: serde_json::Error| Problem::unprocessable(vec![FieldError::new("value", error.to_string())]);
        serde_json::from_value(value).map_err(wrong)
    }
    Ok(match field {
        Field::Title(language) => Edit::Title(language, read(value)?),
        Field::Description(language) => Edit::Description(language, read(value)?),
        Field::Category => Edit::Category(read(value)?),
        Field::Price(variant) => Edit::Price(variant, read(value)?),
        Field::CompareAt(variant) => Edit::CompareAt(variant, read(value)?),
        Field::Images(variant) => Edit::Images(variant, read(value)?),
    })
}

/// Override a field: the value holds through every re-import until it is undone.
#[utoipa::path(put, path = "/products/{id}/overrides", tag = "catalog", security(("bearer" = [])), params(("id" = ProductId, Path)), request_body = OverrideInput, responses(
    (status = 200, body = ProductBody), TeamOnly, (status = 404, body = Problem),
    (status = 409, body = Problem, description = "The product has changed since `version`"), JsonBody
))]
pub async fn set(
    State(app): State<App>,
    member: Member<EditProducts>,
    Path(id): Path<ProductId>,
    Json(input): Json<OverrideInput>,
) -> Result<Json<ProductBody>, Problem> {
    let field = field(input.field, input.language, input.variant).map_err(|e| Problem::unprocessable(vec![e]))?;
    let edit = edit(field, input.value)?;
    let q = member.door.write().await?;
    overrides::change(&q, id, input.version.as_deref(), &[edit], &[]).await?;
    let body = product::find(&q, id).await?;
    q.commit().await?;
    app.search.nudge();
    Ok(Json(body))
}

/// Undo an override: the feed's value is in force again.
#[utoipa::path(delete, path = "/products/{id}/overrides", tag = "catalog", security(("bearer" = [])), params(("id" = ProductId, Path), OverrideTarget), responses(
    (status = 200, body = ProductBody), Parameters, TeamOnly, (status = 404, body = Problem),
    (status = 409, body = Problem, description = "Another change came between"),
    (status = 422, body = Problem, description = "The variant is not of this product")
))]
pub async fn undo(
    State(app): State<App>,
    member: Member<EditProducts>,
    Path(id): Path<ProductId>,
    Query(target): Query<OverrideTarget>,
) -> Result<Json<ProductBody>, Problem> {
    let field = field(target.field, target.language, target.variant).map_err(|e| Problem::invalid_query(vec![e]))?;
    let q = member.door.write().await?;
    overrides::undo(&q, id, field).await?;
    let body = product::find(&q, id).await?;
    q.commit().await?;
    app.search.nudge();
    Ok(Json(body))
}

/// Set a variant's stock. It holds until the feed says something else than it said last.
#[utoipa::path(put, path = "/variants/{id}/stock", tag = "catalog", security(("bearer" = [])), params(("id" = VariantId, Path)), request_body = StockBody, responses(
    (status = 204, description = "It is set"), TeamOnly, (status = 404, body = Problem), (status = 409, body = Problem, description = "Another change came between"), JsonBody
))]
pub async fn set_stock(
    State(app): State<App>,
    member: Member<EditProducts>,
    Path(id): Path<VariantId>,
    Json(input): Json<StockBody>,
) -> Result<StatusCode, Problem> {
    let stock = input.stock("on_hand")?;
    let q = member.door.write().await?;
    stock::set(&q, &[(id, stock)]).await?;
    q.commit().await?;
    app.search.nudge();
    Ok(StatusCode::NO_CONTENT)
}
