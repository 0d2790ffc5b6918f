//! Documents that have every word, window by window.
//!
//! A segment is walked in windows of [`WINDOW`] documents. In each, the rarest word gives the candidates; every further
//! word, rarer first, keeps those it has. A word with few postings here is laid out as an array of weights and looked
//! up; one with many is asked candidate by candidate, which skips most of its postings. So the work is bounded by the
//! rarest word where words differ, and by one pass over the postings where all are frequent.

use std::ops::ControlFlow;

use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, TERMINATED};

use super::document::WEIGHT_MAX;
use super::error::Result;
use super::plan::{List, Plan, Word};
use super::view::{Segment, View};

/// Documents looked at together: the arrays of a window fit the first-level cache.
pub(super) const WINDOW: usize = 4096;
const WINDOW_DOCS: DocId = 4096;

/// Asking for one candidate costs about as much as laying out so many postings.
const ASK_COST: u64 = 12;

// A weight is the frequency of a word in a document: it must be found in the table of a cursor.
const _: () = assert!(WEIGHT_MAX < 16);

/// Weights of a block of a list that has none; tantivy's blocks have 128 documents.
static UNWEIGHTED: [u32; 128] = [1; 128];

/// The documents of a window that have every word, in order, and what the words are worth in each.
pub(super) struct Matches {
    docs: Box<[DocId; WINDOW]>,
    worth: Box<[u16; WINDOW]>,
    count: usize,
}

impl Default for Matches {
    fn default() -> Self {
        Self { docs: Box::new([0; WINDOW]), worth: Box::new([0; WINDOW]), count: 0 }
    }
}

impl Matches {
    /// The documents.
    pub(super) fn docs(&self) -> &[DocId] {
        &self.docs[..self.count]
    }

    /// What the words are worth in each.
    pub(super) fn worth(&self) -> &[u16] {
        &self.worth[..self.count]
    }

    /// Takes every place of the array that is not zero, eight at a time: one branch for eight places, and then as much
    /// work as there are matches.
    fn take(&mut self, base: DocId, array: &[u8; WINDOW]) {
        const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
        let mut count = 0;
        for (eight, at) in array.as_chunks::<8>().0.iter().zip((base..).step_by(8)) {
            let bytes = u64::from_le_bytes(*eight);
            // The high bit of every byte that is not zero.
            let mut found = (((bytes & LOW) + LOW) | bytes) & !LOW;
            while found != 0 {
                let place = found.trailing_zeros() / 8;
                self.docs[count % WINDOW] = at + place;
                // Not `eight[place]`: that would read in parts what was read whole, which stalls.
                self.worth[count % WINDOW] = (bytes >> (8 * place) & 0xff) as u16;
                count += 1;
                found &= found - 1;
            }
        }
        self.count = count;
    }

    /// Takes all documents from the first of the window on, worth nothing.
    fn take_all(&mut self, base: DocId, end: DocId) {
        self.count = (end - base) as usize;
        for (slot, doc) in self.docs.iter_mut().zip(base..end) {
            *slot = doc;
        }
        self.worth.fill(0);
    }

    /// Takes a part of a posting list, where a weight of 1 is worth so much.
    fn push_block(&mut self, docs: &[DocId], freqs: &[u32], unit: u8) {
        let places = self.count..self.count + docs.len();
        self.docs[places.clone()].copy_from_slice(docs);
        for (worth, freq) in self.worth[places].iter_mut().zip(freqs) {
            // As in the table of a cursor, but many at once.
            *worth = ((*freq & 15) as u16 * u16::from(unit)).clamp(1, 255);
        }
        self.count += docs.len();
    }

    /// Keeps those of which `keep`, asked in order, says so. Runs that are kept whole are moved whole: few documents of a
    /// segment were removed.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(usize, DocId) -> bool) {
        const RUN: usize = 32;
        let mut kept = 0;
        for from in (0..self.count).step_by(RUN) {
            let to = self.count.min(from + RUN);
            let mut mask = 0_u32;
            for (bit, &doc) in self.docs[from..to].iter().enumerate() {
                mask |= u32::from(keep(from + bit, doc)) << bit;
            }
            if mask.count_ones() as usize == to - from {
                if kept < from {
                    self.docs.copy_within(from..to, kept);
                    self.worth.copy_within(from..to, kept);
                }
                kept += to - from;
                continue;
            }
            while mask != 0 {
                let index = from + mask.trailing_zeros() as usize;
                self.docs[kept % WINDOW] = self.docs[index % WINDOW];
                self.worth[kept % WINDOW] = self.worth[index % WINDOW];
                kept += 1;
                mask &= mask - 1;
            }
        }
        self.count = kept;
    }
}

/// A posting list being read.
struct Cursor {
    block: BlockSegmentPostings,
    at: usize,
    /// What a match is worth, by the weight of the word in the document.
    worth: [u8; 16],
}

impl Cursor {
    fn open(segment: &Segment, list: &List) -> Result<Self> {
        let reader = list.source.of(segment);
        let block = reader.read_block_postings_from_terminfo(&list.info, IndexRecordOption::WithFreqs)?;
        let mut worth = [0; 16];
        for (weight, worth) in (0..).zip(&mut worth) {
            *worth = list.worth.saturating_mul(weight).max(1);
        }
        Ok(Self { block, at: 0, worth })
    }

    /// The current document; `TERMINATED` after the last.
    fn doc(&self) -> DocId {
        self.block.docs().get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() < target {
            self.at = self.block.seek(target);
        }
        self.doc()
    }

    fn worth(&self) -> u8 {
        self.worth[(self.block.freq(self.at) & 15) as usize]
    }

    /// Calls `each` with the documents of a window and the weights of the word in them, block by block.
    fn for_each_block_in(&mut self, base: DocId, mut each: impl FnMut(&[DocId], &[u32], &[u8; 16])) {
        self.seek(base);
        let end = base + WINDOW_DOCS;
        loop {
            let docs = self.block.docs();
            let Some(last) = docs.last() else { return };
            let to = if *last < end { docs.len() } else { docs.partition_point(|doc| *doc < end) };
            let from = self.at.min(to);
            let freqs = self.block.freqs();
            // A list without weights has weight 1.
            let freqs = if freqs.len() == docs.len() { &freqs[from..to] } else { &UNWEIGHTED[from..to] };
            each(&docs[from..to], freqs, &self.worth);
            self.at = to;
            if to < docs.len() {
                return;
            }
            self.block.advance();
            self.at = 0;
        }
    }

    /// Enters the worth of every posting of the window into `array`, which is empty.
    fn lay_out(&mut self, base: DocId, array: &mut [u8; WINDOW]) {
        self.for_each_block_in(base, |docs, freqs, worth| {
            for (doc, freq) in docs.iter().zip(freqs) {
                array[(doc - base) as usize % WINDOW] = worth[(freq & 15) as usize];
            }
        });
    }

    /// Enters it where it is more than what stands there.
    fn lay_over(&mut self, base: DocId, array: &mut [u8; WINDOW]) {
        self.for_each_block_in(base, |docs, freqs, worth| {
            for (doc, freq) in docs.iter().zip(freqs) {
                let slot = &mut array[(doc - base) as usize % WINDOW];
                *slot = worth[(freq & 15) as usize].max(*slot);
            }
        });
    }
}

/// A word's lists in one segment.
struct Reader {
    cursors: Vec<Cursor>,
    frequency: u64,
    counts: bool,
}

impl Reader {
    /// None if no document of the segment has the word.
    fn open(segment: &Segment, word: &Word, part: usize) -> Result<Option<Self>> {
        let Some(lists) = word.lists.get(part).filter(|lists| !lists.is_empty()) else { return Ok(None) };
        // The longest first: it meets an empty array.
        let mut lists: Vec<&List> = lists.iter().collect();
        lists.sort_unstable_by_key(|list| std::cmp::Reverse(list.info.doc_freq));
        let cursors = lists.iter().map(|list| Cursor::open(segment, list)).collect::<Result<Vec<_>>>()?;
        let frequency = lists.iter().map(|list| u64::from(list.info.doc_freq)).sum();
        Ok(Some(Self { cursors, frequency, counts: word.counts }))
    }

    fn next_doc(&self) -> DocId {
        self.cursors.iter().map(Cursor::doc).min().unwrap_or(TERMINATED)
    }

    fn worth_of(&mut self, doc: DocId) -> u8 {
        let worth = |cursor: &mut Cursor| if cursor.seek(doc) == doc { cursor.worth() } else { 0 };
        self.cursors.iter_mut().map(worth).max().unwrap_or(0)
    }

    fn lay_out(&mut self, base: DocId, array: &mut [u8; WINDOW]) {
        array.fill(0);
        if let Some((first, others)) = self.cursors.split_first_mut() {
            first.lay_out(base, array);
            for cursor in others {
                cursor.lay_over(base, array);
            }
        }
    }

    /// Candidates of a window: all that have this word.
    fn begin(&mut self, base: DocId, array: &mut [u8; WINDOW], matches: &mut Matches) {
        if let [only] = self.cursors.as_mut_slice() {
            only.for_each_block_in(base, |docs, freqs, worth| matches.push_block(docs, freqs, worth[1]));
        } else {
            self.lay_out(base, array);
            matches.take(base, array);
        }
        if !self.counts {
            matches.worth.fill(0);
        }
    }

    /// Keeps the candidates that have this word too.
    fn narrow(&mut self, base: DocId, max_doc: DocId, array: &mut [u8; WINDOW], matches: &mut Matches) {
        let asked = matches.count as u64 * self.cursors.len() as u64 * ASK_COST;
        let here = u64::from(max_doc.clamp(1, WINDOW_DOCS));
        let laid_out = self.frequency * here / u64::from(max_doc.max(1)) + WINDOW as u64 / 32;
        let lay_out = laid_out < asked;
        if lay_out {
            self.lay_out(base, array);
        }
        let mut kept = 0;
        for index in 0..matches.count {
            let doc = matches.docs[index];
            let worth = if lay_out { array[(doc - base) as usize % WINDOW] } else { self.worth_of(doc) };
            matches.docs[kept % WINDOW] = doc;
            matches.worth[kept % WINDOW] = matches.worth[index] + if self.counts { u16::from(worth) } else { 0 };
            kept += usize::from(worth > 0);
        }
        matches.count = kept;
    }
}

/// Calls `each` with the matches of every window that has any, until it breaks: part by part, in order of documents.
pub(super) fn for_each_window(
    view: &View,
    plan: &Plan,
    mut each: impl FnMut(usize, &mut Matches) -> ControlFlow<()>,
) -> Result<()> {
    let mut matches = Matches::default();
    let mut array = Box::new([0_u8; WINDOW]);
    for (at, part) in view.parts.iter().enumerate() {
        let segment = &part.segment;
        let mut readers = Vec::new();
        for word in plan.words.iter().chain(&plan.required) {
            readers.push(Reader::open(segment, word, at)?);
        }
        let Some(mut readers) = readers.into_iter().collect::<Option<Vec<Reader>>>() else { continue };
        readers.sort_by_key(|reader| reader.frequency);
        let mut base = 0;
        while base < segment.max_doc {
            matches.count = 0;
            if let Some((lead, others)) = readers.split_first_mut() {
                base = lead.next_doc().max(base) / WINDOW_DOCS * WINDOW_DOCS;
                if base >= segment.max_doc {
                    break;
                }
                lead.begin(base, &mut array, &mut matches);
                for reader in others {
                    if matches.count == 0 {
                        break;
                    }
                    reader.narrow(base, segment.max_doc, &mut array, &mut matches);
                }
            } else {
                matches.take_all(base, segment.max_doc.min(base + WINDOW_DOCS));
            }
            if let Some(alive) = part.removed_in(base) {
                matches.retain(|_, doc| alive.is_alive(doc));
            }
            if matches.count > 0 && each(at, &mut matches).is_break() {
                return Ok(());
            }
            base += WINDOW_DOCS;
        }
    }
    Ok(())
}
