//! An order entered by hand: from a call, or at the counter.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use catalog::{
    codes,
    shelf::{self, Sellable},
};
use futures_util::{TryFutureExt, try_join};
use identity::permission::CreateOrders;
use orders::by_hand::{self, Entry, MAX_LINES};
use tenancy::{Mode, Scope, class::Seller};
use types::{Language, Money};
use web_kit::{App, FormValues, Member, Problem, SessionSecret};

use super::{
    desk::{Desk, at, done, refused},
    faults::Said,
    order_form::{NOTE, Sent, typed_values},
    typed,
};
use crate::{
    context::Context,
    render,
    storefront::{checkout::COUNTRIES, options::options_line},
    view::{
        seller::{ItemChoice, LineFields, OrderNewPage, Outcome, Value},
        storefront::country_choices,
    },
};

/// Products that are offered as one types.
const CHOICES: i64 = 200;
/// What may be ordered: what was made last.
async fn choices<M: Mode>(q: &Scope<Seller, M>, language: Language) -> Result<Vec<Sellable>, Problem> {
    let ids = codes::newest(q, CHOICES).await?;
    Ok(shelf::sellable(q, &ids, language).await?)
}

fn choice(found: Sellable) -> ItemChoice {
    let options = options_line(&found.options);
    let title = if options.is_empty() { found.title } else { format!("{}, {options}", found.title) };
    ItemChoice { sku: found.sku, title, price: found.price }
}

/// Codes and names of countries, that of the shop among them.
pub fn countries(language: Language, own: &str) -> Vec<(String, String)> {
    let mut all: Vec<_> = country_choices(language, COUNTRIES).into_iter().map(|c| (c.value, c.label)).collect();
    if !all.iter().any(|(code, _)| code == own) {
        all.push((own.to_owned(), own.to_owned()));
    }
    all
}

/// The form. `said` is what was typed before.
fn page(desk: Desk, choices: Vec<Sellable>, said: &Said, lines: usize, key: String) -> OrderNewPage {
    let value = |name: &str| Value {
        value: said.typed.get(name).cloned().unwrap_or_default(),
        error: said.errors.get(name).cloned(),
    };
    let or = |name: &str, preset: &str| {
        if said.typed.contains_key(name) { value(name) } else { Value { value: preset.to_owned(), ..value(name) } }
    };
    let line = |at: usize| LineFields {
        item: value(&format!("line.{at}.item")),
        quantity: or(&format!("line.{at}.quantity"), "1"),
    };
    OrderNewPage {
        idempotency_key: key,
        channel: or("channel", "telephone"),
        lines: (0..lines.max(1)).map(line).collect(),
        choices: choices.into_iter().map(choice).collect(),
        name: value("name"),
        email: value("email"),
        phone: value("phone"),
        delivery: or("delivery", "ship"),
        street: value("street"),
        extra: value("extra"),
        postal_code: value("postal_code"),
        city: value("city"),
        country: or("country", &desk.shop.country),
        countries: countries(desk.language, &desk.shop.country),
        shipping: value("shipping"),
        flat_rate: Money::new(desk.shop.shipping_flat, desk.shop.currency),
        currency: desk.shop.currency,
        note: value("note"),
        error: said.errors.get("").cloned(),
        page: desk.page,
        shell: desk.shell,
    }
}

/// `GET /seller/{seller}/orders/new`
pub async fn form(member: Member<CreateOrders>, context: Context) -> Result<Response, Problem> {
    let language = context.language;
    let q = member.door.read().await?;
    let (desk, choices) = try_join!(Desk::open(&q, context), choices(&q, language))?;
    drop(q);
    render(&page(desk, choices, &Said::default(), 1, SessionSecret::generate().expose()))
}

/// The order as it was sent, for the key under which it is entered once.
fn body(typed: &Said) -> Vec<u8> {
    serde_json::to_vec(&typed.typed).unwrap_or_default()
}

/// `POST /seller/{seller}/orders/new`: `do` = `place`, or `row` for one more line.
pub async fn enter(
    State(app): State<App>,
    member: Member<CreateOrders>,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let rows = typed::rows(&values, "line", &["item", "quantity"], MAX_LINES);
    let more = values.get("do") == "row";
    let typed = Said { typed: typed_values(&values, rows), ..Said::default() };
    let mut sent = Sent { t: context.t(), values: &values, said: typed };
    if !more && let Some(done) = place(&app, &member, &mut sent, rows).await? {
        return Ok(done);
    }
    let said = sent.said;
    let language = context.language;
    let q = member.door.read().await?;
    let (desk, choices) = try_join!(Desk::open(&q, context), choices(&q, language))?;
    drop(q);
    let lines = (rows + usize::from(more)).min(MAX_LINES);
    // The key stays: the same form sent twice is one order. An order that was refused was not entered under it.
    let key = Some(values.get("idempotency_key").to_owned()).filter(|key| !key.is_empty() && key.len() <= 200);
    let used = said.errors.contains_key("");
    let key = key.filter(|_| !used).unwrap_or_else(|| SessionSecret::generate().expose());
    let page = page(desk, choices, &said, lines, key);
    if more { render(&page) } else { refused(&page) }
}

/// Enters the order, or notes what is wrong with it.
async fn place(
    app: &App,
    member: &Member<CreateOrders>,
    sent: &mut Sent<'_>,
    rows: usize,
) -> Result<Option<Response>, Problem> {
    let q = member.door.write().await?;
    let lines = sent.lines(rows);
    let wanted: Vec<_> = lines.iter().map(|line| line.item.as_str()).collect();
    let (shop, found) = try_join!(identity::shop::shop(&q).err_into::<Problem>(), codes::find(&q, &wanted).err_into())?;
    let variants = sent.variants(&lines, &found);
    let contact = sent.contact(&shop.country);
    let shipping = sent.shipping(shop.currency);
    let channel = sent.channel();
    if !sent.said.errors.is_empty() {
        return Ok(None);
    }
    let body = body(&sent.said);
    let note = sent.get(NOTE).to_owned();
    let entry = Entry {
        channel,
        contact: &contact,
        lines: &variants,
        shipping,
        note: &note,
        key: sent.values.get("idempotency_key"),
        body: &body,
    };
    match by_hand::enter(&q, &entry).await {
        Ok(order) => {
            q.commit().await?;
            app.search.nudge();
            Ok(Some(done(&at(member).order(order), Outcome::OrderPlaced, 0).into_response()))
        }
        Err(error) => {
            drop(q);
            sent.refused(error, &lines, &found)?;
            Ok(None)
        }
    }
}
