//! Terms of a dictionary that a word may stand for: completions, compounds, corrections.

use std::collections::HashMap;
use std::ops::ControlFlow;

use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Term};

use super::error::Result;
use super::plan::{Source, Word};
use super::view::{Segment, View};

/// Terms looked at in one segment. A dictionary has more only under a single letter.
const SCANNED_MAX: usize = 4_000;

/// Documents of a term that are counted.
const COUNTED_MAX: u64 = 2_000;

/// Which dictionary of a segment.
pub(super) type Dictionary = fn(&Segment) -> &InvertedIndexReader;

/// A term that may stand for a word, with its lists by segment.
pub(super) struct Candidate {
    pub term: String,
    pub frequency: u64,
    lists: Vec<(usize, TermInfo)>,
}

impl Candidate {
    /// Makes a word found where this is.
    pub(super) fn join(self, word: &mut Word, source: Source, worth: u8) {
        for (part, info) in self.lists {
            word.add(part, source, info, worth);
        }
    }

    /// Calls `each` with its documents, removed ones too, until it breaks.
    fn for_each_doc(
        &self,
        view: &View,
        dictionary: Dictionary,
        mut each: impl FnMut(usize, DocId) -> ControlFlow<()>,
    ) -> Result<()> {
        for (part, info) in &self.lists {
            let reader = dictionary(&view.parts[*part].segment);
            let mut block = reader.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            while !block.docs().is_empty() {
                for doc in block.docs() {
                    if each(*part, *doc).is_break() {
                        return Ok(());
                    }
                }
                block.advance();
            }
        }
        Ok(())
    }

    /// Whether a document that was not removed has it.
    pub(super) fn is_alive(&self, view: &View, dictionary: Dictionary) -> Result<bool> {
        let mut alive = false;
        self.for_each_doc(view, dictionary, |part, doc| {
            alive = view.parts[part].is_alive(doc);
            if alive { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        Ok(alive)
    }

    /// How many of some documents have it, among the first of its own.
    pub(super) fn count_among(&self, view: &View, dictionary: Dictionary, among: &Marks) -> Result<u64> {
        let (mut seen, mut count) = (0, 0);
        self.for_each_doc(view, dictionary, |part, doc| {
            seen += 1;
            count += u64::from(among.has(part, doc));
            if seen == COUNTED_MAX { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        Ok(count)
    }
}

/// A set of documents.
pub(super) struct Marks(Vec<Vec<u64>>);

impl Marks {
    pub(super) fn new(view: &View) -> Self {
        Self(view.parts.iter().map(|part| vec![0; part.segment.max_doc as usize / 64 + 1]).collect())
    }

    pub(super) fn add(&mut self, part: usize, docs: &[DocId]) {
        for doc in docs {
            self.0[part][*doc as usize / 64] |= 1 << (doc % 64);
        }
    }

    fn has(&self, part: usize, doc: DocId) -> bool {
        self.0[part][doc as usize / 64] >> (doc % 64) & 1 == 1
    }
}

/// Terms of all segments, added up.
#[derive(Default)]
pub(super) struct Candidates(HashMap<Vec<u8>, Candidate>);

impl Candidates {
    /// Terms of a dictionary that begin so.
    pub(super) fn beginning(view: &View, before: &str, of: Dictionary) -> Result<Self> {
        let mut found = Self::default();
        for (part, of_part) in view.parts.iter().enumerate() {
            let mut stream = of(&of_part.segment).terms().range().ge(before).into_stream()?;
            let mut scanned = 0;
            while scanned < SCANNED_MAX && stream.advance() && stream.key().starts_with(before.as_bytes()) {
                found.add(part, stream.key(), stream.value());
                scanned += 1;
            }
        }
        Ok(found)
    }

    /// Words, or words beginning with one, at most so far away. From two on, the first letter must be right, which
    /// keeps the walk through the dictionary short.
    pub(super) fn similar(view: &View, folded: &str, tolerated: u8, beginnings: bool) -> Result<Self> {
        let mut found = Self::default();
        let term = Term::from_field_text(Field::from_field_id(0), folded);
        let query = if beginnings {
            FuzzyTermQuery::new_prefix(term, tolerated, true)
        } else {
            FuzzyTermQuery::new(term, tolerated, true)
        };
        let first =
            if tolerated > 1 { folded.chars().next().map(String::from).unwrap_or_default() } else { String::new() };
        for (part, of_part) in view.parts.iter().enumerate() {
            let mut stream = of_part.segment.words.terms().search(query.automaton()?).ge(&first).into_stream()?;
            let mut scanned = 0;
            while scanned < SCANNED_MAX && stream.advance() && stream.key().starts_with(first.as_bytes()) {
                found.add(part, stream.key(), stream.value());
                scanned += 1;
            }
        }
        Ok(found)
    }

    /// Whether there is none, or only this one.
    pub(super) fn is_empty_but_for(&self, term: &str) -> bool {
        self.0.keys().all(|found| found == term.as_bytes())
    }

    fn add(&mut self, part: usize, term: &[u8], info: &TermInfo) {
        let add = |candidate: &mut Candidate| {
            candidate.frequency += u64::from(info.doc_freq);
            candidate.lists.push((part, info.clone()));
        };
        if let Some(candidate) = self.0.get_mut(term) {
            add(candidate);
        } else if let Ok(text) = std::str::from_utf8(term) {
            let mut candidate = Candidate { term: text.to_owned(), frequency: 0, lists: Vec::new() };
            add(&mut candidate);
            self.0.insert(term.to_vec(), candidate);
        }
    }

    /// The most frequent, first in alphabet among equals.
    pub(super) fn best(self, limit: usize) -> Vec<Candidate> {
        let mut all: Vec<Candidate> = self.0.into_values().collect();
        all.sort_unstable_by(|a, b| b.frequency.cmp(&a.frequency).then_with(|| a.term.cmp(&b.term)));
        all.truncate(limit);
        all
    }
}
