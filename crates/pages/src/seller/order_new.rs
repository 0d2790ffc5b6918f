//! An order entered by hand: from a call, or at the counter.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use catalog::{
    codes::{self, Coded, Meant},
    shelf::{self, Sellable},
};
use futures_util::{TryFutureExt, try_join};
use identity::permission::EditOrders;
use orders::{
    Contact, ContactInput, OrderError,
    by_hand::{self, Channel, Entry, MAX_LINES},
    cart::MAX_QUANTITY,
};
use tenancy::{Mode, Scope, class::Seller};
use types::{Currency, Language, Money, VariantId};
use web_kit::{App, FormValues, Member, Problem, SessionSecret};

use super::{
    desk::{Desk, done, refused},
    faults::Said,
    typed,
};
use crate::{
    context::Context,
    i18n::Texts,
    render,
    storefront::{checkout::COUNTRIES, options::options_line},
    view::{
        seller::{ItemChoice, LineFields, OrderNewPage, Outcome, Value},
        storefront::country_choices,
    },
};

/// The form's fields that are read more than once.
const CHANNEL: &str = "channel";
const NOTE: &str = "note";

/// Products that are offered as one types.
const CHOICES: i64 = 200;
/// Fields beside the lines.
const FIELDS: [&str; 12] = [
    "channel",
    "name",
    "email",
    "phone",
    "delivery",
    "street",
    "extra",
    "postal_code",
    "city",
    "country",
    "shipping",
    "note",
];

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

/// `GET /seller/orders/new`
pub async fn form(member: Member<EditOrders>, context: Context) -> Result<Response, Problem> {
    let language = context.language;
    let q = member.door.read().await?;
    let (desk, choices) = try_join!(Desk::open(&q, context), choices(&q, language))?;
    drop(q);
    render(&page(desk, choices, &Said::default(), 1, SessionSecret::generate().expose()))
}

/// A line of the form in which something stands.
struct Line {
    at: usize,
    item: String,
    quantity: u32,
}

/// The form, read field by field.
struct Sent<'a> {
    t: Texts,
    values: &'a FormValues,
    said: Said,
}

impl Sent<'_> {
    fn get(&self, name: &str) -> &str {
        self.values.get(name).trim()
    }

    fn wrong(&mut self, name: impl Into<String>, key: &str) {
        let text = self.t.get(key);
        self.said.wrong(name, text);
    }

    fn collected(&self) -> bool {
        self.get("delivery") == "collect"
    }

    fn lines(&mut self, rows: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for at in 0..rows {
            let item = self.get(&format!("line.{at}.item")).to_owned();
            if item.is_empty() {
                continue;
            }
            let name = format!("line.{at}.quantity");
            let quantity = typed::whole(self.get(&name)).filter(|pieces| (1..=MAX_QUANTITY).contains(pieces));
            if quantity.is_none() {
                self.wrong(name, "handlers-quantity");
            }
            lines.push(Line { at, item, quantity: quantity.unwrap_or(1) });
        }
        if lines.is_empty() {
            self.wrong("line.0.item", "fault-needed");
        }
        lines
    }

    /// The variants of the lines among what was found.
    fn variants(&mut self, lines: &[Line], found: &[Coded]) -> Vec<(VariantId, u32)> {
        let mut variants = Vec::new();
        for line in lines {
            let name = format!("line.{}.item", line.at);
            match codes::meant(found, &line.item) {
                Meant::One(variant) => variants.push((variant, line.quantity)),
                Meant::Many => self.wrong(name, "handlers-item-many"),
                Meant::Nothing => self.wrong(name, "handlers-item-unknown"),
            }
        }
        variants
    }

    /// For whom. What is collected needs no address; somebody must be reachable.
    fn contact(&mut self, own_country: &str) -> Contact {
        let get = |name: &str| self.get(name).to_owned();
        let collected = self.collected();
        let input = ContactInput {
            email: get("email"),
            name: get("name"),
            phone: get("phone"),
            street: get("street"),
            extra: get("extra"),
            postal_code: get("postal_code"),
            city: get("city"),
            country: get("country"),
        };
        let address = ["street", "extra", "postal_code", "city", "country"];
        for (field, _) in input.faults(false) {
            if collected && address.contains(&field) {
                continue;
            }
            let key = match field {
                "email" => "fault-email",
                "country" => "fault-country",
                _ if self.get(field).is_empty() => "fault-needed",
                _ => "fault-too-long",
            };
            self.wrong(field, key);
        }
        if input.email.is_empty() && input.phone.is_empty() && self.get(CHANNEL) != "counter" {
            self.wrong("phone", "handlers-reachable");
        }
        let optional = |text: String| Some(text).filter(|text| !text.is_empty());
        let kept = |text: String| if collected { String::new() } else { text };
        Contact {
            email: optional(input.email),
            name: input.name,
            phone: optional(input.phone),
            street: kept(input.street),
            extra: optional(kept(input.extra)),
            postal_code: kept(input.postal_code),
            city: kept(input.city),
            country: if collected { own_country.to_owned() } else { input.country.to_ascii_uppercase() },
        }
    }

    /// What shipping costs; `None`: what the shop charges.
    fn shipping(&mut self, currency: Currency) -> Option<i64> {
        if self.collected() {
            return Some(0);
        }
        let typed = typed::money(self.get("shipping"), currency);
        if typed.is_err() {
            self.wrong("shipping", "handlers-amount");
        }
        typed.ok().flatten().map(|money| money.minor)
    }

    /// What the domain refused, beside the fields that it is about.
    fn refused(&mut self, error: OrderError, lines: &[Line], found: &[Coded]) -> Result<(), Problem> {
        match error {
            OrderError::OutOfStock(short) => {
                for line in lines {
                    if matches!(codes::meant(found, &line.item), Meant::One(variant) if short.contains(&variant)) {
                        self.wrong(format!("line.{}.quantity", line.at), "handlers-out-of-stock");
                    }
                }
            }
            OrderError::KeyReused | OrderError::CartChanged | OrderError::Invalid { field: "Idempotency-Key", .. } => {
                self.wrong("", "handlers-key");
            }
            OrderError::Money(_) => self.wrong("", "handlers-other-currency"),
            OrderError::Invalid { field: "lines", .. } => self.wrong("", "handlers-lines"),
            OrderError::Invalid { field, .. } => self.wrong(field, "fault-too-long"),
            error => return Err(error.into()),
        }
        Ok(())
    }
}

/// Everything that was typed, by name.
fn typed_values(values: &FormValues, rows: usize) -> std::collections::BTreeMap<String, String> {
    let lines = (0..rows).flat_map(|at| [format!("line.{at}.item"), format!("line.{at}.quantity")]);
    let names = FIELDS.iter().map(|name| (*name).to_owned()).chain(lines);
    names.filter_map(|name| Some((name.clone(), typed::sent(values, &name)?.to_owned()))).collect()
}

/// The order as it was sent, for the key under which it is entered once.
fn body(typed: &Said) -> Vec<u8> {
    serde_json::to_vec(&typed.typed).unwrap_or_default()
}

/// `POST /seller/orders/new`: `do` = `place`, or `row` for one more line.
pub async fn enter(
    State(app): State<App>,
    member: Member<EditOrders>,
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
    member: &Member<EditOrders>,
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
    if !sent.said.errors.is_empty() {
        return Ok(None);
    }
    let body = body(&sent.said);
    let note = sent.get(NOTE).to_owned();
    let entry = Entry {
        channel: if sent.get(CHANNEL) == "counter" { Channel::Counter } else { Channel::Telephone },
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
            Ok(Some(done(&format!("/seller/orders/{order}"), Outcome::OrderPlaced, 0).into_response()))
        }
        Err(error) => {
            drop(q);
            sent.refused(error, &lines, &found)?;
            Ok(None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(values: &FormValues) -> Sent<'_> {
        Sent { t: Texts::of(Language::En), values, said: Said::default() }
    }

    #[test]
    fn empty_lines_are_left_out_and_absurd_ones_named() {
        let values = FormValues::new([
            ("line.0.item", ""),
            ("line.0.quantity", "1"),
            ("line.1.item", "A"),
            ("line.1.quantity", "1000"),
            ("line.2.item", "B"),
            ("line.2.quantity", "2"),
        ]);
        let mut form = sent(&values);
        let lines = form.lines(3);
        assert_eq!(lines.iter().map(|line| (line.at, line.quantity)).collect::<Vec<_>>(), [(1, 1), (2, 2)]);
        assert_eq!(form.said.errors.keys().collect::<Vec<_>>(), ["line.1.quantity"]);
        assert!(form.variants(&lines, &[]).is_empty());
        assert!(form.said.errors.contains_key("line.2.item"));
        let nothing = FormValues::default();
        let mut form = sent(&nothing);
        assert!(form.lines(0).is_empty() && form.said.errors.contains_key("line.0.item"));
    }

    #[test]
    fn what_is_collected_needs_no_address() {
        let values = FormValues::new([
            ("name", "Ada"),
            ("channel", "counter"),
            ("delivery", "collect"),
            ("street", "x"),
            ("country", ""),
        ]);
        let mut form = sent(&values);
        let contact = form.contact("LU");
        assert!(form.said.errors.is_empty(), "{:?}", form.said.errors);
        assert_eq!((contact.street.as_str(), contact.country.as_str()), ("", "LU"));
        assert_eq!(form.shipping(Currency::Eur), Some(0));
        let values = FormValues::new([("name", "Ada"), ("delivery", "ship"), ("shipping", "x")]);
        let mut form = sent(&values);
        form.contact("LU");
        assert_eq!(form.shipping(Currency::Eur), None);
        let fields: Vec<_> = form.said.errors.keys().map(String::as_str).collect();
        assert_eq!(fields, ["city", "country", "phone", "postal_code", "shipping", "street"]);
    }
}
