//! Where a feed comes from: another file, or another address.

use axum::{
    extract::{Multipart, State, multipart::MultipartRejection},
    response::{IntoResponse, Redirect, Response},
};
use identity::permission::ConfigureImports;
use imports::{
    ImportError, Trigger as Started,
    feeds::{self as domain, Feed, FeedChange, Source as From},
    runs::{self, Start},
};
use storage::BlobKey;
use types::FeedId;
use web_kit::{App, FormValues, Member, Path, Problem};

use super::{
    desk::{Desk, at, done, refused},
    feeds::{feed_page, file_text},
    upload, words,
};
use crate::{
    context::Context,
    view::seller::{Outcome, Value},
};

/// `POST /seller/{seller}/imports/feeds/{id}/source`: the feed comes from this address from now on.
pub async fn save_source(
    State(app): State<App>,
    member: Member<ConfigureImports>,
    context: Context,
    Path(id): Path<FeedId>,
    values: FormValues,
) -> Result<Response, Problem> {
    let (t, sent) = (context.t(), values.get("url").trim().to_owned());
    let q = member.door.write().await?;
    let feed = domain::find(&q, id).await?;
    let refusal = if sent.is_empty() {
        t.get("handlers-url").into()
    } else if feed.url.as_deref() == Some(sent.as_str()) {
        return Ok(done(&at(&member).feed(id), Outcome::MappingSaved, 0).into_response());
    } else {
        let change = FeedChange { source: Some(From::Url(sent.clone())), ..FeedChange::default() };
        match domain::change(&q, id, change, app.imports.fetcher.policy()).await {
            Ok(()) => {
                q.commit().await?;
                return Ok(done(&at(&member).mapping(id), Outcome::SourceSaved, 0).into_response());
            }
            Err(ImportError::Fetch(error)) if !error.is_ours() => words::reason(t, error.name()),
            Err(error) => return Err(error.into()),
        }
    };
    drop(q);
    let mut page = feed_page(&app, &member, context, id, None).await?;
    page.url = Value { value: sent, error: Some(refusal) };
    refused(&page)
}

/// `POST /seller/{seller}/imports/feeds/{id}/file`: for a feed of uploads the file from now on; for one with an address just once,
/// unless `instead` = `yes`.
pub async fn replace_file(
    State(app): State<App>,
    member: Member<ConfigureImports>,
    context: Context,
    Path(id): Path<FeedId>,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let feed = domain::find(&member.door.read().await?, id).await?;
    let form = upload::receive(&app, member.seller(), parts).await?;
    let (key, name) = match &form.file {
        Some(Ok(file)) => (file.key.clone(), file.name.clone()),
        other => {
            let fault = other.as_ref().and_then(|file| file.as_ref().err().copied());
            let text = file_text(context.t(), fault);
            let mut page = feed_page(&app, &member, context, id, None).await?;
            page.file.error = Some(text);
            return refused(&page);
        }
    };
    let once = feed.url.is_some() && form.get("instead") != "yes";
    match take_file(&app, &member, &feed, (key, name), once).await {
        Ok(to) => Ok(to.into_response()),
        Err(error) => {
            form.discard(&app).await?;
            match error {
                // The file of an address would be lost, and is not kept.
                ImportError::AlreadyRunning { run } => {
                    Desk::open(&member.door.read().await?, context).await?.conflict(at(&member).run(run))
                }
                error => Err(error.into()),
            }
        }
    }
}

/// Gives a feed its file and starts a run, or a run alone where the file is for `once`; answers where to go on.
async fn take_file(
    app: &App,
    member: &Member<ConfigureImports>,
    feed: &Feed,
    file: (BlobKey, String),
    once: bool,
) -> Result<Redirect, ImportError> {
    let q = member.door.write().await?;
    let mut start = Start::by(Started::Person);
    if once {
        start.file = Some(file);
    } else {
        let source = From::Upload { file: file.0, name: file.1 };
        let change = FeedChange { source: Some(source), ..FeedChange::default() };
        domain::change(&q, feed.id, change, app.imports.fetcher.policy()).await?;
        if feed.mapping.is_none() {
            q.commit().await?;
            return Ok(Redirect::to(&at(member).mapping(feed.id)));
        }
    }
    match runs::start(&q, feed.id, &start).await {
        Ok(run) => {
            q.commit().await?;
            Ok(Redirect::to(&at(member).run(run)))
        }
        // The feed keeps its new file, which that run does not read.
        Err(ImportError::AlreadyRunning { run }) if !once => {
            q.commit().await?;
            Ok(done(&at(member).run(run), Outcome::FileWaits, 0))
        }
        Err(error) => Err(error),
    }
}
