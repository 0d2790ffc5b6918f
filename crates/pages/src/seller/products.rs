//! The seller's products: the list, and publishing and unpublishing them.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use catalog::{
    bulk::{self, Action},
    list::{self as domain, Counts, Filter, Listed, Wanted},
    publish::{self, Which},
};
use futures_util::{TryFutureExt, try_join};
use identity::permission::{EditProducts, ViewProducts};
use imports::staged::{self, Gone};
use serde::Deserialize;
use types::{Money, ProductId};
use web_kit::{App, FieldError, FormValues, Member, Problem, Query};

use super::desk::{Desk, at, count, cut, done, done_but, key};
use crate::{
    context::Context,
    links, render,
    view::seller::{BulkAction, ConfirmPage, Outcome, ProductFilter, ProductRow, ProductsPage},
};

/// Products on a page.
const PAGE: usize = 50;

/// The list as its address holds it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    category: String,
    brand: String,
    filter: String,
    after: String,
}

fn row(app: &App, found: Listed, gone: &[Gone]) -> ProductRow {
    let of_product = gone.iter().filter(|variant| variant.product_id == found.id).count();
    let money = |minor: Option<i64>| Some(Money::new(minor?, found.currency?));
    ProductRow {
        id: found.id,
        prices: money(found.price_min).zip(money(found.price_max)),
        title: found.title.unwrap_or(found.handle),
        image: found.image.and_then(|link| app.pictures.address(&link)),
        category: found.category,
        variants: count(found.variants),
        published: count(found.published),
        in_stock: count(found.in_stock),
        on_hand: found.pieces.map(count),
        languages: found.languages,
        overrides: count(found.overrides),
        vanished: found.variants > 0 && count(found.variants) == of_product as u64,
        by_hand: found.by_hand,
    }
}

fn of_tab(counts: Counts, filter: ProductFilter) -> u64 {
    count(match filter {
        ProductFilter::All => counts.all,
        ProductFilter::Published => counts.published,
        ProductFilter::Draft => counts.draft(),
        ProductFilter::Overridden => counts.overridden,
        ProductFilter::OutOfStock => counts.out_of_stock,
    })
}

/// `GET /seller/{seller}/products`
pub async fn list(
    State(app): State<App>,
    member: Member<ViewProducts>,
    context: Context,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let after: Option<ProductId> = key(&asked.after)?;
    let filter = Filter::from_code(&asked.filter).unwrap_or_default();
    let tab = ProductFilter::from_code(filter.code()).unwrap_or(ProductFilter::All);
    let q = member.door.read().await?;
    let wanted = Wanted { text: &asked.q, category: &asked.category, brand: &asked.brand, filter };
    let query = domain::Query { wanted, language: context.language, after, limit: PAGE + 1 };
    let (desk, found, counts, (brands, categories)) = try_join!(
        Desk::open(&q, context),
        domain::page(&q, &query).err_into(),
        domain::counts(&q, &wanted).err_into(),
        domain::choices(&q).err_into(),
    )?;
    let (found, next) = cut(found, PAGE, |product| product.id);
    let ids: Vec<_> = found.iter().map(|product| product.id).collect();
    let gone = staged::gone(&q, &ids).await?;
    drop(q);
    let page = ProductsPage {
        filter: tab,
        tabs: ProductFilter::ALL.iter().map(|tab| (*tab, of_tab(counts, *tab))).collect(),
        total: of_tab(counts, tab),
        nothing_yet: counts.all == 0
            && [&asked.q, &asked.category, &asked.brand].iter().all(|text| text.trim().is_empty()),
        q: asked.q,
        category: asked.category,
        brand: asked.brand,
        brands,
        categories,
        rows: found.into_iter().map(|product| row(&app, product, &gone)).collect(),
        next,
        paged: after.is_some(),
        page: desk.page,
        shell: desk.shell,
    };
    render(&page)
}

/// `POST /seller/{seller}/products/publish`: the ticked ones, or after a question all that match.
pub async fn publish(
    State(app): State<App>,
    member: Member<EditProducts>,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let action = match values.get("do") {
        "publish" => Action::Publish,
        "unpublish" => Action::Unpublish,
        _ => return Err(Problem::unprocessable(vec![FieldError::new("do", "use publish or unpublish")])),
    };
    let filter = Filter::from_code(values.get("filter")).unwrap_or_default();
    let shown = if filter == Filter::All { "" } else { filter.code() };
    let wanted = Wanted { text: values.get("q"), category: values.get("category"), brand: values.get("brand"), filter };
    let narrowed = [("q", wanted.text), ("category", wanted.category), ("brand", wanted.brand), ("filter", shown)];
    let list = links::with_query(&at(&member).page("/products"), narrowed);
    if values.get("scope") == "all" {
        return publish_all(&app, &member, context, action, &wanted, &values, &list).await;
    }
    let ids: Vec<ProductId> = values.all("id").filter_map(|id| id.parse().ok()).collect();
    let Some(first) = ids.first() else { return Ok(done(&list, Outcome::NothingChosen, 0).into_response()) };
    let back = if values.get("back") == "product" { at(&member).product(*first) } else { list };
    let q = member.door.write().await?;
    if ids.len() == 1 && domain::product(&q, *first).await?.is_none() {
        return Err(Problem::not_found());
    }
    let (outcome, refused) = match action {
        Action::Unpublish => {
            publish::unpublish(&q, Which::Products(&ids)).await?;
            (Outcome::Unpublished, 0)
        }
        Action::Publish => {
            (Outcome::Published, publish::publish(&q, Which::Products(&ids)).await?.refused.len() as u64)
        }
    };
    q.commit().await?;
    app.search.nudge();
    Ok(done_but(&back, outcome, ids.len() as u64, refused).into_response())
}

async fn publish_all(
    app: &App,
    member: &Member<EditProducts>,
    context: Context,
    action: Action,
    wanted: &Wanted<'_>,
    values: &FormValues,
    list: &str,
) -> Result<Response, Problem> {
    if values.get("confirmed") != "yes" {
        let q = member.door.read().await?;
        let (desk, counts) = try_join!(Desk::open(&q, context), domain::counts(&q, wanted).err_into())?;
        let tab = ProductFilter::from_code(wanted.filter.code()).unwrap_or(ProductFilter::All);
        let shown = if action == Action::Publish { BulkAction::Publish } else { BulkAction::Unpublish };
        let narrowed = [("q", wanted.text), ("category", wanted.category), ("brand", wanted.brand)];
        return render(&ConfirmPage::products(desk.page, desk.shell, shown, narrowed, tab, of_tab(counts, tab)));
    }
    let outcome = if action == Action::Publish { Outcome::Published } else { Outcome::Unpublished };
    let all = bulk::matching(&member.door, wanted, action).await?;
    app.search.nudge();
    Ok(done_but(list, outcome, all.products, all.refused).into_response())
}
