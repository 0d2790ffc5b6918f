//! The form, read against the product that it is about: what of it is a change, and of what kind.

use catalog::{
    by_hand::{HandProduct, HandVariant},
    list::{Product, Variant},
    overrides::{Edit, Field},
    stock::Stock,
};
use types::{Language, Money, VariantId};
use web_kit::{App, FormValues};

use crate::{
    i18n::Texts,
    seller::{
        faults::{self, Said},
        hand, product as shown, staged, typed,
    },
};

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
pub(super) struct Sent<'a> {
    pub app: &'a App,
    pub t: Texts,
    pub product: &'a Product,
    pub values: &'a FormValues,
    pub said: Said,
    /// The stock that the form showed, variant by variant.
    pub seen: Vec<&'a str>,
    /// A stock was typed over one that has changed meanwhile.
    pub stale: bool,
}

/// What is to be done.
#[derive(Default)]
pub(super) struct Plan {
    pub edits: Vec<Edit>,
    pub undone: Vec<Field>,
    pub stock: Vec<(VariantId, Stock)>,
    pub publish: Vec<VariantId>,
    pub unpublish: Vec<VariantId>,
    /// A product entered by hand is changed where it stands.
    pub hand: Option<HandProduct>,
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

    pub fn plan(&mut self, own_language: Language) -> Plan {
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
        for language in staged::languages(own_language) {
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
