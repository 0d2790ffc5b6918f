//! Cart, checkout, purchases, accounts, failures.

use std::collections::BTreeMap;

use jiff::Timestamp;
use pages::view::{
    Choice, Filled, Link, Page, Pager,
    storefront::{
        CartLine, CartPage, CartPurchase, CartSeller, CheckoutForm, CheckoutPage, CheckoutPurchase, CheckoutSeller,
        Failure, FailurePage, FreeShipping, OrderState, PurchaseOrder, PurchasePage, PurchaseRow, PurchasesPage,
        SellPage, ShopForm, SignInForm, SignInPage, SignUpForm, SignUpPage, StateReached, SummaryLine, TaxLine, Totals,
        Tracking, country_choices,
    },
};
use types::{Currency, Money, TaxRate};

use crate::feed::{Product, Shop};

pub const FAILURES: [Failure; 9] = Failure::ALL;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::Eur)
}

fn totals(currency: Currency) -> Totals {
    let money = |minor| Money::new(minor, currency);
    let rates = [TaxRate::new(1900), TaxRate::new(210)].into_iter().flatten();
    let taxes = rates.zip([18_040, 143]).map(|(rate, minor)| TaxLine { rate, amount: money(minor) }).collect();
    Totals { goods: money(120_431), shipping: money(980), taxes, total: money(121_411) }
}

fn cart_line(product: &Product, quantity: u32) -> CartLine {
    let variant = &product.variants[0];
    CartLine {
        id: variant.sku.clone(),
        title: product.title.clone(),
        href: product.href(),
        options: [variant.color.as_str(), &variant.size]
            .into_iter()
            .filter(|o| !o.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        picture: product.picture(),
        quantity,
        typed: quantity.to_string(),
        quantity_error: None,
        max_quantity: 20,
        unit_price: variant.price,
        total: variant.price.times(quantity).unwrap_or(variant.price),
        old_price: None,
        problem: None,
    }
}

pub fn cart(page: Page, shops: &[Shop], trouble: bool) -> CartPage {
    let ways =
        [FreeShipping::Reached, FreeShipping::Missing { more: eur(1_250), from: eur(5_000) }, FreeShipping::Never];
    let mut sellers: Vec<_> = shops
        .iter()
        .zip(ways)
        .map(|(shop, free_shipping)| CartSeller {
            name: shop.name.into(),
            href: shop.href(),
            lines: shop.products.iter().skip(1).take(2).zip([1, 2]).map(|(p, n)| cart_line(p, n)).collect(),
            shipping: if free_shipping == FreeShipping::Reached { eur(0) } else { eur(490) },
            free_shipping,
        })
        .collect();
    let mut purchases = Vec::new();
    if trouble && sellers.len() == 3 {
        sellers[0].lines[0].old_price = Some(eur(74_999));
        sellers[1].lines[1].problem = Some(page.t.get("stock-out").into());
        let mut other = sellers.remove(2);
        for line in &mut other.lines {
            line.unit_price.currency = Currency::Chf;
            line.total.currency = Currency::Chf;
        }
        other.shipping.currency = Currency::Chf;
        purchases.push(CartPurchase { currency: Currency::Eur, sellers, totals: totals(Currency::Eur) });
        purchases.push(CartPurchase { currency: Currency::Chf, sellers: vec![other], totals: totals(Currency::Chf) });
    } else if !sellers.is_empty() {
        purchases.push(CartPurchase { currency: Currency::Eur, sellers, totals: totals(Currency::Eur) });
    }
    CartPage { purchases, instead: page.categories.clone(), page }
}

fn summary(shop: &Shop, count: usize) -> Vec<SummaryLine> {
    let lines = shop.products.iter().skip(1).take(count).zip([1, 2]).map(|(p, n)| cart_line(p, n));
    lines
        .map(|line| SummaryLine {
            title: line.title,
            href: Some(line.href),
            options: line.options,
            picture: line.picture,
            quantity: line.quantity,
            unit_price: line.unit_price,
            total: line.total,
        })
        .collect()
}

fn filled(values: &[(&str, &str)], errors: &[(&str, &str)]) -> Filled {
    let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    };
    Filled { values: map(values), errors: map(errors), whole: None }
}

fn countries(page: &Page) -> Vec<Choice> {
    country_choices(page.t.language(), &["DE", "FR", "AT", "LU", "CH", "BE", "NL"])
}

pub fn checkout(page: Page, shops: &[Shop], errors: bool) -> CheckoutPage {
    let wrong = [("email", "“ada@” is not an e-mail address"), ("postcode", "A German postcode has five digits")];
    let values = [("email", "ada@"), ("name", "Ada Lindqvist"), ("postcode", "1234"), ("country", "DE")];
    let filled = if errors { filled(&values, &wrong) } else { filled(&[("country", "FR")], &[]) };
    let sellers =
        shops.iter().map(|shop| CheckoutSeller { name: shop.name.into(), lines: summary(shop, 2), shipping: eur(490) });
    CheckoutPage {
        form: CheckoutForm::new(page.t, &filled, countries(&page)),
        purchases: vec![CheckoutPurchase { sellers: sellers.collect(), totals: totals(Currency::Eur) }],
        idempotency_key: "0197f3a2".into(),
        reviewed: "0197f3a2".into(),
        page,
    }
}

fn at(hour: i64) -> Timestamp {
    Timestamp::from_second(1_762_000_000 + hour * 3_600).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn order(shop: &Shop, number: usize, states: &[OrderState]) -> PurchaseOrder {
    let reached = (0..).zip(states).map(|(n, state)| StateReached { state: *state, at: at(n * 19) }).collect();
    let shipped = states.contains(&OrderState::Shipped);
    PurchaseOrder {
        seller: Link::new(shop.name, shop.href()),
        number: format!("HH-10{number}"),
        state: states.last().copied().unwrap_or(OrderState::Placed),
        reached,
        tracking: shipped.then(|| Tracking {
            carrier: "DHL".into(),
            number: "00340434161094015902".into(),
            href: Some("https://example.org/".into()),
        }),
        lines: summary(shop, 2),
        shipping: eur(490),
        total: eur(61_195),
    }
}

pub fn purchase(page: Page, shops: &[Shop], just_placed: bool) -> PurchasePage {
    let states: [&[OrderState]; 3] = if just_placed {
        [&[OrderState::Placed]; 3]
    } else {
        [
            &OrderState::COURSE[..4],
            &[OrderState::Placed, OrderState::Confirmed],
            &[OrderState::Placed, OrderState::Confirmed, OrderState::Cancelled],
        ]
    };
    PurchasePage {
        reference: "K-7Q4M-2XW9".into(),
        placed_at: at(0),
        just_placed,
        email: "ada@example.org".into(),
        address: ["Ada Lindqvist", "12 rue des Tanneurs", "67000 Strasbourg", "France"].map(Into::into).to_vec(),
        payment: page.t.get("payment-invoice").into(),
        orders: shops.iter().zip(states).zip(1..).map(|((shop, states), n)| order(shop, n, states)).collect(),
        totals: totals(Currency::Eur),
        guest_href: just_placed.then(|| "/p/7c1f".into()),
        siblings: Vec::new(),
        page,
    }
}

pub fn purchases(page: Page, shops: &[Shop]) -> PurchasesPage {
    let row = |n: usize, shops: &[Shop], state| PurchaseRow {
        href: "/purchases/1".into(),
        reference: format!("K-7Q4M-2XW{n}"),
        placed_at: at(-300 * i64::try_from(n).unwrap_or(0)),
        orders: shops.iter().map(|shop| (shop.name.to_owned(), state)).collect(),
        pictures: shops.iter().flat_map(|shop| &shop.products[n..=n]).map(|p| p.picture().decorative()).collect(),
        article_count: 4,
        total: eur(121_411),
    };
    let rows = match shops {
        [] => Vec::new(),
        _ => vec![
            row(1, &shops[..2], OrderState::Shipped),
            row(2, &shops[..3], OrderState::Delivered),
            row(3, &shops[2..], OrderState::Cancelled),
        ],
    };
    PurchasesPage { page, purchases: rows, pager: Pager::default() }
}

pub fn sign_in(page: Page) -> SignInPage {
    let mut filled = filled(&[("email", "ada@example.org")], &[]);
    filled.whole = Some("E-mail or password is wrong".into());
    SignInPage { form: SignInForm::new(page.t, &filled), next: "/purchases".into(), page }
}

pub fn sign_up(page: Page) -> SignUpPage {
    SignUpPage { form: SignUpForm::new(page.t, &Filled::default()), next: "/".into(), page }
}

pub fn sell(page: Page) -> SellPage {
    let currencies = ["EUR", "CHF", "GBP"].map(|code| Choice::new(code, code)).to_vec();
    let taken = filled(&[("shop_name", "Haus & Herd"), ("slug", "haus-herd")], &[("slug", "haus-herd is taken")]);
    SellPage { form: ShopForm::new(page.t, &taken, countries(&page), currencies, false), page }
}

pub fn failure(page: Page, failure: Failure) -> FailurePage {
    let request_id = (failure == Failure::Broken).then(|| "0197f3a2-8c1e-7d20".into());
    FailurePage {
        page,
        failure,
        status: failure.status(),
        code: String::new(),
        errors: Vec::new(),
        back: None,
        request_id,
    }
}
