//! A product with the seller's own values beside the feed's.

use axum::{extract::State, response::Response};
use catalog::{
    list::{self as domain, Product, Variant},
    overrides::{Edit, Field},
    stock::Stock,
};
use futures_util::{TryFutureExt, try_join};
use identity::permission::ViewProducts;
use imports::staged::{self, Gone};
use types::{Language, Money, ProductId};
use web_kit::{App, Member, Path, Problem};

use super::{desk::Desk, faults::Said, hand, staged::languages, typed};
use crate::{
    context::Context,
    links, render,
    storefront::options::options_line,
    view::seller::{Overridable, ProductPage, ProductText, StagedState, StockFields, Variant as Shown},
};

/// `GET /seller/{seller}/products/{id}`
pub async fn show(
    State(app): State<App>,
    member: Member<ViewProducts>,
    context: Context,
    Path(id): Path<ProductId>,
) -> Result<Response, Problem> {
    let q = member.door.read().await?;
    let ids = [id];
    let (desk, product, gone) =
        try_join!(Desk::open(&q, context), domain::product(&q, id).err_into(), staged::gone(&q, &ids).err_into(),)?;
    drop(q);
    let product = product.ok_or_else(Problem::not_found)?;
    render(&page(&app, desk, &product, &gone, &Said::default()))
}

/// The page of a product. `gone` are its variants that no feed has any more, `said` what was typed and refused.
pub fn page(app: &App, desk: Desk, product: &Product, gone: &[Gone], said: &Said) -> ProductPage {
    let own = desk.shop.language;
    let order = desk.language.fallback(own);
    let title = order.iter().find_map(|language| product.title(*language)).unwrap_or(&product.handle).to_owned();
    let mut category = Overridable::new(product.category.clone(), own_category(product));
    overlay(&mut category, "category", said);
    let mut variants: Vec<_> =
        product.variants.iter().map(|variant| shown_variant(app, product, variant, said)).collect();
    for variant in variants.iter_mut().filter(|v| gone.iter().any(|g| g.variant_id == v.id)) {
        variant.staged = Some(StagedState::Vanished);
    }
    let first = product.variants.first();
    let changed = product.variants.iter().filter(|v| !v.by_hand).map(|v| v.updated_at).max();
    ProductPage {
        id: product.id,
        version: version(product),
        image: variants.iter().find_map(|variant| variant.images.first_ref().cloned()),
        shop_url: product.published().then(|| links::product(desk.shop.slug.as_str(), &product.handle)),
        texts: languages(own).into_iter().map(|language| shown_text(product, language, said)).collect(),
        category,
        brand: product.brand.clone(),
        tax_class: first.map(|v| v.tax_class).unwrap_or_default().code().to_owned(),
        currency: first.map_or(desk.shop.currency, |v| v.price.currency),
        variants,
        hand: product.by_hand().then(|| hand::fields(product, &desk.shop.country, said)),
        by_hand: product.by_hand(),
        imported: changed,
        created: product.created_at,
        title,
        page: desk.page,
        shell: desk.shell,
    }
}

/// What must still be true when the form comes back: the product's own version, and the stock that the form shows, which
/// orders change without changing the product.
pub fn version(product: &Product) -> String {
    let stock: Vec<_> = product.variants.iter().map(|variant| mark(stock_of(variant))).collect();
    format!("{}:{}", product.version, stock.join(","))
}

/// How the stock of a variant is kept now.
pub fn stock_of(variant: &Variant) -> Stock {
    if variant.stock.tracked {
        Stock::Tracked { on_hand: variant.stock.on_hand.unsigned_abs() }
    } else {
        Stock::Untracked { in_stock: variant.stock.available }
    }
}

/// Stock in a version.
pub fn mark(stock: Stock) -> String {
    match stock {
        Stock::Tracked { on_hand } => on_hand.to_string(),
        Stock::Untracked { in_stock: true } => "y".to_owned(),
        Stock::Untracked { in_stock: false } => "n".to_owned(),
    }
}

/// The control shows what was typed, and what is wrong with it.
fn overlay<T>(value: &mut Overridable<T>, name: &str, said: &Said) {
    value.typed = said.typed.get(name).cloned();
    value.error = said.errors.get(name).cloned();
}

/// The seller's own category.
pub fn own_category(product: &Product) -> Option<String> {
    match product.own(Field::Category).map(|o| &o.value) {
        Some(Edit::Category(path)) => Some(path.clone()),
        _ => None,
    }
}

/// The seller's own title in a language.
pub fn own_title(product: &Product, language: Language) -> Option<String> {
    match product.own(Field::Title(language)).map(|o| &o.value) {
        Some(Edit::Title(_, title)) => Some(title.clone()),
        _ => None,
    }
}

/// The seller's own description in a language.
pub fn own_description(product: &Product, language: Language) -> Option<String> {
    match product.own(Field::Description(language)).map(|o| &o.value) {
        Some(Edit::Description(_, text)) => Some(text.clone()),
        _ => None,
    }
}

/// The seller's own price of a variant, in the currency that it is sold in.
pub fn own_price(product: &Product, variant: &Variant) -> Option<Money> {
    match product.own(Field::Price(variant.id)).map(|o| &o.value) {
        Some(Edit::Price(_, price)) => Some(*price).filter(|price| price.currency == variant.price.currency),
        _ => None,
    }
}

/// The seller's own former price of a variant; nought says that there was none.
pub fn own_compare_at(product: &Product, variant: &Variant) -> Option<Money> {
    match product.own(Field::CompareAt(variant.id)).map(|o| &o.value) {
        Some(Edit::CompareAt(_, None)) => Some(nought(variant)),
        Some(Edit::CompareAt(_, Some(before))) => Some(*before).filter(|m| m.currency == variant.price.currency),
        _ => None,
    }
}

/// No former price, as a form can say it.
pub const fn nought(variant: &Variant) -> Money {
    Money::new(0, variant.price.currency)
}

/// The seller's own pictures of a variant.
pub fn own_images(product: &Product, variant: &Variant) -> Option<Vec<String>> {
    match product.own(Field::Images(variant.id)).map(|o| &o.value) {
        Some(Edit::Images(_, images)) => Some(images.clone()),
        _ => None,
    }
}

fn shown_text(product: &Product, language: Language, said: &Said) -> ProductText {
    let fed = product.texts.iter().find(|text| text.language == language);
    let mut title = Overridable::new(fed.map(|text| text.title.clone()), own_title(product, language));
    let mut description =
        Overridable::new(fed.map(|text| text.description.clone()), own_description(product, language));
    overlay(&mut title, &Field::Title(language).name(), said);
    overlay(&mut description, &Field::Description(language).name(), said);
    ProductText { language, title, description }
}

/// What tells a variant apart: colour and size, else the rest of its own title, else its number.
fn label(product: &Product, variant: &Variant) -> String {
    if product.variants.len() < 2 {
        return String::new();
    }
    let options = options_line(&variant.options);
    if !options.is_empty() {
        return options;
    }
    let others = variant.options.values().cloned().collect::<Vec<_>>().join(", ");
    let title = || variant.titles.values().next().cloned();
    if others.is_empty() { title().unwrap_or_else(|| variant.sku().to_owned()) } else { others }
}

fn shown_variant(app: &App, product: &Product, variant: &Variant, said: &Said) -> Shown {
    let id = variant.id;
    let address = |images: Vec<String>| {
        // as a text to be changed; what no page may load stands there all the same
        images.into_iter().map(|link| app.pictures.address(&link).unwrap_or(link)).collect::<Vec<_>>()
    };
    let mut price = Overridable::new(Some(variant.price), own_price(product, variant));
    let mut compare_at = Overridable::new(variant.compare_at, own_compare_at(product, variant));
    let mut images = Overridable::new(Some(address(variant.images.clone())), own_images(product, variant).map(address));
    overlay(&mut price, &Field::Price(id).name(), said);
    overlay(&mut compare_at, &Field::CompareAt(id).name(), said);
    overlay(&mut images, &Field::Images(id).name(), said);
    let sent = said.typed.contains_key(&Field::Price(id).name());
    let ticked = |name: &str| said.typed.get(&format!("{name}.{id}")).is_some_and(|value| value == "on");
    Shown {
        id,
        sku: variant.sku().to_owned(),
        label: label(product, variant),
        gtin: variant.gtin.clone(),
        price,
        compare_at,
        images,
        stock: stock(variant, said),
        published: if sent { ticked("published") } else { variant.published_at.is_some() },
        staged: (!variant.by_hand).then_some(match variant.published_at {
            Some(_) => StagedState::Published,
            None => StagedState::Selected,
        }),
    }
}

fn stock(variant: &Variant, said: &Said) -> StockFields {
    let level = variant.stock;
    let typed = |part: &str| said.typed.get(&format!("{part}.{}", variant.id));
    let pieces = typed("on_hand").and_then(|text| typed::whole(text));
    let refused = said.errors.get(&format!("on_hand.{}", variant.id));
    StockFields {
        tracked: typed("stock").map_or(level.tracked, |kind| kind == "tracked"),
        available: if typed("stock").is_some() { typed("in_stock").is_some() } else { level.available },
        on_hand: pieces.map_or(i64::from(level.on_hand), i64::from),
        reserved: i64::from(level.reserved),
        refused: refused.map(|why| (typed("on_hand").cloned().unwrap_or_default(), why.clone())),
    }
}
