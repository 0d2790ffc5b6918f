//! What is wrong with a record, by a stable name, with the column and the value.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::limits::MAX_QUOTED_CHARS;

/// What is wrong with a record: either why it is out, or what was changed before it came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The kind of fault; its name is stable.
    pub reason: Reason,
    /// The column of the file that holds it, as the header spells it.
    pub column: Option<String>,
    /// What was found, with the value quoted and cut. May be empty.
    pub detail: String,
}

impl Fault {
    /// A fault of the record as a whole.
    pub fn of_record(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, column: None, detail: detail.into() }
    }

    /// A fault of one column.
    pub fn of_column(reason: Reason, column: &str, detail: impl Into<String>) -> Self {
        Self { reason, column: Some(column.to_owned()), detail: detail.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(column) = &self.column {
            write!(f, "{column}: ")?;
        }
        f.write_str(self.reason.message())?;
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        Ok(())
    }
}

/// A value between quotation marks, cut to [`MAX_QUOTED_CHARS`], for a fault's detail.
pub(crate) fn quoted(value: &str) -> String {
    match value.char_indices().nth(MAX_QUOTED_CHARS) {
        Some((end, _)) => format!("\"{}…\"", &value[..end]),
        None => format!("\"{value}\""),
    }
}

macro_rules! reasons {
    ($($variant:ident, $name:literal, $message:literal;)*) => {
        /// The kinds of fault. The names are part of stored reports and of translations: never rename one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Reason {
            $(#[doc = $message] #[serde(rename = $name)] $variant,)*
        }

        impl Reason {
            /// Every reason, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stable name, `snake_case`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// What it means, in English.
            pub const fn message(self) -> &'static str {
                match self { $(Self::$variant => $message),* }
            }
        }
    };
}

reasons! {
    InvalidUtf8, "invalid_utf8", "the line holds bytes that are no text in the file's encoding";
    RecordTooLarge, "record_too_large", "the record is too long";
    Truncated, "truncated", "the file ends in the middle of this record";
    TooFewFields, "too_few_fields", "the line has fewer fields than the header";
    TooManyFields, "too_many_fields", "the line has more fields than the header";
    StrayQuote, "stray_quote", "a quotation mark without a partner was read as text";
    BadXml, "bad_xml", "the item is not well-formed XML";
    MissingId, "missing_id", "the id is missing";
    IdTooLong, "id_too_long", "the id is too long";
    DuplicateId, "duplicate_id", "the id was used before";
    ControlCharacter, "control_character", "the id holds a control character";
    ControlCharacters, "control_characters", "control characters were removed";
    RepairedCharacters, "repaired_characters", "characters of another encoding were repaired";
    ReplacementCharacter, "replacement_character", "the text was damaged before it came into the file";
    EmptyTitle, "empty_title", "the title is empty";
    TitleTooLong, "title_too_long", "the title was cut";
    DescriptionTooLong, "description_too_long", "the description was cut";
    TextTooLong, "text_too_long", "the text was cut";
    MissingPrice, "missing_price", "the price is missing";
    BadPrice, "bad_price", "this is no price";
    NegativePrice, "negative_price", "the price is negative";
    ZeroPrice, "zero_price", "the price is zero";
    PriceOutOfRange, "price_out_of_range", "the price is too high";
    MissingCurrency, "missing_currency", "the price has no currency";
    UnknownCurrency, "unknown_currency", "the currency is not known";
    SalePriceAbovePrice, "sale_price_above_price", "the sale price is above the price";
    SalePriceNotBelow, "sale_price_not_below", "the sale price is not below the price and was left out";
    CurrencyMismatch, "currency_mismatch", "price and sale price are in different currencies";
    MissingAvailability, "missing_availability", "the availability is missing";
    BadAvailability, "bad_availability", "the availability is not known";
    BadQuantity, "bad_quantity", "the quantity is no number of pieces";
    BadLink, "bad_link", "the address is not a web address";
    BadImageLink, "bad_image_link", "the picture's address is not a web address";
    TooManyImages, "too_many_images", "not all pictures were taken";
    BadGtin, "bad_gtin", "the GTIN is wrong and was left out";
    BadCondition, "bad_condition", "the condition is not known and was left out";
    BadGender, "bad_gender", "the gender is not known and was left out";
    BadAgeGroup, "bad_age_group", "the age group is not known and was left out";
    BadBoolean, "bad_boolean", "this is neither yes nor no";
    BadWeight, "bad_weight", "the weight is not known and was left out";
    BadTaxRate, "bad_tax_rate", "the tax rate is no percentage and was left out";
    UnknownTaxRate, "unknown_tax_rate", "the seller's country has no such tax rate: the standard rate is taken";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_serde_and_unique() {
        for (at, reason) in Reason::ALL.iter().enumerate() {
            assert_eq!(serde_json::to_value(reason).ok(), Some(reason.name().into()));
            assert!(Reason::ALL[..at].iter().all(|other| other.name() != reason.name()));
        }
    }

    #[test]
    fn a_fault_reads_as_a_sentence() {
        let fault = Fault::of_column(Reason::BadPrice, "Preis", quoted(&"9".repeat(100)));
        assert_eq!(fault.to_string(), format!("Preis: this is no price: \"{}…\"", "9".repeat(80)));
        assert_eq!(Fault::of_record(Reason::Truncated, "").to_string(), Reason::Truncated.message());
    }
}
