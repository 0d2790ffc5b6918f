//! Feeds: the overview, a new one, one of them with its rules and runs.

use axum::{
    extract::{Multipart, State, multipart::MultipartRejection},
    response::{IntoResponse, Redirect, Response},
};
use futures_util::{TryFutureExt, future::try_join_all, try_join};
use identity::permission::{ConfigureImports, TriggerImports, ViewImports};
use imports::{
    ImportError, Trigger as Started,
    feeds::{self as domain, FeedStatus, NewFeed, Source as From},
    fetch::MAX_FEED_BYTES,
    runs::{self, Cursor as RunCursor, Start},
};
use types::{FeedId, Language};
use web_kit::{App, FormValues, Member, Path, Problem, Query};

use super::{
    desk::{After, Desk, at, cut, done, refused},
    rules::{change_of, rules, sent_rules},
    source,
    upload::{self, FileFault, Received},
    words,
};
use crate::{
    context::Context,
    i18n::Texts,
    links, render,
    view::{
        Tone,
        seller::{ConfirmPage, FeedNewPage, FeedPage, ImportsPage, Outcome, Value},
    },
};

/// Runs on a page.
const RUNS: usize = 10;

/// `GET /seller/{seller}/imports`
pub async fn overview(
    State(app): State<App>,
    member: Member<ViewImports>,
    context: Context,
) -> Result<Response, Problem> {
    let q = member.door.read().await?;
    let desk = Desk::open(&q, context).await?;
    let limit = i64::try_from(RUNS).unwrap_or(i64::MAX);
    let (staged, runs) = try_join!(
        source::staged(&q, &desk.feeds),
        try_join_all(desk.feeds.iter().map(|f| runs::list(&q, f.feed.id, None, limit))).err_into(),
    )?;
    drop(q);
    let mut runs: Vec<_> = runs.into_iter().flatten().collect();
    runs.sort_by_key(|run| std::cmp::Reverse((run.created_at, run.id)));
    runs.truncate(RUNS);
    let mut feeds = Vec::new();
    for (status, staged) in desk.feeds.iter().zip(staged) {
        feeds.push(source::feed_row(&app, status, staged).await);
    }
    let page = ImportsPage {
        feeds,
        runs: runs.iter().map(source::run_row).collect(),
        // Each feed's own page has all of its runs.
        older: None,
        page: desk.page,
        shell: desk.shell,
    };
    render(&page)
}

fn new_page(desk: Desk) -> FeedNewPage {
    let taken: Vec<_> = desk.feeds.iter().map(|f| f.feed.language).collect();
    let own = desk.shop.language;
    let free = std::iter::once(own).chain(Language::ALL).find(|language| !taken.contains(language));
    FeedNewPage {
        taken,
        language: Value::new(free.map_or("", Language::code)),
        source: Value::new("upload"),
        file: Value::default(),
        url: Value::default(),
        max_bytes: MAX_FEED_BYTES,
        page: desk.page,
        shell: desk.shell,
    }
}

/// `GET /seller/{seller}/imports/feeds/new`
pub async fn new(member: Member<ConfigureImports>, context: Context) -> Result<Response, Problem> {
    let q = member.door.read().await?;
    render(&new_page(Desk::open(&q, context).await?))
}

/// What is wrong with a file that was sent, or that none was.
pub fn file_text(t: Texts, fault: Option<FileFault>) -> String {
    match fault {
        None => t.get("handlers-file-needed"),
        Some(FileFault::Empty) => t.get("handlers-file-empty"),
        Some(FileFault::TooLarge) => t.get("handlers-file-too-large"),
        Some(FileFault::Broken) => t.get("handlers-file-broken"),
        Some(FileFault::Bomb) => t.get("seller-reason-compression-bomb"),
    }
    .into()
}

/// The source that the form names, or the field that is wrong and why.
fn chosen(t: Texts, form: &Received) -> Result<From, (&'static str, String)> {
    match (form.get("source"), &form.file) {
        ("url", _) if form.get("url").trim().is_empty() => Err(("url", t.get("handlers-url").into())),
        ("url", _) => Ok(From::Url(form.get("url").trim().to_owned())),
        ("upload" | "", Some(Ok(file))) => Ok(From::Upload { file: file.key.clone(), name: file.name.clone() }),
        ("upload" | "", Some(Err(fault))) => Err(("file", file_text(t, Some(*fault)))),
        ("upload" | "", None) => Err(("file", file_text(t, None))),
        _ => Err(("source", t.get("handlers-source").into())),
    }
}

/// Makes the feed; or why it is not made.
async fn insert(
    app: &App,
    member: &Member<ConfigureImports>,
    language: Language,
    source: From,
) -> Result<Result<FeedId, ImportError>, Problem> {
    let q = member.door.write().await?;
    let shop = identity::shop::shop(&q).await?;
    let new = NewFeed { language, source, default_currency: Some(shop.currency) };
    let made = domain::create(&q, &new, app.imports.fetcher.policy()).await;
    if made.is_ok() {
        q.commit().await?;
    }
    Ok(made)
}

/// `POST /seller/{seller}/imports/feeds/new`
pub async fn create(
    State(app): State<App>,
    member: Member<ConfigureImports>,
    context: Context,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let form = upload::receive(&app, member.seller(), parts).await?;
    let t = context.t();
    let wrong = match (form.get("language").parse::<Language>(), chosen(t, &form)) {
        (Err(_), _) => ("language", t.get("handlers-language").into()),
        (_, Err(wrong)) => wrong,
        (Ok(language), Ok(source)) => {
            let from_url = matches!(source, From::Url(_));
            match insert(&app, &member, language, source).await {
                Ok(Ok(feed)) => {
                    if from_url {
                        form.discard(&app).await?;
                    }
                    return Ok(done(&at(&member).mapping(feed), Outcome::FeedAdded, 0).into_response());
                }
                Ok(Err(ImportError::LanguageTaken(_))) => ("language", t.get("handlers-language-taken").into()),
                Ok(Err(ImportError::Fetch(error))) if !error.is_ours() => ("url", words::reason(t, error.name())),
                Ok(Err(error)) => {
                    form.discard(&app).await?;
                    return Err(error.into());
                }
                Err(problem) => {
                    form.discard(&app).await?;
                    return Err(problem);
                }
            }
        }
    };
    form.discard(&app).await?;
    let desk = Desk::open(&member.door.read().await?, context).await?;
    let mut page = new_page(desk);
    let (field, text) = wrong;
    page.language = Value::new(form.get("language"));
    page.source = Value::new(form.get("source"));
    page.url = Value::new(form.get("url"));
    match field {
        "language" => page.language.error = Some(text),
        "source" => page.source.error = Some(text),
        "url" => page.url.error = Some(text),
        _ => page.file.error = Some(text),
    }
    refused(&page)
}

/// The feed of this id among those of the frame.
fn of(desk: &Desk, id: FeedId) -> Result<FeedStatus, Problem> {
    desk.feeds.iter().find(|f| f.feed.id == id).cloned().ok_or_else(Problem::not_found)
}

/// A feed's page.
pub async fn feed_page(
    app: &App,
    member: &Member<impl identity::permission::Needs>,
    context: Context,
    id: FeedId,
    after: Option<RunCursor>,
) -> Result<FeedPage, Problem> {
    let q = member.door.read().await?;
    let limit = i64::try_from(RUNS + 1).unwrap_or(i64::MAX);
    let (desk, runs) = try_join!(Desk::open(&q, context), runs::list(&q, id, after, limit).err_into())?;
    let status = of(&desk, id)?;
    let staged = source::staged(&q, std::slice::from_ref(&status)).await?;
    drop(q);
    let (runs, next) = cut(runs, RUNS, runs::Run::cursor);
    Ok(FeedPage {
        feed: source::feed_row(app, &status, staged.first().copied().unwrap_or_default()).await,
        mapped_columns: status.feed.mapping.as_ref().map_or(0, |mapping| mapping.columns.len() as u64),
        rules: rules(&status.feed, desk.shop.currency),
        file: Value::default(),
        url: Value::new(status.feed.url.clone().unwrap_or_default()),
        runs: runs.iter().map(source::run_row).collect(),
        older: next.map(|cursor| links::with_query(&at(member).feed(id), [("after", cursor.as_str())])),
        max_bytes: MAX_FEED_BYTES,
        page: desk.page,
        shell: desk.shell,
    })
}

/// `GET /seller/{seller}/imports/feeds/{id}`
pub async fn show(
    State(app): State<App>,
    member: Member<ViewImports>,
    context: Context,
    Path(id): Path<FeedId>,
    Query(after): Query<After>,
) -> Result<Response, Problem> {
    render(&feed_page(&app, &member, context, id, after.key()?).await?)
}

/// `POST /seller/{seller}/imports/feeds/{id}`
pub async fn save_rules(
    State(app): State<App>,
    member: Member<ConfigureImports>,
    context: Context,
    Path(id): Path<FeedId>,
    values: FormValues,
) -> Result<Response, Problem> {
    let q = member.door.write().await?;
    let (feed, shop) = try_join!(domain::find(&q, id).err_into::<Problem>(), identity::shop::shop(&q).err_into())?;
    let Some(rules) = sent_rules(&values, rules(&feed, shop.currency)) else {
        drop(q);
        let text = context.t().get("handlers-rules").into();
        let mut page = feed_page(&app, &member, context, id, None).await?;
        page.page.notices.push(crate::view::Notice { tone: Tone::Danger, text });
        return refused(&page);
    };
    domain::change(&q, id, change_of(rules), app.imports.fetcher.policy()).await?;
    q.commit().await?;
    Ok(done(&at(&member).feed(id), Outcome::MappingSaved, 0).into_response())
}

/// `POST /seller/{seller}/imports/feeds/{id}/run`
pub async fn run(
    State(app): State<App>,
    member: Member<TriggerImports>,
    context: Context,
    Path(id): Path<FeedId>,
) -> Result<Response, Problem> {
    let q = member.door.write().await?;
    match runs::start(&q, id, &Start::by(Started::Person)).await {
        Ok(run) => {
            q.commit().await?;
            Ok(Redirect::to(&at(&member).run(run)).into_response())
        }
        Err(ImportError::AlreadyRunning { run }) => Ok(Redirect::to(&at(&member).run(run)).into_response()),
        Err(ImportError::NothingToImport) => {
            drop(q);
            let text = file_text(context.t(), None);
            let mut page = feed_page(&app, &member, context, id, None).await?;
            page.file.error = Some(text);
            refused(&page)
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /seller/{seller}/imports/feeds/{id}/delete`: asks first.
pub async fn delete(
    member: Member<ConfigureImports>,
    context: Context,
    Path(id): Path<FeedId>,
    values: FormValues,
) -> Result<Response, Problem> {
    if values.get("confirmed") != "yes" {
        let desk = Desk::open(&member.door.read().await?, context).await?;
        let language = of(&desk, id)?.feed.language;
        return render(&ConfirmPage::delete_feed(desk.page, desk.shell, id, language));
    }
    match domain::delete(&member.door, id).await {
        Ok(()) => Ok(done(&at(&member).page("/imports"), Outcome::FeedDeleted, 0).into_response()),
        Err(ImportError::AlreadyRunning { run }) => {
            Desk::open(&member.door.read().await?, context).await?.conflict(at(&member).run(run))
        }
        Err(error) => Err(error.into()),
    }
}
