//! The report of a run: what was refused, and what was changed on the way in.

use identity::permission::ViewImports;
use imports::{
    Severity,
    rejects::{self, Reject},
    runs,
};
use serde::{Deserialize, Serialize};
use types::{RecordId, RunId};
use utoipa::{IntoParams, ToSchema};
use web_kit::{Cursor, Member, Page, PageParams, Path, Problem, Query};

use crate::problems::{Parameters, TeamOnly};

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RejectQuery {
    /// reject (the row is out) or warning (it is in, and something was changed); reject by default.
    #[param(value_type = Option<String>)]
    severity: Option<Severity>,
    /// Only of this reason.
    #[serde(default)]
    reason: String,
}

/// An entry of a run's report.
#[derive(Serialize, ToSchema)]
pub struct RejectBody {
    id: RecordId,
    /// reject or warning.
    severity: &'static str,
    /// The line on which the record begins, from 1; 0: the file as a whole.
    line: i64,
    /// The record's number, from 1.
    record: i64,
    /// The record's id, as far as it could be read.
    external_id: Option<String>,
    /// The column that holds the fault.
    column: Option<String>,
    /// A stable name.
    reason: String,
    /// The same in words.
    message: String,
    /// What was found.
    detail: String,
    /// The record as it stands in the file, cut.
    raw: String,
}

fn body(r: Reject) -> RejectBody {
    RejectBody {
        id: r.id,
        severity: r.severity.name(),
        line: r.line,
        record: r.record,
        external_id: r.external_id,
        column: r.column_name,
        message: rejects::message(&r.reason).to_owned(),
        reason: r.reason,
        detail: r.detail,
        raw: r.raw,
    }
}

/// What a run refused, or changed on the way in, in the order of the file.
#[utoipa::path(get, path = "/marketplace/imports/{id}/rejects", tag = "imports", security(("bearer" = [])), params(("id" = RunId, Path), RejectQuery, PageParams), responses(
    (status = 200, body = Page<RejectBody>), Parameters, TeamOnly, (status = 404, body = Problem)
))]
pub async fn list(
    member: Member<ViewImports>,
    Path(id): Path<RunId>,
    Query(query): Query<RejectQuery>,
    page: PageParams,
) -> Result<Page<RejectBody>, Problem> {
    let after: Option<RecordId> = page.cursor.as_ref().map(Cursor::key).transpose()?;
    let severity = query.severity.unwrap_or(Severity::Reject);
    let reason = Some(query.reason.as_str()).filter(|reason| !reason.is_empty());
    let q = member.door.read().await?;
    runs::find(&q, id).await?;
    let found = rejects::list(&q, id, severity, reason, after, i64::from(page.limit) + 1).await?;
    Ok(Page::from_rows(found, page.limit, |last| Cursor::of(&last.id)).map(body))
}
