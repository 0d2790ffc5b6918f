//! The form of a product's page: texts, prices, pictures, stock and publishing in one go; and undoing field by field.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use catalog::{
    CatalogError,
    by_hand::{self, HandProduct, HandVariant},
    list::{self as domain, Product, Variant},
    overrides::{self as own, Edit, Field},
    publish::{self, Reason, Refused, Which},
    stock::{self, Stock},
};
use futures_util::{TryFutureExt, try_join};
use identity::permission::EditCatalog;
use imports::staged;
use tenancy::{Scope, Write, class::Seller};
use types::{Language, Money, ProductId, VariantId};
use web_kit::{App, FormValues, Member, Path, Problem};

use super::{
    desk::{Desk, done, refused},
    faults::{self, Said},
    hand, product as shown, typed,
};
use crate::{context::Context, i18n::Texts, view::seller::Outcome};

/// What becomes of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Change<T> {
    /// Nothing.
    Keep,
    /// It has the feed's value again.
    Undo,
    /// It has this value of the seller's own.
    Set(T),
}

/// A value that equals the feed's is no override; any other is one.
fn change<T: PartialEq>(typed: T, feed: &T, own: Option<&T>) -> Change<T> {
    if typed == *feed {
        if own.is_some() { Change::Undo } else { Change::Keep }
    } else if own == Some(&typed) {
        Change::Keep
    } else {
        Change::Set(typed)
    }
}

/// A variant as the form has it.
struct Typed {
    price: Money,
    /// Nought: there was none.
    compare_at: Money,
    images: Vec<String>,
    stock: Stock,
    published: bool,
}

/// The form, read against the product that it is about.
struct Sent<'a> {
    app: &'a App,
    t: Texts,
    product: &'a Product,
    values: &'a FormValues,
    said: Said,
    /// The stock that the form showed, variant by variant.
    seen: Vec<&'a str>,
    /// A stock was typed over one that has changed meanwhile.
    stale: bool,
}

/// What is to be done.
#[derive(Default)]
struct Plan {
    edits: Vec<Edit>,
    undone: Vec<Field>,
    stock: Vec<(VariantId, Stock)>,
    publish: Vec<VariantId>,
    unpublish: Vec<VariantId>,
    /// A product entered by hand is changed where it stands.
    hand: Option<HandProduct>,
}

impl Plan {
    fn put<T>(&mut self, field: Field, change: Change<T>, edit: impl Fn(T) -> Edit) {
        match change {
            Change::Keep => {}
            Change::Undo => self.undone.push(field),
            Change::Set(value) => self.edits.push(edit(value)),
        }
    }
}

/// A text with LF as line end and no blanks at its ends.
fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}

impl Sent<'_> {
    fn sent(&self, name: &str) -> Option<&str> {
        typed::sent(self.values, name)
    }

    /// A text field: what was sent, or what is in force where it was not sent.
    fn text(&self, field: Field, in_force: &str) -> String {
        tidy(self.sent(&field.name()).unwrap_or(in_force))
    }

    fn amount(&mut self, field: Field, variant: &Variant) -> Result<Option<Money>, ()> {
        let name = field.name();
        let text = self.sent(&name).unwrap_or_default().to_owned();
        typed::money(&text, variant.price.currency).map_err(|_| {
            let kind = name.split('.').next().unwrap_or_default();
            let text = faults::text(self.t, kind);
            self.said.wrong(name.clone(), text);
        })
    }

    /// The pictures' own addresses: ours stand in for those that the feed links to.
    fn images(&self, variant: &Variant) -> Vec<String> {
        let own = shown::own_images(self.product, variant);
        let Some(typed) = self.sent(&Field::Images(variant.id).name()) else {
            return own.unwrap_or_else(|| variant.images.clone());
        };
        let own = own.unwrap_or_default();
        let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
        let known = |line: &&str| {
            let mut known = variant.images.iter().chain(&own);
            known.find(|link| self.app.pictures.address(link).as_ref().unwrap_or(link) == line).cloned()
        };
        lines.map(|line| known(&line).unwrap_or_else(|| line.to_owned())).collect()
    }

    /// The stock of the variant at this place. Where nobody changed what the form showed, it stays as it is now.
    fn stock(&mut self, at: usize, variant: &Variant) -> Stock {
        let (now, typed) = (shown::stock_of(variant), self.typed_stock(variant));
        let seen = self.seen.get(at).copied().unwrap_or_default();
        if shown::mark(typed) == seen {
            return now;
        }
        self.stale |= shown::mark(now) != seen && typed != now;
        typed
    }

    fn typed_stock(&mut self, variant: &Variant) -> Stock {
        let name = |part: &str| format!("{part}.{}", variant.id);
        match self.sent(&name("stock")) {
            Some("untracked") => Stock::Untracked { in_stock: typed::ticked(self.values, &name("in_stock")) },
            Some("tracked") => {
                let pieces = typed::whole(self.sent(&name("on_hand")).unwrap_or_default());
                if pieces.is_none() {
                    self.said.wrong(name("on_hand"), faults::text(self.t, "on_hand"));
                }
                Stock::Tracked { on_hand: pieces.unwrap_or_default() }
            }
            _ => shown::stock_of(variant),
        }
    }

    /// A variant, unless the form says nothing of it.
    fn variant(&mut self, at: usize, variant: &Variant) -> Option<Typed> {
        self.sent(&Field::Price(variant.id).name())?;
        let price = self.amount(Field::Price(variant.id), variant);
        if price == Ok(None) {
            self.said.wrong(Field::Price(variant.id).name(), faults::text(self.t, "price"));
        }
        let compare_at = match self.sent(&Field::CompareAt(variant.id).name()) {
            Some(_) => self.amount(Field::CompareAt(variant.id), variant).ok().flatten(),
            None => shown::own_compare_at(self.product, variant).or(variant.compare_at),
        };
        Some(Typed {
            price: price.ok().flatten().unwrap_or(variant.price),
            compare_at: compare_at.unwrap_or(shown::nought(variant)),
            images: self.images(variant),
            stock: self.stock(at, variant),
            published: typed::ticked(self.values, &format!("published.{}", variant.id)),
        })
    }

    fn plan(&mut self, own_language: Language) -> Plan {
        let mut plan = Plan::default();
        let product = self.product;
        let by_hand = product.by_hand();
        let mut hand_variants = Vec::new();
        for (at, variant) in product.variants.iter().enumerate() {
            let Some(typed) = self.variant(at, variant) else {
                hand_variants.push(as_it_is(variant));
                continue;
            };
            if typed.published != variant.published_at.is_some() {
                let list = if typed.published { &mut plan.publish } else { &mut plan.unpublish };
                list.push(variant.id);
            }
            if typed.stock != shown::stock_of(variant) {
                plan.stock.push((variant.id, typed.stock));
            }
            if by_hand {
                let typed = HandVariant {
                    price: typed.price,
                    compare_at: said(typed.compare_at),
                    images: typed.images,
                    ..as_it_is(variant)
                };
                hand_variants.push(self.by_hand().variant(&variant.id.to_string(), typed));
                continue;
            }
            let id = variant.id;
            let price = change(typed.price, &variant.price, shown::own_price(product, variant).as_ref());
            plan.put(Field::Price(id), price, |price| Edit::Price(id, price));
            let fed = variant.compare_at.unwrap_or(shown::nought(variant));
            let before = change(typed.compare_at, &fed, shown::own_compare_at(product, variant).as_ref());
            plan.put(Field::CompareAt(id), before, |before| Edit::CompareAt(id, said(before)));
            let images = change(typed.images, &variant.images, shown::own_images(product, variant).as_ref());
            plan.put(Field::Images(id), images, |images| Edit::Images(id, images));
        }
        if by_hand {
            let further = hand_variants.first().cloned().and_then(|first| self.by_hand().further(&first));
            hand_variants.extend(further);
            plan.hand = Some(self.hand(own_language, hand_variants));
        } else {
            self.texts(&mut plan);
        }
        plan
    }

    fn by_hand(&mut self) -> hand::Read<'_> {
        hand::Read { t: self.t, values: self.values, said: &mut self.said }
    }

    fn texts(&mut self, plan: &mut Plan) {
        let product = self.product;
        for language in Language::ALL {
            let fed = product.texts.iter().find(|text| text.language == language);
            let (title, description) = fed.map_or(("", ""), |text| (&text.title, &text.description));
            let own = shown::own_title(product, language);
            let typed = self.text(Field::Title(language), own.as_deref().unwrap_or(title));
            plan.put(Field::Title(language), change(typed, &tidy(title), own.as_ref()), |text| {
                Edit::Title(language, text)
            });
            let own = shown::own_description(product, language);
            let typed = self.text(Field::Description(language), own.as_deref().unwrap_or(description));
            let change = change(typed, &tidy(description), own.as_ref());
            plan.put(Field::Description(language), change, |text| Edit::Description(language, text));
        }
        let (fed, own) = (product.category.clone().unwrap_or_default(), shown::own_category(product));
        let typed = self.text(Field::Category, own.as_deref().unwrap_or(&fed));
        plan.put(Field::Category, change(typed, &fed, own.as_ref()), Edit::Category);
    }

    fn hand(&mut self, own_language: Language, variants: Vec<HandVariant>) -> HandProduct {
        let product = self.product;
        let mut texts = Vec::new();
        for language in super::staged::languages(own_language) {
            let fed = product.texts.iter().find(|text| text.language == language);
            let (title, description) = fed.map_or(("", ""), |text| (&text.title, &text.description));
            let title = self.text(Field::Title(language), title);
            let description = self.text(Field::Description(language), description);
            // A language without any text is none that the product has; the shop's own must have one.
            if language == own_language || !title.is_empty() || !description.is_empty() {
                texts.push((language, title, description));
            }
        }
        let category = self.text(Field::Category, product.category.as_deref().unwrap_or_default());
        HandProduct {
            texts,
            brand: self.by_hand().brand(product.brand.as_deref()),
            category: Some(category).filter(|c| !c.is_empty()),
            variants,
        }
    }
}

/// A former price, if one is said.
fn said(before: Money) -> Option<Money> {
    Some(before).filter(|before| before.minor > 0)
}

/// A variant entered by hand, unchanged.
fn as_it_is(variant: &Variant) -> HandVariant {
    HandVariant {
        id: Some(variant.id),
        sku: variant.sku.clone(),
        gtin: variant.gtin.as_deref().and_then(|gtin| gtin.parse().ok()),
        options: variant.options.clone(),
        price: variant.price,
        compare_at: variant.compare_at,
        tax_class: variant.tax_class,
        images: variant.images.clone(),
        weight_grams: variant.weight_grams.map(i32::unsigned_abs),
        stock: shown::stock_of(variant),
    }
}

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

/// `POST /seller/products/{id}/overrides`
pub async fn save(
    State(app): State<App>,
    member: Member<EditCatalog>,
    context: Context,
    Path(id): Path<ProductId>,
    values: FormValues,
) -> Result<Response, Problem> {
    let t = context.t();
    let path = format!("/seller/products/{id}");
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

/// `POST /seller/products/{id}/overrides/undo`
pub async fn undo(
    State(app): State<App>,
    member: Member<EditCatalog>,
    context: Context,
    Path(id): Path<ProductId>,
    values: FormValues,
) -> Result<Response, Problem> {
    let path = format!("/seller/products/{id}");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feed_s_value_is_no_override() {
        assert_eq!(change("a", &"a", None), Change::Keep);
        assert_eq!(change("a", &"a", Some(&"b")), Change::Undo);
        assert_eq!(change("b", &"a", Some(&"b")), Change::Keep);
        assert_eq!(change("c", &"a", Some(&"b")), Change::Set("c"));
        assert_eq!(change(None, &Some(1), None), Change::Set(None));
        assert_eq!(tidy(" a\r\nb\rc \n"), "a\nb\nc");
    }
}
