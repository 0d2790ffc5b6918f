//! Words that were mistyped, taken for words that products have.
//!
//! Of several words that one may have meant, the one is taken that most products have together with the other words:
//! `hary potter` is not `mary potter`, though more products have `mary`.

use std::ops::ControlFlow;

use types::Language;

use super::candidates::Candidates;
use super::document::suggest_kind;
use super::error::Result;
use super::matching::for_each_window;
use super::plan::{Ending, Plan, Word, word};
use super::schema::SHOWN;
use super::view::View;
use super::words::{fold, fold_umlauts};

/// Letters from which a word may have one mistake, and two.
const ONE_MISTAKE_MIN: usize = 4;
const TWO_MISTAKES_MIN: usize = 8;

/// Words that are tried for one.
const TRIED_MAX: usize = 6;

/// Words that are near enough to be considered, the most frequent.
const NEAR_MAX: usize = 100;

/// Words that are corrected together, so that every pair is tried; of any others the most frequent is taken.
const TOGETHER_MAX: usize = 2;

/// Products that are enough to tell which is likelier.
const COUNTED_MAX: u64 = 5_000;

impl Plan {
    /// Takes words that no product has for words that some have.
    pub(super) fn correct_unknown(&mut self, view: &View, language: Language) -> Result<()> {
        let unknown = |(at, word): (usize, &Word)| (word.frequency == 0).then_some(at);
        let unknown: Vec<usize> = self.words.iter().enumerate().filter_map(unknown).collect();
        let mut tried: Vec<(usize, Vec<Word>)> = Vec::new();
        for at in unknown {
            let meant = meant_by(view, language, &self.words[at])?;
            if !meant.is_empty() {
                tried.push((at, meant));
            }
        }
        // The most frequent first; it stays where nothing speaks for another.
        for (at, meant) in tried.iter_mut().skip(TOGETHER_MAX) {
            self.words[*at] = meant.swap_remove(0);
        }
        tried.truncate(TOGETHER_MAX);
        match tried.as_mut_slice() {
            [] => Ok(()),
            [(at, meant)] => {
                let best = self.likeliest(view, &[*at], std::mem::take(meant).into_iter().map(|word| vec![word]))?;
                self.put(&[*at], best);
                Ok(())
            }
            [(first, one), (second, other), ..] => {
                let places = [*first, *second];
                let pairs = one.iter().flat_map(|one| other.iter().map(|other| vec![one.clone(), other.clone()]));
                let best = self.likeliest(view, &places, pairs)?;
                self.put(&places, best);
                Ok(())
            }
        }
    }

    /// Takes one word for another if that finds products: to be tried when there are none that have all words.
    pub(super) fn correct_known(&mut self, view: &View, language: Language) -> Result<bool> {
        let mut rarest: Vec<usize> = (0..self.words.len()).collect();
        rarest.sort_by_key(|at| self.words[*at].frequency);
        for at in rarest {
            for meant in meant_by(view, language, &self.words[at])? {
                let typed = std::mem::replace(&mut self.words[at], meant);
                if count(view, self)? > 0 {
                    return Ok(true);
                }
                self.words[at] = typed;
            }
        }
        Ok(false)
    }

    fn put(&mut self, places: &[usize], words: Vec<Word>) {
        for (at, word) in places.iter().zip(words) {
            self.words[*at] = word;
        }
    }

    /// The choice with which most products have every word. Words that still nothing has do not count.
    fn likeliest(
        &mut self,
        view: &View,
        places: &[usize],
        mut choices: impl Iterator<Item = Vec<Word>>,
    ) -> Result<Vec<Word>> {
        let mut best = choices.next().unwrap_or_default();
        let others = self.words.iter().enumerate().filter(|(at, word)| !places.contains(at) && word.frequency > 0);
        let others: Vec<Word> = others.map(|(_, word)| word.clone()).collect();
        if others.is_empty() && places.len() == 1 {
            return Ok(best);
        }
        let count = |choice: &[Word]| {
            let words = others.iter().chain(choice).cloned().collect();
            count(view, &Plan { words, required: self.required.clone() })
        };
        let mut most = count(&best)?;
        for choice in choices {
            let found = count(&choice)?;
            if found > most {
                (best, most) = (choice, found);
            }
        }
        Ok(best)
    }
}

/// How many products have every word, up to where it does not matter.
fn count(view: &View, plan: &Plan) -> Result<u64> {
    let mut count = 0;
    for_each_window(view, plan, |_, matches| {
        count += matches.docs().len() as u64;
        if count < COUNTED_MAX { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(count)
}

/// The nearest words that products have, the most frequent first.
fn meant_by(view: &View, language: Language, typed: &Word) -> Result<Vec<Word>> {
    let length = typed.typed.chars().count();
    let folded = fold_umlauts(&typed.typed).unwrap_or_else(|| fold(&typed.typed));
    let number = folded.bytes().any(|byte| byte.is_ascii_digit());
    if length < ONE_MISTAKE_MIN || number || typed.corrected.is_some() {
        return Ok(Vec::new());
    }
    let mut near = Candidates::similar(view, &folded, 1, false)?;
    if near.is_empty_but_for(&folded) && length >= TWO_MISTAKES_MIN {
        near = Candidates::similar(view, &folded, 2, false)?;
    }
    if near.is_empty_but_for(&folded) && typed.ending != Ending::Whole {
        near = Candidates::similar(view, &folded, 1, true)?;
    }
    let mut near = near.best(NEAR_MAX);
    near.retain(|candidate| candidate.term != folded);
    near.sort_by_key(|candidate| std::cmp::Reverse(likelihood(&folded, &candidate.term, candidate.frequency)));
    let mut meant = Vec::new();
    for candidate in near.into_iter().take(TRIED_MAX) {
        let shown = shown(view, language, &candidate.term)?;
        let mut word = word(view, language, &shown, Ending::Whole)?;
        word.typed.clone_from(&typed.typed);
        word.corrected = Some(shown);
        meant.push(word);
    }
    Ok(meant)
}

/// How likely one word was typed for another: the more products have it the more, much more if only letters were
/// swapped or a doubled one was typed once, and much less if the first letter is wrong.
fn likelihood(typed: &str, meant: &str, frequency: u64) -> u64 {
    let letters = |word: &str, doubled: bool| {
        let mut letters: Vec<char> = word.chars().collect();
        if doubled {
            letters.sort_unstable();
        } else {
            letters.dedup();
        }
        letters
    };
    let same_first = typed.chars().next() == meant.chars().next();
    let slip = letters(typed, false) == letters(meant, false) || letters(typed, true) == letters(meant, true);
    frequency * if slip { 100 } else { 10 } / if same_first { 1 } else { 10 }
}

/// How a folded word is written: its most frequent form, in the query's language if it has one there.
fn shown(view: &View, language: Language, folded: &str) -> Result<String> {
    let others = Language::ALL.into_iter().filter(|other| *other != language);
    for language in std::iter::once(language).chain(others) {
        let before = format!("{}{folded}{SHOWN}", suggest_kind(language));
        let forms = Candidates::beginning(view, &before, |segment| &segment.suggest)?;
        if let Some(form) = forms.best(1).first().and_then(|form| form.term.get(before.len()..)) {
            return Ok(form.to_owned());
        }
    }
    Ok(folded.to_owned())
}
