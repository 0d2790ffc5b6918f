//! Problems as pages.

use axum::{
    extract::FromRequestParts,
    http::{Method, StatusCode, request::Parts},
};
use identity::permission::{Membership, Permission};
use web_kit::{App, ErrorContext, ErrorPage, ErrorView, Member, Problem};

use crate::{
    context::{self, Context},
    links, paths,
    seller::Desk,
    view::{
        Page, Template,
        storefront::{Failure, FailurePage},
    },
};

/// Problems in a browser: 401 leads to the sign-in and back to a page that can be shown, the others have a page in the
/// reader's language, under his name, with a way on.
pub fn error_view(app: App) -> ErrorView {
    ErrorView::new(move |problem, context| {
        let app = app.clone();
        async move { shown(&app, &problem, context).await }
    })
}

async fn shown(app: &App, problem: &Problem, context: ErrorContext) -> ErrorPage {
    let ErrorContext { mut parts, request_id, .. } = context;
    let back = paths::page_of(&parts.method, &parts.uri);
    let status = problem.status_code();
    if status == StatusCode::UNAUTHORIZED {
        return ErrorPage::Redirect(links::with_query("/sign-in", [("next", back.as_str())]));
    }
    if let Some(html) = forbidden(app, problem, &mut parts).await {
        return ErrorPage::Html(html);
    }
    // A form that is out of date is no door that is closed to somebody.
    let failure = if problem.code == "csrf" { Failure::Conflict } else { Failure::of(status.as_u16()) };
    let page = FailurePage {
        page: frame(app, status, &mut parts).await,
        failure,
        status: status.as_u16(),
        code: problem.code.to_string(),
        errors: problem.errors.iter().map(|e| (e.field.clone(), e.message.clone())).collect(),
        back: way_back(failure, &parts.method, parts.uri.query(), back),
        request_id: (failure == Failure::Broken).then(|| request_id.as_str().to_owned()),
    };
    ErrorPage::Html(page.render().unwrap_or_else(|_| problem.to_string()))
}

/// For a member whose role does not include it, in the frame of his seller's pages: what is missing, in words.
async fn forbidden(app: &App, problem: &Problem, parts: &mut Parts) -> Option<String> {
    if problem.code != "permission" {
        return None;
    }
    let missing = problem.errors.iter().find_map(|error| Permission::parse(&error.message))?;
    let member = Member::<Membership>::from_request_parts(parts, app).await.ok()?;
    let context = Context::from_request_parts(parts, app).await.ok()?;
    let q = member.door.read().await.ok()?;
    Desk::open(&q, context).await.ok()?.forbidden(missing).render().ok()
}

/// The layout. Where something of ours is broken it may be the database, so that nobody is looked up there.
async fn frame(app: &App, status: StatusCode, parts: &mut Parts) -> Page {
    if !status.is_server_error()
        && let Ok(context) = Context::from_request_parts(parts, app).await
    {
        return Page { notices: Vec::new(), ..context.page };
    }
    context::bare(parts, app).await
}

/// Where the reader came from, as far as the request tells: the page of the form, or the address without the query
/// that was not understood.
fn way_back(failure: Failure, method: &Method, query: Option<&str>, page: String) -> Option<String> {
    if *method != Method::GET && *method != Method::HEAD {
        return Some(page);
    }
    (failure == Failure::BadRequest && query.is_some()).then(|| page.split('?').next().unwrap_or_default().to_owned())
}
