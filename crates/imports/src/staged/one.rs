//! One staged product with the rows of all its languages.

use std::collections::BTreeMap;

use jiff::Timestamp;
use postgres_types::Json;
use tenancy::{Mode, Scope, class::SellerBound, row, statements};
use types::{Currency, Gtin, Language, ProductId, RunId, SellerId, TaxRate, VariantId};

use crate::{ImportError, feed::Availability};

row! {
    /// What the file of one language says of an id.
    pub struct Row {
        /// The file's language.
        language: Language,
        /// Whether the latest file has it.
        present: bool,
        /// Whether price, availability and pictures come from it.
        main: bool,
        /// The title.
        title: String,
        /// The description, text or HTML; it is a stranger's.
        description: String,
        /// The page in the seller's own shop.
        link: Option<String>,
        /// Pictures, the main one first.
        images: Vec<String>,
        /// The price, in minor units.
        price: i64,
        /// The reduced price, in minor units.
        sale_price: Option<i64>,
        /// Of both.
        currency: Currency,
        /// Whether it can be had.
        availability: Availability,
        /// Pieces, where the feed counts them.
        quantity: Option<i32>,
        /// The number under the bar code.
        gtin: Option<Gtin>,
        /// The brand.
        brand: Option<String>,
        /// The manufacturer's number.
        mpn: Option<String>,
        /// The shop's own category.
        category: Option<String>,
        /// Further categories of the shop.
        more_categories: Vec<String>,
        /// Google's category.
        google_category: Option<String>,
        /// Whether it is for grown-ups only.
        adult: bool,
        /// `new`, `used` or `refurbished`.
        condition: Option<String>,
        /// What joins it to other variants of its product.
        group_key: String,
        /// Colour, size and the like.
        options: Json<BTreeMap<String, String>>,
        /// The weight.
        weight_grams: Option<i32>,
        /// The VAT rate.
        tax_rate: Option<TaxRate>,
        /// In what it differs from the main row, or other rows from it.
        conflicts: Vec<String>,
        /// The run that wrote it last.
        changed_run: RunId,
        /// When that was.
        updated_at: Timestamp,
    }
    struct Chosen { product_id: ProductId, id: VariantId, published: bool ["IS NOT NULL is never null"] }
}

statements! {
    fn rows(seller: SellerId, id: &str) -> Vec<Row> for Seller | Worker =
        "SELECT language, present, main, title, description, link, images, price, sale_price, currency, availability, quantity, gtin, brand, mpn, category,
             more_categories, google_category, adult, condition, group_key, options, weight_grams, tax_rate, conflicts, changed_run, updated_at
         FROM staged_products WHERE seller_id = $1 AND external_id = $2 ORDER BY main DESC, language LIMIT 10";
    fn chosen(seller: SellerId, id: &str) -> Option<Chosen> for Seller | Worker =
        "SELECT product_id, id, published_at IS NOT NULL AS published FROM variants WHERE seller_id = $1 AND external_id = $2 AND source = 'feed'";
}

/// A staged product, whole.
#[derive(Debug, Clone)]
pub struct StagedProduct {
    /// The feed's id.
    pub external_id: String,
    /// Its rows, the main one first.
    pub rows: Vec<Row>,
    /// Its product and variant in the catalogue, where it was selected.
    pub selected: Option<(ProductId, VariantId)>,
    /// Whether that is on the shelf.
    pub published: bool,
}

/// One staged product; `None` where no feed ever had the id.
pub async fn find<C: SellerBound, M: Mode>(
    q: &Scope<C, M>,
    external_id: &str,
) -> Result<Option<StagedProduct>, ImportError> {
    if external_id.contains('\0') {
        return Ok(None);
    }
    let (rows, chosen) = futures_util::try_join!(rows(q, q.seller(), external_id), chosen(q, q.seller(), external_id))?;
    let product = StagedProduct {
        external_id: external_id.to_owned(),
        published: chosen.as_ref().is_some_and(|chosen| chosen.published),
        selected: chosen.map(|chosen| (chosen.product_id, chosen.id)),
        rows,
    };
    Ok((!product.rows.is_empty()).then_some(product))
}
