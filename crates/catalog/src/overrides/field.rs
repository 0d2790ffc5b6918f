//! The fields that can be overridden, and their values.

use serde::Deserialize;
use serde_json::{Value, json};
use types::{Language, Money, VariantId};

/// A field that can be overridden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The product's title in a language.
    Title(Language),
    /// The product's description in a language.
    Description(Language),
    /// The product's category.
    Category,
    /// A variant's price.
    Price(VariantId),
    /// What a variant cost before.
    CompareAt(VariantId),
    /// A variant's pictures.
    Images(VariantId),
}

impl Field {
    /// Its name in forms and messages: `title.de`, `category`, `price.ID`.
    pub fn name(self) -> String {
        let kind = self.kind();
        match (self.language(), self.variant()) {
            (Some(language), _) => format!("{kind}.{language}"),
            (None, Some(variant)) => format!("{kind}.{variant}"),
            (None, None) => kind.to_owned(),
        }
    }

    /// The field of a name.
    pub fn parse(name: &str) -> Option<Self> {
        let (kind, of) = name.split_once('.').unwrap_or((name, ""));
        let language = || Language::ALL.into_iter().find(|l| l.code() == of);
        let variant = || of.parse().ok();
        Some(match kind {
            "title" => Self::Title(language()?),
            "description" => Self::Description(language()?),
            "category" if of.is_empty() => Self::Category,
            "price" => Self::Price(variant()?),
            "compare_at" => Self::CompareAt(variant()?),
            "images" => Self::Images(variant()?),
            _ => return None,
        })
    }

    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Title(_) => "title",
            Self::Description(_) => "description",
            Self::Category => "category",
            Self::Price(_) => "price",
            Self::CompareAt(_) => "compare_at",
            Self::Images(_) => "images",
        }
    }

    /// The language of a text.
    pub const fn language(self) -> Option<Language> {
        match self {
            Self::Title(language) | Self::Description(language) => Some(language),
            _ => None,
        }
    }

    /// The variant that it is a field of; `None` for the product itself.
    pub const fn variant(self) -> Option<VariantId> {
        match self {
            Self::Price(variant) | Self::CompareAt(variant) | Self::Images(variant) => Some(variant),
            _ => None,
        }
    }
}

/// A field and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// The product's title in a language.
    Title(Language, String),
    /// The product's description in a language; may be empty.
    Description(Language, String),
    /// The product's category, `A > B`.
    Category(String),
    /// A variant's price, VAT included.
    Price(VariantId, Money),
    /// What a variant cost before; `None`: nothing is said of it.
    CompareAt(VariantId, Option<Money>),
    /// Addresses of a variant's pictures, the main one first; may be empty.
    Images(VariantId, Vec<String>),
}

impl Edit {
    /// Which field.
    pub const fn field(&self) -> Field {
        match self {
            Self::Title(language, _) => Field::Title(*language),
            Self::Description(language, _) => Field::Description(*language),
            Self::Category(_) => Field::Category,
            Self::Price(variant, _) => Field::Price(*variant),
            Self::CompareAt(variant, _) => Field::CompareAt(*variant),
            Self::Images(variant, _) => Field::Images(*variant),
        }
    }

    /// As the table has it: a text, an amount with its currency, a list, or JSON's null for no former price.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Title(_, text) | Self::Description(_, text) | Self::Category(text) => json!(text),
            Self::Price(_, money) => json!(money),
            Self::CompareAt(_, money) => json!(money),
            Self::Images(_, images) => json!(images),
        }
    }

    pub(super) fn read(variant: Option<VariantId>, kind: &str, language: &str, value: &Value) -> Option<Self> {
        let name = match variant {
            Some(variant) => format!("{kind}.{variant}"),
            None if language.is_empty() => kind.to_owned(),
            None => format!("{kind}.{language}"),
        };
        let text = || value.as_str().map(str::to_owned);
        Some(match Field::parse(&name)? {
            Field::Title(language) => Self::Title(language, text()?),
            Field::Description(language) => Self::Description(language, text()?),
            Field::Category => Self::Category(text()?),
            Field::Price(variant) => Self::Price(variant, Money::deserialize(value).ok()?),
            Field::CompareAt(variant) => Self::CompareAt(variant, Option::deserialize(value).ok()?),
            Field::Images(variant) => Self::Images(variant, Vec::deserialize(value).ok()?),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use types::Currency;

    use super::*;

    #[test]
    fn names_and_values_lead_back() {
        let variant = VariantId::new();
        let eur = |minor| Money::new(minor, Currency::Eur);
        for edit in [
            Edit::Title(Language::De, "Größe".into()),
            Edit::Description(Language::Fr, String::new()),
            Edit::Category("A > B".into()),
            Edit::Price(variant, eur(1999)),
            Edit::CompareAt(variant, Some(eur(2999))),
            Edit::CompareAt(variant, None),
            Edit::Images(variant, vec!["https://a.example/1".into()]),
        ] {
            let field = edit.field();
            assert_eq!(Field::parse(&field.name()), Some(field), "{field:?}");
            let language = field.language().map_or("", Language::code);
            assert_eq!(Edit::read(field.variant(), field.kind(), language, &edit.value()), Some(edit));
        }
        for name in ["", "title", "title.xx", "price", "price.x", "category.de", "stock.de"] {
            assert_eq!(Field::parse(name), None, "{name}");
        }
    }
}
