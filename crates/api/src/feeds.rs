//! Feeds: the import configuration, one a language.

use axum::{extract::State, http::StatusCode};
use identity::permission::{ConfigureImports, ViewImports};
use imports::{
    Vanish,
    feed::{Availability, Format, Mapping},
    feeds::{self, Feed, FeedChange, FeedStatus, NewFeed, Source},
};
use serde::{Deserialize, Serialize};
use storage::BlobKey;
use types::{Currency, FeedId, Language};
use utoipa::ToSchema;
use web_kit::{App, Json, Member, Path, Problem};

use crate::{
    feed_file,
    problems::{JsonBody, TeamOnly},
    runs::{self, RunBody},
};

/// A feed.
#[derive(Serialize, ToSchema)]
pub struct FeedBody {
    id: FeedId,
    language: Language,
    /// Where it is fetched from; else its file is uploaded.
    url: Option<String>,
    /// The name of its latest file.
    file_name: Option<String>,
    /// How files are read; null: found out from each file.
    #[schema(value_type = Option<FormatBody>)]
    format: Option<Format>,
    /// Field to column; null: by the columns' names.
    #[schema(value_type = Option<std::collections::BTreeMap<String, String>>)]
    mapping: Option<Mapping>,
    /// The currency of prices without one.
    default_currency: Option<Currency>,
    /// The availability of rows without one: `in_stock`, `out_of_stock` or preorder; null: it follows from the pieces in
    /// stock, else the row is rejected.
    #[schema(value_type = Option<String>)]
    default_availability: Option<Availability>,
    /// What becomes of published products that a later file lacks: unpublish or keep.
    #[schema(value_type = String)]
    vanish: Vanish,
    schedule_minutes: Option<i32>,
    next_run_at: Option<String>,
    created_at: String,
    updated_at: String,
}

/// A feed and the run that was started last.
#[derive(Serialize, ToSchema)]
pub struct FeedStatusBody {
    #[serde(flatten)]
    feed: FeedBody,
    last_run: Option<RunBody>,
}

/// How a file is written, as the document says it.
#[derive(Serialize, ToSchema)]
pub(crate) struct FormatBody {
    /// table or xml.
    kind: String,
    /// utf8, `utf16_le`, `utf16_be` or windows1252.
    encoding: String,
    /// tab, comma, semicolon or pipe.
    delimiter: String,
    /// double or single.
    quote: String,
    /// lf or any.
    line_ends: String,
}

/// A new feed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFeedBody {
    /// The language of its texts; each has one feed at most.
    language: Language,
    /// Where it is fetched from. Without one, upload its file next.
    #[serde(default)]
    url: Option<String>,
    /// The currency of prices without one; left out, the shop's.
    #[serde(default)]
    default_currency: Option<Currency>,
}

/// The settings of a feed, all of them: what is left out is emptied.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedSettings {
    /// Where it is fetched from. Left out, the source stays as it is; a file is put in its place by uploading one.
    #[serde(default)]
    url: Option<String>,
    /// How files are read; null: found out from each file.
    #[serde(default)]
    #[schema(value_type = Option<FormatBody>)]
    format: Option<Format>,
    /// Field to column, as the header spells it; null: by the columns' names.
    #[serde(default)]
    #[schema(value_type = Option<std::collections::BTreeMap<String, String>>)]
    mapping: Option<Mapping>,
    /// The currency of prices without one.
    #[serde(default)]
    default_currency: Option<Currency>,
    /// The availability of rows without one: `in_stock`, `out_of_stock` or preorder.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    default_availability: Option<Availability>,
    /// unpublish or keep.
    #[schema(value_type = String)]
    vanish: Vanish,
    /// 60, 360 or 1440; of a feed with an address only.
    #[serde(default)]
    schedule_minutes: Option<i32>,
}

pub(crate) fn body(feed: Feed) -> FeedBody {
    FeedBody {
        id: feed.id,
        language: feed.language,
        url: feed.url,
        file_name: feed.file_name.filter(|name| !name.is_empty()),
        format: feed.format,
        mapping: feed.mapping,
        default_currency: feed.default_currency,
        default_availability: feed.default_availability,
        vanish: feed.vanish,
        schedule_minutes: feed.schedule_minutes,
        next_run_at: feed.next_run_at.map(|at| at.to_string()),
        created_at: feed.created_at.to_string(),
        updated_at: feed.updated_at.to_string(),
    }
}

/// The seller's feeds with their latest runs.
#[utoipa::path(get, path = "/marketplace/feeds", tag = "imports", security(("bearer" = [])), responses(
    (status = 200, body = Vec<FeedStatusBody>), TeamOnly
))]
pub async fn list(member: Member<ViewImports>) -> Result<Json<Vec<FeedStatusBody>>, Problem> {
    let found = feeds::list(&member.door.read().await?).await?;
    let status = |s: FeedStatus| FeedStatusBody { feed: body(s.feed), last_run: s.last_run.map(runs::body) };
    Ok(Json(found.into_iter().map(status).collect()))
}

/// Configure the feed of a language.
#[utoipa::path(post, path = "/marketplace/feeds", tag = "imports", security(("bearer" = [])), request_body = NewFeedBody, responses(
    (status = 201, body = FeedBody), TeamOnly, (status = 409, body = Problem, description = "Another change came between"), JsonBody
))]
pub async fn create(
    State(app): State<App>,
    member: Member<ConfigureImports>,
    Json(input): Json<NewFeedBody>,
) -> Result<(StatusCode, Json<FeedBody>), Problem> {
    let placeholder = match &input.url {
        Some(_) => None,
        // A feed always has a source: until one is uploaded, its file is empty, and an import says so.
        None => Some(feed_file::empty(&app, member.seller()).await?),
    };
    match insert(&app, &member, &input, placeholder.clone()).await {
        Ok(feed) => Ok((StatusCode::CREATED, Json(feed))),
        Err(problem) => {
            if let Some(file) = placeholder {
                app.imports.blobs.delete(&file).await.map_err(Problem::internal)?;
            }
            Err(problem)
        }
    }
}

async fn insert(
    app: &App,
    member: &Member<ConfigureImports>,
    input: &NewFeedBody,
    placeholder: Option<BlobKey>,
) -> Result<FeedBody, Problem> {
    let source = match placeholder {
        Some(file) => Source::Upload { file, name: String::new() },
        None => Source::Url(input.url.clone().unwrap_or_default()),
    };
    let q = member.door.write().await?;
    let currency = match input.default_currency {
        Some(currency) => currency,
        None => identity::shop::shop(&q).await?.currency,
    };
    let new = NewFeed { language: input.language, source, default_currency: Some(currency) };
    let id = feeds::create(&q, &new, app.imports.fetcher.policy()).await?;
    let feed = feeds::find(&q, id).await?;
    q.commit().await?;
    Ok(body(feed))
}

/// A feed.
#[utoipa::path(get, path = "/marketplace/feeds/{id}", tag = "imports", security(("bearer" = [])), params(("id" = FeedId, Path)), responses(
    (status = 200, body = FeedBody), TeamOnly, (status = 404, body = Problem)
))]
pub async fn show(member: Member<ViewImports>, Path(id): Path<FeedId>) -> Result<Json<FeedBody>, Problem> {
    Ok(Json(body(feeds::find(&member.door.read().await?, id).await?)))
}

/// Change a feed. A run that is under way is not touched by it.
#[utoipa::path(put, path = "/marketplace/feeds/{id}", tag = "imports", security(("bearer" = [])), params(("id" = FeedId, Path)), request_body = FeedSettings, responses(
    (status = 200, body = FeedBody), TeamOnly, (status = 404, body = Problem), (status = 409, body = Problem, description = "Another change came between"), JsonBody
))]
pub async fn change(
    State(app): State<App>,
    member: Member<ConfigureImports>,
    Path(id): Path<FeedId>,
    Json(input): Json<FeedSettings>,
) -> Result<Json<FeedBody>, Problem> {
    let q = member.door.write().await?;
    let former = feeds::find(&q, id).await?;
    // The same address again would only make the next fetch forget what it knows.
    let url = input.url.filter(|url| !url.trim().is_empty() && former.url.as_deref() != Some(url.trim()));
    let change = FeedChange {
        source: url.map(Source::Url),
        format: Some(input.format),
        mapping: Some(input.mapping),
        default_currency: Some(input.default_currency),
        default_availability: Some(input.default_availability),
        vanish: Some(input.vanish),
        schedule_minutes: Some(input.schedule_minutes),
    };
    feeds::change(&q, id, change, app.imports.fetcher.policy()).await?;
    let feed = feeds::find(&q, id).await?;
    q.commit().await?;
    Ok(Json(body(feed)))
}

/// Delete a feed with its runs and their reports. Its products that were selected stay in the catalogue.
#[utoipa::path(delete, path = "/marketplace/feeds/{id}", tag = "imports", security(("bearer" = [])), params(("id" = FeedId, Path)), responses(
    (status = 204, description = "It is gone"), TeamOnly, (status = 404, body = Problem), (status = 409, body = Problem, description = "It is being imported")
))]
pub async fn delete(member: Member<ConfigureImports>, Path(id): Path<FeedId>) -> Result<StatusCode, Problem> {
    feeds::delete(&member.door, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
