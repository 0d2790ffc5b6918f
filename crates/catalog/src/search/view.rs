//! One commit of the index, opened for reading: columns and term dictionaries of every segment.
//!
//! Opening a column by name costs as much as a small search, so it is done once a segment. Brands, categories and
//! sellers are numbered once for all segments, so that counts of several segments add up without comparing texts.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, PoisonError, RwLock};

use tantivy::columnar::{BytesColumn, Cardinality, Column, ColumnValues, StrColumn};
use tantivy::fastfield::AliveBitSet;
use tantivy::index::{InvertedIndexReader, SegmentId};
use tantivy::{DocId, Searcher, SegmentReader};
use types::SellerId;
use uuid::Uuid;

use super::document::QUALITY_LIMIT;
use super::error::{Error, Result};
use super::matching::WINDOW;
use super::schema::{Fields, column};

/// Numbers for values, the same in every segment.
pub(super) struct Numbers<T> {
    known: HashMap<T, u32>,
    values: Vec<T>,
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self { known: HashMap::new(), values: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> Numbers<T> {
    fn number(&mut self, value: T) -> u32 {
        if let Some(&number) = self.known.get(&value) {
            return number;
        }
        let number = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.known.insert(value.clone(), number);
        self.values.push(value);
        number
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// The value of a number.
    pub(super) fn value(&self, number: usize) -> Option<&T> {
        self.values.get(number)
    }
}

/// All that facets count by name.
#[derive(Default)]
pub(super) struct Names {
    pub brands: Numbers<Arc<str>>,
    pub categories: Numbers<Arc<str>>,
    pub sellers: Numbers<SellerId>,
}

/// The names and the opened segments that outlive a commit.
#[derive(Default)]
pub(super) struct Shared {
    names: RwLock<Names>,
    segments: RwLock<HashMap<SegmentId, Opened>>,
}

/// A segment as of the last commit.
struct Opened {
    segment: Arc<Segment>,
    removals: u32,
    touched: Arc<[bool]>,
}

/// A column of whole numbers with one value for every document.
pub(super) type Values = Arc<dyn ColumnValues<u64>>;

/// A column of numbered values: `values` holds a document's place in the segment's dictionary, `numbers` leads from
/// there to the number that is the same everywhere.
pub(super) struct Numbered {
    pub values: Values,
    pub numbers: Vec<u32>,
}

/// A segment's parts that never change once it is written.
pub(super) struct Segment {
    pub max_doc: DocId,
    pub stems: [Arc<InvertedIndexReader>; 3],
    pub words: Arc<InvertedIndexReader>,
    pub tails: Arc<InvertedIndexReader>,
    pub codes: Arc<InvertedIndexReader>,
    pub suggest: Arc<InvertedIndexReader>,
    pub category: Arc<InvertedIndexReader>,
    pub seller: Arc<InvertedIndexReader>,
    pub brands: Numbered,
    brand_dictionary: StrColumn,
    pub categories: Numbered,
    pub sellers: Numbered,
    seller_ids: Vec<SellerId>,
    pub product_high: Values,
    pub product_low: Values,
    pub currency: Values,
    pub price_min: Values,
    pub price_max: Values,
    pub in_stock: Values,
    pub published: Values,
    pub quality: Values,
    /// The most that the quality is in every [`QUALITY_BLOCK`] documents.
    best_quality: Vec<u32>,
}

/// Documents whose best quality is known without reading theirs.
const QUALITY_BLOCK: usize = 256;

/// So many blocks are looked at together.
const QUALITY_BLOCKS_MAX: usize = 4;

/// A segment as of a commit.
pub(super) struct Part {
    pub segment: Arc<Segment>,
    /// None where nothing was removed.
    pub alive: Option<AliveBitSet>,
    /// Whether anything was removed, by window.
    touched: Arc<[bool]>,
}

impl Part {
    /// What was removed, where anything was in the window that begins here.
    pub(super) fn removed_in(&self, base: DocId) -> Option<&AliveBitSet> {
        let touched = self.touched.get(base as usize / WINDOW).copied().unwrap_or(true);
        self.alive.as_ref().filter(|_| touched)
    }

    pub(super) fn is_alive(&self, doc: DocId) -> bool {
        self.alive.as_ref().is_none_or(|alive| alive.is_alive(doc))
    }
}

/// One commit.
pub(super) struct View {
    pub parts: Vec<Part>,
    shared: Arc<Shared>,
    /// Keeps the files of this commit.
    _searcher: Searcher,
}

impl View {
    /// Opens what is new since the last view.
    pub(super) fn open(searcher: Searcher, fields: &Fields, shared: &Arc<Shared>) -> Result<Self> {
        let mut parts = Vec::new();
        let mut known = shared.segments.write().unwrap_or_else(PoisonError::into_inner);
        let mut kept = HashMap::new();
        for reader in searcher.segment_readers().iter().filter(|reader| reader.num_docs() > 0) {
            let (id, removals) = (reader.segment_id(), reader.num_deleted_docs());
            let (segment, touched) = match known.get(&id) {
                Some(before) if before.removals == removals => {
                    (Arc::clone(&before.segment), Arc::clone(&before.touched))
                }
                Some(before) => (Arc::clone(&before.segment), touched(reader)),
                None => (Arc::new(Segment::open(reader, fields, &shared.names)?), touched(reader)),
            };
            let opened = Opened { segment: Arc::clone(&segment), removals, touched: Arc::clone(&touched) };
            kept.insert(id, opened);
            parts.push(Part { segment, alive: reader.alive_bitset().cloned(), touched });
        }
        *known = kept;
        drop(known);
        Ok(Self { parts, shared: Arc::clone(shared), _searcher: searcher })
    }

    /// The names behind the numbers.
    pub(super) fn names(&self) -> std::sync::RwLockReadGuard<'_, Names> {
        self.shared.names.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Segment {
    fn open(reader: &SegmentReader, fields: &Fields, names: &RwLock<Names>) -> Result<Self> {
        let columns = reader.fast_fields();
        let values = |name: &str| full(name, columns.u64(name)?);
        let text = |name: &str| columns.str(name)?.ok_or_else(|| missing(name));
        let (brands, categories) = (text(column::BRAND)?, text(column::CATEGORY)?);
        let sellers = columns.bytes(column::SELLER)?.ok_or_else(|| missing(column::SELLER))?;
        let mut names = names.write().unwrap_or_else(PoisonError::into_inner);
        let names = &mut *names;
        let mut seller_ids = Vec::with_capacity(sellers.num_terms());
        let quality = values(column::QUALITY)?;
        let segment = Self {
            max_doc: reader.max_doc(),
            stems: [
                reader.inverted_index(fields.stems[0])?,
                reader.inverted_index(fields.stems[1])?,
                reader.inverted_index(fields.stems[2])?,
            ],
            words: reader.inverted_index(fields.words)?,
            tails: reader.inverted_index(fields.tails)?,
            codes: reader.inverted_index(fields.codes)?,
            suggest: reader.inverted_index(fields.suggest)?,
            category: reader.inverted_index(fields.category)?,
            seller: reader.inverted_index(fields.seller)?,
            brands: Numbered {
                values: full(column::BRAND, brands.ords().clone())?,
                numbers: numbers(&brands, |name| Ok(names.brands.number(text_of(name)?)))?,
            },
            categories: Numbered {
                values: full(column::CATEGORY, categories.ords().clone())?,
                numbers: numbers(&categories, |path| Ok(names.categories.number(text_of(path)?)))?,
            },
            sellers: Numbered {
                values: full(column::SELLER, sellers.ords().clone())?,
                numbers: numbers(&sellers, |id| {
                    let id = SellerId(Uuid::from_slice(id).map_err(|_| Error::Damaged("a seller's id".into()))?);
                    seller_ids.push(id);
                    Ok(names.sellers.number(id))
                })?,
            },
            seller_ids,
            brand_dictionary: brands,
            product_high: values(column::PRODUCT_HIGH)?,
            product_low: values(column::PRODUCT_LOW)?,
            currency: values(column::CURRENCY)?,
            price_min: values(column::PRICE_MIN)?,
            price_max: values(column::PRICE_MAX)?,
            in_stock: values(column::IN_STOCK)?,
            published: values(column::PUBLISHED)?,
            best_quality: best_of_blocks(&quality, reader.max_doc()),
            quality,
        };
        Ok(segment)
    }

    /// What a document's quality is at most.
    pub(super) fn quality_at_most(&self, doc: DocId) -> u64 {
        self.best_quality.get(doc as usize / QUALITY_BLOCK).copied().map_or(QUALITY_LIMIT, u64::from)
    }

    /// What the quality of documents that follow each other is at most; the most of all where they stand far apart.
    pub(super) fn quality_at_most_among(&self, docs: &[DocId]) -> u64 {
        let (Some(first), Some(last)) = (docs.first(), docs.last()) else { return 0 };
        let (first, last) = (*first as usize / QUALITY_BLOCK, *last as usize / QUALITY_BLOCK);
        match self.best_quality.get(first..=last) {
            Some(blocks) if blocks.len() <= QUALITY_BLOCKS_MAX => {
                blocks.iter().max().map_or(0, |most| u64::from(*most))
            }
            _ => QUALITY_LIMIT,
        }
    }

    /// The place of a brand in this segment's dictionary.
    pub(super) fn brand_place(&self, brand: &str) -> Result<Option<u64>> {
        Ok(self.brand_dictionary.dictionary().term_ord(brand)?)
    }

    /// The place of a seller in this segment's dictionary.
    pub(super) fn seller_place(&self, seller: SellerId) -> Option<u64> {
        self.seller_ids.binary_search(&seller).ok().and_then(|at| u64::try_from(at).ok())
    }

    /// Whose a document is.
    pub(super) fn seller_of(&self, doc: DocId) -> SellerId {
        let place = usize::try_from(self.sellers.values.get_val(doc)).unwrap_or(usize::MAX);
        self.seller_ids.get(place).copied().unwrap_or(SellerId(Uuid::nil()))
    }

    /// The upper half of its product's id.
    pub(super) fn product_high(&self, doc: DocId) -> u64 {
        self.product_high.get_val(doc)
    }

    /// Which product a document is.
    pub(super) fn product_of(&self, doc: DocId) -> u128 {
        u128::from(self.product_high.get_val(doc)) << 64 | u128::from(self.product_low.get_val(doc))
    }
}

fn missing(column: &str) -> Error {
    Error::Damaged(format!("a segment without the column {column}"))
}

/// Every document has exactly one value in every column, so a document's id is its row.
fn full(name: &str, column: Column<u64>) -> Result<Values> {
    if column.get_cardinality() == Cardinality::Full { Ok(column.values) } else { Err(missing(name)) }
}

/// Whether anything was removed, by window.
fn touched(reader: &SegmentReader) -> Arc<[bool]> {
    let Some(alive) = reader.alive_bitset() else { return Arc::default() };
    let end = reader.max_doc();
    let windows = (0..end).step_by(WINDOW).zip((0..end).step_by(WINDOW).skip(1).chain([end]));
    windows.map(|(from, to)| (from..to).any(|doc| alive.is_deleted(doc))).collect()
}

/// The greatest value of every block of documents.
fn best_of_blocks(column: &Values, max_doc: DocId) -> Vec<u32> {
    let mut values = vec![0; QUALITY_BLOCK];
    let blocks = (0..max_doc).step_by(QUALITY_BLOCK).map(|first| {
        let docs = QUALITY_BLOCK.min((max_doc - first) as usize);
        column.get_range(u64::from(first), &mut values[..docs]);
        values[..docs].iter().max().map_or(0, |most| u32::try_from(*most).unwrap_or(u32::MAX))
    });
    blocks.collect()
}

fn text_of(bytes: &[u8]) -> Result<Arc<str>> {
    std::str::from_utf8(bytes).map(Arc::from).map_err(|error| Error::Damaged(error.to_string()))
}

/// Numbers every entry of a dictionary, in its order.
fn numbers(column: &BytesColumn, mut number: impl FnMut(&[u8]) -> Result<u32>) -> Result<Vec<u32>> {
    let mut numbers = Vec::with_capacity(column.num_terms());
    let mut stream = column.dictionary().stream()?;
    while stream.advance() {
        numbers.push(number(stream.key())?);
    }
    Ok(numbers)
}
