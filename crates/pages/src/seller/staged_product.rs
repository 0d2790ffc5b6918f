//! One staged product: what each feed says of it, and where they disagree.

use axum::{extract::State, response::Response};
use futures_util::{TryFutureExt, try_join};
use identity::permission::ViewImports;
use imports::staged::{self as domain, Row, StagedProduct, Warning};
use types::{Language, Money};
use web_kit::{App, Member, Path, Problem};

use super::{
    desk::Desk,
    staged::{languages, row as listed},
    words,
};
use crate::{
    context::Context,
    render,
    view::{
        Page,
        seller::{Conflict, ConflictValue, FeedText, Problem as Trouble, StagedProductPage, StagedRow, StagedText},
    },
};

/// `GET /seller/{seller}/staged/{id}`
pub async fn show(
    State(app): State<App>,
    member: Member<ViewImports>,
    context: Context,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let q = member.door.read().await?;
    let (desk, found) = try_join!(Desk::open(&q, context), domain::find(&q, &id).err_into())?;
    let found = found.ok_or_else(Problem::not_found)?;
    let main = found.rows.first().ok_or_else(Problem::not_found)?;
    let runs: Vec<_> = desk.feeds.iter().filter_map(|f| f.last_run.as_ref()).map(|run| run.id).collect();
    let (siblings, warnings) = try_join!(domain::siblings(&q, &main.group_key, &id), domain::warnings(&q, &runs, &id))?;
    drop(q);
    let fed: Vec<_> = desk.feeds.iter().map(|f| f.feed.language).collect();
    let page = StagedProductPage {
        row: row(&app, &found, main, desk.language),
        texts: texts(&found, &fed, desk.shop.language),
        conflicts: conflicts(&desk.page, &found),
        facts: facts(&desk.page, main),
        images: main.images.iter().filter_map(|link| app.pictures.address(link)).collect(),
        siblings: siblings.iter().map(|sibling| listed(&app, sibling)).collect(),
        product: found.selected.map(|(product, _)| product),
        warnings: warnings.into_iter().map(warning).collect(),
        page: desk.page,
        shell: desk.shell,
    };
    render(&page)
}

fn warning(found: Warning) -> Trouble {
    Trouble { code: found.reason, detail: Some(found.detail).filter(|detail| !detail.is_empty()) }
}

fn row(app: &App, found: &StagedProduct, main: &Row, language: Language) -> StagedRow {
    let money = |minor| Money::new(minor, main.currency);
    let present = || found.rows.iter().filter(|row| row.present);
    let read = present().find(|row| row.language == language).unwrap_or(main);
    let product = found.selected.map(|(product, _)| product);
    StagedRow {
        id: found.external_id.clone(),
        title: read.title.clone(),
        image: main.images.first().and_then(|link| app.pictures.address(link)),
        brand: main.brand.clone(),
        category: main.category.clone(),
        price: money(main.sale_price.unwrap_or(main.price)),
        compare_at: main.sale_price.map(|_| money(main.price)),
        availability: words::availability(main.availability),
        languages: present().map(|row| row.language).collect(),
        state: words::staged_state(main.present, !main.conflicts.is_empty(), product, found.published),
    }
}

/// One entry for each feed, the shop's own language first.
fn texts(found: &StagedProduct, fed: &[Language], own: Language) -> Vec<StagedText> {
    let has = |language: Language| found.rows.iter().find(|row| row.language == language && row.present);
    let text = |row: &Row| FeedText {
        title: row.title.clone(),
        description: row.description.clone(),
        run: row.changed_run,
        seen: row.updated_at,
        line: 0,
    };
    let entry = |language: Language| StagedText {
        language,
        text: has(language).map(text),
        fallback: language.fallback(own).into_iter().find(|other| *other != language && has(*other).is_some()),
    };
    let wanted = languages(own).into_iter().filter(|language| fed.contains(language) || has(*language).is_some());
    wanted.map(entry).collect()
}

fn conflicts(page: &Page, found: &StagedProduct) -> Vec<Conflict> {
    let t = page.t;
    let value = |field: &str, row: &Row| match field {
        "price" => {
            let money = |minor| t.money(Money::new(minor, row.currency));
            row.sale_price.map_or_else(|| money(row.price), |sale| format!("{} ({})", money(sale), money(row.price)))
        }
        "availability" => t.get(words::availability(row.availability).text()).into_owned(),
        _ => row.gtin.as_ref().map_or_else(|| "–".to_owned(), |gtin| gtin.as_str().to_owned()),
    };
    let said = found.rows.iter().flat_map(|row| &row.conflicts);
    let mut fields: Vec<_> = said.filter_map(|name| name.strip_suffix("_conflict")).collect();
    fields.sort_unstable();
    fields.dedup();
    let conflict = |field: &&str| Conflict {
        field: (*field).to_owned(),
        values: found
            .rows
            .iter()
            .filter(|row| row.present)
            .map(|row| ConflictValue { language: row.language, value: value(field, row), used: row.main })
            .collect(),
    };
    fields.iter().map(conflict).collect()
}

fn facts(page: &Page, row: &Row) -> Vec<(String, String)> {
    let grams = row.weight_grams.map(|grams| format!("{}\u{a0}g", page.t.number(grams)));
    let options = &row.options.0;
    let fields = [
        ("brand", row.brand.clone()),
        ("product_type", row.category.clone()),
        ("additional_product_type_1", row.more_categories.first().cloned()),
        ("additional_product_type_2", row.more_categories.get(1).cloned()),
        ("additional_product_type_3", row.more_categories.get(2).cloned()),
        ("google_product_category", row.google_category.clone()),
        ("gtin", row.gtin.as_ref().map(|gtin| gtin.as_str().to_owned())),
        ("mpn", row.mpn.clone()),
        ("adult", row.adult.then(|| page.t.get("seller-yes").into_owned())),
        ("condition", row.condition.clone()),
        ("shipping_weight", grams),
        ("quantity", row.quantity.map(|pieces| page.t.number(pieces))),
        ("tax_rate", row.tax_rate.map(|rate| page.t.percent(rate))),
        ("item_group_id", Some(row.group_key.clone()).filter(|group| !group.is_empty())),
        ("link", row.link.clone()),
    ];
    let told = fields.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?)));
    told.chain(options.iter().map(|(name, value)| (name.clone(), value.clone()))).collect()
}
