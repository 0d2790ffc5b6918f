//! A product entered by hand.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use catalog::{
    CatalogError, TaxClass,
    by_hand::{self, HandProduct, HandVariant, MAX_VARIANTS},
    publish::{self, Which},
    stock::Stock,
    tax,
};
use futures_util::{TryFutureExt, try_join};
use identity::permission::CreateProducts;
use imports::staged::Facets;
use types::{Currency, Gtin, Language, Money};
use web_kit::{App, FormValues, Member, Problem};

use super::{
    desk::{Desk, at, done, refused},
    faults::{self, Said},
    staged::languages,
    typed,
};
use crate::{
    context::Context,
    i18n::Texts,
    render,
    view::seller::{Outcome, ProductNewPage, TaxClass as ShownClass, TextFields, Value, VariantFields},
};

/// The parts of a row.
const PARTS: [&str; 6] = ["color", "size", "sku", "gtin", "price", "quantity"];

/// The tax classes of a country with their rates.
pub fn tax_classes(country: &str) -> Vec<ShownClass> {
    let classes = tax::classes(country).into_iter();
    classes.map(|(class, rate)| ShownClass { code: class.code().to_owned(), rate }).collect()
}

/// The form. `said` is what was typed before, `rows` how many rows of variants there are.
fn page(desk: Desk, facets: Facets, said: &Said, rows: usize) -> ProductNewPage {
    let value = |name: &str| Value {
        value: said.typed.get(name).cloned().unwrap_or_default(),
        error: said.errors.get(name).cloned(),
    };
    let or = |name: &str, preset: &str| {
        let found = value(name);
        if said.typed.contains_key(name) { found } else { Value { value: preset.to_owned(), ..found } }
    };
    let text = |language: Language| TextFields {
        language,
        title: value(&format!("title.{language}")),
        description: value(&format!("description.{language}")),
    };
    let row = |at: usize| {
        let part = |part: &str| value(&format!("variant.{at}.{part}"));
        VariantFields {
            color: part("color"),
            size: part("size"),
            sku: part("sku"),
            gtin: part("gtin"),
            price: part("price"),
            quantity: part("quantity"),
        }
    };
    ProductNewPage {
        language: desk.shop.language,
        texts: languages(desk.shop.language).into_iter().map(text).collect(),
        category: value("category"),
        categories: facets.categories.into_iter().map(|facet| facet.value).collect(),
        brand: value("brand"),
        sku: value("sku"),
        gtin: value("gtin"),
        price: value("price"),
        compare_at: value("compare_at"),
        currency: desk.shop.currency,
        tax_class: or("tax_class", "standard"),
        tax_classes: tax_classes(&desk.shop.country),
        stock: or("stock", "tracked"),
        quantity: or("quantity", "1"),
        images: value("images"),
        variants: (0..rows.max(1)).map(row).collect(),
        page: desk.page,
        shell: desk.shell,
    }
}

/// `GET /seller/{seller}/products/new`
pub async fn form(member: Member<CreateProducts>, context: Context) -> Result<Response, Problem> {
    let q = member.door.read().await?;
    let (desk, facets) = try_join!(Desk::open(&q, context), imports::staged::facets(&q).err_into())?;
    drop(q);
    render(&page(desk, facets, &Said::default(), 1))
}

/// The form, read field by field.
struct Sent<'a> {
    t: Texts,
    currency: Currency,
    values: &'a FormValues,
    said: Said,
}

impl Sent<'_> {
    fn get(&self, name: &str) -> &str {
        self.values.get(name).trim()
    }

    fn optional(&self, name: &str) -> Option<String> {
        Some(self.get(name).to_owned()).filter(|text| !text.is_empty())
    }

    fn wrong(&mut self, name: &str, kind: &str) {
        let text = faults::text(self.t, kind);
        self.said.wrong(name, text);
    }

    fn money(&mut self, name: &str, kind: &str) -> Option<Money> {
        let typed = typed::money(self.get(name), self.currency);
        if typed.is_err() {
            self.wrong(name, kind);
        }
        typed.ok().flatten()
    }

    fn gtin(&mut self, name: &str) -> Option<Gtin> {
        let typed = self.get(name).to_owned();
        if typed.is_empty() {
            return None;
        }
        let gtin = typed.parse().ok();
        if gtin.is_none() {
            let text = self.t.get("handlers-gtin");
            self.said.wrong(name, text);
        }
        gtin
    }

    fn pieces(&mut self, name: &str) -> u32 {
        let typed = self.get(name).to_owned();
        let pieces = if typed.is_empty() { Some(0) } else { typed::whole(&typed) };
        if pieces.is_none() {
            self.wrong(name, "quantity");
        }
        pieces.unwrap_or_default()
    }

    /// Places of the rows in which something stands.
    fn rows(&self) -> Vec<usize> {
        let all = 0..typed::rows(self.values, "variant", &PARTS, MAX_VARIANTS);
        all.filter(|at| PARTS.iter().any(|part| !self.get(&format!("variant.{at}.{part}")).is_empty())).collect()
    }

    /// The variant that the fields above the rows tell of.
    fn base(&mut self) -> HandVariant {
        let price = self.money("price", "price");
        if price.is_none() {
            self.wrong("price", "price");
        }
        let compare_at = self.money("compare_at", "compare_at");
        let on_hand = self.pieces("quantity");
        let untracked = self.get("stock") == "untracked";
        let tax_class = self.get("tax_class").parse::<TaxClass>();
        if tax_class.is_err() && !self.get("tax_class").is_empty() {
            let text = self.t.get("fault-choice");
            self.said.wrong("tax_class", text);
        }
        HandVariant {
            id: None,
            sku: self.optional("sku"),
            gtin: self.gtin("gtin"),
            options: BTreeMap::new(),
            price: price.unwrap_or(Money::new(1, self.currency)),
            compare_at,
            tax_class: tax_class.unwrap_or_default(),
            images: self.values.get("images").lines().map(str::to_owned).collect(),
            weight_grams: None,
            stock: if untracked { Stock::Untracked { in_stock: true } } else { Stock::Tracked { on_hand } },
        }
    }

    /// A row's variant: what it leaves empty is as above. Article number and bar code name one thing only.
    fn row(&mut self, at: usize, base: &HandVariant) -> HandVariant {
        let name = |part: &str| format!("variant.{at}.{part}");
        let option = |part: &str| Some((part.to_owned(), self.optional(&name(part))?));
        let options = ["color", "size"].into_iter().filter_map(option).collect();
        let stock = match base.stock {
            Stock::Tracked { .. } if !self.get(&name("quantity")).is_empty() => {
                Stock::Tracked { on_hand: self.pieces(&name("quantity")) }
            }
            same => same,
        };
        HandVariant {
            sku: self.optional(&name("sku")),
            gtin: self.gtin(&name("gtin")),
            options,
            price: self.money(&name("price"), "price").unwrap_or(base.price),
            stock,
            ..base.clone()
        }
    }

    fn product(&mut self, own: Language, rows: &[usize]) -> HandProduct {
        let mut texts = Vec::new();
        for language in languages(own) {
            let title = self.get(&format!("title.{language}")).to_owned();
            let description = self.get(&format!("description.{language}")).to_owned();
            if language == own || !title.is_empty() || !description.is_empty() {
                texts.push((language, title, description));
            }
        }
        let base = self.base();
        let variants = match rows {
            [] => vec![base],
            rows => rows.iter().map(|at| self.row(*at, &base)).collect(),
        };
        HandProduct { texts, brand: self.optional("brand"), category: self.optional("category"), variants }
    }
}

/// The name under which a field of the domain stands in the form.
fn place(field: &str, rows: &[usize]) -> String {
    let Some((at, part)) = field.strip_prefix("variants[").and_then(|rest| rest.split_once("].")) else {
        return if field == "variants" { "price".to_owned() } else { field.to_owned() };
    };
    let row = at.parse::<usize>().ok().and_then(|at| rows.get(at));
    match row {
        Some(row) if PARTS.contains(&part) => format!("variant.{row}.{part}"),
        Some(row) if part.starts_with("options") => format!("variant.{row}.color"),
        _ => part.to_owned(),
    }
}

/// Everything that was typed, by name.
fn typed_values(values: &FormValues, rows: usize) -> BTreeMap<String, String> {
    let single =
        ["category", "brand", "sku", "gtin", "price", "compare_at", "tax_class", "stock", "quantity", "images"];
    let texts = Language::ALL.into_iter().flat_map(|l| [format!("title.{l}"), format!("description.{l}")]);
    let rows = (0..rows).flat_map(|at| PARTS.map(|part| format!("variant.{at}.{part}")));
    let names = single.iter().map(|name| (*name).to_owned()).chain(texts).chain(rows);
    names.filter_map(|name| Some((name.clone(), typed::sent(values, &name)?.to_owned()))).collect()
}

/// `POST /seller/{seller}/products/new`: `do` = `save`, `publish` or `row`.
pub async fn create(
    State(app): State<App>,
    member: Member<CreateProducts>,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let t = context.t();
    let shown_rows = typed::rows(&values, "variant", &PARTS, MAX_VARIANTS);
    let more = values.get("do") == "row";
    let mut said = Said::default();
    if !more {
        let q = member.door.write().await?;
        let shop = identity::shop::shop(&q).await?;
        let mut sent = Sent { t, currency: shop.currency, values: &values, said };
        let rows = sent.rows();
        let product = sent.product(shop.language, &rows);
        said = sent.said;
        let created = if said.errors.is_empty() { by_hand::create(&q, &product).await.map(Some) } else { Ok(None) };
        match created {
            Ok(Some(id)) => {
                if values.get("do") == "publish" {
                    publish::publish(&q, Which::Products(&[id])).await?;
                }
                q.commit().await?;
                app.search.nudge();
                return Ok(done(&at(&member).product(id), Outcome::ProductAdded, 0).into_response());
            }
            Ok(None) => {}
            Err(CatalogError::Invalid(faults)) => said.refused(t, &faults, |field| place(field, &rows)),
            Err(error) => return Err(error.into()),
        }
    }
    said.typed = typed_values(&values, shown_rows);
    let q = member.door.read().await?;
    let (desk, facets) = try_join!(Desk::open(&q, context), imports::staged::facets(&q).err_into())?;
    drop(q);
    let rows = (shown_rows + usize::from(more)).min(MAX_VARIANTS);
    let page = page(desk, facets, &said, rows);
    if more { render(&page) } else { refused(&page) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(values: &FormValues) -> (HandProduct, Said, Vec<usize>) {
        let t = Texts::of(Language::En);
        let mut sent = Sent { t, currency: Currency::Eur, values, said: Said::default() };
        let rows = sent.rows();
        let product = sent.product(Language::De, &rows);
        (product, sent.said, rows)
    }

    #[test]
    fn rows_take_what_they_leave_empty_from_above() {
        let values = FormValues::new([
            ("title.de", "Hemd"),
            ("price", "19,90"),
            ("quantity", "3"),
            ("sku", "H"),
            ("variant.0.color", ""),
            ("variant.1.color", "Rot"),
            ("variant.1.price", "25"),
            ("variant.2.size", "L"),
            ("variant.2.quantity", "7"),
        ]);
        let (product, said, rows) = sent(&values);
        assert_eq!((said, rows.as_slice()), (Said::default(), &[1, 2][..]));
        let [red, large] = product.variants.as_slice() else { panic!("two rows hold something") };
        assert_eq!((red.price.minor, red.stock, red.sku.as_deref()), (2_500, Stock::Tracked { on_hand: 3 }, None));
        assert_eq!((large.price.minor, large.stock), (1_990, Stock::Tracked { on_hand: 7 }));
        assert_eq!(product.texts.len(), 1);
        assert_eq!(place("variants[1].price", &rows), "variant.2.price");
        assert_eq!(
            (place("variants[0].images", &rows), place("variants[0].price", &[])),
            ("images".into(), "price".into())
        );
    }

    #[test]
    fn an_absurd_form_is_told_field_by_field() {
        let values =
            FormValues::new([("gtin", "1"), ("quantity", "-1"), ("compare_at", "x"), ("variant.0.price", "y")]);
        let (product, said, _) = sent(&values);
        let fields: Vec<_> = said.errors.keys().map(String::as_str).collect();
        assert_eq!(fields, ["compare_at", "gtin", "price", "quantity", "variant.0.price"]);
        assert_eq!(product.texts, [(Language::De, String::new(), String::new())]);
    }
}
