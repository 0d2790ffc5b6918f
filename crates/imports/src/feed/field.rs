//! The fields a feed can fill: Google's product attributes and Letzshop's own (`atalanda:`).

use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($($variant:ident, $name:literal, $doc:literal;)*) => {
        /// A field of a [`FeedRow`](super::FeedRow) that a column can be mapped to.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Field {
            $(#[doc = $doc] #[serde(rename = $name)] $variant,)*
        }

        impl Field {
            /// Every field, in the order a mapping page shows them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name in Google's and Letzshop's specification, without prefix.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }
    };
}

fields! {
    Id, "id", "The shop's own number of the article: the key of every re-import.";
    Title, "title", "The title, in the language of the feed.";
    Description, "description", "The description, text or HTML.";
    Link, "link", "The article's page in the seller's own shop.";
    ImageLink, "image_link", "The main picture.";
    AdditionalImageLink, "additional_image_link", "More pictures, separated by commas.";
    Price, "price", "The price with VAT.";
    SalePrice, "sale_price", "The reduced price.";
    Availability, "availability", "In stock, out of stock or preorder.";
    Quantity, "quantity", "Pieces in stock.";
    Gtin, "gtin", "GTIN, EAN, UPC or ISBN.";
    Brand, "brand", "The brand.";
    Mpn, "mpn", "The manufacturer's number.";
    ProductType, "product_type", "The shop's own category, as a path with `>`.";
    AdditionalProductType1, "additional_product_type_1", "A second category.";
    AdditionalProductType2, "additional_product_type_2", "A third category.";
    AdditionalProductType3, "additional_product_type_3", "A fourth category.";
    GoogleProductCategory, "google_product_category", "Google's category, as a path or a number.";
    Condition, "condition", "New, used or refurbished.";
    ItemGroupId, "item_group_id", "Joins the variants of one product.";
    Color, "color", "The variant's colour.";
    Size, "size", "The variant's size.";
    Material, "material", "The variant's material.";
    Pattern, "pattern", "The variant's pattern.";
    Gender, "gender", "For women, men or both.";
    AgeGroup, "age_group", "For adults, kids, toddlers, infants or newborns.";
    Adult, "adult", "Whether it is for grown-ups only.";
    ShippingWeight, "shipping_weight", "The weight with its unit.";
    TaxRate, "tax_rate", "The VAT rate in percent.";
}

impl Field {
    /// How many fields there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Whether no file can do without a column for it. Availability may come from the pieces in stock, or from the
    /// [`Defaults`](super::Defaults) of the feed: [`Mapping::lacks`](super::Mapping::lacks) takes that into account.
    pub const fn required(self) -> bool {
        matches!(self, Self::Id | Self::Title | Self::Price | Self::Availability)
    }
}
