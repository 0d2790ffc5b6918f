//! The form of a product's page: texts, prices, pictures, stock and publishing in one go; and undoing field by field.

mod read;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use catalog::{
    CatalogError, by_hand,
    list::{self as domain, Product},
    overrides::{self as own, Field},
    publish::{self, Reason, Refused, Which},
    stock,
};
use futures_util::{TryFutureExt, try_join};
use identity::permission::EditProducts;
use imports::staged;
use tenancy::{Scope, Write, class::Seller};
use types::{Language, ProductId};
use web_kit::{App, FormValues, Member, Path, Problem};

use super::{
    desk::{Desk, at, done, refused},
    faults::Said,
    hand, product as shown, typed,
};
use crate::{context::Context, i18n::Texts, view::seller::Outcome};
use read::{Plan, Sent};

/// Does it all in the transaction; answers what could not be published.
async fn apply(
    q: &Scope<Seller, Write>,
    id: ProductId,
    version: &str,
    plan: &Plan,
) -> Result<Vec<Refused>, CatalogError> {
    if let Some(hand) = &plan.hand {
        by_hand::update(q, id, Some(version), hand).await?;
    } else {
        own::change(q, id, Some(version), &plan.edits, &plan.undone).await?;
    }
    stock::set(q, &plan.stock).await?;
    publish::unpublish(q, Which::Variants(&plan.unpublish)).await?;
    Ok(publish::publish(q, Which::Variants(&plan.publish)).await?.refused)
}

fn not_sellable(t: Texts, refused: &[Refused], said: &mut Said) {
    for variant in refused {
        let text = match variant.reason {
            Reason::NoPrice => t.get("handlers-price"),
            Reason::OtherCurrency => t.get("handlers-other-currency"),
        };
        said.wrong(Field::Price(variant.variant).name(), text);
    }
}

/// The names of the domain's faults as this form has them.
fn place(field: &str, product: &Product) -> String {
    let Some((at, part)) = field.strip_prefix("variants[").and_then(|rest| rest.split_once("].")) else {
        return field.to_owned();
    };
    let at = at.parse::<usize>().unwrap_or(usize::MAX);
    let part = match part {
        "weight_grams" => "weight",
        options if options.starts_with("options") => "color",
        "quantity" if at < product.variants.len() => "on_hand",
        part => part,
    };
    match product.variants.get(at) {
        Some(variant) => format!("{part}.{}", variant.id),
        None => format!("{part}.{}", hand::NEW),
    }
}

/// `POST /seller/{seller}/products/{id}/overrides`
pub async fn save(
    State(app): State<App>,
    member: Member<EditProducts>,
    context: Context,
    Path(id): Path<ProductId>,
    values: FormValues,
) -> Result<Response, Problem> {
    let t = context.t();
    let path = at(&member).product(id);
    let q = member.door.write().await?;
    let product = domain::product(&q, id).await?.ok_or_else(Problem::not_found)?;
    let (version, seen) = values.get("version").split_once(':').unwrap_or_default();
    let seen = seen.split(',').collect();
    let mut sent = Sent { app: &app, t, product: &product, values: &values, said: Said::default(), seen, stale: false };
    let plan = sent.plan(member.team.language);
    if sent.stale {
        drop(q);
        return Desk::open(&member.door.read().await?, context).await?.conflict(path);
    }
    let mut said = sent.said;
    if said.errors.is_empty() {
        match apply(&q, id, version, &plan).await {
            Ok(refused) if refused.is_empty() => {
                q.commit().await?;
                app.search.nudge();
                return Ok(done(&path, Outcome::ProductSaved, 0).into_response());
            }
            Ok(refused) => not_sellable(t, &refused, &mut said),
            Err(CatalogError::Invalid(faults)) => said.refused(t, &faults, |field| place(field, &product)),
            Err(CatalogError::BelowReserved { variant, reserved }) => {
                said.wrong(format!("on_hand.{variant}"), t.count("handlers-pieces-reserved", reserved));
            }
            Err(CatalogError::Stale | CatalogError::FromFeed) => {
                drop(q);
                return Desk::open(&member.door.read().await?, context).await?.conflict(path);
            }
            Err(error) => return Err(error.into()),
        }
    }
    // What was done so far is undone.
    drop(q);
    let q = member.door.read().await?;
    let ids = [id];
    let (desk, gone) = try_join!(Desk::open(&q, context), staged::gone(&q, &ids).err_into())?;
    drop(q);
    said.typed = values_of(&product, &values);
    refused(&shown::page(&app, desk, &product, &gone, &said))
}

/// All that was typed, by the names of the page's fields.
fn values_of(product: &Product, values: &FormValues) -> std::collections::BTreeMap<String, String> {
    let texts = Language::ALL.into_iter().flat_map(|l| [Field::Title(l).name(), Field::Description(l).name()]);
    let variants = product.variants.iter().flat_map(|v| {
        let parts = ["price", "compare_at", "images", "published", "stock", "on_hand", "in_stock"];
        parts.map(|part| format!("{part}.{}", v.id))
    });
    let by_hand = if product.by_hand() { hand::names(product) } else { Vec::new() };
    let names = texts.chain([Field::Category.name()]).chain(variants).chain(by_hand);
    names.filter_map(|name| Some((name.clone(), typed::sent(values, &name)?.to_owned()))).collect()
}

/// `POST /seller/{seller}/products/{id}/overrides/undo`
pub async fn undo(
    State(app): State<App>,
    member: Member<EditProducts>,
    context: Context,
    Path(id): Path<ProductId>,
    values: FormValues,
) -> Result<Response, Problem> {
    let path = at(&member).product(id);
    let field = Field::parse(values.get("field")).ok_or_else(Problem::not_found)?;
    let q = member.door.write().await?;
    let version = values.get("version").split(':').next();
    match own::change(&q, id, version.or(Some("")), &[], &[field]).await {
        Ok(_) => {
            q.commit().await?;
            app.search.nudge();
            Ok(done(&path, Outcome::Undone, 0).into_response())
        }
        Err(CatalogError::Stale) => {
            drop(q);
            Desk::open(&member.door.read().await?, context).await?.conflict(path)
        }
        // A variant of another product.
        Err(CatalogError::Invalid(_)) => Err(Problem::not_found()),
        Err(error) => Err(error.into()),
    }
}
