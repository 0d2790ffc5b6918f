//! The mapping page: how a feed's file is read, and which column fills which field.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use identity::permission::RunImports;
use imports::{
    ImportError, Trigger as Started,
    feed::{Defaults, Delimiter as Separator, Encoding, FeedError, Field, Format, Kind, LineEnds, Mapping, Quote},
    feeds::{self, Analysis, Feed, FeedChange, Reading},
    runs::{self, Start},
};
use storage::BlobKey;
use types::{Currency, FeedId};
use web_kit::{App, FormValues, Member, Path, Problem};

use super::{
    desk::{Desk, done, refused},
    feeds::{change_of, rules, run_path, sent_rules},
    source, typed, words,
};
use crate::{
    context::Context,
    render,
    view::{
        Notice, Tone,
        seller::{
            Column, Delimiter, FieldChoice, Format as ShownFormat, LineEnds as ShownLineEnds, MappingPage, Outcome,
            PreviewRow, Problem as Trouble, Quote as ShownQuote, Rules,
        },
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
async fn file(app: &App, member: &Member<RunImports>, feed: &Feed) -> Result<Result<BlobKey, Trouble>, Problem> {
    if let Some(key) = &feed.file {
        return Ok(Ok(key.clone()));
    }
    match feeds::check(&member.door, &app.imports.blobs, &app.imports.fetcher, feed.id).await {
        Ok(key) => Ok(Ok(key)),
        Err(ImportError::Fetch(error)) => Ok(Err(words::fetch_problem(&error))),
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
            return Ok(nothing(Trouble { code: "reading_failed".into(), detail: None }));
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

const fn delimiter(format: Format) -> Delimiter {
    match (format.kind, format.delimiter) {
        (Kind::Xml, _) => Delimiter::Xml,
        (Kind::Table, Separator::Tab) => Delimiter::Tab,
        (Kind::Table, Separator::Comma) => Delimiter::Comma,
        (Kind::Table, Separator::Semicolon) => Delimiter::Semicolon,
        (Kind::Table, Separator::Pipe) => Delimiter::Pipe,
    }
}

const ENCODINGS: [(&str, Encoding); 4] = [
    ("utf8", Encoding::Utf8),
    ("utf16_le", Encoding::Utf16Le),
    ("utf16_be", Encoding::Utf16Be),
    ("windows1252", Encoding::Windows1252),
];

fn encoding_code(encoding: Encoding) -> String {
    ENCODINGS.iter().find(|(_, known)| *known == encoding).map_or("utf8", |(code, _)| code).to_owned()
}

const fn line_ends(format: Format) -> ShownLineEnds {
    match format.line_ends {
        LineEnds::Lf => ShownLineEnds::Lf,
        LineEnds::Any => ShownLineEnds::Any,
    }
}

const fn quote(format: Format) -> ShownQuote {
    match format.quote {
        Quote::Double => ShownQuote::Double,
        Quote::Single => ShownQuote::Single,
    }
}

fn shown_format(format: Format, detected: Format) -> ShownFormat {
    ShownFormat {
        delimiter: delimiter(format),
        detected_delimiter: delimiter(detected),
        encoding: encoding_code(format.encoding),
        detected_encoding: encoding_code(detected.encoding),
        encodings: ENCODINGS.iter().map(|(code, e)| ((*code).to_owned(), e.name().to_owned())).collect(),
        line_ends: line_ends(format),
        detected_line_ends: line_ends(detected),
        quote: quote(format),
        detected_quote: quote(detected),
    }
}

/// The format as it was sent; what is not understood or was not sent stays as it was.
fn sent_format(values: &FormValues, was: Format) -> Format {
    let separator = match Delimiter::from_code(values.get("delimiter")) {
        Some(Delimiter::Xml) => return Format { kind: Kind::Xml, encoding: sent_encoding(values, was), ..was },
        Some(Delimiter::Tab) => Separator::Tab,
        Some(Delimiter::Comma) => Separator::Comma,
        Some(Delimiter::Semicolon) => Separator::Semicolon,
        Some(Delimiter::Pipe) => Separator::Pipe,
        None => was.delimiter,
    };
    Format {
        kind: Kind::Table,
        encoding: sent_encoding(values, was),
        delimiter: separator,
        quote: match ShownQuote::from_code(values.get("quote")) {
            Some(ShownQuote::Double) => Quote::Double,
            Some(ShownQuote::Single) => Quote::Single,
            None => was.quote,
        },
        line_ends: match ShownLineEnds::from_code(values.get("line_ends")) {
            Some(ShownLineEnds::Lf) => LineEnds::Lf,
            Some(ShownLineEnds::Any) => LineEnds::Any,
            None => was.line_ends,
        },
    }
}

fn sent_encoding(values: &FormValues, was: Format) -> Encoding {
    let sent = ENCODINGS.iter().find(|(code, _)| *code == values.get("encoding"));
    sent.map_or(was.encoding, |(_, encoding)| *encoding)
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

/// Codes of required fields that no column of the file fills.
fn missing(mapping: &Mapping, header: &[String]) -> Vec<String> {
    let filled = |field: &Field| mapping.columns.get(field).is_some_and(|column| header.contains(column));
    Field::ALL.iter().filter(|f| f.required() && !filled(f)).map(|f| f.name().to_owned()).collect()
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
        missing: missing(&analysis.mapping, &analysis.header),
        preview: preview(app, &analysis),
        unsaved: feed.mapping.as_ref() != Some(&analysis.mapping) || feed.format != analysis.format,
        rules,
        page: desk.page,
        shell: desk.shell,
    }
}

/// `GET /seller/imports/feeds/{id}/mapping`
pub async fn show(
    State(app): State<App>,
    member: Member<RunImports>,
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
    currency: Currency,
) -> Result<Look, Problem> {
    let defaults = Defaults { currency: Some(currency), ..Defaults::default() };
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

/// `POST /seller/imports/feeds/{id}/mapping`: `do` = `preview`, `save` or `import`.
pub async fn save(
    State(app): State<App>,
    member: Member<RunImports>,
    context: Context,
    Path(id): Path<FeedId>,
    values: FormValues,
) -> Result<Response, Problem> {
    let mut desk = Desk::open(&member.door.read().await?, context).await?;
    let feed = feed_of(&desk, id)?;
    let saved = rules(&feed, desk.shop.currency);
    let sent = sent_rules(&values, saved);
    let file = file(&app, &member, &feed).await?;
    let look = sent_look(&app, file, &feed, &values, sent.unwrap_or(saved).currency).await?;
    let Some(rules) = sent else {
        let text = desk.t().get("handlers-rules").into();
        desk.page.notices.push(Notice { tone: Tone::Danger, text });
        return refused(&page(&app, desk, &feed, look, saved).await);
    };
    let import = values.get("do") == "import";
    if !import && values.get("do") != "save" {
        return render(&page(&app, desk, &feed, look, rules).await);
    }
    let unfit = look.trouble.is_some() || !missing(&look.analysis.mapping, &look.analysis.header).is_empty();
    if unfit {
        return refused(&page(&app, desk, &feed, look, rules).await);
    }
    let change = FeedChange {
        format: Some(look.analysis.format),
        mapping: Some(Some(look.analysis.mapping)),
        ..change_of(rules)
    };
    let q = member.door.write().await?;
    feeds::change(&q, id, change, app.imports.fetcher.policy()).await?;
    let to = if import {
        match runs::start(&q, id, &Start::by(Started::Person)).await {
            Ok(run) | Err(ImportError::AlreadyRunning { run }) => Redirect::to(&run_path(run)),
            Err(error) => return Err(error.into()),
        }
    } else {
        done(&format!("/seller/imports/feeds/{id}"), Outcome::MappingSaved, 0)
    };
    q.commit().await?;
    Ok(to.into_response())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
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
        assert_eq!(missing(&mapping, &header()), ["title", "availability"]);
    }

    #[test]
    fn a_form_about_other_columns_says_nothing() {
        let three = FormValues::new([("map.0", "id"), ("map.1", "title"), ("map.2", "price")]);
        assert!(sent_mapping(&three, &header(), &Mapping::default()).is_none());
        assert!(sent_mapping(&three, &header()[..2], &Mapping::default()).is_none());
        assert!(sent_mapping(&three, &[], &Mapping::default()).is_none());
    }

    #[test]
    fn a_format_that_is_not_understood_stays() {
        let was = Format { delimiter: Separator::Pipe, quote: Quote::Single, ..Format::default() };
        let values =
            FormValues::new([("delimiter", "colon"), ("encoding", "ebcdic"), ("quote", ""), ("line_ends", "x")]);
        assert_eq!(sent_format(&values, was), was);
        let values = FormValues::new([
            ("delimiter", "comma"),
            ("encoding", "windows1252"),
            ("quote", "double"),
            ("line_ends", "any"),
        ]);
        let sent = sent_format(&values, was);
        assert_eq!((delimiter(sent), encoding_code(sent.encoding)), (Delimiter::Comma, "windows1252".to_owned()));
        assert_eq!((quote(sent), line_ends(sent)), (ShownQuote::Double, ShownLineEnds::Any));
    }
}
