//! What must be written so that the catalogue says what the feed says. Computed without the database.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value, json};
use types::{Language, ProductId, VariantId};

use super::{
    AndPublish, Applied, FeedVariant, Reason, Refused,
    known::{Known, VariantRow},
    product,
};
use crate::{TaxClass, tax};

/// A product that is made.
#[derive(Debug)]
pub(super) struct NewProduct {
    pub id: ProductId,
    pub group_key: String,
    pub handle: String,
    pub longer_handle: String,
}

/// A product's own columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ProductWrite {
    pub brand: Option<String>,
    pub category: Option<String>,
    pub google_category: Option<String>,
}

/// A variant's row as it shall be.
#[derive(Debug)]
pub(super) struct VariantWrite<'a> {
    pub id: VariantId,
    pub product: ProductId,
    pub position: i32,
    pub feed: &'a FeedVariant,
    pub titles: Value,
    pub options: Value,
    pub images: Value,
    pub publish: bool,
}

/// A variant's price as it shall be.
#[derive(Debug)]
pub(super) struct OfferWrite<'a> {
    pub variant: VariantId,
    pub price: i64,
    pub compare_at: Option<i64>,
    pub currency: &'a str,
    pub tax_class: TaxClass,
}

/// A variant's stock: what is `None` stays as it is.
#[derive(Debug)]
pub(super) struct StockWrite {
    pub variant: VariantId,
    pub product: ProductId,
    pub tracked: Option<bool>,
    pub available: Option<bool>,
    pub on_hand: Option<i32>,
    pub feed_quantity: Option<i32>,
    pub feed_available: bool,
}

/// A product's text as it shall be.
#[derive(Debug)]
pub(super) struct TextWrite {
    pub product: ProductId,
    pub language: Language,
    pub title: String,
    pub description: String,
}

#[derive(Debug, Default)]
pub(super) struct Plan<'a> {
    pub new_products: Vec<NewProduct>,
    pub products: Vec<(ProductId, ProductWrite)>,
    pub new_variants: Vec<VariantWrite<'a>>,
    pub variants: Vec<VariantWrite<'a>>,
    pub offers: Vec<OfferWrite<'a>>,
    pub new_stock: Vec<StockWrite>,
    pub stock: Vec<StockWrite>,
    pub texts: Vec<TextWrite>,
    pub texts_gone: Vec<(ProductId, Language)>,
    /// Variant, its product so far, its product from now on.
    pub moved: Vec<(VariantId, ProductId, ProductId)>,
    /// Products whose shelf row may change.
    pub on_shelf: BTreeSet<ProductId>,
    pub applied: Applied,
}

/// A variant of a product as it will be after the batch.
pub(super) struct Member<'a> {
    pub id: VariantId,
    pub position: i32,
    pub row: Option<&'a VariantRow>,
    pub feed: Option<&'a FeedVariant>,
}

impl Member<'_> {
    /// The title in a language.
    pub fn title(&self, language: Language) -> Option<&str> {
        match (self.feed, self.row) {
            (Some(feed), _) => feed.texts.iter().find(|t| t.0 == language).map(|t| t.1.as_str()),
            (None, Some(row)) => row.titles.get(language.code())?.as_str(),
            (None, None) => None,
        }
        .filter(|title| !title.trim().is_empty())
    }

    fn currency(&self) -> &str {
        match (self.feed, self.row) {
            (Some(feed), _) => feed.price.currency.code(),
            (None, Some(row)) => row.currency.code(),
            (None, None) => "",
        }
    }

    fn published(&self) -> bool {
        self.row.is_some_and(|row| row.published)
    }
}

/// Variants by product, after the batch.
type Groups<'a> = BTreeMap<ProductId, Vec<Member<'a>>>;

/// The plan for a batch in which every variant comes once.
pub(super) fn plan<'a>(batch: &'a [FeedVariant], known: &'a Known, publish: AndPublish) -> Plan<'a> {
    let mut plan = Plan::default();
    let mut groups = regroup(batch, known, &mut plan);
    let mut touched = BTreeSet::new();
    for (product, members) in &mut groups {
        members.sort_by_key(|m| (m.position, m.id));
        let lead = product::write(*product, members, known, &mut plan);
        let currency = currency_of(members, publish);
        for member in members.iter() {
            let Some(feed) = member.feed else { continue };
            let publishes =
                publish == AndPublish::Yes && !member.published() && may_publish(member, feed, &currency, &mut plan);
            plan.applied.published += u64::from(publishes);
            let changed = variant(*product, member, feed, publishes, known, &mut plan) || lead == Some(member.id);
            match member.row {
                None => plan.applied.created += 1,
                Some(_) if changed => plan.applied.updated += 1,
                Some(_) => plan.applied.unchanged += 1,
            }
            if changed || publishes {
                touched.insert(*product);
            }
            if publishes || member.published() {
                plan.on_shelf.insert(*product);
            }
        }
        if lead.is_some() {
            touched.insert(*product);
        }
        if members.iter().any(Member::published) {
            plan.on_shelf.insert(*product);
        }
    }
    for (_, from, to) in &plan.moved {
        touched.extend([*from, *to]);
        plan.on_shelf.insert(*from);
    }
    plan.on_shelf.retain(|product| touched.contains(product));
    plan.applied.products = touched.into_iter().collect();
    plan
}

/// Puts every variant into its product; new products are planned here.
fn regroup<'a>(batch: &'a [FeedVariant], known: &'a Known, plan: &mut Plan<'a>) -> Groups<'a> {
    let mut groups: Groups = known.products.iter().map(|p| (p.id, Vec::new())).collect();
    let mut by_group: HashMap<&str, ProductId> = known.products.iter().map(|p| (p.group_key.as_str(), p.id)).collect();
    let in_batch: HashMap<&str, &FeedVariant> = batch.iter().map(|f| (f.external_id.as_str(), f)).collect();
    let mut rows: HashMap<&str, &VariantRow> = HashMap::new();
    for row in &known.variants {
        let feed = in_batch.get(row.external_id.as_str());
        rows.insert(&row.external_id, row);
        if feed.is_none_or(|feed| by_group.get(feed.group_key.as_str()) == Some(&row.product_id)) {
            let member = Member { id: row.id, position: row.position, row: Some(row), feed: feed.copied() };
            groups.entry(row.product_id).or_default().push(member);
        }
    }
    for feed in batch {
        let product = *by_group.entry(&feed.group_key).or_insert_with(|| {
            let id = ProductId::new();
            plan.new_products.push(product::new(id, feed));
            id
        });
        let row = rows.get(feed.external_id.as_str()).copied();
        if row.is_some_and(|row| row.product_id == product) {
            continue; // it stays where it is
        }
        if let Some(row) = row {
            plan.moved.push((row.id, row.product_id, product));
        }
        let members = groups.entry(product).or_default();
        let position = members.iter().map(|m| m.position).max().map_or(0, |last| last.saturating_add(1));
        members.push(Member { id: row.map_or_else(VariantId::new, |row| row.id), position, row, feed: Some(feed) });
    }
    groups
}

/// The currency of the first variant that is, or shall be, on the shelf.
fn currency_of(members: &[Member], publish: AndPublish) -> String {
    let sold = |m: &&Member| m.published() || (publish == AndPublish::Yes && m.feed.is_some_and(|f| f.price.minor > 0));
    members.iter().find(sold).map_or_else(String::new, |m| m.currency().to_owned())
}

fn may_publish(member: &Member, feed: &FeedVariant, currency: &str, plan: &mut Plan) -> bool {
    let reason = if price(feed).0 <= 0 {
        Reason::NoPrice
    } else if feed.price.currency.code() != currency {
        Reason::OtherCurrency
    } else {
        return true;
    };
    plan.applied.refused.push(Refused { variant: member.id, external_id: feed.external_id.clone(), reason });
    false
}

/// Price and former price: a sale price below the price takes its place.
fn price(feed: &FeedVariant) -> (i64, Option<i64>) {
    let sale = feed.sale_price.filter(|sale| sale.currency == feed.price.currency && sale.minor < feed.price.minor);
    sale.map_or((feed.price.minor, None), |sale| (sale.minor, Some(feed.price.minor)))
}

fn titles(feed: &FeedVariant) -> Value {
    let with_title = feed.texts.iter().filter(|(_, title, _)| !title.trim().is_empty());
    Value::Object(
        with_title.map(|(language, title, _)| (language.code().to_owned(), json!(title))).collect::<Map<_, _>>(),
    )
}

fn number(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// Plans one variant's rows; answers whether the feed says something new of it.
fn variant<'a>(
    product: ProductId,
    member: &Member<'a>,
    feed: &'a FeedVariant,
    publish: bool,
    known: &Known,
    plan: &mut Plan<'a>,
) -> bool {
    let (price, compare_at) = price(feed);
    let tax_class = feed.tax_rate.and_then(|rate| tax::class_for(&known.country, rate)).unwrap_or_default();
    let write = VariantWrite {
        id: member.id,
        product,
        position: member.position,
        feed,
        titles: titles(feed),
        options: json!(feed.options),
        images: json!(feed.images),
        publish,
    };
    let offer = OfferWrite { variant: member.id, price, compare_at, currency: feed.price.currency.code(), tax_class };
    let Some(row) = member.row else {
        plan.new_variants.push(write);
        plan.offers.push(offer);
        plan.new_stock.push(new_stock(member.id, product, feed));
        return true;
    };
    let differs = row_differs(row, &write);
    let offer_differs =
        (row.price, row.compare_at, row.currency, row.tax_class) != (price, compare_at, feed.price.currency, tax_class);
    let stock = stock(product, row, feed);
    let changed = differs || offer_differs || stock.is_some();
    if differs || publish {
        plan.variants.push(write);
    }
    if offer_differs {
        plan.offers.push(offer);
    }
    plan.stock.extend(stock);
    changed
}

fn row_differs(row: &VariantRow, new: &VariantWrite) -> bool {
    let feed = new.feed;
    row.product_id != new.product
        || row.titles != new.titles
        || row.gtin.as_deref() != feed.gtin.as_ref().map(types::Gtin::as_str)
        || row.mpn != feed.mpn
        || row.options != new.options
        || row.images != feed.images
        || row.weight_grams != feed.weight_grams.map(number)
        || row.condition != feed.condition
}

fn new_stock(variant: VariantId, product: ProductId, feed: &FeedVariant) -> StockWrite {
    let quantity = feed.quantity.map(number);
    StockWrite {
        variant,
        product,
        tracked: Some(quantity.is_some()),
        available: Some(feed.in_stock),
        on_hand: Some(quantity.unwrap_or(0)),
        feed_quantity: quantity,
        feed_available: feed.in_stock,
    }
}

/// What becomes of a known variant's stock: a new quantity sets everything, new availability only itself.
fn stock(product: ProductId, row: &VariantRow, feed: &FeedVariant) -> Option<StockWrite> {
    let quantity = feed.quantity.map(number);
    let counted = quantity != row.feed_quantity;
    let flipped = row.feed_available != Some(feed.in_stock);
    if !counted && !flipped && row.product_id == product {
        return None;
    }
    Some(StockWrite {
        variant: row.id,
        product,
        tracked: counted.then_some(quantity.is_some()),
        available: (counted || flipped).then_some(feed.in_stock),
        on_hand: quantity.filter(|_| counted),
        feed_quantity: quantity,
        feed_available: feed.in_stock,
    })
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
