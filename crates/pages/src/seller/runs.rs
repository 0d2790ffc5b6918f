//! A run: its progress, what it asks, and the report of what it refused.

use axum::{
    http::header::CACHE_CONTROL,
    response::{IntoResponse, Redirect, Response},
};
use futures_util::{StreamExt, TryFutureExt, TryStreamExt, stream, try_join};
use identity::permission::{TriggerImports, ViewImports};
use imports::{
    Decision, HeldFor, ImportError, RunState as Stands, Severity, engine::MAX_STORED_REJECTS, feeds, rejects as report,
    rejects::Reject, runs as domain, runs::Run, staged,
};
use serde::Deserialize;
use tenancy::{Door, class::Seller};
use types::{RecordId, RunId};
use web_kit::{Cell, CsvResponse, FormValues, Json, Member, Path, Problem, Query};

use super::{
    desk::{Desk, at, count, cut, done, key},
    source, words,
};
use crate::{
    context::Context,
    render,
    view::seller::{
        ConfirmPage, Held, Outcome, Problem as Trouble, Progress, ReasonCount, RejectRow, RejectsPage, RunPage,
        RunState,
    },
};

/// Entries of a report on a page.
const PAGE: usize = 50;

/// Rows a second.
fn rate(run: &Run) -> u64 {
    run.rows_per_second().map_or(0, count)
}

fn reasons(found: &[report::ReasonCount], severity: Severity) -> Vec<ReasonCount> {
    let of_kind = found.iter().filter(|reason| reason.severity == severity);
    of_kind.map(|reason| ReasonCount { code: reason.reason.clone(), count: count(reason.count) }).collect()
}

fn held(run: &Run, sample: Vec<String>) -> Option<Held> {
    let why = run.held_for.filter(|_| run.state == Stands::Held)?;
    Some(Held {
        empty: why == HeldFor::Empty,
        vanished: count(run.rows_vanished),
        known: count(run.rows_vanished + run.rows_changed + run.rows_unchanged),
        sample,
    })
}

/// `GET /seller/{seller}/imports/runs/{id}`
pub async fn show(member: Member<ViewImports>, context: Context, Path(id): Path<RunId>) -> Result<Response, Problem> {
    let q = member.door.read().await?;
    let (desk, run, found) =
        try_join!(Desk::open(&q, context), domain::find(&q, id).err_into(), report::counts(&q, id).err_into(),)?;
    let (feed, sample) =
        try_join!(feeds::find(&q, run.feed_id), staged::titles(&q, &run.held_sample, desk.language).err_into())?;
    drop(q);
    let page = RunPage {
        id,
        feed: run.feed_id,
        language: run.language,
        source: source::of_run(&run, &feed),
        trigger: words::trigger(run.trigger),
        state: words::run_state(run.state),
        started: run.started_at.unwrap_or(run.created_at),
        took_ms: run.millis.map_or(0, count),
        counts: source::counts(&run),
        bytes_read: count(run.bytes_read),
        bytes_total: count(run.bytes_total),
        rate: rate(&run),
        cancelling: run.cancel_asked && run.state == Stands::Running,
        held: held(&run, sample),
        error: words::run_problem(&run),
        reasons: reasons(&found, Severity::Reject),
        warnings: reasons(&found, Severity::Warning),
        unknown_columns: run.unknown_columns,
        page: desk.page,
        shell: desk.shell,
    };
    render(&page)
}

/// `GET /seller/{seller}/imports/runs/{id}/progress`
pub async fn progress(member: Member<ViewImports>, Path(id): Path<RunId>) -> Result<Response, Problem> {
    let run = domain::find(&member.door.read().await?, id).await?;
    let (state, c) = (words::run_state(run.state), source::counts(&run));
    let live = matches!(state, RunState::Queued | RunState::Running);
    let answer = Progress {
        state: state.code(),
        live,
        rows: c.rows,
        percent: (state != RunState::Queued && run.bytes_total > 0).then(|| u64::from(run.percent())),
        rate: rate(&run),
        new: c.new,
        changed: c.changed,
        unchanged: c.unchanged,
        rejected: c.rejected,
        warnings: c.warnings,
        vanished: c.vanished,
    };
    Ok(([(CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

/// `POST /seller/{seller}/imports/runs/{id}/cancel`: asks first.
pub async fn cancel(
    member: Member<TriggerImports>,
    context: Context,
    Path(id): Path<RunId>,
    values: FormValues,
) -> Result<Response, Problem> {
    if values.get("confirmed") != "yes" {
        let q = member.door.read().await?;
        let (desk, run) = try_join!(Desk::open(&q, context), domain::find(&q, id).err_into())?;
        if !run.state.is_open() {
            return Ok(Redirect::to(&at(&member).run(id)).into_response());
        }
        return render(&ConfirmPage::cancel_run(desk.page, desk.shell, id));
    }
    let q = member.door.write().await?;
    match domain::cancel(&q, id).await {
        Ok(()) => {
            q.commit().await?;
            Ok(done(&at(&member).run(id), Outcome::RunCancelled, 0).into_response())
        }
        // Its page says how it ended.
        Err(ImportError::Ended) => Ok(Redirect::to(&at(&member).run(id)).into_response()),
        Err(error) => Err(error.into()),
    }
}

/// `POST /seller/{seller}/imports/runs/{id}/resolve`: `decision` = `keep`, `apply` or `cancel`.
pub async fn resolve(
    member: Member<TriggerImports>,
    context: Context,
    Path(id): Path<RunId>,
    values: FormValues,
) -> Result<Response, Problem> {
    let q = member.door.write().await?;
    let resolved = match values.get("decision") {
        "keep" => domain::resolve(&q, id, Decision::Keep).await.map(|()| Outcome::RunResolved),
        "apply" => domain::resolve(&q, id, Decision::Apply).await.map(|()| Outcome::RunResolved),
        "cancel" => domain::cancel(&q, id).await.map(|()| Outcome::RunCancelled),
        // No such button: the page asks again.
        _ => return Ok(Redirect::to(&at(&member).run(domain::find(&q, id).await?.id)).into_response()),
    };
    match resolved {
        Ok(outcome) => {
            q.commit().await?;
            Ok(done(&at(&member).run(id), outcome, 0).into_response())
        }
        Err(ImportError::NotHeld | ImportError::Ended) => {
            drop(q);
            Desk::open(&member.door.read().await?, context).await?.conflict(at(&member).run(id))
        }
        Err(error) => Err(error.into()),
    }
}

/// Which entries of a report.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    reason: String,
    after: String,
}

impl Asked {
    fn severity(&self) -> Severity {
        if self.kind == "warnings" { Severity::Warning } else { Severity::Reject }
    }

    fn reason(&self) -> Option<&str> {
        Some(self.reason.as_str()).filter(|reason| !reason.is_empty())
    }
}

fn row(entry: Reject) -> RejectRow {
    RejectRow {
        line: Some(count(entry.line)).filter(|line| *line > 0),
        record: Some(count(entry.record)).filter(|record| *record > 0),
        column: entry.column_name,
        problem: Trouble { code: entry.reason, detail: Some(entry.detail).filter(|detail| !detail.is_empty()) },
        id: entry.external_id,
        raw: entry.raw,
    }
}

/// `GET /seller/{seller}/imports/runs/{id}/rejects`
pub async fn rejects(
    member: Member<ViewImports>,
    context: Context,
    Path(id): Path<RunId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let after: Option<RecordId> = key(&asked.after)?;
    let q = member.door.read().await?;
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let severity = asked.severity();
    let (desk, run, found, entries) = try_join!(
        Desk::open(&q, context),
        domain::find(&q, id).err_into(),
        report::counts(&q, id).err_into(),
        report::list(&q, id, severity, asked.reason(), after, limit).err_into(),
    )?;
    drop(q);
    let (entries, next) = cut(entries, PAGE, |entry| entry.id);
    let page = RejectsPage {
        run: id,
        language: run.language,
        started: run.started_at.unwrap_or(run.created_at),
        warnings: severity == Severity::Warning,
        rejected_total: count(run.rows_rejected),
        warning_total: count(run.warnings),
        reasons: reasons(&found, severity),
        reason: asked.reason().map(str::to_owned),
        rows: entries.into_iter().map(row).collect(),
        next,
        paged: after.is_some(),
        cut: is_cut(&run, severity),
        page: desk.page,
        shell: desk.shell,
    };
    render(&page)
}

/// Whether the report has fewer entries than the run counted: beyond a number they are not stored.
fn is_cut(run: &Run, severity: Severity) -> bool {
    let counted = if severity == Severity::Warning { run.warnings } else { run.rows_rejected };
    count(counted) > MAX_STORED_REJECTS as u64
}

/// The last line of a report that is cut: a spreadsheet has no other place to say so.
fn last_line(run: &Run, severity: Severity) -> Option<Vec<Cell>> {
    let counted = if severity == Severity::Warning { run.warnings } else { run.rows_rejected };
    is_cut(run, severity).then(|| {
        let words = format!("this report holds the first {MAX_STORED_REJECTS} entries of {counted}");
        let empty = || Cell::Empty;
        vec![empty(), empty(), empty(), empty(), "report_cut".into(), words.into(), empty(), empty()]
    })
}

const COLUMNS: [&str; 8] = ["line", "record", "id", "column", "reason", "message", "detail", "raw"];

fn cells(entry: Reject) -> Vec<Cell> {
    vec![
        Some(entry.line).filter(|line| *line > 0).into(),
        Some(entry.record).filter(|record| *record > 0).into(),
        entry.external_id.into(),
        entry.column_name.into(),
        entry.reason.as_str().into(),
        report::message(&entry.reason).into(),
        entry.detail.into(),
        entry.raw.into(),
    ]
}

/// A page of the report behind an entry; nothing after the last.
async fn part(
    door: &Door<Seller>,
    run: RunId,
    asked: &Asked,
    after: Option<RecordId>,
) -> Result<Vec<Reject>, ImportError> {
    let q = door.read().await?;
    report::list(&q, run, asked.severity(), asked.reason(), after, report::MAX_PAGE).await
}

/// `GET /seller/{seller}/imports/runs/{id}/rejects.csv`
pub async fn rejects_csv(
    member: Member<ViewImports>,
    Path(id): Path<RunId>,
    Query(asked): Query<Asked>,
) -> Result<CsvResponse, Problem> {
    let run = domain::find(&member.door.read().await?, id).await?;
    let last = last_line(&run, asked.severity());
    let kind = if asked.severity() == Severity::Warning { "warnings" } else { "rejects" };
    let name = format!("{kind}-{}-{id}.csv", run.language);
    let parts = stream::try_unfold((member.door, asked, None), move |(door, asked, after)| async move {
        let entries = part(&door, id, &asked, after).await?;
        let Some(last) = entries.last().map(|entry| entry.id) else { return Ok::<_, ImportError>(None) };
        let rows = stream::iter(entries.into_iter().map(|entry| Ok::<_, ImportError>(cells(entry))));
        Ok(Some((rows, (door, asked, Some(last)))))
    });
    let last = stream::iter(last.map(Ok::<_, ImportError>));
    Ok(CsvResponse::new(&name, &COLUMNS, parts.try_flatten().chain(last)).with_byte_order_mark())
}
