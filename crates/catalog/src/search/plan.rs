//! A query's words, looked up: which posting lists hold them, in which segments, and what a match there is worth.

use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use types::Language;

use super::candidates::Candidates;
use super::document::{category_path, gtin_code, reversed, sku_code};
use super::error::Result;
use super::query::Query;
use super::view::{Segment, View};
use super::words::{fold, fold_umlauts, index_of, is_stop_word, stems, words};

/// What a match is worth, times the weight of the place where the word stands.
const OWN_LANGUAGE: u8 = 4;
const OTHER_LANGUAGE: u8 = 3;
const PART: u8 = 2;
const BEGINNING: u8 = 2;
/// A code has no weight of its own: as good as the best title.
const CODE: u8 = 60;

/// More text and more words than this are not looked at.
const TEXT_MAX: usize = 300;
const WORDS_MAX: usize = 10;

/// Completions of a word, and compounds that end in it, that are used: the most frequent.
const COMPLETIONS_MAX: usize = 24;

/// Shorter words end too many others by chance.
const COMPOUND_TAIL_MIN: usize = 5;

/// Which dictionary a list is from.
#[derive(Clone, Copy)]
pub(super) enum Source {
    Stems(usize),
    Words,
    Tails,
    Codes,
    Category,
    Seller,
}

impl Source {
    pub(super) fn of(self, segment: &Segment) -> &InvertedIndexReader {
        match self {
            Self::Stems(language) => &segment.stems[language],
            Self::Words => &segment.words,
            Self::Tails => &segment.tails,
            Self::Codes => &segment.codes,
            Self::Category => &segment.category,
            Self::Seller => &segment.seller,
        }
    }
}

/// Whether a word is finished.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// It is.
    Whole,
    /// It may not be: short words and numbers go on only if no product has them as they are.
    Open,
    /// It goes on.
    Unfinished,
}

/// A posting list of a segment.
#[derive(Clone)]
pub(super) struct List {
    pub source: Source,
    pub info: TermInfo,
    pub worth: u8,
}

/// A word, or a filter that is one: documents must be in one of its lists.
#[derive(Clone)]
pub(super) struct Word {
    /// As typed.
    pub typed: String,
    /// What it was taken for.
    pub corrected: Option<String>,
    /// Whether it may go on.
    pub ending: Ending,
    /// By segment.
    pub lists: Vec<Vec<List>>,
    /// Documents, counted once a list.
    pub frequency: u64,
    /// Whether it adds to the relevance.
    pub counts: bool,
}

impl Word {
    fn new(view: &View, typed: &str) -> Self {
        let lists = view.parts.iter().map(|_| Vec::new()).collect();
        Self { typed: typed.to_owned(), corrected: None, ending: Ending::Whole, lists, frequency: 0, counts: true }
    }

    pub(super) fn add(&mut self, part: usize, source: Source, info: TermInfo, worth: u8) {
        self.frequency += u64::from(info.doc_freq);
        self.lists[part].push(List { source, info, worth });
    }

    fn all_lists(&self) -> impl Iterator<Item = (usize, &List)> {
        self.lists.iter().enumerate().flat_map(|(part, lists)| lists.iter().map(move |list| (part, list)))
    }

    fn look_up(&mut self, view: &View, source: Source, term: &[u8], worth: u8) -> Result<()> {
        for (part, of) in view.parts.iter().enumerate() {
            if let Some(info) = source.of(&of.segment).terms().get(term)? {
                self.add(part, source, info, worth);
            }
        }
        Ok(())
    }
}

/// Everything that a document must have.
pub(super) struct Plan {
    /// What was typed, in order.
    pub words: Vec<Word>,
    /// Shop and category.
    pub required: Vec<Word>,
}

impl Plan {
    pub(super) fn new(view: &View, query: &Query) -> Result<Self> {
        let mut required = Vec::new();
        if let Some(shop) = query.shop {
            required.push(filter(view, Source::Seller, shop.0.as_bytes())?);
        }
        if let Some(path) = query.category.as_deref().map(category_path).filter(|path| !path.is_empty()) {
            required.push(filter(view, Source::Category, path.as_bytes())?);
        }
        let text = query.text.as_deref().unwrap_or_default();
        let ending = if text.ends_with(char::is_whitespace) { Ending::Whole } else { Ending::Open };
        Ok(Self { words: typed_words(view, query.language, text, ending)?, required })
    }

    /// What was searched instead, if any word was taken for another.
    pub(super) fn corrected(&self) -> Option<String> {
        self.words.iter().find(|word| word.corrected.is_some())?;
        let shown: Vec<&str> = self.words.iter().map(|w| w.corrected.as_deref().unwrap_or(&w.typed)).collect();
        Some(shown.join(" "))
    }
}

fn filter(view: &View, source: Source, term: &[u8]) -> Result<Word> {
    let mut word = Word::new(view, "");
    word.counts = false;
    word.look_up(view, source, term, 1)?;
    Ok(word)
}

/// The words of what was typed, each with its lists. Words that are everywhere are left out unless there are no others.
pub(super) fn typed_words(view: &View, language: Language, text: &str, ending: Ending) -> Result<Vec<Word>> {
    let cut: String = text.chars().take(TEXT_MAX).collect();
    if let Some(code) = code(view, &cut)? {
        return Ok(vec![code]);
    }
    let chunks: Vec<&str> = cut.split_whitespace().collect();
    let all_stop = chunks.iter().flat_map(|chunk| words(chunk)).all(|word| is_stop_word(&word));
    let mut found: Vec<Word> = Vec::new();
    for (at, chunk) in chunks.iter().enumerate() {
        let (code, parts) = (code(view, chunk)?, words(chunk));
        if parts.len() > 1
            && let Some(code) = code
        {
            // A hyphenated article number is one word, not several.
            add_new(&mut found, code);
            continue;
        }
        let last = parts.len().saturating_sub(1);
        for (index, part) in parts.iter().enumerate().filter(|(_, part)| all_stop || !is_stop_word(part)) {
            let is_last = at + 1 == chunks.len() && index == last;
            let mut word = word(view, language, part, if is_last { ending } else { Ending::Whole })?;
            for (segment, list) in code.iter().flat_map(Word::all_lists) {
                word.add(segment, list.source, list.info.clone(), list.worth);
            }
            add_new(&mut found, word);
            if found.len() == WORDS_MAX {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

/// Typing a word twice asks for no more than typing it once.
fn add_new(found: &mut Vec<Word>, word: Word) {
    if found.iter().all(|known| known.typed != word.typed) {
        found.push(word);
    }
}

/// The text as a GTIN or an article number, if any product has it.
fn code(view: &View, text: &str) -> Result<Option<Word>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let mut word = Word::new(view, &text.to_lowercase());
    if let Some(gtin) = gtin_code(text) {
        word.look_up(view, Source::Codes, gtin.as_bytes(), CODE)?;
    }
    word.look_up(view, Source::Codes, sku_code(text).as_bytes(), CODE)?;
    Ok((word.frequency > 0).then_some(word))
}

/// One word: its stems in every language, compounds that end in it, and its completions if it may be unfinished.
pub(super) fn word(view: &View, language: Language, typed: &str, ending: Ending) -> Result<Word> {
    let mut word = Word::new(view, typed);
    word.ending = ending;
    for other in Language::ALL {
        let worth = if other == language { OWN_LANGUAGE } else { OTHER_LANGUAGE };
        for stem in stems(other, typed) {
            word.look_up(view, Source::Stems(index_of(other)), stem.as_bytes(), worth)?;
        }
    }
    let folded = fold_umlauts(typed).unwrap_or_else(|| fold(typed));
    let number = folded.bytes().all(|byte| byte.is_ascii_digit());
    let length = folded.chars().count();
    if length >= COMPOUND_TAIL_MIN && !number {
        add_compounds(view, typed, &mut word)?;
    }
    let unfinished = match ending {
        Ending::Whole => false,
        Ending::Open => word.frequency == 0 || (length >= 3 && !number),
        Ending::Unfinished => true,
    };
    if unfinished {
        let longer = Candidates::beginning(view, &folded, |segment| &segment.words)?.best(COMPLETIONS_MAX);
        for candidate in longer.into_iter().filter(|candidate| !is_same_word(&candidate.term, &folded)) {
            candidate.join(&mut word, Source::Words, BEGINNING);
        }
    }
    Ok(word)
}

/// Whether all that have one word are found by the stems of the other: an inflection, whose list would be read for
/// nothing.
fn is_same_word(one: &str, other: &str) -> bool {
    one == other || Language::ALL.into_iter().all(|language| stems(language, one) == stems(language, other))
}

/// Adds German compounds that end in the word.
fn add_compounds(view: &View, typed: &str, word: &mut Word) -> Result<()> {
    for stem in stems(Language::De, typed).iter().filter(|stem| stem.len() >= COMPOUND_TAIL_MIN) {
        let compounds = Candidates::beginning(view, &reversed(stem), |segment| &segment.tails)?.best(COMPLETIONS_MAX);
        for candidate in compounds.into_iter().filter(|candidate| candidate.term.len() > stem.len()) {
            candidate.join(word, Source::Tails, PART);
        }
    }
    Ok(())
}
