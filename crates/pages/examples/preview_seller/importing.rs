//! Feeds, mapping, runs, rejects.

use jiff::{SignedDuration, Timestamp};
use pages::view::{
    Page,
    seller::{
        Availability, Column, Delimiter, FeedNewPage, FeedPage, FeedRow, FeedState, FieldChoice, Format, Held,
        ImportsPage, LineEnds, MappingPage, PreviewRow, Problem, Quote, ReasonCount, RejectRow, RejectsPage, Rules,
        RunCounts, RunPage, RunRow, RunState, Schedule, Shell, Source, Trigger, Value, VanishRule,
    },
};
use types::{Currency, FeedId, Language, RunId};

use crate::{
    feed::{Feeds, Row, image, price},
    now,
};

fn ago(minutes: i64) -> Timestamp {
    now() - SignedDuration::from_mins(minutes)
}

fn run_row(language: Language, state: RunState, trigger: Trigger, minutes: i64, counts: RunCounts) -> RunRow {
    let took_ms = (state != RunState::Running).then_some(430 + counts.rows * 9);
    RunRow { id: RunId::new(), language, trigger, state, started: ago(minutes), took_ms, counts }
}

fn counts(new: u64, changed: u64, unchanged: u64, rejected: u64, vanished: u64) -> RunCounts {
    let rows = new + changed + unchanged + rejected;
    RunCounts { rows, new, changed, unchanged, rejected, warnings: rejected / 2, vanished }
}

fn runs() -> Vec<RunRow> {
    vec![
        run_row(Language::Fr, RunState::Held, Trigger::Schedule, 24, counts(0, 1, 30, 0, 56)),
        run_row(Language::De, RunState::Done, Trigger::Schedule, 25, counts(0, 3, 84, 0, 0)),
        run_row(Language::En, RunState::Running, Trigger::Person, 26, counts(12, 0, 30, 2, 0)),
        run_row(Language::De, RunState::Done, Trigger::Person, 385, counts(87, 0, 0, 9, 0)),
        run_row(Language::Fr, RunState::Failed, Trigger::Schedule, 390, RunCounts::default()),
        run_row(Language::Fr, RunState::Done, Trigger::Command, 1490, counts(87, 0, 0, 0, 0)),
        run_row(Language::En, RunState::Cancelled, Trigger::Person, 2930, counts(40, 0, 0, 0, 0)),
    ]
}

fn url(code: &str) -> Source {
    Source::Url(format!("https://export.haushalt-spree.example/karum/catalogue/products_{code}.tsv"))
}

fn feed_row(language: Language, state: FeedState, source: Source, schedule: Schedule) -> FeedRow {
    FeedRow {
        id: FeedId::new(),
        language,
        state,
        last_run: runs().into_iter().find(|run| run.language == language),
        next_run: (schedule != Schedule::Off).then(|| now() + SignedDuration::from_mins(336)),
        staged: 87,
        source,
        schedule,
    }
}

pub fn imports(page: Page, shell: Shell, filled: bool) -> ImportsPage {
    let upload = Source::Upload { name: "feed_en.tsv".into(), size: 54_305, at: ago(26) };
    let feeds = vec![
        feed_row(Language::De, FeedState::Ready, url("de"), Schedule::SixHourly),
        feed_row(Language::En, FeedState::Running, upload, Schedule::Off),
        feed_row(Language::Fr, FeedState::Held, url("fr"), Schedule::Daily),
    ];
    let (feeds, runs) = if filled { (feeds, runs()) } else { (Vec::new(), Vec::new()) };
    ImportsPage { page, shell, feeds, runs, older: Some("/seller/haushalt-spree/imports?after=x".into()) }
}

pub fn feed_new(page: Page, shell: Shell, refused: bool) -> FeedNewPage {
    let error = "http://169.254.169.254/ – this address is not public.";
    FeedNewPage {
        page,
        shell,
        taken: vec![Language::De],
        language: Value::new("en"),
        source: Value::new(if refused { "url" } else { "upload" }),
        file: Value::default(),
        url: Value::checked(if refused { "http://169.254.169.254/feed.csv" } else { "" }, refused.then_some(error)),
        max_bytes: 268_435_456,
    }
}

fn rules() -> Rules {
    Rules {
        vanish: VanishRule::Unpublish,
        schedule: Schedule::SixHourly,
        currency: Currency::Eur,
        availability: None,
        can_schedule: true,
    }
}

pub fn feed(page: Page, shell: Shell) -> FeedPage {
    let runs = runs().into_iter().map(|run| RunRow { language: Language::De, ..run }).collect();
    let feed = feed_row(Language::De, FeedState::Ready, url("de"), Schedule::SixHourly);
    let (file, url) = (Value::default(), Value::default());
    FeedPage {
        page,
        shell,
        feed,
        mapped_columns: 14,
        rules: rules(),
        file,
        url,
        runs,
        older: None,
        max_bytes: 268_435_456,
    }
}

fn format() -> Format {
    Format {
        delimiter: Delimiter::Tab,
        detected_delimiter: Delimiter::Tab,
        encoding: "utf8".into(),
        detected_encoding: "utf8".into(),
        encodings: [
            ("utf8", "UTF-8"),
            ("utf16_le", "UTF-16LE"),
            ("utf16_be", "UTF-16BE"),
            ("windows1252", "Windows-1252"),
        ]
        .map(|(code, name)| (code.to_owned(), name.to_owned()))
        .to_vec(),
        line_ends: LineEnds::Lf,
        detected_line_ends: LineEnds::Lf,
        quote: Quote::Double,
        detected_quote: Quote::Double,
    }
}

const FIELDS: [&str; 24] = [
    "id",
    "title",
    "price",
    "availability",
    "description",
    "link",
    "image_link",
    "additional_image_link",
    "sale_price",
    "quantity",
    "gtin",
    "brand",
    "mpn",
    "product_type",
    "google_product_category",
    "condition",
    "item_group_id",
    "color",
    "size",
    "material",
    "gender",
    "age_group",
    "shipping_weight",
    "tax_rate",
];

pub fn mapping(page: Page, shell: Shell, feeds: &Feeds) -> MappingPage {
    let column = |name: &String| Column {
        name: name.clone(),
        field: FIELDS.contains(&name.as_str()).then(|| name.clone()),
        suggested: true,
        samples: feeds.hard.iter().take(3).map(|(row, _)| row[name].chars().take(80).collect()).collect(),
    };
    let mut columns: Vec<Column> = feeds.hard_columns.iter().map(column).collect();
    columns.push(Column {
        name: "x_internal_margin".into(),
        field: None,
        suggested: false,
        samples: vec!["0.31".into(), String::new(), "0.28".into()],
    });
    let clean = feeds.articles.iter().take(4).map(|a| (a.row(Language::De), None, false));
    let hard = feeds.hard.iter().map(|(row, reason)| (row, reason.as_deref(), row["price"] == "19.99"));
    let rows =
        clean.chain(hard).zip(2_u64..).map(|((row, reason, warned), line)| preview_row(row, reason, warned, line));
    MappingPage {
        preview: rows.take(20).collect(),
        page,
        shell,
        feed: FeedId::new(),
        language: Language::De,
        source: url("de"),
        file_error: None,
        format: format(),
        columns,
        fields: FIELDS
            .iter()
            .zip(0..)
            .map(|(code, at)| FieldChoice { code: (*code).into(), required: at < 4 })
            .collect(),
        missing: vec![],
        rules: rules(),
        unsaved: true,
    }
}

fn preview_row(row: &Row, reason: Option<&str>, warned: bool, line: u64) -> PreviewRow {
    let text = |column: &str| row.get(column).cloned().unwrap_or_default();
    let quoted = Some(format!("\"{}\"", text("price")));
    PreviewRow {
        line,
        id: text("id"),
        title: text("title"),
        price: price(&text("price")).filter(|_| reason.is_none()),
        compare_at: None,
        availability: (text("availability") == "in stock").then_some(Availability::InStock),
        category: text("product_type"),
        image: image(&text("image_link")),
        reject: reason.map(|code| Problem { code: code.into(), detail: quoted.clone() }),
        reject_column: reason.map(|_| "price".into()),
        warnings: if warned { vec![Problem { code: "missing_currency".into(), detail: quoted }] } else { vec![] },
    }
}

pub fn mapping_error(page: Page, shell: Shell) -> MappingPage {
    let detail = Some("\"AUTOMATIC-ESPRESSO-MACHINE-MATTE-BLACK\"".to_owned());
    MappingPage {
        page,
        shell,
        feed: FeedId::new(),
        language: Language::De,
        source: Source::Upload { name: "18_no_header.tsv".into(), size: 2_100, at: ago(2) },
        file_error: Some(Problem { code: "no_header".into(), detail }),
        format: format(),
        columns: vec![],
        fields: vec![],
        missing: vec![],
        preview: vec![],
        rules: Rules { can_schedule: false, schedule: Schedule::Off, ..rules() },
        unsaved: true,
    }
}

fn reason_counts(all: &[(&str, u64)]) -> Vec<ReasonCount> {
    all.iter().map(|(code, count)| ReasonCount { code: (*code).into(), count: *count }).collect()
}

pub fn run(page: Page, shell: Shell, state: RunState) -> RunPage {
    let counts = match state {
        RunState::Queued => RunCounts::default(),
        RunState::Running => counts(8_121, 0, 0, 37, 0),
        _ => counts(13_095, 12, 0, 62, 3),
    };
    let held = (state == RunState::Held).then(|| Held {
        empty: false,
        vanished: 8_411,
        known: 13_169,
        sample: ["DOLIPRANE 1000 mg, comprimé", "ANASTROZOLE ACCORD 1 mg", "BECLOSPIN 800 microgrammes/2ml"]
            .map(Into::into)
            .into(),
    });
    let detail = Some("connect timed out after 10 s".to_owned());
    RunPage {
        page,
        shell,
        id: RunId::new(),
        feed: FeedId::new(),
        language: Language::Fr,
        source: url("fr"),
        trigger: Trigger::Schedule,
        state,
        started: ago(1),
        took_ms: 1_240,
        counts,
        bytes_read: 4_823_310,
        bytes_total: 7_779_543,
        rate: 31_870,
        cancelling: false,
        held,
        error: (state == RunState::Failed).then(|| Problem { code: "fetch_timeout".into(), detail }),
        reasons: if state == RunState::Done {
            reason_counts(&[("bad_price", 31), ("missing_price", 19), ("duplicate_id", 12)])
        } else {
            vec![]
        },
        warnings: if state == RunState::Done {
            reason_counts(&[("bad_gtin", 24), ("title_too_long", 7)])
        } else {
            vec![]
        },
        unknown_columns: if state == RunState::Done {
            vec!["x_internal_margin".into(), "custom_label_0".into()]
        } else {
            vec![]
        },
    }
}

pub fn rejects(page: Page, shell: Shell, feeds: &Feeds) -> RejectsPage {
    let rows: Vec<RejectRow> = feeds
        .hard
        .iter()
        .zip(1_u64..)
        .filter_map(|((row, reason), record)| {
            let raw = feeds.hard_columns.iter().map(|name| row[name].as_str()).collect::<Vec<_>>().join("\t");
            let detail = Some(format!("\"{}\"", row["price"]));
            let problem = Problem { code: reason.clone()?, detail };
            let id = Some(row["id"].clone());
            Some(RejectRow {
                line: Some(record + 1),
                record: Some(record),
                column: Some("price".into()),
                problem,
                id,
                raw,
            })
        })
        .collect();
    RejectsPage {
        page,
        shell,
        run: RunId::new(),
        language: Language::De,
        started: ago(385),
        warnings: false,
        rejected_total: 62,
        warning_total: 31,
        reasons: reason_counts(&[
            ("bad_price", 31),
            ("missing_price", 19),
            ("negative_price", 7),
            ("unknown_currency", 5),
        ]),
        reason: None,
        rows,
        next: Some("x".into()),
        paged: false,
        cut: false,
    }
}
