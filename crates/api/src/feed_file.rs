//! A feed's file: sent to us, and looked into.

use std::io;

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, header::CONTENT_LENGTH},
};
use futures_util::TryStreamExt;
use identity::permission::ConfigureImports;
use imports::{
    TakeError,
    feed::{FeedRow, Format, Mapping, PreviewRow},
    feeds::{self, FeedChange, Source},
    fetch::MAX_FEED_BYTES,
};
use serde::Serialize;
use storage::BlobKey;
use tokio_util::io::StreamReader;
use types::{FeedId, SellerId};
use utoipa::ToSchema;
use web_kit::{App, FieldError, Json, Member, Path, Problem};

use crate::{
    feeds::{FeedBody, FormatBody, body},
    problems::TeamOnly,
};

/// What a file looks like.
#[derive(Serialize, ToSchema)]
pub struct AnalysisBody {
    /// The format in force; null where the file is no feed at all.
    #[schema(value_type = Option<FormatBody>)]
    format: Option<Format>,
    /// The columns.
    header: Vec<String>,
    /// The mapping in force: field to column.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    mapping: Mapping,
    /// What the columns' names suggest.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    suggested: Mapping,
    /// Columns that no field takes.
    unknown_columns: Vec<String>,
    /// The first 20 records.
    rows: Vec<PreviewRowBody>,
    /// Why the file would be refused as it stands.
    problem: Option<FileProblemBody>,
}

/// Why a file would be refused.
#[derive(Serialize, ToSchema)]
pub struct FileProblemBody {
    /// A stable name.
    reason: &'static str,
    message: String,
}

/// A record of the file.
#[derive(Serialize, ToSchema)]
pub struct PreviewRowBody {
    /// Its number, from 1.
    number: u64,
    /// The line on which it begins, from 1.
    line: u64,
    /// Its cells in the order of the header.
    cells: Vec<String>,
    /// What it becomes under the mapping; null where it is rejected.
    #[schema(value_type = Option<Object>)]
    product: Option<FeedRow>,
    /// Why it is rejected.
    rejected: Option<String>,
    /// What is changed or left out.
    warnings: Vec<String>,
}

/// An empty file of the seller.
pub(crate) async fn empty(app: &App, seller: SellerId) -> Result<BlobKey, Problem> {
    let key = imports::new_key(seller);
    app.imports.blobs.put(&key, tokio::io::empty(), 0).await?;
    Ok(key)
}

fn too_large() -> Problem {
    Problem::payload_too_large(usize::try_from(MAX_FEED_BYTES).unwrap_or(usize::MAX))
}

/// Streams a body to the disk, decompressed where it is gzip; it is never held in memory.
async fn store(app: &App, key: &BlobKey, body: Body) -> Result<(), Problem> {
    let reader = StreamReader::new(body.into_data_stream().map_err(io::Error::other));
    match imports::take(&app.imports.blobs, key, reader, app.imports.fetcher.policy()).await {
        Ok(_) => Ok(()),
        Err(TakeError::TooLarge(_)) => Err(too_large()),
        Err(TakeError::Sent(_)) => Err(Problem::bad_request("The body ended too early.")),
        Err(TakeError::Storage(error)) => Err(error.into()),
        Err(error) => Err(Problem::unprocessable(vec![FieldError::new("file", error.to_string())])),
    }
}

/// The header `X-File-Name`, else a name that says nothing.
fn file_name(headers: &HeaderMap) -> String {
    let given = headers.get("x-file-name").map(|name| String::from_utf8_lossy(name.as_bytes()).into_owned());
    given.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "upload".to_owned())
}

/// Upload a feed's file: CSV, TSV or XML as the body itself, plain or gzip, under any media type, 512 MiB at most. It takes the
/// place of the former file, or of the address.
#[utoipa::path(post, path = "/marketplace/feeds/{id}/file", tag = "imports", security(("bearer" = [])),
    params(("id" = FeedId, Path), ("X-File-Name" = Option<String>, Header, description = "What its owner calls it")),
    request_body(content_type = "application/octet-stream", description = "The file"), responses(
    (status = 200, body = FeedBody), (status = 400, body = Problem, description = "The body ended too early"), TeamOnly, (status = 404, body = Problem),
    (status = 409, body = Problem, description = "Another change came between"), (status = 413, body = Problem), (status = 422, body = Problem, description = "The file is empty, or its compression is damaged or grows too much")
))]
pub async fn upload(
    State(app): State<App>,
    member: Member<ConfigureImports>,
    Path(id): Path<FeedId>,
    headers: HeaderMap,
    file: Body,
) -> Result<Json<FeedBody>, Problem> {
    feeds::find(&member.door.read().await?, id).await?;
    let announced = headers.get(CONTENT_LENGTH).and_then(|n| n.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > MAX_FEED_BYTES) {
        return Err(too_large());
    }
    let key = imports::new_key(member.seller());
    store(&app, &key, file).await?;
    match replace(&app, &member, id, &key, file_name(&headers)).await {
        Ok(feed) => Ok(Json(feed)),
        Err(problem) => {
            app.imports.blobs.delete(&key).await.map_err(Problem::internal)?;
            Err(problem)
        }
    }
}

async fn replace(
    app: &App,
    member: &Member<ConfigureImports>,
    id: FeedId,
    key: &BlobKey,
    name: String,
) -> Result<FeedBody, Problem> {
    let q = member.door.write().await?;
    let source = Some(Source::Upload { file: key.clone(), name });
    let change = FeedChange { source, ..FeedChange::default() };
    feeds::change(&q, id, change, app.imports.fetcher.policy()).await?;
    let feed = feeds::find(&q, id).await?;
    q.commit().await?;
    Ok(body(feed))
}

fn row(r: PreviewRow) -> PreviewRowBody {
    let (product, rejected) = match r.outcome {
        Some(Ok(product)) => (Some(product), None),
        Some(Err(fault)) => (None, Some(fault.to_string())),
        None => (None, None),
    };
    PreviewRowBody {
        number: r.number,
        line: r.line,
        cells: r.cells,
        product,
        rejected,
        warnings: r.warnings.iter().map(ToString::to_string).collect(),
    }
}

/// Look into a feed's file: its format, its columns, the mapping, and the first 20 rows under it. A feed with an address
/// that was never fetched is fetched for it.
#[utoipa::path(get, path = "/marketplace/feeds/{id}/analysis", tag = "imports", security(("bearer" = [])), params(("id" = FeedId, Path)), responses(
    (status = 200, body = AnalysisBody), TeamOnly, (status = 404, body = Problem), (status = 422, body = Problem, description = "The address could not be fetched")
))]
pub async fn analysis(
    State(app): State<App>,
    member: Member<ConfigureImports>,
    Path(id): Path<FeedId>,
) -> Result<Json<AnalysisBody>, Problem> {
    let feed = feeds::find(&member.door.read().await?, id).await?;
    let file = match &feed.file {
        Some(file) => file.clone(),
        None => feeds::check(&member.door, &app.imports.blobs, &app.imports.fetcher, id).await?,
    };
    let found = feeds::analyse(&app.imports.blobs, &file, feed.reading()).await?;
    Ok(Json(AnalysisBody {
        format: found.format,
        header: found.header,
        mapping: found.mapping,
        suggested: found.suggested,
        unknown_columns: found.unknown,
        rows: found.rows.into_iter().map(row).collect(),
        problem: found.problem.map(|p| FileProblemBody { reason: p.name(), message: p.to_string() }),
    }))
}
