//! What is known of a product on the shelf, and what the index makes of it.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use tantivy::{TantivyDocument, Term, i64_to_u64};
use types::{Currency, Gtin, Language, ProductId, SellerId};

use super::schema::{Fields, LEVEL, SHOWN, push_weighted};
use super::words::{StemCache, fold, foldings, index_of, is_stop_word, joined, words};

/// A product as buyers can find it: one document, whatever the number of its variants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfDocument {
    /// Whose it is.
    pub seller: SellerId,
    /// Which it is.
    pub product: ProductId,
    /// Texts by language.
    pub texts: Vec<ShelfText>,
    /// The brand as it is shown.
    pub brand: Option<String>,
    /// The category's path from the top, its levels parted by `>`: `Kitchen > Coffee Machines`.
    pub category: Option<String>,
    /// What the variants differ in: colours, sizes.
    pub options: Vec<String>,
    /// GTINs of all variants.
    pub gtins: Vec<String>,
    /// The seller's own article numbers of all variants.
    pub skus: Vec<String>,
    /// What it is sold in.
    pub currency: Currency,
    /// The lowest price of its variants, minor units.
    pub price_min: i64,
    /// The highest.
    pub price_max: i64,
    /// Whether any variant can be had.
    pub in_stock: bool,
    /// When it came onto the shelf.
    pub published_at: Timestamp,
    /// 0 (none) to 100: lifts the product among equally good matches. More counts as 100.
    pub boost: u8,
}

/// A product's texts in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfText {
    /// What it is written in.
    pub language: Language,
    /// The title.
    pub title: String,
    /// The description, plain text.
    pub description: String,
}

/// A change of the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The product is on the shelf, like this, whether it was before or not.
    Put(Box<ShelfDocument>),
    /// The product is not on the shelf any more.
    Remove(SellerId, ProductId),
    /// Nothing of this seller is on the shelf any more.
    RemoveSeller(SellerId),
}

/// How much a word weighs by the best place it stands in. A title adds up to [`TITLE_BONUS_MAX`].
const TITLE: u8 = 8;
const TITLE_BONUS_MAX: u8 = 5;
const BRAND: u8 = 6;
const CATEGORY: u8 = 4;
const OPTION: u8 = 3;
const DESCRIPTION: u8 = 1;

/// The most a word can weigh in a document.
pub(super) const WEIGHT_MAX: u8 = TITLE + TITLE_BONUS_MAX;

/// The most that stock and boost add to a relevance.
const QUALITY_MAX: u64 = 63;

/// The lowest bits of a relevance, which decide among equals.
pub(super) const TIE_BITS: u32 = 16;

/// The most that the column of qualities holds.
pub(super) const QUALITY_LIMIT: u64 = ((QUALITY_MAX + 1) << TIE_BITS) - 1;

/// Distinct words of a description that are searched; texts beyond are boilerplate.
const DESCRIPTION_WORDS_MAX: usize = 500;

/// Levels of a category and the words of anything else that are looked at.
const LEVELS_MAX: usize = 8;
const VALUES_MAX: usize = 500;

/// What decides among equally good products: a number by chance that stays with the product, so that neither a seller nor
/// an age is preferred, pages stay in order and nodes agree. As a part of the relevance it costs nothing to read, where
/// looking up the ids of tens of thousands of equals took half the time of a search.
pub(super) fn tie(product: ProductId) -> u64 {
    let (high, low) = product.0.as_u64_pair();
    mixed(high.rotate_left(32) ^ low) >> (u64::BITS - TIE_BITS)
}

/// A number that looks random, the same every time (splitmix64).
pub(super) fn mixed(seed: u64) -> u64 {
    let seed = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (seed ^ seed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

/// Thirty-two bytes that name a product.
pub(super) fn key(seller: SellerId, product: ProductId) -> [u8; 32] {
    let mut key = [0; 32];
    key[..16].copy_from_slice(seller.0.as_bytes());
    key[16..].copy_from_slice(product.0.as_bytes());
    key
}

/// The term that all documents of a change stand under.
pub(super) fn target(fields: &Fields, change: &Change) -> Term {
    let product = |seller, product| Term::from_field_bytes(fields.key, &key(seller, product));
    match change {
        Change::Put(document) => product(document.seller, document.product),
        Change::Remove(seller, id) => product(*seller, *id),
        Change::RemoveSeller(seller) => Term::from_field_bytes(fields.seller, seller.0.as_bytes()),
    }
}

/// A category's path with its levels trimmed and joined as the index has them; empty for none.
pub(super) fn category_path(path: &str) -> String {
    let clean = |level: &str| {
        level
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let levels: Vec<String> = path.split('>').map(clean).filter(|level| !level.is_empty()).take(LEVELS_MAX).collect();
    levels.join(&String::from(LEVEL))
}

/// A path of the index as it is shown.
pub(super) fn shown_path(path: &str) -> String {
    path.replace(LEVEL, " > ")
}

/// A brand as the index has it.
pub(super) fn brand_name(brand: &str) -> String {
    brand.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A currency as a number that does not depend on the order of its declaration.
pub(super) fn currency_number(currency: Currency) -> u64 {
    currency.code().bytes().fold(0, |number, letter| number << 8 | u64::from(letter))
}

/// A number under a bar code without the leading zeros that tell GTIN-12 from GTIN-13; None if it is no such number.
pub(super) fn gtin_code(text: &str) -> Option<String> {
    let gtin: Gtin = text.trim().parse().ok()?;
    Some(format!("g{}", gtin.gtin14().trim_start_matches('0')))
}

/// An article number, whatever its case.
pub(super) fn sku_code(text: &str) -> String {
    format!("s{}", text.trim().chars().take(120).flat_map(char::to_lowercase).collect::<String>())
}

/// The part of the `suggest` dictionary in which words of a language stand.
pub(super) const fn suggest_kind(language: Language) -> char {
    match language {
        Language::En => 'e',
        Language::Fr => 'f',
        Language::De => 'g',
    }
}
/// Where brands stand there.
pub(super) const SUGGEST_BRAND: char = 'b';
/// Where categories stand there.
pub(super) const SUGGEST_CATEGORY: char = 'c';

/// The shortest stem that may be a compound.
const COMPOUND_MIN: usize = 8;

/// Last letter first.
pub(super) fn reversed(word: &str) -> String {
    word.chars().rev().collect()
}

/// A text reduced to its folded words.
pub(super) fn folded_words(text: &str) -> String {
    words(text).iter().map(|word| fold(word)).collect::<Vec<_>>().join(" ")
}

/// Words with the weight of the best place they stand in.
#[derive(Default)]
struct Weights(HashMap<String, u8>);

impl Weights {
    fn raise(&mut self, word: &str, weight: u8) {
        if let Some(known) = self.0.get_mut(word) {
            *known = weight.max(*known);
        } else if !word.is_empty() {
            self.0.insert(word.to_owned(), weight);
        }
    }

    fn encode(&self) -> String {
        let mut out = String::with_capacity(self.0.len() * 12);
        for (word, &weight) in &self.0 {
            push_weighted(&mut out, word, weight);
        }
        out
    }
}

/// Makes tantivy's documents of ours.
pub(super) struct Builder {
    fields: Fields,
    cache: StemCache,
}

impl Builder {
    pub(super) fn new(fields: Fields) -> Self {
        Self { fields, cache: StemCache::default() }
    }

    pub(super) fn build(&mut self, shelf: &ShelfDocument) -> TantivyDocument {
        let mut out = TantivyDocument::default();
        self.add_identity(shelf, &mut out);
        self.add_texts(shelf, &mut out);
        out
    }

    fn add_identity(&self, shelf: &ShelfDocument, out: &mut TantivyDocument) {
        let f = &self.fields;
        out.add_bytes(f.key, &key(shelf.seller, shelf.product));
        out.add_bytes(f.seller, shelf.seller.0.as_bytes());
        let (high, low) = shelf.product.0.as_u64_pair();
        out.add_u64(f.product_high, high);
        out.add_u64(f.product_low, low);
        out.add_u64(f.currency, currency_number(shelf.currency));
        out.add_u64(f.price_min, i64_to_u64(shelf.price_min));
        out.add_u64(f.price_max, i64_to_u64(shelf.price_max));
        out.add_u64(f.in_stock, u64::from(shelf.in_stock));
        out.add_u64(f.published, i64_to_u64(shelf.published_at.as_microsecond()));
        let quality = u64::from(shelf.boost.min(100)) * 31 / 100 + if shelf.in_stock { 32 } else { 0 };
        out.add_u64(f.quality, quality.min(QUALITY_MAX) << TIE_BITS | tie(shelf.product));
        for code in shelf.gtins.iter().take(VALUES_MAX).filter_map(|gtin| gtin_code(gtin)) {
            out.add_text(f.codes, code);
        }
        for sku in shelf.skus.iter().take(VALUES_MAX).filter(|sku| !sku.trim().is_empty()) {
            out.add_text(f.codes, sku_code(sku));
        }
        let brand = shelf.brand.as_deref().map(brand_name).unwrap_or_default();
        out.add_text(f.brand, &brand);
        if !brand.is_empty() {
            out.add_text(f.suggest, format!("{SUGGEST_BRAND}{}{SHOWN}{brand}", folded_words(&brand)));
        }
        let path = shelf.category.as_deref().map(category_path).unwrap_or_default();
        out.add_text(f.category_path, &path);
        let ends = path.match_indices(LEVEL).map(|(at, _)| at).chain((!path.is_empty()).then_some(path.len()));
        for above in ends.map(|end| &path[..end]) {
            out.add_text(f.category, above);
            let name = above.rsplit(LEVEL).next().unwrap_or_default();
            out.add_text(f.suggest, format!("{SUGGEST_CATEGORY}{}{SHOWN}{above}", folded_words(name)));
        }
    }

    fn add_texts(&mut self, shelf: &ShelfDocument, out: &mut TantivyDocument) {
        let mut shared: Vec<(String, u8)> = Vec::new();
        let mut share = |text: &str, weight| {
            shared.extend(words(text).into_iter().chain(joined(text)).map(|word| (word, weight)));
        };
        share(shelf.brand.as_deref().unwrap_or_default(), BRAND);
        share(shelf.category.as_deref().unwrap_or_default(), CATEGORY);
        shelf.options.iter().take(VALUES_MAX).for_each(|option| share(option, OPTION));

        let mut vocabulary = Weights::default();
        for (word, weight) in &shared {
            foldings(word).for_each(|folded| vocabulary.raise(&folded, *weight));
        }
        let mut stems: [Weights; 3] = Default::default();
        let (mut tails, mut completions) = (Weights::default(), HashSet::new());
        for language in Language::ALL {
            let weights = &mut stems[index_of(language)];
            // A text in several parts of one language (there should be one) counts as one.
            for text in shelf.texts.iter().filter(|text| text.language == language) {
                for (word, weight) in title_words(&text.title) {
                    for stem in self.cache.stems(language, &word) {
                        weights.raise(stem, weight);
                        if language == Language::De && stem.len() >= COMPOUND_MIN {
                            tails.raise(&reversed(stem), weight);
                        }
                    }
                    for folded in foldings(&word) {
                        vocabulary.raise(&folded, weight);
                        if word.chars().nth(1).is_some() && !is_stop_word(&word) {
                            completions.insert(format!("{}{folded}{SHOWN}{word}", suggest_kind(language)));
                        }
                    }
                }
                for word in joined(&text.title) {
                    foldings(&word).for_each(|folded| vocabulary.raise(&folded, TITLE));
                    self.cache.stems(language, &word).iter().for_each(|stem| weights.raise(stem, TITLE));
                }
                for word in words(&text.description).iter().filter(|word| !is_stop_word(word)) {
                    if weights.0.len() < DESCRIPTION_WORDS_MAX {
                        self.cache.stems(language, word).iter().for_each(|stem| weights.raise(stem, DESCRIPTION));
                    }
                }
            }
            let speaks = shelf.texts.iter().any(|text| text.language == language) || shelf.texts.is_empty();
            for (word, weight) in shared.iter().filter(|_| speaks) {
                self.cache.stems(language, word).iter().for_each(|stem| weights.raise(stem, *weight));
            }
            out.add_text(self.fields.stems[index_of(language)], weights.encode());
        }
        out.add_text(self.fields.words, vocabulary.encode());
        out.add_text(self.fields.tails, tails.encode());
        for completion in completions {
            out.add_text(self.fields.suggest, completion);
        }
    }
}

/// The words of a title with their weights: more in a short title, and for the first word that means something.
fn title_words(title: &str) -> Vec<(String, u8)> {
    let words = words(title);
    let meant = words.iter().filter(|word| !is_stop_word(word)).count();
    let short = match meant {
        0..=2 => 4,
        3 => 3,
        4 | 5 => 2,
        6..=8 => 1,
        _ => 0,
    };
    let first = words.iter().position(|word| !is_stop_word(word)).unwrap_or(0);
    words.into_iter().enumerate().map(|(at, word)| (word, TITLE + short + u8::from(at == first))).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn titles_weigh_more_the_shorter_they_are() {
        assert_eq!(title_words("Die Kaffeemaschine"), [("die".into(), 12), ("kaffeemaschine".into(), WEIGHT_MAX)]);
        let long =
            title_words("Reinigungstabletten für Kaffeevollautomaten und Kaffeemaschinen, 20 Stück zu je 2 g, Dose");
        assert!(long.iter().any(|(word, weight)| word == "kaffeemaschinen" && *weight == TITLE));
    }

    #[test]
    fn category_paths_are_cleaned() {
        assert_eq!(category_path(" Kitchen >Coffee\t Machines> > "), "Kitchen\u{1}Coffee Machines");
        assert_eq!(category_path(" > "), "");
        assert_eq!(shown_path(&category_path("A>B")), "A > B");
    }

    #[test]
    fn codes_do_not_depend_on_their_spelling() {
        assert_eq!(gtin_code("9780439023481"), gtin_code("0-439-02348-3"));
        assert_eq!(gtin_code("4006381333932"), None);
        assert_eq!(sku_code(" AB-1 "), "sab-1");
    }
}
