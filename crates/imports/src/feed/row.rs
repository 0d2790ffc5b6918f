//! What a feed's record becomes: typed, checked, ready to be staged.

use serde::{Deserialize, Serialize};
use types::{Currency, Gtin, Money, TaxRate};

/// One record of a feed. Texts are trimmed and free of control characters; markup in them is text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedRow {
    /// The shop's own number, case-sensitive.
    pub id: String,
    /// The title, in one line.
    pub title: String,
    /// The description, text or HTML, with LF as line end.
    pub description: Option<String>,
    /// The page in the seller's own shop, http or https.
    pub link: Option<String>,
    /// Pictures, http or https, the main one first, at most [`MAX_IMAGES`](super::limits::MAX_IMAGES).
    pub images: Vec<String>,
    /// The price with VAT, above zero.
    pub price: Money,
    /// The reduced price: below `price`, in the same currency.
    pub sale_price: Option<Money>,
    /// Whether it can be had.
    pub availability: Availability,
    /// Pieces in stock, where the feed counts them.
    pub quantity: Option<u32>,
    /// A GTIN whose check digit is right.
    pub gtin: Option<Gtin>,
    /// The brand.
    pub brand: Option<String>,
    /// The manufacturer's number.
    pub mpn: Option<String>,
    /// The shop's own category, `A > B > C`.
    pub category: Option<String>,
    /// Further categories of the shop.
    pub more_categories: Vec<String>,
    /// Google's category, a path or a number.
    pub google_category: Option<String>,
    /// New, used or refurbished.
    pub condition: Option<Condition>,
    /// Joins the variants of one product (`item_group_id`).
    pub group: Option<String>,
    /// The variant's colour.
    pub color: Option<String>,
    /// The variant's size.
    pub size: Option<String>,
    /// The variant's material.
    pub material: Option<String>,
    /// The variant's pattern.
    pub pattern: Option<String>,
    /// For women, men or both.
    pub gender: Option<Gender>,
    /// For which age.
    pub age_group: Option<AgeGroup>,
    /// For grown-ups only.
    pub adult: bool,
    /// The shipping weight in grams.
    pub weight_grams: Option<u32>,
    /// The VAT rate, where the feed names it.
    pub tax_rate: Option<TaxRate>,
}

/// What stands in for values that a record lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Defaults {
    /// The currency of prices without one; where there is none, such a record is refused.
    pub currency: Option<Currency>,
    /// The availability of records without one; where there is none, such a record is refused.
    pub availability: Option<Availability>,
    /// The seller's country, ISO 3166-1 alpha-2: a VAT rate that it does not have is warned of.
    pub country: Option<[u8; 2]>,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// The stable name, `snake_case`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
    };
}

words! {
    /// Whether an article can be had.
    Availability {
        /// Now.
        InStock = "in_stock",
        /// Not now.
        OutOfStock = "out_of_stock",
        /// It can be ordered and comes later.
        Preorder = "preorder",
    }
}

words! {
    /// The state of an article.
    Condition {
        /// New.
        New = "new",
        /// Used.
        Used = "used",
        /// Repaired by its maker or the seller.
        Refurbished = "refurbished",
    }
}

words! {
    /// For whom an article is made.
    Gender {
        /// Women and girls.
        Female = "female",
        /// Men and boys.
        Male = "male",
        /// Both.
        Unisex = "unisex",
    }
}

words! {
    /// For which age an article is made (Google's groups).
    AgeGroup {
        /// Teenagers and older.
        Adult = "adult",
        /// 5 to 13 years.
        Kids = "kids",
        /// 1 to 5 years.
        Toddler = "toddler",
        /// 3 to 12 months.
        Infant = "infant",
        /// Up to 3 months.
        Newborn = "newborn",
    }
}
