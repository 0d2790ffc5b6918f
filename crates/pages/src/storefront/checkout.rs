//! The checkout's page and its form.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use orders::{
    ContactInput, OrderError,
    cart::Cart,
    checkout::{self, Placed, Placement},
};
use web_kit::{App, FormValues, Problem, SessionSecret, ShopHost};

use super::{cards, cart};
use crate::{
    context::Context,
    links, render,
    view::{
        Filled,
        storefront::{
            CheckoutForm, CheckoutPage, CheckoutPurchase, CheckoutSeller, SummaryLine, Totals, country_choices,
        },
    },
};

/// Where goods are sent.
pub const COUNTRIES: &[&str] =
    &["AT", "BE", "CH", "DE", "DK", "ES", "FR", "GB", "IE", "IT", "LI", "LU", "NL", "PL", "PT", "SE"];

/// The names of the page's fields beside those of the domain.
const FIELDS: [(&str, &str); 8] = [
    ("email", "email"),
    ("name", "name"),
    ("phone", "phone"),
    ("line1", "street"),
    ("line2", "extra"),
    ("postcode", "postal_code"),
    ("city", "city"),
    ("country", "country"),
];

fn purchases(app: &App, cart: &Cart) -> Vec<CheckoutPurchase> {
    let line = |l: &orders::DraftLine, slug: &str| SummaryLine {
        title: l.title.clone(),
        href: Some(links::product(slug, &l.handle)),
        options: super::options::options_line(&l.options),
        picture: cards::picture(app, l.image.as_deref(), &l.title, None).decorative(),
        quantity: l.quantity,
        unit_price: l.unit_price,
        total: l.total,
    };
    let seller = |p: &orders::SellerPart| CheckoutSeller {
        name: p.shop.name.clone(),
        lines: p.lines.iter().map(|l| line(l, &p.shop.slug)).collect(),
        shipping: p.shipping,
    };
    cart.drafts
        .iter()
        .map(|d| CheckoutPurchase {
            sellers: d.parts.iter().map(seller).collect(),
            totals: Totals { goods: d.items, shipping: d.shipping, taxes: cart::taxes(&d.parts), total: d.total },
        })
        .collect()
}

fn page(app: &App, context: Context, cart: &Cart, filled: &Filled, key: String) -> Result<Response, Problem> {
    let t = context.t();
    let form = CheckoutForm::new(t, filled, country_choices(context.language, COUNTRIES));
    render(&CheckoutPage { form, purchases: purchases(app, cart), idempotency_key: key, page: context.page })
}

/// `GET /checkout`
pub async fn show(State(app): State<App>, host: ShopHost, context: Context) -> Result<Response, Problem> {
    let cart = cart::of(&app, &context, &host).await?;
    let Some(cart) = cart.filter(Cart::ready) else { return Ok(Redirect::to("/cart").into_response()) };
    let mut filled = Filled::default();
    filled.values.insert(
        "country".into(),
        cart.drafts.first().and_then(|d| d.parts.first()).map_or_else(|| "LU".into(), |p| p.shop.country.clone()),
    );
    if let Some(name) = context.who.session().and_then(|s| s.name.clone()) {
        filled.values.insert("name".into(), name);
    }
    page(&app, context, &cart, &filled, SessionSecret::generate().expose())
}

fn contact_input(values: &FormValues) -> ContactInput {
    let get = |name: &str| values.get(name).to_owned();
    ContactInput {
        email: get("email"),
        name: get("name"),
        phone: get("phone"),
        street: get("line1"),
        extra: get("line2"),
        postal_code: get("postcode"),
        city: get("city"),
        country: get("country"),
    }
}

/// The form as it was sent, with what is wrong beside the fields.
fn refused(context: &Context, values: &FormValues, input: &ContactInput) -> Filled {
    let t = context.t();
    let mut filled = Filled::default();
    for (field, _) in FIELDS.into_iter().chain([("note", ""), ("payment", "")]) {
        filled.values.insert(field.to_owned(), values.get(field).to_owned());
    }
    for (domain, _) in input.faults(true) {
        let field = FIELDS.iter().find(|(_, d)| *d == domain).map_or(domain, |(f, _)| f);
        let text = match domain {
            "email" => t.get("fault-email"),
            "country" => t.get("fault-country"),
            _ if values.get(field).trim().is_empty() => t.get("fault-needed"),
            _ => t.get("fault-too-long"),
        };
        filled.errors.insert(field.to_owned(), text.into());
    }
    filled
}

/// `POST /checkout`
pub async fn place(
    State(app): State<App>,
    host: ShopHost,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let Some(cart) = cart::of(&app, &context, &host).await? else { return Ok(Redirect::to("/cart").into_response()) };
    let key = values.get("idempotency_key").to_owned();
    let input = contact_input(&values);
    let mut filled = refused(&context, &values, &input);
    let note = values.get("note");
    if note.chars().count() > 1000 {
        filled.errors.insert("note".into(), context.t().get("fault-too-long").into());
    }
    if !filled.errors.is_empty() && !cart.lines.is_empty() {
        let answer = page(&app, context, &cart, &filled, key)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response());
    }
    let contact = input.check(true)?;
    let Some(buyer) = context.who.buyer() else { return Ok(Redirect::to("/cart").into_response()) };
    let body = format!("{input:?}|{note}");
    let placement = Placement {
        contact: &contact,
        language: context.language,
        key: &key,
        body: body.as_bytes(),
        only_seller: cart::only_seller(&app, &host).await?,
        payment: &*app.payment,
        note,
    };
    let session = context.who.session().map(|s| s.id);
    match checkout::place(&app.pools, buyer, session, &placement).await {
        Ok(placed) => Ok(Redirect::to(&after(&context, &placed)).into_response()),
        // the cart's page says what has changed and how to go on
        Err(
            OrderError::PricesChanged
            | OrderError::NoLongerSold(_)
            | OrderError::OutOfStock(_)
            | OrderError::CartChanged
            | OrderError::CartEmpty,
        ) => Ok(Redirect::to("/cart").into_response()),
        Err(error) => Err(error.into()),
    }
}

/// Where the buyer goes: to the purchase; a guest by its secret address, which he can keep.
fn after(context: &Context, placed: &[Placed]) -> String {
    let Some(first) = placed.first() else { return "/purchases".into() };
    let guest = context.who.session().is_some_and(|s| s.user.is_none());
    match &first.token {
        Some(token) if guest && placed.len() == 1 => format!("/p/{token}?placed=1"),
        _ => format!("/purchases/{}?placed=1", first.id),
    }
}
