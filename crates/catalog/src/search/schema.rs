//! The fields of a search document, and how weights get into posting lists.

use tantivy::schema::{
    BytesOptions, FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{RAW_TOKENIZER_NAME, Token, TokenStream, Tokenizer, TokenizerManager};

/// Raised with every change of fields, folding, stemming or weights: an index of another version is rebuilt.
pub(super) const SCHEMA_VERSION: u32 = 2;

/// Joins the levels of a category path in the index: below every printable character, so that a category and all below
/// it stand together in sorted order.
pub(super) const LEVEL: char = '\u{1}';

/// Parts the folded form from the shown form in the terms of `suggest`.
pub(super) const SHOWN: char = '\u{1}';

/// Where everything stands in a document. Nothing is stored: the index answers with ids.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    /// Seller and product, 32 bytes: what updates and removals go by.
    pub key: Field,
    /// Seller, 16 bytes.
    pub seller: Field,
    /// The upper half of the product's id.
    pub product_high: Field,
    /// The lower half.
    pub product_low: Field,
    /// Stems of everything, by language; a term's frequency is its weight.
    pub stems: [Field; 3],
    /// Folded words of titles, brand, category and options: for words half typed or mistyped.
    pub words: Field,
    /// German stems of titles, last letter first: for compounds that end in a word, as `Stabstaubsauger` in `Staubsauger`.
    pub tails: Field,
    /// GTINs and SKUs.
    pub codes: Field,
    /// Completions: kind, folded form, shown form.
    pub suggest: Field,
    /// The category and every category above it.
    pub category: Field,
    /// The category, for counting.
    pub category_path: Field,
    /// The brand as shown, or the empty string.
    pub brand: Field,
    /// Three letters as a number.
    pub currency: Field,
    /// Minor units, mapped to `u64` in order.
    pub price_min: Field,
    /// Likewise.
    pub price_max: Field,
    /// 0 or 1.
    pub in_stock: Field,
    /// Microseconds since 1970, mapped to `u64` in order.
    pub published: Field,
    /// What relevance adds to the words: stock and boost, and what decides among equals.
    pub quality: Field,
}

/// The names of the columns, which are opened by name.
pub(super) mod column {
    pub(in crate::search) const SELLER: &str = "seller";
    pub(in crate::search) const PRODUCT_HIGH: &str = "product_high";
    pub(in crate::search) const PRODUCT_LOW: &str = "product_low";
    pub(in crate::search) const CATEGORY: &str = "category_path";
    pub(in crate::search) const BRAND: &str = "brand";
    pub(in crate::search) const CURRENCY: &str = "currency";
    pub(in crate::search) const PRICE_MIN: &str = "price_min";
    pub(in crate::search) const PRICE_MAX: &str = "price_max";
    pub(in crate::search) const IN_STOCK: &str = "in_stock";
    pub(in crate::search) const PUBLISHED: &str = "published";
    pub(in crate::search) const QUALITY: &str = "quality";
}

const WEIGHTED: &str = "weighted";

/// The schema and its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let text = |tokenizer, record| {
        let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record);
        TextOptions::default().set_indexing_options(indexing.set_fieldnorms(false))
    };
    let weighted = text(WEIGHTED, IndexRecordOption::WithFreqs);
    let raw = text(RAW_TOKENIZER_NAME, IndexRecordOption::Basic);
    let counted = TextOptions::default().set_fast(RAW_TOKENIZER_NAME);
    let number = NumericOptions::default() | FAST;
    let fields = Fields {
        key: schema.add_bytes_field("key", INDEXED),
        seller: schema.add_bytes_field(column::SELLER, BytesOptions::default().set_indexed().set_fast()),
        product_high: schema.add_u64_field(column::PRODUCT_HIGH, number.clone()),
        product_low: schema.add_u64_field(column::PRODUCT_LOW, number.clone()),
        stems: ["stems_en", "stems_fr", "stems_de"].map(|name| schema.add_text_field(name, weighted.clone())),
        words: schema.add_text_field("words", weighted.clone()),
        tails: schema.add_text_field("tails", weighted),
        codes: schema.add_text_field("codes", raw.clone()),
        suggest: schema.add_text_field("suggest", raw.clone()),
        category: schema.add_text_field("category", raw),
        category_path: schema.add_text_field(column::CATEGORY, counted.clone()),
        brand: schema.add_text_field(column::BRAND, counted),
        currency: schema.add_u64_field(column::CURRENCY, number.clone()),
        price_min: schema.add_u64_field(column::PRICE_MIN, number.clone()),
        price_max: schema.add_u64_field(column::PRICE_MAX, number.clone()),
        in_stock: schema.add_u64_field(column::IN_STOCK, number.clone()),
        published: schema.add_u64_field(column::PUBLISHED, number.clone()),
        quality: schema.add_u64_field(column::QUALITY, number),
    };
    (schema.build(), fields)
}

/// tantivy's tokenizers and ours.
pub(super) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(WEIGHTED, Weighted::default());
    tokenizers
}

/// Writes a word and its weight as [`Weighted`] reads it.
pub(super) fn push_weighted(out: &mut String, word: &str, weight: u8) {
    out.push(char::from(b'@' + weight));
    out.push_str(word);
    out.push(' ');
}

/// Reads `"Hkaffeemaschin Aelektrisch "`: a letter for the weight (`A` is 1), then the word. It emits each word as often
/// as it weighs, so that the frequency in the posting list is the weight: the best place in which a document has the
/// word, found at indexing, read for free at searching.
#[derive(Clone, Default)]
struct Weighted {
    token: Token,
}

struct WeightedStream<'a> {
    rest: std::str::SplitAsciiWhitespace<'a>,
    token: &'a mut Token,
    left: u8,
}

impl Tokenizer for Weighted {
    type TokenStream<'a> = WeightedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WeightedStream<'a> {
        self.token.reset();
        self.token.position = 0;
        WeightedStream { rest: text.split_ascii_whitespace(), token: &mut self.token, left: 0 }
    }
}

impl TokenStream for WeightedStream<'_> {
    fn advance(&mut self) -> bool {
        if self.left == 0 {
            let Some(next) = self.rest.next() else { return false };
            let Some((weight, word)) = next.split_at_checked(1) else { return false };
            self.left = weight.as_bytes()[0].saturating_sub(b'@').max(1);
            self.token.text.clear();
            self.token.text.push_str(word);
        }
        self.left -= 1;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn words_are_emitted_as_often_as_they_weigh() {
        let mut text = String::new();
        push_weighted(&mut text, "tasse", 3);
        push_weighted(&mut text, "größe", 1);
        let mut tokenizer = Weighted::default();
        let mut stream = tokenizer.token_stream(&text);
        let mut seen = Vec::new();
        while stream.advance() {
            seen.push(stream.token().text.clone());
        }
        assert_eq!(seen, ["tasse", "tasse", "tasse", "größe"]);
    }
}
