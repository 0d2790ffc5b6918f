//! The mapping page: how a feed's file is read, and which column fills which field.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use identity::permission::ConfigureImports;
use imports::{
    ImportError, Trigger as Started,
    feed::{Defaults, FeedError, Field, Format, Mapping},
    feeds::{self, Analysis, Feed, FeedChange, Reading},
    runs::{self, Start},
};
use storage::BlobKey;
use types::FeedId;
use web_kit::{App, FormValues, Member, Path, Problem};

use super::{
    desk::{Desk, at, done, refused},
    format::{sent_format, shown_format},
    rules::{change_of, defaults_of, rules, sent_rules},
    source, typed, words,
};
use crate::{
    context::Context,
    render,
    view::{
        Notice, Tone,
        seller::{Column, FieldChoice, MappingPage, Outcome, PreviewRow, Problem as Trouble, Rules},
    },
};

/// Samples of a column, and how long each may be.
const SAMPLES: usize = 3;
const SAMPLE_CHARS: usize = 80;

/// What a file looks like, and what it would be taken for by itself.
struct Look {
    analysis: Analysis,
    detected: Format,
    trouble: Option<Trouble>,
}

/// The feed's file; fetched, where it has an address and was never fetched. Or why there is none.
async fn file(app: &App, member: &Member<ConfigureImports>, feed: &Feed) -> Result<Result<BlobKey, Trouble>, Problem> {
    if let Some(key) = &feed.file {
        return Ok(Ok(key.clone()));
    }
    match feeds::check(&member.door, &app.imports.blobs, &app.imports.fetcher, feed.id).await {
        Ok(key) => Ok(Ok(key)),
        Err(ImportError::Fetch(error)) if !error.is_ours() => Ok(Err(words::fetch_problem(&error))),
        Err(ImportError::NothingToImport) => Ok(Err(words::file_problem(&FeedError::Empty))),
        Err(error) => Err(error.into()),
    }
}

async fn look(app: &App, file: Result<BlobKey, Trouble>, reading: Reading) -> Result<Look, Problem> {
    let nothing = |trouble| Look { analysis: Analysis::default(), detected: Format::default(), trouble: Some(trouble) };
    let key = match file {
        Ok(key) => key,
        Err(trouble) => return Ok(nothing(trouble)),
    };
    let chosen = reading.format.is_some();
    let analysis = match feeds::analyse(&app.imports.blobs, &key, reading).await {
        Ok(analysis) => analysis,
        Err(ImportError::Storage(storage::StorageError::NotFound { .. }) | ImportError::Feed(_)) => {
            return Ok(nothing(Trouble { code: "file_gone".into(), detail: None }));
        }
        Err(error) => return Err(error.into()),
    };
    let by_itself = if chosen {
        feeds::analyse(&app.imports.blobs, &key, Reading::default()).await?.format
    } else {
        analysis.format
    };
    let trouble = match &analysis.problem {
        // Said beside the columns.
        None | Some(FeedError::MissingColumns(_)) => None,
        Some(problem) => Some(words::file_problem(problem)),
    };
    Ok(Look { detected: by_itself.unwrap_or_default(), analysis, trouble })
}

/// The mapping as it was sent for these columns. Where two columns name one field, the one that did not before is meant.
/// `None` where the form was about other columns, as after another delimiter was chosen.
fn sent_mapping(values: &FormValues, header: &[String], was: &Mapping) -> Option<Mapping> {
    let sent = |at: usize| typed::sent(values, &format!("map.{at}"));
    if header.is_empty() || sent(header.len()).is_some() || (0..header.len()).any(|at| sent(at).is_none()) {
        return None;
    }
    let mut mapping = Mapping::default();
    for (at, column) in header.iter().enumerate() {
        let code = sent(at)?;
        let Some(field) = Field::ALL.iter().copied().find(|field| field.name() == code) else { continue };
        let had_it = |column: &String| was.columns.get(&field) == Some(column);
        if mapping.columns.get(&field).is_none_or(had_it) {
            mapping.columns.insert(field, column.clone());
        }
    }
    Some(mapping)
}

/// Codes of required fields that nothing fills.
fn missing(analysis: &Analysis, defaults: Defaults) -> Vec<String> {
    analysis.mapping.lacks(&analysis.header, defaults).iter().map(|f| f.name().to_owned()).collect()
}

/// The format that is saved: none where the file says so itself, so that a later file may be written otherwise.
fn to_save(look: &Look) -> Option<Format> {
    look.analysis.format.filter(|format| *format != look.detected)
}

fn columns(analysis: &Analysis, saved: Option<&Mapping>) -> Vec<Column> {
    let field_of = |name: &String| analysis.mapping.columns.iter().find(|(_, column)| *column == name).map(|(f, _)| *f);
    let sample = |at: usize| {
        let cells = analysis.rows.iter().take(SAMPLES).filter_map(move |row| row.cells.get(at));
        cells.map(|cell| cell.chars().take(SAMPLE_CHARS).collect()).collect()
    };
    let column = |(at, name): (usize, &String)| {
        let field = field_of(name);
        Column {
            name: name.clone(),
            field: field.map(|f| f.name().to_owned()),
            suggested: saved.is_none() && field.is_some_and(|f| analysis.suggested.columns.get(&f) == Some(name)),
            samples: sample(at),
        }
    };
    analysis.header.iter().enumerate().map(column).collect()
}

fn preview(app: &App, analysis: &Analysis) -> Vec<PreviewRow> {
    let fault = |fault: &imports::feed::Fault| Trouble {
        code: fault.reason.name().to_owned(),
        detail: Some(fault.detail.clone()).filter(|detail| !detail.is_empty()),
    };
    let row = |row: &imports::feed::PreviewRow| {
        let cell = |field: Field| {
            let at = analysis.header.iter().position(|name| Some(name) == analysis.mapping.columns.get(&field));
            at.and_then(|at| row.cells.get(at)).cloned().unwrap_or_default()
        };
        let taken = row.outcome.as_ref().and_then(|outcome| outcome.as_ref().ok());
        let rejected = row.outcome.as_ref().and_then(|outcome| outcome.as_ref().err());
        PreviewRow {
            line: row.line,
            id: taken.map_or_else(|| cell(Field::Id), |t| t.id.clone()),
            title: taken.map_or_else(|| cell(Field::Title), |t| t.title.clone()),
            price: taken.map(|t| t.sale_price.unwrap_or(t.price)),
            compare_at: taken.and_then(|t| t.sale_price.map(|_| t.price)),
            availability: taken.map(|t| words::availability(t.availability)),
            category: taken.and_then(|t| t.category.clone()).unwrap_or_default(),
            image: taken.and_then(|t| t.images.first()).and_then(|link| app.pictures.address(link)),
            reject: rejected.map(fault),
            reject_column: rejected.and_then(|found| found.column.clone()),
            warnings: row.warnings.iter().map(fault).collect(),
        }
    };
    analysis.rows.iter().map(row).collect()
}

async fn page(app: &App, desk: Desk, feed: &Feed, look: Look, rules: Rules) -> MappingPage {
    let unsaved = feed.mapping.as_ref() != Some(&look.analysis.mapping) || feed.format != to_save(&look);
    let Look { analysis, detected, trouble } = look;
    let format = analysis.format.unwrap_or(detected);
    let choice = |field: &Field| FieldChoice { code: field.name().to_owned(), required: field.required() };
    MappingPage {
        feed: feed.id,
        language: feed.language,
        source: source::of_feed(app, feed).await,
        file_error: trouble,
        format: shown_format(format, detected),
        columns: columns(&analysis, feed.mapping.as_ref()),
        fields: Field::ALL.iter().map(choice).collect(),
        missing: missing(&analysis, defaults_of(rules)),
        preview: preview(app, &analysis),
        unsaved,
        rules,
        page: desk.page,
        shell: desk.shell,
    }
}

/// `GET /seller/{seller}/imports/feeds/{id}/mapping`
pub async fn show(
    State(app): State<App>,
    member: Member<ConfigureImports>,
    context: Context,
    Path(id): Path<FeedId>,
) -> Result<Response, Problem> {
    let desk = Desk::open(&member.door.read().await?, context).await?;
    let feed = feed_of(&desk, id)?;
    let file = file(&app, &member, &feed).await?;
    let look = look(&app, file, feed.reading()).await?;
    let rules = rules(&feed, desk.shop.currency);
    render(&page(&app, desk, &feed, look, rules).await)
}

fn feed_of(desk: &Desk, id: FeedId) -> Result<Feed, Problem> {
    desk.feeds.iter().find(|f| f.feed.id == id).map(|f| f.feed.clone()).ok_or_else(Problem::not_found)
}

/// What the sent form says of the file.
async fn sent_look(
    app: &App,
    file: Result<BlobKey, Trouble>,
    feed: &Feed,
    values: &FormValues,
    defaults: Defaults,
) -> Result<Look, Problem> {
    let saved = look(app, file.clone(), feed.reading()).await?;
    let format = sent_format(values, saved.analysis.format.unwrap_or(saved.detected));
    let reading = |mapping| Reading { format: Some(format), mapping, defaults };
    let bare = look(app, file.clone(), reading(None)).await?;
    // The first items of XML may lack elements that the saved mapping knows.
    let shown = if saved.analysis.format == Some(format) { saved.analysis.header.as_slice() } else { &[] };
    let was = &saved.analysis.mapping;
    match sent_mapping(values, shown, was).or_else(|| sent_mapping(values, &bare.analysis.header, was)) {
        Some(mapping) => look(app, file, reading(Some(mapping))).await,
        None => Ok(bare),
    }
}

/// `POST /seller/{seller}/imports/feeds/{id}/mapping`: `do` = `preview`, `save` or `import`.
pub async fn save(
    State(app): State<App>,
    member: Member<ConfigureImports>,
    context: Context,
    Path(id): Path<FeedId>,
    values: FormValues,
) -> Result<Response, Problem> {
    let mut desk = Desk::open(&member.door.read().await?, context).await?;
    let feed = feed_of(&desk, id)?;
    let saved = rules(&feed, desk.shop.currency);
    let sent = sent_rules(&values, saved);
    let file = file(&app, &member, &feed).await?;
    let look = sent_look(&app, file, &feed, &values, defaults_of(sent.unwrap_or(saved))).await?;
    let Some(rules) = sent else {
        let text = desk.t().get("handlers-rules").into();
        desk.page.notices.push(Notice { tone: Tone::Danger, text });
        return refused(&page(&app, desk, &feed, look, saved).await);
    };
    let import = values.get("do") == "import";
    if !import && values.get("do") != "save" {
        return render(&page(&app, desk, &feed, look, rules).await);
    }
    let unfit = look.trouble.is_some() || !missing(&look.analysis, defaults_of(rules)).is_empty();
    if unfit {
        return refused(&page(&app, desk, &feed, look, rules).await);
    }
    let change =
        FeedChange { format: Some(to_save(&look)), mapping: Some(Some(look.analysis.mapping)), ..change_of(rules) };
    let q = member.door.write().await?;
    feeds::change(&q, id, change, app.imports.fetcher.policy()).await?;
    let to = if import {
        match runs::start(&q, id, &Start::by(Started::Person)).await {
            Ok(run) | Err(ImportError::AlreadyRunning { run }) => Redirect::to(&at(&member).run(run)),
            Err(error) => return Err(error.into()),
        }
    } else {
        done(&at(&member).feed(id), Outcome::MappingSaved, 0)
    };
    q.commit().await?;
    Ok(to.into_response())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use imports::feed::{Delimiter, Encoding};

    use super::*;

    fn header() -> Vec<String> {
        ["id", "name", "titel", "price"].map(str::to_owned).to_vec()
    }

    #[test]
    fn the_column_that_was_changed_takes_the_field() {
        let was = Mapping::suggest(&header());
        let before = was.columns[&Field::Title].clone();
        let maps = |title: &str, name: &str| {
            FormValues::new([("map.0", "id"), ("map.1", name), ("map.2", title), ("map.3", "price")])
        };
        let mapping = sent_mapping(&maps("title", "title"), &header(), &was).unwrap();
        assert_ne!(mapping.columns[&Field::Title], before);
        let mapping = sent_mapping(&maps("", "brand"), &header(), &was).unwrap();
        assert_eq!(mapping.columns.get(&Field::Brand).unwrap(), "name");
        assert!(!mapping.columns.contains_key(&Field::Title));
        let analysis = Analysis { mapping, header: header(), ..Analysis::default() };
        assert_eq!(missing(&analysis, Defaults::default()), ["title", "availability"]);
        let defaults = Defaults { availability: Some(imports::feed::Availability::InStock), ..Defaults::default() };
        assert_eq!(missing(&analysis, defaults), ["title"]);
    }

    #[test]
    fn only_a_format_that_was_chosen_is_saved() {
        let detected = Format { encoding: Encoding::Windows1252, ..Format::default() };
        let look = |format| Look {
            analysis: Analysis { format: Some(format), ..Analysis::default() },
            detected,
            trouble: None,
        };
        assert_eq!(to_save(&look(detected)), None);
        let chosen = Format { delimiter: Delimiter::Pipe, ..detected };
        assert_eq!(to_save(&look(chosen)), Some(chosen));
    }

    #[test]
    fn a_form_about_other_columns_says_nothing() {
        let three = FormValues::new([("map.0", "id"), ("map.1", "title"), ("map.2", "price")]);
        assert!(sent_mapping(&three, &header(), &Mapping::default()).is_none());
        assert!(sent_mapping(&three, &header()[..2], &Mapping::default()).is_none());
        assert!(sent_mapping(&three, &[], &Mapping::default()).is_none());
    }
}
