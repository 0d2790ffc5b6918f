//! A letter in words: one text and one page for all, filled with Fluent's messages.

use std::sync::LazyLock;

use askama::Template;
use i18n::{Bundles, FluentValue, Locales, Texts};
use rust_embed::RustEmbed;
use url::Url;

use crate::{Letter, MailError, Recipient, clean};

#[derive(RustEmbed)]
#[folder = "locales"]
struct Files;

/// The texts of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Letters;

impl Locales for Letters {
    fn bundles() -> &'static Bundles {
        static BUNDLES: LazyLock<Bundles> = LazyLock::new(|| {
            let text = |path: &str| Files::get(path).map(|file| String::from_utf8_lossy(&file.data).into_owned());
            let files = Files::iter().filter_map(|path| text(&path).map(|text| (path.into_owned(), text)));
            Bundles::read(&files.collect::<Vec<_>>())
        });
        &BUNDLES
    }
}

/// What both forms of a letter say.
struct Words<'a> {
    language: &'static str,
    site: String,
    subject: String,
    preheader: String,
    greeting: String,
    paragraphs: Vec<String>,
    /// What stands on the button, where it leads, and what is said of the address beneath it.
    button: Option<(String, &'a str, String)>,
    other: Option<(String, &'a str)>,
    notes: Vec<String>,
    why: String,
    automatic: String,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct TextForm<'a> {
    words: &'a Words<'a>,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct PageForm<'a> {
    words: &'a Words<'a>,
}

/// A letter that is written.
pub(crate) struct Written {
    pub subject: String,
    pub text: String,
    pub html: String,
}

pub(crate) fn write(to: &Recipient<'_>, letter: &Letter<'_>) -> Result<Written, MailError> {
    let words = words(to, letter)?;
    let text = TextForm { words: &words }.render()?;
    let html = PageForm { words: &words }.render()?;
    Ok(Written { subject: words.subject, text: text.trim().to_owned() + "\n", html })
}

fn words<'a>(to: &Recipient<'_>, letter: &Letter<'a>) -> Result<Words<'a>, MailError> {
    for link in [letter.link(), letter.other_link()].into_iter().flatten() {
        whole(link)?;
    }
    let texts: Texts<Letters> = Texts::of(to.language);
    let site = clean::name(to.site);
    let name = clean::name(to.name);
    let mut values = letter.arguments();
    values.push(("site", site.clone().into()));
    let say = |key: &str| texts.args(key, &values).into_owned();
    let of = |part: &str| say(&format!("{}-{part}", letter.kind()));
    let known = |part: &str| texts.has(&format!("{}-{part}", letter.kind())).then(|| of(part));
    let named: [(&str, FluentValue<'_>); 1] = [("name", name.as_str().into())];
    let greeting = if name.is_empty() { texts.get("greeting-nameless") } else { texts.args("greeting", &named) };
    Ok(Words {
        language: to.language.code(),
        subject: clean::line(&of("subject"), clean::SUBJECT),
        preheader: of("preheader"),
        greeting: greeting.into_owned(),
        paragraphs: paragraphs(&of("text")),
        button: letter.link().map(|link| (of("button"), link, say("copy"))),
        other: letter.other_link().map(|link| (of("other"), link)),
        notes: known("note").map(|note| paragraphs(&note)).unwrap_or_default(),
        why: of("why"),
        automatic: say("automatic"),
        site,
    })
}

/// Fluent keeps empty lines: they part paragraphs.
fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(|part| part.replace('\n', " ")).collect()
}

/// A link that a reader's program may open as it stands.
fn whole(link: &str) -> Result<(), MailError> {
    let plain = link.len() <= 2000 && !link.contains(|c: char| c.is_whitespace() || c.is_control() || c == '"');
    let web = Url::parse(link).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if plain && web { Ok(()) } else { Err(MailError::BadLink) }
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
