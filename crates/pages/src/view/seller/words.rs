//! Codes that come from elsewhere (reasons of the importer, fields of a feed, tax classes) in the reader's words.

// Templates hand over fields by reference.
#![allow(clippy::trivially_copy_pass_by_ref)]

use types::Language;

use crate::i18n::Texts;
use crate::view::{Glyph, Picture};

use super::mapping::{FieldChoice, Problem};

/// What a reason means. One we have no text for is named by its code.
pub(crate) fn reason(t: &Texts, code: &str) -> String {
    match reason_key(code) {
        Some(key) => t.get(key).into_owned(),
        None => t.with("seller-reason-other", "code", code).into_owned(),
    }
}

/// A problem as one line: what it means, and what exactly was found.
pub(crate) fn problem(t: &Texts, problem: &Problem) -> String {
    let text = reason(t, &problem.code);
    match problem.detail.as_deref().filter(|detail| !detail.is_empty()) {
        Some(detail) => {
            t.args("seller-reason-detail", &[("reason", text.into()), ("detail", detail.into())]).into_owned()
        }
        None => text,
    }
}

/// What a field is called. One we have no text for is named by its code.
pub(crate) fn field(t: &Texts, code: &str) -> String {
    field_key(code).map_or_else(|| code.to_owned(), |key| t.get(key).into_owned())
}

/// What a tax class is called.
pub(crate) fn tax_class(t: &Texts, code: &str) -> String {
    let key = match code {
        "standard" => "seller-tax-class-standard",
        "intermediate" => "seller-tax-class-intermediate",
        "reduced" => "seller-tax-class-reduced",
        "super_reduced" => "seller-tax-class-super-reduced",
        "zero" => "seller-tax-class-zero",
        _ => return code.to_owned(),
    };
    t.get(key).into_owned()
}

/// A language's name in the reader's language.
pub(crate) fn language(t: &Texts, language: &Language) -> String {
    let key = match *language {
        Language::En => "seller-language-en",
        Language::Fr => "seller-language-fr",
        Language::De => "seller-language-de",
    };
    t.get(key).into_owned()
}

/// The same where it stands alone, as a heading or a choice: French writes it with a capital only there.
pub(crate) fn language_title(t: &Texts, of: &Language) -> String {
    let name = language(t, of);
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Bytes as people read them, a megabyte being 2^20: `812 KB`, `7.4 MB`.
pub(crate) fn bytes(t: &Texts, bytes: &u64) -> String {
    let comma = if t.language() == Language::En { '.' } else { ',' };
    let (kilo, mega) = if t.language() == Language::Fr { ("ko", "Mo") } else { ("KB", "MB") };
    const MEGA: u64 = 1 << 20;
    match *bytes {
        small @ 0..MEGA => format!("{}\u{a0}{kilo}", small.div_ceil(1 << 10)),
        large if large >= 100 * MEGA => format!("{}\u{a0}{mega}", t.number(large / MEGA)),
        large => format!("{}{comma}{}\u{a0}{mega}", large / MEGA, large % MEGA * 10 / MEGA),
    }
}

/// A duration: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
pub(crate) fn took(t: &Texts, milliseconds: &u64) -> String {
    let milliseconds = *milliseconds;
    let seconds = milliseconds / 1_000;
    let comma = if t.language() == Language::En { '.' } else { ',' };
    match seconds {
        0..10 => format!("{seconds}{comma}{}\u{a0}s", milliseconds % 1_000 / 100),
        10..60 => format!("{seconds}\u{a0}s"),
        60..3_600 => format!("{}\u{a0}min {}\u{a0}s", seconds / 60, seconds % 60),
        _ => format!("{}\u{a0}h {}\u{a0}min", seconds / 3_600, seconds % 3_600 / 60),
    }
}

/// A small picture beside a title; the placeholder's glyph follows from the category.
pub(crate) fn thumb(src: Option<&String>, title: &str, category: &str) -> Picture {
    Picture::new(src.cloned(), title).glyph(Glyph::of_category(category)).decorative()
}

/// The last part of a category path: what a narrow column has room for.
pub(crate) fn leaf(category: &str) -> &str {
    category.rsplit(" > ").next().unwrap_or(category)
}

/// The name of a form field that stands once a language or variant: `title.de`.
pub(crate) fn name(field: &str, of: &str) -> String {
    format!("{field}.{of}")
}

/// A group of fields in the mapping's select.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldGroup {
    /// Nothing goes without them.
    Required,
    /// Price and stock.
    Offer,
    /// What tells variants apart.
    Variant,
    /// Everything else.
    Facts,
}

impl FieldGroup {
    /// In the order of the select.
    pub const ALL: [Self; 4] = [Self::Required, Self::Offer, Self::Variant, Self::Facts];

    /// The key of its text.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Required => "seller-field-group-required",
            Self::Offer => "seller-field-group-offer",
            Self::Variant => "seller-field-group-variant",
            Self::Facts => "seller-field-group-facts",
        }
    }
}

/// Where a field stands in the select.
pub(crate) fn group(field: &FieldChoice) -> FieldGroup {
    match field.code.as_str() {
        _ if field.required => FieldGroup::Required,
        "sale_price" | "quantity" | "tax_rate" => FieldGroup::Offer,
        "item_group_id" | "color" | "size" | "material" | "pattern" => FieldGroup::Variant,
        _ => FieldGroup::Facts,
    }
}

/// The key of a reason's text.
fn reason_key(code: &str) -> Option<&'static str> {
    row_reason(code).or_else(|| file_reason(code))
}

/// What is wrong with one row.
fn row_reason(code: &str) -> Option<&'static str> {
    Some(match code {
        "invalid_utf8" => "seller-reason-invalid-utf8",
        "record_too_large" => "seller-reason-record-too-large",
        "truncated" => "seller-reason-truncated",
        "too_few_fields" => "seller-reason-too-few-fields",
        "too_many_fields" => "seller-reason-too-many-fields",
        "stray_quote" => "seller-reason-stray-quote",
        "bad_xml" => "seller-reason-bad-xml",
        "missing_id" => "seller-reason-missing-id",
        "id_too_long" => "seller-reason-id-too-long",
        "duplicate_id" => "seller-reason-duplicate-id",
        "control_character" => "seller-reason-control-character",
        "control_characters" => "seller-reason-control-characters",
        "replacement_character" => "seller-reason-replacement-character",
        "empty_title" => "seller-reason-empty-title",
        "title_too_long" => "seller-reason-title-too-long",
        "description_too_long" => "seller-reason-description-too-long",
        "text_too_long" => "seller-reason-text-too-long",
        "missing_price" => "seller-reason-missing-price",
        "bad_price" => "seller-reason-bad-price",
        "negative_price" => "seller-reason-negative-price",
        "zero_price" => "seller-reason-zero-price",
        "price_out_of_range" => "seller-reason-price-out-of-range",
        "missing_currency" => "seller-reason-missing-currency",
        "unknown_currency" => "seller-reason-unknown-currency",
        "sale_price_above_price" => "seller-reason-sale-price-above-price",
        "sale_price_not_below" => "seller-reason-sale-price-not-below",
        "currency_mismatch" => "seller-reason-currency-mismatch",
        "missing_availability" => "seller-reason-missing-availability",
        "bad_availability" => "seller-reason-bad-availability",
        "bad_quantity" => "seller-reason-bad-quantity",
        "bad_link" => "seller-reason-bad-link",
        "bad_image_link" => "seller-reason-bad-image-link",
        "too_many_images" => "seller-reason-too-many-images",
        "bad_gtin" => "seller-reason-bad-gtin",
        "bad_condition" => "seller-reason-bad-condition",
        "bad_gender" => "seller-reason-bad-gender",
        "bad_age_group" => "seller-reason-bad-age-group",
        "bad_boolean" => "seller-reason-bad-boolean",
        "bad_weight" => "seller-reason-bad-weight",
        "bad_tax_rate" => "seller-reason-bad-tax-rate",
        "unknown_tax_rate" => "seller-reason-unknown-tax-rate",
        _ => return None,
    })
}

/// What the feeds contradict each other in, and what is wrong with a whole file or run.
fn file_reason(code: &str) -> Option<&'static str> {
    Some(match code {
        "cut_off" => "seller-reason-cut-off",
        "price_conflict" => "seller-reason-price-conflict",
        "availability_conflict" => "seller-reason-availability-conflict",
        "gtin_conflict" => "seller-reason-gtin-conflict",
        "unknown_column" => "seller-reason-unknown-column",
        "empty_file" => "seller-reason-empty-file",
        "not_readable" => "seller-reason-not-text",
        "format_differs" => "seller-reason-format-differs",
        "web_page" => "seller-reason-web-page",
        "not_a_feed" => "seller-reason-not-a-feed",
        "unknown_encoding" | "header_encoding" => "seller-reason-bad-encoding",
        "no_header" => "seller-reason-no-header",
        "missing_columns" => "seller-reason-missing-columns",
        "duplicate_column" => "seller-reason-duplicate-column",
        "too_many_columns" => "seller-reason-too-many-columns",
        "header_too_long" => "seller-reason-header-too-long",
        "too_many_rows" => "seller-reason-too-many-rows",
        "read_failed" => "seller-reason-reading-failed",
        "file_gone" => "seller-reason-file-gone",
        "no_file" => "seller-reason-no-file",
        other => return fetch_reason(other),
    })
}

/// Why a feed could not be fetched, or was not taken as it came.
fn fetch_reason(code: &str) -> Option<&'static str> {
    Some(match code {
        "file_too_large" => "seller-reason-file-too-large",
        "half_sent" => "seller-reason-half-sent",
        "compression_bomb" => "seller-reason-compression-bomb",
        "bad_compression" => "seller-reason-bad-compression",
        "bad_address" => "seller-reason-bad-address",
        "address_with_password" => "seller-reason-address-with-password",
        "private_address" => "seller-reason-private-address",
        "host_not_found" => "seller-reason-host-not-found",
        "fetch_not_secure" => "seller-reason-fetch-not-secure",
        "fetch_denied" => "seller-reason-fetch-denied",
        "fetch_not_found" => "seller-reason-fetch-not-found",
        "fetch_downgrade" => "seller-reason-fetch-downgrade",
        "fetch_failed" => "seller-reason-fetch-failed",
        "fetch_status" => "seller-reason-fetch-status",
        "fetch_timeout" => "seller-reason-fetch-timeout",
        "too_many_redirects" => "seller-reason-too-many-redirects",
        "crashed" => "seller-reason-crashed",
        _ => return None,
    })
}

/// The key of a field's text.
fn field_key(code: &str) -> Option<&'static str> {
    Some(match code {
        "id" => "seller-field-id",
        "title" => "seller-field-title",
        "description" => "seller-field-description",
        "link" => "seller-field-link",
        "image_link" => "seller-field-image-link",
        "additional_image_link" => "seller-field-additional-image-link",
        "price" => "seller-field-price",
        "sale_price" => "seller-field-sale-price",
        "availability" => "seller-field-availability",
        "quantity" => "seller-field-quantity",
        "gtin" => "seller-field-gtin",
        "brand" => "seller-field-brand",
        "mpn" => "seller-field-mpn",
        "product_type" => "seller-field-product-type",
        "additional_product_type_1" => "seller-field-additional-product-type-1",
        "additional_product_type_2" => "seller-field-additional-product-type-2",
        "additional_product_type_3" => "seller-field-additional-product-type-3",
        "google_product_category" => "seller-field-google-product-category",
        "condition" => "seller-field-condition",
        "item_group_id" => "seller-field-item-group-id",
        "color" => "seller-field-color",
        "size" => "seller-field-size",
        "material" => "seller-field-material",
        "pattern" => "seller-field-pattern",
        "gender" => "seller-field-gender",
        "age_group" => "seller-field-age-group",
        "adult" => "seller-field-adult",
        "shipping_weight" => "seller-field-shipping-weight",
        "tax_rate" => "seller-field-tax-rate",
        "compare_at" => "seller-field-compare-at",
        "category" => "seller-field-category",
        "images" => "seller-field-images",
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const EN: Texts = Texts::of(Language::En);

    #[test]
    fn the_unknown_is_named_by_its_code() {
        assert_eq!(reason(&EN, "bad_price"), "The price cannot be read");
        assert!(reason(&EN, "new_reason").contains("new_reason"));
        assert_eq!(field(&EN, "voltage"), "voltage");
        let found = Problem { code: "bad_price".into(), detail: Some("\"free\"".into()) };
        assert_eq!(problem(&EN, &found), "The price cannot be read: \"free\"");
    }

    #[test]
    fn sizes_and_durations_read_well() {
        let plain = |text: String| text.replace('\u{a0}', " ");
        assert_eq!(plain(bytes(&EN, &1)), "1 KB");
        assert_eq!(plain(bytes(&EN, &7_779_543)), "7.4 MB");
        assert_eq!(plain(bytes(&Texts::of(Language::Fr), &7_779_543)), "7,4 Mo");
        assert_eq!(plain(bytes(&EN, &(256 << 20))), "256 MB");
        assert_eq!(plain(took(&EN, &450)), "0.4 s");
        assert_eq!(plain(took(&EN, &200_000)), "3 min 20 s");
        assert_eq!(plain(took(&EN, &7_500_000)), "2 h 5 min");
    }

    #[test]
    fn a_category_is_known_by_its_end() {
        assert_eq!(leaf("Home > Kitchen > Kettles"), "Kettles");
        assert_eq!(leaf(""), "");
    }
}
